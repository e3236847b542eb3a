// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "qed/answers/question/question.h"

namespace qed::answers::map {

/// Everything that can be asked of `qed map`. The defaults answer a bare file.
struct MapOptions {
  std::string label;                   ///< empty: guessed from names and values
  std::vector<std::string> columns, drop;
  std::string scale = "auto";
  double perplexity = 0;               ///< 0: from the number of rows
  int dims = 2;
  std::string clusters = "auto";
  std::int64_t sample = 0;             ///< 0: all rows up to what the method carries
  int landmarks = 0;                   ///< 0: 1,000, of large tables 500
  int nulls = 99;
  std::string coordinates;             ///< file for the coordinates, empty: none
  std::string place;                   ///< file with rows to place on the map
  std::string flips = "on";
};

OptionList options(MapOptions& o);

/// The catalogue entry.
Question question();

}  // namespace qed::answers::map
