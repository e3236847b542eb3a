// SPDX-License-Identifier: Apache-2.0
#include "qed/base/threads.h"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <stdexcept>

#include "qed/base/error.h"
#include "qed/base/interrupt.h"

namespace {

double blocked_sum(std::size_t n) {
  return qed::parallel_reduce(
      n, 1000, 0.0,
      [](qed::Block block) {
        double sum = 0;
        for (std::size_t i = block.begin; i < block.end; ++i)
          sum += std::sin(static_cast<double>(i));
        return sum;
      },
      [](double& total, double part) { total += part; });
}

}  // namespace

TEST_CASE("a blocked sum has the same bits at 1, 2 and 7 threads") {
  qed::set_threads(1);
  const auto one = std::bit_cast<std::uint64_t>(blocked_sum(123457));
  for (int count : {2, 7}) {
    qed::set_threads(count);
    CHECK(qed::threads() == count);
    CHECK(std::bit_cast<std::uint64_t>(blocked_sum(123457)) == one);
  }
  qed::set_threads(0);
}

TEST_CASE("every item is visited once, nested calls included") {
  std::vector<int> visits(10007);
  qed::parallel_blocks(visits.size(), 100, [&](qed::Block outer) {
    qed::parallel_blocks(outer.size(), 7, [&](qed::Block inner) {
      for (std::size_t i = inner.begin; i < inner.end; ++i) ++visits[outer.begin + i];
    });
  });
  for (int count : visits) CHECK_UNARY(count == 1);
}

TEST_CASE("an exception in a body reaches the caller") {
  CHECK_THROWS_AS(qed::parallel_blocks(1000, 1,
                                       [](qed::Block b) {
                                         if (b.index == 500) throw std::runtime_error("body");
                                       }),
                  std::runtime_error);
}

TEST_CASE("an interrupt stops between blocks") {
  std::size_t done = 0;
  qed::set_threads(1);
  CHECK_THROWS_AS(qed::parallel_blocks(1000, 1,
                                       [&](qed::Block) {
                                         if (++done == 3) qed::request_interrupt();
                                       }),
                  qed::Interrupted);
  CHECK(done == 3);
  qed::clear_interrupt();
  qed::set_threads(0);
}
