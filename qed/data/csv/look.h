// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "qed/data/csv/chunk.h"

namespace qed::data::csv {

/// What the first rows of a text say about all of it.
struct Look {
  Layout layout;  ///< separator, decimal sign and a first guess of each column's kind
  std::vector<std::string> names;  ///< distinct and not empty
  const char* body = nullptr;  ///< where the first row of data begins
  std::vector<std::string> notes;
};

/// separator "" or one byte. The separator is that of , ; tab | which stands equally often in every row; the decimal
/// sign is a comma when cells look like 1,5 and none like 1.5; there is no header when all cells of the first row are
/// numbers. Throws Error{bad_data} for an empty text, UTF-16, and a header without rows.
Look look_at(std::string_view text, const std::string& separator);

}  // namespace qed::data::csv
