// SPDX-License-Identifier: Apache-2.0
#include "qed/probability/exact_counts.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string_view>
#include <vector>

#include "qed/base/error.h"
#include "qed/probability/combinatorics.h"

namespace qed::probability {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::int64_t kMostThings = 10'000;

void require_natural(std::int64_t n, std::string_view what) {
  require(n >= 0, ErrorCode::bad_value, [&] {
    return std::string(what) + " is " + std::to_string(n) + ", but must be 0 or more";
  });
}

Ways exactly(Natural n) { return {n, n == 0 ? -kInfinity : std::log(static_cast<double>(n))}; }
Ways beyond(double log) { return {std::nullopt, log}; }

// Nothing once a number has left 128 bits.
using Checked = std::optional<Natural>;
Checked times(Checked a, Natural b) {
  Natural product = 0;
  if (!a || __builtin_mul_overflow(*a, b, &product)) return std::nullopt;
  return product;
}
Checked plus(Checked a, Checked b) {
  Natural sum = 0;
  if (!a || !b || __builtin_add_overflow(*a, *b, &sum)) return std::nullopt;
  return sum;
}

// log(e^a + e^b).
double log_plus(double a, double b) {
  const double most = std::max(a, b);
  return most == -kInfinity ? most : most + std::log1p(std::exp(std::min(a, b) - most));
}

/// C(n, k) for k <= n/2 as Π (n-k+i)/i, every factor reduced first: the products are C(n-k+i, i), and grow.
Checked binomial(std::int64_t n, std::int64_t k) {
  Checked ways = 1;
  for (std::int64_t i = 1; i <= k && ways; ++i) {
    const auto divisor = static_cast<std::uint64_t>(i);
    const std::uint64_t shared = std::gcd(divisor, static_cast<std::uint64_t>(*ways % divisor));
    // What is left of the divisor has no factor in common with the number so far: it divides the next one.
    const auto next = static_cast<std::uint64_t>(n - k + i) / (divisor / shared);
    ways = times(*ways / shared, next);
  }
  return ways;
}

std::int64_t sum_of(std::span<const std::int64_t> counts) {
  std::int64_t sum = 0;
  for (const std::int64_t count : counts) {
    require_natural(count, "multinomial coefficient: a count");
    require(!__builtin_add_overflow(sum, count, &sum), ErrorCode::bad_value,
            "multinomial coefficient: the counts' sum leaves 64 bits");
  }
  return sum;
}

/// S(n, k) of 1 <= k <= n: only what leads to it, S(i, j) with k - (n - i) <= j <= k, none of which is larger.
template <class Number, class Next>
Number stirling(std::int64_t n, std::int64_t k, Number one, Number none, Next next) {
  std::vector<Number> row(static_cast<std::size_t>(k) + 1, none);
  row[0] = one;
  for (std::int64_t i = 1; i <= n; ++i) {
    for (std::int64_t j = std::min(i, k); j >= std::max<std::int64_t>(1, k - (n - i)); --j) {
      const auto at = static_cast<std::size_t>(j);
      row[at] = next(row[at], row[at - 1], j);
    }
    row[0] = none;
  }
  return row.back();
}

}  // namespace

double Ways::value() const { return exact ? static_cast<double>(*exact) : std::exp(log); }

std::optional<std::string> Ways::digits() const {
  if (!exact) return std::nullopt;
  std::string text;
  Natural left = *exact;
  do {
    text += static_cast<char>('0' + static_cast<int>(left % 10));
    left /= 10;
  } while (left > 0);
  std::ranges::reverse(text);
  return text;
}

Ways factorial(std::int64_t n) { return permutations(n, n); }

Ways permutations(std::int64_t n, std::int64_t k) {
  require_natural(n, "permutations: n");
  require_natural(k, "permutations: k");
  if (k > n) return exactly(0);
  Checked ways = 1;
  for (std::int64_t i = n; i > n - k && ways; --i) ways = times(ways, static_cast<Natural>(i));
  return ways ? exactly(*ways) : beyond(log_permutations(n, k));
}

Ways binomial_coefficient(std::int64_t n, std::int64_t k) {
  require_natural(n, "binomial coefficient: n");
  if (k < 0 || k > n) return exactly(0);
  const Checked ways = binomial(n, std::min(k, n - k));
  return ways ? exactly(*ways) : beyond(log_binomial_coefficient(n, k));
}

// Π C(k₁ + ... + k_i, k_i).
Ways multinomial_coefficient(std::span<const std::int64_t> counts) {
  sum_of(counts);
  Checked ways = 1;
  std::int64_t so_far = 0;
  for (const std::int64_t count : counts) {
    so_far += count;
    const Checked factor = ways ? binomial(so_far, std::min(count, so_far - count)) : std::nullopt;
    ways = factor ? times(ways, *factor) : std::nullopt;
  }
  return ways ? exactly(*ways) : beyond(log_multinomial_coefficient(counts));
}

Ways stirling_second(std::int64_t n, std::int64_t k) {
  require_natural(n, "stirling_second: n");
  require_natural(k, "stirling_second: k");
  require(n <= kMostThings, ErrorCode::bad_value, "stirling_second: n must be at most 10,000");
  if (k > n) return exactly(0);
  if (k == 0) return exactly(n == 0 ? 1 : 0);
  const Checked ways =
      stirling<Checked>(n, k, 1, 0, [](Checked same, Checked fewer, std::int64_t j) {
        return plus(times(same, static_cast<Natural>(j)), fewer);
      });
  if (ways) return exactly(*ways);
  return beyond(
      stirling<double>(n, k, 0, -kInfinity, [](double same, double fewer, std::int64_t j) {
        return log_plus(same + std::log(static_cast<double>(j)), fewer);
      }));
}

Ways subgroups(std::span<const std::int64_t> values, std::int64_t depth) {
  require_natural(depth, "subgroups: depth");
  const auto most = std::min<std::size_t>(static_cast<std::size_t>(depth), values.size());
  // e_d of the features so far, and its logarithm.
  std::vector<Checked> ways(most + 1, Natural{0});
  std::vector<double> logs(most + 1, -kInfinity);
  ways[0] = 1, logs[0] = 0;
  for (const std::int64_t v : values) {
    require_natural(v, "subgroups: a number of values");
    for (std::size_t d = most; d > 0; --d) {
      if (v == 0) continue;
      ways[d] = plus(ways[d], times(ways[d - 1], static_cast<Natural>(v)));
      logs[d] = log_plus(logs[d], logs[d - 1] + std::log(static_cast<double>(v)));
    }
  }
  Checked sum = Natural{0};
  double log = -kInfinity;
  for (std::size_t d = 1; d <= most; ++d) sum = plus(sum, ways[d]), log = log_plus(log, logs[d]);
  return sum ? exactly(*sum) : beyond(log);
}

// k log n - (n-k) log(1 - k/n) - k, and what Stirling's formula leaves out of n! and (n-k)!.
double log_permutations(std::int64_t n, std::int64_t k) {
  require_natural(n, "log_permutations: n");
  require_natural(k, "log_permutations: k");
  if (k > n) return -kInfinity;
  if (k == n) return log_factorial(n);
  const auto N = static_cast<double>(n), K = static_cast<double>(k);
  const auto rest = static_cast<double>(n - k);
  return K * std::log(N) - (rest + 0.5) * std::log1p(-K / N) - K + stirling_error(N) -
         stirling_error(rest);
}

double log_multinomial_coefficient(std::span<const std::int64_t> counts) {
  sum_of(counts);
  double log = 0;
  std::int64_t so_far = 0;
  for (const std::int64_t count : counts) log += log_binomial_coefficient(so_far += count, count);
  return log;
}

}  // namespace qed::probability
