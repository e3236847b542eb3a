// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "qed/data/bytes/bytes.h"

namespace qed::data {

/// Bytes that come piece by piece: held up to `limit`, beyond it written to a nameless temporary file ($TMPDIR), which
/// is mapped in the end. Throws Error{io} when the disk is full.
class Spool {
 public:
  explicit Spool(std::uint64_t limit) : limit_(limit) {}
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;
  ~Spool();

  void append(std::string_view piece);
  Bytes finish();

 private:
  void open_file();
  void write(std::string_view piece);
  std::uint64_t limit_;
  std::string held_;
  int file_ = -1;
  std::uint64_t written_ = 0;
};

}  // namespace qed::data
