// SPDX-License-Identifier: Apache-2.0
#include "qed/data/arrow/component.h"

#include <arrow/api.h>
#include <arrow/c/bridge.h>
#include <arrow/io/memory.h>
#include <arrow/ipc/reader.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/schema.h>
#include <parquet/arrow/writer.h>
#include <parquet/metadata.h>

#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace {

constexpr int kParquet = 0, kIpcFile = 1;

struct Failed : std::exception {
  explicit Failed(std::string what) : text(std::move(what)) {}
  const char* what() const noexcept override { return text.c_str(); }
  std::string text;
};

void check(const arrow::Status& status) {
  if (!status.ok()) throw Failed(status.message());
}

template <class T>
T checked(arrow::Result<T> result) {
  check(result.status());
  return std::move(result).ValueUnsafe();
}

/// Runs `work`; no exception leaves the component.
template <class Work>
int guarded(QedArrowFailure* failure, Work work) noexcept {
  try {
    work();
    return 0;
  } catch (const std::exception& error) {
    std::snprintf(failure->message, sizeof failure->message, "%s", error.what());
  } catch (...) {
    std::snprintf(failure->message, sizeof failure->message, "unknown failure");
  }
  return 1;
}

std::shared_ptr<arrow::io::BufferReader> input_of(const QedArrowSource& source) {
  return std::make_shared<arrow::io::BufferReader>(std::make_shared<arrow::Buffer>(
      reinterpret_cast<const std::uint8_t*>(source.bytes), source.size));
}

// True when all of the column's cells are codes into a dictionary: then it is read without spelling the words out.
bool is_coded(const parquet::FileMetaData& file, int leaf) {
  if (file.schema()->Column(leaf)->physical_type() != parquet::Type::BYTE_ARRAY) return false;
  for (int group = 0; group < file.num_row_groups(); ++group) {
    const auto chunk = file.RowGroup(group)->ColumnChunk(leaf);
    const auto& pages = chunk->encoding_stats();
    if (!chunk->has_dictionary_page() || pages.empty()) return false;
    for (const auto& page : pages)
      if (page.page_type != parquet::PageType::DICTIONARY_PAGE &&
          page.encoding != parquet::Encoding::RLE_DICTIONARY &&
          page.encoding != parquet::Encoding::PLAIN_DICTIONARY)
        return false;
  }
  return file.num_row_groups() > 0;
}

using Reader = std::shared_ptr<arrow::RecordBatchReader>;

// A file that has been opened; batches of chosen columns come from it.
class File {
 public:
  virtual ~File() = default;
  std::shared_ptr<arrow::Schema> schema;
  std::int64_t rows = 0;
  virtual Reader read(const std::vector<int>& fields) const = 0;
};

// Hands on batches whose buffers have been checked: all of them where they are the file's own bytes, their sizes where
// Arrow decoded them. An exception becomes a status.
class Checked : public arrow::RecordBatchReader {
 public:
  Checked(Reader inner, bool fully) : inner_(std::move(inner)), fully_(fully) {}
  std::shared_ptr<arrow::Schema> schema() const override { return inner_->schema(); }
  arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* batch) override {
    try {
      ARROW_RETURN_NOT_OK(inner_->ReadNext(batch));
      if (*batch == nullptr) return arrow::Status::OK();
      return fully_ ? (*batch)->ValidateFull() : (*batch)->Validate();
    } catch (const std::exception& error) {
      return arrow::Status::IOError(error.what());
    }
  }

 private:
  Reader inner_;
  bool fully_;
};

class ParquetFile : public File {
 public:
  explicit ParquetFile(const QedArrowSource& source) {
    parquet::arrow::FileReaderBuilder builder;
    check(builder.Open(input_of(source)));
    const auto metadata = builder.raw_reader()->metadata();
    parquet::ArrowReaderProperties how;
    how.set_use_threads(false);  // QED reads columns side by side
    how.set_pre_buffer(false);   // the bytes are in memory
    for (int leaf = 0; leaf < metadata->num_columns(); ++leaf)
      if (is_coded(*metadata, leaf)) how.set_read_dictionary(leaf, true);
    reader_ = checked(builder.properties(how)->Build());
    check(reader_->GetSchema(&schema));
    rows = metadata->num_rows();
    for (int group = 0; group < metadata->num_row_groups(); ++group) groups_.push_back(group);
  }
  Reader read(const std::vector<int>& fields) const override {
    std::vector<int> leaves;
    for (const int field : fields) {
      leaves.push_back(
          reader_->manifest().schema_fields.at(static_cast<std::size_t>(field)).column_index);
      if (leaves.back() < 0) throw Failed("a nested column was asked for");
    }
    return std::make_shared<Checked>(checked(reader_->GetRecordBatchReader(groups_, leaves)),
                                     false);
  }

 private:
  std::unique_ptr<parquet::arrow::FileReader> reader_;
  std::vector<int> groups_;
};

arrow::ipc::IpcReadOptions ipc_options(const std::vector<int>& fields) {
  auto how = arrow::ipc::IpcReadOptions::Defaults();
  how.included_fields = fields;
  how.ensure_alignment = arrow::ipc::Alignment::kDataTypeSpecificAlignment;
  return how;
}

// The batches of a file or a stream; the rows of a stream are counted by going through it once.
class IpcFile : public File {
 public:
  explicit IpcFile(const QedArrowSource& source) : source_(source) {
    const auto reader = open({});
    schema = reader->schema();
    if (source.format == kIpcFile) {
      rows =
          checked(checked(arrow::ipc::RecordBatchFileReader::Open(input_of(source_)))->CountRows());
      return;
    }
    for (std::shared_ptr<arrow::RecordBatch> batch;;) {
      check(reader->ReadNext(&batch));
      if (batch == nullptr) return;
      rows += batch->num_rows();
    }
  }
  Reader read(const std::vector<int>& fields) const override {
    return std::make_shared<Checked>(open(fields), true);
  }

 private:
  Reader open(const std::vector<int>& fields) const {
    const auto how = ipc_options(fields);
    if (source_.format != kIpcFile)
      return checked(arrow::ipc::RecordBatchStreamReader::Open(input_of(source_), how));
    return std::make_shared<FileBatches>(
        checked(arrow::ipc::RecordBatchFileReader::Open(input_of(source_), how)));
  }

  // The batches of a file in turn.
  class FileBatches : public arrow::RecordBatchReader {
   public:
    explicit FileBatches(std::shared_ptr<arrow::ipc::RecordBatchFileReader> file)
        : file_(std::move(file)) {}
    std::shared_ptr<arrow::Schema> schema() const override { return file_->schema(); }
    arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* batch) override {
      batch->reset();
      if (next_ == file_->num_record_batches()) return arrow::Status::OK();
      ARROW_ASSIGN_OR_RAISE(*batch, file_->ReadRecordBatch(next_++));
      return arrow::Status::OK();
    }

   private:
    std::shared_ptr<arrow::ipc::RecordBatchFileReader> file_;
    int next_ = 0;
  };

  QedArrowSource source_;
};

}  // namespace

extern "C" {

__attribute__((visibility("default"))) void* qed_arrow_open_2(const QedArrowSource* source,
                                                              void* schema, std::int64_t* rows,
                                                              QedArrowFailure* failure) {
  File* opened = nullptr;
  guarded(failure, [&] {
    std::unique_ptr<File> file;
    if (source->format == kParquet)
      file = std::make_unique<ParquetFile>(*source);
    else
      file = std::make_unique<IpcFile>(*source);
    check(arrow::ExportSchema(*file->schema, static_cast<ArrowSchema*>(schema)));
    *rows = file->rows;
    opened = file.release();
  });
  return opened;
}

__attribute__((visibility("default"))) int qed_arrow_read_2(void* file, const int* fields,
                                                            int count, void* stream,
                                                            QedArrowFailure* failure) {
  return guarded(failure, [&] {
    check(arrow::ExportRecordBatchReader(
        static_cast<const File*>(file)->read(std::vector<int>(fields, fields + count)),
        static_cast<ArrowArrayStream*>(stream)));
  });
}

__attribute__((visibility("default"))) void qed_arrow_close_2(void* file) {
  delete static_cast<File*>(file);
}

__attribute__((visibility("default"))) int qed_arrow_write_parquet_2(
    void* array, void* schema, void (*sink)(void* context, const char* bytes, std::int64_t size),
    void* context, QedArrowFailure* failure) {
  return guarded(failure, [&] {
    const auto batch = checked(arrow::ImportRecordBatch(static_cast<ArrowArray*>(array),
                                                        static_cast<ArrowSchema*>(schema)));
    const auto table = checked(arrow::Table::FromRecordBatches({batch}));
    const auto out = checked(arrow::io::BufferOutputStream::Create());
    const auto packed =
        parquet::WriterProperties::Builder().compression(parquet::Compression::SNAPPY)->build();
    // The Arrow schema is kept beside Parquet's own: categories come back as categories.
    const auto typed = parquet::ArrowWriterProperties::Builder().store_schema()->build();
    check(parquet::arrow::WriteTable(*table, arrow::default_memory_pool(), out,
                                     parquet::DEFAULT_MAX_ROW_GROUP_LENGTH, packed, typed));
    const auto bytes = checked(out->Finish());
    sink(context, reinterpret_cast<const char*>(bytes->data()), bytes->size());
  });
}
}
