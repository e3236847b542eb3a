// SPDX-License-Identifier: Apache-2.0
import { number } from "./number.js";

/** The legend of a colouring: buttons that hide and show a level, or a ramp with its ends. */
export function showLegend(place, legend, name, toggle, visible) {
  const title = document.createElement("h3");
  title.textContent = name;
  const body = legend.ramp ? ramp(legend) : levels(legend, toggle, visible);
  place.replaceChildren(title, ...body);
}

function levels(legend, toggle, visible) {
  const list = document.createElement("div");
  list.className = "legend";
  list.setAttribute("role", "group");
  list.setAttribute("aria-label", "Levels to show");
  list.tabIndex = -1;
  for (const entry of legend.entries) {
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-pressed", String(Boolean(visible[entry.index])));
    const swatch = document.createElement("span");
    swatch.className = "swatch";
    swatch.style.backgroundColor = entry.colour();
    const label = document.createElement("span");
    label.dir = "auto";
    label.textContent = entry.label;
    const count = document.createElement("span");
    count.className = "count";
    count.textContent = number(entry.count);
    button.append(swatch, label, count);
    button.addEventListener("click", () => {
      const on = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(on));
      toggle(entry, on);
    });
    list.append(button);
  }
  return [list];
}

function ramp(legend) {
  const canvas = document.createElement("canvas");
  canvas.className = "ramp";
  canvas.width = legend.entries.length - 1;
  canvas.height = 1;
  canvas.setAttribute("aria-hidden", "true");
  const context = canvas.getContext("2d");
  legend.entries.slice(0, -1).forEach((entry, k) => { context.fillStyle = entry.colour(); context.fillRect(k, 0, 1, 1); });
  const ends = document.createElement("p");
  ends.className = "ramp-ends";
  const { lower, middle, upper } = legend.ramp;
  for (const place of middle === null ? [lower, upper] : [lower, middle, upper]) {
    const text = document.createElement("span");
    text.textContent = number(place);
    ends.append(text);
  }
  const notes = [];
  if (middle !== null) notes.push("by rank, the median in the middle");
  if (legend.ramp.absent) notes.push(`${number(legend.ramp.absent)} missing, in grey`);
  if (!notes.length) return [canvas, ends];
  const hint = document.createElement("p");
  hint.className = "hint";
  hint.textContent = notes.join("; ");
  return [canvas, ends, hint];
}
