// SPDX-License-Identifier: Apache-2.0
#include "interval_regimes.h"

#include <cmath>
#include <limits>

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
    const auto draw = [n](Rng& r, double share) {
      return column(n, [&] { return r.uniform() < share ? 1.0 : 0.0; });
    };
    list.push_back({what + ", n = " + std::to_string(n), Bar::discrete,
                    statistics::share_quantity(), p, [=](Rng& r) { return draw(r, p); }});
    const auto hits = p * static_cast<double>(n), misses = static_cast<double>(n) - hits;
    const probability::Beta allowed(hits + 0.5, misses + 0.5);
    list.back().near = [=](Rng& r, Sample& s) {
      const double share = allowed.quantile(r.uniform());
      s = draw(r, share);
      return share;
    };
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
  add("mean, log-normal", log_normal, Bar::continuous, 100, any_mean(), std::exp(0.5));
  add("median, Gaussian", gaussian, Bar::continuous, 30, statistics::quantile_quantity(0.5), 0);
  add("median, log-normal", log_normal, Bar::continuous, 100, statistics::quantile_quantity(0.5),
      1);
  add("90th percentile, Gaussian", gaussian, Bar::continuous, 60,
      statistics::quantile_quantity(0.9), normal_quantile(0.9));
  add("90th percentile, exponential", exponential, Bar::continuous, 300,
      statistics::quantile_quantity(0.9), std::log(10.0));
  add("90th percentile, log-normal", log_normal, Bar::continuous, 100,
      statistics::quantile_quantity(0.9), std::exp(normal_quantile(0.9)));
  add("new case, Gaussian", gaussian, Bar::continuous, 100, statistics::new_case_quantity(), 0);
  add("new case, log-normal", log_normal, Bar::continuous, 200, statistics::new_case_quantity(), 0);
}

// Mean 0, variance 1.
double standard_log_normal(Rng& r) {
  const double e = std::exp(1.0);
  return (log_normal(r) - std::sqrt(e)) / std::sqrt(e * (e - 1));
}
double standard_exponential(Rng& r) { return exponential(r) - 1; }

// G groups of intra-class correlation 0.3; uneven: sizes 2, 8, ..., 26.
Sample clusters(Rng& r, std::int32_t groups, bool uneven, bool yes_no, Law effect = gaussian) {
  Sample s{.terms = {{}}, .rows = Rows::grouped, .group = {}, .groups = groups};
  for (std::int32_t g = 0; g < groups; ++g) {
    const double own = std::sqrt(0.3) * effect(r);
    const int size = uneven ? 2 + 6 * (g % 5) : 10;
    for (int i = 0; i < size; ++i) {
      const double x = own + std::sqrt(0.7) * r.normal();
      s.terms[0].push_back(yes_no ? (x > 1 ? 1.0 : 0.0) : x);
      s.group.push_back(g);
    }
  }
  return s;
}

// 300 groups of 10 that say yes all or not at all: a rare kind of group, which no beta law of groups' shares has.
void add_kinds(std::vector<IntervalRegime>& list) {
  constexpr std::int32_t kGroups = 300;
  constexpr double kShare = 0.01;
  const auto draw = [](Rng& r, double share) {
    Sample s{.terms = {{}}, .rows = Rows::grouped, .group = {}, .groups = kGroups};
    for (std::int32_t g = 0; g < kGroups; ++g) {
      s.terms[0].insert(s.terms[0].end(), 10, r.uniform() < share ? 1.0 : 0.0);
      s.group.insert(s.group.end(), 10, g);
    }
    return s;
  };
  list.push_back({"share in 300 clusters, 1 % of them all yes", Bar::discrete,
                  statistics::share_quantity(), kShare, [=](Rng& r) { return draw(r, kShare); }});
  const probability::Beta allowed(kShare * kGroups + 0.5, (1 - kShare) * kGroups + 0.5);
  list.back().near = [=](Rng& r, Sample& s) {
    const double share = allowed.quantile(r.uniform());
    s = draw(r, share);
    return share;
  };
}

void add_dependent(std::vector<IntervalRegime>& list) {
  for (const std::int32_t groups : {5, 10, 30})
    for (const bool uneven : {false, true})
      list.push_back({"mean of " + std::to_string(groups) + (uneven ? " uneven" : "") + " clusters",
                      groups == 5 ? Bar::hard : Bar::continuous, any_mean(), 0,
                      [=](Rng& r) { return clusters(r, groups, uneven, false); }});
  for (const std::int32_t groups : {10, 30}) {
    const std::string of = "mean of " + std::to_string(groups) + " clusters, effects ";
    list.push_back({of + "exponential", Bar::skewed, any_mean(), 0, [=](Rng& r) {
                      return clusters(r, groups, false, false, standard_exponential);
                    }});
    list.push_back({of + "log-normal", Bar::skewed, any_mean(), 0, [=](Rng& r) {
                      return clusters(r, groups, false, false, standard_log_normal);
                    }});
    if (groups == 10)
      list.back().allowed = 0.02;  // as exponential ones to look at, and covered by 2 points less
  }
  list.push_back({"share in 40 clusters", Bar::continuous, statistics::share_quantity(),
                  normal_cdf(-1), [](Rng& r) { return clusters(r, 40, false, true); }});
  add_kinds(list);
  const auto series = [&](double rho, std::int64_t n) {
    list.push_back({"mean of a series, correlation " + std::to_string(rho).substr(0, 3) +
                        ", n = " + std::to_string(n),
                    Bar::continuous, any_mean(), 0, [=](Rng& r) {
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
                    area > 0.96 ? Bar::wide : Bar::continuous, statistics::area_quantity(), area,
                    [=](Rng& r) { return scores(r, positives, negatives, shift); }});
  };
  add(10, 190, 0.8);
  add(50, 50, 0.7);
  add(30, 270, 0.95);
  add(10, 190, 0.97);
  add(20, 80, 0.97);
  const auto two = [&](int positives, int n, Bar bar, double first, double second) {
    list.push_back({"difference of two areas, " + std::to_string(positives) + " of " +
                        std::to_string(n) + " positive",
                    bar, statistics::area_difference_quantity(),
                    normal_cdf(first / std::sqrt(2.0)) - normal_cdf(second / std::sqrt(2.0)),
                    [=](Rng& r) {
                      Sample s{.terms = {{}, {}, {}}};
                      for (int i = 0; i < n; ++i) {
                        const double shared = std::sqrt(0.5) * r.normal(), yes = i < positives;
                        s.terms[0].push_back(shared + std::sqrt(0.5) * r.normal() + first * yes);
                        s.terms[1].push_back(shared + std::sqrt(0.5) * r.normal() + second * yes);
                        s.terms[2].push_back(yes);
                      }
                      return s;
                    }});
  };
  two(80, 200, Bar::continuous, 1.2, 0.8);
  two(10, 200, Bar::continuous, 1.2, 0.8);
  two(20, 200, Bar::continuous, 2.2, 1.6);
}

// F1 of a threshold on a Gaussian score: tp, fp, fn of a row.
constexpr double kShift = 1.5, kThreshold = 0.75;
std::optional<double> f1(std::span<const double> u) {
  const double below = 2 * u[0] + u[1] + u[2];
  if (!(below > 0)) return std::nullopt;
  return 2 * u[0] / below;
}
Sample decisions(Rng& r, int n, double prevalence) {
  Sample s{.terms = {{}, {}, {}}};
  for (int i = 0; i < n; ++i) {
    const bool yes = r.uniform() < prevalence,
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
  const auto decided = [&](int n, double prevalence) {
    const double tp = prevalence * normal_cdf(kShift - kThreshold), fn = prevalence - tp,
                 fp = (1 - prevalence) * normal_cdf(-kThreshold);
    list.push_back({"F1, " + std::to_string(std::lround(n * prevalence)) + " of " +
                        std::to_string(n) + " positive",
                    n * prevalence < 20 ? Bar::discrete : Bar::continuous,
                    statistics::smooth_quantity(f1, 0, 1), 2 * tp / (2 * tp + fp + fn),
                    [=](Rng& r) { return decisions(r, n, prevalence); }});
  };
  decided(100, 0.3);
  decided(400, 0.3);
  decided(100, 0.1);
  // A sharper score of as few positives: few misses, few false alarms.
  list.push_back({"F1, 10 of 100 positive, recall 0.8", Bar::discrete,
                  statistics::smooth_quantity(f1, 0, 1), 0.16 / (0.16 + 0.045 + 0.02), [](Rng& r) {
                    Sample s{.terms = {{}, {}, {}}};
                    for (int i = 0; i < 100; ++i) {
                      const bool yes = r.uniform() < 0.1, said = r.uniform() < (yes ? 0.8 : 0.05);
                      s.terms[0].push_back(yes && said);
                      s.terms[1].push_back(!yes && said);
                      s.terms[2].push_back(yes && !said);
                    }
                    return s;
                  }});
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
  switch (bar) {
    case Bar::continuous:
      return "94 to 97";
    case Bar::discrete:
      return "93, 94 on average";
    case Bar::wide:
      return "94";
    case Bar::hard:
      return "92";
    case Bar::skewed:
      break;
  }
  return "90";
}

double least(Bar bar) {
  switch (bar) {
    case Bar::continuous:
    case Bar::wide:
      return 0.94;
    case Bar::discrete:
      return 0.93;
    case Bar::hard:
      return 0.92;
    case Bar::skewed:
      break;
  }
  return 0.9;
}

std::vector<IntervalRegime> interval_regimes() {
  std::vector<IntervalRegime> list;
  add_shares(list);
  add_columns(list);
  add_dependent(list);
  add_scores(list);
  add_smooth(list);
  for (const auto more : {formula_regimes, watched_regimes, powered_regimes})
    for (IntervalRegime& regime : more()) list.push_back(std::move(regime));
  return list;
}

}  // namespace qed::coverage
