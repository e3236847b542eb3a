// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace qed::data {

/// SHA-256, fed in pieces. Ref: [FIPS180-4, sec. 6.2]
class Sha256 {
 public:
  void update(std::string_view bytes);
  /// The digest of all bytes so far, 64 hexadecimal digits. Call once.
  std::string finish();

 private:
  void compress(const unsigned char* block);
  std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<unsigned char, 64> rest_{};
  std::uint64_t length_ = 0;
};

}  // namespace qed::data
