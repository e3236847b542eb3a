// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string_view>

#include "qed/data/arrow/c_data.h"

namespace qed::data::arrow {

/// A column's cells in one batch; the array is borrowed.
struct Part {
  const Array* array;
  std::int64_t offset, length;

  /// Cells of a type of fixed width; buffer 0 is the bitmap.
  template <class T>
  const T* buffer(int k) const {
    return static_cast<const T*>(array->buffers[k]);
  }
  bool has_bitmap() const {
    return array->n_buffers > 0 && array->buffers[0] != nullptr && array->null_count != 0;
  }
  bool has_value(std::int64_t i) const {
    return !has_bitmap() || bit(array->buffers[0], offset + i);
  }
  static bool bit(const void* bits, std::int64_t i) {
    return (static_cast<const unsigned char*>(bits)[i >> 3] >> (i & 7) & 1) != 0;
  }
};

inline bool is_text(std::string_view format) {
  return format == "u" || format == "U" || format == "vu";
}

}  // namespace qed::data::arrow
