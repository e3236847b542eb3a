// SPDX-License-Identifier: Apache-2.0
// Writes the pages that the browser tests open: qed_pages FOLDER
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include "qed/base/file.h"
#include "qed/base/random.h"
#include "qed/report/fixture_test.h"
#include "qed/report/render.h"

namespace {

using namespace qed::report;
using namespace qed::evidence;

Points& picture_of(Answer& answer) {
  return std::get<Points>(*std::ranges::find(answer.evidence, "map.tsne",
                                             [](const Evidence& e) { return header(e).id; }));
}

// Money: half of the rows within 1/200 of the range.
Answer skewed_answer() {
  Answer answer = map_answer(2000);
  Points& map = picture_of(answer);
  Attribute spending{"spending", {}, {}, {}};
  for (std::size_t i = 0; i < map.size(); ++i)
    spending.values.push_back(std::exp(1.6f * static_cast<float>(qed::Rng(8, 1, i).normal())));
  map.attributes.push_back(std::move(spending));
  return answer;
}

// Names and cells without a place to break them, wherever data get into a page.
Answer long_answer() {
  Answer answer = hostile_answer();
  const std::string endless = "<b style='position:fixed;width:9999px'>" + std::string(300, 'W');
  answer.verdict.claim = literal(endless, 400);
  answer.verdict.decision.front().second = endless;
  answer.provenance.data[0].name = endless;
  answer.provenance.command = answer.next[0].command = "qed map " + endless;
  answer.caveats = {literal(endless, 400)};
  answer.flips[0].change = answer.assumptions[0].claim = answer.assumptions[0].measured =
      literal(endless, 400);
  for (Evidence& e : answer.evidence) {
    std::visit([&](auto& piece) { static_cast<Header&>(piece).claim = literal(endless, 400); }, e);
    if (auto* table = std::get_if<Table>(&e))
      table->columns[0] = endless, table->rows[0][4] = endless;
    if (auto* test = std::get_if<Test>(&e)) test->statistic_name = test->null = endless;
    if (auto* curve = std::get_if<Curve>(&e))
      curve->series[0].name = curve->x_label = curve->y_label = endless;
  }
  Points& map = picture_of(answer);
  map.title = map.caution = endless;
  for (Attribute& attribute : map.attributes) {
    attribute.name += endless;
    for (std::string& level : attribute.levels) level += endless;
  }
  return answer;
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) return std::fputs("usage: qed_pages FOLDER\n", stderr), 2;
  const std::filesystem::path folder = words[1];
  std::filesystem::create_directories(folder);
  const std::vector<Explanation> explanations{
      {"auc_rnx.gap", "The gap.", "AUC(t-SNE) − AUC(PCA)", "Below 0.05 no reader sees it.",
       "LeeVerleysen2009"},
      {"cluster_count", "The count.", "#clusters", "A formula without MathML.", ""}};
  const auto write = [&](const char* name, const Answer& answer) {
    const std::string page = render_html(answer, explanations);
    qed::write_file(folder / name, page);
    std::printf("%s: %zu bytes\n", name, page.size());
  };
  write("map.html", map_answer(7043));
  write("bare.html", bare_answer());
  write("hostile.html", hostile_answer());
  write("long.html", long_answer());
  write("skewed.html", skewed_answer());
  write("map70k.html", map_answer(70'000));
  write("space.html", space_answer(3000));
  write("space70k.html", space_answer(70'000));
  write("map1m.html", map_answer(1'000'000));
}
