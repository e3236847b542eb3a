// SPDX-License-Identifier: Apache-2.0
// Shares against each other, rows that count by weight, and formulas over quantiles.
#include <cmath>
#include <limits>
#include <utility>

#include "interval_regimes.h"

namespace qed::coverage {
namespace {

using statistics::Form;
using statistics::Functional;
using statistics::Quantity;
using statistics::Sample;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double yes(Rng& r, double p) { return r.uniform() < p ? 1.0 : 0.0; }
double exponential(Rng& r) { return -std::log1p(-r.uniform()); }

std::optional<double> difference(std::span<const double> u) {
  if (!(u[1] > 0 && u[3] > 0)) return std::nullopt;
  return u[0] / u[1] - u[2] / u[3];
}
std::optional<double> ratio(std::span<const double> u) {
  if (!(u[1] > 0 && u[3] > 0 && u[2] > 0)) return std::nullopt;
  return u[0] / u[1] / (u[2] / u[3]);
}
std::optional<double> paired(std::span<const double> u) { return u[0] - u[1]; }
std::optional<double> over(std::span<const double> u) {
  if (!(u[1] > 0)) return std::nullopt;
  return u[0] / u[1];
}

Quantity of_shares(statistics::SmoothFunction g, Form form, double lower, double upper) {
  Quantity quantity = statistics::smooth_quantity(std::move(g), lower, upper);
  quantity.form = form;
  return quantity;
}

// n rows in each of two arms.
Sample arms(Rng& r, int n, double p, double q) {
  Sample s{.terms = {{}, {}, {}, {}}};
  for (int i = 0; i < 2 * n; ++i) {
    const bool first = i < n;
    const double hit = yes(r, first ? p : q);
    const double terms[] = {first * hit, double(first), !first * hit, double(!first)};
    for (std::size_t k = 0; k < 4; ++k) s.terms[k].push_back(terms[k]);
  }
  return s;
}

void add_shares(std::vector<IntervalRegime>& list) {
  const auto add = [&](int n, double p, double q) {
    const auto percent = [](double share) { return std::to_string(std::lround(100 * share)); };
    const std::string what =
        "of shares " + percent(p) + " and " + percent(q) + " % of two arms of " + std::to_string(n);
    list.push_back({"difference " + what, Bar::discrete,
                    of_shares(difference, Form::share_difference, -1, 1), p - q,
                    [=](Rng& r) { return arms(r, n, p, q); }});
    list.push_back({"ratio " + what, Bar::discrete,
                    of_shares(ratio, Form::share_ratio, 0, kInfinity), p / q,
                    [=](Rng& r) { return arms(r, n, p, q); }});
  };
  add(60, 0.3, 0.2);
  add(400, 0.05, 0.03);
  list.push_back({"difference of two models' hits, 200 rows", Bar::discrete,
                  of_shares(paired, Form::paired_difference, -1, 1), 0.05, [](Rng& r) {
                    Sample s{.terms = {{}, {}}};
                    for (int i = 0; i < 200; ++i) {  // both 80 %, only the first 10, the second 5
                      const double u = r.uniform();
                      s.terms[0].push_back(u < 0.9);
                      s.terms[1].push_back(u < 0.8 || u >= 0.95);
                    }
                    return s;
                  }});
}

// Weights that have nothing to do with the rows.
double weight(Rng& r) { return 0.2 + r.uniform(); }

void add_weighted(std::vector<IntervalRegime>& list) {
  list.push_back({"median by weight, exponential, n = 100", Bar::continuous,
                  statistics::weighted_quantile_quantity(0.5), std::log(2.0), [](Rng& r) {
                    Sample s{.terms = {{}, {}}};
                    for (int i = 0; i < 100; ++i)
                      s.terms[0].push_back(exponential(r)), s.terms[1].push_back(weight(r));
                    return s;
                  }});
  list.push_back({"area 0.76 by weight, 40 of 200 positive", Bar::continuous,
                  statistics::weighted_area_quantity(), 0.5 * std::erfc(-0.5), [](Rng& r) {
                    Sample s{.terms = {{}, {}, {}}};
                    for (int i = 0; i < 200; ++i) {
                      s.terms[0].push_back(r.normal() + (i < 40));
                      s.terms[1].push_back(i < 40), s.terms[2].push_back(weight(r));
                    }
                    return s;
                  }});
}

void add_formulas(std::vector<IntervalRegime>& list) {
  list.push_back({"90th percentile over median, exponential, n = 200", Bar::continuous,
                  statistics::compound_quantity(over,
                                                {{.functional = Functional::quantile, .p = 0.9},
                                                 {.functional = Functional::quantile}},
                                                0, kInfinity),
                  std::log(10.0) / std::log(2.0), [](Rng& r) {
                    Sample s{.terms = {{}}};
                    for (int i = 0; i < 200; ++i) s.terms[0].push_back(exponential(r));
                    return s;
                  }});
}

}  // namespace

std::vector<IntervalRegime> formula_regimes() {
  std::vector<IntervalRegime> list;
  add_shares(list);
  add_weighted(list);
  add_formulas(list);
  return list;
}

}  // namespace qed::coverage
