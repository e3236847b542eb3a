// SPDX-License-Identifier: Apache-2.0
// The page is complete in words and tables without this script; it adds the charts.
import { drawCurve } from "./curve.js";
import { drawNull } from "./null.js";
import { drawStrips } from "./strip.js";
import { makeSortable } from "./table.js";
import { startTheme } from "./theme.js";
import { startMap } from "./map.js";

const data = JSON.parse(document.getElementById("qed-data").textContent);
const place = (id) => document.getElementById("chart-" + id);

startTheme();
drawStrips(document.querySelectorAll(".strip-place"));
document.querySelectorAll("table.sortable").forEach(makeSortable);
data.tests.forEach((test, i) => drawNull(place("test-" + i), test));
data.curves.forEach((curve, i) => drawCurve(place("curve-" + i), curve));
data.maps.forEach((map, i) => {
  const root = document.getElementById("map-" + i);
  startMap(root, map).then(
    () => root.setAttribute("data-ready", ""),
    (error) => { root.querySelector(".map-status").textContent = "The picture could not be drawn: " + error.message; });
});
document.documentElement.setAttribute("data-charts", "");
