// SPDX-License-Identifier: Apache-2.0
// Any bytes as CSV: whole, and a sample of them in windows of 1 KiB.
#include <string>
#include <string_view>

#include "qed/base/error.h"
#include "qed/data/csv/csv.h"
#include "qed/data/roles/roles.h"
#include "same_sample.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) try {
  using namespace qed::data;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  roles(csv::read_csv(Bytes::of(std::string(bytes)), "fuzz.csv", {}, {}));
  check_same_sample([&](const ReadOptions& options) {
    return csv::read_csv(Bytes::of(std::string(bytes)), "fuzz.csv", options, {});
  });
  return 0;
} catch (const qed::Error& error) {
  if (error.code() == qed::ErrorCode::internal) throw;
  return 0;
}
