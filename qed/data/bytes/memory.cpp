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
  constexpr std::size_t kPage = 4096, kFewest = std::size_t{4} << 20;
  if (bytes < kFewest) return;
  const std::uintptr_t first =
      (reinterpret_cast<std::uintptr_t>(begin) + kPage - 1) / kPage * kPage;
  const std::uintptr_t last = (reinterpret_cast<std::uintptr_t>(begin) + bytes) / kPage * kPage;
  ::madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE);  // a wish: it may fail
}

}  // namespace qed::data
