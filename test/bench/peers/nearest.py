"""Peers of the index: faiss IVFFlat and hnswlib, one thread, L2.

usage: nearest.py VECTORS.f32 DIMENSIONS QUERIES.f32 TRUTH.i32 GOAL HNSW(0 or 1)
Files are rows of little-endian floats. Writes the true ten nearest of each query to TRUTH, builds both indexes, and gives for
each the cheapest setting whose recall at 10 reaches GOAL, in one line of JSON. Then, for each line on standard input that
names a peer, it searches one query after another for half a second of processor time and answers with one line.
"""
import os
for name in ("OMP", "OPENBLAS", "MKL", "NUMEXPR"):
    os.environ[f"{name}_NUM_THREADS"] = "1"
import json
import sys
import time
import faiss
import hnswlib
import numpy as np

K = 10
faiss.omp_set_num_threads(1)
vectors_file, dimensions, queries_file, truth_file, goal, with_hnsw = sys.argv[1:]
X = np.fromfile(vectors_file, "<f4").reshape(-1, int(dimensions))
Q = np.fromfile(queries_file, "<f4").reshape(-1, int(dimensions))
n = len(X)
flat = faiss.IndexFlatL2(X.shape[1])
flat.add(X)
truth = flat.search(Q, K)[1]
truth.astype("<i4").tofile(truth_file)
del flat


def recall(found):
    return float(np.mean([len(set(a) & set(b)) / K for a, b in zip(found, truth)]))


def timed(work):
    begun = time.process_time()
    work()
    return time.process_time() - begun


def cheapest(settings, apply, search):
    reached = 0.0
    for setting in settings:
        apply(setting)
        reached = recall(search(Q))
        if reached >= float(goal):
            break
    return {"setting": setting, "recall": reached}


cells = max(1, round(2 * n**0.5))
ivf = faiss.IndexIVFFlat(faiss.IndexFlatL2(X.shape[1]), X.shape[1], cells)
ivf.cp.seed = 1
train = timed(lambda: ivf.train(X))
add = timed(lambda: ivf.add(X))
ladder = [p for p in (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512) if p < cells] + [cells]
ready = {"faiss": {**cheapest(ladder, lambda p: setattr(ivf, "nprobe", p), lambda q: ivf.search(q, K)[1]),
                   "cells": cells, "trainS": train, "addPerS": n / add}}
ask = {"faiss": lambda q: ivf.search(q, K)}
if with_hnsw == "1":
    graph = hnswlib.Index("l2", X.shape[1])
    graph.init_index(n, M=16, ef_construction=100, random_seed=1)
    graph.set_num_threads(1)
    add = timed(lambda: graph.add_items(X))
    ready["hnswlib"] = {**cheapest((10, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024), graph.set_ef,
                                   lambda q: graph.knn_query(q, K)[0]), "addPerS": n / add}
    ask["hnswlib"] = lambda q: graph.knn_query(q, K)
print(json.dumps(ready), flush=True)

for line in sys.stdin:
    search = ask[line.strip()]
    done, begun = 0, time.process_time()
    while time.process_time() - begun < 0.5:
        for i in range(0, 64):
            at = (done + i) % len(Q)
            search(Q[at:at + 1])
        done += 64
    print(json.dumps({"queries": done, "cpuS": time.process_time() - begun}), flush=True)
