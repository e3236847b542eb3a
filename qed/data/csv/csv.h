// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>

#include "qed/data/bytes/bytes.h"
#include "qed/data/read.h"

namespace qed::data::csv {

/// A whole CSV text as a table. `name` is what errors and notes call it.
Table read_csv(const Bytes& bytes, const std::string& name, const ReadOptions& options,
               const Progress& progress);

std::unique_ptr<BatchReader> open_batches(const Bytes& bytes, const std::string& name,
                                          const ReadOptions& options, std::int64_t batch_bytes);

}  // namespace qed::data::csv
