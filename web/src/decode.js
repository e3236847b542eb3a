// SPDX-License-Identifier: Apache-2.0
// Arrays of the page: gzip, base64, and byte planes (all low bytes, then all next bytes), as qed/report/page/pack.cpp
// writes them.
async function bytes(part) {
  const binary = atob(document.getElementById(part).textContent);
  const packed = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; ++i) packed[i] = binary.charCodeAt(i);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Whole numbers of `width` bytes each; `count` of them. */
export async function integers(part, width, count) {
  const planes = await bytes(part);
  if (planes.length !== width * count) throw new Error("the page is damaged");
  if (width === 1) return planes;
  const values = width === 2 ? new Uint16Array(count) : new Uint32Array(count);
  for (let plane = 0; plane < width; ++plane)
    for (let i = 0; i < count; ++i) values[i] |= planes[plane * count + i] << (8 * plane);
  return values;
}

/** A picture's coordinates in the unit square, its shape kept. */
export async function coordinates(picture, n) {
  const grid = await integers(picture.part, 2, 2 * n);
  const x = new Float32Array(n), y = new Float32Array(n);
  const dx = (1 - picture.width / picture.steps) / 2, dy = (1 - picture.height / picture.steps) / 2;
  for (let i = 0; i < n; ++i) {
    x[i] = grid[i] / picture.steps + dx;
    y[i] = 1 - (grid[n + i] / picture.steps + dy);
  }
  return { x, y };
}
