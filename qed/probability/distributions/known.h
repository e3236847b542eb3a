// SPDX-License-Identifier: Apache-2.0
#pragma once
// A number of a law, or why the law has none.
#include <optional>
#include <string_view>
#include <utility>

namespace qed::probability {

/// Why there is none: `infinite`, the integral is +∞; `undefined`, it does not exist, or what it is measured about does
/// not (∞ - ∞, 0/0); `no_closed_form`, it exists and is not computed here.
enum class Absence { infinite, undefined, no_closed_form };

/// "infinite", "undefined", "no closed form".
constexpr std::string_view words(Absence absence) {
  switch (absence) {
    case Absence::infinite:
      return "infinite";
    case Absence::undefined:
      return "undefined";
    case Absence::no_closed_form:
      return "no closed form";
  }
  return "";
}

/// Reads as std::optional does; `absence()` says why it is empty.
template <class T>
class Known {
 public:
  constexpr Known(T value) : value_(std::move(value)) {}
  constexpr Known(Absence absence) : absence_(absence) {}
  constexpr bool has_value() const { return value_.has_value(); }
  constexpr explicit operator bool() const { return has_value(); }
  constexpr const T& operator*() const { return *value_; }
  constexpr const T* operator->() const { return &*value_; }
  constexpr T value_or(T other) const { return value_.value_or(std::move(other)); }
  /// Only where there is no value.
  constexpr Absence absence() const { return absence_; }
  constexpr bool is(Absence why) const { return !value_ && absence_ == why; }

 private:
  std::optional<T> value_;
  Absence absence_ = Absence::undefined;
};

}  // namespace qed::probability
