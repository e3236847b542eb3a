// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/coverage/outcomes.h"

#include <algorithm>
#include <cmath>

#include "qed/base/error.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::statistics {
namespace {

constexpr std::uint64_t kProbeStream = 0x70726f62;  // "prob"
constexpr std::int64_t kProbeRows = 50, kLeastReplicates = 200, kLeastResampled = 200;
constexpr double kResampled = 4'000'000;  // values rows that a method may see in resamples

bool resamples(const Method& method, const Quantity& quantity, const SampleModel& model,
               std::int64_t rows, const CoverageOptions& options) {
  Rng rng(options.seed, kProbeStream);
  Sample drawn;
  model.draw(std::min(rows, kProbeRows), false, rng, drawn);
  const auto made = [&](std::uint64_t seed) {
    return method.make(quantity, drawn, {.level = options.level, .replicates = 199, .seed = seed});
  };
  const Estimate a = made(1), b = made(2);
  if (!a.interval() || !b.interval()) return false;
  return a.interval()->lower != b.interval()->lower || a.interval()->upper != b.interval()->upper;
}

}  // namespace

std::int64_t replicates_of(std::int64_t values, const CoverageOptions& options) {
  const std::int64_t least = std::min(kLeastReplicates, options.replicates);
  return std::clamp(options.values / std::max<std::int64_t>(1, values), least, options.replicates);
}

void check_options(const CoverageOptions& options) {
  require_level(options.level);
  require(options.replicates >= 1 && options.rows >= 2 && options.values >= 1,
          ErrorCode::bad_option, "coverage: at least 1 replicate of 2 rows");
}

std::unique_ptr<SampleModel> model_of(const Quantity& quantity, const Sample& sample) {
  check(quantity, sample);
  require(sample.n() >= 2, ErrorCode::bad_data,
          "coverage: at least 2 rows, not " + std::to_string(sample.n()));
  if (quantity.functional != Functional::new_case)
    require(value_of(quantity, sample).has_value(), ErrorCode::bad_data,
            "coverage: the quantity has no value on these rows");
  return fit_model(quantity, sample);
}

MethodPlan plan(const Method& method, const Quantity& quantity, const SampleModel& model,
                std::int64_t rows, std::int64_t replicates, const CoverageOptions& options) {
  MethodPlan plan{.replicates = replicates};
  plan.inner = std::clamp<std::int64_t>(std::llround(10 / (1 - options.level)) - 1, 199, 1999);
  if (!resamples(method, quantity, model, rows, options)) return plan;
  const double cost = static_cast<double>(plan.inner) * static_cast<double>(rows);
  plan.replicates = std::clamp(static_cast<std::int64_t>(kResampled / cost),
                               std::min(kLeastResampled, replicates), replicates);
  return plan;
}

}  // namespace qed::statistics
