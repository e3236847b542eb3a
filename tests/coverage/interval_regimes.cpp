// SPDX-License-Identifier: Apache-2.0
#include "interval_regimes.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <mutex>

#include "qed/answers/interval/steps/choose.h"
#include "qed/base/threads.h"
#include "qed/probability/distributions/continuous.h"

namespace qed::coverage {
namespace {

using statistics::Quantity;
using statistics::Rows;
using statistics::Sample;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

Quantity any_mean() { return statistics::mean_quantity(-kInfinity, kInfinity); }
double normal_cdf(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }
double normal_quantile(double p) { return probability::Normal(0, 1).quantile(p); }

Sample column(std::int64_t n, const std::function<double()>& value) {
  Sample s{.terms = {{}}};
  for (std::int64_t i = 0; i < n; ++i) s.terms[0].push_back(value());
  return s;
}
using Law = double (*)(Rng&);
double gaussian(Rng& r) { return r.normal(); }
double exponential(Rng& r) { return -std::log1p(-r.uniform()); }
double log_normal(Rng& r) { return std::exp(r.normal()); }
double uniform(Rng& r) { return r.uniform(); }
double student_3(Rng& r) {
  const double z = r.normal(), a = r.normal(), b = r.normal(), c = r.normal();
  return z / std::sqrt((a * a + b * b + c * c) / 3);
}

void add_shares(std::vector<IntervalRegime>& list) {
  const auto add = [&](double p, std::int64_t n, const std::string& what) {
    list.push_back(
        {what + ", n = " + std::to_string(n), Bar::discrete, statistics::share_quantity(), p,
         [p, n](Rng& r) { return column(n, [&] { return r.uniform() < p ? 1.0 : 0.0; }); }});
  };
  add(0.5, 40, "share 0.5");
  add(0.2, 40, "share 0.2");
  add(0.07, 40, "share 0.07");
  add(0.05, 200, "share 0.05");
  add(0.02, 200, "share 0.02");
  add(0.01, 1000, "share 0.01");
  add(0.005, 1000, "share 0.005");
  add(0.005, 4000, "share 0.005");
  add(0.95, 20, "recall 0.95 of so many positives");
}

void add_columns(std::vector<IntervalRegime>& list) {
  const auto add = [&](const char* what, Law law, Bar bar, std::int64_t n, const Quantity& q,
                       double truth) {
    IntervalRegime regime{std::string(what) + ", n = " + std::to_string(n), bar, q, truth,
                          [law, n](Rng& r) { return column(n, [&] { return law(r); }); }};
    if (q.functional == statistics::Functional::new_case) regime.new_case = law;
    list.push_back(std::move(regime));
  };
  add("mean, Gaussian", gaussian, Bar::continuous, 10, any_mean(), 0);
  add("mean, uniform", uniform, Bar::continuous, 20, any_mean(), 0.5);
  add("mean, Student t with 3 degrees", student_3, Bar::continuous, 50, any_mean(), 0);
  add("mean, exponential", exponential, Bar::continuous, 30, any_mean(), 1);
  add("mean, exponential", exponential, Bar::continuous, 200, any_mean(), 1);
  add("mean, log-normal", log_normal, Bar::hard, 30, any_mean(), std::exp(0.5));
  add("mean, log-normal", log_normal, Bar::hard, 100, any_mean(), std::exp(0.5));
  add("median, Gaussian", gaussian, Bar::continuous, 30, statistics::quantile_quantity(0.5), 0);
  add("median, log-normal", log_normal, Bar::continuous, 100, statistics::quantile_quantity(0.5),
      1);
  add("90th percentile, Gaussian", gaussian, Bar::continuous, 60,
      statistics::quantile_quantity(0.9), normal_quantile(0.9));
  add("90th percentile, exponential", exponential, Bar::continuous, 300,
      statistics::quantile_quantity(0.9), std::log(10.0));
  add("new case, Gaussian", gaussian, Bar::continuous, 100, statistics::new_case_quantity(), 0);
  add("new case, log-normal", log_normal, Bar::continuous, 200, statistics::new_case_quantity(), 0);
}

// G groups of intra-class correlation 0.3; uneven: sizes 2, 5, ..., the largest six times the mean of the small ones.
Sample clusters(Rng& r, std::int32_t groups, bool uneven, bool yes_no) {
  Sample s{.terms = {{}}, .rows = Rows::grouped, .group = {}, .groups = groups};
  for (std::int32_t g = 0; g < groups; ++g) {
    const double own = std::sqrt(0.3) * r.normal();
    const int size = uneven ? 2 + 6 * (g % 5) : 10;
    for (int i = 0; i < size; ++i) {
      const double x = own + std::sqrt(0.7) * r.normal();
      s.terms[0].push_back(yes_no ? (x > 1 ? 1.0 : 0.0) : x);
      s.group.push_back(g);
    }
  }
  return s;
}

void add_dependent(std::vector<IntervalRegime>& list) {
  for (const std::int32_t groups : {5, 10, 30})
    for (const bool uneven : {false, true})
      list.push_back({"mean of " + std::to_string(groups) + (uneven ? " uneven" : "") + " clusters",
                      groups == 5 ? Bar::hard : Bar::continuous, any_mean(), 0,
                      [=](Rng& r) { return clusters(r, groups, uneven, false); }});
  list.push_back({"share in 40 clusters", Bar::continuous, statistics::share_quantity(),
                  normal_cdf(-1), [](Rng& r) { return clusters(r, 40, false, true); }});
  const auto series = [&](double rho, std::int64_t n) {
    list.push_back({"mean of a series, correlation " + std::to_string(rho).substr(0, 3) +
                        ", n = " + std::to_string(n),
                    rho > 0.6 ? Bar::hard : Bar::continuous, any_mean(), 0, [=](Rng& r) {
                      double state = r.normal() / std::sqrt(1 - rho * rho);
                      Sample s = column(n, [&] { return state = rho * state + r.normal(); });
                      s.rows = Rows::series;
                      return s;
                    }});
  };
  series(0.3, 200);
  series(0.5, 200);
  series(0.7, 400);
}

Sample scores(Rng& r, int positives, int negatives, double shift) {
  Sample s{.terms = {{}, {}}};
  for (int i = 0; i < positives + negatives; ++i) {
    s.terms[0].push_back(r.normal() + (i < positives ? shift : 0));
    s.terms[1].push_back(i < positives);
  }
  return s;
}

void add_scores(std::vector<IntervalRegime>& list) {
  const auto add = [&](int positives, int negatives, double area) {
    const double shift = std::sqrt(2.0) * normal_quantile(area);
    list.push_back({"area " + std::to_string(area).substr(0, 4) + ", " + std::to_string(positives) +
                        " of " + std::to_string(positives + negatives) + " positive",
                    Bar::continuous, statistics::area_quantity(), area,
                    [=](Rng& r) { return scores(r, positives, negatives, shift); }});
  };
  add(10, 190, 0.8);
  add(50, 50, 0.7);
  add(30, 270, 0.95);
  list.push_back({"difference of two areas, n = 200", Bar::continuous,
                  statistics::area_difference_quantity(),
                  normal_cdf(1.2 / std::sqrt(2.0)) - normal_cdf(0.8 / std::sqrt(2.0)), [](Rng& r) {
                    Sample s{.terms = {{}, {}, {}}};
                    for (int i = 0; i < 200; ++i) {
                      const double shared = std::sqrt(0.5) * r.normal(), yes = i < 80;
                      s.terms[0].push_back(shared + std::sqrt(0.5) * r.normal() + 1.2 * yes);
                      s.terms[1].push_back(shared + std::sqrt(0.5) * r.normal() + 0.8 * yes);
                      s.terms[2].push_back(yes);
                    }
                    return s;
                  }});
}

// F1 of a threshold on a Gaussian score: tp, fp, fn of a row.
constexpr double kPrevalence = 0.3, kShift = 1.5, kThreshold = 0.75;
std::optional<double> f1(std::span<const double> u) {
  const double below = 2 * u[0] + u[1] + u[2];
  if (!(below > 0)) return std::nullopt;
  return 2 * u[0] / below;
}
Sample decisions(Rng& r, int n) {
  Sample s{.terms = {{}, {}, {}}};
  for (int i = 0; i < n; ++i) {
    const bool yes = r.uniform() < kPrevalence,
               alarm = r.normal() + (yes ? kShift : 0) >= kThreshold;
    s.terms[0].push_back(yes && alarm);
    s.terms[1].push_back(!yes && alarm);
    s.terms[2].push_back(yes && !alarm);
  }
  return s;
}

Sample pairs(Rng& r, int n, double rho) {
  Sample s{.terms = std::vector<std::vector<double>>(5)};
  for (int i = 0; i < n; ++i) {
    const double x = r.normal(), y = rho * x + std::sqrt(1 - rho * rho) * r.normal();
    const double terms[] = {x, y, x * x, y * y, x * y};
    for (int k = 0; k < 5; ++k) s.terms[static_cast<std::size_t>(k)].push_back(terms[k]);
  }
  return s;
}
std::optional<double> correlation(std::span<const double> u) {
  const double xx = u[2] - u[0] * u[0], yy = u[3] - u[1] * u[1];
  if (!(xx > 0 && yy > 0)) return std::nullopt;
  return (u[4] - u[0] * u[1]) / std::sqrt(xx * yy);
}
std::optional<double> ratio(std::span<const double> u) {
  if (u[1] == 0) return std::nullopt;
  return u[0] / u[1];
}

void add_smooth(std::vector<IntervalRegime>& list) {
  const double tp = kPrevalence * normal_cdf(kShift - kThreshold), fn = kPrevalence - tp,
               fp = (1 - kPrevalence) * normal_cdf(-kThreshold);
  for (const int n : {100, 400})
    list.push_back({"F1, n = " + std::to_string(n), Bar::continuous,
                    statistics::smooth_quantity(f1, 0, 1), 2 * tp / (2 * tp + fp + fn),
                    [n](Rng& r) { return decisions(r, n); }});
  for (const int n : {30, 100})
    list.push_back({"correlation 0.6, n = " + std::to_string(n), Bar::continuous,
                    statistics::smooth_quantity(correlation, -1, 1), 0.6,
                    [n](Rng& r) { return pairs(r, n, 0.6); }});
  for (const int n : {50, 200})
    list.push_back({"ratio of two means, n = " + std::to_string(n), Bar::continuous,
                    statistics::smooth_quantity(ratio, 0, kInfinity),
                    std::exp(0.125) / std::exp(0.08), [n](Rng& r) {
                      Sample s{.terms = {{}, {}}};
                      for (int i = 0; i < n; ++i) {
                        const double z = r.normal();
                        s.terms[0].push_back(std::exp(0.5 * (0.8 * z + 0.6 * r.normal())));
                        s.terms[1].push_back(std::exp(0.4 * z));
                      }
                      return s;
                    }});
  // Two models on the same rows: the difference of their squared errors.
  list.push_back({"paired difference of two models, n = 100", Bar::continuous, any_mean(),
                  0.25 - 0.36, [](Rng& r) {
                    return column(100, [&] {
                      const double shared = r.normal(), a = 0.5 * shared,
                                   b = 0.6 * (0.8 * shared + 0.6 * r.normal());
                      return a * a - b * b;
                    });
                  }});
}

}  // namespace

std::string_view name(Bar bar) {
  return bar == Bar::continuous ? "94 to 97" : bar == Bar::discrete ? "93, 94 on average" : "92";
}

std::vector<IntervalRegime> interval_regimes() {
  std::vector<IntervalRegime> list;
  add_shares(list);
  add_columns(list);
  add_dependent(list);
  add_scores(list);
  add_smooth(list);
  return list;
}

Covered simulate(const IntervalRegime& regime, std::int64_t samples, std::uint64_t seed) {
  Covered total{.samples = samples, .method = {}};
  std::map<std::string, int> chosen;
  std::vector<double> widths;
  std::mutex mutex;
  parallel_blocks(static_cast<std::size_t>(samples), 64, [&](Block block) {
    for (std::size_t b = block.begin; b < block.end; ++b) {
      Rng rng(seed, 0x72656769, b);
      const Sample sample = regime.draw(rng);
      const auto choice = answers::interval::choose(
          answers::interval::regime_of(regime.quantity, sample, false, false), "auto");
      const auto estimate =
          choice.method->make(regime.quantity, sample, {.replicates = 999, .seed = b + 1});
      const double truth = regime.new_case ? regime.new_case(rng) : regime.truth;
      const bool there = estimate.is_defined() && estimate.interval();
      const std::lock_guard lock(mutex);
      ++chosen[std::string(choice.method->name)];
      total.without += !there;
      total.covered += there && estimate.interval()->contains(truth);
      if (there && std::isfinite(estimate.upper() - estimate.lower()))
        widths.push_back(estimate.upper() - estimate.lower());
    }
  });
  total.method =
      std::ranges::max_element(chosen, {}, [](const auto& c) { return c.second; })->first;
  if (!widths.empty()) {
    std::ranges::nth_element(widths,
                             widths.begin() + static_cast<std::ptrdiff_t>(widths.size() / 2));
    total.median_width = widths[widths.size() / 2];
  }
  return total;
}

}  // namespace qed::coverage
