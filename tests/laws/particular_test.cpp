// SPDX-License-Identifier: Apache-2.0
// Intervals of the catalogue with a signature of their own cover as they claim, by simulation with fixed seeds. A right
// one fails with probability at most 1e-6 a line.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "../coverage/expect_rate.h"
#include "qed/base/file.h"
#include "qed/base/random.h"
#include "qed/statistics/effect/effect.h"
#include "qed/statistics/intervals/clustered.h"
#include "qed/statistics/intervals/particular/conformal.h"
#include "qed/statistics/intervals/particular/particular.h"
#include "qed/statistics/intervals/particular/prediction_powered.h"
#include "qed/statistics/intervals/shares/multinomial.h"
#include "qed/statistics/resampling/streamed.h"

using namespace qed;
using namespace qed::statistics;

namespace {

constexpr double kLevel = 0.95, kFalseAlarm = 1e-6;

// Do all intervals hold their shares?
bool misses_a_share(const std::vector<double>& p, int n, Rng& rng, auto intervals) {
  std::vector<std::int64_t> counts(p.size());
  for (int i = 0; i < n; ++i) {
    double u = rng.uniform();
    std::size_t kind = 0;
    while (kind + 1 < p.size() && u >= p[kind]) u -= p[kind++];
    ++counts[kind];
  }
  const std::vector<Estimate> e = intervals(counts, kLevel);
  for (std::size_t kind = 0; kind < p.size(); ++kind)
    if (!e[kind].interval() || !e[kind].interval()->contains(p[kind])) return true;
  return false;
}
bool goodman_misses(Rng& rng) {
  return misses_a_share({0.4, 0.3, 0.15, 0.1, 0.05}, 200, rng, goodman_shares);
}
bool sison_glaz_misses(Rng& rng) {
  return misses_a_share(std::vector<double>(8, 0.125), 240, rng, sison_glaz_shares);
}

bool prediction_powered_misses(Rng& rng) {
  std::vector<double> y(60), f(60), F(600);
  const auto row = [&](double& prediction) {
    const double truth = -std::log1p(-rng.uniform());
    prediction = 0.8 * truth + 0.5 * rng.normal() + 1;  // biased
    return truth;
  };
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = row(f[i]);
  for (double& prediction : F) row(prediction);
  return !prediction_powered_mean(y, f, F, kLevel).mean.interval()->contains(1);
}

// 59 errors of heavy tails: the bound is the 57th of 60.
double heavy(Rng& rng) { return std::exp(3 * rng.normal()); }
bool split_conformal_misses(Rng& rng) {
  std::vector<double> score(59);
  for (double& s : score) s = heavy(rng);
  return heavy(rng) > conformal_bound(score, kLevel);
}
// The new row is of the rarer group, whose errors are ten times those of the other: one bound for all would miss it.
bool mondrian_misses(Rng& rng) {
  std::vector<double> score(239);
  std::vector<std::int32_t> group(239);
  for (std::size_t i = 0; i < score.size(); ++i) {
    group[i] = i < 39;
    score[i] = heavy(rng) * (group[i] == 1 ? 10 : 1);
  }
  return 10 * heavy(rng) > mondrian_bounds(score, group, 2, kLevel)[1];
}

// A line by least squares without row i.
struct Line {
  double x0, y0, slope;
  double at(double x) const { return y0 + slope * (x - x0); }
};
Line line_of(const std::vector<double>& x, const std::vector<double>& y, std::size_t without) {
  double n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    if (i != without) ++n, sx += x[i], sy += y[i], sxx += x[i] * x[i], sxy += x[i] * y[i];
  return {sx / n, sy / n, (sxy - sx * sy / n) / (sxx - sx * sx / n)};
}
bool jackknife_plus_misses(Rng& rng) {
  std::vector<double> x(39), y(39), prediction(39), residual(39);
  const auto truth = [&](double at) { return std::sin(2 * at) + rng.normal() * (1 + at * at) / 4; };
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = rng.normal(), y[i] = truth(x[i]);
  const double fresh = rng.normal(), outcome = truth(fresh);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const Line line = line_of(x, y, i);
    prediction[i] = line.at(fresh), residual[i] = std::abs(y[i] - line.at(x[i]));
  }
  const Interval interval = jackknife_plus(prediction, residual, kLevel);
  return !(interval.lower <= outcome && outcome <= interval.upper);
}

// 40 customers of 1 to 5 rows, read in two parts, a customer's rows in both.
bool poisson_bootstrap_misses(Rng& rng) {
  const BootstrapOptions options{
      .method = BootstrapMethod::bca, .replicates = 199, .level = kLevel, .seed = rng()};
  StreamedBootstrap parts[] = {StreamedBootstrap(2, options), StreamedBootstrap(2, options)};
  for (std::uint64_t id = 0; id < 40; ++id) {
    const double customer = rng.normal();
    for (std::uint64_t row = 0; row <= id % 5; ++row) {
      Matrix terms(1, 2);
      terms << 1, customer + rng.normal();
      parts[row % 2].add(std::span(&id, 1), terms);
    }
  }
  parts[0].merge(parts[1]);
  const Estimate e = parts[0].estimate([](std::span<const double> sums) {
    return sums[0] > 0 ? std::optional(Resampled{sums[1] / sums[0], 0}) : std::nullopt;
  });
  return !e.interval() || !e.interval()->contains(0);
}

// Means 0 and 1, standard deviations 1 and 2.
bool bonett_misses(Rng& rng) {
  std::vector<double> x(40), y(60);
  for (double& v : x) v = 1 + rng.normal();
  for (double& v : y) v = 2 * rng.normal();
  return !standardised_difference(x, y, kLevel).interval()->contains(1 / std::sqrt(2.5));
}

// Two words against three; V² = Σ (p_ij - p_i p_j)²/(p_i p_j).
bool cramers_v_misses(Rng& rng) {
  constexpr double kShares[] = {0.22, 0.18, 0.10, 0.14, 0.18, 0.18};
  double v2 = 0;
  for (std::size_t i = 0; i < 6; ++i) {
    const double expected = 0.5 * (kShares[i % 3] + kShares[3 + i % 3]);
    v2 += (kShares[i] - expected) * (kShares[i] - expected) / expected;
  }
  std::vector<std::int64_t> counts(6);
  for (int row = 0; row < 300; ++row) {
    double u = rng.uniform();
    std::size_t cell = 0;
    while (cell < 5 && u >= kShares[cell]) u -= kShares[cell++];
    ++counts[cell];
  }
  return !cramers_v(counts, 2, 3, kLevel).interval()->contains(std::sqrt(v2));
}

// 15 groups of 8 Gaussian rows, of a correlation of 0.3 within.
bool intra_class_misses(Rng& rng) {
  std::vector<double> value;
  std::vector<std::int32_t> group;
  for (std::int32_t g = 0; g < 15; ++g) {
    const double own = std::sqrt(0.3) * rng.normal();
    for (int i = 0; i < 8; ++i)
      value.push_back(own + std::sqrt(0.7) * rng.normal()), group.push_back(g);
  }
  return !design_effect(value, group, 15, kLevel).correlation.interval()->contains(0.3);
}

// The rate of misses lies in [least, most].
struct Trial {
  std::string_view method;
  bool (*misses)(Rng& rng);
  std::int64_t trials;
  double least, most;
};
constexpr Trial kTrials[] = {{"goodman", goodman_misses, 2000, 0.01, 0.05},
                             {"sison_glaz", sison_glaz_misses, 2000, 0.02, 0.07},
                             {"prediction_powered", prediction_powered_misses, 4000, 0.04, 0.07},
                             {"split_conformal", split_conformal_misses, 10'000, 0.05, 0.05},
                             {"mondrian", mondrian_misses, 10'000, 0.05, 0.05},
                             {"jackknife_plus", jackknife_plus_misses, 4000, 0.03, 0.06},
                             {"poisson_bootstrap", poisson_bootstrap_misses, 1000, 0.04, 0.09},
                             {"bonett", bonett_misses, 4000, 0.04, 0.065},
                             {"noncentral_chi_square", cramers_v_misses, 4000, 0.03, 0.07},
                             {"intra_class", intra_class_misses, 4000, 0.05, 0.05}};

}  // namespace

TEST_CASE("intervals with a signature of their own cover as they claim") {
  for (const Particular& method : particular_methods()) {
    CAPTURE(method.name);
    const auto* const trial = std::ranges::find(kTrials, method.name, &Trial::method);
    REQUIRE(trial != std::end(kTrials));
    const double alpha = method.misses * (1 - kLevel);
    if (method.claim == Claim::exact) CHECK(trial->most <= alpha);
    if (method.claim == Claim::nominal) CHECK(trial->most <= alpha + 0.02);
    std::int64_t missed = 0;
    for (std::int64_t t = 0; t < trial->trials; ++t) {
      Rng rng(83, static_cast<std::uint64_t>(trial - kTrials), static_cast<std::uint64_t>(t));
      missed += trial->misses(rng);
    }
    coverage::expect_rate_at_most(trial->most, missed, trial->trials, kFalseAlarm / 2);
    coverage::expect_rate_at_most(1 - trial->least, trial->trials - missed, trial->trials,
                                  kFalseAlarm / 2);
  }
  CHECK(std::size(kTrials) == particular_methods().size());
}

TEST_CASE("their lines: names once, every word there, every reference and header known") {
  const std::filesystem::path source = QED_SOURCE_DIR;
  const std::string bib = read_file(source / "docs" / "refs.bib");
  std::set<std::string_view> names;
  for (const Method& method : methods()) names.insert(method.name);
  for (const Particular& method : particular_methods()) {
    CAPTURE(method.name);
    CHECK(names.insert(method.name).second);
    CHECK(method.summary.ends_with('.'));
    CHECK(bib.find("{" + std::string(method.ref) + ",") != std::string::npos);
    CHECK(std::filesystem::exists(source / method.header));
  }
}
