// SPDX-License-Identifier: Apache-2.0
// Any bytes as gzip and as zstd.
#include <string>
#include <string_view>

#include "qed/base/error.h"
#include "qed/data/bytes/bytes.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) try {
  using namespace qed::data;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const Compression compression : {Compression::gzip, Compression::zstd}) try {
      std::size_t unpacked = 0;
      decompress(bytes, compression,
                 [&](std::string_view piece) { return (unpacked += piece.size()) < (1u << 24); });
    } catch (const qed::Error&) {
    }
  return 0;
} catch (const qed::Error& error) {
  if (error.code() == qed::ErrorCode::internal) throw;
  return 0;
}
