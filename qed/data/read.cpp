// SPDX-License-Identifier: Apache-2.0
#include "qed/data/read.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <utility>

#include "qed/base/error.h"
#include "qed/base/interrupt.h"
#include "qed/base/text.h"
#include "qed/base/threads.h"
#include "qed/data/arrow/arrow.h"
#include "qed/data/bytes/bytes.h"
#include "qed/data/bytes/sha256.h"
#include "qed/data/csv/csv.h"
#include "qed/data/json/lines.h"
#include "qed/data/numpy/array.h"
#include "qed/data/sample/sample.h"

namespace qed::data {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 22;

// `once`: of a file that is read in passing, pages are let go.
std::string sha256_of(const Bytes& bytes, bool once, const std::atomic<bool>& stop) {
  Sha256 hash;
  for (std::string_view left = bytes.view; !left.empty() && !stop;
       left.remove_prefix(std::min(kPiece, left.size()))) {
    check_interrupt();
    hash.update(left.substr(0, kPiece));
    if (once) pass_by(bytes, left.substr(0, kPiece));
  }
  return "sha256:" + hash.finish();
}

/// The digest of bytes that are being read at the same time, so that a file comes from the disk
/// once; with one thread, or few bytes, it is made when it is asked for. Given up when it is not.
class DigestBeside {
 public:
  DigestBeside(Bytes bytes, bool wanted, std::uint64_t memory) {
    if (!wanted) return;
    const auto how =
        threads() > 1 && bytes.view.size() > kPiece ? std::launch::async : std::launch::deferred;
    const bool once = bytes.view.size() > memory;
    digest_ = std::async(
        how, [this, once, bytes = std::move(bytes)] { return sha256_of(bytes, once, stop_); });
  }
  ~DigestBeside() { stop_ = true; }  // and the future waits
  std::string get() { return digest_.valid() ? digest_.get() : std::string{}; }

 private:
  std::atomic<bool> stop_ = false;
  std::future<std::string> digest_;
};

std::string shown(const std::string& path) {
  return path == "-" ? "standard input" : printable(path, 200);
}

enum class Format { csv, json_lines, npy, npz, idx, parquet, arrow_file, arrow_stream };

// What is known by its bytes and cannot be read, and what to do about it.
void refuse_other(std::string_view bytes) {
  const auto refuse = [](const std::string& what, const std::string& hint) {
    throw Error(ErrorCode::bad_data, "it is " + what, hint);
  };
  if (bytes.starts_with("BZh"))
    refuse("compressed with bzip2", "decompress it first: bunzip2 FILE");
  if (bytes.starts_with("\xfd"
                        "7zXZ"))
    refuse("compressed with xz", "decompress it first: unxz FILE");
  if (bytes.starts_with("\x89HDF")) refuse("an HDF5 file", "save the table as Parquet or CSV");
  if (bytes.starts_with("\x7f"
                        "ELF"))
    refuse("a program, not a table", "");
}

Format format_of(std::string_view bytes, const std::string& path) {
  if (bytes.starts_with("\x93NUMPY")) return Format::npy;
  if (bytes.starts_with("PK\x03\x04")) return Format::npz;
  if (bytes.starts_with("PAR1")) return Format::parquet;
  if (bytes.starts_with("ARROW1")) return Format::arrow_file;
  if (arrow::is_ipc_stream(bytes)) return Format::arrow_stream;
  if (numpy::is_idx(bytes)) return Format::idx;
  refuse_other(bytes);
  const std::size_t first = bytes.find_first_not_of(" \t\r\n");
  const bool brace =
      first != std::string_view::npos && (bytes[first] == '{' || bytes[first] == '[');
  const bool json_name =
      path.find(".json") != std::string::npos || path.find(".ndjson") != std::string::npos;
  return json_name || (brace && bytes[first] == '{') ? Format::json_lines : Format::csv;
}

Table read_as(Format format, const Bytes& text, const std::string& name, const ReadOptions& options,
              const Progress& progress) {
  switch (format) {
    case Format::csv:
      return csv::read_csv(text, name, options, progress);
    case Format::json_lines:
      return json::read_lines(text.view, name, options, progress);
    case Format::npy:
      return numpy::read_npy(text.view, options);
    case Format::npz:
      return numpy::read_npz(text.view, options);
    case Format::idx:
      return numpy::read_idx(text.view, options);
    case Format::parquet:
      return arrow::read(text.view, arrow::Format::parquet, options);
    case Format::arrow_file:
      return arrow::read(text.view, arrow::Format::ipc_file, options);
    case Format::arrow_stream:
      return arrow::read(text.view, arrow::Format::ipc_stream, options);
  }
  return {};
}

// The options that CSV applies while it reads, applied afterwards.
void choose(Table& table, const ReadOptions& options) {
  const auto names = table.column_names();
  const auto check = [&](const std::string& wanted) {
    require(std::ranges::find(names, wanted) != names.end(), ErrorCode::bad_option,
            "no column is called \"" + printable(wanted) + "\"", did_you_mean(wanted, names));
  };
  std::ranges::for_each(options.columns, check);
  std::ranges::for_each(options.drop, check);
  std::erase_if(table.columns, [&](const Column& column) {
    const bool kept = options.columns.empty() ||
                      std::ranges::find(options.columns, column.name) != options.columns.end();
    return !kept || std::ranges::find(options.drop, column.name) != options.drop.end();
  });
}

// A sample of the rows of a table that may be a sample itself: what a sample of the file would have kept.
Table thinned(Table table, std::int64_t size, std::uint64_t seed) {
  RowSample sample(size, seed);
  const auto file_row = [&](std::int64_t i) {
    return table.row_of.empty() ? i : table.row_of[static_cast<std::size_t>(i)];
  };
  for (std::int64_t i = 0; i < table.rows; ++i) sample.offer(file_row(i));
  std::vector<std::int64_t> rows, in_file;
  std::int64_t at = 0;
  for (const auto& kept : sample.take()) {
    while (file_row(at) < kept.row) ++at;
    rows.push_back(at), in_file.push_back(kept.row);
  }
  Table part = take_rows(table, rows);
  part.rows_in_file = table.rows_in_file;
  part.row_of = std::move(in_file);
  part.notes = std::move(table.notes);
  return part;
}

// What the reader of its format did not apply yet.
void finish(Table& table, Format format, const ReadOptions& options) {
  if (format == Format::json_lines || format == Format::npy || format == Format::npz ||
      format == Format::idx)
    choose(table, options);
  if (options.max_rows >= 0 && table.rows > options.max_rows)
    table = first_rows(std::move(table), options.max_rows);
  if (table.rows_in_file == 0) table.rows_in_file = table.rows;
  if (const std::int64_t size = sample_size(options, table.columns.size());
      size > 0 && table.rows > size)
    table = thinned(std::move(table), size, options.seed);
  if (options.sample == 0) table.row_of.clear();
}

// Text of which a table without a sample would not fit: up to four bytes of table for one of text.
void check_fits(std::string_view text, Format format, const ReadOptions& options) {
  if (options.sample > 0 || options.max_rows >= 0 || text.size() / 4 <= options.memory) return;
  if (format != Format::csv && format != Format::json_lines) return;
  throw Error(ErrorCode::bad_data,
              "its table would not fit into memory: the text has " +
                  std::to_string(text.size() >> 20) + " MiB, and at most " +
                  std::to_string(options.memory >> 18) + " MiB are read without a sample",
              "read a sample, or set QED_MEMORY to more mebibytes than this machine's");
}

}  // namespace

Table read_table(const std::string& path_or_dash, const ReadOptions& given,
                 const Progress& progress) {
  const std::string name = shown(path_or_dash);
  ReadOptions options = given;
  if (options.memory == 0) options.memory = text_limit();
  try {
    const Bytes file = open_bytes(path_or_dash, options.memory);
    DigestBeside digest(file, options.digest, options.memory);
    const Bytes text = decompressed(file, compression_of(file.view), options.memory);
    const Format format = format_of(text.view, path_or_dash);
    check_fits(text.view, format, options);
    Table table = read_as(format, text, name, options, progress);
    finish(table, format, options);
    table.source = path_or_dash;
    table.digest = digest.get();
    return table;
  } catch (Error& error) {
    if (error.context().empty() && error.code() == ErrorCode::bad_data) error.with_context(name);
    throw;
  }
}

std::string digest(const std::string& path) { return sha256_of(open_bytes(path), false, false); }

}  // namespace qed::data
