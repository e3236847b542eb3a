// SPDX-License-Identifier: Apache-2.0
// What stands around the evidence: flips, assumptions, caveats, the next command.
#include <algorithm>
#include <cmath>

#include "qed/answers/interval/evidence.h"
#include "qed/answers/interval/verdict.h"
#include "qed/answers/question/command.h"
#include "qed/base/text.h"
#include "qed/data/roles/names.h"

namespace qed::answers::interval {
namespace {

using evidence::Assumption;
using statistics::Functional;
using statistics::Rows;
using State = Assumption::State;

bool is_independent(const Findings& f) { return f.unit.rows == Rows::independent; }

std::string capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

// What was looked at for a tie between rows.
std::string looked_at(const Unit& unit) {
  if (unit.looked.empty()) return "as asked: nothing was looked at";
  std::string text;
  for (const std::string& clause : unit.looked) text += (text.empty() ? "" : "; ") + clause;
  return text;
}

// Rows that a pair of equal scores, or one value alone, ties together.
double tied_share(const std::vector<double>& values) {
  std::vector<double> sorted = values;
  std::ranges::sort(sorted);
  std::int64_t tied = 0;
  for (std::size_t i = 1; i < sorted.size(); ++i) tied += sorted[i] == sorted[i - 1];
  return static_cast<double>(tied) / static_cast<double>(std::max<std::size_t>(1, values.size()));
}

std::string percent(double share) { return std::to_string(std::lround(100 * share)) + " %"; }

void add_area_caveats(std::vector<std::string>& caveats, const Findings& f) {
  const bool weighted = f.regime.functional == Functional::weighted_area;
  if (f.regime.functional != Functional::area && !weighted) return;
  if (!f.interval.is_defined()) return;
  const auto& score = f.unit.sample.terms[0];
  const auto& label = f.unit.sample.terms[1];
  if (score == label)
    caveats.push_back("The score equals the label: the area says nothing about a model.");
  else if (f.interval.value() == 1 || f.interval.value() == 0)
    caveats.push_back(
        "The score separates the labels without an error: check that it does not hold the answer.");
  else if (f.interval.upper() < 0.5)
    caveats.push_back(
        "The whole interval lies below 0.5: higher scores go with the other label (--positive "
        "WORD).");
  if (const double tied = tied_share(score); tied > 0.5)
    caveats.push_back(percent(tied) +
                      " of the scores equal another; a pair of equal scores counts one half.");
  if (f.regime.fewest < 10)
    caveats.push_back(
        (weighted ? "By weight, the rarer label is worth only " : "The rarer label has only ") +
        counted(f.regime.fewest) + " rows: these, not the " + counted(f.regime.n) +
        ", set the width.");
}

bool holds_infinite(const std::string& note) { return note.find("infinite") != note.npos; }

void add_data_caveats(std::vector<std::string>& caveats, const Findings& f) {
  for (std::size_t i = 0; i < std::min<std::size_t>(12, f.data.notes.size()); ++i) {
    std::string note = evidence::literal(f.data.notes[i], 300) + ".";
    if (note.starts_with("asked for ") || note.starts_with("column ") ||
        note.starts_with("most rows "))
      note[0] = static_cast<char>(note[0] - 'a' + 'A');
    caveats.push_back(std::move(note));
  }
  if (f.data.statistic.missing > 0)
    caveats.push_back(counted(f.data.statistic.missing) + " of " +
                      counted(f.all && f.all->answers ? f.all->rows : f.data.table.rows) +
                      " rows miss a value that the statistic needs" +
                      (std::ranges::any_of(f.data.notes, holds_infinite)
                           ? std::string(", or hold an infinite one,")
                           : std::string()) +
                      " and are left out; if they miss it for a reason, the rest is another "
                      "population.");
  if (f.data.statistic.not_asked > 0)
    caveats.push_back(counted(f.data.statistic.not_asked) + " rows are not asked about.");
  for (const std::string& hint : f.unit.hints) caveats.push_back(capitalised(hint) + ".");
}

// A file that was not held: what all rows said, and what a sample of them.
void add_sample_caveat(std::vector<std::string>& caveats, const Findings& f) {
  if (!f.all) return;
  const std::string sample =
      "a random sample of " + counted(f.all->sampled) + " of " + counted(f.all->rows) + " rows";
  if (!f.all->answers) {
    caveats.push_back("Only " + sample + " was used.");
    return;
  }
  caveats.push_back("The interval is that of all " + counted(f.all->rows) +
                    " rows, read in passing; what is independent and how often the interval "
                    "covers was looked at in " +
                    sample + ".");
}

// What else was asked, for a command that asks the same again.
std::string flags_of(const IntervalOptions& o, double level) {
  std::string flags;
  const auto add = [&](const char* flag, const std::string& value) {
    if (!value.empty()) flags += " --" + std::string(flag) + " " + shell_word(value);
  };
  const auto add_number = [&](const char* flag, double value, double usual) {
    if (value != usual && std::isfinite(value)) add(flag, shortest(value));
  };
  const IntervalOptions usual;
  add("by", o.by), add("unit", o.unit), add("time", o.time), add("weights", o.weights);
  add("predicted", o.predicted), add("positive", o.positive);
  if (o.new_case) flags += " --new-case";
  if (o.peeking) flags += " --peeking";
  if (o.exact) flags += " --exact";
  if (o.method != usual.method) add("method", o.method);
  add_number("threshold", o.threshold, usual.threshold);
  add_number("lower", o.lower, usual.lower), add_number("upper", o.upper, usual.upper);
  add_number("margin", o.margin, usual.margin);
  add_number("level", level, Run{}.level);
  return flags;
}

}  // namespace

// In the fields of the verdict's own decision, so that they can be compared. Where nothing is decided against, the
// other interval and whether its value lies inside of the one that is answered: nothing was simulated of the other
// one, so that it is trusted is not said. A value that leaves the interval takes the trust from it.
std::vector<evidence::Flip> flips_of(const Findings& f, double level) {
  std::vector<evidence::Flip> flips;
  const bool trusted = f.interval.is_defined() && f.interval.interval() &&
                       is_trusted(f.coverage, level) && (f.against || is_finite(f.interval));
  const auto add = [&](const std::string& change, const statistics::Estimate& e) {
    if (!trusted || !e.is_defined() || !e.interval()) return;
    if (f.against) {
      const Side then = side_of(e, *f.against, f.margin);
      flips.push_back({change,
                       {{"side", std::string(name(then))}},
                       then != side_of(f.interval, *f.against, f.margin)});
      return;
    }
    if (!is_finite(e)) {
      flips.push_back({change, {{"trusted", false}}, true});
      return;
    }
    const bool inside = f.interval.interval()->contains(e.value());
    flips.push_back(
        {change, {{"lower", e.lower()}, {"upper", e.upper()}, {"value_inside", inside}}, !inside});
  };
  for (const Alternative& a : f.alternatives)
    if (!a.chosen && f.against) add("method " + a.name, a.estimate);
  for (const Alternative& a : f.flips) add(evidence::literal(a.name, 80), a.estimate);
  return flips;
}

namespace {

// A new case and the rows: could they change places?
void add_exchange(std::vector<Assumption>& list, const Findings& f) {
  if (f.regime.functional != Functional::new_case) return;
  if (is_independent(f))
    list.push_back({"The new case could have stood anywhere among the rows", State::untested,
                    "rows are taken as independent",
                    "a case of another time or place may lie elsewhere: --time, --unit"});
  else if (f.unit.rows == Rows::grouped)
    list.push_back({"The new case is of a unit that was not seen", State::untested,
                    "each of the " + units_in_words(f.unit) + " weighs as one case",
                    "a row of a unit that was seen lies nearer to that unit's rows"});
  else
    list.push_back({"The new case could have stood anywhere among the rows", State::fails,
                    "neighbours resemble each other (correlation {dependence.correlation:value}): "
                    "the next row lies near the last",
                    "it is where a row of another stretch of time lies, not the next one"});
}

// Rows with a label stand for the others: as far as predictions tell.
void add_labels_at_random(std::vector<Assumption>& list, const Findings& f) {
  if (!f.powered) return;
  const bool alike = f.powered->are_alike;
  list.push_back({"Labels are missing at random", alike ? State::untested : State::fails,
                  alike ? "the predictions of rows with a label are like the others'"
                        : "the predictions of rows with a label are not like the others': they "
                          "differ by {predicted.shift}",
                  "the labels are of another population, and no prediction mends all of that"});
}

}  // namespace

std::vector<Assumption> assumptions_of(const Findings& f) {
  std::vector<Assumption> list;
  add_labels_at_random(list, f);
  add_exchange(list, f);
  const bool measured = f.unit.correlation.is_defined();
  if (is_independent(f))
    list.push_back(
        {"Rows are independent", State::untested, looked_at(f.unit),
         "rows that hang together make the interval too narrow: --unit COLUMN, --time COLUMN"});
  else if (f.unit.rows == Rows::grouped)
    list.push_back({capitalised(units_in_words(f.unit)) + " are independent of each other",
                    State::untested,
                    measured ? "rows of one are allowed to depend on each other (correlation "
                               "{dependence.correlation:value})"
                             : "rows of one are allowed to depend on each other",
                    "a larger unit (a city, a week) makes it too narrow: --unit COLUMN"});
  else
    list.push_back({"The series keeps its law over time", State::untested,
                    "neighbours are allowed to depend on each other (correlation "
                    "{dependence.correlation:value})",
                    "a trend is taken for noise: ask of its parts with --by"});
  list.push_back({"The rows are a sample of what the question is about", State::untested,
                  "it cannot be seen in a table",
                  "no interval covers rows that could not be drawn"});
  if (f.regime.functional == Functional::mean && !f.regime.peeking) {
    const bool fine =
        std::abs(f.regime.skewness) /
            std::sqrt(static_cast<double>(std::max<std::int64_t>(1, f.regime.units))) <
        0.5;
    list.push_back(
        {"No few values carry the mean", fine ? State::holds : State::fails,
         !fine ? "the skewness is large for so few rows"
         : f.choice.method->name == std::string_view("guarded_t")
             ? "the skewness is more than Student's t bears, and less than the method does"
             : "the skewness is small for so many rows",
         "the largest values have not been seen yet: the interval is too short above"});
  }
  const bool holds = is_trusted(f.coverage, f.interval.is_defined() && f.interval.interval()
                                                ? f.interval.interval()->level
                                                : 0.95);
  if (f.coverage.is_defined())
    list.push_back({f.looks > 0 ? "The sequence covers at its level at all looks together"
                                : "The interval covers at its level at this number of rows",
                    holds ? State::holds : State::fails,
                    "simulated from " + f.simulated.model + ": {coverage.simulated:percent}",
                    "an interval that is too short decides too early"});
  return list;
}

std::vector<std::string> caveats_of(const Findings& f) {
  std::vector<std::string> caveats;
  add_sample_caveat(caveats, f);
  add_data_caveats(caveats, f);
  caveats.push_back(
      "Method: " + std::string(f.powered ? "prediction-powered inference (PPI++), with " : "") +
      std::string(f.choice.method->title) + ", because " + f.choice.why + ".");
  add_area_caveats(caveats, f);
  if (f.regime.functional == Functional::new_case && f.unit.rows == Rows::series)
    caveats.push_back(
        "Rows are a series, and the interval of a new case does not look at their order: the next "
        "row lies near the last one, and a trend goes on.");
  if (f.unit.rows == Rows::grouped && f.unit.units < 30)
    caveats.push_back("There are only " + std::to_string(f.unit.units) + " " +
                      units_in_words(f.unit) +
                      ": no method is sure of its level then; look at what is simulated.");
  if (f.simulated.rows > 0 && f.simulated.rows < f.regime.n)
    caveats.push_back("Coverage was simulated with " + counted(f.simulated.rows) +
                      " rows; with more it comes closer to its level.");
  if (f.powered && f.powered->gain < 1.02)
    caveats.push_back("The predictions add next to nothing here: they hardly follow the label.");
  return caveats;
}

std::vector<evidence::Next> next_of(const Findings& f, const evidence::Verdict& verdict,
                                    const std::string& file, const IntervalOptions& options) {
  std::vector<evidence::Next> next;
  if (file == "-") return next;
  std::string base = "qed interval " + shell_word(file);
  const std::string& text = f.data.asked;
  const std::string asked =
      (options.new_case
           ? options.statistic.empty() ? "" : " --statistic " + shell_word(options.statistic)
           : " --statistic " + shell_word(text)) +
      flags_of(options, verdict.level);
  const auto prediction =
      options.predicted.empty() && !f.powered ? predictions_of_missing(f.data) : std::nullopt;
  if (prediction)
    next.push_back({"use the predictions of the rows that have no label",
                    base + asked + " --predicted " + shell_word(*prediction)});
  if (f.powered && options.predicted.empty())
    next.push_back({"ask of the rows with a value alone", base + asked + " --predicted none"});
  const std::string against =
      options.against.empty() ? "" : " --against " + shell_word(options.against);
  next.push_back({"keep the answer as a page",
                  base + asked + against + " -o " + shell_word(stem(file) + ".html")});
  if (f.unit.rows == Rows::grouped && options.unit.empty())
    next.push_back({"if rows are independent after all", base + asked + " --unit rows"});
  if (f.against && verdict.status == evidence::Status::undecided && f.needed)
    next.push_back(
        {"gather about " + counted(*f.needed) + " " + gathered(f.unit) + ", then ask again",
         base + asked + against});
  if (options.by.empty())
    for (std::size_t k = 0; k < f.data.roles.size(); ++k)
      if (f.data.roles[k].role == data::Role::category && f.data.roles[k].column != f.unit.column &&
          std::ranges::find(f.data.statistic.columns, f.data.roles[k].column) ==
              f.data.statistic.columns.end()) {
        next.push_back(
            {"see it in each part", base + asked + " --by " + shell_word(f.data.roles[k].column)});
        break;
      }
  if (!f.against && f.regime.functional == Functional::mean)
    next.push_back({"decide against a value", base + asked + " --against VALUE"});
  return next;
}

}  // namespace qed::answers::interval
