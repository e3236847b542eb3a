// SPDX-License-Identifier: Apache-2.0
// Lines with bands. Series differ by dash and by the name at their end, not by colour alone.
import { axisBottom, axisLeft } from "d3-axis";
import { scaleLinear, scaleLog } from "d3-scale";
import { pointer } from "d3-selection";
import { area, line } from "d3-shape";
import { number } from "./number.js";
import { fitted, plot } from "./plot.js";

const HEIGHT = 270, PAD = { left: 44, right: 104, top: 16, bottom: 40 };
const DASHES = ["", "7 4", "2 3", "9 3 2 3"], COLOURS = ["--series-1", "--series-2", "--series-3", "--series-4"];

export function drawCurve(place, curve) {
  if (!place || !curve.series.some((s) => s.y.length)) return;
  const text = document.createElement("p");
  text.className = "readout";
  plot(place, HEIGHT, describe(curve), (svg, width) => draw(svg, width, curve, text));
  place.append(text);
  dataTable(place, curve);
}

function draw(svg, width, curve, text) {
  const { x, y } = scales(curve, width);
  svg.append("g").attr("transform", `translate(0,${HEIGHT - PAD.bottom})`).call(axisBottom(x).ticks(width / 90, curve.x_log ? "~s" : undefined).tickSizeOuter(0));
  svg.append("g").attr("transform", `translate(${PAD.left},0)`).call(axisLeft(y).ticks(5, curve.y_log ? "~e" : undefined).tickSizeOuter(0));
  svg.append("text").attr("x", (PAD.left + width - PAD.right) / 2).attr("y", HEIGHT - 6).attr("text-anchor", "middle").text(fitted(curve.x_label, width - PAD.left - PAD.right));
  svg.append("text").attr("x", PAD.left).attr("y", 6).attr("text-anchor", "start").text(fitted(curve.y_label, width - PAD.left));
  curve.series.forEach((s, i) => drawSeries(svg, s, i, x, y));
  spread(svg.selectAll("text.label").nodes());
  readout(text, svg, curve, x);
}

const finite = (v) => v !== null && Number.isFinite(Number(v));

function scales(curve, width) {
  const xs = curve.series.flatMap((s) => s.x).filter((v) => finite(v) && (!curve.x_log || v > 0));
  const ys = curve.series.flatMap((s) => [...s.y, ...s.lower, ...s.upper]).filter((v) => finite(v) && (!curve.y_log || v > 0));
  const domain = (values) => { const low = Math.min(...values), high = Math.max(...values); return low === high ? [low, low + 1] : [low, high]; };
  return {
    x: (curve.x_log ? scaleLog : scaleLinear)(domain(xs), [PAD.left, width - PAD.right]),
    y: (curve.y_log ? scaleLog : scaleLinear)(domain(ys), [HEIGHT - PAD.bottom, PAD.top]).nice(),
  };
}

function drawSeries(svg, s, index, x, y) {
  const drawable = (v, scale) => finite(v) && Number.isFinite(scale(v));
  const ok = (i) => drawable(s.y[i], y) && drawable(s.x[i], x);
  const indices = s.y.map((_, i) => i);
  const stroke = `var(${COLOURS[index % COLOURS.length]})`;
  if (s.lower.length) {
    const band = area().defined((i) => ok(i) && drawable(s.lower[i], y) && drawable(s.upper[i], y))
      .x((i) => x(s.x[i])).y0((i) => y(s.lower[i])).y1((i) => y(s.upper[i]));
    svg.append("path").attr("d", band(indices)).attr("fill", stroke).attr("opacity", 0.16);
  }
  const path = line().defined(ok).x((i) => x(s.x[i])).y((i) => y(s.y[i]));
  svg.append("path").attr("d", path(indices)).attr("fill", "none").attr("stroke", stroke).attr("stroke-width", 2.2)
    .attr("stroke-dasharray", DASHES[index % DASHES.length]);
  const last = indices.filter(ok).pop();
  if (last === undefined) return;
  svg.append("text").attr("class", "label").attr("x", x(s.x[last]) + 7).attr("y", y(s.y[last]) + 4)
    .style("fill", stroke).text(fitted(s.name, PAD.right - 10));
}

// Names at the ends of the lines, moved apart.
function spread(labels) {
  labels.sort((a, b) => a.getAttribute("y") - b.getAttribute("y"));
  for (let i = 1; i < labels.length; ++i) {
    const least = Number(labels[i - 1].getAttribute("y")) + 14;
    if (labels[i].getAttribute("y") < least) labels[i].setAttribute("y", least);
  }
}

const describe = (curve) => `${curve.y_label} over ${curve.x_label}. ` + curve.series.filter((s) => s.y.length).map((s) =>
  `${s.name}: from ${number(s.y[0])} at ${number(s.x[0])} to ${number(s.y[s.y.length - 1])} at ${number(s.x[s.x.length - 1])}`).join("; ");

function readout(text, svg, curve, x) {
  const rule = svg.append("line").attr("y1", PAD.top).attr("y2", HEIGHT - PAD.bottom).style("stroke", "var(--soft)").attr("visibility", "hidden");
  svg.on("pointermove", (event) => {
    const at = x.invert(pointer(event)[0]);
    const values = curve.series.filter((s) => s.x.length).map((s) => {
      let best = 0;
      s.x.forEach((v, i) => { if (Math.abs(v - at) < Math.abs(s.x[best] - at)) best = i; });
      return { s, best };
    });
    if (!values.length) return;
    const here = values[0].s.x[values[0].best];
    rule.attr("x1", x(here)).attr("x2", x(here)).attr("visibility", "visible");
    text.textContent = `${curve.x_label} ${number(here)}: ` + values.map(({ s, best }) => `${s.name} ${number(s.y[best])}` +
      (s.lower.length ? ` [${number(s.lower[best])}, ${number(s.upper[best])}]` : "")).join("; ");
  }).on("pointerleave", () => { rule.attr("visibility", "hidden"); text.textContent = ""; });
}

/** The numbers behind the lines, made when asked for. */
function dataTable(place, curve) {
  const details = document.createElement("details");
  details.className = "data";
  const summary = document.createElement("summary");
  summary.textContent = "Numbers of this chart";
  details.append(summary);
  details.addEventListener("toggle", () => {
    if (details.children.length > 1) return;
    const scroll = document.createElement("div");
    scroll.className = "scroll";
    scroll.tabIndex = 0;
    const table = document.createElement("table");
    table.createCaption().textContent = `${curve.y_label} over ${curve.x_label}`;
    const row = (parent, cells, tag) => {
      const tr = parent.appendChild(document.createElement("tr"));
      cells.forEach((cell) => { tr.appendChild(document.createElement(tag)).textContent = cell; });
    };
    row(table.createTHead(), ["series", curve.x_label, curve.y_label, "lower", "upper"], "th");
    const body = table.createTBody();
    curve.series.forEach((s) => s.y.forEach((v, i) =>
      row(body, [s.name, number(s.x[i]), number(v), s.lower.length ? number(s.lower[i]) : "", s.upper.length ? number(s.upper[i]) : ""], "td")));
    scroll.append(table);
    details.append(scroll);
  });
  place.append(details);
}
