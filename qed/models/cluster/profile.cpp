// SPDX-License-Identifier: Apache-2.0
#include "qed/models/cluster/profile.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "qed/base/error.h"
#include "qed/statistics/effect/effect.h"

namespace qed::models {

namespace {

using statistics::Estimate;

struct Candidate {
  ProfileLine line;
  double strength = 0;
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

void add_numeric(int cluster, std::span<const std::int32_t> label, const NumericColumn& column,
                 double level, std::vector<Candidate>& out) {
  std::vector<double> inside, outside;
  for (std::size_t i = 0; i < label.size(); ++i)
    if (!std::isnan(column.values[i]))
      (label[i] == cluster ? inside : outside).push_back(column.values[i]);
  Estimate effect = statistics::standardised_difference(inside, outside, level);
  if (!effect.is_defined()) return;
  const double d = effect.value();
  // Standard error of d under no difference: √(1/n + 1/m).
  const double p = gaussian_p(d, std::sqrt(1.0 / static_cast<double>(inside.size()) +
                                           1.0 / static_cast<double>(outside.size())));
  out.push_back({{cluster, column.name, "", std::move(effect), d > 0 ? "higher" : "lower",
                  median(std::move(inside)), median(std::move(outside)), p},
                 std::abs(d)});
}

void add_category(int cluster, std::span<const std::int32_t> label, const CategoryColumn& column,
                  double level, std::vector<Candidate>& out) {
  std::vector<std::int64_t> in(column.levels.size(), 0), off(in);
  std::int64_t n = 0, m = 0;
  for (std::size_t i = 0; i < label.size(); ++i) {
    const std::int32_t code = column.codes[i];
    if (code < 0) continue;
    require(static_cast<std::size_t>(code) < in.size(), ErrorCode::bad_value,
            "profile: a code of column " + column.name + " has no level");
    label[i] == cluster ? (++in[static_cast<std::size_t>(code)], ++n)
                        : (++off[static_cast<std::size_t>(code)], ++m);
  }
  if (n == 0 || m == 0) return;
  for (std::size_t l = 0; l < in.size(); ++l) {
    const double a = static_cast<double>(in[l]) / static_cast<double>(n);
    const double b = static_cast<double>(off[l]) / static_cast<double>(m);
    const double both = static_cast<double>(in[l] + off[l]) / static_cast<double>(n + m);
    const double se = std::sqrt(both * (1 - both) *
                                (1.0 / static_cast<double>(n) + 1.0 / static_cast<double>(m)));
    out.push_back({{cluster, column.name, column.levels[l],
                    statistics::share_difference(in[l], n, off[l], m, level),
                    a > b ? "more often" : "less often", a, b, gaussian_p(a - b, se)},
                   2 * std::abs(std::asin(std::sqrt(a)) - std::asin(std::sqrt(b)))});
  }
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

std::vector<ProfileLine> cluster_profile(std::span<const std::int32_t> label,
                                         std::span<const NumericColumn> numeric,
                                         std::span<const CategoryColumn> category,
                                         const ProfileOptions& options) {
  for (const auto& c : numeric)
    require(c.values.size() == label.size(), ErrorCode::bad_shape,
            "profile: column " + c.name + " has another number of rows");
  for (const auto& c : category)
    require(c.codes.size() == label.size(), ErrorCode::bad_shape,
            "profile: column " + c.name + " has another number of rows");
  const int count = label.empty() ? 0 : 1 + *std::max_element(label.begin(), label.end());
  std::vector<Candidate> all;
  for (int cluster = 0; cluster < count; ++cluster) {
    for (const auto& c : numeric) add_numeric(cluster, label, c, options.level, all);
    for (const auto& c : category) add_category(cluster, label, c, options.level, all);
  }
  const double limit = step_up(all, options.q);
  std::stable_sort(all.begin(), all.end(), [](const Candidate& a, const Candidate& b) {
    return a.line.cluster != b.line.cluster ? a.line.cluster < b.line.cluster
                                            : a.strength > b.strength;
  });
  std::vector<ProfileLine> result;
  std::vector<int> used(static_cast<std::size_t>(count), 0);
  for (Candidate& c : all)
    if (c.line.p_value <= limit && used[static_cast<std::size_t>(c.line.cluster)]++ < options.top)
      result.push_back(std::move(c.line));
  return result;
}

}  // namespace qed::models
