// SPDX-License-Identifier: Apache-2.0
// The explorer: pictures of the same rows, coloured by a column, with the row under the cursor and its true neighbours.
import { select } from "d3-selection";
import { zoom, zoomIdentity } from "d3-zoom";
import { colourBy, loadColumn, paint } from "./colouring.js";
import { coordinates, integers } from "./decode.js";
import { showLegend } from "./legend.js";
import { number } from "./number.js";
import { Scatter } from "./scatter.js";
import { colour, onTheme } from "./theme.js";

const MOVE_MS = 650, HOVER_REACH = 14;

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
    this.selected = -1;
    this.pinned = false;
  }

  async load() {
    const { meta } = this;
    this.pictures = await Promise.all(meta.pictures.map((picture) => coordinates(picture, meta.n)));
    this.rows = meta.rows ? await integers(meta.rows, 4, meta.n) : null;
    this.columns = await Promise.all(meta.columns.map((column) => loadColumn(column, meta.n)));
    this.neighbours = await Promise.all(meta.neighbours.map((part) => integers(part, 4, meta.n)));
    this.now = this.pictures[0];
    this.controls();
    this.gestures();
    this.scatter.index(this.now);
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
    this.scatter.draw(this.now, from ?? this.now, t * t * (3 - 2 * t));
    if (t < 1) return this.redraw();
    this.moving = null;
    this.drawSelection();
  }
  drawSelection() {
    const context = this.over.getContext("2d"), { ratio } = this.scatter;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.scatter.width, this.scatter.height);
    const i = this.selected;
    if (i < 0 || this.moving) return;
    const at = (j) => this.scatter.toScreen(this.now.x[j], this.now.y[j]);
    const [x, y] = at(i), ink = colour("--ink");
    context.strokeStyle = context.fillStyle = ink;
    for (const column of this.neighbours) {
      const [u, v] = at(column[i]);
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
    this.scatter.index(to);
    this.switches.forEach((button, k) => button.setAttribute("aria-pressed", String(k === index)));
    this.find("caution").textContent = this.meta.pictures[index].caution;
    this.canvas.setAttribute("aria-label", this.label(index));
    this.redraw();
  }
  label(index) {
    return `${this.meta.pictures[index].title}: ${number(this.meta.n)} points. Arrow keys move, plus and minus zoom, 0 shows all, Enter picks the point in the middle.`;
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

  rowNumber(i) { return (this.rows ? this.rows[i] : i) + 1; }
  select(i, pin = false) {
    if (i === this.selected && pin === this.pinned) return;
    this.selected = i;
    this.pinned = pin && i >= 0;
    this.drawSelection();
    this.card(i);
  }
  card(i) {
    const place = this.find("row-card");
    if (i < 0) { place.replaceChildren(this.text("p", "hint", "Point at a dot, or search for a row.")); return; }
    const list = document.createElement("dl");
    const add = (name, value) => { list.append(this.text("dt", "", name), this.text("dd", "", value)); };
    this.columns.forEach((column) => add(column.name, column.text(i)));
    const near = this.neighbours.map((column) => number(this.rowNumber(column[i])));
    place.replaceChildren(this.text("h3", "", `Row ${number(this.rowNumber(i))}${this.pinned ? " (kept)" : ""}`), list);
    if (near.length) place.append(this.text("p", "hint", "Lines go to its nearest rows in the data: " + near.join(", ") + "."));
  }
  text(tag, name, content) {
    const element = document.createElement(tag);
    if (name) element.className = name;
    element.textContent = content;
    return element;
  }
  search(text) {
    const wanted = Number(text.replaceAll(",", "")) - 1;
    const i = this.rows ? this.rows.indexOf(wanted) : wanted;
    const found = text.trim() !== "" && Number.isInteger(wanted) && i >= 0 && i < this.meta.n;
    this.find("map-status").textContent = found ? "" : `No row ${text} in this picture.`;
    if (!found) return;
    const k = Math.max(4, this.scatter.view.k), { width, height, side } = this.scatter;
    const x = width / 2 + (this.now.x[i] - 0.5) * side, y = height / 2 + (this.now.y[i] - 0.5) * side;
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
    this.find("caution").textContent = this.meta.pictures[0].caution;
    this.canvas.setAttribute("aria-label", this.label(0));
    this.find("explorer").hidden = false;
    this.card(-1);
  }
  zoomBy(factor) { select(this.canvas).call(this.zoom.scaleBy, factor); }
  zoomAll() { select(this.canvas).call(this.zoom.transform, zoomIdentity); }

  gestures() {
    // The wheel scrolls the page until the map is in use; one finger scrolls it always.
    const wanted = (event) => event.type === "wheel" ? event.ctrlKey || event.metaKey || document.activeElement === this.canvas
      : event.type.startsWith("touch") ? event.touches.length > 1 : !event.button;
    this.zoom = zoom().scaleExtent([0.5, 400]).filter(wanted).clickDistance(4)
      .on("zoom", ({ transform }) => { this.scatter.view = transform; this.redraw(); });
    select(this.canvas).call(this.zoom);
    const under = (event) => {
      const box = this.canvas.getBoundingClientRect();
      return this.scatter.find(event.clientX - box.left, event.clientY - box.top, HOVER_REACH);
    };
    this.canvas.addEventListener("pointermove", (event) => { if (!this.pinned && !event.buttons) this.select(under(event)); });
    this.canvas.addEventListener("pointerleave", () => { if (!this.pinned) this.select(-1); });
    this.canvas.addEventListener("click", (event) => { this.canvas.focus(); this.select(under(event), true); });
    this.canvas.addEventListener("keydown", (event) => this.key(event));
  }
  key(event) {
    const step = 60 / this.scatter.view.k;
    const move = { ArrowLeft: [step, 0], ArrowRight: [-step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (move) select(this.canvas).call(this.zoom.translateBy, ...move);
    else if (event.key === "+" || event.key === "=") this.zoomBy(1.4);
    else if (event.key === "-") this.zoomBy(1 / 1.4);
    else if (event.key === "0") this.zoomAll();
    else if (event.key === "Escape") this.select(-1);
    else if (event.key === "Enter") {
      const { width, height } = this.scatter;
      this.select(this.scatter.find(width / 2, height / 2, Math.max(width, height)), true);
    } else return;
    event.preventDefault();
  }
}
