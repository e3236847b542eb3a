// SPDX-License-Identifier: Apache-2.0
#pragma once
// Columns whose values may be what was sampled: identifiers, and places.
#include <optional>
#include <string>
#include <vector>

#include "qed/answers/interval/steps/prepare.h"
#include "qed/answers/interval/steps/unit.h"
#include "qed/data/roles/grouping.h"
#include "qed/statistics/intervals/clustered.h"

namespace qed::answers::interval {

struct Candidate {
  const data::Column* column = nullptr;
  data::Grouping grouping;
  statistics::DesignEffect effect{statistics::Estimate::undefined("not measured"), 1};
  std::string around = {};  ///< the unit within it that was passed over for it
};

Candidate candidate(const data::Column& column, const Statistic& statistic,
                    const std::vector<double>& influence);
bool is_read_by(const Statistic& statistic, const data::Column& column);
/// "20 values in 60 rows, 9 of them without one".
std::string what_values_do(const Candidate& candidate);

/// An identifier that repeats; of several the one whose rows hang together most, or what it lies within (every teacher
/// has one school) where its own values resemble each other there: the interval of the intra-class correlation of their
/// means lies above 0. Repeats count where full dependence would make a variance larger by a twentieth: fewer are a
/// hint. Writes what was looked at and hints.
std::optional<Candidate> repeated_id(const Prepared& prepared, const std::vector<double>& influence,
                                     Unit& unit);

/// Places whose rows resemble each other and that can be a unit (data::can_be_unit); of nested ones the coarser
/// where it explains more than the finer does. The others are hints.
std::optional<Candidate> place(const Prepared& prepared, const std::vector<double>& influence,
                               Unit& unit);

}  // namespace qed::answers::interval
