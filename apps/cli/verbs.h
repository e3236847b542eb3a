// SPDX-License-Identifier: Apache-2.0
#pragma once
// The verbs of the command line as data: help, completions and the man page are written from this list.
#include <string>
#include <vector>

#include "qed/base/options.h"

namespace qed::cli {

/// What every question takes besides its own options.
struct Common {
  std::string format = "text";
  std::vector<std::string> output;
  std::uint64_t seed = 1;
  double level = 0.95;
  int threads = 0;
  bool quiet = false, explain = false, gate = false;
};
OptionList options(Common& common);

/// A verb as a user sees it.
struct Verb {
  std::string name, summary, operand, details;
  std::vector<std::string> examples;
  OptionList options;
  bool question = false;  ///< one of the ten, not a tool beside them
};

/// All verbs, the questions first. The option lists refer to static storage: for reading names and meanings only.
const std::vector<Verb>& verbs();

std::string help();                               ///< of the whole
std::string help(const Verb& verb);
std::string completions(const std::string& shell);  ///< bash | zsh | fish
std::string man_page();

}  // namespace qed::cli
