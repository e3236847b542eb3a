// SPDX-License-Identifier: Apache-2.0
// What stands around the evidence: what Murphy's curves say, flips, assumptions, caveats, the next command.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "qed/answers/measure/evidence.h"
#include "qed/answers/measure/scores/areas.h"
#include "qed/answers/measure/verdict.h"
#include "qed/answers/question/command.h"
#include "qed/base/text.h"
#include "qed/statistics/effect/correlation.h"

namespace qed::answers::measure {
namespace {

using evidence::Assumption;
using statistics::Estimate;
using State = Assumption::State;

constexpr std::int64_t kFewYes = 10;
constexpr double kAlikeUnseen =
    0.3;  // of neighbours: √((1 + ρ)/(1 - ρ)) makes intervals a third wider

std::string name_of(const Model& m) { return evidence::literal(m.name); }

// Three digits, four and more without an exponent.
std::string plain(double x) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), std::abs(x) >= 100 ? "%.0f" : "%.2g", x);
  return text.data();
}
// θ as what a miss costs against a false alarm: 0.125 is 7 times.
std::string times(double theta) { return plain((1 - theta) / std::max(theta, 1e-9)); }

std::string range(const std::vector<double>& theta, bool binary) {
  if (!binary) {
    const std::string low = plain(theta.front()), high = plain(theta.back());
    return low == high ? "at " + low : "from " + low + " to " + high;
  }
  const std::string low = times(theta.back()), high = times(theta.front());
  return (low == high ? low : low + " to " + high) + " times a false alarm";
}

std::int64_t rarer(const Findings& f) {
  if (f.all) {
    const auto yes = std::llround(f.prevalence.value() * static_cast<double>(f.all->measured));
    return std::min<std::int64_t>(yes, f.all->measured - yes);
  }
  const auto yes = std::ranges::count(f.data.rows.y, 1.0);
  return std::min<std::int64_t>(yes, static_cast<std::int64_t>(f.data.rows.n()) - yes);
}

// Is yes seen to be scored below no?
bool is_turned(const Scored& area, const Model& m, const Findings& f) {
  const Estimate e = estimate_by(area_measure(), area, f.data.rows, m, f.level);
  return e.interval() && e.upper() < 0.5;
}

void add_model_caveats(std::vector<std::string>& caveats, const Findings& f) {
  for (std::size_t k = 0; k < f.inferred.models.size(); ++k) {
    const Seen& s = f.inferred.models[k];
    const std::string name = evidence::literal(f.data.rows.models[k].name);
    if (s.crossing > 0)
      caveats.push_back("In " + counted(s.crossing) + " of " +
                        counted(static_cast<std::int64_t>(f.data.rows.n())) +
                        " rows quantiles of " + name +
                        " cross: one lies below that of a lower level. They are judged as they "
                        "are; sorting them in each row never raises this loss.");
    if (s.equals_label)
      caveats.push_back(name +
                        " equals the label in every row: it is the label, not a prediction of it.");
    else if (s.reverses_label)
      caveats.push_back(name +
                        " is the label reversed in every row: 1 less it is the label. Turn it, or "
                        "--positive; and it is the label, not a prediction of it.");
    else if (s.is_constant)
      caveats.push_back(name + (f.has_lists()
                                    ? " is the same in all rows of a query: it orders nothing."
                                    : " is the same in every row: it tells no row from another."));
  }
  for (std::size_t k = 0; k < f.inferred.models.size(); ++k)
    if (f.inferred.models[k].is_refuted)
      caveats.push_back(name_of(f.data.rows.models[k]) +
                        " is judged as a score: its name says no probability, and as one it would "
                        "be worse than a constant, with a mean far from the share of yes; --form "
                        "probability judges it as one.");
  if (!f.inferred.mixed.empty()) caveats.push_back(f.inferred.mixed);
  if (f.data.rows.task != Task::binary || f.inferred.form == Form::decision) return;
  for (const Model& m : f.data.rows.models) {
    const auto area = area_of(m.f, m.order, f.data.rows.y);
    if (!area) continue;
    const std::string name = evidence::literal(m.name);
    if ((area->value == 1 || area->value == 0) && m.f != f.data.rows.y)
      caveats.push_back(name + " separates the labels without an error" +
                        (area->value == 0 ? ", the other way round" : "") +
                        ": check that it does not hold the answer.");
    else if (is_turned(*area, m, f))
      caveats.push_back("Higher values of " + name + " go with " +
                        evidence::literal(f.data.rows.classes[0]) +
                        ": turn its sign, or --positive.");
  }
}

std::string share_text(std::int64_t some, std::int64_t all) {
  return counted(some) + " of " + counted(all);
}

void add_order_caveats(std::vector<std::string>& caveats, const Findings& f, std::size_t model) {
  constexpr double kManyTies = 0.05;
  const Rows& rows = f.data.rows;
  const Model& m = rows.models[model];
  const Measure& primary = f.measures.front();
  const std::string name = evidence::literal(m.name);
  const auto n = f.all ? f.all->rows : static_cast<std::int64_t>(rows.n());
  const auto scored = primary.of(rows, m), random = primary.of(rows, random_order(rows));
  if (!scored || !random) return;
  const Estimate over = difference_of(*scored, *random, rows, f.level);
  if (over.interval() && over.upper() < 0)
    caveats.push_back("Higher values of " + name +
                      " go with less relevant rows: turn its sign, if lower is earlier.");
  const auto ranked = std::ranges::find(f.ranked, model, &Ranked::model);
  if (ranked->primary.value() == 1 && m.f != rows.y)
    caveats.push_back(name +
                      " orders every query without an error: check that it does not hold "
                      "the answer.");
  if (const std::int64_t tied = f.all ? f.all->tied[model] : tied_rows(rows, m);
      static_cast<double>(tied) >= kManyTies * static_cast<double>(n) &&
      scored->value != random->value)
    caveats.push_back(share_text(tied, n) + " rows share their value of " + name +
                      " with a row of their query that is more or less relevant: the mean over "
                      "their orders is taken, not that of the file.");
}

// What ranked lists cannot say, or say only with what was decided.
void add_list_caveats(std::vector<std::string>& caveats, const Findings& f) {
  const Prepared& d = f.data;
  const Rows& rows = d.rows;
  if (d.without_query > 0)
    caveats.push_back(share_text(d.without_query, d.rows_read) + " rows miss " +
                      evidence::literal(d.query) + " and are left out.");
  if (d.without_relevance > 0)
    caveats.push_back(share_text(d.without_relevance, d.queries_read) +
                      " queries have no relevant row: nothing can be found there, and they are "
                      "left out.");
  const bool all_relevant = f.measures.size() < 3;
  if (all_relevant) {
    caveats.push_back(
        "Every row is relevant, so that only grades tell orders apart: --positive "
        "NUMBER says from which relevance on a row counts.");
  } else if (const std::int64_t flat =
                 f.all ? f.all->of_one_relevance : queries_of_one_relevance(rows);
             flat > 0) {
    caveats.push_back(share_text(flat, f.cases()) +
                      " queries have rows of one relevance only: every order of them is as good.");
  }
  if (f.inferred.asked.gain == metrics::Gain::linear)
    caveats.push_back(
        "Relevance that is no whole grade up to 10 counts as it is (linear gain), "
        "not as 2^relevance - 1.");
  for (std::size_t m = 0; m < rows.models.size(); ++m) add_order_caveats(caveats, f, m);
}

// "correlation 0.4 [0.3, 0.5]".
std::string correlation_text(const Estimate& e) {
  return "correlation " + plain(e.value()) + " [" + plain(e.lower()) + ", " + plain(e.upper()) +
         "]";
}

// Rows of one day, or neighbours in time, that resemble each other.
std::string tie_text(const Tie& tie) {
  const std::string name = evidence::literal(tie.column);
  return (tie.is_of_neighbours ? "Neighbours in time (" + name + ")" : "Rows of one " + name) +
         " resemble each other in what they lose (" + correlation_text(tie.correlation) + ")";
}

// "dates", "runs of 12 moments".
std::string units_of(const Tie& tie) {
  const std::string name = evidence::literal(tie.column);
  return tie.run > 1 ? "runs of " + counted(tie.run) + " moments of " + name : "values of " + name;
}

std::string unit_text(const Findings& f) {
  const Prepared& d = f.data;
  if (d.ties.unit)
    return tie_text(*d.ties.unit) + ", so " + units_of(*d.ties.unit) + " are the unit (" +
           counted(f.all ? f.all->units : d.rows.groups) + " of them in " + counted(f.cases()) +
           " rows); --unit rows takes rows as independent.";
  const std::string unit = evidence::literal(d.unit);
  const std::string what = f.has_lists() ? "queries" : "rows";
  std::string text = (f.has_lists() ? "Queries of one " : "Rows of one ") + unit +
                     " hang together (" + (f.all && !f.all->is_counted ? "about " : "") +
                     counted(f.all ? f.all->units : d.rows.groups) + " of them in " +
                     counted(f.cases()) + " " + what + ")";
  if (!d.unit_was_found) return text + ".";
  return text + ", since its values stand more than once; --unit rows takes " + what +
         " as independent.";
}

// A file that is too long to be held.
void add_sample_caveats(std::vector<std::string>& caveats, const Findings& f) {
  const Prepared& d = f.data;
  const auto held = static_cast<std::int64_t>(d.rows.n());
  if (!f.all) {
    if (d.rows_read < d.rows_in_file)
      caveats.push_back("A random sample of " + counted(d.rows_read) + " of " +
                        counted(d.rows_in_file) + " rows was measured.");
    return;
  }
  if (f.has_lists())
    caveats.push_back(
        "Metrics, differences, counts and the worst queries are those of all " +
        counted(f.all->measured) + " queries, " + counted(f.all->rows) +
        " rows; permuted labels and what is refused are those of a random sample of " +
        counted(d.rows.queries) + " whole queries, " + counted(held) + " rows.");
  else
    caveats.push_back(
        "Metrics, differences and decisions are those of all " + counted(f.all->measured) +
        " rows, by sums of what each adds, with ranks and fits as in a random sample; "
        "what needs rows side by side (permuted labels, the decomposition" +
        (f.comparison ? ", McNemar's test, Murphy's curves" : "") +
        ", what is refused) is that of the sample, " + counted(held) + " rows.");
  if (f.all->other_labels > 0)
    caveats.push_back(counted(f.all->other_labels) +
                      " rows have a label that none of the sample has, and are left out.");
}

// Three to five different whole numbers may be classes, or a yes and no with a code for missing.
void add_few_values(std::vector<std::string>& caveats, const Findings& f) {
  constexpr std::size_t kMostValues = 5;
  const Rows& rows = f.data.rows;
  if (rows.task != Task::regression && rows.task != Task::count) return;
  std::vector<double> values;
  for (const double y : rows.y) {
    if (std::ranges::find(values, y) != values.end()) continue;
    if (y != std::floor(y) || values.size() == kMostValues) return;
    values.push_back(y);
  }
  if (values.size() < 3) return;
  std::ranges::sort(values);
  std::vector<std::string> words;
  for (const double v : values) words.push_back(shortest(v));
  caveats.push_back(evidence::literal(f.data.label) + " has " + std::to_string(values.size()) +
                    " different values (" + join_words(words) +
                    ") and is judged as a number. If one of them is a code for missing, take those "
                    "rows out; if they are classes, write them as words.");
}

void add_row_caveats(std::vector<std::string>& caveats, const Findings& f) {
  const Prepared& d = f.data;
  if (d.without_label > 0)
    caveats.push_back(share_text(d.without_label, d.rows_read) +
                      " rows miss the label and are left out" +
                      (f.has_lists() ? ": what nobody judged is not taken as irrelevant." : "."));
  if (d.without_prediction > 0)
    caveats.push_back(counted(d.without_prediction) + " of " + counted(d.rows_read) +
                      " rows miss a prediction, or it is not finite, and are left out for all "
                      "models: a model that "
                      "gives no answer where it is hard looks better than it is.");
  add_few_values(caveats, f);
  if (!d.unit.empty()) caveats.push_back(unit_text(f));
  for (const std::string& hint : d.ties.hints) caveats.push_back(hint);
  if (f.has_lists()) add_list_caveats(caveats, f);
  if (d.rows.task == Task::binary && rarer(f) == 0)
    caveats.push_back("Only one value of " + evidence::literal(d.label) +
                      " is seen: nothing can be told apart." +
                      (d.without_label > 0 ? " If its empty cells mean the other (no, 0), fill "
                                             "them in: they are taken as missing."
                                           : ""));
  else if (d.rows.task == Task::binary && rarer(f) < kFewYes)
    caveats.push_back("The rarer label has only " + counted(rarer(f)) + " rows: these, not the " +
                      counted(f.all ? f.all->measured : static_cast<std::int64_t>(d.rows.n())) +
                      ", limit what can be said.");
}

std::string sentence_of(std::string note) {
  note = evidence::literal(note, 400);
  for (const char* begin :
       {"the ", "predictions from ", "no column ", "rows of ", "columns ", "column "})
    if (note.starts_with(begin)) note[0] = static_cast<char>(note[0] - 'a' + 'A');
  return note + ".";
}

// What a sum over all thresholds or ratios of costs is: which scores the curves are of.
std::string sums_of(const Findings& f) {
  if (f.data.rows.task == Task::binary)
    return "Every proper score is a weighted sum over such ratios";
  const Form form = f.inferred.form;
  const std::string of = form == Form::median ? "median"
                         : form == Form::quantile
                             ? shortest(f.inferred.asked.loss.quantile) + " quantile"
                             : "mean";
  return "Every score that is consistent for the " + of +
         " is a weighted sum over such thresholds" +
         (form == Form::mean ? "; absolute error is none" : "");
}

// Neither is seen better at any place, and yet the primary metric may tell them apart.
std::string nowhere_seen(const Findings& f, const std::string& both) {
  const bool binary = f.data.rows.task == Task::binary;
  const std::string none = std::string(binary ? "At no ratio of costs" : "At no threshold") +
                           " alone are " + both + " seen to differ";
  const Side side = side_of(f.comparison->difference, 0, 0);
  if (side == Side::undecided) return none + ".";
  const std::string title = f.measures.front().title;
  return none + ": each sees too little; " +
         (f.inferred.asked.has_costs ? title + " looks at the costs that were given only."
                                     : title + " sees their sum.");
}

}  // namespace

std::string murphy_sentence(const Findings& f) {
  const MurphyFinding& m = *f.comparison->murphy;
  const bool binary = f.data.rows.task == Task::binary;
  const std::string a = name_of(f.first()), b = name_of(f.second()),
                    what = binary ? "where a miss costs " : "for decisions on the label ";
  const auto better = [&](const std::string& who, const std::vector<double>& where) {
    return who + " is seen better " + what + range(where, binary) + ", nowhere seen worse. " +
           sums_of(f) + ".";
  };
  if (m.better.empty() && m.worse.empty()) return nowhere_seen(f, a + " and " + b);
  if (m.worse.empty()) return better(a, m.better);
  if (m.better.empty()) return better(b, m.worse);
  return "Neither is better for everybody: " + a + " is seen better only " + what +
         range(m.better, binary) + ", " + b + " only " + what + range(m.worse, binary) + ".";
}

std::vector<evidence::Flip> flips_of(const Findings& f, const evidence::Verdict& verdict) {
  std::vector<evidence::Flip> flips;
  const auto now = [&](const char* field) {
    for (const auto& [name, value] : verdict.decision)
      if (name == field) return std::get<std::string>(value);
    return std::string();
  };
  for (const Again& again : f.again) {
    if (!again.estimate.is_defined()) continue;
    const Side side = side_of(again.estimate, again.against, 0);
    // The margin is one of the primary metric: others have none.
    const bool other = again.change.starts_with("judged") || again.change.starts_with("decisions");
    const Side with_margin = other ? side : side_of(again.estimate, again.against, f.margin);
    if (f.comparison) {
      std::string then = winner(with_margin, f.first().name, f.second().name);
      // Where neither names a winner nothing flips: "equal" needs a margin, which another metric has not.
      if (other && side == Side::undecided && now("winner") == "none") then = "none";
      if (f.comparison->are_same) then = now("winner");
      flips.push_back({again.change, {{"winner", then}}, then != now("winner")});
    } else {
      std::string then(better(with_margin));
      // A constant has no use by any metric; of the label itself no metric has a spread.
      if (f.is_constant() || (f.is_label() && !again.estimate.interval()))
        then = now("beats_constant");
      flips.push_back({again.change, {{"beats_constant", then}}, then != now("beats_constant")});
    }
  }
  return flips;
}

// What stands and falls with the queries and with how relevance came about.
std::vector<Assumption> assumptions_of_lists(const Findings& f) {
  const bool units = !f.data.unit.empty();
  return {{units ? "Values of " + evidence::literal(f.data.unit) + " are independent of each other"
                 : "Queries are independent of each other",
           State::untested,
           units ? "queries of one are allowed to depend on each other"
                 : "rows of one query are allowed to depend on each other",
           units ? "a larger unit (a week, a region) makes intervals too narrow: --unit COLUMN"
                 : "users who ask more than once make intervals too narrow: --unit COLUMN"},
          {"Relevance was judged without regard to the order that was shown", State::untested,
           "it cannot be seen in a table of labels",
           "clicks favour what was shown first, and so the model that showed it"},
          {"Every row that could have been listed is here", State::untested,
           "what no model found has no row",
           "recall and the best order are those among the rows that are here"},
          {"The queries are those that the model will meet, as frequent as here", State::untested,
           "it cannot be seen in the rows themselves",
           "with harder queries all of these numbers move"}};
}

// Are rows independent, or what was taken as the unit?
Assumption independence_of(const Findings& f) {
  const Prepared& d = f.data;
  const char* larger = "a larger unit (a city, a week) makes intervals too narrow: --unit COLUMN";
  if (d.unit.empty()) {
    const char* together = "rows that hang together make intervals too narrow: --unit COLUMN";
    if (d.ties.unit)
      return {"Rows are independent", State::fails, tie_text(*d.ties.unit),
              "of a file that is not held, intervals are those of independent rows: too narrow"};
    if (!d.ties.hints.empty())
      return {"Rows are independent", State::fails, "some resemble each other: see the caveats",
              together};
    if (d.ties.looked.empty())
      return {"Rows are independent", State::untested, "no identifier that repeats was found",
              together};
    std::string looked;
    for (const std::string& clause : d.ties.looked) looked += (looked.empty() ? "" : "; ") + clause;
    return {"Rows are independent", State::holds, looked, together};
  }
  const std::string unit =
      d.ties.unit ? units_of(*d.ties.unit) : "values of " + evidence::literal(d.unit);
  std::string claim = unit + " are independent of each other";
  claim[0] = static_cast<char>(claim[0] - 'a' + 'A');
  if (!d.ties.unit || !d.ties.unit->left || !d.ties.unit->left->is_defined())
    return {claim, State::untested, "rows of one are allowed to depend on each other", larger};
  const Estimate& left = *d.ties.unit->left;
  const std::string seen = correlation_text(left);
  if (statistics::are_alike(left))
    return {claim, State::fails, "neighbours still resemble each other: " + seen, larger};
  if (left.interval() && left.upper() > kAlikeUnseen)
    return {claim, State::untested, "there are too few to see it: " + seen, larger};
  return {claim, State::holds, "neighbours do not resemble each other: " + seen, larger};
}

std::vector<Assumption> assumptions_of(const Findings& f) {
  std::vector<Assumption> list;
  list.push_back({"The predictions were made without these labels", State::untested,
                  "it cannot be seen in a table of predictions",
                  "predictions of rows that a model was fitted to flatter it, and the more "
                  "flexible model most"});
  if (f.has_lists()) {
    for (Assumption& a : assumptions_of_lists(f)) list.push_back(std::move(a));
    return list;
  }
  list.push_back(independence_of(f));
  list.push_back({"The rows are those that the model will meet, as frequent as here",
                  State::untested, "it cannot be seen in the rows themselves",
                  "with another share of yes, or harder rows, all of these numbers move"});
  for (std::size_t k = 0; k < f.inferred.models.size(); ++k) {
    const Calibrated calibration = f.calibration_of(k);
    if (!calibration.is_tested()) continue;
    const bool fine = !calibration.is_rejected(1 - f.level);
    list.push_back(
        {"The probabilities of " + evidence::literal(f.data.rows.models[k].name) +
             " mean what they say",
         fine ? State::holds : State::fails,
         calibration.in_words(1 - f.level) + (f.data.rows.group.empty() ? "" : ", by units"),
         "thresholds that follow from costs lie at the wrong place: calibrate first"});
  }
  return list;
}

std::vector<std::string> caveats_of(const Findings& f) {
  std::vector<std::string> caveats;
  for (std::size_t i = 0; i < std::min<std::size_t>(12, f.data.notes.size()); ++i)
    caveats.push_back(sentence_of(f.data.notes[i]));
  add_sample_caveats(caveats, f);
  add_model_caveats(caveats, f);
  add_row_caveats(caveats, f);
  if (f.inferred.form == Form::score)
    caveats.push_back(
        "A score only orders: before anyone reads it as a probability, calibrate it.");
  if (f.ranked.size() > 2 && f.comparison)
    caveats.push_back("The two best of " + std::to_string(f.ranked.size()) +
                      " were chosen on these rows, so the best looks a little better than it is.");
  return caveats;
}

std::vector<evidence::Next> next_of(const Findings& f, const evidence::Verdict& verdict,
                                    const std::vector<std::string>& files,
                                    const MeasureOptions& options, const Run& run) {
  std::vector<evidence::Next> next;
  if (std::ranges::find(files, "-") != files.end()) return next;
  std::string base = "qed measure";
  for (const std::string& file : files) base += " " + shell_word(file);
  MeasureOptions given = options, defaults;
  base +=
      spelled(measure::options(given), measure::options(defaults)) + spelled(run.level, run.seed);
  next.push_back(
      {"keep the answer as a page", base + " -o " + shell_word(stem(files[0]) + ".html")});
  if (f.data.rows.task == Task::binary && !f.inferred.asked.has_costs)
    next.push_back({"if you know what mistakes cost", base + " --cost-fp 1 --cost-fn 5"});
  if (f.comparison && f.margin == 0)
    next.push_back({"say which difference would matter", base + " --margin 0.01"});
  if (verdict.status == evidence::Status::undecided && f.needed)
    next.push_back({"gather about " + counted(*f.needed) + (f.has_lists() ? " queries" : " rows") +
                        ", then ask again",
                    base});
  return next;
}

}  // namespace qed::answers::measure
