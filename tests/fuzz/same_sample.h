// SPDX-License-Identifier: Apache-2.0
#pragma once
// What a sample read in batches owes to the table read whole: the same types, and in every row the file's row.
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "qed/data/read.h"

namespace qed::data {

inline constexpr std::int64_t kFuzzSample = 3;

/// Keeps all cells that it is shown, numbers as numbers.
class KeepsAll final : public BatchVisitor {
 public:
  struct Cell {
    std::optional<double> number;
    std::optional<std::string> text;
    bool operator==(const Cell&) const = default;
  };
  static Cell cell(const Column& column, std::int64_t row) {
    const bool number = column.is_numeric();
    return {number ? column.number_at(row) : std::nullopt,
            number ? std::nullopt : column.text_at(row)};
  }
  struct OfBatch final : Seen {
    std::int64_t first_row = 0;
    std::vector<std::vector<Cell>> columns;
  };

  void prepare(const Table& some, bool) override {
    names_ = some.column_names();
    cells.assign(names_.size(), {});
  }
  std::vector<std::string> columns() const override { return names_; }
  std::unique_ptr<Seen> see(const Table& batch, std::int64_t first_row) const override {
    auto seen = std::make_unique<OfBatch>();
    seen->first_row = first_row;
    for (const Column& column : batch.columns) {
      auto& kept = seen->columns.emplace_back();
      for (std::int64_t i = 0; i < batch.rows; ++i) kept.push_back(cell(column, i));
    }
    return seen;
  }
  void add(Seen& seen) override {
    const auto& batch = static_cast<const OfBatch&>(seen);
    for (std::size_t j = 0; j < batch.columns.size(); ++j) {
      if (std::ssize(cells[j]) != batch.first_row) throw std::runtime_error("rows out of order");
      cells[j].insert(cells[j].end(), batch.columns[j].begin(), batch.columns[j].end());
    }
  }
  bool stands(const Table&) override { return true; }

  std::vector<std::vector<Cell>> cells;

 private:
  std::vector<std::string> names_;
};

/// read(options) reads the same bytes both times.
template <class Read>
void check_same_sample(Read read) {
  const Table whole = read(ReadOptions{});
  KeepsAll all;
  const Table part = read(ReadOptions{.sample = kFuzzSample, .memory = 0, .visitor = &all});
  const auto fail = [](const char* what) { throw std::runtime_error(what); };
  for (std::size_t j = 0; j < all.cells.size(); ++j) {
    if (std::ssize(all.cells[j]) != whole.rows) fail("the visitor saw other rows");
    for (std::int64_t i = 0; i < whole.rows; ++i)
      if (all.cells[j][static_cast<std::size_t>(i)] != KeepsAll::cell(whole.columns[j], i))
        fail("the visitor saw another cell");
  }
  if (part.rows_in_file != whole.rows) fail("the sample counts other rows");
  if (part.columns.size() != whole.columns.size()) fail("the sample has other columns");
  for (std::size_t j = 0; j < whole.columns.size(); ++j) {
    if (part.columns[j].type != whole.columns[j].type) fail("a column has another type");
    for (std::int64_t i = 0; i < part.rows; ++i) {
      const std::int64_t row = part.row_of.empty() ? i : part.row_of[static_cast<std::size_t>(i)];
      if (part.columns[j].text_at(i) != whole.columns[j].text_at(row)) fail("a cell differs");
    }
  }
}

}  // namespace qed::data
