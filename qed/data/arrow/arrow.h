// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "qed/data/read.h"

namespace qed::data::arrow {

enum class Format { parquet, ipc_file, ipc_stream };

/// By the first bytes of a stream: the mark of a message and its length.
bool is_ipc_stream(std::string_view bytes);

/// True when libqed_arrow.so is found beside the program or in ../lib and loads.
bool is_available();

/// The columns of a Parquet or Arrow IPC file that options.columns and options.drop keep; those of
/// nested and binary types are left out with a note. Throws Error{bad_data} when the file is
/// damaged, Error{bad_option} for a name that is not there, Error{io} when the component is not
/// installed.
Table read(std::string_view bytes, Format format, const ReadOptions& options);

/// The table as a Parquet file's bytes. Throws Error{io} when the component is not installed.
std::string parquet_of(const Table& table);

}  // namespace qed::data::arrow
