// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "qed/answers/topics/rooms.h"
#include "qed/base/error.h"
#include "qed/base/text.h"

namespace qed::answers {
namespace {

std::string plain(std::string_view name) {
  std::string text;
  for (const char c : name)
    text += c == '-' || c == '_' ? ' ' : c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return text;
}

}  // namespace

bool Line::holds() const {
  switch (relation) {
    case Relation::shown:
      return true;
    case Relation::equals:
      return std::abs(found - wanted) <= tolerance;
    case Relation::at_most:
      return found <= wanted;
    case Relation::at_least:
      return found >= wanted;
    case Relation::is_true:
      return found == 1;
  }
  return false;
}

Example& Example::shows(std::string what, double found) {
  lines.push_back({std::move(what), found, Line::Relation::shown, 0, 0, {}});
  return *this;
}
Example& Example::shows(std::string what, double found, double lower, double upper) {
  shows(std::move(what), found).lines.back().interval = {lower, upper};
  return *this;
}
Example& Example::equals(std::string what, double found, double wanted, double tolerance,
                         std::string source) {
  lines.push_back(
      {std::move(what), found, Line::Relation::equals, wanted, tolerance, std::move(source)});
  return *this;
}
Example& Example::at_most(std::string what, double found, double bound, std::string source) {
  lines.push_back({std::move(what), found, Line::Relation::at_most, bound, 0, std::move(source)});
  return *this;
}
Example& Example::at_least(std::string what, double found, double bound, std::string source) {
  lines.push_back({std::move(what), found, Line::Relation::at_least, bound, 0, std::move(source)});
  return *this;
}
Example& Example::is_true(std::string what, bool holds) {
  lines.push_back({std::move(what), holds ? 1.0 : 0.0, Line::Relation::is_true, 1, 0, {}});
  return *this;
}
Example& Example::says(std::string sentence) {
  words.push_back(std::move(sentence));
  return *this;
}
bool Example::holds() const {
  return std::ranges::all_of(lines, [](const Line& line) { return line.holds(); });
}

const std::vector<Topic>& topics() {
  static const std::vector<Topic> all = [] {
    std::vector<Topic> list;
    for (auto* room :
         {foundation_topics, solving_topics, spectral_topics, subspace_topics, algorithm_topics,
          analysis_topics, geometry_topics, probability_topics, chance_topics, bayes_topics,
          statistics_topics, inference_topics, guarantee_topics, resampling_topics, testing_topics,
          metric_topics, score_topics, learning_topics})
      for (Topic& topic : room()) {
        // After the last one of its room, or at the end of the list.
        auto place = list.end();
        for (auto at = list.begin(); at != list.end(); ++at)
          if (at->room == topic.room) place = at + 1;
        list.insert(place, std::move(topic));
      }
    return list;
  }();
  return all;
}

const Topic* lookup_topic(std::string_view name) {
  const std::string wanted = plain(name);
  for (const Topic& topic : topics())
    if (topic.name == wanted || std::ranges::find(topic.aliases, wanted) != topic.aliases.end())
      return &topic;
  return nullptr;
}

const Topic& find_topic(std::string_view name) {
  if (const Topic* topic = lookup_topic(name)) return *topic;
  std::vector<std::string> names;
  for (const Topic& topic : topics()) {
    names.push_back(topic.name);
    names.insert(names.end(), topic.aliases.begin(), topic.aliases.end());
  }
  const auto meant = nearest(plain(name), names);
  throw Error(ErrorCode::bad_option, "no topic is called \"" + printable(name) + "\"",
              meant ? "did you mean \"" + *meant + "\"?" : "qed maths lists them");
}

}  // namespace qed::answers
