// SPDX-License-Identifier: Apache-2.0
#include "qed/data/roles/units.h"

#include "qed/data/roles/names.h"

namespace qed::data {

std::int32_t fewest_places(const Column& place) {
  const auto words = words_of_name(place.name);
  const bool may_be_kinds =
      words.size() > 1 && (words.back() == "field" || words.back() == "state");
  return may_be_kinds ? kFewestOfKinds : kFewestUnits;
}

bool can_be_unit(const Column& place, const Grouping& grouping) {
  return grouping.values() >= fewest_places(place) && !one_outweighs(grouping);
}

}  // namespace qed::data
