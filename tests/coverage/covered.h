// SPDX-License-Identifier: Apache-2.0
#pragma once
// How often the interval that the table of `qed interval` chooses covers, and how often it says that it does.
#include <cstdint>
#include <optional>
#include <string>

#include "interval_regimes.h"

namespace qed::coverage {

/// Hits of a number of trials.
struct Rate {
  std::int64_t trials = 0, hits = 0;
  double share() const { return static_cast<double>(hits) / static_cast<double>(trials); }
};

/// What is true.
struct Covered {
  Rate chosen;  ///< of the method that the table chooses for the sample, at all looks
  Rate
      checked;  ///< the same as the answer simulates it: at 100 looks where rows are looked at as they come in
  std::optional<Rate> naive =
      {};  ///< of the bootstrap of rows, of fewer samples where it resamples row by row; at 100
  ///< looks: of the interval for one number of rows
  std::string method = {};  ///< chosen most often
  double median_width = 0;
};
/// Draws samples, lets the table choose, makes the interval, counts. An interval that is not there does not cover; at a
/// look it claims nothing.
struct Trials {
  std::int64_t samples = 8000;
  std::uint64_t seed = 1;
  bool near = false;  ///< samples of `IntervalRegime::near`, where there is such a law
  bool naive =
      false;  ///< also the bootstrap of rows, but for two areas: every resample would be sorted twice
};
Covered simulate(const IntervalRegime& regime, const Trials& trials);

/// A mean over data sets with its standard error.
struct Mean {
  double value = 0, error = 0;
};
/// What `qed interval` prints on average over data sets of the regime: coverage.simulated of the method chosen for the
/// data set, coverage.naive_bootstrap (of an experiment that is looked at: 1 - coverage.peeked). From fewer replicates
/// a data set than an answer takes; the mean is the same.
struct Printed {
  Mean chosen;
  std::optional<Mean> naive = {};
};
struct Prints {
  std::int64_t data_sets = 200, replicates = 100;
  std::uint64_t seed = 1;
};
Printed printed(const IntervalRegime& regime, const Prints& prints);

}  // namespace qed::coverage
