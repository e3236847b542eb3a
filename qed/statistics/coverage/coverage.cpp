// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/coverage/coverage.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/statistics/coverage/model.h"
#include "qed/statistics/coverage/outcomes.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::statistics {
namespace {

constexpr std::uint64_t kCoverageStream = 0x636f7665;  // "cove"
constexpr std::size_t kBlock = 8;                      // replicates

// What one method did on each replicate.
struct Outcomes {
  std::vector<char> held, made;
  std::vector<double> width;
  explicit Outcomes(std::int64_t replicates)
      : held(static_cast<std::size_t>(replicates)), made(held.size()), width(held.size()) {}
};

Coverage summarised(const Outcomes& seen, double level) {
  std::vector<double> widths;
  std::int64_t hits = 0, made = 0;
  for (std::size_t b = 0; b < seen.held.size(); ++b) {
    hits += seen.held[b], made += seen.made[b];
    if (seen.made[b] && std::isfinite(seen.width[b])) widths.push_back(seen.width[b]);
  }
  const auto replicates = static_cast<std::int64_t>(seen.held.size());
  Coverage coverage{.share = proportion_interval(hits, replicates, level).with_n(replicates),
                    .width = std::numeric_limits<double>::infinity(),
                    .without = replicates - made};
  if (widths.empty()) return coverage;
  const auto middle = widths.begin() + static_cast<std::ptrdiff_t>(widths.size() / 2);
  std::ranges::nth_element(widths, middle);
  coverage.width = *middle;
  return coverage;
}

}  // namespace

Simulated simulate_coverage(std::span<const Method* const> methods, const Quantity& quantity,
                            const Sample& sample, const CoverageOptions& options) {
  require(!methods.empty(), ErrorCode::bad_data, "coverage: no method to simulate");
  check_options(options);
  return CoverageSimulator(quantity, sample)(methods, options);
}

CoverageSimulator::CoverageSimulator(const Quantity& quantity, const Sample& sample)
    : quantity_(quantity), rows_(sample.n()), terms_(std::ssize(sample.terms)),
      model_(model_of(quantity, sample)) {}
CoverageSimulator::~CoverageSimulator() = default;

Simulated CoverageSimulator::operator()(std::span<const Method* const> methods,
                                        const CoverageOptions& options) const {
  require(!methods.empty(), ErrorCode::bad_data, "coverage: no method to simulate");
  check_options(options);
  Simulated simulated;
  simulated.rows = std::min(rows_, options.rows);
  const std::int64_t replicates = replicates_of(simulated.rows * terms_, options);
  simulated.truth = model_->truth(), simulated.model = model_->name();
  std::vector<MethodPlan> plans;
  std::vector<Outcomes> outcomes;
  bool in_order = false;
  for (const Method* method : methods) {
    plans.push_back(plan(*method, quantity_, *model_, simulated.rows, replicates, options));
    outcomes.emplace_back(plans.back().replicates);
    simulated.replicates = std::max(simulated.replicates, plans.back().replicates);
    in_order = in_order || method->claim == Claim::anytime;
  }
  parallel_blocks(static_cast<std::size_t>(simulated.replicates), kBlock, [&](Block block) {
    Sample drawn;
    for (std::size_t b = block.begin; b < block.end; ++b) {
      Rng rng(options.seed, kCoverageStream, b);
      const double truth = model_->draw(simulated.rows, in_order, rng, drawn);
      const MethodOptions base{.level = options.level, .seed = rng.bits64()};
      for (std::size_t k = 0; k < methods.size(); ++k) {
        if (b >= outcomes[k].held.size()) continue;
        MethodOptions how = base;
        how.replicates = plans[k].inner;
        const Estimate made = methods[k]->make(quantity_, drawn, how);
        if (!made.is_defined() || !made.interval()) continue;
        const Interval& interval = *made.interval();
        outcomes[k].made[b] = 1, outcomes[k].held[b] = interval.contains(truth);
        outcomes[k].width[b] = interval.upper - interval.lower;
      }
    }
  });
  for (const Outcomes& seen : outcomes)
    simulated.methods.push_back(summarised(seen, options.level));
  return simulated;
}

}  // namespace qed::statistics
