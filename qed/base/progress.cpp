// SPDX-License-Identifier: Apache-2.0
#include "qed/base/progress.h"

#include <algorithm>

namespace qed {

void Phases::enter(std::string_view name) {
  finish();
  current_ = name;
  since_ = std::chrono::steady_clock::now();
  at(0);
}

void Phases::finish() {
  if (current_.empty()) return;
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - since_;
  auto phase = std::ranges::find(seconds_, current_, &std::pair<std::string, double>::first);
  if (phase == seconds_.end()) phase = seconds_.insert(phase, {current_, 0.0});
  phase->second += spent.count();
  current_.clear();
}

void Phases::at(double fraction) const {
  if (progress_ && !current_.empty()) progress_(current_, fraction);
}

Progress Phases::inner() const {
  return [this](std::string_view, double fraction) { at(fraction); };
}

}  // namespace qed
