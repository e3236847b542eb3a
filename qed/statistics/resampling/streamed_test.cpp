// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/resampling/streamed.h"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/statistics/intervals/intervals.h"

using namespace qed::statistics;
using qed::Index;
using qed::Matrix;

namespace {

/// (1, x) of n exponential values, ids 0 .. n-1.
struct Rows {
  Matrix terms;
  std::vector<std::uint64_t> ids;
  explicit Rows(Index n) : terms(n, 2), ids(static_cast<std::size_t>(n)) {
    qed::Rng rng(51);
    for (Index i = 0; i < n; ++i) terms.row(i) << 1, -std::log1p(-rng.uniform());
    std::iota(ids.begin(), ids.end(), std::uint64_t{0});
  }
  void add_to(StreamedBootstrap& all, Index from, Index to) const {
    all.add(
        std::span(ids).subspan(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from)),
        terms.middleRows(from, to - from));
  }
};

std::optional<Resampled> mean(std::span<const double> sums) {
  if (sums[0] <= 0) return std::nullopt;
  return Resampled{sums[1] / sums[0], 0};
}

}  // namespace

TEST_CASE(
    "the cut of the rows and the threads do not change a bit; merged parts agree to rounding") {
  const Rows rows(500);
  StreamedBootstrap once(2);
  rows.add_to(once, 0, 500);
  const Estimate whole = once.estimate(mean);
  for (const int count : {1, 2, 7}) {
    qed::set_threads(count);
    StreamedBootstrap cut(2);
    for (const auto& [from, to] : {std::pair<Index, Index>{0, 1}, {1, 180}, {180, 500}})
      rows.add_to(cut, from, to);
    CHECK(cut.estimate(mean).lower() == whole.lower());
    CHECK(cut.estimate(mean).upper() == whole.upper());
  }
  qed::set_threads(0);
  StreamedBootstrap first(2), second(2);
  rows.add_to(first, 300, 500);
  rows.add_to(second, 0, 300);
  first.merge(second);
  CHECK(first.rows() == 500);
  CHECK(first.estimate(mean).lower() == doctest::Approx(whole.lower()).epsilon(1e-12));
  CHECK(first.estimate(mean).upper() == doctest::Approx(whole.upper()).epsilon(1e-12));
  CHECK(whole.n() == 500);
  CHECK(whole.interval()->method == "BCa bootstrap of a stream, 1999 replicates");
}

// The interval of 500 values is near Student's: both have ends about 0.045 standard errors apart by
// chance alone.
TEST_CASE("the stream's interval is that of the rows held at once") {
  const Rows rows(500);
  const std::vector<double> x(rows.terms.col(1).begin(), rows.terms.col(1).end());
  const auto held = bootstrap(500, [&](std::span<const std::uint32_t> counts) {
    double sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) sum += counts[i] * x[i];
    return std::optional<Resampled>({sum / 500, 0});
  });
  StreamedBootstrap stream(2);
  rows.add_to(stream, 0, 500);
  const Estimate streamed = stream.estimate(mean);
  const double error = mean_interval(x).upper() - mean_interval(x).value();
  CHECK(streamed.value() == doctest::Approx(held.value()).epsilon(1e-13));
  CHECK(std::abs(streamed.lower() - held.lower()) < 0.15 * error);
  CHECK(std::abs(streamed.upper() - held.upper()) < 0.15 * error);
}

TEST_CASE("rows with one id count together") {
  // 40 groups of 25 equal rows: as wide as 40 rows, five times as wide as 1,000 of their own ids.
  Rows values(40), rows(1000);
  for (Index i = 0; i < 1000; ++i) rows.terms.row(i) = values.terms.row(i / 25);
  const auto width = [](const StreamedBootstrap& s) {
    const Estimate e = s.estimate(mean);
    return e.upper() - e.lower();
  };
  StreamedBootstrap apart(2), together(2), few(2);
  rows.add_to(apart, 0, 1000);
  values.add_to(few, 0, 40);
  for (Index i = 0; i < 1000; ++i)
    rows.ids[static_cast<std::size_t>(i)] = static_cast<std::uint64_t>(i / 25);
  rows.add_to(together, 0, 1000);
  CHECK(width(together) == doctest::Approx(width(few)).epsilon(1e-9));  // the same weights
  CHECK(width(apart) < width(together) / 3.5);
}

// Sums of 400 Poisson(1) weights over 1,999 replicates: their mean and variance within 5.5 standard
// errors, 8e-8.
TEST_CASE("weights have mean 1 and variance 1") {
  Rows rows(400);
  StreamedBootstrap stream(2, {.method = BootstrapMethod::percentile});
  rows.add_to(stream, 0, 400);
  std::vector<double> counts;
  stream.estimate([&](std::span<const double> sums) {
    counts.push_back(sums[0]);
    return mean(sums);
  });
  counts.resize(2000);  // the data, then the replicates
  const Moments m = moments(std::span(counts).subspan(1));
  CHECK(std::abs(m.mean - 400) < 5.5 * std::sqrt(400 / 1999.0));
  CHECK(std::abs(m.variance / 400 - 1) < 5.5 * std::sqrt(2 / 1999.0));
}

TEST_CASE("nothing seen, one id, and what does not fit") {
  StreamedBootstrap stream(2);
  CHECK_FALSE(stream.estimate(mean).is_defined());
  const Matrix terms = Matrix::Ones(3, 2);
  const std::vector<std::uint64_t> same{7, 7, 7}, two{1, 2};
  stream.add(same, terms);
  CHECK_FALSE(stream.estimate(mean).interval().has_value());
  CHECK_THROWS_AS(stream.add(two, terms), qed::Error);
  CHECK_THROWS_AS(stream.add(same, Matrix::Ones(3, 1)), qed::Error);
  CHECK_THROWS_AS(stream.add(same, Matrix::Constant(3, 2, std::nan(""))), qed::Error);
  CHECK_THROWS_AS(stream.merge(StreamedBootstrap(3)), qed::Error);
  CHECK_THROWS_AS(stream.merge(StreamedBootstrap(2, {.seed = 2})), qed::Error);
  CHECK_THROWS_AS(StreamedBootstrap(2, {.groups = {1, 2}}), qed::Error);
}
