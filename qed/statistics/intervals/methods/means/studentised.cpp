// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/intervals/methods/means/studentised.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>

#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/probability/distributions/discrete.h"

namespace qed::statistics {
namespace {

constexpr std::uint64_t kStudentStream = 0x73747564;  // "stud"
constexpr std::size_t kFewestFar = 64, kFarShare = 16, kMostFar = 1 << 16;

// Σ(x - x̄) and Σ(x - x̄)² of a resample of n values.
struct Sums {
  double off = 0, squares = 0;

  void add(double x) { off += x, squares += x * x; }
  double studentised(double n) const {
    const double variance = std::max(0.0, squares - off * off / n) / (n - 1);
    return variance > 0 ? off / n / std::sqrt(variance / n) : without_spread();
  }
  double without_spread() const {
    return std::copysign(std::numeric_limits<double>::infinity(), off);
  }
};

std::vector<double> sorted_replicates(std::int64_t replicates, std::uint64_t seed, auto draw) {
  std::vector<double> t(static_cast<std::size_t>(replicates));
  parallel_blocks(t.size(), 8, [&](Block block) {
    for (std::size_t b = block.begin; b < block.end; ++b) {
      Rng rng(seed, kStudentStream, b);
      t[b] = draw(rng);
    }
  });
  std::ranges::sort(t);
  return t;
}

// The law of the sums of r values drawn from these, in rising order: normal, with the means and covariances of (x, x²).
class Bulk {
 public:
  Bulk(std::span<const double> x, double centre)
      : first_(x.front() - centre), differ_(x.back() != x.front()) {
    const auto n = static_cast<double>(x.size());
    for (const double v : x) {
      const double off = v - centre;
      mean_.off += off / n, mean_.squares += off * off / n;
    }
    double oo = 0, os = 0, ss = 0;
    for (const double v : x) {
      const double off = v - centre, a = off - mean_.off, b = off * off - mean_.squares;
      oo += a * a / n, os += a * b / n, ss += b * b / n;
    }
    l11_ = std::sqrt(oo);
    l21_ = oo > 0 ? os / l11_ : 0;
    l22_ = std::sqrt(std::max(0.0, ss - l21_ * l21_));
  }
  double first() const { return first_; }
  bool differ() const { return differ_; }
  Sums draw(double r, Rng& rng) const {
    const double z1 = rng.normal(), z2 = rng.normal(), root = std::sqrt(r);
    return {r * mean_.off + root * l11_ * z1,
            std::max(0.0, r * mean_.squares + root * (l21_ * z1 + l22_ * z2))};
  }

 private:
  double first_;
  bool differ_;
  Sums mean_;
  double l11_ = 0, l21_ = 0, l22_ = 0;  // Cholesky's factor
};

// M ~ Binomial(n, p), drawn by bisection of its sums of masses about the mode, where all but 1e-15 lies.
class Count {
 public:
  Count(std::int64_t n, double p) {
    constexpr double kLeast = 1e-18;
    const auto mode = static_cast<std::int64_t>(static_cast<double>(n + 1) * p);
    const double odds = p / (1 - p),
                 at_mode = probability::Binomial(n, p).density(static_cast<double>(mode));
    std::vector<double> masses{at_mode};
    for (first_ = mode; first_ > 0 && masses.back() > kLeast; --first_)
      masses.push_back(masses.back() * static_cast<double>(first_) /
                       (static_cast<double>(n - first_ + 1) * odds));
    std::ranges::reverse(masses);
    for (std::int64_t m = mode; m < n && masses.back() > kLeast; ++m)
      masses.push_back(masses.back() * static_cast<double>(n - m) * odds /
                       static_cast<double>(m + 1));
    std::partial_sum(masses.begin(), masses.end(), std::back_inserter(steps_));
  }
  std::int64_t draw(Rng& rng) const {
    const double u = rng.uniform() * steps_.back();
    return first_ + (std::ranges::upper_bound(steps_, u) - steps_.begin());
  }

 private:
  std::int64_t first_ = 0;
  std::vector<double> steps_;
};

// Adds so many of these values, a power of two up to 2¹⁶ of them, drawn with replacement, two by every word; with
// `watches`: does one differ from `other`? (else true)
template <bool watches>
bool draw_far(std::span<const double> far, std::int64_t count, double other, Rng& rng, Sums& sums) {
  const auto mask = static_cast<std::uint32_t>(far.size() - 1);
  bool differ = !watches;
  const auto one = [&](std::uint32_t word, Sums& into) {
    const double off = far[word & mask];
    if constexpr (watches) differ |= off != other;
    into.add(off);
  };
  Sums second, third, fourth;  // so that one sum need not wait for another
  for (; count >= 4; count -= 4) {
    const std::uint32_t a = rng(), b = rng();
    one(a, sums), one(a >> 16, second), one(b, third), one(b >> 16, fourth);
  }
  for (; count > 0; --count) one(rng(), sums);
  sums.off += second.off + (third.off + fourth.off);
  sums.squares += second.squares + (third.squares + fourth.squares);
  return differ;
}

}  // namespace

std::vector<double> studentised_one_by_one(std::span<const double> x, double mean,
                                           std::int64_t replicates, std::uint64_t seed) {
  const auto n = static_cast<double>(x.size());
  return sorted_replicates(replicates, seed, [&](Rng& rng) {
    Sums sums;
    double first = 0;
    bool differ = false;
    for (std::size_t draw = 0; draw < x.size(); ++draw) {
      const double off = x[rng.below(x.size())] - mean;
      if (draw == 0) first = off;
      differ |= off != first;
      sums.add(off);
    }
    return differ ? sums.studentised(n) : sums.without_spread();
  });
}

std::vector<double> studentised_in_parts(std::span<const double> sorted, double mean,
                                         std::int64_t replicates, std::uint64_t seed) {
  const std::size_t n = sorted.size();
  const std::size_t k = std::bit_floor(std::clamp(n / kFarShare, kFewestFar, kMostFar));
  // The k values furthest from the mean stand at the ends.
  std::size_t low = 0, high = n;
  while (low + (n - high) < k)
    if (mean - sorted[low] >= sorted[high - 1] - mean)
      ++low;
    else
      --high;
  std::vector<double> far;
  for (const double x : sorted.first(low)) far.push_back(x - mean);
  for (const double x : sorted.subspan(high)) far.push_back(x - mean);
  const Bulk bulk(sorted.subspan(low, high - low), mean);
  const Count count(static_cast<std::int64_t>(n), static_cast<double>(k) / static_cast<double>(n));
  return sorted_replicates(replicates, seed, [&](Rng& rng) {
    const std::int64_t drawn = count.draw(rng);
    Sums sums = bulk.draw(static_cast<double>(n) - static_cast<double>(drawn), rng);
    const bool differ = bulk.differ() ? draw_far<false>(far, drawn, bulk.first(), rng, sums)
                                      : draw_far<true>(far, drawn, bulk.first(), rng, sums);
    return differ ? sums.studentised(static_cast<double>(n)) : sums.without_spread();
  });
}

}  // namespace qed::statistics
