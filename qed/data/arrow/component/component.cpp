// SPDX-License-Identifier: Apache-2.0
#include "qed/data/arrow/component.h"

#include <arrow/api.h>
#include <arrow/c/bridge.h>
#include <arrow/io/memory.h>
#include <arrow/ipc/reader.h>
#include <arrow/util/thread_pool.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/schema.h>
#include <parquet/arrow/writer.h>
#include <parquet/metadata.h>

#include <algorithm>
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

std::unique_ptr<parquet::arrow::FileReader> open_parquet(
    const QedArrowSource& source, const parquet::ArrowReaderProperties& how) {
  parquet::arrow::FileReaderBuilder builder;
  check(builder.Open(input_of(source)));
  return checked(builder.properties(how)->Build());
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

Reader read_parquet(const QedArrowSource& source, const std::vector<int>& fields) {
  parquet::ArrowReaderProperties how;
  how.set_use_threads(source.threads > 1);
  std::vector<int> leaves;
  {
    const auto plain = open_parquet(source, how);
    const auto& manifest = plain->manifest();
    for (const int field : fields) {
      const int leaf = manifest.schema_fields.at(static_cast<std::size_t>(field)).column_index;
      if (leaf < 0) throw Failed("a nested column was asked for");
      leaves.push_back(leaf);
      if (is_coded(*plain->parquet_reader()->metadata(), leaf)) how.set_read_dictionary(leaf, true);
    }
  }
  auto table = checked(open_parquet(source, how)->ReadTable(leaves));
  return std::make_shared<arrow::TableBatchReader>(std::move(table));
}

Reader read_ipc(const QedArrowSource& source, const std::vector<int>& fields) {
  auto how = arrow::ipc::IpcReadOptions::Defaults();
  how.included_fields = fields;
  how.ensure_alignment = arrow::ipc::Alignment::kDataTypeSpecificAlignment;
  how.use_threads = source.threads > 1;
  arrow::RecordBatchVector batches;
  std::shared_ptr<arrow::Schema> schema;
  if (source.format == kIpcFile) {
    const auto file = checked(arrow::ipc::RecordBatchFileReader::Open(input_of(source), how));
    schema = file->schema();
    for (int k = 0; k < file->num_record_batches(); ++k)
      batches.push_back(checked(file->ReadRecordBatch(k)));
  } else {
    const auto stream = checked(arrow::ipc::RecordBatchStreamReader::Open(input_of(source), how));
    schema = stream->schema();
    batches = checked(stream->ToRecordBatches());
  }
  // The schema that comes back may still name every field: the batches say what was read.
  for (const auto& batch : batches) check(batch->ValidateFull());
  if (!batches.empty()) schema = batches.front()->schema();
  return checked(arrow::RecordBatchReader::Make(std::move(batches), std::move(schema)));
}

std::shared_ptr<arrow::Schema> schema_of(const QedArrowSource& source) {
  if (source.format == kParquet) {
    std::shared_ptr<arrow::Schema> schema;
    check(open_parquet(source, parquet::ArrowReaderProperties())->GetSchema(&schema));
    return schema;
  }
  if (source.format == kIpcFile)
    return checked(arrow::ipc::RecordBatchFileReader::Open(input_of(source)))->schema();
  return checked(arrow::ipc::RecordBatchStreamReader::Open(input_of(source)))->schema();
}

}  // namespace

extern "C" {

__attribute__((visibility("default"))) int qed_arrow_schema_1(const QedArrowSource* source,
                                                              void* schema,
                                                              QedArrowFailure* failure) {
  return guarded(failure, [&] {
    check(arrow::ExportSchema(*schema_of(*source), static_cast<ArrowSchema*>(schema)));
  });
}

__attribute__((visibility("default"))) int qed_arrow_read_1(const QedArrowSource* source,
                                                            const int* fields, int count,
                                                            void* stream,
                                                            QedArrowFailure* failure) {
  return guarded(failure, [&] {
    check(arrow::SetCpuThreadPoolCapacity(std::max(1, source->threads)));
    const std::vector<int> wanted(fields, fields + count);
    check(arrow::ExportRecordBatchReader(
        source->format == kParquet ? read_parquet(*source, wanted) : read_ipc(*source, wanted),
        static_cast<ArrowArrayStream*>(stream)));
  });
}

__attribute__((visibility("default"))) int qed_arrow_write_parquet_1(
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
