"""Text of the Web scored by a result: nobody says its language, or says one that the encoder does not know."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cmining_distilabel.languages import language_tag
from cmining_distilabel.mining.culture_filter import COLUMNS, CultureFilter
from cmining_distilabel.mining.read.detect import detect
from cmining_distilabel.mining.read.rows import text_of
from cmining_distilabel.mining.result.filter import Filter
from cmining_distilabel.mining.result.result import MiningResult

Row = dict[str, Any]


class CrawlFilter:
    """`CultureFilter` for streams: a language that is missing is detected, and one that cannot be scored is a reason.

    It encodes in this process alone, since pipelines bring their own workers.

    Args:
        like: the result: a folder, a URL or `hub:org/name`; of the calibrated mode.
        wanted: what is kept of what would be a seed; everything by default.
        store: folder of the vectors, which may grow large; that of the result by default.
    """

    def __init__(self, like: str | Path, wanted: Filter | None = None, *, store: str | None = None) -> None:
        result = MiningResult.load(like)
        given = {"workers": 1, **({"store": store} if store else {})}
        self._filter = CultureFilter(result, wanted, config=result.config.model_copy(update=given))

    def score(self, documents: Iterable[Mapping[str, Any]]) -> list[Row]:
        """As `CultureFilter.score`; `reason` may be "undetected_language" or "unknown_language", too."""
        rows = [{**row, "language": _language(row)} for row in documents]
        reasons = [self._reason(row["language"]) for row in rows]
        good = iter(self._filter.score([row for row, reason in zip(rows, reasons, strict=True) if reason is None]))
        refused: Row = {**dict.fromkeys(COLUMNS), "keep": False}
        return [next(good) if reason is None else {**refused, "reason": reason} for reason in reasons]

    def _reason(self, language: str | None) -> str | None:
        if not language:
            return "undetected_language"
        return None if self._filter.knows(language) else "unknown_language"


def _language(row: Mapping[str, Any]) -> str | None:
    said = text_of(row.get("language")).strip()
    return language_tag(said) if said else detect(text_of(row.get("text")))
