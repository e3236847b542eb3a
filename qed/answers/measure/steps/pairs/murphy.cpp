// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/steps/pairs/murphy.h"

#include <algorithm>
#include <cmath>

#include "qed/algorithms/sorting/rising_order.h"
#include "qed/base/random.h"

namespace qed::answers::measure {
namespace {

constexpr std::size_t kMostBlocks = 2000, kThetas = 99, kReplicates = 999, kLooked = 20'000;
constexpr std::size_t kFewestNear = 200;  // rows whose labels say how they vary near a threshold
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

// Sums of x, y and their products over rows.
struct Moments {
  double x = 0, y = 0, xx = 0, xy = 0, yy = 0;
  static Moments of(double x, double y) { return {x, y, x * x, x * y, y * y}; }
  Moments operator+(const Moments& o) const {
    return {x + o.x, y + o.y, xx + o.xx, xy + o.xy, yy + o.yy};
  }
  Moments operator-(const Moments& o) const {
    return {x - o.x, y - o.y, xx - o.xx, xy - o.xy, yy - o.yy};
  }
  // Variance of y about its line in x.
  double left(double m) const {
    const double vx = xx / m - x / m * x / m, vy = yy / m - y / m * y / m,
                 c = xy / m - x / m * y / m;
    return std::max(0.0, vx > 0 ? vy - c * c / vx : vy);
  }
};

// What rows between the two forecasts show of θ by chance alone. Few of them hold few labels of the rarer side, often
// none: then their differences are nearly equal, and their own spread says nothing of what others would show.
class Between {
 public:
  Between(const Rows& rows, const std::vector<double>& theta, Form form, double quantile)
      : rows_(rows), theta_(theta), of_quantile_(form == Form::quantile || form == Form::median),
        tau_(form == Form::median ? 0.5 : quantile), count_(theta.size()), squares_(theta.size()) {}

  void add(double f, double g, double y) {
    const std::size_t begin = at(std::min(f, g)), end = at(std::max(f, g));
    if (begin == end) return;
    count_.add(begin, end, 1, 0);
    if (of_quantile_) {
      const std::size_t label = std::clamp(at(y), begin, end);
      squares_.add(begin, label, tau_ * tau_, 0);
      squares_.add(label, end, (1 - tau_) * (1 - tau_), 0);
    } else {
      squares_.add(begin, end, y * y, -2 * y);
    }
  }
  /// n²·variance of the mean difference where such rows are as θ says: m rows between, each v, and as much more as
  /// blocks of rows vary beyond single ones.
  std::vector<double> variance(const std::vector<double>& error, const Model& first) const {
    const auto count = count_.sums(theta_), squares = squares_.sums(theta_);
    const std::vector<double> each = of_each(first);
    const auto n = static_cast<double>(rows_.n());
    std::vector<double> variance(theta_.size());
    for (std::size_t k = 0; k < theta_.size(); ++k) {
      const double alone = squares[k] + (of_quantile_ ? 0 : theta_[k] * theta_[k] * count[k]);
      const double together = n * n * error[k] * error[k];
      const double design = rows_.group.empty() || !(alone > 0) ? 1 : together / alone;
      variance[k] = std::max(1.0, design) * count[k] * each[k];
    }
    return variance;
  }

 private:
  std::size_t at(double v) const {
    return static_cast<std::size_t>(std::ranges::lower_bound(theta_, v) - theta_.begin());
  }
  // Of a quantile τ(1 - τ), of yes and no θ(1 - θ), of numbers that of the labels whose forecasts are nearest to θ.
  std::vector<double> of_each(const Model& first) const {
    if (of_quantile_) return std::vector<double>(theta_.size(), tau_ * (1 - tau_));
    if (rows_.task != Task::binary) return of_neighbours(first);
    std::vector<double> each;
    for (const double t : theta_)
      each.push_back(std::clamp(t, 0.0, 1.0) * (1 - std::clamp(t, 0.0, 1.0)));
    return each;
  }
  // About a straight line in the first's forecasts: what is left of the labels when it is known.
  std::vector<double> of_neighbours(const Model& first) const {
    const std::size_t n = rows_.n(), near = std::min(n, std::max(kFewestNear, n / 5));
    const auto order = algorithms::rising_order(first.f);
    const double centre = mean_label(rows_);
    std::vector<Moments> sum(n + 1);
    for (std::size_t k = 0; k < n; ++k)
      sum[k + 1] = sum[k] + Moments::of(first.f[order[k]] - centre, rows_.y[order[k]] - centre);
    std::vector<double> each;
    for (const double t : theta_) {
      const auto place = static_cast<std::size_t>(
          std::ranges::lower_bound(order, t, {}, [&](std::uint32_t i) { return first.f[i]; }) -
          order.begin());
      const std::size_t begin = std::min(place - std::min(place, near / 2), n - near);
      each.push_back((sum[begin + near] - sum[begin]).left(static_cast<double>(near)));
    }
    return each;
  }

  const Rows& rows_;
  const std::vector<double>& theta_;
  bool of_quantile_;
  double tau_;
  Steps count_, squares_;
};

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
  Between between(rows, m.theta, form, quantile);
  std::vector<double> share(blocks, 0);
  const auto n = static_cast<double>(rows.n());
  for (std::size_t i = 0; i < rows.n(); ++i) {
    const std::size_t b =
        (rows.group.empty() ? i : static_cast<std::size_t>(rows.group[i])) % blocks;
    elementary.add(of_first[b], first.f[i], rows.y[i]);
    elementary.add(of_second[b], second.f[i], rows.y[i]);
    between.add(first.f[i], second.f[i], rows.y[i]);
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
  const auto by_chance = between.variance(error, first);
  for (std::size_t k = 0; k < m.theta.size(); ++k) {
    const double half = c * std::max(error[k], std::sqrt(by_chance[k]) / n);
    m.lower.push_back(m.difference[k] - half);
    m.upper.push_back(m.difference[k] + half);
    const double noise = 1e-12 * (m.first[k] + m.second[k]);
    if (m.upper[k] < -noise) m.better.push_back(m.theta[k]);
    if (m.lower[k] > noise) m.worse.push_back(m.theta[k]);
  }
  return m;
}

}  // namespace qed::answers::measure
