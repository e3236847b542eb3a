// SPDX-License-Identifier: Apache-2.0
#pragma once
// Tables and matrices to files. Every file appears whole or not at all; a special file such as /dev/stdout is written
// in place. Throws Error{io} with the system's reason.
#include <string>

#include "qed/data/table.h"
#include "qed/linalg/matrix.h"

namespace qed::data {

/// Comma-separated UTF-8 with a header. Numbers are the shortest text that reads back as the same double, times are
/// ISO 8601, missing cells are empty; a cell is quoted where it must be. Words and names that begin with = + - @, a
/// tab or a carriage return get a leading ' so that no spreadsheet runs them as a formula; numbers stay numbers.
void write_csv(const std::string& path, const Table& table);

/// NumPy format 1.0, '<f4', C order. matrix: n x d.
void write_npy(const std::string& path, MatrixFView matrix);

/// Parquet with the columns' own types (categories as dictionaries, times in microseconds UTC). Throws
/// Error{io} when the Arrow component is not installed.
void write_parquet(const std::string& path, const Table& table);

}  // namespace qed::data
