# SPDX-License-Identifier: Apache-2.0
"""PCA to 50 components, QED beside scikit-learn, one table.   usage: python bench/pca/peers.py PCA_BENCH [--own | FILE.f32 ROWS COLUMNS]

Every solver gets the same float32 matrix and OPENBLAS_NUM_THREADS=2 in a process of its own; the minimum of `REPEATS` runs is
kept; --own leaves scikit-learn out. Without a file: Fashion-MNIST from QED_DATA (or ../shared/data), else 70,000 x 784 synthetic numbers of rank 60 plus noise.
Memory: peak resident size of the process less that after the matrix was read."""
import gzip
import os
import pathlib
import subprocess
import sys
import tempfile

THREADS, REPEATS, COMPONENTS = 2, 5, 50
SOLVERS = ["covariance_eigh", "full", "arpack", "randomized"]
CHILD = """
import sys, time, numpy as np
from sklearn.decomposition import PCA
path, n, d, solver, repeats, k = sys.argv[1], *map(int, sys.argv[2:4]), sys.argv[4], *map(int, sys.argv[5:7])
X = np.fromfile(path, np.float32).reshape(n, d)
peak = lambda: int(next(l for l in open("/proc/self/status") if l.startswith("VmHWM")).split()[1]) / 1024
before, fit, both = peak(), [], []
for _ in range(repeats):
    t = time.perf_counter(); p = PCA(k, svd_solver=solver, random_state=0).fit(X); fit.append(time.perf_counter() - t)
    t = time.perf_counter(); PCA(k, svd_solver=solver, random_state=0).fit_transform(X); both.append(time.perf_counter() - t)
after = peak()
mean = X.mean(0, dtype=np.float64)
C = np.zeros((d, d))
for i in range(0, n, 5000):
    B = X[i:i + 5000] - mean
    C += B.T @ B
w, V = np.linalg.eigh(C / (n - 1))
w, V = w[::-1][:k], V[:, ::-1][:, :k]
U = p.components_.T.astype(np.float64)
angle = np.linalg.norm(U - V @ (V.T @ U))
print(f"{min(fit):.3f} {min(both):.3f} {after - before:.0f} {np.abs(p.explained_variance_ / w - 1).max():.1e} {angle:.1e}")
"""


def matrix():
    import numpy as np
    here = pathlib.Path(__file__).resolve().parents[2]
    data = pathlib.Path(os.environ.get("QED_DATA", here.parent / "shared" / "data")) / "q1" / "fashion-mnist"
    target = pathlib.Path(tempfile.gettempdir()) / "qed_pca_bench.f32"
    if data.exists():
        parts = [np.frombuffer(gzip.open(data / f"{part}-images-idx3-ubyte.gz").read(), np.uint8, offset=16)
                 for part in ("train", "t10k")]
        X = np.concatenate(parts).reshape(-1, 784).astype(np.float32) / np.float32(255)
    else:
        rng = np.random.default_rng(0)
        X = (rng.normal(size=(70000, 60)) * 0.9 ** np.arange(60)) @ rng.normal(size=(60, 784))
        X = (X + 0.1 * rng.normal(size=X.shape)).astype(np.float32)
    X.tofile(target)
    return str(target), *X.shape


def main():
    bench = sys.argv[1]
    path, n, d = (sys.argv[2], int(sys.argv[3]), int(sys.argv[4])) if len(sys.argv) > 4 else matrix()
    env = {**os.environ, "OPENBLAS_NUM_THREADS": str(THREADS), "OMP_NUM_THREADS": str(THREADS)}
    print(f"{n} x {d} float32, {COMPONENTS} components, {THREADS} threads; load {os.getloadavg()[0]:.1f}")
    print(f"{'solver':<28}{'fit s':>8}{'+scores':>9}{'MB':>6}{'variance':>10}{'sine':>9}")
    for solver in ["auto", "covariance", "randomised"]:
        out = subprocess.run([bench, path, str(n), str(d), str(THREADS), str(COMPONENTS), solver], env=env,
                             capture_output=True, text=True, check=True).stdout
        print(f"{'qed ' + solver:<28}{out.split()[0]:>8}{out.split()[1]:>9}{out.split()[2]:>6}{out.split()[3]:>10}"
              f"{out.split()[4]:>9}", flush=True)
    for solver in [] if "--own" in sys.argv else SOLVERS:
        out = subprocess.run([sys.executable, "-c", CHILD, path, str(n), str(d), solver, str(REPEATS), str(COMPONENTS)],
                             env=env, capture_output=True, text=True, check=True).stdout.split()
        print(f"{'sklearn ' + solver:<28}{out[0]:>8}{out[1]:>9}{out[2]:>6}{out[3]:>10}{out[4]:>9}", flush=True)


main()
