"""Instruction data of the arms, decontaminated and cut to the same number of tokens."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from cmining_distilabel.cost.meter import count_tokens
from cmining_distilabel.errors import UserError, first_line, need_extra
from cmining_distilabel.files import write_json, write_lines
from cmining_distilabel.training.conversations import (
    FILE,
    SIMILARITY,
    decontaminate,
    read_conversations,
    texts_of,
    titled_texts,
)

REPORT = "match.json"
SEEDS = "seeds.parquet"


def match_arms(
    arms: Sequence[str | Path],
    out: str | Path,
    *,
    benchmarks: Sequence[str] = (),
    similarity: float = SIMILARITY,
    tokens: int | None = None,
    tokenizer: str | None = None,
    seed: int = 0,
    texts: bool = False,
    quiet: bool = True,
) -> dict[str, dict[str, Any]]:
    """Write a JSONL file of `messages` for every arm, all with the same number of tokens but for less than a row.

    Args:
        arms: folders of `cmining generate` (with `texts` of `make_arms`), an arm each; or one folder that holds them.
            Their names are the arms'.
        out: folder for ARM.jsonl and match.json.
        benchmarks: that must not be in the data, as `decontaminate` takes them.
        similarity: as `decontaminate` takes it.
        tokens: an arm; as many as the smallest arm has by default.
        tokenizer: folder or Hub id of the one that counts; by default tokens are estimated from letters.
        seed: of the order of the rows.
        texts: take each seed's own text as the answer to its title, rather than what `generate` wrote.
        quiet: no progress bars.

    Returns:
        For each arm what match.json holds: rows read, dropped by reason, kept, and tokens.

    Raises:
        UserError: an arm or benchmark cannot be read, fewer than two arms are there, or an arm has too few tokens.
    """
    folders = _folders(arms, SEEDS if texts else FILE)
    count = _counter(tokenizer)
    rows: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    report: dict[str, dict[str, Any]] = {}
    for name, folder in folders.items():
        found = titled_texts(folder) if texts else read_conversations(folder)
        kept, dropped = decontaminate(found, benchmarks, similarity=similarity, quiet=quiet)
        random.Random(seed).shuffle(kept)
        rows[name] = list(zip(map(count, texts_of(kept)), kept, strict=True))
        report[name] = {"rows": len(found), "dropped": dropped, "tokens_before": sum(size for size, _ in rows[name])}
    short = min(report, key=lambda name: report[name]["tokens_before"])
    limit = report[short]["tokens_before"] if tokens is None else tokens
    if limit > report[short]["tokens_before"] or not limit:
        raise UserError(
            f"the arm '{short}' has {report[short]['tokens_before']:,} tokens after decontamination, and "
            f"tokens={limit} asks for more; ask for fewer, or generate more"
        )
    target = Path(out)
    target.mkdir(parents=True, exist_ok=True)
    for name, sized in rows.items():
        chosen = _cut(sized, limit)
        report[name] |= {"kept": len(chosen), "tokens": sum(size for size, _ in chosen)}
        lines = [{"messages": row["messages"], "language": row["language"], "id": row.get("id")} for _, row in chosen]
        write_lines(target / f"{name}.jsonl", lines)
    settings = {
        "tokens": limit,
        "counted_by": tokenizer or "estimate",
        "seed": seed,
        "texts": texts,
        "benchmarks": list(benchmarks),
    }
    write_json(target / REPORT, {**settings, "arms": report})
    return report


def _cut(rows: Sequence[tuple[int, dict[str, Any]]], limit: int) -> list[tuple[int, dict[str, Any]]]:
    """Rows in their order, each that still fits: so arms differ by less than their shortest row that was left out."""
    chosen, total = [], 0
    for size, row in rows:
        if total + size <= limit:
            chosen.append((size, row))
            total += size
    return chosen


def _folders(arms: Sequence[str | Path], file: str) -> dict[str, Path]:
    paths = [Path(arm) for arm in arms]
    if len(paths) == 1 and paths[0].is_dir() and not (paths[0] / file).is_file():
        paths = sorted(path for path in paths[0].iterdir() if (path / file).is_file())
    found = {path.stem if path.is_file() else path.name: path for path in paths}
    if len(found) < 2 or len(found) < len(paths):
        raise UserError(
            f"two arms or more of different names are needed, each a folder with {file}; "
            f"found: {', '.join(found) or 'none'}"
        )
    return found


def _counter(tokenizer: str | None) -> Callable[[str], int]:
    if tokenizer is None:
        return count_tokens
    need_extra("counting with a tokenizer", "train", "transformers")
    from transformers import AutoTokenizer

    try:
        loaded = AutoTokenizer.from_pretrained(tokenizer)
    except (OSError, ValueError) as error:
        raise UserError(f"the tokenizer {tokenizer} cannot be loaded: {first_line(error)}") from None
    return lambda text: len(loaded.encode(text, add_special_tokens=False))
