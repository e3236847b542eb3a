// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <vector>

#include "qed/algorithms/sorting/radix_sort.h"
#include "qed/statistics/coverage/models.h"

namespace qed::statistics {
namespace {

constexpr std::int64_t kRowsOfTruth =
    131'072;  // its error is 8 % of that of 800 rows: no digit of a coverage

// Terms of which an order statistic is asked: drawn with replacement they would have values in common with the data,
// which intervals between order statistics hit too often.
std::set<std::size_t> ranked_terms(const Quantity& quantity) {
  std::set<std::size_t> terms;
  for (const Part& part : parts_of(quantity))
    if (part.functional != Functional::mean) terms.insert(part.term);
  return terms;
}

std::optional<std::size_t> label_of(const Quantity& quantity) {
  for (const Part& part : parts_of(quantity))
    if (part.functional == Functional::area) return part.label;
  return std::nullopt;
}

// A ranked term: its law, and the normal scores of the rows.
struct Smoothed {
  std::size_t term;
  ColumnLaw law;
  bool whole;
  std::vector<double> scores;
};

// Rows drawn with replacement, as many of each label as the data have; the place of each ranked term within its law is
// moved a little, by a Gaussian kernel on the scale of normal scores: its law stays what it is, and so, but for the
// kernel, does what it has to do with the other terms.
class SmoothedRowsModel final : public SampleModel {
 public:
  SmoothedRowsModel(const Quantity& quantity, const Sample& sample)
      : rows_(sample), width_(0.9 * std::pow(static_cast<double>(sample.n()), -0.2)) {
    constexpr double kFar = std::numeric_limits<double>::infinity();
    for (const std::size_t term : ranked_terms(quantity)) {
      const std::vector<double>& x = sample.terms[term];
      std::vector<double> distinct = x;
      algorithms::sort_numbers(distinct);
      const auto end = std::ranges::unique(distinct).begin();
      if (2 * (end - distinct.begin()) < std::ssize(x)) continue;  // few values: they come again
      smoothed_.push_back(
          {term, fit_column(x, -kFar, kFar).front(), is_whole(x), normal_scores(x)});
    }
    const auto label = label_of(quantity);
    strata_.resize(label ? 2 : 1);
    for (std::size_t i = 0; i < static_cast<std::size_t>(sample.n()); ++i)
      strata_[label && sample.terms[*label][i] == 1 ? 1 : 0].push_back(
          static_cast<std::int64_t>(i));
    std::erase_if(strata_, [](const auto& rows) { return rows.empty(); });
    truth_ =
        value_of(quantity, many(kRowsOfTruth)).value_or(value_of(quantity, sample).value_or(0));
    name_ = smoothed_.empty() ? "rows drawn with replacement" : "smoothed rows";
  }

  double draw(std::int64_t m, bool, Rng& rng, Sample& sample) const override {
    thread_local std::vector<std::int64_t> rows;
    rows.resize(static_cast<std::size_t>(m));
    std::size_t begin = 0;
    for (std::size_t s = 0; s < strata_.size(); ++s) {
      const std::size_t end = s + 1 == strata_.size() ? rows.size() : begin + rows_of(s, m);
      for (; begin < end; ++begin) rows[begin] = strata_[s][rng.below(strata_[s].size())];
    }
    take_rows(rows_, rows, sample);
    for (const Smoothed& of : smoothed_)
      for (std::size_t i = 0; i < rows.size(); ++i)
        sample.terms[of.term][i] = moved(of, static_cast<std::size_t>(rows[i]), rng);
    return truth_;
  }

 private:
  Sample many(std::int64_t rows) const {
    Rng rng(static_cast<std::uint64_t>(rows));
    Sample sample;
    draw(rows, false, rng, sample);
    return sample;
  }
  std::size_t rows_of(std::size_t stratum, std::int64_t m) const {
    const double share =
        static_cast<double>(strata_[stratum].size()) / static_cast<double>(rows_.n());
    const double wanted = std::round(share * static_cast<double>(m));
    return static_cast<std::size_t>(std::clamp(wanted, 1.0, static_cast<double>(m - 1)));
  }
  double moved(const Smoothed& of, std::size_t row, Rng& rng) const {
    const double score =
        (of.scores[row] + width_ * gaussian_table().draw(rng)) / std::hypot(1, width_);
    const double tail = 0.5 * std::erfc(std::abs(score) / std::sqrt(2.0));
    const QuantileTable& law = of.law.table;
    const double x = score < 0 ? law.quantile(tail, 1 - tail) : law.quantile(1 - tail, tail);
    return of.whole ? std::round(x) : x;
  }

  Sample rows_;
  double width_;
  std::vector<Smoothed> smoothed_;
  std::vector<std::vector<std::int64_t>> strata_;
};

}  // namespace

std::unique_ptr<SampleModel> compound_model(const Quantity& quantity, const Sample& sample) {
  return std::make_unique<SmoothedRowsModel>(quantity, sample);
}

}  // namespace qed::statistics
