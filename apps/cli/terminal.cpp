// SPDX-License-Identifier: Apache-2.0
#include "terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "qed/base/error.h"

namespace qed::cli {
namespace {

void write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EPIPE) return;
    if (count < 0)
      throw Error(ErrorCode::io, "cannot write the answer to the standard output",
                  "is the disk full?");
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

}  // namespace

bool stdout_is_terminal() { return ::isatty(STDOUT_FILENO) == 1; }
bool stderr_is_terminal() { return ::isatty(STDERR_FILENO) == 1; }

bool wants_colour() {
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  return stdout_is_terminal() && !(no_color && *no_color) &&
         !(term && std::string_view(term) == "dumb");
}

int terminal_width() {
  winsize size{};
  if (stdout_is_terminal() && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return std::clamp<int>(size.ws_col, 40, 100);
  return 80;
}

void write_stdout(std::string_view text) { write_all(STDOUT_FILENO, text); }

void write_stderr(std::string_view text) {
  try {
    write_all(STDERR_FILENO, text);
  } catch (const Error&) {  // nowhere left to say it
  }
}

Progress ProgressLine::callback() {
  if (!enabled_ || !stderr_is_terminal()) return {};
  return [this](std::string_view phase, double fraction) {
    constexpr int kCells = 24;
    const int filled = static_cast<int>(std::clamp(fraction, 0.0, 1.0) * kCells);
    std::string line = "\r\x1b[K[" + std::string(static_cast<std::size_t>(filled), '=') +
                       std::string(static_cast<std::size_t>(kCells - filled), ' ') + "] " +
                       std::string(phase);
    if (line == last_) return;
    write_stderr(line);
    last_ = std::move(line);
    drawn_ = true;
  };
}

void ProgressLine::clear() {
  if (drawn_) write_stderr("\r\x1b[K");
  drawn_ = false;
  last_.clear();
}

}  // namespace qed::cli
