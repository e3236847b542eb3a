// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/interval/demo.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "qed/base/random.h"

namespace qed::answers::interval {
namespace {

constexpr std::uint64_t kDemoStream = 0x76697369;  // "visi"
constexpr std::int64_t kCustomers = 300;
// log spend = log 42 - variance/2 + a customer's part + a visit's part, so that the mean is 42. The intra-class
// correlation of a log-normal sum: (e^b - 1)/(e^(b + w) - 1) = 0.4 at b = 0.22, w = 0.2575.
constexpr double kMeanSpend = 42, kBetween = 0.22, kWithin = 0.2575;
constexpr double kReturned = 0.06;
constexpr double kShift = 1.1902;  // √2 Φ⁻¹(0.8): the area of two Gaussians so far apart is 0.8
constexpr std::int64_t kDay = 86'400'000'000, kFirstDay = 20'454 * kDay;  // 2026-01-01

double rounded(double x, double per_unit) { return std::round(x * per_unit) / per_unit; }

}  // namespace

data::Table visits(std::uint64_t seed) {
  std::vector<std::int64_t> id, day, items;
  std::vector<double> spend, score;
  std::vector<std::uint8_t> has_spend;
  data::Categories channel{{}, {"Store", "Web", "App"}}, returned{{}, {"no", "yes"}};
  for (std::int64_t c = 0; c < kCustomers; ++c) {
    Rng rng(seed, kDemoStream, static_cast<std::uint64_t>(c));
    const double own = std::sqrt(kBetween) * rng.normal();
    const auto rows = 1 + static_cast<std::int64_t>(rng.below(12));
    for (std::int64_t v = 0; v < rows; ++v) {
      const double log_spend =
          std::log(kMeanSpend) - (kBetween + kWithin) / 2 + own + std::sqrt(kWithin) * rng.normal();
      const bool is_returned = rng.uniform() < kReturned;
      const double z = rng.normal() + (is_returned ? kShift : 0);
      id.push_back(70001 + 13 * c);
      day.push_back(kFirstDay + static_cast<std::int64_t>(rng.below(180)) * kDay);
      spend.push_back(rounded(std::exp(log_spend), 100));
      has_spend.push_back(rng.uniform() >= 0.01);
      if (!has_spend.back()) spend.back() = 0;
      items.push_back(1 + static_cast<std::int64_t>(rng.below(6)));
      channel.codes.push_back(static_cast<std::int32_t>(rng.below(3)));
      score.push_back(rounded(1 / (1 + std::exp(2.5 - z)), 1e4));
      returned.codes.push_back(is_returned);
    }
  }
  const auto n = static_cast<std::int64_t>(id.size());
  using enum data::ColumnType;
  return {.columns = {{"customer_id", integer, id, {}},
                      {"day", time, day, {}},
                      {"channel", category, channel, {}},
                      {"spend", number, spend, has_spend},
                      {"items", integer, items, {}},
                      {"risk_score", number, score, {}},
                      {"returned", category, returned, {}}},
          .rows = n,
          .notes = {},
          .source = {},
          .digest = {}};
}

}  // namespace qed::answers::interval
