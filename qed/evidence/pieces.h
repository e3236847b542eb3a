// SPDX-License-Identifier: Apache-2.0
#pragma once
// How an answer writes its pieces down.
#include <optional>
#include <string>

#include "qed/evidence/evidence.h"

namespace qed::evidence {

/// A number with its interval as a piece; the words as in Header.
Evidence estimate(std::string id, std::string claim, statistics::Estimate value,
                  std::string section, std::string ref = "", Supports supports = Supports::neither,
                  std::optional<Scale> scale = {});

/// A number for a table: with its interval where both ends are finite, nothing where it is undefined or not finite.
Cell cell(const statistics::Estimate& estimate);

}  // namespace qed::evidence
