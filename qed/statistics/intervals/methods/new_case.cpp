// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "qed/statistics/intervals/intervals.h"
#include "qed/statistics/intervals/methods/families.h"

namespace qed::statistics {
namespace {

constexpr unsigned kServed = bits(Functional::new_case);

// A new row is as likely in any of the n + 1 gaps between the others: outside of the l-th smallest and the l-th
// largest with probability at most 2l/(n + 1) <= α.
Estimate conformal(const Quantity& quantity, const Sample& sample, const MethodOptions& options) {
  check_asked(kServed, quantity, sample, options);
  const auto value = value_of(quantity, sample);
  if (!value) return Estimate::undefined("no rows");
  std::vector<double> x = sample.terms[0];
  std::ranges::sort(x);
  const double product = static_cast<double>(x.size() + 1) * (1 - options.level) / 2;
  // A product that is whole but for rounding is taken as whole.
  const auto l = static_cast<std::size_t>(product * (1 + 1e-12));
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const std::string method = l > 0 ? "conformal" : "conformal, too few rows for either end";
  return within_range(quantity,
                      Estimate(*value, {l > 0 ? x[l - 1] : -kInfinity,
                                        l > 0 ? x[x.size() - l] : kInfinity, options.level, method})
                          .with_n(sample.n()));
}

// The same of a row of a group that was not seen: a row weighs one over its group's rows, so that each group counts as
// one of G cases that the new one can be exchanged with.
Estimate conformal_grouped(const Quantity& quantity, const Sample& sample,
                           const MethodOptions& options) {
  check_asked(kServed, quantity, sample, options);
  const auto value = value_of(quantity, sample);
  if (!value) return Estimate::undefined("no rows");
  const auto& x = sample.terms[0];
  std::vector<double> rows_of(static_cast<std::size_t>(sample.groups));
  for (const std::int32_t g : sample.group) ++rows_of[static_cast<std::size_t>(g)];
  const auto G =
      static_cast<double>(std::ranges::count_if(rows_of, [](double rows) { return rows > 0; }));
  std::vector<std::size_t> order(x.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return x[i]; });
  const double tail = (G + 1) * (1 - options.level) / 2 * (1 + 1e-12);  // in groups
  // The last row up to which the rows from an end weigh no more than the tail.
  const auto end = [&](auto first, auto last, double open) {
    double weight = 0, at = open;
    for (; first != last; ++first) {
      weight += 1 / rows_of[static_cast<std::size_t>(sample.group[*first])];
      if (weight > tail) break;
      at = x[*first];
    }
    return at;
  };
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const bool enough = tail >= 1;
  const double low = enough ? end(order.begin(), order.end(), -kInfinity) : -kInfinity;
  const double high = enough ? end(order.rbegin(), order.rend(), kInfinity) : kInfinity;
  const std::string method =
      enough ? "conformal by groups" : "conformal by groups, too few groups for either end";
  return within_range(quantity, Estimate(*value, {std::min(low, *value), std::max(high, *value),
                                                  options.level, method})
                                    .with_n(sample.n()));
}

Estimate student_prediction(const Quantity& quantity, const Sample& sample,
                            const MethodOptions& options) {
  check_asked(kServed, quantity, sample, options);
  const Moments m = moments(sample.terms[0]);
  if (m.n == 0) return Estimate::undefined("no rows");
  if (m.n == 1) return Estimate::without_interval(m.mean, "one value has no spread").with_n(1);
  const double n = static_cast<double>(m.n);
  const double t = two_sided_t(n - 1, options.level);
  const double half = t * std::sqrt(m.variance * (1 + 1 / n));
  return within_range(quantity, Estimate(m.mean, {m.mean - half, m.mean + half, options.level,
                                                  "Student's t, a new value"})
                                    .with_n(m.n));
}

constexpr std::array kMethods{
    Method{"conformal", "the conformal interval of a new row",
           "The one to take for where the next row lies: whatever the law, from 39 rows at 95 %.",
           "[x₍ₗ₎, x₍ᵤ₎], l = ⌊(n+1) α/2⌋, u = ⌈(n+1)(1-α/2)⌉", "VovkGammermanShafer2005",
           Claim::exact, Rows::independent, kServed, conformal},
    Method{"conformal_grouped", "the conformal interval of a row of a new group",
           "For the next row of a customer or day not seen before: from 39 groups at 95 %.",
           "[sup{x: Σ 1{xᵢ<=x}/n_g <= (G+1) α/2}, the same from above]", "DunnWassermanRamdas2023",
           Claim::nominal, Rows::grouped, kServed, conformal_grouped},
    Method{"student_prediction", "Student's prediction interval",
           "For the next row of a normal law, at any number of rows; wrong for other laws.",
           "x̄ ± t(n-1; 1-α/2) s √(1 + 1/n)", "MeekerHahnEscobar2017", Claim::exact,
           Rows::independent, kServed, student_prediction},
};

}  // namespace

std::span<const Method> new_case_methods() { return kMethods; }

}  // namespace qed::statistics
