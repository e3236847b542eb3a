// SPDX-License-Identifier: Apache-2.0
// PCA of a float32 matrix. Prints: seconds of the fit and of fit with scores (minimum of 11 runs), MB
// of peak memory beyond the input, the largest relative error of a variance and the sine between the
// subspaces (Frobenius) against the covariance in double.
// usage: pca_bench FILE.f32 ROWS COLUMNS [threads] [components] [solver]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "qed/base/threads.h"
#include "qed/embedding/pca/covariance.h"
#include "qed/embedding/pca/pca.h"
#include "qed/linalg/eigen.h"

namespace {

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// The high-water mark of this program's memory; getrusage's survives exec and would show the caller's.
double peak_mb() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;)
    if (word == "VmHWM:") {
      double kilobytes = 0;
      status >> kilobytes;
      return kilobytes / 1024;
    }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4)
    return std::puts("usage: pca_bench FILE.f32 ROWS COLUMNS [threads] [components] [solver]"), 2;
  const long n = std::atol(argv[2]), d = std::atol(argv[3]);
  qed::set_threads(argc > 4 ? std::atoi(argv[4]) : 2);
  qed::embedding::PcaOptions options;
  options.components = argc > 5 ? std::atoi(argv[5]) : 50;
  options.solver = argc > 6 ? argv[6] : "auto";
  options.whole_spectrum = options.solver != "auto";
  qed::MatrixF X(n, d);
  std::ifstream(argv[1], std::ios::binary).read(reinterpret_cast<char*>(X.data()), n * d * 4);
  const double before = peak_mb();
  std::vector<double> fit, both;
  qed::embedding::Pca model;
  for (int repetition = 0; repetition < 11; ++repetition) {
    const double start = now();
    model = qed::embedding::pca(X, options);
    const double middle = now();
    const qed::MatrixF scores = qed::embedding::transform(model, X);
    fit.push_back(middle - start);
    both.push_back(now() - start);
  }
  const double peak = peak_mb();
  std::sort(fit.begin(), fit.end());
  std::sort(both.begin(), both.end());
  const auto exact = qed::embedding::covariance(X, {true, false});
  const auto e = qed::linalg::symmetric_eigen(exact.C, model.components.cols());
  double worst = 0;
  for (qed::Index j = 0; j < model.variances.size(); ++j)
    worst = std::max(worst, std::abs(model.variances[j] / e.values[j] - 1));
  const qed::Matrix outside =
      model.components - e.vectors * (e.vectors.transpose() * model.components);
  std::printf("%.3f %.3f %.0f %.1e %.1e  (%s)\n", fit[0], both[0], peak - before, worst,
              outside.norm(), model.method.c_str());
}
