// SPDX-License-Identifier: Apache-2.0
// Reads a file and says how long it took:  read_table_bench FILE [threads] [repeats]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "qed/base/error.h"
#include "qed/base/threads.h"
#include "qed/data/read.h"

int main(int count, char** words) try {
  if (count < 2)
    return std::fprintf(stderr, "usage: read_table_bench FILE [threads] [repeats]\n"), 2;
  qed::set_threads(count > 2 ? std::atoi(words[2]) : 2);
  const int repeats = count > 3 ? std::atoi(words[3]) : 1;
  double best = 1e300;
  for (int i = 0; i < repeats; ++i) {
    const auto start = std::chrono::steady_clock::now();
    const qed::data::Table table = qed::data::read_table(words[1]);
    best = std::min(
        best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    if (i > 0) continue;
    std::fprintf(stderr, "%lld rows, %zu columns\n", static_cast<long long>(table.rows),
                 table.columns.size());
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
