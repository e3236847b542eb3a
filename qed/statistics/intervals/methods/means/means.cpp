// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "qed/algorithms/sorting/radix_sort.h"
#include "qed/probability/bounds/bounds.h"
#include "qed/probability/distributions/discrete.h"
#include "qed/statistics/intervals/intervals.h"
#include "qed/statistics/intervals/methods/families.h"
#include "qed/statistics/intervals/methods/linearised.h"
#include "qed/statistics/intervals/methods/means/studentised.h"
#include "qed/statistics/intervals/shares/rate.h"
#include "qed/statistics/resampling/closed_form.h"
#include "qed/statistics/resampling/replicates.h"

namespace qed::statistics {
namespace {

constexpr const char* kNoSpread = "all values are equal: no spread is seen";
constexpr double kLargestCount = 9e15;  // whole numbers below are exact
constexpr unsigned kMean = bits(Functional::mean);
constexpr unsigned kBounded = bits(Functional::mean, Functional::share);
constexpr unsigned kRows =
    bits(Functional::share, Functional::mean, Functional::quantile, Functional::area,
         Functional::area_difference, Functional::smooth, Functional::weighted_quantile,
         Functional::weighted_area, Functional::compound);

Estimate student_t(const Quantity& quantity, const Sample& sample, const MethodOptions& options) {
  check_asked(kMean, quantity, sample, options);
  const Moments m = moments(sample.terms[0]);
  if (m.n > 1 && !(m.variance > 0))
    return Estimate::without_interval(m.mean, kNoSpread).with_n(m.n);
  return within_range(quantity, mean_interval(sample.terms[0], options.level));
}

// Of rows in any order.
std::vector<double> drawn_studentised_means(const Sample& sample, double mean,
                                            const MethodOptions& options) {
  if (sample.terms[0].size() < kStudentisedInParts)
    return studentised_one_by_one(in_canonical_order(sample, options.seed).terms[0], mean,
                                  options.replicates, options.seed);
  std::vector<double> sorted = sample.terms[0];
  algorithms::sort_numbers(sorted);
  return studentised_in_parts(sorted, mean, options.replicates, options.seed);
}

// Two methods ask for them of the same rows, one after the other: a thread keeps those it drew last.
std::vector<double> studentised_means(const Sample& sample, double mean,
                                      const MethodOptions& options) {
  constexpr std::size_t kMostKept = 20'000;
  const std::vector<double>& x = sample.terms[0];
  if (x.size() > kMostKept) return drawn_studentised_means(sample, mean, options);
  thread_local struct {
    std::vector<double> x, t;
    std::uint64_t seed = 0;
  } last;
  const bool same =
      last.seed == options.seed && std::ssize(last.t) == options.replicates && last.x == x;
  if (!same) {
    auto t = drawn_studentised_means(sample, mean, options);  // may come here itself, for others
    last.t = std::move(t), last.x = x, last.seed = options.seed;
  }
  return last.t;
}

Estimate bootstrap_t(const Quantity& quantity, const Sample& sample, const MethodOptions& options) {
  check_asked(kMean, quantity, sample, options);
  check(as_bootstrap(options, BootstrapMethod::studentised));
  const Moments m = moments(sample.terms[0]);
  const auto without = [&](const char* reason) {
    return Estimate::without_interval(m.mean, reason).with_n(m.n);
  };
  if (m.n == 0) return Estimate::undefined("no rows");
  if (m.n == 1) return without("one row cannot be resampled");
  if (!(m.variance > 0)) return without(kNoSpread);
  const auto t = studentised_means(sample, m.mean, options);
  // The (B + 1)p-th smallest and the one as far from the other end, between replicates if need be.
  const double place =
      std::max(0.0, (1 - options.level) / 2 * static_cast<double>(t.size() + 1) - 1);
  const auto k = static_cast<std::size_t>(place);
  const double part = place - static_cast<double>(k);
  const std::size_t last = t.size() - 1, next = std::min(k + 1, last);
  const double low = part > 0 ? t[k] + part * (t[next] - t[k]) : t[k];
  const double high = part > 0 ? t[last - k] + part * (t[last - next] - t[last - k]) : t[last - k];
  if (!std::isfinite(low) || !std::isfinite(high))
    return without("too many resamples hold a single value");
  const double se = std::sqrt(m.variance / static_cast<double>(m.n));
  return within_range(
      quantity, Estimate(m.mean, {m.mean - se * high, m.mean - se * low, options.level,
                                  "studentised bootstrap, " + std::to_string(options.replicates) +
                                      " replicates"})
                    .with_n(m.n));
}

// With a heavy tail on both sides the studentised bootstrap's ends follow the few values far out; with a skewed law
// Student's do not follow the skew. The wider of each end covers for both.
Estimate guarded_t(const Quantity& quantity, const Sample& sample, const MethodOptions& options) {
  const Estimate student = student_t(quantity, sample, options);
  const Estimate drawn = bootstrap_t(quantity, sample, options);
  if (!student.interval() || !drawn.interval()) return student;
  return Estimate(student.value(), {std::min(student.lower(), drawn.lower()),
                                    std::max(student.upper(), drawn.upper()), options.level,
                                    drawn.interval()->method + ", no shorter than Student's t"})
      .with_n(sample.n());
}

Estimate bootstrapped_mean(const Quantity& quantity, const Sample& sample,
                           const MethodOptions& options, BootstrapMethod method) {
  const Sample rows = in_canonical_order(sample, options.seed);
  return within_range(quantity, bootstrap_mean(rows.terms[0], as_bootstrap(options, method)));
}

Estimate bca(const Quantity& quantity, const Sample& sample, const MethodOptions& options) {
  check_asked(kMean, quantity, sample, options);
  return bootstrapped_mean(quantity, sample, options, BootstrapMethod::bca);
}

// The hits of a resample are binomial: all of them at once.
Estimate bootstrapped_share(const Quantity& quantity, const Sample& sample,
                            const MethodOptions& options, BootstrapMethod method) {
  const std::int64_t count = sample.n();
  if (count == 0) return Estimate::undefined("no rows");
  const double n = static_cast<double>(count), tail = (1 - options.level) / 2;
  const double share = static_cast<double>(hits_of(sample)) / n;
  if (count == 1) return Estimate::without_interval(share, "one row cannot be resampled").with_n(1);
  const probability::Binomial law(count, share);
  const double low = law.quantile(tail) / n, high = law.upper_quantile(tail) / n;
  Interval ends{low, high, options.level, "percentile bootstrap, all resamples"};
  if (method == BootstrapMethod::basic)
    ends = {2 * share - high, 2 * share - low, options.level, "basic bootstrap, all resamples"};
  if (method == BootstrapMethod::normal) {
    const double half = two_sided_z(options.level) * std::sqrt(share * (1 - share) / n);
    ends = {share - half, share + half, options.level, "normal bootstrap, all resamples"};
  }
  return within_range(quantity, Estimate(share, ends).with_n(count));
}

template <BootstrapMethod kKind>
Estimate bootstrap_of(const Quantity& quantity, const Sample& sample,
                      const MethodOptions& options) {
  check_asked(kRows, quantity, sample, options);
  switch (quantity.functional) {
    case Functional::share:
      return bootstrapped_share(quantity, sample, options, kKind);
    case Functional::mean:
      return bootstrapped_mean(quantity, sample, options, kKind);
    case Functional::quantile:
      return bootstrap_quantile(sample.terms[0], quantity.p, as_bootstrap(options, kKind));
    case Functional::area:
      return within_range(quantity, bootstrap_area_of(sample, options, kKind));
    default:
      return within_range(quantity, bootstrap_rows(quantity, sample, options, kKind));
  }
}

// What the bootstrap of rows tends to as rows grow, without a resample.
Estimate wald(const Quantity& quantity, const Sample& sample, const MethodOptions& options) {
  check_asked(kRows, quantity, sample, options);
  const auto parts = linearised(quantity, sample);
  if (!parts) return Estimate::undefined("it is undefined on these rows");
  if (sample.n() < 2)
    return Estimate::without_interval(parts->value, "one row has no spread").with_n(sample.n());
  const double half = two_sided_z(options.level) * standard_error(*parts);
  return within_range(quantity, Estimate(parts->value, {parts->value - half, parts->value + half,
                                                        options.level, "normal limit"})
                                    .with_n(sample.n()));
}

bool is_count(double x) { return x >= 0 && x == std::floor(x); }

// The sum of n counts is a count too, of n times the exposure of a row.
Estimate poisson(const Quantity& quantity, const Sample& sample, const MethodOptions& options) {
  check_asked(kMean, quantity, sample, options);
  const auto& counts = sample.terms[0];
  if (counts.empty()) return Estimate::undefined("no rows");
  const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
  const auto n = static_cast<double>(counts.size());
  if (!std::ranges::all_of(counts, is_count) || total > kLargestCount)
    return Estimate::without_interval(moments(counts).mean,
                                      "Poisson's law is one of counts: whole numbers, 0 or more")
        .with_n(sample.n());
  return within_range(quantity, exact_rate(static_cast<std::int64_t>(total), n, options.level))
      .with_n(sample.n());
}

// x̄ ± half inside the range, or the reason for no interval. half: of (moments, alpha of a side, range).
template <class Half>
Estimate bounded_mean(const Quantity& quantity, const Sample& sample, const MethodOptions& options,
                      const char* method, const Half& half) {
  check_asked(kBounded, quantity, sample, options);
  const Moments m = moments(sample.terms[0]);
  if (m.n == 0) return Estimate::undefined("no rows");
  const std::string unbounded = unbounded_reason(quantity);
  if (!unbounded.empty()) return Estimate::without_interval(m.mean, unbounded).with_n(m.n);
  const std::optional<double> width =
      half(m, (1 - options.level) / 2, quantity.upper - quantity.lower);
  if (!width) return Estimate::without_interval(m.mean, "one value has no spread").with_n(m.n);
  // The range holds the values and so their mean, but for the rounding of it.
  const double mean = std::clamp(m.mean, quantity.lower, quantity.upper);
  return within_range(
      quantity, Estimate(mean, {mean - *width, mean + *width, options.level, method}).with_n(m.n));
}

Estimate hoeffding(const Quantity& quantity, const Sample& sample, const MethodOptions& options) {
  return bounded_mean(quantity, sample, options, "Hoeffding's bound",
                      [](const Moments& m, double alpha, double range) {
                        return std::optional(probability::hoeffding_width(m.n, alpha, range));
                      });
}

Estimate empirical_bernstein(const Quantity& quantity, const Sample& sample,
                             const MethodOptions& options) {
  return bounded_mean(quantity, sample, options, "empirical Bernstein bound",
                      [](const Moments& m, double alpha, double range) -> std::optional<double> {
                        if (m.n < 2) return std::nullopt;
                        return probability::empirical_bernstein_width(m.n, alpha, m.variance,
                                                                      range);
                      });
}

constexpr std::array kMethods{
    Method{"student_t", "Student's t interval",
           "The one to take for a mean of values without far outliers; exact for a normal law.",
           "x̄ ± t(n-1; 1-α/2) s/√n", "Student1908", Claim::asymptotic, Rows::independent, kMean,
           student_t},
    Method{"bootstrap_t", "the studentised bootstrap",
           "For a mean of skewed values: the law of (x̄* - x̄)/se* in the place of Student's.",
           "x̄ - se t*(1-α/2), x̄ - se t*(α/2), t* = (x̄* - x̄)/se*", "DavisonHinkley1997",
           Claim::asymptotic, Rows::independent, kMean, bootstrap_t},
    Method{"guarded_t", "the studentised bootstrap, no shorter than Student's t",
           "The one to take for a mean of few values that are skewed or far out.",
           "[min, max] of the ends of student_t and bootstrap_t", "DavisonHinkley1997",
           Claim::asymptotic, Rows::independent, kMean, guarded_t},
    Method{"bca", "the BCa bootstrap",
           "For a mean of skewed values, with ends inside the values seen; short at few rows.",
           "F*⁻¹(Φ(z₀ + (z₀ ± z)/(1 - a(z₀ ± z))))", "Efron1987", Claim::asymptotic,
           Rows::independent, kMean, bca},
    Method{"row_bootstrap", "the percentile bootstrap of rows",
           "What is commonly done for anything: too short at few rows and for skewed values.",
           "F*⁻¹(α/2), F*⁻¹(1-α/2)", "DavisonHinkley1997", Claim::asymptotic, Rows::independent,
           kRows, bootstrap_of<BootstrapMethod::percentile>},
    Method{"basic_bootstrap", "the basic bootstrap of rows",
           "The percentiles turned round the estimate: right for a pure shift, else no better.",
           "2θ̂ - F*⁻¹(1-α/2), 2θ̂ - F*⁻¹(α/2)", "DavisonHinkley1997", Claim::asymptotic,
           Rows::independent, kRows, bootstrap_of<BootstrapMethod::basic>},
    Method{"normal_bootstrap", "the normal approximation by the bootstrap of rows",
           "A standard error and a bias by resamples, for what has no formula of them.",
           "2θ̂ - θ̄* ± z sd(θ*)", "DavisonHinkley1997", Claim::asymptotic, Rows::independent, kRows,
           bootstrap_of<BootstrapMethod::normal>},
    Method{"wald", "the normal limit of the bootstrap of rows",
           "For anything of very many rows; at few rows too short, and not on the range's scale.",
           "θ̂ ± z √(Σψᵢ²/n(n-1))", "Hampel1974", Claim::asymptotic, Rows::independent, kRows, wald},
    Method{"poisson", "Garwood's exact interval of a rate",
           "For the mean of counts of independent events; too short where they come in bursts.",
           "Γ⁻¹(α/2; k)/n, Γ⁻¹(1-α/2; k+1)/n, k = Σ x", "Garwood1936", Claim::exact,
           Rows::independent, kMean, poisson},
    Method{"hoeffding", "Hoeffding's bound",
           "For a mean of values of known range, whatever their law and number.",
           "x̄ ± (b-a) √(log(2/α)/2n)", "Hoeffding1963", Claim::exact, Rows::independent, kBounded,
           hoeffding},
    Method{"empirical_bernstein", "the empirical Bernstein bound",
           "For a mean of very many values of known range that mostly lie close together.",
           "x̄ ± (√(2 s² log(4/α)/n) + 7(b-a) log(4/α)/(3(n-1)))", "MaurerPontil2009", Claim::exact,
           Rows::independent, kBounded, empirical_bernstein},
};

}  // namespace

std::span<const Method> mean_methods() { return kMethods; }

}  // namespace qed::statistics
