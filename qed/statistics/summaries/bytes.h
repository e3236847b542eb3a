// SPDX-License-Identifier: Apache-2.0
#pragma once
// Summaries as bytes: what one process saw, sent to another. Little-endian, each summary behind a tag of its own.
#include <cstdint>
#include <string>
#include <string_view>

namespace qed::statistics {

class ByteWriter {
 public:
  void number(double x);
  void count(std::uint64_t n);
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

/// Throws Error{bad_data} where the bytes end too soon or another tag stands.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : left_(bytes) {}
  double number();
  std::uint64_t count();
  /// A count that says how many items of `size` bytes follow: no more than there are bytes left.
  std::uint64_t length(std::size_t size);
  void expect(std::uint64_t tag, const char* what);
  std::size_t left() const { return left_.size(); }
  bool at_end() const { return left_.empty(); }

 private:
  std::string_view left_;
};

}  // namespace qed::statistics
