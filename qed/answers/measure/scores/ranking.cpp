// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/scores/ranking.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <string>
#include <utility>

namespace qed::answers::measure {
namespace {

using metrics::Gain;
using metrics::QueryMetric;

constexpr double kLargestGrade = 10;  // 2^10 - 1 rows of grade 1 weigh as much as one of it

double worth(double relevance, Gain gain) {
  return gain == Gain::linear ? relevance : std::exp2(relevance) - 1;
}

std::vector<std::optional<double>> by_query(const QueryMetric& metric, const Rows& rows,
                                            const Model& model, Relevance relevance) {
  const std::vector<double> found =
      relevance == Relevance::graded ? std::vector<double>() : relevance_of(rows, relevance);
  const std::span<const double> y = relevance == Relevance::graded ? rows.y : found;
  return metrics::mean_over_queries(metric, model.f, y, rows.query, rows.queries).values;
}

QueryMetric ndcg_metric(Gain gain, std::int64_t top) {
  return [gain, top](std::span<const double> score, std::span<const double> relevance) {
    return metrics::ndcg(score, relevance, gain, top);
  };
}

Measure list_measure(std::string name, std::string title, std::string why, std::string ref,
                     QueryMetric metric, Relevance relevance) {
  Measure measure{std::move(name),
                  std::move(title),
                  std::move(why),
                  std::move(ref),
                  0,
                  1,
                  0,
                  [metric, relevance](const Rows& rows, const Model& model) {
                    return over_queries(metric, rows, model, relevance);
                  }};
  measure.of_list = std::move(metric);
  measure.takes_grades = relevance == Relevance::graded;
  return measure;
}

Measure ndcg_measure(Gain gain, std::int64_t top, bool grades) {
  const std::string k = std::to_string(top);
  return list_measure("ndcg_" + k, "NDCG@" + k,
                      "the first " + k + " rows of a list count, the earlier the more" +
                          (grades ? ", and higher grades more" : ""),
                      "JarvelinKekalainen2002", ndcg_metric(gain, top), Relevance::graded);
}

bool all_are_relevant(const Rows& rows) {
  for (std::size_t i = 0; i < rows.n(); ++i)
    if (!rows.is_relevant(i)) return false;
  return true;
}

// Rows of each query, the highest score first.
std::vector<std::vector<std::uint32_t>> lists_of(const Rows& rows, const Model& model) {
  std::vector<std::vector<std::uint32_t>> lists(static_cast<std::size_t>(rows.queries));
  for (auto i = model.order.rbegin(); i != model.order.rend(); ++i)
    lists[static_cast<std::size_t>(rows.query[*i])].push_back(*i);
  return lists;
}

// Σ of 1/log₂(1 + rank) over the ranks up to r, at index r; none beyond rank `top`.
std::vector<double> discount_sums(std::size_t rows, std::int64_t top) {
  std::vector<double> sums(rows + 1);
  for (std::size_t rank = 1; rank <= rows; ++rank)
    sums[rank] =
        sums[rank - 1] +
        (static_cast<std::int64_t>(rank) <= top ? 1 / std::log2(1 + static_cast<double>(rank)) : 0);
  return sums;
}

}  // namespace

Gain gain_of(const Rows& rows) {
  const bool grades = std::ranges::all_of(
      rows.y, [](double y) { return y == std::floor(y) && y <= kLargestGrade; });
  return grades ? Gain::exponential : Gain::linear;
}

bool has_grades(const Rows& rows) {
  double grade = 0;
  for (const double y : rows.y) {
    if (y > 0 && grade > 0 && y != grade) return true;
    if (y > 0) grade = y;
  }
  return false;
}

std::vector<double> relevance_of(const Rows& rows, Relevance relevance) {
  if (relevance == Relevance::graded) return rows.y;
  std::vector<double> found(rows.n());
  for (std::size_t i = 0; i < found.size(); ++i) found[i] = rows.is_relevant(i);
  return found;
}

std::optional<Scored> over_queries(const QueryMetric& metric, const Rows& rows, const Model& model,
                                   Relevance relevance) {
  const auto values = by_query(metric, rows, model, relevance);
  double sum = 0, queries = 0;
  for (const auto& v : values)
    if (v) sum += *v, queries += 1;
  if (queries == 0) return std::nullopt;
  const auto lengths = list_lengths(rows);
  Scored scored{sum / queries, std::vector<double>(rows.n(), 0)};
  for (std::size_t i = 0; i < rows.n(); ++i) {
    const auto q = static_cast<std::size_t>(rows.query[i]);
    if (values[q])
      scored.influence[i] = (*values[q] - scored.value) * static_cast<double>(rows.n()) /
                            (queries * static_cast<double>(lengths[q]));
  }
  return scored;
}

std::optional<double> expected_average_precision(std::span<const double> score,
                                                 std::span<const double> relevance) {
  std::vector<std::size_t> order(score.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) { return score[a] > score[b]; });
  double found = 0, sum = 0;
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    double m = 0;
    for (; end < order.size() && score[order[end]] == score[order[begin]]; ++end)
      m += relevance[order[end]] > 0;
    const auto t = static_cast<double>(end - begin), a = static_cast<double>(begin);
    const double ahead = t > 1 ? (m - 1) / (t - 1) : 0;  // relevant rows of the run a rank before j
    for (double j = 1; m > 0 && j <= t; ++j) sum += m / t * (found + 1 + (j - 1) * ahead) / (a + j);
    found += m;
  }
  if (found == 0) return std::nullopt;
  return std::min(1.0, sum / found);  // a sum of rounded shares
}

Model random_order(const Rows& rows) {
  Model model{.name = "random order", .form = Form::ranks, .f = std::vector<double>(rows.n(), 0)};
  model.order.resize(rows.n());
  std::iota(model.order.begin(), model.order.end(), std::uint32_t{0});
  return model;
}

Measure precision_measure(std::int64_t k) {
  const std::string first = std::to_string(k);
  return list_measure(
      "precision_" + first, "precision@" + first,
      "all of the first " + first + " rows are looked at, in no order",
      "ManningRaghavanSchuetze2008",
      [k](std::span<const double> score, std::span<const double> relevance) {
        return metrics::precision_at_k(score, relevance, k);
      },
      Relevance::yes_or_no);
}

Measure recall_measure(std::int64_t k) {
  const std::string first = std::to_string(k);
  return list_measure(
      "recall_" + first, "recall@" + first,
      "what is not among the first " + first + " rows is lost", "ManningRaghavanSchuetze2008",
      [k](std::span<const double> score, std::span<const double> relevance) {
        return metrics::recall_at_k(score, relevance, k);
      },
      Relevance::yes_or_no);
}

std::string linear_name(std::int64_t top) { return "ndcg_" + std::to_string(top) + "_linear"; }

std::vector<Measure> ranking_measures(Gain gain, bool grades, bool all_relevant, std::int64_t top) {
  std::vector<Measure> list{ndcg_measure(gain, top, grades)};
  if (gain == Gain::exponential && grades) {
    list.push_back(ndcg_measure(Gain::linear, top, grades));
    list.back().name = linear_name(top), list.back().title += ", linear gain";
  }
  if (!all_relevant) {
    list.push_back(list_measure("mean_average_precision", "mean average precision",
                                "every relevant row is to be found, however late",
                                "ManningRaghavanSchuetze2008", expected_average_precision,
                                Relevance::yes_or_no));
    list.push_back(list_measure("mean_reciprocal_rank", "mean reciprocal rank",
                                "one relevant row is enough, the first", "McSherryNajork2008",
                                metrics::reciprocal_rank, Relevance::yes_or_no));
    list.push_back(precision_measure(top));
  }
  return list;
}

std::vector<Measure> every_ranking_measure(std::int64_t top) {
  auto list = ranking_measures(Gain::exponential, true, false, top);
  const auto add = [&](Measure measure) {
    if (std::ranges::find(list, measure.name, &Measure::name) == list.end())
      list.push_back(std::move(measure));
  };
  for (const std::int64_t k : {1, 5}) add(precision_measure(k));
  add(recall_measure(top));
  return list;
}

std::vector<Measure> ranking_measures(const Rows& rows, const Asked& asked) {
  auto list = ranking_measures(asked.gain, has_grades(rows), all_are_relevant(rows), asked.top);
  const Model random = random_order(rows);
  for (Measure& measure : list)
    if (const auto scored = measure.of(rows, random)) measure.chance = scored->value;
  return list;
}

std::vector<std::int64_t> list_lengths(const Rows& rows) {
  std::vector<std::int64_t> lengths(static_cast<std::size_t>(rows.queries), 0);
  for (const std::int32_t q : rows.query) ++lengths[static_cast<std::size_t>(q)];
  return lengths;
}

std::int64_t tied_rows(const Rows& rows, const Model& m) {
  std::int64_t tied = 0;
  struct Seen {
    double relevance = 0;
    std::int64_t rows = 0;
    bool differs = false;
  };
  std::vector<Seen> seen(static_cast<std::size_t>(rows.queries));
  for (std::size_t begin = 0, end = 0; begin < m.order.size(); begin = end) {
    for (; end < m.order.size() && m.f[m.order[end]] == m.f[m.order[begin]]; ++end) {
      Seen& s = seen[static_cast<std::size_t>(rows.query[m.order[end]])];
      if (s.rows++ == 0) s.relevance = rows.y[m.order[end]];
      s.differs = s.differs || rows.y[m.order[end]] != s.relevance;
    }
    for (std::size_t k = begin; k < end; ++k) {
      Seen& s = seen[static_cast<std::size_t>(rows.query[m.order[k]])];
      if (s.differs) tied += s.rows;
      s = {};
    }
  }
  return tied;
}

std::int64_t queries_of_one_relevance(const Rows& rows) {
  std::vector<std::optional<double>> first(static_cast<std::size_t>(rows.queries));
  std::vector<bool> differs(first.size(), false);
  for (std::size_t i = 0; i < rows.n(); ++i) {
    const auto q = static_cast<std::size_t>(rows.query[i]);
    if (!first[q]) first[q] = rows.y[i];
    if (*first[q] != rows.y[i]) differs[q] = true;
  }
  return std::ranges::count(differs, false);
}

std::vector<BadQuery> worst_first(const Rows& rows, const Model& model, const Model* other,
                                  const Asked& asked) {
  const QueryMetric metric = ndcg_metric(asked.gain, asked.top);
  const auto values = by_query(metric, rows, model, Relevance::graded);
  const auto random = by_query(metric, rows, random_order(rows), Relevance::graded);
  const auto others = other ? by_query(metric, rows, *other, Relevance::graded) : values;
  const auto lengths = list_lengths(rows);
  std::vector<std::int64_t> relevant(values.size(), 0);
  for (std::size_t i = 0; i < rows.n(); ++i)
    relevant[static_cast<std::size_t>(rows.query[i])] += rows.is_relevant(i);
  std::vector<BadQuery> list;
  for (std::size_t q = 0; q < values.size(); ++q) {
    if (!values[q] || !random[q]) continue;
    BadQuery bad{static_cast<std::int32_t>(q), lengths[q], relevant[q], *values[q], {}, *random[q]};
    if (other) bad.other = others[q];
    list.push_back(bad);
  }
  const auto worse = [](const BadQuery& a, const BadQuery& b) {
    return std::pair(a.value, b.random) < std::pair(b.value, a.random);
  };
  std::ranges::stable_sort(list, worse);
  return list;
}

LinearNdcg linear_ndcg(const Rows& rows, const Model& model, const Asked& asked) {
  LinearNdcg linear{std::vector<double>(rows.n(), 0), std::vector<double>(rows.n())};
  for (std::size_t i = 0; i < rows.n(); ++i) linear.gain[i] = worth(rows.y[i], asked.gain);
  for (const auto& list : lists_of(rows, model)) {
    const auto sums = discount_sums(list.size(), asked.top);
    std::vector<double> best;
    for (const std::uint32_t i : list) best.push_back(linear.gain[i]);
    std::ranges::sort(best, std::greater<>());
    double ideal = 0;
    for (std::size_t r = 0; r < best.size(); ++r) ideal += best[r] * (sums[r + 1] - sums[r]);
    if (!(ideal > 0)) continue;
    // Rows of one score share the mean discount of their ranks.
    for (std::size_t begin = 0; begin < list.size();) {
      std::size_t end = begin;
      while (end < list.size() && model.f[list[end]] == model.f[list[begin]]) ++end;
      const double discount = (sums[end] - sums[begin]) / static_cast<double>(end - begin);
      for (; begin < end; ++begin)
        linear.weight[list[begin]] = discount / (ideal * static_cast<double>(rows.queries));
    }
  }
  return linear;
}

}  // namespace qed::answers::measure
