// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/summaries/score_counts.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "qed/base/error.h"

namespace qed::statistics {
namespace {

static_assert(Summary<ScoreCounts>);
constexpr std::uint64_t kTag = 0x31424353444551;  // "QEDSCB1"
constexpr double kInfinity = std::numeric_limits<double>::infinity();

[[noreturn]] void refuse_row(double score, double label) {
  throw Error(ErrorCode::bad_value,
              std::isfinite(score)
                  ? "score counts: label " + std::to_string(label) + " is neither 0 nor 1"
                  : std::string("score counts: a score is not finite"));
}

}  // namespace

ScoreCounts::ScoreCounts(ScoreBins bins)
    : places_(std::move(bins)), bins_(places_.count(), Bin{{0, 0}, kInfinity, -kInfinity}) {}

std::vector<double> ScoreCounts::edges_of(std::vector<double> scores, std::size_t bins) {
  std::ranges::sort(scores);
  std::vector<double> edges = scores;
  edges.erase(std::ranges::unique(edges).begin(), edges.end());
  if (edges.size() <= bins) return edges;
  std::vector<double> some;
  for (std::size_t b = 0; b < bins; ++b) some.push_back(scores[b * scores.size() / bins]);
  some.erase(std::ranges::unique(some).begin(), some.end());
  return some;
}

std::vector<std::uint32_t> ScoreCounts::bins(std::span<const double> score) const {
  std::vector<std::uint32_t> bins;
  bins.reserve(score.size());
  for (const double s : score)
    bins.push_back(static_cast<std::uint32_t>(std::isnan(s) ? 0 : places_.of(s)));  // NaN: refused
  return bins;
}

void ScoreCounts::add(std::span<const double> score, std::span<const double> label) {
  add(bins(score), score, label);
}

void ScoreCounts::add(std::span<const std::uint32_t> bins, std::span<const double> score,
                      std::span<const double> label) {
  require(score.size() == label.size() && score.size() == bins.size(), ErrorCode::bad_shape,
          "score counts: as many labels and bins as scores");
  for (std::size_t i = 0; i < score.size(); ++i) {
    if (!std::isfinite(score[i]) || (label[i] != 0 && label[i] != 1))
      refuse_row(score[i], label[i]);
    Bin& bin = bins_[bins[i]];
    ++bin.count[label[i] == 1];
    const double plus_zero = score[i] + 0.0;  // -0 is 0: ends do not depend on the order
    bin.least = std::min(bin.least, plus_zero);
    bin.most = std::max(bin.most, plus_zero);
  }
}

void ScoreCounts::merge(const ScoreCounts& other) {
  require(places_ == other.places_, ErrorCode::bad_option, "score counts have different edges");
  for (std::size_t b = 0; b < bins_.size(); ++b) {
    for (const int label : {0, 1}) bins_[b].count[label] += other.bins_[b].count[label];
    bins_[b].least = std::min(bins_[b].least, other.bins_[b].least);
    bins_[b].most = std::max(bins_[b].most, other.bins_[b].most);
  }
}

void ScoreCounts::write(ByteWriter& out) const {
  out.count(kTag), out.count(places_.edges().size());
  for (const double edge : places_.edges()) out.number(edge);
  for (const Bin& bin : bins_) {
    for (const std::int64_t count : bin.count) out.count(static_cast<std::uint64_t>(count));
    out.number(bin.least), out.number(bin.most);
  }
}

ScoreCounts ScoreCounts::read(ByteReader& in) {
  in.expect(kTag, "score counts");
  std::vector<double> edges(in.length(5 * 8));
  for (double& edge : edges) edge = in.number();
  const bool increasing = std::ranges::adjacent_find(
                              edges, [](double a, double b) { return !(a < b); }) == edges.end() &&
                          std::ranges::all_of(edges, [](double e) { return std::isfinite(e); });
  require(increasing, ErrorCode::bad_data, "score counts: their edges do not increase");
  ScoreCounts counts(std::move(edges));
  for (Bin& bin : counts.bins_) {
    for (std::int64_t& count : bin.count) {
      const std::uint64_t n = in.count();
      require(n <= std::uint64_t{1} << 56, ErrorCode::bad_data,
              "score counts of an impossible number of rows");
      count = static_cast<std::int64_t>(n);
    }
    bin.least = in.number(), bin.most = in.number();
  }
  return counts;
}

std::int64_t ScoreCounts::n() const {
  std::int64_t n = 0;
  for (const Bin& bin : bins_) n += bin.count[0] + bin.count[1];
  return n;
}

std::int64_t ScoreCounts::positives() const {
  std::int64_t n = 0;
  for (const Bin& bin : bins_) n += bin.count[1];
  return n;
}

std::vector<std::int64_t> ScoreCounts::counts(int label) const {
  std::vector<std::int64_t> counts;
  for (const Bin& bin : bins_) counts.push_back(bin.count[label]);
  return counts;
}

AreaUnderCurve ScoreCounts::area() const { return area_of_counts(counts(1), counts(0)); }

double ScoreCounts::error() const {
  const auto m = static_cast<double>(positives()), q = static_cast<double>(n()) - m;
  if (!(m > 0 && q > 0)) return 0;
  double pairs = 0;
  for (const Bin& bin : bins_)
    if (bin.least < bin.most)
      pairs += static_cast<double>(bin.count[0]) * static_cast<double>(bin.count[1]);
  return pairs / (2 * m * q);
}

}  // namespace qed::statistics
