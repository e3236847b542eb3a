// SPDX-License-Identifier: Apache-2.0
// Reads a file and says how long it took, and how much memory the table takes (not counting the mapped file):
//   read_table_bench FILE [threads] [repeats] [sample]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "qed/base/error.h"
#include "qed/base/threads.h"
#include "qed/data/read.h"

// Anonymous memory of this process now.
static double own_mebibytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("RssAnon:")) return std::strtod(line.c_str() + 8, nullptr) / 1024;
  return 0;
}

int main(int count, char** words) try {
  if (count < 2)
    return std::fprintf(stderr, "usage: read_table_bench FILE [threads] [repeats] [sample]\n"), 2;
  qed::set_threads(count > 2 ? std::atoi(words[2]) : 2);
  const int repeats = count > 3 ? std::atoi(words[3]) : 1;
  const std::int64_t sample = count > 4 ? std::atoll(words[4]) : 0;
  double best = 1e300;
  for (int i = 0; i < repeats; ++i) {
    const auto start = std::chrono::steady_clock::now();
    const qed::data::Table table =
        qed::data::read_table(words[1], {.sample = sample, .digest = false});
    best = std::min(
        best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    if (i > 0) continue;
    std::fprintf(stderr, "%lld rows of %lld, %zu columns, %.0f MiB\n",
                 static_cast<long long>(table.rows), static_cast<long long>(table.rows_in_file),
                 table.columns.size(), own_mebibytes());
    for (const auto& column : table.columns)
      if (table.columns.size() <= 60)
        std::fprintf(stderr, "  %-24s %-9s missing %lld\n", column.name.c_str(),
                     std::string(name(column.type)).c_str(),
                     static_cast<long long>(column.missing_count()));
    for (const auto& note : table.notes) std::fprintf(stderr, "  note: %s\n", note.c_str());
  }
  std::printf("%.4f\n", best);
} catch (const qed::Error& error) {
  std::fprintf(stderr, "error: %s\nhint: %s\n", error.what(), error.hint().c_str());
  return 2;
}
