// SPDX-License-Identifier: Apache-2.0
#include "qed/probability/distributions/catalog.h"

#include <cmath>
#include <concepts>
#include <utility>

#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/probability/distributions/continuous.h"
#include "qed/probability/distributions/discrete.h"
#include "qed/probability/distributions/fit.h"

namespace qed::probability {
namespace {

static_assert(Distribution<AnyLaw>);
using Parameters = std::span<const double>;

std::int64_t whole(double x) {
  require(x == std::floor(x) && std::abs(x) < 9e15, ErrorCode::bad_value,
          "distribution: a count is " + std::to_string(x) + ", but must be whole");
  return static_cast<std::int64_t>(x);
}

// How a law is made of its parameters in their order, and learnt from values.
template <FullDistribution Law>
AnyLaw make(Parameters p) {
  if constexpr (std::same_as<Law, Binomial>)
    return Binomial(whole(p[0]), p[1]);
  else if constexpr (std::same_as<Law, Hypergeometric>)
    return Hypergeometric(whole(p[0]), whole(p[1]), whole(p[2]));
  else if constexpr (std::constructible_from<Law, double, double>)
    return Law(p[0], p[1]);
  else
    return Law(p[0]);
}
template <FullDistribution Law>
AnyLaw fitted(std::span<const double> values, Parameters p) {
  if constexpr (std::same_as<Law, Binomial>)
    return fit<Law>(values, {.n = whole(p[0])});
  else if constexpr (std::same_as<Law, Hypergeometric>)
    return fit<Law>(values, {.total = whole(p[0]), .draws = whole(p[2])});
  else
    return fit<Law>(values);
}

template <FullDistribution Law>
LawEntry entry(std::string name, std::vector<std::string> parameters,
               std::vector<std::vector<double>> examples) {
  return {std::move(name), std::move(parameters), make<Law>, fitted<Law>, std::move(examples)};
}

}  // namespace

const std::vector<LawEntry>& law_catalog() {
  static const std::vector<LawEntry> all{
      entry<Normal>("normal", {"mu", "sigma"}, {{0, 1}, {1, 2}}),
      entry<Uniform>("uniform", {"lower", "upper"}, {{0, 1}, {-1, 3}}),
      entry<StudentT>("student_t", {"df"}, {{1}, {4.5}, {30}}),
      entry<ChiSquare>("chi_square", {"df"}, {{1}, {3}, {50}}),
      entry<FisherF>("f", {"df_1", "df_2"}, {{4, 9}, {1, 20}}),
      entry<Beta>("beta", {"a", "b"}, {{0.7, 2.5}, {2, 3}, {30, 20}}),
      entry<Gamma>("gamma", {"shape", "scale"}, {{0.6, 2}, {9, 0.5}}),
      entry<LogNormal>("log_normal", {"mu", "sigma"}, {{0, 0.5}, {1, 1}}),
      entry<Cauchy>("cauchy", {"location", "scale"}, {{0, 1}, {2, 3}}),
      entry<Exponential>("exponential", {"rate"}, {{1}, {0.2}}),
      entry<Weibull>("weibull", {"shape", "scale"}, {{0.7, 1}, {3, 2}}),
      entry<Laplace>("laplace", {"location", "scale"}, {{0, 1}, {-1, 2}}),
      entry<Logistic>("logistic", {"location", "scale"}, {{0, 1}, {1, 0.5}}),
      entry<Pareto>("pareto", {"shape", "scale"}, {{2.5, 1}, {5, 3}}),
      entry<Bernoulli>("bernoulli", {"p"}, {{0.3}, {1}}),
      entry<Binomial>("binomial", {"n", "p"}, {{40, 0.2}, {1000, 0.5}, {7, 1}}),
      entry<Hypergeometric>("hypergeometric", {"total", "marked", "draws"},
                            {{60, 20, 15}, {8, 4, 4}}),
      entry<Poisson>("poisson", {"lambda"}, {{3.5}, {200}}),
      entry<NegativeBinomial>("negative_binomial", {"r", "p"}, {{2.5, 0.3}, {10, 0.8}}),
      entry<Geometric>("geometric", {"p"}, {{0.3}, {0.9}})};
  return all;
}

AnyLaw make_law(std::string_view name, std::span<const double> parameters) {
  std::vector<std::string> names;
  for (const LawEntry& entry : law_catalog()) {
    names.push_back(entry.name);
    if (entry.name != name) continue;
    require(parameters.size() == entry.parameters.size(), ErrorCode::bad_shape,
            entry.name + ": takes " + join_words(entry.parameters));
    return entry.make(parameters);
  }
  throw Error(ErrorCode::bad_option, "no distribution is called \"" + printable(name) + "\"",
              did_you_mean(name, names));
}

}  // namespace qed::probability
