"""Words that are names elsewhere: those of this package's own texts, which are about no culture.

"nama" is a people and "name" in Indonesian, "catal-" begins "Catalan" and "catalyst". What the universal sentences and
the phrases of the anchors hold names no culture, so that what is read as a name in them is a word.
"""

from collections.abc import Iterator
from functools import lru_cache

from cmining_distilabel.mining.calibrate.anchors import load_anchors
from cmining_distilabel.mining.calibrate.parallel_text import parallel_text


@lru_cache(maxsize=64)
def texts_without_names(language: str) -> tuple[str, ...]:
    """The package's own texts in a language (BCP-47) or its script variants; none where it has none."""
    own = language.replace("_", "-").partition("-")[0].lower()
    return tuple(_texts(own))


def _texts(language: str) -> Iterator[str]:
    entries = parallel_text([language])
    yield from (f"{title}\n{text}" for title, text in zip(entries.titles, entries.sentences, strict=True))
    anchors = load_anchors([language])
    for family in (anchors.facets, anchors.non_facets, anchors.neutral):
        yield from (phrase for phrases in family.values() for _, phrase in phrases)
