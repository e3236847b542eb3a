// SPDX-License-Identifier: Apache-2.0
// What sums of all rows give, with a sample of a tenth of them held, is what the rows give when all are held.
#include <doctest/doctest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>

#include "qed/answers/measure/compute.h"
#include "qed/answers/measure/passing/all_rows.h"
#include "qed/base/error.h"
#include "qed/base/random.h"
#include "qed/data/read.h"

using namespace qed;
using namespace qed::answers;
using namespace qed::answers::measure;
using statistics::Estimate;

namespace {

constexpr std::int64_t kRows = 20'000, kSample = 2000;

class File {
 public:
  File(const std::string& head, const std::function<std::string(Rng&, std::int64_t)>& row)
      : path_(std::filesystem::temp_directory_path() /
              ("qed_passing_" + std::to_string(::getpid()) + ".csv")) {
    std::ofstream out(path_);
    out << head << '\n';
    for (std::int64_t i = 0; i < kRows; ++i) {
      Rng rng(11, 4, static_cast<std::uint64_t>(i));
      out << row(rng, i) << '\n';
    }
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { std::filesystem::remove(path_); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

struct Both {
  Findings held;
  std::unique_ptr<AllRows> passed;
};

// A score's own threshold is found on the rows that are held.
const MeasureOptions kBare = [] {
  MeasureOptions options;
  options.threshold = "0.5";
  return options;
}();

Both measured(const File& file, const MeasureOptions& options = kBare) {
  Both both;
  Phases phases(Progress{});
  both.held = compute({file.path()}, options,
                      {.seed = 1, .level = 0.95, .command = {}, .progress = {}}, phases);
  both.passed = std::make_unique<AllRows>(file.path(), options, 1, 0.95);
  data::read_table(file.path(), {.sample = kRows,
                                 .passing = kSample,
                                 .seed = 5,
                                 .memory = 1 << 16,
                                 .visitor = both.passed.get()});
  return both;
}

double half(const Estimate& e) { return (e.upper() - e.lower()) / 2; }

// Values to a part of the interval's half, which is what the fit to a tenth of the rows leaves open; widths to one in
// ten, which heavy losses leave open.
void check_same(const Estimate& passed, const Estimate& held, double part = 0.1) {
  REQUIRE(held.is_defined());
  REQUIRE(passed.is_defined());
  INFO(passed.value(), " for ", held.value(), " ± ", half(held));
  CHECK(passed.n() == held.n());
  CHECK(std::abs(passed.value() - held.value()) <= part * half(held) + 1e-9);
  CHECK(half(passed) == doctest::Approx(half(held)).epsilon(0.1));
}

// A rising function gains on the rows that it was fitted to what it does not gain on others: some n^(-2/3), which is
// much of the interval for a sample of 2,000 rows, and a hundredth of that for one of a million.
double part_of_fit(const std::string& metric, double part) {
  return metric == "calibrated_skill" ? 2 : part;
}

// Every metric of every model, differences, losses, the label's mean, and what is lived with.
void check_all(const Both& both, double part = 0.1) {
  const Findings& f = both.held;
  const AllRows& all = *both.passed;
  REQUIRE(all.answers());
  REQUIRE(f.ranked.front().primary.is_defined());
  const std::size_t first = f.ranked[0].model;
  CHECK(all.sums().n() == static_cast<std::int64_t>(f.data.rows.n()));
  CHECK(all.sums().without_label == f.data.without_label);
  CHECK(all.sums().without_prediction == f.data.without_prediction);
  for (const Ranked& r : f.ranked) {
    check_same(all.value(0, r.model), r.primary, part);
    if (r.score) check_same(all.loss(r.model), *r.score, 1e-6);
  }
  if (f.base_score) check_same(all.base_loss(), *f.base_score, part);
  for (std::size_t k = 0; k < f.others.size(); ++k) {
    INFO(f.others[k].name);
    check_same(all.value(k + 1, first), f.others[k].value, part_of_fit(f.others[k].name, part));
  }
  if (f.comparison)
    for (std::size_t k = 0; k < f.comparison->by_metric.size(); ++k) {
      INFO(f.comparison->by_metric[k].name);
      check_same(all.difference(k, first, f.ranked[1].model, 0.95),
                 f.comparison->by_metric[k].difference,
                 part_of_fit(f.comparison->by_metric[k].name, part));
    }
  for (const Operating& o : f.operating) {
    INFO(o.metric);
    if (const auto value = all.operating(o.metric, first)) check_same(*value, o.value, part);
  }
}

double logit(double p) { return std::log(p / (1 - p)); }
double expit(double z) { return 1 / (1 + std::exp(-z)); }
std::string decimal(double v) { return std::to_string(v); }

}  // namespace

TEST_CASE("two probabilities: every metric and difference is that of the rows when held") {
  const File file("label,prob_first,prob_second", [](Rng& rng, std::int64_t) {
    const double p = 0.02 + 0.4 * rng.uniform();
    const int y = rng.uniform() < p;
    return std::to_string(y) + "," + decimal(expit(logit(p) + 0.3 * rng.normal())) + "," +
           decimal(expit(logit(p) + 0.8 * rng.normal()));
  });
  check_all(measured(file));
}

TEST_CASE("rows of a unit hang together in sums as they do in rows") {
  const File file("user_id,label,prob_first,prob_second", [](Rng& rng, std::int64_t i) {
    Rng own(3, 9, static_cast<std::uint64_t>(i / 10));
    const double p = expit(-1 + own.normal());
    return "u" + std::to_string(i / 10) + "," + std::to_string(int(rng.uniform() < p)) + "," +
           decimal(expit(logit(p) + 0.3 * own.normal())) + "," +
           decimal(expit(logit(p) + 0.8 * rng.normal()));
  });
  const Both both = measured(file);
  REQUIRE(both.held.data.unit == "user_id");
  check_all(both);
  CHECK(both.passed->units() == both.held.data.rows.groups);
  MeasureOptions alone = kBare;
  alone.unit = "rows";
  const auto rows = measured(file, alone);
  CHECK(half(both.passed->value(0, 0)) > 1.2 * half(rows.passed->value(0, 0)));
}

TEST_CASE("scores, decisions by other numbers, labels by words" * doctest::test_suite("long")) {
  check_all(measured(File("label,score", [](Rng& rng, std::int64_t) {
    const bool yes = rng.uniform() < 0.1;
    return std::string(yes ? "fraud" : "fine") + "," +
           decimal(std::round(10 * (rng.normal() + 1.5 * yes)) / 10);
  })));
  const Both decisions = measured(File("label,prediction", [](Rng& rng, std::int64_t) {
    const bool yes = rng.uniform() < 0.3, said = rng.uniform() < (yes ? 0.8 : 0.1);
    return std::string(yes ? "yes" : "no") + (said ? ",7" : ",5");
  }));
  REQUIRE(decisions.held.inferred.form == Form::decision);
  check_all(decisions, 1e-6);
}

TEST_CASE("numbers, counts, quantiles, intervals and classes") {
  check_all(measured(File("y,prediction,prediction_b", [](Rng& rng, std::int64_t) {
    const double x = rng.normal();
    return decimal(x + rng.normal()) + "," + decimal(x) + "," + decimal(x + 0.5 * rng.normal());
  })));
  const Both counts = measured(File("y,prediction", [](Rng& rng, std::int64_t) {
    const double rate = std::exp(0.5 * rng.normal());
    int y = 0;
    for (double t = -std::log1p(-rng.uniform()); t < rate; t -= std::log1p(-rng.uniform())) ++y;
    return std::to_string(y) + "," + decimal(rate);
  }));
  REQUIRE(counts.held.data.rows.task == Task::count);
  check_all(counts);
  check_all(measured(File("y,prediction_q90", [](Rng& rng, std::int64_t) {
    const double x = rng.normal();
    return decimal(x + rng.normal()) + "," + decimal(x + 1.28);
  })));
  check_all(measured(File("y,lower,upper", [](Rng& rng, std::int64_t) {
    const double x = rng.normal();
    return decimal(x + rng.normal()) + "," + decimal(x - 1.6) + "," + decimal(x + 1.6);
  })));
  check_all(measured(File("label,a,b,c", [](Rng& rng, std::int64_t) {
    const double p = 0.6 * rng.uniform(), q = 0.4 * rng.uniform(), u = rng.uniform();
    return std::string(u < p       ? "a"
                       : u < p + q ? "b"
                                   : "c") +
           "," + decimal(p) + "," + decimal(q) + "," + decimal(1 - p - q);
  })));
}

TEST_CASE("missing cells and a word that the sample did not have are left out and counted") {
  const File file("label,probability", [](Rng& rng, std::int64_t i) {
    const double p = rng.uniform();
    const std::string label = i == 19'999         ? "maybe"
                              : i % 100 == 3      ? ""
                              : rng.uniform() < p ? "yes"
                                                  : "no";
    return label + "," + (i % 50 == 7 ? "" : decimal(p));
  });
  const MeasureOptions options;
  AllRows all(file.path(), options, 1, 0.95);
  // The seed's sample leaves the last row out, as nine of ten do.
  const auto sample = data::read_table(
      file.path(),
      {.sample = kRows, .passing = kSample, .seed = 5, .memory = 1 << 16, .visitor = &all});
  REQUIRE(sample.row_of.back() < kRows - 1);
  REQUIRE(all.answers());
  CHECK(all.sums().other_labels == 1);
  CHECK(all.sums().without_label == 200);
  CHECK(all.sums().without_prediction == 400);
  CHECK(all.sums().n() == kRows - 601);
  const File numbers("label,probability", [](Rng& rng, std::int64_t i) {
    const double p = rng.uniform();
    return (i == 19'999 ? "2" : rng.uniform() < p ? "1" : "0") + std::string(",") + decimal(p);
  });
  AllRows of_numbers(numbers.path(), options, 1, 0.95);
  data::read_table(
      numbers.path(),
      {.sample = kRows, .passing = kSample, .seed = 5, .memory = 1 << 16, .visitor = &of_numbers});
  REQUIRE(of_numbers.answers());
  CHECK(of_numbers.sums().other_labels == 1);
  CHECK(of_numbers.sums().n() == kRows - 1);
}

TEST_CASE("a class of few rows has the interval that it has where rows are held") {
  // Forty frauds, some four of them in the sample, and three.
  const auto frauds = [](std::int64_t every) {
    return File("label,score_a,score_b", [every](Rng& rng, std::int64_t i) {
      const bool yes = i % every == 7;
      return std::string(yes ? "1," : "0,") + decimal(2 * yes + rng.normal()) + "," +
             decimal(yes + rng.normal());
    });
  };
  const File forty = frauds(500);
  const Both both = measured(forty);
  REQUIRE(both.held.measures[0].name == "auc");
  for (const std::size_t model : {0U, 1U}) {
    const Estimate passed = both.passed->value(0, model);
    CHECK(passed.interval()->method == "jackknife, logit scale");
    for (const Ranked& r : both.held.ranked)
      if (r.model == model) check_same(passed, r.primary, 0.2);  // placed among 2,000 rows
  }
  const Estimate apart = both.passed->difference(0, 0, 1, 0.95);
  CHECK(apart.interval()->method == "jackknife, paired");
  const bool turned = both.held.ranked[0].model == 1;
  check_same(turned ? both.passed->difference(0, 1, 0, 0.95) : apart,
             both.held.comparison->difference, 0.2);
}

TEST_CASE("of three rows of a class, not held, Newcombe's interval") {
  const File file("label,score", [](Rng& rng, std::int64_t i) {
    const bool yes = i % 7000 == 7;
    return std::string(yes ? "1," : "0,") + decimal(yes + rng.normal());
  });
  // The plan sees every row, so that the label's two values are known.
  AllRows all(file.path(), kBare, 1, 0.95);
  data::read_table(
      file.path(),
      {.sample = kRows, .passing = kRows, .seed = 5, .memory = 1 << 16, .visitor = &all});
  REQUIRE(all.answers());
  CHECK(all.value(0, 0).interval()->method.find("Newcombe") != std::string::npos);
}

TEST_CASE("halves are those of the file's order, to a 32nd" * doctest::test_suite("long")) {
  const File file("label,probability", [](Rng& rng, std::int64_t i) {
    const double p = i < kRows / 2 ? 0.2 : 0.8;
    return std::to_string(int(rng.uniform() < p)) + "," + decimal(0.1 + 0.8 * rng.uniform());
  });
  const Both both = measured(file);
  const AllRows& all = *both.passed;
  const auto first = all.sums(Part::first_half).moments.mean()[0],
             second = all.sums(Part::second_half).moments.mean()[0];
  CHECK(first < 0.25);
  CHECK(second > 0.75);
  CHECK(all.sums(Part::first_half).n() + all.sums(Part::second_half).n() == kRows);
}

TEST_CASE(
    "a certain prediction that was wrong outside of the sample leaves the log loss undefined") {
  const File file("label,probability", [](Rng& rng, std::int64_t i) {
    const double p = 0.1 + 0.8 * rng.uniform();
    return i == 19'999 ? std::string("0,1")
                       : std::to_string(int(rng.uniform() < p)) + "," + decimal(p);
  });
  const Both both = measured(file);
  REQUIRE(both.held.measures[1].name == "log_loss_skill");
  CHECK_FALSE(both.held.others[0].value.is_defined());
  CHECK_FALSE(both.passed->value(1, 0).is_defined());
  check_same(both.passed->value(0, 0), both.held.ranked[0].primary);
}

TEST_CASE("rows beyond the sample are checked as those that are held") {
  const File file("label,a,b,c", [](Rng& rng, std::int64_t i) {
    const double p = 0.5 * rng.uniform(), u = rng.uniform();
    return std::string(u < p     ? "a"
                       : u < 0.6 ? "b"
                                 : "c") +
           "," + decimal(p) + "," + decimal(0.6 - p) + (i == 19'999 ? ",0.9" : ",0.4");
  });
  const MeasureOptions options;
  AllRows all(file.path(), options, 1, 0.95);
  try {
    data::read_table(
        file.path(),
        {.sample = kRows, .passing = kSample, .seed = 5, .memory = 1 << 16, .visitor = &all});
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find("row 20,000") != std::string::npos);
  }
}
