// SPDX-License-Identifier: Apache-2.0
#pragma once
// Tables from files: CSV and TSV, JSON lines, .npy, .npz, IDX, Parquet and Arrow IPC; plain, .gz or .zst; "-" is
// standard input. What a file is, its bytes say first and its name second.
#include <cstdint>
#include <string>
#include <vector>

#include "qed/base/progress.h"
#include "qed/data/batches.h"
#include "qed/data/table.h"

namespace qed::data {

struct ReadOptions {
  std::vector<std::string> columns = {};  ///< keep only these, in the file's order; empty: all
  std::vector<std::string> drop = {};     ///< leave these out
  std::int64_t max_rows = -1;        ///< at most so many rows; -1: all
  std::string separator = {};        ///< of CSV cells, one byte; "": found by looking
  std::int64_t sample = 0;  ///< keep a random sample of at most so many rows (RowSample); 0: all
  std::int64_t cells =
      0;  ///< a sample keeps at most so many cells, and at least 1,000 rows; 0: any
  std::int64_t passing =
      0;  ///< rows of the sample of a file that is not held, where that is fewer; 0: as held
  std::uint64_t seed = 0;  ///< of the sample
  std::uint64_t memory = 0;  ///< bytes of text that are held at once; 0: text_limit()
  bool digest = true;        ///< of the file's bytes, into Table::digest, while it is read
  BatchVisitor* visitor =
      nullptr;  ///< with a sample: sees all rows of CSV or JSON lines longer than `memory`, and of a
  ///< Parquet or Arrow file of which only a sample is kept
};

/// The table in a file. Types are inferred over all rows: integer, number, boolean (true/false, yes/no), time
/// (ISO 8601; day/month/year where only one order fits), category (at most max(50, 5 % of rows) distinct words),
/// else text. What was decided on the way stands in Table::notes. The same table for every number of threads.
/// With a sample, types and notes are those of all rows, and the sample is the same however the file is read; when the
/// text is longer than `memory`, it is read in batches.
/// Memory: the table and, where the file is compressed or a pipe, its text up to `memory` (beyond, a temporary file).
/// With a sample of a file longer than `memory`: the sample, `memory`, and at most 2^20 words of a column.
/// Throws Error{io} when the file cannot be opened or ends early, Error{bad_data} when a table without a sample cannot
/// fit into memory, Error{bad_data} with file:line:column for what
/// cannot be read, Error{bad_option} with the nearest name for a column that is not there.
Table read_table(const std::string& path_or_dash, const ReadOptions& options = {},
                 const Progress& progress = {});

/// "sha256:" and the hexadecimal SHA-256 of the file's bytes. Ref: [FIPS180-4]
std::string digest(const std::string& path);

}  // namespace qed::data
