// SPDX-License-Identifier: Apache-2.0
// Any bytes as Parquet, as an Arrow file and as an Arrow stream, through the component and whole and sampled.
#include <string_view>

#include "qed/base/error.h"
#include "qed/data/arrow/arrow.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) try {
  using namespace qed::data;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto format = bytes.starts_with("PAR1")     ? arrow::Format::parquet
                      : bytes.starts_with("ARROW1") ? arrow::Format::ipc_file
                                                    : arrow::Format::ipc_stream;
  for (const std::int64_t sample : {0, 2}) {
    const Table table = arrow::read(bytes, format, {.sample = sample});
    for (const Column& column : table.columns)
      for (std::int64_t i = 0; i < column.size(); ++i) static_cast<void>(column.text_at(i));
  }
  return 0;
} catch (const qed::Error& error) {
  if (error.code() == qed::ErrorCode::internal) throw;
  return 0;
}
