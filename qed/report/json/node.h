// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>

#include <cmath>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/report/json/names.h"

namespace qed::report {

/// A place in a JSON document that knows its path, so that every complaint names it:
/// "evidence[3].interval.level". Include in .cpp files only (a heavy header).
class JsonNode {
 public:
  using Json = nlohmann::ordered_json;
  explicit JsonNode(const Json& json) : json_(json) {}

  [[noreturn]] void refuse(std::string_view requirement) const {
    const std::string where = path();
    throw Error(ErrorCode::bad_data, "answer: " + (where.empty() ? "the document" : where) + " " +
                                         std::string(requirement));
  }

  /// An object that has only these members (each name at most once is the parser's promise).
  const JsonNode& only(std::initializer_list<std::string_view> names) const {
    if (!json_.is_object()) refuse("must be an object");
    for (const auto& [name, unused] : json_.items())
      if (std::find(names.begin(), names.end(), name) == names.end())
        refuse("has an unknown member \"" + printable(name) + "\"");
    return *this;
  }
  JsonNode operator[](std::string_view name) const {
    if (!json_.is_object()) refuse("must be an object");
    const auto member = json_.find(name);
    if (member == json_.end()) refuse("lacks the member \"" + std::string(name) + "\"");
    return JsonNode(*member, this, member.key());
  }
  bool has(std::string_view name) const { return json_.is_object() && json_.contains(name); }
  bool is_null() const { return json_.is_null(); }
  const Json& json() const { return json_; }

  std::string text() const {
    if (!json_.is_string()) refuse("must be a text");
    return json_.get<std::string>();
  }
  bool flag() const {
    if (!json_.is_boolean()) refuse("must be true or false");
    return json_.get<bool>();
  }
  /// A number; "inf" and "-inf" are the infinities.
  double number() const {
    if (json_.is_number()) return json_.get<double>();
    if (json_.is_string()) {
      const auto& word = json_.get_ref<const std::string&>();
      if (word == "inf") return std::numeric_limits<double>::infinity();
      if (word == "-inf") return -std::numeric_limits<double>::infinity();
    }
    refuse("must be a number, \"inf\" or \"-inf\"");
  }
  double finite() const {
    const double value = number();
    if (!std::isfinite(value)) refuse("must be a finite number");
    return value;
  }
  template <class Integer = std::int64_t>
  Integer integer(Integer lowest, Integer highest = std::numeric_limits<Integer>::max()) const {
    const bool fits =
        json_.is_number_unsigned()
            ? std::in_range<Integer>(json_.get<std::uint64_t>())
            : json_.is_number_integer() && std::in_range<Integer>(json_.get<std::int64_t>());
    if (!fits) refuse("must be a whole number");
    const auto value = json_.get<Integer>();
    if (value < lowest || value > highest)
      refuse("must lie in [" + std::to_string(lowest) + ", " + std::to_string(highest) + "]");
    return value;
  }
  template <class Enum, std::size_t N>
  Enum word(const Names<Enum, N>& names) const {
    const std::string found = text();
    for (std::size_t i = 0; i < N; ++i)
      if (names.names[i] == found) return static_cast<Enum>(i);
    refuse("is \"" + printable(found) + "\", which is not one of the words allowed");
  }

  /// read(element) for every element.
  template <class Read>
  auto list(Read&& read) const {
    if (!json_.is_array()) refuse("must be a list");
    std::vector<decltype(read(*this))> values;
    values.reserve(json_.size());
    for (std::size_t i = 0; i < json_.size(); ++i)
      values.push_back(read(JsonNode(json_[i], this, i)));
    return values;
  }
  /// read(element) for every member, with its name, in order.
  template <class Read>
  auto members(Read&& read) const {
    if (!json_.is_object()) refuse("must be an object");
    std::vector<std::pair<std::string, decltype(read(*this))>> values;
    for (const auto& [name, value] : json_.items())
      values.emplace_back(name, read(JsonNode(value, this, name)));
    return values;
  }

 private:
  JsonNode(const Json& json, const JsonNode* parent, std::string_view name)
      : json_(json), parent_(parent), name_(name) {}
  JsonNode(const Json& json, const JsonNode* parent, std::size_t index)
      : json_(json), parent_(parent), index_(index) {}

  std::string path() const {
    if (!parent_) return {};
    const std::string before = parent_->path();
    if (name_.empty()) return before + "[" + std::to_string(index_) + "]";
    return before + (before.empty() ? "" : ".") + printable(name_);
  }

  const Json& json_;
  const JsonNode* parent_ = nullptr;
  std::string name_;
  std::size_t index_ = 0;
};

}  // namespace qed::report
