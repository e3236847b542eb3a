// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/question/command.h"

namespace qed::answers {

std::string shell_word(const std::string& word) {
  const bool plain = word.find_first_not_of(
                         "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./") ==
                     std::string::npos;
  if (plain && !word.empty()) return word;
  std::string safe = "'";
  for (char c : word) safe += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return safe + "'";
}

std::string stem(const std::string& file) {
  const auto slash = file.find_last_of('/');
  const std::string name = slash == std::string::npos ? file : file.substr(slash + 1);
  return name == "-" ? "answer" : name.substr(0, name.find('.'));
}

}  // namespace qed::answers
