// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace qed::answers {

/// What one number of an answer means; keyed by evidence id.
struct Explanation {
  std::string name;       ///< evidence id: "auc_rnx.gap"
  std::string summary;    ///< one sentence
  std::string formula;    ///< in Unicode
  std::string reading;    ///< how to read it, and when not to trust it
  std::string ref;        ///< key in docs/refs.bib
};

}  // namespace qed::answers
