// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/coverage/model.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "qed/base/error.h"
#include "qed/probability/distributions/continuous.h"
#include "qed/statistics/coverage/models.h"

namespace qed::statistics {
namespace {

constexpr std::int64_t kLookedAt = 200'000;

// Rows taken evenly; the last ones of a series, so that neighbours stay neighbours.
Sample thinned(const Sample& sample) {
  std::vector<std::int64_t> rows(kLookedAt);
  const std::int64_t n = sample.n();
  for (std::int64_t i = 0; i < kLookedAt; ++i)
    rows[static_cast<std::size_t>(i)] =
        sample.rows == Rows::series ? n - kLookedAt + i
                                    : static_cast<std::int64_t>(static_cast<double>(i) / kLookedAt *
                                                                static_cast<double>(n));
  Sample thin;
  take_rows(sample, rows, thin);
  return thin;
}

std::unique_ptr<SampleModel> fit_any(const Quantity& quantity, const Sample& sample) {
  if (sample.rows == Rows::grouped) return groups_model(quantity, sample);
  if (sample.rows == Rows::series) return series_model(quantity, sample);
  if (auto cells = cells_model(quantity, sample)) return cells;
  switch (quantity.functional) {
    case Functional::area:
    case Functional::area_difference:
      return scores_model(quantity, sample);
    case Functional::smooth:
      return rows_model(quantity, sample);
    case Functional::weighted_quantile:
    case Functional::weighted_area:
    case Functional::compound:
      return compound_model(quantity, sample);
    default:
      return column_model(quantity, sample);
  }
}

class ColumnModel final : public SampleModel {
 public:
  ColumnModel(const Quantity& quantity, const Sample& sample)
      : quantity_(quantity), whole_(is_whole(sample.terms[0])),
        laws_(fit_column(sample.terms[0], lower(quantity), upper(quantity))) {
    for (const ColumnLaw& law : laws_) {
      values_.push_back(value(law.table));
      name_ += (name_.empty() ? "" : ", ") + law.name;
    }
    if (laws_.front().name != "smoothed data") name_ += " fitted";
    truth_ = values_.front();
  }

  double draw(std::int64_t m, bool, Rng& rng, Sample& sample) const override {
    double at = rng.uniform(), sum = 0;
    for (const ColumnLaw& law : laws_) sum += law.weight;
    std::size_t chosen = 0;
    for (at *= sum; chosen + 1 < laws_.size() && at >= laws_[chosen].weight; ++chosen)
      at -= laws_[chosen].weight;
    const QuantileTable& law = laws_[chosen].table;
    sample.terms.resize(1);
    sample.terms[0].resize(static_cast<std::size_t>(m));
    for (double& x : sample.terms[0]) x = law.draw(rng);
    if (whole_)
      for (double& x : sample.terms[0]) x = std::round(x);
    if (quantity_.functional != Functional::new_case) return values_[chosen];
    const double next = law.draw(rng);
    return whole_ ? std::round(next) : next;
  }

 private:
  static constexpr double kFar = std::numeric_limits<double>::infinity();
  // A smooth function's range is not that of its term.
  static double lower(const Quantity& q) { return q.smooth ? -kFar : q.lower; }
  static double upper(const Quantity& q) { return q.smooth ? kFar : q.upper; }
  double value(const QuantileTable& law) const {
    const double own = value_of_law(quantity_, law, whole_);
    if (!quantity_.smooth) return own;
    return quantity_.smooth(std::vector<double>{own}).value_or(0);
  }

  Quantity quantity_;
  bool whole_;
  std::vector<ColumnLaw> laws_;
  std::vector<double> values_;
};

}  // namespace

double value_of_law(const Quantity& quantity, const QuantileTable& law, bool whole) {
  if (quantity.functional == Functional::quantile) {
    const double q = law.quantile(quantity.p, 1 - quantity.p);
    return whole ? std::round(q) : q;  // rounding keeps the order, and so quantiles
  }
  if (!whole) return law.mean();
  // What rounding adds to the mean, over values taken evenly.
  constexpr int kPoints = 1 << 14;
  double added = 0;
  for (int i = 0; i < kPoints; ++i) {
    const double u = (i + 0.5) / kPoints, q = law.quantile(u, 1 - u);
    added += (std::round(q) - q) / kPoints;
  }
  return law.mean() + added;
}

bool is_whole(std::span<const double> x) {
  return std::ranges::all_of(x, [](double v) { return v == std::floor(v); });
}

std::vector<double> normal_scores(std::span<const double> x) {
  std::vector<std::size_t> order(x.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return x[a] < x[b]; });
  std::vector<double> z(x.size());
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i;
    while (end < order.size() && x[order[end]] == x[order[i]]) ++end;
    const double rank = 0.5 * static_cast<double>(i + end);  // mean rank less a half
    const double score = probability::Normal().quantile(rank / static_cast<double>(x.size()));
    for (; i < end; ++i) z[order[i]] = score;
  }
  return z;
}

void take_rows(const Sample& from, std::span<const std::int64_t> rows, Sample& to) {
  to.rows = from.rows, to.groups = from.groups;
  to.terms.resize(from.terms.size());
  for (std::size_t k = 0; k < from.terms.size(); ++k) {
    to.terms[k].resize(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
      to.terms[k][i] = from.terms[k][static_cast<std::size_t>(rows[i])];
  }
  to.group.clear();
  if (from.rows != Rows::grouped) return;
  for (const std::int64_t row : rows) to.group.push_back(from.group[static_cast<std::size_t>(row)]);
}

std::unique_ptr<SampleModel> column_model(const Quantity& quantity, const Sample& sample) {
  return std::make_unique<ColumnModel>(quantity, sample);
}

std::unique_ptr<SampleModel> fit_model(const Quantity& quantity, const Sample& sample) {
  // A share needs no more than its count, and groups are taken whole.
  const bool whole = sample.n() <= kLookedAt || sample.rows == Rows::grouped ||
                     (quantity.functional == Functional::share && sample.rows != Rows::series);
  return fit_any(quantity, whole ? sample : thinned(sample));
}

}  // namespace qed::statistics
