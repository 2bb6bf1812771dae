"""What to do where little was found, by the figures of the run itself."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from cmining_distilabel.config import MiningConfig
from cmining_distilabel.mining.reasons import REASONS

_LITTLE = 5  # points; a run that has as many needs no advice
_FEW_DOCUMENTS = 3_000  # the demo's corpora of 4,500 and 9,000 leads give 9 and 26 points, one of 600 gives 1 or none
_MUCH = 0.3  # of the documents, that one reason of the noise filter took
_FIXES = {
    "wrong_language": "is the language column right? check_language=False keeps them",
    "undetected_language": "give the language of each input as LANG=INPUT, or language_column",
    "too_short": "a lower min_length keeps them",
    "title_digit": "strict_titles=False keeps them",
    "title_punctuation": "strict_titles=False keeps them",
    "ner_no_match": "ner='rules' asks for no entity",
    "near_duplicate": "near_duplicates=0 keeps them",
    "template": "max_per_template=0 keeps them",
}


_KNOBS = {
    "surroundings_not_cultural": "facet_share",
    "not_exclusive": "culture_share",
    "few_seeds": "tau",
    "small_point": "tau",
    "not_dominated": "theta",
    "low_entropy": "entropy_top",
}
"""The knob of each limit that cuts documents which may be about culture."""


def advice(funnel: Mapping[str, Any], config: MiningConfig) -> list[str]:
    """Lines on what to change, each with its figure; none where five Culture Points or more were found.

    Args:
        funnel: of a result.
        config: of its run.
    """
    points, documents = funnel.get("points", 0), funnel.get("documents", 0)
    if points >= _LITTLE or "filter" in funnel:
        return []
    return [*_of_size(documents), *_of_noise(funnel, documents), *_of_points(funnel, config)]


def _of_size(documents: int) -> list[str]:
    if documents >= _FEW_DOCUMENTS:
        return []
    few = "1 document is" if documents == 1 else f"{documents:,} documents are"
    return [f"{few} few: from some {_FEW_DOCUMENTS:,} on, a culture has several of one topic"]


def _of_noise(funnel: Mapping[str, Any], documents: int) -> list[str]:
    taken = {
        name: count for name, count in _rejected(funnel).items() if name in REASONS and REASONS[name][0] != "point"
    }
    return [
        f"{count:,} of {documents:,} documents were left out: {REASONS[name][1]}"
        + (f"; {_FIXES[name]}" if name in _FIXES else "")
        for name, count in sorted(taken.items(), key=lambda item: -item[1])
        if name not in _KNOBS and count > _MUCH * documents
    ]


def _of_points(funnel: Mapping[str, Any], config: MiningConfig) -> list[str]:
    """Which limit of stage 2 cut most, and what another one would have given."""
    rejected = _rejected(funnel)
    cut = max(_KNOBS, key=lambda name: rejected[name])
    lines = []
    if rejected[cut]:
        lines.append(
            f"{rejected[cut]:,} documents were left out last: {REASONS[cut][1]}; the limit is {_KNOBS[cut]}="
            f"{getattr(config, _KNOBS[cut]):g}"
        )
    better: dict[str, Mapping[str, Any]] = {}
    for row in funnel.get("sensitivity", []):
        if row["points"] > max(funnel.get("points", 0), better.get(row["knob"], {}).get("points", 0)):
            better[row["knob"]] = row
    lines += [
        f"{knob}={row['value']:g} (now {getattr(config, knob):g}) would give {row['points']:,} points with "
        f"{row['seeds']:,} seeds"
        for knob, row in better.items()
    ]
    return lines


def _rejected(funnel: Mapping[str, Any]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for row in funnel.get("stages", []):
        counts.update(row["rejected"])
    return counts
