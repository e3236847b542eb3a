// SPDX-License-Identifier: Apache-2.0
#include "qed/metrics/card.h"

#include <array>
#include <cstddef>

namespace qed::metrics {
namespace {

struct FamilyWords {
  std::string_view name, subject;
};
constexpr std::array kFamilies{
    FamilyWords{"classification", "decisions against 0/1 labels"},
    FamilyWords{"probability", "probabilities against 0/1 labels"},
    FamilyWords{"discrimination", "the order of scores against 0/1 labels"},
    FamilyWords{"multiclass", "probabilities of classes against the class that happened"},
    FamilyWords{"regression", "numbers against numbers"},
    FamilyWords{"quantile", "quantiles against numbers"},
    FamilyWords{"count", "positive means against counts and amounts"},
    FamilyWords{"distribution", "forecasts that are laws against numbers"},
    FamilyWords{"ranking", "the order of a query's rows against their relevance"},
    FamilyWords{"embedding", "distances in a picture against those in the data"}};

}  // namespace

std::string_view name(Family family) { return kFamilies[static_cast<std::size_t>(family)].name; }
std::string_view subject(Family family) {
  return kFamilies[static_cast<std::size_t>(family)].subject;
}

std::string_view name(Direction direction) {
  constexpr std::array<std::string_view, 3> kNames{"higher is better", "lower is better",
                                                   "neither end is better"};
  return kNames[static_cast<std::size_t>(direction)];
}

std::string_view name(Elicits elicits) {
  constexpr std::array<std::string_view, 8> kNames{
      "nothing", "decision", "probability", "mean", "median", "quantile", "order", "distribution"};
  return kNames[static_cast<std::size_t>(elicits)];
}

}  // namespace qed::metrics
