# SPDX-License-Identifier: Apache-2.0
"""Writes the inputs of the t-SNE benchmark as float32 .npy: PCA-50 of Fashion-MNIST (5,000 and
70,000 rows) and larger samples made of it: each extra row lies between a random image and one of its
ten nearest among 8,000 others (a manifold like the original's, no duplicates).
Where the folder is absent, a stand-in: 70,000 rows of ten seeded curved clusters in 50 coordinates.
"answers" writes what `qed map` is timed on: groups_5000.csv (six seeded groups in 50 columns) and, where
the folder is there, images_70000.npy (bytes).
usage: data.py FASHION_MNIST_FOLDER OUT_FOLDER [rows ... | answers]"""
import gzip
import sys
from pathlib import Path

import numpy as np


def images(folder):
    parts = []
    for part in ("train", "t10k"):
        raw = gzip.open(folder / f"{part}-images-idx3-ubyte.gz").read()
        parts.append(np.frombuffer(raw, np.uint8, offset=16))
    return np.concatenate(parts).reshape(-1, 784).astype(np.float32) / 255


def pca(X, d=50):
    X = X - X.mean(0)
    _, V = np.linalg.eigh(X.T.astype(np.float64) @ X)
    return np.ascontiguousarray(X @ V[:, ::-1][:, :d].astype(np.float32))


def stand_in(n=70000, d=50):
    rng = np.random.default_rng(0)
    latent = rng.normal(size=(n, 8))
    folds = rng.normal(size=(10, 8, d)) * 0.95 ** np.arange(d)
    group = rng.integers(0, 10, n)
    X = np.empty((n, d), np.float32)
    for g in range(10):
        X[group == g] = np.sin(latent[group == g] @ folds[g] / 2) + 2 * rng.normal(size=d)
    return pca(X + 0.1 * rng.normal(size=X.shape).astype(np.float32), d)


def enlarged(Z, n, seed=0):
    rng = np.random.default_rng(seed)
    extra = np.empty((n - len(Z), Z.shape[1]), np.float32)
    for begin in range(0, len(extra), 2000):
        i = rng.choice(len(Z), min(2000, len(extra) - begin), replace=False)
        A = Z[i]
        pool = Z[rng.choice(len(Z), 8000, replace=False)]
        square = (pool ** 2).sum(1)[None] - 2 * A @ pool.T
        nearest = np.argpartition(square, 10, 1)[:, :10]
        near = nearest[np.arange(len(A)), rng.integers(0, 10, len(A))]
        t = rng.uniform(0, 0.5, (len(A), 1)).astype(np.float32)
        extra[begin:begin + len(A)] = (1 - t) * A + t * pool[near]
    return np.concatenate([Z, extra])


def answers(folder, out):
    rng = np.random.default_rng(5)
    centres = 1.2 * rng.normal(size=(6, 50))
    X = centres[rng.integers(0, 6, 5000)] + rng.normal(size=(5000, 50))
    np.savetxt(out / "groups_5000.csv", X, "%.5f", ",", header=",".join(f"x{j}" for j in range(50)),
               comments="")
    if folder.is_dir():
        np.save(out / "images_70000.npy", np.round(255 * images(folder)).astype(np.uint8))


def main():
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    if sys.argv[3:] == ["answers"]:
        return answers(folder, out)
    Z = pca(images(folder)) if folder.is_dir() else stand_in()
    for n in [int(a) for a in sys.argv[3:]] or [5000, 70000, 200000]:
        np.save(out / f"pca50_{n}.npy", Z[:n] if n <= len(Z) else enlarged(Z, n))


main()
