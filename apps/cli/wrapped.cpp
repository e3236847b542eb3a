// SPDX-License-Identifier: Apache-2.0
#include "wrapped.h"

#include <algorithm>

#include "qed/report/text/layout.h"
#include "terminal.h"

namespace qed::cli {

std::string paragraph(const std::string& text, std::size_t indent) {
  std::string out;
  for (const std::string& line :
       report::wrap(text, static_cast<std::size_t>(terminal_width()) - indent))
    out += std::string(indent, ' ') + line + "\n";
  return out;
}

std::string listing(const std::vector<std::pair<std::string, std::string>>& entries) {
  std::size_t widest = 0;
  for (const auto& [name, text] : entries) widest = std::max(widest, report::display_width(name));
  std::string out;
  for (const auto& [name, text] : entries) {
    const std::string rest = paragraph(text, widest + 4);
    out += "  " + report::pad_right(name, widest) + rest.substr(widest + 2);
  }
  return out;
}

}  // namespace qed::cli
