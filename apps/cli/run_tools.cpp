// SPDX-License-Identifier: Apache-2.0
// The verbs beside the questions: demo, verify, explain; maths has a file of its own.
#include <algorithm>

#include "commands.h"
#include "qed/answers/catalog.h"
#include "qed/answers/explain.h"
#include "qed/answers/interval/statistic/aggregates.h"
#include "qed/answers/verify.h"
#include "qed/base/error.h"
#include "qed/base/file.h"
#include "qed/base/text.h"
#include "qed/data/write.h"
#include "qed/report/render.h"
#include "terminal.h"
#include "verbs.h"
#include "wrapped.h"

namespace qed::cli {
namespace {

const std::string& only_operand(const Invocation& invocation, const char* what) {
  require(invocation.operands.size() == 1, ErrorCode::bad_option,
          "qed " + invocation.verb + " takes one operand: " + what,
          "see qed " + invocation.verb + " --help");
  return invocation.operands.front();
}

// Every word that --statistic of qed interval takes.
std::string statistics_listing() {
  std::vector<std::pair<std::string, std::string>> lines;
  for (const auto& a : answers::interval::aggregates())
    lines.emplace_back(std::string(a.name) + "(" + std::string(a.arguments) + ")", a.summary);
  std::string metrics;
  for (const std::string& name : answers::interval::metric_names())
    metrics += (metrics.empty() ? "" : ", ") + name;
  return "The statistics of qed interval --statistic:\n\n" + listing(lines) +
         "\nMetrics, each as NAME(prediction, label):\n" + paragraph(metrics) +
         "\nA formula over them is a statistic too: p90(x)/median(x), log(mean(x)).\n";
}

const answers::Demo& find_demo(const answers::Question& question, const std::string& name) {
  const auto found = std::ranges::find(question.demos, name, &answers::Demo::name);
  if (found != question.demos.end()) return *found;
  std::vector<std::string> names;
  for (const answers::Demo& demo : question.demos) names.emplace_back(demo.name);
  throw Error(ErrorCode::bad_option,
              "example: qed demo " + std::string(question.name) + " has no " + printable(name),
              "it has " + join_words(names));
}

}  // namespace

int run_demo(const Invocation& invocation) {
  const answers::Question& question =
      answers::find_question(only_operand(invocation, "a question, as in qed demo map"));
  std::string output, example(question.demos.front().name);
  std::uint64_t seed = 1;
  OptionList list{{"output", output, path(), ""},
                  {"example", example, text("NAME"), ""},
                  {"seed", seed, integer_in(0, std::int64_t{1} << 53), ""}};
  for (const auto& [option_name, value] : invocation.options) list.find(option_name).set(value);
  const answers::Demo& demo = find_demo(question, example);
  if (output.empty()) output = std::string(demo.name) + ".csv";
  data::write_csv(output, demo.make(seed));
  write_stderr("written: " + printable(output, 1000) + "\n");
  write_stdout(paragraph("The truth: " + std::string(demo.truth), 0) + "next: qed " +
               std::string(question.name) + " " + output + "\n");
  return 0;
}

int run_verify(const Invocation& invocation) {
  const std::string& file = only_operand(invocation, "an answer written with -o answer.json");
  const evidence::Answer answer = report::parse_json(read_file(file));
  const auto checks = answers::verify(answer);
  const auto failed =
      std::ranges::count_if(checks, [](const answers::Check& check) { return !check.holds; });
  std::string out;
  for (const answers::Check& check : checks) {
    out += (check.holds ? "  ok    " : "  FAIL  ") + printable(check.what, 200) + "\n";
    if (!check.holds)
      out += paragraph("the file says: " + printable(check.found, 400), 8) +
             paragraph("the evidence says: " + printable(check.derived, 400), 8);
  }
  out += failed == 0 ? "The verdict follows from the evidence: " + std::to_string(checks.size()) +
                           " checks.\n"
                     : "The verdict does NOT follow from the evidence: " + std::to_string(failed) +
                           " of " + std::to_string(checks.size()) + " checks fail.\n";
  write_stdout(out);
  return failed == 0 ? 0 : 1;
}

int run_explain(const Invocation& invocation) {
  if (invocation.operands.empty()) {
    std::vector<std::pair<std::string, std::string>> lines;
    for (const auto& entry : answers::explanations()) lines.emplace_back(entry.name, entry.summary);
    write_stdout("What the numbers of an answer mean: qed explain NAME\n\n" + listing(lines) +
                 "\nThe words of qed interval --statistic: qed explain statistics\n");
    return 0;
  }
  if (invocation.operands == std::vector<std::string>{"statistics"}) {
    write_stdout(statistics_listing());
    return 0;
  }
  const answers::Explanation& entry = answers::explain(only_operand(invocation, "a name"));
  std::string out = std::string(entry.name) + "\n" + paragraph(std::string(entry.summary)) + "\n";
  if (!entry.formula.empty())
    out += "  formula\n" + paragraph(std::string(entry.formula), 4) + "\n";
  out += "  how to read it\n" + paragraph(std::string(entry.reading), 4);
  if (!entry.ref.empty()) out += "\n  source\n" + paragraph(std::string(entry.ref), 4);
  write_stdout(out);
  return 0;
}

}  // namespace qed::cli
