// SPDX-License-Identifier: Apache-2.0
#include "qed/evidence/answer.h"

#include <algorithm>

#include "qed/base/error.h"
#include "qed/base/text.h"

namespace qed::evidence {

std::string literal(std::string_view text, std::size_t max_length) {
  std::string doubled;
  for (const char c : printable(text, max_length)) doubled.append(c == '{' || c == '}' ? 2 : 1, c);
  return doubled;
}

const Evidence* find(const std::vector<Evidence>& evidence, std::string_view id) {
  const auto piece =
      std::ranges::find_if(evidence, [&](const Evidence& e) { return header(e).id == id; });
  return piece == evidence.end() ? nullptr : &*piece;
}

template <class Kind>
const Kind& get(const std::vector<Evidence>& evidence, std::string_view id) {
  const Evidence* piece = find(evidence, id);
  const Kind* kind = piece ? std::get_if<Kind>(piece) : nullptr;
  if (!kind)
    throw Error(ErrorCode::bad_data,
                "evidence \"" + std::string(id) + "\" is " +
                    (piece ? "of another kind than the verdict needs" : "missing"));
  return *kind;
}

template const Estimate& get<Estimate>(const std::vector<Evidence>&, std::string_view);
template const Test& get<Test>(const std::vector<Evidence>&, std::string_view);
template const Certificate& get<Certificate>(const std::vector<Evidence>&, std::string_view);
template const Table& get<Table>(const std::vector<Evidence>&, std::string_view);
template const Curve& get<Curve>(const std::vector<Evidence>&, std::string_view);
template const Points& get<Points>(const std::vector<Evidence>&, std::string_view);
template const Trace& get<Trace>(const std::vector<Evidence>&, std::string_view);

}  // namespace qed::evidence
