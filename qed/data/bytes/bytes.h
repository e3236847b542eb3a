// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "qed/data/bytes/memory.h"

namespace qed::data {

/// The bytes of a file, mapped or held; copies share them.
struct Bytes {
  std::string_view view;
  std::shared_ptr<const void> keep;
  bool is_mapped = false;  ///< pages of a file, which can be had again

  static Bytes of(std::string text);
};

/// A plain file is mapped, anything else ("-", a pipe) is read to its end: held up to `limit` bytes, spooled to a
/// temporary file beyond. Throws Error{io} with the system's reason and, for a file that is not there, the nearest
/// name in its folder.
Bytes open_bytes(const std::string& path_or_dash, std::uint64_t limit = text_limit());
/// Says that this part of the bytes is not needed for now: pages of a mapped file leave memory, held bytes stay.
void pass_by(const Bytes& bytes, std::string_view part);
/// The `size` bytes of an open file, mapped. Throws Error{io}.
Bytes mapped_file(int descriptor, std::uint64_t size);

enum class Compression { none, gzip, zstd };
/// By the first bytes.
Compression compression_of(std::string_view bytes);

/// Takes decompressed pieces in order; false stops.
using Sink = std::function<bool(std::string_view piece)>;
/// Every member or frame of `bytes`, piece by piece in O(1) memory. Throws Error{bad_data} when the stream is damaged
/// or ends early.
void decompress(std::string_view bytes, Compression compression, const Sink& sink);
/// The whole text: held up to `limit` bytes, in a nameless temporary file beyond. Throws Error{io} when the disk is
/// full.
Bytes decompressed(const Bytes& file, Compression compression, std::uint64_t limit = text_limit());
/// A raw DEFLATE stream (a zip member) of exactly `size` bytes. Throws Error{bad_data} otherwise.
std::string inflated(std::string_view bytes, std::uint64_t size);

}  // namespace qed::data
