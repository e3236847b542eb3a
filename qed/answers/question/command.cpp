// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/question/command.h"

#include <type_traits>

#include "qed/answers/question/question.h"
#include "qed/base/text.h"

namespace qed::answers {
namespace {

std::string text_of(const OptionValue& value) {
  return std::visit(
      [](const auto& v) -> std::string {
        using T = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<T, std::string>) {
          return shell_word(v);
        } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
          std::string list;
          for (const std::string& one : v) list += (list.empty() ? "" : ",") + one;
          return shell_word(list);
        } else if constexpr (std::is_same_v<T, double>) {
          return shortest(v);
        } else {
          return std::to_string(v);
        }
      },
      value);
}

}  // namespace

std::string spelled(const OptionList& given, const OptionList& defaults) {
  std::string text;
  for (std::size_t k = 0; k < given.size(); ++k) {
    const OptionValue value = given[k].value();
    if (value == defaults[k].value()) continue;
    text += " " + given[k].flag_name();
    if (!std::holds_alternative<bool>(value)) text += " " + text_of(value);
  }
  return text;
}

std::string spelled(double level, std::uint64_t seed) {
  const Run defaults;
  return (level == defaults.level ? "" : " --level " + shortest(level)) +
         (seed == defaults.seed ? "" : " --seed " + std::to_string(seed));
}

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
