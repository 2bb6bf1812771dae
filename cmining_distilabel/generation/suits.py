"""What a seed is good for: no situation from a goddess, no conversation from one sentence."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from cmining_distilabel.generation.seed_rows import Seed
from cmining_distilabel.mining.calibrate.anchors import load_anchors
from cmining_distilabel.mining.noise.length import display_width
from cmining_distilabel.text import sentences

_LEAST = {  # columns of a seed's text that a task needs, so that there is enough to write; a CJK character has two
    "dialogue": 100,
    "situation": 250,
    "comparison": 60,
    "multiple_choice": 60,
    "true_false": 60,
    "preference": 60,
    "reverse_instruction": 40,
}
_SENTENCES = {"dialogue": 2}
_LIVED = ("custom_ritual", "etiquette", "family_life", "festival")  # built-in facets that say how people behave
_SIBLINGS = 3  # wrong options that a quiz question needs
_WHOLE = ("reverse_instruction",)  # tasks whose answer is the text itself
_ENDS = ".!?…。！？।۔؟\"'”’»」』)）]"
_NO_STOPS = ("th", "lo", "my", "km")  # languages that end a sentence without a mark
_LONG = 60  # columns from which a text without an end breaks off, and is no name or saying

REASONS = {
    "facet": "is not about what people do",
    "other_facet": "is of another facet",
    "short": "is too short",
    "breaks_off": "breaks off in a sentence",
    "no_pair": "has none like it of another culture to be compared with",
    "no_siblings": "has no title, or fewer than three things of its facet and language in other cultures beside it",
    "no_confusion": "is of a culture that is taken for no other",
    "language": "is in none of the languages, and is to be the answer itself",
}
"""Why a seed's text does not suit a task: code, and the rest of a sentence about it."""

LACKING = ("no_pair", "no_siblings", "no_confusion")
"""Those of them without which there is no prompt."""


def fitting(
    task: str, needs: str | None, seed: Seed, facets: Collection[str] = (), size: float = 1.0
) -> tuple[Seed, str | None]:
    """The seed, and why it does not suit a task; what `why_unsuited` takes.

    Where the text is too short alone, the seed has further ones of its point in `more`, as many as it takes.
    """
    reason = why_unsuited(task, needs, seed, facets, size)
    near = seed.get("near") or []
    if reason != "short" or needs == "other" or task in _WHOLE:
        return seed, reason
    for count in range(1, len(near) + 1):
        together = " ".join(str(one["text"]).strip() for one in (seed, *near[:count]))
        if why_unsuited(task, needs, {**seed, "text": together}, facets, size) is None:
            return {**seed, "more": near[:count]}, None
    return seed, reason


@cache
def _built_in_facets() -> frozenset[str]:
    return frozenset(load_anchors(("en",)).facets)


def why_unsuited(
    task: str, needs: str | None, seed: Mapping[str, Any], facets: Collection[str] = (), size: float = 1.0
) -> str | None:
    """Why a seed does not suit a task, a key of `REASONS`; None where it does.

    Facets are those of the built-in anchors; others, and none, suit every task.

    Args:
        task: its name; one that is not built in suits every seed.
        needs: a column that the seed must have for it.
        seed: with `text` and `language`; `facet` where it has one.
        facets: that the task is for; all where none is named.
        size: how much more than usual is written.
    """
    text = str(seed["text"]).strip()
    if needs == "siblings" and not (seed.get("title") and len(seed.get("siblings") or ()) >= _SIBLINGS):
        return "no_siblings"
    if needs and not seed.get(needs):
        return "no_confusion" if needs == "confused" else "no_pair"
    if task == "situation" and seed.get("facet") in _built_in_facets() and seed["facet"] not in _LIVED:
        return "facet"
    if facets and seed.get("facet") not in facets:
        return "other_facet"
    width = display_width(text[:800])
    if width < _LEAST.get(task, 0) * size or (task in _SENTENCES and len(sentences(text)) < _SENTENCES[task] * size):
        return "short"
    ends = text[-1:] in _ENDS or str(seed["language"]).partition("-")[0] in _NO_STOPS
    return "breaks_off" if task in _WHOLE and width >= _LONG and not ends else None
