// SPDX-License-Identifier: Apache-2.0
// node shots.mjs PAGES OUT: pictures of the page for a look with one's own eyes.
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
