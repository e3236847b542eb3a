// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace qed {

/// A file that appears whole or not at all: written beside its target under a temporary name, renamed by commit().
/// Destroyed without commit (an error, an interrupt) it leaves what was there before. Throws Error{io} with the
/// system's reason (no space, no permission, no such folder).
class AtomicFile {
 public:
  explicit AtomicFile(std::filesystem::path target);
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile();

  void write(std::string_view bytes);
  void commit();

 private:
  [[noreturn]] void fail(int error_number, const char* doing);
  std::filesystem::path target_, temporary_;
  int descriptor_ = -1;
};

/// Writes all of `bytes` to `target` atomically; a special file (/dev/stdout, a pipe) is written in place.
void write_file(const std::filesystem::path& target, std::string_view bytes);

/// The whole of a file that is small by nature (an answer, a schema). Refuses more than max_bytes.
std::string read_file(const std::filesystem::path& path, std::uint64_t max_bytes = 1u << 30);

}  // namespace qed
