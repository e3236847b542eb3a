// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>

namespace qed::report {

/// The page's script and styles, made from web/ when QED is built, with their hashes for the content-security policy.
/// A build without node (QED_WEB=OFF) has no script and no hashes.
extern const char* const kPageScript;
extern const char* const kPageStyle;
extern const char* const kPageScriptHash;
extern const char* const kPageStyleHash;

/// Made with them: MathML by evidence id (from qed/answers/*/formulas.tex), and sources in words by their key in
/// docs/refs.bib. Empty in a build without node.
struct NamedText {
  const char *name, *text;
};
extern const std::span<const NamedText> kPageFormulas, kPageSources;

}  // namespace qed::report
