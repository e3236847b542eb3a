// SPDX-License-Identifier: Apache-2.0
// The explorer: pictures of the same rows, coloured by a column, with the row under the cursor and its true neighbours.
import { select } from "d3-selection";
import { zoomIdentity } from "d3-zoom";
import { colourBy, loadColumn, paint } from "./colouring.js";
import { coordinates, integers } from "./decode.js";
import { listen } from "./gestures.js";
import { showLegend } from "./legend.js";
import { Nearest } from "./nearest.js";
import { number } from "./number.js";
import { Scatter } from "./scatter.js";
import { colour, onTheme } from "./theme.js";
import { Turn } from "./turn.js";

const MOVE_MS = 650, HOVER_REACH = 14, SPIN = 0.012;

export async function startMap(root, meta) {
  const map = new MapView(root, meta);
  await map.load();
  root.qedMap = map;
}

class MapView {
  constructor(root, meta) {
    this.root = root;
    this.meta = meta;
    this.find = (name) => root.querySelector("." + name);
    this.canvas = this.find("points");
    this.over = this.find("over");
    this.scatter = new Scatter(this.canvas, meta.n);
    this.turn = new Turn();
    this.selected = -1;  // a point, or n + i for the placed row i
    this.pinned = false;
    this.placedShown = true;
  }

  async load() {
    const { meta } = this;
    this.pictures = await Promise.all(meta.pictures.map((picture) => coordinates(picture, meta.n)));
    this.rows = meta.rows ? await integers(meta.rows, 4, meta.n) : null;
    this.columns = await Promise.all(meta.columns.map((column) => loadColumn(column, meta.n)));
    await Promise.all(this.pictures.map(async ({ placed }, k) => {
      if (placed) placed.columns = await Promise.all(meta.pictures[k].placed.columns.map((column) => loadColumn(column, placed.n)));
    }));
    this.neighbours = await Promise.all(meta.neighbours.map((part) => integers(part, 4, meta.n)));
    this.now = this.pictures[0];
    this.controls();
    this.zoom = listen(this);
    new ResizeObserver(() => this.resize()).observe(this.canvas.parentElement);
    this.resize();
    if (this.columns.length) this.recolour(0);
    else this.plain();
    onTheme(() => { if (this.legend) { paint(this.scatter, this.legend); this.drawLegend(); } this.redraw(); });
  }

  // ---- drawing

  resize() {
    const { width, height } = this.canvas.parentElement.getBoundingClientRect();
    this.scatter.resize(width, height);
    this.over.width = this.canvas.width;
    this.over.height = this.canvas.height;
    this.draw();
  }
  /** Once in the next frame, however often it is asked for. */
  redraw() {
    this.pending ??= requestAnimationFrame(() => { this.pending = null; this.draw(); });
  }
  draw() {
    const { from, start } = this.moving ?? {};
    const t = from ? Math.min(1, (performance.now() - start) / MOVE_MS) : 1;
    if (this.spinning) { this.turn.by(SPIN, 0); this.redraw(); }
    const { placed } = this.now;
    this.scatter.placed = placed && this.placedShown ? this.turn.flat(placed) : null;
    this.scatter.draw(this.flat, this.turn.flat(from ?? this.now), t * t * (3 - 2 * t));
    if (t < 1) return this.redraw();
    this.moving = null;
    this.drawSelection();
  }
  /** The picture as it stands on the screen. */
  get flat() { return this.turn.flat(this.now); }
  /** What is under a place on the screen: a point, n + i for a placed row, -1 for nothing. */
  under(x, y, reach = HOVER_REACH) {
    const point = this.scatter.find(this.nearest("points", this.flat), x, y, reach);
    if (!this.scatter.placed) return point.at;
    const row = this.scatter.find(this.nearest("placed", this.scatter.placed), x, y, reach, () => true);
    return row.at >= 0 && row.distance <= point.distance ? this.meta.n + row.at : point.at;
  }
  // Sorted anew only when looked at after another picture or a turn.
  nearest(layer, places) {
    const version = places.version ?? 0, kept = this[layer + "Index"];
    if (kept?.places === places && kept.version === version) return kept.index;
    return (this[layer + "Index"] = { places, version, index: new Nearest(places) }).index;
  }
  drawSelection() {
    const context = this.over.getContext("2d"), { ratio } = this.scatter;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.scatter.width, this.scatter.height);
    const i = this.selected;
    if (i < 0 || this.moving) return;
    const { flat } = this, placed = i >= this.meta.n;
    if (placed && !this.scatter.placed) return;
    const at = (j) => this.scatter.toScreen(flat.x[j], flat.y[j]);
    const row = i - this.meta.n, over = this.scatter.placed;
    const [x, y] = placed ? this.scatter.toScreen(over.x[row], over.y[row]) : at(i), ink = colour("--ink");
    context.strokeStyle = context.fillStyle = ink;
    for (const column of placed ? this.now.placed.neighbours : this.neighbours) {
      const [u, v] = at(column[placed ? row : i]);
      context.lineWidth = 1.2;
      context.beginPath(); context.moveTo(x, y); context.lineTo(u, v); context.stroke();
      context.beginPath(); context.arc(u, v, this.scatter.radius + 1.5, 0, 7); context.stroke();
    }
    context.lineWidth = 2.5;
    context.beginPath(); context.arc(x, y, this.scatter.radius + 3.5, 0, 7); context.stroke();
  }

  // ---- what is shown

  show(index) {
    const to = this.pictures[index];
    if (to === this.now) return;
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.moving = still ? null : { from: this.now, start: performance.now() };
    this.now = to;
    if (this.selected >= this.meta.n) this.select(-1);
    this.offer();
    this.switches.forEach((button, k) => button.setAttribute("aria-pressed", String(k === index)));
    this.find("caution").textContent = this.meta.pictures[index].caution;
    this.canvas.setAttribute("aria-label", this.label(index));
    this.redraw();
  }
  label(index) {
    const keys = this.now.z ? "Arrow keys turn, shift and arrow keys move" : "Arrow keys move";
    return `${this.meta.pictures[index].title}: ${number(this.meta.n)} points. ${keys}, plus and minus zoom, 0 shows all, Enter picks the point in the middle.`;
  }
  /** The controls that this picture has. */
  offer() {
    const { placed, z } = this.now, spin = this.find("spin"), label = this.find("placed");
    label.hidden = !placed;
    if (placed) label.lastElementChild.textContent = `New rows (${number(placed.n)})`;
    spin.hidden = !z;
    if (!z) this.spin(false);
    this.canvas.classList.toggle("solid", Boolean(z));
  }
  spin(on) {
    this.spinning = on;
    this.find("spin").setAttribute("aria-pressed", String(on));
    this.redraw();
  }
  recolour(index) {
    this.legend = colourBy(this.scatter, this.columns[index]);
    this.drawLegend(this.columns[index].name);
    this.draw();
  }
  plain() {
    this.scatter.colours[0] = 0xffb27200;
    this.draw();
  }
  drawLegend(name = this.legendName) {
    this.legendName = name;
    showLegend(this.find("legend-place"), this.legend, name, (entry, on) => {
      this.scatter.visible[entry.index] = on ? 1 : 0;
      this.redraw();
    }, this.scatter.visible);
  }

  // ---- a row

  /** "Row 12", or "New row 12" for a placed one. */
  rowName(i) {
    const { n } = this.meta, placed = i >= n;
    const rows = placed ? this.now.placed.rows : this.rows, at = placed ? i - n : i;
    return (placed ? "New row " : "Row ") + number((rows ? rows[at] : at) + 1);
  }
  select(i, pin = false) {
    if (i === this.selected && pin === this.pinned) return;
    this.selected = i;
    this.pinned = pin && i >= 0;
    this.drawSelection();
    this.card(i);
  }
  card(i) {
    const place = this.find("row-card");
    if (i < 0) {
      const turn = this.now.z ? " Drag to turn the picture; Shift-drag or two fingers move it." : "";
      place.replaceChildren(this.text("p", "hint", "Point at a dot (a click keeps it), or search for a row." + turn));
      return;
    }
    const title = this.text("h3", "", this.rowName(i) + (this.pinned ? " (kept)" : ""));
    const placed = i >= this.meta.n, at = placed ? i - this.meta.n : i;
    const { neighbours, columns } = placed ? this.now.placed : this;
    const near = neighbours.map((column) => this.rowName(column[at]).slice(4));
    const lines = near.length ? this.text("p", "hint", "Lines go to its nearest rows in the data: " + near.join(", ") + ".") : "";
    const origin = placed ? this.text("p", "hint", "A row of the other file, placed among its nearest rows; it did not make this picture.") : "";
    const list = document.createElement("dl");
    columns.forEach((column) => list.append(this.text("dt", "", column.name), this.text("dd", "", column.text(at))));
    place.replaceChildren(title, origin, list, lines);
  }
  text(tag, name, content) {
    const element = document.createElement(tag);
    if (name) element.className = name;
    element.textContent = content;
    if (tag === "dt" || tag === "dd") element.dir = "auto";
    return element;
  }
  search(text) {
    const wanted = Number(text.replaceAll(",", "")) - 1;
    const i = this.rows ? this.rows.indexOf(wanted) : wanted;
    const found = text.trim() !== "" && Number.isInteger(wanted) && i >= 0 && i < this.meta.n;
    this.find("map-status").textContent = found ? "" : `No row ${text} in this picture.`;
    if (!found) return;
    const k = Math.max(4, this.scatter.view.k), { width, height, side } = this.scatter;
    const x = width / 2 + (this.flat.x[i] - 0.5) * side, y = height / 2 + (this.flat.y[i] - 0.5) * side;
    select(this.canvas).call(this.zoom.transform, zoomIdentity.translate(width / 2 - k * x, height / 2 - k * y).scale(k));
    this.select(i, true);
  }

  // ---- what the reader does

  controls() {
    this.switches = this.meta.pictures.map((picture, k) => {
      const button = this.text("button", "", picture.title);
      button.type = "button";
      button.setAttribute("aria-pressed", String(k === 0));
      button.addEventListener("click", () => this.show(k));
      return button;
    });
    this.find("switch").replaceChildren(...this.switches);
    const options = this.columns.map((column, k) => Object.assign(document.createElement("option"), { value: k, textContent: column.name }));
    const chooser = this.find("colour");
    chooser.replaceChildren(...options);
    chooser.addEventListener("change", () => this.recolour(Number(chooser.value)));
    chooser.parentElement.hidden = !options.length;
    const box = this.find("row-search");
    box.addEventListener("change", () => this.search(box.value));
    this.find("zoom-in").addEventListener("click", () => this.zoomBy(1.6));
    this.find("zoom-out").addEventListener("click", () => this.zoomBy(1 / 1.6));
    this.find("zoom-all").addEventListener("click", () => this.zoomAll());
    this.find("spin").addEventListener("click", () => this.spin(!this.spinning));
    this.find("placed").firstElementChild.addEventListener("change", (event) => {
      this.placedShown = event.target.checked;
      if (this.selected >= this.meta.n) this.select(-1);
      this.redraw();
    });
    this.offer();
    this.find("caution").textContent = this.meta.pictures[0].caution;
    this.canvas.setAttribute("aria-label", this.label(0));
    this.find("explorer").hidden = false;
    this.card(-1);
  }
  zoomBy(factor) { select(this.canvas).call(this.zoom.scaleBy, factor); }
  zoomAll() {
    if (this.now.z) this.turn.reset();
    select(this.canvas).call(this.zoom.transform, zoomIdentity);
  }
}
