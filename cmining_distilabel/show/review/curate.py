"""A result as its reviewers leave it: without the seeds that they rejected, cultures and facets corrected."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.calibrate.anchors.cultures import culture_codes, culture_name, is_locale
from cmining_distilabel.mining.result.funnel import funnel_stages
from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.show.names import facet_name
from cmining_distilabel.show.review.decisions import Decision
from cmining_distilabel.show.review.wanted import SHOWN, decisions_on
from cmining_distilabel.text import visible

REJECTED, NOT_REVIEWED = "rejected_by_reviewers", "not_reviewed"

_CULTURES, _FACETS = 5, 3  # of a point that are listed
_MEANS = ("facet_score", "attribution", "isolation", "score")  # of a point: means over its seeds
_Row = dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What the reviewers of a seed come to: the majority, where half is enough to reject."""

    accepted: bool
    culture: str = ""
    facet: str = ""


def outcomes(decisions: Iterable[Decision]) -> dict[str, Outcome]:
    """By seed. A culture or facet is corrected where most of those who accept the seed say the same one."""
    said: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        said[decision.seed_id].append(decision)
    found = {}
    for key, own in said.items():
        kept = [decision for decision in own if decision.verdict == "accept"]
        if 2 * len(kept) <= len(own):
            found[key] = Outcome(False)
        else:
            culture, facet = (_most([getattr(one, f"correct_{what}") for one in kept]) for what in ("culture", "facet"))
            found[key] = Outcome(True, culture, facet)
    return found


def curate(result: MiningResult, decisions: Sequence[Decision], *, only_reviewed: bool = False) -> MiningResult:
    """Apply decisions.

    A seed of another culture moves to that culture's point of its facet, to its largest one, or to a new point. Points
    are counted again from their seeds; what was measured on clusters (`stability`, `share`, q-values) stays as it was
    mined. `funnel["review"]` says what was done.

    Args:
        result: the one that was reviewed.
        decisions: of `read_decisions`.
        only_reviewed: leave out the seeds that nobody decided on.

    Raises:
        UserError: a decision is on a seed that this result does not have, or no seed is left.
    """
    rows = result.seeds.sort_by([("point_id", "ascending"), ("rank", "ascending")]).to_pylist()
    found = outcomes(decisions_on(result, decisions))
    points = {row["point_id"]: row for row in result.points.to_pylist()}
    code_of, facet_of = _codes(result), _facets(result)
    left_out: dict[str, str] = {}
    kept: list[_Row] = []
    corrected = {"culture": 0, "facet": 0}
    for row in rows:
        said = found.get(visible(row["id"], SHOWN))
        if (said is None and only_reviewed) or (said is not None and not said.accepted):
            left_out[row["id"]] = NOT_REVIEWED if said is None else REJECTED
            continue
        if said and said.facet:
            row["facet"] = facet_of(said.facet)
            corrected["facet"] += 1
        if said and said.culture:
            _give(row, code_of(said.culture), said.culture)
            corrected["culture"] += 1
            row["point_id"] = _point_of(row, kept, points)
        kept.append(row)
    if not kept:
        raise UserError("no seed is left: the reviewers rejected all, or only_reviewed=True left out the others")
    seeds, table = _counted(kept, points, result)
    documents = _documents(result.documents, {row["id"]: row for row in kept}, left_out)
    done = Counter(left_out.values())
    funnel = {
        **result.funnel,
        "points": len(table),
        "seeds": len(seeds),
        "stages": funnel_stages(documents),
        "review": {
            "reviewers": len({decision.reviewer for decision in decisions}),
            "decided": len(found),
            "rejected": done[REJECTED],
            "not_reviewed": done[NOT_REVIEWED],
            **{f"{what}_corrected": count for what, count in corrected.items()},
        },
    }
    versions = {name: value for name, value in result.versions.items() if name != "fingerprint"}  # no run gives this
    return replace(result, points=table, seeds=seeds, documents=documents, funnel=funnel, versions=versions)


def _most(values: list[str]) -> str:
    value, count = Counter(values).most_common(1)[0]
    return value if 2 * count > len(values) else ""


def _give(row: _Row, code: str, name: str) -> None:
    """Make a seed that of a culture; a reviewer's word is worth a share of 1."""
    shown = culture_name(code) or name
    cultures = [{"code": code, "name": shown, "weight": 1.0}]
    row.update(culture=code, culture_name=shown, culture_share=1.0, cultures=cultures)


def _point_of(row: _Row, kept: list[_Row], points: dict[str, _Row]) -> str:
    """The point that a seed belongs to from now on."""
    own = [point for point in points.values() if point["culture"] == row["culture"]]
    own.sort(key=lambda point: (point["facet"] != row["facet"], -len(point["seed_ids"] or [])))
    if own:
        return str(own[0]["point_id"])
    name = f"{row['point_id']}-{row['culture']}"
    points[name] = {
        **dict.fromkeys(points[row["point_id"]]),
        "point_id": name,
        "kind": "culture",
        "group": row["group"],
        **{column: row[column] for column in ("culture", "culture_name", "facet")},
    }
    return name


def _counted(kept: list[_Row], points: dict[str, _Row], result: MiningResult) -> tuple[pa.Table, pa.Table]:
    """Seeds with their ranks, and points as their seeds make them, both in the order of the result's points."""
    members: dict[str, list[_Row]] = defaultdict(list)
    for row in kept:
        members[row["point_id"]].append(row)
    seeds, table = [], []
    for name, point in points.items():
        if not (own := members[name]):
            continue
        seeds += [{**row, "rank": rank} for rank, row in enumerate(own, start=1)]
        facets = [facet for facet, _ in Counter(row["facet"] for row in own if row["facet"]).most_common(_FACETS)]
        shares: Counter[tuple[str, str]] = Counter()
        for row in own:
            for one in row["cultures"] or []:
                shares[one["code"], one["name"]] += one["weight"] / len(own)
        cultures = [{"code": code, "name": shown, "weight": w} for (code, shown), w in shares.most_common(_CULTURES)]
        changed = {
            "size": len(own),
            "seed_ids": [row["id"] for row in own],
            "facet": facets[0] if facets else None,
            "facets": facets or None,
            "cultures": cultures or None,
            "culture_share": _mean(own, "culture_share"),
            "neighbors": [other for other in point["neighbors"] or [] if members[other]],
            **{figure: _mean(own, figure) for figure in _MEANS if figure in own[0]},
        }
        table.append({**point, **changed})
    return (
        pa.Table.from_pylist(seeds, schema=result.seeds.schema),
        pa.Table.from_pylist(table, schema=result.points.schema),
    )


def _mean(rows: list[_Row], column: str) -> float | None:
    values = [row[column] for row in rows if row[column] is not None]
    return sum(values) / len(values) if values else None


def _documents(documents: pa.Table, kept: dict[str, _Row], left_out: dict[str, str]) -> pa.Table:
    """Documents with the same changes as their seeds."""
    names = ("point_id", "culture", "culture_name", "culture_share", "cultures", "facet")
    rows = documents.to_pylist()
    for row in rows:
        if row["stage"] != "seed":
            continue
        if row["id"] in left_out:
            row.update(stage="point", reason=left_out[row["id"]], point_id=None)
        elif row["id"] in kept:
            row.update({name: kept[row["id"]][name] for name in names})
    return pa.Table.from_pylist(rows, schema=documents.schema)


def _codes(result: MiningResult) -> Callable[[str], str]:
    """The code of a culture by its name: of the result, of CLDR in English or a seed's language, or the name itself."""
    languages = filter(is_locale, ("en", *result.seeds["language"].unique().to_pylist()))
    pairs = [(culture_name(code, language), code) for language in languages for code in culture_codes()]
    pairs += [(code, code) for code in culture_codes()]
    known = {name.casefold(): code for name, code in reversed(pairs) if name}
    for row in result.seeds.select(["cultures"]).to_pylist():
        known.update({one["name"].casefold(): one["code"] for one in row["cultures"] or []})
    return lambda name: name if name in culture_codes() else known.get(name.casefold(), name)


def _facets(result: MiningResult) -> Callable[[str], str]:
    """A facet by what the page calls it."""
    facets = filter(None, result.documents["facet"].unique().to_pylist())
    known = {name.casefold(): facet for facet in facets for name in (facet, facet_name(facet))}
    return lambda name: known.get(name.casefold(), name)
