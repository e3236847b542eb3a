// SPDX-License-Identifier: Apache-2.0
#include "qed/metrics/calibration/smooth.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <string>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/text.h"
#include "qed/base/threads.h"
#include "qed/linalg/matrix.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::metrics {
namespace {

constexpr std::uint64_t kSmoothStream = 0x736d6563;  // "smec"
constexpr std::size_t kFewestCells = 256, kMostCells = 16384;
constexpr double kNodesOfBandwidth = 16;  // kMostCells * kLeastBandwidth
constexpr double kReach = 8.5;  // deviations beyond which a Gaussian is below 1e-16 of its peak
constexpr double kTolerance = 1e-9;  // of the fixed point
constexpr double kNoDensity = 1e-12;

void check(std::span<const double> probability, std::span<const double> label) {
  require(probability.size() == label.size(), ErrorCode::bad_shape,
          "calibration: " + std::to_string(probability.size()) + " probabilities and " +
              std::to_string(label.size()) + " labels");
  require(!label.empty(), ErrorCode::bad_data, "calibration: there are no rows");
  for (std::size_t i = 0; i < label.size(); ++i) {
    require(probability[i] >= 0 && probability[i] <= 1, ErrorCode::bad_value, [&] {
      return "calibration: probability " + std::to_string(i) + " is " + shortest(probability[i]) +
             ", but must be in [0, 1]";
    });
    require(label[i] == 0 || label[i] == 1, ErrorCode::bad_value, [&] {
      return "calibration: label " + std::to_string(i) + " is " + shortest(label[i]) +
             ", but must be 0 or 1";
    });
  }
}

void require_bandwidth(double bandwidth) {
  require(bandwidth >= kLeastBandwidth && bandwidth <= 1, ErrorCode::bad_option,
          "calibration: bandwidth is " + shortest(bandwidth) + ", but must be in [1/1024, 1]");
}

// Masses on nested grids of [0, 1], from kMostCells down to kFewestCells by halves. A mass is shared out to its two
// nearest nodes; doing so again on a coarser grid gives what sharing it there at once would, as hat functions
// of the coarse grid are straight between nodes of the fine one.
class Grids {
 public:
  Grids() : levels_(1, std::vector<double>(kMostCells + 1)) {}

  void add(double place, double mass) {
    const double x = place * kMostCells;
    const auto node = std::min(static_cast<std::size_t>(x), kMostCells - 1);
    const double share = x - static_cast<double>(node);
    levels_[0][node] += (1 - share) * mass;
    levels_[0][node + 1] += share * mass;
  }
  /// After the last mass.
  void coarsen() {
    for (std::size_t cells = kMostCells / 2; cells >= kFewestCells; cells /= 2) {
      const std::vector<double>& fine = levels_.back();
      std::vector<double> coarse(cells + 1);
      for (std::size_t j = 0; j <= cells; ++j) {
        coarse[j] = fine[2 * j];
        if (j > 0) coarse[j] += fine[2 * j - 1] / 2;
        if (j < cells) coarse[j] += fine[2 * j + 1] / 2;
      }
      levels_.push_back(std::move(coarse));
    }
  }
  /// The coarsest grid with enough nodes a bandwidth.
  const std::vector<double>& for_bandwidth(double sigma) const {
    std::size_t level = levels_.size() - 1;
    while (level > 0 && sigma * static_cast<double>(levels_[level].size() - 1) < kNodesOfBandwidth)
      --level;
    return levels_[level];
  }

 private:
  std::vector<std::vector<double>> levels_;
};

// The Gaussian that makes a mass of variance σ² of what sharing out has spread already: by h²/6 on average.
double kernel_deviation(double sigma, double h) { return std::sqrt(sigma * sigma - h * h / 6); }

double gaussian(double x, double deviation) {
  const double z = x / deviation;
  return std::exp(-z * z / 2) / (deviation * std::sqrt(2 * std::numbers::pi));
}

// r_σ at the nodes. Reflection at 0 and 1 continues the masses to an even function of period 2, in which the nodes
// at the ends stand for themselves and their image: they count twice.
Vector smoothed(const std::vector<double>& mass, double sigma) {
  const std::size_t cells = mass.size() - 1;
  const double h = 1 / static_cast<double>(cells), s = kernel_deviation(sigma, h);
  const auto reach = std::min(cells, static_cast<std::size_t>(std::ceil(kReach * s / h)));
  const auto nodes = static_cast<Index>(cells + 1);
  Vector wide(static_cast<Index>(3 * cells + 1)), found = Vector::Zero(nodes);
  for (std::size_t j = 0; j <= cells; ++j) {
    const double even = j == 0 || j == cells ? 2 * mass[j] : mass[j];
    for (const std::size_t image : {cells + j, cells - j, 3 * cells - j})
      wide[static_cast<Index>(image)] = even;
  }
  for (std::size_t d = 0; d <= reach; ++d) {
    const double x = static_cast<double>(d) * h;
    const int turns = static_cast<int>((kReach * s + x) / 2);  // further ones are beyond the reach
    double weight = 0;
    for (int turn = -turns; turn <= turns; ++turn) weight += gaussian(x - 2 * turn, s);
    if (d == 0 || d == cells) weight /= 2;  // both neighbours at this distance are one node
    found += weight * (wide.segment(static_cast<Index>(cells - d), nodes) +
                       wide.segment(static_cast<Index>(cells + d), nodes));
  }
  return found;
}

// ∫|r| of r straight between nodes.
double absolute_integral(const Vector& r) {
  double sum = 0;
  for (Index i = 0; i + 1 < r.size(); ++i) {
    const double a = r[i], b = r[i + 1], size = std::abs(a) + std::abs(b);
    if (size > 0) sum += a * b >= 0 ? size / 2 : (a * a + b * b) / (2 * size);
  }
  return sum / static_cast<double>(r.size() - 1);
}

double error_at(const Grids& grids, double sigma) {
  return absolute_integral(smoothed(grids.for_bandwidth(sigma), sigma));
}

// The root of the falling function smECE_σ - σ: a bracket by quarters from above, as narrow kernels cost most, then
// secants in it that halve what a stuck end weighs.
SmoothCalibration fixed_point(const Grids& grids) {
  double high = 1, below = error_at(grids, high) - high, low = high, above = below;
  if (below >= 0) return {1, 1};  // every prediction was certain and wrong
  while (above < 0) {
    if (low == kLeastBandwidth) return {low + above, low};
    high = low, below = above;
    low = std::max(kLeastBandwidth, low / 4);
    above = error_at(grids, low) - low;
  }
  double sigma = low;
  for (int step = 0, side = 0; step < 100 && high - low > kTolerance; ++step) {
    // Every fourth step halves the bracket, whatever the secant says.
    sigma = step % 4 == 3 ? (low + high) / 2 : (low * below - high * above) / (below - above);
    const double off = error_at(grids, sigma) - sigma;
    if (std::abs(off) <= kTolerance) break;
    if (off > 0) {
      low = sigma, above = off;
      if (side == 1) below /= 2;
      side = 1;
    } else {
      high = sigma, below = off;
      if (side == -1) above /= 2;
      side = -1;
    }
  }
  return {sigma, sigma};
}

template <class Label>
Grids residuals(std::span<const double> probability, const Label& label) {
  Grids grids;
  const double n = static_cast<double>(probability.size());
  for (std::size_t i = 0; i < probability.size(); ++i)
    grids.add(probability[i], (label(i) - probability[i]) / n);
  grids.coarsen();
  return grids;
}
Grids residuals(std::span<const double> probability, std::span<const double> label) {
  return residuals(probability, [&](std::size_t i) { return label[i]; });
}

// The error, and that of residuals that `drawn` makes from a stream.
template <class Drawn>
SmoothCalibrationTest tested(std::span<const double> probability, std::span<const double> label,
                             double level, std::int64_t replicates, std::uint64_t seed,
                             const Drawn& drawn) {
  statistics::require_level(level);
  require(replicates >= 19, ErrorCode::bad_option, "calibration: needs 19 replicates at least");
  SmoothCalibrationTest test;
  test.found = smooth_calibration(probability, label);
  test.replicates = replicates;
  std::vector<double> errors(static_cast<std::size_t>(replicates));
  parallel_blocks(errors.size(), 4, [&](Block block) {
    for (std::size_t b = block.begin; b < block.end; ++b) {
      Rng rng(seed, kSmoothStream, b);
      errors[b] = fixed_point(drawn(rng)).error;
    }
  });
  const double B = static_cast<double>(replicates);
  const auto beyond = std::ranges::count_if(
      errors, [&](double e) { return e >= test.found.error * (1 - 1e-6); });  // ties to tolerance
  test.p_value = (1 + static_cast<double>(beyond)) / (1 + B);
  test.null_mean = std::accumulate(errors.begin(), errors.end(), 0.0) / B;
  std::ranges::sort(errors);
  const double rank = std::clamp(std::ceil(level * (B + 1)), 1.0, B);
  test.null_upper = errors[static_cast<std::size_t>(rank) - 1];
  return test;
}

// Σ masses K_σ(t, place), at any t.
double smoothed_at(double t, const std::vector<double>& mass, double sigma) {
  const auto cells = static_cast<std::int64_t>(mass.size()) - 1;
  const double h = 1 / static_cast<double>(cells), s = kernel_deviation(sigma, h);
  double sum = 0;
  for (auto j = static_cast<std::int64_t>(std::ceil((t - kReach * s) / h));
       static_cast<double>(j) * h <= t + kReach * s; ++j) {
    const std::int64_t turned = ((j % (2 * cells)) + 2 * cells) % (2 * cells);
    const std::int64_t node = std::min(turned, 2 * cells - turned);
    const double images = node == 0 || node == cells ? 2 : 1;
    sum +=
        images * mass[static_cast<std::size_t>(node)] * gaussian(t - static_cast<double>(j) * h, s);
  }
  return sum;
}

}  // namespace

double smooth_calibration_error(std::span<const double> probability, std::span<const double> label,
                                double bandwidth) {
  check(probability, label);
  require_bandwidth(bandwidth);
  return error_at(residuals(probability, label), bandwidth);
}

SmoothCalibration smooth_calibration(std::span<const double> probability,
                                     std::span<const double> label) {
  check(probability, label);
  return fixed_point(residuals(probability, label));
}

SmoothCalibrationTest smooth_calibration_test(std::span<const double> probability,
                                              std::span<const double> label, double level,
                                              std::int64_t replicates, std::uint64_t seed) {
  const auto drawn = [&](Rng& rng) {
    return residuals(probability,
                     [&](std::size_t i) { return rng.uniform() < probability[i] ? 1.0 : 0.0; });
  };
  return tested(probability, label, level, replicates, seed, drawn);
}

SmoothCalibrationTest smooth_calibration_test_of_units(std::span<const double> probability,
                                                       std::span<const double> label,
                                                       std::span<const std::int32_t> unit,
                                                       std::int32_t units, double level,
                                                       std::int64_t replicates,
                                                       std::uint64_t seed) {
  require(unit.size() == label.size(), ErrorCode::bad_shape,
          "calibration: " + std::to_string(unit.size()) + " units and " +
              std::to_string(label.size()) + " labels");
  for (const std::int32_t u : unit)
    require(u >= 0 && u < units, ErrorCode::bad_value, [&] {
      return "calibration: unit is " + std::to_string(u) + ", but must be in [0, " +
             std::to_string(units) + ")";
    });
  const auto turned = [&](Rng& rng) {
    std::vector<double> sign(static_cast<std::size_t>(units));
    for (double& s : sign) s = rng.uniform() < 0.5 ? -1 : 1;
    return residuals(probability, [&](std::size_t i) {
      return probability[i] + sign[static_cast<std::size_t>(unit[i])] * (label[i] - probability[i]);
    });
  };
  return tested(probability, label, level, replicates, seed, turned);
}

SmoothReliability smooth_reliability(std::span<const double> probability,
                                     std::span<const double> label, double bandwidth,
                                     std::size_t points) {
  check(probability, label);
  require_bandwidth(bandwidth);
  require(points >= 2, ErrorCode::bad_option, "calibration: needs 2 points at least");
  const double n = static_cast<double>(label.size());
  Grids rows, ones;
  for (std::size_t i = 0; i < label.size(); ++i) {
    rows.add(probability[i], 1 / n);
    ones.add(probability[i], label[i] / n);
  }
  rows.coarsen(), ones.coarsen();
  const auto &row_mass = rows.for_bandwidth(bandwidth), &one_mass = ones.for_bandwidth(bandwidth);
  SmoothReliability curve;
  for (std::size_t k = 0; k < points; ++k) {
    const double t = static_cast<double>(k) / static_cast<double>(points - 1);
    const double density = smoothed_at(t, row_mass, bandwidth);
    curve.probability.push_back(t);
    curve.density.push_back(density);
    curve.rate.push_back(density < kNoDensity
                             ? std::nullopt
                             : std::optional(smoothed_at(t, one_mass, bandwidth) / density));
  }
  return curve;
}

}  // namespace qed::metrics
