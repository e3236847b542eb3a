// SPDX-License-Identifier: Apache-2.0
// node page_test.mjs PAGES: the report in a real Chromium. Exit 0 when all holds; measures are printed, not judged.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { withPage } from "./browser.mjs";

const pages = process.argv[2];
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const phone = { viewport: { width: 360, height: 740 } };
let failed = 0;

async function check(name, file, options, body) {
  try {
    await withPage(join(pages, file), options, async (tools) => {
      await body(tools);
      assert.deepEqual(tools.complaints, [], "the console and the network are silent");
    });
    console.log("ok   " + name);
  } catch (error) {
    ++failed;
    console.log(`FAIL ${name}\n     ${error.message}`);
  }
}

/** The canvas as a picture, to see that it changed. */
const drawn = (page) => page.evaluate(() => document.querySelector("canvas.points").toDataURL());
const settled = (page) => page.waitForTimeout(900);
const changes = async (page, what, act) => {
  const before = await drawn(page);
  await act();
  await settled(page);
  assert.notEqual(await drawn(page), before, what);
};

const violations = async (page) => {
  // The page's own policy forbids foreign scripts; the test's is evaluated outside of it.
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const result = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] });
    return result.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).slice(0, 3).join(" | ")}`);
  });
};

for (const colorScheme of ["light", "dark"])
  for (const file of ["map.html", "bare.html"])
    await check(`axe finds nothing: ${file}, ${colorScheme}`, file, { colorScheme }, async ({ page }) => {
      assert.deepEqual(await violations(page), []);
    });
await check("axe finds nothing on a phone", "map.html", phone, async ({ page }) => assert.deepEqual(await violations(page), []));

for (const file of ["map.html", "bare.html", "hostile.html"])
  await check(`a phone scrolls one way only: ${file}`, file, phone, async ({ page }) => {
    const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(wide <= room, `page is ${wide} wide on ${room}`);
  });

await check("the theme can be switched", "map.html", { colorScheme: "light" }, async ({ page }) => {
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const before = await paper();
  await changes(page, "the map follows the theme", () => page.click("#theme"));
  assert.notEqual(await paper(), before);
  assert.deepEqual(await violations(page), []);
});

await check("pictures, colours and levels", "map.html", {}, async ({ page }) => {
  await changes(page, "another picture", () => page.click(".switch button:nth-child(2)"));
  assert.equal(await page.getAttribute(".switch button:nth-child(2)", "aria-pressed"), "true");
  assert.equal(await page.textContent(".caution"), "");
  await page.click(".switch button:nth-child(1)");
  assert.match(await page.textContent(".caution"), /not data/);
  await changes(page, "another colour", () => page.selectOption(".colour", { label: "region" }));
  assert.equal(await page.locator(".legend button").count(), 12, "eleven levels and the others");
  await changes(page, "a level hidden", () => page.click(".legend button:first-child"));
  await changes(page, "a number as colour", () => page.selectOption(".colour", { label: "tenure" }));
  assert.match(await page.textContent(".side"), /missing, in grey/);
});

await check("the row under the cursor", "map.html", {}, async ({ page }) => {
  await page.fill(".row-search", "1,234");
  await page.press(".row-search", "Enter");
  await settled(page);
  assert.match(await page.textContent(".row-card"), /Row 1,234 \(kept\)/);
  await page.press("canvas.points", "Escape");
  await page.hover(".canvas", { force: true });
  const box = await page.locator("canvas.points").boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  assert.match(await page.textContent(".row-card"), /Row 1,234.*nearest rows/s);
  const ink = await page.evaluate(() => {
    const over = document.querySelector("canvas.over");
    return over.getContext("2d").getImageData(0, 0, over.width, over.height).data.some((v) => v > 0);
  });
  assert.ok(ink, "lines to the neighbours");
  await page.fill(".row-search", "99999");
  await page.press(".row-search", "Enter");
  assert.match(await page.textContent(".map-status"), /No row/);
});

await check("the map by keyboard", "map.html", { reducedMotion: "reduce" }, async ({ page }) => {
  await page.focus("canvas.points");
  for (const key of ["+", "ArrowLeft", "ArrowUp", "-", "0"]) {
    if (key === "0") await page.keyboard.press("ArrowDown");
    await changes(page, key, () => page.keyboard.press(key));
  }
  await page.keyboard.press("Enter");
  assert.match(await page.textContent(".row-card"), /\(kept\)/);
});

await check("a table sorts", "map.html", {}, async ({ page }) => {
  const first = () => page.textContent("table.sortable tbody tr:first-child td:nth-child(2)");
  await page.click("table.sortable th:nth-child(2) button");
  assert.equal(await first(), "1,526");
  await page.click("table.sortable th:nth-child(2) button");
  assert.equal(await first(), "3,110");
});

await check("the numbers of a chart", "map.html", {}, async ({ page }) => {
  await page.click(".data summary >> nth=0");
  await page.waitForSelector(".data table");
  assert.ok(await page.locator(".data table >> nth=0").locator("tr").count() > 10);
});

await check("data cannot break out", "hostile.html", {}, async ({ page }) => {
  assert.equal(await page.locator("main img, main svg[onload], main b, main script").count(), 0);
  assert.match(await page.textContent("body"), /<\/script><script>alert\(1\)<\/script>/);
  assert.match(await page.textContent(".colour option"), /<\/script>/);
});

for (const file of ["map70k.html", "map1m.html"])
  await check(`measures: ${file}`, file, {}, async ({ page, ready }) => {
    const measures = await page.evaluate(() => {
      const map = document.querySelector(".map").qedMap;
      const median = (act) => {
        const times = [];
        for (let i = 0; i < 15; ++i) { const start = performance.now(); act(i); times.push(performance.now() - start); }
        return times.sort((a, b) => a - b)[7].toFixed(2) + " ms";
      };
      return {
        recolour: median((i) => map.recolour(i % map.columns.length)),
        pan: median((i) => { map.scatter.view = { x: i, y: 0, k: 1 }; map.draw(); }),
        zoomed: median((i) => { map.scatter.view = { x: -2000, y: -1500, k: 6 + i / 10 }; map.draw(); }),
        hover: median((i) => map.select(map.scatter.find(300 + i, 300, 14))),
        switch: median((i) => { map.now = map.pictures[i % 2]; map.scatter.index(map.now); map.draw(); }),
      };
    });
    console.log("    ", file, "ready", ready.toFixed(0) + " ms", JSON.stringify(measures));
  });

process.exit(failed ? 1 : 0);
