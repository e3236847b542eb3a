// SPDX-License-Identifier: Apache-2.0
#pragma once
// For tests: rows made, asked and looked at.
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include "qed/answers/measure/answer.h"
#include "qed/base/random.h"

namespace qed::answers::measure::asked {

/// A file of the process's own that lives as long as this does.
struct File {
  std::filesystem::path path;
  explicit File(const std::string& text, const std::string& name = "rows")
      : path(std::filesystem::temp_directory_path() /
             ("qed_measure_" + std::to_string(::getpid()) + "_" + name + ".csv")) {
    std::ofstream(path) << text;
  }
  ~File() { std::filesystem::remove(path); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
};

inline Run run_of_tests() {
  return {.seed = 1, .level = 0.95, .command = "qed measure", .progress = {}};
}
inline evidence::Answer ask(const std::string& text, const MeasureOptions& options = {}) {
  const File file(text);
  return answer({file.path}, options, run_of_tests());
}
inline evidence::Answer ask_two(const std::string& first, const std::string& second,
                                const MeasureOptions& options = {}) {
  const File a(first, "old"), b(second, "new");
  return answer({a.path, b.path}, options, run_of_tests());
}

inline statistics::Estimate number(const evidence::Answer& answer, const char* id) {
  return evidence::get<evidence::Estimate>(answer.evidence, id).estimate;
}
inline std::string field(const evidence::Answer& answer, const char* name) {
  for (const auto& [field, value] : answer.verdict.decision)
    if (field == name) return std::get<std::string>(value);
  return "";
}
inline bool warns(const evidence::Answer& answer, const std::string& words) {
  return std::ranges::any_of(
      answer.caveats, [&](const std::string& c) { return c.find(words) != std::string::npos; });
}

/// n rows made by a function of the row's random stream; header first.
inline std::string rows(int n, const std::string& header,
                        const std::function<std::string(Rng&, int)>& row) {
  std::string text = header + "\n";
  for (int i = 0; i < n; ++i) {
    Rng rng(21, 4, static_cast<std::uint64_t>(i));
    text += row(rng, i) + "\n";
  }
  return text;
}
inline std::string show(double x) { return std::to_string(x); }

}  // namespace qed::answers::measure::asked
