// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

namespace qed {

/// One block of Philox4x32-10: a bijection of a 128-bit counter under a 64-bit key, ten rounds of
///   (c0, c1, c2, c3) <- (hi(M1 c2) ^ c1 ^ k0, lo(M1 c2), hi(M0 c0) ^ c3 ^ k1, lo(M0 c0)).
/// Checked against the published test vectors.  Ref: [Salmon2011, sec. 4.3]
std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                        std::array<std::uint32_t, 2> key);

/// A random stream named by (seed, stream, index): the same name gives the same numbers on every machine and for
/// every number of threads, so a replicate, a row or a block names its own stream and needs no shared state.
/// `stream` says what the numbers are for (one constant per purpose), `index` which replicate.
/// Period 2^64 blocks of four words; distinct names never overlap within it. A UniformRandomBitGenerator.
class Rng {
 public:
  using result_type = std::uint32_t;
  explicit Rng(std::uint64_t seed, std::uint64_t stream = 0, std::uint64_t index = 0);

  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return 0xffffffffu; }
  result_type operator()() {
    if (used_ == held_) refill();
    return words_[used_++];
  }

  std::uint64_t bits64() {
    const std::uint64_t high = (*this)();
    return high << 32 | (*this)();
  }
  /// Uniform in [0, 1), a multiple of 2^-53.
  double uniform() { return static_cast<double>(bits64() >> 11) * 0x1.0p-53; }
  /// Uniform in {0, ..., n - 1}, n >= 1, without bias.  Ref: [Lemire2019, alg. 5]
  std::uint64_t below(std::uint64_t n) {
    // The high half of bits * n is uniform once the 2^64 mod n smallest low halves are refused.
    __extension__ using Wide = unsigned __int128;
    Wide product = static_cast<Wide>(bits64()) * n;
    if (static_cast<std::uint64_t>(product) < n) {
      const std::uint64_t refused = (0 - n) % n;
      while (static_cast<std::uint64_t>(product) < refused)
        product = static_cast<Wide>(bits64()) * n;
    }
    return static_cast<std::uint64_t>(product >> 64);
  }
  /// Standard Gaussian by Box-Muller: exact transform, no tables, two values a pair.
  double normal();

 private:
  void refill();
  std::array<std::uint32_t, 2> key_;
  std::uint64_t index_, block_ = 0;
  std::array<std::uint32_t, 32> words_;  // one block, then eight at a time
  std::uint32_t used_ = 0, held_ = 0;
  double spare_ = 0;
  bool has_spare_ = false;
};

}  // namespace qed
