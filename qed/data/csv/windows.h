// SPDX-License-Identifier: Apache-2.0
#pragma once
// A text larger than memory: windows of it in turn, of which types are learnt, rows of the sample are kept, and all
// rows shown to a visitor.
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "qed/data/csv/chunks.h"
#include "qed/data/csv/distinct_words.h"
#include "qed/data/sample/sample.h"

namespace qed::data::csv {

class Windows {
 public:
  Windows(const File& file, const ReadOptions& options, const Progress& progress);
  Table sample();

 private:
  std::vector<Kind> look_through(const Layout& pass);
  void first_look();
  void each_group(const Layout& pass, const char* phase,
                  const std::function<void(std::span<Chunk>, std::int64_t)>& take);
  struct OfChunk;
  OfChunk look_at(const Chunk& chunk, std::int64_t first_row, const Layout& pass) const;
  std::unique_ptr<BatchVisitor::Seen> show(Chunk& chunk, std::int64_t first_row) const;
  using Shown = std::vector<std::unique_ptr<BatchVisitor::Seen>>;
  void add(Shown& shown) const;
  void show_again();
  bool shown_as_decided() const;
  void settle(std::size_t j, Kind kind, const Tally& tally, DistinctWords& words);
  Chunks read_rows(const std::vector<RowSample::Kept>& rows, std::string& text) const;
  std::vector<std::size_t> wanted_columns() const;

  const File& file_;
  const Progress& progress_;
  BatchVisitor* visitor_;
  Layout layout_;
  std::ptrdiff_t step_;
  RowSample sample_;
  std::int64_t rows_ = 0;
  std::vector<Decision> decisions_;
  std::vector<std::vector<std::string>> notes_;
  // What the visitor is shown: columns, and how their cells are taken.
  std::vector<std::size_t> shown_;
  std::vector<Kind> shown_kinds_;
  std::vector<Decision> shown_as_;
};

}  // namespace qed::data::csv
