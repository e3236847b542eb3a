// SPDX-License-Identifier: Apache-2.0
#pragma once
// What the steps of a compiled formula do to a block of rows; internal to functions.cpp and compiled.cpp.
#include <cstddef>
#include <string_view>

namespace qed::calculus {

/// out[i] = f(arguments[0][i], ..., arguments[operands - 1][i]) for i < n. `out` may be arguments[0], else they are
/// apart.
struct Kernel {
  int operands = 0;
  void (*run)(const double* const* arguments, double* out, std::size_t n) = nullptr;
};

/// Of a function of `functions()`: of two operands for min and max, which are folded over more. No `run` for others.
Kernel function_kernel(std::string_view name);
/// Of an operator of one or two operands; no `run` where there is none.
Kernel operator_kernel(std::string_view mark, std::size_t operands);

}  // namespace qed::calculus
