# SPDX-License-Identifier: Apache-2.0
"""Header, source and test of a new entry, in the shape that its family has. Its test is red until a law stands in it.
usage: entry.py metric embedding/stress | entry.py embedding isomap | entry.py entry statistics/tests/runs"""
import sys

from text import ROOT, checked, fill, pascal, write

HEADER = """
// SPDX-License-Identifier: Apache-2.0
#pragma once
@includes@

namespace qed::@room@ {

/// CLAIM: what it tells, in one sentence.
///   FORMULA
/// SHAPES, units and domain of the arguments. RETURNS what, undefined when. COST. ERROR bound.
/// Throws Error{bad_shape} when there are no rows.  SOURCE: a Ref with its key in docs/refs.bib.
@declaration@

}  // namespace qed::@room@
"""
SOURCE = """
// SPDX-License-Identifier: Apache-2.0
#include "@header@"

#include "qed/base/error.h"

namespace qed::@room@ {

@definition@

}  // namespace qed::@room@
"""
TEST = """
// SPDX-License-Identifier: Apache-2.0
#include "@header@"

#include <doctest/doctest.h>

#include "qed/base/error.h"

using namespace qed;

TEST_CASE("@name@: refuses no rows") { CHECK_THROWS_AS(@empty_call@, Error); }

TEST_CASE("@name@: laws and a reference made by other software") {
  FAIL("write the laws that @name@ keeps (bounds, invariances, perfect input) and a reference value");
}
"""
KINDS = {
    "metric": {
        "includes": '#include "qed/linalg/matrix.h"\n#include "qed/statistics/estimate.h"',
        "declaration": "statistics::Estimate @name@(VectorView target, VectorView prediction);",
        "definition": """statistics::Estimate @name@(VectorView target, VectorView prediction) {
  require(target.size() > 0 && target.size() == prediction.size(), ErrorCode::bad_shape,
          "@name@: target and prediction must have the same rows, at least one");
  return statistics::Estimate::undefined("not written yet");
}""",
        "empty_call": "metrics::@name@(Vector(), Vector())",
    },
    "embedding": {
        "includes": '#include <cstdint>\n\n#include "qed/base/options.h"\n#include "qed/linalg/matrix.h"',
        "declaration": """struct @Name@Options {
  int dims = 2;
  std::uint64_t seed = 1;
};
OptionList options(@Name@Options& o);

/// features n × d. Returns n × dims.
MatrixF @name@(MatrixFView features, const @Name@Options& options);""",
        "definition": """OptionList options(@Name@Options& o) {
  return {{"dims", o.dims, integer_in(1, 3), "dimensions of the picture"},
          {"seed", o.seed, integer_in(0, 1'000'000'000), "seed of the random numbers"}};
}

MatrixF @name@(MatrixFView features, const @Name@Options& options) {
  require(features.rows() > 0, ErrorCode::bad_shape, "@name@: there are no rows");
  return MatrixF::Zero(features.rows(), options.dims);
}""",
        "empty_call": "embedding::@name@(MatrixF(), {})",
    },
    "entry": {
        "includes": "#include <span>",
        "declaration": "double @name@(std::span<const double> x);",
        "definition": """double @name@(std::span<const double> x) {
  require(!x.empty(), ErrorCode::bad_shape, "@name@: x has no rows");
  return x.front();
}""",
        "empty_call": "@room@::@name@({})",
    },
}


def main():
    examples = {"metric": "embedding/stress", "embedding": "isomap", "entry": "statistics/tests/runs"}
    if len(sys.argv) != 3 or sys.argv[1] not in KINDS:
        sys.exit(f"usage: make metric|embedding|entry NAME=..., as in {examples}")
    kind, parts = sys.argv[1], sys.argv[2].split("/")
    name = checked(parts[-1], examples[kind])
    if kind == "metric":
        room, folder = "metrics", ROOT.joinpath("qed", "metrics", *parts[:-1])
    elif kind == "embedding":
        room, folder = "embedding", ROOT / "qed/embedding" / name
    else:
        room, folder = parts[0], ROOT.joinpath("qed", *parts[:-1])
    if not (ROOT / "qed" / room / "CMakeLists.txt").exists() or kind == "entry" and len(parts) < 2:
        sys.exit(f"there is no room '{room}': NAME starts with one, as in NAME={examples[kind]}")
    words = {key: text.replace("@name@", name).replace("@Name@", pascal(name)).replace("@room@", room)
             for key, text in KINDS[kind].items()}
    words |= {"name": name, "room": room, "header": str((folder / f"{name}.h").relative_to(ROOT))}
    for template, ending in ((HEADER, ".h"), (SOURCE, ".cpp"), (TEST, "_test.cpp")):
        write(folder / f"{name}{ending}", fill(template, **words))
    catalogue = ROOT / "qed" / room / "catalog.cpp"
    if catalogue.exists():
        print(f"now add its line to {catalogue.relative_to(ROOT)}: laws, documentation and `qed explain` follow from it")


if __name__ == "__main__":
    main()
