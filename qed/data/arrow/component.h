// SPDX-License-Identifier: Apache-2.0
#pragma once
// The C functions of libqed_arrow.so, the only code that is linked to Apache Arrow. It is loaded when the first Parquet
// or Arrow file is met, so that the command starts without Arrow and runs where there is none. Names end in the
// version of this interface.
#include <cstdint>

extern "C" {

struct QedArrowSource {
  const char* bytes;
  std::int64_t size;
  int format;  ///< 0 Parquet, 1 Arrow IPC file, 2 Arrow IPC stream
};

/// Where a failure is told in words.
struct QedArrowFailure {
  char message[512];
};

/// An opened file. schema: an ArrowSchema, filled with the struct type of the file's columns; rows: how many there are.
/// The bytes must outlive it. Returns null with `failure`.
using QedArrowOpen = void*(const QedArrowSource* source, void* schema, std::int64_t* rows,
                           QedArrowFailure* failure);
/// stream: an ArrowArrayStream, filled with the columns whose places in the schema `fields` lists, in that order, in
/// batches of at most 65,536 rows (Parquet) or as the file has them. Streams of one file may be read side by side.
/// No buffer of a batch is wrong: what the file says of itself is checked before it is handed on.
using QedArrowRead = int(void* file, const int* fields, int count, void* stream,
                         QedArrowFailure* failure);
using QedArrowClose = void(void* file);
/// Writes the rows of an ArrowArray of struct type as Parquet; both structs are released. `sink` gets the bytes.
using QedArrowWriteParquet = int(void* array, void* schema,
                                 void (*sink)(void* context, const char* bytes, std::int64_t size),
                                 void* context, QedArrowFailure* failure);

QedArrowOpen qed_arrow_open_2;
QedArrowRead qed_arrow_read_2;
QedArrowClose qed_arrow_close_2;
QedArrowWriteParquet qed_arrow_write_parquet_2;
}
