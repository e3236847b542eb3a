// SPDX-License-Identifier: Apache-2.0
#include "qed/data/read.h"

#include <utility>

#include "qed/base/error.h"
#include "qed/base/interrupt.h"
#include "qed/base/text.h"
#include "qed/data/bytes/bytes.h"
#include "qed/data/bytes/sha256.h"
#include "qed/data/csv/csv.h"

namespace qed::data {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 22;

std::string sha256_of(std::string_view bytes) {
  Sha256 hash;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(kPiece, bytes.size()))) {
    check_interrupt();
    hash.update(bytes.substr(0, kPiece));
  }
  return "sha256:" + hash.finish();
}

std::string shown(const std::string& path) { return path == "-" ? "standard input" : printable(path, 200); }

}  // namespace

Table read_table(const std::string& path_or_dash, const ReadOptions& options, const Progress& progress) {
  const std::string name = shown(path_or_dash);
  try {
    const Bytes file = open_bytes(path_or_dash);
    const Compression compression = compression_of(file.view);
    const Bytes text = compression == Compression::none ? file : Bytes::of(decompressed(file.view, compression));
    Table table = csv::read_csv(text, name, options, progress);
    table.source = path_or_dash;
    if (path_or_dash == "-") table.digest = sha256_of(file.view);
    return table;
  } catch (Error& error) {
    if (error.context().empty() && error.code() == ErrorCode::bad_data) error.with_context(name);
    throw;
  }
}

std::unique_ptr<BatchReader> BatchReader::open(const std::string& path, const ReadOptions& options,
                                               std::int64_t batch_bytes) {
  Bytes file = open_bytes(path);
  const Compression compression = compression_of(file.view);
  // Two passes over the text need it twice: what is not plain is spooled to disk, not to memory.
  if (compression != Compression::none) file = spooled(file.view, compression);
  return csv::open_batches(file, shown(path), options, batch_bytes);
}

std::string digest(const std::string& path) { return sha256_of(open_bytes(path).view); }

}  // namespace qed::data
