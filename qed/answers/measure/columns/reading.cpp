// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/columns/reading.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <utility>

#include "qed/answers/measure/columns/labels.h"
#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/metrics/multiclass/multiclass.h"
#include "qed/probability/distributions/continuous.h"

namespace qed::answers::measure {
namespace {

using data::Column;
using data::Table;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

// A prediction column as numbers; words of the label, and two numbers where labels are 0 and 1, are decisions.
std::vector<double> prediction_of(const Column& column, const Reading& reading) {
  if (holds_words(column) && !reading.classes.empty()) {
    // A label that turned out to have one class has an empty name for the other.
    return codes_of(column, reading.classes);
  }
  require(!holds_words(column), ErrorCode::bad_data,
          "prediction \"" + printable(column.name) + "\" holds words, but the label holds numbers");
  require(reading.task != Task::classes, ErrorCode::bad_data,
          "prediction \"" + printable(column.name) +
              "\" is one column of numbers, but the label has " +
              std::to_string(reading.classes.size()) + " classes",
          "name one column of probabilities a class, in the order " + join_words(reading.classes) +
              ", or a column of predicted classes");
  return column.numbers();
}

// μ + σ z at each level; missing where either is.
std::vector<std::vector<double>> normal_quantiles(const Table& table, const QuantileSet& set) {
  const std::vector<double> mu = table.column(set.columns[0]).numbers(),
                            sigma = table.column(set.columns[1]).numbers();
  for (std::size_t i = 0; i < sigma.size(); ++i)
    if (sigma[i] < 0)
      throw Error(ErrorCode::bad_value,
                  "row " + counted(static_cast<std::int64_t>(i) + 1) + ": \"" +
                      printable(set.columns[1]) + "\" is " + shortest(sigma[i]) +
                      ", but a deviation is 0 or more",
                  "--prediction COLUMN,... names other predictions");
  std::vector<std::vector<double>> quantiles;
  for (const double level : set.levels) {
    const double z = probability::Normal(0, 1).quantile(level);
    quantiles.push_back(mu);
    for (std::size_t i = 0; i < mu.size(); ++i) quantiles.back()[i] += sigma[i] * z;
  }
  return quantiles;
}

// The number that counts as yes, or no, as the file spells it; NaN for none.
double number_of(const std::string& spelled) {
  double value = std::numeric_limits<double>::quiet_NaN();
  std::from_chars(spelled.data(), spelled.data() + spelled.size(), value);
  return value;
}

std::vector<double> of_words(const Column& column, const Reading& reading, std::int64_t& others) {
  std::unordered_map<std::string, double> code;
  for (std::size_t k = 0; k < reading.classes.size(); ++k)
    if (!reading.classes[k].empty()) code.emplace(reading.classes[k], static_cast<double>(k));
  std::vector<double> y(static_cast<std::size_t>(column.size()), kMissing);
  for (std::size_t i = 0; i < y.size(); ++i)
    if (const auto word = column.text_at(static_cast<std::int64_t>(i))) {
      const auto at = code.find(as_spelled_in(reading.classes, *word, column));
      if (at == code.end())
        ++others;
      else
        y[i] = at->second;
    }
  return y;
}

constexpr int kMostDecimals = 6;
constexpr double kExact = 1e-9, kNoted = 1e-5;  // sums that are 1, and those that are worth a word
constexpr double kMostRounding = 0.1;

// The least d <= kMostDecimals such that all are multiples of 10⁻ᵈ; one more where there is none.
int decimals_of(const std::vector<std::vector<double>>& P) {
  int decimals = 0;
  double unit = 1;
  for (const auto& column : P)
    for (const double p : column)
      while (decimals <= kMostDecimals && std::abs(p * unit - std::round(p * unit)) > 1e-9 * unit)
        ++decimals, unit *= 10;
  return decimals;
}

// Each of K numbers may be half a unit of its last decimal off.
double allowed_of(int decimals, std::size_t K) {
  const double rounding = decimals == 0 || decimals > kMostDecimals
                              ? 0
                              : std::pow(10, -decimals) / 2 * static_cast<double>(K);
  return std::max(metrics::kRowSumTolerance, std::min(rounding, kMostRounding)) + kExact;
}

}  // namespace

std::vector<Model> models_of(const Table& table, const Reading& reading) {
  const Predictions& p = reading.predictions;
  std::vector<Model> models;
  if (!p.classes.empty()) {
    Model m{.name = reading.name, .form = Form::probabilities, .f = {}};
    for (const std::string& column : p.classes) m.P.push_back(table.column(column).numbers());
    models.push_back(std::move(m));
  }
  if (p.ends) {
    Model m{.name = p.ends->first + " to " + p.ends->second,
            .form = Form::interval,
            .f = table.column(p.ends->first).numbers()};
    m.upper = table.column(p.ends->second).numbers();
    models.push_back(std::move(m));
  }
  for (const QuantileSet& set : p.sets) {
    Model m{.name = set.name, .form = Form::quantiles, .f = {}};
    if (set.is_normal)
      m.P = normal_quantiles(table, set);
    else
      for (const std::string& column : set.columns) m.P.push_back(table.column(column).numbers());
    m.levels = set.levels;
    models.push_back(std::move(m));
  }
  for (const std::string& column : p.columns) {
    Model m{.name = column,
            .form = reading.task == Task::classes   ? Form::class_word
                    : reading.task == Task::ranking ? Form::ranks
                                                    : Form::score,
            .f = {}};
    m.f = prediction_of(table.column(column), reading);
    m.were_places = reading.task == Task::ranking && counts_ranks(table.column(column));
    if (m.were_places)
      for (double& f : m.f) f = -f;
    m.says_probability = p.of_a_class || says_probability(column);
    models.push_back(std::move(m));
  }
  return models;
}

std::vector<double> labels_as(const Column& column, const Reading& reading, std::int64_t& others) {
  if (!reading.classes.empty() && !reading.two_numbers) return of_words(column, reading, others);
  std::vector<double> y = column.numbers();
  for (double& v : y)
    if (!std::isfinite(v)) v = kMissing;
  if (!reading.two_numbers) return y;
  const double no = number_of(reading.classes[0]), yes = number_of(reading.classes[1]);
  for (double& v : y) {
    if (std::isnan(v)) continue;
    const bool is_one = v == yes || v == no;
    others += !is_one;
    v = is_one ? v == yes : kMissing;
  }
  return y;
}

bool is_whole(const Model& m, std::size_t i) {
  if (!m.f.empty() && !std::isfinite(m.f[i])) return false;
  if (!m.upper.empty() && !std::isfinite(m.upper[i])) return false;
  return std::ranges::all_of(m.P, [i](const auto& column) { return std::isfinite(column[i]); });
}

Rounded make_sums_one(Rows& rows, const std::vector<std::int64_t>& file_row) {
  Rounded rounded;
  for (Model& m : rows.models) {
    if (m.P.empty() || !m.levels.empty()) continue;
    const int decimals = decimals_of(m.P);
    const double allowed = allowed_of(decimals, m.P.size());
    for (std::size_t i = 0; i < rows.n(); ++i) {
      double sum = 0;
      for (const auto& column : m.P) {
        if (!(column[i] >= -1e-9 && column[i] <= 1 + 1e-9))
          throw Error(ErrorCode::bad_value, "row " + counted(file_row[i] + 1) +
                                                ": a probability of " + printable(m.name) + " is " +
                                                shortest(column[i]) + ", but must be in [0, 1]");
        sum += column[i];
      }
      if (std::abs(sum - 1) > allowed)
        throw Error(ErrorCode::bad_value,
                    "row " + counted(file_row[i] + 1) +
                        ": the probabilities of the classes sum to " +
                        shortest(std::round(sum * 1e6) / 1e6) + ", but must sum to 1",
                    "these columns are scores, or a class is missing among them");
      if (std::abs(sum - 1) <= kExact) continue;
      for (auto& column : m.P) column[i] /= sum;
      if (std::abs(sum - 1) > kNoted) ++rounded.rows, rounded.decimals = decimals;
    }
  }
  return rounded;
}

void require_ends(const Rows& rows, const std::vector<std::int64_t>& file_row) {
  for (const Model& m : rows.models)
    for (std::size_t i = 0; i < m.upper.size(); ++i)
      if (m.f[i] > m.upper[i])
        throw Error(ErrorCode::bad_value,
                    "row " + counted(file_row[i] + 1) + ": the interval ends at " +
                        shortest(m.upper[i]) + ", below its beginning " + shortest(m.f[i]),
                    "name the lower column first: --prediction LOWER,UPPER");
}

}  // namespace qed::answers::measure
