// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/question/source.h"

#include <filesystem>

#include "qed/data/read.h"

namespace qed::answers {

evidence::DataSource source_of(const std::string& file, const data::Table& table,
                               std::int64_t rows) {
  return {.name = file == "-" ? "standard input" : std::filesystem::path(file).filename().string(),
          .digest = table.digest.empty() ? data::digest(file) : table.digest,
          .rows = rows,
          .columns = static_cast<std::int64_t>(table.columns.size())};
}

}  // namespace qed::answers
