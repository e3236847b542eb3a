// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "qed/answers/interval/ask.h"
#include "qed/answers/interval/steps/groups.h"
#include "qed/answers/interval/steps/kinds.h"
#include "qed/answers/interval/steps/method/choose.h"
#include "qed/answers/interval/steps/powered.h"
#include "qed/answers/interval/steps/prepare.h"
#include "qed/answers/interval/steps/unit.h"
#include "qed/base/progress.h"
#include "qed/evidence/answer.h"
#include "qed/statistics/coverage/coverage.h"

namespace qed::answers::interval {

/// The same question by another method, or of other rows.
struct Alternative {
  std::string name;
  statistics::Estimate estimate;
  std::optional<statistics::Estimate> coverage = {};  ///< simulated, where it was
  bool chosen = false, naive = false;
};

/// All rows of a file that was too long to be held.
struct OfAllRows {
  std::int64_t rows = 0, sampled = 0;  ///< of the file, and of the sample beside
  bool answers = false;  ///< the interval is that of all rows, not of the sample
  bool is_counted = true;  ///< the number of units is a count, not an estimate
};

/// Everything that was found, as plain numbers: what the evidence is written from.
struct Findings {
  Prepared data;
  Unit unit;
  Regime regime;
  Choice choice;
  statistics::Estimate interval = statistics::Estimate::undefined("not asked");
  std::vector<Alternative> alternatives;          ///< the chosen one first
  std::vector<Alternative>
      flips;                 ///< rows taken as independent, the most influential unit left out
  statistics::Simulated simulated;
  statistics::Estimate coverage = statistics::Estimate::undefined("not simulated"),
                       naive = statistics::Estimate::undefined("not simulated");
  std::optional<statistics::Estimate> peeked;  ///< how often the naive interval misses at some look
  std::int64_t looks = 0;  ///< of an experiment that is looked at: what `coverage` is over
  std::optional<Powered> powered;
  std::optional<OfAllRows> all;
  std::optional<double> against;  ///< the value to decide against
  double margin = 0;
  std::optional<std::int64_t> needed;  ///< units that would just decide; none where it is decided
  std::optional<std::int64_t> trusted_from;  ///< units that would be covered nearly as stated
  std::optional<std::int64_t>
      finite;  ///< rows from which on both ends are finite, where one is not
  std::vector<KindShare> kinds;  ///< of a column of words: the share of each
  std::string by;
  std::vector<GroupInterval> groups;
  std::vector<evidence::DataSource> sources;
};

/// The order of it all: read, unit, choose, interval, coverage, flips, groups.
Findings compute(const std::string& file, const IntervalOptions& options, const Run& run,
                 Phases& phases);

}  // namespace qed::answers::interval
