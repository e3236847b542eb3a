// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/answer.h"

#include "qed/answers/measure/compute.h"
#include "qed/answers/measure/evidence.h"
#include "qed/answers/measure/verdict.h"
#include "qed/base/build_info.h"
#include "qed/base/threads.h"

namespace qed::answers::measure {

evidence::Answer answer(const std::vector<std::string>& files, const MeasureOptions& options,
                        const Run& run) {
  Phases phases(run.progress);
  const Findings findings = compute(files, options, run, phases);

  evidence::Answer answer;
  answer.question = "measure";
  answer.evidence = evidence_of(findings);
  answer.verdict = verdict(answer.evidence, run.level);
  answer.flips = flips_of(findings, answer.verdict);
  answer.assumptions = assumptions_of(findings);
  answer.caveats = caveats_of(findings);
  answer.next = next_of(findings, answer.verdict, files, options, run);
  MeasureOptions echoed = options;
  answer.provenance = {.version = kVersion,
                       .command = run.command,
                       .seed = run.seed,
                       .threads = threads(),
                       .options = measure::options(echoed).values(),
                       .data = findings.data.sources};
  phases.finish();
  answer.seconds = phases.seconds();
  return answer;
}

}  // namespace qed::answers::measure
