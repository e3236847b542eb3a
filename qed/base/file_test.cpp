// SPDX-License-Identifier: Apache-2.0
#include "qed/base/file.h"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>

#include "qed/base/error.h"

namespace fs = std::filesystem;

namespace {
struct Folder {
  fs::path path = fs::temp_directory_path() / ("qed_file_test_" + std::to_string(::getpid()));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
  std::size_t entries() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(path), fs::directory_iterator()));
  }
};
}  // namespace

TEST_CASE("a file appears whole or not at all") {
  Folder folder;
  const fs::path target = folder.path / "report.html";
  qed::write_file(target, "old");
  {
    qed::AtomicFile file(target);
    file.write("half of the new");
  }
  CHECK(qed::read_file(target) == "old");
  CHECK(folder.entries() == 1);  // no temporary file is left
  qed::write_file(target, "new");
  CHECK(qed::read_file(target) == "new");
}

TEST_CASE("a missing folder, a directory and a full disk are io errors that name the file") {
  Folder folder;
  CHECK_THROWS_WITH_AS(qed::write_file(folder.path / "no" / "x", "1"),
                       doctest::Contains("No such file or directory"), qed::Error);
  CHECK_THROWS_WITH_AS(qed::write_file(folder.path, "1"), doctest::Contains("Is a directory"),
                       qed::Error);
  CHECK_THROWS_WITH_AS(qed::read_file(folder.path), doctest::Contains("it is a directory"),
                       qed::Error);
  CHECK_THROWS_AS(qed::write_file("/dev/full", "1"), qed::Error);
}

TEST_CASE("a write that the system refuses leaves the old file") {
  Folder folder;
  const fs::path target = folder.path / "x";
  qed::write_file(target, "old");
  // A file size limit stands in for the full disk: the write fails half way through.
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{4096, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &limit);
  CHECK_THROWS_AS(qed::write_file(target, std::string(1 << 20, 'x')), qed::Error);
  setrlimit(RLIMIT_FSIZE, &before);
  CHECK(qed::read_file(target) == "old");
  CHECK(folder.entries() == 1);
}
