// SPDX-License-Identifier: Apache-2.0
#include "qed/data/csv/count.h"

#include <algorithm>

#include "qed/base/target.h"

namespace qed::data::csv {

QED_HOT Count count_quotes(const char* bytes, std::size_t n) {
  Count total;
  // Blocks of 255 so that sums of bytes stay within a byte: 32 or 64 lanes at once.
  while (n > 0) {
    const std::size_t block = std::min<std::size_t>(n, 255);
    unsigned char quotes = 0, nuls = 0;
    for (std::size_t i = 0; i < block; ++i) {
      quotes = static_cast<unsigned char>(quotes + (bytes[i] == '"' ? 1 : 0));
      nuls = static_cast<unsigned char>(nuls + (bytes[i] == 0 ? 1 : 0));
    }
    total.quotes += quotes;
    total.has_nul = total.has_nul || nuls > 0;
    bytes += block;
    n -= block;
  }
  return total;
}

}  // namespace qed::data::csv
