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
#include "qed/data/bytes/spool.h"

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
               std::shared_ptr<const void>(address, [size](void* held) { ::munmap(held, size); }),
               true};
}

Bytes read_all(int descriptor, const std::string& path, std::uint64_t limit) {
  Spool spool(limit);
  std::string piece(std::size_t{4} << 20, '\0');
  for (;;) {
    check_interrupt();
    const ssize_t count = ::read(descriptor, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) refuse(path, errno);
    if (count == 0) return spool.finish();
    spool.append({piece.data(), static_cast<std::size_t>(count)});
  }
}

}  // namespace

Bytes Bytes::of(std::string text) {
  auto held = std::make_shared<const std::string>(std::move(text));
  return {*held, held, false};
}

void pass_by(const Bytes& bytes, std::string_view part) {
  if (!bytes.is_mapped) return;
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const char* const begin = bytes.view.data();  // a mapping begins at a page
  const std::size_t from = static_cast<std::size_t>(part.data() - begin) / page * page,
                    to = static_cast<std::size_t>(part.data() + part.size() - begin) / page * page;
  if (from < to) ::madvise(const_cast<char*>(begin) + from, to - from, MADV_DONTNEED);
}

Bytes mapped_file(int descriptor, std::uint64_t size) {
  const auto bytes = mapped(descriptor, static_cast<std::size_t>(size));
  require(bytes.has_value(), ErrorCode::io,
          std::string("cannot map a file: ") + std::strerror(errno));
  return *bytes;
}

Bytes open_bytes(const std::string& path_or_dash, std::uint64_t limit) {
  if (path_or_dash == "-") return read_all(STDIN_FILENO, "standard input", limit);
  const Descriptor file{::open(path_or_dash.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.number < 0) refuse(path_or_dash, errno);
  struct stat info{};
  if (::fstat(file.number, &info) != 0) refuse(path_or_dash, errno);
  if (S_ISDIR(info.st_mode)) refuse(path_or_dash, EISDIR);
  if (!S_ISREG(info.st_mode) || info.st_size == 0)
    return read_all(file.number, path_or_dash, limit);
  const auto bytes = mapped(file.number, static_cast<std::size_t>(info.st_size));
  return bytes ? *bytes : read_all(file.number, path_or_dash, limit);
}

}  // namespace qed::data
