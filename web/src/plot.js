// SPDX-License-Identifier: Apache-2.0
import { create } from "d3-selection";

/** An SVG in `place` as wide as its column, drawn anew by draw(svg, width) when the column changes. */
export function plot(place, height, label, draw) {
  const holder = place.appendChild(document.createElement("div"));
  let drawn = 0;
  const fit = () => {
    const width = Math.floor(holder.clientWidth);
    if (width === drawn || width === 0) return;
    drawn = width;
    const svg = create("svg").attr("width", width).attr("height", height).attr("viewBox", `0 0 ${width} ${height}`)
      .attr("role", "img").attr("aria-label", label);
    draw(svg, width);
    holder.replaceChildren(svg.node());
  };
  new ResizeObserver(fit).observe(holder);
  fit();
}

const ruler = document.createElement("canvas").getContext("2d");
/** The text of a chart, its end cut off where it is longer than `room` pixels. */
export function fitted(text, room) {
  ruler.font = "600 12px system-ui, sans-serif";
  if (ruler.measureText(text).width <= room) return text;
  let count = text.length;
  while (count > 1 && ruler.measureText(text.slice(0, count) + "…").width > room) count = Math.min(count - 1, Math.floor(count * 0.9));
  return text.slice(0, count) + "…";
}
