// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/resampling/area.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "qed/base/error.h"
#include "qed/base/threads.h"
#include "qed/probability/sampling/counts.h"
#include "qed/statistics/resampling/replicates.h"

namespace qed::statistics {
namespace {

constexpr std::uint64_t kAreaStream = 0x61726561;  // "area"
constexpr std::int64_t kBlocks = 1024, kExactRows = 20'000;
constexpr std::size_t kRowsABlock =
    16;  // up to here rows one by one are faster than two binomial counts a block

// Positives and negatives of one score.
struct Tied {
  std::int64_t positives = 0, negatives = 0;
};

// visit(Tied) for every distinct score in rising order.
template <class Visit>
void for_each_score(const ClassScores& scores, Visit visit) {
  const auto &p = scores.positive, &q = scores.negative;
  for (std::size_t i = 0, j = 0; i < p.size() || j < q.size();) {
    const double at = j == q.size() || (i < p.size() && p[i] <= q[j]) ? p[i] : q[j];
    Tied here;
    while (i < p.size() && p[i] == at) ++i, ++here.positives;
    while (j < q.size() && q[j] == at) ++j, ++here.negatives;
    visit(here);
  }
}

// Numbers of positives and of negatives in each cell.
struct Cells {
  std::vector<std::int64_t> positives, negatives;
};
Cells cells_of(const ClassScores& scores) {
  Cells cells;
  for_each_score(scores, [&](Tied here) {
    const bool goes_on =
        !cells.positives.empty() && ((here.positives == 0 && cells.positives.back() == 0) ||
                                     (here.negatives == 0 && cells.negatives.back() == 0));
    if (goes_on) {
      cells.positives.back() += here.positives;
      cells.negatives.back() += here.negatives;
    } else {
      cells.positives.push_back(here.positives);
      cells.negatives.push_back(here.negatives);
    }
  });
  return cells;
}

// The areas without one row, those that exist.
std::vector<double> left_out(const ClassScores& scores, double area) {
  const auto m = static_cast<double>(scores.positive.size()),
             n = static_cast<double>(scores.negative.size());
  std::vector<double> values;
  values.reserve(scores.positive.size() + scores.negative.size());
  std::int64_t i = 0, j = 0;  // positives and negatives below
  for_each_score(scores, [&](Tied here) {
    const auto p = static_cast<double>(here.positives), q = static_cast<double>(here.negatives);
    const double of_positive = (static_cast<double>(j) + q / 2) / n;
    const double of_negative = (m - static_cast<double>(i) - p / 2) / m;
    if (m > 1)
      values.insert(values.end(), static_cast<std::size_t>(here.positives),
                    (m * area - of_positive) / (m - 1));
    if (n > 1)
      values.insert(values.end(), static_cast<std::size_t>(here.negatives),
                    (n * area - of_negative) / (n - 1));
    i += here.positives, j += here.negatives;
  });
  return values;
}

}  // namespace

ResampledArea::ResampledArea(const ClassScores& scores, std::int64_t blocks) {
  require(!scores.positive.empty() && !scores.negative.empty(), ErrorCode::bad_data,
          "auc: needs rows of both classes, but all are of one");
  require(blocks >= 1, ErrorCode::bad_option, "auc: " + std::to_string(blocks) + " blocks");
  all_positives_ = static_cast<double>(scores.positive.size());
  all_negatives_ = static_cast<double>(scores.negative.size());
  const Cells cells = cells_of(scores);
  const std::size_t count = cells.positives.size();
  const bool alone = count <= static_cast<std::size_t>(blocks);
  // Half by rows, so that no block holds much of a class, and half by cells, which are dense where the classes overlap.
  const double one = 1 / (2 * static_cast<double>(count));
  double share = 0;  // of all that lies below
  const auto block_at = [&] {
    return std::min(std::floor(share * static_cast<double>(blocks)),
                    static_cast<double>(blocks - 1));
  };
  for (std::size_t first = 0, last = 0; first < count; first = last) {
    const double block = block_at();
    do {
      share += static_cast<double>(cells.positives[last]) / (4 * all_positives_) +
               static_cast<double>(cells.negatives[last]) / (4 * all_negatives_) + one;
      ++last;
    } while (!alone && last < count && block_at() <= block);
    add(std::span(cells.positives).subspan(first, last - first),
        std::span(cells.negatives).subspan(first, last - first));
  }
  const std::size_t rows = scores.positive.size() + scores.negative.size();
  if (rows > kRowsABlock * pairs_.size()) return;
  for (std::size_t k = 0; k < pairs_.size(); ++k) {
    place_.insert(place_.end(), static_cast<std::size_t>(positives_[k]),
                  static_cast<std::uint32_t>(2 * k));
    place_.insert(place_.end(), static_cast<std::size_t>(negatives_[k]),
                  static_cast<std::uint32_t>(2 * k + 1));
  }
}

void ResampledArea::add(std::span<const std::int64_t> positives,
                        std::span<const std::int64_t> negatives) {
  double p = 0, q = 0, wins = 0, ties = 0;
  double sum_p = 0, squares_p = 0, sum_q = 0, squares_q = 0;
  for (std::size_t c = 0; c < positives.size(); ++c) {
    const auto here_p = static_cast<double>(positives[c]),
               here_q = static_cast<double>(negatives[c]);
    const double below_p = q + here_q / 2, below_q = p + here_p / 2;  // a tie counts half
    sum_p += here_p * below_p, squares_p += here_p * below_p * below_p;
    sum_q += here_q * below_q, squares_q += here_q * below_q * below_q;
    wins += here_p * q, ties += here_p * here_q;
    p += here_p, q += here_q;
  }
  Pairs pairs;
  if (p > 0 && q > 0) {
    const auto square = [](double x) { return x * x; };
    pairs.area = sum_p / (p * q);
    if (positives.size() > 1) {
      pairs.by_positive = std::max(0.0, squares_p / p - square(sum_p / p)) / (q * q);
      pairs.by_negative = std::max(0.0, squares_q / q - square(sum_q / q)) / (p * p);
      pairs.spread = (wins + ties / 4) / (p * q) - square(pairs.area);
    }
  }
  exact_ = exact_ && positives.size() == 1;
  pairs_.push_back(pairs);
  positives_.push_back(p);
  negatives_.push_back(q);
}

std::vector<ResampledArea::Drawn> ResampledArea::counts(Rng& rng) const {
  std::vector<Drawn> drawn(pairs_.size());
  if (!place_.empty()) {
    std::vector<std::uint32_t> often(2 * pairs_.size());
    for (std::size_t row = 0; row < place_.size(); ++row) ++often[place_[rng.below(place_.size())]];
    for (std::size_t k = 0; k < drawn.size(); ++k)
      drawn[k] = {static_cast<double>(often[2 * k]), static_cast<double>(often[2 * k + 1])};
    return drawn;
  }
  const auto rows = static_cast<std::int64_t>(all_positives_ + all_negatives_);
  const std::int64_t m =
      probability::draw_binomial(rng, rows, all_positives_ / (all_positives_ + all_negatives_));
  std::vector<std::int64_t> often(pairs_.size());
  probability::draw_multinomial(rng, m, positives_, often);
  for (std::size_t k = 0; k < drawn.size(); ++k) drawn[k].positives = static_cast<double>(often[k]);
  probability::draw_multinomial(rng, rows - m, negatives_, often);
  for (std::size_t k = 0; k < drawn.size(); ++k) drawn[k].negatives = static_cast<double>(often[k]);
  return drawn;
}

std::optional<double> ResampledArea::operator()(Rng& rng) const {
  double m = 0, n = 0, sum = 0, variance = 0;  // positives and negatives below
  const std::vector<Drawn> drawn = counts(rng);
  for (std::size_t k = 0; k < drawn.size(); ++k) {
    const auto [a, b] = drawn[k];
    const Pairs& pairs = pairs_[k];
    sum += a * n + a * b * pairs.area;
    if (a > 0 && b > 0)
      variance +=
          a * b * ((b - 1) * pairs.by_positive + (a - 1) * pairs.by_negative + pairs.spread);
    m += a, n += b;
  }
  if (m == 0 || n == 0) return std::nullopt;
  if (variance > 0) sum += std::sqrt(variance) * rng.normal();
  return std::clamp(sum / (m * n), 0.0, 1.0);
}

Estimate bootstrap_area(std::span<const double> score, std::span<const std::uint8_t> label,
                        const BootstrapOptions& options) {
  check(options);
  require(options.groups.empty(), ErrorCode::bad_option,
          "bootstrap: groups are resampled by bootstrap()");
  require(options.method != BootstrapMethod::studentised, ErrorCode::bad_option,
          "bootstrap: an area drawn from counts has no standard error to studentise with",
          "use bca");
  ClassScores scores = split_by_label(score, label);
  if (scores.positive.empty() || scores.negative.empty())
    return Estimate::undefined("all rows are of one class");
  const double area = area_under_curve(scores).area;
  const auto rows = static_cast<std::int64_t>(score.size());
  const ResampledArea resampled(scores, rows <= kExactRows ? rows : kBlocks);
  std::vector<std::optional<Resampled>> replicates(static_cast<std::size_t>(options.replicates));
  parallel_blocks(replicates.size(), 8, [&](Block block) {
    for (std::size_t b = block.begin; b < block.end; ++b) {
      Rng rng(options.seed, kAreaStream, b);
      if (const auto drawn = resampled(rng)) replicates[b] = Resampled{*drawn, 0};
    }
  });
  return interval_of({area, 0}, replicates,
                     options.method == BootstrapMethod::bca ? left_out(scores, area)
                                                            : std::vector<double>{},
                     options, " by counts")
      .with_n(rows);
}

}  // namespace qed::statistics
