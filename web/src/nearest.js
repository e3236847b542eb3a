// SPDX-License-Identifier: Apache-2.0
// Points of the unit square sorted into cells, so that the nearest is found by looking at a few.
export class Nearest {
  constructor({ n, x, y }) {
    const cells = Math.max(1, Math.min(1024, Math.ceil(Math.sqrt(n / 3))));
    this.cell = (v) => Math.max(0, Math.min(cells - 1, Math.floor(v * cells)));
    const starts = new Uint32Array(cells * cells + 1), order = new Uint32Array(n), key = new Uint32Array(n);
    for (let i = 0; i < n; ++i) ++starts[(key[i] = this.cell(y[i]) * cells + this.cell(x[i])) + 1];
    for (let c = 0; c < cells * cells; ++c) starts[c + 1] += starts[c];
    const next = starts.slice();
    for (let i = 0; i < n; ++i) order[next[key[i]]++] = i;
    Object.assign(this, { cells, starts, order, x, y });
  }

  /** The nearest point within `reach` of (u, v) that is wanted(i), with its distance; at -1 when there is none. */
  find(u, v, reach, wanted) {
    const { cells, cell, starts, order, x, y } = this;
    let at = -1, square = reach * reach;
    for (let row = cell(v - reach); row <= cell(v + reach); ++row)
      for (let column = cell(u - reach); column <= cell(u + reach); ++column)
        for (let k = starts[row * cells + column]; k < starts[row * cells + column + 1]; ++k) {
          const i = order[k], d = (x[i] - u) ** 2 + (y[i] - v) ** 2;
          if (d <= square && wanted(i)) { square = d; at = i; }
        }
    return { at, distance: Math.sqrt(square) };
  }
}
