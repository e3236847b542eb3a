// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/demo.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "qed/base/random.h"

namespace qed::answers::measure {
namespace {

constexpr std::uint64_t kDemoStream = 0x6d656173;  // "meas"
constexpr std::int64_t kCustomers = 4000;
// logit P(churn) = kBase + kSpread (√kShare x + √(1 - kShare) z): model_a knows x, model_b both, and says too much.
constexpr double kBase = -3.2, kSpread = 1.8, kShare = 0.3, kExaggeration = 0.8;

constexpr std::uint64_t kSearchStream = 0x73656172;  // "sear"
constexpr int kSearches = 400, kShortest = 6, kLongest = 20;
// An item's worth is N(0, 1), its grade how many of these it passes; a score is strength · worth + noise, and
// score_new's level differs by search.
constexpr double kGrades[] = {0.5, 1.2, 1.9};
constexpr double kOldStrength = 0.75, kNewStrength = 1.5, kLevels = 2;

double logistic(double t) { return 1 / (1 + std::exp(-t)); }
double rounded(double x) { return std::round(x * 1e4) / 1e4; }

// P(churn | x): the mean of the logistic over the Gaussian z, by the trapezoidal rule, whose error is below 1e-9 here.
double known_from(double x) {
  const double mean = kBase + kSpread * std::sqrt(kShare) * x,
               spread = kSpread * std::sqrt(1 - kShare);
  double sum = 0, weights = 0;
  for (int k = -32; k <= 32; ++k) {
    const double z = k / 4.0, weight = std::exp(-z * z / 2);
    sum += weight * logistic(mean + spread * z);
    weights += weight;
  }
  return sum / weights;
}

}  // namespace

data::Table predictions(std::uint64_t seed) {
  std::vector<std::int64_t> id;
  std::vector<double> a, b;
  data::Categories churned{{}, {"no", "yes"}};
  for (std::int64_t i = 0; i < kCustomers; ++i) {
    Rng rng(seed, kDemoStream, static_cast<std::uint64_t>(i));
    const double x = rng.normal(), z = rng.normal();
    const double t = kBase + kSpread * (std::sqrt(kShare) * x + std::sqrt(1 - kShare) * z);
    id.push_back(40001 + 7 * i);
    a.push_back(rounded(known_from(x)));
    b.push_back(rounded(logistic(t + kExaggeration)));
    churned.codes.push_back(rng.uniform() < logistic(t));
  }
  using enum data::ColumnType;
  return {.columns = {{"customer_id", integer, id, {}},
                      {"model_a", number, a, {}},
                      {"model_b", number, b, {}},
                      {"churned", category, churned, {}}},
          .rows = kCustomers,
          .notes = {},
          .source = {},
          .digest = {}};
}

data::Table searches(std::uint64_t seed) {
  std::vector<std::int64_t> search, item, relevance;
  std::vector<double> before, now;
  for (std::int64_t s = 0; s < kSearches; ++s) {
    Rng rng(seed, kSearchStream, static_cast<std::uint64_t>(s));
    const auto items = static_cast<std::int64_t>(kShortest + rng.below(kLongest - kShortest + 1));
    const double level = kLevels * rng.normal();
    for (std::int64_t i = 0; i < items; ++i) {
      const double worth = rng.normal();
      search.push_back(70001 + 3 * s);
      item.push_back(1 + static_cast<std::int64_t>(rng.below(100'000)));
      relevance.push_back(std::ranges::count_if(kGrades, [=](double g) { return worth > g; }));
      before.push_back(rounded(kOldStrength * worth + rng.normal()));
      now.push_back(rounded(kNewStrength * worth + rng.normal() + level));
    }
  }
  using enum data::ColumnType;
  const auto rows = static_cast<std::int64_t>(search.size());
  return {.columns = {{"search_id", integer, std::move(search), {}},
                      {"item_id", integer, std::move(item), {}},
                      {"relevance", integer, std::move(relevance), {}},
                      {"score_old", number, std::move(before), {}},
                      {"score_new", number, std::move(now), {}}},
          .rows = rows,
          .notes = {},
          .source = {},
          .digest = {}};
}

}  // namespace qed::answers::measure
