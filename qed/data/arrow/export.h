// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <deque>
#include <string>
#include <vector>

#include "qed/data/arrow/c_data.h"
#include "qed/data/table.h"

namespace qed::data::arrow {

/// A table as an Arrow array of struct type. Numbers, integers, times and texts are lent, not copied; the structs stay
/// valid as long as the Export and the table, whatever their receiver releases.
class Export {
 public:
  explicit Export(const Table& table);
  Export(const Export&) = delete;
  Export& operator=(const Export&) = delete;
  Array* array() { return &array_; }
  Schema* schema() { return &schema_; }

 private:
  void add(const Column& column, std::int64_t rows);
  Array plain(std::int64_t length, std::vector<const void*> buffers);
  const void* keep(std::vector<std::uint8_t> bytes);
  const void* bitmap(const Column& column, std::int64_t rows);
  void add_levels(const Column& column, Array& array, Schema& schema);

  std::deque<std::vector<const void*>> buffers_;
  std::deque<std::vector<std::uint8_t>> bytes_;
  std::deque<Array> arrays_;
  std::deque<Schema> schemas_;
  std::vector<Array*> array_children_;
  std::vector<Schema*> schema_children_;
  std::deque<Texts> levels_;
  Array array_{};
  Schema schema_{};
};

}  // namespace qed::data::arrow
