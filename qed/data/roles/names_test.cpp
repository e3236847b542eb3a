// SPDX-License-Identifier: Apache-2.0
#include "qed/data/roles/names.h"

#include <doctest/doctest.h>

using namespace qed::data;

TEST_CASE("the words of names") {
  using Words = std::vector<std::string>;
  CHECK(words_of_name("customerId") == Words{"customer", "id"});
  CHECK(words_of_name("customer_id") == Words{"customer", "id"});
  CHECK(words_of_name("  Year of birth ") == Words{"year", "of", "birth"});
  CHECK(words_of_name("ID") == Words{"id"});
  CHECK(words_of_name("Straße 7") == Words{"straße", "7"});
  CHECK(words_of_name("--") == Words{});
  CHECK(lower_case("ÄB c") == "Äb c");
}

TEST_CASE("units, places and times by the last word") {
  for (const char* name : {"user_id", "CUSTOMER_ID", "Patient", "customerid", "store session"})
    CHECK_UNARY(names_a_unit(name));
  for (const char* name : {"paid", "humid", "price", "", "idle_time"})
    CHECK_FALSE(names_a_unit(name));
  CHECK_UNARY(names_a_place("home_city"));
  CHECK_FALSE(names_a_place("city_size"));
  CHECK_UNARY(names_a_time("order date"));
  CHECK_FALSE(names_a_time("dated"));
}

TEST_CASE("words that say yes") {
  for (const char* word : {"Yes", "1", "TRUE", "fraud"}) CHECK_UNARY(says_yes(word));
  for (const char* word : {"No", "0", "", "good"}) CHECK_FALSE(says_yes(word));
}
