// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/coverage/looks.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/statistics/coverage/outcomes.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::statistics {
namespace {

constexpr std::uint64_t kLooksStream = 0x6c6f6f6b;  // "look"
constexpr std::size_t kBlock = 8;                   // replicates

// The first m rows.
void take_first(const Sample& from, std::int64_t m, Sample& to) {
  to.rows = from.rows, to.groups = from.groups;
  to.terms.resize(from.terms.size());
  for (std::size_t k = 0; k < from.terms.size(); ++k)
    to.terms[k].assign(from.terms[k].begin(), from.terms[k].begin() + m);
  to.group.clear();
  if (!from.group.empty()) to.group.assign(from.group.begin(), from.group.begin() + m);
}

}  // namespace

bool only_shrinks(const Method& method) { return method.name == "betting"; }

Estimate simulate_looks(const Method& method, const Quantity& quantity, const Sample& sample,
                        std::int64_t looks, const CoverageOptions& options) {
  require(looks >= 1, ErrorCode::bad_option, "looks: at least 1, not " + std::to_string(looks));
  require(quantity.functional != Functional::new_case, ErrorCode::bad_data,
          "looks: a new case is another one at each look");
  check_options(options);
  const auto model = model_of(quantity, sample);
  const std::int64_t rows = std::min(sample.n(), options.rows);
  const auto terms = static_cast<std::int64_t>(sample.terms.size());
  const std::int64_t seen = rows * (looks + 1) / 2;  // rows of all looks of a replicate
  const MethodPlan how =
      plan(method, quantity, *model, seen, replicates_of(seen * terms, options), options);
  std::vector<char> missed(static_cast<std::size_t>(how.replicates));
  parallel_blocks(missed.size(), kBlock, [&](Block block) {
    Sample drawn, first;
    for (std::size_t b = block.begin; b < block.end; ++b) {
      Rng rng(options.seed, kLooksStream, b);
      const double truth = model->draw(rows, true, rng, drawn);
      const MethodOptions made{
          .level = options.level, .replicates = how.inner, .seed = rng.bits64()};
      for (std::int64_t look = only_shrinks(method) ? looks : 1; look <= looks && !missed[b];
           ++look) {
        const double part = static_cast<double>(drawn.n() * look) / static_cast<double>(looks);
        take_first(drawn, std::max<std::int64_t>(2, std::llround(part)), first);
        const Estimate estimate = method.make(quantity, first, made);
        missed[b] = estimate.interval() && !estimate.interval()->contains(truth);
      }
    }
  });
  const auto misses = std::accumulate(missed.begin(), missed.end(), std::int64_t{0});
  return proportion_interval(misses, how.replicates, options.level).with_n(how.replicates);
}

}  // namespace qed::statistics
