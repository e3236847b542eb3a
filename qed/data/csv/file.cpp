// SPDX-License-Identifier: Apache-2.0
#include "qed/data/csv/file.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "qed/base/text.h"
#include "qed/base/threads.h"
#include "qed/data/csv/count.h"

namespace qed::data::csv {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 20;
constexpr std::size_t kGroup = 64;  // chunks between two reports of progress

std::string cells(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " cell" : " cells");
}

std::string many(std::int64_t count, const char* what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

bool holds_words(ColumnType type) {
  return type == ColumnType::category || type == ColumnType::text;
}

std::string row_and_text(const Tally::Place& at) {
  return "row " + std::to_string(at.row + 1) + " says '" + printable(at.text) + "'";
}

// Of words most of which are dates: what keeps the column from being dates. Empty for other words.
std::string why_no_dates(const Tally& tally) {
  if (tally.first_max > 0 && tally.not_written_date <= tally.allowed_not_moments())
    return "dates that may be day/month or month/day are kept as words; write YYYY-MM-DD";
  const bool iso = tally.not_time < tally.not_written_date;
  const std::int64_t others = iso ? tally.not_time : tally.not_written_date;
  const std::int64_t cells = tally.rows - tally.missing - tally.dashes;
  if (others == 0 || others > kFewBadCells || 4 * others > cells) return "";
  return "kept as words, for " + many(others, "cell") + (others == 1 ? " is" : " are") +
         " no date, first: " + row_and_text(iso ? tally.not_time_at : tally.not_written_date_at);
}

}  // namespace

File::File(Bytes bytes, std::string name, const ReadOptions& options)
    : bytes_(std::move(bytes)), name_(std::move(name)) {
  try {
    look_ = look_at(bytes_.view, options.separator);
  } catch (Error& error) {
    throw error.with_context(name_);
  }
  end_ = bytes_.view.data() + bytes_.view.size();
  while (end_ > look_.body && (end_[-1] == '\n' || end_[-1] == '\r')) --end_;
  if (end_ == look_.body)
    throw Error(ErrorCode::bad_data, "there are no rows, only a header").with_context(name_);
  choose_columns(options);
  if (options.max_rows >= 0) cut_after(options.max_rows);
}

void File::choose_columns(const ReadOptions& options) {
  const auto index = [&](const std::string& name) {
    const auto found = std::ranges::find(look_.names, name);
    if (found == look_.names.end())
      throw Error(ErrorCode::bad_option, "no column is called \"" + printable(name) + "\"",
                  did_you_mean(name, look_.names))
          .with_context(name_);
    return static_cast<std::size_t>(found - look_.names.begin());
  };
  std::vector<bool> kept(look_.names.size(), options.columns.empty());
  for (const std::string& name : options.columns) kept[index(name)] = true;
  for (const std::string& name : options.drop) kept[index(name)] = false;
  for (std::size_t j = 0; j < kept.size(); ++j)
    if (!kept[j]) look_.layout.kinds[j] = Kind::skip;
}

void File::cut_after(std::int64_t rows) {
  Scanner s{look_.body, end_, look_.layout.dialect};
  for (std::int64_t row = 0; row < rows && s.at != s.end; ++row) {
    while (s.at != s.end && (*s.at == '\n' || *s.at == '\r') && look_.names.size() > 1)
      s.skip_newline();
    for (take_cell(s); s.at != s.end && *s.at == s.dialect.separator;) {
      ++s.at;
      take_cell(s);
    }
    s.skip_newline();
  }
  end_ = s.at;
}

std::vector<const char*> File::guess_starts(const char* from, const char* to,
                                            std::size_t count) const {
  std::vector<std::size_t> quotes(count);
  std::vector<const char*> nul(count);
  const auto first = [&](std::size_t i) { return from + i * kChunk; };
  parallel_blocks(count, 1, [&](Block block) {
    const std::size_t i = block.index;
    const std::size_t size = static_cast<std::size_t>(std::min(to, first(i) + kChunk) - first(i));
    const Count count_here = count_quotes(first(i), size);
    quotes[i] = count_here.quotes;
    if (count_here.has_nul) nul[i] = static_cast<const char*>(std::memchr(first(i), '\0', size));
  });
  for (const char* at : nul)
    if (at != nullptr) refuse(at, "a NUL byte, but text must have none", "is this a binary file?");
  std::vector<const char*> starts{from};
  bool in_quotes = false;
  for (std::size_t i = 1; i < count; ++i) {
    in_quotes = in_quotes != (quotes[i - 1] % 2 == 1);
    // A start found beyond this chunk is the next one here too: a cell of many chunks is passed over once.
    starts.push_back(starts.back() >= first(i) ? starts.back()
                                               : guess_row_start(first(i), end_, in_quotes));
  }
  return starts;
}

std::vector<Chunk> File::read(const char* from, const char* to, const Layout& layout,
                              const Progress& progress) const {
  const std::size_t count = block_count(static_cast<std::size_t>(to - from), kChunk);
  std::vector<const char*> starts = guess_starts(from, to, count);
  std::vector<Chunk> chunks(count);
  Hints hints(layout.kinds.size());
  const auto nominal_end = [&](std::size_t i) { return std::min(to, from + (i + 1) * kChunk); };
  for (std::size_t group = 0; group < count; group += kGroup) {
    if (progress) progress("read", static_cast<double>(group) / static_cast<double>(count));
    parallel_blocks(std::min(kGroup, count - group), 1, [&](Block block) {
      const std::size_t i = group + block.index;
      chunks[i] = read_chunk(starts[i], nominal_end(i), end_, layout, &hints);
    });
  }
  // A guessed start may be wrong (a quote within a cell): the chunk before knows where its last row ends.
  for (std::size_t i = 0; i < count; ++i) {
    const char* const start = i == 0 ? from : chunks[i - 1].end;
    if (chunks[i].begin != start) chunks[i] = read_chunk(start, nominal_end(i), end_, layout);
    check(chunks[i]);
  }
  return chunks;
}

void File::check(const Chunk& chunk) const {
  if (chunk.unclosed != nullptr)
    refuse(chunk.unclosed, "a quoted cell opens here and never closes",
           "close it with \", or write a quote within quotes as \"\"");
  if (chunk.ragged == nullptr) return;
  const std::size_t d = look_.names.size();
  refuse(chunk.ragged, cells(chunk.ragged_cells) + ", but the first row has " + std::to_string(d),
         chunk.ragged_cells > d ? "a cell that holds the separator must stand in double quotes"
                                : "is the file cut off here, or is another separator used?");
}

void File::pass_by(const char* from, const char* to) const {
  data::pass_by(bytes_, {from, static_cast<std::size_t>(to - from)});
}

std::string File::place(const char* at) const {
  std::size_t line = 1;
  const char* line_begin = bytes_.view.data();
  for (const char* p = line_begin; p < at; ++p) {
    if (*p != '\n' && (*p != '\r' || (p + 1 < end_ && p[1] == '\n'))) continue;
    ++line;
    line_begin = p + 1;
  }
  return name_ + ":" + std::to_string(line) + ":" + std::to_string(at - line_begin + 1);
}

void File::refuse(const char* at, const std::string& message, const std::string& hint) const {
  throw Error(ErrorCode::bad_data, message, hint).with_context(place(at));
}

std::vector<std::string> File::notes_on(std::size_t j, const Tally& tally,
                                        const Decision& decision) const {
  std::vector<std::string> notes;
  const std::string column = "column " + printable(look_.names[j]) + ": ";
  if (tally.blanks > 0)
    notes.push_back(column + many(tally.blanks, "blank cell") + " read as missing");
  if (tally.tokens > 0)
    notes.push_back(column + many(tally.tokens, "cell") + " such as \"" + printable(tally.token) +
                    "\" read as missing");
  if (tally.bad > 0) {
    Scanner s{tally.first_bad, end_, look_.layout.dialect};
    const std::string what = decision.type == ColumnType::time ? "a date" : "a number";
    notes.push_back(column + many(tally.bad, "cell") +
                    (tally.bad == 1 ? " that is not " : ", each not ") + what +
                    ", read as missing, first: " + place(tally.first_bad) + " '" +
                    printable(trimmed(take_cell(s).view())) + "'");
  }
  if (tally.infinite > 0)
    notes.push_back(column + many(tally.infinite, "infinite value") + " kept");
  if (decision.written_dates && tally.first_max > 0)
    notes.push_back(column + "dates read as " +
                    (decision.day_first ? "day/month/year" : "month/day/year"));
  if (decision.written_dates && tally.not_written_date > 0)
    notes.push_back(column + many(tally.not_written_date, "cell") +
                    " read as missing, no date: " + row_and_text(tally.not_written_date_at));
  if (!decision.written_dates && holds_words(decision.type))
    if (std::string why = why_no_dates(tally); !why.empty()) notes.push_back(column + why);
  return notes;
}

}  // namespace qed::data::csv
