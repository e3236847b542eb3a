// SPDX-License-Identifier: Apache-2.0
#pragma once
// All rows of a file that is too long to be held, seen in passing while its sample is drawn.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "qed/data/table.h"

namespace qed::data {

/// Gathers from every row of a text longer than ReadOptions::memory what needs no table of all of them: sums, counts,
/// sketches. One reading is enough where the first rows told truly what the file holds; else the rows come again.
class BatchVisitor {
 public:
  /// What one batch amounts to.
  struct Seen {
    virtual ~Seen() = default;
  };
  virtual ~BatchVisitor() = default;

  /// Before the batches come: forgets what was added and decides from some rows what to gather; those are the first of
  /// the file or, where `whole`, a sample of all of it. Errors of the first rows may be those of the look alone: they
  /// are kept for when the whole is known.
  virtual void prepare(const Table& some, bool whole) = 0;
  /// The columns that `see` reads, after prepare; none: the rows need not come.
  virtual std::vector<std::string> columns() const = 0;
  /// A batch of those columns, typed as those of prepare (words may be a category or text, numbers integers).
  /// first_row: of the file, its first one. Called from several threads at once, also while `add` adds earlier batches:
  /// it reads what prepare decided, and nothing that add changes.
  virtual std::unique_ptr<Seen> see(const Table& batch, std::int64_t first_row) const = 0;
  /// What was seen, in the order of the file.
  virtual void add(Seen& seen) = 0;
  /// Whether what was added, as prepared from the first rows, answers for the file of which this is a sample.
  virtual bool stands(const Table& sample) = 0;
};

}  // namespace qed::data
