// SPDX-License-Identifier: Apache-2.0
#include "qed/data/csv/windows.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "qed/base/threads.h"

namespace qed::data::csv {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 20;
constexpr std::ptrdiff_t kLook = std::ptrdiff_t{4} << 20;

std::size_t kept_columns(const Layout& layout) {
  return layout.kinds.size() -
         static_cast<std::size_t>(std::ranges::count(layout.kinds, Kind::skip));
}

// One type as far as the values of a column go: words are words, numbers numbers.
ColumnType kin(ColumnType type) {
  if (type == ColumnType::integer) return ColumnType::number;
  return type == ColumnType::text ? ColumnType::category : type;
}

bool is_alike(const Decision& a, const Decision& b) {
  return kin(a.type) == kin(b.type) && a.written_dates == b.written_dates &&
         (!a.written_dates || a.day_first == b.day_first);
}

}  // namespace

Windows::Windows(const File& file, const ReadOptions& options, const Progress& progress)
    : file_(file), progress_(progress), visitor_(options.visitor), layout_(file.layout()),
      step_(static_cast<std::ptrdiff_t>(
          std::clamp<std::uint64_t>(options.memory / 8, 1u << 10, 1u << 26))),
      sample_(passing_sample_size(options, kept_columns(layout_)), options.seed),
      decisions_(layout_.kinds.size()), notes_(layout_.kinds.size()) {}

Table Windows::sample() {
  if (visitor_ != nullptr) first_look();
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
  if (visitor_ != nullptr && !(shown_as_decided() && visitor_->stands(table))) {
    visitor_->prepare(table, true);
    show_again();
  }
  return table;
}

// The first rows as a table of their own, so that the visitor knows what to gather while the whole is read.
void Windows::first_look() {
  const std::ptrdiff_t size = std::min({kLook, step_, file_.end() - file_.begin()});
  Chunks chunks = file_.read(file_.begin(), file_.begin() + size, layout_, {});
  for (std::vector<Kind> again;
       any(again = changes(layout_, tallies_of(chunks, layout_.kinds.size())));)
    read_again(chunks, layout_, again, file_.end());
  shown_as_ = decisions_of(chunks, layout_);
  shown_kinds_ = layout_.kinds;
  visitor_->prepare(table_of(file_, chunks, layout_, &shown_as_), false);
  shown_ = wanted_columns();
}

std::vector<std::size_t> Windows::wanted_columns() const {
  std::vector<std::size_t> places;
  for (const std::string& name : visitor_->columns())
    places.push_back(
        static_cast<std::size_t>(std::ranges::find(file_.names(), name) - file_.names().begin()));
  return places;
}

bool Windows::shown_as_decided() const {
  return std::ranges::all_of(shown_, [&](std::size_t j) {
    return shown_kinds_[j] == layout_.kinds[j] && is_alike(shown_as_[j], decisions_[j]);
  });
}

// take(chunks, first row of the first) for some chunks at a time, so that what they amount to need not all be held.
void Windows::each_group(const Layout& pass, const char* phase,
                         const std::function<void(std::span<Chunk>, std::int64_t)>& take) {
  std::int64_t rows = 0;
  const std::size_t together = 4 * static_cast<std::size_t>(threads());
  for (const char* at = file_.begin(); at != file_.end();) {
    if (progress_)
      progress_(phase, static_cast<double>(at - file_.begin()) /
                           static_cast<double>(file_.end() - file_.begin()));
    const char* const to = file_.end() - at > step_ ? at + step_ : file_.end();
    Chunks chunks = file_.read(at, to, pass, {});
    for (std::size_t from = 0; from < chunks.size(); from += together) {
      const auto some = std::span(chunks).subspan(from, std::min(together, chunks.size() - from));
      take(some, rows);
      for (const Chunk& chunk : some) rows += chunk.rows;
    }
    const char* const end = chunks.back().end;
    file_.pass_by(at, end);
    at = end;
  }
}

// What a chunk by itself can say: hashes of words by column, rows that may come into the sample.
struct Windows::OfChunk {
  std::vector<std::vector<std::uint64_t>> hashes = {};
  struct Row {
    std::int64_t row;
    std::uint64_t key;
    std::string_view text;
  };
  std::vector<Row> rows = {};
};

Windows::OfChunk Windows::look_at(const Chunk& chunk, std::int64_t first_row,
                                  const Layout& pass) const {
  OfChunk found;
  for (std::size_t j = 0; j < pass.kinds.size(); ++j)
    found.hashes.push_back(pass.kinds[j] == Kind::words ? DistinctWords::hashes_of(chunk.pieces[j])
                                                        : std::vector<std::uint64_t>());
  for (std::size_t i = 0; i < chunk.row_at.size(); ++i) {
    const std::int64_t row = first_row + static_cast<std::int64_t>(i);
    const std::uint64_t key = sample_.key(row);
    if (!sample_.may_stay(key)) continue;
    const char* const begin = chunk.begin + chunk.row_at[i];
    const char* const end =
        i + 1 < chunk.row_at.size() ? chunk.begin + chunk.row_at[i + 1] : chunk.end;
    found.rows.push_back({row, key, {begin, static_cast<std::size_t>(end - begin)}});
  }
  return found;
}

std::unique_ptr<BatchVisitor::Seen> Windows::show(Chunk& chunk, std::int64_t first_row) const {
  return visitor_->see(table_of(file_, chunk, shown_, shown_as_), first_row);
}

void Windows::add(Shown& shown) const {
  for (auto& one : shown) {
    visitor_->add(*one);
    one.reset();
  }
  shown.clear();
}

// One pass over the whole text: tallies, words and decisions of the columns of `pass`. Returns what must be read again
// and how.
std::vector<Kind> Windows::look_through(const Layout& pass) {
  const std::size_t d = pass.kinds.size();
  std::vector<Tally> tallies(d);
  std::vector<DistinctWords> words(d);
  const bool shows = pass.keeps_rows && !shown_.empty();
  Shown before;
  each_group(pass, "read", [&](std::span<Chunk> chunks, std::int64_t first_row) {
    std::vector<std::int64_t> first{first_row};
    for (const Chunk& chunk : chunks) first.push_back(first.back() + chunk.rows);
    std::vector<OfChunk> found(chunks.size());
    parallel_blocks(chunks.size(), 1, [&](Block block) {
      const std::size_t i = block.index;
      found[i] = look_at(chunks[i], first[i], pass);
    });
    // The words of a column are counted by one thread, which takes long where they hardly repeat, rows are drawn by
    // one, and what was seen of the chunks before is added by one; the others show the chunks meanwhile.
    Shown seen(shows ? chunks.size() : 0);
    const auto count_words = [&](std::size_t j) {
      for (std::size_t i = 0; i < chunks.size(); ++i) {
        tallies[j].add(chunks[i].pieces[j].tally);
        words[j].add(chunks[i].pieces[j], found[i].hashes[j]);
      }
    };
    const auto draw = [&] {
      for (const OfChunk& one : found)
        for (const auto& row : one.rows) sample_.offer(row.row, row.key, row.text);
    };
    parallel_blocks(d + 2 + seen.size(), 1, [&](Block block) {
      const std::size_t task = block.index, i = task - d - 2;
      if (task < d)
        count_words(task);
      else if (task == d)
        draw();
      else if (task == d + 1)
        add(before);
      else
        seen[i] = show(chunks[i], first[i]);
    });
    before = std::move(seen);
    if (pass.keeps_rows) rows_ = first.back();
  });
  add(before);
  const std::vector<Kind> again = changes(pass, tallies);
  for (std::size_t j = 0; j < d; ++j)
    if (pass.kinds[j] != Kind::skip && again[j] == Kind::skip)
      settle(j, pass.kinds[j], tallies[j], words[j]);
  return again;
}

// All rows once more, of the wanted columns alone, as the whole file has them.
void Windows::show_again() {
  shown_ = wanted_columns();
  shown_as_ = decisions_;
  if (shown_.empty()) return;
  Layout pass{layout_.dialect, std::vector<Kind>(layout_.kinds.size(), Kind::skip), false};
  for (const std::size_t j : shown_) pass.kinds[j] = layout_.kinds[j];
  Shown before;
  each_group(pass, "read again", [&](std::span<Chunk> chunks, std::int64_t first_row) {
    std::vector<std::int64_t> first{first_row};
    for (const Chunk& chunk : chunks) first.push_back(first.back() + chunk.rows);
    Shown seen(chunks.size());
    parallel_blocks(1 + chunks.size(), 1, [&](Block block) {
      if (block.index == 0)
        add(before);
      else
        seen[block.index - 1] = show(chunks[block.index - 1], first[block.index - 1]);
    });
    before = std::move(seen);
  });
  add(before);
}

void Windows::settle(std::size_t j, Kind kind, const Tally& tally, DistinctWords& words) {
  decisions_[j] = decide(kind, tally, words.vocabulary(tally.rows));
  notes_[j] = file_.notes_on(j, tally, decisions_[j]);
}

// The sampled rows as a text of their own, read with the kinds that the whole file decided.
Chunks Windows::read_rows(const std::vector<RowSample::Kept>& rows, std::string& text) const {
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

}  // namespace qed::data::csv
