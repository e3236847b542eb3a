// SPDX-License-Identifier: Apache-2.0
#include "qed/metrics/ranking/ranking.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <numeric>
#include <string>

#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/base/threads.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::metrics {
namespace {

using statistics::Estimate;

constexpr double kLargestExponent = 1000;  // 2^1000 times the rows of any query is finite

void check(std::span<const double> score, std::span<const double> relevance) {
  require(score.size() == relevance.size(), ErrorCode::bad_shape, [&] {
    return "ranking: " + std::to_string(score.size()) + " scores and " +
           std::to_string(relevance.size()) + " relevances";
  });
  for (std::size_t i = 0; i < score.size(); ++i) {
    require(std::isfinite(score[i]), ErrorCode::bad_value,
            [&] { return "ranking: score " + std::to_string(i) + " is not finite"; });
    require(std::isfinite(relevance[i]) && relevance[i] >= 0, ErrorCode::bad_value, [&] {
      return "ranking: relevance " + std::to_string(i) + " is " + shortest(relevance[i]) +
             ", but must be finite and not negative";
    });
  }
}

void require_rank(std::int64_t k, std::int64_t least) {
  require(k >= least, ErrorCode::bad_option, [&] {
    return "ranking: k is " + std::to_string(k) + ", but must be at least " + std::to_string(least);
  });
}

// Rows by falling score. Rows that stand so are left: of random orders, whose scores are all equal, that is all.
std::vector<std::uint32_t> ranking_of(std::span<const double> score) {
  std::vector<std::uint32_t> order(score.size());
  std::iota(order.begin(), order.end(), std::uint32_t{0});
  if (std::ranges::is_sorted(score, std::greater<>())) return order;
  std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) { return score[a] > score[b]; });
  return order;
}

// Rows of one score: `before` rows stand ahead of them.
struct Run {
  double before, rows, relevant;
};
std::vector<Run> runs_of(std::span<const double> score, std::span<const double> relevance) {
  const auto order = ranking_of(score);
  std::vector<Run> runs;
  runs.reserve(order.size());
  for (std::size_t at = 0; at < order.size();) {
    Run run{static_cast<double>(at), 0, 0};
    const double here = score[order[at]];
    for (; at < order.size() && score[order[at]] == here; ++at) {
      run.rows += 1;
      run.relevant += relevance[order[at]] > 0;
    }
    runs.push_back(run);
  }
  return runs;
}

double relevant_of(const std::vector<Run>& runs) {
  double sum = 0;
  for (const Run& run : runs) sum += run.relevant;
  return sum;
}

// Expected number of relevant rows among the first k.
double hits_at(const std::vector<Run>& runs, double k) {
  double hits = 0;
  for (const Run& run : runs)
    hits += run.relevant * std::clamp((k - run.before) / run.rows, 0.0, 1.0);
  return hits;
}

double gain_of(double relevance, Gain gain) {
  if (gain == Gain::linear) return relevance;
  // Grades are small whole numbers, of which 2^g is a shift.
  if (const auto grade = static_cast<std::uint64_t>(std::min(relevance, 63.0));
      grade < 53 && static_cast<double>(grade) == relevance)
    return static_cast<double>((std::uint64_t{1} << grade) - 1);
  require(relevance <= kLargestExponent, ErrorCode::bad_value, [&] {
    return "ranking: relevance is " + shortest(relevance) +
           ", but must be at most 1000 with exponential gains";
  });
  return std::exp2(relevance) - 1;
}

// Σ of 1/log₂(1 + rank) over the ranks up to r, at index r.
std::vector<double> discount_sums(std::size_t rows) {
  std::vector<double> sums(rows + 1);
  for (std::size_t rank = 1; rank <= rows; ++rank)
    sums[rank] = sums[rank - 1] + 1 / std::log2(1 + static_cast<double>(rank));
  return sums;
}

// The same of one list, none beyond rank k (0: all count). Most lists are short, and share one table.
class Discounts {
 public:
  Discounts(std::size_t rows, std::int64_t k)
      : last_(k == 0 ? rows : std::min(rows, static_cast<std::size_t>(k))) {
    static const std::vector<double> kShort = discount_sums(1000);
    if (last_ >= kShort.size()) long_ = discount_sums(last_);
    sums_ = long_.empty() ? kShort : long_;
  }
  Discounts(const Discounts&) = delete;
  Discounts& operator=(const Discounts&) = delete;
  /// Of the ranks first + 1, ..., end together.
  double between(std::size_t first, std::size_t end) const {
    return sums_[std::min(end, last_)] - sums_[std::min(first, last_)];
  }

 private:
  std::size_t last_;
  std::vector<double> long_;
  std::span<const double> sums_;
};

// Rows of a query, gathered.
struct Query {
  std::vector<double> score, relevance;
};

// The places of the rows of each query: by[start[q]], ..., by[start[q + 1] - 1], in the order of the rows. Empty
// where queries stand one after the other: by[i] would be i.
struct Places {
  std::vector<std::size_t> start, by;
  std::size_t rows_of(std::size_t q) const { return start[q + 1] - start[q]; }
};
Places places_of(std::span<const std::int32_t> query, std::int32_t queries) {
  Places places;
  places.start.resize(static_cast<std::size_t>(std::max(queries, 0)) + 1);
  for (const std::int32_t q : query) {
    require(q >= 0 && q < queries, ErrorCode::bad_value, [&] {
      return "ranking: query id is " + std::to_string(q) + ", but must be in [0, " +
             std::to_string(queries) + ")";
    });
    ++places.start[static_cast<std::size_t>(q) + 1];
  }
  std::partial_sum(places.start.begin(), places.start.end(), places.start.begin());
  if (std::ranges::is_sorted(query)) return places;
  std::vector<std::size_t> next(places.start.begin(), places.start.end() - 1);
  places.by.resize(query.size());
  for (std::size_t i = 0; i < query.size(); ++i)
    places.by[next[static_cast<std::size_t>(query[i])]++] = i;
  return places;
}

std::vector<std::optional<double>> values_of(const QueryMetric& metric,
                                             std::span<const double> score,
                                             std::span<const double> relevance,
                                             const Places& places) {
  std::vector<std::optional<double>> values(places.start.size() - 1);
  parallel_blocks(values.size(), 64, [&](Block block) {
    Query rows;
    for (std::size_t q = block.begin; q < block.end; ++q) {
      const std::size_t first = places.start[q], count = places.rows_of(q);
      if (count == 0) continue;
      if (places.by.empty()) {
        values[q] = metric(score.subspan(first, count), relevance.subspan(first, count));
        continue;
      }
      rows.score.clear(), rows.relevance.clear();
      for (const std::size_t i : std::span(places.by).subspan(first, count)) {
        rows.score.push_back(score[i]);
        rows.relevance.push_back(relevance[i]);
      }
      values[q] = metric(rows.score, rows.relevance);
    }
  });
  return values;
}

// Student's interval of the mean over queries, in [lowest, 1].
Estimate mean_of(const std::vector<double>& values, double lowest, double level) {
  statistics::require_level(level);
  if (values.empty()) return Estimate::undefined("no query has a relevant row");
  const auto n = static_cast<std::int64_t>(values.size());
  const Estimate mean = statistics::mean_interval(values, level);
  if (n == 1) return Estimate::without_interval(mean.value(), "one query has no spread").with_n(n);
  if (std::ranges::all_of(values, [&](double v) { return v == values[0]; }))
    return Estimate::without_interval(values[0], "all queries have this value: no spread is seen")
        .with_n(n);
  return Estimate(mean.value(), {std::max(lowest, mean.lower()), std::min(1.0, mean.upper()), level,
                                 "Student's t over queries"})
      .with_n(n);
}

void require_queries(std::span<const double> relevance, std::span<const std::int32_t> query) {
  require(relevance.size() == query.size(), ErrorCode::bad_shape,
          "ranking: " + std::to_string(relevance.size()) + " rows and " +
              std::to_string(query.size()) + " query ids");
}

}  // namespace

std::optional<double> average_precision(std::span<const double> score,
                                        std::span<const double> relevance) {
  check(score, relevance);
  const auto runs = runs_of(score, relevance);
  const double all = relevant_of(runs);
  if (all == 0) return std::nullopt;
  double found = 0, area = 0;
  for (const Run& run : runs) {
    found += run.relevant;
    area += run.relevant / all * (found / (run.before + run.rows));
  }
  return std::min(1.0, area);  // a sum of rounded shares
}

std::optional<double> precision_at_k(std::span<const double> score,
                                     std::span<const double> relevance, std::int64_t k) {
  require_rank(k, 1);
  check(score, relevance);
  const auto runs = runs_of(score, relevance);
  if (relevant_of(runs) == 0) return std::nullopt;
  const auto first = static_cast<double>(k);
  return hits_at(runs, first) / first;
}

std::optional<double> recall_at_k(std::span<const double> score, std::span<const double> relevance,
                                  std::int64_t k) {
  require_rank(k, 1);
  check(score, relevance);
  const auto runs = runs_of(score, relevance);
  const double all = relevant_of(runs);
  if (all == 0) return std::nullopt;
  return hits_at(runs, static_cast<double>(k)) / all;
}

std::optional<double> ndcg(std::span<const double> score, std::span<const double> relevance,
                           Gain gain, std::int64_t k) {
  require_rank(k, 0);
  check(score, relevance);
  const Discounts discount(score.size(), k);
  const auto order = ranking_of(score);
  std::vector<double> gains(relevance.size());
  for (std::size_t i = 0; i < gains.size(); ++i) gains[i] = gain_of(relevance[i], gain);
  double found = 0;
  for (std::size_t at = 0; at < order.size();) {
    std::size_t end = at;
    double worth = 0;
    for (; end < order.size() && score[order[end]] == score[order[at]]; ++end)
      worth += gains[order[end]];
    if (worth > 0) found += worth * (discount.between(at, end) / static_cast<double>(end - at));
    at = end;
  }
  std::erase(gains, 0.0);
  std::ranges::sort(gains, std::greater<>());
  double ideal = 0;
  for (std::size_t r = 0; r < gains.size(); ++r) ideal += gains[r] * discount.between(r, r + 1);
  if (!(ideal > 0)) return std::nullopt;
  return std::min(1.0, found / ideal);
}

std::optional<double> reciprocal_rank(std::span<const double> score,
                                      std::span<const double> relevance) {
  check(score, relevance);
  for (const Run& run : runs_of(score, relevance)) {
    if (run.relevant == 0) continue;
    double expected = 0, probability = run.relevant / run.rows;  // of j = 1
    for (double j = 1; j <= run.rows - run.relevant + 1; ++j) {
      expected += probability / (run.before + j);
      probability *= (run.rows - j - run.relevant + 1) / (run.rows - j);
    }
    return expected;
  }
  return std::nullopt;
}

QueryMean mean_over_queries(const QueryMetric& metric, std::span<const double> score,
                            std::span<const double> relevance, std::span<const std::int32_t> query,
                            std::int32_t queries, double level) {
  check(score, relevance);
  require_queries(relevance, query);
  const Places places = places_of(query, queries);
  auto values = values_of(metric, score, relevance, places);
  std::vector<double> defined;
  std::int64_t without = 0;
  for (std::size_t q = 0; q < values.size(); ++q) {
    if (values[q]) defined.push_back(*values[q]);
    without += !values[q] && places.rows_of(q) > 0;
  }
  return {mean_of(defined, 0, level), std::move(values), without};
}

Estimate paired_over_queries(const QueryMetric& metric, std::span<const double> first,
                             std::span<const double> second, std::span<const double> relevance,
                             std::span<const std::int32_t> query, std::int32_t queries,
                             double level) {
  check(first, relevance), check(second, relevance);
  require_queries(relevance, query);
  const Places places = places_of(query, queries);
  const auto a = values_of(metric, first, relevance, places),
             b = values_of(metric, second, relevance, places);
  std::vector<double> difference;
  for (std::size_t q = 0; q < a.size(); ++q)
    if (a[q] && b[q]) difference.push_back(*a[q] - *b[q]);
  return mean_of(difference, -1, level);
}

}  // namespace qed::metrics
