// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/map/demo.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "qed/base/random.h"

namespace qed::answers::map {
namespace {

constexpr std::uint64_t kDemoStream = 0x64656d6f;  // "demo"

// A segment: its share, and the centre and spread of each number (logarithms for money), with odds for the categories.
struct Segment {
  double share;
  double age, tenure, log_income, log_spend, visits, basket, calls, discount;
  std::array<double, 3> plan;  // Basic, Plus, Premium
  std::array<double, 4> channel;  // Store, Web, App, Phone
  double newsletter;
};

// Five kinds of customers that differ in several columns at once, so that no pair of columns shows them all.
constexpr std::array<Segment, 5> kSegments{{
    {.34, 43, 30, 10.5, 4.0, 3, 6, 1.0, 12, {.75, .20, .05}, {.65, .20, .10, .05}, .35},
    {.26, 27, 9, 10.1, 3.2, 11, 3, 0.4, 25, {.55, .40, .05}, {.05, .20, .74, .01}, .55},
    {.20, 55, 70, 11.3, 5.4, 5, 14, 0.7, 4, {.05, .25, .70}, {.40, .50, .08, .02}, .70},
    {.13, 68, 95, 10.2, 3.4, 2, 5, 5.0, 8, {.85, .14, .01}, {.25, .04, .01, .70}, .15},
    {.07, 36, 18, 11.6, 6.1, 8, 22, 2.5, 2, {.02, .28, .70}, {.10, .75, .14, .01}, .45},
}};

template <std::size_t N>
std::int32_t draw(const std::array<double, N>& weights, Rng& rng) {
  double u = rng.uniform();
  for (std::size_t i = 0; i + 1 < N; ++i) {
    u -= weights[i];
    if (u < 0) return static_cast<std::int32_t>(i);
  }
  return static_cast<std::int32_t>(N - 1);
}

// To so many steps a unit: 100 for cents; dividing last leaves the shortest decimal.
double rounded(double x, double per_unit) { return std::round(x * per_unit) / per_unit; }

}  // namespace

data::Table customers(std::uint64_t seed) {
  constexpr std::int64_t n = 2000;
  std::vector<std::int64_t> id, age, tenure, visits, calls;
  std::vector<double> income, spend, basket, discount;
  std::vector<std::uint8_t> has_income;
  data::Categories plan{{}, {"Basic", "Plus", "Premium"}},
      channel{{}, {"Store", "Web", "App", "Phone"}}, newsletter{{}, {"No", "Yes"}},
      currency{{}, {"EUR"}};
  std::array<double, kSegments.size()> shares{};
  for (std::size_t s = 0; s < shares.size(); ++s) shares[s] = kSegments[s].share;

  for (std::int64_t i = 0; i < n; ++i) {
    Rng rng(seed, kDemoStream, static_cast<std::uint64_t>(i));
    const Segment& s = kSegments[static_cast<std::size_t>(draw(shares, rng))];
    id.push_back(100000 + i * 7);
    age.push_back(std::clamp<std::int64_t>(std::llround(s.age + 5 * rng.normal()), 18, 95));
    tenure.push_back(
        std::max<std::int64_t>(1, std::llround(s.tenure * std::exp(0.22 * rng.normal()))));
    income.push_back(rounded(std::exp(s.log_income + 0.16 * rng.normal()), 0.01));
    has_income.push_back(rng.uniform() >= 0.02);
    spend.push_back(rounded(std::exp(s.log_spend + 0.22 * rng.normal()), 100));
    visits.push_back(std::max<std::int64_t>(0, std::llround(s.visits + 1.2 * rng.normal())));
    basket.push_back(rounded(std::max(1.0, s.basket * std::exp(0.2 * rng.normal())), 10));
    calls.push_back(std::max<std::int64_t>(0, std::llround(s.calls + 0.8 * rng.normal())));
    discount.push_back(rounded(std::clamp(s.discount + 3 * rng.normal(), 0.0, 60.0), 10));
    plan.codes.push_back(draw(s.plan, rng));
    channel.codes.push_back(draw(s.channel, rng));
    newsletter.codes.push_back(rng.uniform() < s.newsletter);
    currency.codes.push_back(0);
    if (!has_income.back()) income.back() = 0;
  }
  using enum data::ColumnType;
  return {.columns = {{"customer_id", integer, id, {}},
                      {"age", integer, age, {}},
                      {"tenure_months", integer, tenure, {}},
                      {"yearly_income", number, income, has_income},
                      {"monthly_spend", number, spend, {}},
                      {"visits_per_month", integer, visits, {}},
                      {"items_per_basket", number, basket, {}},
                      {"support_calls", integer, calls, {}},
                      {"discount_percent", number, discount, {}},
                      {"plan", category, plan, {}},
                      {"channel", category, channel, {}},
                      {"newsletter", category, newsletter, {}},
                      {"currency", category, currency, {}}},
          .rows = n,
          .notes = {},
          .source = {},
          .digest = {}};
}

}  // namespace qed::answers::map
