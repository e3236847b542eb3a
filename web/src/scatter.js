// SPDX-License-Identifier: Apache-2.0
// Points on a canvas: one pass over typed arrays into the image's memory.
import { background, foreground, pixel } from "./palette.js";

/** Offsets of the pixels within `radius` by a measure of distance: the inside, and the rim that is blended. */
function stamp(radius, stride, measure = Math.hypot) {
  const reach = Math.ceil(radius), inside = [], rim = [];
  for (let dy = -reach; dy <= reach; ++dy)
    for (let dx = -reach; dx <= reach; ++dx) {
      const distance = measure(dx, dy);
      if (distance <= radius - 0.35) inside.push(dy * stride + dx);
      else if (distance <= radius + 0.35) rim.push(dy * stride + dx);
    }
  if (!inside.length) inside.push(0);
  return { reach, inside: Int32Array.from(inside), rim: Int32Array.from(rim) };
}
const diamond = (dx, dy) => Math.abs(dx) + Math.abs(dy);

/** Layers of depth: far ones are smaller and nearer to the card's colour. */
const LAYERS = 24;
const shrink = (near) => 0.62 + 0.55 * near, fade = (near) => 0.5 * (1 - near);

const channelwise = (a, b, t) => {
  let mixed = 0xff000000;
  for (const shift of [0, 8, 16]) mixed |= Math.round(((a >>> shift) & 255) * (1 - t) + ((b >>> shift) & 255) * t) << shift;
  return mixed >>> 0;
};
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

  /** Draws positions, or those on the way from `from` to `to` at t in [0, 1]; far points first where there is depth. */
  draw(to, from = to, t = 1) {
    const { pixels, classes, colours, visible, ratio, n } = this;
    const width = this.canvas.width, height = this.canvas.height;
    pixels.fill(pixel(background()));
    const scale = ratio * this.view.k * this.side;
    const [ox, oy] = this.toScreen(0, 0).map((v) => v * ratio);
    const moving = t < 1, solid = Boolean(to.depth && from.depth);
    const order = solid ? this.backToFront(to.depth) : null;
    const layers = solid ? this.shades() : [{ ...stamp(this.radius * ratio, width), colours }];
    for (let m = 0; m < n; ++m) {
      const i = order ? order[m] : m;
      const c = classes[i];
      if (!visible[c]) continue;
      const { reach, inside, rim, colours: shade } = layers[solid ? layer(to.depth[i]) : 0];
      const x = moving ? from.x[i] + t * (to.x[i] - from.x[i]) : to.x[i];
      const y = moving ? from.y[i] + t * (to.y[i] - from.y[i]) : to.y[i];
      const px = Math.round(ox + scale * x), py = Math.round(oy + scale * y);
      if (px < reach || py < reach || px >= width - reach || py >= height - reach) continue;
      const at = py * width + px, colour = shade[c];
      for (let k = 0; k < inside.length; ++k) pixels[at + inside[k]] = colour;
      for (let k = 0; k < rim.length; ++k) pixels[at + rim[k]] = half(pixels[at + rim[k]], colour);
    }
    if (this.placed && !moving) this.drawPlaced(this.placed, ox, oy, scale);
    this.context.putImageData(this.image, 0, 0);
  }

  /** Other rows on the picture: hollow diamonds in the colour of ink, above all points. */
  drawPlaced({ n, x, y }, ox, oy, scale) {
    const { pixels, ratio } = this, width = this.canvas.width, height = this.canvas.height;
    const size = (this.radius + 3.4) * ratio, ink = pixel(foreground()), paper = pixel(background());
    const outer = stamp(size, width, diamond), inner = stamp(Math.max(1, size - 2.4 * ratio), width, diamond);
    for (let i = 0; i < n; ++i) {
      const px = Math.round(ox + scale * x[i]), py = Math.round(oy + scale * y[i]), { reach } = outer;
      if (px < reach || py < reach || px >= width - reach || py >= height - reach) continue;
      const at = py * width + px;
      for (const offset of outer.inside) pixels[at + offset] = ink;
      for (const offset of inner.inside) pixels[at + offset] = paper;
    }
  }

  /** The order of drawing, by counting layers of depth. */
  backToFront(depth) {
    this.order ??= new Uint32Array(this.n);
    const next = new Uint32Array(LAYERS + 1);
    for (let i = 0; i < this.n; ++i) ++next[layer(depth[i]) + 1];
    for (let k = 0; k < LAYERS; ++k) next[k + 1] += next[k];
    for (let i = 0; i < this.n; ++i) this.order[next[layer(depth[i])]++] = i;
    return this.order;
  }

  /** Each layer's stamp and colours. */
  shades() {
    const paper = pixel(background());
    return Array.from({ length: LAYERS }, (_, k) => {
      const near = k / (LAYERS - 1);
      const colours = this.colours.map((colour) => channelwise(colour, paper, fade(near)));
      return { ...stamp(this.radius * this.ratio * shrink(near), this.canvas.width), colours };
    });
  }

  /** The visible point nearest to a place on the screen, within `reach` CSS pixels, in an index of what is drawn. */
  find(index, sx, sy, reach, wanted = (i) => this.visible[this.classes[i]]) {
    const [u, v] = this.toUnit(sx, sy);
    return index.find(u, v, reach / (this.view.k * this.side), wanted);
  }
}

const layer = (depth) => Math.max(0, Math.min(LAYERS - 1, Math.floor(depth * LAYERS)));
