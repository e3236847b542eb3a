// SPDX-License-Identifier: Apache-2.0
#pragma once
// What is simulated of the rows to see what an interval covers, within a fifth of a second on two processors.
#include <cstdint>

#include "qed/answers/interval/steps/method/choose.h"

namespace qed::answers::interval {

/// Rows of the simulated samples at first and at most, values of all of them together, and how many times as many
/// replicates more, where the first do not tell. Rare hits are counted, not rows, so shares have more rows; ranks and
/// many terms fewer. Groups and skewed values, a part of which is covered less than all, have more rows at most.
struct Simulation {
  std::int64_t rows = 2000, most_rows = 2000, values = 1'500'000;
  int more_rounds = 8;
};
/// chosen: the method by which the question is answered.
Simulation simulation_of(const Regime& regime, const statistics::Sample& sample,
                         const statistics::Method& chosen);

/// The rows that a model of `rows` rows is fitted to. An area's interval hangs on the rows of its rarer label, that of
/// predictions beside few labels on the labels: of very many rows all of those stay, up to a quarter of a replicate,
/// and others are taken evenly. The area does not change.
statistics::Sample rows_to_simulate(const Regime& regime, const statistics::Sample& sample,
                                    std::int64_t rows);

}  // namespace qed::answers::interval
