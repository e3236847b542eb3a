// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "qed/data/csv/chunk.h"
#include "qed/data/table.h"

namespace qed::data::csv {

/// The distinct words of a column as far as they matter: more than `limit` make it text.
struct Vocabulary {
  Words words;
  bool overflow = false;
  /// Also tells the piece the codes of its words (Piece::known).
  void add(Piece& piece, std::size_t limit);
};

/// Whether a quick count is sure of more than `limit` distinct words. It gives up where words repeat.
bool surely_more(const std::vector<Piece*>& pieces, std::size_t limit);

/// max(50, 5 % of rows), at most 2^20.
std::size_t category_limit(std::int64_t rows);

/// What a column is, after all its cells.
struct Decision {
  ColumnType type = ColumnType::text;
  bool day_first = true;  ///< of written dates
  bool written_dates = false;
  std::array<std::string, 2> spelled = {"false", "true"};  ///< of a boolean: its no and yes
};

/// The kind with which the column must be read again; nothing when `kind` stands. A column is numeric when at most
/// 1 % and at most 100 of its cells are something else, else time under the same rule, else words.
std::optional<Kind> other_kind(Kind kind, const Tally& tally);

/// vocabulary: of a column of words.
Decision decide(Kind kind, const Tally& tally, const Vocabulary& vocabulary);

/// The column that the pieces make, in order.
Column assemble(std::string name, const Decision& decision, std::vector<Piece*> pieces,
                const Vocabulary& vocabulary);

}  // namespace qed::data::csv
