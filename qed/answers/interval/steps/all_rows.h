// SPDX-License-Identifier: Apache-2.0
#pragma once
// All rows of a file that is too long to be held: what the statistic needs of them, gathered while it is read.
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "qed/answers/interval/ask.h"
#include "qed/answers/interval/steps/method/choose.h"
#include "qed/answers/interval/steps/prepare.h"
#include "qed/answers/interval/steps/unit.h"
#include "qed/data/batches.h"
#include "qed/statistics/summaries/distinct.h"
#include "qed/statistics/summaries/quantile_sketch.h"
#include "qed/statistics/summaries/score_counts.h"
#include "qed/statistics/summaries/score_placements.h"
#include "qed/statistics/summaries/unit_sums.h"
#include "qed/statistics/summaries/vector_moments.h"

namespace qed::answers::interval {

/// What the rows amount to.
struct Totals {
  std::int64_t rows = 0, used = 0, missing = 0, not_asked = 0;
  statistics::VectorMoments moments{0};  ///< of the terms
  std::optional<statistics::UnitSums> units = {};  ///< of grouped rows: the terms, of a quantile
  ///< whether a row lies below it
  std::optional<statistics::DistinctCount> distinct = {};  ///< units
  std::optional<statistics::ScoreCounts> scores = {};  ///< of an area
  std::optional<statistics::VectorMoments> placed =
      {};  ///< of an area of grouped rows: their placements
  std::optional<statistics::QuantileSketch> sketch = {};  ///< of a quantile
};

/// The regime of all rows, for that of the sample.
Regime regime_of(const Totals& totals, Regime of_sample);
/// The statistic of all rows by a method, of rows as they hang together or as independent; nothing where sums do not
/// give it.
std::optional<statistics::Estimate> estimate_of(const Totals& totals,
                                                const statistics::Quantity& quantity,
                                                std::string_view method, statistics::Rows rows,
                                                double level);

/// Sees every row once where the first rows tell what to gather, twice else. A mean, share, function of means, quantile
/// or area of independent or grouped rows are answered from all rows, by part too but for areas of grouped ones; a
/// series, a new case, an experiment that is looked at, --exact but of a share, and --predicted are not: of those the
/// sample answers.
class AllRows final : public data::BatchVisitor {
 public:
  /// options must outlive it.
  AllRows(const IntervalOptions& options, std::string file);
  ~AllRows() override;

  void prepare(const data::Table& some, bool whole) override;
  std::vector<std::string> columns() const override;
  std::unique_ptr<Seen> see(const data::Table& batch, std::int64_t first_row) const override;
  void add(Seen& seen) override;
  bool stands(const data::Table& sample) override;

  /// The sample with the question bound to it and its unit, as they were looked at here: not to be found twice.
  struct Bound {
    Prepared data;
    Unit unit;
  };
  std::optional<Bound> take_bound() { return std::exchange(bound_, std::nullopt); }

  /// What was gathered; null where the file was held, or rows like these are not gathered.
  const Totals* totals() const;
  /// The same by the values of the column --by; those that are missing as "(missing)".
  const std::map<std::string, Totals>& by() const { return by_; }

 private:
  struct Plan;
  std::unique_ptr<Plan> plan_of(const data::Table& table, bool whole);
  std::unique_ptr<Plan> plan_for(const Prepared& prepared, const Unit& unit) const;
  Totals nothing(bool is_part) const;
  void see_parts(Seen& seen, const data::Column& column, const Statistic& s,
                 const std::vector<std::uint64_t>& hashes) const;

  const IntervalOptions& options_;
  std::string file_;
  std::optional<Bound> bound_;  ///< of the whole file
  std::unique_ptr<Plan> plan_;  ///< null: nothing is gathered
  Totals totals_;
  std::map<std::string, Totals> by_;
  bool failed_ = false;  ///< a batch could not be read as the first rows were
  bool whole_ = false;  ///< the plan is of the whole file: what fails now, fails
};

}  // namespace qed::answers::interval
