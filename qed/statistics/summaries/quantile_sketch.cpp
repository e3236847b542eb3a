// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/summaries/quantile_sketch.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "qed/algorithms/hashing/hash.h"
#include "qed/algorithms/sorting/radix_sort.h"
#include "qed/base/error.h"
#include "qed/base/text.h"

namespace qed::statistics {
namespace {

static_assert(Summary<QuantileSketch>);

constexpr std::uint64_t kTag = 0x314c4c4b44455101;  // "QEDKLL1"
constexpr double kShrink = 2.0 / 3;  // of the capacity from a level to the one below it
constexpr std::size_t kLeastCapacity = 8;
constexpr std::size_t kMostLevels = 61;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Weighted {
  double value;
  std::int64_t weight;
};

std::vector<Weighted> sorted(const std::vector<std::vector<double>>& levels) {
  std::vector<Weighted> all;
  for (std::size_t h = 0; h < levels.size(); ++h)
    for (const double value : levels[h]) all.push_back({value, std::int64_t{1} << h});
  std::ranges::sort(all, {}, &Weighted::value);
  return all;
}

// Sorted ones stay so, which a later sort then need not do.
void append(std::vector<double>& level, std::span<const double> more) {
  const auto middle = static_cast<std::ptrdiff_t>(level.size());
  const bool sorted = std::ranges::is_sorted(level) && std::ranges::is_sorted(more);
  level.insert(level.end(), more.begin(), more.end());
  if (sorted) std::inplace_merge(level.begin(), level.begin() + middle, level.end());
}

}  // namespace

QuantileSketch::QuantileSketch(std::uint32_t k, std::uint64_t seed)
    : k_(k), seed_(seed), min_(kInfinity), max_(-kInfinity) {
  require(k >= 8 && k <= 65536, ErrorCode::bad_option,
          "a quantile sketch has k from 8 to 65536, not " + std::to_string(k));
}

// The highest level holds k, each below it two thirds of that above.
std::size_t QuantileSketch::capacity(std::size_t level) const {
  const auto below = static_cast<double>(levels_.size() - 1 - level);
  return std::max(kLeastCapacity,
                  static_cast<std::size_t>(std::ceil(k_ * std::pow(kShrink, below))));
}

void QuantileSketch::add(double value) {
  require(!std::isnan(value), ErrorCode::bad_value, "a quantile sketch takes no NaN");
  min_ = std::min(min_, value), max_ = std::max(max_, value);
  ++n_;
  levels_[0].push_back(value);
  if (levels_[0].size() > capacity(0)) compress();
}

void QuantileSketch::add(std::span<const double> values) {
  while (!values.empty()) {  // capacities are as they were until the lowest level is full
    const std::size_t room = capacity(0) + 1 - std::min(capacity(0), levels_[0].size());
    const auto some = values.first(std::min(room, values.size()));
    for (const double value : some) {
      require(!std::isnan(value), ErrorCode::bad_value, "a quantile sketch takes no NaN");
      min_ = std::min(min_, value), max_ = std::max(max_, value);
    }
    n_ += static_cast<std::int64_t>(some.size());
    levels_[0].insert(levels_[0].end(), some.begin(), some.end());
    if (levels_[0].size() > capacity(0)) compress();
    values = values.subspan(some.size());
  }
}

// From the lowest full level upwards: of an even number of its values half move up with twice the weight.
void QuantileSketch::compress() {
  for (std::size_t h = 0; h < levels_.size(); ++h) {
    if (levels_[h].size() <= capacity(h)) continue;
    if (h + 1 == levels_.size()) levels_.emplace_back();
    ensure(levels_.size() <= kMostLevels, "quantile sketch: too many levels");
    std::vector<double>& full = levels_[h];
    if (!std::ranges::is_sorted(full)) algorithms::sort_numbers(full);
    const std::size_t pairs = full.size() / 2;
    const std::size_t coin = algorithms::mix64(seed_ + 0x9e3779b97f4a7c15u * ++tosses_) >> 63;
    std::vector<double> up(pairs);
    for (std::size_t i = 0; i < pairs; ++i) up[i] = full[2 * i + coin];
    append(levels_[h + 1], up);
    // An odd one, the largest, stays with its weight.
    full.erase(full.begin(), full.begin() + static_cast<std::ptrdiff_t>(2 * pairs));
  }
}

void QuantileSketch::merge(const QuantileSketch& other) {
  require(other.k_ == k_, ErrorCode::bad_option, "quantile sketches of different k do not merge");
  if (other.n_ == 0) return;
  if (levels_.size() < other.levels_.size()) levels_.resize(other.levels_.size());
  for (std::size_t h = 0; h < other.levels_.size(); ++h) append(levels_[h], other.levels_[h]);
  n_ += other.n_;
  tosses_ += other.tosses_;
  min_ = std::min(min_, other.min_), max_ = std::max(max_, other.max_);
  compress();
}

double QuantileSketch::rank_error() const {
  return is_exact() ? 0 : 2.296 / std::pow(static_cast<double>(k_), 0.9021);
}

double QuantileSketch::quantile(double p) const {
  return quantiles(std::span<const double>(&p, 1)).front();
}

std::vector<double> QuantileSketch::quantiles(std::span<const double> p) const {
  require(n_ > 0, ErrorCode::bad_data, "no values were seen, so there is no quantile");
  const std::vector<Weighted> all = sorted(levels_);
  std::vector<std::int64_t> up_to;
  std::int64_t sum = 0;
  for (const Weighted& one : all) up_to.push_back(sum += one.weight);
  std::vector<double> found;
  for (const double at : p) {
    require(at >= 0 && at <= 1, ErrorCode::bad_option,
            "a quantile's level is in [0, 1], not " + shortest(at));
    if (at == 0 || at == 1) {
      found.push_back(at == 0 ? min_ : max_);
      continue;
    }
    const auto needed = static_cast<std::int64_t>(std::ceil(at * static_cast<double>(sum)));
    const auto place = std::ranges::lower_bound(up_to, needed) - up_to.begin();
    found.push_back(all[static_cast<std::size_t>(place)].value);
  }
  return found;
}

double QuantileSketch::rank(double x) const {
  std::int64_t below = 0, sum = 0;
  for (std::size_t h = 0; h < levels_.size(); ++h)
    for (const double value : levels_[h]) {
      sum += std::int64_t{1} << h;
      if (value <= x) below += std::int64_t{1} << h;
    }
  return sum > 0 ? static_cast<double>(below) / static_cast<double>(sum) : 0;
}

void QuantileSketch::write(ByteWriter& out) const {
  out.count(kTag), out.count(k_), out.count(seed_), out.count(tosses_);
  out.count(static_cast<std::uint64_t>(n_)), out.number(min_), out.number(max_);
  out.count(levels_.size());
  for (const auto& level : levels_) {
    out.count(level.size());
    for (const double value : level) out.number(value);
  }
}

QuantileSketch QuantileSketch::read(ByteReader& in) {
  in.expect(kTag, "quantile sketch");
  const std::uint64_t k = in.count();
  require(k <= 65536, ErrorCode::bad_data, "a quantile sketch with k out of range");
  QuantileSketch sketch(static_cast<std::uint32_t>(k), in.count());
  sketch.tosses_ = in.count();
  sketch.n_ = static_cast<std::int64_t>(in.count());
  sketch.min_ = in.number(), sketch.max_ = in.number();
  const std::uint64_t levels = in.length(8);
  require(levels >= 1 && levels <= kMostLevels, ErrorCode::bad_data,
          "a quantile sketch with an impossible number of levels");
  sketch.levels_.assign(levels, {});
  constexpr std::uint64_t kMostRows = std::uint64_t{1} << 62;
  std::uint64_t weight = 0;
  for (std::size_t h = 0; h < levels; ++h) {
    sketch.levels_[h].resize(in.length(8));
    for (double& value : sketch.levels_[h]) {
      value = in.number();
      require(!std::isnan(value), ErrorCode::bad_data, "a quantile sketch with a NaN in it");
    }
    require(sketch.levels_[h].size() <= (kMostRows - weight) >> h, ErrorCode::bad_data,
            "a quantile sketch with more rows than can be counted");
    weight += static_cast<std::uint64_t>(sketch.levels_[h].size()) << h;
  }
  require(weight == static_cast<std::uint64_t>(sketch.n_), ErrorCode::bad_data,
          "a quantile sketch whose weights do not add up to its rows");
  return sketch;
}

}  // namespace qed::statistics
