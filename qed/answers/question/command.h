// SPDX-License-Identifier: Apache-2.0
#pragma once
// Words of a command line that an answer proposes.
#include <string>

namespace qed::answers {

/// The word as a shell takes it: as it is where it is plain, else in single quotes.
std::string shell_word(const std::string& word);

/// The file's name without folders and suffixes, "answer" for standard input: what its report is called.
std::string stem(const std::string& file);

}  // namespace qed::answers
