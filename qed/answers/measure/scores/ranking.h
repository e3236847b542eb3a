// SPDX-License-Identifier: Apache-2.0
#pragma once
// Metrics of ranked lists: of each query, and their means over queries with what each row moves them by.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "qed/answers/measure/scores/measures.h"
#include "qed/metrics/ranking/ranking.h"

namespace qed::answers::measure {

/// Whole grades up to 10 are worth 2^g - 1, as is usual; other numbers (clicks, minutes, money) what they are. Where
/// there are only 0 and one grade, both give the same.
metrics::Gain gain_of(const Rows& rows);

/// Is there more than one relevance above 0?
bool has_grades(const Rows& rows);

/// What a metric of lists looks at: the relevance as it is, or 1 where a row is relevant and 0 elsewhere.
enum class Relevance { graded, yes_or_no };
std::vector<double> relevance_of(const Rows& rows, Relevance relevance);

/// The mean of a metric over the queries, each weighing the same: θ = Σ_q v_q/Q. Row i of query q with m_q rows moves
/// it by
///   ψᵢ = (v_q - θ) n/(Q m_q),
/// so that over queries as units the standard error is √(Σ (v_q - θ)²/(Q(Q-1))), that of a mean. Nothing where no query
/// has a value. O(n log n).
std::optional<Scored> over_queries(const metrics::QueryMetric& metric, const Rows& rows,
                                   const Model& model, Relevance relevance);

/// Average precision in expectation over the orders of equal scores: behind a rows, c of them relevant, a run of t rows
/// with m relevant ones adds Σ_{j=1}^t m/t (c + 1 + (j-1)(m-1)/(t-1))/(a + j), over the number of relevant rows.
/// Differs: metrics::average_precision keeps runs whole, and gives one run less than random orders have.
/// Ref: [McSherryNajork2008]
std::optional<double> expected_average_precision(std::span<const double> score,
                                                 std::span<const double> relevance);

/// A model whose scores are all equal. The metrics here are expectations over the orders of ties, so this one has of
/// each what random orders have on average.  Ref: [McSherryNajork2008]
Model random_order(const Rows& rows);

/// NDCG, mean average precision, mean reciprocal rank and precision, the first one primary; of grades also NDCG with
/// linear gain. Where every row is relevant, NDCG alone tells orders apart, and the others are left out.
/// Ref: [JarvelinKekalainen2002, ManningRaghavanSchuetze2008]
std::vector<Measure> ranking_measures(const Rows& rows, const Asked& asked);

/// The same by what is known of all relevances; their `chance` is left open.
std::vector<Measure> ranking_measures(metrics::Gain gain, bool grades, bool all_are_relevant,
                                      std::int64_t top);
/// Every metric that stands in an answer about some lists, each with a name of its own: those above, of the linear gain
/// always with "_linear", the first two by the gains; then precision and recall among the first rows.
std::vector<Measure> every_ranking_measure(std::int64_t top);
std::string linear_name(std::int64_t top);

/// Among the first k rows of a list: the share that is relevant, and which share of the relevant ones they are.
Measure precision_measure(std::int64_t k);
Measure recall_measure(std::int64_t k);

/// Rows of each query, and of the longest.
std::vector<std::int64_t> list_lengths(const Rows& rows);

/// Rows that share their score, but not their relevance, with another of their query: their order is not the model's.
std::int64_t tied_rows(const Rows& rows, const Model& model);
/// Queries whose rows are equally relevant: every order of them has the same value.
std::int64_t queries_of_one_relevance(const Rows& rows);

/// A query that is ordered badly.
struct BadQuery {
  std::int32_t query = 0;           ///< of rows.query
  std::int64_t rows = 0, relevant = 0;
  double value = 0;                 ///< the primary metric of the model
  std::optional<double> other = {};  ///< of the other model
  double random = 0;                ///< of a random order
  std::string name = {};            ///< what the file calls it, once that is known
};
/// The queries by rising primary metric; of equal ones first those in which a random order does best.
std::vector<BadQuery> worst_first(const Rows& rows, const Model& model, const Model* other,
                                  const Asked& asked);

/// The primary metric as Σ wᵢ gain(yᵢ): labels that are dealt out anew in each query change the gains alone. Both n.
struct LinearNdcg {
  std::vector<double> weight, gain;
};
LinearNdcg linear_ndcg(const Rows& rows, const Model& model, const Asked& asked);

}  // namespace qed::answers::measure
