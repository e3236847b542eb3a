// SPDX-License-Identifier: Apache-2.0
// A dot with its interval: on the scale that the answer gives, with its marks, else beside the estimates of its family
// (auc_rnx.pca, auc_rnx.tsne). A number that has neither says nothing by its place and is not drawn.
import { scaleLinear } from "d3-scale";
import { create } from "d3-selection";
import { number } from "./number.js";

const WIDTH = 200, HEIGHT = 30, PAD = 8, LETTER = 5.2;

export function drawStrips(places) {
  const families = new Map();
  for (const place of places) {
    const { family, value, lower, upper, from, to, marks } = place.dataset;
    const row = { place, value: Number(value), lower: Number(lower), upper: Number(upper), marks: readMarks(marks) };
    if (from !== undefined) {
      draw(row, [Number(from), Number(to)]);
      continue;
    }
    if (!families.has(family)) families.set(family, []);
    families.get(family).push(row);
  }
  for (const rows of families.values()) {
    if (rows.length < 2) { rows[0].place.remove(); continue; }
    const ends = rows.flatMap((r) => [r.lower, r.upper, r.value]).filter(Number.isFinite);
    const lowest = Math.min(0, ...ends), highest = Math.max(...ends, 0);
    const domain = lowest >= 0 && highest <= 1 ? [0, 1] : [lowest, highest === lowest ? lowest + 1 : highest];
    rows.forEach((row) => draw(row, domain));
  }
}

const readMarks = (text) => (text ? text.split("|").map((mark) => {
  const at = mark.indexOf(":");
  return { value: Number(mark.slice(0, at)), label: mark.slice(at + 1) };
}) : []);

function draw({ place, value, lower, upper, marks }, domain) {
  const x = scaleLinear(domain, [PAD, WIDTH - PAD]).clamp(true);
  // The value stands beside it as text.
  const svg = create("svg").attr("class", "strip").attr("viewBox", `0 0 ${WIDTH} ${HEIGHT}`).attr("preserveAspectRatio", "xMinYMid meet").attr("aria-hidden", "true");
  const y = 11;
  const line = (name, from, to, top = y, bottom = y) => svg.append("line").attr("class", name).attr("y1", top).attr("y2", bottom).attr("x1", from).attr("x2", to);
  line("track", ...x.range());
  // An end outside the scale (an infinite one) is drawn at the scale's end.
  const inside = (v, end) => (Number.isFinite(v) ? x(v) : end);
  const from = inside(lower, x.range()[0]), to = inside(upper, x.range()[1]);
  svg.append("rect").attr("class", "range").attr("x", from - 1).attr("width", to - from + 2).attr("y", y - 8).attr("height", 16).attr("rx", 2);
  for (const mark of marks) line("limit", x(mark.value), x(mark.value), y - 8, y + 8);
  svg.append("circle").attr("class", "dot").attr("cx", x(value)).attr("cy", y).attr("r", 3.2);
  labels(svg, marks, domain, x);
  place.replaceWith(svg.node());
}

// The marks' names, then the scale's ends where they leave room.
function labels(svg, marks, domain, x) {
  const taken = [];
  const label = (text, at, anchor) => {
    const width = text.length * LETTER, start = anchor === "start" ? at : anchor === "end" ? at - width : at - width / 2;
    const left = Math.max(0, Math.min(WIDTH - width, start));
    if (taken.some(([a, b]) => left < b + 4 && left + width > a - 4)) return;
    taken.push([left, left + width]);
    svg.append("text").attr("class", "end").attr("x", left).attr("y", 28).text(text);
  };
  marks.forEach((mark, i) => label(mark.label, x(mark.value) + (marks.length > 1 ? (i ? -2 : 2) : 0), marks.length < 2 ? "middle" : i ? "start" : "end"));
  label(number(domain[0]), PAD - 4, "start");
  label(number(domain[1]), WIDTH - PAD + 4, "end");
}
