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
