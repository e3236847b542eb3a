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
  int format;   ///< 0 Parquet, 1 Arrow IPC file, 2 Arrow IPC stream
  int threads;
};

/// Where a failure is told in words.
struct QedArrowFailure {
  char message[512];
};

/// schema: an ArrowSchema, filled with the struct type of the file's columns. Returns 0, else 1 with `failure`.
using QedArrowSchema = int(const QedArrowSource* source, void* schema, QedArrowFailure* failure);
/// stream: an ArrowArrayStream, filled with the columns whose places in the schema `fields` lists, in that order.
/// No buffer is wrong when it returns 0: what an IPC file says of itself has been checked.
using QedArrowRead = int(const QedArrowSource* source, const int* fields, int count, void* stream,
                         QedArrowFailure* failure);
/// Writes the rows of an ArrowArray of struct type as Parquet; both structs are released. `sink` gets the bytes.
using QedArrowWriteParquet = int(void* array, void* schema,
                                 void (*sink)(void* context, const char* bytes, std::int64_t size),
                                 void* context, QedArrowFailure* failure);

QedArrowSchema qed_arrow_schema_1;
QedArrowRead qed_arrow_read_1;
QedArrowWriteParquet qed_arrow_write_parquet_1;
}
