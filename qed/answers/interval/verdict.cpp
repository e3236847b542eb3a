// SPDX-License-Identifier: Apache-2.0
#include "qed/answers/interval/verdict.h"

#include <cmath>
#include <string>

namespace qed::answers::interval {
namespace {

using evidence::Evidence;
using evidence::Status;
using statistics::Estimate;

constexpr const char* kRule =
    "With a value to decide against: differs when the whole interval lies beyond the margin around "
    "it, equal when it lies within, else undecided. Without one: the interval holds when it "
    "exists and both ends are finite. In both cases only if its simulated coverage is at least the "
    "level less 2 points";

// The method stands first in the table of alternatives.
std::string method_of(const std::vector<Evidence>& evidence) {
  const auto& table = evidence::get<evidence::Table>(evidence, "interval.alternatives");
  if (table.rows.empty() || table.rows.front().empty()) return "none";
  const auto* name = std::get_if<std::string>(&table.rows.front().front());
  return name ? *name : "none";
}

std::string held(bool trusted, const std::vector<Evidence>& evidence) {
  const bool has_naive = evidence::find(evidence, "coverage.naive_bootstrap") != nullptr;
  const std::string beside =
      has_naive ? " (the bootstrap of rows: {coverage.naive_bootstrap:percent})" : "";
  if (evidence::find(evidence, "coverage.peeked") != nullptr)
    return trusted ? "Looked at 100 times, sequences like this one hold the truth at every look "
                     "{coverage.simulated:percent} of the time here."
                   : "Do not rely on its level: looked at 100 times, such sequences hold the truth "
                     "at every look only {coverage.simulated:percent} of the time here.";
  return trusted ? "Intervals made like this one hold the truth {coverage.simulated:percent} of "
                   "the time here" +
                       beside + "."
                 : "Do not rely on its level: simulated here, such intervals hold the truth only "
                   "{coverage.simulated:percent} of the time" +
                       beside + "." +
                       (evidence::find(evidence, "units.trusted") != nullptr
                            ? " Some {units.trusted:value} would bring it near its level."
                            : "");
}

std::string compared(Side side, bool has_needed) {
  switch (side) {
    case Side::above:
      return " It lies above {against:value}.";
    case Side::below:
      return " It lies below {against:value}.";
    case Side::equal:
      return " It equals {against:value} within the margin.";
    case Side::undecided:
      break;
  }
  return has_needed ? " It cannot be told from {against:value}; about {units.needed:value} would "
                      "just decide."
                    : std::string(" It cannot be told from {against:value}.");
}

}  // namespace

std::string_view name(Side side) {
  switch (side) {
    case Side::above:
      return "above";
    case Side::below:
      return "below";
    case Side::equal:
      return "equal";
    case Side::undecided:
      break;
  }
  return "undecided";
}

Side side_of(const Estimate& estimate, double against, double margin) {
  if (!estimate.is_defined() || !estimate.interval()) return Side::undecided;
  if (estimate.lower() > against + margin) return Side::above;
  if (estimate.upper() < against - margin) return Side::below;
  if (margin > 0 && estimate.lower() >= against - margin && estimate.upper() <= against + margin)
    return Side::equal;
  return Side::undecided;
}

bool is_trusted(const Estimate& coverage, double level) {
  return coverage.is_defined() && coverage.value() >= level - kCoverageSlack;
}

bool is_finite(const Estimate& estimate) {
  return estimate.is_defined() && estimate.interval() && std::isfinite(estimate.lower()) &&
         std::isfinite(estimate.upper());
}

evidence::Verdict verdict(const std::vector<Evidence>& evidence, double level) {
  const auto& piece = evidence::get<evidence::Estimate>(evidence, "interval");
  const auto& coverage = evidence::get<evidence::Estimate>(evidence, "coverage.simulated").estimate;
  const bool against = evidence::find(evidence, "against") != nullptr;
  evidence::Verdict v{.asks = against ? "Does it differ?" : "Can the interval be trusted?",
                      .status = Status::undecided,
                      .claim = piece.claim,
                      .decision = {{"method", method_of(evidence)}},
                      .rule = kRule,
                      .level = level};
  const bool there = piece.estimate.is_defined() && piece.estimate.interval();
  const bool trusted = there && is_trusted(coverage, level);
  if (!against) {
    const bool useful = trusted && is_finite(piece.estimate);
    v.decision.emplace_back("trusted", useful);
    if (useful) v.status = Status::yes;
  } else {
    const double value = evidence::get<evidence::Estimate>(evidence, "against").estimate.value();
    const bool has_margin = evidence::find(evidence, "against.margin") != nullptr;
    const double margin =
        has_margin ? evidence::get<evidence::Estimate>(evidence, "against.margin").estimate.value()
                   : 0;
    const Side side = side_of(piece.estimate, value, margin);
    v.decision.emplace_back("side", std::string(name(trusted ? side : Side::undecided)));
    if (there && (trusted || side == Side::undecided))
      v.claim += compared(side, evidence::find(evidence, "units.needed") != nullptr);
    if (trusted && side == Side::equal) v.status = Status::no;
    if (trusted && (side == Side::above || side == Side::below)) v.status = Status::yes;
  }
  const bool open = there && !is_finite(piece.estimate);
  if (open && (!against || v.status == Status::undecided))
    v.claim += evidence::find(evidence, "units.finite") != nullptr
                   ? " " + evidence::get<evidence::Estimate>(evidence, "units.finite").claim
                   : " An end is open: it says nothing on that side.";
  if (there && coverage.is_defined()) v.claim += " " + held(trusted, evidence);
  if (piece.estimate.is_defined() && !piece.estimate.interval())
    v.claim += " It has no interval: " + evidence::literal(piece.estimate.reason(), 200) + ".";
  return v;
}

}  // namespace qed::answers::interval
