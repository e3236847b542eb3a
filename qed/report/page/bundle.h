// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace qed::report {

/// The page's script and styles, made from web/ when QED is built, with their hashes for the content-security policy.
/// A build without node (QED_WEB=OFF) has no script and no hashes.
extern const char* const kPageScript;
extern const char* const kPageStyle;
extern const char* const kPageScriptHash;
extern const char* const kPageStyleHash;

}  // namespace qed::report
