"""`cmining score`: new documents scored by a result, without mining again."""

import inspect
from pathlib import Path
from typing import Annotated, Any

import typer

from cmining_distilabel.cli.app import Quiet
from cmining_distilabel.cli.options import options_of
from cmining_distilabel.config import CorpusConfig
from cmining_distilabel.mining.result.filter import Filter
from cmining_distilabel.text import counted

_COLUMNS = ("text_column", "title_column", "language_column", "id_column", "on_error")


def score(
    inputs: Annotated[list[str], typer.Argument(help="Documents: what `cmining mine` reads.")],
    *,
    like: Annotated[str, typer.Option(help="The result to score by: a folder, or hub:org/name.")],
    out: Annotated[Path, typer.Option(help="Parquet file: every document with its scores.")],
    kept: Annotated[bool, typer.Option("--kept", help="Write only the documents that are kept.")] = False,
    unit: Annotated[
        str | None, typer.Option(help="Score documents ('document') or paragraphs. [default: as the result]")
    ] = None,
    vector_column: Annotated[
        str | None, typer.Option(help="Column of vectors that the same encoder gave elsewhere.")
    ] = None,
    store: Annotated[str | None, typer.Option(help="Vector store. [default: that of the result]")] = None,
    workers: Annotated[int | None, typer.Option(min=0, help="Encoder processes; 0 is one a core.")] = None,
    quiet: Quiet = False,
    wanted: Filter,
    **columns: Any,
) -> None:
    """Score new documents as the run behind --like scored its own: facet, whose culture, and would it be a seed."""
    from cmining_distilabel.config import MiningConfig
    from cmining_distilabel.mining.culture_filter import CultureFilter
    from cmining_distilabel.mining.result.result import MiningResult
    from cmining_distilabel.mining.score_corpus import score_corpus

    knobs = {"unit": unit, "store": store, "workers": workers, **columns}
    given = {"vector_column": vector_column, **{name: value for name, value in knobs.items() if value is not None}}
    result = MiningResult.load(like)
    config = MiningConfig(**{**result.config.model_dump(), **given})
    culture_filter = CultureFilter(result, wanted, config=config)
    counts = score_corpus(inputs, culture_filter, config, out, only_kept=kept, quiet=quiet)
    documents, rows = counted(counts["documents"], "document"), counted(counts["rows"], "row")
    typer.echo(f"{counts['kept']:,} of {documents} kept; {rows} in {out}")


# Other documents may call their columns otherwise than those that were mined.
_signature = inspect.signature(score, eval_str=True)
_own = [parameter for parameter in _signature.parameters.values() if parameter.name != "columns"]
_columns = [view for view in options_of(CorpusConfig) if view.name in _COLUMNS]
score.__signature__ = inspect.Signature([*_own, *_columns])  # type: ignore[attr-defined]
