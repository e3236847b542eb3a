// SPDX-License-Identifier: Apache-2.0
#include "qed/data/arrow/export.h"

#include <utility>

namespace qed::data::arrow {
namespace {

constexpr std::int64_t kNullable = 2;  // ARROW_FLAG_NULLABLE

// The memory is the Export's: releasing only marks the structs, children first.
template <class T>
void release(T* one) {
  for (std::int64_t j = 0; j < one->n_children; ++j)
    if (one->children[j]->release != nullptr) one->children[j]->release(one->children[j]);
  if (one->dictionary != nullptr && one->dictionary->release != nullptr)
    one->dictionary->release(one->dictionary);
  one->release = nullptr;
}

const char* format_of(ColumnType type) {
  switch (type) {
    case ColumnType::number:
      return "g";
    case ColumnType::integer:
      return "l";
    case ColumnType::boolean:
      return "b";
    case ColumnType::category:
      return "i";
    case ColumnType::text:
      return "U";
    case ColumnType::time:
      return "tsu:UTC";
  }
  return "n";
}

template <class Is>
std::vector<std::uint8_t> packed(std::size_t n, Is is) {
  std::vector<std::uint8_t> bits((n + 7) / 8, 0);
  for (std::size_t i = 0; i < n; ++i)
    if (is(i)) bits[i / 8] = static_cast<std::uint8_t>(bits[i / 8] | 1u << i % 8);
  return bits;
}

Schema plain_schema(const char* format, const char* name) {
  Schema schema{};
  schema.format = format;
  schema.name = name;
  schema.flags = kNullable;
  schema.release = &release<Schema>;
  return schema;
}

}  // namespace

const void* Export::keep(std::vector<std::uint8_t> bytes) {
  return bytes_.emplace_back(std::move(bytes)).data();
}

const void* Export::bitmap(const Column& column, std::int64_t rows) {
  const auto* categories = std::get_if<Categories>(&column.values);
  if (column.present.empty() && categories == nullptr) return nullptr;
  return keep(packed(static_cast<std::size_t>(rows), [&](std::size_t i) {
    return !column.is_missing(static_cast<std::int64_t>(i)) &&
           (categories == nullptr || categories->codes[i] >= 0);
  }));
}

Array Export::plain(std::int64_t length, std::vector<const void*> buffers) {
  Array array{};
  array.length = length;
  array.null_count = -1;
  array.buffers = buffers_.emplace_back(std::move(buffers)).data();
  array.n_buffers = static_cast<std::int64_t>(buffers_.back().size());
  array.release = &release<Array>;
  return array;
}

void Export::add_levels(const Column& column, Array& array, Schema& schema) {
  Texts& texts = levels_.emplace_back(Texts{{0}, {}});
  const auto& levels = std::get<Categories>(column.values).levels;
  for (const std::string& level : levels) {
    texts.bytes += level;
    texts.offsets.push_back(texts.bytes.size());
  }
  array.dictionary =
      &arrays_.emplace_back(plain(static_cast<std::int64_t>(levels.size()),
                                  {nullptr, texts.offsets.data(), texts.bytes.data()}));
  schema.dictionary = &schemas_.emplace_back(plain_schema("U", ""));
}

void Export::add(const Column& column, std::int64_t rows) {
  std::vector<const void*> buffers{bitmap(column, rows)};
  const char* format = format_of(column.type);
  if (const auto* texts = std::get_if<Texts>(&column.values)) {
    buffers.push_back(texts->offsets.data());
    buffers.push_back(texts->bytes.data());
  } else if (const auto* small = std::get_if<std::vector<std::uint8_t>>(&column.values);
             small != nullptr && column.type == ColumnType::integer) {
    buffers.push_back(small->data());
    format = "C";
  } else if (const auto* singles = std::get_if<std::vector<float>>(&column.values)) {
    buffers.push_back(singles->data());
    format = "f";
  } else if (const auto* flags = std::get_if<std::vector<std::uint8_t>>(&column.values)) {
    buffers.push_back(keep(packed(flags->size(), [&](std::size_t i) { return (*flags)[i] != 0; })));
  } else if (const auto* categories = std::get_if<Categories>(&column.values)) {
    buffers.push_back(categories->codes.data());
  } else if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&column.values)) {
    buffers.push_back(integers->data());
  } else {
    buffers.push_back(std::get<std::vector<double>>(column.values).data());
  }
  Array& array = arrays_.emplace_back(plain(rows, std::move(buffers)));
  Schema& schema = schemas_.emplace_back(plain_schema(format, column.name.c_str()));
  if (column.type == ColumnType::category) add_levels(column, array, schema);
  array_children_.push_back(&array);
  schema_children_.push_back(&schema);
}

Export::Export(const Table& table) {
  for (const Column& column : table.columns) add(column, table.rows);
  array_ = plain(table.rows, {nullptr});
  array_.null_count = 0;
  array_.children = array_children_.data();
  schema_ = plain_schema("+s", "");
  schema_.children = schema_children_.data();
  array_.n_children = schema_.n_children = static_cast<std::int64_t>(table.columns.size());
}

}  // namespace qed::data::arrow
