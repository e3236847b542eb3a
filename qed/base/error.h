// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <concepts>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

namespace qed {

/// Whose mistake it is. All but `internal` are the caller's; `internal` is a defect of QED.
enum class ErrorCode { bad_option, bad_shape, bad_value, bad_data, io, internal };

/// The spelling of a code in messages and JSON.
std::string_view name(ErrorCode code);

/// The one exception that leaves the library.
///   message: "perplexity: is -3, but must be in (0, inf)"  - subject, what was found, what was expected
///   context: outermost last, added while unwinding          - "customers.csv:17:4"
///   hint:    what to do now                                 - "did you mean --perplexity?"
class Error : public std::exception {
 public:
  Error(ErrorCode code, std::string message, std::string hint = {});

  ErrorCode code() const noexcept { return code_; }
  const std::string& message() const noexcept { return message_; }
  const std::string& hint() const noexcept { return hint_; }
  const std::vector<std::string>& context() const noexcept { return context_; }

  /// Adds where it happened; returns itself so that a reader can `throw error.with_context(place)`.
  Error& with_context(std::string place);

  /// "context: message", without the hint.
  const char* what() const noexcept override { return what_.c_str(); }

 private:
  void compose();
  ErrorCode code_;
  std::string message_, hint_, what_;
  std::vector<std::string> context_;
};

/// Thrown when the user interrupted the work (SIGINT); never caught below the command line.
class Interrupted : public std::exception {
 public:
  const char* what() const noexcept override { return "interrupted"; }
};

/// Throws Error{code, message, hint} unless `holds`. The message is built by the caller only when cheap.
inline void require(bool holds, ErrorCode code, std::string_view message,
                    std::string_view hint = {}) {
  if (!holds) throw Error(code, std::string(message), std::string(hint));
}

/// The same where the message is made of what was found: message() is called only when it is needed, so that a loop
/// over rows makes none.
template <class Message>
  requires std::invocable<Message>
void require(bool holds, ErrorCode code, const Message& message) {
  if (!holds) throw Error(code, message());
}

/// An invariant of QED itself: violated means a defect of ours, reported as such.
inline void ensure(bool holds, std::string_view what) {
  if (!holds) throw Error(ErrorCode::internal, std::string(what));
}

}  // namespace qed
