// SPDX-License-Identifier: Apache-2.0
#include "covered.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <map>
#include <mutex>
#include <tuple>
#include <utility>
#include <vector>

#include "qed/answers/interval/steps/method/choose.h"
#include "qed/answers/interval/steps/method/simulation.h"
#include "qed/base/threads.h"
#include "qed/statistics/coverage/coverage.h"
#include "qed/statistics/coverage/looks.h"

namespace qed::coverage {
namespace {

using statistics::Estimate;
using statistics::Method;
using statistics::Quantity;
using statistics::Sample;

constexpr std::int64_t kManyRows =
    300;  // above, the answer simulates the bootstrap as its normal limit
constexpr std::int64_t kLooks = 100,  // that the answer simulates
    kRowsOfMany = 1000;                 // that it draws where they have many terms

// A sample of the regime, what is asked of it, and what the table of `qed interval` says of that.
struct Asked {
  Sample sample;
  Quantity quantity;
  answers::interval::Regime regime = {};
  const Method* chosen = nullptr;
  const Method* for_one_look = nullptr;  // where there are many: for one number of rows
};
Asked ask(const IntervalRegime& regime, Sample sample) {
  using namespace answers::interval;
  Asked asked{.sample = std::move(sample), .quantity = regime.quantity};
  if (regime.ask) asked.quantity = regime.ask(asked.sample);
  const bool peeking = regime.looks > 0;
  asked.regime = regime_of(asked.quantity, asked.sample, false, peeking);
  const Choice choice = choose(asked.regime, "auto");
  asked.chosen = choice.method;
  if (peeking) asked.for_one_look = choice.others.back();
  return asked;
}

// The bootstrap of rows, where it serves and takes no minutes; of many looks the interval for one.
const Method* naive_of(const Asked& asked, bool as_limit) {
  if (asked.for_one_look) return asked.for_one_look;
  const Method& method = statistics::find_method(as_limit ? "wald" : "row_bootstrap");
  const statistics::Functional functional = asked.quantity.functional;
  if (functional == statistics::Functional::area_difference) return nullptr;
  return method.serves(functional) ? &method : nullptr;
}

bool holds(const Estimate& made, double truth) {
  return made.is_defined() && made.interval() && made.interval()->contains(truth);
}

// Of looks at n j/looks rows, j = 1..looks: whether the interval misses at any, and at any of those that the answer
// simulates.
struct Missed {
  bool ever = false, when_checked = false;
};
Missed look(const Method& method, const Asked& asked, std::int64_t looks, double truth) {
  Missed missed;
  const std::int64_t n = asked.sample.n(), step = looks / kLooks;
  Sample first{.terms = std::vector<std::vector<double>>(asked.sample.terms.size())};
  for (std::int64_t j = statistics::only_shrinks(method) ? looks : 1; j <= looks; ++j) {
    const std::int64_t rows = std::max<std::int64_t>(2, n * j / looks);
    for (std::size_t k = 0; k < first.terms.size(); ++k) {
      std::vector<double>& seen = first.terms[k];
      const auto all = asked.sample.terms[k].begin();
      seen.insert(seen.end(), all + std::ssize(seen), all + rows);
    }
    const bool is_checked = j % step == 0;
    if (missed.ever && !is_checked) continue;
    const Estimate made = method.make(asked.quantity, first, {});
    if (!made.interval() || made.interval()->contains(truth)) continue;
    missed.ever = true;
    if ((missed.when_checked = is_checked)) break;
  }
  return missed;
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

// Of one sample.
struct Seen {
  bool held = false, checked = false, naive_held = false;
  double width = std::numeric_limits<double>::infinity();
};
Seen see(const IntervalRegime& regime, const Asked& asked, const Method* naive, double truth,
         Rng& rng, std::uint64_t seed) {
  Seen seen;
  const Estimate made =
      asked.chosen->make(asked.quantity, asked.sample, {.replicates = 999, .seed = seed});
  if (made.is_defined() && made.interval()) seen.width = made.upper() - made.lower();
  if (regime.looks > 0) {
    const Missed missed = look(*asked.chosen, asked, regime.looks, truth);
    seen.held = !missed.ever, seen.checked = !missed.when_checked;
    seen.naive_held = naive && !look(*naive, asked, kLooks, truth).ever;
    return seen;
  }
  if (regime.new_case) truth = regime.new_case(rng);
  seen.held = seen.checked = holds(made, truth);
  const statistics::MethodOptions fewer{.replicates = 399, .seed = seed};
  seen.naive_held = naive && holds(naive->make(asked.quantity, asked.sample, fewer), truth);
  return seen;
}

// coverage.simulated of the method, coverage.naive_bootstrap of the naive one where there is one.
std::pair<double, double> simulated(const IntervalRegime& regime, const Asked& asked,
                                    const Method* naive,
                                    const statistics::CoverageOptions& options) {
  if (regime.looks > 0) {
    const auto held = [&](const Method& method) {
      return 1 - simulate_looks(method, asked.quantity, asked.sample, kLooks, options).value();
    };
    return {held(*asked.chosen), held(*naive)};
  }
  std::vector<const Method*> methods{asked.chosen};
  if (naive) methods.push_back(naive);
  const auto seen = simulate_coverage(
      methods, asked.quantity,
      answers::interval::rows_to_simulate(asked.regime, asked.sample, options.rows), options);
  return {seen.methods.front().share.value(), seen.methods.back().share.value()};
}

}  // namespace

Covered simulate(const IntervalRegime& regime, const Trials& trials) {
  const bool by_row = regime.ask || regime.quantity.functional == statistics::Functional::smooth;
  Covered total{.chosen = {.trials = trials.samples}, .checked = {.trials = trials.samples}};
  Rate of_naive{.trials = trials.samples / (by_row ? 4 : 1)};
  bool has_naive = false;
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
      const Asked asked = ask(regime, std::move(sample));
      const bool is_asked = trials.naive && std::int64_t(b) < of_naive.trials;
      const Method* naive = is_asked ? naive_of(asked, false) : nullptr;
      const Seen seen = see(regime, asked, naive, truth, rng, b + 1);
      const std::lock_guard lock(mutex);
      has_naive = has_naive || naive;
      ++chosen[std::string(asked.chosen->name)];
      total.chosen.hits += seen.held, total.checked.hits += seen.checked;
      of_naive.hits += seen.naive_held;
      if (std::isfinite(seen.width)) widths.push_back(seen.width);
    }
  });
  if (has_naive) total.naive = of_naive;
  total.method =
      std::ranges::max_element(chosen, {}, [](const auto& c) { return c.second; })->first;
  total.median_width = median_of(widths);
  return total;
}

Printed printed(const IntervalRegime& regime, const Prints& prints) {
  const auto count = static_cast<std::size_t>(prints.data_sets);
  std::vector<double> of_chosen(count), of_naive(count);
  std::atomic<bool> has_naive = false;
  parallel_blocks(count, 4, [&](Block block) {
    for (std::size_t d = block.begin; d < block.end; ++d) {
      Rng rng(prints.seed, 0x7072696e, d);
      const Asked asked = ask(regime, regime.draw(rng));
      const Method* naive = naive_of(asked, asked.sample.n() > kManyRows);
      if (naive) has_naive = true;
      statistics::CoverageOptions options{.seed = d + 1, .replicates = prints.replicates};
      if (asked.sample.terms.size() > 2) options.rows = kRowsOfMany;
      std::tie(of_chosen[d], of_naive[d]) = simulated(regime, asked, naive, options);
    }
  });
  Printed result{.chosen = mean_of(of_chosen)};
  if (has_naive) result.naive = mean_of(of_naive);
  return result;
}

}  // namespace qed::coverage
