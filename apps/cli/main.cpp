// SPDX-License-Identifier: Apache-2.0
#include <csignal>
#include <exception>
#include <string>
#include <vector>

#include <unistd.h>

#include "commands.h"
#include "qed/base/error.h"
#include "qed/base/interrupt.h"
#include "qed/base/pages.h"
#include "qed/base/target.h"
#include "terminal.h"

namespace {

enum ExitCode { kAnswered = 0, kBadUse = 2, kOurBug = 3, kInterrupted = 130 };

// The first interrupt asks the work to stop, the second does not wait for it.
extern "C" void on_interrupt(int) {
  if (qed::interrupt_requested()) _exit(kInterrupted);
  qed::request_interrupt();
}

int report(const qed::Error& error) {
  std::string text = std::string("error: ") + error.what() + "\n";
  if (!error.hint().empty()) text += "hint: " + error.hint() + "\n";
  if (error.code() == qed::ErrorCode::internal)
    text +=
        "hint: this is a defect of qed; please report it with the command and `qed --version`\n";
  qed::cli::write_stderr(text);
  return error.code() == qed::ErrorCode::internal ? kOurBug : kBadUse;
}

}  // namespace

int main(int argc, char** argv) {
  if (!qed::cpu_supported()) {
    qed::cli::write_stderr(
        "error: this processor lacks AVX2, FMA or BMI2, which qed needs\n"
        "hint: build from source with -march for this machine\n");
    return kBadUse;
  }
  qed::keep_freed_pages();
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ,
              SIG_IGN);  // a file too large is an error of write, not the end of the process
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGTERM, on_interrupt);
  try {
    return qed::cli::run({argv + 1, argv + argc});
  } catch (const qed::Error& error) {
    return report(error);
  } catch (const qed::Interrupted&) {
    qed::cli::write_stderr("interrupted: nothing was written\n");
    return kInterrupted;
  } catch (const std::bad_alloc&) {
    qed::cli::write_stderr(
        "error: there is not enough memory\nhint: --sample N answers from N rows\n");
    return kBadUse;
  } catch (const std::exception& error) {
    return report(qed::Error(qed::ErrorCode::internal, error.what()));
  }
}
