// SPDX-License-Identifier: Apache-2.0
// What holds for every method of the catalogue, and what each gives beside other software.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <numeric>
#include <set>
#include <string>
#include <utility>

#include "qed/base/error.h"
#include "qed/base/file.h"
#include "qed/base/random.h"
#include "qed/base/threads.h"
#include "qed/statistics/intervals/methods/method.h"
#include "qed/statistics/intervals/methods/scale.h"

using namespace qed;
using namespace qed::statistics;

namespace {

#include "../../../../tests/reference/statistics/methods.inc"

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr Functional kFunctionals[] = {Functional::share,           Functional::mean,
                                       Functional::quantile,        Functional::area,
                                       Functional::area_difference, Functional::smooth,
                                       Functional::new_case,        Functional::weighted_quantile,
                                       Functional::weighted_area,   Functional::compound};

std::optional<double> ratio(std::span<const double> m) {
  return m[1] == 0 ? std::nullopt : std::optional(m[0] / m[1]);
}

Quantity quantity_of(Functional f) {
  switch (f) {
    case Functional::share:
      return share_quantity();
    case Functional::mean:
      return mean_quantity(0, 60);
    case Functional::quantile:
      return quantile_quantity(0.4);
    case Functional::area:
      return area_quantity();
    case Functional::area_difference:
      return area_difference_quantity();
    case Functional::smooth:
      return smooth_quantity(ratio, 0, kInfinity);
    case Functional::weighted_quantile:
      return weighted_quantile_quantity(0.4);
    case Functional::weighted_area:
      return weighted_area_quantity();
    case Functional::compound:  // median(x)/mean(y)
      return compound_quantity(ratio, {{.functional = Functional::quantile}, {.term = 1}}, 0,
                               kInfinity);
    case Functional::new_case:
      break;
  }
  return new_case_quantity();
}

// n rows of a kind, in 25 uneven groups for grouped rows, each near the one before it for a series.
Sample rows_of(Functional f, Rows rows, std::size_t n = 240) {
  const bool weighted = f == Functional::weighted_quantile || f == Functional::weighted_area;
  const bool labelled =
      f == Functional::area || f == Functional::area_difference || f == Functional::weighted_area;
  const bool two = labelled || f == Functional::smooth || f == Functional::compound;
  Sample sample{.terms = std::vector<std::vector<double>>(f == Functional::area_difference ? 3
                                                          : two                            ? 2
                                                                                           : 1),
                .rows = rows};
  Rng rng(31, static_cast<std::uint64_t>(f));
  double before = 0;
  for (std::size_t i = 0; i < n; ++i) {
    before = rows == Rows::series ? 0.5 * before + rng.normal() : rng.normal();
    const double label = static_cast<double>(rng.below(5) < 2);
    for (std::size_t k = 0; k < sample.terms.size(); ++k)
      sample.terms[k].push_back(labelled ? before + label + 0.5 * rng.normal()
                                         : 3 * std::exp(before / 2) + 0.5 * rng.uniform());
    if (labelled) sample.terms.back()[i] = label;
    if (f == Functional::share) sample.terms[0][i] = before > 0.5;
    if (rows == Rows::grouped) sample.group.push_back(static_cast<std::int32_t>(i * i % 49 % 25));
  }
  sample.groups = rows == Rows::grouped ? 25 : 0;
  if (weighted) {
    auto& weight = sample.terms.emplace_back();
    for (std::size_t i = 0; i < n; ++i) weight.push_back(0.5 + rng.uniform());
  }
  return sample;
}

// Of terms (x, y, x², y², xy).
std::optional<double> correlation(std::span<const double> m) {
  const double a = m[2] - m[0] * m[0], b = m[3] - m[1] * m[1];
  return a > 0 && b > 0 ? std::optional((m[4] - m[0] * m[1]) / std::sqrt(a * b)) : std::nullopt;
}
// Some methods are of a part of what they serve: of counts, of correlations, of two shares.
Form form_of(const Method& method) {
  if (method.name == "score_difference" || method.name == "newcombe") return Form::share_difference;
  if (method.name == "score_ratio") return Form::share_ratio;
  return method.name == "tango" ? Form::paired_difference : Form::any;
}
std::optional<double> of_two_shares(Form form, std::span<const double> u) {
  if (form == Form::paired_difference) return u[0] - u[1];
  if (!(u[1] > 0 && u[3] > 0)) return std::nullopt;
  const double first = u[0] / u[1], second = u[2] / u[3];
  return form == Form::share_difference ? first - second : first / second;
}
Quantity quantity_of(const Method& method, Functional f) {
  if (const Form form = form_of(method); form != Form::any && f == Functional::smooth) {
    Quantity quantity = smooth_quantity(
        [form](std::span<const double> u) { return of_two_shares(form, u); },
        form == Form::share_ratio ? 0 : -1, form == Form::share_ratio ? kInfinity : 1);
    quantity.form = form;
    return quantity;
  }
  const bool is_correlation = method.name == "fisher_z" && f == Functional::smooth;
  return is_correlation ? smooth_quantity(correlation, -1, 1) : quantity_of(f);
}
Sample rows_of(const Method& method, Functional f, std::size_t n = 240) {
  Sample sample = rows_of(f, method.rows, n);
  if (method.name == "poisson")
    for (double& x : sample.terms[0]) x = std::floor(x);
  if (method.name == "conformal_grouped" &&
      f == Functional::new_case) {  // 199 groups at a level of 0.99
    sample.groups = 200;
    for (std::size_t i = 0; i < n; ++i) sample.group[i] = static_cast<std::int32_t>(i % 200);
  }
  if (const Form form = form_of(method); form != Form::any && f == Functional::smooth) {
    const bool paired = form == Form::paired_difference;
    for (auto& column : sample.terms)
      for (double& x : column) x = x > 3 ? 1 : 0;
    sample.terms.resize(paired ? 2 : 4, std::vector<double>(n));
    for (std::size_t i = 0; i < n && paired; i += 3) sample.terms[1][i] = 1 - sample.terms[0][i];
    for (std::size_t i = 0; i < n && !paired; ++i) {
      const double hit = sample.terms[0][i], first = i % 3 == 0;
      sample.terms[0][i] = first * hit, sample.terms[1][i] = first;
      sample.terms[2][i] = (1 - first) * hit, sample.terms[3][i] = 1 - first;
    }
  }
  if (method.name == "fisher_z" && f == Functional::smooth) {
    sample.terms.resize(5, std::vector<double>(n));
    for (std::size_t i = 0; i < n; ++i) {
      const double x = sample.terms[0][i], y = sample.terms[1][i] += x / 2;
      sample.terms[2][i] = x * x, sample.terms[3][i] = y * y, sample.terms[4][i] = x * y;
    }
  }
  return sample;
}

MethodOptions at(double level) { return {.level = level, .replicates = 499, .seed = 3}; }

template <class Check>
void for_every_pair(const Check& check) {
  for (const Method& method : methods())
    for (const Functional f : kFunctionals) {
      if (!method.serves(f)) continue;
      INFO(method.name, " of a ", name(f));
      check(method, f);
    }
}

std::vector<double> values(std::size_t n) {
  std::vector<double> x;
  for (std::size_t i = 0; i < n; ++i)
    x.push_back(static_cast<double>((i * 37 + 11) % 101) / 7 + static_cast<double>(i * i % 13));
  return x;
}

}  // namespace

TEST_CASE("the catalogue: names once, every word there, every reference known") {
  const std::string bib = read_file(std::filesystem::path(QED_SOURCE_DIR) / "docs" / "refs.bib");
  std::set<std::string_view> names;
  unsigned served = 0;
  for (const Method& method : methods()) {
    CAPTURE(method.name);
    CHECK(names.insert(method.name).second);
    CHECK(&find_method(method.name) == &method);
    CHECK_FALSE(method.title.empty());
    CHECK(method.summary.ends_with('.'));
    CHECK_FALSE(method.formula.empty());
    CHECK(bib.find("{" + std::string(method.ref) + ",") != std::string::npos);
    CHECK(method.functionals != 0);
    served |= method.functionals;
  }
  CHECK(served == 1023u);
  CHECK(methods().front().name == "wilson");
  for (const char* name : {"grouped", "series"}) {
    CAPTURE(std::string(name));
    CHECK(std::ranges::any_of(methods(),
                              [&](const Method& m) { return statistics::name(m.rows) == name; }));
  }
}

TEST_CASE("a name that is not there is told the nearest") {
  try {
    find_method("wilsn");
    FAIL("found");
  } catch (const Error& e) {
    CHECK(e.code() == ErrorCode::bad_option);
    CHECK(e.hint().find("wilson") != std::string::npos);
  }
}

TEST_CASE("every method's interval: in the range, around the value, wider at a higher level") {
  for_every_pair([](const Method& method, Functional f) {
    const Quantity quantity = quantity_of(method, f);
    Sample sample = rows_of(method, f);
    if (method.name == "one_sided") std::ranges::fill(sample.terms[0], 0);
    const Estimate narrow = method.make(quantity, sample, at(0.9));
    const Estimate wide = method.make(quantity, sample, at(0.99));
    REQUIRE(narrow.interval());
    REQUIRE(wide.interval());
    CHECK(narrow.interval()->level == 0.9);
    CHECK_FALSE(narrow.interval()->method.empty());
    CHECK(narrow.n() == 240);
    CHECK(narrow.value() == wide.value());
    if (f != Functional::new_case)
      CHECK(narrow.value() == doctest::Approx(value_of(quantity, sample).value()).epsilon(1e-12));
    CHECK(wide.lower() >= quantity.lower);
    CHECK(wide.upper() <= quantity.upper);
    CHECK(wide.lower() <= narrow.lower());
    CHECK(narrow.lower() <= narrow.value());
    CHECK(narrow.value() <= narrow.upper());
    CHECK(narrow.upper() <= wide.upper());
    CHECK(wide.upper() - wide.lower() > 1.02 * (narrow.upper() - narrow.lower()));
    CHECK(std::isfinite(wide.upper() - wide.lower()));
  });
}

// Groups keep their ids. Sequences and series are about the order, groups are drawn in that of their first rows;
// sums are added in another order.
TEST_CASE("the order of independent rows says nothing") {
  for_every_pair([](const Method& method, Functional f) {
    if (method.rows == Rows::series || method.claim == Claim::anytime) return;
    if (method.name == "cluster_bootstrap") return;
    const Sample sample = rows_of(method, f);
    Sample turned = sample;
    const std::size_t n = sample.terms[0].size();
    for (std::size_t i = 0; i < n; ++i) {
      const std::size_t from = (i * 77 + 5) % n;  // 77 and 240 share no factor
      for (std::size_t k = 0; k < sample.terms.size(); ++k)
        turned.terms[k][i] = sample.terms[k][from];
      if (!sample.group.empty()) turned.group[i] = sample.group[from];
    }
    const Estimate a = method.make(quantity_of(method, f), sample, at(0.95));
    const Estimate b = method.make(quantity_of(method, f), turned, at(0.95));
    CHECK(a.lower() == doctest::Approx(b.lower()).epsilon(1e-9));
    CHECK(a.upper() == doctest::Approx(b.upper()).epsilon(1e-9));
  });
}

TEST_CASE("means, quantiles and new cases in another unit") {
  for_every_pair([](const Method& method, Functional f) {
    if (f != Functional::mean && f != Functional::quantile && f != Functional::new_case) return;
    if (method.name == "poisson") return;  // one event is its unit
    Quantity quantity = quantity_of(method, f);
    Sample sample = rows_of(method, f);
    const Estimate a = method.make(quantity, sample, at(0.95));
    for (double& x : sample.terms[0]) x = 2.5 * x - 7;
    if (f == Functional::mean) quantity = mean_quantity(-7, 143);
    const Estimate b = method.make(quantity, sample, at(0.95));
    const double tolerance = 1e-8 * (b.upper() - b.lower());
    CHECK(std::abs(b.lower() - (2.5 * a.lower() - 7)) < tolerance);
    CHECK(std::abs(b.upper() - (2.5 * a.upper() - 7)) < tolerance);
  });
}

TEST_CASE("few rows and rows without spread: a value and a reason, or an interval in the range") {
  for_every_pair([](const Method& method, Functional f) {
    const Quantity quantity = quantity_of(method, f);
    CHECK_FALSE(method.make(quantity, rows_of(method, f, 0), at(0.95)).is_defined());
    for (const std::size_t n : {1, 2, 3, 5})
      for (const bool equal : {false, true}) {
        CAPTURE(n);
        CAPTURE(equal);
        Sample sample = rows_of(method, f, n);
        if (equal)
          for (auto& column : sample.terms) std::ranges::fill(column, 1);
        const Estimate e = method.make(quantity, sample, at(0.95));
        CHECK(e.is_defined() == value_of(quantity, sample).has_value());
        CHECK((e.interval().has_value() || !e.reason().empty()));
        if (!e.interval()) continue;
        CHECK(e.lower() >= quantity.lower);
        CHECK(e.upper() <= quantity.upper);
      }
  });
  for (const Method& method : methods()) {
    if (!method.serves(Functional::smooth) || method.name == "tango") continue;  // always defined
    Sample sample = rows_of(method, Functional::smooth);
    for (std::size_t k = 1; k < sample.terms.size(); ++k)
      std::ranges::fill(sample.terms[k], 0);  // x/0
    CHECK_FALSE(
        method.make(quantity_of(method, Functional::smooth), sample, at(0.95)).is_defined());
  }
}

TEST_CASE("what a method does not serve, and rows or options that do not fit, are refused") {
  for (const Method& method : methods())
    for (const Functional f : kFunctionals) {
      const Sample sample = rows_of(method, f, 30);
      if (!method.serves(f)) {
        CHECK_THROWS_AS(method.make(quantity_of(method, f), sample, at(0.95)), Error);
        continue;
      }
      Sample bad = sample;
      bad.terms[0][3] = NAN;
      CHECK_THROWS_AS(method.make(quantity_of(method, f), bad, at(0.95)), Error);
      CHECK_THROWS_AS(method.make(quantity_of(method, f), sample, at(1)), Error);
    }
}

TEST_CASE("the same bits for every number of threads") {
  for_every_pair([](const Method& method, Functional f) {
    const Sample sample = rows_of(method, f, 60);
    std::vector<Estimate> all;
    for (const int count : {1, 2, 7}) {
      set_threads(count);
      all.push_back(method.make(quantity_of(method, f), sample, at(0.95)));
    }
    set_threads(0);
    CHECK(all[0].lower() == all[1].lower());
    CHECK(all[0].lower() == all[2].lower());
    CHECK(all[0].upper() == all[1].upper());
    CHECK(all[0].upper() == all[2].upper());
  });
}

TEST_CASE("shares against statsmodels, SciPy and mpmath") {
  for (const auto& [method, numbers] : kShares) {
    const auto [hits, n, level, lower, upper] = numbers;
    INFO(std::string(method), " ", hits, " of ", n);
    Sample sample{.terms = {std::vector<double>(static_cast<std::size_t>(n), 0)}};
    std::fill_n(sample.terms[0].begin(), static_cast<std::size_t>(hits), 1);
    const Estimate e = find_method(method).make(share_quantity(), sample, at(level));
    CHECK(std::abs(e.lower() - lower) < 1e-10);
    CHECK(std::abs(e.upper() - upper) < 1e-10);
  }
}

// Bootstrap ends there come from 400,000 draws: a standard error of 0.005 of the mean's at 90 %, 0.01 at 99 %.
TEST_CASE("means and new cases against statsmodels and SciPy") {
  for (const auto& [method, numbers] : kMeans) {
    const auto [n, level, lower, upper] = numbers;
    INFO(std::string(method), " of ", n, " rows at ", level);
    const Sample sample{.terms = {values(static_cast<std::size_t>(n))}};
    const bool drawn =
        std::string_view(method) == "bca" || std::string_view(method) == "row_bootstrap";
    const Quantity quantity = std::string_view(method) == "student_prediction"
                                  ? new_case_quantity()
                                  : mean_quantity(-kInfinity, kInfinity);
    const Estimate e = find_method(method).make(quantity, sample, at(level));
    const double tolerance = drawn ? 0.015 * (upper - lower) : 1e-9;
    CHECK(std::abs(e.lower() - lower) < tolerance);
    CHECK(std::abs(e.upper() - upper) < tolerance);
  }
}

TEST_CASE("quantiles and ratios against SciPy and NumPy") {
  for (const auto& [method, numbers] : kQuantiles) {
    const auto [n, p, level, lower, upper] = numbers;
    const Sample sample{.terms = {values(static_cast<std::size_t>(n))}};
    const Estimate e = find_method(method).make(quantile_quantity(p), sample, at(level));
    CHECK(e.lower() == doctest::Approx(lower).epsilon(1e-14));  // printed with 16 digits
    CHECK(e.upper() == doctest::Approx(upper).epsilon(1e-14));
  }
  for (const auto& [what, numbers] : kSmooth) {
    const auto [n, value, se, lower, upper] = numbers;
    if (std::string_view(what) != "ratio") continue;
    Sample sample{.terms = {values(static_cast<std::size_t>(n)), {}}};
    for (std::size_t i = 0; i < sample.terms[0].size(); ++i)
      sample.terms[1].push_back(sample.terms[0][i] / 2 + static_cast<double>(i * 29 % 17) + 3);
    const Estimate e =
        find_method("delta").make(smooth_quantity(ratio, 0, kInfinity), sample, at(0.95));
    CHECK(e.value() == doctest::Approx(value).epsilon(1e-12));
    CHECK(e.lower() == doctest::Approx(lower).epsilon(1e-8));
    CHECK(e.upper() == doctest::Approx(upper).epsilon(1e-8));
    CHECK(e.interval()->method == "delta method, log scale");
  }
}

TEST_CASE("too few rows for an end, and ranges that nobody gave, are said") {
  std::vector<double> x(39);
  std::iota(x.begin(), x.end(), 0);
  const Method& conformal = find_method("conformal");
  const Estimate enough = conformal.make(new_case_quantity(), {.terms = {x}}, {});
  CHECK(enough.lower() == 0);
  CHECK(enough.upper() == 38);
  CHECK(enough.value() == 19);
  x.pop_back();
  const Estimate few = conformal.make(new_case_quantity(), {.terms = {x}}, {});
  CHECK(few.lower() == -kInfinity);
  CHECK(few.upper() == kInfinity);
  CHECK(few.interval()->method.find("too few rows") != std::string::npos);
  const Estimate top =
      find_method("order_statistics").make(quantile_quantity(0.99), {.terms = {x}}, {});
  CHECK(top.upper() == kInfinity);
  CHECK(std::isfinite(top.lower()));
  CHECK(top.interval()->method == "order statistics, too few rows for an upper end");
  for (const char* name : {"hoeffding", "empirical_bernstein", "betting"}) {
    const Estimate e = find_method(name).make(mean_quantity(0, kInfinity), {.terms = {x}}, {});
    CHECK(e.value() == doctest::Approx(18.5));
    CHECK(e.reason().find("range") != std::string::npos);
  }
  const Estimate middle = find_method("one_sided").make(share_quantity(), {.terms = {{0, 1}}}, {});
  const Estimate exact = find_method("exact").make(share_quantity(), {.terms = {{0, 1}}}, {});
  CHECK(middle.value() == 0.5);
  CHECK(middle.lower() == exact.lower());
  CHECK(middle.upper() == exact.upper());
}

TEST_CASE("no spread is no interval of a mean; methods of two shares refuse what is none") {
  const Sample equal{.terms = {{3.1, 3.1, 3.1}}};
  const Quantity mean = mean_quantity(-kInfinity, kInfinity);
  for (const char* name : {"student_t", "guarded_t", "bootstrap_t"}) {
    const Estimate e = find_method(name).make(mean, equal, {});
    CHECK(e.value() == doctest::Approx(3.1));
    CHECK_FALSE(e.interval().has_value());
  }
  for (const char* name : {"score_difference", "newcombe", "score_ratio", "tango"}) {
    const Estimate e = find_method(name).make(quantity_of(Functional::smooth),
                                              rows_of(Functional::smooth, Rows::independent), {});
    CHECK_FALSE(e.interval().has_value());
  }
  const Method& score = find_method("score_difference");
  Sample both = rows_of(score, Functional::smooth);
  CHECK(score.make(quantity_of(score, Functional::smooth), both, {}).interval().has_value());
  both.terms[1][1] = 1;  // a row of both arms
  CHECK_FALSE(score.make(quantity_of(score, Functional::smooth), both, {}).interval().has_value());
}

TEST_CASE("a mean's interval ends where its values do") {
  std::vector<double> x(20, 0);
  x[3] = 1;
  for (const char* name : {"student_t", "hoeffding", "betting"}) {
    CAPTURE(std::string(name));
    CHECK(find_method(name).make(mean_quantity(0, 1), {.terms = {x}}, {}).lower() == 0);
  }
  // A third of the resamples hold zeros only: nothing bounds the mean from above.
  const Estimate e = find_method("bootstrap_t").make(mean_quantity(0, 1), {.terms = {x}}, {});
  CHECK(e.reason() == "too many resamples hold a single value");
}

TEST_CASE("scales: there and back, slopes, and ends that stay inside") {
  struct Range {
    double lower, upper;
    const char* name;
  };
  for (const auto& [lower, upper, name] :
       {Range{0, 1, "logit scale"}, Range{2, 9, "logit scale"}, Range{-1, 3, "logit scale"},
        Range{-1, 1, "arc tangent scale"}, Range{-6, 6, "arc tangent scale"},
        Range{-2, kInfinity, "log scale"}, Range{-kInfinity, 1, "log of what is missing"},
        Range{-kInfinity, kInfinity, ""}}) {
    CAPTURE(lower);
    CAPTURE(upper);
    const RangeScale scale(lower, upper);
    CHECK(scale.name() == name);
    const double low = std::isfinite(lower) ? lower : upper - 10;
    const double high = std::isfinite(upper) ? upper : low + 10;
    for (const double part : {0.001, 0.3, 0.5, 0.8, 0.999}) {
      const double v = std::isfinite(low) ? low + part * (high - low) : part - 0.5;
      CHECK(scale.from(scale.to(v)) == doctest::Approx(v).epsilon(1e-12));
      const double step = 1e-7;
      CHECK(scale.slope(v) ==
            doctest::Approx((scale.to(v + step) - scale.to(v - step)) / (2 * step)).epsilon(1e-6));
      const Estimate huge = scale.interval(v, 1e6, 2, 0.95, "m");
      CHECK(huge.lower() >= lower);
      CHECK(huge.upper() <= upper);
      const Estimate small = scale.interval(v, 1e-6, 2, 0.95, "m");
      CHECK(small.upper() - small.lower() == doctest::Approx(4e-6).epsilon(1e-3));
    }
    if (std::isfinite(lower)) CHECK(scale.interval(lower, 1, 2, 0.95, "m").reason() != "");
    CHECK(scale.interval(kInfinity, 1, 2, 0.95, "m").reason() != "");
  }
  CHECK_THROWS_AS(RangeScale(1, 1), Error);
}
