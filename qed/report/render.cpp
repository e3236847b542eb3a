// SPDX-License-Identifier: Apache-2.0
#include "qed/report/render.h"

#include "qed/base/error.h"
#include "qed/base/text.h"

namespace qed::report {

std::string render(const evidence::Answer& answer, std::string_view format,
                   Explanations explanations) {
  if (format == "text") return render_text(answer);
  if (format == "json") return render_json(answer);
  if (format == "html") return render_html(answer, explanations);
  if (format == "md") return render_markdown(answer);
  const std::string known[] = {"text", "json", "html", "md"};
  throw Error(
      ErrorCode::bad_option,
      "format: is \"" + printable(format) + "\", but must be one of text, json, html and md",
      did_you_mean(format, known));
}

}  // namespace qed::report
