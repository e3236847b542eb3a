// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "qed/data/roles/roles.h"
#include "qed/data/table.h"

namespace qed::data {

/// Does the column say when each row was taken? Dates and times do. Numbers do where their name says time and they are
/// years (1800 to 2200), dates written as one number (202601, 20260131), seconds and finer since 1970, or where rows
/// stand in their order (at most one in a hundred falls): others are amounts, as hours a week and the months of a loan
/// are. O(n).
bool says_when(const Column& column, Role role);

}  // namespace qed::data
