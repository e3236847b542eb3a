// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/report/fixture_test.h"
#include "qed/report/page/bundle.h"
#include "qed/report/page/pack.h"
#include "qed/report/page/page.h"
#include "qed/report/render.h"

using namespace qed::report;
using namespace qed::evidence;

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
  CHECK(all[0].pictures.size() == 3);
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
  CHECK(none[0].frames.size() == 3);
  CHECK(none[0].left_out.find(
            "the columns reliability, Contract, MonthlyCharges, tenure and region, 2 columns of "
            "the new rows and") != std::string::npos);
  CHECK(none[0].frames[0].placed_columns.size() == 2);
  REQUIRE(all[0].frames[0].placed_columns.size() == 4);
  const auto& contract = all[0].frames[0].placed_columns[2];
  const auto part = std::ranges::find(all[0].parts, contract.part, &Part::id);
  REQUIRE(part != all[0].parts.end());
  CHECK(unpacked(part->base64).substr(0, 6) == std::string("\0\1\0\1\0\xFF", 6));
}

TEST_CASE("numbers of a column stay apart where most of them are, and none moves far") {
  Answer answer = map_answer(5000);
  Points& map = std::get<Points>(answer.evidence[18]);
  REQUIRE(map.id == "map.tsne");
  std::vector<float> money;
  for (std::size_t i = 0; i < map.size(); ++i)
    money.push_back(std::exp(2 * static_cast<float>(qed::Rng(5, 1, i).normal())));
  map.attributes = {{"money", {}, {}, money}};
  const auto maps = pack_maps(answer, 10'000'000);
  const auto& column = maps[0].columns[0];
  CHECK(column.is_rounded);
  CHECK(column.values.size() <= 255);
  CHECK(std::ranges::is_sorted(column.values));
  const auto part = std::ranges::find(maps[0].parts, column.part, &Part::id);
  REQUIRE(part != maps[0].parts.end());
  const std::string codes = unpacked(part->base64);
  const float range = std::ranges::max(money) - std::ranges::min(money);
  std::set<int> low;
  for (std::size_t i = 0; i < money.size(); ++i) {
    const auto code = static_cast<unsigned char>(codes[i]);
    // Half of the step of 127 values along the range.
    CHECK(std::abs(column.values[code] - money[i]) <= 0.5001f * range / 126);
    if (money[i] < 1) low.insert(code);
  }
  CHECK(low.size() > 60);
}

TEST_CASE("a page of 70,000 points stays under 2 MB, in space too") {
  CHECK(render_html(map_answer(70'000)).size() <= 2'000'000);
  CHECK(render_html(space_answer(70'000)).size() <= 2'000'000);
}

TEST_CASE("coordinates of every dimension share one step, and placed rows the picture's box") {
  Answer answer;
  Points map;
  map.id = "map", map.dims = 3, map.coordinates = {0, 0, 0, 10, 5, 2};
  Points placed = map;
  placed.id = "new", placed.placed_on = "map", placed.coordinates = {20, 0, 1};
  answer.evidence = {map, placed};
  const auto maps = pack_maps(answer, 1'000'000);
  REQUIRE(maps.size() == 1);
  CHECK(maps[0].pictures.size() == 1);
  const auto& frame = maps[0].frames[0];
  CHECK(frame.width == 16383);
  CHECK(frame.height == 4096);
  CHECK(frame.depth == 1638);
  const auto step = [&](const std::string& id, std::size_t at, std::size_t count) {
    for (const auto& part : maps[0].parts)
      if (part.id == id) {
        const std::string bytes = unpacked(part.base64);
        REQUIRE(bytes.size() == 2 * count);
        return static_cast<unsigned char>(bytes[at]) +
               256 * static_cast<unsigned char>(bytes[count + at]);
      }
    return -1;
  };
  const int steps[] = {0, 8192, 0, 4096, 0, 1638};
  for (std::size_t at = 0; at < 6; ++at) CHECK(step(frame.part, at, 6) == steps[at]);
  CHECK(step(frame.placed_part, 0, 3) == 16383);
  CHECK(step(frame.placed_part, 2, 3) == 819);
}

TEST_CASE("what explains a piece stands beside it: the formula in MathML, else as it is typed") {
  const std::vector<Explanation> explanations{
      {"auc_rnx.gap", "", "AUC(t-SNE) − AUC(PCA)", "Below 0.05 <nobody> sees it.", ""},
      {"cluster_count", "", "k < ∞", "", ""}};
  const std::string page = render_html(map_answer(), explanations);
  CHECK(page.find("k &lt; ∞") != std::string::npos);
  CHECK(page.find("Below 0.05 &lt;nobody&gt; sees it.") != std::string::npos);
  CHECK(count(page, "<math") == (kPageFormulas.empty() ? 0 : 1));
  CHECK(page.find("style=\"") == std::string::npos);
  const std::string text =
      render_text(map_answer(), {.explain = true, .explanations = explanations});
  CHECK(text.find("AUC(t-SNE) − AUC(PCA)") != std::string::npos);
  if (!kPageSources.empty()) {
    CHECK(page.find("Source: Hennig (2007): Cluster-wise") != std::string::npos);
    CHECK(page.find("Source: Horn (1965)") != std::string::npos);
  }
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

TEST_CASE("a line does not end within t-SNE, k-means or a sign and its word") {
  const auto kept = [](const std::string& word) {
    return "<span class=\"whole\">" + word + "</span>";
  };
  CHECK(prose("PCA or t-SNE? k-means") == "PCA or " + kept("t-SNE") + "? " + kept("k-means"));
  CHECK(prose("fit (-KL)") == "fit (" + kept("-KL") + ")");
  CHECK(prose("t-t-t <x-y>") == kept("t-t") + "-t &lt;" + kept("x-y") + "&gt;");
  for (const char* plain : {"Month-to-month", "two - one", "--label", "a -", "-", "é-1"})
    CHECK(prose(plain) == plain);
  CHECK(element("code", "", "-o t-SNE") == "<code>-o t-SNE</code>");
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
