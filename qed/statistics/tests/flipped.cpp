// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/tests/flipped.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <string>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"

namespace qed::statistics {
namespace {

constexpr std::uint64_t kFlipStream = 0x666c6970;  // "flip"
constexpr std::size_t kMostParts = 1024;           // that turn on their own
constexpr double kTie = 1 - 1e-12;

// Rows in up to kMostParts parts, which turn as one.
struct Parts {
  std::size_t n = 0, k = 0;
  std::vector<double> mean = {};      // k
  std::vector<double> residual = {};  // n x k, a part after the other: Σ (d - mean) over its rows
  std::vector<double> rows = {};  // n
  std::vector<double> noise = {};  // k: squares of residuals that rounding alone makes

  double at(std::size_t part, std::size_t column) const { return residual[part * k + column]; }
};

void require_columns(std::span<const std::vector<double>> columns, std::size_t least,
                     const FlipOptions& options) {
  require(options.level > 0 && options.level < 1, ErrorCode::bad_option,
          "sign flips: level must lie between 0 and 1");
  require(options.replicates >= 1, ErrorCode::bad_option,
          "sign flips: replicates must be 1 or more");
  require(columns.size() >= least, ErrorCode::bad_shape,
          "sign flips: needs " + std::to_string(least) + " columns or more");
  require(columns.front().size() >= 2, ErrorCode::bad_shape, "sign flips: needs two rows");
  for (const auto& column : columns) {
    require(column.size() == columns.front().size(), ErrorCode::bad_shape,
            "sign flips: a column has another number of rows");
    require(std::ranges::all_of(column, [](double v) { return std::isfinite(v); }),
            ErrorCode::bad_value, "sign flips: values must be finite");
  }
}

Parts parts_of(std::span<const std::vector<double>> columns) {
  const std::size_t rows = columns.front().size();
  Parts parts{.n = std::min(rows, kMostParts), .k = columns.size()};
  parts.residual.assign(parts.n * parts.k, 0);
  parts.rows.assign(parts.n, 0);
  for (std::size_t i = 0; i < rows; ++i) parts.rows[i % parts.n] += 1;
  for (std::size_t j = 0; j < parts.k; ++j) {
    double sum = 0, largest = 0;
    for (const double d : columns[j]) sum += d, largest = std::max(largest, std::abs(d));
    parts.mean.push_back(sum / static_cast<double>(rows));
    const double digits = 1e-14 * static_cast<double>(rows) * largest;
    parts.noise.push_back(digits * digits / static_cast<double>(parts.n));
    for (std::size_t i = 0; i < rows; ++i)
      parts.residual[(i % parts.n) * parts.k + j] += columns[j][i] - parts.mean[j];
  }
  return parts;
}

// Are there no more flips than would be drawn?
bool are_few(const Parts& parts, const FlipOptions& options) {
  return parts.n < 31 &&
         (std::int64_t{1} << parts.n) <= 1 + std::min<std::int64_t>(options.replicates, 1LL << 31);
}

// A flip a row: Σ ± residual of each column, then Σ ± rows.
struct Flips {
  std::size_t k = 0;
  bool are_all = false;
  std::vector<double> sums = {};  // count x (k + 1)
  std::size_t count() const { return sums.size() / (k + 1); }
  std::span<const double> of(std::size_t b) const {
    return std::span(sums).subspan(b * (k + 1), k + 1);
  }
};

Flips flips_of(const Parts& parts, const FlipOptions& options) {
  Flips flips{.k = parts.k, .are_all = are_few(parts, options)};
  const std::size_t count =
      flips.are_all ? std::size_t{1} << parts.n : static_cast<std::size_t>(options.replicates);
  flips.sums.assign(count * (parts.k + 1), 0);
  parallel_blocks(count, 64, [&](Block block) {
    for (std::size_t b = block.begin; b < block.end; ++b) {
      Rng rng(options.seed, kFlipStream, b);
      double* sum = &flips.sums[b * (parts.k + 1)];
      std::uint32_t bits = flips.are_all ? static_cast<std::uint32_t>(b) : 0;
      for (std::size_t i = 0; i < parts.n; ++i, bits >>= 1) {
        if (!flips.are_all && i % 32 == 0) bits = rng();
        const double sign = (bits & 1) != 0 ? -1 : 1;
        const double* residual = &parts.residual[i * parts.k];
        for (std::size_t j = 0; j < parts.k; ++j) sum[j] += sign * residual[j];
        sum[parts.k] += sign * parts.rows[i];
      }
    }
  });
  return flips;
}

// t of a sum of n numbers by u = |sum|/√(n Σ squares): squares are the same under every flip.
double student_of(double u, std::size_t n) {
  const double left = 1 - u * u;
  if (left <= 1e-14) return std::numeric_limits<double>::infinity();
  return u * std::sqrt(static_cast<double>(n - 1) / left);
}

// The u of a t.
double cosine_of(double t, std::size_t n) {
  return std::isinf(t) ? 1 : t / std::sqrt(static_cast<double>(n - 1) + t * t);
}

double share_of(std::size_t reached, const Flips& flips) {
  const double own = flips.are_all ? 0 : 1;  // the data are one of all flips
  return (own + static_cast<double>(reached)) / (own + static_cast<double>(flips.count()));
}

// The least u such that no more than 1 - level of the flips, the data among them, lie above it.
double quantile_of(std::vector<double> largest, double level, const Flips& flips) {
  const double own = flips.are_all ? 0 : 1;
  const double all = own + static_cast<double>(flips.count());
  const auto above = static_cast<std::size_t>(std::floor((1 - level) * all + 1e-9));
  // Drawn: the above-th largest; of all, the data being counted with them, the next.
  if (above == 0) return 1;
  const std::size_t place = flips.are_all ? above : above - 1;
  std::ranges::nth_element(largest, largest.begin() + static_cast<std::ptrdiff_t>(place),
                           std::greater<>());
  return largest[place];
}

// p, from the largest |t| down: the columns that are left set the reach of each.
void step_down(SignFlipMaxT& result, const std::vector<double>& u,
               const std::vector<double>& squares, const Parts& parts, const Flips& flips) {
  std::vector<std::size_t> order(parts.k), reached(parts.k, 0);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t j) { return u[j]; });
  const auto n = static_cast<double>(parts.n);
  for (std::size_t b = 0; b < flips.count(); ++b) {
    const auto sums = flips.of(b);
    double most = 0;
    for (std::size_t i = parts.k; i-- > 0;) {
      const std::size_t j = order[i];
      const double sum = sums[j] + parts.mean[j] * sums[parts.k];
      if (squares[j] > 0) most = std::max(most, std::abs(sum) / std::sqrt(n * squares[j]));
      reached[i] += most >= u[j] * kTie;
    }
  }
  double running = 0;
  for (std::size_t i = 0; i < parts.k; ++i) {
    running = std::max(running, share_of(reached[i], flips));
    result.p_value[order[i]] = running;
  }
}

// Σ (R_i - R_j)² over parts, 0 where rounding alone is left; k x k.
std::vector<double> squares_of_pairs(const Parts& parts) {
  std::vector<double> squares(parts.k * parts.k, 0);
  for (std::size_t b = 0; b < parts.n; ++b)
    for (std::size_t i = 0; i < parts.k; ++i)
      for (std::size_t j = 0; j < parts.k; ++j) {
        const double d = parts.at(b, i) - parts.at(b, j);
        squares[i * parts.k + j] += d * d;
      }
  for (std::size_t i = 0; i < parts.k; ++i)
    for (std::size_t j = 0; j < parts.k; ++j)
      if (squares[i * parts.k + j] <= parts.noise[i] + parts.noise[j]) squares[i * parts.k + j] = 0;
  return squares;
}

// max_{j != i} u*_ij of each flip, for each i, rising.
std::vector<std::vector<double>> largest_with_each(const Parts& parts, const Flips& flips) {
  const std::vector<double> squares = squares_of_pairs(parts);
  std::vector<std::vector<double>> largest(parts.k, std::vector<double>(flips.count(), 0));
  const auto n = static_cast<double>(parts.n);
  for (std::size_t i = 0; i < parts.k; ++i)
    for (std::size_t j = 0; j < parts.k; ++j) {
      const double Q = squares[i * parts.k + j];
      if (Q == 0) continue;
      const double scale = 1 / std::sqrt(n * Q);
      for (std::size_t b = 0; b < flips.count(); ++b) {
        const auto sums = flips.of(b);
        largest[i][b] = std::max(largest[i][b], std::abs(sums[i] - sums[j]) * scale);
      }
    }
  for (auto& of_one : largest) std::ranges::sort(of_one);
  return largest;
}

// The standard error of the mean difference, by rows; 0 where it is rounding.
double error_of(const std::vector<double>& a, const std::vector<double>& b, double difference,
                double noise) {
  double squares = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double d = a[i] - b[i] - difference;
    squares += d * d;
  }
  const auto n = static_cast<double>(a.size());
  return squares <= noise ? 0 : std::sqrt(squares / (n - 1) / n);
}

}  // namespace

SignFlipMaxT sign_flip_max_t(std::span<const std::vector<double>> columns,
                             const FlipOptions& options) {
  require_columns(columns, 1, options);
  const Parts parts = parts_of(columns);
  const Flips flips = flips_of(parts, options);
  const auto n = static_cast<double>(parts.n);
  const auto rows = static_cast<double>(columns.front().size());
  SignFlipMaxT result{.mean = parts.mean, .statistic = {}, .p_value = std::vector<double>(parts.k)};
  result.replicates = static_cast<std::int64_t>(flips.count());
  std::vector<double> u(parts.k, 0), squares(parts.k, 0), about_mean(parts.k, 0);
  for (std::size_t j = 0; j < parts.k; ++j) {
    for (std::size_t b = 0; b < parts.n; ++b) {
      const double sum = parts.at(b, j) + parts.mean[j] * parts.rows[b];
      squares[j] += sum * sum;
      about_mean[j] += parts.at(b, j) * parts.at(b, j);
    }
    if (about_mean[j] <= parts.noise[j]) about_mean[j] = 0;
    if (squares[j] > 0) u[j] = std::abs(parts.mean[j]) * rows / std::sqrt(n * squares[j]);
    result.statistic.push_back(std::copysign(student_of(u[j], parts.n), parts.mean[j]));
  }
  step_down(result, u, squares, parts, flips);
  std::vector<double> largest(flips.count(), 0);
  for (std::size_t b = 0; b < flips.count(); ++b)
    for (std::size_t j = 0; j < parts.k; ++j)
      if (about_mean[j] > 0)
        largest[b] = std::max(largest[b], std::abs(flips.of(b)[j]) / std::sqrt(n * about_mean[j]));
  result.quantile = student_of(quantile_of(std::move(largest), options.level, flips), parts.n);
  return result;
}

ComparisonsWithOne compare_with_best(std::span<const std::vector<double>> columns,
                                     std::size_t first, const FlipOptions& options) {
  require_columns(columns, 2, options);
  require(first < columns.size(), ErrorCode::bad_option,
          "sign flips: there is no column " + std::to_string(first));
  const Parts parts = parts_of(columns);
  const Flips flips = flips_of(parts, options);
  const auto largest = largest_with_each(parts, flips);
  ComparisonsWithOne result;
  double u = 0;
  for (const auto& of_one : largest) u = std::max(u, quantile_of(of_one, options.level, flips));
  result.quantile = student_of(u, parts.n);
  for (std::size_t j = 0; j < parts.k; ++j) {
    const double difference = parts.mean[first] - parts.mean[j];
    const double error =
        error_of(columns[first], columns[j], difference, parts.noise[first] + parts.noise[j]);
    const double t = error > 0 ? difference / error : 0;
    const double seen = cosine_of(std::abs(t), parts.n) * kTie;
    double p = 0;
    for (const auto& of_one : largest) {
      const auto reached = of_one.end() - std::ranges::lower_bound(of_one, seen);
      p = std::max(p, share_of(static_cast<std::size_t>(reached), flips));
    }
    result.difference.push_back(difference);
    result.statistic.push_back(t);
    result.p_value.push_back(p);
  }
  return result;
}

}  // namespace qed::statistics
