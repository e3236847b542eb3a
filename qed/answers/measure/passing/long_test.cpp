// SPDX-License-Identifier: Apache-2.0
// A file that is too long to be held is measured by sums of all its rows, and the answer says so.
#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "qed/answers/measure/answer.h"
#include "qed/base/random.h"

using namespace qed;
using namespace qed::answers;

TEST_SUITE("long") {
  TEST_CASE("more rows than are held: all of them, and a sample for the rest") {
    const auto path = std::filesystem::temp_directory_path() /
                      ("qed_sampled_" + std::to_string(::getpid()) + ".csv");
    {
      std::ofstream out(path);
      out << "probability,label\n";
      for (std::uint64_t i = 0; i < 1'050'000; ++i) {
        Rng rng(3, 1, i);
        const auto tenths = 1 + rng.below(9);
        out << "0." << tenths << (rng.below(10) < tenths ? ",1\n" : ",0\n");
      }
    }
    ::setenv("QED_MEMORY", "16", 1);
    const auto answer = measure::answer(
        {path}, {}, {.seed = 1, .level = 0.95, .command = "qed measure", .progress = {}});
    ::unsetenv("QED_MEMORY");
    std::filesystem::remove(path);
    const auto& primary = evidence::get<evidence::Estimate>(answer.evidence, "primary").estimate;
    CHECK(primary.n() == 1'050'000);
    // Of probabilities .1 to .9 and their labels: 1 - Σ p(1-p)/9 / ¼ = 0.2667.
    CHECK(primary.lower() < 0.26667);
    CHECK(primary.upper() > 0.26667);
    bool said = false;
    for (const std::string& caveat : answer.caveats)
      said = said || caveat.find("those of all 1,050,000 rows") != std::string::npos;
    CHECK(said);
    CHECK(answer.provenance.data.front().rows == 1'050'000);
  }
}
