// SPDX-License-Identifier: Apache-2.0
// The main program of every fuzz target: replays the seed files, then runs a fixed number of inputs mutated from them.
//   csv_fuzz [--runs N] [--seed S] [FILE...]     with files: runs just those
// Input k depends on (seed, k) alone. An input that crashes, throws, or takes more than ten seconds is kept in a file.
#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

#include "qed/base/random.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);
extern "C" void __sanitizer_set_death_callback(void (*callback)()) __attribute__((weak));

namespace {

using Bytes = std::vector<unsigned char>;
constexpr std::size_t kLongestInput = 1 << 16;
constexpr unsigned kSecondsPerInput = 10;

// csv of the program csv_fuzz: it names the folder of seeds and the file of a crash.
std::string reader() {
  std::string name = program_invocation_short_name;
  if (name.ends_with("_fuzz")) name.erase(name.size() - std::string("_fuzz").size());
  return name;
}

Bytes current;  // the input being run, for the crash file
std::string current_name;

void keep_input() {
  const std::string name = "crash-" + reader() + "-" + current_name;
  std::ofstream(name, std::ios::binary)
      .write(reinterpret_cast<const char*>(current.data()),
             static_cast<std::streamsize>(current.size()));
  std::fprintf(stderr, "\nfuzz: input kept in %s (%zu bytes)\n", name.c_str(), current.size());
}

void on_signal(int number) {
  std::fprintf(stderr, "\nfuzz: signal %d%s\n", number,
               number == SIGALRM ? ": input took too long" : "");
  keep_input();
  std::_Exit(1);
}

Bytes read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void run(Bytes input, std::string name) {
  current = std::move(input);
  current_name = std::move(name);
  // A copy of exactly this size, so that reading one byte too far is seen.
  const Bytes exact(current);
  alarm(kSecondsPerInput);
  try {
    LLVMFuzzerTestOneInput(exact.data(), exact.size());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "fuzz: escaped exception: %s\n", error.what());
    keep_input();
    std::_Exit(1);
  }
  alarm(0);
}

/// Values at which readers break: signs, sizes, delimiters, and text that means something to a format.
constexpr std::array<std::string_view, 24> kTokens = {"\xff\xff\xff\xff",
                                                      "\x7f\xff\xff\xff",
                                                      std::string_view("\0\0\0\0", 4),
                                                      "\x80",
                                                      "-1",
                                                      "1e999",
                                                      "9223372036854775808",
                                                      "nan",
                                                      "inf",
                                                      "\"",
                                                      "\"\"",
                                                      "\r\n",
                                                      "\n",
                                                      ",",
                                                      "\t",
                                                      "\xef\xbb\xbf",
                                                      "{",
                                                      "[[[[[[[[",
                                                      "}",
                                                      "null",
                                                      "\\u0000",
                                                      "\xc3\x28",
                                                      "((((",
                                                      "0x"};

/// One change at a random place: flip, overwrite, remove, repeat, insert a token, or join with another seed.
void change(Bytes& x, const std::vector<Bytes>& seeds, qed::Rng& rng) {
  const std::size_t at = rng.below(x.size() + 1);
  const std::size_t length = rng.below(std::min<std::size_t>(x.size() - at, 64) + 1);
  const auto here = x.begin() + static_cast<std::ptrdiff_t>(at);
  const auto there = here + static_cast<std::ptrdiff_t>(length);
  switch (rng.below(7)) {
    case 0:
      if (at < x.size()) x[at] ^= static_cast<unsigned char>(1u << rng.below(8));
      break;
    case 1:
      if (at < x.size()) x[at] = static_cast<unsigned char>(rng.below(256));
      break;
    case 2:
      x.erase(here, there);
      break;
    case 3: {
      const Bytes part(here, there);
      x.insert(here, part.begin(), part.end());
      break;
    }
    case 4: {
      const std::string_view token = kTokens[rng.below(kTokens.size())];
      x.insert(here, token.begin(), token.end());
      break;
    }
    case 5:
      if (rng.below(8) == 0) x.resize(at);
      break;
    default: {
      const Bytes& other = seeds[rng.below(seeds.size())];
      const std::size_t from = rng.below(other.size() + 1);
      x.resize(at);
      x.insert(x.end(), other.begin() + static_cast<std::ptrdiff_t>(from), other.end());
    }
  }
}

Bytes mutated(const std::vector<Bytes>& seeds, std::uint64_t seed, std::uint64_t k) {
  qed::Rng rng(seed, 0, k);
  Bytes input = seeds[rng.below(seeds.size())];
  for (std::uint64_t changes = 1 + rng.below(8); changes > 0; --changes) change(input, seeds, rng);
  input.resize(std::min(input.size(), kLongestInput));
  return input;
}

std::vector<Bytes> replay_seeds() {
  std::vector<std::filesystem::path> paths;
  const std::filesystem::path folder = std::filesystem::path(FUZZ_SEEDS) / reader();
  if (std::filesystem::is_directory(folder)) {
    for (const auto& entry : std::filesystem::directory_iterator(folder))
      paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<Bytes> seeds{Bytes{}};
  for (const auto& path : paths) {
    seeds.push_back(read(path));
    run(seeds.back(), path.filename().string());
  }
  return seeds;
}

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t runs = 20000, seed = 1;
  std::vector<std::string> files;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--runs" && i + 1 < argc)
      runs = std::strtoull(argv[++i], nullptr, 10);
    else if (word == "--seed" && i + 1 < argc)
      seed = std::strtoull(argv[++i], nullptr, 10);
    else
      files.emplace_back(word);
  }
  std::signal(SIGALRM, on_signal);
  if (__sanitizer_set_death_callback)
    __sanitizer_set_death_callback(keep_input);
  else
    for (int number : {SIGSEGV, SIGABRT, SIGFPE, SIGBUS, SIGILL}) std::signal(number, on_signal);

  for (const std::string& file : files)
    run(read(file), std::filesystem::path(file).filename().string());
  if (!files.empty()) return 0;
  const std::vector<Bytes> seeds = replay_seeds();
  for (std::uint64_t k = 0; k < runs; ++k)
    run(mutated(seeds, seed, k), std::to_string(seed) + "-" + std::to_string(k));
  std::printf("fuzz %s: %zu seeds, %llu inputs, no failure\n", reader().c_str(), seeds.size() - 1,
              static_cast<unsigned long long>(runs));
}
