// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/measure/steps/calibrated.h"

#include <array>
#include <cstdio>
#include <vector>

#include "qed/statistics/multiplicity.h"

namespace qed::answers::measure {
namespace {

constexpr const char *kSpiegelhalter = "Spiegelhalter's test",
                     *kSmooth = "the smooth calibration error";

bool rejects(const std::optional<Calibrated::Test>& test, double alpha) {
  return test && test->adjusted <= alpha;
}

std::string two_digits(double p) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.2g", p);
  return text.data();
}

// "p = 0.015; of two tests 0.03".
std::string number(const Calibrated::Test& test, bool of_two) {
  const std::string p = test.p_value < 0.001 ? "p < 0.001" : "p = " + two_digits(test.p_value);
  if (!of_two || test.adjusted < 0.001) return p;
  return p + "; of two tests " + two_digits(test.adjusted);
}

}  // namespace

Calibrated calibrated(std::optional<double> spiegelhalter, std::optional<double> smooth) {
  std::vector<double> p;
  for (const auto& one : {spiegelhalter, smooth})
    if (one) p.push_back(*one);
  const std::vector<double> adjusted = statistics::holm(p);
  Calibrated c;
  if (spiegelhalter) c.spiegelhalter = {*spiegelhalter, adjusted.front()};
  if (smooth) c.smooth = {*smooth, adjusted.back()};
  return c;
}

bool Calibrated::is_rejected(double alpha) const {
  return rejects(spiegelhalter, alpha) || rejects(smooth, alpha);
}

std::string Calibrated::in_words(double alpha) const {
  const bool one = rejects(spiegelhalter, alpha), other = rejects(smooth, alpha);
  if (!spiegelhalter || !smooth)
    return std::string(spiegelhalter ? kSpiegelhalter : kSmooth) +
           (one || other ? " rejects it (" : " does not reject it (") +
           number(spiegelhalter ? *spiegelhalter : *smooth, false) + ")";
  const std::string first = number(*spiegelhalter, one), second = number(*smooth, other);
  const std::string s = kSpiegelhalter, e = kSmooth;
  if (one && other) return s + " rejects it (" + first + "), and " + e + " (" + second + ")";
  if (one) return s + " rejects it (" + first + "), " + e + " does not (" + second + ")";
  if (other) return e + " rejects it (" + second + "), " + s + " does not (" + first + ")";
  return "neither " + s + " rejects it (" + first + ") nor " + e + " (" + second + ")";
}

}  // namespace qed::answers::measure
