// SPDX-License-Identifier: Apache-2.0
#include "qed/statistics/summaries/score_table.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/statistics/summaries/round_trip.h"

using namespace qed;
using namespace qed::statistics;

namespace {

struct Rows {
  std::vector<double> score, label, time;
  std::vector<std::uint64_t> group;
  // Rows i with holds(i), of one group or span of time, say.
  Rows where(auto holds) const {
    Rows some;
    for (std::size_t i = 0; i < score.size(); ++i)
      if (holds(i))
        some.score.push_back(score[i]), some.label.push_back(label[i]),
            some.time.push_back(time[i]), some.group.push_back(group[i]);
    return some;
  }
};
Rows some_rows(std::size_t n) {
  Rows rows;
  for (std::size_t i = 0; i < n; ++i) {
    Rng rng(5, 0, i);
    rows.group.push_back(10 + rng.below(3));
    rows.time.push_back(10 * rng.uniform());
    rows.label.push_back(rng.uniform() < 0.3);
    rows.score.push_back(rng.normal() + rows.label.back());
  }
  return rows;
}
const std::vector<double> kScoreEdges{-1, 0, 0.5, 2}, kTimeEdges{3, 7};

ScoreTable table_of(const Rows& rows) {
  ScoreTable table(kScoreEdges, kTimeEdges);
  table.add(rows.score, rows.label, rows.group, rows.time);
  return table;
}
// The counts of these rows, had they been counted alone.
std::string counted(const Rows& rows) {
  ScoreCounts counts(kScoreEdges);
  counts.add(rows.score, rows.label);
  return bytes_of(counts);
}

}  // namespace

TEST_CASE("a table's margins are the counts of the rows that they are of") {
  const Rows rows = some_rows(500);
  const ScoreTable table = table_of(rows);
  const auto bin = [&](std::size_t i) {
    return static_cast<std::size_t>(rows.time[i] >= 3) +
           static_cast<std::size_t>(rows.time[i] >= 7);
  };
  CHECK(table.groups() == std::vector<std::uint64_t>{10, 11, 12});
  CHECK(table.time_bins() == 3);
  CHECK(bytes_of(table.total()) == counted(rows));
  for (std::uint64_t g = 10; g < 14; ++g) {
    const auto is_group = [&](std::size_t i) { return rows.group[i] == g; };
    CHECK(bytes_of(table.of_group(g)) == counted(rows.where(is_group)));
    for (std::size_t t = 0; t < 3; ++t)
      CHECK(bytes_of(table.of(g, t)) ==
            counted(rows.where([&](std::size_t i) { return is_group(i) && bin(i) == t; })));
  }
  for (std::size_t t = 0; t < 3; ++t)
    CHECK(bytes_of(table.of_time(t)) ==
          counted(rows.where([&](std::size_t i) { return bin(i) == t; })));
  CHECK(table.of_time(3).n() == 0);
}

TEST_CASE("tables merge in any order, and go to bytes and back") {
  const Rows rows = some_rows(300);
  const ScoreTable whole = table_of(rows);
  const auto part = [&](std::size_t k) {
    return table_of(rows.where([&](std::size_t i) { return i % 3 == k; }));
  };
  ScoreTable merged = read_back(part(0)), turned = part(2);
  merged.merge(part(1)), merged.merge(part(2)), merged.merge(ScoreTable(kScoreEdges, kTimeEdges));
  turned.merge(part(1)), turned.merge(part(0));
  CHECK(bytes_of(merged) == bytes_of(whole));
  CHECK(bytes_of(turned) == bytes_of(whole));
}

TEST_CASE("what a table refuses; bytes that were cut or changed end in an error or a table") {
  ScoreTable table(kScoreEdges, kTimeEdges);
  const std::array one{1.0}, nan{std::nan("")}, two{2.0};
  const std::array<std::uint64_t, 1> group{1};
  CHECK_THROWS_AS(table.add(nan, one, group, one), Error);
  CHECK_THROWS_AS(table.add(one, two, group, one), Error);
  CHECK_THROWS_AS(table.add(one, one, group, nan), Error);
  CHECK_THROWS_AS(table.add(one, one, group, {}), Error);
  CHECK(table.total().n() == 0);
  CHECK(table.groups().empty());
  CHECK_THROWS_AS(table.merge(ScoreTable(kScoreEdges)), Error);
  CHECK_THROWS_AS(table.merge(ScoreTable({1}, kTimeEdges)), Error);
  CHECK_THROWS_AS(ScoreTable({1, 1}), Error);
  survive_bad_bytes(table_of(some_rows(50)));
}
