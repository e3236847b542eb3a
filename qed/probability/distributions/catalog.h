// SPDX-License-Identifier: Apache-2.0
#pragma once
// The laws by name: one list that tests, references and command lines read.
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "qed/probability/distributions/functions.h"

namespace qed::probability {

/// A distribution whose law is known when the program runs only. Copies share it.
class AnyLaw {
 public:
  template <Distribution Law>
    requires(!std::same_as<Law, AnyLaw>)
  AnyLaw(Law law) : law_(std::make_shared<Model<Law>>(std::move(law))) {}
  double density(double x) const { return law_->density(x); }
  double cdf(double x) const { return law_->cdf(x); }
  double survival(double x) const { return law_->survival(x); }
  double quantile(double p) const { return law_->quantile(p); }
  double upper_quantile(double q) const { return law_->upper_quantile(q); }
  Known<double> mean() const { return law_->mean(); }
  Known<double> variance() const { return law_->variance(); }
  Known<double> skewness() const { return law_->skewness(); }
  Known<double> excess_kurtosis() const { return law_->excess_kurtosis(); }
  Support support() const { return law_->support(); }
  double sample(Rng& rng) const { return law_->sample(rng); }
  Known<MgfDomain> mgf_domain() const { return law_->mgf_domain(); }
  Known<double> log_mgf(double s) const { return law_->log_mgf(s); }
  Known<std::complex<double>> cf(double t) const { return law_->cf(t); }
  double entropy() const { return law_->entropy(); }

 private:
  struct Concept {
    virtual ~Concept() = default;
    virtual double density(double x) const = 0;
    virtual double cdf(double x) const = 0;
    virtual double survival(double x) const = 0;
    virtual double quantile(double p) const = 0;
    virtual double upper_quantile(double q) const = 0;
    virtual Known<double> mean() const = 0;
    virtual Known<double> variance() const = 0;
    virtual Known<double> skewness() const = 0;
    virtual Known<double> excess_kurtosis() const = 0;
    virtual Support support() const = 0;
    virtual double sample(Rng& rng) const = 0;
    virtual Known<MgfDomain> mgf_domain() const = 0;
    virtual Known<double> log_mgf(double s) const = 0;
    virtual Known<std::complex<double>> cf(double t) const = 0;
    virtual double entropy() const = 0;
  };
  template <class Law>
  struct Model final : Concept {
    explicit Model(Law l) : law(std::move(l)) {}
    double density(double x) const override { return law.density(x); }
    double cdf(double x) const override { return law.cdf(x); }
    double survival(double x) const override { return law.survival(x); }
    double quantile(double p) const override { return law.quantile(p); }
    double upper_quantile(double q) const override { return law.upper_quantile(q); }
    Known<double> mean() const override { return law.mean(); }
    Known<double> variance() const override { return law.variance(); }
    Known<double> skewness() const override { return law.skewness(); }
    Known<double> excess_kurtosis() const override { return law.excess_kurtosis(); }
    Support support() const override { return law.support(); }
    double sample(Rng& rng) const override { return law.sample(rng); }
    Known<MgfDomain> mgf_domain() const override { return law.mgf_domain(); }
    Known<double> log_mgf(double s) const override { return law.log_mgf(s); }
    Known<std::complex<double>> cf(double t) const override { return law.cf(t); }
    double entropy() const override { return law.entropy(); }
    Law law;
  };
  std::shared_ptr<const Concept> law_;
};

/// A line of the catalogue. Adding one puts the law through tests/laws.
struct LawEntry {
  std::string name;                     ///< "student_t"
  std::vector<std::string> parameters;  ///< "df"
  std::function<AnyLaw(std::span<const double>)> make;
  /// The likeliest law of the values; of the parameters those are read that are given, not fitted (fit.h).
  std::function<AnyLaw(std::span<const double> values, std::span<const double> parameters)> fit;
  std::vector<std::vector<double>> examples;  ///< parameters that the law tests visit
};
const std::vector<LawEntry>& law_catalog();

/// The law of that name, Error{bad_option} with the nearest one; Error{bad_shape} for another
/// number of parameters, Error{bad_value} for parameters outside their domain (counts must be
/// whole).
AnyLaw make_law(std::string_view name, std::span<const double> parameters);

}  // namespace qed::probability
