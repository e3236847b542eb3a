// SPDX-License-Identifier: Apache-2.0
#include "covered.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <vector>

#include "qed/answers/interval/steps/choose.h"
#include "qed/base/threads.h"
#include "qed/statistics/coverage/coverage.h"

namespace qed::coverage {
namespace {

using statistics::Estimate;
using statistics::Method;
using statistics::Sample;

constexpr std::int64_t kManyRows =
    300;  // above, the answer simulates the bootstrap as its normal limit

// The bootstrap of rows, where it serves and takes no minutes.
const Method* naive_for(const IntervalRegime& regime, std::int64_t n) {
  const Method& method = statistics::find_method(n > kManyRows ? "wald" : "row_bootstrap");
  const statistics::Functional functional = regime.quantity.functional;
  if (functional == statistics::Functional::area_difference) return nullptr;
  return method.serves(functional) ? &method : nullptr;
}

const Method& chosen_for(const IntervalRegime& regime, const Sample& sample) {
  using namespace answers::interval;
  return *choose(regime_of(regime.quantity, sample, false, false), "auto").method;
}

bool holds(const Estimate& made, double truth) {
  return made.is_defined() && made.interval() && made.interval()->contains(truth);
}

double median_of(std::vector<double>& values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

Mean mean_of(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  double sum = 0, squares = 0;
  for (const double v : values) sum += v;
  for (const double v : values) squares += (v - sum / n) * (v - sum / n);
  return {sum / n, std::sqrt(squares / (n - 1) / n)};
}

}  // namespace

Covered simulate(const IntervalRegime& regime, const Trials& trials) {
  const Method* naive = trials.naive ? naive_for(regime, 0) : nullptr;
  const bool by_row = regime.quantity.functional == statistics::Functional::smooth;
  Covered total{.chosen = {.trials = trials.samples}};
  Rate of_naive{.trials = trials.samples / (by_row ? 4 : 1)};
  std::map<std::string, int> chosen;
  std::vector<double> widths;
  std::mutex mutex;
  parallel_blocks(static_cast<std::size_t>(trials.samples), 64, [&](Block block) {
    for (std::size_t b = block.begin; b < block.end; ++b) {
      Rng rng(trials.seed, 0x72656769, b);
      double truth = regime.truth;
      Sample sample;
      if (trials.near && regime.near)
        truth = regime.near(rng, sample);
      else
        sample = regime.draw(rng);
      const Method& method = chosen_for(regime, sample);
      const Estimate estimate =
          method.make(regime.quantity, sample, {.replicates = 999, .seed = b + 1});
      if (regime.new_case) truth = regime.new_case(rng);
      const bool naive_holds =
          naive && std::int64_t(b) < of_naive.trials &&
          holds(naive->make(regime.quantity, sample, {.replicates = 399, .seed = b + 1}), truth);
      const std::lock_guard lock(mutex);
      ++chosen[std::string(method.name)];
      total.chosen.hits += holds(estimate, truth), of_naive.hits += naive_holds;
      if (estimate.is_defined() && estimate.interval() &&
          std::isfinite(estimate.upper() - estimate.lower()))
        widths.push_back(estimate.upper() - estimate.lower());
    }
  });
  if (naive) total.naive = of_naive;
  total.method =
      std::ranges::max_element(chosen, {}, [](const auto& c) { return c.second; })->first;
  total.median_width = median_of(widths);
  return total;
}

Printed printed(const IntervalRegime& regime, const Prints& prints) {
  const auto count = static_cast<std::size_t>(prints.data_sets);
  std::vector<double> of_chosen(count), of_naive(count);
  parallel_blocks(count, 4, [&](Block block) {
    for (std::size_t d = block.begin; d < block.end; ++d) {
      Rng rng(prints.seed, 0x7072696e, d);
      const Sample sample = regime.draw(rng);
      std::vector<const Method*> methods{&chosen_for(regime, sample)};
      if (const Method* naive = naive_for(regime, sample.n())) methods.push_back(naive);
      const auto seen = statistics::simulate_coverage(
          methods, regime.quantity, sample, {.seed = d + 1, .replicates = prints.replicates});
      of_chosen[d] = seen.methods.front().share.value();
      of_naive[d] = seen.methods.back().share.value();
    }
  });
  Printed result{.chosen = mean_of(of_chosen)};
  if (naive_for(regime, 0)) result.naive = mean_of(of_naive);
  return result;
}

}  // namespace qed::coverage
