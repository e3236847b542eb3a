// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace qed::report {

/// JSON under construction, written in the order of the calls: objects and lists on lines of their
/// own, lists begun with `inline_list` on one line, `number_list` the same without spaces and with
/// whole floats as 3 instead of 3.0. Numbers read back to the same bits. Text that
/// is not UTF-8 gets U+FFFD for each broken byte; "<" is written as its code on request, so that
/// the JSON may stand inside a script element.
class JsonWriter {
 public:
  explicit JsonWriter(bool for_script = false) : for_script_(for_script) {}

  JsonWriter& key(std::string_view name);
  void begin_object() { open('{', false); }
  void end_object() { close('}'); }
  void begin_list() { open('[', false); }
  void inline_list() { open('[', true); }
  void number_list() {
    open('[', true);
    bare_ = true;
  }
  void inline_object() { open('{', true); }
  void end_list() { close(']'); }

  void null();
  void value(bool flag);
  void value(std::int64_t number);
  void value(std::uint64_t number);
  void value(int number) { value(static_cast<std::int64_t>(number)); }
  void value(double number);  ///< NaN is null, an infinity "inf" or "-inf"
  void value(float number);   ///< the same, in the digits of a float
  void value(std::string_view text);
  void value(const std::string& text) { value(std::string_view(text)); }
  void value(const char* text) { value(std::string_view(text)); }

  std::string finish() { return std::move(text_); }

 private:
  void open(char bracket, bool on_one_line);
  void close(char bracket);
  void separate();
  void newline();
  template <class Number>
  void number_text(Number number);
  void quoted(std::string_view text);

  std::string text_;
  bool for_script_;
  bool first_ = true, after_key_ = false, bare_ = false;  // bare: within a number_list
  int depth_ = 0, inline_from_ = 0;  // depth at which a list on one line began, 0 for none
};

}  // namespace qed::report
