// SPDX-License-Identifier: Apache-2.0
// A column as classes of colour: its most frequent levels, or 64 steps of a ramp.
import { integers } from "./decode.js";
import { MOST_COLOURS, categorical, grey, pixel, sequential } from "./palette.js";
import { approximate, number } from "./number.js";

const STEPS = 64, SKEWED = 0.2;

/** A column of the page. `text(i)` is the value of a point in words. */
export async function loadColumn(column, n) {
  const codes = await integers(column.part, column.width, n);
  const missing = column.width === 1 ? 255 : 65535;
  if (column.levels)
    return { name: column.name, codes, missing, levels: column.levels, text: (i) => (codes[i] === missing ? "missing" : column.levels[codes[i]]) };
  const { values, rounded } = column;
  return {
    name: column.name, codes, missing, values,
    text: (i) => (codes[i] === missing ? "missing" : (rounded ? approximate : number)(values[codes[i]])),
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

// Along the range where the values fill it; by rank where most of them lie at one end (money).
function byValue(scatter, { codes, missing, values }) {
  const counts = new Uint32Array(256);
  for (let i = 0; i < scatter.n; ++i) ++counts[codes[i]];
  const absent = counts[missing], present = scatter.n - absent;
  const lower = values[0] ?? 0, upper = values[values.length - 1] ?? 0;
  let middle = lower, below = 0;
  const ranks = new Float32Array(256);
  values.forEach((v, c) => {
    if (!counts[c]) return;
    if (below <= present / 2) middle = v;
    ranks[c] = present > counts[c] ? below / (present - counts[c]) : 0;
    below += counts[c];
  });
  const span = upper > lower ? upper - lower : 1, place = (middle - lower) / span;
  const byRank = place < SKEWED || place > 1 - SKEWED;
  const step = (t) => Math.max(0, Math.min(STEPS - 1, Math.floor(t * STEPS)));
  const classOf = new Uint8Array(256).fill(STEPS);
  values.forEach((v, c) => { classOf[c] = step(byRank ? ranks[c] : (v - lower) / span); });
  for (let i = 0; i < scatter.n; ++i) scatter.classes[i] = classOf[codes[i]];
  const entries = Array.from({ length: STEPS }, (_, k) => ({ index: k, colour: () => sequential(k / (STEPS - 1)) }));
  entries.push({ index: STEPS, label: "missing", count: absent, colour: grey });
  return { entries, ramp: { lower, upper, absent, middle: byRank ? middle : null } };
}
