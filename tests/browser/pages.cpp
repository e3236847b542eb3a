// SPDX-License-Identifier: Apache-2.0
// Writes the pages that the browser tests open: qed_pages FOLDER
#include <cstdio>
#include <filesystem>

#include "qed/base/file.h"
#include "qed/report/fixture_test.h"
#include "qed/report/render.h"

int main(int count, char** words) {
  using namespace qed::report;
  if (count != 2) return std::fputs("usage: qed_pages FOLDER\n", stderr), 2;
  const std::filesystem::path folder = words[1];
  std::filesystem::create_directories(folder);
  const std::vector<qed::evidence::Explanation> explanations{
      {"auc_rnx.gap", "The gap.", "AUC(t-SNE) − AUC(PCA)", "Below 0.05 no reader sees it.",
       "LeeVerleysen2009"},
      {"cluster_count", "The count.", "#clusters", "A formula without MathML.", ""}};
  const auto write = [&](const char* name, const qed::evidence::Answer& answer) {
    const std::string page = render_html(answer, explanations);
    qed::write_file(folder / name, page);
    std::printf("%s: %zu bytes\n", name, page.size());
  };
  write("map.html", map_answer(7043));
  write("bare.html", bare_answer());
  write("hostile.html", hostile_answer());
  write("map70k.html", map_answer(70'000));
  write("space.html", space_answer(3000));
  write("space70k.html", space_answer(70'000));
  write("map1m.html", map_answer(1'000'000));
}
