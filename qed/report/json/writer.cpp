// SPDX-License-Identifier: Apache-2.0
#include "qed/report/json/writer.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

#include "qed/base/text.h"

namespace qed::report {

void JsonWriter::newline() {
  text_ += '\n';
  text_.append(2 * static_cast<std::size_t>(depth_), ' ');
}

void JsonWriter::separate() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (depth_ == 0) return;
  if (!first_) text_ += inline_from_ && !bare_ ? ", " : ",";
  if (!inline_from_) newline();
  first_ = false;
}

void JsonWriter::open(char bracket, bool on_one_line) {
  separate();
  text_ += bracket;
  ++depth_;
  first_ = true;
  if (on_one_line && !inline_from_) inline_from_ = depth_;
}

void JsonWriter::close(char bracket) {
  const bool on_one_line = inline_from_ != 0;
  bare_ = false;
  if (inline_from_ == depth_) inline_from_ = 0;
  --depth_;
  if (!first_ && !on_one_line) newline();
  text_ += bracket;
  first_ = false;
  if (depth_ == 0) text_ += '\n';
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  quoted(name);
  text_ += ": ";
  after_key_ = true;
  return *this;
}

void JsonWriter::null() {
  separate();
  text_ += "null";
}

void JsonWriter::value(bool flag) {
  separate();
  text_ += flag ? "true" : "false";
}

void JsonWriter::value(std::int64_t number) {
  separate();
  fmt::format_to(std::back_inserter(text_), "{}", number);
}

void JsonWriter::value(std::uint64_t number) {
  separate();
  fmt::format_to(std::back_inserter(text_), "{}", number);
}

template <class Number>
void JsonWriter::number_text(Number number) {
  if (std::isnan(number)) return null();
  if (std::isinf(number)) return value(number > 0 ? "inf" : "-inf");
  separate();
  const std::size_t start = text_.size();
  fmt::format_to(std::back_inserter(text_), "{}",
                 number);  // shortest digits that read back to the same bits
  // A whole number keeps its point: 3.0 reads back as a real, 3 as a count. A list holds one kind, so
  // there only -0.0 needs it.
  if (text_.find_first_of(".e", start) == std::string::npos &&
      (!bare_ || (number == 0 && std::signbit(number))))
    text_ += ".0";
}

void JsonWriter::value(double number) { number_text(number); }
void JsonWriter::value(float number) { number_text(number); }

void JsonWriter::value(std::string_view text) {
  separate();
  quoted(text);
}

void JsonWriter::quoted(std::string_view text) {
  text_ += '"';
  while (!text.empty()) {
    const char c = text[0];
    const auto byte = static_cast<unsigned char>(c);
    const std::size_t length = utf8_length(text);
    if (c == '"' || c == '\\') {
      text_ += {'\\', c};
    } else if (byte < 0x20 || byte == 0x7F || (for_script_ && (c == '<' || c == '>' || c == '&'))) {
      fmt::format_to(std::back_inserter(text_), "\\u{:04x}", byte);
    } else if (length == 0) {
      text_ += "\xEF\xBF\xBD";
    } else {
      text_ += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  text_ += '"';
}

}  // namespace qed::report
