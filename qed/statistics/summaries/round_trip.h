// SPDX-License-Identifier: Apache-2.0
#pragma once
// For tests: a summary to bytes and back.
#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "qed/base/error.h"
#include "qed/statistics/summaries/bytes.h"

namespace qed::statistics {

inline std::string bytes_of(const auto& summary) {
  ByteWriter out;
  summary.write(out);
  return out.bytes();
}
template <class S>
S read_back(const S& summary) {
  const std::string bytes = bytes_of(summary);
  ByteReader in(bytes);
  S copy = S::read(in);
  CHECK(in.at_end());
  return copy;
}

// Every cut of the bytes, and every one of some changed bytes, must end in an Error or a summary, never elsewhere.
template <class S>
void survive_bad_bytes(const S& summary) {
  const std::string bytes = bytes_of(summary);
  for (std::size_t length = 0; length < bytes.size(); length += 1 + bytes.size() / 200) {
    ByteReader in(std::string_view(bytes).substr(0, length));
    CHECK_THROWS_AS(S::read(in), Error);
  }
  for (std::size_t at = 0; at < bytes.size(); at += 1 + bytes.size() / 500) {
    std::string changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ 0xff);
    ByteReader in(changed);
    try {
      (void)S::read(in);
    } catch (const Error&) {
    }
  }
}

}  // namespace qed::statistics
