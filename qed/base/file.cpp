// SPDX-License-Identifier: Apache-2.0
#include "qed/base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "qed/base/error.h"
#include "qed/base/text.h"

namespace qed {
namespace {

std::string quoted(const std::filesystem::path& path) {
  return "\"" + printable(path.string(), 200) + "\"";
}

std::string_view hint_for(int error_number) {
  switch (error_number) {
    case ENOENT:
      return "does the folder exist?";
    case EACCES:
    case EPERM:
    case EROFS:
      return "choose a folder that you may write to";
    case ENOSPC:
    case EDQUOT:
      return "free some space, or write to another disk";
    default:
      return {};
  }
}

// 0, or the error's number.
int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

}  // namespace

AtomicFile::AtomicFile(std::filesystem::path target) : target_(std::move(target)) {
  std::error_code ignored;
  if (std::filesystem::is_symlink(target_, ignored))
    target_ = std::filesystem::weakly_canonical(target_);
  if (std::filesystem::is_directory(target_, ignored)) fail(EISDIR, "write");
  std::string pattern = target_.string() + ".XXXXXX";
  descriptor_ = ::mkstemp(pattern.data());
  if (descriptor_ < 0) fail(errno, "write");
  temporary_ = pattern;
  // mkstemp makes the file private; a report gets the permissions that any new file would.
  const mode_t mask = ::umask(0);
  ::umask(mask);
  ::fchmod(descriptor_, 0666 & ~mask);
}

AtomicFile::~AtomicFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void AtomicFile::fail(int error_number, const char* doing) {
  throw Error(
      ErrorCode::io,
      "cannot " + std::string(doing) + " " + quoted(target_) + ": " + std::strerror(error_number),
      std::string(hint_for(error_number)));
}

void AtomicFile::write(std::string_view bytes) {
  if (const int failed = write_all(descriptor_, bytes); failed != 0) fail(failed, "write");
}

void AtomicFile::commit() {
  if (::fsync(descriptor_) != 0 && errno != EINVAL) fail(errno, "write");
  const int descriptor = std::exchange(descriptor_, -1);
  if (::close(descriptor) != 0) fail(errno, "write");
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail(errno, "replace");
  temporary_.clear();
}

void write_file(const std::filesystem::path& target, std::string_view bytes) {
  std::error_code ignored;
  const auto status = std::filesystem::status(target, ignored);
  if (std::filesystem::is_character_file(status) || std::filesystem::is_fifo(status)) {
    const int descriptor = ::open(target.c_str(), O_WRONLY | O_CLOEXEC);
    int failed = descriptor < 0 ? errno : write_all(descriptor, bytes);
    if (descriptor >= 0 && ::close(descriptor) != 0 && failed == 0) failed = errno;
    require(failed == 0, ErrorCode::io,
            "cannot write " + quoted(target) + ": " + std::strerror(failed),
            std::string(hint_for(failed)));
    return;
  }
  AtomicFile file(target);
  file.write(bytes);
  file.commit();
}

std::string read_file(const std::filesystem::path& path, std::uint64_t max_bytes) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const auto refuse = [&](const std::string& why) {
    if (descriptor >= 0) ::close(descriptor);
    throw Error(ErrorCode::io, "cannot read " + quoted(path) + ": " + why);
  };
  if (descriptor < 0) refuse(std::strerror(errno));
  struct stat info{};
  if (::fstat(descriptor, &info) != 0) refuse(std::strerror(errno));
  if (S_ISDIR(info.st_mode)) refuse("it is a directory");
  std::string bytes;
  char buffer[1 << 16];
  for (;;) {
    const ssize_t count = ::read(descriptor, buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) refuse(std::strerror(errno));
    if (count == 0) break;
    bytes.append(buffer, static_cast<std::size_t>(count));
    if (bytes.size() > max_bytes)
      refuse("it is larger than " + std::to_string(max_bytes) + " bytes");
  }
  ::close(descriptor);
  return bytes;
}

}  // namespace qed
