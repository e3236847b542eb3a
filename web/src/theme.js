// SPDX-License-Identifier: Apache-2.0
const system = window.matchMedia("(prefers-color-scheme: dark)");

export const isDark = () => (document.documentElement.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";
export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Calls back when the theme changes, by the button or by the system. */
export function onTheme(callback) {
  document.addEventListener("qed-theme", callback);
  system.addEventListener("change", callback);
}

export function startTheme() {
  const button = document.getElementById("theme");
  const show = () => {
    button.hidden = false;
    button.textContent = isDark() ? "Light" : "Dark";
    button.setAttribute("aria-label", `Switch to ${isDark() ? "light" : "dark"} colours`);
  };
  button.addEventListener("click", () => {
    document.documentElement.dataset.theme = isDark() ? "light" : "dark";
    document.dispatchEvent(new Event("qed-theme"));
  });
  onTheme(show);
  show();
}
