// SPDX-License-Identifier: Apache-2.0
#include "qed/probability/distributions/catalog.h"

#include <cmath>

#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/probability/distributions/continuous.h"
#include "qed/probability/distributions/discrete.h"

namespace qed::probability {
namespace {

static_assert(Distribution<AnyLaw>);
using Parameters = std::span<const double>;

std::int64_t whole(double x) {
  require(x == std::floor(x) && std::abs(x) < 9e15, ErrorCode::bad_value,
          "distribution: a count is " + std::to_string(x) + ", but must be whole");
  return static_cast<std::int64_t>(x);
}

template <class Law>
AnyLaw one(Parameters p) {
  return Law(p[0]);
}
template <class Law>
AnyLaw two(Parameters p) {
  return Law(p[0], p[1]);
}
AnyLaw binomial(Parameters p) { return Binomial(whole(p[0]), p[1]); }
AnyLaw hypergeometric(Parameters p) {
  return Hypergeometric(whole(p[0]), whole(p[1]), whole(p[2]));
}

}  // namespace

const std::vector<LawEntry>& law_catalog() {
  static const std::vector<LawEntry> all{
      {"normal", {"mu", "sigma"}, two<Normal>, {{0, 1}, {1, 2}}},
      {"uniform", {"lower", "upper"}, two<Uniform>, {{0, 1}, {-1, 3}}},
      {"student_t", {"df"}, one<StudentT>, {{1}, {4.5}, {30}}},
      {"chi_square", {"df"}, one<ChiSquare>, {{1}, {3}, {50}}},
      {"f", {"df_1", "df_2"}, two<FisherF>, {{4, 9}, {1, 20}}},
      {"beta", {"a", "b"}, two<Beta>, {{0.7, 2.5}, {2, 3}, {30, 20}}},
      {"gamma", {"shape", "scale"}, two<Gamma>, {{0.6, 2}, {9, 0.5}}},
      {"log_normal", {"mu", "sigma"}, two<LogNormal>, {{0, 0.5}, {1, 1}}},
      {"cauchy", {"location", "scale"}, two<Cauchy>, {{0, 1}, {2, 3}}},
      {"exponential", {"rate"}, one<Exponential>, {{1}, {0.2}}},
      {"weibull", {"shape", "scale"}, two<Weibull>, {{0.7, 1}, {3, 2}}},
      {"laplace", {"location", "scale"}, two<Laplace>, {{0, 1}, {-1, 2}}},
      {"logistic", {"location", "scale"}, two<Logistic>, {{0, 1}, {1, 0.5}}},
      {"pareto", {"shape", "scale"}, two<Pareto>, {{2.5, 1}, {5, 3}}},
      {"bernoulli", {"p"}, one<Bernoulli>, {{0.3}, {1}}},
      {"binomial", {"n", "p"}, binomial, {{40, 0.2}, {1000, 0.5}, {7, 1}}},
      {"hypergeometric", {"total", "marked", "draws"}, hypergeometric, {{60, 20, 15}, {8, 4, 4}}},
      {"poisson", {"lambda"}, one<Poisson>, {{3.5}, {200}}},
      {"negative_binomial", {"r", "p"}, two<NegativeBinomial>, {{2.5, 0.3}, {10, 0.8}}},
      {"geometric", {"p"}, one<Geometric>, {{0.3}, {0.9}}}};
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
