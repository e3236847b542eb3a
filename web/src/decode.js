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

/** A picture's coordinates in the unit square or cube, its shape kept: {n, x, y, z, placed}; z is null in the plane. */
export async function coordinates(picture, n) {
  const cloud = await places(picture.part, picture, n);
  const { placed } = picture;
  cloud.placed = null;
  if (placed) {
    cloud.placed = await places(placed.part, picture, placed.n);
    cloud.placed.neighbours = await Promise.all(placed.neighbours.map((part) => integers(part, 4, placed.n)));
    cloud.placed.rows = placed.rows ? await integers(placed.rows, 4, placed.n) : null;
  }
  return cloud;
}

async function places(part, { width, height, depth, steps }, n) {
  const solid = depth !== undefined;
  const grid = await integers(part, 2, (solid ? 3 : 2) * n);
  const axis = (at, size, sign) => {
    const values = new Float32Array(n), start = 0.5 - (sign * size) / steps / 2;
    for (let i = 0; i < n; ++i) values[i] = start + (sign * grid[at * n + i]) / steps;
    return values;
  };
  return { n, x: axis(0, width, 1), y: axis(1, height, -1), z: solid ? axis(2, depth, 1) : null };
}
