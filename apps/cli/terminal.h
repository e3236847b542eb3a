// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "qed/base/progress.h"

namespace qed::cli {

bool stdout_is_terminal();
bool stderr_is_terminal();
/// Colour on stdout: a terminal, NO_COLOR unset, TERM not dumb.
bool wants_colour();
/// Columns of the terminal, 80 when unknown; never more than 100: long lines are hard to read.
int terminal_width();

/// Writes all of it. A reader that has gone away (a closed pipe) is not an error.
void write_stdout(std::string_view text);
void write_stderr(std::string_view text);

/// A one-line progress bar on stderr; silent unless stderr is a terminal. Erased by `clear()`.
class ProgressLine {
 public:
  explicit ProgressLine(bool enabled) : enabled_(enabled) {}
  ~ProgressLine() { clear(); }
  Progress callback();
  void clear();

 private:
  bool enabled_, drawn_ = false;
  std::string last_;
};

}  // namespace qed::cli
