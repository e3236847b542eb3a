// SPDX-License-Identifier: Apache-2.0
// node build.mjs OUT_FOLDER: bundles src/main.js and style.css and writes page_bundle.cpp with both and their hashes for
// the page's content-security policy; with the formulas of the answers in MathML, and the sources in words.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import temml from "temml";

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

function formulaFiles() {
  const answers = join(here, "../qed/answers");
  return readdirSync(answers).sort().map((name) => join(answers, name, "formulas.tex")).filter((file) => existsSync(file));
}

// Names after "%:", the formula on the next line.
const formulas = [];
for (const file of formulaFiles()) {
  const lines = readFileSync(file, "utf8").split("\n");
  lines.forEach((line, i) => {
    if (!line.startsWith("%: ")) return;
    const mathml = temml.renderToString(lines[i + 1], { displayMode: true, throwOnError: true }).replaceAll(/ style="(display:block math|math-depth:0);"| class="[^"]*"/g, "");
    // The page's policy allows no style of an element: these two stand in style.css.
    if (/ style=|<script/.test(mathml)) throw new Error(`${file}:${i + 2}: the formula asks for a style of its own`);
    for (const name of line.slice(3).trim().split(/\s+/)) formulas.push([name, mathml]);
  });
}

// "Lee, John A. and Verleysen, Michel" -> "Lee, Verleysen"; the rest as it stands.
const sources = readFileSync(join(here, "../docs/refs.bib"), "utf8").split("\n").filter((line) => line.startsWith("@")).map((line) => {
  const key = line.match(/\{([^,]+),/)[1];
  const accents = { '"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303" };
  const plain = (text) => text?.replace(/\\(["'`^~])\s*\{?\\?(\w)\}?/g, (_, accent, letter) => letter + accents[accent])
    .normalize("NFC").replace(/[{}\\]/g, "").replaceAll("--", "–");
  const field = (name) => plain(line.match(new RegExp(`\\b${name}=\\{((?:[^{}]|\\{(?:[^{}]|\\{[^{}]*\\})*\\})*)\\}`))?.[1]);
  const whole = /\bauthor=\{\{/.test(line);
  const authors = whole ? field("author")
    : field("author")?.split(" and ").map((name) => name.split(",")[0]).join(", ").replace(", others", " and others");
  const place = field("journal") ?? field("booktitle") ?? field("publisher") ?? field("howpublished");
  const doi = field("doi");
  return [key, `${authors} (${field("year")}): ${field("title")}.${place ? ` ${place}.` : ""}${doi ? ` doi:${doi}` : ""}`];
});
const pairs = (name, list) => `const std::span<const NamedText> ${name} = [] {
  static constexpr NamedText kAll[] = {{"", ""},
${list.map(([key, text]) => `{R"qed(${key})qed", ${literal(text)}}`).join(",\n")}};
  return std::span<const NamedText>(kAll).subspan(1);
}();`;

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
${pairs("kPageFormulas", formulas)}
${pairs("kPageSources", sources)}
}  // namespace qed::report
`);
console.log(`page bundle: script ${script.length} bytes, style ${style.length} bytes, ${formulas.length} formulas`);
