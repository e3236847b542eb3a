// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace qed {

/// Asks the work under way to stop: async-signal-safe, called from a SIGINT handler.
void request_interrupt() noexcept;
void clear_interrupt() noexcept;
bool interrupt_requested() noexcept;

/// Throws Interrupted when an interrupt was requested. Loops that can run longer than a second call it; blocks of
/// parallel work call it by themselves.
void check_interrupt();

}  // namespace qed
