"""A corpus of any size, scored block by block into one Parquet file."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from cmining_distilabel.config import EmbedConfig, MiningConfig
from cmining_distilabel.config.knobs import part_of
from cmining_distilabel.errors import UserError
from cmining_distilabel.files import whole_file
from cmining_distilabel.mining.culture_filter import COLUMNS, CultureFilter
from cmining_distilabel.mining.encode.taken import TakenVectors
from cmining_distilabel.mining.noise.articles import read_units
from cmining_distilabel.mining.read.inputs import Source
from cmining_distilabel.mining.read.pick import pick
from cmining_distilabel.mining.read.schema import SCHEMA
from cmining_distilabel.progress import bar

_BLOCK = 4_096  # documents in memory at once


def score_corpus(
    inputs: Source,
    by: CultureFilter,
    config: MiningConfig,
    out: Path,
    *,
    only_kept: bool = False,
    quiet: bool = True,
) -> dict[str, int]:
    """Score documents and write them, each with the columns of `culture_filter.COLUMNS`; all of them or none.

    Args:
        inputs: as `read_documents` takes them; all languages and all documents are read.
        by: what a run has learned.
        config: names of the columns, the unit that is scored, and the store of vectors that documents bring.
        out: Parquet file.
        only_kept: write no others.
        quiet: no progress bars.

    Returns:
        Numbers of `documents`, of those that are `kept`, and of `rows` written.

    Raises:
        UserError: an input cannot be read, or `out` cannot be written, is no .parquet, or holds something else.
    """
    _check_out(out)
    everything = {"max_documents": None, "paper_sample": False, "languages": None}
    config = config.model_copy(update=everything)
    taken = TakenVectors(part_of(config, EmbedConfig), by.encoder) if config.vector_column else None
    table = read_units(inputs, config, take=taken.add if taken else None, quiet=quiet)
    if taken:
        taken.flush()
    own = [field for field in SCHEMA if field.name not in COLUMNS]
    schema = pa.schema([*own, *(pa.field(name, kind) for name, kind in COLUMNS.items())])
    counts = {"documents": len(table), "kept": 0, "rows": 0}
    with (
        whole_file(out) as partial,
        pq.ParquetWriter(partial, schema, compression="zstd") as writer,
        bar("Scoring", len(table), quiet=quiet) as advance,
    ):
        for start in range(0, len(table), _BLOCK):
            rows = pick(table, np.arange(start, min(start + _BLOCK, len(table)))).to_pylist()
            scored = [{**row, **found} for row, found in zip(rows, _scored(by, rows), strict=True)]
            some = [row for row in scored if row["keep"]]
            counts["kept"] += len(some)
            written = some if only_kept else scored
            counts["rows"] += len(written)
            writer.write_table(pa.Table.from_pylist(written, schema=schema))
            advance(len(rows))
    return counts


def _check_out(out: Path) -> None:
    """Refuse to write Parquet under another name, or over a file that holds no scores, such as the input itself."""
    if out.suffix != ".parquet":
        raise UserError(f"the scores are a Parquet file: name it {out.stem}.parquet, not {out}")
    try:
        replaces = not out.exists() or set(COLUMNS) <= set(pq.read_schema(out).names)
    except (OSError, pa.ArrowException):
        replaces = False
    if not replaces:
        raise UserError(f"{out} is there and holds no scores, so it is not replaced; name another file")


def _scored(by: CultureFilter, rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """What the filter says; what was refused at reading, or is in a language it does not know, is not shown to it."""
    reasons = [row["reason"] or (None if by.knows(str(row["language"])) else "unknown_language") for row in rows]
    good = [place for place, reason in enumerate(reasons) if reason is None]
    found = [{**dict.fromkeys(COLUMNS), "keep": False, "reason": reason} for reason in reasons]
    for place, answer in zip(good, by.score([rows[place] for place in good]), strict=True):
        found[place] = answer
    return found
