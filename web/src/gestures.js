// SPDX-License-Identifier: Apache-2.0
// What the reader's hands do on the canvas. In the plane a drag moves; in space it turns, and moves with shift or by two
// fingers. Returns d3's zoom behaviour.
import { select } from "d3-selection";
import { zoom } from "d3-zoom";

const RADIANS_A_PIXEL = 0.008, RADIANS_A_KEY = 0.15, PIXELS_A_KEY = 60, CLICK_PIXELS = 4;

export function listen(map) {
  const { canvas } = map;
  // The wheel scrolls the page until the map is in use; one finger scrolls it always (in space up and down only).
  const wanted = (event) => event.type === "wheel" ? event.ctrlKey || event.metaKey || document.activeElement === canvas
    : event.type.startsWith("touch") ? event.touches.length > 1 : !event.button && (!map.now.z || event.shiftKey);
  const behaviour = zoom().scaleExtent([0.5, 400]).filter(wanted).clickDistance(CLICK_PIXELS)
    .on("zoom", ({ transform }) => { map.scatter.view = transform; map.redraw(); });
  select(canvas).call(behaviour);
  const turned = turning(map);
  const under = (event) => {
    const box = canvas.getBoundingClientRect();
    return map.under(event.clientX - box.left, event.clientY - box.top);
  };
  canvas.addEventListener("pointermove", (event) => { if (!map.pinned && !event.buttons && !map.spinning) map.select(under(event)); });
  canvas.addEventListener("pointerleave", () => { if (!map.pinned) map.select(-1); });
  canvas.addEventListener("click", (event) => { canvas.focus(); if (!turned()) map.select(under(event), true); });
  canvas.addEventListener("keydown", (event) => { if (key(map, behaviour, event)) event.preventDefault(); });
  return behaviour;
}

/** Turns by dragging with one pointer. The function returned tells whether the last press turned. */
function turning(map) {
  const { canvas } = map;
  const pointers = new Set();
  let last = null, distance = 0;
  canvas.addEventListener("pointerdown", (event) => {
    pointers.add(event.pointerId);
    distance = 0;
    last = map.now.z && !event.shiftKey && !event.button && pointers.size === 1 ? [event.clientX, event.clientY] : null;
    if (last) canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last || !event.buttons) return;
    const dx = event.clientX - last[0], dy = event.clientY - last[1];
    last = [event.clientX, event.clientY];
    distance += Math.abs(dx) + Math.abs(dy);
    map.turn.by(dx * RADIANS_A_PIXEL, event.pointerType === "touch" ? 0 : dy * RADIANS_A_PIXEL);
    map.redraw();
  });
  for (const name of ["pointerup", "pointercancel"])
    canvas.addEventListener(name, (event) => { pointers.delete(event.pointerId); last = null; });
  return () => distance > CLICK_PIXELS;
}

/** Does what a key asks for; false for a key that asks for nothing. */
function key(map, behaviour, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const way = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
  const { width, height, view } = map.scatter;
  if (way && map.now.z && !event.shiftKey) {
    map.turn.by(-way[0] * RADIANS_A_KEY, -way[1] * RADIANS_A_KEY);
    map.redraw();
  } else if (way) select(map.canvas).call(behaviour.translateBy, ...way.map((v) => (v * PIXELS_A_KEY) / view.k));
  else if (event.key === "+" || event.key === "=") map.zoomBy(1.4);
  else if (event.key === "-") map.zoomBy(1 / 1.4);
  else if (event.key === "0") map.zoomAll();
  else if (event.key === "Escape") map.select(-1);
  else if (event.key === "Enter") map.select(map.under(width / 2, height / 2, Math.max(width, height)), true);
  else return false;
  return true;
}
