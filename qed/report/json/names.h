// SPDX-License-Identifier: Apache-2.0
#pragma once
// The spelling of kinds and enumerators in JSON, for writing and reading alike.
#include <array>
#include <string_view>

#include "qed/evidence/answer.h"

namespace qed::report {

inline constexpr std::string_view kSchema = "qed.answer/1";

/// In the order of evidence::Evidence.
inline constexpr std::array<std::string_view, 7> kKinds{
    "estimate", "test", "certificate", "table", "curve", "points", "trace"};
static_assert(kKinds.size() == std::variant_size_v<evidence::Evidence>);

/// Names of an enumeration's values 0, 1, ...
template <class Enum, std::size_t N>
struct Names {
  std::array<std::string_view, N> names;
  constexpr std::string_view operator[](Enum value) const {
    return names[static_cast<std::size_t>(value)];
  }
};

inline constexpr Names<evidence::Supports, 3> kSupports{{"yes", "no", "neither"}};
inline constexpr Names<evidence::Status, 3> kStatus{{"yes", "no", "undecided"}};
inline constexpr Names<evidence::Assumption::State, 3> kState{{"holds", "fails", "untested"}};
inline constexpr Names<evidence::Certificate::Relation, 2> kRelation{{"at_most", "at_least"}};

}  // namespace qed::report
