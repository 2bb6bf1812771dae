"""Clusters of a run as a table, and back: what `freeze_clusters` takes over, so that points keep their ids."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from cmining_distilabel.config import MiningConfig
from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.arrays.clusterings import Partition
from cmining_distilabel.mining.extract.extraction import OwnedClusters
from cmining_distilabel.mining.result.remote import input_folder
from cmining_distilabel.mining.result.result import CLUSTERS


def clusters_table(found: OwnedClusters) -> pa.Table:
    """Rows `cell`, `cluster`, `owner` and `centroid` (d float32); a cell's own centre comes first, with no cluster."""
    partition = found.partition
    counts = np.diff(partition.starts)
    clusters, cells = np.arange(len(partition.centroids)), np.repeat(np.arange(len(counts)), counts)
    number = np.concatenate([np.full(len(counts), -1), clusters])
    vectors = pa.chunked_array([_lists(partition.cells), _lists(partition.centroids)])  # chunks, not a copy of both
    return pa.table(
        {
            "cell": pa.array(np.concatenate([np.arange(len(counts)), cells]), pa.int32()),
            "cluster": pa.array(number, pa.int32(), mask=number < 0),
            "owner": pa.array([None] * len(counts) + list(found.owners or [None] * len(clusters)), pa.string()),
            "centroid": vectors,
        }
    )


def _lists(rows: NDArray[np.float32]) -> pa.FixedSizeListArray:
    return pa.FixedSizeListArray.from_arrays(pa.array(rows.ravel(), pa.float32()), rows.shape[1])


def frozen_clusters(folder: str, encoder_id: str, debias: str) -> OwnedClusters:
    """The clusters of the result in `folder`.

    Raises:
        UserError: it holds none, or its vectors were made otherwise, by another encoder or `debias`.
    """
    try:
        with input_folder(folder, (CLUSTERS, "versions.json", "config.yaml")) as source:
            table = pq.read_table(source / CLUSTERS)
            made_by = json.loads((source / "versions.json").read_text(encoding="utf-8"))["encoder"]
            config = MiningConfig.from_yaml(source / "config.yaml")
        columns = ("centroid", "cell", "cluster", "owner")
        centroids, cells, clusters, owners = (table[name].combine_chunks() for name in columns)
        vectors = centroids.flatten().to_numpy().reshape(-1, centroids.type.list_size)
    except (OSError, pa.ArrowException, ValueError, KeyError, AttributeError):
        raise UserError(f"freeze_clusters: {folder} is no result of cmining with a readable {CLUSTERS}") from None
    for name, theirs, own in (("encoder", made_by, encoder_id), ("debias", config.debias, debias)):
        if theirs != own:
            raise UserError(f"freeze_clusters: {folder} was made with the {name} '{theirs}', not '{own}'")
    inside = clusters.is_valid().to_numpy(zero_copy_only=False)
    counts = np.bincount(cells.to_numpy()[inside], minlength=int((~inside).sum()))
    partition = Partition(vectors[inside], vectors[~inside], np.concatenate([[0], np.cumsum(counts)]))
    return OwnedClusters(partition, tuple(owner or "" for owner in owners.filter(clusters.is_valid()).to_pylist()))
