"""Clustering and Local Dispersion against the plain way with scikit-learn: CPU seconds and inertia.

    python benchmarks/clustering.py FOLDER [--clusters 1000]

FOLDER is one that `scale.py` has tiled. The plain way is KMeans(n_init=10) and NearestNeighbors over all documents. One
initialisation and a tenth of the queries are run, and counted ten times. One thread; prints JSON.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
from machine import machine
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.neighbors import NearestNeighbors
from threadpoolctl import threadpool_limits

from cmining_distilabel.mining.arrays.kmeans import kmeans
from cmining_distilabel.mining.arrays.rows import unit_rows
from cmining_distilabel.mining.encode.shards import read_shard
from cmining_distilabel.mining.score.dispersion import local_dispersion
from cmining_distilabel.mining.score.score import members

INITS, SHARE = 10, 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--clusters", type=int, default=1000)
    given = parser.parse_args()
    shards = sorted((given.folder / "store").glob("*.arrow"))
    vectors = unit_rows(np.concatenate([read_shard(str(path)).vectors for path in shards]))
    with threadpool_limits(1):
        start = time.process_time()
        found = kmeans(vectors, given.clusters)
        for rows in members(found.labels):
            local_dispersion(vectors[rows])
        own = time.process_time() - start
        start = time.process_time()
        plain = KMeans(given.clusters, n_init=1, random_state=0).fit(vectors)
        clustering = (time.process_time() - start) * INITS
        start = time.process_time()
        NearestNeighbors(n_neighbors=6, algorithm="brute").fit(vectors).kneighbors(vectors[::SHARE])
        neighbors = (time.process_time() - start) * SHARE
    inertia = mean_inertia(vectors, found.centroids, found.labels)
    theirs = mean_inertia(vectors, plain.cluster_centers_, plain.labels_)
    print(
        json.dumps(
            {
                "machine": machine(),
                "documents": len(vectors),
                "dimensions": vectors.shape[1],
                "clusters": given.clusters,
                "cpu_seconds": round(own, 1),
                "plain_cpu_seconds": {"kmeans": round(clustering), "neighbors": round(neighbors)},
                "ratio": round((clustering + neighbors) / own, 1),
                "inertia": round(inertia, 5),
                "plain_inertia": round(theirs, 5),
            },
            indent=1,
        )
    )


def mean_inertia(vectors: NDArray[np.float32], centroids: NDArray[np.float32], labels: NDArray[np.integer]) -> float:
    """Mean squared distance of a row to its centroid."""
    blocks = np.array_split(np.arange(len(vectors)), 50)
    return float(sum(((vectors[rows] - centroids[labels[rows]]) ** 2).sum() for rows in blocks) / len(vectors))


if __name__ == "__main__":
    main()
