// SPDX-License-Identifier: Apache-2.0
// Points on a canvas: one pass over typed arrays into the image's memory, and a grid to find the point under the cursor.
import { background, pixel } from "./palette.js";

/** Offsets of a disc's pixels: the inside, and the rim that is blended. */
function disc(radius, stride) {
  const reach = Math.ceil(radius), inside = [], rim = [];
  for (let dy = -reach; dy <= reach; ++dy)
    for (let dx = -reach; dx <= reach; ++dx) {
      const distance = Math.hypot(dx, dy);
      if (distance <= radius - 0.35) inside.push(dy * stride + dx);
      else if (distance <= radius + 0.35) rim.push(dy * stride + dx);
    }
  if (!inside.length) inside.push(0);
  return { reach, inside: Int32Array.from(inside), rim: Int32Array.from(rim) };
}

const half = (a, b) => ((((a >>> 1) & 0x7f7f7f) + ((b >>> 1) & 0x7f7f7f)) | 0xff000000) >>> 0;

export class Scatter {
  /** view: {x, y, k} in CSS pixels; positions in the unit square. */
  constructor(canvas, n) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.n = n;
    this.view = { x: 0, y: 0, k: 1 };
    this.classes = new Uint8Array(n);
    this.colours = new Uint32Array(256);
    this.visible = new Uint8Array(256).fill(1);
  }

  resize(width, height) {
    this.ratio = Math.min(2, window.devicePixelRatio || 1);
    this.width = width;
    this.height = height;
    this.canvas.width = Math.max(1, Math.round(width * this.ratio));
    this.canvas.height = Math.max(1, Math.round(height * this.ratio));
    this.image = this.context.createImageData(this.canvas.width, this.canvas.height);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  get side() { return 0.9 * Math.min(this.width, this.height); }
  toScreen(x, y) {
    const { k } = this.view;
    return [this.view.x + k * (this.width / 2 + (x - 0.5) * this.side), this.view.y + k * (this.height / 2 + (y - 0.5) * this.side)];
  }
  toUnit(sx, sy) {
    const { k } = this.view;
    return [((sx - this.view.x) / k - this.width / 2) / this.side + 0.5, ((sy - this.view.y) / k - this.height / 2) / this.side + 0.5];
  }
  /** Of a dot, in CSS pixels: smaller for many points and for a small canvas, slowly larger when zoomed in. */
  get radius() {
    const room = Math.min(1.1, Math.max(0.55, this.side / 560));
    return Math.min(9, Math.max(0.6, room * Math.min(5, 30 / this.n ** 0.27)) * this.view.k ** 0.3);
  }

  /** Draws positions, or those on the way from `from` to `to` at t in [0, 1]. */
  draw(to, from = to, t = 1) {
    const { pixels, classes, colours, visible, ratio, n } = this;
    const width = this.canvas.width, height = this.canvas.height;
    pixels.fill(pixel(background()));
    const { reach, inside, rim } = disc(this.radius * ratio, width);
    const scale = ratio * this.view.k * this.side;
    const [ox, oy] = this.toScreen(0, 0).map((v) => v * ratio);
    const moving = t < 1;
    for (let i = 0; i < n; ++i) {
      const c = classes[i];
      if (!visible[c]) continue;
      const x = moving ? from.x[i] + t * (to.x[i] - from.x[i]) : to.x[i];
      const y = moving ? from.y[i] + t * (to.y[i] - from.y[i]) : to.y[i];
      const px = Math.round(ox + scale * x), py = Math.round(oy + scale * y);
      if (px < reach || py < reach || px >= width - reach || py >= height - reach) continue;
      const at = py * width + px, colour = colours[c];
      for (let m = 0; m < inside.length; ++m) pixels[at + inside[m]] = colour;
      for (let m = 0; m < rim.length; ++m) pixels[at + rim[m]] = half(pixels[at + rim[m]], colour);
    }
    this.context.putImageData(this.image, 0, 0);
  }

  /** Sorts the points into cells, so that find() looks at a few only. */
  index({ x, y }) {
    const cells = Math.max(1, Math.min(1024, Math.ceil(Math.sqrt(this.n / 3))));
    const cell = (v) => Math.max(0, Math.min(cells - 1, Math.floor(v * cells)));
    const starts = new Uint32Array(cells * cells + 1), order = new Uint32Array(this.n), key = new Uint32Array(this.n);
    for (let i = 0; i < this.n; ++i) ++starts[(key[i] = cell(y[i]) * cells + cell(x[i])) + 1];
    for (let c = 0; c < cells * cells; ++c) starts[c + 1] += starts[c];
    const next = starts.slice();
    for (let i = 0; i < this.n; ++i) order[next[key[i]]++] = i;
    this.grid = { cells, cell, starts, order, x, y };
  }

  /** The visible point nearest to a place on the screen, within `reach` CSS pixels; -1 when there is none. */
  find(sx, sy, reach) {
    const { cells, cell, starts, order, x, y } = this.grid;
    const [ux, uy] = this.toUnit(sx, sy), r = reach / (this.view.k * this.side);
    let best = -1, nearest = r * r;
    for (let row = cell(uy - r); row <= cell(uy + r); ++row)
      for (let column = cell(ux - r); column <= cell(ux + r); ++column)
        for (let at = starts[row * cells + column]; at < starts[row * cells + column + 1]; ++at) {
          const i = order[at], d = (x[i] - ux) ** 2 + (y[i] - uy) ** 2;
          if (d <= nearest && this.visible[this.classes[i]]) { nearest = d; best = i; }
        }
    return best;
  }
}
