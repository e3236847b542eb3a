// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/map/answer.h"

#include "qed/answers/map/compute.h"
#include "qed/answers/map/evidence.h"
#include "qed/answers/map/steps/coordinates.h"
#include "qed/answers/map/verdict.h"
#include "qed/base/build_info.h"
#include "qed/base/threads.h"

namespace qed::answers::map {

evidence::Answer answer(const std::string& file, const MapOptions& options, const Run& run) {
  Phases phases(run.progress);
  const Findings findings = compute(file, options, run, phases);
  if (!options.coordinates.empty()) write_coordinates(options.coordinates, findings);

  evidence::Answer answer;
  answer.question = "map";
  answer.evidence = evidence_of(findings, options, run.level);
  answer.verdict = verdict(answer.evidence, run.level);
  answer.flips = flips_of(findings, answer.verdict.decision);
  answer.assumptions = assumptions_of(findings);
  answer.caveats = caveats_of(findings);
  answer.next = next_of(findings, answer.verdict, file);
  MapOptions echoed = options;
  answer.provenance = {.version = kVersion,
                       .command = run.command,
                       .seed = run.seed,
                       .threads = threads(),
                       .options = map::options(echoed).values(),
                       .data = findings.sources};
  phases.finish();
  answer.seconds = phases.seconds();
  return answer;
}

}  // namespace qed::answers::map
