// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>

namespace qed::data::csv {

struct Count {
  std::size_t quotes = 0;  ///< bytes that are "
  bool has_nul = false;
};

Count count_quotes(const char* bytes, std::size_t n);

}  // namespace qed::data::csv
