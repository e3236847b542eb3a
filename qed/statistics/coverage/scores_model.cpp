// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "qed/probability/distributions/continuous.h"
#include "qed/statistics/coverage/models.h"

namespace qed::statistics {
namespace {

double phi(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }
double phi_inverse(double u) { return probability::Normal().quantile(u); }

// The smaller class's scores where the larger one's are Gaussian: N(0, 1).
struct Transformed {
  std::vector<double> smaller, larger;
  double end =
      0;  // scores at ±end or beyond are past all of the larger class: only that is known of them
};

Transformed transformed(std::vector<double> smaller, const std::vector<double>& larger) {
  Transformed z{.smaller = std::move(smaller), .larger = normal_scores(larger)};
  std::vector<double> sorted = larger;
  std::ranges::sort(sorted);
  const auto n = static_cast<double>(sorted.size());
  z.end = phi_inverse(n / (n + 1));
  for (double& x : z.smaller) {
    const auto [low, high] = std::ranges::equal_range(sorted, x);
    const double below =
        0.5 * static_cast<double>((low - sorted.begin()) + (high - sorted.begin()));
    x = below == 0 ? -z.end : below == n ? z.end : phi_inverse((below + 0.5) / (n + 1));
  }
  return z;
}

// A Gaussian law of the smaller class, by the area that it makes: its mean is ± d √(1 + b²), Φ(d) the area.
struct Binormal {
  double d = 0, b = 1, weight = 0;
};

double log_likelihood(const Transformed& z, double mean, double spread) {
  double sum = 0, above = 0, below = 0, inside = 0;
  for (const double x : z.smaller) {
    if (x >= z.end)
      above += 1;
    else if (x <= -z.end)
      below += 1;
    else
      sum -= 0.5 * (x - mean) * (x - mean) / (spread * spread), inside += 1;
  }
  sum -= inside * std::log(spread);
  const auto tail = [&](double count, double at) {
    if (count > 0) sum += count * std::log(std::max(phi(at), 1e-300));
  };
  tail(above, (mean - z.end) / spread), tail(below, (-z.end - mean) / spread);
  return sum;
}

// Rows of the class count as often: the posterior is narrower by its root. Coverage is bent where the area is near 1,
// and the data were drawn once already: half of that bend is left. Measured at an area of 0.97, 10 of 200 positive: the
// jackknife's 97.1 % is printed as 95.4 on average, 94.9 without.
constexpr double kSharpened = 2;

// The posterior on a grid: Jeffreys' prior of a share for the area, log b ~ N(0, 1/4).
std::vector<Binormal> posterior(Transformed z, double sign) {
  constexpr std::size_t kEnough = 500;  // rows of the class; more say the same about the form
  double times = kSharpened;
  if (z.smaller.size() > kEnough) {
    std::ranges::sort(z.smaller);
    const std::size_t n = z.smaller.size();
    for (std::size_t i = 0; i < kEnough; ++i)
      z.smaller[i] = z.smaller[(2 * i + 1) * n / (2 * kEnough)];
    z.smaller.resize(kEnough), times *= static_cast<double>(n) / kEnough;
  }
  std::vector<Binormal> grid;
  double most = -std::numeric_limits<double>::infinity();
  for (int i = -30; i <= 80; ++i)
    for (int j = -6; j <= 6; ++j) {
      const double d = 0.05 * i, b = std::exp(0.2 * j);
      const double prior =
          -0.5 * d * d - 0.5 * std::log(phi(d) * phi(-d)) - 2 * std::log(b) * std::log(b);
      grid.push_back({d, b, times * log_likelihood(z, sign * d * std::hypot(1, b), b) + prior});
      most = std::max(most, grid.back().weight);
    }
  double sum = 0;
  for (Binormal& law : grid) sum += law.weight = std::exp(law.weight - most);
  for (Binormal& law : grid) law.weight /= sum;
  std::erase_if(grid, [](const Binormal& law) { return law.weight < 1e-6; });
  return grid;
}

Binormal mean_of(const std::vector<Binormal>& laws) {
  Binormal mean{.d = 0, .b = 0, .weight = 0};
  for (const Binormal& law : laws)
    mean.weight += law.weight, mean.d += law.weight * law.d, mean.b += law.weight * std::log(law.b);
  mean.d /= mean.weight, mean.b = std::exp(mean.b / mean.weight);
  return mean;
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const auto n = static_cast<double>(a.size());
  double mean_a = 0, mean_b = 0, aa = 0, bb = 0, ab = 0;
  for (std::size_t i = 0; i < a.size(); ++i) mean_a += a[i] / n, mean_b += b[i] / n;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double u = a[i] - mean_a, v = b[i] - mean_b;
    aa += u * u, bb += v * v, ab += u * v;
  }
  return aa > 0 && bb > 0 ? std::clamp(ab / std::sqrt(aa * bb), -1.0, 1.0) : 0;
}

class ScoresModel final : public SampleModel {
 public:
  ScoresModel(const Quantity& quantity, const Sample& sample)
      : scores_(quantity.functional == Functional::area ? 1 : 2) {
    const std::vector<double>& label = sample.terms.back();
    const auto positives = static_cast<double>(std::ranges::count(label, 1.0));
    share_ = positives / static_cast<double>(sample.n());
    few_ = share_ <= 0.5 ? 1 : 0;
    std::array<Transformed, 2> z;
    for (std::size_t s = 0; s < scores_; ++s) {
      std::vector<double> smaller, larger;
      for (std::size_t i = 0; i < label.size(); ++i)
        (label[i] == few_ ? smaller : larger).push_back(sample.terms[s][i]);
      z[s] = transformed(std::move(smaller), larger);
      laws_[s] = posterior(z[s], sign());
      mean_[s] = mean_of(laws_[s]);
    }
    if (scores_ == 2) {
      of_smaller_ = correlation(z[0].smaller, z[1].smaller);
      of_larger_ = correlation(z[0].larger, z[1].larger);
    }
    truth_ = scores_ == 1 ? phi(mean_[0].d) : phi(mean_[0].d) - phi(mean_[1].d);
    name_ = "Gaussian scores in each class";
  }

  double draw(std::int64_t m, bool in_order, Rng& rng, Sample& sample) const override {
    const QuantileTable& gaussian = gaussian_table();
    std::array<Binormal, 2> law = mean_;
    if (scores_ == 1) law[0] = one(laws_[0], rng);
    const auto rows = static_cast<std::size_t>(m);
    const double wanted = std::round(share_ * static_cast<double>(m));
    const auto positives =
        static_cast<std::size_t>(std::clamp(wanted, 1.0, static_cast<double>(m - 1)));
    sample.terms.resize(scores_ + 1);
    for (auto& term : sample.terms) term.resize(rows);
    std::vector<double>& label = sample.terms.back();
    std::fill_n(label.begin(), positives, 1.0);
    std::fill(label.begin() + static_cast<std::ptrdiff_t>(positives), label.end(), 0.0);
    if (in_order)
      for (std::size_t i = rows - 1; i > 0; --i) std::swap(label[i], label[rng.below(i + 1)]);
    for (std::size_t i = 0; i < rows; ++i) {
      const bool small = label[i] == few_;
      double z = gaussian.draw(rng);
      sample.terms[0][i] = small ? score(law[0], z) : z;
      if (scores_ == 1) continue;
      const double r = small ? of_smaller_ : of_larger_;
      z = r * z + std::sqrt(1 - r * r) * gaussian.draw(rng);
      sample.terms[1][i] = small ? score(law[1], z) : z;
    }
    return scores_ == 1 ? phi(law[0].d) : truth_;
  }

 private:
  double sign() const { return few_ == 1 ? 1 : -1; }  // positives have the larger scores
  double score(const Binormal& law, double z) const {
    return sign() * law.d * std::hypot(1, law.b) + law.b * z;
  }
  static const Binormal& one(const std::vector<Binormal>& laws, Rng& rng) {
    double at = rng.uniform();
    for (const Binormal& law : laws)
      if ((at -= law.weight) < 0) return law;
    return laws.back();
  }

  std::size_t scores_;
  double share_ = 0.5, few_ = 1;  // of positives; the smaller class's label
  std::array<std::vector<Binormal>, 2> laws_;
  std::array<Binormal, 2> mean_;
  double of_smaller_ = 0, of_larger_ = 0;
};

}  // namespace

std::unique_ptr<SampleModel> scores_model(const Quantity& quantity, const Sample& sample) {
  return std::make_unique<ScoresModel>(quantity, sample);
}

}  // namespace qed::statistics
