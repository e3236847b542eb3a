// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/resampling/streamed.h"

#include <array>
#include <cmath>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/statistics/resampling/replicates.h"

namespace qed::statistics {
namespace {

constexpr std::uint64_t kPoissonStream = 0x706f6973, kPartStream = 0x70617274;
constexpr Index kParts = 100;
constexpr std::size_t kTogether = 64;  // replicates that share a row's random stream

/// ⌊2^32 P(N <= k)⌋ of Poisson(1), k = 0 .. 11; beyond lies less than 2^-32.
const std::array<std::uint32_t, 12>& poisson_limits() {
  static const std::array<std::uint32_t, 12> limits = [] {
    std::array<std::uint32_t, 12> made{};
    double mass = std::exp(-1.0), below = 0;
    for (std::size_t k = 0; k < made.size(); ++k) {
      below += mass;
      mass /= static_cast<double>(k + 1);
      made[k] = static_cast<std::uint32_t>(std::min(below * 0x1p32, 0x1p32 - 1));
    }
    return made;
  }();
  return limits;
}

double poisson(std::uint32_t u) {
  const auto& limits = poisson_limits();
  // 98 % of the draws are at most 3: no branch for them.
  int count = (u >= limits[0]) + (u >= limits[1]) + (u >= limits[2]) + (u >= limits[3]);
  while (count >= 4 && count < 12 && u >= limits[static_cast<std::size_t>(count)]) ++count;
  return count;
}

}  // namespace

StreamedBootstrap::StreamedBootstrap(Index sums, const BootstrapOptions& options)
    : options_(options) {
  check(options);
  require(sums >= 1, ErrorCode::bad_option, "streamed bootstrap: sums must be 1 or more");
  require(options.groups.empty(), ErrorCode::bad_option,
          "streamed bootstrap: groups are made by giving their rows one id");
  replicate_ = Matrix::Zero(sums, options.replicates);
  part_ = Matrix::Zero(sums, kParts);
  total_ = Vector::Zero(sums);
}

void StreamedBootstrap::add(std::span<const std::uint64_t> ids, MatrixView terms) {
  require(terms.cols() == total_.size() && terms.rows() == static_cast<Index>(ids.size()),
          ErrorCode::bad_shape, "streamed bootstrap: terms must be rows x sums, with one id a row");
  require(terms.allFinite(), ErrorCode::bad_value, "streamed bootstrap: terms must be finite");
  if (ids.empty()) return;
  const Matrix row = terms.transpose();  // one column a row: what is added lies together
  const auto sums = static_cast<std::size_t>(row.rows());
  parallel_blocks(static_cast<std::size_t>(replicate_.cols()), kTogether, [&](Block block) {
    for (std::size_t i = 0; i < ids.size(); ++i) {
      Rng rng(options_.seed, kPoissonStream + (block.index << 32), ids[i]);
      const double* term = row.data() + i * sums;
      double* total = replicate_.data() + block.begin * sums;
      for (std::size_t b = block.begin; b < block.end; ++b, total += sums) {
        const double count = poisson(rng());
        for (std::size_t s = 0; s < sums; ++s) total[s] += count * term[s];
      }
    }
  });
  if (rows_ == 0) first_id_ = ids[0];
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto part = Rng(options_.seed, kPartStream, ids[i]).below(kParts);
    part_.col(static_cast<Index>(part)) += row.col(static_cast<Index>(i));
    total_ += row.col(static_cast<Index>(i));
    many_ids_ = many_ids_ || ids[i] != first_id_;
  }
  rows_ += static_cast<std::int64_t>(ids.size());
}

void StreamedBootstrap::merge(const StreamedBootstrap& other) {
  require(other.total_.size() == total_.size() && other.options_.seed == options_.seed &&
              other.options_.replicates == options_.replicates,
          ErrorCode::bad_option,
          "streamed bootstrap: only parts with the same sums, replicates and seed merge");
  if (other.rows_ == 0) return;
  if (rows_ == 0) first_id_ = other.first_id_;
  replicate_ += other.replicate_;
  part_ += other.part_;
  total_ += other.total_;
  rows_ += other.rows_;
  many_ids_ = many_ids_ || other.many_ids_ || other.first_id_ != first_id_;
}

Estimate StreamedBootstrap::estimate(const SumStatistic& statistic) const {
  const auto at = [&](const Vector& sums) {
    return statistic({sums.data(), static_cast<std::size_t>(sums.size())});
  };
  if (rows_ == 0) return Estimate::undefined("no rows");
  const std::optional<Resampled> value = at(total_);
  if (!value) return Estimate::undefined("the statistic is undefined on the data");
  if (!many_ids_)
    return Estimate::without_interval(value->value, "one row or group cannot be resampled");
  std::vector<std::optional<Resampled>> replicates, left_out;
  for (Index b = 0; b < replicate_.cols(); ++b) replicates.push_back(at(replicate_.col(b)));
  for (Index j = 0; j < kParts; ++j)
    if (!part_.col(j).isZero(0)) left_out.push_back(at(total_ - part_.col(j)));
  return interval_of(*value, replicates, defined_values(left_out), options_, " of a stream")
      .with_n(rows_);
}

}  // namespace qed::statistics
