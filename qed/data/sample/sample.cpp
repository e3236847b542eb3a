// SPDX-License-Identifier: Apache-2.0
#include "qed/data/sample/sample.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <tuple>

#include "qed/base/random.h"

namespace qed::data {
namespace {

constexpr std::uint64_t kRowStream = 0x726f77;  // "row"

bool earlier(const RowSample::Kept& a, const RowSample::Kept& b) {
  return std::tie(a.key, a.row) < std::tie(b.key, b.row);
}

}  // namespace

RowSample::RowSample(std::int64_t size, std::uint64_t seed)
    : size_(static_cast<std::size_t>(std::max<std::int64_t>(1, size))), seed_(seed),
      largest_(std::numeric_limits<std::uint64_t>::max()) {}

std::uint64_t RowSample::key(std::int64_t row) const {
  return Rng(seed_, kRowStream, static_cast<std::uint64_t>(row)).bits64();
}

void RowSample::offer(std::int64_t row, std::uint64_t its_key, std::string_view text) {
  if (!may_stay(its_key)) return;
  kept_.push_back({its_key, row, std::string(text)});
  if (kept_.size() >= 2 * size_) shrink();
}

// Rows whose key is above that of the last one kept can never come in again.
void RowSample::shrink() {
  if (kept_.size() <= size_) return;
  const auto last = kept_.begin() + static_cast<std::ptrdiff_t>(size_) - 1;
  std::ranges::nth_element(kept_, last, earlier);
  largest_ = last->key;
  kept_.resize(size_);
}

std::vector<RowSample::Kept> RowSample::take() {
  shrink();
  std::ranges::sort(kept_, {}, &Kept::row);
  return std::move(kept_);
}

std::int64_t sample_size(const ReadOptions& options, std::size_t columns) {
  if (options.sample <= 0 || options.cells <= 0 || columns == 0) return options.sample;
  constexpr std::int64_t kFewest = 1000;
  const std::int64_t fit = options.cells / static_cast<std::int64_t>(columns);
  return std::min(options.sample, std::max(kFewest, fit));
}

std::int64_t passing_sample_size(const ReadOptions& options, std::size_t columns) {
  const std::int64_t size = sample_size(options, columns);
  return options.passing > 0 ? std::min(size, options.passing) : size;
}

std::vector<std::int64_t> chosen_rows(std::int64_t n, std::size_t columns,
                                      const ReadOptions& options) {
  std::vector<std::int64_t> rows;
  const std::int64_t most =
      options.max_rows >= 0 ? std::min(n, std::max<std::int64_t>(1, options.max_rows)) : n;
  const std::int64_t size = sample_size(options, columns);
  if (size > 0 && size < most) {
    RowSample sample(size, options.seed);
    for (std::int64_t row = 0; row < most; ++row) sample.offer(row);
    for (const auto& kept : sample.take()) rows.push_back(kept.row);
  } else if (most < n) {
    rows.resize(static_cast<std::size_t>(most));
    std::iota(rows.begin(), rows.end(), 0);
  }
  return rows;
}

}  // namespace qed::data
