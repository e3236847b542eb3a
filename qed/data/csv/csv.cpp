// SPDX-License-Identifier: Apache-2.0
#include "qed/data/csv/csv.h"

#include <algorithm>
#include <utility>

#include "qed/base/threads.h"
#include "qed/data/csv/file.h"

namespace qed::data::csv {
namespace {

using Chunks = std::vector<Chunk>;

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
  const Layout only{layout.dialect, again};
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
  if (decided == nullptr || decided->type == ColumnType::category)
    for (const Piece* piece : pieces)
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
  std::vector<Finished> finished(kept.size());
  parallel_blocks(kept.size(), 1, [&](Block block) {
    const std::size_t j = kept[block.index];
    finished[block.index] =
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

// Windows of the text in turn: first all of them for the types, then one a call.
class Batches : public BatchReader {
 public:
  Batches(const Bytes& bytes, const std::string& name, const ReadOptions& options,
          std::int64_t batch_bytes)
      : file_(bytes, name, options), layout_(file_.layout()),
        step_(std::max<std::int64_t>(batch_bytes, 1)), at_(file_.begin()), notes_(file_.notes()) {
    for (Layout pass = layout_;;) {
      const std::vector<Kind> again = look_through(pass);
      if (!any(again)) break;
      pass.kinds = again;
      for (std::size_t j = 0; j < again.size(); ++j)
        if (again[j] != Kind::skip) layout_.kinds[j] = again[j];
    }
  }

  std::optional<Table> next() override {
    if (at_ == file_.end()) return std::nullopt;
    Chunks chunks = window(layout_);
    return table_of(file_, chunks, layout_, &decisions_);
  }
  const std::vector<std::string>& notes() const override { return notes_; }

 private:
  Chunks window(const Layout& layout) {
    const char* const to = file_.end() - at_ > step_ ? at_ + step_ : file_.end();
    Chunks chunks = file_.read(at_, to, layout, {});
    at_ = chunks.back().end;
    return chunks;
  }

  // One pass over the whole file: tallies, vocabularies and decisions of the columns of `pass`.
  std::vector<Kind> look_through(const Layout& pass) {
    const std::size_t d = pass.kinds.size();
    std::vector<Tally> tallies(d);
    std::vector<Vocabulary> vocabularies(d);
    decisions_.resize(d);
    for (at_ = file_.begin(); at_ != file_.end();) {
      const Chunks chunks = window(pass);
      for (std::size_t j = 0; j < d; ++j)
        for (const Chunk& chunk : chunks) {
          tallies[j].add(chunk.pieces[j].tally);
          if (pass.kinds[j] == Kind::words)
            vocabularies[j].add(chunk.pieces[j], std::size_t{1} << 20);
        }
    }
    at_ = file_.begin();
    const std::vector<Kind> again = changes(pass, tallies);
    for (std::size_t j = 0; j < d; ++j) {
      if (pass.kinds[j] == Kind::skip || again[j] != Kind::skip) continue;
      Vocabulary& words = vocabularies[j];
      words.overflow =
          words.overflow || words.words.levels().size() > category_limit(tallies[j].rows);
      decisions_[j] = decide(pass.kinds[j], tallies[j], words);
      for (std::string& note : file_.notes_on(j, tallies[j], decisions_[j]))
        notes_.push_back(std::move(note));
    }
    return again;
  }

  File file_;
  Layout layout_;
  std::int64_t step_;
  const char* at_;
  std::vector<std::string> notes_;
  std::vector<Decision> decisions_;
};

}  // namespace

Table read_csv(const Bytes& bytes, const std::string& name, const ReadOptions& options,
               const Progress& progress) {
  const File file(bytes, name, options);
  Layout layout = file.layout();
  Chunks chunks = file.read(file.begin(), file.end(), layout, progress);
  for (std::vector<Kind> again;
       any(again = changes(layout, tallies_of(chunks, layout.kinds.size())));)
    read_again(chunks, layout, again, file.end());
  return table_of(file, chunks, layout, nullptr);
}

std::unique_ptr<BatchReader> open_batches(const Bytes& bytes, const std::string& name,
                                          const ReadOptions& options, std::int64_t batch_bytes) {
  return std::make_unique<Batches>(bytes, name, options, batch_bytes);
}

}  // namespace qed::data::csv
