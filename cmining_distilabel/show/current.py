"""A result that this version can show: it has every column and count that is shown."""

from pathlib import Path

from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.result.result import MiningResult

_POINT = (
    "point_id kind group culture culture_name culture_share region_name cultures facet facets keywords size share "
    "balanced_share balanced_lower q_value facet_score attribution isolation stability score neighbors seed_ids"
)
_SEED = "id point_id rank title text language group source url license culture culture_share cultures facet"
_NEEDED = {
    "documents": ["id", "title", "language", "group", "stage", "facet", "culture_name", "score", "point_id", "x", "y"],
    "points": _POINT.split(),
    "seeds": _SEED.split(),
}
_COUNTS = ("documents", "points", "seeds", "stages")


def load_current(folder: str | Path) -> MiningResult:
    """Load a result and check it.

    Raises:
        UserError: the folder is no result, or a damaged one, or one of an older version.
    """
    return check_current(MiningResult.load(folder), f"the result in {folder}")


def check_current(result: MiningResult, name: str = "the result") -> MiningResult:
    """Give the result back.

    Raises:
        UserError: an older version made it.
    """
    for table, columns in _NEEDED.items():
        there = set(getattr(result, table).column_names)
        if missing := [column for column in columns if column not in there]:
            raise UserError(f"{name} is of an older version: {table} have no {missing[0]}; mine it again")
    if missing := [count for count in _COUNTS if count not in result.funnel]:
        raise UserError(f"{name} is of an older version: its funnel has no {missing[0]}; mine it again")
    return result
