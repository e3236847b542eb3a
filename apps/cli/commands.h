// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

namespace qed::cli {

/// The command line after the program's name; returns the exit code. Throws Error and Interrupted.
int run(std::vector<std::string> arguments);

/// Flags of one verb, already split from operands: {"label", "Churn"}; flags without a value carry "true".
struct Invocation {
  std::string verb;
  std::vector<std::string> operands;
  std::vector<std::pair<std::string, std::string>> options;
  std::string command;  ///< as typed
};

int run_question(const Invocation& invocation);
int run_demo(const Invocation& invocation);
int run_verify(const Invocation& invocation);
int run_explain(const Invocation& invocation);
int run_maths(const Invocation& invocation);

}  // namespace qed::cli
