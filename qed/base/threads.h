// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

namespace qed {

/// How many threads QED uses: the number set, else the processors of the machine. BLAS is held to one thread by
/// linalg, so that work is split only here, in blocks that do not depend on the number of threads.
int threads();
/// threads >= 1, or 0 for all processors. Set once, before work starts.
void set_threads(int count);

/// A half-open range of items, the `index`-th block of a fixed partition.
struct Block {
  std::size_t begin, end, index;
  std::size_t size() const { return end - begin; }
};

/// Number of blocks of `block_size` items (the last may be shorter) that n items make.
constexpr std::size_t block_count(std::size_t n, std::size_t block_size) {
  return (n + block_size - 1) / block_size;
}

/// Runs body(block) for every block of a fixed partition of {0..n-1}, in parallel, in no stated order. The partition
/// depends on n and block_size alone. Stops between blocks with Interrupted when the user interrupts. An exception
/// in a body cancels the blocks not yet begun and is rethrown. Nested calls are allowed.
void parallel_blocks(std::size_t n, std::size_t block_size, const std::function<void(Block)>& body);

/// The tasks side by side, in no stated order; else as parallel_blocks.
void parallel_tasks(const std::vector<std::function<void()>>& tasks);

/// map(block) for every block, merged in block order: the same bits for every number of threads.
///   merge(total, part) changes total in place. O(blocks) values are held at once.
template <class Value, class Map, class Merge>
Value parallel_reduce(std::size_t n, std::size_t block_size, Value total, Map map, Merge merge) {
  std::vector<Value> parts(block_count(n, block_size), total);
  parallel_blocks(n, block_size, [&](Block block) { parts[block.index] = map(block); });
  for (Value& part : parts) merge(total, std::move(part));
  return total;
}

}  // namespace qed
