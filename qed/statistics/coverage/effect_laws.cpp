// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/coverage/effect_laws.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

#include "qed/probability/distributions/continuous.h"

namespace qed::statistics {
namespace {

constexpr std::size_t kFewest = 4;   // groups that can show a form
constexpr std::size_t kEnough = 60;  // groups looked at
constexpr double kLeastWeight = 0.02, kStudentDf = 3, kWider = 2;

// m = median + scale y. Gaussian: y = z; Student's: y = t; log-normal: y = ±(e^{sz} - 1)/s.
enum class Kind { gaussian, student, log_normal };
struct Form {
  Kind kind;
  double prior, s = 0, sign = 1;
};
constexpr Form kForms[] = {{Kind::gaussian, 0.72},           {Kind::student, 0.04},
                           {Kind::log_normal, 0.05, 0.8, 1}, {Kind::log_normal, 0.05, 0.8, -1},
                           {Kind::log_normal, 0.07, 1.2, 1}, {Kind::log_normal, 0.07, 1.2, -1}};

// √(2π) times the density of y.
double density(const Form& form, double y) {
  switch (form.kind) {
    case Kind::gaussian:
      return std::exp(-0.5 * y * y);
    case Kind::student: {  // with 3 degrees: 2 / (π √3 (1 + y²/3)²)
      const double grown = 1 + y * y / kStudentDf;
      return std::sqrt(2 * std::numbers::pi) * 2 / (std::numbers::pi * std::sqrt(3.0)) /
             (grown * grown);
    }
    case Kind::log_normal:
      break;
  }
  const double grown = 1 + form.s * form.sign * y;
  if (grown <= 0) return 0;
  const double z = std::log(grown) / form.s;
  return std::exp(-0.5 * z * z) / grown;
}

// Of a form that is not Gaussian.
double quantile(const Form& form, double u, double v) {
  const auto at = [](const auto& law, double p, double q) {
    return p < q ? law.quantile(p) : law.upper_quantile(q);
  };
  if (form.kind == Kind::student) return at(probability::StudentT(kStudentDf), u, v);
  if (form.sign < 0) std::swap(u, v);
  return form.sign * std::expm1(form.s * at(probability::Normal(), u, v)) / form.s;
}

// Five points of Gauss and Hermite: ∫ e^{-x²} f(x) dx.
constexpr std::array kNode{-2.0201828704560856, -0.9585724646138185, 0.0, 0.9585724646138185,
                           2.0201828704560856};
constexpr std::array kNodeWeight{0.011257411327720688, 0.22207592200561263, 8.0 / 15,
                                 0.22207592200561263, 0.011257411327720688};

struct Seen {
  std::vector<double> mean, error;  // of groups; error: a standard deviation
};

double log_likelihood(const Form& form, const Seen& seen, double median, double scale) {
  double sum = -static_cast<double>(seen.mean.size()) * std::log(scale);
  for (std::size_t g = 0; g < seen.mean.size(); ++g) {
    double mixed = 0;
    for (std::size_t k = 0; k < kNode.size(); ++k) {
      const double effect = seen.mean[g] - std::numbers::sqrt2 * seen.error[g] * kNode[k] - median;
      mixed += kNodeWeight[k] * density(form, effect / scale);
    }
    sum += std::log(std::max(mixed, 1e-300));
  }
  return sum;
}

struct Fit {
  double log_likelihood = 0, scale = 1;
};

// The likeliest median and scale, by steps along both axes that are halved.
Fit likeliest(const Form& form, const Seen& seen, double start, double spread) {
  constexpr double kFarthest = 4;  // of log scale below the spread: ties would draw it on and on
  double median = start, log_scale = 0;
  double best = log_likelihood(form, seen, median, spread);
  for (double step = 0.4; step > 0.02; step /= 2)
    for (bool moved = true; moved;) {
      moved = false;
      for (const auto& [a, b] : {std::pair{1.0, 0.0}, {-1.0, 0.0}, {0.0, 1.0}, {0.0, -1.0}}) {
        const double there = median + a * step * spread, log_there = log_scale + b * step;
        if (std::abs(log_there) > kFarthest) continue;
        const double value = log_likelihood(form, seen, there, spread * std::exp(log_there));
        if (value <= best) continue;
        best = value, median = there, log_scale = log_there, moved = true;
      }
    }
  return {best, spread * std::exp(log_scale)};
}

EffectLaw law_of(const Form& form, double weight, double scale, double variance) {
  const QuantileTable table =
      form.kind == Kind::gaussian
          ? gaussian_table()
          : QuantileTable([&](double u, double v) { return quantile(form, u, v); });
  const double own = std::sqrt(table.variance()), sd = std::sqrt(variance);
  const double wanted = std::sqrt(sd * std::clamp(scale * own, sd, kWider * sd));
  return {table.moved(-wanted / own * table.mean(), wanted / own), weight};
}

}  // namespace

std::vector<EffectLaw> effect_laws(std::span<const double> means, std::span<const double> noise,
                                   double variance) {
  if (means.size() < kFewest) return {law_of(kForms[0], 1, 0, variance)};
  Seen seen;
  const std::size_t count = std::min(kEnough, means.size());
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t g = i * means.size() / count;
    seen.mean.push_back(means[g]), seen.error.push_back(std::sqrt(noise[g]));
  }
  std::vector<double> sorted = seen.mean;
  std::ranges::sort(sorted);
  const double median = 0.5 * (sorted[(count - 1) / 2] + sorted[count / 2]);
  double square = 0;
  for (const double m : sorted) square += (m - median) * (m - median) / static_cast<double>(count);
  if (!(square > 0)) return {law_of(kForms[0], 1, 0, variance)};
  // Groups that are not looked at say the same.
  const double times = static_cast<double>(means.size()) / static_cast<double>(count);
  std::vector<Fit> fits;
  std::vector<double> weights;
  for (const Form& form : kForms) {
    fits.push_back(likeliest(form, seen, median, std::sqrt(square)));
    weights.push_back(std::log(form.prior) + times * fits.back().log_likelihood);
  }
  const double most = *std::ranges::max_element(weights);
  double sum = 0;
  for (double& w : weights) sum += w = std::exp(w - most);
  std::vector<EffectLaw> laws;
  for (std::size_t f = 0; f < weights.size(); ++f)
    if (weights[f] >= kLeastWeight * sum)
      laws.push_back(law_of(kForms[f], weights[f] / sum, fits[f].scale, variance));
  std::ranges::stable_sort(laws, std::ranges::greater{}, &EffectLaw::weight);
  return laws;
}

}  // namespace qed::statistics
