// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/map/evidence.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "qed/answers/map/points.h"
#include "qed/answers/map/verdict.h"
#include "qed/evidence/pieces.h"
#include "qed/statistics/intervals/intervals.h"

namespace qed::answers::map {
namespace {

using evidence::estimate;
using evidence::Evidence;
using evidence::Header;
using evidence::Supports;
using statistics::Estimate;

constexpr const char* kPicture = "Which picture";
constexpr const char* kDimensions = "How many dimensions are real";
constexpr const char* kClusters = "Are there clusters";
constexpr const char* kStatisticWords[] = {"gap: t-SNE less PCA", "area of t-SNE",
                                           "fit of t-SNE (-KL)"};
static_assert(std::size(kStatisticWords) == std::tuple_size_v<decltype(kPictureStatistics)>);
constexpr const char* kMaps = "How t-SNE ran";
constexpr const char* kPlaced = "The new rows";
constexpr double kFairAgreement =
    0.6;  // nine in ten such counts were right in simulation (decision 007)

Supports when(bool speaks_for) { return speaks_for ? Supports::yes : Supports::no; }

// What every piece has; the kinds are aggregates whose other members are set one by one.
void head(Header& piece, Header said) { piece = std::move(said); }

// What the gap says about the picture that was chosen.
Supports gap_supports(Picture picture, const Estimate& gap) {
  if (picture == Picture::undecided || !gap.is_defined()) return Supports::neither;
  if (picture == Picture::tsne) return when(gap.lower() > 0);
  return gap.upper() < kNegligibleGap ? Supports::yes
         : gap.lower() > 0            ? Supports::no
                                      : Supports::neither;
}

// No gap, and the least that a reader would see.
evidence::Scale gap_scale(const Estimate& gap) {
  constexpr double kRoom = 0.3;
  const bool defined = gap.is_defined();
  return {defined ? std::min(-kRoom, gap.lower()) : -kRoom,
          defined ? std::max(kRoom, gap.upper()) : kRoom,
          {{0, "equal"}, {kNegligibleGap, "visible"}}};
}

void add_picture(std::vector<Evidence>& list, const Findings& f, double level) {
  const Pictures& p = f.pictures;
  list.push_back(estimate("auc_rnx.pca",
                          "The PCA picture keeps {auc_rnx.pca} of the neighbourhoods (0: what "
                          "chance keeps, 1: all; small ones count most).",
                          p.pca_quality.auc_rnx, kPicture, "LeeVerleysen2009"));
  list.push_back(estimate("auc_rnx.tsne",
                          "The t-SNE picture keeps {auc_rnx.tsne} of the neighbourhoods.",
                          p.tsne_quality.auc_rnx, kPicture, "LeeVerleysen2009"));
  const bool rejected = f.structure.p_value <= 1 - level + kTie;
  const Picture picture = p.gap.is_defined()
                              ? choose_picture(p.gap.lower(), p.gap.upper(), rejected)
                              : Picture::undecided;
  list.push_back(estimate("auc_rnx.gap", "t-SNE minus PCA, on the same landmarks: {auc_rnx.gap}.",
                          p.gap, kPicture, "LeeVerleysen2009", gap_supports(picture, p.gap),
                          gap_scale(p.gap)));
  const auto test = [&](const StructureTest& t, std::string id, std::string claim, std::string null,
                        std::string ref, Supports supports) {
    evidence::Test e;
    head(e, {std::move(id), std::move(claim), supports, std::move(ref), kPicture});
    e.null = std::move(null);
    e.statistic_name = "largest of three z";
    e.statistic = t.statistic;
    e.p_value = t.p_value;
    e.alpha = 1 - level;
    e.p_error = t.p_error;
    e.replicates = static_cast<std::int64_t>(t.null_values.size());
    e.null_values = t.null_values;
    list.push_back(std::move(e));
  };
  test(f.structure, "structure_beyond_covariance",
       rejected
           ? "The rows hold more structure than columns with these marginals and correlations give."
           : "Columns with these marginals and correlations, and nothing else, look like this too.",
       "Gaussian copula: every column keeps its own values, the correlations are kept, nothing "
       "else is",
       "CarioNelson1997",
       rejected == (picture == Picture::tsne) ? Supports::yes : Supports::neither);
  test(
      f.structure_gaussian, "structure_beyond_covariance.gaussian",
      f.structure_gaussian.p_value <= 1 - level + kTie
          ? "It shows more than a plain Gaussian of the same covariance too (shown beside, not "
            "used)."
          : "A plain Gaussian of the same covariance looks like this too (shown beside, not used).",
      "Gaussian with the same mean and covariance", "", Supports::neither);
  evidence::Table parts{{"structure.statistics",
                         "The three statistics of the test, on the data and on tables with the "
                         "same columns and correlations; z is (data - null mean) / null sd.",
                         Supports::neither, "WestfallYoung1993", kPicture},
                        {"statistic", "data", "null mean", "null sd", "p alone"},
                        {}};
  for (std::size_t s = 0; s < kPictureStatistics.size(); ++s)
    parts.rows.push_back({std::string(kStatisticWords[s]), f.structure.observed[s],
                          f.structure.null_mean[s], f.structure.null_sd[s],
                          f.structure.single_p[s]});
  list.push_back(std::move(parts));
  list.push_back(evidence::Curve{
      {"quality.curve", "Neighbourhoods kept beyond chance (0: chance, 1: all), by their size.",
       Supports::neither, "LeeVerleysen2009", kPicture},
      "neighbourhood size k",
      "kept beyond chance, R_NX(k)",
      true,
      false,
      {{"PCA", p.pca_quality.k_grid, p.pca_quality.r_nx, {}, {}},
       {"t-SNE", p.tsne_quality.k_grid, p.tsne_quality.r_nx, {}, {}}}});
  const auto both = [&](const std::string& id, const std::string& claim, const Estimate& pca,
                        const Estimate& tsne, const std::string& ref) {
    list.push_back(estimate(id + ".pca", "PCA: " + claim, pca, kPicture, ref));
    list.push_back(estimate(id + ".tsne", "t-SNE: " + claim, tsne, kPicture, ref));
  };
  both("knn_recall", "share of the 10 nearest rows kept among the 10 nearest points",
       p.pca_quality.knn_recall, p.tsne_quality.knn_recall, "");
  both("trustworthiness", "points shown near are near (trustworthiness, 1 = always)",
       p.pca_quality.trustworthiness, p.tsne_quality.trustworthiness, "VennaKaski2001");
  both("continuity", "near rows are shown near (continuity, 1 = always)", p.pca_quality.continuity,
       p.tsne_quality.continuity, "VennaKaski2001");
  both("distance_correlation", "rank correlation of all distances, far ones too",
       p.pca_quality.distance_correlation, p.tsne_quality.distance_correlation, "");
}

void add_dimensions(std::vector<Evidence>& list, const Findings& f) {
  const embedding::Pca& pca = f.pictures.reduced.pca;
  const Index shown = std::min<Index>(2, pca.variances.size());
  list.push_back(estimate(
      "variance_explained.pca2",
      "The two axes of the PCA picture carry {variance_explained.pca2:percent} of the variance.",
      Estimate::without_interval(
          pca.variances.head(shown).sum() / pca.total_variance,
          "a share of these rows' variance, not an estimate of another quantity"),
      kDimensions, "Jolliffe2002", Supports::neither, evidence::Scale{0, 1, {}}));
  const auto dimension = [&](const std::string& rule, const std::string& words,
                             const std::optional<embedding::SignalDimension>& s,
                             const std::string& ref) {
    list.push_back(
        estimate("signal_dimension." + rule, words,
                 s ? Estimate::without_interval(s->dimension, "a count made by a rule")
                   : Estimate::undefined("not every eigenvalue of so wide a table is computed"),
                 kDimensions, ref));
  };
  dimension("marchenko_pastur", "Directions above the edge of pure noise (Marchenko-Pastur).",
            f.pictures.marchenko_pastur, "MarchenkoPastur1967");
  dimension("gavish_donoho", "Directions worth keeping to rebuild the table (Gavish-Donoho).",
            f.pictures.gavish_donoho, "GavishDonoho2014");
  dimension("parallel_analysis", "Directions that beat shuffled columns (parallel analysis).",
            f.pictures.parallel_analysis, "Horn1965");
  list.push_back(estimate("intrinsic_dimension.twonn",
                          "Dimensions on which the rows lie locally (TwoNN).",
                          f.pictures.intrinsic_dimension, kDimensions, "FaccoEtAl2017"));
}

struct TestWords {
  std::string id, rejected, kept, statistic, ref;
};
TestWords words_for(const std::string& name) {
  if (name == "dip_of_distances")
    return {"dip_distances", "Pairwise distances have more than one mode.",
            "Pairwise distances show no second mode.", "dip", "Hartigan1985a"};
  if (name == "dip_of_first_component")
    return {"dip_pc1", "The first component has more than one mode.",
            "The first component shows no second mode.", "sqrt(n) dip", "Hartigan1985a"};
  return {name, "Split by two-means, some part of the rows falls in two.",
          "Split by two-means, no part of the rows falls in two.", "largest sqrt(n) dip",
          "Kalogeratos2012"};
}

std::string count_rule(const Clusters& c) {
  std::string rule = "a count made by a rule: " + c.count.rule;
  if (c.counted < c.count.count)
    rule += "; lowered from " + std::to_string(c.count.count) +
            ", where not every cluster came back from resampled rows";
  return rule;
}

void add_cluster_tests(std::vector<Evidence>& list, const Clusters& c, double level, bool any) {
  evidence::Test together;
  head(together, {"clusterability",
                  any ? "The rows are not one smooth cloud: the three tests below, together."
                      : "One smooth cloud is not ruled out: the three tests below, together.",
                  Supports::yes, "WestfallYoung1993", kClusters});
  together.null = "columns unimodal or discrete as they are, Gaussian dependence";
  together.statistic_name = "smallest p of the three";
  together.statistic = 1;
  for (const auto& test : c.tests.evidence)
    together.statistic = std::min(together.statistic, test.p_value);
  together.p_value = c.tests.p_value;
  together.p_error = c.tests.standard_error;
  together.alpha = 1 - level;
  together.replicates = c.tests.replicates;
  list.push_back(std::move(together));
  for (const statistics::ClusterEvidence& t : c.tests.evidence) {
    const TestWords words = words_for(t.name);
    evidence::Test e;
    const bool one_rejects = t.p_value <= 1 - level + kTie;
    head(e, {"clusterability." + words.id, one_rejects ? words.rejected : words.kept,
             when(one_rejects == any), words.ref, kClusters});
    e.null = "columns unimodal or discrete as they are, Gaussian dependence";
    e.statistic_name = words.statistic;
    e.statistic = t.observed;
    e.p_value = t.p_value;
    e.alpha = 1 - level;
    e.p_error = t.standard_error;
    e.replicates = static_cast<std::int64_t>(t.null.size());
    e.null_values = t.null;
    list.push_back(std::move(e));
  }
}

// On a table with categories a density method sees the lattice of their levels.
std::string lattice(const Findings& f) {
  const auto& features = f.data.encoder.features();
  const bool categories =
      std::ranges::any_of(features, [](const auto& one) { return !one.level.empty(); });
  return f.clusters.agreement < 0.5 && categories
             ? " Its dense spots are mostly combinations of the categories' levels."
             : "";
}

void add_clusters(std::vector<Evidence>& list, const Findings& f, double level) {
  const Clusters& c = f.clusters;
  const bool any = c.tests.p_value <= 1 - level + kTie;
  add_cluster_tests(list, c, level, any);
  list.push_back(estimate("cluster_count",
                          !any             ? "What the count would be, were there any clusters."
                          : c.counted <= 1 ? "Clusters that hold up in the original space: no "
                                             "split does."
                                           : "Clusters that hold up in the original space.",
                          Estimate::without_interval(c.counted, count_rule(c)), kClusters,
                          "Tibshirani2001", any ? Supports::yes : Supports::neither));
  list.push_back(estimate(
      "cluster_count.agreement",
      c.count.agreement >= kSureAgreement ? "Random halvings of the rows agree on the clusters "
                                            "(adjusted Rand index): take the count as it is."
      : c.count.agreement >= kFairAgreement
          ? "Random halvings of the rows agree on the clusters only roughly (adjusted Rand index): "
            "read the count as about so many."
          : "Random halvings of the rows disagree on the clusters (adjusted Rand index): no count "
            "can be given.",
      Estimate::without_interval(c.count.agreement, "describes partitions of the same rows"),
      kClusters, "StrehlGhosh2002", Supports::neither,
      evidence::Scale{0, 1, {{kFairAgreement, "roughly"}, {kSureAgreement, "surely"}}}));
  if (!c.count.k.empty()) {
    evidence::Curve curve;
    head(curve, {"cluster_count.gap", "Gap statistic by number of clusters.", Supports::neither,
                 "Tibshirani2001", kClusters});
    curve.x_label = "clusters k";
    curve.y_label = "gap";
    evidence::Series series{"gap", {}, {}, {}, {}};
    for (std::size_t i = 0; i < c.count.k.size() && i < c.count.gap.size(); ++i) {
      series.x.push_back(c.count.k[i]);
      series.y.push_back(c.count.gap[i]);
      series.lower.push_back(c.count.gap[i] - c.count.gap_se[i]);
      series.upper.push_back(c.count.gap[i] + c.count.gap_se[i]);
    }
    curve.series.push_back(std::move(series));
    list.push_back(std::move(curve));
  }
  if (c.kmeans.label.empty()) return;
  evidence::Table stability{
      {"cluster_stability",
       "Does each cluster come back when the rows are resampled? Jaccard overlap: below 0.6 not "
       "to be trusted, from 0.75 valid, from 0.85 stable.",
       Supports::neither, "Hennig2007", kClusters},
      {"cluster", "rows", "share", "Jaccard", "reading"},
      {}};
  std::vector<std::int64_t> size(static_cast<std::size_t>(c.kmeans.count), 0);
  for (std::int32_t label : c.kmeans.label)
    if (label >= 0) ++size[static_cast<std::size_t>(label)];
  for (std::size_t k = 0; k < size.size() && k < c.stability.jaccard.size(); ++k) {
    const Estimate& j = c.stability.jaccard[k];
    evidence::Cell jaccard;
    if (j.is_defined()) jaccard = evidence::Ranged{j.value(), j.lower(), j.upper()};
    stability.rows.push_back(
        {static_cast<std::int64_t>(k + 1), size[k],
         static_cast<double>(size[k]) / static_cast<double>(c.kmeans.label.size()), jaccard,
         c.stability.verdict[k]});
  }
  list.push_back(std::move(stability));
  evidence::Table profile{
      {"cluster_profile",
       "What sets each cluster apart, strongest first: medians with the difference in standard "
       "deviations, or shares of rows with their difference.",
       Supports::neither, "Cohen1988", kClusters},
      {"cluster", "column", "by", "in it", "elsewhere", "difference"},
      {}};
  for (const models::ProfileLine& line : c.profile)
    profile.rows.push_back(
        {static_cast<std::int64_t>(line.cluster + 1),
         line.level_name.empty() ? line.column : line.column + " = " + line.level_name,
         line.level_name.empty() ? "median" : "share", line.inside, line.outside,
         evidence::Ranged{line.effect.value(), line.effect.lower(), line.effect.upper()}});
  list.push_back(std::move(profile));
  const auto noise = std::ranges::count(c.hdbscan.label, -1);
  list.push_back(estimate(
      "cluster_agreement",
      "Do k-means and HDBSCAN agree (adjusted Rand index, 1: same groups, 0: chance)? HDBSCAN "
      "finds " +
          std::to_string(c.hdbscan.count) + " clusters and leaves " +
          std::to_string(100 * noise / static_cast<std::int64_t>(c.hdbscan.label.size())) +
          " % of the rows out." + lattice(f),
      Estimate::without_interval(c.agreement, "describes two partitions of the same rows"),
      kClusters, "Campello2013", Supports::neither, evidence::Scale{0, 1, {}}));
}

void add_maps(std::vector<Evidence>& list, const Findings& f, const MapOptions& options) {
  const embedding::Tsne& tsne = f.pictures.tsne;
  list.push_back(estimate(
      "kl_divergence", "Kullback-Leibler divergence reached: what t-SNE minimises.",
      tsne.kl_error > 0 ? Estimate(tsne.kl, {tsne.kl - tsne.kl_error, tsne.kl + tsne.kl_error, 1.0,
                                             "difference of a coarser and a finer sum"})
                        : Estimate::without_interval(tsne.kl, "exact sum over all pairs"),
      kMaps, "vanderMaaten2008"));
  evidence::Trace trace;
  head(trace,
       {"tsne.termination", "How t-SNE converged.", Supports::neither, "vanderMaaten2008", kMaps});
  trace.step_label = "iteration";
  trace.series.push_back({"KL divergence",
                          {tsne.trace.iteration.begin(), tsne.trace.iteration.end()},
                          tsne.trace.kl,
                          {},
                          {}});
  trace.termination = std::string(optim::name(tsne.termination.reason));
  list.push_back(std::move(trace));
  for (auto& points : points_of(f, options)) list.push_back(std::move(points));
}

void add_placed(std::vector<Evidence>& list, const Placed& placed, double level) {
  list.push_back(estimate(
      "placed.far",
      "{placed.far:percent} of the new rows lie farther from every row of the map than 99 % of its "
      "own rows lie from their nearest: about 1 % of rows of the same kind would.",
      statistics::proportion_interval(placed.far_count(),
                                      static_cast<std::int64_t>(placed.distance.size()), level),
      kPlaced, "Wilson1927", Supports::neither, evidence::Scale{0, 1, {}}));
}

}  // namespace

std::vector<Evidence> evidence_of(const Findings& findings, const MapOptions& options,
                                  double level) {
  std::vector<Evidence> list;
  add_picture(list, findings, level);
  add_dimensions(list, findings);
  add_clusters(list, findings, level);
  if (findings.placed) add_placed(list, *findings.placed, level);
  add_maps(list, findings, options);
  return list;
}

}  // namespace qed::answers::map
