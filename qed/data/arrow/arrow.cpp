// SPDX-License-Identifier: Apache-2.0
#include "qed/data/arrow/arrow.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <memory>
#include <numeric>
#include <span>
#include <utility>

#include "qed/base/error.h"
#include "qed/base/interrupt.h"
#include "qed/base/text.h"
#include "qed/base/threads.h"
#include "qed/data/arrow/columns.h"
#include "qed/data/arrow/component.h"
#include "qed/data/arrow/export.h"
#include "qed/data/sample/sample.h"

namespace qed::data::arrow {
namespace {

struct Component {
  QedArrowOpen* open = nullptr;
  QedArrowRead* read = nullptr;
  QedArrowClose* close = nullptr;
  QedArrowWriteParquet* write_parquet = nullptr;
  std::string why_not;  ///< empty: it is loaded
};

Component load() {
  constexpr const char* kFile = "libqed_arrow.so";
  Component component;
  std::error_code failed;
  const auto folder = std::filesystem::read_symlink("/proc/self/exe", failed).parent_path();
  for (const auto& place : {folder / kFile, folder / "../lib" / kFile}) {
    if (!std::filesystem::exists(place, failed)) continue;
    void* const library = ::dlopen(place.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
      component.why_not = ::dlerror();
      continue;
    }
    component.open = reinterpret_cast<QedArrowOpen*>(::dlsym(library, "qed_arrow_open_2"));
    component.read = reinterpret_cast<QedArrowRead*>(::dlsym(library, "qed_arrow_read_2"));
    component.close = reinterpret_cast<QedArrowClose*>(::dlsym(library, "qed_arrow_close_2"));
    component.write_parquet =
        reinterpret_cast<QedArrowWriteParquet*>(::dlsym(library, "qed_arrow_write_parquet_2"));
    const bool whole = component.open != nullptr && component.read != nullptr &&
                       component.close != nullptr && component.write_parquet != nullptr;
    component.why_not = whole ? "" : "it belongs to another version of qed";
    if (whole) return component;
  }
  if (component.why_not.empty()) component.why_not = std::string(kFile) + " is not installed";
  return component;
}

const Component& loaded() {
  static const Component component = load();
  return component;
}

const Component& needed() {
  const Component& component = loaded();
  require(component.why_not.empty(), ErrorCode::io,
          "Parquet and Arrow files need the Arrow component: " + component.why_not,
          "build qed after tools/setup, which installs Apache Arrow, or use CSV");
  return component;
}

[[noreturn]] void refuse(const char* why) {
  throw Error(ErrorCode::bad_data, "the file is damaged or cut off: " + printable(why, 300),
              "copy or download it again");
}

std::vector<std::string> names_of(const Schema& schema) {
  std::vector<std::string> names;
  for (std::int64_t j = 0; j < schema.n_children; ++j)
    names.emplace_back(schema.children[j]->name != nullptr ? schema.children[j]->name : "");
  return names;
}

// The places of the columns to read.
std::vector<int> chosen(const Schema& schema, const ReadOptions& options,
                        std::vector<std::string>& notes) {
  const auto names = names_of(schema);
  const auto is_in = [](const std::vector<std::string>& list, const std::string& name) {
    return std::ranges::find(list, name) != list.end();
  };
  for (const auto* list : {&options.columns, &options.drop})
    for (const std::string& name : *list)
      require(is_in(names, name), ErrorCode::bad_option,
              "no column is called \"" + printable(name) + "\"", did_you_mean(name, names));
  std::vector<int> fields;
  for (std::size_t j = 0; j < names.size(); ++j) {
    if ((!options.columns.empty() && !is_in(options.columns, names[j])) ||
        is_in(options.drop, names[j]))
      continue;
    if (can_hold(*schema.children[j]))
      fields.push_back(static_cast<int>(j));
    else
      notes.push_back("column " + printable(names[j]) +
                      " is left out: its cells are no single values");
  }
  require(!fields.empty(), ErrorCode::bad_data, "no column of it can be read");
  return fields;
}

// A file that the component has opened.
class Opened {
 public:
  Opened(const Component& component, const QedArrowSource& source) : component_(component) {
    QedArrowFailure failure{};
    file_ = component.open(&source, &schema, &rows, &failure);
    if (file_ == nullptr) refuse(failure.message);
  }
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;
  ~Opened() { component_.close(file_); }

  // visit(batch) for every batch of the columns `fields`.
  template <class Visit>
  void each_batch(std::span<const int> fields, Visit visit) const {
    QedArrowFailure failure{};
    Held<Stream> stream;
    if (component_.read(file_, fields.data(), static_cast<int>(fields.size()), &stream, &failure) !=
        0)
      refuse(failure.message);
    for (;;) {
      check_interrupt();
      Held<Array> batch;
      if (const int failed = stream.get_next(&stream, &batch); failed != 0) {
        const char* const why = stream.get_last_error(&stream);
        refuse(why != nullptr ? why : std::strerror(failed));
      }
      if (batch.release == nullptr) return;
      visit(static_cast<const Array&>(batch));
    }
  }

  Held<Schema> schema;
  std::int64_t rows = 0;

 private:
  const Component& component_;
  void* file_ = nullptr;
};

// Which of the rows of the batches are kept, batch after batch.
class Kept {
 public:
  explicit Kept(const std::vector<std::int64_t>& rows) : rows_(rows) {}
  // Those of the next `length` rows, counted from the batch's first.
  std::span<const std::int64_t> next(std::int64_t length) {
    if (rows_.empty()) {
      while (static_cast<std::int64_t>(local_.size()) < length)
        local_.push_back(static_cast<std::int64_t>(local_.size()));
      return std::span(local_).first(static_cast<std::size_t>(length));
    }
    local_.clear();
    for (first_ += length; at_ < rows_.size() && rows_[at_] < first_; ++at_)
      local_.push_back(rows_[at_] - (first_ - length));
    return local_;
  }

 private:
  const std::vector<std::int64_t>& rows_;
  std::size_t at_ = 0;
  std::int64_t first_ = 0;
  std::vector<std::int64_t> local_;
};

void append(ColumnBuilder& builder, const Array& batch, std::int64_t j,
            std::span<const std::int64_t> kept) {
  const Array& child = *batch.children[j];
  builder.append({&child, child.offset + batch.offset, batch.length}, kept);
}

constexpr std::int64_t kMostRowsOfByte = 4096;

using Builders = std::vector<std::unique_ptr<ColumnBuilder>>;

// Every column by itself: what one thread decodes it turns into QED's column while it is in the cache.
void read_by_column(const Opened& file, const std::vector<int>& fields,
                    const std::vector<std::int64_t>& rows, Builders& builders) {
  parallel_blocks(fields.size(), 1, [&](Block block) {
    Kept kept(rows);
    file.each_batch(std::span(fields).subspan(block.index, 1), [&](const Array& batch) {
      append(*builders[block.index], batch, 0, kept.next(batch.length));
    });
  });
}

// Every batch by itself, its columns side by side.
void read_by_batch(const Opened& file, const std::vector<int>& fields,
                   const std::vector<std::int64_t>& rows, Builders& builders) {
  Kept kept(rows);
  file.each_batch(fields, [&](const Array& batch) {
    const auto some = kept.next(batch.length);
    parallel_blocks(fields.size(), 1, [&](Block block) {
      append(*builders[block.index], batch, static_cast<std::int64_t>(block.index), some);
    });
  });
}

// All rows, of the columns that the visitor wants, some batches at a time.
class Showing {
 public:
  Showing(const Opened& file, const std::vector<int>& fields, const Table& sample,
          BatchVisitor& visitor)
      : file_(file), visitor_(visitor) {
    for (const std::string& column : visitor.columns())
      for (std::size_t k = 0; k < fields.size(); ++k)
        if (sample.columns[k].name == column) fields_.push_back(fields[k]);
  }

  void show_all() {
    if (fields_.empty()) return;
    file_.each_batch(fields_, [&](const Array& batch) {
      held_.push_back(table_of(batch));
      if (held_.size() == 4 * static_cast<std::size_t>(threads())) show();
    });
    show();
  }

 private:
  Table table_of(const Array& batch) {
    Table table;
    table.rows = batch.length;
    std::vector<std::int64_t> all(static_cast<std::size_t>(batch.length));
    std::iota(all.begin(), all.end(), 0);
    for (std::size_t k = 0; k < fields_.size(); ++k) {
      auto builder = column_builder(*file_.schema.children[fields_[k]], batch.length, batch.length);
      append(*builder, batch, static_cast<std::int64_t>(k), all);
      table.columns.push_back(builder->finish(table.notes));
    }
    return table;
  }

  void show() {
    std::vector<std::unique_ptr<BatchVisitor::Seen>> seen(held_.size());
    std::vector<std::int64_t> first;
    for (const Table& table : held_) first.push_back(std::exchange(rows_, rows_ + table.rows));
    parallel_blocks(held_.size(), 1, [&](Block block) {
      seen[block.index] = visitor_.see(held_[block.index], first[block.index]);
    });
    for (auto& one : seen) visitor_.add(*one);
    held_.clear();
  }

  const Opened& file_;
  BatchVisitor& visitor_;
  std::vector<int> fields_;
  std::vector<Table> held_;
  std::int64_t rows_ = 0;
};

// A file of more rows than are kept is read in passing.
ReadOptions with_sample(ReadOptions options, std::int64_t rows, std::size_t columns) {
  const std::int64_t size = sample_size(options, columns);
  if (size > 0 && size < rows) options.sample = passing_sample_size(options, columns);
  return options;
}

}  // namespace

bool is_ipc_stream(std::string_view bytes) {
  if (bytes.size() < 16 || !bytes.starts_with("\xff\xff\xff\xff")) return false;
  std::int32_t length;
  std::memcpy(&length, bytes.data() + 4, sizeof length);
  return length > 0 && length % 8 == 0 && static_cast<std::size_t>(length) <= bytes.size() - 8;
}

bool is_available() { return loaded().why_not.empty(); }

Table read(std::string_view bytes, Format format, const ReadOptions& options) {
  const QedArrowSource source{bytes.data(), static_cast<std::int64_t>(bytes.size()),
                              static_cast<int>(format)};
  const Opened file(needed(), source);
  Table table;
  const std::vector<int> fields = chosen(file.schema, options, table.notes);
  require(file.rows > 0, ErrorCode::bad_data, "there are no rows");
  // A page of equal cells holds 20,000 rows in some thirty bytes; what is said beyond that is not believed.
  const auto size = static_cast<std::int64_t>(bytes.size());
  if (file.rows / kMostRowsOfByte > size) refuse("it says more rows than its bytes can hold");
  table.rows_in_file = file.rows;
  table.row_of =
      chosen_rows(file.rows, fields.size(), with_sample(options, file.rows, fields.size()));
  table.rows = table.row_of.empty() ? file.rows : static_cast<std::int64_t>(table.row_of.size());
  Builders builders;
  for (const int field : fields)
    builders.push_back(
        column_builder(*file.schema.children[field], file.rows, std::min(table.rows, 64 * size)));
  (format == Format::parquet ? read_by_column : read_by_batch)(file, fields, table.row_of,
                                                               builders);
  for (auto& builder : builders) {
    table.columns.push_back(builder->finish(table.notes));
    require(table.columns.back().size() == table.rows, ErrorCode::bad_data,
            "the file is damaged: it says " + std::to_string(file.rows) + " rows, but has others");
  }
  if (options.visitor != nullptr && options.max_rows < 0 && table.rows < table.rows_in_file) {
    options.visitor->prepare(table, true);
    Showing(file, fields, table, *options.visitor).show_all();
  }
  return table;
}

std::string parquet_of(const Table& table) {
  const Component& component = needed();
  Export exported(table);
  QedArrowFailure failure{};
  std::string bytes;
  const auto sink = [](void* context, const char* data, std::int64_t size) {
    static_cast<std::string*>(context)->assign(data, static_cast<std::size_t>(size));
  };
  const int failed =
      component.write_parquet(exported.array(), exported.schema(), sink, &bytes, &failure);
  ensure(failed == 0, "cannot write Parquet: " + std::string(failure.message));
  return bytes;
}

}  // namespace qed::data::arrow
