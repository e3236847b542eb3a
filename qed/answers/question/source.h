// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>

#include "qed/data/table.h"
#include "qed/evidence/answer.h"

namespace qed::answers {

/// Where a table came from, for the provenance: the file's name without folders, its digest, `rows` of it.
evidence::DataSource source_of(const std::string& file, const data::Table& table,
                               std::int64_t rows);

}  // namespace qed::answers
