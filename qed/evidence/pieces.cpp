// SPDX-License-Identifier: Apache-2.0
#include "qed/evidence/pieces.h"

#include <cmath>

namespace qed::evidence {

Evidence estimate(std::string id, std::string claim, statistics::Estimate value,
                  std::string section, std::string ref, Supports supports,
                  std::optional<Scale> scale) {
  return Estimate{{std::move(id), std::move(claim), supports, std::move(ref), std::move(section)},
                  std::move(value),
                  std::move(scale)};
}

Cell cell(const statistics::Estimate& e) {
  if (!e.is_defined() || !std::isfinite(e.value())) return std::monostate{};
  if (!e.interval()) return e.value();
  return Ranged{e.value(), e.lower(), e.upper()};
}

}  // namespace qed::evidence
