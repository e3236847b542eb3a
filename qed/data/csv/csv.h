// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "qed/data/bytes/bytes.h"
#include "qed/data/read.h"

namespace qed::data::csv {

/// A CSV text as a table. `name` is what errors and notes call it. With options.sample, a text of more than
/// options.memory bytes is read in windows: memory is that of a window (at most 64 MiB of text) and of the sample.
Table read_csv(const Bytes& bytes, const std::string& name, const ReadOptions& options,
               const Progress& progress);

}  // namespace qed::data::csv
