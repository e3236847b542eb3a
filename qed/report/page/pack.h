// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "qed/evidence/answer.h"
#include "qed/report/json/writer.h"

namespace qed::report {

/// gzip, base64: what web/src/decode.js reads.
std::string packed(std::string_view bytes);

/// A part of the page that holds one array.
struct Part {
  std::string id, base64;
};

/// Pictures of the same rows, made small enough for the page.
///   pictures      evidence of kind points that share rows, columns and neighbours, in the answer's order; other rows
///                 placed on a picture belong to its frame
///   parts         their arrays: coordinates in 14 bits, levels and numbers in 8 (16 for more than 255 levels)
///   description   the JSON that says what is in them
///   left_out      a sentence on what did not fit, empty when all did
struct PackedMap {
  std::vector<const evidence::Points*> pictures;
  std::vector<Part> parts;
  std::string left_out;
  void describe(JsonWriter& json) const;

  struct Column {
    std::string name, part;
    int width = 1;
    std::vector<std::string> levels;       ///< of a categorical column
    std::vector<float> values;  ///< the numbers that codes stand for, rising; at most 255
    bool is_rounded = false;  ///< are they fewer than the column's own?
    bool is_number = false;
  };
  struct Frame {
    std::string part;
    int dims = 2;
    int width = 0, height = 0, depth = 0;  ///< the picture's box in steps
    const evidence::Points* placed = nullptr;  ///< other rows that stand in this picture
    std::string placed_part, placed_rows;
    std::vector<std::string> placed_neighbours;  ///< a part for each of their nearest neighbours
    std::vector<Column> placed_columns;  ///< their own values
  };
  std::size_t points = 0;
  std::string rows;  ///< part of the row numbers, empty: in order
  std::vector<Frame> frames;
  std::vector<Column> columns;
  std::vector<std::string> neighbours;  ///< a part for each of the nearest neighbours
};

/// All pictures of an answer. The rule of the budget (bytes of base64 for all of them together): coordinates, row
/// numbers, the first column and two columns of placed rows always; then, while they fit, the reliability, the three
/// nearest neighbours, the other columns in order, those of placed rows, and the neighbours beyond the third.
std::vector<PackedMap> pack_maps(const evidence::Answer& answer, std::size_t budget);

}  // namespace qed::report
