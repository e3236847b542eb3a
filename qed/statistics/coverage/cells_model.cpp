// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

#include "qed/statistics/coverage/models.h"
#include "qed/statistics/coverage/random_counts.h"
#include "qed/statistics/intervals/methods/weighted.h"

namespace qed::statistics {
namespace {

using Row = std::vector<double>;
constexpr std::size_t kMostCells = 4000;
constexpr std::size_t kFewNumbers = 5;  // fewer are not taken for kinds that repeat
constexpr double kManyRows = 1e9;
// Draws are from a posterior of as many times the rows: half as wide. The whole posterior makes coverage too small
// where it falls towards the ends, and no posterior lets it jump with the count. By exact sums over counts, for shares
// from 0.005 to 0.5, Wilson's, exact and Jeffreys' intervals do not mind; the error of Wald's coverage is a quarter
// less or better from 100 rows on.
constexpr double kSharpened = 4;

// Kinds of rows and how many there are; nothing as soon as there are too many kinds.
std::optional<std::map<Row, double>> counted(const Quantity& quantity, const Sample& sample) {
  if (quantity.functional == Functional::share) {
    const auto yes = static_cast<double>(std::ranges::count(sample.terms[0], 1.0));
    return std::map<Row, double>{{{0.0}, static_cast<double>(sample.n()) - yes}, {{1.0}, yes}};
  }
  const auto n = static_cast<std::size_t>(sample.n());
  if (n < kFewNumbers && quantity.functional == Functional::mean) return std::nullopt;
  const std::size_t most = std::min(std::max<std::size_t>(2, n / 3), kMostCells);
  std::map<Row, double> cells;
  Row row(sample.terms.size());
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < row.size(); ++k) row[k] = sample.terms[k][i];
    ++cells[row];
    if (cells.size() > most) return std::nullopt;
  }
  return cells;
}

// A row of one arm is no row of the other, and says yes to its own arm's question alone.
bool is_possible(Form form, const Row& row) {
  if (form != Form::share_difference && form != Form::share_ratio) return true;
  return row[0] <= row[1] && row[2] <= row[3] && row[1] + row[3] <= 1;
}

// Rows that one changed 0/1 term would make of seen ones and that the quantity could bear in any number: it moves,
// and stays in its range. Without them a miss that no row shows could never happen.
std::vector<Row> unseen(const Quantity& quantity, const std::map<Row, double>& cells) {
  const std::size_t terms = cells.begin()->first.size();
  Row mean(terms, 0.0);
  double n = 0;
  for (const auto& [row, count] : cells) n += count;
  for (const auto& [row, count] : cells)
    for (std::size_t k = 0; k < terms; ++k) mean[k] += row[k] * count / n;
  const auto value = quantity.smooth(mean);
  if (!value) return {};
  std::vector<Row> found;
  for (const auto& [row, count] : cells)
    for (std::size_t k = 0; k < terms; ++k) {
      if (row[k] != 0 && row[k] != 1) continue;
      Row changed = row, moved = mean;
      changed[k] = 1 - row[k];
      if (!is_possible(quantity.form, changed)) continue;
      if (cells.contains(changed) || std::ranges::find(found, changed) != found.end()) continue;
      for (std::size_t j = 0; j < terms; ++j) moved[j] = 0.1 * mean[j] + 0.9 * changed[j];
      const auto then = quantity.smooth(moved);
      if (then && *then != *value && *then >= quantity.lower && *then <= quantity.upper)
        found.push_back(std::move(changed));
    }
  return found;
}

class CellsModel final : public SampleModel {
 public:
  CellsModel(const Quantity& quantity, std::map<Row, double> cells) : quantity_(quantity) {
    const double prior = 1 / static_cast<double>(cells.size());
    std::vector<Row> more;
    if (quantity.functional == Functional::smooth) more = unseen(quantity, cells);
    cells_.terms.resize(cells.begin()->first.size());
    for (const auto& [row, count] : cells) add(row, count + prior);
    for (const Row& row : more) add(row, 0.5);
    if (quantity.functional != Functional::quantile && quantity.functional != Functional::new_case)
      value_.emplace(quantity_, cells_);
    std::vector<double> p = weights_;
    const double sum = std::accumulate(p.begin(), p.end(), 0.0);
    for (double& share : p) share /= sum;
    truth_ = value(p).value_or(0);
    name_ = quantity.functional == Functional::share
                ? "a share drawn from Jeffreys' posterior"
                : "kinds of rows, shares drawn from Dirichlet's posterior";
  }

  double draw(std::int64_t m, bool in_order, Rng& rng, Sample& sample) const override {
    thread_local std::vector<double> p;
    std::optional<double> truth;
    // A draw without a value (no positives, say) is no law that the data may come from.
    for (int attempt = 0; !truth && attempt < 100; ++attempt) {
      draw_dirichlet(weights_, rng, p);
      truth = value(p);
    }
    sample.terms.resize(cells_.terms.size());
    for (auto& term : sample.terms) term.resize(static_cast<std::size_t>(m));
    if (in_order || static_cast<std::int64_t>(32 * p.size()) > m)
      draw_rows(p, rng, sample);
    else
      draw_counts(m, p, rng, sample);
    if (quantity_.functional != Functional::new_case) return truth.value_or(truth_);
    return cells_.terms[0][one(cumulative_of(p), rng)];
  }

 private:
  void add(const Row& row, double weight) {
    for (std::size_t k = 0; k < row.size(); ++k) cells_.terms[k].push_back(row[k]);
    weights_.push_back(kSharpened * weight);
  }

  std::optional<double> value(const std::vector<double>& p) const {
    if (quantity_.functional == Functional::new_case) return 0;
    if (!parts_of(quantity_).empty()) {  // a quantile of many rows that are of each kind so often
      std::vector<double> rows = p;
      for (double& count : rows) count *= kManyRows;
      return (*value_)(rows);
    }
    if (value_) return (*value_)(p);
    double below = 0;  // cells are in the order of their values
    for (std::size_t k = 0; k < p.size(); ++k)
      if ((below += p[k]) >= quantity_.p) return cells_.terms[0][k];
    return cells_.terms[0].back();
  }

  void draw_counts(std::int64_t m, const std::vector<double>& p, Rng& rng, Sample& sample) const {
    thread_local std::vector<std::int64_t> counts;
    draw_multinomial(m, p, rng, counts);
    for (std::size_t t = 0; t < sample.terms.size(); ++t) {
      auto at = sample.terms[t].begin();
      for (std::size_t k = 0; k < counts.size(); ++k)
        at = std::fill_n(at, counts[k], cells_.terms[t][k]);
    }
  }

  static const std::vector<double>& cumulative_of(const std::vector<double>& p) {
    thread_local std::vector<double> cumulative;
    cumulative.resize(p.size());
    std::partial_sum(p.begin(), p.end(), cumulative.begin());
    return cumulative;
  }
  static std::size_t one(const std::vector<double>& cumulative, Rng& rng) {
    const auto at = std::ranges::upper_bound(cumulative, rng.uniform() * cumulative.back());
    return std::min(static_cast<std::size_t>(at - cumulative.begin()), cumulative.size() - 1);
  }
  void draw_rows(const std::vector<double>& p, Rng& rng, Sample& sample) const {
    const std::vector<double>& cumulative = cumulative_of(p);
    for (std::size_t i = 0; i < sample.terms[0].size(); ++i) {
      const std::size_t k = one(cumulative, rng);
      for (std::size_t t = 0; t < sample.terms.size(); ++t) sample.terms[t][i] = cells_.terms[t][k];
    }
  }

  Quantity quantity_;
  Sample cells_;  // one row a kind
  std::vector<double> weights_;
  std::optional<Weighted> value_;
};

}  // namespace

std::unique_ptr<SampleModel> cells_model(const Quantity& quantity, const Sample& sample) {
  auto cells = counted(quantity, sample);
  if (!cells) return nullptr;
  return std::make_unique<CellsModel>(quantity, std::move(*cells));
}

}  // namespace qed::statistics
