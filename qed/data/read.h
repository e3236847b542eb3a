// SPDX-License-Identifier: Apache-2.0
#pragma once
// Tables from files: CSV and TSV, JSON lines, .npy, .npz, IDX, Parquet and Arrow IPC; plain, .gz or .zst; "-" is
// standard input. What a file is, its bytes say first and its name second.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "qed/base/progress.h"
#include "qed/data/table.h"

namespace qed::data {

struct ReadOptions {
  std::vector<std::string> columns = {};  ///< keep only these, in the file's order; empty: all
  std::vector<std::string> drop = {};     ///< leave these out
  std::int64_t max_rows = -1;        ///< at most so many rows; -1: all
  std::string separator = {};        ///< of CSV cells, one byte; "": found by looking
};

/// The table in a file. Types are inferred over all rows: integer, number, boolean (true/false, yes/no), time
/// (ISO 8601; day/month/year where only one order fits), category (at most max(50, 5 % of rows) distinct words),
/// else text. What was decided on the way stands in Table::notes. The same table for every number of threads.
/// Memory: the table, and the text once where the file is compressed or a pipe.
/// Throws Error{io} when the file cannot be opened or ends early, Error{bad_data} with file:line:column for what
/// cannot be read, Error{bad_option} with the nearest name for a column that is not there.
Table read_table(const std::string& path_or_dash, const ReadOptions& options = {},
                 const Progress& progress = {});

/// The rows of a file in batches of bounded memory, in order; every batch has the same columns of the same types,
/// inferred over all rows. Levels of a category column are those of its batch.
class BatchReader {
 public:
  virtual ~BatchReader() = default;
  /// batch_bytes: about how much of the file's text makes one batch.
  static std::unique_ptr<BatchReader> open(const std::string& path, const ReadOptions& options = {},
                                           std::int64_t batch_bytes = std::int64_t{64} << 20);
  /// The next batch; nothing after the last.
  virtual std::optional<Table> next() = 0;
  /// What was decided for the whole file.
  virtual const std::vector<std::string>& notes() const = 0;
};

/// "sha256:" and the hexadecimal SHA-256 of the file's bytes. Ref: [FIPS180-4]
std::string digest(const std::string& path);

}  // namespace qed::data
