// SPDX-License-Identifier: Apache-2.0
#include "qed/base/random.h"

#if defined(__AVX2__)
#include <immintrin.h>
#endif

#include <cmath>
#include <cstring>
#include <numbers>

#include "qed/base/target.h"

namespace qed {
namespace {

constexpr std::uint32_t kM0 = 0xD2511F53u, kM1 = 0xCD9E8D57u;  // multipliers
constexpr std::uint32_t kW0 = 0x9E3779B9u, kW1 = 0xBB67AE85u;  // Weyl steps of the key

// SplitMix64's finaliser: a bijection that spreads (seed, stream) over the key.
std::uint64_t mix(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15u;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

using Key = std::array<std::uint32_t, 2>;

// The block of that number of a stream, four words.
void put_block(std::uint64_t block, std::uint64_t index, Key key, std::uint32_t* words) {
  const auto made =
      philox4x32({static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(block >> 32),
                  static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32)},
                 key);
  std::memcpy(words, made.data(), sizeof made);
}

#if defined(__AVX2__)
// Four blocks a register, each number of the counter in the lower half of a lane of 64 bits (what stands in the upper
// half is not looked at); two registers, so that one multiplies while the other waits for its product.
struct Four {
  __m256i c0, c1, c2, c3;
};
QED_INLINE void mix_round(Four& c, __m256i k0, __m256i k1) {
  const __m256i p0 = _mm256_mul_epu32(_mm256_set1_epi64x(kM0), c.c0);
  const __m256i p1 = _mm256_mul_epu32(_mm256_set1_epi64x(kM1), c.c2);
  c.c0 = _mm256_xor_si256(_mm256_xor_si256(_mm256_srli_epi64(p1, 32), c.c1), k0);
  c.c2 = _mm256_xor_si256(_mm256_xor_si256(_mm256_srli_epi64(p0, 32), c.c3), k1);
  c.c1 = p1, c.c3 = p0;
}
QED_INLINE void put_words(const Four& c, std::uint32_t* words) {
  const __m256i low = _mm256_set1_epi64x(0xFFFFFFFF);
  const auto pair = [&](__m256i first, __m256i second) {
    return _mm256_or_si256(_mm256_and_si256(first, low), _mm256_slli_epi64(second, 32));
  };
  const __m256i a = pair(c.c0, c.c1), b = pair(c.c2, c.c3);
  const __m256i even = _mm256_unpacklo_epi64(a, b), odd = _mm256_unpackhi_epi64(a, b);
  auto* const to = reinterpret_cast<__m256i*>(words);
  _mm256_storeu_si256(to, _mm256_permute2x128_si256(even, odd, 0x20));
  _mm256_storeu_si256(to + 1, _mm256_permute2x128_si256(even, odd, 0x31));
}
void put_eight_blocks(std::uint64_t block, std::uint64_t index, Key key, std::uint32_t* words) {
  const auto all = [](std::uint64_t x) { return _mm256_set1_epi64x(static_cast<long long>(x)); };
  const auto from = [&](std::uint64_t first) {
    const __m256i number = _mm256_add_epi64(all(first), _mm256_set_epi64x(3, 2, 1, 0));
    return Four{number, _mm256_srli_epi64(number, 32), all(index), all(index >> 32)};
  };
  Four a = from(block), b = from(block + 4);
  for (int round = 0; round < 10; ++round) {
    const __m256i k0 = all(key[0]), k1 = all(key[1]);
    mix_round(a, k0, k1), mix_round(b, k0, k1);
    key = {key[0] + kW0, key[1] + kW1};
  }
  put_words(a, words), put_words(b, words + 16);
}
#else
void put_eight_blocks(std::uint64_t block, std::uint64_t index, Key key, std::uint32_t* words) {
  for (std::uint64_t b = 0; b < 8; ++b) put_block(block + b, index, key, words + 4 * b);
}
#endif

}  // namespace

std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> c,
                                        std::array<std::uint32_t, 2> k) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p0 = std::uint64_t{kM0} * c[0], p1 = std::uint64_t{kM1} * c[2];
    c = {static_cast<std::uint32_t>(p1 >> 32) ^ c[1] ^ k[0], static_cast<std::uint32_t>(p1),
         static_cast<std::uint32_t>(p0 >> 32) ^ c[3] ^ k[1], static_cast<std::uint32_t>(p0)};
    k = {k[0] + kW0, k[1] + kW1};
  }
  return c;
}

Rng::Rng(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) : index_(index) {
  const std::uint64_t key = mix(mix(seed) + stream);
  key_ = {static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)};
}

// Many streams are asked for a few words only: the first block comes alone.
void Rng::refill() {
  const std::uint64_t blocks = block_ == 0 ? 1 : words_.size() / 4;
  if (blocks == 1)
    put_block(block_, index_, key_, words_.data());
  else
    put_eight_blocks(block_, index_, key_, words_.data());
  block_ += blocks;
  used_ = 0, held_ = static_cast<std::uint32_t>(4 * blocks);
}

double Rng::normal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_;
  }
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));  // 1 - u is in (0, 1]
  const double angle = 2.0 * std::numbers::pi * uniform();
  spare_ = radius * std::sin(angle);
  has_spare_ = true;
  return radius * std::cos(angle);
}

}  // namespace qed
