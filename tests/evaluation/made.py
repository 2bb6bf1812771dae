"""A result of ten documents whose figures can be worked out by hand."""

from dataclasses import replace
from typing import Any

import pyarrow as pa

from cmining_distilabel.evaluation import Labels
from cmining_distilabel.mining.result.columns import DOCUMENTS
from cmining_distilabel.mining.result.result import MiningResult
from tests.results import small_result

# id, group, stage, score, dispersion, label
TEN = [
    ("c1", "en", "seed", 0.9, 0.1, "cult:food"),
    ("c2", "en", "seed", 0.5, 0.2, "cult:myth"),
    ("c3", "ja", "point", 0.4, 0.3, "cult:food"),
    ("c4", "ja", "noise", None, None, "cult:food"),
    ("n1", "en", "seed", 0.6, 0.9, "neut:place"),
    ("n2", "en", "point", 0.3, 0.8, "neut:place"),
    ("n3", "ja", "point", 0.2, 0.7, "neut:chem"),
    ("n4", "ja", "noise", None, None, "neut:chem"),
    ("p1", "ja", "seed", 0.5, 0.6, "person"),
    ("o1", "en", "seed", 0.1, 0.5, "event"),
]
SIDES: dict[str, Any] = {"positive": ["cult:*"], "negative": ["neut:*", "person"]}
LABELS = Labels({row[0]: row[5] for row in TEN}, unlabelled=0)


def ten_documents(extra: list[dict[str, Any]] | None = None) -> MiningResult:
    """A result that holds `TEN`, and more rows behind them."""
    names = ("id", "group", "stage", "score", "dispersion")
    rows = [{**dict(zip(names, row, strict=False)), "language": row[1]} for row in TEN]
    return replace(small_result(), documents=pa.Table.from_pylist(rows + (extra or []), schema=DOCUMENTS))
