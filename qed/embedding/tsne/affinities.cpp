// SPDX-License-Identifier: Apache-2.0
#include "qed/embedding/tsne/affinities.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <string>

#include "qed/base/error.h"
#include "qed/base/target.h"
#include "qed/base/threads.h"

namespace qed::embedding {
namespace {

constexpr double kEntropyTolerance =
    1e-6;  // nats; ten times inside what is promised, for the rounding to single
constexpr std::size_t kRowBlock = 512;

// e^x for x <= 0, by 2^m e^r with |r| <= log(2)/2 and Taylor's polynomial to r^11: relative error
// below 1e-14.
QED_INLINE double exponential(double x) {
  x = std::max(x, -700.0);
  const double m = std::floor(x * 1.4426950408889634 + 0.5);
  const double r = (x - m * 0.693147180369123816490) - m * 1.90821492927058770002e-10;
  double e = 1.0 / 39916800;
  for (const double c : {1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040, 1.0 / 720, 1.0 / 120,
                         1.0 / 24, 1.0 / 6, 0.5, 1.0, 1.0})
    e = e * r + c;
  const auto exponent = static_cast<std::int64_t>(m) + 1023;
  return e * std::bit_cast<double>(exponent << 52);
}

struct Moments {
  double sum, mean, variance;  // of the excess squared distances under the weights e^{−β excess}
};

QED_HOT Moments moments(const double* excess, double* weight, std::size_t k, double beta) {
  double s0 = 0, s1 = 0, s2 = 0;
  for (std::size_t j = 0; j < k; ++j) {
    const double w = exponential(-beta * excess[j]);
    weight[j] = w;
    s0 += w;
    s1 += w * excess[j];
    s2 += w * excess[j] * excess[j];
  }
  return {s0, s1 / s0, std::max(0.0, s2 / s0 - s1 / s0 * (s1 / s0))};
}

// H(β) = log Σw + β mean falls in β with slope −β variance. Newton on log β between brackets;
// returns H − target.
double match_entropy(const double* excess, double* weight, std::size_t k, double target) {
  double least = 0, most = HUGE_VAL, error = 0;
  double mean = 0;
  for (std::size_t j = 0; j < k; ++j) mean += excess[j] / static_cast<double>(k);
  if (mean <= 0) {  // all neighbours equally far: nothing to choose
    std::fill_n(weight, k, 1 / static_cast<double>(k));
    return std::log(static_cast<double>(k)) - target;
  }
  double beta = 1 / mean, sum = 1;
  for (int step = 0; step < 100; ++step) {
    const Moments m = moments(excess, weight, k, beta);
    sum = m.sum;
    error = std::log(m.sum) + beta * m.mean - target;
    if (std::abs(error) <= kEntropyTolerance) break;
    (error > 0 ? least : most) = beta;
    const double slope = beta * beta * m.variance;  // −dH/d log β
    double next = slope > 0 ? beta * std::exp(std::clamp(error / slope, -2.0, 2.0)) : 0;
    if (!(next > least && next < most)) next = most < HUGE_VAL ? 0.5 * (least + most) : 2 * beta;
    if (next == beta || next > 1e12 / mean)
      break;  // more rows at the least distance than the perplexity
    beta = next;
  }
  for (std::size_t j = 0; j < k; ++j) weight[j] /= sum;
  return error;
}

double match_row(const float* distance, std::size_t k, double perplexity, double* excess,
                 double* weight) {
  const double nearest = static_cast<double>(distance[0]) * distance[0];
  for (std::size_t j = 0; j < k; ++j)
    excess[j] = static_cast<double>(distance[j]) * distance[j] - nearest;
  return match_entropy(excess, weight, k, std::log(perplexity));
}

struct Sparse {
  std::vector<std::int64_t> start;
  std::vector<std::int32_t> column;
  std::vector<float> value;
};

// By counting: rows of the transpose come out by rising column.
Sparse transpose(const Sparse& a) {
  const std::size_t n = a.start.size() - 1;
  Sparse t{std::vector<std::int64_t>(n + 1), std::vector<std::int32_t>(a.column.size()),
           std::vector<float>(a.value.size())};
  for (const std::int32_t j : a.column) ++t.start[j + 1];
  for (std::size_t i = 0; i < n; ++i) t.start[i + 1] += t.start[i];
  std::vector<std::int64_t> next(t.start.begin(), t.start.end() - 1);
  for (std::size_t i = 0; i < n; ++i)
    for (std::int64_t e = a.start[i]; e < a.start[i + 1]; ++e) {
      const std::int64_t at = next[a.column[e]]++;
      t.column[at] = static_cast<std::int32_t>(i);
      t.value[at] = a.value[e];
    }
  return t;
}

// visit(column, value) over row i of a + b, both by rising column.
template <class Visit>
void merge_row(const Sparse& a, const Sparse& b, std::size_t i, Visit visit) {
  std::int64_t p = a.start[i], q = b.start[i];
  while (p < a.start[i + 1] || q < b.start[i + 1]) {
    const std::int32_t c = p < a.start[i + 1] ? a.column[p] : INT32_MAX,
                       d = q < b.start[i + 1] ? b.column[q] : INT32_MAX;
    float value = 0;
    if (c <= d) value += a.value[p++];
    if (d <= c) value += b.value[q++];
    visit(std::min(c, d), value);
  }
}

void add(const Sparse& a, const Sparse& b, Affinities& out) {
  const std::size_t n = a.start.size() - 1;
  out.row_start.assign(n + 1, 0);
  parallel_blocks(n, kRowBlock, [&](Block block) {
    for (std::size_t i = block.begin; i < block.end; ++i)
      merge_row(a, b, i, [&](std::int32_t, float) { ++out.row_start[i + 1]; });
  });
  for (std::size_t i = 0; i < n; ++i) out.row_start[i + 1] += out.row_start[i];
  out.column.resize(out.row_start[n]);
  out.value.resize(out.row_start[n]);
  parallel_blocks(n, kRowBlock, [&](Block block) {
    for (std::size_t i = block.begin; i < block.end; ++i) {
      std::int64_t at = out.row_start[i];
      merge_row(a, b, i, [&](std::int32_t column, float value) {
        out.column[at] = column;
        out.value[at++] = value;
      });
    }
  });
}

std::string number(double value) {
  char text[32];
  const auto end =
      std::to_chars(text, text + sizeof text, value, std::chars_format::general, 6).ptr;
  return {text, end};
}

void check(const algorithms::Neighbours& found, double perplexity) {
  const Index n = found.index.rows(), k = found.index.cols();
  const double largest = std::min(static_cast<double>(k), static_cast<double>(n - 1) / 3);
  require(perplexity >= 1 && perplexity <= static_cast<double>(k) &&
              3 * perplexity <= static_cast<double>(n - 1) + 1e-9,
          ErrorCode::bad_option,
          "perplexity: is " + number(perplexity) + ", but must be in [1, " + number(largest) +
              "] for " + std::to_string(n) + " rows and " + std::to_string(k) + " neighbours",
          "the largest perplexity here is " + number(largest));
  require(found.distance.maxCoeff() > 0, ErrorCode::bad_data,
          "rows: are all equal to their nearest neighbours",
          "drop duplicate rows: a map needs distances");
}

}  // namespace

double default_perplexity(std::int64_t n) {
  require(n >= 4, ErrorCode::bad_shape,
          "rows: are " + std::to_string(n) + ", but a map needs at least 4");
  return std::min(30.0, static_cast<double>(n - 1) / 3);
}

int neighbours_for(double perplexity) {
  return std::max(1, static_cast<int>(3 * perplexity + 1e-9));
}

MatrixF conditional_affinities(const MatrixF& distance, double perplexity) {
  MatrixF p(distance.rows(), distance.cols());
  const std::size_t k = static_cast<std::size_t>(distance.cols());
  parallel_blocks(static_cast<std::size_t>(distance.rows()), kRowBlock, [&](Block block) {
    std::vector<double> excess(k), weight(k);
    for (std::size_t i = block.begin; i < block.end; ++i) {
      match_row(distance.row(static_cast<Index>(i)).data(), k, perplexity, excess.data(),
                weight.data());
      for (std::size_t j = 0; j < k; ++j)
        p(static_cast<Index>(i), static_cast<Index>(j)) = static_cast<float>(weight[j]);
    }
  });
  return p;
}

Affinities affinities(const algorithms::Neighbours& found, double perplexity) {
  check(found, perplexity);
  const std::size_t n = static_cast<std::size_t>(found.index.rows());
  const std::size_t k = std::min<std::size_t>(static_cast<std::size_t>(found.index.cols()),
                                              static_cast<std::size_t>(neighbours_for(perplexity)));
  Sparse conditional{std::vector<std::int64_t>(n + 1), std::vector<std::int32_t>(n * k),
                     std::vector<float>(n * k)};
  for (std::size_t i = 0; i <= n; ++i) conditional.start[i] = static_cast<std::int64_t>(i * k);
  struct Worst {
    double error = 0;
    std::int64_t unmatched = 0;
  };
  const Worst worst = parallel_reduce(
      n, kRowBlock, Worst{},
      [&](Block block) {
        std::vector<double> excess(k), weight(k);
        Worst w;
        for (std::size_t i = block.begin; i < block.end; ++i) {
          const Index row = static_cast<Index>(i);
          const double error = std::abs(match_row(found.distance.row(row).data(), k, perplexity,
                                                  excess.data(), weight.data()));
          if (error > 1e-5)
            ++w.unmatched;
          else
            w.error = std::max(w.error, error);
          for (std::size_t j = 0; j < k; ++j) {
            conditional.column[i * k + j] = found.index(row, static_cast<Index>(j));
            conditional.value[i * k + j] =
                static_cast<float>(weight[j] / (2.0 * static_cast<double>(n)));
          }
        }
        return w;
      },
      [](Worst& total, Worst part) {
        total.error = std::max(total.error, part.error);
        total.unmatched += part.unmatched;
      });
  const Sparse reversed = transpose(conditional);
  conditional = transpose(reversed);  // now by rising column
  Affinities result;
  add(conditional, reversed, result);
  result.perplexity = perplexity;
  result.worst_entropy_error = worst.error;
  result.unmatched_rows = worst.unmatched;
  return result;
}

}  // namespace qed::embedding
