// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "qed/data/table.h"

namespace qed::answers::measure {

inline constexpr const char* kDemoTruth =
    "4,000 customers, 10 % of whom churn. model_b knows more than model_a and wins, though it "
    "exaggerates: its Brier "
    "skill is 0.16 against 0.06. Accuracy sees nothing of it: always saying no is right for 90 %, "
    "and so are both.";

/// A seeded table of customers: what two models predict, and who churned.
data::Table predictions(std::uint64_t seed);

}  // namespace qed::answers::measure
