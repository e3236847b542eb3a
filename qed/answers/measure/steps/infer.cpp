// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/steps/infer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "qed/algorithms/sorting/rising_order.h"
#include "qed/answers/measure/columns/labels.h"
#include "qed/answers/measure/columns/levels.h"
#include "qed/answers/measure/scores/ranking.h"
#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/data/roles/names.h"
#include "qed/probability/distributions/continuous.h"
#include "qed/statistics/intervals/intervals.h"
#include "qed/statistics/tests/tests.h"

namespace qed::answers::measure {
namespace {

using statistics::Estimate;

constexpr double kFarShare =
    0.2;        // labels below a prediction: so few, or so many, and it is a quantile
constexpr double kLargestCount = 100;    // median label of what is taken as counts
constexpr double kInfinity = std::numeric_limits<double>::infinity();

constexpr double kFarOdds = 4, kFarErrors = 5;  // of a mean that is no probability's

// The first distinct values, at most three.
std::vector<double> first_values(const std::vector<double>& f) {
  std::vector<double> found;
  for (const double v : f) {
    if (std::ranges::find(found, v) != found.end()) continue;
    found.push_back(v);
    if (found.size() > 2) break;
  }
  std::ranges::sort(found);
  return found;
}

Estimate share_of(std::int64_t hits, const std::vector<double>& of, const Rows& rows,
                  double level) {
  if (rows.group.empty())
    return statistics::proportion_interval(hits, static_cast<std::int64_t>(of.size()), level);
  return estimate_of(mean_of(of), 0, 1, rows, level);
}

Estimate excess_of(const Rows& rows, const std::vector<double>& f, double level) {
  std::vector<double> excess(rows.n());
  for (std::size_t i = 0; i < excess.size(); ++i) excess[i] = f[i] - rows.y[i];
  return estimate_of(mean_of(std::move(excess)), -kInfinity, kInfinity, rows, level);
}

Estimate below_of(const Rows& rows, const std::vector<double>& f, double level) {
  std::vector<double> below(rows.n());
  std::int64_t hits = 0;
  for (std::size_t i = 0; i < below.size(); ++i)
    below[i] = rows.y[i] <= f[i], hits += rows.y[i] <= f[i];
  return share_of(hits, below, rows, level);
}

// Spiegelhalter's Σ (y - p)(1 - 2p), whose mean is 0 where probabilities are right; of units by what these spread.
std::optional<double> calibration_p(const Model& m, const Rows& rows) {
  if (rows.group.empty()) {
    std::vector<std::uint8_t> label(rows.n());
    for (std::size_t i = 0; i < label.size(); ++i) label[i] = rows.y[i] == 1;
    return statistics::spiegelhalter_test(m.f, label).p_value;
  }
  std::vector<double> terms(rows.n());
  for (std::size_t i = 0; i < terms.size(); ++i) terms[i] = (rows.y[i] - m.f[i]) * (1 - 2 * m.f[i]);
  const Scored mean = mean_of(std::move(terms));
  const StandardError error = error_of(mean.influence, rows);
  if (!(error.value > 0)) return std::nullopt;
  return 2 * probability::StudentT(error.degrees).survival(std::abs(mean.value) / error.value);
}

// Far from a probability in the large, and worth less than a constant as one.
bool refutes_probability(const Model& m, const Rows& rows) {
  double mean = 0, lost = 0;
  std::vector<double> excess(rows.n());
  for (std::size_t i = 0; i < excess.size(); ++i) {
    excess[i] = m.f[i] - rows.y[i];
    mean += m.f[i], lost += excess[i] * excess[i];
  }
  const auto n = static_cast<double>(rows.n());
  mean /= n;
  const double yes = mean_label(rows);
  if (!(yes > 0 && yes < 1 && mean > 0 && mean < 1)) return false;
  // What is too sure of itself has a mean that is off, too, but not the middle one of its values.
  const double middle = quantile_of(m.f, 0.5);
  const auto odds = [](double p) { return p / (1 - p); };
  const double high = std::min(odds(mean), odds(middle)) / odds(yes),
               low = std::max(odds(mean), odds(middle)) / odds(yes);
  const Scored off = mean_of(std::move(excess));
  return (high >= kFarOdds || low <= 1 / kFarOdds) && lost / n > yes * (1 - yes) &&
         std::abs(off.value) > kFarErrors * standard_error(off.influence, rows);
}

// Were all of them probabilities by their range only, and are none by their values?
void take_as_scores(std::vector<Seen>& seen, Rows& rows) {
  for (std::size_t k = 0; k < seen.size(); ++k)
    if (seen[k].form != Form::probability || rows.models[k].says_probability ||
        !refutes_probability(rows.models[k], rows))
      return;
  for (std::size_t k = 0; k < seen.size(); ++k) {
    Seen& s = seen[k];
    const double mean = mean_label(rows) + s.excess.value();
    s.form = rows.models[k].form = Form::score;
    s.is_refuted = true;
    s.why = "in [0, 1], but its name says no probability and its mean " +
            shortest(std::round(1e3 * mean) / 1e3) + " is far from the share of yes";
    s.calibration_p.reset();
  }
}

Seen see_binary(Model& m, const Rows& rows, const std::string& asked, bool by_name, double level) {
  Seen seen;
  const auto values = first_values(m.f);
  seen.lowest = *std::ranges::min_element(m.f), seen.highest = *std::ranges::max_element(m.f);
  seen.is_constant = values.size() == 1;
  seen.equals_label = m.f == rows.y;
  seen.reverses_label =
      std::ranges::equal(m.f, rows.y, [](double f, double y) { return f == 1 - y; });
  const bool unit_range = seen.lowest >= 0 && seen.highest <= 1;
  const bool zero_one = std::ranges::all_of(values, [](double v) { return v == 0 || v == 1; });
  if (values.size() <= 2 && (zero_one || (values.size() == 2 && !unit_range))) {
    if (!zero_one) {
      m.yes_is = values[1];
      for (double& v : m.f) v = v == values[1];  // rises: the order stays
    }
    seen.form = Form::decision;
    seen.why = "it has two values";
    return seen;
  }
  require(asked != "probability" || unit_range, ErrorCode::bad_option,
          "form: is \"probability\", but " + printable(m.name) + " has values from " +
              shortest(seen.lowest) + " to " + shortest(seen.highest));
  if (asked != "auto") by_name = asked == "probability";
  seen.form = unit_range && by_name ? Form::probability : Form::score;
  seen.why = asked != "auto" ? "as asked"
             : unit_range    ? (by_name ? "its values lie in [0, 1]"
                                        : "its values lie in [0, 1], but its name claims nothing")
                             : "its values leave [0, 1], so it can only order";
  if (seen.form != Form::probability) return seen;
  seen.excess = excess_of(rows, m.f, level);
  seen.calibration_p = calibration_p(m, rows);
  return seen;
}

bool holds(const Estimate& e, double value) {
  return e.is_defined() && e.interval() && e.interval()->contains(value);
}

void as_quantile(Seen& seen, double level, std::string why) {
  seen.form = level == 0.5 ? Form::median : Form::quantile;
  seen.level = level;
  seen.why = std::move(why);
}

Seen see_number(const Model& m, const Rows& rows, const MeasureOptions& options, double level) {
  Seen seen;
  seen.lowest = *std::ranges::min_element(m.f), seen.highest = *std::ranges::max_element(m.f);
  seen.is_constant = seen.lowest == seen.highest;
  seen.equals_label = m.f == rows.y;
  seen.excess = excess_of(rows, m.f, level);
  seen.below = below_of(rows, m.f, level);
  if (options.quantile > 0) {
    as_quantile(seen, options.quantile, "as asked");
    return seen;
  }
  if (const auto claimed = level_in(m.name)) {
    as_quantile(seen, claimed->level, "by its name");
    return seen;
  }
  const bool mean = holds(seen.excess, 0), median = holds(seen.below, 0.5);
  const double share = seen.below.is_defined() ? seen.below.value() : 0.5;
  seen.form = Form::mean;
  if (mean && median) {
    seen.why = "mean error 0, half below: mean or median";
  } else if (mean) {
    seen.why = "mean error 0, no median";
  } else if (median) {
    as_quantile(seen, 0.5, "half of the labels below, mean error not 0");
  } else if (share <= kFarShare || share >= 1 - kFarShare) {
    const double rounded = std::clamp(std::round(20 * share) / 20, 0.05, 0.95);
    as_quantile(seen, rounded, "most labels on one side; --quantile says it");
  } else {
    seen.why = "neither mean nor median here: a biased mean";
  }
  return seen;
}

Seen see_interval(const Model& m, const Rows& rows, const MeasureOptions& options, double level) {
  constexpr std::array<double, 6> kUsual{0.5, 0.68, 0.8, 0.9, 0.95, 0.99};
  Seen seen{.form = Form::interval, .why = {}};
  seen.lowest = *std::ranges::min_element(m.f), seen.highest = *std::ranges::max_element(m.upper);
  std::vector<double> inside(rows.n());
  std::int64_t hits = 0;
  for (std::size_t i = 0; i < inside.size(); ++i) {
    inside[i] = m.f[i] <= rows.y[i] && rows.y[i] <= m.upper[i];
    hits += inside[i] == 1;
  }
  seen.below = share_of(hits, inside, rows, level);
  const double covered = static_cast<double>(hits) / static_cast<double>(rows.n());
  const auto nearest =
      std::ranges::min_element(kUsual, {}, [&](double l) { return std::abs(l - covered); });
  seen.level = options.quantile > 0 ? options.quantile : *nearest;
  seen.why = options.quantile > 0 ? "two ends, and the level that was asked for"
                                  : "two ends; usual level nearest to what they hold";
  return seen;
}

// How many rows have a quantile below one of a lower level.
std::int64_t crossing_rows(const Model& m, std::size_t n) {
  std::int64_t crossing = 0;
  for (std::size_t i = 0; i < n; ++i) {
    bool crosses = false;
    for (std::size_t k = 1; k < m.P.size(); ++k) crosses = crosses || m.P[k][i] < m.P[k - 1][i];
    crossing += crosses;
  }
  return crossing;
}

Seen see_quantiles(const Model& m, const Rows& rows) {
  std::string levels;
  if (m.levels.size() <= 5)
    for (const double level : m.levels) levels += (levels.empty() ? "" : ", ") + shortest(level);
  else
    levels = shortest(m.levels.front()) + " to " + shortest(m.levels.back());
  Seen seen{.form = Form::quantiles,
            .why = std::to_string(m.levels.size()) + " levels by its names: " + levels};
  seen.crossing = crossing_rows(m, rows.n());
  return seen;
}

// Ranks claim nothing but an order within each query.
Seen see_ranks(const Model& m, const Rows& rows) {
  Seen seen{.form = Form::ranks,
            .why = m.were_places ? "a place in its list, the lowest first"
                                 : "a higher value is earlier in its list"};
  seen.lowest = *std::ranges::min_element(m.f), seen.highest = *std::ranges::max_element(m.f);
  seen.equals_label = m.f == rows.y;
  std::vector<double> first(static_cast<std::size_t>(rows.queries), kInfinity);
  seen.is_constant = true;
  for (std::size_t i = 0; i < rows.n() && seen.is_constant; ++i) {
    double& mine = first[static_cast<std::size_t>(rows.query[i])];
    if (mine == kInfinity) mine = m.f[i];
    seen.is_constant = m.f[i] == mine;
  }
  return seen;
}

Seen see(Model& m, const Rows& rows, const MeasureOptions& options, bool by_name, double level) {
  if (rows.task == Task::ranking) return see_ranks(m, rows);
  if (!m.upper.empty()) return see_interval(m, rows, options, level);
  if (!m.levels.empty()) return see_quantiles(m, rows);
  if (!m.P.empty()) return {.form = Form::probabilities, .why = "one column a class"};
  if (rows.task == Task::classes) {
    Seen seen{.form = Form::class_word, .why = "it holds the label's words"};
    seen.equals_label = m.f == rows.y;
    return seen;
  }
  return rows.task == Task::binary ? see_binary(m, rows, options.form, by_name, level)
                                   : see_number(m, rows, options, level);
}

// The form that all can be scored as.
Form common_form(const std::vector<Seen>& seen, std::string& mixed) {
  const auto is = [&](Form form) { return [form](const Seen& s) { return s.form == form; }; };
  const Form first = seen.front().form;
  if (std::ranges::all_of(seen, is(first))) {
    const bool one_level =
        std::ranges::all_of(seen, [&](const Seen& s) { return s.level == seen.front().level; });
    if (first == Form::quantile && !one_level)
      mixed =
          "The predictions look like quantiles of different levels; all are scored at the first's.";
    return first;
  }
  require(std::ranges::none_of(seen, is(Form::quantiles)), ErrorCode::bad_data,
          "a set of quantiles cannot be compared with a number",
          "compare forecasts that name the same levels: --prediction COLUMN,...");
  require(std::ranges::none_of(seen, is(Form::interval)), ErrorCode::bad_data,
          "an interval cannot be compared with a number", "compare intervals with intervals");
  if (std::ranges::any_of(seen, is(Form::class_word))) {
    mixed =
        "One model gives classes, the other probabilities: both are judged by the class they "
        "choose.";
    return Form::class_word;
  }
  if (std::ranges::any_of(seen, is(Form::decision))) {
    mixed = "Decisions are compared with scores: all are judged as decisions at their thresholds.";
    return Form::decision;
  }
  if (std::ranges::any_of(seen, is(Form::score))) {
    mixed = "Some predictions are scores without a scale, so all are judged as an order.";
    return Form::score;
  }
  mixed =
      "The predictions look like different things (mean, median, quantile); all are judged as "
      "means, which is "
      "unfair to the others: --quantile 0.5 judges them as medians.";
  return Form::mean;
}

bool are_counts(const Rows& rows) {
  const bool whole =
      std::ranges::all_of(rows.y, [](double y) { return y >= 0 && y == std::floor(y); });
  const bool positive = std::ranges::all_of(rows.models, [](const Model& m) {
    return std::ranges::all_of(m.f, [](double f) { return f > 0; });
  });
  return whole && positive && quantile_of(rows.y, 0.5) <= kLargestCount;
}

// The score from which on as many rows are decided yes as there are.
double break_even(const Rows& rows, const std::vector<double>& f) {
  const double yes = mean_label(rows);
  if (yes <= 0) return kInfinity;
  const auto n = static_cast<double>(rows.n());
  return quantile_of(f, (n - std::round(n * yes) + 1) / n);
}

// The score from which on the isotonic share of yes is above c.
double from_share(const Rows& rows, const Model& m, double c) {
  const std::vector<double> share = isotonic_at(m, rows.y, m);
  for (const std::uint32_t i : m.order)
    if (share[i] > c) return m.f[i];
  return kInfinity;
}

void set_thresholds(Rows& rows, const Inferred& inferred, const MeasureOptions& options) {
  if (rows.task != Task::binary) return;
  double given = 0;
  const bool is_given = options.threshold != "auto";
  if (is_given) {
    const char* end = options.threshold.data() + options.threshold.size();
    const auto [stop, error] = std::from_chars(options.threshold.data(), end, given);
    require(error == std::errc() && stop == end && std::isfinite(given), ErrorCode::bad_option,
            "threshold: is \"" + printable(options.threshold) + "\", but must be a number or auto");
  }
  const LossSettings& costs = inferred.asked.loss;
  const double c = costs.false_positive / (costs.false_positive + costs.false_negative);
  for (Model& m : rows.models) {
    const bool costs_known = inferred.asked.has_costs;
    if (m.form == Form::decision)
      m.threshold = 0.5, m.threshold_why = "decisions as they are";
    else if (is_given)
      m.threshold = given, m.threshold_why = "as given";
    else if (m.form == Form::probability)
      m.threshold = c, m.threshold_why = costs_known
                                             ? "where both mistakes cost the same in expectation"
                                             : "a false alarm is taken to cost as much as a miss";
    else if (costs_known)
      m.threshold = from_share(rows, m, c), m.threshold_why =
                                                "where the share of yes passes what the costs "
                                                "ask, found on these rows, which flatters it";
    else
      m.threshold = break_even(rows, m.f),
      m.threshold_why = "as many rows are decided yes as there are";
  }
}

}  // namespace

Inferred infer(Rows& rows, const MeasureOptions& options, bool by_name, double level) {
  Inferred inferred;
  require((options.cost_fp > 0) == (options.cost_fn > 0), ErrorCode::bad_option,
          options.cost_fp > 0 ? "cost_fn: is missing, but --cost-fp is given"
                              : "cost_fp: is missing, but --cost-fn is given",
          "costs are compared with each other: give both");
  inferred.asked.has_costs = options.cost_fp > 0;
  require(!inferred.asked.has_costs || rows.task == Task::binary, ErrorCode::bad_option,
          "cost_fp: false alarms and misses belong to a label of yes and no, and this one is " +
              std::string(name(rows.task)));
  if (inferred.asked.has_costs)
    inferred.asked.loss.false_positive = options.cost_fp,
    inferred.asked.loss.false_negative = options.cost_fn;
  require(options.form == "auto" || rows.task == Task::binary, ErrorCode::bad_option,
          "form: probabilities and scores belong to a label of yes and no, and this one is " +
              std::string(name(rows.task)));
  for (Model& m : rows.models) {
    if (rows.task != Task::classes && !m.f.empty()) m.order = algorithms::rising_order(m.f);
    inferred.models.push_back(see(m, rows, options, by_name, level));
    m.form = inferred.models.back().form;
  }
  if (rows.task == Task::binary && options.form == "auto") take_as_scores(inferred.models, rows);
  inferred.form = common_form(inferred.models, inferred.mixed);
  inferred.asked.top = options.top;
  if (rows.task == Task::ranking) inferred.asked.gain = gain_of(rows);
  inferred.asked.loss.quantile = inferred.models.front().level;
  if (inferred.form == Form::quantiles) inferred.asked.levels = rows.models.front().levels;
  if (inferred.form == Form::interval) inferred.asked.claimed = inferred.models.front().level;
  if (rows.task == Task::regression && inferred.form == Form::mean && are_counts(rows))
    rows.task = Task::count;
  set_thresholds(rows, inferred, options);
  return inferred;
}

}  // namespace qed::answers::measure
