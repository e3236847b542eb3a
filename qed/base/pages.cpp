// SPDX-License-Identifier: Apache-2.0
#include "qed/base/pages.h"

#include <cstdlib>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace qed {

void keep_freed_pages() {
#ifdef __GLIBC__
  constexpr int kBytes = 1 << 30;
  ::mallopt(M_MMAP_THRESHOLD, kBytes);
  ::mallopt(M_TRIM_THRESHOLD, kBytes);
#endif
}

}  // namespace qed
