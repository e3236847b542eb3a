// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "qed/base/options.h"
#include "qed/base/progress.h"
#include "qed/evidence/answer.h"

namespace qed::data {
struct Table;
}

namespace qed::answers {

/// What every question is asked with.
struct Run {
  std::uint64_t seed = 1;
  double level = 0.95;      ///< of intervals; tests use alpha = 1 − level
  std::string command;      ///< as typed, for the provenance
  Progress progress;
};

/// One asking of a question: its options and, from files, its answer.
class Ask {
 public:
  virtual ~Ask() = default;
  /// The options, bound to this object: set them through the list, then answer.
  virtual OptionList options() = 0;
  /// Reads the files and answers. Throws Error for bad options and data, Interrupted when interrupted.
  virtual evidence::Answer answer(const std::vector<std::string>& files, const Run& run) = 0;
  /// The verdict that this evidence supports: no data, no randomness. What `qed verify` calls.
  virtual evidence::Verdict verdict(const std::vector<evidence::Evidence>& evidence,
                                    double level) = 0;
};

/// A seeded example with known truth.
struct Demo {
  std::string_view name;   ///< "customers", written as customers.csv
  std::string_view truth;  ///< in a sentence or two
  data::Table (*make)(std::uint64_t seed);
};

/// A line of the catalogue.
struct Question {
  std::string_view name;       ///< the verb
  std::string_view summary;    ///< the question in an engineer's words
  std::string_view operand;    ///< what the command line takes: "DATA"
  std::string_view details;    ///< what each verdict means, for help and the man page
  std::vector<std::string> examples;
  std::unique_ptr<Ask> (*ask)();
  std::vector<Demo> demos;  ///< at least one; the first unless another is asked for
};

}  // namespace qed::answers
