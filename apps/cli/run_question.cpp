// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <memory>

#include "commands.h"
#include "qed/answers/catalog.h"
#include "qed/answers/explain.h"
#include "qed/base/error.h"
#include "qed/base/file.h"
#include "qed/base/text.h"
#include "qed/base/threads.h"
#include "qed/report/render.h"
#include "terminal.h"
#include "verbs.h"

namespace qed::cli {
namespace {

std::string format_of(const std::string& file) {
  const std::string suffix = std::filesystem::path(file).extension().string();
  if (suffix == ".html" || suffix == ".htm") return "html";
  if (suffix == ".json") return "json";
  if (suffix == ".md") return "md";
  if (suffix == ".txt") return "text";
  throw Error(ErrorCode::bad_option,
              "--output: cannot tell the format of \"" + printable(file) + "\" from its suffix",
              "end it with .html, .json, .md or .txt");
}

// A folder that cannot be written to is said before the work, not after it.
void check_writable(const std::string& file) {
  format_of(file);
  const auto folder = std::filesystem::absolute(file).parent_path();
  require(std::filesystem::is_directory(folder), ErrorCode::io,
          "cannot write \"" + printable(file, 200) + "\": there is no folder \"" +
              printable(folder.string(), 200) + "\"");
  require(!std::filesystem::is_directory(file), ErrorCode::io,
          "cannot write \"" + printable(file, 200) + "\": it is a directory");
}

int gate_code(evidence::Status status) {
  return status == evidence::Status::yes ? 0 : status == evidence::Status::no ? 1 : 4;
}

void set_options(const Invocation& invocation, answers::Ask& ask, Common& common) {
  OptionList own = ask.options(), shared = options(common);
  for (const auto& [option_name, value] : invocation.options) {
    if (option_name == "output") {
      common.output.push_back(value);
      continue;
    }
    bool set = false;
    for (OptionList* list : {&own, &shared})
      for (Option& option : *list)
        if (!set && option.name == option_name) option.set(value), set = true;
    ensure(set, "the flag --" + option_name + " belongs to no list");
  }
  own.check();
  shared.check();
}

void write_outputs(const evidence::Answer& answer, const Common& common) {
  for (const std::string& file : common.output) {
    const std::string format = format_of(file);
    write_file(file, format == "text"
                         ? report::render_text(answer, {.explain = common.explain,
                                                        .explanations = answers::explanations()})
                         : report::render(answer, format, answers::explanations()));
    if (!common.quiet)
      write_stderr((format == "html" ? "report: " : "written: ") + printable(file, 1000) + "\n");
  }
}

}  // namespace

int run_question(const Invocation& invocation) {
  const answers::Question& question = answers::find_question(invocation.verb);
  require(
      !invocation.operands.empty(), ErrorCode::bad_option,
      "qed " + invocation.verb + " needs " + std::string(question.operand) + ", a file",
      "qed demo " + invocation.verb + " writes an example; see qed " + invocation.verb + " --help");
  Common common;
  const auto ask = question.ask();
  set_options(invocation, *ask, common);
  for (const std::string& file : common.output) check_writable(file);
  set_threads(common.threads);

  ProgressLine progress(!common.quiet);
  const evidence::Answer answer = ask->answer(
      invocation.operands, {common.seed, common.level, invocation.command, progress.callback()});
  progress.clear();

  if (common.format == "text")
    write_stdout(report::render_text(answer, {.width = terminal_width(),
                                              .colour = wants_colour(),
                                              .explain = common.explain,
                                              .explanations = answers::explanations()}));
  else
    write_stdout(report::render(answer, common.format, answers::explanations()));
  write_outputs(answer, common);
  return common.gate ? gate_code(answer.verdict.status) : 0;
}

}  // namespace qed::cli
