// SPDX-License-Identifier: Apache-2.0
// parse_json on arbitrary bytes: an answer that every renderer can write and that reads back to the same text, or an
// Error; nothing else.
#include <cstdlib>
#include <string_view>

#include "qed/base/error.h"
#include "qed/report/render.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace qed::report;
  qed::evidence::Answer answer;
  try {
    answer = parse_json({reinterpret_cast<const char*>(data), size});
  } catch (const qed::Error& error) {
    if (error.code() != qed::ErrorCode::bad_data) std::abort();
    return 0;
  }
  const std::string json = render_json(answer);
  if (render_json(parse_json(json)) != json) std::abort();
  for (const std::string_view format : {"text", "html", "md"})
    if (render(answer, format).empty()) std::abort();
  return 0;
}
