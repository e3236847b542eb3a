// SPDX-License-Identifier: Apache-2.0
#include "qed/data/features.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <numeric>
#include <optional>
#include <set>
#include <type_traits>

#include "qed/base/error.h"
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

// Linear interpolation between order statistics (type 7) of values, which it exchanges. O(n).
double quantile_of(std::vector<double>& values, double p) {
  const double h = p * static_cast<double>(values.size() - 1);
  const auto below = values.begin() + static_cast<std::ptrdiff_t>(h);
  std::nth_element(values.begin(), below, values.end());
  const double share = h - std::floor(h);
  if (share == 0) return *below;
  return *below + share * (*std::min_element(below + 1, values.end()) - *below);
}

// The median of whole numbers that lie close together (bytes, counts, ratings) by counting them, without moving any.
std::optional<double> counted_median(const std::vector<double>& values, double lowest,
                                     double highest) {
  std::array<std::size_t, 1024> count{};
  if (highest - lowest >= static_cast<double>(count.size())) return std::nullopt;
  for (const double x : values) {
    const auto place = static_cast<std::size_t>(x - lowest);
    if (static_cast<double>(place) != x - lowest) return std::nullopt;
    ++count[place];
  }
  const auto at_rank = [&](std::size_t rank) {
    std::size_t place = 0;
    for (std::size_t below = count[0]; below <= rank; below += count[place]) ++place;
    return lowest + static_cast<double>(place);
  };
  return (at_rank((values.size() - 1) / 2) + at_rank(values.size() / 2)) / 2;
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
  return counted(count) + " " + singular + (count == 1 ? "" : "s");
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
  return quantile_of(ranges, 0.9) <= 3 * quantile_of(ranges, 0.1);
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
                                           counted(table.rows) + " are missing"});
    } else {
      chosen.push_back(&column);
    }
  }
  return chosen;
}

// What one column becomes: features, or why it is left out.
struct FittedColumn {
  std::vector<Feature> features;
  std::optional<LeftOut> left_out;
  std::vector<std::string> notes;
  double squares = 0, count = 0;  // of a number: the squared deviations from its centre
};

FittedColumn left_out(const Column& column, const std::string& why) {
  return {.features = {}, .left_out = LeftOut{column.name, why}, .notes = {}};
}

FittedColumn fit_number(const Column& column, const std::string& scale) {
  std::vector<double> numbers = present_numbers(column);
  if (numbers.size() < 2) return left_out(column, "fewer than two finite values");
  const auto [lowest, highest] = std::ranges::minmax_element(numbers);
  if (*lowest == *highest) return left_out(column, "constant: every value is the same");
  Feature feature{.column = column.name, .level = {}, .sorted = {}};
  const auto counted = counted_median(numbers, *lowest, *highest);
  feature.fill = counted ? *counted : quantile_of(numbers, 0.5);
  const auto others = std::ranges::count_if(numbers, [&](double x) { return x != feature.fill; });
  if (others < std::min<std::int64_t>(kFewRows, static_cast<std::int64_t>(numbers.size()) / 10))
    return left_out(column, "nearly constant: only " + count_of(others, "row") + " differ");
  const double n = static_cast<double>(numbers.size());
  feature.centre = std::accumulate(numbers.begin(), numbers.end(), 0.0) / n;
  FittedColumn fitted;
  fitted.count = n;
  for (double x : numbers) fitted.squares += (x - feature.centre) * (x - feature.centre);
  feature.scale = std::sqrt(fitted.squares / (n - 1));
  const std::int64_t missing = column.size() - static_cast<std::int64_t>(numbers.size());
  if (missing > 0)
    fitted.notes.push_back(column.name + ": " +
                           count_of(missing, missing > column.missing_count()
                                                 ? "missing or infinite cell"
                                                 : "missing cell") +
                           " taken for the median");
  if (scale == "robust") {
    const double spread = (quantile_of(numbers, 0.75) - quantile_of(numbers, 0.25)) /
                          1.3489795003921634;  // IQR of N(0,1)
    feature.centre = feature.fill;
    if (spread > 0) feature.scale = spread;
  } else if (scale == "rank") {
    std::ranges::sort(numbers);
    feature.sorted = std::move(numbers);
  }
  fitted.features.push_back(std::move(feature));
  return fitted;
}

FittedColumn fit_category(const Column& column) {
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
  if (kept.empty() || (kept.size() == 1 && !enough(rare_rows + missing)))
    return left_out(column, "nearly constant: no second level has enough rows");
  FittedColumn fitted;
  if (rare_levels > 0)
    fitted.notes.push_back(column.name + ": " + count_of(rare_levels, "rare level") + " (" +
                           count_of(rare_rows, "row") + ") have no column of their own");
  if (missing > 0)
    fitted.notes.push_back(column.name + ": " + count_of(missing, "missing cell") +
                           " count as no level");
  if (kept.size() == 2 && rare_rows == 0 && missing == 0)
    kept.erase(kept.begin());  // one column says it all
  const bool alone = kept.size() == 1;
  for (std::size_t level : kept) {
    const double p = static_cast<double>(count[level]) / n;
    fitted.features.push_back({.column = column.name,
                               .level = categories.levels[level],
                               .centre = p,
                               .scale = alone ? std::sqrt(p * (1 - p)) : std::sqrt(p),
                               .block = alone ? -1 : 0,
                               .fill = 0,
                               .sorted = {}});
  }
  return fitted;
}

// One common scale, so that numbers weigh like the categories beside them and single precision has
// room.
double common_scale(const std::vector<FittedColumn>& columns) {
  double squares = 0, count = 0;
  for (const FittedColumn& column : columns)
    if (!column.left_out) squares += column.squares, count += column.count;
  return count > 0 && squares > 0 ? std::sqrt(squares / count) : 1;
}

[[noreturn]] void refuse(const std::vector<LeftOut>& left_out, const std::string& hint) {
  std::string message = "no column can be used as a feature";
  for (std::size_t i = 0; i < std::min<std::size_t>(5, left_out.size()); ++i)
    message +=
        (i == 0 ? ": " : "; ") + printable(left_out[i].column) + " (" + left_out[i].why + ")";
  throw Error(ErrorCode::bad_data, message, hint);
}

}  // namespace

FeatureEncoder FeatureEncoder::fit(const Table& table, const std::vector<ColumnRole>& roles,
                                   const FeatureOptions& options) {
  require(roles.size() == table.columns.size(), ErrorCode::internal, "one role a column is needed");
  FeatureEncoder encoder;
  const auto chosen = choose(table, roles, options, encoder.left_out_);
  encoder.scale_ = options.scale != "auto" ? options.scale
                   : one_scale(chosen)     ? "none"
                                           : "standard";
  std::vector<FittedColumn> fitted(chosen.size());
  parallel_blocks(chosen.size(), 1, [&](Block block) {
    const Column& column = *chosen[block.index];
    fitted[block.index] =
        is_category(column) ? fit_category(column) : fit_number(column, encoder.scale_);
  });
  const double common = common_scale(fitted);
  int blocks = 0;
  for (FittedColumn& column : fitted) {
    if (column.left_out) encoder.left_out_.push_back(*column.left_out);
    std::ranges::move(column.notes, std::back_inserter(encoder.notes_));
    const bool block = !column.features.empty() && column.features.front().block == 0;
    for (Feature& feature : column.features) {
      if (block) feature.block = blocks;
      if (encoder.scale_ == "none" && feature.level.empty()) feature.scale = common;
      encoder.features_.push_back(std::move(feature));
    }
    blocks += block;
  }
  if (encoder.features_.empty()) refuse(encoder.left_out_, options.hint);
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
