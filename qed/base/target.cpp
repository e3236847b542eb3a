// SPDX-License-Identifier: Apache-2.0
#include "qed/base/lanes.h"

#include <atomic>
#include <string_view>

#if defined(__x86_64__) && defined(__GNUC__)
#include <cpuid.h>
#include <immintrin.h>
#endif

namespace qed {

const char* cpu_target() {
#if defined(__x86_64__) && defined(__GNUC__)
#if !defined(QED_NO_DISPATCH)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    return "avx512";
#endif
  return "avx2";
#elif defined(__aarch64__)
  return "neon";
#else
  return "baseline";
#endif
}

namespace {
std::atomic<int> lanes_in_tests{0};
}

bool sixteen_lanes() {
  static const bool wide = std::string_view(cpu_target()) == "avx512";
  const int chosen = lanes_in_tests.load(std::memory_order_relaxed);
  return chosen == 0 ? wide : chosen == 16;
}

LanesInTests::LanesInTests(int lanes) { lanes_in_tests = lanes; }
LanesInTests::~LanesInTests() { lanes_in_tests = 0; }

bool cpu_supported() {
#if defined(__x86_64__) && defined(__GNUC__)
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
         __builtin_cpu_supports("bmi2");
#else
  return true;
#endif
}

#if defined(__x86_64__) && defined(__GNUC__)
namespace {

bool has_sha() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b >> 29 & 1) != 0;
}

// The instructions hold the state as (f, e, b, a) and (h, g, d, c), make two rounds at a time and four words of the
// message schedule.
__attribute__((target("sha,sse4.1"))) void rounds_by_instruction(std::uint32_t* state,
                                                                 const unsigned char* bytes,
                                                                 std::size_t blocks,
                                                                 const std::uint32_t* rounds) {
  const __m128i to_words = _mm_set_epi8(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3);
  const auto word = [state](int i) { return static_cast<int>(state[i]); };
  __m128i abef = _mm_set_epi32(word(0), word(1), word(4), word(5));
  __m128i cdgh = _mm_set_epi32(word(2), word(3), word(6), word(7));
  for (; blocks > 0; --blocks, bytes += 64) {
    const __m128i abef_before = abef, cdgh_before = cdgh;
    __m128i w[4];
    for (int i = 0; i < 4; ++i)
      w[i] =
          _mm_shuffle_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes) + i), to_words);
    for (int four = 0; four < 16; ++four) {
      const __m128i now = w[four % 4];
      const __m128i wk =
          _mm_add_epi32(now, _mm_loadu_si128(reinterpret_cast<const __m128i*>(rounds) + four));
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, wk);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(wk, 0x0E));
      if (four >= 12) continue;
      const __m128i late = w[(four + 2) % 4], last = w[(four + 3) % 4];  // 8 and 4 words ago
      const __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(now, w[(four + 1) % 4]),
                                        _mm_alignr_epi8(last, late, 4));
      w[four % 4] = _mm_sha256msg2_epu32(sum, last);
    }
    abef = _mm_add_epi32(abef, abef_before);
    cdgh = _mm_add_epi32(cdgh, cdgh_before);
  }
  alignas(16) std::uint32_t first[4], second[4];
  _mm_store_si128(reinterpret_cast<__m128i*>(first), abef);
  _mm_store_si128(reinterpret_cast<__m128i*>(second), cdgh);
  state[0] = first[3], state[1] = first[2], state[4] = first[1], state[5] = first[0];
  state[2] = second[3], state[3] = second[2], state[6] = second[1], state[7] = second[0];
}

}  // namespace

bool sha256_blocks(std::uint32_t* state, const unsigned char* bytes, std::size_t blocks,
                   const std::uint32_t* rounds) {
  static const bool had = has_sha();
  if (had) rounds_by_instruction(state, bytes, blocks, rounds);
  return had;
}
#else
bool sha256_blocks(std::uint32_t*, const unsigned char*, std::size_t, const std::uint32_t*) {
  return false;
}
#endif

}  // namespace qed
