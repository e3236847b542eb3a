// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/interval/compute.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

#include "qed/answers/interval/steps/all_rows.h"
#include "qed/answers/interval/steps/method/simulation.h"
#include "qed/answers/interval/verdict.h"
#include "qed/answers/question/source.h"
#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/statistics/coverage/looks.h"
#include "qed/statistics/intervals/compound/ranked.h"
#include "qed/statistics/intervals/intervals.h"
#include "qed/statistics/summaries/summed_interval.h"

namespace qed::answers::interval {
namespace {

using statistics::Estimate;
using statistics::Method;
using statistics::Rows;
using statistics::Sample;

constexpr std::int64_t kManyRows = 300;
constexpr std::int64_t kResampledRows =
    20'000;    // above, the bootstrap of rows is shown as its limit too
constexpr std::int64_t kVeryManyRows = 1'000'000;  // above, fewer resamples
constexpr std::int64_t kLooks = 100;  // of an experiment that is looked at, evenly over its rows
constexpr std::int64_t kMoreRows = 4;  // times as many, where a part seems to be covered too little
constexpr double kFewestWeighing = 1.5;  // effective rows
constexpr double kMostNeeded = 1e12;  // units beyond which no number is worth saying

// The value to decide against: as asked, else the statistic's own.
std::optional<double> reference(const IntervalOptions& options, const Statistic& s) {
  if (options.against.empty()) return s.reference;
  double value = 0;
  const char* end = options.against.data() + options.against.size();
  const auto [stop, error] = std::from_chars(options.against.data(), end, value);
  require(error == std::errc() && stop == end && std::isfinite(value), ErrorCode::bad_option,
          "against: is \"" + printable(options.against) + "\", but must be a number");
  return value;
}

// Equal values have no spread: an interval without width says nothing. A quantile of them is one of the values.
bool has_no_spread(statistics::Functional functional, const Estimate& e) {
  using statistics::Functional;
  return (functional == Functional::mean || functional == Functional::smooth) && e.is_defined() &&
         e.interval() && e.lower() == e.upper();
}

// By a method, of all rows where they answer; nothing where their sums do not give it.
std::optional<Estimate> made(const Method& method, const Findings& f, const AllRows& all,
                             const Run& run) {
  const auto& quantity = f.data.statistic.quantity;
  if (f.all && f.all->answers)
    return estimate_of(*all.totals(), quantity, method.name, method.rows, run.level);
  if (!f.data.statistic.weights.empty() && f.regime.functional == statistics::Functional::smooth) {
    const auto value = value_of(quantity, f.unit.sample);
    if (value && statistics::effective_rows(f.unit.sample.terms.back()) < kFewestWeighing)
      return Estimate::without_interval(*value, "one row has nearly all the weight")
          .with_n(f.regime.n);
  }
  const std::int64_t replicates = f.regime.n > kVeryManyRows ? 399 : 1999;
  const Estimate e = method.make(quantity, f.unit.sample,
                                 {.level = run.level, .replicates = replicates, .seed = run.seed});
  return has_no_spread(f.regime.functional, e)
             ? Estimate::without_interval(e.value(), "no spread is seen").with_n(e.n())
             : e;
}

// The bootstrap of many rows is simulated as its normal limit, from which it cannot be told there.
class Simulator {
 public:
  Simulator(const Findings& f, std::int64_t rows) : f_(f) { fit(rows); }
  void fit(std::int64_t rows) {
    drawn_.emplace(f_.data.statistic.quantity, rows_to_simulate(f_.regime, f_.unit.sample, rows));
  }
  statistics::Simulated operator()(std::vector<const Method*> methods, const Method& naive,
                                   const Simulation& how, double level, std::uint64_t seed) const {
    if (f_.regime.n > kManyRows)
      std::ranges::replace(methods, &naive, &statistics::find_method("wald"));
    return (*drawn_)(methods,
                     {.level = level, .seed = seed, .values = how.values, .rows = how.rows});
  }

 private:
  const Findings& f_;
  std::optional<statistics::CoverageSimulator> drawn_;
};

// More replicates, until the coverage lies on one side of what is trusted by more than its own error (80 %: a wrong
// side once in ten, and then by little). Of many groups, or of many skewed values, more of them first, as long as they
// seem to be covered too little: a part of them is covered less than all. Methods stand beside each other at one number
// of rows.
Estimate settled(Findings& f, Simulator& simulated, Simulation how,
                 const std::vector<const Method*>& methods, const Method& naive, const Run& run) {
  const double bar = run.level - kCoverageSlack;
  const Estimate& first = f.simulated.methods.front().share;
  std::int64_t held = std::llround(first.value() * static_cast<double>(first.n())), n = first.n();
  const auto tells = [&] {
    const Estimate share = statistics::proportion_interval(held, n, 0.8);
    return share.lower() >= bar || share.upper() < bar;
  };
  const auto seems_too_little = [&] {
    return static_cast<double>(held) < bar * static_cast<double>(n);
  };
  std::uint64_t seed = run.seed;
  const auto simulate_more = [&] {
    auto more =
        simulated(n == 0 ? methods : std::vector{methods.front()}, naive, how, run.level, ++seed);
    if (n == 0) f.simulated = std::move(more);
    const Estimate& seen = (n == 0 ? f.simulated : more).methods.front().share;
    held += std::llround(seen.value() * static_cast<double>(seen.n())), n += seen.n();
  };
  bool is_first = true;
  while (true) {
    if (how.rows < how.most_rows && (seems_too_little() || (is_first && !tells()))) {
      how.rows *= kMoreRows, held = n = 0, is_first = false;
      simulated.fit(how.rows);
    } else if (tells() || how.more_rounds-- == 0) {
      break;
    }
    simulate_more();
  }
  return statistics::proportion_interval(held, n, run.level).with_n(n);
}

// How often the sequence holds the truth at every look, and how often an interval for one number of rows does not.
void look_again_and_again(Findings& f, const Run& run) {
  const auto errs = [&](const Method& method) {
    return statistics::simulate_looks(
        method, f.data.statistic.quantity, f.unit.sample, kLooks,
        {.level = run.level, .seed = run.seed, .rows = Simulation{}.rows});
  };
  const auto of_holding = [](const Estimate& e) {
    return Estimate(1 - e.value(),
                    {1 - e.upper(), 1 - e.lower(), e.interval()->level, e.interval()->method})
        .with_n(e.n());
  };
  f.looks = kLooks;
  f.coverage = of_holding(errs(*f.choice.method));
  f.peeked = errs(*f.choice.others.back());
  f.simulated.model = "a law like that of the rows";
  f.simulated.rows = std::min(f.regime.n, Simulation{}.rows);
  for (Alternative& a : f.alternatives) {
    if (a.chosen) a.coverage = f.coverage;
    if (a.name == f.choice.others.back()->name) a.coverage = of_holding(*f.peeked);
  }
}

// The interval, its neighbours in the table and the bootstrap of rows, each with its coverage at these rows.
void answer_and_check(Findings& f, const AllRows& all, const Run& run, Phases& phases) {
  phases.enter("interval");
  const Method& naive =
      statistics::find_method(f.regime.n > kResampledRows ? "wald" : "row_bootstrap");
  std::vector<const Method*> asked{f.choice.method}, methods;
  for (const Method* other : f.choice.others) asked.push_back(other);
  const bool has_naive = naive.serves(f.regime.functional);
  if (has_naive && std::ranges::find(asked, &naive) == asked.end()) asked.push_back(&naive);
  for (const Method* method : asked) {
    auto estimate = made(*method, f, all, run);
    if (!estimate) continue;
    methods.push_back(method);
    const bool powered = f.powered && method == f.choice.method;
    f.alternatives.push_back({.name = (powered ? "PPI++, " : "") + std::string(method->name),
                              .estimate = std::move(*estimate),
                              .chosen = method == f.choice.method,
                              .naive = method == &naive});
  }
  f.interval = f.alternatives.front().estimate;
  if (!f.interval.is_defined() || !f.interval.interval() || f.unit.units < 2) return;

  phases.enter("coverage");
  if (f.regime.peeking) return look_again_and_again(f, run);
  const Simulation how = simulation_of(f.regime, f.unit.sample, *f.choice.method);
  Simulator simulated(f, how.rows);
  f.simulated = simulated(methods, naive, how, run.level, run.seed);
  const auto can_cover = [&](std::size_t k) {
    const Estimate& e = f.alternatives[k].estimate;
    const statistics::Coverage& seen = f.simulated.methods[k];
    return e.is_defined() && e.interval() && seen.without < seen.share.n();
  };
  if (can_cover(0)) f.coverage = settled(f, simulated, how, methods, naive, run);
  for (std::size_t k = 0; k < methods.size(); ++k) {
    if (!can_cover(k)) continue;
    Alternative& a = f.alternatives[k];
    const statistics::Coverage& seen = f.simulated.methods[k];
    a.coverage = a.chosen ? f.coverage : seen.share;
    if (a.naive) f.naive = seen.share;
  }
}

// Places of the sample without the unit whose rows move the statistic most.
std::vector<std::int64_t> without_strongest(const Findings& f) {
  const Sample& sample = f.unit.sample;
  const std::vector<double>& influence = f.unit.influence;
  const auto unit_of = [&](std::size_t i) {
    return sample.rows == Rows::grouped ? static_cast<std::size_t>(sample.group[i]) : i;
  };
  std::vector<double> moved(sample.rows == Rows::grouped ? static_cast<std::size_t>(sample.groups)
                                                         : influence.size());
  for (std::size_t i = 0; i < influence.size(); ++i) moved[unit_of(i)] += influence[i];
  const auto strongest = static_cast<std::size_t>(
      std::ranges::max_element(moved, {}, [](double m) { return std::abs(m); }) - moved.begin());
  std::vector<std::int64_t> places;
  for (std::size_t i = 0; i < influence.size(); ++i)
    if (unit_of(i) != strongest) places.push_back(static_cast<std::int64_t>(i));
  return places;
}

// The method that the table chooses were rows independent.
const Method& method_of_independent(const Findings& f, const Sample& alone) {
  Regime regime = regime_of(f.data.statistic.quantity, alone, false, false);
  if (f.all && f.all->answers)
    regime.n = regime.units = f.regime.n, regime.fewest = f.regime.fewest;
  return *choose(regime, "auto").method;
}

// The same question of fewer rows, and of rows taken as independent.
void ask_again(Findings& f, const AllRows& all, const Run& run, Phases& phases) {
  if (!f.interval.is_defined() || f.regime.units < 3) return;
  phases.enter("flips");
  const auto& quantity = f.data.statistic.quantity;
  const bool of_all = f.all && f.all->answers;
  const statistics::MethodOptions options{.level = run.level, .seed = run.seed};
  if (!of_all) {  // of very many rows, none moves it
    const Sample fewer = part_of(f.unit.sample, without_strongest(f));
    f.flips.push_back({.name = f.unit.rows == Rows::grouped
                                   ? "the " + unit_in_words(f.unit) + " that moves it most left out"
                                   : "the row that moves it most left out",
                       .estimate = f.choice.method->make(quantity, fewer, options)});
  }
  if (f.powered) f.flips.push_back({.name = "the labels alone", .estimate = f.powered->classical});
  if (f.unit.rows == Rows::independent) return;
  Sample alone{.terms = f.unit.sample.terms};
  const Method& method = method_of_independent(f, alone);
  const auto estimate =
      of_all ? made(method, f, all, run) : std::optional(method.make(quantity, alone, options));
  if (estimate)
    f.flips.push_back({.name = "rows taken as independent (" + std::string(method.name) + ")",
                       .estimate = *estimate});
}

// To two digits; nothing where it is not worth saying.
std::optional<std::int64_t> rounded_up(double needed) {
  if (!std::isfinite(needed) || needed > kMostNeeded) return std::nullopt;
  const double scale =
      std::pow(10, std::max(0.0, std::floor(std::log10(std::max(1.0, needed))) - 1));
  return std::max<std::int64_t>(2, static_cast<std::int64_t>(std::ceil(needed / scale) * scale));
}

// Widths fall with the square root of the units: so many would decide, were the value as it is.
std::optional<std::int64_t> units_needed(const Findings& f) {
  if (!f.against || !f.interval.is_defined() || !f.interval.interval()) return std::nullopt;
  if (side_of(f.interval, *f.against, f.margin) != Side::undecided) return std::nullopt;
  const double value = f.interval.value(), away = std::abs(value - *f.against);
  const double room = std::abs(away - f.margin);
  // The end that must move: towards the reference when outside of the margin, away from it when inside.
  const bool lower_end = (value > *f.against) == (away > f.margin);
  const double half = lower_end ? value - f.interval.lower() : f.interval.upper() - value;
  const double needed = static_cast<double>(f.unit.units) * (half / room) * (half / room);
  return rounded_up(needed);
}

// What an interval covers too little falls as one over the units, where they are many; of those that were simulated.
std::optional<std::int64_t> units_for_trust(const Findings& f, double level) {
  if (f.regime.peeking || !f.coverage.is_defined() || f.regime.n == 0) return std::nullopt;
  const double shortfall = level - f.coverage.value();
  if (shortfall <= kCoverageSlack) return std::nullopt;
  const double simulated = static_cast<double>(f.unit.units) *
                           static_cast<double>(f.simulated.rows) / static_cast<double>(f.regime.n);
  const double needed = simulated * shortfall / kCoverageSlack;
  return needed > static_cast<double>(f.unit.units) ? rounded_up(needed) : std::nullopt;
}

// Of a quantile an end is finite once P(no row lies beyond it) <= α/2, of a new case once (n + 1) α/2 >= 1.
std::optional<std::int64_t> rows_for_finite_ends(const Findings& f, double level) {
  if (!f.interval.is_defined() || !f.interval.interval()) return std::nullopt;
  if (std::isfinite(f.interval.lower()) && std::isfinite(f.interval.upper())) return std::nullopt;
  const double tail = (1 - level) / 2;
  using statistics::Functional;
  double rows = 0;
  if (f.regime.functional == Functional::quantile) {
    const double p = f.data.statistic.quantity.p;
    rows = std::log(tail) / std::log(std::max(p, 1 - p));
  } else if (f.regime.functional == Functional::new_case) {
    rows = 1 / tail - 1;
  } else {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(std::ceil(rows * (1 - 1e-12)));
}

// The rows of a file that was not held: they answer where their sums can.
void take_all_rows(Findings& f, const AllRows& all, const IntervalOptions& options,
                   const Run& run) {
  const data::Table& table = f.data.table;
  if (table.rows == table.rows_in_file) return;
  f.all = OfAllRows{.rows = table.rows_in_file, .sampled = table.rows};
  const Totals* totals = all.totals();
  if (totals == nullptr) return;
  const Regime regime = regime_of(*totals, f.regime);
  const Choice choice = choose(regime, options.method);
  Statistic& s = f.data.statistic;
  const auto& method = *choice.method;
  if (!statistics::is_summable(method.name, s.quantity.functional, method.rows)) return;
  // A variance is that of all rows.
  Reading reading = s.reading;
  reading.rows = totals->used;
  StatisticSettings settings = settings_of(options);
  settings.known = &reading;
  s.quantity = bind_statistic(f.data.formula, table, settings).quantity;
  s.missing = totals->missing, s.not_asked = totals->not_asked;
  f.all->answers = true;
  f.all->is_counted = !totals->distinct || totals->distinct->is_exact();
  f.regime = regime, f.choice = choice;
  f.unit.units = regime.units;
  f.unit.why = f.unit.why.substr(0, f.unit.why.find(": "));  // counts of the sample
  const auto alone = estimate_of(*totals, s.quantity, "wald", Rows::independent, run.level);
  const auto grouped = estimate_of(*totals, s.quantity, "clustered_t", Rows::grouped, run.level);
  if (alone && grouped && alone->interval() && grouped->interval()) {
    const double ratio = (grouped->upper() - grouped->lower()) / (alone->upper() - alone->lower());
    if (std::isfinite(ratio)) f.unit.design_effect = std::max(1.0, ratio * ratio);
  }
}

// Predictions of all rows beside few labels: those that were asked for, else those that are there and worth it where no
// other method, guarantee or time to look was asked for.
std::optional<Powered> powered_by(Prepared& data, const IntervalOptions& o, bool passing,
                                  double level) {
  if (o.asks_for_predictions()) return predict(data, o.predicted, level);
  const bool open = o.predicted.empty() && !o.exact && !o.peeking && !o.new_case &&
                    o.method == IntervalOptions{}.method;
  return open && !passing ? predict_if_worthwhile(data, level) : std::nullopt;
}

}  // namespace

Findings compute(const std::string& file, const IntervalOptions& options, const Run& run,
                 Phases& phases) {
  Findings f;
  phases.enter("read");
  AllRows all(options, file);
  data::Table table = read(file, options, run.seed, phases.inner(), all);
  auto bound = all.take_bound();
  if (bound) {
    bound->data.table.digest = table.digest;
    f.data = std::move(bound->data);
  } else {
    f.data = bound_to(std::move(table), options, file);
  }
  f.sources.push_back(source_of(file, f.data.table, f.data.table.rows_in_file));
  f.against = reference(options, f.data.statistic);
  f.margin = options.margin;
  f.powered = powered_by(f.data, options, all.totals() != nullptr, run.level);

  phases.enter("unit");
  f.unit = bound && !f.powered ? std::move(bound->unit) : find_unit(f.data, options);
  f.regime = regime_of(f.data.statistic.quantity, f.unit.sample, options.exact, options.peeking);
  f.choice = choose(f.regime, options.method);
  take_all_rows(f, all, options, run);

  answer_and_check(f, all, run, phases);
  ask_again(f, all, run, phases);
  f.needed = units_needed(f);
  f.trusted_from = units_for_trust(f, run.level);
  f.finite = rows_for_finite_ends(f, run.level);
  if (!f.data.kinds.empty()) f.kinds = shares_of_kinds(f.data, f.unit, options, run);
  if (!options.by.empty()) {
    phases.enter("groups");
    f.by = options.by;
    f.groups =
        group_intervals(f.data, f.unit, f.all && f.all->answers ? &all : nullptr, options, run);
  }
  return f;
}

}  // namespace qed::answers::interval
