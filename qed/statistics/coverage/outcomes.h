// SPDX-License-Identifier: Apache-2.0
#pragma once
// Internal to this folder: what the simulations share: the model, and how many replicates a method gets.
#include <cstdint>
#include <memory>

#include "qed/statistics/coverage/coverage.h"
#include "qed/statistics/coverage/model.h"

namespace qed::statistics {

/// Options out of their domain: Error{bad_option}.
void check_options(const CoverageOptions& options);
/// Checks the sample, and fits. The quantity undefined on the data: Error{bad_data}.
std::unique_ptr<SampleModel> model_of(const Quantity& quantity, const Sample& sample);

/// clamp(options.values / values of a replicate, 200, options.replicates).
std::int64_t replicates_of(std::int64_t values, const CoverageOptions& options);

/// Replicates of a method, and resamples within each (see `simulate_coverage`). rows: that it sees in a replicate;
/// replicates: of methods that do not resample.
struct MethodPlan {
  std::int64_t replicates = 0, inner = 199;
};
MethodPlan plan(const Method& method, const Quantity& quantity, const SampleModel& model,
                std::int64_t rows, std::int64_t replicates, const CoverageOptions& options);

}  // namespace qed::statistics
