// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "qed/evidence/explanation.h"

namespace qed::answers {

using evidence::Explanation;

}  // namespace qed::answers
