// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>

namespace qed::data::csv {

/// How many of n bytes are `byte`.
std::size_t count_byte(const char* bytes, std::size_t n, char byte);

}  // namespace qed::data::csv
