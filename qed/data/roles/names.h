// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the names of columns and the words of labels say.
#include <string>
#include <string_view>
#include <vector>

namespace qed::data {

/// A to Z in small letters; other bytes as they are.
std::string lower_case(std::string_view text);

/// The words of a name in small letters: "customerId" and "customer_id" are customer and id. Letters beyond ASCII are
/// letters.
std::vector<std::string> words_of_name(std::string_view name);

/// Does the name's last word say that its values stand for something that rows belong to: a customer, a session?
bool names_a_unit(std::string_view name);
/// The same of a place: a city, a school.
bool names_a_place(std::string_view name);
/// The same of time: a day, a year.
bool names_a_time(std::string_view name);

/// 1 for yes and true, 0 for no and false, in any case; -1 for other words.
int truth_of(std::string_view word);

/// Does the word of a label say yes: "Yes", "1", "fraud", "died"?
bool says_yes(std::string_view word);

}  // namespace qed::data
