"""Why a document is no seed: each reason's code, the stage that gave it, and what it means."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

STAGES = ("read", "noise", "screen", "dispersion", "entropy", "point", "seed")
"""In order. A document's stage is the one that stopped it; seeds reached "seed"."""

REASONS: dict[str, tuple[str, str]] = {
    "empty_text": ("read", "no text"),
    "duplicate_id": ("read", "an earlier row has the same id"),
    "malformed": ("read", "the line cannot be read"),
    "broken_off": ("read", "the data set on the Hub could not be read on from here"),
    "not_utf8": ("read", "the line is not UTF-8"),
    "empty_language": ("read", "no language"),
    "undetected_language": ("read", "nothing says its language, and it could not be detected surely"),
    "empty_group": ("read", "no group"),
    "redirect": ("noise", "a redirect to another page"),
    "namespace_page": ("noise", "a page of a wiki that is no article, such as a template or a category"),
    "markup": ("noise", "wikitext or HTML is left in the text"),
    "link_list": ("noise", "a section that is a list of links, or a list of names"),
    "reference": ("noise", "a reference, or what stands under References, See also, External links ..."),
    "infobox": ("noise", "fields that an infobox left, or captions of pictures"),
    "table": ("noise", "cells of a table"),
    "too_short": ("noise", "the text is shorter than min_length"),
    "title_digit": ("noise", "the title holds a digit"),
    "title_punctuation": ("noise", "the title holds punctuation"),
    "title_list": ("noise", "a list page"),
    "title_disambiguation": ("noise", "a disambiguation page"),
    "title_date": ("noise", "a page about a date or a year"),
    "wrong_language": ("noise", "the text is in another language than the row says"),
    "ner_no_match": ("noise", "the title matches no entity of the lead"),
    "duplicate": ("noise", "the same text came earlier"),
    "near_duplicate": ("noise", "nearly the same text came earlier"),
    "template": ("noise", "max_per_template texts with other names and numbers in them came earlier"),
    "no_vector": ("noise", "the encoder knows nothing of its text, such as an unknown script, and gives no vector"),
    "not_kept": ("noise", "a step of the user's own set keep to false"),
    "screened_out": ("screen", "its letters and words are far from culture: it was not encoded (see screen)"),
    "small_cluster": ("dispersion", "its thematic cluster has num_neighbors documents or fewer"),
    "dispersed": ("dispersion", "its Local Dispersion is over its cluster's quantile (Eq. 1)"),
    "low_entropy": ("entropy", "its Semantic Entropy is not in its cluster's top share (Eq. 2-3)"),
    "small_point": ("point", "its cross-group cluster has fewer than tau documents (Eq. 4)"),
    "not_dominated": ("point", "no group's share of its cross-group cluster exceeds theta (Eq. 4)"),
    "not_exclusive": ("point", "it is not sure whose it is, and no language stands alone around it"),
    "not_cultural": ("point", "it is not about culture"),
    "surroundings_not_cultural": (
        "point",
        "less than facet_share of what is around it is about culture; half is enough where its culture is sure",
    ),
    "few_seeds": (
        "point",
        "its culture, or its cluster, has fewer than tau seeds; translations of one another count once",
    ),
    "same_article": ("point", "another paragraph of its article is a better seed of the same Culture Point"),
    "rejected_by_reviewers": ("point", "half of its reviewers, or more, rejected it (`cmining review apply`)"),
    "not_reviewed": ("point", "no reviewer decided on it, and only what was reviewed was kept"),
    "beyond_seed_limit": ("point", "in a Culture Point, but after its first seeds_per_point members"),
}


def stage_of(reason: str | None) -> str:
    """The stage that gives a reason; "seed" for None, "noise" for a word of a step of the user's own."""
    return "seed" if reason is None else REASONS.get(reason, REASONS["not_kept"])[0]


def stages_of(reasons: pa.StringArray) -> pa.StringArray:
    """`stage_of` for each of many reasons."""
    coded = reasons.dictionary_encode(null_encoding="encode")
    return pa.array([stage_of(code) for code in coded.dictionary.to_pylist()], pa.string()).take(coded.indices)


class Reasons:
    """Why each of n documents is left out, or None: an array of names that takes two bytes a document.

    It is indexed as a numpy array is; what it gives are names.
    """

    def __init__(self, n: int) -> None:
        self._names: list[str | None] = [None, *REASONS]
        self._codes = np.zeros(n, np.int16)

    @classmethod
    def of(cls, names: pa.ChunkedArray | Sequence[str | None]) -> "Reasons":
        """The reasons that a column of a table or a list holds."""
        found = cls(len(names))
        if isinstance(names, pa.ChunkedArray):
            ends = np.cumsum([len(chunk) for chunk in names.chunks])
            for chunk, end in zip(names.chunks, ends, strict=True):
                found[end - len(chunk) : end] = chunk.to_pylist()
        else:
            found[:] = names
        return found

    def __len__(self) -> int:
        return len(self._codes)

    def __getitem__(self, rows: Any) -> Any:
        return np.array(self._names, object)[self._codes[rows]]

    def __setitem__(self, rows: Any, reasons: "str | Reasons | Sequence[str | None] | None") -> None:
        if isinstance(reasons, Reasons):
            self._codes[rows] = np.array([self._code(name) for name in reasons._names], np.int16)[reasons._codes]
        elif reasons is None or isinstance(reasons, str):
            self._codes[rows] = self._code(reasons)
        else:
            self._codes[rows] = [self._code(name) for name in reasons]

    def passed(self) -> NDArray[np.int64]:
        """Positions without a reason, ascending."""
        return np.flatnonzero(self._codes == 0)

    def copy(self) -> "Reasons":
        """A copy."""
        found = Reasons(0)
        found._names, found._codes = self._names.copy(), self._codes.copy()
        return found

    def _code(self, name: str | None) -> int:
        if name not in self._names:
            self._names.append(name)
        return self._names.index(name)
