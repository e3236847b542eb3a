// SPDX-License-Identifier: Apache-2.0
#include "qed/data/read.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "qed/base/error.h"
#include "qed/data/bytes/sha256.h"
#include "qed/data/json/lines.h"
#include "qed/data/numpy/array.h"

using namespace qed::data;

namespace {

std::string npy(const std::string& header, const std::string& cells) {
  std::string bytes = std::string("\x93NUMPY\x01\x00", 8);
  bytes += static_cast<char>(header.size());
  bytes += '\0';
  return bytes + header + cells;
}

}  // namespace

TEST_CASE("SHA-256 agrees with the published vectors") {  // FIPS 180-2, appendix B
  Sha256 abc;
  abc.update("a");
  abc.update("bc");
  CHECK(abc.finish() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(Sha256().finish() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("SHA-256 of many blocks at once is that of one block after the other") {
  std::string text;  // by the processor's instructions where it has them, and never by them
  for (int i = 0; i < 5000; ++i) text += static_cast<char>(i * 131 + i / 256);
  for (const std::size_t length : {63, 64, 65, 127, 128, 1000, 5000}) {
    Sha256 whole, pieces;
    whole.update(text.substr(0, length));
    for (std::size_t at = 0; at < length; at += 3)  // every block goes through rest_
      pieces.update(std::string_view(text).substr(at, std::min<std::size_t>(3, length - at)));
    CHECK(whole.finish() == pieces.finish());
  }
  Sha256 million;  // FIPS 180-2, appendix B.3
  million.update(std::string(1'000'000, 'a'));
  CHECK(million.finish() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("arrays in both orders of bytes and of cells") {
  const std::string cells("\x00\x01\x00\x02\x00\x03\xff\xff", 8);
  const std::string type = "{'descr': '>i2', 'fortran_order': ";
  const Table c = numpy::read_npy(npy(type + "False, 'shape': (2, 2), }", cells));
  CHECK(c.columns[1].number_at(0) == 2.0);
  CHECK(c.columns[1].number_at(1) == -1.0);
  const Table f = numpy::read_npy(npy(type + "True, 'shape': (2, 2), }", cells));
  CHECK(f.columns[0].number_at(1) == 2.0);
  CHECK_THROWS_AS(numpy::read_npy(npy(type + "True, 'shape': (2, 9999999999999), }", cells)),
                  qed::Error);
  CHECK_THROWS_AS(
      numpy::read_npy(npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", cells)),
      qed::Error);
  const Table half = numpy::read_npy(
      npy("{'descr': '<f2', 'fortran_order': False, 'shape': (1,)}", std::string("\x00\xc1", 2)));
  CHECK(half.columns[0].number_at(0) == -2.5);
}

TEST_CASE("JSON lines: the union of keys") {
  const Table t =
      json::read_lines("{\"a\":1,\"b\":\"x\"}\n\n{\"a\":2.5,\"c\":true}\n", "t.jsonl", {}, {});
  CHECK(t.rows == 2);
  CHECK(t.column("a").number_at(1) == 2.5);
  CHECK(t.column("b").is_missing(1));
  CHECK(t.column("c").is_missing(0));
  CHECK_THROWS_AS(json::read_lines("{\"a\":1}\n[1]\n", "t.jsonl", {}, {}), qed::Error);
  CHECK_THROWS_AS(json::read_lines("{\"a\":1e400}\n", "t.jsonl", {}, {}), qed::Error);
  const std::string deep = "{\"a\":" + std::string(200000, '[') + std::string(200000, ']') + "}\n";
  CHECK_THROWS_WITH_AS(json::read_lines(deep, "t.jsonl", {}, {}),
                       doctest::Contains("nested too deeply"), qed::Error);
}
