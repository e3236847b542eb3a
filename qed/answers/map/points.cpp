// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/map/points.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <unordered_map>

namespace qed::answers::map {
namespace {

constexpr int kShownNeighbours = 5;
constexpr std::size_t kMostAttributes = 40, kFewestAttributes = 8;
constexpr std::size_t kMostCells =
    1'000'000;  // of attributes in an answer: beyond, the file is mostly them
constexpr const char* kCaution =
    "Neighbours in this picture are data. Distances between islands, their sizes and densities are "
    "not.";

constexpr float kFinest = 1e-4f;  // of a picture's width: finer than any screen shows
constexpr float kThousandths = 1000;  // the reliability's digits

// Coordinates with the digits that a picture needs: on a decimal grid between 1e-5 and 1e-4 of its
// width. The file of --coordinates has all of them.
std::vector<float> flat(const MatrixF& Y) {
  std::vector<float> coordinates(Y.data(), Y.data() + Y.size());
  if (coordinates.empty()) return coordinates;
  const auto [lowest, highest] = std::ranges::minmax(coordinates);
  if (!(highest > lowest)) return coordinates;
  const double exponent = std::floor(std::log10(kFinest * (double{highest} - lowest)));
  const double step = std::pow(10.0, exponent);
  for (float& c : coordinates) {
    const double steps = std::round(c / step);
    // Divided by a power of ten where that is exact, so that the digits stay few.
    c = static_cast<float>(exponent < 0 ? steps / std::pow(10.0, -exponent) : steps * step);
  }
  return coordinates;
}

// Texts as levels, by first appearance.
evidence::Attribute words_of(const data::Column& column) {
  evidence::Attribute attribute{.name = column.name, .levels = {}, .codes = {}, .values = {}};
  std::unordered_map<std::string, std::int32_t> code;
  for (std::int64_t i = 0; i < column.size(); ++i) {
    const auto word = column.text_at(i);
    if (!word) {
      attribute.codes.push_back(-1);
      continue;
    }
    const auto [at, is_new] = code.emplace(*word, static_cast<std::int32_t>(code.size()));
    if (is_new) attribute.levels.push_back(*word);
    attribute.codes.push_back(at->second);
  }
  return attribute;
}

evidence::Attribute attribute_of(const data::Column& column) {
  evidence::Attribute attribute{.name = column.name, .levels = {}, .codes = {}, .values = {}};
  const std::int64_t n = column.size();
  if (const auto* categories = std::get_if<data::Categories>(&column.values)) {
    attribute.levels = categories->levels;
    attribute.codes = categories->codes;
    return attribute;
  }
  if (column.type == data::ColumnType::text) return words_of(column);
  if (column.type == data::ColumnType::boolean) {
    attribute.levels = {column.spelled[0], column.spelled[1]};
    for (std::int64_t i = 0; i < n; ++i) {
      const auto x = column.number_at(i);
      attribute.codes.push_back(x ? (*x != 0 ? 1 : 0) : -1);
    }
    return attribute;
  }
  const std::vector<double> numbers = column.numbers();
  attribute.values.assign(numbers.begin(), numbers.end());
  return attribute;
}

// Columns that became features, those that the two axes of the PCA picture weigh most first: a colour that shows
// something comes before one that does not.
std::vector<std::string> columns_by_weight(const Findings& findings) {
  const auto& features = findings.data.encoder.features();
  const embedding::Pca& pca = findings.pictures.reduced.pca;
  const Index axes = std::min<Index>(2, pca.variances.size());
  std::vector<std::pair<double, std::string>> weighted;
  for (const std::string& name : findings.data.encoder.used_columns())
    weighted.emplace_back(0.0, name);
  std::size_t at = 0;
  for (std::size_t j = 0; j < features.size(); ++j) {
    while (weighted[at].second != features[j].column) ++at;
    for (Index axis = 0; axis < axes; ++axis)
      weighted[at].first -=
          std::pow(pca.components(static_cast<Index>(j), axis), 2) * pca.variances[axis];
  }
  std::ranges::stable_sort(weighted, {}, &std::pair<double, std::string>::first);
  std::vector<std::string> names;
  for (auto& [weight, name] : weighted) names.push_back(std::move(name));
  return names;
}

// How many columns n rows may bring along.
std::size_t most_attributes(std::size_t n) {
  return std::clamp(kMostCells / std::max<std::size_t>(1, n), kFewestAttributes, kMostAttributes);
}

std::vector<evidence::Attribute> attributes_of(const Findings& findings) {
  std::vector<evidence::Attribute> attributes;
  const Prepared& data = findings.data;
  const auto add_column = [&](const std::string& name) {
    attributes.push_back(attribute_of(data.table.column(name)));
  };
  if (!data.label.empty()) add_column(data.label);
  if (const auto& clustering = findings.clusters.kmeans; !clustering.label.empty()) {
    evidence::Attribute cluster{
        .name = "cluster", .levels = {}, .codes = clustering.label, .values = {}};
    for (int k = 1; k <= clustering.count; ++k)
      cluster.levels.push_back("cluster " + std::to_string(k));
    attributes.push_back(std::move(cluster));
  }
  const std::size_t most = most_attributes(static_cast<std::size_t>(data.X.rows()));
  for (const std::string& name : columns_by_weight(findings)) {
    if (attributes.size() >= most) break;
    add_column(name);
  }
  return attributes;
}

// Of the new rows: how far they are from the map, and their own cells in the columns that the map shows.
std::vector<evidence::Attribute> placed_attributes(const Placed& placed,
                                                   const std::vector<evidence::Attribute>& shown) {
  evidence::Attribute far{
      .name = "far from every row", .levels = {"no", "yes"}, .codes = {}, .values = {}};
  evidence::Attribute distance{
      .name = "distance to the nearest row", .levels = {}, .codes = {}, .values = {}};
  for (std::size_t i = 0; i < placed.distance.size(); ++i) {
    far.codes.push_back(placed.is_far(i) ? 1 : 0);
    distance.values.push_back(std::round(placed.distance[i] * kThousandths) / kThousandths);
  }
  const std::size_t most = most_attributes(placed.distance.size());
  std::vector<evidence::Attribute> attributes{std::move(far), std::move(distance)};
  for (const evidence::Attribute& column : shown) {
    if (attributes.size() >= most) break;
    const auto own = std::ranges::find(placed.table.columns, column.name, &data::Column::name);
    if (own != placed.table.columns.end()) attributes.push_back(attribute_of(*own));
  }
  return attributes;
}

// The nearest neighbours of each point, for the lines under the cursor.
std::vector<std::int32_t> shown_neighbours(const IndexMatrix& neighbours, int k) {
  std::vector<std::int32_t> shown;
  shown.reserve(static_cast<std::size_t>(neighbours.rows() * k));
  for (Index i = 0; i < neighbours.rows(); ++i)
    for (int j = 0; j < k; ++j) shown.push_back(neighbours(i, j));
  return shown;
}

}  // namespace

std::vector<evidence::Points> points_of(const Findings& findings, const MapOptions& options) {
  const Pictures& pictures = findings.pictures;
  const std::string perplexity = std::to_string(std::lround(pictures.perplexity));
  std::vector<evidence::Points> maps;
  evidence::Points tsne;
  static_cast<evidence::Header&>(tsne) = {"map.tsne", "The t-SNE picture: neighbours are kept.",
                                          evidence::Supports::neither, "vanderMaaten2008",
                                          "The pictures"};
  tsne.title = "t-SNE, perplexity " + perplexity;
  tsne.dims = options.dims;
  tsne.coordinates = flat(pictures.tsne.coordinates);
  tsne.rows = findings.data.row_of;
  tsne.attributes = attributes_of(findings);
  tsne.k = static_cast<int>(std::min<Index>(kShownNeighbours, pictures.neighbours.index.cols()));
  tsne.neighbours = shown_neighbours(pictures.neighbours.index, tsne.k);
  for (const float value : pictures.reliability.value)
    tsne.reliability.push_back(std::round(value * kThousandths) / kThousandths);
  tsne.caution = kCaution;
  maps.push_back(std::move(tsne));
  const auto sharing = [&](std::string id, std::string claim, std::string title, const MatrixF& Y,
                           std::string caution) {
    evidence::Points points;
    static_cast<evidence::Header&>(points) = {std::move(id), std::move(claim),
                                              evidence::Supports::neither, "", "The pictures"};
    points.title = std::move(title);
    points.dims = static_cast<int>(Y.cols());
    points.coordinates = flat(Y);
    points.same_points_as = "map.tsne";
    points.caution = std::move(caution);
    maps.push_back(std::move(points));
  };
  sharing("map.pca", "The PCA picture: a shadow in which distances shrink but never grow.",
          "PCA, first " + std::to_string(options.dims) + " components", pictures.pca,
          "Points that are near here may be far apart in the data; points that are far apart here "
          "are far apart.");
  sharing("map.tsne_exaggerated", "t-SNE with exaggeration 4: fewer, tighter islands.",
          "t-SNE, exaggeration 4", pictures.tsne_exaggerated, kCaution);
  if (findings.placed) {
    evidence::Points placed;
    static_cast<evidence::Header&>(placed) = {
        "map.placed", "The new rows, placed on the t-SNE picture among their nearest rows.",
        evidence::Supports::neither, "Policar2024", "The pictures"};
    placed.title = "New rows on the t-SNE picture";
    placed.placed_on = "map.tsne";
    placed.dims = options.dims;
    placed.coordinates = flat(findings.placed->coordinates);
    const IndexMatrix& nearest = findings.placed->nearest;
    placed.k = static_cast<int>(nearest.cols());
    placed.neighbours = shown_neighbours(nearest, placed.k);
    placed.attributes = placed_attributes(*findings.placed, maps.front().attributes);
    placed.caution = kCaution;
    maps.push_back(std::move(placed));
  }
  return maps;
}

}  // namespace qed::answers::map
