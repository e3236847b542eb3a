// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/summaries/distinct.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>

#include "qed/algorithms/hashing/hash.h"
#include "qed/base/error.h"

namespace qed::statistics {
namespace {

static_assert(Summary<DistinctCount>);

constexpr std::uint64_t kTag = 0x314c4c4844455101;  // "QEDHLL1"
constexpr std::size_t kMostExact = 4096;

// Are more of them different than are counted exactly? Sorting some ten thousand would take longer.
bool has_many(std::span<const std::uint64_t> hashes) {
  if (hashes.size() <= kMostExact) return false;
  std::vector<std::uint64_t> slots(4 * kMostExact);  // 0: free
  std::size_t count = 0;
  for (const std::uint64_t hash : hashes) {
    if (hash == 0) continue;
    std::size_t at = hash % slots.size();
    while (slots[at] != 0 && slots[at] != hash) at = (at + 1) % slots.size();
    if (slots[at] == hash) continue;
    slots[at] = hash;
    if (++count > kMostExact) return true;
  }
  return false;
}

// Σ x^(2^k) 2^(k-1) + x, and its mirror image: the shares of registers that are still 0, and that are full.
double sigma(double x) {
  if (x == 1) return std::numeric_limits<double>::infinity();
  double y = 1, z = x, before = -1;
  while (z != before) {
    x *= x;
    before = z;
    z += x * y;
    y += y;
  }
  return z;
}
double tau(double x) {
  if (x == 0 || x == 1) return 0;
  double y = 1, z = 1 - x, before = -1;
  while (z != before) {
    x = std::sqrt(x);
    before = z;
    y /= 2;
    z -= (1 - x) * (1 - x) * y;
  }
  return z / 3;
}

}  // namespace

DistinctCount::DistinctCount(int precision) : precision_(precision) {
  require(precision >= 7 && precision <= 18, ErrorCode::bad_option,
          "distinct counts have a precision from 7 to 18, not " + std::to_string(precision));
}

void DistinctCount::add(std::string_view value) { add_hash(algorithms::hash64(value)); }
void DistinctCount::add(double value) {
  if (value == 0) value = 0;
  if (std::isnan(value)) value = std::numeric_limits<double>::quiet_NaN();
  add_hash(algorithms::mix64(std::bit_cast<std::uint64_t>(value) + 0x9e3779b97f4a7c15u));
}

void DistinctCount::add_hash(std::uint64_t hash) {
  if (!is_exact()) return enter(hash);
  const auto place = std::ranges::lower_bound(hashes_, hash);
  if (place != hashes_.end() && *place == hash) return;
  hashes_.insert(place, hash);
  if (hashes_.size() > kMostExact) to_registers();
}

void DistinctCount::add_hashes(std::span<const std::uint64_t> hashes) {
  if (is_exact() && has_many(hashes)) to_registers();
  for (const std::uint64_t hash : hashes) add_hash(hash);
}

void DistinctCount::to_registers() {
  registers_.assign(std::size_t{1} << precision_, 0);
  for (const std::uint64_t hash : hashes_) enter(hash);
  hashes_ = {};
}

void DistinctCount::enter(std::uint64_t hash) {
  const std::uint64_t rest = hash << precision_;
  const int zeros = std::min(std::countl_zero(rest), 64 - precision_);
  std::uint8_t& place = registers_[hash >> (64 - precision_)];
  place = std::max(place, static_cast<std::uint8_t>(zeros + 1));
}

void DistinctCount::merge(const DistinctCount& other) {
  require(other.precision_ == precision_, ErrorCode::bad_option,
          "distinct counts of different precision do not merge");
  if (other.is_exact()) {
    for (const std::uint64_t hash : other.hashes_) add_hash(hash);
    return;
  }
  if (is_exact()) to_registers();
  for (std::size_t i = 0; i < registers_.size(); ++i)
    registers_[i] = std::max(registers_[i], other.registers_[i]);
}

double DistinctCount::count() const {
  if (is_exact()) return static_cast<double>(hashes_.size());
  const int most = 64 - precision_;
  std::vector<double> registers_at(static_cast<std::size_t>(most) + 2);
  for (const std::uint8_t r : registers_) ++registers_at[r];
  const auto m = static_cast<double>(registers_.size());
  double z = m * tau(1 - registers_at[static_cast<std::size_t>(most) + 1] / m);
  for (int k = most; k >= 1; --k) z = (z + registers_at[static_cast<std::size_t>(k)]) / 2;
  z += m * sigma(registers_at[0] / m);
  return m * m / (2 * std::log(2.0) * z);
}

double DistinctCount::relative_error() const {
  return is_exact() ? 0 : 1.04 / std::sqrt(static_cast<double>(registers_.size()));
}

void DistinctCount::write(ByteWriter& out) const {
  out.count(kTag), out.count(static_cast<std::uint64_t>(precision_));
  out.count(hashes_.size());
  for (const std::uint64_t hash : hashes_) out.count(hash);
  out.count(registers_.size() / 8);
  for (std::size_t i = 0; i < registers_.size(); i += 8) {
    std::uint64_t eight = 0;
    for (std::size_t j = 0; j < 8; ++j) eight |= std::uint64_t{registers_[i + j]} << (8 * j);
    out.count(eight);
  }
}

DistinctCount DistinctCount::read(ByteReader& in) {
  in.expect(kTag, "distinct count");
  const std::uint64_t precision = in.count();
  require(precision >= 7 && precision <= 18, ErrorCode::bad_data,
          "a distinct count with an impossible precision");
  DistinctCount summary(static_cast<int>(precision));
  summary.hashes_.resize(in.length(8));
  for (std::uint64_t& hash : summary.hashes_) hash = in.count();
  const auto not_rising = std::ranges::adjacent_find(summary.hashes_, std::greater_equal());
  require(summary.hashes_.size() <= kMostExact && not_rising == summary.hashes_.end(),
          ErrorCode::bad_data, "a distinct count whose hashes are not sorted");
  const std::uint64_t words = in.length(8);
  require(words == 0 || (words == (std::uint64_t{1} << precision) / 8 && summary.hashes_.empty()),
          ErrorCode::bad_data, "a distinct count with an impossible number of registers");
  for (std::uint64_t w = 0; w < words; ++w) {
    const std::uint64_t eight = in.count();
    for (int j = 0; j < 8; ++j) {
      const auto r = static_cast<std::uint8_t>(eight >> (8 * j) & 0xff);
      require(r <= 65 - static_cast<int>(precision), ErrorCode::bad_data,
              "a distinct count with an impossible register");
      summary.registers_.push_back(r);
    }
  }
  return summary;
}

}  // namespace qed::statistics
