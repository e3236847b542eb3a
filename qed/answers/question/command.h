// SPDX-License-Identifier: Apache-2.0
#pragma once
// Words of a command line that an answer proposes.
#include <cstdint>
#include <string>

#include "qed/base/options.h"

namespace qed::answers {

/// The word as a shell takes it: as it is where it is plain, else in single quotes.
std::string shell_word(const std::string& word);

/// The file's name without folders and suffixes, "answer" for standard input: what its report is called.
std::string stem(const std::string& file);

/// " --margin 0.1 --unit customer": the options that were given, in their order, as a command line spells them; what is
/// as in `defaults`, the same list of another struct, is left out. So that a proposed command asks the same question.
std::string spelled(const OptionList& given, const OptionList& defaults);
/// The same of level and seed, which all questions have.
std::string spelled(double level, std::uint64_t seed);

}  // namespace qed::answers
