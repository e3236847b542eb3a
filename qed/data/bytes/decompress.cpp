// SPDX-License-Identifier: Apache-2.0
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/interrupt.h"
#include "qed/data/bytes/bytes.h"
#include "qed/data/bytes/spool.h"

namespace qed::data {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 20;
constexpr const char* kEndsEarly = "the compressed file ends early";

// A z_stream that is always ended.
struct Inflater {
  z_stream stream{};
  explicit Inflater(int window_bits) {
    ensure(inflateInit2(&stream, window_bits) == Z_OK, "inflateInit2 failed");
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() { inflateEnd(&stream); }
  void feed(std::string_view& bytes) {
    if (stream.avail_in > 0 || bytes.empty()) return;
    const std::size_t count = std::min<std::size_t>(bytes.size(), 1u << 30);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(count);
    bytes.remove_prefix(count);
  }
};

void gunzip(std::string_view bytes, const Sink& sink) {
  Inflater inflater(15 + 16);
  z_stream& stream = inflater.stream;
  std::vector<char> piece(kPiece);
  for (bool member_done = false;;) {
    check_interrupt();
    inflater.feed(bytes);
    if (stream.avail_in == 0) {
      require(member_done, ErrorCode::bad_data, kEndsEarly, "copy or download it again");
      return;
    }
    if (member_done) {
      // Another member may follow; zero padding after the last one is allowed (as gzip does).
      if (*stream.next_in == 0) return;
      inflateReset(&stream);
    }
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    const int status = inflate(&stream, Z_NO_FLUSH);
    require(status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR, ErrorCode::bad_data,
            std::string("the gzip file is damaged: ") +
                (stream.msg != nullptr ? stream.msg : "bad header"));
    if (!sink({piece.data(), piece.size() - stream.avail_out})) return;
    member_done = status == Z_STREAM_END;
  }
}

void unzstd(std::string_view bytes, const Sink& sink) {
  const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(),
                                                                     &ZSTD_freeDCtx);
  std::vector<char> piece(kPiece);
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  for (std::size_t status = 1;;) {
    check_interrupt();
    ZSTD_outBuffer out{piece.data(), piece.size(), 0};
    const std::size_t before = in.pos;
    if (in.pos == in.size && status == 0) return;
    status = ZSTD_decompressStream(context.get(), &out, &in);
    require(ZSTD_isError(status) == 0, ErrorCode::bad_data,
            std::string("the zstd file is damaged: ") + ZSTD_getErrorName(status));
    if (out.pos > 0 && !sink({piece.data(), out.pos})) return;
    require(out.pos > 0 || in.pos > before || status == 0, ErrorCode::bad_data, kEndsEarly,
            "copy or download it again");
  }
}

}  // namespace

Compression compression_of(std::string_view bytes) {
  if (bytes.starts_with("\x1f\x8b")) return Compression::gzip;
  if (bytes.starts_with("\x28\xb5\x2f\xfd")) return Compression::zstd;
  return Compression::none;
}

void decompress(std::string_view bytes, Compression compression, const Sink& sink) {
  switch (compression) {
    case Compression::none:
      sink(bytes);
      return;
    case Compression::gzip:
      gunzip(bytes, sink);
      return;
    case Compression::zstd:
      unzstd(bytes, sink);
      return;
  }
}

Bytes decompressed(const Bytes& file, Compression compression, std::uint64_t limit) {
  if (compression == Compression::none) return file;
  Spool spool(limit);
  decompress(file.view, compression, [&](std::string_view piece) {
    spool.append(piece);
    return true;
  });
  return spool.finish();
}

std::string inflated(std::string_view bytes, std::uint64_t size) {
  // DEFLATE cannot expand more than 1032-fold, so a larger size is a lie told before memory is taken.
  require(size / 1032 <= bytes.size() + 1, ErrorCode::bad_data,
          "the archive's sizes do not fit its contents");
  Inflater inflater(-15);
  z_stream& stream = inflater.stream;
  std::string text(size, '\0');
  std::size_t used = 0;
  for (int status = Z_OK; status != Z_STREAM_END;) {
    inflater.feed(bytes);
    stream.next_out = reinterpret_cast<Bytef*>(text.data() + used);
    stream.avail_out = static_cast<uInt>(std::min<std::size_t>(size - used, 1u << 30));
    const std::size_t room = stream.avail_out;
    status = inflate(&stream, Z_NO_FLUSH);
    used += room - stream.avail_out;
    require(status == Z_STREAM_END || (status == Z_OK && used < size), ErrorCode::bad_data,
            "the archive is damaged or ends early");
  }
  require(used == size, ErrorCode::bad_data, "the archive is damaged or ends early");
  return text;
}

}  // namespace qed::data
