// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/passing/all_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "qed/answers/measure/columns/reading.h"
#include "qed/answers/measure/passing/plan.h"
#include "qed/answers/question/unit_hashes.h"
#include "qed/base/error.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::answers::measure {
namespace {

using statistics::Estimate;

constexpr std::size_t kTogether = 1024;  // rows whose terms stay in the cache until they are summed
constexpr const char* kNone = "undefined: a certain prediction was wrong, or 0/0";

// Rows that can be measured; the others are counted.
std::vector<std::size_t> whole_rows(const Rows& rows, Sums& sums) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < rows.n(); ++i) {
    if (std::isnan(rows.y[i]))
      ++sums.without_label;
    else if (!std::ranges::all_of(rows.models, [i](const Model& m) { return is_whole(m, i); }))
      ++sums.without_prediction;
    else
      places.push_back(i);
  }
  return places;
}

}  // namespace

struct AllRows::OfBatch final : data::BatchVisitor::Seen {
  Sums sums;
};

AllRows::AllRows(std::string file, const MeasureOptions& options, std::uint64_t seed, double level)
    : file_(std::move(file)), options_(options), seed_(seed), level_(level) {}
AllRows::~AllRows() = default;

void AllRows::prepare(const data::Table& some, bool whole) {
  plan_.reset(), lists_.reset(), sums_.reset();
  if (!whole) return;
  auto look = look_at_lists(some, file_, options_);
  if (look && look->rows.models.size() <= kMostModelsOfLists) {
    lists_ = std::make_unique<AllLists>(std::move(*look), options_, seed_, level_);
    return;
  }
  plan_ = plan_of(some, file_, options_, seed_, level_);
  if (plan_) sums_.emplace(nothing());
}

std::vector<std::string> AllRows::columns() const {
  if (lists_) return lists_->columns();
  return plan_ ? plan_->columns : std::vector<std::string>{};
}

std::optional<Prepared> AllRows::lists() {
  if (!lists_) return std::nullopt;
  return lists_->lists();
}

const AllLists* AllRows::ranked() const {
  return lists_ && lists_->answers() ? lists_.get() : nullptr;
}

Sums AllRows::nothing() const {
  Sums none;
  none.moments = statistics::VectorMoments(static_cast<Index>(plan_->terms));
  if (plan_->has_area && plan_->unit.empty()) none.rare.emplace(plan_->label.begin);
  if (plan_->unit.empty()) return none;
  none.units.emplace(plan_->terms);
  none.distinct.emplace();
  return none;
}

std::unique_ptr<data::BatchVisitor::Seen> AllRows::see(const data::Table& batch,
                                                       std::int64_t first_row) const {
  if (lists_) return lists_->see(batch, first_row);
  auto seen = std::make_unique<OfBatch>();
  Sums& sums = seen->sums = nothing();
  Rows rows = plan_->rows_of(batch, sums.other_labels);
  const auto places = whole_rows(rows, sums);
  sums.without_label -= sums.other_labels;
  rows = part_of(rows, places);
  std::vector<std::int64_t> here(places.begin(), places.end()), in_file = here;
  for (std::int64_t& row : in_file) row += first_row;
  make_sums_one(rows, in_file), require_ends(rows, in_file);
  std::vector<std::uint64_t> hashes;
  if (!plan_->unit.empty()) hashes = unit_hashes(batch.column(plan_->unit), here, first_row);
  std::vector<std::vector<double>> terms;
  for (std::size_t from = 0; from < rows.n(); from += kTogether) {
    const std::size_t to = std::min(rows.n(), from + kTogether);
    plan_->terms_of(rows, from, to, terms);
    sums.add(terms,
             std::span(hashes).subspan(hashes.empty() ? 0 : from, hashes.empty() ? 0 : to - from));
  }
  sums.count_units(hashes);
  return seen;
}

void AllRows::add(Seen& seen) {
  if (lists_)
    lists_->add(seen);
  else
    sums_->add(std::move(static_cast<OfBatch&>(seen).sums));
}

bool AllRows::answers() const { return plan_ && sums().n() > 0; }

std::int64_t AllRows::units() const {
  const Sums& all = sums();
  return all.distinct ? std::llround(all.distinct->count()) : all.n();
}

Estimate AllRows::prevalence() const {
  const Sums& all = sums();
  const double mean = all.moments.mean()[0];
  if (!plan_->is_binary || all.units) return estimate_of(plan_->label, all, level_, kNone);
  return statistics::proportion_interval(std::llround(mean * static_cast<double>(all.n())), all.n(),
                                         level_);
}

Estimate AllRows::value(std::size_t measure, std::size_t model, Part part) const {
  return estimate_of(plan_->measured.at(measure).at(model), sums(part), level_, kNone);
}

Estimate AllRows::difference(std::size_t measure, std::size_t first, std::size_t second,
                             double level, Part part) const {
  const auto& models = plan_->measured.at(measure);
  return difference_of(models.at(first), models.at(second), sums(part), level, kNone);
}

Estimate AllRows::loss(std::size_t model) const {
  return estimate_of(plan_->losses.at(model), sums(), level_, kNone);
}

Estimate AllRows::base_loss() const { return estimate_of(*plan_->base, sums(), level_, kNone); }

std::optional<Estimate> AllRows::operating(const std::string& metric, std::size_t model) const {
  const auto& places = plan_->operating.at(model);
  const auto at = places.find(metric);
  if (at == places.end()) return std::nullopt;
  return estimate_of(at->second, sums(), level_, "0/0: no row that it could be measured on");
}

}  // namespace qed::answers::measure
