// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/map/steps/coordinates.h"

#include <filesystem>

#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/data/write.h"

namespace qed::answers::map {
namespace {

constexpr const char* kAxes[] = {"1", "2", "3"};

// Which rows were placed on the map of the n others, and which of those are far from all of them.
void add_placed(data::Table& table, const Placed& placed, std::int64_t n) {
  std::vector<std::uint8_t> is_placed(static_cast<std::size_t>(n), 0), is_far(is_placed);
  is_placed.resize(static_cast<std::size_t>(table.rows), 1);
  for (std::size_t i = 0; i < placed.distance.size(); ++i) is_far.push_back(placed.is_far(i));
  table.columns.push_back({"placed", data::ColumnType::boolean, is_placed, {}});
  table.columns.push_back(
      {"far", data::ColumnType::boolean, std::move(is_far), std::move(is_placed)});
}

// The map's rows, then the placed ones with only what they have.
data::Table coordinates_table(const Findings& findings) {
  const Pictures& pictures = findings.pictures;
  const auto n = static_cast<std::int64_t>(pictures.pca.rows());
  const std::int64_t placed = findings.placed ? findings.placed->coordinates.rows() : 0;
  data::Table table;
  table.rows = n + placed;
  std::vector<std::int64_t> row;
  for (std::int64_t i = 0; i < n; ++i)
    row.push_back(findings.data.row_of.empty() ? i
                                               : findings.data.row_of[static_cast<std::size_t>(i)]);
  for (std::int64_t i = 0; i < placed; ++i) row.push_back(i);
  table.columns.push_back({"row", data::ColumnType::integer, std::move(row), {}});
  std::vector<std::uint8_t> mapped(static_cast<std::size_t>(n + placed), 1);
  std::fill(mapped.begin() + n, mapped.end(), std::uint8_t{0});
  const auto add = [&](std::string name, auto value_of, bool placed_too) {
    std::vector<double> values;
    for (std::int64_t i = 0; i < n + placed; ++i) values.push_back(value_of(i));
    table.columns.push_back({std::move(name), data::ColumnType::number, std::move(values),
                             placed_too || placed == 0 ? std::vector<std::uint8_t>{} : mapped});
  };
  for (Index axis = 0; axis < pictures.tsne.coordinates.cols(); ++axis)
    add(
        std::string("tsne_") + kAxes[axis],
        [&, axis](std::int64_t i) {
          return static_cast<double>(i < n ? pictures.tsne.coordinates(i, axis)
                                           : findings.placed->coordinates(i - n, axis));
        },
        true);
  for (Index axis = 0; axis < pictures.pca.cols(); ++axis)
    add(
        std::string("pca_") + kAxes[axis],
        [&, axis](std::int64_t i) {
          return i < n ? static_cast<double>(pictures.pca(i, axis)) : 0.0;
        },
        false);
  add(
      "reliability",
      [&](std::int64_t i) {
        return i < n ? static_cast<double>(pictures.reliability.value[static_cast<std::size_t>(i)])
                     : 0.0;
      },
      false);
  if (const auto& label = findings.clusters.kmeans.label; !label.empty()) {
    std::vector<std::int64_t> cluster;
    for (std::int64_t i = 0; i < n + placed; ++i)
      cluster.push_back(i < n ? label[static_cast<std::size_t>(i)] + 1 : 0);
    table.columns.push_back({"cluster", data::ColumnType::integer, std::move(cluster),
                             placed == 0 ? std::vector<std::uint8_t>{} : mapped});
  }
  if (findings.placed) add_placed(table, *findings.placed, n);
  return table;
}

}  // namespace

void write_coordinates(const std::string& file, const Findings& findings) {
  const std::string suffix = std::filesystem::path(file).extension().string();
  if (suffix == ".npy") {
    MatrixF all = findings.pictures.tsne.coordinates;
    if (findings.placed) {
      all.conservativeResize(all.rows() + findings.placed->coordinates.rows(), all.cols());
      all.bottomRows(findings.placed->coordinates.rows()) = findings.placed->coordinates;
    }
    data::write_npy(file, all);
  } else if (suffix == ".csv") {
    data::write_csv(file, coordinates_table(findings));
  } else if (suffix == ".parquet") {
    data::write_parquet(file, coordinates_table(findings));
  } else {
    throw Error(ErrorCode::bad_option,
                "--coordinates: cannot tell the format of \"" + printable(file) + "\"",
                "end it with .csv, .npy or .parquet");
  }
}

}  // namespace qed::answers::map
