# SPDX-License-Identifier: Apache-2.0
"""Runs one peer on one input and prints a line of JSON (seconds by phase, peak memory).
usage: taskset -c 0,1 peer.py PEER DATA.npy [MAP.npy]
PEER: opentsne_fft opentsne_bh pacmap; 90 neighbours: faiss sklearn sklearnex, approximate (their
recall over 1,000 rows is printed): faiss_ivf faiss_hnsw pynndescent"""
import json
import os
import resource
import sys
import time

THREADS = 2
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[name] = str(THREADS)
import numpy as np  # noqa: E402  (after the thread limits)


def opentsne(X, method):
    import openTSNE
    start = time.perf_counter()
    affinities = openTSNE.affinity.PerplexityBasedNN(X, perplexity=30, n_jobs=THREADS,
                                                      random_state=0)
    middle = time.perf_counter()
    init = openTSNE.initialization.rescale(X[:, :2].astype(float))
    model = openTSNE.TSNE(n_jobs=THREADS, random_state=0,
                          negative_gradient_method=method)
    Y = model.fit(affinities=affinities, initialization=init)
    end = time.perf_counter()
    return {"affinities": middle - start, "optimise": end - middle, "total": end - start}, np.asarray(Y)


def pacmap(X):
    import pacmap as library
    import numba
    numba.set_num_threads(THREADS)
    library.PaCMAP(apply_pca=False).fit_transform(X[:1000], init="pca")  # compiles
    start = time.perf_counter()
    Y = library.PaCMAP(apply_pca=False, random_state=None).fit_transform(X, init="pca")
    return {"total": time.perf_counter() - start}, Y


def faiss_index(X, peer):
    import faiss
    faiss.omp_set_num_threads(THREADS)
    d = X.shape[1]
    if peer == "faiss":
        return faiss.IndexFlatL2(d)
    if peer == "faiss_hnsw":
        index = faiss.IndexHNSWFlat(d, 32)
        index.hnsw.efConstruction, index.hnsw.efSearch = 100, 160
        return index
    cells = int(4 * len(X) ** 0.5)
    index = faiss.IndexIVFFlat(faiss.IndexFlatL2(d), d, cells)
    index.nprobe = max(8, cells // 60)
    index.cp.niter = 10
    index.train(X)
    return index


def found_by(X, peer, k):
    if peer.startswith("faiss"):
        index = faiss_index(X, peer)
        index.add(X)
        return index.search(X, k + 1)[1]
    if peer == "pynndescent":
        from pynndescent import NNDescent
        return NNDescent(X, n_neighbors=k + 1, n_jobs=THREADS, random_state=0).neighbor_graph[0]
    if peer == "sklearnex":
        from sklearnex import patch_sklearn
        patch_sklearn(verbose=False)
    from sklearn.neighbors import NearestNeighbors
    model = NearestNeighbors(n_neighbors=k, algorithm="brute", n_jobs=THREADS).fit(X)
    return model.kneighbors(return_distance=False)


def recall(X, found, k):
    """Share of the true neighbours of 1,000 rows that were found."""
    rows = np.random.default_rng(0).choice(len(X), min(1000, len(X)), replace=False)
    hits = 0
    for r in rows:
        square = ((X - X[r]) ** 2).sum(1)
        square[r] = np.inf
        hits += len(np.intersect1d(np.argpartition(square, k)[:k], found[r]))
    return hits / (k * len(rows))


def neighbours(X, peer, k=90):
    found_by(X[:2000], peer, k)  # imports, compiles
    start = time.perf_counter()
    found = found_by(X, peer, k)
    return {"total": time.perf_counter() - start}, found


def main():
    peer, X = sys.argv[1], np.load(sys.argv[2])
    if peer.startswith("opentsne"):
        seconds, Y = opentsne(X, peer.split("_")[1])
    elif peer == "pacmap":
        seconds, Y = pacmap(X)
    else:
        seconds, found = neighbours(X, peer)
        Y = None
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    result = {"who": peer, "n": len(X), "seconds": seconds, "peak_mb": memory}
    if Y is None:
        result["recall"] = recall(X, found, 90)
    if Y is not None and len(sys.argv) > 3:
        np.save(sys.argv[3], np.ascontiguousarray(Y, np.float32))
    print(json.dumps(result))


main()
