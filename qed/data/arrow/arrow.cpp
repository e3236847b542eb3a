// SPDX-License-Identifier: Apache-2.0
#include "qed/data/arrow/arrow.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <memory>
#include <utility>

#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/base/threads.h"
#include "qed/data/arrow/columns.h"
#include "qed/data/arrow/component.h"
#include "qed/data/arrow/export.h"

namespace qed::data::arrow {
namespace {

struct Component {
  QedArrowSchema* schema = nullptr;
  QedArrowRead* read = nullptr;
  QedArrowWriteParquet* write_parquet = nullptr;
  std::string why_not;  ///< empty: it is loaded
};

Component load() {
  constexpr const char* kFile = "libqed_arrow.so";
  Component component;
  std::error_code failed;
  const auto folder = std::filesystem::read_symlink("/proc/self/exe", failed).parent_path();
  for (const auto& place : {folder / kFile, folder / "../lib" / kFile}) {
    if (!std::filesystem::exists(place, failed)) continue;
    void* const library = ::dlopen(place.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
      component.why_not = ::dlerror();
      continue;
    }
    component.schema = reinterpret_cast<QedArrowSchema*>(::dlsym(library, "qed_arrow_schema_1"));
    component.read = reinterpret_cast<QedArrowRead*>(::dlsym(library, "qed_arrow_read_1"));
    component.write_parquet =
        reinterpret_cast<QedArrowWriteParquet*>(::dlsym(library, "qed_arrow_write_parquet_1"));
    const bool whole = component.schema != nullptr && component.read != nullptr &&
                       component.write_parquet != nullptr;
    component.why_not = whole ? "" : "it belongs to another version of qed";
    if (whole) return component;
  }
  if (component.why_not.empty()) component.why_not = std::string(kFile) + " is not installed";
  return component;
}

const Component& loaded() {
  static const Component component = load();
  return component;
}

const Component& needed() {
  const Component& component = loaded();
  require(component.why_not.empty(), ErrorCode::io,
          "Parquet and Arrow files need the Arrow component: " + component.why_not,
          "build qed after tools/setup, which installs Apache Arrow, or use CSV");
  return component;
}

void check(int failed, const QedArrowFailure& failure) {
  require(failed == 0, ErrorCode::bad_data,
          "the file is damaged or cut off: " + printable(failure.message, 300),
          "copy or download it again");
}

std::vector<std::string> names_of(const Schema& schema) {
  std::vector<std::string> names;
  for (std::int64_t j = 0; j < schema.n_children; ++j)
    names.emplace_back(schema.children[j]->name != nullptr ? schema.children[j]->name : "");
  return names;
}

// The places of the columns to read.
std::vector<int> chosen(const Schema& schema, const ReadOptions& options,
                        std::vector<std::string>& notes) {
  const auto names = names_of(schema);
  const auto is_in = [](const std::vector<std::string>& list, const std::string& name) {
    return std::ranges::find(list, name) != list.end();
  };
  for (const auto* list : {&options.columns, &options.drop})
    for (const std::string& name : *list)
      require(is_in(names, name), ErrorCode::bad_option,
              "no column is called \"" + printable(name) + "\"", did_you_mean(name, names));
  std::vector<int> fields;
  for (std::size_t j = 0; j < names.size(); ++j) {
    if ((!options.columns.empty() && !is_in(options.columns, names[j])) ||
        is_in(options.drop, names[j]))
      continue;
    if (can_hold(*schema.children[j]))
      fields.push_back(static_cast<int>(j));
    else
      notes.push_back("column " + printable(names[j]) +
                      " is left out: its cells are no single values");
  }
  require(!fields.empty(), ErrorCode::bad_data, "no column of it can be read");
  return fields;
}

// The batches of a stream, of which columns are taken and freed one by one.
struct Batches {
  Held<Schema> schema;
  std::vector<std::unique_ptr<Held<Array>>> arrays;

  explicit Batches(Stream& stream) {
    const auto check_stream = [&](int failed) {
      const char* const why = failed != 0 ? stream.get_last_error(&stream) : nullptr;
      require(
          failed == 0, ErrorCode::bad_data,
          "the file is damaged: " + printable(why != nullptr ? why : std::strerror(failed), 300));
    };
    check_stream(stream.get_schema(&stream, &schema));
    for (;;) {
      auto array = std::make_unique<Held<Array>>();
      check_stream(stream.get_next(&stream, array.get()));
      if (array->release == nullptr) break;
      arrays.push_back(std::move(array));
    }
  }

  Column take(std::size_t j, std::vector<std::string>& notes) {
    std::vector<std::unique_ptr<Held<Array>>> children;
    std::vector<Part> parts;
    for (const auto& array : arrays) {
      auto child = std::make_unique<Held<Array>>();
      static_cast<Array&>(*child) = std::exchange(*array->children[j], Array{});
      parts.push_back({child.get(), child->offset + array->offset, array->length});
      children.push_back(std::move(child));
    }
    return column_of(*schema.children[j], parts, notes);
  }
};

}  // namespace

bool is_ipc_stream(std::string_view bytes) {
  if (bytes.size() < 16 || !bytes.starts_with("\xff\xff\xff\xff")) return false;
  std::int32_t length;
  std::memcpy(&length, bytes.data() + 4, sizeof length);
  return length > 0 && length % 8 == 0 && static_cast<std::size_t>(length) <= bytes.size() - 8;
}

bool is_available() { return loaded().why_not.empty(); }

Table read(std::string_view bytes, Format format, const ReadOptions& options) {
  const Component& component = needed();
  const QedArrowSource source{bytes.data(), static_cast<std::int64_t>(bytes.size()),
                              static_cast<int>(format), threads()};
  QedArrowFailure failure{};
  Table table;
  std::vector<int> fields;
  {
    Held<Schema> schema;
    check(component.schema(&source, &schema, &failure), failure);
    fields = chosen(schema, options, table.notes);
  }
  Held<Stream> stream;
  check(component.read(&source, fields.data(), static_cast<int>(fields.size()), &stream, &failure),
        failure);
  Batches batches(stream);
  for (const auto& array : batches.arrays) table.rows += array->length;
  require(table.rows > 0, ErrorCode::bad_data, "there are no rows");
  table.columns.resize(fields.size());
  std::vector<std::vector<std::string>> notes(fields.size());
  parallel_blocks(fields.size(), 1, [&](Block block) {
    table.columns[block.index] = batches.take(block.index, notes[block.index]);
  });
  for (const auto& some : notes) table.notes.insert(table.notes.end(), some.begin(), some.end());
  return table;
}

std::string parquet_of(const Table& table) {
  const Component& component = needed();
  Export exported(table);
  QedArrowFailure failure{};
  std::string bytes;
  const auto sink = [](void* context, const char* data, std::int64_t size) {
    static_cast<std::string*>(context)->assign(data, static_cast<std::size_t>(size));
  };
  const int failed =
      component.write_parquet(exported.array(), exported.schema(), sink, &bytes, &failure);
  ensure(failed == 0, "cannot write Parquet: " + std::string(failure.message));
  return bytes;
}

}  // namespace qed::data::arrow
