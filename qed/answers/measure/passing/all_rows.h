// SPDX-License-Identifier: Apache-2.0
#pragma once
// All rows of a file that is too long to be held. A sample of it says what is measured, and what metrics fit to rows
// is fitted to it; the sums of all rows then come from a second reading of the columns that are needed.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "qed/answers/measure/ask.h"
#include "qed/answers/measure/passing/in_order.h"
#include "qed/answers/measure/passing/lists/all_lists.h"
#include "qed/answers/measure/passing/sums.h"
#include "qed/answers/measure/scores/measures.h"
#include "qed/answers/measure/steps/prepare.h"

namespace qed::answers::measure {

struct Plan;

/// Sees every row of one file, ranked lists as such; models and measures are those of the sample, in its order.
class AllRows final : public Passing {
 public:
  /// options must outlive it.
  AllRows(std::string file, const MeasureOptions& options, std::uint64_t seed, double level);
  ~AllRows() override;

  void prepare(const data::Table& some, bool whole) override;
  std::vector<std::string> columns() const override;
  std::unique_ptr<Seen> see(const data::Table& batch, std::int64_t first_row) const override;
  void add(Seen& seen) override;
  bool stands(const data::Table&) override { return false; }  // the sample decides

  std::optional<Prepared> lists() override;
  /// Ranked lists, where all of them were summed.
  const AllLists* ranked() const;

  /// Were all rows summed, one by one? All below is for then alone.
  bool answers() const;
  const Sums& sums(Part part = Part::whole) const { return sums_->of(part); }
  /// Exact, or with HyperLogLog's error.
  std::int64_t units() const;

  statistics::Estimate prevalence() const;
  statistics::Estimate value(std::size_t measure, std::size_t model, Part part = Part::whole) const;
  statistics::Estimate difference(std::size_t measure, std::size_t first, std::size_t second,
                                  double level, Part part = Part::whole) const;
  /// Mean loss of the primary metric, a skill: of a model, and of the best constant.
  statistics::Estimate loss(std::size_t model) const;
  statistics::Estimate base_loss() const;
  /// An operating metric by its name; nothing where means of terms do not give it.
  std::optional<statistics::Estimate> operating(const std::string& metric, std::size_t model) const;

 private:
  struct OfBatch;
  Sums nothing() const;

  std::string file_;
  const MeasureOptions& options_;
  std::uint64_t seed_;
  double level_;
  std::unique_ptr<Plan> plan_;       ///< null: nothing is summed by row
  std::unique_ptr<AllLists> lists_;  ///< null: no ranked lists
  std::optional<SumsInOrder> sums_;
};

}  // namespace qed::answers::measure
