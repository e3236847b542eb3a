// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "qed/evidence/answer.h"
#include "qed/report/page/pack.h"
#include "qed/report/render.h"

namespace qed::report {

/// Text as HTML, in an element or a quoted attribute: printable, with & < > " ' escaped.
std::string escaped(std::string_view text);

/// Text as HTML for reading: escaped, and a line never ends after the hyphen of "t-SNE", "k-means" or "-KL".
std::string prose(std::string_view text);

/// "<p class="note">text</p>", the text as prose (of code: escaped); empty text gives nothing.
std::string element(std::string_view tag, std::string_view css_class, std::string_view text);

/// What charts are drawn from, beside the words: index i belongs to the element "chart-test-i", "chart-curve-i".
struct ChartData {
  std::vector<const evidence::Test*> tests;
  struct Lines {
    std::string x_label, y_label;
    bool x_log = false, y_log = false;
    const std::vector<evidence::Series>* series = nullptr;
  };
  std::vector<Lines> curves;
  std::vector<PackedMap> maps;
  /// The JSON of the page's data element.
  std::string json() const;
};

/// The sections of evidence (but pictures), each piece with its explanation; notes what is to be drawn.
std::string evidence_html(const evidence::Answer& answer, Explanations explanations,
                          ChartData& charts);

/// The explorer of one set of pictures.
std::string map_html(const PackedMap& map, std::size_t index, const evidence::Answer& answer);

/// "✔ supports" for eyes and for a screen reader.
std::string mark_html(evidence::Supports supports);

}  // namespace qed::report
