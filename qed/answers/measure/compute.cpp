// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/compute.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <limits>
#include <numeric>
#include <span>

#include "qed/answers/measure/passing/all_rows.h"
#include "qed/answers/measure/scores/areas.h"
#include "qed/answers/measure/verdict.h"
#include "qed/base/text.h"
#include "qed/base/threads.h"
#include "qed/metrics/decision/roc_hull.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::answers::measure {
namespace {

using statistics::Estimate;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kMostNeeded = 1e4;  // times the rows there are: beyond, no number is worth saying
constexpr double kInfluential = 0.01;  // share of rows that are left out
constexpr double kOtherCosts = 10;  // how many times more one mistake may cost

// The share of a list's rows that is relevant, a mean over lists.
Estimate relevant_share(const Rows& rows, double level) {
  const auto share = [](std::span<const double>, std::span<const double> relevance) {
    double sum = 0;
    for (const double r : relevance) sum += r;
    return std::optional(sum / static_cast<double>(relevance.size()));
  };
  const auto scored = over_queries(share, rows, rows.models.front(), Relevance::yes_or_no);
  return estimate_of(*scored, 0, 1, rows, level);
}

Estimate prevalence_of(const Rows& rows, double level) {
  if (rows.task == Task::classes) return Estimate::undefined("classes have no order");
  if (rows.task == Task::ranking) return relevant_share(rows, level);
  Scored mean = mean_of(rows.y);
  if (rows.task != Task::binary) return estimate_of(mean, -kInfinity, kInfinity, rows, level);
  if (!rows.group.empty()) return estimate_of(mean, 0, 1, rows, level);
  return statistics::proportion_interval(std::ranges::count(rows.y, 1.0),
                                         static_cast<std::int64_t>(rows.n()), level);
}

// Why there is no value.
std::string why_none(const Rows& rows) {
  const bool one = std::ranges::all_of(rows.y, [&](double y) { return y == rows.y.front(); });
  if (!one) return "undefined: a certain prediction was wrong, or 0/0";
  if (rows.task == Task::binary || rows.task == Task::classes)
    return "every label is " + printable(rows.classes[static_cast<std::size_t>(rows.y.front())]) +
           ", so there is nothing to tell apart";
  return "all labels are equal, so there is nothing to predict";
}

// A metric of a model.
Estimate valued(const Measure& measure, const Rows& rows, const Model& model, double level) {
  const auto scored = measure.of(rows, model);
  if (!scored) return Estimate::undefined(why_none(rows));
  return estimate_by(measure, *scored, rows, model, level);
}

// A metric of ranked lists less what random orders have, query by query.
Estimate over_random_of(const Measure& measure, const Rows& rows, const Model& model,
                        double level) {
  const auto scored = measure.of(rows, model), random = measure.of(rows, random_order(rows));
  if (!scored || !random) return Estimate::undefined("no query has a relevant row");
  return difference_of(*scored, *random, rows, level);
}

// All rows of a file that is not held, where their sums are there: one by one, or as ranked lists.
struct All {
  const AllRows* rows = nullptr;
  const AllLists* lists = nullptr;
};

// A metric of a model, of all rows or of those that are held.
Estimate value_of(const Findings& f, const All& all, std::size_t measure, std::size_t model) {
  if (all.rows != nullptr) return all.rows->value(measure, model);
  if (all.lists != nullptr) return all.lists->value(f.measures[measure].name, model);
  return valued(f.measures[measure], f.data.rows, f.data.rows.models[model], f.level);
}

// The two best models by a metric, of all rows.
Estimate difference_of(const Findings& f, const All& all, std::size_t measure, double level,
                       Part part = Part::whole) {
  const std::size_t a = f.ranked[0].model, b = f.ranked[1].model;
  if (all.lists != nullptr)
    return all.lists->difference(f.measures[measure].name, a, b, level, part);
  return all.rows->difference(measure, a, b, level, part);
}

// The best model by a metric of lists less what random orders have.
Estimate over_random_of(const Findings& f, const All& all, std::size_t measure) {
  if (all.lists != nullptr)
    return all.lists->over_random(f.measures[measure].name, f.ranked[0].model);
  return over_random_of(f.measures[measure], f.data.rows, f.first(), f.level);
}

void rank_models(Findings& f, const All& of_all) {
  const AllRows* all = of_all.rows;
  const Measure& primary = f.measures.front();
  f.ranked.resize(f.data.rows.models.size());
  parallel_blocks(f.ranked.size(), 1, [&](Block block) {
    const Model& m = f.data.rows.models[block.index];
    Ranked r{block.index, value_of(f, of_all, 0, block.index), {}};
    if (primary.loss_of && all != nullptr)
      r.score = all->loss(block.index);
    else if (primary.loss_of)
      r.score = estimate_of(mean_of(losses_of(primary.loss_of(f.data.rows), f.data.rows, m)), 0,
                            kInfinity, f.data.rows, f.level);
    f.ranked[block.index] = std::move(r);
  });
  std::ranges::stable_sort(f.ranked, std::greater<>(), [](const Ranked& r) {
    return r.primary.is_defined() ? r.primary.value() : -kInfinity;
  });
  if (primary.loss_of && all != nullptr)
    f.base_score = all->base_loss();
  else if (primary.loss_of)
    f.base_score = estimate_of(mean_of(base_of(primary.loss_of(f.data.rows), f.data.rows)), 0,
                               kInfinity, f.data.rows, f.level);
}

// The queries that the best model orders worst, and in how many it finds nothing.
void find_worst(Findings& f, const All& all) {
  constexpr std::size_t kWorst = WorstLists::kMost;
  const std::size_t first = f.ranked[0].model;
  if (all.lists != nullptr) {
    for (const WorstLists::One& one : all.lists->worst(first).list()) {
      BadQuery bad{.rows = one.rows,
                   .relevant = one.relevant,
                   .value = one.values[first],
                   .random = one.values.back(),
                   .name = one.name};
      if (f.ranked.size() > 1) bad.other = one.values[f.ranked[1].model];
      f.worst.push_back(std::move(bad));
    }
    f.without_a_find = all.lists->worst(first).zeros();
    return;
  }
  f.worst = worst_first(f.data.rows, f.first(), f.ranked.size() > 1 ? &f.second() : nullptr,
                        f.inferred.asked);
  f.without_a_find = std::ranges::count(f.worst, 0.0, &BadQuery::value);
  f.worst.resize(std::min(kWorst, f.worst.size()));
  for (BadQuery& bad : f.worst) bad.name = f.data.query_names[static_cast<std::size_t>(bad.query)];
}

// What ranked lists have beside: random orders, and the queries that are ordered worst.
void look_at_lists(Findings& f, const All& all, const Run& run) {
  const Rows& rows = f.data.rows;
  const Measure& primary = f.measures.front();
  f.random = all.lists != nullptr ? all.lists->random(primary.name)
                                  : valued(primary, rows, random_order(rows), f.level);
  f.over_random = over_random_of(f, all, 0);
  for (std::size_t k = 1; k < f.measures.size(); ++k)
    f.others[k - 1].over_random = over_random_of(f, all, k);
  f.chance = chance_of_lists(rows, f.first(), f.inferred.asked, run.seed);
  find_worst(f, all);
}

// Over all costs at once, of scores that are held. Its interval covers too little, so it has none.
void add_h_measure(Findings& f) {
  constexpr std::size_t kMostRows = 1'000'000;  // it sorts again
  const Rows& rows = f.data.rows;
  if (rows.task != Task::binary || f.inferred.form != Form::score || rows.n() > kMostRows) return;
  if (const auto h = metrics::h_measure(f.first().f, rows.y))
    f.h_measure =
        Other{"h_measure", "H-measure", 0,
              Estimate::without_interval(*h,
                                         "thresholds chosen on the rows that they are judged by "
                                         "flatter it: its 95 % intervals cover in 88 of 100")
                  .with_n(static_cast<std::int64_t>(rows.n()))};
}

std::vector<Operating> operated(const Findings& f, const All& all, std::size_t model) {
  const Rows& rows = f.data.rows;
  auto list = operate(rows, rows.models[model], f.inferred.form, f.inferred.asked, f.level);
  for (Operating& one : list) {
    if (all.lists != nullptr) one.value = all.lists->value(one.metric, model);
    if (all.rows == nullptr) continue;
    if (auto value = all.rows->operating(one.metric, model)) one.value = std::move(*value);
  }
  return list;
}

// The best model as it is: other metrics, chance, decomposition, operation, refusals.
void look_at_first(Findings& f, const All& all, const Run& run) {
  const Rows& rows = f.data.rows;
  const Form form = f.inferred.form;
  const Asked& asked = f.inferred.asked;
  f.others.resize(f.measures.size() - 1);
  std::vector<std::function<void()>> tasks;
  for (std::size_t k = 1; k < f.measures.size(); ++k)
    tasks.emplace_back([&, k] {
      const Measure& measure = f.measures[k];
      f.others[k - 1] = {measure.name, measure.title, measure.chance,
                         value_of(f, all, k, f.ranked[0].model)};
    });
  if (!f.has_lists()) {
    tasks.emplace_back(
        [&] { f.chance = chance_of(f.measures.front(), rows, f.first(), run.seed); });
    tasks.emplace_back([&] { f.decomposition = decompose(rows, f.first(), form, asked, f.level); });
    f.smooth.resize(rows.models.size());
    for (std::size_t m = 0; m < rows.models.size(); ++m)
      tasks.emplace_back(
          [&, m] { f.smooth[m] = smooth_chance(rows, rows.models[m], f.level, run.seed); });
  }
  tasks.emplace_back([&] { f.operating = operated(f, all, f.ranked[0].model); });
  tasks.emplace_back([&] { f.refused = refuse(rows, f.first(), form, asked); });
  parallel_tasks(tasks);
  if (f.has_lists()) look_at_lists(f, all, run);
  if (all.rows == nullptr) add_h_measure(f);
}

// The two best of k were chosen by what they are compared by: as strict as max-T of the pairs with the best, else as
// k - 1 comparisons with it. By other metrics, and of other rows, as by the primary one of all.
double pair_level(const Findings& f) {
  if (f.against_best) return f.against_best->pair_level;
  return 1 - (1 - f.level) / static_cast<double>(std::max<std::size_t>(1, f.ranked.size() - 1));
}

// What sums of all rows say of the two.
void take_differences(Findings& f, const All& all) {
  const double level = pair_level(f);
  Comparison& c = *f.comparison;
  for (std::size_t k = 0; k < c.by_metric.size(); ++k) {
    ByMetric& by = c.by_metric[k];
    by.first = value_of(f, all, k, f.ranked[0].model);
    by.second = value_of(f, all, k, f.ranked[1].model);
    by.difference = difference_of(f, all, k, level);
    if (by.name == "auc" && c.delong) c.delong = by.difference;
  }
  c.difference = c.by_metric.front().difference;
}

void look_at_best(Findings& f, const Run& run) {
  std::vector<std::size_t> ranked;
  for (const Ranked& r : f.ranked)
    if (r.primary.is_defined()) ranked.push_back(r.model);
  f.against_best = against_best(f.measures.front(), f.data.rows, ranked, f.level, run.seed);
}

void compare_two(Findings& f, const All& all, const Run& run) {
  if (!f.all) look_at_best(f, run);
  f.comparison = compare(f.measures, f.data.rows, f.first(), f.second(), f.inferred.form,
                         f.inferred.asked, f.level, pair_level(f), run.seed);
  if (f.all) take_differences(f, all), f.comparison->are_same = false;  // seen of the sample only
  f.operating_second = operated(f, all, f.ranked[1].model);
}

// The decision's estimate on other rows.
Estimate decided_on(const Findings& f, const Rows& rows, const Measure& measure) {
  const Model& first = rows.models[f.ranked[0].model];
  if (!f.comparison)
    return f.has_lists() ? over_random_of(measure, rows, first, f.level)
                         : valued(measure, rows, first, f.level);
  const Model& second = rows.models[f.ranked[1].model];
  const auto a = measure.of(rows, first), b = measure.of(rows, second);
  if (!a || !b) return Estimate::undefined(why_none(rows));
  return difference_by(measure, {first, *a}, {second, *b}, rows, pair_level(f));
}

// What each row moves the decision by.
std::vector<double> influence_of(const Findings& f) {
  const Rows& rows = f.data.rows;
  const Measure& primary = f.measures.front();
  auto scored = primary.of(rows, f.first());
  if (f.comparison)
    if (const auto second = primary.of(rows, f.second()))
      for (std::size_t i = 0; i < rows.n(); ++i) scored->influence[i] -= second->influence[i];
  if (f.has_lists() && !f.comparison)
    if (const auto random = primary.of(rows, random_order(rows)))
      for (std::size_t i = 0; i < rows.n(); ++i) scored->influence[i] -= random->influence[i];
  return scored->influence;
}

// Rows without the share of them that moves the decision most.
std::vector<std::size_t> without_influential_rows(const Findings& f) {
  std::vector<double> size = influence_of(f);
  for (double& s : size) s = std::abs(s);
  const double limit = quantile_of(size, 1 - kInfluential);
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < size.size(); ++i)
    if (size[i] <= limit) kept.push_back(i);
  return kept;
}

// The same of queries, of few at least one. Many move it alike, so they are counted and not cut at a size.
std::vector<std::size_t> without_influential_queries(const Findings& f) {
  const Rows& rows = f.data.rows;
  const auto Q = static_cast<std::size_t>(rows.queries);
  const std::vector<double> influence = influence_of(f);
  std::vector<double> size(Q, 0);
  for (std::size_t i = 0; i < rows.n(); ++i)
    size[static_cast<std::size_t>(rows.query[i])] += influence[i];
  std::vector<std::size_t> order(Q);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater<>(),
                           [&](std::size_t q) { return std::abs(size[q]); });
  order.resize(
      std::max<std::size_t>(1, static_cast<std::size_t>(kInfluential * static_cast<double>(Q))));
  std::vector<bool> left_out(Q, false);
  for (const std::size_t q : order) left_out[q] = true;
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < rows.n(); ++i)
    if (!left_out[static_cast<std::size_t>(rows.query[i])]) kept.push_back(i);
  return kept;
}

// The rows of the first, or of the second half of the rows or queries.
std::vector<std::size_t> half_of(const Rows& rows, bool is_first) {
  const auto half = rows.cases() / 2;
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < rows.n(); ++i) {
    const std::int64_t at = rows.query.empty() ? static_cast<std::int64_t>(i) : rows.query[i];
    if (is_first ? at < half : at >= rows.cases() - half) kept.push_back(i);
  }
  return kept;
}

// One mistake much dearer than the other: what thresholds and costs would then be.
void ask_at_other_costs(Findings& f) {
  const bool probability = f.inferred.form == Form::probability;
  if (f.data.rows.task != Task::binary || (!probability && f.inferred.form != Form::decision))
    return;
  std::vector<Again> again(2);
  parallel_blocks(again.size(), 1, [&](Block block) {
    const bool miss = block.index == 0;
    const LossSettings costs{.false_positive = miss ? 1.0 : kOtherCosts,
                             .false_negative = miss ? kOtherCosts : 1.0};
    Rows rows = f.data.rows;
    if (probability)
      for (Model& m : rows.models)
        m.threshold = costs.false_positive / (costs.false_positive + costs.false_negative);
    const Measure measure = skill_measure("cost_skill", "cost skill", "",
                                          [costs](const Rows& r) { return cost_loss(r, costs); });
    const std::string of = f.all ? " (of the sample)" : "";
    again[block.index] = {(miss ? "decisions, a miss 10 times as dear as a false alarm"
                                : "decisions, a false alarm 10 times as dear as a miss") +
                              of,
                          decided_on(f, rows, measure), 0};
  });
  std::ranges::move(again, std::back_inserter(f.again));
}

// The decision on halves of all rows.
void ask_halves(Findings& f, const All& all, double against) {
  const std::size_t first = f.ranked[0].model;
  const std::string what = f.has_lists() ? "queries" : "rows";
  for (const Part part : {Part::first_half, Part::second_half}) {
    const Estimate e = f.comparison ? difference_of(f, all, 0, pair_level(f), part)
                       : f.has_lists()
                           ? all.lists->over_random(f.measures.front().name, first, part)
                           : all.rows->value(0, first, part);
    const std::string half = part == Part::first_half ? "first" : "second";
    f.again.push_back({"the " + half + " half of the " + what + " only", e, against});
  }
}

void ask_again(Findings& f, const All& all) {
  const Rows& rows = f.data.rows;
  const bool differences = f.comparison || f.has_lists();
  for (std::size_t k = 1; k < f.measures.size(); ++k) {
    const Other& other = f.others[k - 1];
    const Estimate e = f.comparison        ? f.comparison->by_metric[k].difference
                       : other.over_random ? *other.over_random
                                           : other.value;
    f.again.push_back({"judged by " + other.title, e, differences ? 0 : other.chance});
  }
  ask_at_other_costs(f);
  const Measure& primary = f.measures.front();
  const double against = differences ? 0 : primary.chance;
  if (rows.cases() < 20) return;
  if (f.all) {
    ask_halves(f, all, against);
    return;
  }
  const std::string what = f.has_lists() ? "queries" : "rows";
  const bool one = f.has_lists() && rows.queries < 100;
  const std::string parts[] = {one ? "without the query that moves it most"
                                   : "without the 1 % of " + what + " that move it most",
                               "the first half of the " + what + " only",
                               "the second half of the " + what + " only"};
  const auto places_of = [&](std::size_t part) {
    if (part > 0) return half_of(rows, part == 1);
    return f.has_lists() ? without_influential_queries(f) : without_influential_rows(f);
  };
  std::vector<Again> again(std::size(parts));
  parallel_blocks(again.size(), 1, [&](Block block) {
    const std::size_t part = block.index;
    again[part] = {parts[part], decided_on(f, part_of(rows, places_of(part)), primary), against};
  });
  std::ranges::move(again, std::back_inserter(f.again));
}

// Widths fall with the square root of the rows, or queries: so many would decide, were the value as it is.
std::optional<std::int64_t> rows_needed(const Findings& f) {
  if (!f.comparison && f.is_constant()) return std::nullopt;
  const Estimate& e = f.comparison    ? f.comparison->difference
                      : f.over_random ? *f.over_random
                                      : f.ranked[0].primary;
  const double against = f.comparison || f.over_random ? 0 : f.measures.front().chance;
  const auto cases = static_cast<double>(f.cases());
  if (!e.is_defined() || !e.interval() || side_of(e, against, f.margin) != Side::undecided)
    return std::nullopt;
  const double away = std::abs(e.value() - against), room = std::abs(away - f.margin);
  const bool lower_end = (e.value() > against) == (away > f.margin);
  const double half = lower_end ? e.value() - e.lower() : e.upper() - e.value();
  const double needed = cases * (half / room) * (half / room);
  if (!std::isfinite(needed) || needed > kMostNeeded * cases) return std::nullopt;
  const double scale =
      std::pow(10, std::max(0.0, std::floor(std::log10(std::max(1.0, needed))) - 1));
  return static_cast<std::int64_t>(std::ceil(needed / scale) * scale);
}

void take_counts(Findings& f, const AllRows& all) {
  const Sums& sums = all.sums();
  f.all = {.measured = sums.n(),
           .units = all.units(),
           .is_counted = !sums.distinct || sums.distinct->is_exact(),
           .other_labels = sums.other_labels};
  f.data.rows_read = f.data.rows_in_file;
  f.data.without_label = sums.without_label;
  f.data.without_prediction = sums.without_prediction;
  // Sums are of units that a row names.
  if (f.data.ties.unit && f.data.ties.unit->run > 1) take_rows_alone(f.data);
}

void take_counts(Findings& f, const AllLists& all) {
  const ListTotals& t = all.totals();
  const Sums& sums = all.sums();
  f.all = {.measured = sums.n(),
           .units = sums.distinct ? std::llround(sums.distinct->count()) : sums.n(),
           .is_counted = !sums.distinct || sums.distinct->is_exact(),
           .other_labels = all.other_labels(),
           .rows = t.rows,
           .shortest = t.shortest,
           .longest = t.longest,
           .of_one_relevance = t.of_one_relevance,
           .tied = t.tied};
}

// What is measured; of lists by all relevances where they were seen.
void choose_measures(Findings& f, const All& all) {
  if (all.lists != nullptr) {
    f.inferred.asked.gain = all.lists->totals().gain();
    f.measures = all.lists->measures();
  } else {
    f.measures = measures(f.data.rows, f.inferred.form, f.inferred.asked);
  }
}

Estimate prevalence_of(const Findings& f, const All& all) {
  if (all.lists != nullptr) return all.lists->prevalence();
  if (all.rows != nullptr && f.data.rows.task != Task::classes) return all.rows->prevalence();
  return prevalence_of(f.data.rows, f.level);
}

}  // namespace

Findings compute(const std::vector<std::string>& files, const MeasureOptions& options,
                 const Run& run, Phases& phases) {
  Findings f;
  f.margin = options.margin, f.level = run.level;
  phases.enter("read");
  AllRows passing(files[0], options, run.seed, run.level);
  f.data =
      prepare(files, options, run.seed, phases.inner(), files.size() == 1 ? &passing : nullptr);
  const All all{passing.answers() ? &passing : nullptr, passing.ranked()};
  if (all.rows != nullptr) take_counts(f, *all.rows);
  if (all.lists != nullptr) take_counts(f, *all.lists);
  phases.enter("infer");
  f.inferred = infer(f.data.rows, options, f.data.predictions_by_name, run.level);
  choose_measures(f, all);
  f.prevalence = prevalence_of(f, all);
  phases.enter("score");
  rank_models(f, all);
  if (!f.ranked[0].primary.is_defined()) return f;
  look_at_first(f, all, run);
  if (f.ranked.size() > 1 && f.ranked[1].primary.is_defined()) {
    phases.enter("compare");
    compare_two(f, all, run);
  }
  phases.enter("flips");
  ask_again(f, all);
  f.needed = rows_needed(f);
  return f;
}

}  // namespace qed::answers::measure
