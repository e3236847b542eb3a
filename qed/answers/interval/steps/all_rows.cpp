// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/interval/steps/all_rows.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "qed/algorithms/sorting/radix_sort.h"
#include "qed/answers/interval/steps/groups.h"
#include "qed/answers/question/unit_hashes.h"
#include "qed/base/error.h"
#include "qed/statistics/intervals/intervals.h"
#include "qed/statistics/summaries/summed_interval.h"

namespace qed::answers::interval {
namespace {

using statistics::Estimate;
using statistics::Functional;
using statistics::Rows;

// Of the whole, and of each part: ranks of a sketch are within 0.0104 and 0.068 % of its rows.
constexpr std::size_t kScoreBins = 65'536, kScoreBinsOfPart = 2'048;
constexpr std::uint32_t kSketch = 65'536, kSketchOfPart = 8'192;
constexpr double kPlacedApart = 0.1;  // of the area or what it lacks to 1
constexpr double kMostHidden = 0.1;  // of an area's standard error, by scores in one bin

struct OfBatch final : data::BatchVisitor::Seen {
  Totals totals;
  std::map<std::string, Totals> by;
  bool failed = false;
};

void merge(Totals& into, const Totals& other) {
  into.rows += other.rows, into.used += other.used;
  into.missing += other.missing, into.not_asked += other.not_asked;
  into.moments.merge(other.moments);
  if (into.units) into.units->merge(*other.units);
  if (into.distinct) into.distinct->merge(*other.distinct);
  if (into.scores) into.scores->merge(*other.scores);
  if (into.placed) into.placed->merge(*other.placed);
  if (into.sketch) into.sketch->merge(*other.sketch);
}

// Rows of the statistic, all of them used, and whose they are.
void gather(Totals& t, std::vector<std::vector<double>>& terms,
            std::span<const std::uint64_t> hashes, double about,
            const statistics::ScorePlacements* placements) {
  t.used += static_cast<std::int64_t>(terms.front().size());
  if (!t.scores && !t.sketch) t.moments.add_columns(terms);
  std::vector<std::uint32_t> bins;
  if (t.scores) {
    bins = t.scores->bins(terms[0]);
    t.scores->add(bins, terms[0], terms[1]);
  }
  if (t.sketch) {  // sorted here, in parallel, so that merging need not
    std::vector<double> sorted = terms.front();
    algorithms::sort_numbers(sorted);
    t.sketch->add(sorted);
  }
  if (!t.units) return;
  if (t.sketch)
    for (double& x : terms.front()) x = x <= about;
  if (t.placed) t.placed->add_columns(terms = placements->terms(bins, terms[1]));
  t.units->add(hashes, terms);
  if (t.units->is_exact())
    for (const auto& group : t.units->groups()) t.distinct->add_hash(group.unit);
  else
    t.distinct->add_hashes(hashes);
}

bool can_gather(const IntervalOptions& options, Functional f, Rows rows) {
  if (options.new_case || options.peeking || options.asks_for_predictions()) return false;
  if (options.exact && f != Functional::share) return false;
  if (rows == Rows::series) return false;
  const bool ranks = f == Functional::quantile || f == Functional::area;
  if (ranks && !options.weights.empty()) return false;  // equal ones, so far
  if (f == Functional::area) return rows == Rows::independent || options.by.empty();
  return f == Functional::share || f == Functional::mean || f == Functional::smooth || ranks;
}

// Whether placements among the first rows are near those among all: the area by each class's is near the area itself.
bool are_placed_alike(const Totals& totals) {
  if (!totals.placed) return true;
  const auto& u = totals.placed->mean();
  if (!(u[0] > 0 && u[0] < 1)) return false;
  const double area = totals.scores->area().area;
  const double apart = std::max(std::abs(u[1] / u[0] - area), std::abs(u[2] / (1 - u[0]) - area));
  return apart <= kPlacedApart * std::min(area, 1 - area);
}

}  // namespace

struct AllRows::Plan {
  std::string formula, unit;  ///< unit: its column; empty: rows
  Functional functional = Functional::mean;
  Rows rows = Rows::independent;
  Reading reading;
  std::vector<std::string> columns;
  std::optional<statistics::ScoreBins> bins, bins_of_part;  ///< of scores, of an area
  std::optional<statistics::ScorePlacements> placements;  ///< of an area of grouped rows
  double about = 0;           ///< near the quantile
  bool has_many_units = false;  ///< more than are told apart
  std::size_t terms = 1;

  bool gathers_as(const Plan& other) const {
    return formula == other.formula && unit == other.unit && functional == other.functional &&
           rows == other.rows && columns == other.columns && reading.reads_as(other.reading);
  }
};

AllRows::AllRows(const IntervalOptions& options, std::string file)
    : options_(options), file_(std::move(file)) {}
AllRows::~AllRows() = default;

std::unique_ptr<AllRows::Plan> AllRows::plan_of(const data::Table& table, bool whole) {
  bound_.reset();
  Bound bound{bound_to(table, options_, file_), {}};
  bound.unit = find_unit(bound.data, options_);
  const Bound& kept = bound_.emplace(std::move(bound));
  auto plan = plan_for(kept.data, kept.unit);
  if (!whole) bound_.reset();
  return plan;
}

std::unique_ptr<AllRows::Plan> AllRows::plan_for(const Prepared& p, const Unit& unit) const {
  const Functional f = p.statistic.quantity.functional;
  if (!can_gather(options_, f, unit.rows) || !unit.made_of.empty()) return nullptr;
  auto plan = std::make_unique<Plan>();
  plan->formula = p.formula;
  plan->functional = f;
  plan->rows = unit.rows;
  plan->reading = p.statistic.reading;
  plan->terms = p.statistic.terms.size();
  plan->has_many_units = unit.units > static_cast<std::int64_t>(statistics::UnitSums::kMost);
  plan->columns = p.statistic.columns;
  const auto read_too = [&](const std::string& column) {
    if (!column.empty() && std::ranges::find(plan->columns, column) == plan->columns.end())
      plan->columns.push_back(column);
  };
  if (unit.rows == Rows::grouped) read_too(plan->unit = unit.column);
  read_too(options_.weights);
  if (!options_.by.empty()) read_too(p.table.column(options_.by).name);
  if (f == Functional::area) {
    using statistics::ScoreCounts;
    plan->bins.emplace(ScoreCounts::edges_of(p.statistic.terms.front(), kScoreBins));
    plan->bins_of_part.emplace(ScoreCounts::edges_of(p.statistic.terms.front(), kScoreBinsOfPart));
    if (unit.rows == Rows::grouped) {
      ScoreCounts seen(*plan->bins);
      seen.add(p.statistic.terms[0], p.statistic.terms[1]);
      plan->placements.emplace(seen);
    }
  }
  if (f == Functional::quantile)
    plan->about = statistics::value_of(p.statistic.quantity, unit.sample).value_or(0);
  return plan;
}

Totals AllRows::nothing(bool is_part) const {
  Totals none;
  none.moments = statistics::VectorMoments(static_cast<Index>(plan_->terms));
  if (plan_->placements) none.placed.emplace(3);
  if (plan_->rows == Rows::grouped) {
    const std::size_t terms = plan_->placements ? 3 : plan_->terms;
    const bool in_parts = plan_->has_many_units && !is_part;
    none.units = in_parts ? statistics::UnitSums::in_parts(terms) : statistics::UnitSums(terms);
    none.distinct.emplace();
  }
  if (plan_->functional == Functional::area)
    none.scores.emplace(is_part ? *plan_->bins_of_part : *plan_->bins);
  if (plan_->functional == Functional::quantile)
    none.sketch.emplace(is_part ? kSketchOfPart : kSketch);
  return none;
}

void AllRows::prepare(const data::Table& some, bool whole) {
  whole_ = whole, failed_ = false;
  plan_.reset();
  totals_ = {};
  by_.clear();
  try {
    plan_ = plan_of(some, whole);
  } catch (const Error&) {
    if (whole) throw;
    return;
  }
  if (plan_) totals_ = nothing(false);
}

std::vector<std::string> AllRows::columns() const {
  return plan_ ? plan_->columns : std::vector<std::string>{};
}

// The rows of each value of the column.
void AllRows::see_parts(Seen& seen, const data::Column& column, const Statistic& s,
                        const std::vector<std::uint64_t>& hashes) const {
  std::map<std::string, std::vector<std::size_t>> places;
  for (std::size_t k = 0; k < s.rows.size(); ++k)
    places[column.text_at(s.rows[k]).value_or(kMissingPart)].push_back(k);
  for (const auto& [value, some] : places) {
    std::vector<std::vector<double>> terms;
    for (const auto& term : s.terms) {
      std::vector<double>& kept = terms.emplace_back();
      for (const std::size_t k : some) kept.push_back(term[k]);
    }
    std::vector<std::uint64_t> whose;
    if (!hashes.empty())
      for (const std::size_t k : some) whose.push_back(hashes[k]);
    Totals& part = static_cast<OfBatch&>(seen).by.try_emplace(value, nothing(true)).first->second;
    gather(part, terms, whose, plan_->about, nullptr);
  }
}

std::unique_ptr<data::BatchVisitor::Seen> AllRows::see(const data::Table& batch,
                                                       std::int64_t first_row) const {
  auto seen = std::make_unique<OfBatch>();
  seen->totals = nothing(false);
  StatisticSettings settings = settings_of(options_);
  settings.known = &plan_->reading;
  Statistic s;
  try {
    s = bind_statistic(plan_->formula, batch, settings);
  } catch (const Error&) {
    if (whole_) throw;
    seen->failed = true;
    return seen;
  }
  seen->totals.rows = batch.rows;
  seen->totals.missing = s.missing, seen->totals.not_asked = s.not_asked;
  std::vector<std::uint64_t> hashes;
  if (!plan_->unit.empty()) hashes = unit_hashes(batch.column(plan_->unit), s.rows, first_row);
  if (!options_.by.empty()) see_parts(*seen, batch.column(options_.by), s, hashes);
  gather(seen->totals, s.terms, hashes, plan_->about,
         plan_->placements ? &*plan_->placements : nullptr);
  return seen;
}

void AllRows::add(Seen& seen) {
  auto& batch = static_cast<OfBatch&>(seen);
  failed_ = failed_ || batch.failed;
  if (failed_) return;
  merge(totals_, batch.totals);
  for (const auto& [value, part] : batch.by) {
    merge(by_.try_emplace(value, nothing(true)).first->second, part);
    require_few_groups(by_.size(), options_.by);
  }
}

bool AllRows::stands(const data::Table& sample) {
  if (failed_) return false;
  const auto plan = plan_of(sample, true);
  if (!plan || !plan_) return !plan && !plan_;
  if (!plan->gathers_as(*plan_)) return false;
  if (!are_placed_alike(totals_)) return false;
  if (!totals_.scores || totals_.scores->error() == 0) return true;
  const double se = std::sqrt(totals_.scores->area().variance);
  return totals_.scores->error() <= kMostHidden * se;
}

const Totals* AllRows::totals() const { return plan_ && totals_.used > 0 ? &totals_ : nullptr; }

Regime regime_of(const Totals& totals, Regime r) {
  r.n = r.units = totals.used;
  if (totals.distinct) r.units = std::llround(totals.distinct->count());
  if (r.functional == Functional::share) {
    const auto hits = std::llround(totals.moments.mean()[0] * static_cast<double>(r.n));
    r.fewest = std::min<std::int64_t>(hits, r.n - hits);
  }
  if (totals.scores) {
    const std::int64_t positives = totals.scores->positives();
    r.fewest = std::min(positives, r.n - positives);
  }
  return r;
}

std::optional<Estimate> estimate_of(const Totals& totals, const statistics::Quantity& quantity,
                                    std::string_view method, Rows rows, double level) {
  const Functional f = quantity.functional;
  if (!statistics::is_summable(method, f, rows)) return std::nullopt;
  if (rows == Rows::grouped && !totals.units) return std::nullopt;
  if (f == Functional::area)
    return rows == Rows::grouped ? statistics::summed_interval(*totals.scores, *totals.placed,
                                                               *totals.units, method, level)
                                 : statistics::summed_interval(*totals.scores, method, level);
  const bool grouped = rows == Rows::grouped;
  if (f != Functional::quantile)
    return grouped
               ? statistics::summed_interval(quantity, totals.moments, *totals.units, method, level)
               : statistics::summed_interval(quantity, totals.moments, method, level);
  const double p = quantity.p, n = static_cast<double>(totals.used);
  double half = statistics::two_sided_z(level) * std::sqrt(p * (1 - p) / n);
  std::string how = "order statistics of a sketch";
  if (grouped) {
    const Estimate e = statistics::summed_mean(*totals.units, method, level);
    half = e.interval() ? (e.upper() - e.lower()) / 2 : 1;
    how += ", " + (e.interval() ? e.interval()->method : e.reason()) + " of the share below";
  }
  return statistics::summed_interval(p, *totals.sketch, half, level, how);
}

}  // namespace qed::answers::interval
