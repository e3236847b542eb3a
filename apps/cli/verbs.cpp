// SPDX-License-Identifier: Apache-2.0
#include "verbs.h"

#include <memory>

#include "qed/answers/catalog.h"

namespace qed::cli {
namespace {

Verb question_verb(const answers::Question& question) {
  // The asks live as long as the program, because the option list refers to their members.
  static std::vector<std::unique_ptr<answers::Ask>> asks;
  static std::vector<std::unique_ptr<Common>> commons;
  asks.push_back(question.ask());
  commons.push_back(std::make_unique<Common>());
  Verb verb{.name = std::string(question.name),
            .summary = std::string(question.summary),
            .operand = std::string(question.operand),
            .details = std::string(question.details),
            .examples = question.examples,
            .options = asks.back()->options(),
            .question = true};
  for (Option& option : options(*commons.back())) verb.options.push_back(option);
  return verb;
}

std::vector<std::string> demo_names() {
  std::vector<std::string> names;
  for (const answers::Question& question : answers::catalog())
    for (const answers::Demo& demo : question.demos) names.emplace_back(demo.name);
  return names;
}

Verb demo_verb() {
  static std::string output, example;
  static std::uint64_t seed = 1;
  return {.name = "demo",
          .summary = "write a seeded example table with known truth",
          .operand = "QUESTION",
          .details =
              "Writes the example that the question's documentation uses, and says what is "
              "true of it.",
          .examples = {"qed demo map -o customers.csv", "qed demo measure --example searches"},
          .options = {
              {"output", output, path(), "file to write (.csv); default: a name in this folder"},
              {"example", example, choice(demo_names()),
               "of a question's examples another than its first"},
              {"seed", seed, integer_in(0, std::int64_t{1} << 53), "seed of the example"}}};
}

}  // namespace

OptionList options(Common& c) {
  return {{"format", c.format, choice({"text", "json", "html", "md"}),
           "how the answer is written to the standard output"},
          {"output", c.output, path(),
           "also write the answer to this file, in the format of its suffix (.html .json .md "
           ".txt); may be given again"},
          {"seed", c.seed, integer_in(0, std::int64_t{1} << 53), "seed of everything random"},
          {"level", c.level, real_between(0.5, 1),
           "confidence level of intervals; tests reject at 1 - level"},
          {"threads", c.threads, integer_in(0, 1024),
           "threads, 0 for all processors; the answer has the same bits for any number"},
          {"quiet", c.quiet, flag(), "no progress and no notes on the standard error"},
          {"explain", c.explain, flag(),
           "add formula, assumptions and source to each piece of evidence"},
          {"gate", c.gate, flag(), "exit with 0 for yes, 1 for no, 4 for undecided"}};
}

const std::vector<Verb>& verbs() {
  static const std::vector<Verb> all = [] {
    std::vector<Verb> list;
    for (const answers::Question& question : answers::catalog())
      list.push_back(question_verb(question));
    list.push_back(demo_verb());
    list.push_back({.name = "verify",
                    .summary = "derive an answer's verdict again from the evidence in its file",
                    .operand = "ANSWER.json",
                    .details = "Needs no data: the verdict is a pure function of the evidence. "
                               "Exit code 0 when everything "
                               "follows, 1 when something does not.",
                    .examples = {"qed map data.csv -o answer.json", "qed verify answer.json"},
                    .options = {}});
    list.push_back(
        {.name = "explain",
         .summary = "what a number in an answer means: claim, formula, source",
         .operand = "NAME",
         .details = "NAME is an evidence id such as auc_rnx.gap; without it, lists them.",
         .examples = {"qed explain auc_rnx.gap"},
         .options = {}});
    list.push_back(
        {.name = "maths",
         .summary = "the mathematics behind the answers",
         .operand = "TOPIC [DATA]",
         .details = "Without a topic, lists them by room. With one, runs its example: the library "
                    "computes numbers whose values are known from elsewhere, or the same of your "
                    "table. Exit code 1 when a number is not what it must be.",
         .examples = {"qed maths", "qed maths svd", "qed maths pca customers.csv"},
         .options = {}});
    list.push_back({.name = "completions",
                    .summary = "print a shell's completion script",
                    .operand = "bash|zsh|fish",
                    .details =
                        "bash: source <(qed completions bash)   zsh: qed completions zsh > _qed, "
                        "in a folder of "
                        "$fpath   fish: qed completions fish > ~/.config/fish/completions/qed.fish",
                    .examples = {},
                    .options = {}});
    list.push_back({.name = "man",
                    .summary = "print the manual page",
                    .operand = "",
                    .details = "qed man | man -l -",
                    .examples = {},
                    .options = {}});
    return list;
  }();
  return all;
}

}  // namespace qed::cli
