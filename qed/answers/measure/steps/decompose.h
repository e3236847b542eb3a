// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "qed/answers/measure/scores/measures.h"
#include "qed/statistics/estimate.h"

namespace qed::answers::measure {

/// Mean loss = MCB - DSC + UNC: with f̂ the model recalibrated on these rows and q the best constant,
///   MCB = L̄(f) - L̄(f̂),  DSC = L̄(q) - L̄(f̂),  UNC = L̄(q).
/// f̂ is the isotonic fit of the mean, of the quantile, or of each class's share; of predicted classes the most
/// frequent label of each. A fit to these rows gains too much on them, a fit to other rows too little: intervals of
/// MCB and DSC reach from the lower end of what fits to one half gain on the other to the upper end of what the fit to
/// all rows gains.
struct Decomposition {
  std::string of;       ///< "Brier score"
  std::string fit;      ///< how it was recalibrated
  statistics::Estimate score, miscalibration, discrimination, uncertainty;
};
/// Of the loss that belongs to the form; of a score, which claims no scale, MCB is undefined. O(n log n).
/// Ref: [DimitriadisGneitingJordan2021, GneitingResin2023]
Decomposition decompose(const Rows& rows, const Model& model, Form form, const Asked& asked,
                        double level);

/// Isotonic quantile regression of y on f, at `at`: pooling adjacent violators of the blocks' τ-quantiles, which is
/// best for pinball loss. Up to 200 blocks of equal f or neighbouring ranks are pooled. O(n log n) where few meet.
/// Ref: [JordanMuhlemannZiegel2022]
std::vector<double> isotonic_quantile(const std::vector<double>& f, const std::vector<double>& y,
                                      double tau, const std::vector<double>& at);

}  // namespace qed::answers::measure
