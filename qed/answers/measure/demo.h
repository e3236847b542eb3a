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

inline constexpr const char* kSearchesTruth =
    "400 searches of 6 to 20 items in grades 0 to 3. Within a search score_new knows more and "
    "wins: "
    "its NDCG@10 is 0.88 against 0.75. Its level moves from search to search, so that over all "
    "rows its AUC is the lower one, 0.77 against 0.79.";

/// A seeded table of ranked lists of uneven length: what two scores say of items, and how relevant they are.
data::Table searches(std::uint64_t seed);

}  // namespace qed::answers::measure
