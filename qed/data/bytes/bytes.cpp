// SPDX-License-Identifier: Apache-2.0
#include "qed/data/bytes/bytes.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

#include "qed/base/error.h"
#include "qed/base/interrupt.h"
#include "qed/base/text.h"

namespace qed::data {
namespace {

// The nearest name in the folder of a file that is not there.
std::string other_file(const std::filesystem::path& path) {
  std::vector<std::string> names;
  std::error_code failed;
  const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  for (std::filesystem::directory_iterator entry(folder, failed), end;
       !failed && entry != end && names.size() < 2000; entry.increment(failed))
    names.push_back(entry->path().filename().string());
  if (const auto found = nearest(path.filename().string(), names))
    return "did you mean \"" + printable((path.parent_path() / *found).string(), 200) + "\"?";
  return {};
}

[[noreturn]] void refuse(const std::string& path, int error_number) {
  const std::string hint = error_number == ENOENT   ? other_file(path)
                           : error_number == EISDIR ? "give a file in it"
                           : error_number == EACCES ? "you may not read it: check its permissions"
                                                    : "";
  throw Error(ErrorCode::io,
              "cannot read \"" + printable(path, 200) + "\": " + std::strerror(error_number), hint);
}

struct Descriptor {
  int number;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
};

std::optional<Bytes> mapped(int descriptor, std::size_t size) {
  void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (address == MAP_FAILED) return std::nullopt;
  return Bytes{{static_cast<const char*>(address), size},
               std::shared_ptr<const void>(address, [size](void* held) { ::munmap(held, size); })};
}

std::string read_all(int descriptor, const std::string& path) {
  std::string text;
  std::size_t used = 0;
  for (;;) {
    check_interrupt();
    if (text.size() - used < (1u << 20))
      text.resize(std::max<std::size_t>(std::size_t{4} << 20, text.size() * 2));
    const ssize_t count = ::read(descriptor, text.data() + used, text.size() - used);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) refuse(path, errno);
    if (count == 0) break;
    used += static_cast<std::size_t>(count);
  }
  text.resize(used);
  return text;
}

}  // namespace

Bytes Bytes::of(std::string text) {
  auto held = std::make_shared<const std::string>(std::move(text));
  return {*held, held};
}

Bytes open_bytes(const std::string& path_or_dash) {
  if (path_or_dash == "-") return Bytes::of(read_all(STDIN_FILENO, "standard input"));
  const Descriptor file{::open(path_or_dash.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.number < 0) refuse(path_or_dash, errno);
  struct stat info{};
  if (::fstat(file.number, &info) != 0) refuse(path_or_dash, errno);
  if (S_ISDIR(info.st_mode)) refuse(path_or_dash, EISDIR);
  if (!S_ISREG(info.st_mode) || info.st_size == 0)
    return Bytes::of(read_all(file.number, path_or_dash));
  const auto bytes = mapped(file.number, static_cast<std::size_t>(info.st_size));
  return bytes ? *bytes : Bytes::of(read_all(file.number, path_or_dash));
}

Bytes spooled(std::string_view bytes, Compression compression) {
  std::string name = (std::filesystem::temp_directory_path() / "qed.XXXXXX").string();
  const Descriptor file{::mkstemp(name.data())};
  if (file.number < 0) refuse(name, errno);
  ::unlink(name.c_str());
  std::size_t size = 0;
  decompress(bytes, compression, [&](std::string_view piece) {
    size += piece.size();
    while (!piece.empty()) {
      const ssize_t written = ::write(file.number, piece.data(), piece.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0)
        throw Error(ErrorCode::io,
                    std::string("cannot write a temporary file: ") + std::strerror(errno),
                    "free some space, or set TMPDIR to a larger disk");
      piece.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
  });
  if (size == 0) return Bytes::of({});
  const auto mapping = mapped(file.number, size);
  if (!mapping) refuse(name, errno);
  return *mapping;
}

}  // namespace qed::data
