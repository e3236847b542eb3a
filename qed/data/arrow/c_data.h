// SPDX-License-Identifier: Apache-2.0
#pragma once
// The Arrow C data and C stream interfaces, as their specification lays the structs out: a stable ABI
// that pyarrow, pandas, polars and DuckDB speak too.  Ref: [ArrowCData]
#include <cstdint>

namespace qed::data::arrow {

/// A type. `format` is "l" for int64, "u" for UTF-8 and so on; release is null once released.
struct Schema {
  const char* format;
  const char* name;
  const char* metadata;
  std::int64_t flags;
  std::int64_t n_children;
  Schema** children;
  Schema* dictionary;
  void (*release)(Schema*);
  void* private_data;
};

/// Cells of one type. buffers[0] is the validity bitmap or null; a struct's children are its columns.
struct Array {
  std::int64_t length, null_count, offset;
  std::int64_t n_buffers, n_children;
  const void** buffers;
  Array** children;
  Array* dictionary;
  void (*release)(Array*);
  void* private_data;
};

/// Batches of rows, each an Array of struct type. Functions return 0 or an errno value.
struct Stream {
  int (*get_schema)(Stream*, Schema* out);
  int (*get_next)(Stream*, Array* out);  ///< out->release is null after the last
  const char* (*get_last_error)(Stream*);
  void (*release)(Stream*);
  void* private_data;
};

/// One of the three, released when it goes.
template <class T>
struct Held : T {
  Held() : T{} {}
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  ~Held() {
    if (this->release != nullptr) this->release(this);
  }
};

}  // namespace qed::data::arrow
