# SPDX-License-Identifier: Apache-2.0
"""Runs one peer on one input and prints a line of JSON (seconds by phase, peak memory).
usage: taskset -c 0,1 peer.py PEER DATA.npy [MAP.npy]
PEER: opentsne_fft opentsne_bh pacmap faiss sklearn sklearnex"""
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


def neighbours(X, peer, k=90):
    if peer == "faiss":
        import faiss
        faiss.omp_set_num_threads(THREADS)
        start = time.perf_counter()
        index = faiss.IndexFlatL2(X.shape[1])
        index.add(X)
        index.search(X, k + 1)
    else:
        if peer == "sklearnex":
            from sklearnex import patch_sklearn
            patch_sklearn(verbose=False)
        from sklearn.neighbors import NearestNeighbors
        start = time.perf_counter()
        NearestNeighbors(n_neighbors=k, algorithm="brute", n_jobs=THREADS).fit(X).kneighbors()
    return {"total": time.perf_counter() - start}, None


def main():
    peer, X = sys.argv[1], np.load(sys.argv[2])
    if peer.startswith("opentsne"):
        seconds, Y = opentsne(X, peer.split("_")[1])
    elif peer == "pacmap":
        seconds, Y = pacmap(X)
    else:
        seconds, Y = neighbours(X, peer)
    if Y is not None and len(sys.argv) > 3:
        np.save(sys.argv[3], np.ascontiguousarray(Y, np.float32))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"who": peer, "n": len(X), "seconds": seconds, "peak_mb": memory}))


main()
