// SPDX-License-Identifier: Apache-2.0
// Writes bench/COVERAGE.md: how often the interval that `qed interval` chooses covers, and how often it says so.
// coverage_table [SAMPLES [PART OF A NAME [DATA SETS]]]
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "covered.h"
#include "qed/statistics/intervals/intervals.h"

namespace {

using namespace qed;
using namespace qed::coverage;

constexpr double kAllowed = 0.015;  // between what is printed and what is true
constexpr double kBeyond = 1.96;  // standard errors of a gap's simulation

struct Gap {
  double value, error;
  bool outside(double allowed) const { return std::abs(value) > allowed + kBeyond * error; }
};
Gap gap(const Mean& printed, const Rate& truth) {
  const double p = truth.share(), n = static_cast<double>(truth.trials);
  return {printed.value - p, std::hypot(printed.error, std::sqrt(p * (1 - p) / n))};
}

struct Outside {
  double discrete = 0;
  int discrete_lines = 0, coverage = 0, printed = 0, naive = 0;
};

void print_head(const Trials& trials, const Prints& prints) {
  std::printf(
      "# Coverage of the interval that `qed interval` chooses, and the coverage that it prints\n"
      "\n"
      "Made by `make coverage-table`: nominal 95 %%, seed 1. **Covers**: %lld samples of the "
      "regime, in brackets Wilson's 95 %%\n"
      "interval of the simulation; peeked at 1,000 times: after each of 1,000 rows, held at all "
      "looks. Its bars: 94 to 97 %% where\n"
      "the law of the statistic is continuous; at least 93 %%, and 94 %% on average, where it is "
      "discrete; at least 94 %% where an\n"
      "interval may be wider than needed but never short: of an area that is nearly 1, the end of "
      "its range, and of a sequence,\n"
      "which is to hold at looks after these too; at least 92 %% where no known method gets to the "
      "level; at least 90 %% where the\n"
      "effects of 10 or 30 groups are skewed, by a third moment that so few do not show.\n"
      "\n"
      "**Printed**: what the answer says that the method chosen covers (`coverage.simulated`), on "
      "average over %lld data sets of\n"
      "the regime, each from a model fitted to that data set alone. **True**: the coverage that "
      "this is held against, the same\n"
      "as under \"covers\"; of sequences at 100 looks, as the answer simulates them. **Gap**: "
      "printed less true, ± one standard\n"
      "error of both simulations, in bold where it is more than 1.5 points, and 1.96 errors, off. "
      "The last columns say the same\n"
      "of the bootstrap of rows (`coverage.naive_bootstrap`; not of two areas, where it takes "
      "minutes), and of sequences how often\n"
      "the interval for one number of rows holds at all of 100 looks (1 less `coverage.peeked`).\n"
      "\n"
      "Two things no data can tell. The coverage of a share jumps with the share, by points, "
      "within its standard error: true (~)\n"
      "is there the average over shares drawn from Jeffreys' posterior of as many hits as are "
      "expected; \"covers\" stays that at\n"
      "the very share. Ten groups with log-normal effects look as with exponential ones, and are "
      "covered by 2 points less: the gap\n"
      "allowed is 2 points there.\n"
      "\n"
      "Predictions beside few labels keep, in the simulation of the answer, the weight that the "
      "labels at hand give them: "
      "printed\n"
      "half a point to 1.1 too high.\n"
      "\n"
      "| regime | method chosen | covers | bar | median width | true | printed | gap | rows' "
      "bootstrap: true | printed | gap |\n|---|---|---|---|---|---|---|---|---|---|---|\n",
      static_cast<long long>(trials.samples), static_cast<long long>(prints.data_sets));
}

void print_gap(const Mean& printed, const Rate& truth, const IntervalRegime& regime, int& outside) {
  const Gap g = gap(printed, truth);
  const bool far = g.outside(regime.allowed);
  outside += far;
  std::printf(" %s%.1f | %.1f | %s%+.1f ± %.1f%s |", regime.near ? "~" : "", 100 * truth.share(),
              100 * printed.value, far ? "**" : "", 100 * g.value, 100 * g.error, far ? "**" : "");
}

void print_line(const IntervalRegime& regime, Trials trials, const Prints& prints, Outside& count) {
  const Covered seen = simulate(regime, trials);
  const auto share = statistics::proportion_interval(seen.chosen.hits, trials.samples);
  std::printf("| %s | `%s` | %.1f [%.1f, %.1f] | %s | %.3g |", regime.name.c_str(),
              seen.method.c_str(), 100 * share.value(), 100 * share.lower(), 100 * share.upper(),
              std::string(name(regime.bar)).c_str(), seen.median_width);
  trials.near = true;
  const Covered near = regime.near ? simulate(regime, trials) : seen;
  const Printed said = printed(regime, prints);
  print_gap(said.chosen, near.checked, regime, count.printed);
  if (said.naive && near.naive)
    print_gap(*said.naive, *near.naive, regime, count.naive);
  else
    std::printf(" | | |");
  std::printf("\n"), std::fflush(stdout);
  if (regime.bar == Bar::discrete) count.discrete += share.value(), ++count.discrete_lines;
  count.coverage +=
      share.upper() < least(regime.bar) || (regime.bar == Bar::continuous && share.lower() > 0.97);
}

}  // namespace

int main(int words, char** word) {
  const Trials trials{.samples = words > 1 ? std::atoll(word[1]) : 8000, .naive = true};
  const Prints prints{.data_sets = words > 3 ? std::atoll(word[3]) : 200};
  print_head(trials, prints);
  Outside count;
  for (const IntervalRegime& regime : interval_regimes())
    if (words < 3 || regime.name.find(word[2]) != std::string::npos)
      print_line(regime, trials, prints, count);
  std::printf("\n");
  if (count.discrete_lines > 0)
    std::printf("The discrete lines cover %.1f %% on average. ",
                100 * count.discrete / count.discrete_lines);
  std::printf(
      "Beyond the simulation's error, lines whose coverage is outside of its bar: %d;\nlines whose "
      "printed coverage is further off than allowed: %d; of the bootstrap of rows, which decides "
      "nothing: %d.\n",
      count.coverage, count.printed, count.naive);
  return count.coverage + count.printed == 0 ? 0 : 1;
}
