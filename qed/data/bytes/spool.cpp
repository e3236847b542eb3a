// SPDX-License-Identifier: Apache-2.0
#include "qed/data/bytes/spool.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

#include "qed/base/error.h"

namespace qed::data {
namespace {

[[noreturn]] void fail() {
  throw Error(ErrorCode::io, std::string("cannot write a temporary file: ") + std::strerror(errno),
              "free some space, or set TMPDIR to a larger disk");
}

}  // namespace

Spool::~Spool() {
  if (file_ >= 0) ::close(file_);
}

void Spool::open_file() {
  std::error_code failed;
  const auto folder = std::filesystem::temp_directory_path(failed);
  std::string name = ((failed ? std::filesystem::path("/tmp") : folder) / "qed.XXXXXX").string();
  file_ = ::mkostemp(name.data(), O_CLOEXEC);
  if (file_ < 0) fail();
  ::unlink(name.c_str());
}

void Spool::write(std::string_view piece) {
  written_ += piece.size();
  while (!piece.empty()) {
    const ssize_t count = ::write(file_, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail();
    piece.remove_prefix(static_cast<std::size_t>(count));
  }
}

void Spool::append(std::string_view piece) {
  if (file_ < 0 && held_.size() + piece.size() <= limit_) {
    held_ += piece;
    return;
  }
  if (file_ < 0) {
    open_file();
    write(std::exchange(held_, {}));
  }
  write(piece);
}

Bytes Spool::finish() {
  if (file_ < 0) return Bytes::of(std::move(held_));
  return mapped_file(file_, written_);
}

}  // namespace qed::data
