// SPDX-License-Identifier: Apache-2.0
#pragma once
// An answer in the forms in which people and programs read it. Everything that came from data is
// escaped.
#include <span>
#include <string>
#include <string_view>

#include "qed/evidence/answer.h"
#include "qed/evidence/explanation.h"

namespace qed::report {

/// What the evidence means, by id; an id without one is shown without.
using Explanations = std::span<const evidence::Explanation>;

struct TextOptions {
  int width = 80;        ///< cells a line, at least 40
  bool colour = false;   ///< ANSI colours, beside the marks that already say the same
  bool unicode = true;   ///< false: marks, rules and charts in ASCII
  bool explain = false;  ///< also the id, source, formula, interval method, null and sample size of
  ///< each piece of evidence
  Explanations explanations = {};
};

/// For a terminal: the verdict first, then the evidence by section, what flips it, assumptions,
/// what to do next.
std::string render_text(const evidence::Answer& answer, const TextOptions& options = {});

struct JsonOptions {
  bool neighbours = false;  ///< of points: a third of the file, and the data have them
};

/// The answer as "qed.answer/1" (qed/evidence/answer.schema.json). parse_json is its inverse.
/// Numbers are written so that they read back to the same bits; an infinite number is "inf" or
/// "-inf" ({"number": "inf"} where a text is also allowed), a missing one (NaN in a series or
/// attribute) null. Claims, rules and measured sentences are written with their numbers in; the
/// sentence as written stands beside it ("claim_template").
std::string render_json(const evidence::Answer& answer, const JsonOptions& options = {});

/// Reads an answer. Throws Error{bad_data} with the JSON path for whatever the schema does not
/// allow: syntax, nesting beyond 64, unknown or missing members, sizes that do not agree, and
/// numbers in a sentence that its evidence denies.
evidence::Answer parse_json(std::string_view text);

/// A page in one file that loads nothing: the answer in words and tables, with charts where scripts
/// may run. Evidence that is explained has its formula and reading beside it.
std::string render_html(const evidence::Answer& answer, Explanations explanations = {});

/// For an issue, a notebook or a pull request: GitHub's Markdown.
std::string render_markdown(const evidence::Answer& answer);

/// By name of the format: text (80 columns, no colour), json, html, md. Throws Error{bad_option}
/// for another.
std::string render(const evidence::Answer& answer, std::string_view format,
                   Explanations explanations = {});

}  // namespace qed::report
