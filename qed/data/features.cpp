// SPDX-License-Identifier: Apache-2.0
#include "qed/data/features.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <type_traits>

#include "qed/base/error.h"
#include "qed/base/interrupt.h"
#include "qed/base/text.h"
#include "qed/base/threads.h"

namespace qed::data {
namespace {

// A level below this share gets no column of its own: 1/√p would let a handful of rows set every distance.
constexpr double kRareShare = 0.01;
constexpr std::int64_t kFewRows = 5;
// Above this share of missing cells the filled-in median would be most of the column.
constexpr double kMostlyMissing = 0.5;
constexpr std::int64_t kBlockRows = 4096;

// The numbers of a column (number, integer, boolean, time), nothing for words.
template <class Visit>
void each_number(const Column& column, std::int64_t begin, std::int64_t end, Visit visit) {
  std::visit(
      [&](const auto& values) {
        using Values = std::remove_cvref_t<decltype(values)>;
        if constexpr (!std::is_same_v<Values, Categories> && !std::is_same_v<Values, Texts>) {
          for (std::int64_t i = begin; i < end; ++i)
            visit(i, static_cast<double>(values[static_cast<std::size_t>(i)]),
                  !column.is_missing(i));
        }
      },
      column.values);
}

std::vector<double> present_numbers(const Column& column) {
  std::vector<double> numbers;
  numbers.reserve(static_cast<std::size_t>(column.size()));
  each_number(column, 0, column.size(), [&](std::int64_t, double x, bool present) {
    if (present && std::isfinite(x)) numbers.push_back(x);
  });
  return numbers;
}

// Linear interpolation between order statistics of a sorted sample (type 7).
double quantile(const std::vector<double>& sorted, double p) {
  const double position = p * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (position - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

// The standard normal quantile by bisection on erfc: called once a distinct value, accuracy beats speed here.
double normal_quantile(double p) {
  double lower = -9, upper = 9;
  for (int step = 0; step < 60; ++step) {
    const double middle = (lower + upper) / 2;
    (0.5 * std::erfc(-middle / std::sqrt(2.0)) < p ? lower : upper) = middle;
  }
  return (lower + upper) / 2;
}

// The mid-rank of x among the fitted values, as a normal score.
double normal_score(const std::vector<double>& sorted, double x) {
  const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), x);
  const double rank = 0.5 * static_cast<double>((first - sorted.begin()) + (last - sorted.begin()));
  const double n = static_cast<double>(sorted.size());
  return normal_quantile(std::clamp((rank + 0.5) / (n + 1.0), 0.5 / n, 1 - 0.5 / n));
}

bool is_category(const Column& column) { return column.type == ColumnType::category; }

std::string count_of(std::int64_t count, const std::string& singular) {
  return std::to_string(count) + " " + singular + (count == 1 ? "" : "s");
}

// Do all numeric columns live on one scale (pixels, embeddings)? Then their differences in spread are signal.
bool one_scale(const std::vector<const Column*>& columns) {
  std::vector<double> ranges;
  for (const Column* column : columns) {
    if (is_category(*column)) return false;
    double lowest = INFINITY, highest = -INFINITY;
    each_number(*column, 0, column->size(), [&](std::int64_t, double x, bool present) {
      if (present && std::isfinite(x)) {
        lowest = std::min(lowest, x);
        highest = std::max(highest, x);
      }
    });
    if (highest > lowest) ranges.push_back(highest - lowest);
  }
  if (ranges.size() < 20) return false;
  std::ranges::sort(ranges);
  return quantile(ranges, 0.9) <= 3 * quantile(ranges, 0.1);
}

// Chooses the columns: those asked for, else those whose role is a feature; says why the others are left out.
std::vector<const Column*> choose(const Table& table, const std::vector<ColumnRole>& roles,
                                  const FeatureOptions& options, std::vector<LeftOut>& left_out) {
  std::set<std::string> asked, dropped;
  for (const auto& column : options.columns) asked.insert(table.column(column).name);
  for (const auto& column : options.drop) dropped.insert(table.column(column).name);
  if (!options.label.empty()) table.column(options.label);
  std::vector<const Column*> chosen;
  for (std::size_t j = 0; j < table.columns.size(); ++j) {
    const Column& column = table.columns[j];
    const ColumnRole& role = roles[j];
    if (column.name == options.label) {
      left_out.push_back({column.name, "it is the label"});
    } else if (dropped.contains(column.name)) {
      left_out.push_back({column.name, "dropped as asked"});
    } else if (!asked.empty() && !asked.contains(column.name)) {
      left_out.push_back({column.name, "not among the columns asked for"});
    } else if (role.role == Role::constant || role.role == Role::empty ||
               column.type == ColumnType::text ||
               (asked.empty() && role.role != Role::feature && role.role != Role::category)) {
      left_out.push_back({column.name, role.why});
    } else if (static_cast<double>(column.missing_count()) >
               kMostlyMissing * static_cast<double>(table.rows)) {
      left_out.push_back({column.name, count_of(column.missing_count(), "cell") + " of " +
                                           std::to_string(table.rows) + " are missing"});
    } else {
      chosen.push_back(&column);
    }
  }
  return chosen;
}

}  // namespace

void FeatureEncoder::fit_number(const Column& column) {
  std::vector<double> numbers = present_numbers(column);
  if (numbers.size() < 2) {
    left_out_.push_back({column.name, "fewer than two finite values"});
    return;
  }
  std::ranges::sort(numbers);
  if (numbers.front() == numbers.back()) {
    left_out_.push_back({column.name, "constant: every value is the same"});
    return;
  }
  const auto others = static_cast<std::int64_t>(
      std::ranges::count_if(numbers, [&](double x) { return x != quantile(numbers, 0.5); }));
  if (others < std::min<std::int64_t>(kFewRows, static_cast<std::int64_t>(numbers.size()) / 10)) {
    left_out_.push_back(
        {column.name, "nearly constant: only " + count_of(others, "row") + " differ"});
    return;
  }
  Feature feature{.column = column.name, .level = {}, .sorted = {}};
  feature.fill = quantile(numbers, 0.5);
  const double n = static_cast<double>(numbers.size());
  const double mean = std::accumulate(numbers.begin(), numbers.end(), 0.0) / n;
  double squares = 0;
  for (double x : numbers) squares += (x - mean) * (x - mean);
  const double deviation = std::sqrt(squares / (n - 1));
  feature.centre = mean;
  feature.scale = deviation;
  if (scale_ == "robust") {
    const double spread =
        (quantile(numbers, 0.75) - quantile(numbers, 0.25)) / 1.3489795003921634;  // IQR of N(0,1)
    feature.centre = feature.fill;
    if (spread > 0) feature.scale = spread;
  } else if (scale_ == "rank") {
    feature.sorted = numbers;
  } else if (scale_ == "none") {
    feature.scale = 1;
  }
  const std::int64_t missing = column.size() - static_cast<std::int64_t>(numbers.size());
  if (missing > 0)
    notes_.push_back(column.name + ": " +
                     count_of(missing, missing > column.missing_count() ? "missing or infinite cell"
                                                                        : "missing cell") +
                     " taken for the median");
  features_.push_back(std::move(feature));
}

void FeatureEncoder::fit_category(const Column& column) {
  const auto& categories = std::get<Categories>(column.values);
  std::vector<std::int64_t> count(categories.levels.size(), 0);
  std::int64_t missing = 0;
  for (std::int32_t code : categories.codes)
    code < 0 ? ++missing : ++count[static_cast<std::size_t>(code)];
  const double n = static_cast<double>(categories.codes.size());
  const auto enough = [&](std::int64_t rows) {
    return rows >= kFewRows && static_cast<double>(rows) >= kRareShare * n;
  };
  std::vector<std::size_t> kept;
  std::int64_t rare_rows = 0, rare_levels = 0;
  for (std::size_t level = 0; level < count.size(); ++level) {
    if (enough(count[level]))
      kept.push_back(level);
    else if (count[level] > 0)
      rare_rows += count[level], ++rare_levels;
  }
  if (rare_levels > 0)
    notes_.push_back(column.name + ": " + count_of(rare_levels, "rare level") + " (" +
                     count_of(rare_rows, "row") + ") have no column of their own");
  if (missing > 0)
    notes_.push_back(column.name + ": " + count_of(missing, "missing cell") + " count as no level");
  const bool complement = kept.size() == 2 && rare_rows == 0 && missing == 0;
  if (kept.empty() || (kept.size() == 1 && !enough(rare_rows + missing))) {
    left_out_.push_back({column.name, "nearly constant: no second level has enough rows"});
    return;
  }
  if (complement) kept.erase(kept.begin());  // one column says it all
  const bool alone = kept.size() == 1;
  const int block = alone ? -1 : 1 + [&] {
    int highest = -1;
    for (const Feature& feature : features_) highest = std::max(highest, feature.block);
    return highest;
  }();
  for (std::size_t level : kept) {
    const double p = static_cast<double>(count[level]) / n;
    features_.push_back({.column = column.name,
                         .level = categories.levels[level],
                         .centre = p,
                         .scale = alone ? std::sqrt(p * (1 - p)) : std::sqrt(p),
                         .block = block,
                         .fill = 0,
                         .sorted = {}});
  }
}

FeatureEncoder FeatureEncoder::fit(const Table& table, const std::vector<ColumnRole>& roles,
                                   const FeatureOptions& options) {
  require(roles.size() == table.columns.size(), ErrorCode::internal, "one role a column is needed");
  FeatureEncoder encoder;
  const auto chosen = choose(table, roles, options, encoder.left_out_);
  encoder.scale_ = options.scale != "auto" ? options.scale
                   : one_scale(chosen)     ? "none"
                                           : "standard";
  for (const Column* column : chosen) {
    check_interrupt();
    is_category(*column) ? encoder.fit_category(*column) : encoder.fit_number(*column);
  }
  if (encoder.features_.empty()) {
    std::string message = "no column can be used as a feature";
    for (std::size_t i = 0; i < std::min<std::size_t>(5, encoder.left_out_.size()); ++i)
      message += (i == 0 ? ": " : "; ") + printable(encoder.left_out_[i].column) + " (" +
                 encoder.left_out_[i].why + ")";
    throw Error(ErrorCode::bad_data, message, "name the columns to use with --columns");
  }
  if (encoder.scale_ == "none") {
    // One common scale, so that numbers weigh like the categories beside them and single precision has room.
    double squares = 0, count = 0;
    for (const Column* column : chosen)
      if (!is_category(*column)) {
        const auto feature = std::ranges::find(encoder.features_, column->name, &Feature::column);
        if (feature == encoder.features_.end()) continue;
        for (double x : present_numbers(*column))
          squares += (x - feature->centre) * (x - feature->centre), ++count;
      }
    const double common = count > 0 && squares > 0 ? std::sqrt(squares / count) : 1;
    for (Feature& feature : encoder.features_)
      if (feature.level.empty()) feature.scale = common;
  }
  return encoder;
}

MatrixF FeatureEncoder::encode(const Table& table) const {
  std::vector<const Column*> columns;
  std::vector<std::int32_t> codes;  // of each feature's level in this table, -1 for none
  for (const Feature& feature : features_) {
    const Column& column = table.column(feature.column);
    if (feature.level.empty() != (column.type != ColumnType::category))
      throw Error(ErrorCode::bad_data, "column \"" + printable(column.name) + "\" holds " +
                                           std::string(name(column.type)) + " values, but held " +
                                           (feature.level.empty() ? "numbers" : "categories") +
                                           " in the fitted table");
    columns.push_back(&column);
    std::int32_t code = -1;
    if (!feature.level.empty()) {
      const auto& levels = std::get<Categories>(column.values).levels;
      const auto found = std::ranges::find(levels, feature.level);
      if (found != levels.end()) code = static_cast<std::int32_t>(found - levels.begin());
    }
    codes.push_back(code);
  }
  MatrixF X(table.rows, static_cast<Index>(features_.size()));
  parallel_blocks(static_cast<std::size_t>(table.rows), kBlockRows, [&](Block rows) {
    const auto begin = static_cast<std::int64_t>(rows.begin),
               end = static_cast<std::int64_t>(rows.end);
    for (std::size_t j = 0; j < features_.size(); ++j) {
      const Feature& feature = features_[j];
      const auto column_index = static_cast<Index>(j);
      if (!feature.level.empty()) {
        const auto& code = std::get<Categories>(columns[j]->values).codes;
        for (std::int64_t i = begin; i < end; ++i) {
          const bool is = codes[j] >= 0 && code[static_cast<std::size_t>(i)] == codes[j];
          X(i, column_index) =
              static_cast<float>(((is ? 1.0 : 0.0) - feature.centre) / feature.scale);
        }
        continue;
      }
      each_number(*columns[j], begin, end, [&](std::int64_t i, double x, bool present) {
        const double value = present && std::isfinite(x) ? x : feature.fill;
        X(i, column_index) =
            static_cast<float>(feature.sorted.empty() ? (value - feature.centre) / feature.scale
                                                      : normal_score(feature.sorted, value));
      });
    }
  });
  return X;
}

std::vector<int> FeatureEncoder::blocks() const {
  std::vector<int> blocks;
  for (const Feature& feature : features_) blocks.push_back(feature.block);
  return blocks;
}

std::vector<std::string> FeatureEncoder::used_columns() const {
  std::vector<std::string> used;
  for (const Feature& feature : features_)
    if (used.empty() || used.back() != feature.column) used.push_back(feature.column);
  return used;
}

}  // namespace qed::data
