"""Is a result still what mining would give? The same documents, knobs and versions give the same points."""

import contextlib
import json
from pathlib import Path

import pyarrow as pa
import xxhash

from cmining_distilabel.config import MiningConfig
from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.result.frozen import clusters_table, frozen_clusters
from cmining_distilabel.mining.result.remote import input_folder
from cmining_distilabel.mining.result.result import check_result
from cmining_distilabel.mining.result.versions import versions

_BLOCK = 1_000  # rows hashed together, however the table is cut
_NO_MATTER = {"store", "workers", "repair_store", "device"}  # knobs that move no document
_FILE = "versions.json"


def fingerprint(table: pa.Table, config: MiningConfig, encoder_id: str) -> str:
    """A hash of all that decides the outcome of a run: documents, knobs, versions, and the files that knobs name.

    Args:
        table: the documents as they were read.
        config: the knobs.
        encoder_id: the encoder's.
    """
    state = xxhash.xxh3_128()
    for start in range(0, len(table), _BLOCK):
        for batch in table.slice(start, _BLOCK).combine_chunks().to_batches():
            state.update(batch.serialize())
    knobs = config.model_dump(mode="json", exclude=_NO_MATTER | {"freeze_clusters"})
    state.update(json.dumps([knobs, versions(encoder_id)], sort_keys=True).encode())
    if config.anchors not in ("off", "builtin"):
        with contextlib.suppress(OSError):  # mining says what is wrong with it
            state.update(Path(config.anchors).read_bytes())
    if config.freeze_clusters is not None:
        frozen = clusters_table(frozen_clusters(config.freeze_clusters, encoder_id, config.debias))
        for batch in frozen.to_batches():
            state.update(batch.serialize())
    return state.hexdigest()


def is_current(folder: str, expected: str) -> bool:
    """Whether a folder, or URL, holds the result of that fingerprint."""
    try:
        check_result(folder)
        with input_folder(folder, (_FILE,)) as source:
            return bool(json.loads((source / _FILE).read_text(encoding="utf-8")).get("fingerprint") == expected)
    except (UserError, ValueError, AttributeError):  # none there, or a damaged one: it will be made anew
        return False
