// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/summaries/bytes.h"

#include <bit>

#include "qed/base/error.h"

namespace qed::statistics {

void ByteWriter::count(std::uint64_t n) {
  for (int byte = 0; byte < 8; ++byte) bytes_ += static_cast<char>(n >> (8 * byte) & 0xff);
}
void ByteWriter::number(double x) { count(std::bit_cast<std::uint64_t>(x)); }

std::uint64_t ByteReader::count() {
  require(left_.size() >= 8, ErrorCode::bad_data, "a summary ends too soon",
          "the bytes were cut off");
  std::uint64_t n = 0;
  for (std::size_t byte = 0; byte < 8; ++byte)
    n |= static_cast<std::uint64_t>(static_cast<unsigned char>(left_[byte])) << (8 * byte);
  left_.remove_prefix(8);
  return n;
}
double ByteReader::number() { return std::bit_cast<double>(count()); }

std::uint64_t ByteReader::length(std::size_t size) {
  const std::uint64_t n = count();
  require(n <= left_.size() / size, ErrorCode::bad_data,
          "a summary claims more items than it has bytes for");
  return n;
}

void ByteReader::expect(std::uint64_t tag, const char* what) {
  require(count() == tag, ErrorCode::bad_data, std::string("these bytes are no ") + what);
}

}  // namespace qed::statistics
