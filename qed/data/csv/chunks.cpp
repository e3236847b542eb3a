// SPDX-License-Identifier: Apache-2.0
#include "qed/data/csv/chunks.h"

#include <algorithm>
#include <atomic>
#include <numeric>
#include <string>
#include <utility>

#include "qed/base/threads.h"

namespace qed::data::csv {
namespace {

std::vector<Piece*> pieces_of(Chunks& chunks, std::size_t j) {
  std::vector<Piece*> pieces;
  for (Chunk& chunk : chunks) pieces.push_back(&chunk.pieces[j]);
  return pieces;
}

struct Finished {
  Column column;
  std::vector<std::string> notes;
};

// `decided`: what the whole file says of the column, when the chunks are only a batch of it.
Finished finish(const File& file, Chunks& chunks, std::size_t j, const Tally& tally,
                const Decision* decided) {
  const std::vector<Piece*> pieces = pieces_of(chunks, j);
  const std::size_t limit =
      decided != nullptr ? static_cast<std::size_t>(tally.rows) : category_limit(tally.rows);
  Vocabulary vocabulary;
  if (decided == nullptr) vocabulary.overflow = surely_more(pieces, limit);
  if (decided == nullptr || decided->type == ColumnType::category)
    for (Piece* piece : pieces)
      if (piece->kind == Kind::words) vocabulary.add(*piece, limit);
  const Decision decision =
      decided != nullptr ? *decided : decide(pieces.front()->kind, tally, vocabulary);
  Finished finished{assemble(file.names()[j], decision, pieces, vocabulary), {}};
  if (decided == nullptr) finished.notes = file.notes_on(j, tally, decision);
  for (Piece* piece : pieces) *piece = Piece();
  return finished;
}

}  // namespace

std::vector<Tally> tallies_of(const Chunks& chunks, std::size_t columns) {
  std::vector<Tally> tallies(columns);
  for (const Chunk& chunk : chunks)
    for (std::size_t j = 0; j < columns; ++j) tallies[j].add(chunk.pieces[j].tally);
  return tallies;
}

std::vector<Kind> changes(const Layout& layout, const std::vector<Tally>& tallies) {
  std::vector<Kind> again(layout.kinds.size(), Kind::skip);
  for (std::size_t j = 0; j < again.size(); ++j)
    if (const auto other = other_kind(layout.kinds[j], tallies[j])) again[j] = *other;
  return again;
}

bool any(const std::vector<Kind>& kinds) {
  return std::ranges::any_of(kinds, [](Kind kind) { return kind != Kind::skip; });
}

void read_again(Chunks& chunks, Layout& layout, const std::vector<Kind>& again, const char* end) {
  const Layout only{layout.dialect, again, false};
  parallel_blocks(chunks.size(), 1, [&](Block block) {
    Chunk& chunk = chunks[block.index];
    Chunk reread = read_chunk(chunk.begin, chunk.end, end, only);
    for (std::size_t j = 0; j < again.size(); ++j)
      if (again[j] != Kind::skip) chunk.pieces[j] = std::move(reread.pieces[j]);
  });
  for (std::size_t j = 0; j < again.size(); ++j)
    if (again[j] != Kind::skip) layout.kinds[j] = again[j];
}

std::vector<Decision> decisions_of(Chunks& chunks, const Layout& layout) {
  const std::vector<Tally> tallies = tallies_of(chunks, layout.kinds.size());
  std::vector<Decision> decisions(layout.kinds.size());
  parallel_blocks(decisions.size(), 1, [&](Block block) {
    const std::size_t j = block.index;
    const std::size_t limit = category_limit(tallies[j].rows);
    Vocabulary vocabulary;
    if (layout.kinds[j] == Kind::words)
      for (Piece* piece : pieces_of(chunks, j)) {
        vocabulary.add(*piece, limit);
        piece->known.clear();
      }
    decisions[j] = decide(layout.kinds[j], tallies[j], vocabulary);
  });
  return decisions;
}

Table table_of(const File& file, Chunks& chunks, const Layout& layout,
               const std::vector<Decision>* decided) {
  const std::vector<Tally> tallies = tallies_of(chunks, layout.kinds.size());
  std::vector<std::size_t> kept;
  for (std::size_t j = 0; j < layout.kinds.size(); ++j)
    if (layout.kinds[j] != Kind::skip) kept.push_back(j);
  // Words take longest: they begin, so that no thread is left with them at the end.
  std::vector<std::size_t> turn(kept.size());
  std::iota(turn.begin(), turn.end(), std::size_t{0});
  std::ranges::stable_partition(
      turn, [&](std::size_t i) { return layout.kinds[kept[i]] == Kind::words; });
  std::vector<Finished> finished(kept.size());
  std::atomic<std::size_t> next{0};
  parallel_blocks(kept.size(), 1, [&](Block) {
    const std::size_t i = turn[next++], j = kept[i];
    finished[i] =
        finish(file, chunks, j, tallies[j], decided != nullptr ? &(*decided)[j] : nullptr);
  });
  Table table;
  for (const Chunk& chunk : chunks) table.rows += chunk.rows;
  if (decided == nullptr) table.notes = file.notes();
  for (Finished& one : finished) {
    table.columns.push_back(std::move(one.column));
    table.notes.insert(table.notes.end(), one.notes.begin(), one.notes.end());
  }
  return table;
}

Table table_of(const File& file, Chunk& chunk, std::span<const std::size_t> columns,
               const std::vector<Decision>& decided) {
  Table table;
  table.rows = chunk.rows;
  for (const std::size_t j : columns) {
    Piece& piece = chunk.pieces[j];
    Decision decision = decided[j];
    if (piece.kind == Kind::integer)
      decision.type = piece.tally.has_fraction ? ColumnType::number : ColumnType::integer;
    Vocabulary vocabulary;
    if (piece.kind == Kind::words && decision.type == ColumnType::category) {
      // Words that hardly repeat need no levels: they stay as they stand.
      piece.known.clear();
      if (piece.repeats)
        vocabulary.add(piece, static_cast<std::size_t>(chunk.rows));
      else
        decision.type = ColumnType::text;
    }
    table.columns.push_back(assemble(file.names()[j], decision, {&piece}, vocabulary));
  }
  return table;
}

}  // namespace qed::data::csv
