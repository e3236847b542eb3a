// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "qed/evidence/answer.h"

namespace qed::report {

/// What `qed map` answers about 7,043 customers, in every kind of evidence; `points` of them are
/// drawn. The numbers are invented, the form is real.
evidence::Answer map_answer(std::size_t points = 40);

/// The same with pictures in three dimensions.
evidence::Answer space_answer(std::size_t points);

/// No kind left out, every optional field empty, numbers at the edges (infinite ends, undefined,
/// exact floor of p).
evidence::Answer bare_answer();

/// Everything that comes from data tries to break out: scripts, formulas, terminal codes, braces,
/// broken UTF-8.
evidence::Answer hostile_answer();

}  // namespace qed::report
