// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/evidence.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string>

#include "qed/answers/measure/verdict.h"
#include "qed/base/text.h"
#include "qed/evidence/pieces.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::answers::measure {
namespace {

using evidence::Cell;
using evidence::cell;
using evidence::estimate;
using evidence::Evidence;
using evidence::Supports;
using evidence::Table;
using statistics::Estimate;

constexpr const char* kHow = "How to measure";
constexpr const char* kGood = "Is it any good";
constexpr const char* kWins = "Which one wins";
constexpr const char* kNot = "What not to measure by";

Cell number(const std::optional<double>& v) { return v ? Cell{*v} : Cell{std::monostate{}}; }

std::string name_of(const Model& m) { return evidence::literal(m.name); }

// A scale around the interval and what it is held against.
std::optional<evidence::Scale> scale_of(const Estimate& e, double mark, const char* label,
                                        double lower, double upper) {
  if (!e.is_defined() || !e.interval()) return std::nullopt;
  double low = std::min(e.lower(), mark), high = std::max(e.upper(), mark);
  if (!std::isfinite(low) || !std::isfinite(high)) return std::nullopt;
  const double room = high > low ? 0.25 * (high - low) : 0.5;
  evidence::Scale scale{std::max(low - room, lower), std::min(high + room, upper), {}};
  scale.marks.push_back({mark, label});
  return scale;
}

void add_metrics(std::vector<Evidence>& list, const Findings& f) {
  const Measure& primary = f.measures.front();
  Table table{{"metrics", "One metric for each purpose; everything else is a detail of these.",
               Supports::neither, primary.ref, kHow},
              {"to", "metric", "name", "because"},
              {{std::string("decide"), primary.title, primary.name, primary.why}}};
  if (f.decomposition)
    table.rows.push_back({std::string("find the fault"), f.decomposition->of + " = MCB - DSC + UNC",
                          std::string("decomposition"),
                          std::string("it parts what calibrating mends from what it cannot")});
  if (!f.worst.empty())
    table.rows.push_back({std::string("find the fault"), primary.title + " by query",
                          std::string("worst_queries"),
                          std::string("a mean does not say which lists fail")});
  if (!f.operating.empty())
    table.rows.push_back({std::string("run it"), f.operating.front().metric,
                          std::string("operating"), f.operating.front().meaning});
  list.push_back(std::move(table));
}

void add_forms(std::vector<Evidence>& list, const Findings& f) {
  const bool numbers = f.data.rows.task == Task::regression || f.data.rows.task == Task::count;
  const bool binary = f.data.rows.task == Task::binary;
  Table table{{"form", "What each prediction looks like on these rows.", Supports::neither,
               f.has_lists() ? "" : "Gneiting2011", kHow},
              {"prediction", "taken as", "because"},
              {}};
  const bool scores = std::ranges::none_of(
      f.inferred.models, [](const Seen& s) { return s.calibration_p.has_value(); });
  const bool is_probability = binary && !scores;
  const bool quantiles = f.inferred.form == Form::quantiles;
  const bool has_excess =
      (numbers && f.inferred.form != Form::interval && !quantiles) || is_probability;
  if (has_excess) table.columns.emplace_back("mean less label");
  if (quantiles) table.columns.emplace_back("rows that cross");
  if (numbers && !quantiles)
    table.columns.emplace_back(f.inferred.form == Form::interval ? "labels inside"
                                                                 : "labels at or below it");
  if (is_probability)
    for (const char* p : {"p, Spiegelhalter", "p, smooth error"}) table.columns.emplace_back(p);
  for (std::size_t k = 0; k < f.inferred.models.size(); ++k) {
    const Seen& s = f.inferred.models[k];
    std::string form(name(s.form));
    if (s.form == Form::quantile || s.form == Form::interval) form += " " + shortest(s.level);
    std::vector<Cell> row{f.data.rows.models[k].name, std::move(form), s.why};
    if (has_excess) row.push_back(cell(s.excess));
    if (quantiles) row.emplace_back(s.crossing);
    if (numbers && !quantiles) row.push_back(cell(s.below));
    if (is_probability) {
      const Calibrated c = f.calibration_of(k);
      for (const auto& test : {c.spiegelhalter, c.smooth})
        row.push_back(number(test ? std::optional(test->p_value) : std::nullopt));
    }
    table.rows.push_back(std::move(row));
  }
  list.push_back(std::move(table));
}

// "clicked is yes", "relevance is 3 or more": what counts as relevant.
std::string relevant_text(const Findings& f) {
  const Rows& rows = f.data.rows;
  const std::string label = evidence::literal(f.data.label) + " is ";
  if (rows.classes.size() == 2) return label + evidence::literal(rows.classes[1]);
  if (rows.relevant_from > 0) return label + shortest(rows.relevant_from) + " or more";
  return label + (has_grades(rows) ? "above 0" : shortest(*std::ranges::max_element(rows.y)));
}

void add_lists(std::vector<Evidence>& list, const Findings& f) {
  const auto held = std::ranges::minmax(list_lengths(f.data.rows));
  const auto shortest = f.all ? f.all->shortest : held.min,
             longest = f.all ? f.all->longest : held.max;
  const std::string rows =
      shortest == longest ? counted(shortest) : counted(shortest) + " to " + counted(longest);
  const std::int64_t queries = f.cases();
  list.push_back(
      estimate("prevalence",
               relevant_text(f) + " in {prevalence:percent} of the rows of a query; " +
                   (queries == 1 ? "one query has " : counted(queries) + " queries have ") + rows +
                   (queries == 1 ? " rows." : " rows each."),
               f.prevalence, kHow, "Student1908"));
}

void add_prevalence(std::vector<Evidence>& list, const Findings& f) {
  if (f.data.rows.task == Task::classes) return;
  if (f.has_lists()) {
    add_lists(list, f);
    return;
  }
  const bool binary = f.data.rows.task == Task::binary;
  const std::string label = evidence::literal(f.data.label);
  const std::string yes = binary ? evidence::literal(f.data.rows.classes[1]) : "";
  const std::string claim =
      !binary       ? "The label " + label + " is {prevalence} on average, in {prevalence:n} rows."
      : yes.empty() ? "No row of {prevalence:n} says yes: every label is " +
                          evidence::literal(f.data.rows.classes[0]) + "."
                    : label + " is " + yes + " in {prevalence:percent} of {prevalence:n} rows.";
  list.push_back(
      estimate("prevalence", claim, f.prevalence, kHow, binary ? "Wilson1927" : "Student1908"));
}

Supports supports_of(Side side) {
  return side == Side::undecided ? Supports::neither
         : side == Side::above   ? Supports::yes
                                 : Supports::no;
}

// Is the best model better than a constant? As the verdict sees it.
Side use_of(const Findings& f) {
  const Estimate& e = f.ranked.front().primary;
  if (f.is_constant()) return Side::equal;
  const bool beyond_chance = f.chance.reason.empty() && f.chance.p_value <= 1 - f.level;
  if (f.is_label() && e.is_defined() && !e.interval() && beyond_chance) return Side::above;
  return side_of(e, f.measures.front().chance, f.margin);
}

// What leaves a metric without a spread: a constant, or the label itself.
void add_spreadless(std::vector<Evidence>& list, const Findings& f) {
  const auto n = static_cast<std::int64_t>(f.data.rows.n());
  if (!f.ranked.front().primary.is_defined()) return;
  if (f.is_constant())
    list.push_back(estimate("values",
                            "Different values that it has: {values:value}. A constant cannot beat "
                            "the best constant.",
                            Estimate::without_interval(1, "a count"), kGood, "", Supports::no));
  if (f.is_label())
    list.push_back(estimate(
        "equal_rows", "It equals the label in {equal_rows:percent} of {equal_rows:n} rows.",
        f.data.rows.group.empty() ? statistics::proportion_interval(n, n, f.level)
                                  : Estimate::without_interval(1, "all rows are equal").with_n(n),
        kGood, f.data.rows.group.empty() ? "Wilson1927" : ""));
}

// What a prediction scores that knows nothing of the row.
struct Nothing {
  const char *mark, *claim;
};
Nothing nothing_of(const Findings& f) {
  const Measure& m = f.measures.front();
  if (f.has_lists())
    return {"random order",
            "{baseline:value} is what random orders of these rows have, 1 the best order."};
  if (m.name == "auc")
    return {"chance", "{baseline:value} is an order that knows nothing, 1 a perfect one."};
  return {"constant", m.loss_of
                          ? "{baseline:value} is the best constant prediction, 1 a perfect one."
                          : "{baseline:value} is the best constant prediction."};
}

void add_over_random(std::vector<Evidence>& list, const Findings& f) {
  if (!f.over_random) return;
  const bool below = f.over_random->is_defined() && f.over_random->value() < 0;
  list.push_back(estimate("over_random",
                          below ? "Query by query, it differs from a random order by {over_random}."
                                : "Query by query, it lies {over_random} above a random order.",
                          *f.over_random, kGood, "McSherryNajork2008",
                          supports_of(side_of(*f.over_random, 0, f.margin)),
                          scale_of(*f.over_random, 0, "random order", -1, 1)));
}

void add_primary(std::vector<Evidence>& list, const Findings& f) {
  const Measure& m = f.measures.front();
  const Ranked& best = f.ranked.front();
  const std::string who =
      f.ranked.size() > 1 ? name_of(f.first()) + ", the best, has the " : "The ";
  const std::string is = f.ranked.size() > 1 ? " {primary}." : " is {primary}.";
  const Nothing nothing = nothing_of(f);
  list.push_back(estimate("primary", who + m.title + is, best.primary, kGood, m.ref,
                          f.has_lists() ? Supports::neither : supports_of(use_of(f)),
                          scale_of(best.primary, m.chance, nothing.mark, m.lower, m.upper)));
  list.push_back(estimate("baseline", nothing.claim,
                          f.random.value_or(Estimate::without_interval(m.chance, "by definition")),
                          kGood));
  add_over_random(list, f);
  add_spreadless(list, f);
  if (f.margin > 0)
    list.push_back(estimate("margin", "Differences of it up to {margin:value} do not matter.",
                            Estimate::without_interval(f.margin, "a value that was given"), kGood));
  if (best.score && f.base_score && best.primary.is_defined()) {
    const std::string title = m.loss_of(f.data.rows).title;
    list.push_back(estimate("primary.score", "Its " + title + " is {primary.score} ...",
                            *best.score, kGood, m.ref));
    list.push_back(estimate("baseline.score", "... where the best constant has {baseline.score}.",
                            *f.base_score, kGood, m.ref));
  }
}

void add_chance(std::vector<Evidence>& list, const Findings& f) {
  if (!f.chance.reason.empty() || !f.ranked.front().primary.is_defined()) return;
  evidence::Test test;
  const double alpha = 1 - f.level;
  const bool one_a_unit = !f.data.rows.group.empty() && !f.has_lists();
  const std::string some =
      f.chance.rows < static_cast<std::int64_t>(f.data.rows.n())
          ? " (of " + counted(f.chance.rows) + " rows" + (one_a_unit ? ", one a unit" : "") + ")"
          : "";
  test.id = "null";
  test.claim = f.chance.p_value <= alpha
                   ? "Labels dealt out at random are not predicted as well" + some + ": {null:p}."
                   : "Labels dealt out at random are predicted as well" + some + ": {null:p}.";
  test.supports = f.chance.p_value <= alpha ? Supports::yes : Supports::no;
  test.ref = "PhipsonSmyth2010";
  test.section = kGood;
  test.null = f.has_lists()
                  ? "labels permuted among the rows of each query: its order knows nothing of them"
                  : "labels permuted among rows: predictions know nothing of them";
  test.statistic_name = f.measures.front().title;
  test.statistic = f.chance.statistic;
  test.p_value = f.chance.p_value;
  test.p_error = f.chance.p_error;
  test.alpha = alpha;
  test.replicates = f.chance.replicates;
  list.push_back(std::move(test));
}

void add_decomposition(std::vector<Evidence>& list, const Findings& f) {
  if (!f.decomposition) return;
  const Decomposition& d = *f.decomposition;
  const std::string ref = "DimitriadisGneitingJordan2021";
  list.push_back(estimate("decomposition.mcb",
                          d.miscalibration.is_defined()
                              ? "Of its " + d.of +
                                    ", {decomposition.mcb} is miscalibration, to be mended " +
                                    d.fit + "."
                              : "Miscalibration cannot be said: a score claims no probability.",
                          d.miscalibration, kGood, ref));
  list.push_back(estimate(
      "decomposition.dsc",
      "{decomposition.dsc} is what telling rows apart gains: only a better model gains more.",
      d.discrimination, kGood, ref));
  list.push_back(estimate("decomposition.unc",
                          "{decomposition.unc} is what the labels leave open to a constant.",
                          d.uncertainty, kGood, ref));
}

// Without bins, against what calibrated probabilities show.
void add_smooth(std::vector<Evidence>& list, const Findings& f) {
  const std::size_t best = f.ranked.front().model;
  if (best >= f.smooth.size() || !f.smooth[best]) return;
  const SmoothChance& found = *f.smooth[best];
  const auto& s = found.test;
  const auto n = static_cast<std::int64_t>(f.data.rows.n());
  const bool of_units = !f.data.rows.group.empty();
  const std::string some =
      found.rows < n ? " (of " + counted(found.rows) + (of_units ? " rows, whole units)" : " rows)")
                     : "";
  evidence::Test test;
  test.id = "calibration.smooth";
  test.alpha = 1 - f.level;
  test.claim =
      "The smooth calibration error is {calibration.smooth}, where calibrated "
      "probabilities would show " +
      shortest(std::round(1e4 * s.null_mean) / 1e4) + some + ": {calibration.smooth:p}.";
  test.ref = "BlasiokNakkiran2024";
  test.section = kGood;
  test.null = of_units ? "in each unit labels less probabilities may turn their sign"
                       : "labels drawn from the probabilities, so that these are right";
  test.statistic_name = "smooth calibration error";
  test.statistic = s.found.error;
  test.p_value = s.p_value;
  test.replicates = s.replicates;
  list.push_back(std::move(test));
}

void add_worst(std::vector<Evidence>& list, const Findings& f) {
  if (f.worst.empty()) return;
  const bool two = f.worst.front().other.has_value();
  const std::string title = f.measures.front().title;
  const std::string none = f.without_a_find > 0 ? "; " + counted(f.without_a_find) + " of " +
                                                      counted(f.cases()) + " have 0"
                                                : "";
  Table table{{"worst_queries",
               "The queries that " + name_of(f.first()) + " orders worst, by " + title + none + ".",
               Supports::neither, "", kGood},
              {f.data.query, "rows", "relevant", two ? f.first().name : title},
              {}};
  if (two) table.columns.push_back(f.second().name);
  table.columns.emplace_back("random order");
  for (const BadQuery& bad : f.worst) {
    std::vector<Cell> row{bad.name, bad.rows, bad.relevant, bad.value};
    if (two) row.push_back(number(bad.other));
    row.emplace_back(bad.random);
    table.rows.push_back(std::move(row));
  }
  list.push_back(std::move(table));
}

std::string four_digits(double x) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.4g", x);
  return text.data();
}

std::string threshold_text(const Findings& f) {
  if (f.has_lists()) return "What it is to live with the lists.";
  if (f.data.rows.task != Task::binary) return "What it is to live with the predictions.";
  return "What it is to live with the decisions: yes from " + four_digits(f.first().threshold) +
         " on, " + f.first().threshold_why + ".";
}

void add_operating(std::vector<Evidence>& list, const Findings& f) {
  if (f.operating.empty()) return;
  const bool two = !f.operating_second.empty();
  Table table{{"operating", threshold_text(f), Supports::neither, "VickersElkin2006", kGood},
              {"metric", "counts", f.first().name},
              {}};
  if (f.data.rows.task != Task::binary) table.ref = "";
  if (two) table.columns.push_back(f.second().name);
  for (const Operating& o : f.operating) {
    std::vector<Cell> row{o.metric, o.meaning, cell(o.value)};
    if (two) {
      const auto other = std::ranges::find(f.operating_second, o.metric, &Operating::metric);
      row.push_back(other == f.operating_second.end() ? Cell{std::monostate{}}
                                                      : cell(other->value));
    }
    table.rows.push_back(std::move(row));
  }
  list.push_back(std::move(table));
}

// "undecided", or why there is no interval to decide by.
std::string better_text(const Findings& f, const Other& o) {
  if (!o.value.is_defined()) return "undefined";
  if (f.is_constant()) return "no";
  if (!o.over_random && !o.value.interval())
    return f.is_label() && o.value.value() == 1 ? "no interval: no row is wrong"
                                                : "no interval: " + o.value.reason();
  const Side side = o.over_random ? side_of(*o.over_random, 0, 0) : side_of(o.value, o.chance, 0);
  return std::string(better(side));
}

void add_others(std::vector<Evidence>& list, const Findings& f) {
  if (f.others.empty() || f.comparison) return;
  Table table{{"by_metric", "Other metrics that fit, and whether they say the same.",
               Supports::neither, "", kGood},
              {"metric", "value", f.has_lists() ? "random order" : "constant scores", "better"},
              {}};
  for (const Other& o : f.others) {
    table.rows.push_back({o.title, cell(o.value), o.chance, better_text(f, o)});
  }
  if (f.h_measure)
    table.rows.push_back({f.h_measure->title, cell(f.h_measure->value), f.h_measure->chance,
                          std::string("no interval")});
  list.push_back(std::move(table));
}

void add_models(std::vector<Evidence>& list, const Findings& f) {
  if (f.ranked.size() < 2) return;
  const std::string chosen =
      f.ranked.size() < 3 ? ""
      : f.against_best    ? " The first two are compared, as strictly as max-T of all pairs with "
                            "the best asks."
                          : " The first two are compared, as strictly as all pairs with the best "
                            "would be.";
  Table table{
      {"models", "The predictions by " + f.measures.front().title + ", the best first." + chosen,
       Supports::neither, f.measures.front().ref, kWins},
      {"prediction", f.measures.front().title},
      {}};
  const bool scores = f.ranked.front().score.has_value();
  if (scores) table.columns.push_back(f.measures.front().loss_of(f.data.rows).title);
  if (f.against_best) table.columns.emplace_back(kAgainstBest);
  for (const Ranked& r : f.ranked) {
    std::vector<Cell> row{f.data.rows.models[r.model].name, cell(r.primary)};
    if (scores) row.push_back(r.score ? cell(*r.score) : Cell{std::monostate{}});
    if (f.against_best) row.push_back(number(f.against_best->p_value[r.model]));
    table.rows.push_back(std::move(row));
  }
  list.push_back(std::move(table));
}

// McNemar's test of rows, or of units: which of the two decides more rows right?
void add_mcnemar(std::vector<Evidence>& list, const Findings& f) {
  const Comparison& c = *f.comparison;
  const bool units = c.signs && c.signs->units > 0;
  if (!units && !(c.mcnemar && c.mcnemar->p_value)) return;
  evidence::Test test;
  test.id = "mcnemar";
  test.claim = name_of(f.first()) + " alone decides " + counted(c.right.first_only) +
               " rows right, " + name_of(f.second()) + " alone " + counted(c.right.second_only);
  test.ref = units ? "Fisher1935" : "McNemar1947";
  test.section = kWins;
  test.alpha = 1 - f.level;
  if (units) {
    test.claim += "; of the units in which they differ, " + counted(c.signs->first_only) +
                  " speak for " + name_of(f.first()) + ", " + counted(c.signs->second_only) +
                  " for " + name_of(f.second());
    test.null = "in each unit both are wrong equally often: its difference may turn its sign";
    test.statistic_name = "rows that the first alone decides right, less those of the second";
    test.statistic = static_cast<double>(c.right.first_only - c.right.second_only);
    test.p_value = c.signs->p_value;
  } else {
    test.null = "both are wrong equally often";
    test.statistic_name = "rows that the first alone decides right";
    test.statistic = static_cast<double>(c.right.first_only);
    test.p_value = *c.mcnemar->p_value;
  }
  test.claim += ": {mcnemar:p}.";
  list.push_back(std::move(test));
}

void add_tests(std::vector<Evidence>& list, const Findings& f) {
  const Comparison& c = *f.comparison;
  add_mcnemar(list, f);
  if (c.delong)
    list.push_back(estimate("delong", "Their AUCs differ by {delong}.", *c.delong, kWins,
                            "DeLongEtAl1988", Supports::neither,
                            scale_of(*c.delong, 0, "no difference", -1, 1)));
}

void add_murphy(std::vector<Evidence>& list, const Findings& f) {
  const auto& m = f.comparison->murphy;
  if (!m) return;
  const bool binary = f.data.rows.task == Task::binary;
  evidence::Curve curve;
  curve.id = "murphy";
  curve.claim = murphy_sentence(f);
  curve.ref = "EhmEtAl2016";
  curve.section = kWins;
  curve.x_label = binary ? "a false alarm's share of both costs" : "threshold on the label";
  curve.y_label = "mean elementary score, first less second";
  // In text a series has 14 columns for its name.
  const std::string both = f.first().name + " less " + f.second().name;
  curve.series.push_back(
      {both.size() <= 14 ? both : "difference", m->theta, m->difference, m->lower, m->upper});
  list.push_back(std::move(curve));
}

void add_comparison(std::vector<Evidence>& list, const Findings& f) {
  add_models(list, f);
  if (!f.comparison) return;
  const Comparison& c = *f.comparison;
  const Side side = c.are_same && f.margin > 0 ? Side::equal : side_of(c.difference, 0, f.margin);
  list.push_back(estimate("paired_difference",
                          "By " + f.measures.front().title + ", " + name_of(f.first()) + " less " +
                              name_of(f.second()) + " is {paired_difference} on the same " +
                              (f.has_lists() ? "queries." : "rows."),
                          c.difference, kWins, f.measures.front().ref,
                          side == Side::undecided ? Supports::neither
                          : side == Side::equal   ? Supports::no
                                                  : Supports::yes,
                          scale_of(c.difference, 0, "no difference", -HUGE_VAL, HUGE_VAL)));
  if (c.are_same)
    list.push_back(estimate("differing_rows",
                            "Rows in which they differ: {differing_rows:value} of " +
                                counted(static_cast<std::int64_t>(f.data.rows.n())) + ".",
                            Estimate::without_interval(0, "a count"), kWins));
  add_tests(list, f);
  add_murphy(list, f);
  Table table{{"winner.by_metric", "The same comparison by every metric that fits.",
               Supports::neither, "", kWins},
              {"metric", f.first().name, f.second().name, "difference", "winner", "turns it"},
              {}};
  for (const ByMetric& by : c.by_metric) {
    const Side s = by.is_primary ? side : side_of(by.difference, 0, 0);
    table.rows.push_back({by.title, cell(by.first), cell(by.second), cell(by.difference),
                          winner(s, f.first().name, f.second().name), s == Side::below});
  }
  list.push_back(std::move(table));
}

void add_needed(std::vector<Evidence>& list, const Findings& f) {
  if (!f.needed) return;
  list.push_back(estimate(
      "rows.needed",
      std::string("Were it as it is, about {rows.needed:value} ") +
          (f.has_lists() ? "queries" : "rows") + " would just decide; there are " +
          counted(f.cases()) + ".",
      Estimate::without_interval(static_cast<double>(*f.needed),
                                 "an extrapolation of the width by the root of the number"),
      f.comparison ? kWins : kGood));
}

void add_refused(std::vector<Evidence>& list, const Findings& f) {
  if (f.refused.empty()) return;
  Table table{{"refused", "Metrics that are often taken, and what these rows say against them.",
               Supports::neither, "", kNot},
              {"metric", "here", "while", "is"},
              {}};
  for (const Refused& r : f.refused)
    table.rows.push_back({r.metric, number(r.value), number(r.measured), r.why});
  list.push_back(std::move(table));
}

}  // namespace

std::vector<Evidence> evidence_of(const Findings& f) {
  std::vector<Evidence> list;
  add_metrics(list, f);
  add_prevalence(list, f);
  add_forms(list, f);
  add_comparison(list, f);
  add_primary(list, f);
  add_chance(list, f);
  add_needed(list, f);
  add_worst(list, f);
  add_decomposition(list, f);
  add_smooth(list, f);
  add_others(list, f);
  add_operating(list, f);
  add_refused(list, f);
  return list;
}

}  // namespace qed::answers::measure
