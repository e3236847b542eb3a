// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace qed::evidence {

/// What one number of an answer means; keyed by evidence id.
struct Explanation {
  std::string name;     ///< evidence id: "auc_rnx.gap"
  std::string summary;  ///< one sentence
  std::string formula;  ///< in Unicode; the page has it in MathML where formulas.tex has the name
  std::string reading;  ///< how to read it, and when not to trust it
  std::string ref;  ///< key in docs/refs.bib
};

}  // namespace qed::evidence
