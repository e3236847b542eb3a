// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "qed/evidence/answer.h"

namespace qed::report {

/// A sentence with its placeholders filled from the answer's evidence:
///   {id}            value with interval and unit; a test's statistic; a certificate's measured
///   value {id:value}      the value alone            {id:percent}  value and interval as percent
///   {id:lower} {id:upper}  the interval's ends  {id:n}        how many rows it rests on
///   {id:p}          a test's "p = 0.01 (...)"  {id:bound}    a certificate's bound
///   {decision.name} a field of the decision
/// "{{" and "}}" are braces. An unknown id or form is a defect of the answer: Error{internal},
/// which names it.
std::string resolve(std::string_view sentence, const evidence::Answer& answer);

/// Does the sentence itself give the value of the evidence `id`?
bool mentions(std::string_view sentence, std::string_view id);

/// A name as JSON spells it in words: "iteration_limit" -> "iteration limit".
std::string in_words(std::string name);

/// A decision's value as text: "tsne", "5", "yes".
std::string format_decision(const evidence::DecisionValue& value);

/// "picture tsne, clusters 5".
std::string format_decision(const evidence::Decision& decision);

}  // namespace qed::report
