# SPDX-License-Identifier: Apache-2.0
"""Plants one violation of every rule in a small tree and demands that its check sees it, and nothing in a clean tree."""
import sys
import tempfile
from pathlib import Path

import layers
import refs
import repo
import sizes
import words

S = "// SPDX-License-Identifier: Apache-2.0\n"
H = S + "#pragma once\n"
R = "# SPDX-License-Identifier: Apache-2.0\n"
CLEAN = {
    "docs/refs.bib": "@article{Welch1947, title={Welch}}\n",
    "qed/base/CMakeLists.txt": R + "qed_room(base)\n",
    "qed/base/error.h": H + "namespace qed { class Error {}; }\n",
    "qed/linalg/CMakeLists.txt": R + "qed_room(linalg DEPENDS base)\n",
    "qed/linalg/matrix.h": H + "#define EIGEN_DONT_PARALLELIZE\n#include <Eigen/Core>\n#include \"qed/base/error.h\"\n",
    "qed/algorithms/CMakeLists.txt": R + "qed_room(algorithms DEPENDS base linalg)\n",
    "qed/algorithms/neighbours.h": H + '#include "qed/linalg/matrix.h"\n/// Nearest.  Ref: [Welch1947, eq. 3]\nint f();\n',
    "qed/report/CMakeLists.txt": R + "qed_room(report DEPENDS base evidence)\n",
    "qed/statistics/CMakeLists.txt": R + "qed_room(statistics DEPENDS base)\n",
    "qed/statistics/estimate.h": H,
    "qed/report/text.cpp": S + '#include "qed/statistics/estimate.h"\n// std::cout and printf( in a comment are fine\n'
                               'const char* s = "std::cout";\nbool exit(int);\n'.replace("bool exit(int);\n", ""),
    "qed/answers/map/CMakeLists.txt": R + "qed_room(answers_map DEPENDS base)\n",
    "qed/answers/map/ask.h": H,
    "qed/answers/drift/CMakeLists.txt": R + "qed_room(answers_drift DEPENDS base)\n",
    "apps/cli/main.cpp": S + '#include <cstdio>\n#include "qed/base/error.h"\nint main() { std::printf("x"); }\n',
}
LONG = S + "int f(int x) {\n" + "  x += 1;\n" * 70 + "  return x;\n}\n"
MEMBERS = S + "struct A {\n" + "  int x = 1;\n" * 70 + "};\nA::A(int y) : a_(y), b_{y} {\n}\nint g() { return 1; }\n"
PLANTED = [  # (check, file, text, words expected in the problem); text None: must stay clean
    (layers, "qed/linalg/bad.cpp", S + '#include "qed/algorithms/neighbours.h"\n', "is not below"),
    (layers, "qed/report/bad.cpp", S + '#include "qed/linalg/matrix.h"\n', "evidence and base only"),
    (layers, "qed/answers/map/bad.cpp", S + '#include "qed/report/text.h"\n', "only apps include report"),
    (layers, "qed/answers/drift/bad.cpp", S + '#include "qed/answers/map/ask.h"\n', "never includes another"),
    (layers, "apps/cli/bad.cpp", S + '#include "qed/linalg/matrix.h"\n', "apps see"),
    (layers, "qed/answers/map/bad.cpp", S + '#include "qed/linalg/matrix.h"\n', "does not depend on linalg"),
    (layers, "qed/base/bad.cpp", S + '#include "qed/nowhere/x.h"\n', "on no floor"),
    (sizes, "qed/base/long.h", H + "int x;\n" * 300, "lines 302"),
    (sizes, "qed/base/long.cpp", S + "int x;\n" * 600, "lines 601"),
    (sizes, "qed/base/long_test.cpp", S + "int x;\n" * 700, "lines 701"),
    (sizes, "qed/base/long.cpp", LONG, "function 73"),
    (sizes, "qed/base/method.cpp", S + "namespace a {\nint A::f() const {\n" + "  g();\n" * 60 + "}\n}\n", "function 62"),
    (sizes, "qed/base/wide.cpp", S + "// " + "x" * 120 + "\n", "line 123"),
    (sizes, "qed/base/README.md", "x\n" * 61, "lines 61"),
    (sizes, "tools/sizes.txt", "qed/base/error.h lines 900\n", "wants: path what value reason"),
    (sizes, "tools/sizes.txt", "qed/base/gone.h lines 900 because\n", "does not exist"),
    (sizes, "qed/base/members.cpp", MEMBERS, None),
    (refs, "qed/base/bad.h", H + "/// Ref: [Student1908]\n", "Student1908"),
    (refs, "qed/base/bad.h", H + "/// Ref: [the book]\n", "names no key"),
    (refs, "qed/base/bad.cpp", S + 'auto ref = "Student1908";\n', "Student1908"),
    (refs, "docs/refs.bib", "@a{Welch1947,}\n@a{Welch1947,}\n", "2 times"),
    (words, "qed/base/bad.cpp", S + "void f() { std::cout << 1; }\n", "only apps/"),
    (words, "qed/base/bad.cpp", S + "#include <iostream>\n", "only apps/"),
    (words, "qed/base/bad.cpp", S + 'void f() { std::printf("x"); }\n', "only apps/"),
    (words, "qed/base/bad.cpp", S + "void f() { exit(1); }\n", "only apps/"),
    (words, "qed/base/bad.cpp", S + "void f() { std::abort(); }\n", "only apps/"),
    (words, "qed/base/fine.cpp", S + 'void f(T t) { t.abort(); std::snprintf(b, 1, "x"); }\n', None),
    (words, "qed/linalg/bad.cpp", S + "#ifdef FAST\n#endif\n", "conditional"),
    (words, "qed/linalg/bad.cpp", S + "#define MAX 3\n", "no macros"),
    (words, "qed/linalg/bad.cpp", S + "#include <Eigen/Dense>\n", "matrix.h alone"),
    (words, "qed/linalg/bad.cpp", S + "Eigen::BDCSVD<Matrix> s;\n", "LAPACK"),
    (words, "qed/algorithms/neighbours.h", H + "#include <nlohmann/json.hpp>\n", None),
    (words, "qed/linalg/matrix.h", H + "#include <boost/math/special_functions.hpp>\n", "heavy"),
    (words, "qed/linalg/bad.cpp", S + "std::mt19937 g;\n", "Rng"),
    (words, "qed/linalg/bad.cpp", S + "// TO" + "DO later\n", "finish it"),
    (words, "qed/linalg/utils.cpp", S, "says nothing"),
    (words, "qed/linalg/bad.cpp", "int x;\n", "SPDX"),
    (words, "qed/linalg/bad.h", S + "int x;\n", "#pragma once"),
    (words, "docs/bad.md", "see /ho" + "me/someone/qed\n", "some machine"),
]


def problems(check, extra):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in {**CLEAN, **extra}.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return check.check(repo.Tree(folder))[0]


def main():
    wrong = [f"clean tree: {p}" for check in (layers, sizes, refs, words) for p in problems(check, {})]
    for check, name, text, expected in PLANTED:
        found = problems(check, {name: text})
        if expected is None and found:
            wrong.append(f"{check.__name__}: {name} is fine, but: {found}")
        elif expected is not None and not any(expected in p for p in found):
            wrong.append(f"{check.__name__}: '{expected}' planted in {name} was not seen: {found}")
    for line in wrong:
        print(f"self_test: {line}")
    print(f"self_test: {len(PLANTED)} planted, {len(wrong)} problems")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
