// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/scores/scored.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "qed/algorithms/sorting/rising_order.h"
#include "qed/answers/measure/scores/measures.h"
#include "qed/answers/measure/steps/decompose.h"
#include "qed/answers/measure/steps/pairs/compare.h"
#include "qed/answers/measure/steps/pairs/murphy.h"
#include "qed/base/random.h"
#include "qed/metrics/catalog.h"
#include "qed/metrics/decomposition/isotonic.h"
#include "qed/metrics/decomposition/murphy.h"
#include "qed/metrics/probability/crps.h"
#include "qed/statistics/intervals/clustered.h"
#include "qed/statistics/intervals/intervals.h"

using namespace qed;
using namespace qed::answers::measure;

namespace {

#include "../../../../tests/reference/measure/measure.inc"

// The rows of tests/reference/measure/measure.py.
struct Reference {
  Rows binary, number, count;
};
Reference reference() {
  Reference r;
  r.binary.classes = {"no", "yes"};
  r.number.task = Task::regression, r.count.task = Task::count;
  Model p{.name = "p", .form = Form::probability, .f = {}},
      q = p, f{.name = "f", .form = Form::mean, .f = {}}, half = f;
  for (int i = 0; i < 200; ++i) {
    const double a = ((i * 37 + 11) % 101 + 0.5) / 101, u = ((i * 53 + 7) % 97) / 97.0;
    p.f.push_back(a);
    q.f.push_back(std::floor(8 * (0.5 * a + 0.5 * ((i * 61 + 3) % 103) / 103)) / 8 + 0.05);
    r.binary.y.push_back(u < 0.2 + 0.6 * a);
    r.number.y.push_back(3 + 4 * a + 2 * u * u * u);
    f.f.push_back(3.5 + 4 * a);
    half.f.push_back(f.f.back() / 2);
    r.count.y.push_back(std::floor(r.number.y.back() / 2));
  }
  for (Model* m : {&p, &q, &f, &half}) m->order = algorithms::rising_order(m->f);
  r.binary.models = {p, q};
  r.number.models = {f};
  r.count.models = {half};
  return r;
}

Scored scored(const Reference& r, const std::string& name) {
  const Asked asked{.loss = {.quantile = 0.9}};
  const auto with = [&](const Rows& rows, Form form, const std::string& metric, std::size_t model) {
    for (const Measure& m : measures(rows, form, asked))
      if (m.name == metric) return *m.of(rows, rows.models[model]);
    FAIL("no metric " << metric);
    return Scored{};
  };
  const auto minus = [](Scored a, const Scored& b) {
    a.value -= b.value;
    for (std::size_t i = 0; i < a.influence.size(); ++i) a.influence[i] -= b.influence[i];
    return a;
  };
  const auto binary = [&](const char* metric, std::size_t model) {
    return with(r.binary, Form::probability, metric, model);
  };
  if (name == "brier_skill_second") return binary("brier_skill", 1);
  if (name == "brier_difference") return minus(binary("brier_skill", 0), binary("brier_skill", 1));
  if (name == "auc_difference") return minus(binary("auc", 0), binary("auc", 1));
  if (name == "brier_skill" || name == "log_loss_skill" || name == "auc")
    return binary(name.c_str(), 0);
  if (name == "pinball_skill") return with(r.number, Form::quantile, name, 0);
  if (name == "d2_poisson") return with(r.count, Form::mean, name, 0);
  if (name == "f1")
    return *metric_of(metrics::find_metric("f1"), r.binary.models[0].f, r.binary.y,
                      {.threshold = 0.5});
  if (name == "balanced_accuracy") return with(r.binary, Form::decision, name, 0);
  return with(r.number, Form::mean, name, 0);
}

}  // namespace

TEST_CASE("values are scikit-learn's, standard errors near the jackknife's") {
  const Reference r = reference();
  for (const KnownMetric& known : kMetric) {
    const std::string metric = known.name;
    CAPTURE(metric);
    const Scored s = scored(r, known.name);
    CHECK(s.value == doctest::Approx(known.value).epsilon(1e-9));
    // The jackknife and the delta method agree to O(1/n).
    CHECK(std::abs(standard_error(s.influence, r.binary) / known.error - 1) < 0.02);
    double sum = 0;
    for (const double psi : s.influence) sum += psi;
    CHECK(sum / 200 == doctest::Approx(0).scale(1));
  }
}

TEST_CASE("rows in groups: by statsmodels' clusters, of few groups by leaving each out") {
  Reference r = reference();
  const std::vector<double> lost = losses_of(brier_loss(r.binary), r.binary, r.binary.models[0]);
  const Scored loss = mean_of(lost);
  r.binary.groups = 23;
  for (int i = 0; i < 200; ++i) r.binary.group.push_back(i % 23);
  const auto sums = statistics::group_sums(loss.influence, r.binary.group, 23);
  const auto clusters = statistics::clustered_mean(sums);
  CHECK((clusters.upper() - clusters.lower()) / 2 / statistics::two_sided_t(22, 0.95) ==
        doctest::Approx(kGrouped).epsilon(1e-9));
  double squares = 0;
  for (int g = 0; g < 23; ++g) {
    double sum = 0, rows = 0;
    for (std::size_t i = 0; i < lost.size(); ++i)
      if (r.binary.group[i] != g) sum += lost[i], rows += 1;
    squares += (sum / rows - loss.value) * (sum / rows - loss.value);
  }
  const StandardError few = error_of(loss.influence, r.binary);
  CHECK(few.value == doctest::Approx(std::sqrt(22 / 23.0 * squares)).epsilon(1e-9));
  CHECK(few.degrees == doctest::Approx(statistics::jackknife_degrees_of_freedom(sums)));
  // A hundred groups of one size: both are the same but for (n/(n - n_g))².
  r.binary.group.clear();
  r.binary.groups = 100;
  for (int i = 0; i < 200; ++i) r.binary.group.push_back(i % 100);
  const StandardError many = error_of(loss.influence, r.binary);
  CHECK(many.degrees == 99);
  const auto of_many =
      statistics::clustered_mean(statistics::group_sums(loss.influence, r.binary.group, 100));
  CHECK(many.value == doctest::Approx((of_many.upper() - of_many.lower()) / 2 /
                                      statistics::two_sided_t(99, 0.95)));
}

TEST_CASE("the decomposition is that of scikit-learn's isotonic fit, and adds up") {
  const Reference r = reference();
  const auto d = decompose(r.binary, r.binary.models[0], Form::probability, {}, 0.95);
  CHECK(d.miscalibration.value() == doctest::Approx(kDecomposition[0]).epsilon(1e-9));
  CHECK(d.discrimination.value() == doctest::Approx(kDecomposition[1]).epsilon(1e-9));
  CHECK(d.uncertainty.value() == doctest::Approx(kDecomposition[2]).epsilon(1e-9));
  CHECK(d.score.value() == doctest::Approx(d.miscalibration.value() - d.discrimination.value() +
                                           d.uncertainty.value()));
}

TEST_CASE("isotonic quantiles lose as little as the linear programme") {
  const Reference r = reference();
  Model fitted = r.binary.models[0];
  fitted.f = isotonic_quantile(fitted.f, r.number.y, 0.75, fitted.f);
  double lost = 0;
  const Loss loss = pinball_loss(r.number, 0.75);
  for (std::size_t i = 0; i < 200; ++i) lost += loss.of(fitted, i, r.number.y[i]) / 200;
  CHECK(lost == doctest::Approx(kIsotonicPinball).epsilon(1e-8));
}

TEST_CASE("McNemar's counts and p; Murphy's elementary scores by their definition") {
  const Reference r = reference();
  const Comparison c =
      compare(measures(r.binary, Form::probability, {}), r.binary, r.binary.models[0],
              r.binary.models[1], Form::probability, {}, 0.95, 0.95, 1);
  CHECK(c.right.first_only == static_cast<std::int64_t>(kMcNemar[0]));
  CHECK(c.right.second_only == static_cast<std::int64_t>(kMcNemar[1]));
  CHECK(*c.mcnemar->p_value == doctest::Approx(kMcNemar[2]).epsilon(1e-9));
  REQUIRE(c.murphy.has_value());
  for (std::size_t k = 0; k < c.murphy->theta.size(); ++k) {
    double mean = 0;
    const double t = c.murphy->theta[k];
    for (std::size_t i = 0; i < 200; ++i) {
      const double f = r.binary.models[0].f[i], y = r.binary.y[i];
      if (std::min(f, y) <= t && t < std::max(f, y)) mean += std::abs(y - t) / 200;
    }
    CHECK(c.murphy->first[k] == doctest::Approx(mean).epsilon(1e-9).scale(1e-9));
  }
  // Of a quantile, at the places of the reference: the integral of a step, read between neighbouring places.
  const MurphyFinding m =
      murphy_of(r.number, r.number.models[0], r.number.models[0], Form::quantile, 0.75, 0.95, 1);
  for (const auto& known : kMurphy) {
    const double at = 3 + 5 * known[0];
    const auto k =
        static_cast<std::size_t>(std::ranges::lower_bound(m.theta, at) - m.theta.begin());
    if (k < m.theta.size()) CHECK(std::abs(m.first[k] - known[2]) < 0.02);
  }
  for (const double d : m.difference) CHECK(d == 0);
}

TEST_CASE("skills of 95 % intervals hold the truth: calibrated probabilities of known skill") {
  // p uniform in [0, 1]: E S = E p(1-p) = 1/6, U = 1/4, skill 1/3.
  int held = 0, differs = 0;
  constexpr int kTrials = 400;
  for (std::uint64_t trial = 0; trial < kTrials; ++trial) {
    Rng rng(11, 2, trial);
    Rows rows{.task = Task::binary, .y = {}, .classes = {"no", "yes"}, .models = {}};
    Model right{.name = "a", .form = Form::probability, .f = {}}, other = right;
    for (int i = 0; i < 200; ++i) {
      const double p = rng.uniform();
      // Over- or understated at random: two models that are exchangeable.
      const double odds = p / (1 - p), sharp = odds * odds / (1 + odds * odds);
      const bool turned = rng.uniform() < 0.5;
      right.f.push_back(turned ? sharp : p), other.f.push_back(turned ? p : sharp);
      rows.y.push_back(rng.uniform() < p);
    }
    Model plain = right;
    for (int i = 0; i < 200; ++i) {
      const double a = right.f[static_cast<std::size_t>(i)],
                   b = other.f[static_cast<std::size_t>(i)];
      plain.f[static_cast<std::size_t>(i)] =
          std::abs(a - 0.5) < std::abs(b - 0.5) ? a : b;  // p itself
    }
    const Measure brier = measures(rows, Form::probability, {}).front();
    const auto e = estimate_of(*brier.of(rows, plain), brier.lower, brier.upper, rows, 0.95);
    held += e.lower() <= 1.0 / 3 && 1.0 / 3 <= e.upper();
    const auto d = difference_of(*brier.of(rows, right), *brier.of(rows, other), rows, 0.95);
    differs += d.lower() > 0 || d.upper() < 0;
  }
  // Binomial(400, 0.95) is below 358 (0.05: above 42) with a probability below 1e-5.
  CHECK(held >= 358);
  CHECK(differs <= 42);
  CHECK(differs >= 4);
}

TEST_CASE("isotonic fits, decompositions and Murphy's curves are those of qed/metrics") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    Rng rng(seed, 90);
    Rows rows{.task = Task::binary, .y = {}, .classes = {"0", "1"}, .models = {}};
    Model a{.name = "a", .form = Form::probability, .f = {}}, b = a;
    for (int i = 0; i < 500; ++i) {
      const double p = std::round(50 * rng.uniform()) / 50;  // with ties
      rows.y.push_back(rng.uniform() < p * p ? 1 : 0);
      a.f.push_back(p), b.f.push_back(rng.uniform());
    }
    for (Model* m : {&a, &b}) m->order = algorithms::rising_order(m->f);
    rows.models = {a, b};
    const auto fitted = isotonic_at(a, rows.y, a);
    const auto blocks = metrics::isotonic_fit(a.f, rows.y);
    for (std::size_t i = 0; i < fitted.size(); ++i) {
      const auto block = std::ranges::find_if(
          blocks, [&](const auto& one) { return one.lower <= a.f[i] && a.f[i] <= one.upper; });
      REQUIRE(block != blocks.end());
      CHECK(fitted[i] == doctest::Approx(block->mean).epsilon(1e-12));
    }
    const auto mine = decompose(rows, a, Form::probability, {}, 0.95);
    const auto room = metrics::brier_decomposition(a.f, rows.y);
    CHECK(mine.miscalibration.value() == doctest::Approx(room.miscalibration).epsilon(1e-9));
    CHECK(mine.discrimination.value() == doctest::Approx(room.discrimination).epsilon(1e-9));
    CHECK(mine.uncertainty.value() == doctest::Approx(room.uncertainty).epsilon(1e-9));
    const auto curves = murphy_of(rows, a, b, Form::probability, 0.5, 0.95, 1);
    const auto first = metrics::murphy_curve(a.f, rows.y, curves.theta);
    for (std::size_t k = 0; k < first.size(); ++k)
      CHECK(curves.first[k] == doctest::Approx(first[k]).epsilon(1e-9));
  }
}

TEST_CASE("quantiles of one forecast lose what metrics::quantile_crps says") {
  Rng rng(4, 91);
  Rows rows{.task = Task::regression, .y = {}, .classes = {}, .models = {}};
  Model m{.name = "q", .form = Form::quantiles, .f = {}};
  m.levels = {0.1, 0.5, 0.9}, m.P.resize(3);
  for (int i = 0; i < 50; ++i) {
    rows.y.push_back(rng.normal());
    for (std::size_t k = 0; k < 3; ++k) m.P[k].push_back(rng.normal());
  }
  rows.models = {m};
  const Loss loss = quantiles_loss(rows, m.levels);
  for (std::size_t i = 0; i < rows.n(); ++i) {
    const std::vector<double> q{m.P[0][i], m.P[1][i], m.P[2][i]};
    CHECK(loss.of(m, i, rows.y[i]) ==
          doctest::Approx(metrics::quantile_crps(m.levels, q, rows.y[i])).epsilon(1e-12));
  }
}
