// SPDX-License-Identifier: Apache-2.0
// Peeked at after every one of 1,000 rows, a sequence misses the mean at any time with probability at most 5 %.
#include "qed/statistics/intervals/confidence_sequence.h"

#include "expect_rate.h"
#include "qed/base/random.h"

using namespace qed;
using namespace qed::statistics;

namespace {

constexpr int kTrials = 300, kLooks = 1000;
constexpr double kFalseAlarm = 1e-6;

// How many sequences miss the mean at any look from the `first` row on.
template <class Make, class Draw>
int missed(const Make& make, const Draw& draw, double mean, int first = 0) {
  int misses = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    auto sequence = make();
    Rng rng(11, 2, static_cast<std::uint64_t>(trial));
    bool miss = false;
    for (int look = 0; look < kLooks && !miss; ++look) {
      sequence.add(draw(rng));
      const Estimate e = sequence.estimate();
      miss = look >= first && e.interval() && !e.interval()->contains(mean);
    }
    misses += miss;
  }
  return misses;
}

}  // namespace

TEST_CASE("betting holds its level: common and rare events, spread values") {
  const auto unit = [] { return BettingSequence(0, 1); };
  for (const double p : {0.5, 0.05}) {
    CAPTURE(p);
    const auto draw = [p](Rng& r) { return r.uniform() < p ? 1.0 : 0.0; };
    coverage::expect_rate_at_most(0.05, missed(unit, draw, p), kTrials, kFalseAlarm);
  }
  const auto wide = [] { return BettingSequence(-2, 6); };
  const auto product = [](Rng& r) { return -2 + 8 * r.uniform() * r.uniform(); };  // mean 0
  coverage::expect_rate_at_most(0.05, missed(wide, product, 0), kTrials, kFalseAlarm);
}

TEST_CASE("the normal mixture holds its level from the 100th row on") {
  const auto make = [] { return MixtureSequence(300); };
  const auto draw = [](Rng& r) { return r.normal(); };
  coverage::expect_rate_at_most(0.05, missed(make, draw, 0, 100), kTrials, kFalseAlarm);
}
