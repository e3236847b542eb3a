// SPDX-License-Identifier: Apache-2.0
// Numbers under the cursor and on axes. Numbers of the answer itself come from the library as text.
const plain = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

const rough = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });

/** A number that another stands for. */
export const approximate = (value) => "≈ " + rough.format(value);

export function number(value) {
  if (value === null || Number.isNaN(value)) return "missing";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e15)) return value.toExponential(2).replace("e+", "e");
  return size >= 1000 ? whole.format(value) : plain.format(value);
}
