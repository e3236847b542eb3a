// SPDX-License-Identifier: Apache-2.0
// Opens a page as a reader would, in Debian's Chromium, and keeps what it complained about.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** body({page, complaints}) on a fresh profile; complaints are console errors, exceptions and requests to a network. */
export async function withPage(file, options, body) {
  const profile = mkdtempSync(join(tmpdir(), "qed-browser-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.QED_CHROMIUM ?? "/usr/bin/chromium", headless: true, args: FLAGS,
    viewport: { width: 1280, height: 900 }, ...options,
  });
  try {
    const page = await context.newPage(), complaints = [];
    page.on("console", (message) => { if (["error", "warning"].includes(message.type())) complaints.push(message.text()); });
    page.on("pageerror", (error) => complaints.push("exception: " + error.message));
    page.on("dialog", (dialog) => { complaints.push("dialog: " + dialog.message()); dialog.dismiss(); });
    page.on("request", (request) => { if (!/^(file|data|blob):/.test(request.url())) complaints.push("request: " + request.url()); });
    const start = performance.now();
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector("html[data-charts]");
    await page.waitForFunction(() => [...document.querySelectorAll(".map")].every((m) => m.hasAttribute("data-ready")), null, { timeout: 60000 });
    return await body({ page, complaints, ready: performance.now() - start });
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
}
