// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/interval/answer.h"

#include "qed/answers/interval/compute.h"
#include "qed/answers/interval/evidence.h"
#include "qed/answers/interval/verdict.h"
#include "qed/base/build_info.h"
#include "qed/base/threads.h"

namespace qed::answers::interval {

evidence::Answer answer(const std::string& file, const IntervalOptions& options, const Run& run) {
  Phases phases(run.progress);
  const Findings findings = compute(file, options, run, phases);

  evidence::Answer answer;
  answer.question = "interval";
  answer.evidence = evidence_of(findings);
  answer.verdict = verdict(answer.evidence, run.level);
  answer.flips = flips_of(findings, run.level);
  answer.assumptions = assumptions_of(findings);
  answer.caveats = caveats_of(findings);
  answer.next = next_of(findings, answer.verdict, file, options);
  IntervalOptions echoed = options;
  answer.provenance = {.version = kVersion,
                       .command = run.command,
                       .seed = run.seed,
                       .threads = threads(),
                       .options = interval::options(echoed).values(),
                       .data = findings.sources};
  phases.finish();
  answer.seconds = phases.seconds();
  return answer;
}

}  // namespace qed::answers::interval
