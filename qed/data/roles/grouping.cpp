// SPDX-License-Identifier: Apache-2.0
#include "qed/data/roles/grouping.h"

#include <string>
#include <unordered_map>
#include <utility>

namespace qed::data {
namespace {

// Numbers of keys by first appearance.
template <class Key>
class Ids {
 public:
  std::int32_t of(Key key) {
    const auto [at, fresh] = ids_.try_emplace(std::move(key), count_);
    count_ += fresh;
    return at->second;
  }
  std::int32_t alone() { return count_++; }
  std::int32_t count() const { return count_; }

 private:
  std::unordered_map<Key, std::int32_t> ids_;
  std::int32_t count_ = 0;
};

}  // namespace

Grouping grouping(const Column& column, const std::vector<std::int64_t>& rows) {
  Grouping g;
  g.group.reserve(rows.size());
  if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&column.values)) {
    Ids<std::int64_t> ids;
    for (const std::int64_t i : rows)
      g.group.push_back(column.is_missing(i) ? ids.alone()
                                             : ids.of((*integers)[static_cast<std::size_t>(i)]));
    g.groups = ids.count();
    return g;
  }
  Ids<std::string> ids;
  for (const std::int64_t i : rows) {
    auto word = column.text_at(i);
    g.group.push_back(word ? ids.of(std::move(*word)) : ids.alone());
  }
  g.groups = ids.count();
  return g;
}

}  // namespace qed::data
