// SPDX-License-Identifier: Apache-2.0
// Any bytes as JSON lines.
#include <string>
#include <string_view>

#include "qed/base/error.h"
#include "qed/data/json/lines.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) try {
  using namespace qed::data;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  json::read_lines(bytes, "fuzz.jsonl", {}, {});
  return 0;
} catch (const qed::Error& error) {
  if (error.code() == qed::ErrorCode::internal) throw;
  return 0;
}
