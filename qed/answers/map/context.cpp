// SPDX-License-Identifier: Apache-2.0
// What stands around the evidence: flips, assumptions, caveats, the next command.
#include <algorithm>
#include <cmath>

#include "qed/answers/map/evidence.h"
#include "qed/answers/map/steps/islands.h"
#include "qed/answers/question/command.h"
#include "qed/base/text.h"

namespace qed::answers::map {
namespace {

using evidence::Assumption;

bool has_clusters(const Findings& findings) { return findings.clusters.found > 1; }

// Rows that repeat others exactly, by sorting hashes would be approximate: nearest distances of zero count them.
std::int64_t duplicates(const Findings& findings) {
  const auto& distance = findings.pictures.neighbours.distance;
  std::int64_t count = 0;
  for (Index i = 0; i < distance.rows(); ++i) count += distance(i, 0) == 0;
  return count;
}

// Which of the new rows are unlike any of the map's.
std::string far_rows(const Placed& placed) {
  constexpr std::size_t kNamed = 8;
  std::vector<std::string> named;
  for (std::size_t i = 0; i < placed.distance.size() && named.size() < kNamed; ++i)
    if (placed.is_far(i)) named.push_back(std::to_string(i + 1));
  const auto more = placed.far_count() - static_cast<std::int64_t>(named.size());
  if (more > 0) named.push_back(std::to_string(more) + " more");
  return "Far from every row of the map, so that their places there say little: new " +
         std::string(placed.far_count() == 1 ? "row " : "rows ") + join_words(named) + ".";
}

// Islands that an analyst sees where the tests see no clusters.
std::string islands(const std::vector<FollowedColumn>& followed) {
  constexpr std::size_t kNamed = 4;
  std::vector<std::string> named;
  const auto percent = [](double share) { return std::to_string(std::lround(100 * share)); };
  for (std::size_t i = 0; i < followed.size() && i < kNamed; ++i)
    named.push_back(evidence::literal(followed[i].column) + " (" + percent(followed[i].same) +
                    " % of the nearest rows share its value, " + percent(followed[i].by_chance) +
                    " % by chance)");
  return "Islands of the t-SNE picture follow " + join_words(named) +
         ": the values of a column are not clusters.";
}

}  // namespace

std::vector<evidence::Flip> flips_of(const Findings& findings, const evidence::Decision& decision) {
  std::vector<evidence::Flip> flips;
  for (const FlipFinding& finding : findings.flips) {
    evidence::Decision then{{"picture", std::string(name(finding.picture))},
                            {"clusters", finding.clusters}};
    // 0 and 1 both mean that no split is claimed: that tests reject and nothing holds up flips nothing.
    evidence::Decision as_claimed = then;
    if (finding.clusters <= 1 && findings.clusters.found <= 1)
      as_claimed.back().second = findings.clusters.found;
    const bool flipped = as_claimed != decision;
    flips.push_back({finding.change, std::move(then), flipped});
  }
  return flips;
}

std::vector<Assumption> assumptions_of(const Findings& findings) {
  using State = Assumption::State;
  std::vector<Assumption> assumptions;
  const std::int64_t repeated = duplicates(findings), n = findings.data.X.rows();
  const bool few = repeated * 20 <= n;
  assumptions.push_back({"Few rows repeat another: at most one in twenty",
                         few ? State::holds : State::fails,
                         counted(repeated) + " of " + counted(n) + " rows repeat another",
                         "repeated rows form small islands of their own"});
  assumptions.push_back({"Rows are exchangeable: no row is repeated in time or belongs with others",
                         State::untested, "it cannot be seen in a table",
                         "intervals are too narrow when rows come in groups"});
  assumptions.push_back(
      {"Differences between values mean something as distances", State::untested,
       "numbers " +
           std::string(findings.data.encoder.scale() == "none"
                           ? "were not rescaled"
                           : "were scaled (" + findings.data.encoder.scale() + ")") +
           ", categories weighed by 1/sqrt(share)",
       "a code stored as a number distorts every neighbourhood: --drop it"});
  const double recall = findings.pictures.neighbours.recall;
  if (recall < 1)
    assumptions.push_back({"Neighbours were found", recall >= 0.95 ? State::holds : State::fails,
                           "recall " + std::to_string(std::lround(100 * recall)) +
                               " % on a sample (" + findings.pictures.neighbours.method + ")",
                           "missed neighbours blur t-SNE"});
  return assumptions;
}

std::vector<std::string> caveats_of(const Findings& findings) {
  std::vector<std::string> caveats;
  const Prepared& data = findings.data;
  if (!data.encoder.left_out().empty()) {
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < std::min<std::size_t>(8, data.encoder.left_out().size()); ++i)
      parts.push_back(evidence::literal(
          data.encoder.left_out()[i].column + " (" + data.encoder.left_out()[i].why + ")", 200));
    if (data.encoder.left_out().size() > parts.size())
      parts.push_back(std::to_string(data.encoder.left_out().size() - parts.size()) + " more");
    caveats.push_back("Left out: " + join_words(parts) + ".");
  }
  if (!data.label_why.empty())
    caveats.push_back(
        "Taken as the label, to colour by and not as a feature: " + evidence::literal(data.label) +
        " (" + evidence::literal(data.label_why, 200) + "); --label chooses another.");
  for (std::size_t i = 0; i < std::min<std::size_t>(12, data.notes.size()); ++i)
    caveats.push_back(evidence::literal(data.notes[i], 300) + ".");
  if (data.notes.size() > 12)
    caveats.push_back(std::to_string(data.notes.size() - 12) +
                      " more notes on the data are left out here.");
  const Pictures& p = findings.pictures;
  if (p.marchenko_pastur && p.gavish_donoho &&
      (p.marchenko_pastur->dimension != p.parallel_analysis.dimension ||
       p.gavish_donoho->dimension != p.parallel_analysis.dimension))
    caveats.push_back(
        "The three counts of real dimensions disagree: noise of unequal strength or correlated "
        "noise. Parallel analysis is the most cautious.");
  if (p.neighbours.method != "exact")
    caveats.push_back(
        "Neighbours were searched for among near cells, which finds " +
        std::to_string(static_cast<int>(1000 * p.neighbours.recall)) +
        " of 1,000 true ones (measured on 500 rows); what is said of neighbours rests on those.");
  if (p.reliability.count > 0)
    caveats.push_back(counted(p.reliability.count) + " of " + counted(data.X.rows()) +
                      " points: on the t-SNE picture their place is not supported by their "
                      "neighbours; colour by reliability to see them.");
  if (findings.clusters.found <= 1)
    if (const auto followed = followed_columns(data, p.neighbours); !followed.empty())
      caveats.push_back(islands(followed));
  if (findings.placed && findings.placed->far_count() > 0)
    caveats.push_back(far_rows(*findings.placed));
  if (has_clusters(findings))
    caveats.push_back(
        "Cluster profiles describe the rows that made the clusters; they are not tests on new "
        "data.");
  if (findings.clusters.forced)
    caveats.push_back("The number of clusters described is the one asked for with --clusters.");
  return caveats;
}

std::vector<evidence::Next> next_of(const Findings& findings, const evidence::Verdict& verdict,
                                    const std::string& file) {
  const std::string base = "qed map " + shell_word(file);
  std::vector<evidence::Next> next;
  const bool stdin_used = file == "-";
  if (!stdin_used)
    next.push_back(
        {"look at the pictures, point by point", base + " -o " + shell_word(stem(file) + ".html")});
  if (verdict.status == evidence::Status::undecided) {
    // The gap's interval shrinks with the square root of the landmarks: this many would exclude
    // 0, were the gap as it is.
    const double half = (findings.pictures.gap.upper() - findings.pictures.gap.lower()) / 2;
    const double ratio = half / std::max(1e-3, std::abs(findings.pictures.gap.value()));
    const auto wanted = static_cast<std::int64_t>(
        std::ceil(static_cast<double>(findings.pictures.pca_quality.landmarks.size()) * ratio *
                  ratio * 1.2 / 100) *
        100);
    next.push_back({"decide with about " + std::to_string(wanted) + " landmarks" +
                        (wanted > findings.data.X.rows() ? ", more rows than there are" : ""),
                    wanted <= std::min<std::int64_t>(20'000, findings.data.X.rows())
                        ? base + " --landmarks " + std::to_string(wanted)
                        : ""});
  }
  if (has_clusters(findings) && !stdin_used)
    next.push_back({"take the clusters along",
                    base + " --coordinates " + shell_word(stem(file) + "_map.csv")});
  if (findings.data.label.empty() && !stdin_used)
    next.push_back({"colour the map by a column you care about", base + " --label COLUMN"});
  return next;
}

}  // namespace qed::answers::map
