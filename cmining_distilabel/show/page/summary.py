"""What the page says in words and tables: headline, funnel, calibration, licences, how to cite."""

from collections import Counter
from typing import Any

import pyarrow.compute as pc

from cmining_distilabel.config import MiningConfig
from cmining_distilabel.hub.cards.facts import public_config
from cmining_distilabel.hub.cards.licenses import roll_up
from cmining_distilabel.languages import language_name
from cmining_distilabel.mining.culture.reliability import in_words
from cmining_distilabel.mining.reasons import REASONS, STAGES
from cmining_distilabel.mining.result.command import shell_line
from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.show.funnel import funnel_rows
from cmining_distilabel.show.notebook import chosen
from cmining_distilabel.text import counted, visible
from cmining_distilabel.version import __version__

_CONFIG = ("--config", "config.yaml", "--out", "DIR")  # the knobs, as the result's folder holds them
_NAME = 60  # characters of a group or a licence

_KINDS = {"shared": "belong to several cultures together", "language": "stand alone in one language"}

_CHANGE = {
    "read": "check the input: its columns, encoding and ids",
    "noise": "ask less of titles and texts: --ner off, a lower --min-length, --no-check-language",
    "screen": "ask for more: a higher --screen, or none",
    "dispersion": "keep more of each cluster: a higher --dispersion-quantile, fewer --thematic-clusters",
    "entropy": "keep more of each cluster: a higher --entropy-top",
    "point": "ask less of a point: a lower --theta or --tau; or give more documents of more groups",
}
"""What to change when a stage leaves no document."""


def summary(result: MiningResult) -> dict[str, Any]:
    """Values of the page's template. Nothing in it is trusted: the template escapes all."""
    funnel = result.funnel
    groups = sorted({row["group"] for row in funnel["stages"]})
    config = public_config(result.config.model_dump(mode="json"))
    default = MiningConfig(mode=result.config.mode).model_dump(mode="json")
    placed = result.documents.num_rows - result.documents["x"].null_count
    languages = [name for name, _ in Counter(result.documents["language"].to_pylist()).most_common() if name]
    return {
        **_headline(result),
        "languages": _listed([language_name(code).partition(" (")[0] for code in languages]),
        "run": f"{result.versions.get('encoder', '')} {funnel['documents']} {funnel['points']} {funnel['seeds']}",
        "mode": result.config.mode,
        "command": shell_line(["cmining", *(result.command or ("mine", "INPUT")), *_CONFIG]),
        "encoder": result.versions.get("encoder", "unknown"),
        "documents": funnel["documents"],
        "groups": [visible(name, _NAME) for name in groups],
        "points": funnel["points"],
        "seeds": funnel["seeds"],
        "seconds": funnel.get("seconds", {}),
        "warnings": funnel.get("warnings", []),
        "hidden_names": in_words(funnel.get("cultures") or {}),
        "bias": funnel.get("bias", {}),
        "debias": result.config.debias,
        "placed": placed,
        "funnel": funnel_rows(funnel["stages"], groups),
        "reasons": _reasons(funnel["stages"], groups),
        "advice": _advice(funnel["stages"]) if not funnel["points"] else None,
        "changed": {name: value for name, value in config.items() if value != default[name]},
        "versions": result.versions,
        "version": __version__,
        "licenses": _licenses(result),
    }


def _headline(result: MiningResult) -> dict[str, str]:
    """What was found, in a sentence, and what of it belongs to no single culture."""
    kinds = Counter(row["kind"] for row in result.points.select(["kind"]).to_pylist())
    cultures = {
        name
        for row in result.points.select(["kind", "culture_name"]).to_pylist()
        if row["kind"] == "culture" and (name := row["culture_name"])
    }
    seeds = counted(len(result.seeds), "seed")
    whole = f"{seeds} of {counted(len(cultures), 'culture')}" if cultures else seeds
    other = [f"{kinds[kind]:,} {says}" for kind, says in _KINDS.items() if kinds[kind] and cultures]
    said = [f"Of these points, {' and '.join(other)}."] if other else []
    if by := chosen(result):
        said.append(f"Only what was asked for is here: {by}.")
    return {"headline": whole, "owned": " ".join(said)}


def _listed(names: list[str]) -> str:
    """At most six names, in words."""
    names = [*names[:6], f"{len(names) - 6} more"] if len(names) > 7 else names
    return ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else "".join(names)


def _reasons(stages: list[dict[str, Any]], groups: list[str]) -> list[dict[str, Any]]:
    counts: Counter[str] = Counter()
    by_group: Counter[tuple[str, str]] = Counter()
    stage_of_code = {code: row["stage"] for row in stages for code in row["rejected"]}
    for row in stages:
        counts.update(row["rejected"])
        by_group.update({(code, row["group"]): count for code, count in row["rejected"].items()})
    return [
        {
            "stage": stage_of_code[code],
            "meaning": REASONS[code][1] if code in REASONS else "",  # another version's
            "code": code,
            "all": count,
            "groups": [by_group[code, name] for name in groups],
        }
        for code, count in counts.most_common()
    ]


def _advice(stages: list[dict[str, Any]]) -> dict[str, str]:
    """Which stage left nothing, or the most out, and what to change."""
    lost = Counter(
        {stage: sum(sum(row["rejected"].values()) for row in stages if row["stage"] == stage) for stage in STAGES[:-1]}
    )
    stage = lost.most_common(1)[0][0]
    return {"stage": stage, "lost": f"{lost[stage]:,}", "change": _CHANGE[stage]}


def _licenses(result: MiningResult) -> dict[str, Any]:
    counted = pc.value_counts(result.seeds["license"]).to_pylist()
    found = roll_up({row["values"]: row["counts"] for row in counted})
    return {
        "whole": found.license if found.name is None else f"{found.license} ({visible(found.name, _NAME)})",
        "rows": [(visible(name or "none given", _NAME), count) for name, count in found.counts.items()],
    }
