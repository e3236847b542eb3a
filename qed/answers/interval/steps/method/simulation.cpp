// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/interval/steps/method/simulation.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "qed/answers/interval/steps/unit.h"

namespace qed::answers::interval {
namespace {

using statistics::Functional;
using statistics::Rows;
using statistics::Sample;

constexpr std::int64_t kShareRows = 20'000, kRankRows = 800, kAreaRows = 500,
                       kRowsOfMany = 1000,  // terms
    kMostRowsOfGroups = 128'000, kMostSkewedRows = 8000;
constexpr std::int64_t kFewerReplicates = 500;
constexpr int kMoreSkewed = 5, kMoreOfPart = 1;

bool is_area(const Regime& r) {
  return r.functional == Functional::area || r.functional == Functional::area_difference;
}
bool is_ranked(const Regime& r) {
  return is_area(r) || r.functional == Functional::quantile ||
         r.functional == Functional::weighted_quantile ||
         r.functional == Functional::weighted_area || r.functional == Functional::compound;
}

// All rows of the rarer label, and so many of the others that a replicate has as many of the rarer one as these rows,
// up to a quarter of its own.
Sample with_both_labels(const Sample& sample, std::int64_t rows) {
  const std::vector<double>& label = sample.terms.back();
  const std::int64_t yes = std::ranges::count(label, 1.0), n = std::ssize(label);
  const std::int64_t rare = std::min(yes, n - yes), wanted = std::min(rare, rows / 4);
  if (wanted == 0 || rare * rows >= wanted * n) return sample;
  const std::int64_t others = rare * rows / wanted - rare;
  const double is_rare = yes <= n - yes ? 1 : 0;
  std::vector<std::int64_t> places;
  std::int64_t seen = 0;  // of the others: evenly over them
  for (std::int64_t i = 0; i < n; ++i) {
    if (label[static_cast<std::size_t>(i)] == is_rare) {
      places.push_back(i);
      continue;
    }
    const std::int64_t before = seen * others / (n - rare);
    if (++seen * others / (n - rare) != before) places.push_back(i);
  }
  return part_of(sample, places);
}

// All labels up to a quarter of the rows, predictions fill the rest; as they are where labels are not rarer.
Sample with_labels(const Sample& sample, std::int64_t rows) {
  std::vector<std::int64_t> labels, others, kept;
  for (std::int64_t i = 0; i < sample.n(); ++i)
    (sample.terms[0][static_cast<std::size_t>(i)] == 1 ? labels : others).push_back(i);
  const auto take = [&](const std::vector<std::int64_t>& from, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i)
      kept.push_back(from[static_cast<std::size_t>(i * std::ssize(from) / count)]);
  };
  const std::int64_t wanted = std::min(std::ssize(labels), rows / 4);
  if (rows >= sample.n() || std::ssize(labels) * rows >= wanted * sample.n()) return sample;
  take(labels, wanted), take(others, rows - wanted);
  return part_of(sample, kept);
}

}  // namespace

Simulation simulation_of(const Regime& r, const Sample& sample, const statistics::Method& chosen) {
  const auto terms = static_cast<std::int64_t>(sample.terms.size());
  const bool is_grouped = r.rows == Rows::grouped;
  const bool is_skewed = chosen.name == std::string_view("guarded_t");
  Simulation s;
  if (r.functional == Functional::share && !is_grouped) {
    s.rows = kShareRows;
  } else if (is_ranked(r)) {
    s.rows = is_area(r) ? kAreaRows : kRankRows;
    s.values = s.rows * std::min<std::int64_t>(terms, 2) * kFewerReplicates;
  } else if (is_grouped) {
    s.values = s.rows * terms * kFewerReplicates;
  } else if (terms > 2) {
    s.rows = kRowsOfMany;
  }
  s.most_rows = s.rows;
  if (r.functional == Functional::area) {
    s.more_rounds = kMoreOfPart;
  } else if ((is_grouped || is_skewed) && s.rows < sample.n()) {
    s.most_rows = std::min(sample.n(), is_skewed ? kMostSkewedRows : kMostRowsOfGroups);
    s.more_rounds = kMoreOfPart;
  } else if (is_skewed) {
    s.more_rounds = kMoreSkewed;
  }
  return s;
}

Sample rows_to_simulate(const Regime& r, const Sample& sample, std::int64_t rows) {
  if (r.form == statistics::Form::prediction_powered) return with_labels(sample, rows);
  const bool of_labels = is_area(r) && r.rows == Rows::independent && r.n > rows;
  return of_labels ? with_both_labels(sample, rows) : sample;
}

}  // namespace qed::answers::interval
