// SPDX-License-Identifier: Apache-2.0
// Any bytes as JSON lines: whole, and a sample of them line by line.
#include <string>
#include <string_view>

#include "qed/base/error.h"
#include "qed/data/json/lines.h"
#include "same_sample.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) try {
  using namespace qed::data;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check_same_sample([&](const ReadOptions& options) {
    return json::read_lines(bytes, "fuzz.jsonl", options, {});
  });
  return 0;
} catch (const qed::Error& error) {
  if (error.code() == qed::ErrorCode::internal) throw;
  return 0;
}
