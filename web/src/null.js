// SPDX-License-Identifier: Apache-2.0
// What the statistic does under the null, and where the data stand. Counts come binned from the library.
import { axisBottom } from "d3-axis";
import { scaleLinear } from "d3-scale";
import { number } from "./number.js";
import { fitted, plot } from "./plot.js";

const HEIGHT = 126, PAD = { left: 10, right: 10, top: 22, bottom: 40 };

export function drawNull(place, test) {
  if (!place) return;
  place.classList.add("null");
  const label = `Histogram of ${test.statistic} under the null, from ${number(test.lower)} to ${number(test.upper)}; observed ${number(test.observed)}`;
  plot(place, HEIGHT, label, (svg, room) => draw(svg, room, test));
}

function draw(svg, room, test) {
  const width = (test.upper - test.lower) / test.counts.length;
  const all = [test.lower, test.upper, test.observed];
  const x = scaleLinear([Math.min(...all), Math.max(...all)], [PAD.left, room - PAD.right]).nice(5);
  const y = scaleLinear([0, Math.max(1, ...test.counts)], [HEIGHT - PAD.bottom, PAD.top]);
  test.counts.forEach((count, i) => {
    const from = x(test.lower + i * width), to = x(test.lower + (i + 1) * width);
    svg.append("rect").attr("class", "bar").attr("x", from).attr("width", Math.max(1, to - from - 1)).attr("y", y(count))
      .attr("height", y(0) - y(count));
  });
  const at = x(test.observed);
  svg.append("line").attr("class", "observed").attr("x1", at).attr("x2", at).attr("y1", PAD.top - 6).attr("y2", y(0));
  svg.append("text").attr("class", "observed-label").attr("x", at).attr("y", 11)
    .attr("text-anchor", at > room * 0.8 ? "end" : at < room * 0.2 ? "start" : "middle").text("observed");
  svg.append("text").attr("x", x((test.lower + test.upper) / 2)).attr("y", 11).attr("text-anchor", "middle")
    .text(Math.abs(x((test.lower + test.upper) / 2) - at) < 110 ? "" : "under the null");
  svg.append("g").attr("transform", `translate(0,${HEIGHT - PAD.bottom})`).call(axisBottom(x).ticks(room / 85).tickFormat(number).tickSizeOuter(0));
  svg.append("text").attr("class", "axis-label").attr("x", room / 2).attr("y", HEIGHT - 6).attr("text-anchor", "middle").text(fitted(test.statistic, room - 20));
}
