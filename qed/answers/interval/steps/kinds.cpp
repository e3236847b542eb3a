// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/interval/steps/kinds.h"

#include <algorithm>
#include <functional>
#include <map>

#include "qed/answers/interval/steps/method/choose.h"
#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/calculus/expression/expression.h"

namespace qed::answers::interval {
namespace {

using calculus::Expression;

// The column that is asked about as a whole.
const data::Column* asked_column(const std::string& formula, const data::Table& table) {
  Expression e = calculus::parse(formula);
  if (e.kind == Expression::Kind::call && e.name == "share" && e.arguments.size() == 1)
    e = Expression(e.arguments[0]);
  if (e.kind != Expression::Kind::name) return nullptr;
  const auto found = std::ranges::find(table.columns, e.name, &data::Column::name);
  return found == table.columns.end() || found->type != data::ColumnType::category ? nullptr
                                                                                   : &*found;
}

}  // namespace

std::optional<Kinds> kinds_of(const std::string& formula, const data::Table& table) {
  const data::Column* column = asked_column(formula, table);
  if (column == nullptr) return std::nullopt;
  const auto& [codes, levels] = std::get<data::Categories>(column->values);
  std::vector<std::int64_t> rows(levels.size());
  for (const std::int32_t code : codes)
    if (code >= 0) ++rows[static_cast<std::size_t>(code)];
  const auto kinds = rows.size() - static_cast<std::size_t>(std::ranges::count(rows, 0));
  if (kinds < kFewestKinds) return std::nullopt;
  require(kinds <= kMostKinds, ErrorCode::bad_option,
          "column \"" + printable(column->name) + "\" holds " + std::to_string(kinds) +
              " words, more than " + std::to_string(kMostKinds),
          "compare it with one of them, as in " + printable(column->name) + " == 'a'");
  const std::string& commonest =
      levels[static_cast<std::size_t>(std::ranges::max_element(rows) - rows.begin())];
  Expression name, word, equal, share;
  name.kind = Expression::Kind::name, name.name = column->name;
  word.kind = Expression::Kind::text, word.name = commonest;
  equal.kind = Expression::Kind::binary, equal.name = "==", equal.arguments = {name, word};
  share.kind = Expression::Kind::call, share.name = "share", share.arguments = {equal};
  return Kinds{column->name, commonest, calculus::spelled(share)};
}

std::vector<KindShare> shares_of_kinds(const Prepared& prepared, const Unit& unit,
                                       const IntervalOptions& options, const Run& run) {
  const data::Column& column = prepared.table.column(prepared.kinds);
  std::map<std::string, std::vector<std::size_t>> places;
  for (std::size_t i = 0; i < unit.row.size(); ++i)
    if (auto word = column.text_at(unit.row[i])) places[std::move(*word)].push_back(i);
  const double level = 1 - (1 - run.level) / static_cast<double>(places.size());
  statistics::Sample sample = unit.sample;
  std::vector<KindShare> shares;
  for (const auto& [kind, rows] : places) {
    std::ranges::fill(sample.terms[0], 0);
    for (const std::size_t i : rows) sample.terms[0][i] = 1;
    const auto& quantity = prepared.statistic.quantity;
    const Choice choice =
        choose(regime_of(quantity, sample, options.exact, options.peeking), options.method);
    shares.push_back({kind, std::ssize(rows),
                      choice.method->make(quantity, sample, {.level = level, .seed = run.seed}),
                      std::string(choice.method->name)});
  }
  std::ranges::stable_sort(shares, std::greater<>(), &KindShare::rows);
  return shares;
}

}  // namespace qed::answers::interval
