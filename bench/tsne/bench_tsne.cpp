// SPDX-License-Identifier: Apache-2.0
// One run of QED's t-SNE or neighbour search on a float32 .npy of principal components, as a line
// of JSON.
//   bench_tsne map DATA.npy OUT.npy [2|3 [exact|fourier]]      dimensions and repulsion
//   bench_tsne neighbours DATA.npy [exact|cells]
//   bench_tsne kl DATA.npy MAP.npy
//   bench_tsne small DATA.npy ROWS      that many evenly spaced rows, the fastest of ten maps
// kl measures the map of any program against the affinities of exact neighbours: the one function
// for all peers.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <string>

#include "qed/base/threads.h"
#include "qed/embedding/tsne/tsne.h"

namespace {

using namespace qed;

MatrixF read_npy(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  char magic[10];
  if (!file.read(magic, 10)) throw std::runtime_error("cannot read " + path);
  unsigned short length = 0;
  std::memcpy(&length, magic + 8, 2);
  std::string header(length, ' ');
  file.read(header.data(), length);
  long rows = 0, columns = 0;
  const std::size_t shape = header.find("'shape': (");
  if (header.find("'<f4'") == std::string::npos ||
      header.find("'fortran_order': False") == std::string::npos ||
      std::sscanf(header.c_str() + shape, "'shape': (%ld, %ld)", &rows, &columns) != 2)
    throw std::runtime_error(path + ": not a float32 matrix in C order");
  MatrixF X(rows, columns);
  file.read(reinterpret_cast<char*>(X.data()),
            static_cast<std::streamsize>(sizeof(float) * X.size()));
  return X;
}

void write_npy(const std::string& path, const MatrixF& X) {
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" +
                       std::to_string(X.rows()) + ", " + std::to_string(X.cols()) + "), }";
  header.resize(117, ' ');
  header += '\n';
  std::ofstream file(path, std::ios::binary);
  file.write("\x93NUMPY\x01\x00\x76\x00", 10) << header;
  file.write(reinterpret_cast<const char*>(X.data()),
             static_cast<std::streamsize>(sizeof(float) * X.size()));
}

double peak_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

class Clock {
 public:
  double lap() {
    const auto now = std::chrono::steady_clock::now();
    const std::chrono::duration<double> spent = now - since_;
    since_ = now;
    return spent.count();
  }

 private:
  std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
};

// A map of few rows, as `qed map` makes hundreds of: milliseconds on one thread.
void small(MatrixFView all, Index n) {
  set_threads(1);
  MatrixF X(n, all.cols());
  for (Index i = 0; i < n; ++i) X.row(i) = all.row(i * (all.rows() / n));
  double best[3] = {1e9, 1e9, 1e9};
  embedding::Tsne map;
  for (int repetition = 0; repetition < 10; ++repetition) {
    Clock clock;
    const auto near = algorithms::neighbours(X, {static_cast<int>(std::min<Index>(90, n - 1))});
    best[0] = std::min(best[0], clock.lap());
    const auto p = embedding::affinities(near, 30);
    best[1] = std::min(best[1], clock.lap());
    map = embedding::tsne(p, embedding::initial_from_pca(X, 0), {});
    best[2] = std::min(best[2], clock.lap());
  }
  std::printf(
      "{\"who\": \"qed\", \"n\": %ld, \"seconds\": {\"neighbours\": %.5f, \"affinities\": %.5f, "
      "\"optimise\": %.5f, \"total\": %.5f}, \"iterations\": %d, \"kl\": %.4f, \"peak_mb\": "
      "%.0f}\n",
      static_cast<long>(n), best[0], best[1], best[2], best[0] + best[1] + best[2],
      map.termination.iterations, map.kl, peak_mb());
}

void run(const std::string& mode, char** files) {
  const MatrixF X = read_npy(files[0]);
  if (mode == "small") return small(X, std::atol(files[1]));
  const long n = X.rows();
  Clock clock;
  algorithms::NeighbourOptions how{90};
  if (mode == "neighbours" && files[1] != nullptr) how.method = files[1];
  if (mode == "kl") how.method = "exact";
  const auto near = algorithms::neighbours(X, how);
  const double search = clock.lap();
  if (mode == "neighbours") {
    std::printf(
        "{\"who\": \"qed %s\", \"n\": %ld, \"recall\": %.4f, \"seconds\": {\"total\": %.3f}, "
        "\"peak_mb\": %.0f}\n",
        near.method.c_str(), n, near.recall, search, peak_mb());
    return;
  }
  const auto p = embedding::affinities(near, 30);
  const double symmetrise = clock.lap();
  if (mode == "kl") {
    const auto value = embedding::kl_divergence(p, read_npy(files[1]));
    std::printf("{\"map\": \"%s\", \"kl\": %.4f, \"kl_error\": %.1e}\n", files[1], value.kl,
                value.error);
    return;
  }
  embedding::TsneOptions options;
  if (files[2] != nullptr) options.dims = std::atoi(files[2]);
  if (files[2] != nullptr && files[3] != nullptr) options.repulsion = files[3];
  const auto map = embedding::tsne(p, embedding::initial_from_pca(X, 0, options.dims), options);
  const double optimise = clock.lap();
  std::printf(
      "{\"who\": \"qed\", \"n\": %ld, \"dims\": %d, \"seconds\": {\"neighbours\": %.3f, "
      "\"affinities\": %.3f, "
      "\"optimise\": %.3f, "
      "\"total\": %.3f}, \"iterations\": %d, \"kl\": %.4f, \"peak_mb\": %.0f}\n",
      n, options.dims, search, symmetrise, optimise, search + symmetrise + optimise,
      map.termination.iterations, map.kl, peak_mb());
  write_npy(files[1], map.coordinates);
}

}  // namespace

int main(int count, char** arguments) {
  const std::string mode = count > 2 ? arguments[1] : "";
  if (!(mode == "neighbours" ||
        (count > 3 && (mode == "map" || mode == "kl" || mode == "small")))) {
    std::fputs(
        "usage: bench_tsne map|kl DATA.npy MAP.npy [DIMS [REPULSION]], neighbours DATA.npy "
        "[METHOD] or small DATA.npy "
        "ROWS\n",
        stderr);
    return 2;
  }
  if (const char* threads = std::getenv("QED_THREADS")) qed::set_threads(std::atoi(threads));
  try {
    run(mode, arguments + 2);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_tsne: %s\n", error.what());
    return 2;
  }
}
