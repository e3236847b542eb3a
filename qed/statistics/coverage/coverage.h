// SPDX-License-Identifier: Apache-2.0
#pragma once
// How often an interval covers at these data's number of rows: rows are drawn again and again from a smooth model of
// the data, whose own value of the quantity is known, and the interval is made each time.
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "qed/statistics/intervals/methods/method.h"

namespace qed::statistics {

struct CoverageOptions {
  double level = 0.95;
  std::uint64_t seed = 1;
  std::int64_t replicates = 2000;        ///< at most
  std::int64_t values = 8'000'000;  ///< numbers drawn at most: fewer replicates of large samples
  std::int64_t rows = 20'000;  ///< rows of a replicate at most
};

/// What was seen of one method.
struct Coverage {
  Estimate share;  ///< of replicates whose interval holds the model's value, Wilson's interval
  double width = 0;  ///< median width of the finite intervals
  std::int64_t without = 0;  ///< replicates without an interval: counted as not covering
};
struct Simulated {
  std::vector<Coverage> methods;  ///< in the order asked for
  std::int64_t rows = 0;  ///< of a replicate; fewer than the data's where those are very many
  std::int64_t replicates = 0;
  double truth = 0;  ///< the model's value
  std::string model;  ///< in words: "smoothed data", "log-normal fitted"
};

/// Every method on the same replicates; replicate b draws from its own stream (seed, b): the same bits for every number
/// of threads. The model is named in words; model.h says which one rows get. Where it is uncertain itself (a share near
/// 0, few groups, several laws that fit), each replicate has a law of its own, and `truth` is that of the likeliest.
///   replicates = clamp(values/(rows · terms), 200, options.replicates)
/// A method that resamples (known by its intervals, which differ from seed to seed) makes
///   inner = clamp(10/(1 - level) - 1, 199, 1,999) resamples, and gets
///   clamp(4,000,000/(inner · rows), 200, replicates) of the replicates, the first: n() of its share says how many.
/// The one-sided interval of a share is simulated with the exact one, which is taken where rows are of both kinds.
/// What is printed is near the coverage under the law that made the data, on average over data: within 1.5 points for
/// every regime of bench/COVERAGE.md and the interval that is chosen there, but where no data can tell: 10 groups with
/// log-normal effects (+2, against exponential ones that look the same); areas near 1 (-2 at 0.97, 10 of 200
/// positive, where the jackknife's coverage has a peak). Of methods that are not chosen, Student's t of 30 log-normal
/// rows is the worst (+2; of 30 exponential ones -1). Where coverage jumps with the unknown share (a few hits), it is
/// the average over the shares that the data allow. One data set's number lies 1 to 4 points about that average.
/// No methods, fewer than 2 rows, or a quantity that is undefined on the data: Error{bad_data}.
/// Ref: [Rubin1981, BrownCaiDasGupta2001]
Simulated simulate_coverage(std::span<const Method* const> methods, const Quantity& quantity,
                            const Sample& sample, const CoverageOptions& options = {});

class SampleModel;

/// The same as often as wanted of one fitted model.
class CoverageSimulator {
 public:
  CoverageSimulator(const Quantity& quantity, const Sample& sample);
  ~CoverageSimulator();
  Simulated operator()(std::span<const Method* const> methods,
                       const CoverageOptions& options = {}) const;

 private:
  Quantity quantity_;
  std::int64_t rows_, terms_;
  std::unique_ptr<SampleModel> model_;
};

}  // namespace qed::statistics
