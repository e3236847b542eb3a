// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/map/compute.h"

#include <algorithm>

#include "qed/answers/question/source.h"

namespace qed::answers::map {
namespace {

constexpr std::int64_t kNullRows = 500;  // rows of a null table
constexpr std::int64_t kWideNullRows = 300;  // of more than 100 columns, where each row costs more
constexpr std::int64_t kNullSource =
    2000;  // rows from which the null learns marginals and correlations
constexpr int kGaussianNulls = 19;  // shown beside the copula null, not used by the rule
constexpr std::uint64_t kNullRowsStream = 0x6e756c6c, kNullSourceStream = 0x736f7572;

}  // namespace

Findings compute(const std::string& file, const MapOptions& options, const Run& run,
                 Phases& phases) {
  Findings findings;
  phases.enter("read");
  findings.data = prepare(file, options, run.seed, phases.inner());
  const Prepared& data = findings.data;
  findings.sources.push_back(source_of(file, data.table, data.rows_read));

  findings.pictures = make_pictures(data, options, run, phases);

  phases.enter("nulls");
  const Index n = data.X.rows();
  const MatrixF source =
      take_rows(data.X, sample_rows(n, kNullSource, run.seed, kNullSourceStream));
  const std::int64_t rows = data.X.cols() > 2 * kReducedDimension ? kWideNullRows : kNullRows;
  const MatrixF landmarks = take_rows(data.X, sample_rows(n, rows, run.seed, kNullRowsStream));
  const auto copula = statistics::copula_null(source, data.encoder.blocks());
  const SmallMap how{findings.pictures.perplexity, options.dims, run.seed};
  findings.structure = structure_test(landmarks, copula, options.nulls, how, phases.inner());
  findings.structure_gaussian = structure_test(landmarks, statistics::gaussian_null(source),
                                               kGaussianNulls, how, phases.inner());

  findings.clusters = find_clusters(data, findings.pictures.reduced, options, run, phases);
  if (options.flips == "on")
    findings.flips = ask_again(data, findings.pictures.perplexity, findings.clusters.found, options,
                               run, phases);
  if (!options.place.empty()) {
    phases.enter("place");
    findings.placed = place_rows(options.place, data, findings.pictures);
  }
  return findings;
}

}  // namespace qed::answers::map
