// SPDX-License-Identifier: Apache-2.0
#pragma once
// One list of a question's options, from which come the flags, the help, the checks, the echo in the answer, the
// documentation and the negative tests:
//
//   struct MapOptions { double perplexity = 30; std::string label; };
//   OptionList options(MapOptions& o) {
//     return {{"perplexity", o.perplexity, real_in(1, 1000), "effective number of neighbours"},
//             {"label", o.label, column_name(), "column that colours the map"}};
//   }
//
// The default is the member's initialiser; the list refers to the members, so the struct must outlive it.
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace qed {

/// What a value may be. Text, choices and lists have no range; numbers have one, open or closed at each end.
struct Domain {
  enum class Kind { real, integer, flag, text, choice, list, path };
  Kind kind = Kind::text;
  double lower = -std::numeric_limits<double>::infinity(),
         upper = std::numeric_limits<double>::infinity();
  bool lower_open = false, upper_open = false;
  std::vector<std::string>
      choices;        ///< Kind::choice: the words allowed; numbers: words allowed besides
  std::string placeholder;                 ///< what help shows for the value: "COLUMN", "N"
  /// "must be in (0, 1)", "must be one of 2 and 3".
  std::string requirement() const;
};
Domain real_in(double lower, double upper);          ///< closed
Domain real_between(double lower, double upper);     ///< open
Domain integer_in(std::int64_t lower, std::int64_t upper);
Domain flag();
Domain text(std::string placeholder = "TEXT");
Domain column_name();
Domain column_list();
Domain path(std::string placeholder = "FILE");
Domain choice(std::vector<std::string> words);

using OptionValue = std::variant<bool, std::int64_t, double, std::string, std::vector<std::string>>;

/// One option: its name in C++, on the command line (with - for _), in JSON and in Python, the member that holds
/// it, what it may be, and one sentence of meaning.
class Option {
 public:
  using Member = std::variant<bool*, int*, std::int64_t*, std::uint64_t*, double*, std::string*,
                              std::vector<std::string>*>;
  template <class T>
  Option(std::string option_name, T& member, Domain option_domain, std::string option_meaning)
      : name(std::move(option_name)), domain(std::move(option_domain)),
        meaning(std::move(option_meaning)), member_(&member) {}

  std::string name;
  Domain domain;
  std::string meaning;

  /// "--learning-rate".
  std::string flag_name() const;
  OptionValue value() const;
  /// Reads the value from text (lists are comma-separated) and checks it. Throws Error{bad_option} naming the
  /// option, what was found and what is allowed; a word near an allowed one is suggested.
  void set(std::string_view text);
  /// Throws Error{bad_option} when the member's present value lies outside the domain.
  void check() const;

 private:
  [[noreturn]] void refuse(const std::string& found) const;
  Member member_;
};

class OptionList : public std::vector<Option> {
 public:
  using std::vector<Option>::vector;
  /// Checks every option.
  void check() const;
  /// Names and values, for the echo in an answer.
  std::vector<std::pair<std::string, OptionValue>> values() const;
  /// The option of that name. Throws Error{bad_option} with the nearest name.
  Option& find(std::string_view option_name);
};

/// Values just outside each domain, as texts: what a generated negative test pushes through set().
std::vector<std::string> outside(const Domain& domain);

}  // namespace qed
