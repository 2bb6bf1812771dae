"""What changed between two results: which Culture Points came, went or moved."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, NamedTuple

from rich.table import Table
from rich.text import Text

from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.text import visible

_SAME = 0.1  # Jaccard overlap of seeds under which two points have nothing to do with one another
_TITLES, _TITLE = 3, 40


class Match(NamedTuple):
    """A point of the first result and the one of the second that shares most seeds with it; overlap is Jaccard's."""

    before: dict[str, Any]
    after: dict[str, Any]
    overlap: float


@dataclass(frozen=True)
class Difference:
    """Points (as rows) that are only in the first or the second result, and those in both, least alike first."""

    went: tuple[dict[str, Any], ...]
    came: tuple[dict[str, Any], ...]
    matched: tuple[Match, ...]

    @property
    def moved(self) -> tuple[Match, ...]:
        """Those whose seeds or whose group are not the same."""
        return tuple(pair for pair in self.matched if pair.overlap < 1 or pair.before["group"] != pair.after["group"])


def difference(before: MiningResult, after: MiningResult) -> Difference:
    """Match the points of two results by the ids of their seeds, the most alike first, each once.

    Ids of points are those of clusters, which say nothing between runs.
    """
    first, second = _points(before), _points(after)
    holders: dict[str, list[int]] = defaultdict(list)
    for number, point in enumerate(second):
        for seed in point["seed_ids"] or []:
            holders[seed].append(number)
    pairs = []
    for number, point in enumerate(first):
        shared: dict[int, int] = defaultdict(int)
        for seed in point["seed_ids"] or []:
            for other in holders[seed]:
                shared[other] += 1
        for other, count in shared.items():
            union = len(point["seed_ids"]) + len(second[other]["seed_ids"]) - count
            pairs.append((count / union, number, other))
    pairs.sort(key=lambda pair: (-pair[0], pair[1:]))
    left, right, matched = set(range(len(first))), set(range(len(second))), []
    for overlap, number, other in pairs:
        if overlap >= _SAME and number in left and other in right:
            left.discard(number)
            right.discard(other)
            matched.append(Match(first[number], second[other], overlap))
    return Difference(
        tuple(first[number] for number in sorted(left)),
        tuple(second[number] for number in sorted(right)),
        tuple(reversed(matched)),
    )


def common_documents(before: MiningResult, after: MiningResult) -> str:
    """In words how many documents two results have in common, by id; empty where these are the same, or not known."""
    first, second = (set(result.documents["id"].to_pylist()) for result in (before, after))
    if not first or not second or first == second:
        return ""
    return (
        f"{len(first & second):,} documents are in both; {len(first - second):,} are in the first alone, "
        f"{len(second - first):,} in the second alone: points that went or came may be theirs"
    )


def difference_table(found: Difference, top: int = 20) -> Table:
    """The points that went, came and moved, `top` of each, for a terminal."""
    same = len(found.matched) - len(found.moved)
    counts = f"{len(found.went)} went, {len(found.came)} came, {len(found.moved)} moved, {same} stayed"
    table = Table(title=f"Culture Points: {counts}", title_justify="left")
    for name in ("change", "point", "group", "seeds", "overlap", "titles"):
        table.add_column(name, justify="right" if name in ("seeds", "overlap") else "left", no_wrap=name != "titles")
    rows = [("went", point, point, "") for point in found.went[:top]]
    rows += [("came", point, point, "") for point in found.came[:top]]
    rows += [("moved", pair.before, pair.after, f"{pair.overlap:.2f}") for pair in found.moved[:top]]
    for change, old, new, overlap in rows:
        figures = [_arrow(old, new, name) for name in ("point_id", "group")]
        seeds = _arrow({"n": len(old["seed_ids"] or [])}, {"n": len(new["seed_ids"] or [])}, "n")
        table.add_row(change, *map(Text, figures), seeds, overlap, Text(new["titles"]))
    return table


def _arrow(old: dict[str, Any], new: dict[str, Any], name: str) -> str:
    values = list(dict.fromkeys(visible(str(row[name]), _TITLE) for row in (old, new)))
    return " → ".join(values)


def _points(result: MiningResult) -> list[dict[str, Any]]:
    titles: dict[str, list[str]] = defaultdict(list)
    for row in result.seeds.select(["point_id", "title", "id"]).to_pylist():
        if len(titles[row["point_id"]]) < _TITLES:
            titles[row["point_id"]].append(visible(row["title"] or row["id"], _TITLE))
    rows: list[dict[str, Any]] = result.points.select(["point_id", "group", "seed_ids"]).to_pylist()
    return [{**row, "titles": " · ".join(titles[row["point_id"]])} for row in rows]
