// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <optional>
#include <set>

#include "qed/base/build_info.h"
#include "qed/report/json/node.h"
#include "qed/report/render.h"
#include "qed/report/sentence.h"

namespace qed::report {
namespace {

using namespace evidence;

constexpr std::size_t kDeepest = 64;
constexpr int kMostMembers = 4096;
constexpr std::int64_t kMostRows = std::int64_t{1} << 40;

// ---- sentences: the template where there is one, and what the file says that it means

std::string sentence(const JsonNode& node, std::string_view name) {
  const std::string form = std::string(name) + "_template";
  const std::string finished = node[name].text();
  return node.has(form) ? node[form].text() : finished;
}

// ---- numbers and words

double missing_or_number(const JsonNode& node) {
  return node.is_null() ? std::numeric_limits<double>::quiet_NaN() : node.number();
}
std::vector<double> numbers(const JsonNode& node) {
  return node.list([](const JsonNode& n) { return missing_or_number(n); });
}
std::vector<float> floats(const JsonNode& node) {
  return node.list([](const JsonNode& n) { return static_cast<float>(missing_or_number(n)); });
}
std::vector<std::string> texts(const JsonNode& node) {
  return node.list([](const JsonNode& n) { return n.text(); });
}

// A flag, a count, a real or a text: what a decision, an option and a cell have in common.
template <class Value>
Value scalar(const JsonNode& node) {
  const auto& json = node.json();
  if (json.is_boolean()) return json.get<bool>();
  if (json.is_string()) return json.get<std::string>();
  if (json.is_number_integer())
    return node.integer<std::int64_t>(std::numeric_limits<std::int64_t>::min());
  if (json.is_number_float()) return json.get<double>();
  if (json.is_object()) return node.only({"number"})["number"].number();
  node.refuse("must be a flag, a number or a text");
}

Cell cell(const JsonNode& node) {
  if (node.is_null()) return std::monostate{};
  if (!node.has("value")) return scalar<Cell>(node);
  node.only({"value", "lower", "upper"});
  return Ranged{node["value"].number(), node["lower"].number(), node["upper"].number()};
}

OptionValue option(const JsonNode& node) {
  return node.json().is_array() ? OptionValue(texts(node)) : scalar<OptionValue>(node);
}

Decision decision(const JsonNode& node) { return node.members(scalar<DecisionValue>); }

// ---- the kinds

using Json = JsonNode::Json;

statistics::Interval interval(const JsonNode& node) {
  node.only({"lower", "upper", "level", "method"});
  statistics::Interval value{node["lower"].number(), node["upper"].number(), node["level"].finite(),
                             node["method"].text()};
  if (!(value.lower <= value.upper)) node.refuse("has its ends out of order");
  if (!(value.level > 0 && value.level < 1)) node["level"].refuse("must lie in (0, 1)");
  return value;
}

statistics::Estimate estimate(const JsonNode& node) {
  using statistics::Estimate;
  const auto reason = [&] {
    std::string text = node["reason"].text();
    if (text.empty()) node["reason"].refuse("must say why");
    return text;
  };
  if (node["value"].is_null() && !node["interval"].is_null())
    node.refuse("has an interval but no value");
  Estimate value = node["value"].is_null() ? Estimate::undefined(reason())
                   : node["interval"].is_null()
                       ? Estimate::without_interval(node["value"].number(), reason())
                       : Estimate(node["value"].number(), interval(node["interval"]));
  if (!node["unit"].is_null()) value.with_unit(node["unit"].text());
  return value.with_n(node["n"].integer<std::int64_t>(0, kMostRows));
}

std::optional<Scale> scale(const JsonNode& node) {
  if (!node.has("scale")) return std::nullopt;
  const JsonNode at = node["scale"];
  at.only({"lower", "upper", "marks"});
  Scale value{at["lower"].finite(), at["upper"].finite(), {}};
  if (!(value.lower < value.upper)) at.refuse("has its ends out of order");
  double last = value.lower;
  value.marks = at["marks"].list([&](const JsonNode& n) {
    n.only({"value", "label"});
    Scale::Mark mark{n["value"].finite(), n["label"].text()};
    if (!(mark.value >= last && mark.value <= value.upper))
      n["value"].refuse("must lie on the scale, after the mark before it");
    last = mark.value;
    return mark;
  });
  return value;
}

Test test(const JsonNode& node, Header head) {
  Test value;
  static_cast<Header&>(value) = std::move(head);
  value.null = node["null"].text();
  value.statistic_name = node["statistic_name"].text();
  value.statistic = node["statistic"].number();
  value.p_value = node["p_value"].finite();
  value.alpha = node["alpha"].finite();
  value.p_error = node["p_error"].finite();
  value.replicates = node["replicates"].integer<std::int64_t>(0, kMostRows);
  value.null_values = numbers(node["null_values"]);
  if (!(value.p_value >= 0 && value.p_value <= 1)) node["p_value"].refuse("must lie in [0, 1]");
  if (!(value.alpha > 0 && value.alpha < 1)) node["alpha"].refuse("must lie in (0, 1)");
  if (node["rejected"].flag() != value.rejected())
    node["rejected"].refuse("disagrees with p_value and alpha");
  return value;
}

Certificate certificate(const JsonNode& node, Header head) {
  Certificate value{std::move(head), node["measured"].number(), node["relation"].word(kRelation),
                    node["bound"].number()};
  if (node["holds"].flag() != value.holds())
    node["holds"].refuse("disagrees with measured and bound");
  return value;
}

Table table(const JsonNode& node, Header head) {
  Table value{std::move(head), texts(node["columns"]), {}};
  value.rows = node["rows"].list([&](const JsonNode& row) {
    auto cells = row.list(cell);
    if (cells.size() != value.columns.size()) row.refuse("must have a cell for each column");
    return cells;
  });
  return value;
}

std::vector<Series> series(const JsonNode& node) {
  return node.list([](const JsonNode& n) {
    n.only({"name", "x", "y", "lower", "upper"});
    Series line{n["name"].text(), numbers(n["x"]), numbers(n["y"]), numbers(n["lower"]),
                numbers(n["upper"])};
    const std::size_t size = line.y.size();
    if (line.x.size() != size) n["x"].refuse("must be as long as y");
    if (line.lower.size() != line.upper.size() ||
        (!line.lower.empty() && line.lower.size() != size))
      n["lower"].refuse("and upper must be empty or as long as y");
    return line;
  });
}

Attribute attribute(const JsonNode& node, std::size_t points) {
  node.only({"name", "levels", "codes", "values"});
  Attribute value{node["name"].text(), texts(node["levels"]), {}, floats(node["values"])};
  const auto levels = static_cast<std::int32_t>(value.levels.size());
  value.codes = node["codes"].list(
      [&](const JsonNode& n) { return n.integer<std::int32_t>(-1, levels - 1); });
  const auto& filled = value.levels.empty() ? value.values.size() : value.codes.size();
  const auto& other = value.levels.empty() ? value.codes.size() : value.values.size();
  if (filled != points || other != 0) node.refuse("must have one code or one value for each point");
  return value;
}

Points points(const JsonNode& node, Header head) {
  Points value;
  static_cast<Header&>(value) = std::move(head);
  value.title = node["title"].text();
  value.dims = node["dims"].integer<int>(1, 3);
  value.coordinates =
      node["coordinates"].list([](const JsonNode& n) { return static_cast<float>(n.finite()); });
  if (value.coordinates.size() % static_cast<std::size_t>(value.dims) != 0)
    node["coordinates"].refuse("must be a multiple of dims long");
  const std::size_t n = value.size();
  value.rows =
      node["rows"].list([](const JsonNode& r) { return r.integer<std::int64_t>(0, kMostRows); });
  if (!value.rows.empty() && value.rows.size() != n)
    node["rows"].refuse("must be empty or as long as the points");
  value.attributes = node["attributes"].list([&](const JsonNode& a) { return attribute(a, n); });
  if (node.has("k") || node.has("neighbours")) {
    value.k = node["k"].integer<int>(0, 1000);
    value.neighbours =
        node["neighbours"].list([&](const JsonNode& i) { return i.integer<std::int32_t>(0); });
    if (value.neighbours.size() != n * static_cast<std::size_t>(value.k))
      node["neighbours"].refuse("must hold k for each point");
  }
  value.reliability = floats(node["reliability"]);
  if (!value.reliability.empty() && value.reliability.size() != n)
    node["reliability"].refuse("must be empty or as long as the points");
  value.same_points_as = node["same_points_as"].text();
  value.placed_on = node["placed_on"].text();
  value.caution = node["caution"].text();
  return value;
}

Evidence piece(const JsonNode& node) {
  const std::string kind = node["kind"].text();
  Header head{node["id"].text(), sentence(node, "claim"), node["supports"].word(kSupports),
              node["ref"].text(), node["section"].text()};
  if (head.id.empty()) node["id"].refuse("must not be empty");
  const auto only = [&](std::initializer_list<std::string_view> names) {
    std::vector<std::string_view> all{"kind",     "id",  "claim",  "claim_template",
                                      "supports", "ref", "section"};
    all.insert(all.end(), names.begin(), names.end());
    for (const auto& [name, unused] : node.json().items())
      if (std::find(all.begin(), all.end(), name) == all.end())
        node.refuse("has an unknown member \"" + printable(name) + "\"");
  };
  if (kind == "estimate") {
    only({"value", "interval", "reason", "unit", "n", "scale"});
    return Estimate{std::move(head), estimate(node), scale(node)};
  }
  if (kind == "test") {
    only({"null", "statistic_name", "statistic", "p_value", "alpha", "rejected", "p_error",
          "replicates", "null_values"});
    return test(node, std::move(head));
  }
  if (kind == "certificate") {
    only({"measured", "relation", "bound", "holds"});
    return certificate(node, std::move(head));
  }
  if (kind == "table") {
    only({"columns", "rows"});
    return table(node, std::move(head));
  }
  if (kind == "curve") {
    only({"x_label", "y_label", "x_log", "y_log", "series"});
    return Curve{std::move(head),      node["x_label"].text(), node["y_label"].text(),
                 node["x_log"].flag(), node["y_log"].flag(),   series(node["series"])};
  }
  if (kind == "points") {
    only({"title", "dims", "coordinates", "rows", "attributes", "k", "neighbours", "reliability",
          "same_points_as", "placed_on", "caution"});
    return points(node, std::move(head));
  }
  if (kind == "trace") {
    only({"step_label", "series", "termination"});
    return Trace{std::move(head), node["step_label"].text(), series(node["series"]),
                 node["termination"].text()};
  }
  node["kind"].refuse("is \"" + printable(kind) + "\", which is no kind of evidence");
}

// ---- the answer

Verdict verdict(const JsonNode& node) {
  node.only(
      {"asks", "status", "claim", "claim_template", "decision", "rule", "rule_template", "level"});
  Verdict value{node["asks"].text(),        node["status"].word(kStatus), sentence(node, "claim"),
                decision(node["decision"]), sentence(node, "rule"),       node["level"].finite()};
  if (!(value.level > 0 && value.level < 1)) node["level"].refuse("must lie in (0, 1)");
  return value;
}

Assumption assumption(const JsonNode& node) {
  node.only({"claim", "claim_template", "status", "measured", "measured_template", "consequence",
             "consequence_template"});
  return {sentence(node, "claim"), node["status"].word(kState), sentence(node, "measured"),
          sentence(node, "consequence")};
}

Provenance provenance(const JsonNode& node) {
  node.only({"version", "command", "seed", "threads", "options", "data"});
  Provenance value{node["version"].text(),
                   node["command"].text(),
                   node["seed"].integer<std::uint64_t>(0),
                   node["threads"].integer<int>(0),
                   node["options"].members(option),
                   {}};
  value.data = node["data"].list([](const JsonNode& n) {
    n.only({"name", "digest", "rows", "columns"});
    return DataSource{n["name"].text(), n["digest"].text(),
                      n["rows"].integer<std::int64_t>(0, kMostRows),
                      n["columns"].integer<std::int64_t>(0, kMostRows)};
  });
  return value;
}

Answer answer_of(const JsonNode& node) {
  node.only({"schema", "question", "verdict", "evidence", "assumptions", "flips", "caveats", "next",
             "provenance", "seconds"});
  if (node["schema"].text() != kSchema)
    node["schema"].refuse("must be \"" + std::string(kSchema) + "\"");
  Answer answer{node["question"].text(),
                verdict(node["verdict"]),
                node["evidence"].list(piece),
                node["assumptions"].list(assumption),
                {},
                {},
                {},
                provenance(node["provenance"]),
                {}};
  answer.flips = node["flips"].list([](const JsonNode& n) {
    n.only({"change", "decision", "flipped"});
    return Flip{n["change"].text(), decision(n["decision"]), n["flipped"].flag()};
  });
  answer.caveats = node["caveats"].list([](const JsonNode& n) {
    n.only({"claim", "claim_template"});
    return sentence(n, "claim");
  });
  answer.next = node["next"].list([](const JsonNode& n) {
    n.only({"action", "action_template", "command"});
    return Next{sentence(n, "action"), n["command"].text()};
  });
  answer.seconds = node["seconds"].members([](const JsonNode& n) { return n.finite(); });
  return answer;
}

// Evidence is found by its id, and a picture borrows from another of the same size.
void check_references(const JsonNode& node, const Answer& answer) {
  std::set<std::string_view> ids;
  for (std::size_t i = 0; i < answer.evidence.size(); ++i)
    if (!ids.insert(header(answer.evidence[i]).id).second)
      node.refuse("has two pieces of evidence with the id \"" +
                  printable(header(answer.evidence[i]).id) + "\"");
  for (const Evidence& e : answer.evidence) {
    const auto* picture = std::get_if<Points>(&e);
    if (!picture) continue;
    const auto named = [&](const std::string& id) {
      const Evidence* other = find(answer.evidence, id);
      return other ? std::get_if<Points>(other) : nullptr;
    };
    const auto refuse = [&](std::string_view member, std::string_view of) {
      node.refuse("names in \"" + printable(picture->id) + "\"." + std::string(member) +
                  " no picture of " + std::string(of));
    };
    if (const std::string& id = picture->same_points_as; !id.empty())
      if (const Points* source = named(id); !source || source->size() != picture->size())
        refuse("same_points_as", "the same points");
    const Points* among = picture;  // whose points the neighbours are
    if (const std::string& id = picture->placed_on; !id.empty()) {
      among = named(id);
      if (!among || among == picture || among->dims != picture->dims || !among->placed_on.empty())
        refuse("placed_on", "as many dimensions, itself not placed");
    }
    for (const std::int32_t i : picture->neighbours)
      if (static_cast<std::size_t>(i) >= among->size()) refuse("neighbours", "so many points");
  }
}

// The numbers in the sentences must be the evidence's. Another version may round them otherwise, so
// only the file of this version is held to the letter.
void check_sentences(const JsonNode& node, const Answer& answer) {
  const auto walk = [&](auto&& self, const JsonNode& at) -> void {
    if (at.json().is_array()) {
      if (at.json().empty() || at.json().front().is_structured())
        at.list([&](const JsonNode& n) {
          self(self, n);
          return 0;
        });
      return;
    }
    if (!at.json().is_object()) return;
    for (const auto& [name, value] : at.json().items()) {
      const JsonNode member = at[name];
      constexpr std::string_view kTemplate = "_template";
      if (!name.ends_with(kTemplate)) {
        self(self, member);
        continue;
      }
      const JsonNode finished =
          at[std::string_view(name).substr(0, name.size() - kTemplate.size())];
      std::string expected;
      try {
        expected = resolve(member.text(), answer);
      } catch (const Error& error) {
        member.refuse("cannot be filled: " + error.message());
      }
      if (answer.provenance.version == kVersion && finished.text() != expected)
        finished.refuse("says something else than its evidence: \"" + printable(expected, 200) +
                        "\"");
    }
  };
  for (const std::string_view part : {"verdict", "evidence", "assumptions", "caveats", "next"})
    walk(walk, node[part]);
}

// A sentence without a template has no placeholder either: renderers would fail on it.
void check_plain_sentences(const JsonNode& node, const Answer& answer) {
  const auto check = [&](const std::string& text) {
    try {
      resolve(text, answer);
    } catch (const Error& error) {
      node.refuse("has a sentence that cannot be filled: " + error.message());
    }
  };
  check(answer.verdict.claim);
  check(answer.verdict.rule);
  for (const Evidence& e : answer.evidence) check(header(e).claim);
  for (const Assumption& a : answer.assumptions)
    for (const std::string* text : {&a.claim, &a.measured, &a.consequence}) check(*text);
  for (const std::string& caveat : answer.caveats) check(caveat);
  for (const Next& next : answer.next) check(next.action);
}

// Nesting and members an object are bounded before the parser recurses or searches them: it looks
// names up one by one.
void check_shape(std::string_view text) {
  std::vector<int> members;
  bool in_text = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_text) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        in_text = false;
    } else if (c == '"') {
      in_text = true;
    } else if (c == '[' || c == '{') {
      members.push_back(0);
      require(members.size() <= kDeepest, ErrorCode::bad_data,
              "answer: is nested deeper than 64 levels");
    } else if ((c == ']' || c == '}') && !members.empty()) {
      members.pop_back();
    } else if (c == ':' && !members.empty()) {
      require(++members.back() <= kMostMembers, ErrorCode::bad_data,
              "answer: has an object of more than 4096 members");
    }
  }
}

}  // namespace

Answer parse_json(std::string_view text) {
  check_shape(text);
  Json json;
  try {
    json = Json::parse(text);
  } catch (const Json::parse_error& error) {
    throw Error(ErrorCode::bad_data,
                "answer: is not JSON (byte " + std::to_string(error.byte) + ")");
  } catch (const Json::exception&) {
    throw Error(ErrorCode::bad_data, "answer: is not JSON (a number is too large)");
  }
  const JsonNode node(json);
  try {
    Answer answer = answer_of(node);
    check_references(node, answer);
    check_sentences(node, answer);
    check_plain_sentences(node, answer);
    return answer;
  } catch (const Json::exception& error) {
    throw Error(ErrorCode::internal, "answer: " + printable(error.what(), 200));
  }
}

}  // namespace qed::report
