// SPDX-License-Identifier: Apache-2.0
#include "qed/data/roles/runs.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace qed::data {
namespace {

std::int64_t number_of_runs(const Moments& m, std::int64_t run) {
  return (m.count + run - 1) / run;
}

}  // namespace

Moments moments_of(const Column& time, const std::vector<std::int64_t>& rows, double cut) {
  Moments m{.number = std::vector<std::int64_t>(rows.size(), -1)};
  std::vector<std::pair<double, std::size_t>> when;
  for (std::size_t k = 0; k < rows.size(); ++k)
    if (const auto at = time.number_at(rows[k]))
      when.emplace_back(cut > 0 ? std::floor(*at / cut) : *at, k);
  std::ranges::sort(when);
  for (std::size_t i = 0; i < when.size(); ++i) {
    if (i == 0 || when[i].first != when[i - 1].first) ++m.count;
    m.number[when[i].second] = m.count - 1;
  }
  m.rows = static_cast<std::int64_t>(when.size());
  return m;
}

Grouping runs_of(const Moments& m, std::int64_t run) {
  Grouping g{std::vector<std::int32_t>(m.number.size()),
             static_cast<std::int32_t>(number_of_runs(m, run))};
  for (std::size_t k = 0; k < m.number.size(); ++k) {
    const bool is_alone = m.number[k] < 0;
    g.group[k] = is_alone ? g.groups++ : static_cast<std::int32_t>(m.number[k] / run);
    g.alone += is_alone;
  }
  return g;
}

std::vector<double> sums_of_runs(const Moments& m, std::int64_t run,
                                 const std::vector<double>& values) {
  std::vector<double> sums(static_cast<std::size_t>(number_of_runs(m, run)), 0);
  for (std::size_t k = 0; k < m.number.size(); ++k)
    if (m.number[k] >= 0) sums[static_cast<std::size_t>(m.number[k] / run)] += values[k];
  const double mean =
      std::accumulate(sums.begin(), sums.end(), 0.0) / static_cast<double>(sums.size());
  for (double& sum : sums) sum -= mean;
  return sums;
}

}  // namespace qed::data
