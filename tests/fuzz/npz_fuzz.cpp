// SPDX-License-Identifier: Apache-2.0
// Any bytes as an archive of NumPy arrays.
#include <string>
#include <string_view>

#include "qed/base/error.h"
#include "qed/data/numpy/array.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) try {
  using namespace qed::data;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  numpy::read_npz(bytes);
  return 0;
} catch (const qed::Error& error) {
  if (error.code() == qed::ErrorCode::internal) throw;
  return 0;
}
