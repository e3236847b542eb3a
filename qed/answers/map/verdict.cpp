// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/map/verdict.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace qed::answers::map {
namespace {

constexpr const char* kRule =
    "PCA suffices when the gap in area (t-SNE minus PCA) has an upper bound below 0.05, or the "
    "copula null is not rejected; t-SNE when it is rejected and the gap's lower bound is above 0; "
    "else undecided. "
    "Clusters: none unless the clusterability tests together reject; then as many as the count "
    "finds";

std::string picture_claim(Picture picture, bool rejected, bool tsne_is_worse) {
  if (picture == Picture::tsne)
    return "Use t-SNE: it keeps {auc_rnx.gap:value} more of the neighbourhoods than PCA, and more "
           "than columns with the same marginals and correlations would give.";
  if (picture == Picture::undecided)
    return "Undecided between PCA and t-SNE: the gap in area is {auc_rnx.gap}, which includes 0.";
  if (tsne_is_worse)
    return "t-SNE is not needed: PCA keeps {auc_rnx.pca:value} of the neighbourhoods, t-SNE only "
           "{auc_rnx.tsne:value}.";
  if (!rejected)
    return "t-SNE is not needed, PCA suffices: the rows show no structure beyond the columns' own "
           "marginals and correlations.";
  return "t-SNE is not needed: PCA keeps {auc_rnx.pca:value} of the neighbourhoods, t-SNE "
         "{auc_rnx.tsne:value}, and a reader would not see the difference.";
}

std::string cluster_claim(std::int64_t clusters, bool any) {
  if (!any) return "There is no evidence of clusters.";
  if (clusters <= 1)
    return "The data are not one smooth cloud, but no split into clusters holds up.";
  return "There are " + std::to_string(clusters) + " clusters.";
}

}  // namespace

std::string_view name(Picture picture) {
  return picture == Picture::pca ? "pca" : picture == Picture::tsne ? "tsne" : "undecided";
}

Picture choose_picture(double gap_lower, double gap_upper, bool null_rejected) {
  if (gap_upper < kNegligibleGap || !null_rejected) return Picture::pca;
  return gap_lower > 0 ? Picture::tsne : Picture::undecided;
}

std::int64_t choose_clusters(bool any_clusters, std::int64_t count) {
  return any_clusters ? std::max<std::int64_t>(1, count) : 0;
}

evidence::Verdict verdict(const std::vector<evidence::Evidence>& evidence, double level) {
  const auto& gap = evidence::get<evidence::Estimate>(evidence, "auc_rnx.gap").estimate;
  const auto& null = evidence::get<evidence::Test>(evidence, "structure_beyond_covariance");
  const auto& count = evidence::get<evidence::Estimate>(evidence, "cluster_count").estimate;
  const bool rejected = null.p_value <= 1 - level + kTie;
  const Picture picture = choose_picture(gap.lower(), gap.upper(), rejected);
  const bool any =
      evidence::get<evidence::Test>(evidence, "clusterability").p_value <= 1 - level + kTie;
  const std::int64_t clusters = choose_clusters(any, std::llround(count.value()));
  return {.asks = "Is t-SNE worth it?",
          .status = picture == Picture::tsne  ? evidence::Status::yes
                    : picture == Picture::pca ? evidence::Status::no
                                              : evidence::Status::undecided,
          .claim = picture_claim(picture, rejected, gap.upper() < 0) + " " +
                   cluster_claim(clusters, any),
          .decision = {{"picture", std::string(name(picture))}, {"clusters", clusters}},
          .rule = kRule,
          .level = level};
}

}  // namespace qed::answers::map
