// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/interval/evidence.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "qed/base/text.h"
#include "qed/evidence/pieces.h"

namespace qed::answers::interval {
namespace {

using evidence::Cell;
using evidence::cell;
using evidence::estimate;
using evidence::Evidence;
using evidence::Supports;
using statistics::Estimate;
using statistics::Rows;

constexpr const char* kInterval = "The interval";
constexpr const char* kHolds = "Does it hold";
constexpr const char* kUnit = "What is independent";
constexpr const char* kPredicted = "What the predictions add";
constexpr double kShownCoverage = 0.7;  // the lower end of the picture of coverages

std::string statistic_words(const Findings& f) {
  const Statistic& s = f.data.statistic;
  return evidence::literal(s.text, 120) +
         (s.weights.empty() ? "" : " by weight " + evidence::literal(s.weights));
}

// The quantity's own range where it has one, else room around the interval; what it is decided against is marked.
std::optional<evidence::Scale> scale_of(const Findings& f) {
  if (!f.interval.is_defined()) return std::nullopt;
  const auto& q = f.data.statistic.quantity;
  double lower = f.interval.lower(), upper = f.interval.upper();
  if (!std::isfinite(lower) || !std::isfinite(upper)) return std::nullopt;
  if (f.against) lower = std::min(lower, *f.against), upper = std::max(upper, *f.against);
  const double room = upper > lower ? 0.25 * (upper - lower) : 0.5;
  evidence::Scale scale{lower - room, upper + room, {}};
  const bool unit_range = q.lower == 0 && q.upper == 1;
  if (unit_range && upper - lower > 0.2) scale.lower = 0, scale.upper = 1;
  scale.lower = std::max(scale.lower, q.lower);
  scale.upper = std::min(scale.upper, q.upper);
  if (f.against) scale.marks.push_back({*f.against, "decided against"});
  return scale;
}

std::optional<evidence::Scale> scale_around(const Estimate& e) {
  if (!e.interval()) return std::nullopt;
  const double room = 0.5 * (e.upper() - e.lower());
  return evidence::Scale{e.lower() - room, e.upper() + room, {}};
}

evidence::Scale coverage_scale(const Estimate& coverage, double level) {
  const double lower =
      coverage.is_defined() ? std::floor(10 * coverage.lower()) / 10 : kShownCoverage;
  return {std::min(kShownCoverage, lower), 1, {{level, "stated"}}};
}

Asked asked(const Findings& f) {
  if (f.regime.functional == statistics::Functional::new_case) return Asked::new_case;
  return f.regime.peeking ? Asked::experiment : f.data.statistic.asked;
}

void add_interval(std::vector<Evidence>& list, const Findings& f) {
  list.push_back(estimate("interval",
                          statistic_words(f) + " is {interval}" +
                              (f.powered ? " by prediction-powered inference (PPI++)." : "."),
                          f.interval, kInterval, std::string(f.choice.method->ref),
                          Supports::neither, scale_of(f)));
  list.push_back(estimate(
      "question", "Asked for " + std::string(in_words(asked(f))) + ", from {question:value} rows.",
      Estimate::without_interval(static_cast<double>(f.regime.n), "a count"), kInterval));
  if (f.against) {
    list.push_back(estimate("against", "It is decided against {against:value}.",
                            Estimate::without_interval(*f.against, "a value that was given"),
                            kInterval));
    if (f.margin > 0)
      list.push_back(
          estimate("against.margin", "Differences up to {against.margin:value} do not matter.",
                   Estimate::without_interval(f.margin, "a value that was given"), kInterval));
  }
  if (f.needed)
    list.push_back(estimate(
        "units.needed",
        "Were the value as it is, about {units.needed:value} would just decide; there are "
        "{unit:value}.",
        Estimate::without_interval(static_cast<double>(*f.needed),
                                   "an extrapolation of the width by the root of the number")
            .with_unit(gathered(f.unit)),
        kInterval));
}

void add_trusted(std::vector<Evidence>& list, const Findings& f) {
  if (!f.trusted_from) return;
  list.push_back(
      estimate("units.trusted",
               "What it covers too little falls about as their number rises: some "
               "{units.trusted:value} would bring it within 2 points; there are {unit:value}.",
               Estimate::without_interval(
                   static_cast<double>(*f.trusted_from),
                   "an extrapolation of the simulated coverage by one over the number")
                   .with_unit(gathered(f.unit)),
               kHolds));
}

void add_finite(std::vector<Evidence>& list, const Findings& f) {
  if (!f.finite) return;
  const bool grouped = f.unit.rows == Rows::grouped;
  list.push_back(estimate(
      "units.finite",
      "Both ends are finite from {units.finite:value} " +
          (grouped ? units_in_words(f.unit) : std::string("rows")) + " on; there are " +
          (grouped ? "{unit:value}." : "{unit:n}."),
      Estimate::without_interval(static_cast<double>(*f.finite), "it follows from the method"),
      kInterval));
}

void add_alternatives(std::vector<Evidence>& list, const Findings& f) {
  evidence::Table table{
      {"interval.alternatives",
       "The same question by other methods, the width over the first one's, and how often "
       "each covers here. The first is the one that the table chooses, or that was "
       "asked for.",
       Supports::neither, "", kInterval},
      {"method", "value and interval", "width", "covers here"},
      {}};
  const double width = f.interval.is_defined() ? f.interval.upper() - f.interval.lower() : 0;
  for (const Alternative& a : f.alternatives) {
    std::vector<Cell> row{a.name, cell(a.estimate), std::monostate{}, std::monostate{}};
    if (a.estimate.is_defined() && a.estimate.interval()) {
      const double ratio = (a.estimate.upper() - a.estimate.lower()) / width;
      if (std::isfinite(width) && std::isfinite(ratio)) row[2] = ratio;
    }
    if (a.coverage) row[3] = cell(*a.coverage);
    table.rows.push_back(std::move(row));
  }
  list.push_back(std::move(table));
}

// What a simulated sample is beside the rows.
std::string simulated_size(const Findings& f) {
  if (f.simulated.rows >= f.regime.n) return "at this number of rows";
  return "with " + counted(f.simulated.rows) + " of the " + counted(f.regime.n) + " rows";
}

void add_coverage(std::vector<Evidence>& list, const Findings& f) {
  const double level =
      f.interval.is_defined() && f.interval.interval() ? f.interval.interval()->level : 0.95;
  const auto add = [&](const char* id, const std::string& claim, const Estimate& coverage,
                       const char* ref) {
    if (coverage.is_defined())
      list.push_back(estimate(id, claim, coverage, kHolds, ref, Supports::neither,
                              coverage_scale(coverage, level)));
    else
      list.push_back(estimate(id, "It is not simulated how often it would hold the true value.",
                              coverage, kHolds, ref));
  };
  add("coverage.simulated",
      f.looks > 0 ? "Looked at 100 times as rows come in, a sequence like this one holds the true "
                    "value at every look {coverage.simulated:percent} of the time."
                  : "Simulated " + simulated_size(f) +
                        ", intervals made like this one hold the true value "
                        "{coverage.simulated:percent} of the time.",
      f.coverage, "Wilson1927");
  if (f.naive.is_defined())
    add("coverage.naive_bootstrap",
        "The bootstrap of rows, as most people do it, would hold it "
        "{coverage.naive_bootstrap:percent} of the time.",
        f.naive, "EfronTibshirani1993");
  if (f.peeked)
    list.push_back(estimate(
        "coverage.peeked",
        "Looked at 100 times as rows come in, an interval for one number of rows (" +
            std::string(f.choice.others.back()->name) +
            ") would miss the true value at some look {coverage.peeked:percent} of the time.",
        *f.peeked, kHolds, "WaudbySmithRamdas2024", Supports::neither,
        evidence::Scale{0, std::max(0.5, f.peeked->upper()), {{1 - level, "stated"}}}));
}

void add_unit(std::vector<Evidence>& list, const Findings& f) {
  const Unit& u = f.unit;
  const std::string column = evidence::literal(u.column);
  std::string claim;
  if (u.rows == Rows::independent)
    claim = "The {unit:value} rows are taken as independent: " + u.why + ".";
  else if (u.rows == Rows::grouped)
    claim = "The {unit:value} " + units_in_words(u) +
            " are taken as independent, not the {unit:n} rows: " + u.why + ".";
  else
    claim = "The {unit:n} rows are a series in the order of " + column +
            ", worth about {unit:value} independent "
            "stretches: " +
            u.why + ".";
  list.push_back(estimate(
      "unit", claim,
      Estimate::without_interval(
          static_cast<double>(u.units),
          f.all && !f.all->is_counted ? "a count by a sketch, right to about 1 %" : "a count")
          .with_n(f.regime.n),
      kUnit));
  if (u.rows == Rows::independent) return;
  list.push_back(estimate(
      "dependence.correlation",
      u.rows == Rows::grouped
          ? "Two rows of one " + unit_in_words(u) +
                " correlate by {dependence.correlation} in what they add."
          : std::string(
                "Neighbours in time correlate by {dependence.correlation} in what they add."),
      u.correlation, kUnit, u.rows == Rows::grouped ? "Donner1986" : "PolitisWhite2004",
      Supports::neither,
      evidence::Scale{u.correlation.is_defined() ? std::min(0.0, u.correlation.lower()) : 0,
                      1,
                      {{0, "none"}}}));
  list.push_back(estimate(
      "dependence.design_effect",
      "So the variance is about {dependence.design_effect:value} times that of as many independent "
      "rows.",
      Estimate::without_interval(u.design_effect, "it follows from the correlation"), kUnit,
      u.rows == Rows::grouped ? "Donner1986" : "PolitisWhite2004", Supports::neither,
      evidence::Scale{1, std::max(5.0, 1.5 * u.design_effect), {{1, "independent"}}}));
}

void add_predictions(std::vector<Evidence>& list, const Findings& f) {
  if (!f.powered) return;
  const Powered& p = *f.powered;
  list.push_back(
      estimate("predicted.classical",
               "From the {predicted.classical:n} labels alone it is {predicted.classical}.",
               Estimate(p.classical).with_n(p.labels), kPredicted, "Student1908", Supports::neither,
               scale_around(p.classical)));
  list.push_back(estimate(
      "predicted.gain",
      "With the predictions the labels are worth {predicted.gain:value} times as many.",
      Estimate::without_interval(p.gain, "a ratio of estimated variances").with_n(p.predictions),
      kPredicted, "AngelopoulosDuchiZrnic2023", Supports::neither,
      evidence::Scale{0, std::max(2.0, 1.25 * p.gain), {{1, "nothing gained"}}}));
  list.push_back(estimate(
      "predicted.weight",
      "The predictions count with weight {predicted.weight:value} (0: not at all).",
      Estimate::without_interval(p.weight, "the weight that makes the variance least"), kPredicted,
      "AngelopoulosDuchiZrnic2023", Supports::neither, evidence::Scale{0, 1, {}}));
  list.push_back(estimate("predicted.shift",
                          "On rows with a label the predictions lie {predicted.shift} above "
                          "those on the others.",
                          p.shift, kPredicted, "Bonett2008", Supports::neither,
                          evidence::Scale{-1, 1, {{0, "alike"}}}));
}

void add_kinds(std::vector<Evidence>& list, const Findings& f) {
  if (f.kinds.empty()) return;
  const bool of_sample = f.all && f.all->answers;
  evidence::Table table{
      {"interval.shares",
       "The share of each of the " + std::to_string(f.kinds.size()) + " values of " +
           evidence::literal(f.data.kinds) + (of_sample ? " in the sample" : "") +
           ", wide enough that all hold together.",
       Supports::neither, "Goodman1965", kInterval},
      {f.data.kinds, "rows", "share", "method or why none"},
      {}};
  for (const KindShare& k : f.kinds) {
    const bool has_interval = k.share.is_defined() && k.share.interval().has_value();
    table.rows.push_back(
        {k.kind, k.rows, cell(k.share), has_interval ? k.method : k.share.reason()});
  }
  list.push_back(std::move(table));
}

void add_groups(std::vector<Evidence>& list, const Findings& f) {
  if (f.groups.empty()) return;
  const std::string section = "By " + evidence::literal(f.by);
  evidence::Table table{{"interval.by",
                         "One interval for each value of " + evidence::literal(f.by) +
                             ", wide enough that all hold together.",
                         Supports::neither, "Miller1981", section},
                        {f.by, "rows", "units", f.data.statistic.text, "method or why none"},
                        {}};
  for (const GroupInterval& g : f.groups) {
    const bool has_interval = g.estimate.is_defined() && g.estimate.interval().has_value();
    table.rows.push_back({g.value, g.rows, g.units, cell(g.estimate),
                          has_interval ? g.method : g.estimate.reason()});
  }
  list.push_back(std::move(table));
}

}  // namespace

std::string gathered(const Unit& unit) {
  if (unit.rows == Rows::grouped) return units_in_words(unit);
  return unit.rows == Rows::series ? "independent stretches of time" : "rows";
}

std::vector<Evidence> evidence_of(const Findings& findings) {
  std::vector<Evidence> list;
  add_interval(list, findings);
  add_finite(list, findings);
  add_alternatives(list, findings);
  add_kinds(list, findings);
  add_coverage(list, findings);
  add_trusted(list, findings);
  add_unit(list, findings);
  add_predictions(list, findings);
  add_groups(list, findings);
  return list;
}

}  // namespace qed::answers::interval
