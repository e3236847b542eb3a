// SPDX-License-Identifier: Apache-2.0
// A dot with its interval. Estimates of one family (auc_rnx.pca, auc_rnx.tsne) share a scale.
import { scaleLinear } from "d3-scale";
import { create } from "d3-selection";
import { number } from "./number.js";

const WIDTH = 200, HEIGHT = 30, PAD = 8;

export function drawStrips(places) {
  const families = new Map();
  for (const place of places) {
    const { family, value, lower, upper } = place.dataset;
    const row = { place, value: Number(value), lower: Number(lower), upper: Number(upper) };
    if (!families.has(family)) families.set(family, []);
    families.get(family).push(row);
  }
  for (const rows of families.values()) {
    const ends = rows.flatMap((r) => [r.lower, r.upper, r.value]).filter(Number.isFinite);
    const lowest = Math.min(0, ...ends), highest = Math.max(...ends, 0);
    const domain = lowest >= 0 && highest <= 1 ? [0, 1] : [lowest, highest === lowest ? lowest + 1 : highest];
    const x = scaleLinear(domain, [PAD, WIDTH - PAD]).clamp(true);
    rows.forEach((row) => draw(row, x, domain));
  }
}

function draw({ place, value, lower, upper }, x, domain) {
  // The value stands beside it as text.
  const svg = create("svg").attr("class", "strip").attr("viewBox", `0 0 ${WIDTH} ${HEIGHT}`).attr("preserveAspectRatio", "xMinYMid meet").attr("aria-hidden", "true");
  const y = 11;
  const line = (name, from, to) => svg.append("line").attr("class", name).attr("y1", y).attr("y2", y).attr("x1", from).attr("x2", to);
  line("track", x.range()[0], x.range()[1]);
  // An end outside the scale (an infinite one) is drawn at the scale's end.
  const inside = (v, end) => (Number.isFinite(v) ? x(v) : end);
  const from = inside(lower, x.range()[0]), to = inside(upper, x.range()[1]);
  svg.append("rect").attr("class", "range").attr("x", from - 1).attr("width", to - from + 2).attr("y", y - 8).attr("height", 16).attr("rx", 2);
  svg.append("circle").attr("class", "dot").attr("cx", x(value)).attr("cy", y).attr("r", 3.2);
  const label = (v, anchor, at) => svg.append("text").attr("class", "end").attr("x", at).attr("y", 27).attr("text-anchor", anchor).text(number(v));
  label(domain[0], "start", PAD - 4);
  label(domain[1], "end", WIDTH - PAD + 4);
  place.replaceWith(svg.node());
}
