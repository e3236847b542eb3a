// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "qed/base/options.h"
#include "qed/evidence/evidence.h"

namespace qed::evidence {

enum class Status { yes, no, undecided };

/// A field of the decision: what a program that reads the answer acts on.
using DecisionValue = std::variant<bool, std::int64_t, double, std::string>;
using Decision = std::vector<std::pair<std::string, DecisionValue>>;

/// A pure function of the evidence. `claim` and `rule` are sentences (placeholders as in Header::claim).
struct Verdict {
  std::string asks;  ///< the question that yes or no answers: "Is t-SNE worth it?"
  Status status = Status::undecided;
  std::string claim;
  Decision decision;
  std::string rule;
  double level = 0.95;
};

struct Assumption {
  enum class State { holds, fails, untested };
  std::string claim;
  State state = State::untested;
  std::string measured;      ///< what was measured, in words; placeholders allowed
  std::string consequence;   ///< what it does to the verdict when it fails
};

/// The same question asked another way.
struct Flip {
  std::string change;        ///< "perplexity halved (15)"
  Decision decision;         ///< what was decided then
  bool flipped = false;      ///< does the decision differ from the verdict's?
};

struct Next {
  std::string action;        ///< "look at the five clusters' profiles"
  std::string command;       ///< a command line to run, or empty
};

struct DataSource {
  std::string name;
  std::string digest;        ///< "sha256:..."
  std::int64_t rows = 0, columns = 0;
};

struct Provenance {
  std::string version, command;
  std::uint64_t seed = 0;
  int threads = 0;
  std::vector<std::pair<std::string, OptionValue>> options;  ///< every option with its value
  std::vector<DataSource> data;
};

/// An answer as every renderer receives it.
struct Answer {
  std::string question;
  Verdict verdict;
  std::vector<Evidence> evidence;
  std::vector<Assumption> assumptions;
  std::vector<Flip> flips;
  std::vector<std::string> caveats;
  std::vector<Next> next;
  Provenance provenance;
  std::vector<std::pair<std::string, double>> seconds;  ///< wall seconds by phase, in order
};

/// Text from data (a column's name) as it may stand in a claim: printable, its braces doubled so that they are no
/// placeholder.
std::string literal(std::string_view text, std::size_t max_length = 40);

/// The piece with that id, or nullptr.
const Evidence* find(const std::vector<Evidence>& evidence, std::string_view id);

/// The piece with that id and kind. Throws Error{bad_data}: a verdict cannot be derived without it.
template <class Kind>
const Kind& get(const std::vector<Evidence>& evidence, std::string_view id);

}  // namespace qed::evidence
