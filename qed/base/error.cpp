// SPDX-License-Identifier: Apache-2.0
#include "qed/base/error.h"

#include <utility>

namespace qed {

std::string_view name(ErrorCode code) {
  switch (code) {
    case ErrorCode::bad_option:
      return "bad_option";
    case ErrorCode::bad_shape:
      return "bad_shape";
    case ErrorCode::bad_value:
      return "bad_value";
    case ErrorCode::bad_data:
      return "bad_data";
    case ErrorCode::io:
      return "io";
    case ErrorCode::internal:
      return "internal";
  }
  return "internal";
}

Error::Error(ErrorCode code, std::string message, std::string hint)
    : code_(code), message_(std::move(message)), hint_(std::move(hint)) {
  compose();
}

Error& Error::with_context(std::string place) {
  context_.push_back(std::move(place));
  compose();
  return *this;
}

void Error::compose() {
  what_.clear();
  for (auto place = context_.rbegin(); place != context_.rend(); ++place) what_ += *place + ": ";
  what_ += message_;
}

}  // namespace qed
