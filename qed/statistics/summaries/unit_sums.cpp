// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/summaries/unit_sums.h"

#include <algorithm>
#include <string>
#include <utility>

#include "qed/base/error.h"

namespace qed::statistics {
namespace {

static_assert(Summary<UnitSums>);
constexpr std::uint64_t kTag = 0x31535455444551;  // "QEDUTS1"
constexpr std::size_t kParts = UnitSums::kMost, kFewestSlots = 64;

// The hash 0 is a free slot: that of one unit in 2⁶⁴ is moved aside.
std::uint64_t key(std::uint64_t unit) { return unit == 0 ? 1 : unit; }

}  // namespace

UnitSums::UnitSums(std::size_t terms)
    : terms_(terms), slots_(kFewestSlots), values_(kFewestSlots * (terms + 1)) {}

UnitSums UnitSums::in_parts(std::size_t terms) {
  UnitSums sums(terms);
  sums.fold();
  return sums;
}

void UnitSums::grow() {
  const std::vector<std::uint64_t> slots =
      std::exchange(slots_, std::vector<std::uint64_t>(4 * slots_.size()));
  const std::vector<double> values =
      std::exchange(values_, std::vector<double>(slots_.size() * width()));
  for (std::size_t s = 0; s < slots.size(); ++s) {
    if (slots[s] == 0) continue;
    std::size_t to = slots[s] % slots_.size();
    while (slots_[to] != 0) to = (to + 1) % slots_.size();
    slots_[to] = slots[s];
    std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(s * width()), width(),
                values_.begin() + static_cast<std::ptrdiff_t>(to * width()));
  }
}

void UnitSums::fold() {
  parts_.assign(kParts * width(), 0);
  const auto slots = std::exchange(slots_, {});
  const auto values = std::exchange(values_, {});
  // In the order of the hashes: the sums are those of the set of units, whichever way they came.
  std::vector<std::size_t> order;
  for (std::size_t s = 0; s < slots.size(); ++s)
    if (slots[s] != 0) order.push_back(s);
  std::ranges::sort(order, {}, [&](std::size_t s) { return slots[s]; });
  for (const std::size_t s : order)
    for (std::size_t k = 0; k < width(); ++k)
      parts_[slots[s] % kParts * width() + k] += values[s * width() + k];
}

double* UnitSums::at(std::uint64_t unit) {
  unit = key(unit);
  if (parts_.empty()) {
    std::size_t slot = unit % slots_.size();
    while (slots_[slot] != 0 && slots_[slot] != unit) slot = (slot + 1) % slots_.size();
    if (slots_[slot] == unit) return values_.data() + slot * width();
    if (units_ < kParts) {
      ++units_;
      slots_[slot] = unit;
      if (2 * units_ <= slots_.size()) return values_.data() + slot * width();
      grow();
      return at(unit);
    }
    fold();
  }
  return parts_.data() + unit % kParts * width();
}

void UnitSums::add(std::uint64_t unit, std::span<const double> terms) {
  require(terms.size() == terms_, ErrorCode::bad_shape, "unit sums: a row of another length");
  double* const sums = at(unit);
  ++sums[0];
  for (std::size_t k = 0; k < terms_; ++k) sums[k + 1] += terms[k];
}

void UnitSums::add(std::span<const std::uint64_t> units,
                   std::span<const std::vector<double>> terms) {
  require(terms.size() == terms_, ErrorCode::bad_shape, "unit sums: rows of another length");
  for (const auto& term : terms)
    require(term.size() == units.size(), ErrorCode::bad_shape, "unit sums: as many units as rows");
  for (std::size_t i = 0; i < units.size(); ++i) {
    double* const sums = at(units[i]);
    ++sums[0];
    for (std::size_t k = 0; k < terms_; ++k) sums[k + 1] += terms[k][i];
  }
}

void UnitSums::merge(const UnitSums& other) {
  require(terms_ == other.terms_, ErrorCode::bad_shape,
          "unit sums have " + std::to_string(terms_) + " and " + std::to_string(other.terms_) +
              " terms");
  if (!other.is_exact() && is_exact()) fold();
  if (!other.is_exact()) {
    for (std::size_t k = 0; k < parts_.size(); ++k) parts_[k] += other.parts_[k];
    return;
  }
  for (const Group& group : other.groups()) {
    double* const sums = at(group.unit);
    sums[0] += group.rows;
    for (std::size_t k = 0; k < terms_; ++k) sums[k + 1] += group.sums[k];
  }
}

std::vector<UnitSums::Group> UnitSums::groups() const {
  std::vector<Group> groups;
  const std::vector<double>& values = parts_.empty() ? values_ : parts_;
  for (std::size_t s = 0; s * width() < values.size(); ++s) {
    const double* const sums = values.data() + s * width();
    if (parts_.empty() ? slots_[s] == 0 : sums[0] == 0) continue;
    groups.push_back({parts_.empty() ? slots_[s] : s, sums[0], {sums + 1, sums + width()}});
  }
  if (parts_.empty()) std::ranges::sort(groups, {}, &Group::unit);
  return groups;
}

void UnitSums::write(ByteWriter& out) const {
  const std::vector<Group> all = groups();
  out.count(kTag), out.count(terms_), out.count(is_exact() ? 0 : 1), out.count(all.size());
  for (const Group& group : all) {
    out.count(group.unit), out.number(group.rows);
    for (const double sum : group.sums) out.number(sum);
  }
}

UnitSums UnitSums::read(ByteReader& in) {
  in.expect(kTag, "unit sums");
  const std::uint64_t terms = in.count();
  require(terms < std::uint64_t{1} << 20, ErrorCode::bad_data, "unit sums of too many terms");
  const bool exact = in.count() == 0;
  const std::uint64_t n = in.length(8 * (terms + 2));
  require(n <= kParts, ErrorCode::bad_data, "unit sums of too many units");
  UnitSums sums(terms);
  if (!exact) sums.fold();
  for (std::uint64_t g = 0; g < n; ++g) {
    const std::uint64_t unit = in.count();
    require(exact ? unit != 0 : unit < kParts, ErrorCode::bad_data, "unit sums of no unit");
    double* const to = exact ? sums.at(unit) : sums.parts_.data() + unit * sums.width();
    for (std::size_t k = 0; k < sums.width(); ++k) to[k] += in.number();
  }
  return sums;
}

}  // namespace qed::statistics
