// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/interval/steps/map_cells.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "qed/answers/interval/steps/dates.h"
#include "qed/data/roles/names.h"
#include "qed/statistics/effect/correlation.h"

namespace qed::answers::interval {
namespace {

constexpr std::array<std::string_view, 2> kLatitude{"lat", "latitude"};
constexpr std::array<std::string_view, 4> kLongitude{"lon", "lng", "long", "longitude"};
constexpr std::size_t kFewestRows = 160;  // ten in each of sixteen cells

bool is_named(const data::Column& column, std::span<const std::string_view> words) {
  const auto parts = data::words_of_name(column.name);
  return column.is_numeric() && !parts.empty() &&
         std::ranges::find(words, parts.back()) != words.end();
}

struct Place {
  double latitude, longitude;
  std::size_t row;
};

// Cut into `bands` of as many places by latitude, each in the order of longitude.
void into_bands(std::vector<Place>& places, std::size_t bands, bool turning) {
  std::ranges::stable_sort(places, {}, &Place::latitude);
  for (std::size_t b = 0; b < bands; ++b) {
    const auto first = places.begin() + static_cast<std::ptrdiff_t>(b * places.size() / bands);
    const auto last = places.begin() + static_cast<std::ptrdiff_t>((b + 1) * places.size() / bands);
    const bool back = turning && b % 2 == 1;
    std::stable_sort(first, last, [back](const Place& a, const Place& c) {
      return back ? a.longitude > c.longitude : a.longitude < c.longitude;
    });
  }
}

}  // namespace

MapColumns map_columns(const data::Table& table) {
  MapColumns found;
  for (const data::Column& column : table.columns) {
    if (found.latitude == nullptr && is_named(column, kLatitude)) found.latitude = &column;
    if (found.longitude == nullptr && is_named(column, kLongitude)) found.longitude = &column;
  }
  return found;
}

std::optional<MapCells> map_cells(const MapColumns& columns, const std::vector<std::int64_t>& rows,
                                  const std::vector<double>& influence) {
  std::vector<Place> places;
  data::Grouping cells{std::vector<std::int32_t>(rows.size(), -1), 0};
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const auto latitude = columns.latitude->number_at(rows[k]);
    const auto longitude = columns.longitude->number_at(rows[k]);
    if (latitude && longitude && std::isfinite(*latitude) && std::isfinite(*longitude))
      places.push_back({*latitude, *longitude, k});
  }
  if (places.size() < 20) return std::nullopt;
  const double n = static_cast<double>(places.size());
  into_bands(places, static_cast<std::size_t>(std::ceil(std::sqrt(n))), true);
  std::vector<double> walked;
  for (const Place& place : places) walked.push_back(influence[place.row]);
  MapCells found{statistics::neighbour_correlation(walked, 0.95)};
  if (!statistics::are_alike(found.neighbours)) return std::nullopt;
  if (places.size() < kFewestRows) return found;
  const auto k = static_cast<std::size_t>(std::clamp(std::sqrt(n / 10), 4.0, 7.0));
  into_bands(places, k, false);
  for (std::size_t i = 0; i < places.size(); ++i) {
    const std::size_t band = ((i + 1) * k - 1) / places.size();
    const std::size_t first = band * places.size() / k, last = (band + 1) * places.size() / k;
    const std::size_t along = (i - first) * k / (last - first);
    cells.group[places[i].row] = static_cast<std::int32_t>(band * k + along);
  }
  cells.groups = static_cast<std::int32_t>(k * k);
  for (std::int32_t& cell : cells.group)
    if (cell < 0) cell = cells.groups++;
  found.grouping = std::move(cells);
  return found;
}

}  // namespace qed::answers::interval
