// SPDX-License-Identifier: Apache-2.0
#include "qed/data/bytes/memory.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <fstream>

namespace qed::data {

std::uint64_t usable_memory() {
  if (const char* set = std::getenv("QED_MEMORY")) {
    std::uint64_t mebibytes = 0;
    std::from_chars(set, set + std::strlen(set), mebibytes);
    if (mebibytes > 0) return mebibytes << 20;
  }
  auto memory = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) *
                static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  std::uint64_t allowed = 0;  // the file says "max" where there is no limit
  if (std::ifstream("/sys/fs/cgroup/memory.max") >> allowed && allowed > 0)
    memory = std::min(memory, allowed);
  return memory;
}

std::uint64_t text_limit() { return usable_memory() / 8; }

void expect_filled(const void* begin, std::size_t bytes) {
  constexpr std::uintptr_t kPage = 4096, kLarge = std::uintptr_t{2} << 20;
  const auto down = [](std::uintptr_t at, std::uintptr_t size) { return at / size * size; };
  const auto first = reinterpret_cast<std::uintptr_t>(begin);
  const std::uintptr_t from = down(first, kPage), to = down(first + bytes, kPage);
  const std::uintptr_t large_from = down(first + kLarge - 1, kLarge), large_to = down(to, kLarge);
  constexpr std::size_t kFewest = std::size_t{1} << 17;
  constexpr int kPopulate = 23;  // MADV_POPULATE_WRITE of Linux 5.14, which older headers lack
  if (bytes < kFewest) return;
  // Wishes: they may fail.
  const auto wish = [](std::uintptr_t some_from, std::uintptr_t some_to, int what) {
    if (some_from < some_to)
      ::madvise(reinterpret_cast<void*>(some_from), some_to - some_from, what);
  };
  if (large_from >= large_to) return wish(from, to, kPopulate);
  wish(large_from, large_to, MADV_HUGEPAGE);
  wish(from, large_from, kPopulate);
  wish(large_to, to, kPopulate);
}

}  // namespace qed::data
