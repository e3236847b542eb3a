// SPDX-License-Identifier: Apache-2.0
#include "qed/models/cluster/profile.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "qed/base/error.h"
#include "qed/base/threads.h"
#include "qed/statistics/effect/effect.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::models {

namespace {

using statistics::Estimate;

struct Candidate {
  ProfileLine line;
  double strength = 0;
  std::size_t column = 0;
};

/// Who belongs where: k clusters, and the rows of none.
struct Labels {
  std::span<const std::int32_t> of_row;
  int clusters = 0;
};

double median(std::vector<double> v) {
  const auto middle = v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2);
  std::nth_element(v.begin(), middle, v.end());
  const double upper = *middle;
  if (v.size() % 2 == 1) return upper;
  return (*std::max_element(v.begin(), middle) + upper) / 2;
}

/// Two-sided p of value / se under the Gaussian; se 0 means certain.
double gaussian_p(double value, double se) {
  if (se <= 0) return value == 0 ? 1 : 0;
  return std::erfc(std::abs(value) / se / std::sqrt(2.0));
}

/// The values of each cluster; at the end those of no cluster.
std::vector<std::vector<double>> values_by_cluster(const Labels& labels,
                                                   const NumericColumn& column) {
  std::vector<std::vector<double>> values(static_cast<std::size_t>(labels.clusters) + 1);
  for (std::size_t i = 0; i < labels.of_row.size(); ++i) {
    const std::int32_t label = labels.of_row[i];
    if (!std::isnan(column.values[i]))
      values[static_cast<std::size_t>(label < 0 ? labels.clusters : label)].push_back(
          column.values[i]);
  }
  return values;
}

/// Medians are left to those lines that are shown.
void look(const Labels& labels, const NumericColumn& column, double level,
          std::vector<Candidate>& out) {
  std::vector<statistics::Moments> part;
  for (const auto& values : values_by_cluster(labels, column))
    part.push_back(statistics::moments(values));
  for (int cluster = 0; cluster < labels.clusters; ++cluster) {
    const statistics::Moments& inside = part[static_cast<std::size_t>(cluster)];
    statistics::Moments outside;
    for (std::size_t other = 0; other < part.size(); ++other)
      if (other != static_cast<std::size_t>(cluster))
        outside = statistics::merged(outside, part[other]);
    Estimate effect = statistics::standardised_difference(inside, outside, level);
    if (!effect.is_defined()) continue;
    const double d = effect.value();
    // Standard error of d under no difference: √(1/n + 1/m).
    const double p = gaussian_p(
        d, std::sqrt(1.0 / static_cast<double>(inside.n) + 1.0 / static_cast<double>(outside.n)));
    out.push_back(
        {{cluster, column.name, "", std::move(effect), d > 0 ? "higher" : "lower", 0, 0, p},
         std::abs(d)});
  }
}

void add_medians(const Labels& labels, const NumericColumn& column, ProfileLine& line) {
  std::vector<double> inside, outside;
  for (std::size_t i = 0; i < labels.of_row.size(); ++i)
    if (!std::isnan(column.values[i]))
      (labels.of_row[i] == line.cluster ? inside : outside).push_back(column.values[i]);
  line.inside = median(std::move(inside)), line.outside = median(std::move(outside));
}

/// counts[c][l]: rows of cluster c (at the end: of none) at level l.
using LevelCounts = std::vector<std::vector<std::int64_t>>;

LevelCounts count_levels(const Labels& labels, const CategoryColumn& column) {
  LevelCounts counts(static_cast<std::size_t>(labels.clusters) + 1,
                     std::vector<std::int64_t>(column.levels.size(), 0));
  for (std::size_t i = 0; i < labels.of_row.size(); ++i) {
    const std::int32_t code = column.codes[i], label = labels.of_row[i];
    if (code < 0) continue;
    require(static_cast<std::size_t>(code) < column.levels.size(), ErrorCode::bad_value,
            "profile: a code of column " + column.name + " has no level");
    ++counts[static_cast<std::size_t>(label < 0 ? labels.clusters : label)]
            [static_cast<std::size_t>(code)];
  }
  return counts;
}

void look(const Labels& labels, const CategoryColumn& column, double level,
          std::vector<Candidate>& out) {
  const LevelCounts counts = count_levels(labels, column);
  std::vector<std::int64_t> all(column.levels.size(), 0);
  for (const auto& part : counts)
    for (std::size_t l = 0; l < all.size(); ++l) all[l] += part[l];
  const std::int64_t total = std::accumulate(all.begin(), all.end(), std::int64_t{0});
  for (int cluster = 0; cluster < labels.clusters; ++cluster) {
    const auto& in = counts[static_cast<std::size_t>(cluster)];
    const std::int64_t n = std::accumulate(in.begin(), in.end(), std::int64_t{0}), m = total - n;
    if (n == 0 || m == 0) continue;
    const double per_row = 1.0 / static_cast<double>(n) + 1.0 / static_cast<double>(m);
    for (std::size_t l = 0; l < in.size(); ++l) {
      const std::int64_t off = all[l] - in[l];
      const double a = static_cast<double>(in[l]) / static_cast<double>(n);
      const double b = static_cast<double>(off) / static_cast<double>(m);
      const double both = static_cast<double>(all[l]) / static_cast<double>(total);
      const double p = gaussian_p(a - b, std::sqrt(both * (1 - both) * per_row));
      out.push_back({{cluster, column.name, column.levels[l],
                      statistics::share_difference(in[l], n, off, m, level),
                      a > b ? "more often" : "less often", a, b, p},
                     2 * std::abs(std::asin(std::sqrt(a)) - std::asin(std::sqrt(b)))});
    }
  }
}

void require_rows(std::size_t found, std::size_t rows, const std::string& name) {
  require(found == rows, ErrorCode::bad_shape,
          "profile: column " + name + " has another number of rows");
}

std::vector<Candidate> candidates(const Labels& labels, const ProfileColumn& column, double level) {
  std::vector<Candidate> found;
  if (const auto* numeric = std::get_if<NumericColumn>(&column)) {
    require_rows(numeric->values.size(), labels.of_row.size(), numeric->name);
    look(labels, *numeric, level, found);
  } else {
    const auto& category = std::get<CategoryColumn>(column);
    require_rows(category.codes.size(), labels.of_row.size(), category.name);
    look(labels, category, level, found);
  }
  return found;
}

/// The largest p that Benjamini and Hochberg's step-up rejects at q; -1 when none.
double step_up(const std::vector<Candidate>& all, double q) {
  std::vector<double> p;
  for (const Candidate& c : all) p.push_back(c.line.p_value);
  std::sort(p.begin(), p.end());
  const auto m = static_cast<double>(p.size());
  for (std::size_t i = p.size(); i-- > 0;)
    if (p[i] <= q * static_cast<double>(i + 1) / m) return p[i];
  return -1;
}

}  // namespace

std::vector<ProfileLine> cluster_profile(std::span<const std::int32_t> label, std::size_t columns,
                                         const std::function<ProfileColumn(std::size_t)>& column,
                                         const ProfileOptions& options) {
  const Labels labels{label, label.empty() ? 0 : 1 + *std::max_element(label.begin(), label.end())};
  std::vector<std::vector<Candidate>> of_column(columns);
  parallel_blocks(columns, 1, [&](Block block) {
    of_column[block.index] = candidates(labels, column(block.index), options.level);
  });
  std::vector<Candidate> all;
  for (std::size_t i = 0; i < columns; ++i)
    for (Candidate& c : of_column[i]) c.column = i, all.push_back(std::move(c));
  const double limit = step_up(all, options.q);
  std::stable_sort(all.begin(), all.end(), [](const Candidate& a, const Candidate& b) {
    return a.line.cluster != b.line.cluster ? a.line.cluster < b.line.cluster
                                            : a.strength > b.strength;
  });
  std::vector<Candidate> shown;
  std::vector<int> used(static_cast<std::size_t>(labels.clusters), 0);
  for (Candidate& c : all)
    if (c.line.p_value <= limit && used[static_cast<std::size_t>(c.line.cluster)]++ < options.top)
      shown.push_back(std::move(c));
  parallel_blocks(shown.size(), 1, [&](Block block) {
    Candidate& one = shown[block.index];
    if (!one.line.level_name.empty()) return;
    const ProfileColumn again = column(one.column);
    if (const auto* numeric = std::get_if<NumericColumn>(&again))
      add_medians(labels, *numeric, one.line);
  });
  std::vector<ProfileLine> result;
  for (Candidate& one : shown) result.push_back(std::move(one.line));
  return result;
}

}  // namespace qed::models
