// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>

namespace qed::data {

/// The memory of this machine or, where that is less, of the container (cgroup 2), in bytes; QED_MEMORY in the
/// environment (mebibytes) says another.
std::uint64_t usable_memory();

/// How much text is held, and read as one table: an eighth of usable_memory(), because a table may take four times
/// its text ("1," makes eight bytes).
std::uint64_t text_limit();

/// Says that storage is about to be filled, so that the kernel may give it in large pages (one page fault for 2 MiB
/// instead of one for 4 KiB) and what lies beside them at once. Storage of less than 128 KiB is left alone.
void expect_filled(const void* begin, std::size_t bytes);

/// reserve(n) of a vector or string whose n elements will all be written.
template <class Values>
void reserve_filled(Values& values, std::size_t n) {
  values.reserve(n);
  expect_filled(values.data(), n * sizeof(typename Values::value_type));
}

}  // namespace qed::data
