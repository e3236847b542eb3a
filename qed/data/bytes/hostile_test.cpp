// SPDX-License-Identifier: Apache-2.0
// Files as they come: compressed, piped, cut off, forbidden, enormous, or of another encoding.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <filesystem>
#include <string>

#include "qed/base/error.h"
#include "qed/base/file.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/data/bytes/sha256.h"
#include "qed/data/csv/csv.h"
#include "qed/data/read.h"
#include "qed/data/roles/roles.h"

using namespace qed;
using namespace qed::data;

namespace {

struct File {
  std::string path;
  explicit File(const std::string& bytes, const std::string& ending = ".csv") {
    path = (std::filesystem::temp_directory_path() / ("qed_XXXXXX" + ending)).string();
    ::close(::mkstemps(path.data(), static_cast<int>(ending.size())));
    write_file(path, bytes);
  }
  ~File() { std::filesystem::remove(path); }
};

std::string rows(int count) {
  std::string text = "i,word\n";
  for (int i = 0; i < count; ++i) text += std::to_string(i) + ",w" + std::to_string(i % 7) + "\n";
  return text;
}

std::string zstd_of(const std::string& text) {
  std::string bytes(ZSTD_compressBound(text.size()), '\0');
  bytes.resize(ZSTD_compress(bytes.data(), bytes.size(), text.data(), text.size(), 3));
  return bytes;
}

std::string gzip_of(const std::string& text) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string bytes(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_out = static_cast<uInt>(bytes.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  bytes.resize(stream.total_out);
  deflateEnd(&stream);
  return bytes;
}

std::string refusal(const std::string& path) {
  try {
    read_table(path);
  } catch (const Error& error) {
    return std::string(error.what()) + " | " + error.hint();
  }
  return "read";
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("zstd and gzip are read, several parts of them too") {
  const std::string text = rows(20000);
  for (const auto& packed :
       {zstd_of(text), gzip_of(text), zstd_of(text.substr(0, 9)) + zstd_of(text.substr(9)),
        gzip_of(text.substr(0, 9)) + gzip_of(text.substr(9))}) {
    const File file(packed, ".csv.gz");
    const Table t = read_table(file.path);
    CHECK(t.rows == 20000);
    CHECK(t.column("i").number_at(19999) == 19999.0);
    CHECK(read_table(file.path, {.memory = 1 << 16}).rows == 20000);  // through a temporary file
  }
}

TEST_CASE("what is cut off is an error, wherever it is cut") {
  const std::string text = rows(5000);
  for (const std::string& packed : {zstd_of(text), gzip_of(text)})
    for (const std::size_t left : {std::size_t{5}, packed.size() / 2, packed.size() - 1}) {
      const File file(packed.substr(0, left));
      CHECK(has(refusal(file.path), "ends early"));
    }
}

TEST_CASE("standard input is read to its end and has a digest") {
  const File file(rows(100));
  const int kept = ::dup(STDIN_FILENO), in = ::open(file.path.c_str(), O_RDONLY);
  ::dup2(in, STDIN_FILENO);
  const Table t = read_table("-");
  ::dup2(kept, STDIN_FILENO);
  ::close(in);
  ::close(kept);
  CHECK(t.rows == 100);
  CHECK(t.source == "-");
  CHECK(t.digest == digest(file.path));
}

TEST_CASE("a table's digest is that of the file's bytes as they are stored") {
  // sha256sum of "a,b\n1,2\n"
  const File known("a,b\n1,2\n");
  CHECK(read_table(known.path).digest ==
        "sha256:492d5ea496056f1a6a6592241032fab764c321596317930b4fa0e1e8bc3b7470");
  const auto check = [](const std::string& bytes) {
    const File file(bytes);
    Sha256 whole;
    whole.update(bytes);
    const std::string expected = "sha256:" + whole.finish();
    CHECK(digest(file.path) == expected);
    CHECK(read_table(file.path).digest == expected);
    CHECK(read_table(file.path, {.max_rows = 3}).digest == expected);
    CHECK(read_table(file.path, {.sample = 50}).digest == expected);
    CHECK(read_table(file.path, {.digest = false}).digest.empty());
  };
  const std::string few = rows(9000);
  std::string lines, npy("\x93NUMPY\x01\x00\x76\x00", 10);
  while (lines.size() < few.size()) lines += "{\"a\": 1, \"b\": 2.5}\n";
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (5000, 5), }";
  header.resize(117, ' ');
  npy += header + "\n" + std::string(std::size_t{4} * 5000 * 5, '\0');
  const std::string text = rows(900'000);  // more than one piece, so beside the reading
  REQUIRE(text.size() > (std::size_t{2} << 22));
  for (const int count : {1, 2}) {
    set_threads(count);
    for (const std::string& bytes : {few, lines, npy, gzip_of(few), zstd_of(few)}) check(bytes);
    const File damaged(few + "\"");  // refused while its digest is being made
    CHECK_THROWS_AS(read_table(damaged.path), Error);
  }
  check(text);
  check(gzip_of(text));
  const File damaged(text + "\"");
  CHECK_THROWS_AS(read_table(damaged.path), Error);
  set_threads(0);
}

TEST_CASE("a file that may not be read says so") {
  const File file(rows(3));
  std::filesystem::permissions(file.path, std::filesystem::perms::none);
  if (::geteuid() == 0) {
    MESSAGE("SKIPPED: root may read every file");
  } else {
    CHECK(has(refusal(file.path), "you may not read it"));
  }
  CHECK(has(refusal(std::filesystem::temp_directory_path().string()), "give a file in it"));
  CHECK(has(refusal(file.path + "x"), "did you mean"));
}

TEST_CASE("UTF-16 of either order is refused with the way out") {
  for (const std::string mark : {"\xff\xfe", "\xfe\xff"}) {
    const File file(mark + std::string("a\0,\0b\0\n\0", 8));
    CHECK(has(refusal(file.path), "UTF-16"));
    CHECK(has(refusal(file.path), "iconv"));
  }
}

TEST_CASE("a cell of a hundred megabytes is one cell") {
  const std::size_t size = 100'000'000;
  std::string text = "a,b\n1,\"";
  text.append(size, 'x');
  text += "\"\n2,y\n";
  const Table t = csv::read_csv(Bytes::of(std::move(text)), "t.csv", {}, {});
  CHECK(t.rows == 2);
  CHECK(t.columns[1].text_at(0)->size() == size);
}

TEST_CASE("labels that are whole numbers are labels") {
  std::string text = "x,target\n";
  for (int i = 0; i < 60; ++i)
    text += std::to_string(i * 0.37) + "," + std::to_string(i % 3) + "\n";
  const Table t = csv::read_csv(Bytes::of(text), "t.csv", {}, {});
  const auto found = roles(t);
  CHECK(found[0].role == Role::feature);
  CHECK(found[1].role == Role::label);
}

TEST_CASE(
    "any number of digits reads as the nearest double") {  // exact: every cell agrees with strtod
  Rng rng(23, 4);
  std::string text = "x\n";
  std::vector<std::string> cells;
  for (int i = 0; i < 20000; ++i) {
    std::string cell = rng.below(2) == 0 ? "-" : "";
    for (std::uint64_t k = 1 + rng.below(11); k > 0; --k)
      cell += static_cast<char>('0' + rng.below(10));
    cell += '.';
    for (std::uint64_t k = 1 + rng.below(22); k > 0; --k)
      cell += static_cast<char>('0' + rng.below(10));
    text += cell + "\n";
    cells.push_back(cell);
  }
  const Table t = csv::read_csv(Bytes::of(text), "t.csv", {}, {});
  const auto& values = std::get<std::vector<double>>(t.columns[0].values);
  REQUIRE(values.size() == cells.size());
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (values[i] != std::strtod(cells[i].c_str(), nullptr)) ++wrong;
  CHECK(wrong == 0);
}
