// SPDX-License-Identifier: Apache-2.0
#include "commands.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "qed/base/build_info.h"
#include "qed/base/error.h"
#include "qed/base/target.h"
#include "qed/base/text.h"
#include "terminal.h"
#include "verbs.h"

namespace qed::cli {
namespace {

std::string version_text() {
  return std::string("qed ") + kVersion + " (" + kBuildType + " build, " + kCompiler +
         ")\nbaseline " + kCpuBaseline + ", kernels run on " + cpu_target() + "\n";
}

std::string typed(const std::vector<std::string>& arguments) {
  std::string command = "qed";
  for (const std::string& argument : arguments) {
    const bool plain =
        !argument.empty() &&
        argument.find_first_not_of(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./,:@%") ==
            std::string::npos;
    std::string quoted = "'";
    for (char c : argument) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    command += " " + (plain ? argument : quoted + "'");
  }
  return command;
}

// What CLI11 collects for a verb.
struct Collected {
  CLI::App* app = nullptr;
  const Verb* verb = nullptr;
  std::vector<std::string> operands;
  std::vector<std::unique_ptr<std::vector<std::string>>> values;
  std::vector<CLI::Option*> options;
};

void declare(CLI::App& app, const Verb& verb, Collected& collected) {
  collected.verb = &verb;
  collected.app = app.add_subcommand(verb.name, verb.summary);
  if (!verb.operand.empty()) collected.app->add_option(verb.operand, collected.operands)->group("");
  collected.app->set_help_flag();  // help is written from the verbs, by help.cpp
  collected.app->allow_extras();
  for (const Option& option : verb.options) {
    collected.values.push_back(std::make_unique<std::vector<std::string>>());
    const std::string names = (option.name == "output" ? "-o," : "") + option.flag_name();
    CLI::Option* declared = nullptr;
    if (option.domain.kind == Domain::Kind::flag) {
      declared = collected.app->add_flag(names, option.meaning);
    } else {
      declared = collected.app->add_option(names, *collected.values.back(), option.meaning);
      declared->type_name(option.domain.placeholder)->type_size(1)->allow_extra_args(false);
    }
    collected.options.push_back(declared);
  }
}

[[noreturn]] void refuse_extra(const Collected& collected, const std::string& extra) {
  std::vector<std::string> flags;
  for (const Option& option : collected.verb->options) flags.push_back(option.flag_name());
  const std::string bare = extra.substr(0, extra.find('='));
  throw Error(ErrorCode::bad_option,
              "qed " + collected.verb->name + " has no flag \"" + printable(bare) + "\"",
              extra.starts_with("-") && nearest(bare, flags)
                  ? did_you_mean(bare, flags)
                  : "see qed " + collected.verb->name + " --help");
}

Invocation invocation_of(const Collected& collected, std::string command) {
  for (const std::string& extra : collected.app->remaining()) refuse_extra(collected, extra);
  Invocation invocation{collected.verb->name, collected.operands, {}, std::move(command)};
  for (std::size_t i = 0; i < collected.options.size(); ++i) {
    const Option& option = collected.verb->options[i];
    if (option.domain.kind == Domain::Kind::flag) {
      if (collected.options[i]->count() > 0) invocation.options.emplace_back(option.name, "true");
      continue;
    }
    for (const std::string& value : *collected.values[i])
      invocation.options.emplace_back(option.name, value);
  }
  return invocation;
}

int dispatch(const Invocation& invocation) {
  const auto only = [&] {
    require(invocation.operands.size() == 1, ErrorCode::bad_option,
            "qed " + invocation.verb + " takes one operand",
            "see qed " + invocation.verb + " --help");
    return invocation.operands.front();
  };
  if (invocation.verb == "demo") return run_demo(invocation);
  if (invocation.verb == "verify") return run_verify(invocation);
  if (invocation.verb == "explain") return run_explain(invocation);
  if (invocation.verb == "maths") return run_maths(invocation);
  if (invocation.verb == "completions") return write_stdout(completions(only())), 0;
  if (invocation.verb == "man") return write_stdout(man_page()), 0;
  return run_question(invocation);
}

[[noreturn]] void refuse_verb(const std::string& found) {
  std::vector<std::string> names;
  for (const Verb& verb : verbs()) names.push_back(verb.name);
  throw Error(ErrorCode::bad_option, "qed has no verb \"" + printable(found) + "\"",
              did_you_mean(found, names));
}

}  // namespace

int run(std::vector<std::string> arguments) {
  const auto has = [&](std::string_view flag) {
    return std::ranges::find(arguments, flag) != arguments.end();
  };
  if (arguments.empty()) return write_stdout(help()), 0;
  if (arguments[0] == "--version" || arguments[0] == "-V") return write_stdout(version_text()), 0;
  if (arguments[0] == "help")
    arguments = {arguments.size() > 1 ? arguments[1] : "--help", "--help"};
  if (arguments[0] == "--help" || arguments[0] == "-h") return write_stdout(help()), 0;
  const auto verb = std::ranges::find(verbs(), arguments[0], &Verb::name);
  if (verb == verbs().end()) refuse_verb(arguments[0]);
  if (has("--help") || has("-h")) return write_stdout(help(*verb)), 0;

  CLI::App app{"qed", "qed"};
  app.set_help_flag();
  Collected collected;
  declare(app, *verb, collected);
  const std::string command = typed(arguments);
  std::ranges::reverse(arguments);  // CLI11 reads a vector from its back
  try {
    app.parse(arguments);
  } catch (const CLI::ParseError& error) {
    throw Error(ErrorCode::bad_option, error.what(), "see qed " + verb->name + " --help");
  }
  return dispatch(invocation_of(collected, command));
}

}  // namespace qed::cli
