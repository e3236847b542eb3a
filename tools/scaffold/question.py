# SPDX-License-Identifier: Apache-2.0
"""The folder of a new question, qed/answers/NAME, and its lines in the catalogue. It compiles and answers a trivial question
(what share of cells is missing?) through the whole recipe; its test is red until the real one stands in its place."""
import sys

from text import ROOT, checked, fill, insert, pascal, write

FILES = {
    "CMakeLists.txt": """
# SPDX-License-Identifier: Apache-2.0
qed_room(answers_@name@ DEPENDS answers_question base data statistics evidence)
""",
    "README.md": """
# `qed @name@`: THE QUESTION, in an engineer's words

**The question.** Who asks it, and what they do with the answer.

**What each verdict means**

| status | meaning |
|---|---|
| yes | ... |
| no | ... |
| undecided | what is missing, and how much of it |

**How it is decided.** Estimate, matched null, rule.

**When not to ask.** Data for which the answer means nothing.

| file | what |
|---|---|
| `ask.{h,cpp}` | options and the catalogue entry |
| `compute` | input -> `Findings` (plain numbers) |
| `evidence` | findings -> evidence |
| `verdict` | evidence -> verdict: no data, no randomness |
| `answer` | the whole, on one page |
| `explain`, `demo` | what each number means; the example with planted truth |
""",
    "ask.h": """
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "qed/answers/question/question.h"

namespace qed::answers::@name@ {

/// Everything that can be asked of `qed @name@`. The defaults answer a bare file.
struct @Name@Options {
  double allowed = 0.05;               ///< share of missing cells that is still fine
};

OptionList options(@Name@Options& o);

/// The catalogue entry.
Question question();

}  // namespace qed::answers::@name@
""",
    "ask.cpp": """
// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/@name@/ask.h"

#include "qed/answers/@name@/answer.h"
#include "qed/answers/@name@/demo.h"
#include "qed/answers/@name@/verdict.h"
#include "qed/base/error.h"

namespace qed::answers::@name@ {
namespace {

class @Name@Ask final : public Ask {
 public:
  OptionList options() override { return @name@::options(options_); }
  evidence::Answer answer(const std::vector<std::string>& files, const Run& run) override {
    require(files.size() == 1, ErrorCode::bad_option, "qed @name@ takes one file");
    options().check();
    return @name@::answer(files.front(), options_, run);
  }
  evidence::Verdict verdict(const std::vector<evidence::Evidence>& evidence, double level) override {
    return @name@::verdict(evidence, level);
  }

 private:
  @Name@Options options_;
};

}  // namespace

OptionList options(@Name@Options& o) {
  return {{"allowed", o.allowed, real_in(0, 1), "share of missing cells that is still fine"}};
}

Question question() {
  return {.name = "@name@",
          .summary = "THE QUESTION, in an engineer's words",
          .operand = "DATA",
          .details = "What each verdict means.",
          .examples = {"qed @name@ data.csv"},
          .ask = [] { return std::unique_ptr<Ask>(std::make_unique<@Name@Ask>()); },
          .demos = {{"@name@", kDemoTruth, example}}};
}

}  // namespace qed::answers::@name@
""",
    "compute.h": """
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>

#include "qed/answers/@name@/ask.h"
#include "qed/evidence/answer.h"

namespace qed::answers::@name@ {

/// Everything that was found, as plain numbers: what the evidence is written from.
struct Findings {
  std::int64_t cells = 0, missing = 0;
  double allowed = 0;
  evidence::DataSource source;
};

/// The order of it all. Throws Error{bad_data} for a table without cells.
Findings compute(const std::string& file, const @Name@Options& options, const Run& run);

}  // namespace qed::answers::@name@
""",
    "compute.cpp": """
// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/@name@/compute.h"

#include "qed/base/error.h"
#include "qed/data/read.h"

namespace qed::answers::@name@ {

Findings compute(const std::string& file, const @Name@Options& options, const Run& run) {
  const data::Table table = data::read_table(file, {}, run.progress);
  Findings findings;
  for (const data::Column& column : table.columns) {
    findings.cells += column.size();
    findings.missing += column.missing_count();
  }
  require(findings.cells > 0, ErrorCode::bad_data, file + ": the table has no cells");
  findings.allowed = options.allowed;
  findings.source = {.name = file, .digest = table.digest.empty() ? data::digest(file) : table.digest, .rows = table.rows,
                     .columns = static_cast<std::int64_t>(table.columns.size())};
  return findings;
}

}  // namespace qed::answers::@name@
""",
    "evidence.h": """
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "qed/answers/@name@/compute.h"

namespace qed::answers::@name@ {

std::vector<evidence::Evidence> evidence_of(const Findings& findings);
std::vector<evidence::Assumption> assumptions_of(const Findings& findings);

}  // namespace qed::answers::@name@
""",
    "evidence.cpp": """
// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/@name@/evidence.h"

namespace qed::answers::@name@ {

std::vector<evidence::Evidence> evidence_of(const Findings& findings) {
  const double share = static_cast<double>(findings.missing) / static_cast<double>(findings.cells);
  const bool fine = share <= findings.allowed;
  auto estimate = statistics::Estimate::without_interval(share, "a count of these cells, not an estimate");
  return {evidence::Estimate{{"missing_share", "{missing_share:value} of the cells are missing.", evidence::Supports::neither, "", ""},
                             estimate.with_n(findings.cells)},
          evidence::Certificate{{"missing_allowed", "The share of missing cells is at most the allowed one.",
                                 fine ? evidence::Supports::yes : evidence::Supports::no, "", ""},
                                share, evidence::Certificate::Relation::at_most, findings.allowed}};
}

std::vector<evidence::Assumption> assumptions_of(const Findings&) {
  return {{"cells are missing for no reason that matters here", evidence::Assumption::State::untested, "",
           "the share says nothing about which rows are lost"}};
}

}  // namespace qed::answers::@name@
""",
    "verdict.h": """
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "qed/evidence/answer.h"

namespace qed::answers::@name@ {

/// The rule, written down before the data are seen: yes when the certificate missing_allowed holds, else no.
evidence::Verdict verdict(const std::vector<evidence::Evidence>& evidence, double level);

}  // namespace qed::answers::@name@
""",
    "verdict.cpp": """
// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/@name@/verdict.h"

namespace qed::answers::@name@ {

evidence::Verdict verdict(const std::vector<evidence::Evidence>& evidence, double level) {
  const bool holds = evidence::get<evidence::Certificate>(evidence, "missing_allowed").holds();
  return {.asks = "Are the data complete enough?",
          .status = holds ? evidence::Status::yes : evidence::Status::no,
          .claim = holds ? "Few enough cells are missing." : "Too many cells are missing: {missing_share:value}.",
          .decision = {{"complete", holds}},
          .rule = "Yes when the share of missing cells is at most the allowed one.",
          .level = level};
}

}  // namespace qed::answers::@name@
""",
    "answer.h": """
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "qed/answers/@name@/ask.h"
#include "qed/evidence/answer.h"

namespace qed::answers::@name@ {

/// Reads, computes, concludes.
evidence::Answer answer(const std::string& file, const @Name@Options& options, const Run& run);

}  // namespace qed::answers::@name@
""",
    "answer.cpp": """
// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/@name@/answer.h"

#include "qed/answers/@name@/compute.h"
#include "qed/answers/@name@/evidence.h"
#include "qed/answers/@name@/verdict.h"
#include "qed/base/build_info.h"
#include "qed/base/threads.h"

namespace qed::answers::@name@ {

evidence::Answer answer(const std::string& file, const @Name@Options& options, const Run& run) {
  const Findings findings = compute(file, options, run);
  evidence::Answer answer;
  answer.question = "@name@";
  answer.evidence = evidence_of(findings);
  answer.verdict = verdict(answer.evidence, run.level);
  answer.assumptions = assumptions_of(findings);
  @Name@Options echoed = options;
  answer.provenance = {.version = kVersion, .command = run.command, .seed = run.seed, .threads = threads(),
                       .options = @name@::options(echoed).values(), .data = {findings.source}};
  return answer;
}

}  // namespace qed::answers::@name@
""",
    "explain.h": """
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "qed/answers/question/explanation.h"

namespace qed::answers::@name@ {

/// One entry for every evidence id that `qed @name@` writes.
std::vector<Explanation> explanations();

}  // namespace qed::answers::@name@
""",
    "explain.cpp": """
// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/@name@/explain.h"

namespace qed::answers::@name@ {

std::vector<Explanation> explanations() {
  return {{"missing_share", "Share of cells without a value.", "missing / cells", "0 is complete.", ""},
          {"missing_allowed", "Is the share of missing cells at most the allowed one?", "missing / cells ≤ allowed",
           "The bound is the option --allowed.", ""}};
}

}  // namespace qed::answers::@name@
""",
    "demo.h": """
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "qed/data/table.h"

namespace qed::answers::@name@ {

inline constexpr const char* kDemoTruth = "1,000 Gaussian numbers, none missing.";

/// A seeded table with planted truth.
data::Table example(std::uint64_t seed);

}  // namespace qed::answers::@name@
""",
    "demo.cpp": """
// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/@name@/demo.h"

#include "qed/base/random.h"

namespace qed::answers::@name@ {

data::Table example(std::uint64_t seed) {
  Rng rng(seed);
  std::vector<double> x(1000);
  for (double& value : x) value = rng.normal();
  data::Table table;
  table.rows = 1000;
  table.columns.push_back({.name = "x", .type = data::ColumnType::number, .values = std::move(x), .present = {}});
  return table;
}

}  // namespace qed::answers::@name@
""",
    "verdict_test.cpp": """
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "qed/answers/@name@/evidence.h"
#include "qed/answers/@name@/verdict.h"

using namespace qed::answers;

TEST_CASE("@name@: the verdict follows from the evidence") {
  const auto status = [](std::int64_t missing) {
    @name@::Findings findings;
    findings.cells = 100;
    findings.missing = missing;
    findings.allowed = 0.05;
    return @name@::verdict(@name@::evidence_of(findings), 0.95).status;
  };
  CHECK(status(5) == qed::evidence::Status::yes);
  CHECK(status(6) == qed::evidence::Status::no);
}

TEST_CASE("@name@: planted truths are found, and nothing on data without the effect") {
  FAIL("replace the example of the scaffold by the question, and plant its truths here");
}
""",
}


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: make question NAME=drift")
    name = checked(sys.argv[1], "drift")
    answers = ROOT / "qed/answers"
    for path in ("catalog.cpp", "explain.cpp", "CMakeLists.txt"):
        if not (answers / path).exists():
            sys.exit(f"qed/answers/{path} is not there")
    if (answers / name).exists():
        sys.exit(f"qed/answers/{name} exists already")
    for file, text in FILES.items():
        write(answers / name / file.replace("@name@", name), fill(text, name=name, Name=pascal(name)))
    insert(answers / "catalog.cpp", '#include "qed/answers/catalog.h"', f'#include "qed/answers/{name}/ask.h"')
    insert(answers / "catalog.cpp", "  };", f"      {name}::question(),")
    insert(answers / "explain.cpp", '#include "qed/base/', f'#include "qed/answers/{name}/explain.h"')
    insert(answers / "explain.cpp", "    return entries;", f"    for (auto& entry : {name}::explanations()) entries.push_back(std::move(entry));")
    insert(answers / "CMakeLists.txt", "qed_room(", f"add_subdirectory({name})")
    path = answers / "CMakeLists.txt"
    path.write_text(path.read_text().replace("qed_room(answers FLAT DEPENDS ", f"qed_room(answers FLAT DEPENDS answers_{name} "))
    print("now write the question into its files, from README.md down; docs/MAP.md and the README's table get a line each")


if __name__ == "__main__":
    main()
