// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/data/numpy/array.h"
#include "qed/data/sample/sample.h"

namespace qed::data::numpy {
namespace {

// Little-endian fields of the zip format; a place outside the file is a damaged archive.
std::uint64_t field(std::string_view bytes, std::uint64_t at, std::size_t width) {
  require(at <= bytes.size() && width <= bytes.size() - at, ErrorCode::bad_data,
          "the archive is damaged or ends early");
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < width; ++i)
    value |= std::uint64_t{static_cast<unsigned char>(bytes[at + i])} << 8 * i;
  return value;
}

std::string_view part(std::string_view bytes, std::uint64_t at, std::uint64_t size) {
  require(at <= bytes.size() && size <= bytes.size() - at, ErrorCode::bad_data,
          "the archive is damaged or ends early");
  return bytes.substr(at, size);
}

struct Member {
  std::string name;
  std::uint64_t method, packed, size, header;
};

// Sizes of 2^32 and more stand in the extra field 1, in the order size, packed, header, each only where needed.
void read_extra(Member& member, std::string_view extra) {
  for (std::uint64_t at = 0; at + 4 <= extra.size();) {
    const std::uint64_t id = field(extra, at, 2), length = field(extra, at + 2, 2);
    std::uint64_t next = at + 4;
    if (id == 1)
      for (std::uint64_t* value : {&member.size, &member.packed, &member.header})
        if (*value == 0xFFFFFFFFu) *value = field(extra, next, 8), next += 8;
    at += 4 + length;
  }
}

std::vector<Member> members_of(std::string_view bytes) {
  // The end record stands last, before a comment of at most 65535 bytes.
  const std::size_t end = bytes.rfind("PK\x05\x06");
  require(end != std::string_view::npos, ErrorCode::bad_data, "the archive ends early",
          "copy or download it again");
  const std::uint64_t count = field(bytes, end + 10, 2);
  std::uint64_t at = field(bytes, end + 16, 4);
  std::vector<Member> members;
  for (std::uint64_t k = 0; k < count; ++k) {
    require(field(bytes, at, 4) == 0x02014b50u, ErrorCode::bad_data,
            "the archive's directory is damaged");
    const std::uint64_t name = field(bytes, at + 28, 2), extra = field(bytes, at + 30, 2),
                        note = field(bytes, at + 32, 2);
    Member member{std::string(part(bytes, at + 46, name)), field(bytes, at + 10, 2),
                  field(bytes, at + 20, 4), field(bytes, at + 24, 4), field(bytes, at + 42, 4)};
    read_extra(member, part(bytes, at + 46 + name, extra));
    members.push_back(std::move(member));
    at += 46 + name + extra + note;
  }
  return members;
}

Bytes contents(std::string_view bytes, const Member& member) {
  const std::uint64_t skipped =
      30 + field(bytes, member.header + 26, 2) + field(bytes, member.header + 28, 2);
  const std::string_view packed = part(bytes, member.header + skipped, member.packed);
  require(member.method == 0 || member.method == 8, ErrorCode::bad_data,
          "the archive is packed in an unknown way",
          "save it with numpy.savez or savez_compressed");
  return member.method == 0 ? Bytes{packed, nullptr} : Bytes::of(inflated(packed, member.size));
}

}  // namespace

Table read_npz(std::string_view bytes, const ReadOptions& options) {
  Table table;
  for (const Member& member : members_of(bytes)) {
    if (!member.name.ends_with(".npy")) continue;
    const std::string name = member.name.substr(0, member.name.size() - 4);
    const Bytes held = contents(bytes, member);
    const Array array = parse_npy(held.view);
    const auto rows = static_cast<std::int64_t>(array.rows());
    if (table.columns.empty()) {
      table.rows_in_file = rows;
      table.row_of = chosen_rows(rows, array.columns(), options);
    }
    require(rows == table.rows_in_file, ErrorCode::bad_data,
            "array \"" + printable(name) + "\" has " + std::to_string(rows) +
                " rows, but those before it have " + std::to_string(table.rows_in_file),
            "save arrays of one length together");
    add_columns(table, array, name, table.row_of);
  }
  require(!table.columns.empty(), ErrorCode::bad_data, "the archive holds no NumPy arrays",
          "a spreadsheet is saved as CSV first");
  return table;
}

}  // namespace qed::data::numpy
