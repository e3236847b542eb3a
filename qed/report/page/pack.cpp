// SPDX-License-Identifier: Apache-2.0
#include "qed/report/page/pack.h"

#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/report/number.h"
#include "qed/report/text/layout.h"

namespace qed::report {
namespace {

using evidence::Attribute;
using evidence::Points;

constexpr int kSteps = 16383;               // 14 bits: a picture 16,000 pixels wide
constexpr int kMissing8 = 255, kMissing16 = 65535;
constexpr std::size_t kPlacedColumns = 2, kFirstNeighbours = 3, kFastFrom = 8'000'000;
constexpr std::size_t kLongestName = 60, kLongestText = 4000;

// A name for a menu or a legend: names that differ at their ends only stay apart.
std::string short_name(std::string_view name) {
  return elide(printable(name, kLongestText), kLongestName, "…");
}

std::string gzip(std::string_view bytes) {
  z_stream stream{};
  const int level = bytes.size() > kFastFrom ? 6 : 9;
  ensure(deflateInit2(&stream, level, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) == Z_OK,
         "zlib did not start");
  std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int status = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  ensure(status == Z_STREAM_END, "zlib did not finish");
  return out;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t three = 0;
    for (std::size_t k = 0; k < 3; ++k)
      three = three << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k)
      text += i + k <= bytes.size() ? kLetters[three >> (18 - 6 * k) & 63] : '=';
  }
  return text;
}

// All low bytes, then all next bytes: the high bytes of small numbers compress to nothing.
template <class Get>
std::string planes(std::size_t count, int width, Get&& get) {
  std::string bytes(count * static_cast<std::size_t>(width), '\0');
  for (std::size_t i = 0; i < count; ++i) {
    auto value = static_cast<std::uint32_t>(get(i));
    for (int plane = 0; plane < width; ++plane, value >>= 8)
      bytes[static_cast<std::size_t>(plane) * count + i] = static_cast<char>(value & 0xFF);
  }
  return packed(bytes);
}

float coordinate(const Points& picture, std::size_t i, int axis) {
  return axis < picture.dims ? picture.coordinates[i * static_cast<std::size_t>(picture.dims) +
                                                   static_cast<std::size_t>(axis)]
                             : 0;
}

// A picture's box: one step size for all axes, so that the picture keeps its shape.
struct Box {
  float lowest[3] = {}, highest[3] = {};
  bool any = false;

  void hold(const Points& picture) {
    for (std::size_t i = 0; i < picture.size(); ++i, any = true)
      for (int axis = 0; axis < 3; ++axis) {
        const float c = coordinate(picture, i, axis);
        lowest[axis] = any ? std::min(lowest[axis], c) : c;
        highest[axis] = any ? std::max(highest[axis], c) : c;
      }
  }
  double range() const {
    double widest = 1e-300;
    for (int axis = 0; axis < 3; ++axis)
      widest = std::max(widest, double{highest[axis]} - lowest[axis]);
    return widest;
  }
  int step(int axis, double to) const {
    return static_cast<int>(std::lround((to - lowest[axis]) / range() * kSteps));
  }
  int size(int axis) const { return step(axis, highest[axis]); }
};

// All of the first coordinates as steps from the box's corner, then all of the second, then the third.
std::string pack_coordinates(const Points& picture, const Box& box) {
  const std::size_t n = picture.size();
  return planes(n * static_cast<std::size_t>(std::max(2, picture.dims)), 2, [&](std::size_t at) {
    const int axis = static_cast<int>(at / n);
    return box.step(axis, coordinate(picture, at % n, axis));
  });
}

// Values that stand for many: half of them even along the range, half at even ranks, so that a
// column whose values crowd at one end (money) keeps its differences there.
std::vector<float> stand_ins(std::vector<float> finite) {
  constexpr int kHalf = kMissing8 / 2;
  std::ranges::sort(finite);
  const double lower = finite.front(), range = finite.back() - lower;
  const double last = static_cast<double>(finite.size() - 1);
  std::vector<float> chosen;
  for (int k = 0; k < kHalf; ++k)
    chosen.push_back(static_cast<float>(lower + range * k / (kHalf - 1)));
  for (int k = 0; k <= kHalf; ++k)
    chosen.push_back(finite[static_cast<std::size_t>(std::lround(last * k / kHalf))]);
  std::ranges::sort(chosen);
  chosen.erase(std::ranges::unique(chosen).begin(), chosen.end());
  return chosen;
}

// The place of the nearest of some rising values.
int nearest(const std::vector<float>& values, float value) {
  const auto above = std::ranges::lower_bound(values, value);
  if (above == values.begin()) return 0;
  const auto at = static_cast<int>(above - values.begin());
  return above == values.end() || value - *(above - 1) < *above - value ? at - 1 : at;
}

// Codes of levels, or numbers as an index into their distinct values or into at most 255 that stand for them.
std::string pack_column(const Attribute& attribute, std::size_t n, PackedMap::Column& column) {
  column.name = short_name(attribute.name);
  if (!attribute.levels.empty()) {
    for (const std::string& level : attribute.levels) column.levels.push_back(short_name(level));
    column.width = attribute.levels.size() <= kMissing8 ? 1 : 2;
    const int missing = column.width == 1 ? kMissing8 : kMissing16;
    return planes(n, column.width, [&](std::size_t i) {
      const int code = attribute.codes[i];
      return code < 0 || code >= missing ? missing : code;
    });
  }
  column.is_number = true;
  std::vector<float> finite;
  std::set<float> distinct;
  for (const float value : attribute.values) {
    if (!std::isfinite(value)) continue;
    finite.push_back(value);
    if (distinct.size() <= kMissing8) distinct.insert(value);
  }
  column.is_rounded = distinct.size() > kMissing8;
  column.values.assign(distinct.begin(), distinct.end());
  if (column.is_rounded) column.values = stand_ins(std::move(finite));
  return planes(n, 1, [&](std::size_t i) {
    const float value = attribute.values[i];
    return std::isfinite(value) ? nearest(column.values, value) : kMissing8;
  });
}

// Fills one map within what is left of the budget.
class Packer {
 public:
  Packer(PackedMap& map, const Points& source, std::size_t index, std::size_t& left)
      : map_(map), source_(source), index_(index), left_(left) {}

  void pack() {
    map_.points = source_.size();
    for (std::size_t i = 0; i < map_.pictures.size(); ++i) frame(*map_.pictures[i], map_.frames[i]);
    if (!source_.rows.empty()) {
      keep(planes(map_.points, 4, [&](std::size_t i) { return source_.rows[i]; }));
      map_.rows = map_.parts.back().id;
    }
    for (std::size_t c = 0; c < std::min<std::size_t>(1, source_.attributes.size()); ++c)
      column(source_.attributes[c], true);
    if (!source_.reliability.empty())
      column({"reliability", {}, {}, source_.reliability}, source_.attributes.empty());
    const std::size_t after_reliability = map_.columns.size();
    neighbours(0, kFirstNeighbours);
    for (std::size_t c = 1; c < source_.attributes.size(); ++c)
      column(source_.attributes[c], false);
    for (PackedMap::Frame& frame : map_.frames)
      if (frame.placed) placed_columns(frame);
    neighbours(kFirstNeighbours, static_cast<std::size_t>(source_.k));
    // Packed early, listed last.
    if (!source_.reliability.empty() && after_reliability > 0 &&
        map_.columns[after_reliability - 1].name == "reliability")
      std::rotate(map_.columns.begin() + static_cast<std::ptrdiff_t>(after_reliability) - 1,
                  map_.columns.begin() + static_cast<std::ptrdiff_t>(after_reliability),
                  map_.columns.end());
    explain();
  }

 private:
  void keep(std::string base64) {
    left_ -= std::min(left_, base64.size());
    map_.parts.push_back(
        {"part-" + std::to_string(index_) + "-" + std::to_string(map_.parts.size()),
         std::move(base64)});
  }
  bool fits(const std::string& base64) const { return base64.size() <= left_; }

  void frame(const Points& picture, PackedMap::Frame& frame) {
    Box box;
    box.hold(picture);
    if (frame.placed) box.hold(*frame.placed);
    frame.dims = picture.dims;
    frame.width = box.size(0), frame.height = box.size(1), frame.depth = box.size(2);
    keep(pack_coordinates(picture, box));
    frame.part = map_.parts.back().id;
    if (!frame.placed) return;
    keep(pack_coordinates(*frame.placed, box));
    frame.placed_part = map_.parts.back().id;
    const auto k = static_cast<std::size_t>(frame.placed->k);
    for (std::size_t j = 0; j < k; ++j) {
      keep(planes(frame.placed->size(), 4,
                  [&](std::size_t i) { return frame.placed->neighbours[i * k + j]; }));
      frame.placed_neighbours.push_back(map_.parts.back().id);
    }
    if (const auto& rows = frame.placed->rows; !rows.empty()) {
      keep(planes(rows.size(), 4, [&](std::size_t i) { return rows[i]; }));
      frame.placed_rows = map_.parts.back().id;
    }
  }

  // Is it in the page?
  bool add(const Attribute& attribute, std::size_t n, bool always,
           std::vector<PackedMap::Column>& columns) {
    PackedMap::Column described;
    std::string bytes = pack_column(attribute, n, described);
    if (!always && !fits(bytes)) return false;
    keep(std::move(bytes));
    described.part = map_.parts.back().id;
    columns.push_back(std::move(described));
    return true;
  }
  void column(const Attribute& attribute, bool always) {
    if (!add(attribute, map_.points, always, map_.columns))
      dropped_.push_back(short_name(attribute.name));
  }
  void placed_columns(PackedMap::Frame& frame) {
    const Points& rows = *frame.placed;
    for (std::size_t c = 0; c < rows.attributes.size(); ++c)
      if (!add(rows.attributes[c], rows.size(), c < kPlacedColumns, frame.placed_columns))
        ++placed_dropped_;
  }
  void neighbours(std::size_t first, std::size_t last) {
    const auto k = static_cast<std::size_t>(source_.k);
    for (std::size_t j = first; j < std::min(last, k) && map_.neighbours.size() == j; ++j) {
      std::string bytes =
          planes(map_.points, 4, [&](std::size_t i) { return source_.neighbours[i * k + j]; });
      if (!fits(bytes)) return;
      keep(std::move(bytes));
      map_.neighbours.push_back(map_.parts.back().id);
    }
  }
  void explain() {
    std::vector<std::string> missing;
    if (!dropped_.empty()) {
      constexpr std::size_t kNamed = 8;
      std::vector<std::string> named(
          dropped_.begin(),
          dropped_.begin() + static_cast<std::ptrdiff_t>(std::min(kNamed, dropped_.size())));
      if (dropped_.size() > kNamed)
        named.push_back(std::to_string(dropped_.size() - kNamed) + " more");
      missing.push_back("the columns " + join_words(named));
    }
    if (placed_dropped_ > 0)
      missing.push_back(format_count(placed_dropped_) +
                        (placed_dropped_ == 1 ? " column" : " columns") + " of the new rows");
    const std::size_t neighbours_dropped =
        static_cast<std::size_t>(source_.k) - map_.neighbours.size();
    if (neighbours_dropped > 0)
      missing.push_back(format_count(static_cast<std::int64_t>(neighbours_dropped)) + " of the " +
                        format_count(source_.k) + " nearest neighbours of each point");
    if (!missing.empty())
      map_.left_out = "Left out to keep this page small: " + join_words(missing) + ".";
    for (const auto& described : map_.columns)
      if (described.is_rounded) {
        map_.left_out += std::string(map_.left_out.empty() ? "" : " ") +
                         "Values marked ≈ are rounded: at most 255 stand for all of a column.";
        break;
      }
  }

  PackedMap& map_;
  const Points& source_;
  std::size_t index_;
  std::size_t& left_;
  std::vector<std::string> dropped_;
  std::int64_t placed_dropped_ = 0;
};

template <class Value>
void write_list(JsonWriter& json, std::string_view name, const std::vector<Value>& values) {
  json.key(name).inline_list();
  for (const auto& value : values) json.value(value);
  json.end_list();
}

void write_column(JsonWriter& json, const PackedMap::Column& column) {
  json.inline_object();
  json.key("name").value(column.name);
  json.key("part").value(column.part);
  json.key("width").value(column.width);
  if (!column.is_number) {
    write_list(json, "levels", column.levels);
  } else {
    json.key("rounded").value(column.is_rounded);
    write_list(json, "values", column.values);
  }
  json.end_object();
}

}  // namespace

std::string packed(std::string_view bytes) { return base64(gzip(bytes)); }

void PackedMap::describe(JsonWriter& json) const {
  json.begin_object();
  json.key("n").value(static_cast<std::int64_t>(points));
  json.key("pictures").begin_list();
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    json.inline_object();
    json.key("title").value(
        short_name(pictures[i]->title.empty() ? pictures[i]->id : pictures[i]->title));
    json.key("caution").value(printable(pictures[i]->caution, 2000));
    json.key("part").value(frames[i].part);
    json.key("steps").value(kSteps);
    json.key("width").value(frames[i].width);
    json.key("height").value(frames[i].height);
    if (frames[i].dims == 3) json.key("depth").value(frames[i].depth);
    if (const Points* placed = frames[i].placed) {
      json.key("placed").inline_object();
      json.key("title").value(short_name(placed->title));
      json.key("n").value(static_cast<std::int64_t>(placed->size()));
      json.key("part").value(frames[i].placed_part);
      json.key("rows").value(frames[i].placed_rows);
      write_list(json, "neighbours", frames[i].placed_neighbours);
      json.key("columns").inline_list();
      for (const Column& column : frames[i].placed_columns) write_column(json, column);
      json.end_list();
      json.end_object();
    }
    json.end_object();
  }
  json.end_list();
  json.key("rows").value(rows);
  json.key("columns").begin_list();
  for (const Column& column : columns) write_column(json, column);
  json.end_list();
  write_list(json, "neighbours", neighbours);
  json.end_object();
}

std::vector<PackedMap> pack_maps(const evidence::Answer& answer, std::size_t budget) {
  std::vector<PackedMap> maps;
  std::vector<const Points*> sources;
  const auto pictures = [&](auto&& body) {
    for (const auto& piece : answer.evidence)
      if (const auto* points = std::get_if<Points>(&piece)) body(*points);
  };
  pictures([&](const Points& points) {
    if (points.same_points_as.empty() && points.placed_on.empty() && points.size() > 0)
      sources.push_back(&points);
  });
  for (const Points* source : sources) {
    PackedMap& map = maps.emplace_back();
    pictures([&](const Points& points) {
      const bool same = &points == source || points.same_points_as == source->id;
      if (!same || points.size() != source->size()) return;
      map.pictures.push_back(&points);
      map.frames.emplace_back();
      pictures([&](const Points& other) {
        if (other.placed_on == points.id && other.size() > 0) map.frames.back().placed = &other;
      });
    });
    Packer(map, *source, maps.size() - 1, budget).pack();
  }
  return maps;
}

}  // namespace qed::report
