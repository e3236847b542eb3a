// SPDX-License-Identifier: Apache-2.0
#include "qed/base/threads.h"

#include <tbb/blocked_range.h>
#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>

#include "qed/base/interrupt.h"

namespace qed {
namespace {

std::atomic<int> threads_set{0};

#if !defined(__SANITIZE_THREAD__)
// The arena is made on first use and again when the number of threads changes; never while work is under way.
tbb::task_arena& arena() {
  static std::unique_ptr<tbb::task_arena> current;
  static std::unique_ptr<tbb::global_control> limit;
  static int made_for = 0;
  if (const int wanted = threads(); !current || made_for != wanted) {
    current.reset();
    limit = std::make_unique<tbb::global_control>(tbb::global_control::max_allowed_parallelism,
                                                  static_cast<std::size_t>(wanted));
    current = std::make_unique<tbb::task_arena>(wanted);
    made_for = wanted;
  }
  return *current;
}

void run_blocks(std::size_t n, std::size_t block_size, const std::function<void(Block)>& body) {
  tbb::parallel_for(
      std::size_t{0}, block_count(n, block_size),
      [&](std::size_t index) {
        check_interrupt();
        body({index * block_size, std::min(n, (index + 1) * block_size), index});
      },
      tbb::simple_partitioner{});
}
#else
// The thread sanitizer cannot see into the oneTBB that the system ships and would call its hand-over a race. Here
// the blocks go to plain threads, so that every report is about a body; a nested call runs on its caller's thread.
void run_on_threads(std::size_t n, std::size_t block_size, const std::function<void(Block)>& body) {
  thread_local bool inside = false;
  std::atomic<std::size_t> next{0};
  std::mutex guard;
  std::exception_ptr first;
  const auto work = [&] {
    const bool outer = std::exchange(inside, true);
    try {
      for (std::size_t i = next++; i < block_count(n, block_size); i = next++) {
        check_interrupt();
        body({i * block_size, std::min(n, (i + 1) * block_size), i});
      }
    } catch (...) {
      next = block_count(n, block_size);
      const std::lock_guard lock(guard);
      if (!first) first = std::current_exception();
    }
    inside = outer;
  };
  {
    std::vector<std::jthread> team(inside ? 0 : static_cast<std::size_t>(threads()) - 1);
    for (auto& member : team) member = std::jthread(work);
    work();
  }
  if (first) std::rethrow_exception(first);
}
#endif

}  // namespace

int threads() {
  const int set = threads_set.load(std::memory_order_relaxed);
  return set > 0 ? set : std::max(1, tbb::info::default_concurrency());
}

void set_threads(int count) { threads_set.store(std::max(0, count), std::memory_order_relaxed); }

void parallel_blocks(std::size_t n, std::size_t block_size,
                     const std::function<void(Block)>& body) {
  check_interrupt();
  if (n == 0) return;
  block_size = std::max<std::size_t>(1, block_size);
  if (n <= block_size || threads() == 1) {
    for (std::size_t index = 0; index < block_count(n, block_size); ++index) {
      check_interrupt();
      body({index * block_size, std::min(n, (index + 1) * block_size), index});
    }
    return;
  }
#if defined(__SANITIZE_THREAD__)
  run_on_threads(n, block_size, body);
#else
  if (tbb::this_task_arena::current_thread_index() != tbb::task_arena::not_initialized &&
      tbb::this_task_arena::max_concurrency() == threads()) {
    run_blocks(n, block_size, body);  // already inside the arena: a nested call
    return;
  }
  arena().execute([&] { run_blocks(n, block_size, body); });
#endif
}

void parallel_tasks(const std::vector<std::function<void()>>& tasks) {
  parallel_blocks(tasks.size(), 1, [&](Block block) { tasks[block.index](); });
}

}  // namespace qed
