// SPDX-License-Identifier: Apache-2.0
#pragma once
// Internal to this folder: the members of GeneratingFunctions by free functions of the laws. Included where those
// stand, after them: within a member of the same name they would not be found, and later ones not at all.
#include "qed/probability/distributions/functions.h"

namespace qed::probability {
namespace {

constexpr auto log_mgf_of = [](const auto& law, double s) { return log_mgf(law, s); };
constexpr auto cf_of = [](const auto& law, double t) { return cf(law, t); };
constexpr auto entropy_of = [](const auto& law) { return entropy(law); };

}  // namespace

template <class Law>
Known<MgfDomain> GeneratingFunctions<Law>::mgf_domain() const {
  return domain_of(static_cast<const Law&>(*this));
}
template <class Law>
Known<double> GeneratingFunctions<Law>::log_mgf(double s) const {
  return log_mgf_of(static_cast<const Law&>(*this), s);
}
template <class Law>
Known<Complex> GeneratingFunctions<Law>::cf(double t) const {
  return cf_of(static_cast<const Law&>(*this), t);
}
template <class Law>
double GeneratingFunctions<Law>::entropy() const {
  return entropy_of(static_cast<const Law&>(*this));
}

}  // namespace qed::probability
