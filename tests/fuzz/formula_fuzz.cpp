// SPDX-License-Identifier: Apache-2.0
// Any bytes as a formula: what parses is spelled, reads back as the same spelling, and compiles with every name a
// variable, or is an Error of the caller's; one row and scalars agree.
#include <cstdlib>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "qed/base/error.h"
#include "qed/calculus/expression/expression.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) try {
  using namespace qed::calculus;
  const std::string_view formula(reinterpret_cast<const char*>(data), size);
  const Expression tree = parse(formula);
  const std::string text = spelled(tree);
  // The spelling of a formula near the limit may be longer than it: "1e9" is 1000000000, and spaces come in.
  if (text.size() <= 10'000 && spelled(parse(text)) != text) std::abort();
  const std::vector<std::string> names = variables(tree);
  const Compiled compiled(formula, tree, [&](const Expression& node) {
    for (std::size_t k = 0; k < names.size(); ++k)
      if (names[k] == node.name) return k;
    std::abort();
  });
  std::vector<double> values;
  for (std::size_t k = 0; k < names.size(); ++k) values.push_back(0.5 + static_cast<double>(k));
  std::vector<std::span<const double>> columns;
  for (const double& value : values) columns.emplace_back(&value, 1);
  double row = 0;
  compiled.rows(columns, {&row, 1});
  const double scalar = compiled(values);
  if (std::memcmp(&row, &scalar, sizeof row) != 0) std::abort();
  return 0;
} catch (const qed::Error& error) {
  if (error.code() == qed::ErrorCode::internal) throw;
  return 0;
}
