// SPDX-License-Identifier: Apache-2.0
// What the adjusted p-values promise of the list that is rejected.
#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <vector>

#include "expect_rate.h"
#include "qed/base/random.h"
#include "qed/probability/distributions/continuous.h"
#include "qed/statistics/intervals/intervals.h"
#include "qed/statistics/multiplicity.h"

using namespace qed::statistics;
using qed::Rng;

namespace {

constexpr std::size_t kTests = 60, kEffects = 15;
constexpr int kFamilies = 3000;
constexpr double kLevel = 0.1;
using Adjust = std::vector<double> (*)(std::span<const double>);

struct Outcome {
  double false_share = 0, standard_error = 0, families_with_error = 0, power = 0;
};

/// `scores`: the family's standard normal errors; the first kEffects tests have an effect of 3
/// (none: under the null).
Outcome simulate(Adjust adjust, bool effects,
                 const std::function<void(Rng&, std::vector<double>&)>& scores) {
  const qed::probability::Normal normal;
  std::vector<double> shares, z(kTests), p(kTests);
  Outcome out;
  for (std::uint64_t family = 0; family < kFamilies; ++family) {
    Rng rng(81, 1, family);
    scores(rng, z);
    for (std::size_t i = 0; i < kTests; ++i)
      p[i] = normal.survival(z[i] + (effects && i < kEffects ? 3 : 0));
    const auto adjusted = adjust(p);
    double wrong = 0, right = 0;
    for (std::size_t i = 0; i < kTests; ++i)
      if (adjusted[i] <= kLevel) (effects && i < kEffects ? right : wrong) += 1;
    shares.push_back(wrong + right > 0 ? wrong / (wrong + right) : 0);
    out.families_with_error += wrong > 0;
    out.power += right / kEffects / kFamilies;
  }
  const Moments m = moments(shares);
  out.false_share = m.mean, out.standard_error = std::sqrt(m.variance / kFamilies);
  MESSAGE("false share ", out.false_share, " ± ", out.standard_error, ", families with an error ",
          out.families_with_error / kFamilies, ", power ", out.power);
  return out;
}

void independent(Rng& rng, std::vector<double>& z) {
  for (double& v : z) v = rng.normal();
}
/// Correlation 1/2 by a shared term: positively dependent.
void shared(Rng& rng, std::vector<double>& z) {
  const double common = rng.normal();
  for (double& v : z) v = std::sqrt(0.5) * (common + rng.normal());
}
/// Pairs of correlation -1: the dependence that only Benjamini and Yekutieli's proof covers.
void opposed(Rng& rng, std::vector<double>& z) {
  for (std::size_t i = 0; i < z.size(); i += 2) z[i] = rng.normal(), z[i + 1] = -z[i];
}

}  // namespace

// Five standard errors: 6e-7 each, were the share normal.
TEST_CASE("false discovery rate: q m0/m exactly when independent, at most that when dependent") {
  const double exact = kLevel * (kTests - kEffects) / kTests;
  const Outcome plain = simulate(benjamini_hochberg, true, independent);
  CHECK(std::abs(plain.false_share - exact) < 5 * plain.standard_error);
  CHECK(plain.power > 0.7);
  const Outcome tied = simulate(benjamini_hochberg, true, shared);
  CHECK(tied.false_share < exact + 5 * tied.standard_error);
  const Outcome any = simulate(benjamini_yekutieli, true, opposed);
  CHECK(any.false_share < exact + 5 * any.standard_error);
  CHECK(any.power > 0.3);
}

TEST_CASE("without effects the chance of any rejection is the level") {
  const Outcome discovery = simulate(benjamini_hochberg, false, independent);
  qed::coverage::expect_rate(kLevel, static_cast<std::int64_t>(discovery.families_with_error),
                             kFamilies, 1e-6);
}

TEST_CASE("Holm holds the chance of any false rejection under every dependence") {
  for (const auto& scores : {independent, shared, opposed})
    for (const bool effects : {true, false}) {
      const Outcome out = simulate(holm, effects, scores);
      qed::coverage::expect_rate_at_most(kLevel, static_cast<std::int64_t>(out.families_with_error),
                                         kFamilies, 1e-6);
    }
  // Independent and without effects: 1 - (1 - 0.1/60)^60 = 0.0953.
  qed::coverage::expect_rate(
      0.0953, static_cast<std::int64_t>(simulate(holm, false, independent).families_with_error),
      kFamilies, 1e-6);
}
