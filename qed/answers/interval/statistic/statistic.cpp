// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/interval/statistic/statistic.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <numeric>

#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/evidence/answer.h"

namespace qed::answers::interval {
namespace {

using calculus::Expression;
using statistics::Functional;
using statistics::Quantity;
using Kind = Expression::Kind;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

bool holds_aggregate(const Expression& e) {
  if (e.kind == Kind::call && is_aggregate(e.name)) return true;
  return std::ranges::any_of(e.arguments, holds_aggregate);
}

// What others call the statistics of this catalogue, and what it is here.
std::string_view usual_name(std::string_view name) {
  struct Alias {
    std::string_view other, hint;
  };
  constexpr Alias kAliases[] = {
      {"avg", "here it is mean(x)"},
      {"average", "here it is mean(x)"},
      {"rate", "here it is share(condition)"},
      {"proportion", "here it is share(condition)"},
      {"prop", "here it is share(condition)"},
      {"percent", "here it is share(condition)"},
      {"count", "share(condition) is the count over the number of rows"},
      {"sum", "a sum over the rows is their number times mean(x)"},
      {"correlation", "here it is cor(x, y)"},
      {"corr", "here it is cor(x, y)"},
      {"pearson", "here it is cor(x, y)"},
      {"spearman", "ranks have no correlation here: cor(x, y) is Pearson's"},
      {"kendall", "ranks have no correlation here: cor(x, y) is Pearson's"},
      {"std", "here it is sd(x)"},
      {"stdev", "here it is sd(x)"},
      {"stddev", "here it is sd(x)"},
      {"var", "here it is variance(x)"},
      {"percentile", "here it is quantile(x, p), p between 0 and 1, or p90(x)"},
      {"roc_auc", "here it is auc(score, label)"},
      {"difference", "here it is diff(a, b)"}};
  const auto found = std::ranges::find(kAliases, name, &Alias::other);
  return found == std::end(kAliases) ? std::string_view() : found->hint;
}

// Every call is of a statistic or a function: refused here, where both are known.
void require_known(const std::string& formula, const Expression& e) {
  for (const Expression& argument : e.arguments) require_known(formula, argument);
  if (e.kind == Kind::call && e.name == "diff" && e.arguments.size() != 2)
    calculus::fail_at(formula, e.from, e.to, "diff takes two statistics",
                      "as in diff(mean(a), mean(b))");
  if (e.kind != Kind::call || is_aggregate(e.name) || calculus::find_function(e.name) != nullptr)
    return;
  if (const std::string_view other = usual_name(e.name); !other.empty())
    calculus::fail_at(formula, e.from, e.from + e.name.size(),
                      "there is no statistic \"" + printable(e.name) + "\"",
                      std::string(other) + "; all of them: qed explain statistics");
  std::vector<std::string> known;
  for (const Aggregate& a : aggregates()) known.emplace_back(a.name);
  for (const calculus::Function& f : calculus::functions()) known.emplace_back(f.name);
  calculus::fail_at(formula, e.from, e.from + e.name.size(),
                    "there is no statistic or function \"" + printable(e.name) + "\"",
                    did_you_mean(e.name, known));
}

// diff(a, b) is a - b, and ratio(a, b) of two statistics a / b: one form for the rest to see.
Expression with_differences(Expression e) {
  for (Expression& argument : e.arguments) argument = with_differences(std::move(argument));
  if (e.kind == Kind::call && e.name == "ratio" && e.arguments.size() == 2 &&
      holds_aggregate(e.arguments[0]) && holds_aggregate(e.arguments[1])) {
    e.kind = Kind::binary;
    e.name = "/";
  }
  if (e.kind == Kind::call && e.name == "diff" && e.arguments.size() == 2) {
    e.kind = Kind::binary;
    e.name = "-";
  }
  return e;
}

Expression call_of(std::string name, const Expression& argument) {
  Expression call;
  call.kind = Kind::call;
  call.name = std::move(name);
  call.from = argument.from, call.to = argument.to;
  call.arguments.push_back(argument);
  return call;
}

bool is_aggregate_call(const Expression& e) { return e.kind == Kind::call && is_aggregate(e.name); }

bool is_call(const Expression& e, std::string_view name) {
  return e.kind == Kind::call && e.name == name;
}

// The ends of a sum or a difference of two ranges; all numbers for another formula.
struct Range {
  double lower = -kInfinity, upper = kInfinity;
};

// One statistic among those of a formula: its arguments begin at `first`.
struct Leaf {
  std::size_t first, count;
  statistics::SmoothFunction value;
  Range range;
};

// Values that are all 0 or more have means and quantiles of that range.
Range range_of_values(const Bound& bound) {
  const Functional f = bound.quantity.functional;
  Range range{bound.quantity.lower, bound.quantity.upper};
  if (f == Functional::mean || f == Functional::quantile) {
    const bool negative = std::ranges::any_of(bound.terms[0], [](double x) { return x < 0; });
    if (!negative) range.lower = std::max(range.lower, 0.0);
  }
  return range;
}

double first_of(std::span<const double> u) { return u[0]; }

class Binder {
 public:
  Binder(const std::string& formula, const data::Table& table, const StatisticSettings& settings)
      : formula_(formula), rows_(formula, table, settings.positive, settings.known),
        settings_{settings.threshold, settings.lower, settings.upper} {}

  Bound bind(const Expression& e) {
    if (!holds_aggregate(e))
      return bind_aggregate(formula_, call_of(rows_.is_yes_no(e) ? "share" : "mean", e), rows_,
                            settings_);
    if (e.kind == Kind::call && is_aggregate(e.name))
      return bind_aggregate(formula_, e, rows_, settings_);
    if (e.kind == Kind::binary && e.name == "-" && is_call(e.arguments[0], "auc") &&
        is_call(e.arguments[1], "auc"))
      return areas(e);
    return formula_of(e);
  }
  const std::vector<std::string>& notes() const { return rows_.notes(); }
  const Reading& reading() const { return rows_.reading(); }

 private:
  // Two scores of the same rows, one label.
  Bound areas(const Expression& e) {
    const Expression &a = e.arguments[0], &b = e.arguments[1];
    Bound first = bind_aggregate(formula_, a, rows_, settings_);
    Bound second = bind_aggregate(formula_, b, rows_, settings_);
    if (calculus::spelled(a.arguments[1]) != calculus::spelled(b.arguments[1]))
      calculus::fail_at(formula_, b.from, b.to, "two areas are compared on one label");
    if (a.arguments.size() > 2 || b.arguments.size() > 2)
      calculus::fail_at(formula_, e.from, e.to, "two areas are compared on the same rows",
                        "keep the rows you want in a file of their own");
    return {statistics::area_difference_quantity(),
            {std::move(first.terms[0]), std::move(second.terms[0]), std::move(second.terms[1])},
            {},
            0.0};
  }

  // Where no statistic of the formula is a quantile or an area, all are functions of means.
  bool is_smooth() const {
    return std::ranges::none_of(bound_, [](const Bound& b) {
      return b.quantity.functional == Functional::quantile ||
             b.quantity.functional == Functional::area;
    });
  }

  // A statistic within a formula as a function of means.
  void add_means(Bound bound) {
    Leaf leaf{terms_.size(), bound.terms.size(), bound.quantity.smooth, range_of_values(bound)};
    if (!leaf.value) leaf.value = first_of;
    if (!bound.asked.empty()) {  // a mean of some rows: a ratio of two means of all
      std::vector<double> is_asked(bound.asked.begin(), bound.asked.end());
      for (auto& term : bound.terms)
        for (std::size_t i = 0; i < term.size(); ++i)
          if (bound.asked[i] == 0) term[i] = 0;
      bound.terms.push_back(std::move(is_asked));
      ++leaf.count;
      leaf.value = [value = leaf.value](std::span<const double> u) -> std::optional<double> {
        if (!(u.back() > 0)) return std::nullopt;
        std::vector<double> of_asked(u.begin(), u.end() - 1);
        for (double& mean : of_asked) mean /= u.back();
        return value(of_asked);
      };
    }
    for (auto& term : bound.terms) terms_.push_back(std::move(term));
    leaves_.push_back(std::move(leaf));
  }

  // The same as a function of parts, which read each column once: rows that are not asked for weigh nothing.
  void add_parts(Bound bound) {
    const Functional f = bound.quantity.functional;
    const std::size_t count = f == Functional::area ? 1 : bound.terms.size();
    Leaf leaf{parts_.size(), count, bound.quantity.smooth, range_of_values(bound)};
    if (!leaf.value) leaf.value = first_of;
    std::optional<std::size_t> weight;
    if (!bound.asked.empty()) {
      for (auto& term : bound.terms)
        for (std::size_t i = 0; i < term.size(); ++i)
          if (bound.asked[i] == 0 && std::isnan(term[i])) term[i] = 0;
      weight = place_of({bound.asked.begin(), bound.asked.end()});
    }
    for (std::size_t k = 0; k < count; ++k) {
      statistics::Part part{.p = bound.quantity.p, .weight = weight};
      if (f == Functional::quantile || f == Functional::area) part.functional = f;
      if (f == Functional::area) part.label = place_of(std::move(bound.terms[1]));
      part.term = place_of(std::move(bound.terms[k]));
      parts_.push_back(part);
    }
    leaves_.push_back(std::move(leaf));
  }

  // A column among the terms: one that is there stands for its equals, missing values included.
  std::size_t place_of(std::vector<double> column) {
    const auto same = [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); };
    for (std::size_t k = 0; k < terms_.size(); ++k)
      if (std::ranges::equal(terms_[k], column, same)) return k;
    terms_.push_back(std::move(column));
    return terms_.size() - 1;
  }

  // The formula with a variable in place of each statistic.
  Expression without_calls(const Expression& e) {
    if (e.kind == Kind::call && is_aggregate(e.name)) {
      bound_.push_back(bind_aggregate(formula_, e, rows_, settings_));
      Expression name = e;
      name.kind = Kind::name;
      name.arguments.clear();
      name.name = std::to_string(bound_.size() - 1);
      return name;
    }
    if (e.kind == Kind::name)
      calculus::fail_at(
          formula_, e.from, e.to,
          "a column stands inside of a statistic here, as in mean(" + printable(e.name) + ")");
    Expression copy = e;
    for (Expression& argument : copy.arguments) argument = without_calls(argument);
    return copy;
  }

  Range range_of(const Expression& e) const {
    if (e.kind == Kind::number) return {e.number, e.number};
    if (e.kind == Kind::name) return leaves_[std::stoul(e.name)].range;
    if (e.kind != Kind::binary) return {};
    const Range a = range_of(e.arguments[0]), b = range_of(e.arguments[1]);
    if (e.name == "-") return {a.lower - b.upper, a.upper - b.lower};
    if (e.name == "+") return {a.lower + b.lower, a.upper + b.upper};
    const bool positive = a.lower >= 0 && b.lower >= 0;
    if (positive && (e.name == "/" || e.name == "*")) return {0, kInfinity};
    return {};
  }

  // Two shares against each other, of the rows of two arms or of the same rows.
  statistics::Form form_of(const Expression& e) const {
    using statistics::Form;
    const auto is_share = [](const Bound& b) { return b.quantity.functional == Functional::share; };
    const bool two = e.kind == Kind::binary && bound_.size() == 2 &&
                     is_aggregate_call(e.arguments[0]) && is_aggregate_call(e.arguments[1]);
    if (!two || !is_share(bound_[0]) || !is_share(bound_[1])) return Form::any;
    const auto& [first, second] = std::pair<const Bound&, const Bound&>(bound_[0], bound_[1]);
    if (first.asked.empty() && second.asked.empty())
      return e.name == "-" ? Form::paired_difference : Form::any;
    if (first.asked.empty() || second.asked.empty()) return Form::any;
    for (std::size_t i = 0; i < first.asked.size(); ++i)
      if (first.asked[i] != 0 && second.asked[i] != 0 && !std::isnan(first.terms[0][i]) &&
          !std::isnan(second.terms[0][i]))
        return Form::any;  // a row in both
    return e.name == "-" ? Form::share_difference : e.name == "/" ? Form::share_ratio : Form::any;
  }

  // 4/20 over 0/20 is infinite, not undefined.
  static std::optional<double> ratio_of_shares(std::span<const double> u) {
    if (!(u[1] > 0 && u[3] > 0) || (u[0] == 0 && u[2] == 0)) return std::nullopt;
    return u[2] > 0 ? u[0] / u[1] / (u[2] / u[3]) : kInfinity;
  }

  Bound formula_of(const Expression& e) {
    const Expression over = without_calls(e);
    const bool smooth = is_smooth();
    const statistics::Form form = form_of(e);
    for (Bound& bound : bound_) smooth ? add_means(std::move(bound)) : add_parts(std::move(bound));
    if (leaves_.size() > 64)
      calculus::fail_at(formula_, e.from, e.to, "a formula holds at most 64 statistics");
    const Range range = range_of(over);
    const bool difference =
        e.kind == Kind::binary && e.name == "-" && e.arguments[1].kind != Kind::number;
    const bool has_reference = difference && !is_spread();
    statistics::SmoothFunction value = value_of(over);
    if (form == statistics::Form::share_ratio) {
      Bound ratio{
          statistics::smooth_quantity(ratio_of_shares, 0, kInfinity), std::move(terms_), {}, 1.0};
      ratio.quantity.form = form;
      return ratio;
    }
    if (form != statistics::Form::any) {
      Bound two{statistics::smooth_quantity(std::move(value), range.lower, range.upper),
                std::move(terms_),
                {},
                0.0};
      two.quantity.form = form;
      return two;
    }
    return {smooth ? statistics::smooth_quantity(std::move(value), range.lower, range.upper)
                   : statistics::compound_quantity(std::move(value), std::move(parts_), range.lower,
                                                   range.upper),
            std::move(terms_),
            {},
            has_reference ? std::optional(0.0) : std::nullopt};
  }

  // p90(x) - p10(x): two quantiles of the same rows, which are in order; 0 is no question.
  bool is_spread() const {
    return parts_.size() == 2 && parts_[0].functional == Functional::quantile &&
           parts_[1].functional == Functional::quantile && parts_[0].term == parts_[1].term &&
           parts_[0].weight == parts_[1].weight;
  }

  // The formula's value by what its statistics are functions of.
  statistics::SmoothFunction value_of(const Expression& over) const {
    auto compiled = std::make_shared<const calculus::Compiled>(
        formula_, over,
        [](const Expression& name) { return static_cast<std::size_t>(std::stoul(name.name)); });
    return [leaves = leaves_, compiled](std::span<const double> u) -> std::optional<double> {
      double values[64];
      for (std::size_t k = 0; k < leaves.size(); ++k) {
        const auto v = leaves[k].value(u.subspan(leaves[k].first, leaves[k].count));
        if (!v) return std::nullopt;
        values[k] = *v;
      }
      const double result = (*compiled)({values, leaves.size()});
      if (!std::isfinite(result)) return std::nullopt;
      return result;
    };
  }

  const std::string& formula_;
  RowValues rows_;
  AggregateSettings settings_;
  std::vector<std::vector<double>> terms_;
  std::vector<Bound> bound_;  // of the formula's statistics
  std::vector<Leaf> leaves_;
  std::vector<statistics::Part> parts_;
};

std::vector<double> weights_of(const data::Column& column) {
  std::vector<double> w = column.numbers();
  for (std::size_t i = 0; i < w.size(); ++i)
    if (w[i] < 0 || std::isinf(w[i]))
      throw Error(ErrorCode::bad_data,
                  "weights: column \"" + printable(column.name) + "\" is " +
                      (w[i] < 0 ? "negative" : "infinite") + " in row " + std::to_string(i + 1),
                  "a weight says for how many rows a row stands: 0 or more");
  return w;
}

// Rows that are asked for and have a weight have one and the same.
bool are_equal(const std::vector<double>& w, const std::vector<std::uint8_t>& asked) {
  double seen = 0;
  for (std::size_t i = 0; i < w.size(); ++i) {
    if (std::isnan(w[i]) || (!asked.empty() && asked[i] == 0)) continue;
    if (!(w[i] > 0) || (seen > 0 && w[i] != seen)) return false;
    seen = w[i];
  }
  return true;
}

// Means become ratios of means: Σ w u / Σ w.
void weigh_means(Bound& bound, const std::vector<double>& w) {
  for (auto& term : bound.terms)
    for (std::size_t i = 0; i < w.size(); ++i) term[i] *= w[i];
  bound.terms.push_back(w);
  statistics::SmoothFunction value = bound.quantity.smooth;
  if (!value) value = first_of;
  bound.quantity = statistics::smooth_quantity(
      [value](std::span<const double> u) -> std::optional<double> {
        if (!(u.back() > 0)) return std::nullopt;
        std::vector<double> means(u.begin(), u.end() - 1);
        for (double& mean : means) mean /= u.back();
        return value(means);
      },
      bound.quantity.lower, bound.quantity.upper);
}

// A part of some rows has the product of being asked for and the weight.
void weigh_parts(Bound& bound, const std::vector<double>& w) {
  std::map<std::optional<std::size_t>, std::size_t> weighted;  // by what weighed before
  for (statistics::Part& part : bound.quantity.parts) {
    const auto [place, fresh] = weighted.try_emplace(part.weight, bound.terms.size());
    if (fresh) {
      std::vector<double> product = w;
      for (std::size_t i = 0; i < w.size() && part.weight; ++i)
        product[i] *= bound.terms[*part.weight][i];
      bound.terms.push_back(std::move(product));
    }
    part.weight = place->second;
  }
}

// False: they change nothing.
bool weigh(Bound& bound, const std::vector<double>& w, std::vector<std::string>& notes) {
  const Functional f = bound.quantity.functional;
  if (f == Functional::mean || f == Functional::share || f == Functional::smooth)
    return weigh_means(bound, w), true;
  if (are_equal(w, bound.asked)) {  // the methods of rows without weights know more
    notes.push_back("Weights are all equal: they change nothing");
    for (std::size_t i = 0; i < w.size(); ++i)
      if (std::isnan(w[i])) bound.terms[0][i] = w[i];
    return false;
  }
  if (f == Functional::compound) return weigh_parts(bound, w), true;
  bound.terms.push_back(w);
  if (f == Functional::quantile)
    bound.quantity = statistics::weighted_quantile_quantity(bound.quantity.p);
  else if (f == Functional::area)
    bound.quantity = statistics::weighted_area_quantity();
  else
    bound.quantity = statistics::compound_quantity(
        [](std::span<const double> areas) { return std::optional(areas[0] - areas[1]); },
        {{.functional = Functional::area, .term = 0, .label = 2, .weight = 3},
         {.functional = Functional::area, .term = 1, .label = 2, .weight = 3}},
        -1, 1);
  return true;
}

// Keeps the rows that are asked for and whole.
void keep_rows(Statistic& s, Bound& bound, std::int64_t n) {
  const auto is_whole = [](const std::vector<double>& term) {
    return std::ranges::none_of(term, [](double x) { return std::isnan(x); });
  };
  if (bound.asked.empty() && std::ranges::all_of(bound.terms, is_whole)) {
    s.rows.resize(static_cast<std::size_t>(n));
    std::iota(s.rows.begin(), s.rows.end(), std::int64_t{0});
    s.terms = std::move(bound.terms);
    return;
  }
  for (std::int64_t i = 0; i < n; ++i) {
    const auto row = static_cast<std::size_t>(i);
    const bool missing =
        std::ranges::any_of(bound.terms, [&](const auto& term) { return std::isnan(term[row]); });
    if (!bound.asked.empty() && bound.asked[row] == 0) {
      ++s.not_asked;
    } else if (missing) {
      ++s.missing;
    } else {
      s.rows.push_back(i);
    }
  }
  for (auto& term : bound.terms) {
    std::vector<double> kept;
    kept.reserve(s.rows.size());
    for (const std::int64_t i : s.rows) kept.push_back(term[static_cast<std::size_t>(i)]);
    s.terms.push_back(std::move(kept));
  }
}

// kind == "a": what stands in double quotes is a column where there is one of that name, else a word.
void take_words(const std::string& formula, const data::Table& table, Expression& e) {
  for (Expression& argument : e.arguments) take_words(formula, table, argument);
  if (e.kind != Kind::binary || (e.name != "==" && e.name != "!=")) return;
  for (Expression& side : e.arguments) {
    const bool quoted =
        side.kind == Kind::name && side.from < formula.size() && formula[side.from] == '"';
    if (quoted &&
        std::ranges::find(table.columns, side.name, &data::Column::name) == table.columns.end())
      side.kind = Kind::text;
  }
}

}  // namespace

Statistic bind_statistic(const std::string& formula, const data::Table& table,
                         const StatisticSettings& settings) {
  Expression parsed = calculus::parse(formula);
  take_words(formula, table, parsed);
  require_known(formula, parsed);
  const Expression e = with_differences(parsed);
  Binder binder(formula, table, settings);
  Bound bound = binder.bind(e);
  Statistic s;
  s.notes = binder.notes();
  if (!settings.weights.empty()) {
    const std::vector<double> w = weights_of(table.column(settings.weights));
    if (weigh(bound, w, s.notes)) s.weights = settings.weights;
    if (const auto none = std::ranges::count(w, 0.0); none > 0)
      s.notes.push_back(counted(none) +
                        (none == 1 ? " row weighs 0 and counts" : " rows weigh 0 and count") +
                        " for nothing");
  }
  s.text = calculus::spelled(parsed);
  if (e.kind == Kind::name && !holds_aggregate(e))
    s.text = (bound.quantity.functional == Functional::share ? "share(" : "mean(") + s.text + ")";
  s.asked = asked_by(parsed);
  s.quantity = bound.quantity;
  s.reference = bound.reference;
  s.columns = calculus::variables(e);
  s.reading = binder.reading();
  keep_rows(s, bound, table.rows);
  require(!s.rows.empty() || settings.known != nullptr, ErrorCode::bad_data,
          "no row can be used for " + printable(s.text, 60) + ": " + counted(s.missing) +
              " miss a value" +
              (s.not_asked > 0 ? ", " + counted(s.not_asked) + " do not meet the condition" : ""));
  return s;
}

}  // namespace qed::answers::interval
