// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/passing/lists/gathered.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "qed/algorithms/hashing/hash.h"

namespace qed::answers::measure {
namespace {

constexpr std::size_t kMostRows = 1'000'000, kMostCells = 4'000'000;
constexpr std::uint64_t kStream = 0x6d676c73;  // "mgls"

// The runs of one query, which need not be neighbours.
struct Whole {
  std::uint64_t key = 0, unit = 0;
  std::vector<std::size_t> runs = {};
  std::int64_t rows = 0;
  bool is_relevant = false, is_parted = false;
};

std::vector<Whole> wholes_of(const Runs& kept, const Rows& like) {
  std::unordered_map<std::uint64_t, std::size_t> place;
  std::vector<Whole> wholes;
  for (std::size_t k = 0; k < kept.runs.size(); ++k) {
    const Runs::Run& run = kept.runs[k];
    const auto [at, is_new] = place.try_emplace(run.query, wholes.size());
    if (is_new) wholes.push_back({.key = run.query, .unit = run.unit});
    Whole& whole = wholes[at->second];
    const auto y = kept.relevance_of(k);
    whole.runs.push_back(k);
    whole.rows += static_cast<std::int64_t>(y.size());
    whole.is_parted = whole.is_parted || run.is_parted || run.unit != whole.unit;
    whole.is_relevant = whole.is_relevant || std::ranges::any_of(y, [&](double v) {
                          return v > 0 && v >= like.relevant_from;
                        });
  }
  return wholes;
}

// Those of the smallest keys that fit; which of them.
std::vector<bool> fitting(const std::vector<Whole>& wholes, std::int64_t most) {
  std::vector<std::size_t> order;
  for (std::size_t q = 0; q < wholes.size(); ++q)
    if (wholes[q].is_relevant) order.push_back(q);
  std::ranges::sort(order, {}, [&](std::size_t q) { return wholes[q].key; });
  std::vector<bool> fits(wholes.size(), false);
  std::int64_t rows = 0;
  for (const std::size_t q : order) {
    rows += wholes[q].rows;
    if (rows > most && rows > wholes[q].rows) break;
    fits[q] = true;
  }
  return fits;
}

}  // namespace

GatheredLists::GatheredLists(std::size_t models, std::uint64_t seed)
    : kept_(models), most_(std::min(kMostRows, kMostCells / (models + 1))),
      seed_(algorithms::mix64(seed ^ kStream)) {}

std::uint64_t GatheredLists::key(std::uint64_t query) const {
  return algorithms::mix64(query ^ seed_);
}

void GatheredLists::add(const Runs& runs) {
  for (std::size_t k = 0; k < runs.runs.size(); ++k)
    if (takes(runs.runs[k].query)) kept_.append(runs, k);
  while (kept_.relevance.size() > most_) {
    limit_ = limit_ / 2;
    const Runs before = std::exchange(kept_, Runs(kept_.score.size()));
    for (std::size_t k = 0; k < before.runs.size(); ++k)
      if (takes(before.runs[k].query)) kept_.append(before, k);
  }
}

GatheredLists::Lists GatheredLists::lists(const Rows& like, std::int64_t most,
                                          bool has_units) const {
  auto wholes = wholes_of(kept_, like);
  for (Whole& whole : wholes) whole.key = key(whole.key);
  const auto fits = fitting(wholes, most);
  Lists found{.rows = like,
              .names = {},
              .queries = static_cast<std::int64_t>(wholes.size()),
              .are_all = limit_ == UINT64_MAX,
              .parted = {}};
  Rows& rows = found.rows;
  std::unordered_map<std::uint64_t, std::int32_t> group;
  for (std::size_t q = 0; q < wholes.size(); ++q) {
    const Whole& whole = wholes[q];
    const std::string& name = kept_.runs[whole.runs.front()].name;
    if (whole.is_parted && found.parted.empty()) found.parted = name;
    if (!fits[q]) {
      found.are_all = found.are_all && !whole.is_relevant;
      continue;
    }
    const std::int32_t mine =
        has_units
            ? group.try_emplace(whole.unit, static_cast<std::int32_t>(group.size())).first->second
            : rows.queries;
    found.names.push_back(name);
    for (const std::size_t k : whole.runs) {
      const auto y = kept_.relevance_of(k);
      rows.y.insert(rows.y.end(), y.begin(), y.end());
      rows.query.resize(rows.y.size(), rows.queries), rows.group.resize(rows.y.size(), mine);
      for (std::size_t m = 0; m < rows.models.size(); ++m) {
        const auto f = kept_.score_of(k, m);
        rows.models[m].f.insert(rows.models[m].f.end(), f.begin(), f.end());
      }
    }
    ++rows.queries;
  }
  rows.groups = has_units ? static_cast<std::int32_t>(group.size()) : rows.queries;
  return found;
}

}  // namespace qed::answers::measure
