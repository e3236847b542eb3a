// SPDX-License-Identifier: Apache-2.0
#pragma once
// The only place that knows about processors. A kernel written as
//   QED_HOT float sum(const float* x, std::size_t n) { ... }
// is compiled for the baseline and for AVX-512 and chosen when the program starts (GNU ifunc), with sums allowed to
// be reassociated so that they vectorise. Infinities and NaN keep their meaning. A kernel must be a plain function
// in a .cpp file (not a template, not inline), and its helpers must be inlined into it (`QED_INLINE`).
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(QED_NO_DISPATCH)
#define QED_HOT                                              \
  __attribute__((target_clones("default", "arch=x86-64-v4"), \
                 optimize("O3", "fast-math", "no-finite-math-only", "fp-contract=fast")))
#elif defined(__GNUC__) && !defined(__clang__)
#define QED_HOT \
  __attribute__((optimize("O3", "fast-math", "no-finite-math-only", "fp-contract=fast")))
#else
#define QED_HOT
#endif
#if defined(__GNUC__)
#define QED_INLINE inline __attribute__((always_inline))
#define QED_RESTRICT __restrict__
#else
#define QED_INLINE inline
#define QED_RESTRICT
#endif

#include <cstddef>
#include <cstdint>

namespace qed {

/// The instruction set that QED_HOT kernels run with on this machine: "avx512", "avx2", "neon" or "baseline".
const char* cpu_target();

/// True when this machine can run the code at all (x86-64-v3 on x86); checked first by every program.
bool cpu_supported();

/// SHA-256's 64 rounds over whole blocks of 64 bytes by the processor's own instructions, about six times as fast as
/// by arithmetic; the eight words of `state` are updated. `rounds`: the 64 constants. False, and nothing done, on a
/// processor without them.
bool sha256_blocks(std::uint32_t* state, const unsigned char* bytes, std::size_t blocks,
                   const std::uint32_t* rounds);

}  // namespace qed
