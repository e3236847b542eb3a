// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "qed/answers/explain.h"
#include "qed/answers/topics/topic.h"
#include "qed/base/error.h"
#include "verbs.h"

namespace qed::cli {
namespace {

std::string quoted(const std::string& text) {  // for single quotes of a shell
  std::string safe;
  for (char c : text) safe += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return safe;
}

std::string words(const std::vector<std::string>& items) {
  std::string joined;
  for (const auto& item : items) joined += (joined.empty() ? "" : " ") + item;
  return joined;
}

// Words that stand in the first operand's place; empty: files do. After them come files where the
// verb takes some.
std::vector<std::string> operands(const Verb& verb) {
  if (verb.name == "completions") return {"bash", "zsh", "fish"};
  std::vector<std::string> names;
  if (verb.name == "demo")
    for (const Verb& other : verbs())
      if (other.question) names.push_back(other.name);
  if (verb.name == "explain")
    for (const auto& entry : answers::explanations()) names.push_back(entry.name);
  if (verb.name == "maths")
    for (const auto& topic : answers::topics())
      if (topic.name.find(' ') == std::string::npos) names.push_back(topic.name);
  return names;
}
bool takes_files(const Verb& verb) { return verb.operand.ends_with("[DATA]"); }

std::string bash() {
  std::string names, cases;
  for (const Verb& verb : verbs()) {
    names += (names.empty() ? "" : " ") + verb.name;
    std::string flags = "--help", values;
    for (const Option& option : verb.options) {
      flags += " " + option.flag_name();
      if (option.domain.kind == Domain::Kind::choice)
        values += "        " + option.flag_name() + ") COMPREPLY=($(compgen -W '" +
                  words(option.domain.choices) + "' -- \"$word\")); return;;\n";
    }
    cases += "    " + verb.name + ")\n";
    if (!values.empty()) cases += "      case $previous in\n" + values + "      esac\n";
    cases +=
        "      if [[ $word == -* ]]; then COMPREPLY=($(compgen -W '" + flags + "' -- \"$word\"))\n";
    if (const auto fixed = operands(verb); !fixed.empty())
      cases += "      else COMPREPLY=($(compgen -W '" + words(fixed) + "'" +
               (takes_files(verb) ? " -f" : "") + " -- \"$word\")); fi;;\n";
    else
      cases += "      else COMPREPLY=($(compgen -f -- \"$word\")); fi;;\n";
  }
  return "# bash completion for qed: source <(qed completions bash)\n_qed() {\n"
         "  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
         "  if ((COMP_CWORD == 1)); then\n    COMPREPLY=($(compgen -W '" +
         names +
         " --help --version' -- \"$word\"))\n"
         "    return\n  fi\n  case ${COMP_WORDS[1]} in\n" +
         cases + "  esac\n}\ncomplete -o filenames -F _qed qed\n";
}

// A description inside [...] of a zsh spec: brackets and colons are its own syntax.
std::string zsh_text(const std::string& text) {
  std::string safe;
  for (char c : quoted(text))
    safe += c == '[' || c == ']' || c == ':' ? std::string("\\") + c : std::string(1, c);
  return safe;
}

std::string zsh() {
  std::string names, cases;
  for (const Verb& verb : verbs()) {
    names += "    '" + verb.name + ":" + zsh_text(verb.summary) + "'\n";
    cases += "    " + verb.name + ") _arguments";
    for (const Option& option : verb.options) {
      cases += " \\\n      '*" + option.flag_name() + "[" + zsh_text(option.meaning) + "]";
      if (option.domain.kind == Domain::Kind::choice)
        cases += ":" + option.name + ":(" + words(option.domain.choices) + ")";
      else if (option.domain.kind == Domain::Kind::path)
        cases += ":file:_files";
      else if (option.domain.kind != Domain::Kind::flag)
        cases += ":" + option.name + ":";
      cases += "'";
    }
    const auto fixed = operands(verb);
    if (takes_files(verb))
      cases += " \\\n      '1:operand:(" + words(fixed) + ")' \\\n      '*:file:_files';;\n";
    else
      cases += " \\\n      '*:operand:" +
               (fixed.empty() ? std::string("_files") : "(" + words(fixed) + ")") + "';;\n";
  }
  return "#compdef qed\n# zsh completion for qed\n_qed() {\n  local -a verbs=(\n" + names +
         "  )\n  if ((CURRENT == 2)); then _describe verb verbs; return; fi\n  local "
         "verb=$words[2]\n"
         "  shift words; ((CURRENT--))\n  case $verb in\n" +
         cases + "  esac\n}\n_qed \"$@\"\n";
}

std::string fish() {
  std::string lines = "# fish completion for qed\ncomplete -c qed -n __fish_use_subcommand -f\n";
  for (const Verb& verb : verbs()) {
    lines += "complete -c qed -n __fish_use_subcommand -a " + verb.name + " -d '" +
             quoted(verb.summary) + "'\n";
    const std::string when = "complete -c qed -n '__fish_seen_subcommand_from " + verb.name + "' ";
    for (const Option& option : verb.options) {
      lines += when + "-l " + option.flag_name().substr(2) + " -d '" + quoted(option.meaning) + "'";
      if (option.domain.kind == Domain::Kind::choice)
        lines += " -x -a '" + words(option.domain.choices) + "'";
      else if (option.domain.kind == Domain::Kind::path)
        lines += " -r";
      else if (option.domain.kind != Domain::Kind::flag)
        lines += " -x";
      lines += "\n";
    }
    if (const auto fixed = operands(verb); !fixed.empty())
      lines += when + (takes_files(verb) ? "" : "-f ") + "-a '" + words(fixed) + "'\n";
  }
  return lines;
}

}  // namespace

std::string completions(const std::string& shell) {
  if (shell == "bash") return bash();
  if (shell == "zsh") return zsh();
  if (shell == "fish") return fish();
  throw Error(ErrorCode::bad_option, "no completions for the shell \"" + shell + "\"",
              "there are bash, zsh and fish");
}

}  // namespace qed::cli
