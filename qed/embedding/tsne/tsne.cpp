// SPDX-License-Identifier: Apache-2.0
#include "qed/embedding/tsne/tsne.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "qed/analysis/cauchy_field.h"
#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/embedding/tsne/forces.h"
#include "qed/embedding/tsne/pairs.h"
#include "qed/embedding/tsne/tree.h"

namespace qed::embedding {
namespace {

constexpr std::size_t kRowBlock = 512;
constexpr int kTraceEvery = 50;
constexpr double kSmallestSize = 1e-4;  // of a map in the early iterations: that of the start

struct Sums {
  double z = 0, energy = 0;
  void operator+=(const Sums& other) {
    z += other.z;
    energy += other.energy;
  }
};

double entropy_term(const Affinities& p) {  // Σ p log p
  return parallel_reduce(
      p.value.size(), 1 << 16, 0.0,
      [&](Block b) {
        double sum = 0;
        for (std::size_t e = b.begin; e < b.end; ++e)
          if (p.value[e] > 0) sum += p.value[e] * std::log(static_cast<double>(p.value[e]));
        return sum;
      },
      [](double& total, double part) { total += part; });
}

// Small maps settle at once and are thrown about by long memory; large ones gain from it. Measured
// (decision 004).
double default_momentum(std::int64_t n) {
  return n < 1000 ? 0.8 : n < 2500 ? 0.9 : n < 4000 ? 0.95 : 0.97;
}

// Few rows are pressed together by 12, and part better under 4 (decision 004).
double default_early_exaggeration(std::int64_t n) { return n < 10'000 ? 4 : 12; }

std::string fast_repulsion(int dims) { return dims == 2 ? "fourier" : "tree"; }

Points points_of(MatrixFView Y) {
  Points points;
  for (Index c = 0; c < Y.cols(); ++c) {
    points[c].resize(Y.rows());
    for (Index i = 0; i < Y.rows(); ++i) points[c][i] = Y(i, c);
  }
  return points;
}

/// The state of one optimisation, rows in the order of a curve over the map.
class Descent {
 public:
  Descent(const Affinities& p, MatrixFView initial, const TsneOptions& options)
      : dims_(options.dims), n_(static_cast<std::size_t>(initial.rows())), y_(points_of(initial)),
        sum_p_log_p_(entropy_term(p)) {
    const std::int64_t exact_rows = dims_ == 2 ? kExactMapRows : kExactSpaceRows;
    if (options.repulsion == fast_repulsion(dims_) ||
        (options.repulsion == "auto" && initial.rows() > exact_rows)) {
      if (dims_ == 2)
        field_.emplace();
      else
        tree_.emplace();
    }
    for (int c = 0; c < dims_; ++c) {
      velocity_[c].assign(n_, 0);
      gain_[c].assign(n_, 1);
      attraction_[c].assign(n_, 0);
      repulsion_[c].assign(n_, 0);
    }
    for (std::size_t i = 0; i < n_; ++i) row_.push_back(static_cast<std::int32_t>(i));
    original_ = &p;
    follow_curve();
  }

  /// Puts rows in the order of a curve over the present map: neighbours on it become neighbours in
  /// memory.
  void follow_curve() {
    const std::vector<std::int32_t> order = curve_order(y_, dims_);
    const auto permute = [&](auto& values) {
      auto moved = values;
      for (std::size_t i = 0; i < n_; ++i) moved[i] = values[order[i]];
      values.swap(moved);
    };
    permute(row_);
    for (int c = 0; c < dims_; ++c) {
      permute(y_[c]);
      permute(velocity_[c]);
      permute(gain_[c]);
    }
    p_ = {};
    p_ = reordered(*original_, row_);
  }

  /// A map much smaller than a unit moves by a linear law, so that it can be centred and enlarged
  /// without changing its shape. Early exaggeration shrinks data without clusters step by step: in
  /// single precision all rows would end in one point beside the origin and never part again.
  /// Returns the size, the root mean square distance from the centre.
  /// Ref: [LindermanSteinerberger2019]
  double keep_size(double size) {
    double square = 0, mean[3] = {};
    for (int c = 0; c < dims_; ++c) {
      double sum = 0, sum2 = 0;
      for (const float v : y_[c]) sum += v;
      mean[c] = sum / static_cast<double>(n_);
      for (const float v : y_[c]) sum2 += (v - mean[c]) * (v - mean[c]);
      square += sum2;
    }
    const double now = std::sqrt(square / static_cast<double>(n_));
    if (!(now > 0) || now >= size) return now;
    const auto factor = static_cast<float>(size / now);
    for (int c = 0; c < dims_; ++c) {
      for (float& v : y_[c]) v = (v - static_cast<float>(mean[c])) * factor;
      for (float& v : velocity_[c]) v *= factor;
    }
    return size;
  }

  /// Forces at the present map; the KL when it is wanted.
  void evaluate(bool want_kl) {
    double whole_z = 0;
    if (tree_)
      whole_z = tree_->repulsion(y_, repulsion_);
    else if (field_)
      field_->charge(y_[0].data(), y_[1].data(), n_);
    else if (dims_ == 2)
      whole_z = repulsion_plane(y_, repulsion_);
    const std::vector<float> points = interleaved(y_, dims_);
    const Sums sums = parallel_reduce(
        n_, kRowBlock, Sums{},
        [&](Block b) {
          Sums part;
          if (dims_ == 2)
            attraction_plane(p_, points, b.begin, b.end, attraction_);
          else
            attraction_space(p_, points, b.begin, b.end, attraction_);
          if (field_)
            part.z = fourier_repulsion(b);
          else if (dims_ == 3 && !tree_)
            part.z = exact_repulsion(y_, dims_, b.begin, b.end, repulsion_);
          if (want_kl) part.energy = attraction_energy(p_, y_, dims_, b.begin, b.end);
          return part;
        },
        [](Sums& total, const Sums& part) { total += part; });
    z_ = whole_z + sums.z;
    if (want_kl) kl_ = sum_p_log_p_ + sums.energy + std::log(z_);
  }

  void advance(double exaggeration, double rate, double momentum) {
    const StepRule rule{static_cast<float>(momentum), static_cast<float>(rate),
                        static_cast<float>(exaggeration), static_cast<float>(1 / z_)};
    const double square = parallel_reduce(
        n_, 4096, 0.0,
        [&](Block b) {
          double sum = 0;
          for (int c = 0; c < dims_; ++c)
            sum += step({y_[c].data(), velocity_[c].data(), gain_[c].data(), attraction_[c].data(),
                         repulsion_[c].data()},
                        rule, b.begin, b.end);
          return sum;
        },
        [](double& total, double part) { total += part; });
    gradient_norm_ = 4 * std::sqrt(square);
  }

  double kl() const { return kl_; }
  double gradient_norm() const { return gradient_norm_; }

  MatrixF coordinates() const {
    MatrixF Y(static_cast<Index>(n_), dims_);
    for (int c = 0; c < dims_; ++c) {
      double sum = 0;
      for (const float v : y_[c]) sum += v;
      const double mean = sum / static_cast<double>(n_);
      for (std::size_t i = 0; i < n_; ++i) Y(row_[i], c) = static_cast<float>(y_[c][i] - mean);
    }
    return Y;
  }

 private:
  double fourier_repulsion(Block b) {
    thread_local std::vector<analysis::FieldValue> field;
    field.resize(b.size());
    field_->sample(y_[0].data() + b.begin, y_[1].data() + b.begin, b.size(), field.data());
    double z = 0;
    for (std::size_t i = 0; i < b.size(); ++i) {
      z += static_cast<double>(field[i].potential) - 1;
      repulsion_[0][b.begin + i] = field[i].pull_x;
      repulsion_[1][b.begin + i] = field[i].pull_y;
    }
    return z;
  }

  int dims_;
  std::size_t n_;
  Points y_, velocity_, gain_, attraction_, repulsion_;
  std::vector<std::int32_t> row_;  ///< the caller's row at each place
  const Affinities* original_ = nullptr;
  Affinities p_;
  std::optional<analysis::CauchyField> field_;
  std::optional<RepulsionTree> tree_;
  double sum_p_log_p_, z_ = 1, kl_ = 0, gradient_norm_ = 0;
};

// Σ_{i≠j} K_ij in the plane by a grid of that spacing.
double grid_z(const Points& y, double spacing) {
  const std::size_t n = y[0].size();
  analysis::CauchyField field(spacing);
  field.charge(y[0].data(), y[1].data(), n);
  return parallel_reduce(
      n, kRowBlock, 0.0,
      [&](Block b) {
        std::vector<analysis::FieldValue> values(b.size());
        field.sample(y[0].data() + b.begin, y[1].data() + b.begin, b.size(), values.data());
        double z = 0;
        for (const auto& value : values) z += static_cast<double>(value.potential) - 1;
        return z;
      },
      [](double& total, double part) { total += part; });
}

void check(const Affinities& p, MatrixFView initial, const TsneOptions& o) {
  require(o.dims == 2 || o.dims == 3, ErrorCode::bad_option, "dims: must be 2 or 3");
  const std::string fast = fast_repulsion(o.dims);
  require(o.repulsion == "auto" || o.repulsion == "exact" || o.repulsion == fast,
          ErrorCode::bad_option,
          "repulsion: is " + o.repulsion + ", but must be one of auto, exact and " + fast +
              " for a map of " + std::to_string(o.dims) + " dimensions");
  require(o.early_iterations >= 0 && o.iterations >= 0, ErrorCode::bad_option,
          "iterations: must not be negative");
  require(o.momentum >= 0 && o.momentum < 1 && o.early_momentum >= 0 && o.early_momentum < 1,
          ErrorCode::bad_option, "momentum: must be in [0, 1)");
  require((o.early_exaggeration >= 1 || o.early_exaggeration == 0) && o.exaggeration > 0 &&
              o.learning_rate >= 0,
          ErrorCode::bad_option,
          "exaggeration and learning_rate: early exaggeration must be at least 1, the others not "
          "negative");
  require(initial.rows() == p.rows() && initial.cols() == o.dims, ErrorCode::bad_shape,
          "initial: is " + std::to_string(initial.rows()) + " x " + std::to_string(initial.cols()) +
              ", but must be " + std::to_string(p.rows()) + " x " + std::to_string(o.dims));
  require(initial.allFinite(), ErrorCode::bad_data, "initial: holds a value that is not finite");
}

}  // namespace

Tsne tsne(const Affinities& p, MatrixFView initial, const TsneOptions& o,
          const Progress& progress) {
  check(p, initial, o);
  Descent descent(p, initial, o);
  Tsne result;
  const int total = o.early_iterations + o.iterations;
  const double momentum = o.momentum > 0 ? o.momentum : default_momentum(p.rows());
  const double early_exaggeration =
      o.early_exaggeration > 0 ? o.early_exaggeration : default_early_exaggeration(p.rows());
  int done = 0;
  bool small = true, stalled = false;
  double gain = 0;  // of KL over the last kTraceEvery iterations, relative
  for (; done < total; ++done) {
    const bool early = done < o.early_iterations;
    if (done > 0 && (done == o.early_iterations || done == o.early_iterations / 2))
      descent.follow_curve();
    if (done == o.early_iterations) result.early = descent.coordinates();
    if (early && small) small = descent.keep_size(kSmallestSize) < 1;
    const double exaggeration = early ? early_exaggeration : o.exaggeration;
    const double rate =
        o.learning_rate > 0 ? o.learning_rate : static_cast<double>(p.rows()) / exaggeration;
    const bool trace = done % kTraceEvery == 0;
    descent.evaluate(trace);
    descent.advance(exaggeration, rate, early ? o.early_momentum : momentum);
    if (trace) {
      const double before = result.trace.kl.empty() ? HUGE_VAL : result.trace.kl.back();
      result.trace.iteration.push_back(done);
      result.trace.kl.push_back(descent.kl());
      result.trace.gradient_norm.push_back(descent.gradient_norm());
      if (!std::isfinite(descent.gradient_norm())) break;
      gain = (before - descent.kl()) / descent.kl();
      // Judged over iterations that all lowered this KL: none early, none with exaggeration.
      stalled = o.exaggeration == 1 && done >= o.early_iterations + 2 * kTraceEvery &&
                gain <= o.tolerance;
      if (stalled) break;
    }
    if (progress && done % 10 == 0) progress("optimise", static_cast<double>(done) / total);
  }
  result.coordinates = descent.coordinates();
  if (!result.coordinates.allFinite()) {
    result.termination = {
        optim::Reason::not_finite, {"gradient_norm", descent.gradient_norm(), 0}, done};
    return result;
  }
  if (result.early.size() == 0) result.early = result.coordinates;
  const KlValue kl = kl_divergence(p, result.coordinates);
  result.kl = kl.kl;
  result.kl_error = kl.error;
  result.termination = {stalled ? optim::Reason::objective_stalled : optim::Reason::iteration_limit,
                        {"relative_gain_of_kl", gain, o.tolerance},
                        done};
  result.trace.iteration.push_back(done);
  result.trace.kl.push_back(kl.kl);
  result.trace.gradient_norm.push_back(descent.gradient_norm());
  return result;
}

KlValue kl_divergence(const Affinities& p, MatrixFView Y) {
  require(Y.rows() == p.rows() && (Y.cols() == 2 || Y.cols() == 3), ErrorCode::bad_shape,
          "map: must have a row for each of the " + std::to_string(p.rows()) +
              " rows and 2 or 3 columns");
  const Points y = points_of(Y);
  const int dims = static_cast<int>(Y.cols());
  const std::size_t n = static_cast<std::size_t>(Y.rows());
  const auto add = [](double& total, double part) { total += part; };
  const double energy = parallel_reduce(
      n, kRowBlock, 0.0, [&](Block b) { return attraction_energy(p, y, dims, b.begin, b.end); },
      add);
  const double rest = entropy_term(p) + energy;
  Points unused = y;
  if (Y.rows() <= kExactKlRows) {
    const double z =
        dims == 2
            ? repulsion_plane(y, unused)
            : parallel_reduce(
                  n, 64, 0.0,
                  [&](Block b) { return exact_repulsion(y, dims, b.begin, b.end, unused); }, add);
    return {rest + std::log(z), 0};
  }
  double log_z[2];
  for (const int fine : {0, 1})
    log_z[fine] = std::log(dims == 2 ? grid_z(y, fine ? 1.0 / 4 : 1.0 / 3)
                                     : RepulsionTree(fine ? 0.3 : 0.5).repulsion(y, unused));
  // Single precision leaves 1e-6 besides the difference of the grids or trees.
  return {rest + log_z[1], std::abs(log_z[1] - log_z[0]) + 1e-6};
}

Matrix kl_gradient(const Affinities& p, MatrixFView Y) {
  const Index n = Y.rows(), dims = Y.cols();
  Matrix repulsion = Matrix::Zero(n, dims), gradient = Matrix::Zero(n, dims);
  double z = 0;
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) {
      const RowVector d = Y.row(i).cast<double>() - Y.row(j).cast<double>();
      const double k = 1 / (1 + d.squaredNorm());
      if (i != j) z += k;
      repulsion.row(i) += k * k * d;
    }
  for (Index i = 0; i < n; ++i) {
    for (std::int64_t e = p.row_start[i]; e < p.row_start[i + 1]; ++e) {
      const RowVector d = Y.row(i).cast<double>() - Y.row(p.column[e]).cast<double>();
      gradient.row(i) += 4.0 * p.value[e] / (1 + d.squaredNorm()) * d;
    }
    gradient.row(i) -= 4.0 / z * repulsion.row(i);
  }
  return gradient;
}

MatrixF initial_from_pca(MatrixFView scores, std::uint64_t seed, int dims) {
  require(scores.rows() >= 2 && scores.cols() >= 1, ErrorCode::bad_shape,
          "scores: must have 2 rows and a column");
  const Index n = scores.rows();
  const Vector first = scores.col(0).cast<double>();
  const double deviation = std::sqrt((first.array() - first.mean()).square().mean());
  require(std::isfinite(deviation) && deviation > 0, ErrorCode::bad_data,
          "scores: the first column does not vary",
          "all rows are equal, or the columns are not principal components");
  MatrixF Y = MatrixF::Zero(n, dims);
  for (Index c = 0; c < std::min<Index>(dims, scores.cols()); ++c) {
    const Vector column = scores.col(c).cast<double>();
    Y.col(c) = ((column.array() - column.mean()) * (1e-4 / deviation)).matrix().cast<float>();
  }
  for (Index i = 0; i < n; ++i) {
    Rng random(seed, 0x7473'6e65, static_cast<std::uint64_t>(i));
    for (int c = 0; c < dims; ++c) Y(i, c) += static_cast<float>(1e-6 * random.normal());
  }
  return Y;
}

}  // namespace qed::embedding
