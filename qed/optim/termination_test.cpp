// SPDX-License-Identifier: Apache-2.0
#include "qed/optim/termination.h"

#include <doctest/doctest.h>

using namespace qed::optim;

TEST_CASE("converged is derived from the reason") {
  CHECK(Termination{Reason::gradient_small, {"gradient_norm", 1e-9, 1e-8}, 12}.converged());
  CHECK_FALSE(Termination{Reason::iteration_limit, {}, 100}.converged());
  CHECK_FALSE(Termination{Reason::not_finite, {}, 3}.converged());
  CHECK(name(Reason::gradient_small) == "gradient_small");
  CHECK(name(Reason::not_finite) == "not_finite");
}
