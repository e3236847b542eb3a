// SPDX-License-Identifier: Apache-2.0
#include "qed/report/render.h"

namespace qed::report {

std::string render_html(const evidence::Answer& answer) {
  std::string page =
      "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>qed</title><pre>";
  for (const char c : render_text(answer)) {
    if (c == '<')
      page += "&lt;";
    else if (c == '&')
      page += "&amp;";
    else
      page += c;
  }
  return page + "</pre></html>\n";
}

}  // namespace qed::report
