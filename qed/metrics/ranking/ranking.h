// SPDX-License-Identifier: Apache-2.0
#pragma once
// How well scores put the relevant rows of a query first, and the mean over queries with its interval.
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "qed/statistics/estimate.h"

namespace qed::metrics {

// Of one query: score (n, finite, the higher the earlier) and relevance (n, finite, >= 0): Error{bad_shape,
// bad_value}. A row is relevant where its relevance is positive; grades count in `ndcg` alone. Rows of equal
// score form a run without an order of their own. A query without relevant rows has no value. All values are
// in [0, 1], depend on the scores' order alone, and cost O(n log n). Ranks begin at 1; k >= 1 (Error{bad_option}).

/// Σ (R_j - R_{j-1}) P_j over the distinct scores, from the highest on: P_j and R_j are precision and recall of
/// all rows from score j up. Runs stay whole, no interpolation: scikit-learn's average_precision_score.
/// Ref: [ManningRaghavanSchuetze2008, sec. 8.4]
std::optional<double> average_precision(std::span<const double> score,
                                        std::span<const double> relevance);

/// Relevant rows among the first k, over k (also where the query has fewer rows): the expectation when the run that
/// rank k cuts is put in random order.  Ref: [McSherryNajork2008]
std::optional<double> precision_at_k(std::span<const double> score,
                                     std::span<const double> relevance, std::int64_t k);
/// The same over the number of relevant rows: at most k over that number.
std::optional<double> recall_at_k(std::span<const double> score, std::span<const double> relevance,
                                  std::int64_t k);

/// What a row of relevance g is worth: g, or 2^g - 1 (g at most 1000, else Error{bad_value}).
enum class Gain { linear, exponential };
/// DCG/max DCG with DCG = Σ_{r<=k} gain(g_r)/log₂(1 + r); every row of a run gets the mean discount of the run's
/// ranks, which is the expectation over its orders. k = 0: all ranks.
/// Ref: [JarvelinKekalainen2002, BurgesEtAl2005, McSherryNajork2008]
std::optional<double> ndcg(std::span<const double> score, std::span<const double> relevance,
                           Gain gain = Gain::exponential, std::int64_t k = 0);

/// 1/rank of the first relevant row, in expectation over the orders of its run: with t rows of which m are
/// relevant, behind a rows, it is at a + j with probability C(t-j, m-1)/C(t, m).  Ref: [McSherryNajork2008]
std::optional<double> reciprocal_rank(std::span<const double> score,
                                      std::span<const double> relevance);

/// Any of the above with its settings bound. Called from several threads at once.
using QueryMetric = std::function<std::optional<double>(std::span<const double> score,
                                                        std::span<const double> relevance)>;

/// A metric of each query and its mean over the queries that have one: the queries are the sample, each weighs the
/// same, and rows of one query may depend on each other in any way. x̄ ± t_{q-1} s/√q over q queries, cut to
/// [0, 1]. No interval for one query, or where all values are equal and no spread is seen.
struct QueryMean {
  statistics::Estimate mean;
  std::vector<std::optional<double>> values;  ///< by query id; none: no relevant row, or no row
  std::int64_t without_value = 0;  ///< queries with rows, but none that is relevant
};
/// query (n): ids in [0, queries), in any order. Error{bad_shape, bad_value}. Parallel over queries, the same bits
/// for any number of threads. O(n log n) time, O(n) memory.
QueryMean mean_over_queries(const QueryMetric& metric, std::span<const double> score,
                            std::span<const double> relevance, std::span<const std::int32_t> query,
                            std::int32_t queries, double level = 0.95);

/// Two scores of the same rows: the mean over queries of first less second, ± t_{q-1} s/√q, cut to [-1, 1].
/// Undefined where no query has a relevant row.
statistics::Estimate paired_over_queries(const QueryMetric& metric, std::span<const double> first,
                                         std::span<const double> second,
                                         std::span<const double> relevance,
                                         std::span<const std::int32_t> query, std::int32_t queries,
                                         double level = 0.95);

}  // namespace qed::metrics
