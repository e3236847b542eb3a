// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace qed {

/// Where long work says how far it is: phase ("optimise") and the fraction done in [0, 1]. An empty function is
/// silence. Called from the thread that asked for the work, never from a worker.
using Progress = std::function<void(std::string_view phase, double fraction)>;

/// Wall seconds by phase, in the order in which the phases were first entered; the same name adds up.
class Phases {
 public:
  explicit Phases(Progress progress = {}) : progress_(std::move(progress)) {}

  /// Ends the phase under way and starts `name`.
  void enter(std::string_view name);
  /// Ends the phase under way.
  void finish();
  /// Reports progress within the phase under way.
  void at(double fraction) const;
  /// A Progress that reports within the phase under way, whatever phase its caller names.
  Progress inner() const;

  const std::vector<std::pair<std::string, double>>& seconds() const { return seconds_; }

 private:
  Progress progress_;
  std::vector<std::pair<std::string, double>> seconds_;
  std::string current_;
  std::chrono::steady_clock::time_point since_;
};

}  // namespace qed
