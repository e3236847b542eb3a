// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <span>

#include "qed/report/json/names.h"
#include "qed/report/json/writer.h"
#include "qed/report/render.h"
#include "qed/report/sentence.h"

namespace qed::report {
namespace {

using namespace evidence;

// "name": the sentence with its numbers; "name_template" beside it when the two differ.
void write_sentence(JsonWriter& json, std::string_view name, const std::string& sentence,
                    const Answer& answer) {
  const std::string finished = resolve(sentence, answer);
  json.key(name).value(finished);
  if (finished != sentence) json.key(std::string(name) + "_template").value(sentence);
}

// Where a text is allowed beside a number, an infinity is an object.
void write_value(JsonWriter& json, double number) {
  if (std::isfinite(number)) return json.value(number);
  json.inline_object();
  json.key("number").value(number);
  json.end_object();
}
template <class Value>
void write_value(JsonWriter& json, const Value& value) {
  json.value(value);
}
void write_value(JsonWriter& json, std::monostate) { json.null(); }
void write_value(JsonWriter& json, const std::vector<std::string>& words) {
  json.inline_list();
  for (const auto& word : words) json.value(word);
  json.end_list();
}
void write_value(JsonWriter& json, const Ranged& r) {
  json.inline_object();
  json.key("value").value(r.value);
  json.key("lower").value(r.lower);
  json.key("upper").value(r.upper);
  json.end_object();
}
template <class... Kinds>
void write_value(JsonWriter& json, const std::variant<Kinds...>& value) {
  std::visit([&](const auto& v) { write_value(json, v); }, value);
}

template <class Number>
void write_list(JsonWriter& json, std::string_view name, const std::vector<Number>& numbers) {
  json.key(name).number_list();
  for (const auto& number : numbers) json.value(number);
  json.end_list();
}

void write_decision(JsonWriter& json, const Decision& decision) {
  json.key("decision").inline_object();
  for (const auto& [name, value] : decision) {
    json.key(name);
    write_value(json, value);
  }
  json.end_object();
}

void write_scale(JsonWriter& json, const Scale& scale) {
  json.key("scale").inline_object();
  json.key("lower").value(scale.lower);
  json.key("upper").value(scale.upper);
  json.key("marks").inline_list();
  for (const Scale::Mark& mark : scale.marks) {
    json.inline_object();
    json.key("value").value(mark.value);
    json.key("label").value(mark.label);
    json.end_object();
  }
  json.end_list();
  json.end_object();
}

void write_fields(JsonWriter& json, const Estimate& e) {
  const auto& estimate = e.estimate;
  json.key("value");
  if (estimate.is_defined())
    json.value(estimate.value());
  else
    json.null();
  json.key("interval");
  if (const auto& interval = estimate.interval()) {
    json.inline_object();
    json.key("lower").value(interval->lower);
    json.key("upper").value(interval->upper);
    json.key("level").value(interval->level);
    json.key("method").value(interval->method);
    json.end_object();
  } else {
    json.null();
    json.key("reason").value(estimate.reason());
  }
  json.key("unit");
  if (estimate.unit().empty())
    json.null();
  else
    json.value(estimate.unit());
  json.key("n").value(estimate.n());
  if (e.scale) write_scale(json, *e.scale);
}

void write_fields(JsonWriter& json, const Test& test) {
  json.key("null").value(test.null);
  json.key("statistic_name").value(test.statistic_name);
  json.key("statistic").value(test.statistic);
  json.key("p_value").value(test.p_value);
  json.key("alpha").value(test.alpha);
  json.key("rejected").value(test.rejected());
  json.key("p_error").value(test.p_error);
  json.key("replicates").value(test.replicates);
  write_list(json, "null_values", test.null_values);
}

void write_fields(JsonWriter& json, const Certificate& check) {
  json.key("measured").value(check.measured);
  json.key("relation").value(kRelation[check.relation]);
  json.key("bound").value(check.bound);
  json.key("holds").value(check.holds());
}

void write_fields(JsonWriter& json, const Table& table) {
  write_list(json, "columns", table.columns);
  json.key("rows").begin_list();
  for (const auto& row : table.rows) {
    json.inline_list();
    for (const Cell& cell : row) write_value(json, cell);
    json.end_list();
  }
  json.end_list();
}

void write_series(JsonWriter& json, const std::vector<Series>& all) {
  json.key("series").begin_list();
  for (const Series& series : all) {
    json.begin_object();
    json.key("name").value(series.name);
    write_list(json, "x", series.x);
    write_list(json, "y", series.y);
    write_list(json, "lower", series.lower);
    write_list(json, "upper", series.upper);
    json.end_object();
  }
  json.end_list();
}

void write_fields(JsonWriter& json, const Curve& curve) {
  json.key("x_label").value(curve.x_label);
  json.key("y_label").value(curve.y_label);
  json.key("x_log").value(curve.x_log);
  json.key("y_log").value(curve.y_log);
  write_series(json, curve.series);
}

void write_fields(JsonWriter& json, const Trace& trace) {
  json.key("step_label").value(trace.step_label);
  write_series(json, trace.series);
  json.key("termination").value(trace.termination);
}

void write_points(JsonWriter& json, const Points& points, bool with_neighbours) {
  json.key("title").value(points.title);
  json.key("dims").value(points.dims);
  write_list(json, "coordinates", points.coordinates);
  write_list(json, "rows", points.rows);
  json.key("attributes").begin_list();
  for (const Attribute& attribute : points.attributes) {
    json.begin_object();
    json.key("name").value(attribute.name);
    write_list(json, "levels", attribute.levels);
    write_list(json, "codes", attribute.codes);
    write_list(json, "values", attribute.values);
    json.end_object();
  }
  json.end_list();
  if (with_neighbours) {
    json.key("k").value(points.k);
    write_list(json, "neighbours", points.neighbours);
  }
  write_list(json, "reliability", points.reliability);
  json.key("same_points_as").value(points.same_points_as);
  json.key("placed_on").value(points.placed_on);
  json.key("caution").value(points.caution);
}

std::string_view kind_of(const Evidence& piece) { return kKinds[piece.index()]; }

void write_piece(JsonWriter& json, const Evidence& piece, const Answer& answer,
                 const JsonOptions& options) {
  const Header& head = header(piece);
  json.begin_object();
  json.key("kind").value(kind_of(piece));
  json.key("id").value(head.id);
  write_sentence(json, "claim", head.claim, answer);
  json.key("supports").value(kSupports[head.supports]);
  json.key("ref").value(head.ref);
  json.key("section").value(head.section);
  std::visit(Overloaded{[&](const Points& e) { write_points(json, e, options.neighbours); },
                        [&](const auto& e) { write_fields(json, e); }},
             piece);
  json.end_object();
}

void write_verdict(JsonWriter& json, const Answer& answer) {
  const Verdict& verdict = answer.verdict;
  json.key("verdict").begin_object();
  json.key("asks").value(verdict.asks);
  json.key("status").value(kStatus[verdict.status]);
  write_sentence(json, "claim", verdict.claim, answer);
  write_decision(json, verdict.decision);
  write_sentence(json, "rule", verdict.rule, answer);
  json.key("level").value(verdict.level);
  json.end_object();
}

template <class Item, class Write>
void write_items(JsonWriter& json, std::string_view name, const std::vector<Item>& items,
                 Write&& write) {
  json.key(name).begin_list();
  for (const Item& item : items) {
    json.begin_object();
    write(item);
    json.end_object();
  }
  json.end_list();
}

void write_arguments(JsonWriter& json, const Answer& answer) {
  write_items(json, "assumptions", answer.assumptions, [&](const Assumption& a) {
    write_sentence(json, "claim", a.claim, answer);
    json.key("status").value(kState[a.state]);
    write_sentence(json, "measured", a.measured, answer);
    write_sentence(json, "consequence", a.consequence, answer);
  });
  write_items(json, "flips", answer.flips, [&](const Flip& flip) {
    json.key("change").value(flip.change);
    write_decision(json, flip.decision);
    json.key("flipped").value(flip.flipped);
  });
  write_items(json, "caveats", answer.caveats,
              [&](const std::string& caveat) { write_sentence(json, "claim", caveat, answer); });
  write_items(json, "next", answer.next, [&](const Next& next) {
    write_sentence(json, "action", next.action, answer);
    json.key("command").value(next.command);
  });
}

void write_provenance(JsonWriter& json, const Provenance& from) {
  json.key("provenance").begin_object();
  json.key("version").value(from.version);
  json.key("command").value(from.command);
  json.key("seed").value(from.seed);
  json.key("threads").value(from.threads);
  json.key("options").begin_object();
  for (const auto& [name, value] : from.options) {
    json.key(name);
    write_value(json, value);
  }
  json.end_object();
  write_items(json, "data", from.data, [&](const DataSource& source) {
    json.key("name").value(source.name);
    json.key("digest").value(source.digest);
    json.key("rows").value(source.rows);
    json.key("columns").value(source.columns);
  });
  json.end_object();
}

}  // namespace

std::string render_json(const Answer& answer, const JsonOptions& options) {
  JsonWriter json;
  json.begin_object();
  json.key("schema").value(kSchema);
  json.key("question").value(answer.question);
  write_verdict(json, answer);
  json.key("evidence").begin_list();
  for (const Evidence& piece : answer.evidence) write_piece(json, piece, answer, options);
  json.end_list();
  write_arguments(json, answer);
  write_provenance(json, answer.provenance);
  json.key("seconds").inline_object();
  for (const auto& [phase, seconds] : answer.seconds) json.key(phase).value(seconds);
  json.end_object();
  json.end_object();
  return json.finish();
}

}  // namespace qed::report
