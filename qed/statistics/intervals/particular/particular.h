// SPDX-License-Identifier: Apache-2.0
#pragma once
// The rest of the catalogue: intervals that take something else than the rows of one quantity, so that each has a
// signature of its own. tests/laws/particular_test.cpp holds each to the coverage that it claims.
#include <span>
#include <string_view>

#include "qed/statistics/intervals/methods/method.h"

namespace qed::statistics {

/// A line of the catalogue.
struct Particular {
  std::string_view name;      ///< "goodman"
  std::string_view title;     ///< "Goodman's simultaneous intervals"
  std::string_view summary;   ///< one sentence: when it is the right one
  std::string_view formula;   ///< in Unicode
  std::string_view ref;       ///< key in docs/refs.bib
  std::string_view header;    ///< where its function is declared
  Claim claim;                ///< of what level it claims
  double misses = 1;          ///< it misses at most so many times α = 1 - level
};

/// Of several shares together, of few labels and many predictions, of what a model has not seen, of rows read in parts,
/// of effects.
std::span<const Particular> particular_methods();

}  // namespace qed::statistics
