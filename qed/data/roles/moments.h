// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "qed/data/roles/roles.h"
#include "qed/data/table.h"

namespace qed::data {

/// Does the column say when each row was taken? Dates and times do. Numbers do where their name says time and they are
/// years (1800 to 2200), dates written as one number (202601, 20260131), seconds and finer since 1970, or where rows
/// stand in their order (at most one in a hundred falls): others are amounts, as hours a week and the months of a loan
/// are. A day of the month that falls back once is none: its values come again every month. O(n).
bool says_when(const Column& column, Role role);

/// Does a number count within something larger: a day in 1 to 31, a month, a week, an hour, a quarter, by its name? By
/// itself it is no moment, but for rows of one month. O(n).
bool is_part_of_calendar(const Column& column);

}  // namespace qed::data
