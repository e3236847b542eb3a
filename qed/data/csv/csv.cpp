// SPDX-License-Identifier: Apache-2.0
#include "qed/data/csv/csv.h"

#include <algorithm>
#include <atomic>
#include <numeric>
#include <utility>

#include "qed/base/threads.h"
#include "qed/data/csv/file.h"
#include "qed/data/sample/sample.h"

namespace qed::data::csv {
namespace {

using Chunks = std::vector<Chunk>;
constexpr std::size_t kChunk = std::size_t{1} << 20;

std::vector<Tally> tallies_of(const Chunks& chunks, std::size_t d) {
  std::vector<Tally> tallies(d);
  for (const Chunk& chunk : chunks)
    for (std::size_t j = 0; j < d; ++j) tallies[j].add(chunk.pieces[j].tally);
  return tallies;
}

// The kinds that columns must be read again with, `skip` for those that stand.
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

struct Finished {
  Column column;
  std::vector<std::string> notes;
};

// `decided`: what the whole file says of the column, when the chunks are only a batch of it.
Finished finish(const File& file, Chunks& chunks, std::size_t j, const Tally& tally,
                const Decision* decided) {
  std::vector<Piece*> pieces;
  for (Chunk& chunk : chunks) pieces.push_back(&chunk.pieces[j]);
  const std::size_t limit =
      decided != nullptr ? static_cast<std::size_t>(tally.rows) : category_limit(tally.rows);
  Vocabulary vocabulary;
  vocabulary.outlives_pieces = false;
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

std::size_t kept_columns(const Layout& layout) {
  return layout.kinds.size() -
         static_cast<std::size_t>(std::ranges::count(layout.kinds, Kind::skip));
}

// A text larger than memory: windows of it in turn, of which types are learnt and rows of the sample are kept.
class Windows {
 public:
  Windows(const File& file, const ReadOptions& options, const Progress& progress)
      : file_(file), progress_(progress), layout_(file.layout()),
        step_(static_cast<std::ptrdiff_t>(
            std::clamp<std::uint64_t>(options.memory / 8, 1u << 10, 1u << 26))),
        sample_(sample_size(options, kept_columns(layout_)), options.seed),
        decisions_(layout_.kinds.size()), notes_(layout_.kinds.size()) {}

  Table sample() {
    Layout pass = layout_;
    pass.keeps_rows = true;
    for (std::vector<Kind> again; any(again = look_through(pass));
         pass = {pass.dialect, again, false})
      for (std::size_t j = 0; j < again.size(); ++j)
        if (again[j] != Kind::skip) layout_.kinds[j] = again[j];
    const std::vector<RowSample::Kept> rows = sample_.take();
    std::string text;
    Chunks chunks = read_rows(rows, text);
    Table table = table_of(file_, chunks, layout_, &decisions_);
    table.rows_in_file = rows_;
    if (table.rows < rows_)
      for (const auto& row : rows) table.row_of.push_back(row.row);
    table.notes = file_.notes();
    for (const auto& some : notes_) table.notes.insert(table.notes.end(), some.begin(), some.end());
    return table;
  }

 private:
  // One pass over the whole text: tallies, vocabularies and decisions of the columns of `pass`. Returns what must be
  // read again and how.
  std::vector<Kind> look_through(const Layout& pass) {
    const std::size_t d = pass.kinds.size();
    std::vector<Tally> tallies(d);
    std::vector<Vocabulary> vocabularies(d);
    for (const char* at = file_.begin(); at != file_.end();) {
      if (progress_)
        progress_("read", static_cast<double>(at - file_.begin()) /
                              static_cast<double>(file_.end() - file_.begin()));
      const char* const to = file_.end() - at > step_ ? at + step_ : file_.end();
      Chunks chunks = file_.read(at, to, pass, {});
      at = chunks.back().end;
      parallel_blocks(d, 1, [&](Block block) {
        const std::size_t j = block.index;
        for (Chunk& chunk : chunks) {
          tallies[j].add(chunk.pieces[j].tally);
          if (pass.kinds[j] == Kind::words)
            vocabularies[j].add(chunk.pieces[j], std::size_t{1} << 20);
        }
      });
      if (pass.keeps_rows) std::ranges::for_each(chunks, [&](const Chunk& c) { offer(c); });
    }
    const std::vector<Kind> again = changes(pass, tallies);
    for (std::size_t j = 0; j < d; ++j)
      if (pass.kinds[j] != Kind::skip && again[j] == Kind::skip)
        settle(j, pass.kinds[j], tallies[j], vocabularies[j]);
    return again;
  }

  void settle(std::size_t j, Kind kind, const Tally& tally, Vocabulary& vocabulary) {
    vocabulary.overflow =
        vocabulary.overflow || vocabulary.words.levels().size() > category_limit(tally.rows);
    decisions_[j] = decide(kind, tally, vocabulary);
    notes_[j] = file_.notes_on(j, tally, decisions_[j]);
  }

  void offer(const Chunk& chunk) {
    for (std::size_t i = 0; i < chunk.row_at.size(); ++i) {
      const char* const begin = chunk.begin + chunk.row_at[i];
      const char* const end =
          i + 1 < chunk.row_at.size() ? chunk.begin + chunk.row_at[i + 1] : chunk.end;
      sample_.offer(rows_++, {begin, static_cast<std::size_t>(end - begin)});
    }
  }

  // The sampled rows as a text of their own, read with the kinds that the whole file decided.
  Chunks read_rows(const std::vector<RowSample::Kept>& rows, std::string& text) const {
    std::vector<std::size_t> starts{0};
    for (const auto& row : rows) {
      if (text.size() - starts.back() >= kChunk) starts.push_back(text.size());
      text += row.text;
      if (!row.text.ends_with('\n')) text += '\n';  // \r too: a blank row "\n" may follow
    }
    starts.push_back(text.size());
    Chunks chunks(starts.size() - 1);
    const char* const end = text.data() + text.size();
    parallel_blocks(chunks.size(), 1, [&](Block block) {
      chunks[block.index] = read_chunk(text.data() + starts[block.index],
                                       text.data() + starts[block.index + 1], end, layout_);
    });
    return chunks;
  }

  const File& file_;
  const Progress& progress_;
  Layout layout_;
  std::ptrdiff_t step_;
  RowSample sample_;
  std::int64_t rows_ = 0;
  std::vector<Decision> decisions_;
  std::vector<std::vector<std::string>> notes_;
};

}  // namespace

Table read_csv(const Bytes& bytes, const std::string& name, const ReadOptions& options,
               const Progress& progress) {
  const File file(bytes, name, options);
  if (options.sample > 0 && bytes.view.size() > options.memory)
    return Windows(file, options, progress).sample();
  Layout layout = file.layout();
  Chunks chunks = file.read(file.begin(), file.end(), layout, progress);
  for (std::vector<Kind> again;
       any(again = changes(layout, tallies_of(chunks, layout.kinds.size())));)
    read_again(chunks, layout, again, file.end());
  return table_of(file, chunks, layout, nullptr);
}

}  // namespace qed::data::csv
