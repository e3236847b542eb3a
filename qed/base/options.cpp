// SPDX-License-Identifier: Apache-2.0
#include "qed/base/options.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <type_traits>

#include "qed/base/error.h"
#include "qed/base/text.h"

namespace qed {
namespace {

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> items;
  std::string item;
  const auto push = [&] {
    const auto first = item.find_first_not_of(' '), last = item.find_last_not_of(' ');
    if (first != std::string::npos) items.push_back(item.substr(first, last - first + 1));
    item.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == ',') {
      item += text[++i];  // "\," is a comma of the name
    } else if (text[i] == ',') {
      push();
    } else {
      item += text[i];
    }
  }
  push();
  return items;
}

bool inside(const Domain& domain, double x) {
  if (std::isnan(x)) return false;
  if (domain.lower_open ? x <= domain.lower : x < domain.lower) return false;
  return !(domain.upper_open ? x >= domain.upper : x > domain.upper);
}

bool is_number(const Domain& domain) {
  return domain.kind == Domain::Kind::real || domain.kind == Domain::Kind::integer;
}

}  // namespace

std::string Domain::requirement() const {
  switch (kind) {
    case Kind::flag:
      return "must be true or false";
    case Kind::choice:
      return "must be one of " + join_words(choices, "and");
    case Kind::real:
    case Kind::integer: {
      const std::string what = kind == Kind::integer ? "a whole number in " : "in ";
      return "must be " + what + (lower_open || std::isinf(lower) ? "(" : "[") + shortest(lower) +
             ", " + shortest(upper) + (upper_open || std::isinf(upper) ? ")" : "]");
    }
    default:
      return "must not be empty";
  }
}

Domain real_in(double lower, double upper) {
  return {.kind = Domain::Kind::real,
          .lower = lower,
          .upper = upper,
          .choices = {},
          .placeholder = "X"};
}
Domain real_between(double lower, double upper) {
  return {.kind = Domain::Kind::real,
          .lower = lower,
          .upper = upper,
          .lower_open = true,
          .upper_open = true,
          .choices = {},
          .placeholder = "X"};
}
Domain integer_in(std::int64_t lower, std::int64_t upper) {
  return {.kind = Domain::Kind::integer,
          .lower = static_cast<double>(lower),
          .upper = static_cast<double>(upper),
          .choices = {},
          .placeholder = "N"};
}
Domain flag() { return {.kind = Domain::Kind::flag, .choices = {}, .placeholder = {}}; }
Domain text(std::string placeholder) {
  return {.kind = Domain::Kind::text, .choices = {}, .placeholder = std::move(placeholder)};
}
Domain column_name() { return text("COLUMN"); }
Domain column_list() {
  return {.kind = Domain::Kind::list, .choices = {}, .placeholder = "COLUMN,..."};
}
Domain path(std::string placeholder) {
  return {.kind = Domain::Kind::path, .choices = {}, .placeholder = std::move(placeholder)};
}
Domain choice(std::vector<std::string> words) {
  std::string placeholder;
  for (const auto& word : words) placeholder += (placeholder.empty() ? "" : "|") + word;
  return {.kind = Domain::Kind::choice,
          .choices = std::move(words),
          .placeholder = std::move(placeholder)};
}

std::string Option::flag_name() const {
  std::string flag = "--" + name;
  std::ranges::replace(flag, '_', '-');
  return flag;
}

OptionValue Option::value() const {
  return std::visit(
      [](const auto* member) -> OptionValue {
        using T = std::remove_cvref_t<decltype(*member)>;
        if constexpr (std::is_same_v<T, int> || std::is_same_v<T, std::uint64_t>)
          return static_cast<std::int64_t>(*member);
        else
          return *member;
      },
      member_);
}

void Option::refuse(const std::string& found) const {
  std::string hint;
  if (domain.kind == Domain::Kind::choice) {
    if (const auto near = nearest(found, domain.choices)) hint = "did you mean \"" + *near + "\"?";
  }
  throw Error(ErrorCode::bad_option,
              flag_name() + ": is \"" + printable(found) + "\", but " + domain.requirement(), hint);
}

void Option::set(std::string_view text) {
  const std::string found(text);
  std::visit(
      [&](auto* member) {
        using T = std::remove_cvref_t<decltype(*member)>;
        if constexpr (std::is_same_v<T, bool>) {
          if (text != "true" && text != "false") refuse(found);
          *member = text == "true";
        } else if constexpr (std::is_arithmetic_v<T>) {
          T parsed{};
          const auto result = std::from_chars(text.data(), text.data() + text.size(), parsed);
          if (result.ec != std::errc{} || result.ptr != text.data() + text.size() ||
              !inside(domain, static_cast<double>(parsed)))
            refuse(found);
          *member = parsed;
        } else if constexpr (std::is_same_v<T, std::string>) {
          if (text.empty()) refuse(found);
          if (domain.kind == Domain::Kind::choice &&
              std::ranges::find(domain.choices, text) == domain.choices.end())
            refuse(found);
          *member = found;
        } else {
          auto items = split_list(text);
          if (items.empty()) refuse(found);
          *member = std::move(items);
        }
      },
      member_);
}

void Option::check() const {
  std::visit(
      [&](const auto* member) {
        using T = std::remove_cvref_t<decltype(*member)>;
        if constexpr (std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) {
          if (!inside(domain, static_cast<double>(*member)))
            refuse(shortest(static_cast<double>(*member)));
        } else if constexpr (std::is_same_v<T, std::string>) {
          if (domain.kind == Domain::Kind::choice &&
              std::ranges::find(domain.choices, *member) == domain.choices.end())
            refuse(*member);
        }
      },
      member_);
}

void OptionList::check() const {
  for (const Option& option : *this) option.check();
}

std::vector<std::pair<std::string, OptionValue>> OptionList::values() const {
  std::vector<std::pair<std::string, OptionValue>> all;
  for (const Option& option : *this) all.emplace_back(option.name, option.value());
  return all;
}

Option& OptionList::find(std::string_view option_name) {
  for (Option& option : *this)
    if (option.name == option_name) return option;
  std::vector<std::string> names;
  for (const Option& option : *this) names.push_back(option.name);
  throw Error(ErrorCode::bad_option, "no option is called \"" + printable(option_name) + "\"",
              did_you_mean(option_name, names));
}

std::vector<std::string> outside(const Domain& domain) {
  if (domain.kind == Domain::Kind::flag) return {"maybe", ""};
  if (domain.kind == Domain::Kind::choice) return {"no-such-word", ""};
  if (!is_number(domain)) return {""};
  std::vector<std::string> texts{"", "abc", "1x", "nan"};
  const double step = domain.kind == Domain::Kind::integer ? 1.0 : 1e-6;
  if (std::isfinite(domain.lower))
    texts.push_back(shortest(domain.lower_open
                                 ? domain.lower
                                 : domain.lower - step * std::max(1.0, std::abs(domain.lower))));
  if (std::isfinite(domain.upper))
    texts.push_back(shortest(domain.upper_open
                                 ? domain.upper
                                 : domain.upper + step * std::max(1.0, std::abs(domain.upper))));
  return texts;
}

}  // namespace qed
