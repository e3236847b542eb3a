// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "qed/data/table.h"

namespace qed::data {

/// What a column is there for. `feature` is what no other role explains.
enum class Role { feature, id, constant, time, category, label, empty, text };
std::string_view name(Role role);

struct ColumnRole {
  std::string column;
  Role role = Role::feature;
  std::string why;  ///< one sentence
};

/// The role of every column, from its name and its values:
///   empty     all cells missing
///   constant  one distinct value
///   id        a name such as id, uuid, key, customerID and at least 95 % distinct values; a running integer;
///             or words of which none repeats and that are no free text
///   label     a conventional name (label, class, target, y, churn, fraud, species ...) and at most 20 classes
///   time      moments
///   text      free text: words of which most are distinct
///   category  words that repeat, true and false
/// At most one column is the label: the one with the more conventional name. O(rows log rows) time a column.
std::vector<ColumnRole> roles(const Table& table);

}  // namespace qed::data
