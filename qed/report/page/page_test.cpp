// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <zlib.h>

#include <string>

#include "qed/base/error.h"
#include "qed/report/fixture_test.h"
#include "qed/report/page/bundle.h"
#include "qed/report/page/pack.h"
#include "qed/report/page/page.h"
#include "qed/report/render.h"

using namespace qed::report;

namespace {

std::size_t count(const std::string& text, const std::string& piece) {
  std::size_t found = 0;
  for (std::size_t at = text.find(piece); at != std::string::npos; at = text.find(piece, at + 1))
    ++found;
  return found;
}

std::size_t bytes(const std::vector<PackedMap>& maps) {
  std::size_t total = 0;
  for (const auto& map : maps)
    for (const auto& part : map.parts) total += part.base64.size();
  return total;
}

std::string unpacked(const std::string& base64) {
  const std::string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string packed_bytes, out(1 << 16, 0);
  unsigned word = 0;
  int bits = 0;
  for (const char c : base64) {
    if (c == '=') break;
    word = word << 6 | static_cast<unsigned>(letters.find(c));
    if ((bits += 6) >= 8) packed_bytes += static_cast<char>(word >> (bits -= 8) & 255);
  }
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(packed_bytes.data());
  stream.avail_in = static_cast<uInt>(packed_bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

}  // namespace

TEST_CASE("what is packed can be unpacked") {
  for (const std::string text : {"", "a", "ab", "abc", "a longer text, a longer text"})
    CHECK(unpacked(packed(text)) == text);
}

TEST_CASE(
    "the budget keeps coordinates and the first column, drops the rest in a stated order and says "
    "so") {
  const auto answer = map_answer(5000);
  const auto all = pack_maps(answer, 10'000'000);
  REQUIRE(all.size() == 1);
  CHECK(all[0].pictures.size() == 2);
  CHECK(all[0].columns.size() == 6);
  CHECK(all[0].columns.back().name == "reliability");
  CHECK(all[0].neighbours.size() == 10);
  CHECK(all[0].left_out.find("Left out") == std::string::npos);
  const auto tight = pack_maps(answer, bytes(all) / 2);
  CHECK(bytes(tight) <= bytes(all) / 2);
  CHECK(tight[0].left_out.find("nearest neighbours of each point") != std::string::npos);
  const auto none = pack_maps(answer, 0);
  CHECK(none[0].columns.size() == 1);
  CHECK(none[0].neighbours.empty());
  CHECK(none[0].frames.size() == 2);
  CHECK(none[0].left_out.find(
            "the columns reliability, Contract, MonthlyCharges, tenure and region") !=
        std::string::npos);
}

TEST_CASE("a page of 70,000 points stays under 2 MB") {
  CHECK(render_html(map_answer(70'000)).size() <= 2'000'000);
}

TEST_CASE("data never becomes markup") {
  const std::string page = render_html(hostile_answer());
  const std::string plain = render_html(map_answer(20));
  // As many elements of each kind as an answer without tricks has.
  for (const char* tag : {"<script", "</script", "<img", "<svg", "<b>", "<!--"})
    CHECK_MESSAGE(count(page, tag) == count(plain, tag), tag);
  CHECK(page.find('\033') == std::string::npos);
  CHECK(escaped("<a href=\"x\" title='y'>&") ==
        "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;");
}

TEST_CASE("the policy lets only the built script and styles run") {
  const std::string page = render_html(bare_answer());
  CHECK(page.find("default-src 'none'") != std::string::npos);
  if (kPageScript[0]) {
    CHECK(page.find("script-src '" + std::string(kPageScriptHash) + "'") != std::string::npos);
    CHECK(page.find("unsafe") == std::string::npos);
    CHECK(std::string(kPageScript).size() < 150'000);
  } else {
    CHECK(page.find("draws no charts") != std::string::npos);
  }
}

TEST_CASE("formats by name") {
  const auto answer = bare_answer();
  CHECK(render(answer, "text") == render_text(answer));
  CHECK(render(answer, "json") == render_json(answer));
  CHECK(render(answer, "html") == render_html(answer));
  CHECK(render(answer, "md") == render_markdown(answer));
  CHECK_THROWS_AS(render(answer, "pdf"), qed::Error);
}
