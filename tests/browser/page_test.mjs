// SPDX-License-Identifier: Apache-2.0
// node page_test.mjs PAGES [WORD]: the report in a real Chromium. Exit 0 when all holds; measures are printed, not judged.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { withPage } from "./browser.mjs";

const [pages, word = ""] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const phone = { viewport: { width: 360, height: 740 } };
let failed = 0;

async function check(name, file, options, body) {
  if (!name.includes(word)) return;
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
/** The canvas on the screen, scrolled to. */
const canvasBox = async (page) => {
  await page.evaluate(() => document.querySelector("canvas.points").scrollIntoView({ block: "center" }));
  return page.locator("canvas.points").boundingBox();
};
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

const demos = ["interval.html", "measure.html", "lists.html"];
for (const colorScheme of ["light", "dark"])
  for (const file of ["map.html", "bare.html", ...demos])
    await check(`axe finds nothing: ${file}, ${colorScheme}`, file, { colorScheme }, async ({ page }) => {
      assert.deepEqual(await violations(page), []);
    });
await check("axe finds nothing on a phone", "map.html", phone, async ({ page }) => assert.deepEqual(await violations(page), []));

for (const file of ["map.html", "bare.html", "hostile.html", ...demos])
  await check(`a phone scrolls one way only: ${file}`, file, phone, async ({ page }) => {
    const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(wide <= room, `page is ${wide} wide on ${room}`);
  });

for (const file of demos)
  await check(`a reader sees verdict, evidence and what to do next: ${file}`, file, phone, async ({ page }) => {
    const verdict = (await page.locator(".verdict").first().innerText()).trim();
    assert.match(verdict, /YES|NO|UNDECIDED/i);
    assert.match(verdict, /[0-9]/, "the claim has its number");
    await page.evaluate(() => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
    const out = await page.evaluate(() => [...document.querySelectorAll("body *:not(script, option)")].filter((e) => {
      const box = e.getBoundingClientRect();
      return box.width > 0 && !e.closest(".sr, .skip, .scroll, .formula") && (box.right > innerWidth + 1 || box.left < -1);
    }).map((e) => `${e.tagName}.${e.className.baseVal ?? e.className}`));
    assert.deepEqual(out, [], "nothing sticks out");
    assert.match(await page.locator("body").innerText(), /qed (interval|measure) /, "the next command is there");
  });

for (const viewport of [phone.viewport, { width: 1280, height: 900 }])
  await check(`endless names break nothing at ${viewport.width}`, "long.html", { viewport, reducedMotion: "reduce" }, async ({ page }) => {
    const choices = await page.locator(".colour option").count();
    for (let k = 0; k < choices; ++k) {
      await page.selectOption(".colour", String(k));
      await page.evaluate(() => document.querySelector(".map").qedMap.select(3, true));
      await page.evaluate(() => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
      // Nothing sticks out of the page, but what scrolls within it; nothing that is clipped lost its end.
      const out = await page.evaluate(() => [...document.querySelectorAll("body *:not(script, option)")].filter((e) => {
        const box = e.getBoundingClientRect();
        return box.width > 0 && !e.closest(".sr, .skip, .scroll, .formula") && (box.right > innerWidth + 1 || box.left < -1);
      }).map((e) => `${e.tagName}.${e.className.baseVal ?? e.className} ${Math.round(e.getBoundingClientRect().right)}`));
      assert.deepEqual(out, []);
      const wide = await page.evaluate(() => [...document.querySelectorAll(".side, .legend, .row-card, .controls, .switch, .verdict")]
        .filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.className));
      assert.deepEqual(wide, [], "no sideways scrolling within");
      // The controls stay apart and on top of nothing.
      const boxes = await page.evaluate(() => [...document.querySelectorAll(".controls > :not(.grow, [hidden]), .canvas, .caution, .side")].map((e) => e.getBoundingClientRect().toJSON()));
      boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => assert.ok(
        a.right <= b.left + 1 || b.right <= a.left + 1 || a.bottom <= b.top + 1 || b.bottom <= a.top + 1, JSON.stringify([a, b]))));
    }
  });

await check("money is coloured by rank: each colour has its share of the rows", "skewed.html", {}, async ({ page }) => {
  // Shares of the visible points in each quarter of the ramp.
  const quarters = async (name) => {
    await page.selectOption(".colour", { label: name });
    return page.evaluate(() => {
      const { classes } = document.querySelector(".map").qedMap.scatter, shares = [0, 0, 0, 0];
      for (const c of classes) if (c < 64) shares[c >> 4] += 1 / classes.length;
      return shares;
    });
  };
  for (const share of await quarters("spending")) assert.ok(share > 0.2 && share < 0.3, `a quarter of the colours has ${share}`);
  assert.match(await page.textContent(".legend-place"), /by rank, the median in the middle/);
  const [low, middle, high] = (await page.locator(".ramp-ends span").allTextContents()).map((text) => Number(text.replaceAll(",", "")));
  assert.ok(low < 0.02 && middle > 0.9 && middle < 1.1 && high > 50, `${low} ${middle} ${high}`);
  // Neighbouring ranks differ in colour where most rows are.
  const colours = await page.evaluate(() => {
    const { scatter } = document.querySelector(".map").qedMap;
    return new Set(scatter.classes.map((c) => scatter.colours[c])).size;
  });
  assert.ok(colours > 40, `${colours} colours`);
  await quarters("MonthlyCharges");
  assert.doesNotMatch(await page.textContent(".legend-place"), /by rank/);
  assert.equal(await page.locator(".ramp-ends span").count(), 2);
});

await check("the theme can be switched", "map.html", { colorScheme: "light" }, async ({ page }) => {
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const before = await paper();
  await changes(page, "the map follows the theme", () => page.click("#theme"));
  assert.notEqual(await paper(), before);
  assert.deepEqual(await violations(page), []);
});

await check("t-SNE, PCA and the exaggerated picture", "map.html", {}, async ({ page }) => {
  assert.deepEqual(await page.locator(".switch button").allTextContents(), ["t-SNE, perplexity 30", "PCA, components 1 and 2", "t-SNE, exaggeration 4"]);
  for (const k of [2, 3, 1]) {
    await changes(page, "another picture", () => page.click(`.switch button:nth-child(${k})`));
    assert.deepEqual(await page.locator(".switch [aria-pressed=true]").count(), 1);
    assert.equal(await page.getAttribute(`.switch button:nth-child(${k})`, "aria-pressed"), "true");
    assert.equal(/Distances between islands and their sizes are not data/.test(await page.textContent(".caution")), k === 1);
  }
});

await check("every column is a colour, the reliability of points too", "map.html", {}, async ({ page }) => {
  const names = await page.locator(".colour option").allTextContents();
  assert.deepEqual(names, ["Churn", "Contract", "MonthlyCharges", "tenure", "region", "reliability"]);
  for (const name of names.slice(1)) {
    await changes(page, name, () => page.selectOption(".colour", { label: name }));
    assert.equal(await page.textContent(".side h3"), name);
  }
  const [low, high] = await page.locator(".ramp-ends span").allTextContents();
  assert.ok(Number(low) >= 0 && Number(high) <= 1 && Number(low) < Number(high), `reliability from ${low} to ${high}`);
});

await check("levels are shown and hidden", "map.html", {}, async ({ page }) => {
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
  const box = await canvasBox(page);
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

await check("lines go from the point under the cursor to its true neighbours", "map.html", { reducedMotion: "reduce" }, async ({ page }) => {
  const box = await canvasBox(page);
  const { x, y, ends } = await page.evaluate(() => {
    const map = document.querySelector(".map").qedMap, i = 1233;
    const at = (j) => map.scatter.toScreen(map.flat.x[j], map.flat.y[j]);
    return { x: at(i)[0], y: at(i)[1], ends: map.neighbours.map((column) => at(column[i])) };
  });
  assert.equal(ends.length, 10);
  await page.mouse.move(box.x + x, box.y + y);
  await page.waitForTimeout(100);
  const drawn = await page.evaluate((places) => {
    const over = document.querySelector("canvas.over"), { ratio, radius } = document.querySelector(".map").qedMap.scatter;
    const image = over.getContext("2d").getImageData(0, 0, over.width, over.height);
    const inked = (u, v) => image.data[4 * (Math.round(v * ratio) * over.width + Math.round(u * ratio)) + 3] > 0;
    // The ring around each neighbour, to its right.
    return places.map(([u, v]) => [0.5, 1, 1.5, 2].some((more) => inked(u + radius + more, v)));
  }, ends);
  assert.deepEqual(drawn, ends.map(() => true));
});

await check("placed rows: marks of their own, under the cursor, and a switch", "map.html", { reducedMotion: "reduce" }, async ({ page }) => {
  const box = await canvasBox(page);
  const place = (i) => page.evaluate((i) => {
    const { scatter } = document.querySelector(".map").qedMap;
    return scatter.toScreen(scatter.placed.x[i], scatter.placed.y[i]);
  }, i);
  const [x, y] = await place(3);
  await page.mouse.move(box.x + x, box.y + y);
  assert.match(await page.textContent(".row-card"), /New row 4.*other file.*nearest rows in the data: 4, 7,043\./s);
  const cells = await page.locator(".row-card dl > *").allTextContents();
  assert.deepEqual(cells, ["far from every row", "yes", "distance to the nearest row", "1", "Contract", "Two year", "tenure", "6"]);
  const inked = await page.evaluate(() => {
    const over = document.querySelector("canvas.over");
    return over.getContext("2d").getImageData(0, 0, over.width, over.height).data.filter((c) => c > 0).length;
  });
  assert.ok(inked > 500, "a ring and lines to two rows of the picture");
  assert.match(await page.textContent(".controls .placed"), /New rows \(12\)/);
  await changes(page, "without the new rows", () => page.uncheck(".controls .placed input"));
  await page.mouse.move(box.x + x + 1, box.y + y);
  assert.doesNotMatch(await page.textContent(".row-card"), /New row/);
  await changes(page, "with them again", () => page.check(".controls .placed input"));
  await page.click(".switch button:nth-child(2)");
  assert.ok(await page.isHidden(".controls .placed"), "they stand on one picture only");
});

await check("a picture in space turns, moves and is looked at", "space.html", { reducedMotion: "reduce" }, async ({ page }) => {
  const state = () => page.evaluate(() => {
    const { turn, scatter } = document.querySelector(".map").qedMap;
    return JSON.stringify({ rows: turn.rows, view: { ...scatter.view } });
  });
  const box = await canvasBox(page);
  const drag = async () => {
    await page.mouse.move(box.x + 300, box.y + 250);
    await page.mouse.down();
    await page.mouse.move(box.x + 360, box.y + 290, { steps: 4 });
    await page.mouse.up();
  };
  const start = JSON.parse(await state());
  await changes(page, "a drag", drag);
  const turned = JSON.parse(await state());
  assert.notDeepEqual(turned.rows, start.rows);
  assert.deepEqual(turned.view, start.view);
  await page.keyboard.down("Shift");
  await changes(page, "a drag with shift", drag);
  await page.keyboard.up("Shift");
  const moved = JSON.parse(await state());
  assert.deepEqual(moved.rows, turned.rows);
  assert.notDeepEqual(moved.view, turned.view);
  await page.focus("canvas.points");
  await changes(page, "an arrow", () => page.keyboard.press("ArrowLeft"));
  await changes(page, "an arrow with shift", () => page.keyboard.press("Shift+ArrowLeft"));
  await changes(page, "all", () => page.keyboard.press("0"));
  assert.deepEqual(JSON.parse(await state()), start);
  await changes(page, "turning by itself", () => page.click(".spin"));
  await page.click(".spin");
  // What is under the cursor is what is drawn there after the turn, and rotations stay rotations.
  const { x, y, row } = await page.evaluate(() => {
    const map = document.querySelector(".map").qedMap, near = map.flat.depth.indexOf(Math.max(...map.flat.depth));
    const [x, y] = map.scatter.toScreen(map.flat.x[near], map.flat.y[near]);
    return { x, y, row: near + 1 };
  });
  await page.mouse.move(box.x + x, box.y + y);
  assert.match(await page.textContent(".row-card"), new RegExp(`^Row ${row.toLocaleString("en")}`));
  const placed = await page.evaluate(() => {
    const { scatter } = document.querySelector(".map").qedMap;
    return scatter.toScreen(scatter.placed.x[3], scatter.placed.y[3]);
  });
  await page.mouse.move(box.x + placed[0], box.y + placed[1]);
  assert.match(await page.textContent(".row-card"), /^New row 4.*far from every rowyes/s);
  const size = await page.evaluate(() => document.querySelector(".map").qedMap.turn.rows.map((r) => Math.hypot(...r)));
  size.forEach((v) => assert.ok(Math.abs(v - 1) < 1e-9));
  assert.deepEqual(await violations(page), []);
});

await check("on a phone one finger turns, two move, and the page still scrolls", "space.html", { ...phone, hasTouch: true, reducedMotion: "reduce" }, async ({ page }) => {
  const box = await canvasBox(page), session = await page.context().newCDPSession(page);
  const touch = (type, ...at) => session.send("Input.dispatchTouchEvent", { type, touchPoints: at.map(([x, y], id) => ({ x: box.x + x, y: box.y + y, id })) });
  const drag = async (...fingers) => {
    await touch("touchStart", ...fingers.map(([x, y]) => [x, y]));
    for (let step = 1; step <= 8; ++step) await touch("touchMove", ...fingers.map(([x, y, dx, dy]) => [x + (dx * step) / 8, y + (dy * step) / 8]));
    await touch("touchEnd");
    await page.waitForTimeout(300);
  };
  const state = () => page.evaluate(() => {
    const { turn, scatter } = document.querySelector(".map").qedMap;
    return { rows: turn.rows, view: { ...scatter.view }, scroll: scrollY };
  });
  const start = await state();
  await drag([100, 150, 80, 0]);
  const turned = await state();
  assert.notDeepEqual(turned.rows, start.rows, "one finger sideways turns");
  assert.deepEqual(turned.view, start.view);
  await drag([100, 150, 60, 0], [200, 150, 60, 0]);
  const moved = await state();
  assert.notDeepEqual(moved.view, turned.view, "two fingers move");
  await drag([150, 200, 0, -120]);
  assert.notEqual((await state()).scroll, moved.scroll, "one finger upwards scrolls the page");
});

await check("a formula and its source open beside the number", "map.html", {}, async ({ page }) => {
  const piece = page.locator('[id="e-auc_rnx.gap"]');
  await piece.locator("summary").click();
  const box = await piece.locator("math").boundingBox();
  assert.ok(box.width > 40 && box.height > 8, "MathML is laid out");
  assert.match(await piece.textContent(), /Below 0.05 no reader sees it/);
  await page.locator('[id="e-cluster_count"] summary').click();
  assert.match(await page.textContent('[id="e-cluster_count"]'), /#clusters/);
  assert.match(await page.textContent('[id="e-cluster_stability"]'), /Source: Hennig \(2007\): Cluster-wise/);
  assert.deepEqual(await violations(page), []);
});

await check("a number is drawn on a scale that means something, or not at all", "map.html", {}, async ({ page }) => {
  assert.deepEqual(await page.locator('[id="e-auc_rnx.gap"] .strip .end').allTextContents(), ["equal", "visible", "-0.3", "0.3"]);
  assert.equal(await page.locator('[id="e-auc_rnx.gap"] .strip .limit').count(), 2);
  assert.equal(await page.locator('[id="e-auc_rnx.pca"] .strip').count(), 1);
  assert.equal(await page.locator('[id="e-intrinsic_dimension.twonn"] .strip').count(), 0);
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

for (const file of ["map70k.html", "space70k.html", "map1m.html"])
  await check(`measures: ${file}`, file, {}, async ({ page, ready }) => {
    const measures = await page.evaluate(() => {
      const map = document.querySelector(".map").qedMap;
      const median = (act) => {
        const times = [];
        for (let i = 0; i < 15; ++i) { const start = performance.now(); act(i); times.push(performance.now() - start); }
        return times.sort((a, b) => a - b)[7].toFixed(2) + " ms";
      };
      const paint = performance.getEntriesByName("first-contentful-paint")[0];
      return {
        words: paint ? Math.round(paint.startTime) + " ms" : "unknown",
        recolour: median((i) => map.recolour(i % map.columns.length)),
        pan: median((i) => { map.scatter.view = { x: i, y: 0, k: 1 }; map.draw(); }),
        zoomed: median((i) => { map.scatter.view = { x: -2000, y: -1500, k: 6 + i / 10 }; map.draw(); }),
        hover: median((i) => map.select(map.under(300 + i, 300))),
        switch: median((i) => { map.now = map.pictures[i % 2]; map.under(300, 300); map.draw(); }),
        ...(map.now.z ? { turn: median(() => { map.turn.by(0.03, 0.01); map.draw(); }) } : {}),
      };
    });
    console.log("    ", file, "ready", ready.toFixed(0) + " ms", JSON.stringify(measures));
  });

process.exit(failed ? 1 : 0);
