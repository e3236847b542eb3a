// SPDX-License-Identifier: Apache-2.0
#include "qed/data/csv/count.h"

#include <algorithm>

#include "qed/base/target.h"

namespace qed::data::csv {

QED_HOT std::size_t count_byte(const char* bytes, std::size_t n, char byte) {
  std::size_t total = 0;
  // Blocks of 255 so that sums of bytes stay within a byte: 32 or 64 lanes at once.
  while (n > 0) {
    const std::size_t block = std::min<std::size_t>(n, 255);
    unsigned char count = 0;
    for (std::size_t i = 0; i < block; ++i)
      count = static_cast<unsigned char>(count + (bytes[i] == byte ? 1 : 0));
    total += count;
    bytes += block;
    n -= block;
  }
  return total;
}

}  // namespace qed::data::csv
