// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/steps/refuse.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <span>
#include <utility>

#include "qed/answers/measure/scores/ranking.h"
#include "qed/base/text.h"

namespace qed::answers::measure {
namespace {

constexpr double kSmall = 0.01;  // of a skill: less speaks against nothing

// Yes and no rows that are decided yes and no.
struct Confusion {
  double tp = 0, fp = 0, fn = 0, tn = 0;
  double n() const { return tp + fp + fn + tn; }
  double yes() const { return (tp + fn) / n(); }
  double accuracy() const { return (tp + tn) / n(); }
  std::optional<double> f1() const { return ratio(2 * tp, 2 * tp + fp + fn); }
  std::optional<double> precision() const { return ratio(tp, tp + fp); }
  static std::optional<double> ratio(double a, double b) {
    return b > 0 ? std::optional(a / b) : std::nullopt;
  }
};
Confusion confusion(const Rows& rows, const Model& m, double threshold) {
  Confusion c;
  for (std::size_t i = 0; i < rows.n(); ++i) {
    const bool said = m.f[i] >= threshold, is = rows.y[i] == 1;
    (said ? (is ? c.tp : c.fp) : (is ? c.fn : c.tn)) += 1;
  }
  return c;
}

// Mean |ȳ - f̄| over bins of equal width.
double binned_error(const Rows& rows, const Model& m, std::size_t bins) {
  std::vector<double> off(bins, 0);
  for (std::size_t i = 0; i < rows.n(); ++i)
    off[std::min(bins - 1, static_cast<std::size_t>(m.f[i] * static_cast<double>(bins)))] +=
        rows.y[i] - m.f[i];
  double sum = 0;
  for (const double o : off) sum += std::abs(o);
  return sum / static_cast<double>(rows.n());
}

std::optional<double> skill(const Loss& loss, const Rows& rows, const Model& m) {
  double lost = 0, base = 0;
  for (std::size_t i = 0; i < rows.n(); ++i)
    lost += loss.of(m, i, rows.y[i]), base += loss.base(rows.y[i]);
  if (!(base > 0) || !std::isfinite(lost)) return std::nullopt;
  return 1 - lost / base;
}

// "0.212"
std::string three(double x) { return shortest(std::round(x * 1e3) / 1e3); }

// A number speaks against another where they differ by more than a tenth of it.
bool differ(double a, double b) { return std::abs(a - b) > 0.1 * std::abs(a); }

// Of the mistakes that a constant makes the model mends less than a third: accuracy is mostly the constant's.
bool constant_is_near(double accuracy, double constant) {
  return 1 - accuracy > (1 - constant) * 2 / 3;
}

std::string word(const Rows& rows, std::size_t k) {
  return rows.classes[k].empty() ? "(none)" : rows.classes[k];
}

// F1 where the threshold moves: a tenth of a probability, a tenth of the rows of a score.
void refuse_f1(std::vector<Refused>& list, const Rows& rows, const Model& m, const Confusion& c) {
  const double always = 2 * c.yes() / (1 + c.yes());
  if (m.form == Form::decision) {
    if (!c.f1() || always > *c.f1() / 2)
      list.push_back({"F1", c.f1(), always,
                      "the F1 of always saying yes; rows left alone rightly do not count"});
    return;
  }
  double lower = m.threshold - 0.1, upper = m.threshold + 0.1;
  if (m.form == Form::score) {
    const double share = (c.tp + c.fp) / c.n();
    lower = quantile_of(m.f, std::clamp(1 - share - 0.1, 0.0, 1.0));
    upper = quantile_of(m.f, std::clamp(1 - share + 0.1, 0.0, 1.0));
  }
  const auto low = confusion(rows, m, lower).f1(), high = confusion(rows, m, upper).f1();
  const bool lower_is_further = std::abs(low.value_or(0) - c.f1().value_or(0)) >
                                std::abs(high.value_or(0) - c.f1().value_or(0));
  const double other = (lower_is_further ? low : high).value_or(0);
  if (c.f1() && !differ(*c.f1(), other)) return;
  list.push_back({"F1", c.f1(), other,
                  std::string("the F1 when the threshold moves by ") +
                      (m.form == Form::score ? "a tenth of the rows" : "0.1") +
                      "; rows left alone rightly do not count"});
}

void refuse_of_decisions(std::vector<Refused>& list, const Rows& rows, const Model& m,
                         bool primary_is_decision) {
  const Confusion c = confusion(rows, m, m.threshold);
  const double q = c.yes();
  if (const double constant = std::max(q, 1 - q); constant_is_near(c.accuracy(), constant))
    list.push_back({"accuracy", c.accuracy(), constant,
                    "the accuracy of always saying " + word(rows, q > 0.5) +
                        (primary_is_decision ? "; the primary is counted from there" : "")});
  refuse_f1(list, rows, m, c);
  if (const auto precision = c.precision()) {
    // At half the share of yes, with the same rates of hits and false alarms.
    const double hits = c.tp / std::max(1.0, c.tp + c.fn),
                 alarms = c.fp / std::max(1.0, c.fp + c.tn);
    const auto rarer = Confusion::ratio(hits * q / 2, hits * q / 2 + alarms * (1 - q / 2));
    if (rarer && differ(*precision, *rarer))
      list.push_back({"precision alone", precision, *rarer,
                      "the precision of the same model where yes is half as frequent"});
  }
}

void refuse_of_probabilities(std::vector<Refused>& list, const Rows& rows, const Model& m) {
  const auto area = area_of(m.f, m.order, rows.y);
  Model squared = m;
  for (double& f : squared.f) f *= f;
  const auto now = skill(brier_loss(rows), rows, m);
  const auto then = skill(brier_loss(rows), rows, squared);
  if (area && now && then && std::abs(*now - *then) > kSmall)
    list.push_back({"AUC alone", area->value, area->value,
                    "the AUC when every probability is squared; Brier skill goes from " +
                        three(*now) + " to " + three(*then)});
  const double ten = binned_error(rows, m, 10), fifty = binned_error(rows, m, 50);
  if (differ(ten, fifty))
    list.push_back({"calibration error, 10 bins", ten, fifty,
                    "the error in 50 bins: the number is also that of the bins"});
  const bool infinite = !skill(log_loss(rows), rows, m);
  if (infinite) {
    double wrong = 0;
    for (std::size_t i = 0; i < rows.n(); ++i) wrong += m.f[i] == 1 - rows.y[i];
    list.push_back({"log loss", std::nullopt, wrong,
                    "the number of rows whose label had probability 0: it is infinite"});
  }
}

// The factor c that is best for mean |c f - y|/|y|: the median of y/f under weights |f/y|.
double best_for_relative(const Rows& rows, const Model& m) {
  std::vector<std::pair<double, double>> weighted;
  double total = 0;
  for (std::size_t i = 0; i < rows.n(); ++i) {
    if (m.f[i] == 0) continue;
    weighted.emplace_back(rows.y[i] / m.f[i], std::abs(m.f[i] / rows.y[i]));
    total += weighted.back().second;
  }
  std::ranges::sort(weighted);
  double sum = 0;
  for (const auto& [factor, w] : weighted)
    if ((sum += w) >= total / 2) return factor;
  return 1;
}

double mean_relative_error(const Rows& rows, const Model& m, double factor) {
  double sum = 0;
  for (std::size_t i = 0; i < rows.n(); ++i)
    sum += std::abs(factor * m.f[i] - rows.y[i]) / std::abs(rows.y[i]);
  return sum / static_cast<double>(rows.n());
}

double mean_absolute_error(const Rows& rows, const Model& m, double shift) {
  double sum = 0;
  for (std::size_t i = 0; i < rows.n(); ++i) sum += std::abs(m.f[i] + shift - rows.y[i]);
  return sum / static_cast<double>(rows.n());
}

void refuse_relative_error(std::vector<Refused>& list, const Rows& rows, const Model& m) {
  const auto zeros = std::ranges::count(rows.y, 0.0);
  if (zeros > 0) {
    list.push_back({"MAPE", std::nullopt, static_cast<double>(zeros),
                    "the number of labels that are 0, by which it divides"});
    return;
  }
  const double factor = best_for_relative(rows, m), now = mean_relative_error(rows, m, 1),
               then = mean_relative_error(rows, m, factor);
  if (!differ(now, then)) return;
  list.push_back({"MAPE", now, then,
                  "the MAPE when every prediction is multiplied by " + three(factor) +
                      (factor < 1 ? ": it rewards predicting too little" : "")});
}

double correlation(const Rows& rows, const Model& m) {
  const auto n = static_cast<double>(rows.n());
  const double my = mean_label(rows), mf = std::accumulate(m.f.begin(), m.f.end(), 0.0) / n;
  double xy = 0, xx = 0, yy = 0;
  for (std::size_t i = 0; i < rows.n(); ++i) {
    const double a = m.f[i] - mf, b = rows.y[i] - my;
    xy += a * b, xx += a * a, yy += b * b;
  }
  return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : 0;
}

// What is no mean has a better R² when it is shifted to be one.
void refuse_r2(std::vector<Refused>& list, const Rows& rows, const Model& m, std::string title) {
  Model shifted = m;
  double off = 0;
  for (std::size_t i = 0; i < rows.n(); ++i) off += rows.y[i] - m.f[i];
  for (double& f : shifted.f) f += off / static_cast<double>(rows.n());
  const auto now = skill(squared_loss(rows), rows, m),
             then = skill(squared_loss(rows), rows, shifted);
  if (!now || !then || *then - *now < kSmall) return;
  list.push_back({std::move(title), now, then,
                  "the R² when all are shifted to mean error 0, and are that quantile no more"});
}

// What one of the quantiles, or their spread, would be judged by.
void refuse_of_quantiles(std::vector<Refused>& list, const Rows& rows, const Model& m) {
  const auto n = static_cast<double>(rows.n());
  double inside = 0, width = 0;
  for (std::size_t i = 0; i < rows.n(); ++i)
    inside += m.P.front()[i] < rows.y[i] && rows.y[i] <= m.P.back()[i],
        width += m.P.back()[i] - m.P.front()[i];
  list.push_back({"coverage alone", inside / n, 1, "the coverage of quantiles without ends"});
  list.push_back({"mean width", width / n, 0, "the width of equal quantiles"});
  const auto middle = static_cast<std::size_t>(
      std::ranges::min_element(m.levels, {}, [](double l) { return std::abs(l - 0.5); }) -
      m.levels.begin());
  const Model one{.name = m.name, .form = Form::mean, .f = m.P[middle]};
  refuse_r2(list, rows, one, "R² of quantile " + shortest(m.levels[middle]));
}

void refuse_of_numbers(std::vector<Refused>& list, const Rows& rows, const Model& m, Form form) {
  if (form == Form::interval) {
    double inside = 0, width = 0;
    for (std::size_t i = 0; i < rows.n(); ++i)
      inside += m.f[i] <= rows.y[i] && rows.y[i] <= m.upper[i], width += m.upper[i] - m.f[i];
    list.push_back({"coverage alone", inside / static_cast<double>(rows.n()), 1,
                    "the coverage of an interval without ends"});
    const auto n = static_cast<double>(rows.n());
    list.push_back({"mean width", width / n, 0, "the width of two equal ends"});
    return;
  }
  if (form == Form::quantiles) {
    refuse_of_quantiles(list, rows, m);
    return;
  }
  if (form != Form::mean) {
    refuse_r2(list, rows, m, "R²");
    refuse_relative_error(list, rows, m);
    return;
  }
  std::vector<double> off(rows.n());
  for (std::size_t i = 0; i < off.size(); ++i) off[i] = rows.y[i] - m.f[i];
  const double now = mean_absolute_error(rows, m, 0),
               then = mean_absolute_error(rows, m, quantile_of(off, 0.5));
  if (now - then > kSmall * now)
    list.push_back(
        {"MAE of a mean", now, then,
         "the MAE when all are shifted until half of the labels lie below, and are means "
         "no more"});
  refuse_relative_error(list, rows, m);
  const double r = correlation(rows, m);
  const auto r2 = skill(squared_loss(rows), rows, m);
  if (r2 && r * r - *r2 > kSmall)
    list.push_back({"correlation, squared", r * r, r2, "R², which also sees bias and scale"});
}

void refuse_of_classes(std::vector<Refused>& list, const Rows& rows, const Model& m,
                       bool primary_is_error) {
  const std::size_t K = rows.classes.size();
  std::vector<double> counts(K, 0), said(K, 0), right(K, 0);
  for (std::size_t i = 0; i < rows.n(); ++i) {
    const auto is = static_cast<std::size_t>(rows.y[i]),
               it = static_cast<std::size_t>(class_of(m, i));
    counts[is] += 1, said[it] += 1, right[is] += is == it;
  }
  const auto n = static_cast<double>(rows.n());
  const auto most = static_cast<std::size_t>(std::ranges::max_element(counts) - counts.begin());
  const auto least = static_cast<std::size_t>(std::ranges::min_element(counts) - counts.begin());
  const double accuracy = std::accumulate(right.begin(), right.end(), 0.0) / n;
  if (constant_is_near(accuracy, counts[most] / n))
    list.push_back({"accuracy, to decide by", accuracy, counts[most] / n,
                    "the accuracy of always saying " + word(rows, most) +
                        (primary_is_error ? "; the primary is counted from there" : "")});
  const auto f1_of = [&](std::size_t k) { return 2 * right[k] / (counts[k] + said[k]); };
  double f1 = 0, classes = 0;
  for (std::size_t k = 0; k < K; ++k)
    if (counts[k] + said[k] > 0) f1 += f1_of(k), classes += 1;
  f1 /= std::max(1.0, classes);
  // Rare, and unlike the others.
  if (counts[least] * static_cast<double>(K) > n / 2 || counts[least] == 0) return;
  if (const double rare = f1_of(least); differ(f1, rare))
    list.push_back({"macro F1", f1, rare,
                    "the F1 of class " + word(rows, least) + ": its " +
                        counted(static_cast<std::int64_t>(counts[least])) +
                        " rows count in it as much as the " +
                        counted(static_cast<std::int64_t>(counts[most])) + " of " +
                        word(rows, most)});
}

// The chance that of a relevant and another row of one query the relevant one stands first; the share of all pairs of
// such rows that are of one query.
struct WithinQueries {
  std::optional<double> area;
  double pairs = 0;
};
WithinQueries within_queries(const Rows& rows, const Model& m) {
  const auto Q = static_cast<std::size_t>(rows.queries);
  std::vector<double> yes(Q, 0), no(Q, 0), no_here(Q, 0);
  double right = 0, pairs = 0, all_yes = 0, all_no = 0;
  for (std::size_t begin = 0, end = 0; begin < m.order.size(); begin = end) {
    while (end < m.order.size() && m.f[m.order[end]] == m.f[m.order[begin]]) ++end;
    const auto run = std::span(m.order).subspan(begin, end - begin);
    for (const std::uint32_t i : run)
      if (!rows.is_relevant(i)) no_here[static_cast<std::size_t>(rows.query[i])] += 1;
    for (const std::uint32_t i : run) {
      const auto q = static_cast<std::size_t>(rows.query[i]);
      if (rows.is_relevant(i)) right += no[q] + no_here[q] / 2, yes[q] += 1;
    }
    for (const std::uint32_t i : run) {
      double& here = no_here[static_cast<std::size_t>(rows.query[i])];
      no[static_cast<std::size_t>(rows.query[i])] += here, here = 0;
    }
  }
  for (std::size_t q = 0; q < Q; ++q) pairs += yes[q] * no[q], all_yes += yes[q], all_no += no[q];
  if (pairs == 0) return {};
  return {right / pairs, pairs / (all_yes * all_no)};
}

void refuse_of_lists(std::vector<Refused>& list, const Rows& rows, const Model& m,
                     const Asked& asked) {
  const std::vector<double> relevant = relevance_of(rows, Relevance::yes_or_no);
  const auto n = static_cast<double>(rows.n());
  const double yes = std::accumulate(relevant.begin(), relevant.end(), 0.0);
  const auto area = area_of(m.f, m.order, relevant);
  if (const auto within = within_queries(rows, m); within.area) {
    const double between = std::round(1000 * (1 - within.pairs)) / 10;
    if (area && std::abs(area->value - *within.area) > kSmall)
      list.push_back({"AUC of all rows", area->value, within.area,
                      "the AUC of pairs within a query; " + shortest(between) +
                          " % of all pairs lie between two queries, where nobody chooses"});
    // As many rows are called relevant as there are.
    const double threshold = quantile_of(m.f, (n - yes + 1) / n);
    double right = 0;
    for (std::size_t i = 0; i < rows.n(); ++i)
      right += (m.f[i] >= threshold) == rows.is_relevant(i);
    if (const double constant = std::max(yes, n - yes) / n; constant_is_near(right / n, constant))
      list.push_back({"accuracy", right / n, constant,
                      std::string("the accuracy of calling every row ") +
                          (2 * yes > n ? "relevant" : "irrelevant") +
                          "; a list is read from the front, not cut at a score"});
  }
  const auto precision = precision_measure(asked.top).of(rows, m);
  if (!precision || rows.units() < 2) return;
  const double p = precision->value, shown = static_cast<double>(asked.top * rows.queries);
  const double by_rows = std::sqrt(p * (1 - p) / shown),
               by_queries = standard_error(precision->influence, rows);
  if (differ(by_rows, by_queries))
    list.push_back({"error of precision@" + std::to_string(asked.top) + ", by rows", by_rows,
                    by_queries, "its standard error by queries, which hold rows together"});
}

}  // namespace

std::vector<Refused> refuse(const Rows& rows, const Model& model, Form form, const Asked& asked) {
  std::vector<Refused> list;
  if (rows.task == Task::ranking) {
    refuse_of_lists(list, rows, model, asked);
  } else if (rows.task == Task::classes) {
    refuse_of_classes(list, rows, model, form == Form::class_word);
  } else if (rows.task == Task::binary) {
    refuse_of_decisions(list, rows, model, form == Form::decision);
    if (form == Form::probability) refuse_of_probabilities(list, rows, model);
  } else {
    refuse_of_numbers(list, rows, model, form);
  }
  return list;
}

}  // namespace qed::answers::measure
