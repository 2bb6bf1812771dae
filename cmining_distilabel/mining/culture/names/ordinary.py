"""Words that are names elsewhere: those of this package's own texts, which are about no culture.

"nama" is a people and "name" in Indonesian, "catal-" begins "Catalan" and "catalyst". What the universal sentences and
the phrases of the anchors hold names no culture, so that what is read as a name in them is a word.
"""

from collections.abc import Iterator

from cmining_distilabel.mining.calibrate.anchors import load_anchors
from cmining_distilabel.mining.calibrate.parallel_text import parallel_text


def texts_without_names(language: str) -> Iterator[str]:
    """The package's own texts in a language (BCP-47), in all its scripts; none where it has none."""
    own = language.replace("_", "-").partition("-")[0].lower()
    entries, anchors = parallel_text([own]), load_anchors([own])
    yield from (f"{title}\n{text}" for title, text in zip(entries.titles, entries.sentences, strict=True))
    for family in (anchors.facets, anchors.non_facets, anchors.neutral):
        yield from (phrase for phrases in family.values() for _, phrase in phrases)
