// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/steps/pairs/murphy.h"

#include <algorithm>
#include <cmath>

#include "qed/base/random.h"

namespace qed::answers::measure {
namespace {

constexpr std::size_t kMostBlocks = 2000, kThetas = 99, kReplicates = 999, kLooked = 20'000;
constexpr std::uint64_t kMurphyStream = 0x6d6d7270;  // "mmrp"

// Up to kThetas different values at even ranks of both forecasts together; of many rows, of every k-th.
std::vector<double> places(const std::vector<double>& a, const std::vector<double>& b) {
  const std::size_t step = std::max<std::size_t>(1, a.size() / kLooked);
  std::vector<double> all;
  for (std::size_t i = 0; i < a.size(); i += step) all.push_back(a[i]), all.push_back(b[i]);
  std::ranges::sort(all);
  std::vector<double> theta;
  for (std::size_t k = 1; k <= kThetas; ++k) {
    const double value = all[std::min(all.size() - 1, k * all.size() / (kThetas + 1))];
    if (theta.empty() || value > theta.back()) theta.push_back(value);
  }
  return theta;
}

// Sums over rows of c + s θ on runs of places, kept as steps.
struct Steps {
  std::vector<double> constant, slope;
  explicit Steps(std::size_t places) : constant(places + 1, 0), slope(places + 1, 0) {}
  void add(std::size_t begin, std::size_t end, double c, double s) {
    constant[begin] += c, constant[end] -= c;
    slope[begin] += s, slope[end] -= s;
  }
  std::vector<double> sums(const std::vector<double>& theta) const {
    std::vector<double> sums(theta.size());
    double c = 0, s = 0;
    for (std::size_t k = 0; k < theta.size(); ++k) {
      c += constant[k], s += slope[k];
      sums[k] = c + s * theta[k];
    }
    return sums;
  }
};

// metrics::murphy_curve is of means and of independent rows; here quantiles too, and units, in one pass over blocks of
// rows. scored_test holds both to the same values.
class Elementary {
 public:
  Elementary(const std::vector<double>& theta, Form form, double quantile)
      : theta_(theta), of_quantile_(form == Form::quantile || form == Form::median),
        tau_(form == Form::median ? 0.5 : quantile) {}
  void add(Steps& steps, double f, double y) const {
    const std::size_t begin = at(std::min(f, y)), end = at(std::max(f, y));
    if (begin == end) return;
    if (of_quantile_)
      steps.add(begin, end, y < f ? 1 - tau_ : tau_, 0);
    else if (y > f)
      steps.add(begin, end, y, -1);
    else
      steps.add(begin, end, -y, 1);
  }

 private:
  std::size_t at(double v) const {
    return static_cast<std::size_t>(std::ranges::lower_bound(theta_, v) - theta_.begin());
  }
  const std::vector<double>& theta_;
  bool of_quantile_;
  double tau_;
};

// The largest |Σ_b g_b (D_b - D̄)|/(B se) over θ of each replicate; rows of D: blocks.
double band_factor(const std::vector<std::vector<double>>& D, const std::vector<double>& error,
                   double level, std::uint64_t seed) {
  const std::size_t thetas = error.size();
  std::vector<double> largest(kReplicates, 0), moved(thetas);
  for (std::size_t r = 0; r < kReplicates; ++r) {
    Rng rng(seed, kMurphyStream, r);
    std::ranges::fill(moved, 0);
    for (const auto& row : D) {
      const double g = rng.normal();
      for (std::size_t k = 0; k < thetas; ++k) moved[k] += g * row[k];
    }
    for (std::size_t k = 0; k < thetas; ++k)
      if (error[k] > 0) largest[r] = std::max(largest[r], std::abs(moved[k]) / error[k]);
  }
  std::ranges::sort(largest);
  return largest[std::min(kReplicates - 1, static_cast<std::size_t>(level * kReplicates))];
}

// Difference of each block from its share of the whole, as an addend of the whole mean; and the standard errors.
std::vector<double> centre(std::vector<std::vector<double>>& D,
                           const std::vector<double>& difference,
                           const std::vector<double>& share) {
  const auto B = static_cast<double>(D.size());
  std::vector<double> error(difference.size(), 0);
  for (std::size_t b = 0; b < D.size(); ++b)
    for (std::size_t k = 0; k < difference.size(); ++k) {
      D[b][k] -= share[b] * difference[k];
      error[k] += D[b][k] * D[b][k];
    }
  for (double& e : error) e = std::sqrt(e * B / (B - 1));
  return error;
}

}  // namespace

MurphyFinding murphy_of(const Rows& rows, const Model& first, const Model& second, Form form,
                        double quantile, double level, std::uint64_t seed) {
  MurphyFinding m;
  const auto units = static_cast<std::size_t>(rows.units());
  const std::size_t blocks = std::min(kMostBlocks, units);
  if (blocks < 2) return m;
  m.theta = places(first.f, second.f);
  const Elementary elementary(m.theta, form, quantile);
  std::vector<Steps> of_first(blocks, Steps(m.theta.size())), of_second = of_first;
  std::vector<double> share(blocks, 0);
  const auto n = static_cast<double>(rows.n());
  for (std::size_t i = 0; i < rows.n(); ++i) {
    const std::size_t b =
        (rows.group.empty() ? i : static_cast<std::size_t>(rows.group[i])) % blocks;
    elementary.add(of_first[b], first.f[i], rows.y[i]);
    elementary.add(of_second[b], second.f[i], rows.y[i]);
    share[b] += 1 / n;
  }
  std::vector<std::vector<double>> D(blocks);
  m.first.assign(m.theta.size(), 0), m.second = m.first, m.difference = m.first;
  for (std::size_t b = 0; b < blocks; ++b) {
    const auto one = of_first[b].sums(m.theta), two = of_second[b].sums(m.theta);
    D[b].resize(m.theta.size());
    for (std::size_t k = 0; k < m.theta.size(); ++k) {
      m.first[k] += one[k] / n, m.second[k] += two[k] / n;
      D[b][k] = (one[k] - two[k]) / n;
      m.difference[k] += D[b][k];
    }
  }
  const auto error = centre(D, m.difference, share);
  const double c = band_factor(D, error, level, seed);
  for (std::size_t k = 0; k < m.theta.size(); ++k) {
    m.lower.push_back(m.difference[k] - c * error[k]);
    m.upper.push_back(m.difference[k] + c * error[k]);
    const double noise = 1e-12 * (m.first[k] + m.second[k]);
    if (m.upper[k] < -noise) m.better.push_back(m.theta[k]);
    if (m.lower[k] > noise) m.worse.push_back(m.theta[k]);
  }
  return m;
}

}  // namespace qed::answers::measure
