// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/summaries/score_placements.h"

#include <algorithm>

#include "qed/base/error.h"

namespace qed::statistics {

ScorePlacements::ScorePlacements(const ScoreCounts& counts) : bins_(counts.score_bins()) {
  const auto m = static_cast<double>(counts.positives()), n = static_cast<double>(counts.n()) - m;
  require(m > 0 && n > 0, ErrorCode::bad_data, "score placements: all rows are of one class");
  const auto no = counts.counts(0), yes = counts.counts(1);
  double no_below = 0, yes_below = 0;
  for (std::size_t b = 0; b < no.size(); ++b) {
    const auto here_no = static_cast<double>(no[b]), here_yes = static_cast<double>(yes[b]);
    below_.push_back((no_below + here_no / 2) / n);
    above_.push_back(1 - (yes_below + here_yes / 2) / m);
    no_below += here_no, yes_below += here_yes;
  }
}

void ScorePlacements::place(std::size_t bin, bool label, double* u) const {
  u[0] = label, u[1] = label ? below_[bin] : 0, u[2] = label ? 0 : above_[bin];
}

void ScorePlacements::terms(double score, bool label, double* u) const {
  place(bins_.of(score), label, u);
}

std::vector<std::vector<double>> ScorePlacements::terms(std::span<const std::uint32_t> bin,
                                                        std::span<const double> label) const {
  require(bin.size() == label.size(), ErrorCode::bad_shape,
          "score placements: as many labels as scores");
  std::vector<std::vector<double>> columns(3, std::vector<double>(bin.size()));
  double u[3];
  for (std::size_t i = 0; i < bin.size(); ++i) {
    place(bin[i], label[i] == 1, u);
    for (std::size_t k = 0; k < 3; ++k) columns[k][i] = u[k];
  }
  return columns;
}

}  // namespace qed::statistics
