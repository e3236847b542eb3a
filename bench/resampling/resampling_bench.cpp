// SPDX-License-Identifier: Apache-2.0
// One bootstrap interval, or DeLong's, as a line of JSON: seconds (the fastest of three), peak memory, interval.
//   resampling_bench mean|median VALUES.f64 REPLICATES      BCa
//   resampling_bench area SCORES.f64 LABELS.u8 REPLICATES   BCa, of the area under the ROC curve
//   resampling_bench delong SCORES.f64 LABELS.u8            from rows as they come
//   resampling_bench sort SCORES.f64                        std::sort of the scores, nothing else
// Inputs are written by peer.py, which reads the same.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "qed/base/threads.h"
#include "qed/statistics/intervals/auc.h"
#include "qed/statistics/resampling/area.h"
#include "qed/statistics/resampling/closed_form.h"

namespace {

using namespace qed;
using namespace qed::statistics;

template <class Number>
std::vector<Number> read(const char* path) {
  std::vector<Number> values(std::filesystem::file_size(path) / sizeof(Number));
  std::ifstream file(path, std::ios::binary);
  if (!file.read(reinterpret_cast<char*>(values.data()),
                 static_cast<std::streamsize>(values.size() * sizeof(Number))))
    throw std::runtime_error(std::string("cannot read ") + path);
  return values;
}

double peak_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

// The fastest of three, each on what `prepare` gives anew.
template <class Prepare, class Run>
void print_timed(std::size_t n, Prepare prepare, Run run) {
  double best = 1e300, lower = 0, upper = 0;
  for (int repeat = 0; repeat < 3; ++repeat) {
    auto input = prepare();
    const auto start = std::chrono::steady_clock::now();
    const auto ends = run(input);
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
    best = std::min(best, spent.count());
    lower = ends.first, upper = ends.second;
  }
  std::printf(
      "{\"who\": \"qed\", \"n\": %zu, \"seconds\": {\"total\": %.6f}, \"peak_mb\": %.1f, "
      "\"interval\": [%.9g, %.9g], \"how\": \"measured\"}\n",
      n, best, peak_mb(), lower, upper);
}

std::pair<double, double> ends(const Estimate& estimate) {
  return {estimate.lower(), estimate.upper()};
}

int usage() {
  std::fputs("usage: resampling_bench mean|median|area|delong|sort FILE...\n", stderr);
  return 2;
}

}  // namespace

int main(int count, char** words) try {
  if (count < 3) return usage();
  set_threads(2);
  const std::string task = words[1];
  const auto values = read<double>(words[2]);
  const auto as_it_is = [&]() -> const std::vector<double>& { return values; };
  BootstrapOptions options;
  options.replicates = std::atoll(words[count - 1]);
  if (task == "mean" && count == 4)
    print_timed(values.size(), as_it_is,
                [&](const auto& x) { return ends(bootstrap_mean(x, options)); });
  else if (task == "median" && count == 4)
    print_timed(values.size(), as_it_is,
                [&](const auto& x) { return ends(bootstrap_quantile(x, 0.5, options)); });
  else if (task == "area" && count == 5)
    print_timed(
        values.size(), [&] { return read<std::uint8_t>(words[3]); },
        [&](const auto& label) { return ends(bootstrap_area(values, label, options)); });
  else if (task == "delong" && count == 4)
    print_timed(
        values.size(), [&] { return read<std::uint8_t>(words[3]); },
        [&](const auto& label) {
          ClassScores scores = split_by_label(values, label);
          return ends(delong_auc(scores));
        });
  else if (task == "sort" && count == 3)
    print_timed(
        values.size(), [&] { return values; },
        [](auto& x) {
          std::sort(x.begin(), x.end());
          return std::pair{x.front(), x.back()};
        });
  else
    return usage();
} catch (const std::exception& error) {
  std::fprintf(stderr, "error: %s\n", error.what());
  return 2;
}
