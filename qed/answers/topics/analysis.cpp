// SPDX-License-Identifier: Apache-2.0
// Transforms, kernels and connectedness.
#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "qed/analysis/cauchy_field.h"
#include "qed/analysis/fourier.h"
#include "qed/analysis/persistence.h"
#include "qed/answers/topics/rooms.h"
#include "qed/base/random.h"
#include "qed/probability/distributions/continuous.h"

namespace qed::answers {
namespace {

using namespace analysis;
using std::numbers::pi;

Example fourier_example() {
  constexpr std::size_t kLength = 360;
  std::vector<double> wave(kLength), noise(kLength);
  Rng rng(9);
  for (std::size_t j = 0; j < kLength; ++j) {
    wave[j] = std::cos(2 * pi * 7 * static_cast<double>(j) / kLength);
    noise[j] = rng.normal();
  }
  const auto W = fourier(wave), N = fourier(noise);
  const auto back = inverse_fourier(N);
  double energy = 0, spectrum = 0, worst = 0;
  for (std::size_t j = 0; j < kLength; ++j) {
    energy += noise[j] * noise[j], spectrum += std::norm(N[j]);
    worst = std::max(worst, std::abs(back[j] - noise[j]));
  }
  // Circular convolution with the wave, at one place, by its definition and through the transforms.
  std::vector<std::complex<double>> product(kLength);
  for (std::size_t j = 0; j < kLength; ++j) product[j] = W[j] * N[j];
  double direct = 0;
  for (std::size_t j = 0; j < kLength; ++j) direct += wave[j] * noise[(kLength + 11 - j) % kLength];
  Example e("cos(2π 7 j/360), j < 360, and 360 Gaussian numbers, seed 9");
  e.equals("the wave's transform at 7", W[7].real(), kLength / 2.0, 1e-11, "n/2");
  e.at_most("and beside it", std::abs(W[8]), 1e-11, "0");
  e.at_most("round trip, largest error", worst, 1e-14);
  e.equals("Σ |X_k|² / n", spectrum / kLength, energy, 1e-11 * energy, "Parseval: Σ x²");
  return e.equals("convolution at place 11", inverse_fourier(product)[11].real(), direct, 1e-11,
                  "its definition");
}

Topic fourier_topic() {
  return {.name = "fourier transforms",
          .aliases = {"fourier", "fourier transform", "fft", "convolution"},
          .room = "analysis",
          .statement = "A convolution is a product of transforms.",
          .formula = "X_k = Σ_j x_j e^(−2πi jk/n);  (f * g)^ = f^ g^",
          .use = "all n² repulsions of t-SNE in n + m log m work on a grid of m nodes",
          .files = {"qed/analysis/fourier.h", "qed/analysis/cauchy_field.h"},
          .example = fourier_example};
}

Example cauchy_example() {
  constexpr std::size_t kPoints = 3000;
  std::vector<float> x(kPoints), y(kPoints);
  Rng rng(10);
  for (std::size_t i = 0; i < kPoints; ++i)
    x[i] = static_cast<float>(8 * rng.normal()), y[i] = static_cast<float>(8 * rng.normal());
  std::vector<double> potential(kPoints), pull_x(kPoints), pull_y(kPoints);
  cauchy_sums(x.data(), y.data(), kPoints, potential.data(), pull_x.data(), pull_y.data());
  CauchyField field(1 / 3.0);
  std::vector<FieldValue> found(kPoints);
  field.charge(x.data(), y.data(), kPoints);
  field.sample(x.data(), y.data(), kPoints, found.data());
  double squares = 0, error = 0;
  for (std::size_t i = 0; i < kPoints; ++i) {
    squares += potential[i] * potential[i];
    error += std::pow(found[i].potential - potential[i], 2);
  }
  Example e("3,000 Gaussian points of the plane, seed 10: 9 million pairs");
  e.at_most("potential by the grid, relative error", std::sqrt(error / squares), 4e-4,
            "sums in double");
  const probability::Cauchy law;
  e.is_true("the Cauchy law has no mean, and says so", !law.mean().has_value());
  return e.equals("P(X > 1) of the Cauchy law", law.survival(1), 0.25, 1e-15, "1/2 − atan(1)/π");
}

Topic cauchy_topic() {
  return {.name = "cauchy kernel",
          .aliases = {"cauchy", "student t kernel", "heavy tails"},
          .room = "analysis",
          .statement = "A similarity with heavy tails: far points still repel.",
          .formula = "k(r) = 1/(1 + r²)",
          .use = "t-SNE's picture similarities, summed over all pairs by Fourier interpolation",
          .files = {"qed/analysis/cauchy_field.h", "qed/embedding/tsne/tsne.h"},
          .example = cauchy_example};
}

// Two interlocked half circles: no line parts them, single linkage does.
MatrixF two_moons(Index n) {
  MatrixF X(n, 2);
  Rng rng(11);
  for (Index i = 0; i < n; ++i) {
    const bool upper = i % 2 == 0;
    const double t = pi * static_cast<double>(i / 2) / static_cast<double>(n / 2);
    const double x = (upper ? std::cos(t) : 1 - std::cos(t)) + 0.03 * rng.normal();
    const double y = (upper ? std::sin(t) : 0.5 - std::sin(t)) + 0.03 * rng.normal();
    X.row(i) << static_cast<float>(x), static_cast<float>(y);
  }
  return X;
}

Example topology_example() {
  constexpr Index kOnCircle = 60;
  MatrixF circle(kOnCircle, 2);
  for (Index i = 0; i < kOnCircle; ++i) {
    const double t = 2 * pi * static_cast<double>(i) / kOnCircle;
    circle.row(i) << static_cast<float>(std::cos(t)), static_cast<float>(std::sin(t));
  }
  const Barcode ring = barcode(circle), moons = barcode(two_moons(300));
  const double side = 2 * std::sin(pi / kOnCircle);
  Example e("60 points evenly on a circle; two moons of 150 points, noise 0.03, seed 11");
  e.equals("circle: first death", ring.tree.front().length, side, 1e-6, "2 sin(π/60)");
  e.equals("circle: last death", ring.tree.back().length, side, 1e-6, "2 sin(π/60)");
  e.equals("circle: components beyond it", static_cast<double>(ring.components(1.01 * side)), 1, 0,
           "one ring");
  const Barcode::Gap gap = moons.widest_gap();
  e.equals("moons: components that last longest", static_cast<double>(gap.components), 2, 0,
           "planted");
  const auto label = moons.labels(gap.scale);
  double wrong = 0;
  for (std::size_t i = 0; i < label.size(); ++i) wrong += label[i] != label[i % 2];
  return e.equals("moons: points in the other moon's component", wrong, 0, 0, "planted");
}

Example topology_on_sheet(const Sheet& sheet) {
  const Index m = std::min<Index>(sheet.features.rows(), 2000);
  const Barcode bars = barcode(sheet.features.topRows(m));
  const Barcode::Gap gap = bars.widest_gap();
  Example e(sheet.input);
  e.shows("rows looked at", static_cast<double>(m));
  e.shows("first death", bars.tree.front().length).shows("last death", bars.tree.back().length);
  e.shows("components that last longest", static_cast<double>(gap.components));
  e.shows("their range of scales, death / birth", gap.ratio);
  return e.says("a ratio near 1 means no clusters; qed map tests what is larger against a null");
}

Topic topology_topic() {
  return {
      .name = "topology",
      .aliases = {"persistence", "persistent homology", "barcode", "single linkage",
                  "connectedness"},
      .room = "analysis",
      .statement = "Connectedness that survives continuous change.",
      .formula =
          "H₀: components of balls of radius r/2; deaths = edges of the minimum spanning tree",
      .use = "stability of components; the quality of a picture asks the same of neighbourhoods",
      .files = {"qed/analysis/persistence.h"},
      .example = topology_example,
      .on_sheet = topology_on_sheet};
}

}  // namespace

std::vector<Topic> analysis_topics() { return {fourier_topic(), cauchy_topic(), topology_topic()}; }

}  // namespace qed::answers
