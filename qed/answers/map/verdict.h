// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "qed/evidence/answer.h"

namespace qed::answers::map {

/// Below this gap in area the two pictures are as good as each other for a reader.
inline constexpr double kNegligibleGap = 0.05;

/// 1 − 0.95 is not 0.05 in binary: p = 0.05 must count as alpha = 0.05.
inline constexpr double kTie = 1e-12;

enum class Picture { pca, tsne, undecided };
std::string_view name(Picture picture);

/// The rule of the picture, written down before the data are seen:
///   PCA suffices   when the gap's upper bound < 0.05, or the matched null is not rejected;
///   t-SNE          when the null is rejected and the gap's lower bound > 0;
///   undecided      otherwise.
/// gap = area(t-SNE) − area(PCA) with its interval [lower, upper].
Picture choose_picture(double gap_lower, double gap_upper, bool null_rejected);

/// 0 when no test finds clusters, else the number found (1 when the tests see structure that no split explains).
std::int64_t choose_clusters(bool any_clusters, std::int64_t count);

evidence::Verdict verdict(const std::vector<evidence::Evidence>& evidence, double level);

}  // namespace qed::answers::map
