// SPDX-License-Identifier: Apache-2.0
// A column as classes of colour: its most frequent levels or 64 steps of a ramp.
import { integers } from "./decode.js";
import { MOST_COLOURS, categorical, grey, pixel, sequential } from "./palette.js";
import { approximate, number } from "./number.js";

const STEPS = 64;

/** A column of the page. `text(i)` is the value of a point in words. */
export async function loadColumn(column, n) {
  const codes = await integers(column.part, column.width, n);
  const missing = column.width === 1 ? 255 : 65535;
  if (column.levels)
    return { name: column.name, codes, missing, levels: column.levels, text: (i) => (codes[i] === missing ? "missing" : column.levels[codes[i]]) };
  const { lower, upper, values, steps } = column;
  const value = values ? (i) => values[codes[i]] : (i) => lower + (codes[i] / steps) * (upper - lower);
  return {
    name: column.name, codes, missing, lower, upper, value,
    text: (i) => (codes[i] === missing ? "missing" : (values ? number : approximate)(value(i))),
  };
}

/** Fills the scatter's classes; returns what the legend shows. */
export function colourBy(scatter, column) {
  const legend = column.levels ? byLevel(scatter, column) : byValue(scatter, column);
  scatter.visible.fill(1);
  paint(scatter, legend);
  return legend;
}

/** Colours of the present theme for the classes that a legend has. */
export function paint(scatter, legend) {
  legend.entries.forEach((entry) => { scatter.colours[entry.index] = pixel(entry.colour()); });
}

function byLevel(scatter, { codes, missing, levels }) {
  const counts = new Uint32Array(levels.length + 1);
  for (let i = 0; i < scatter.n; ++i) ++counts[codes[i] === missing ? levels.length : codes[i]];
  const order = levels.map((_, level) => level).filter((level) => counts[level] > 0);
  const crowded = order.length > MOST_COLOURS;
  if (crowded) order.sort((a, b) => counts[b] - counts[a]);
  const shown = order.slice(0, MOST_COLOURS), others = order.slice(MOST_COLOURS);
  const classOf = new Uint8Array(levels.length + 1).fill(MOST_COLOURS);
  classOf[levels.length] = MOST_COLOURS + 1;
  shown.forEach((level, k) => { classOf[level] = k; });
  for (let i = 0; i < scatter.n; ++i) scatter.classes[i] = classOf[codes[i] === missing ? levels.length : codes[i]];
  const entries = shown.map((level, k) => ({ index: k, label: levels[level], count: counts[level], colour: () => categorical()[k] }));
  if (others.length)
    entries.push({ index: MOST_COLOURS, label: `${others.length} other levels`, count: others.reduce((sum, l) => sum + counts[l], 0), colour: grey });
  if (counts[levels.length]) entries.push({ index: MOST_COLOURS + 1, label: "missing", count: counts[levels.length], colour: grey });
  return { entries, ramp: null };
}

function byValue(scatter, { codes, missing, lower, upper, value }) {
  const span = upper > lower ? upper - lower : 1;
  let absent = 0;
  for (let i = 0; i < scatter.n; ++i) {
    if (codes[i] === missing) { scatter.classes[i] = STEPS; ++absent; }
    else scatter.classes[i] = Math.min(STEPS - 1, Math.floor(((value(i) - lower) / span) * STEPS));
  }
  const entries = Array.from({ length: STEPS }, (_, k) => ({ index: k, colour: () => sequential(k / (STEPS - 1)) }));
  entries.push({ index: STEPS, label: "missing", count: absent, colour: grey });
  return { entries, ramp: { lower, upper, absent } };
}
