// SPDX-License-Identifier: Apache-2.0
#pragma once
// The only place where QED turns a number into text.
#include <cstdint>
#include <string>

#include "qed/evidence/evidence.h"

namespace qed::report {

/// A number on its own: at most `significant` digits (whole numbers keep all of theirs), thousands
/// separated, 1.2e-5 below 1e-4 and from 1e15 on, "inf" and "-inf". 0.41234 -> "0.4123", 12345.6 ->
/// "12,346".
std::string format_number(double value, int significant = 4);

/// A number with its interval, "0.412 [0.405, 0.419]": the fewest decimals at which the interval is
/// five units wide, and up to two more where an end would else look like 0, or be moved by more than a tenth of itself
/// without a digit of its own: "3.0 [0.5, 13.0]". An infinite end is open: "[0.405, inf)".
std::string format_number(double value, double lower, double upper);

/// 0.4123 -> "41.2 %"; with an interval "41.2 [40.5, 41.9] %".
std::string format_percent(double fraction);
std::string format_percent(double fraction, double lower, double upper);

/// 70000 -> "70,000".
std::string format_count(std::int64_t count);

/// Wall time for a reader: "45 ms", "3.2 s", "4 min 10 s", "2 h 5 min".
std::string format_seconds(double seconds);

/// "p = 0.03", "p < 0.001"; with Monte Carlo replicates a p at its floor 1 / (replicates + 1) says
/// so: "p = 0.01 (smallest possible with 99 replicates)".
std::string format_p(double p_value, std::int64_t replicates = 0);

/// The estimate with interval and unit, its value alone with `bare`, in three digits where it has no
/// interval; "undefined (a constant
/// column)".
std::string format_estimate(const statistics::Estimate& estimate, bool bare = false);

/// A cell of a table; nothing is "".
std::string format_cell(const evidence::Cell& cell);

}  // namespace qed::report
