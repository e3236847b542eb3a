// SPDX-License-Identifier: Apache-2.0
// A formula as postfix steps on a stack of blocks of rows: one indirect call a step and block.
#include <algorithm>
#include <array>

#include "qed/base/error.h"
#include "qed/base/text.h"
#include "qed/calculus/expression/expression.h"
#include "qed/calculus/expression/kernels.h"

namespace qed::calculus {

struct Compiled::Program {
  /// Pushes a variable or a number, or replaces the operands on top of the stack by what the kernel makes of them.
  struct Step {
    Kernel kernel;
    bool is_variable = false;
    std::size_t variable = 0;
    double number = 0;
  };
  std::vector<Step> steps;
  std::size_t deepest = 0;    ///< operands that stand on the stack at once
  std::size_t variables = 0;  ///< one more than the largest index

  /// The values of n rows: column(k) is where those of variable k begin, scratch holds deepest * width numbers, stack
  /// deepest pointers. A variable is not copied: the stack points to its column.
  template <class Column>
  const double* run(Column column, std::size_t n, std::size_t width, double* scratch,
                    const double** stack) const {
    std::size_t depth = 0;
    for (const Step& step : steps) {
      depth -= static_cast<std::size_t>(step.kernel.operands);
      double* const out = scratch + depth * width;
      if (step.kernel.run)
        step.kernel.run(stack + depth, out, n);
      else if (!step.is_variable)
        std::fill_n(out, n, step.number);
      stack[depth++] = step.is_variable ? column(step.variable) : out;
    }
    return stack[0];
  }
};

namespace {

std::string arguments_in_words(int count) {
  return std::to_string(count) + (count == 1 ? " argument" : " arguments");
}

const Function& checked_function(std::string_view formula, const Expression& call) {
  const Function* function = find_function(call.name);
  if (!function) {
    std::vector<std::string> names;
    for (const Function& known : functions()) names.emplace_back(known.name);
    fail_at(formula, call.from, std::min(call.to, call.from + call.name.size()),
            "there is no function \"" + printable(call.name) + "\" of numbers",
            did_you_mean(call.name, names));
  }
  const auto given = call.arguments.size();
  const bool many = function->most > function->fewest;
  if (given < static_cast<std::size_t>(function->fewest) ||
      given > static_cast<std::size_t>(function->most))
    fail_at(formula, call.from, call.to,
            call.name + " takes " + (many ? "at least " : "") +
                arguments_in_words(function->fewest) + ", but has " + std::to_string(given),
            function->summary);
  return *function;
}

}  // namespace

Compiled::Compiled(std::string_view formula, const Expression& e,
                   const std::function<std::size_t(const Expression& node)>& variable) {
  auto program = std::make_shared<Program>();
  std::size_t depth = 0;
  const auto push = [&](Program::Step step) {
    depth -= static_cast<std::size_t>(step.kernel.operands);
    program->deepest = std::max(program->deepest, ++depth);
    program->steps.push_back(step);
  };
  const auto add = [&](const auto& self, const Expression& node) -> void {
    switch (node.kind) {
      case Expression::Kind::number:
        return push({.kernel = {}, .number = node.number});
      case Expression::Kind::text:
        fail_at(formula, node.from, node.to, "a text stands where a number is needed");
      case Expression::Kind::name: {
        const std::size_t index = variable(node);
        program->variables = std::max(program->variables, index + 1);
        return push({.kernel = {}, .is_variable = true, .variable = index});
      }
      default:
        break;
    }
    const bool call = node.kind == Expression::Kind::call;
    const Kernel kernel = call ? function_kernel(checked_function(formula, node).name)
                               : operator_kernel(node.name, node.arguments.size());
    ensure(kernel.run != nullptr, "every operator and function has a kernel");
    // min(a, b, c) is folded as it is read, so that the stack stays as deep as the tree.
    const auto operands = static_cast<std::size_t>(kernel.operands);
    for (std::size_t i = 0; i < node.arguments.size(); ++i) {
      self(self, node.arguments[i]);
      if (i + 1 >= operands) push({.kernel = kernel});
    }
  };
  add(add, e);
  program_ = std::move(program);
}

double Compiled::operator()(std::span<const double> values) const {
  require(values.size() >= program_->variables, ErrorCode::bad_shape,
          "a formula has fewer values than variables");
  const auto value = [&](double* scratch, const double** stack) {
    return *program_->run([&](std::size_t k) { return values.data() + k; }, 1, 1, scratch, stack);
  };
  constexpr std::size_t kFew = 32;  // most formulas need no memory of their own
  if (program_->deepest <= kFew) {
    std::array<double, kFew> scratch;
    std::array<const double*, kFew> stack;
    return value(scratch.data(), stack.data());
  }
  std::vector<double> scratch(program_->deepest);
  std::vector<const double*> stack(program_->deepest);
  return value(scratch.data(), stack.data());
}

void Compiled::rows(std::span<const std::span<const double>> columns, std::span<double> out) const {
  require(columns.size() >= program_->variables, ErrorCode::bad_shape,
          "a formula has fewer columns than variables");
  require(std::ranges::all_of(columns, [&](auto column) { return column.size() == out.size(); }),
          ErrorCode::bad_shape, "the columns of a formula and its values differ in length");
  constexpr std::size_t kBlock = 512;  // rows; a stack of eight blocks stays in the first cache
  std::vector<double> scratch(program_->deepest * kBlock);
  std::vector<const double*> stack(program_->deepest);
  for (std::size_t begin = 0; begin < out.size(); begin += kBlock) {
    const std::size_t n = std::min(kBlock, out.size() - begin);
    const auto column = [&](std::size_t k) { return columns[k].data() + begin; };
    std::copy_n(program_->run(column, n, kBlock, scratch.data(), stack.data()), n,
                out.data() + begin);
  }
}

}  // namespace qed::calculus
