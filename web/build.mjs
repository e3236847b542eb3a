// SPDX-License-Identifier: Apache-2.0
// node build.mjs OUT_FOLDER: bundles src/main.js and style.css and writes page_bundle.cpp with both and their hashes for
// the page's content-security policy.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "dist");
const bundle = async (entry) => {
  const result = await build({
    entryPoints: [join(here, entry)], bundle: true, minify: true, write: false, format: "iife", target: "es2020",
    charset: "utf8", legalComments: "none",
  });
  return result.outputFiles[0].text;
};
const sha256 = (text) => "sha256-" + createHash("sha256").update(text, "utf8").digest("base64");
const literal = (text) => {
  if (text.includes(')qed"')) throw new Error("the bundle holds the delimiter of its own literal");
  return text.match(/[^]{1,12000}/g).map((part) => `R"qed(${part})qed"`).join("\n");
};

const script = await bundle("src/main.js");
const style = await bundle("style.css");
if (/<\/(script|style)|<!--/i.test(script + style)) throw new Error("the bundle would end its own element");
mkdirSync(out, { recursive: true });
writeFileSync(join(out, "page_bundle.cpp"), `// SPDX-License-Identifier: Apache-2.0
// Written by web/build.mjs.
#include "qed/report/page/bundle.h"

namespace qed::report {
const char* const kPageScript = ${literal(script)};
const char* const kPageStyle = ${literal(style)};
const char* const kPageScriptHash = "${sha256(script)}";
const char* const kPageStyleHash = "${sha256(style)}";
}  // namespace qed::report
`);
console.log(`page bundle: script ${script.length} bytes, style ${style.length} bytes`);
