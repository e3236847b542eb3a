// SPDX-License-Identifier: Apache-2.0
import { isDark } from "./theme.js";

// Okabe and Ito's eight, darkened or lightened to stand out on the card, and three more; the rest is grey.
const LIGHT = ["#0072b2", "#d55e00", "#00916b", "#b5588f", "#3a9fdc", "#a07a00", "#5b3a9e", "#8c3a14", "#4b7a1c", "#7a1f4b", "#2b2f6b"];
const DARK = ["#56b4e9", "#f08a4b", "#2fc296", "#e29cc9", "#9fd3f5", "#f0d94e", "#a992ea", "#d1835a", "#a4cf6b", "#e5739f", "#8f97f0"];
const CIVIDIS = ["#00224e", "#123570", "#3b496c", "#575d6d", "#707173", "#8a8678", "#a59c74", "#c3b369", "#e1cc55", "#fee838"];

export const MOST_COLOURS = LIGHT.length;
export const categorical = () => (isDark() ? DARK : LIGHT);
export const grey = () => (isDark() ? "#5d616a" : "#b9bbb6");
export const foreground = () => (isDark() ? "#ececea" : "#17181c");
export const background = () => (isDark() ? "#1a1c20" : "#ffffff");

const channels = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

/** A colour for t in [0, 1]: cividis, without the end that the card would swallow. */
export function sequential(t) {
  const at = (isDark() ? 0.22 + 0.78 * t : 0.9 * t) * (CIVIDIS.length - 1);
  const i = Math.min(CIVIDIS.length - 2, Math.floor(at));
  const a = channels(CIVIDIS[i]), b = channels(CIVIDIS[i + 1]);
  return "#" + a.map((c, k) => Math.round(c + (at - i) * (b[k] - c)).toString(16).padStart(2, "0")).join("");
}

/** A colour as the canvas stores it (little-endian RGBA). */
export function pixel(hex) {
  const [r, g, b] = channels(hex);
  return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
}
