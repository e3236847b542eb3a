// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace qed {

/// For a program that makes and lets go columns of millions of rows again and again: their pages are kept for the next
/// ones, which the kernel would else have to fetch and clear each time (a third of the time of many metrics of ten
/// million rows). What is free beyond a gibibyte goes back. Does nothing where the allocator is another than glibc's.
void keep_freed_pages();

}  // namespace qed
