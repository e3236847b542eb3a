// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <utility>
#include <vector>

namespace qed::cli {

/// Wrapped to the terminal, every line indented.
std::string paragraph(const std::string& text, std::size_t indent = 2);
/// Names in a column, what they are beside them.
std::string listing(const std::vector<std::pair<std::string, std::string>>& entries);

}  // namespace qed::cli
