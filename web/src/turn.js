// SPDX-License-Identifier: Apache-2.0
// A cloud in space seen from a direction. Turning is about the screen's own axes, so that the cloud follows the hand.
const START = [[0.82, 0, -0.57], [-0.2, 0.94, -0.28], [0.53, 0.34, 0.77]];

export class Turn {
  constructor() { this.reset(); }
  reset() { this.rows = orthonormal(START); this.version = (this.version ?? 0) + 1; }

  /** By angles about the screen's vertical and horizontal axis. */
  by(sideways, upright) {
    const [c, s, d, t] = [Math.cos(sideways), Math.sin(sideways), Math.cos(upright), Math.sin(upright)];
    const [x, y, z] = this.rows;
    const across = x.map((v, k) => c * v + s * z[k]), toward = x.map((v, k) => c * z[k] - s * v);
    this.rows = orthonormal([across, y.map((v, k) => d * v + t * toward[k]), y.map((v, k) => d * toward[k] - t * v)]);
    ++this.version;
  }

  /** The cloud on the screen: x and y in the unit square, depth from 0 (far) to 1 (near); null in the plane. */
  flat(cloud) {
    if (!cloud.z) return cloud;
    const { n, x, y, z } = cloud;
    cloud.reach ??= reach(cloud);
    cloud.flat ??= { n, x: new Float32Array(n), y: new Float32Array(n), depth: new Float32Array(n), version: -1 };
    const { flat } = cloud;
    if (flat.version === this.version) return flat;
    const [a, b, c] = this.rows.map((row) => row.map((v) => v / (2 * cloud.reach)));
    for (let i = 0; i < n; ++i) {
      const u = x[i] - 0.5, v = y[i] - 0.5, w = z[i] - 0.5;
      flat.x[i] = 0.5 + a[0] * u + a[1] * v + a[2] * w;
      flat.y[i] = 0.5 + b[0] * u + b[1] * v + b[2] * w;
      flat.depth[i] = 0.5 + c[0] * u + c[1] * v + c[2] * w;
    }
    flat.version = this.version;
    return flat;
  }
}

// The farthest point from the middle stays within the square however the cloud is turned.
function reach({ n, x, y, z }) {
  let most = 1e-9;
  for (let i = 0; i < n; ++i) most = Math.max(most, (x[i] - 0.5) ** 2 + (y[i] - 0.5) ** 2 + (z[i] - 0.5) ** 2);
  return Math.sqrt(most);
}

// Rounding of many small turns would shear the cloud.
function orthonormal([a, b]) {
  const unit = (v) => { const size = Math.hypot(...v); return v.map((e) => e / size); };
  const x = unit(a), along = x[0] * b[0] + x[1] * b[1] + x[2] * b[2];
  const y = unit(b.map((e, k) => e - along * x[k]));
  return [x, y, [x[1] * y[2] - x[2] * y[1], x[2] * y[0] - x[0] * y[2], x[0] * y[1] - x[1] * y[0]]];
}
