// SPDX-License-Identifier: Apache-2.0
// node shots.mjs PAGES OUT: pictures of PAGES/map.html for a look with one's own eyes, and its first screen for the README
// (docs/images/map.png, of the page that `make demo` writes).
import { join } from "node:path";
import { withPage } from "./browser.mjs";

const [pages, out] = process.argv.slice(2);
for (const colorScheme of ["light", "dark"])
  for (const [device, viewport] of [["desktop", { width: 1280, height: 900 }], ["phone", { width: 360, height: 740 }]])
    await withPage(join(pages, "map.html"), { colorScheme, viewport, deviceScaleFactor: device === "phone" ? 2 : 1 }, async ({ page, complaints }) => {
      await page.waitForTimeout(300);
      await page.screenshot({ path: join(out, `${device}-${colorScheme}.png`), fullPage: true });
      console.log(device, colorScheme, complaints);
    });
await withPage(join(pages, "map.html"), { viewport: { width: 1100, height: 1150 } }, async ({ page }) => {
  await page.evaluate(() => document.querySelector(".map").qedMap.select(100, true));
  await page.waitForTimeout(300);
  await page.screenshot({ path: join(out, "first-screen.png") });
});
