"""Stage "screen": a ranker learns from a sample, and what it cannot rule out is encoded, in rounds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.errors import tell
from cmining_distilabel.mining.arrays.scratch import filled
from cmining_distilabel.mining.calibrate.geometry import Geometry
from cmining_distilabel.mining.extract.exclusivity import share_lower_bound
from cmining_distilabel.mining.kept import Kept
from cmining_distilabel.mining.screen.encoded import Encoded
from cmining_distilabel.mining.screen.features import Words
from cmining_distilabel.mining.screen.rounds import Rounds, stands_for
from cmining_distilabel.mining.screen.rules import passes
from cmining_distilabel.progress import bar

_LEAST = 4_000  # documents of a corpus that are worth screening
_LEARNED = 32_768  # documents that are learned from, at most: the rules that hold for these hold for all others
_SAMPLE, _FEWEST = 1 / 30, 1_000  # share of them that is drawn, and at least so many
_OF_ALL = 0.01  # of a large corpus, this share of all, up to an eighth of those learned from
_BLOCK = 8_192  # documents whose features are made at a time

Rows = NDArray[np.int64]
Floats = NDArray[np.float32]
Vectors = Callable[[Rows, str], Floats]
"""Unit vectors of some of the documents; the text is what a progress bar says."""


@dataclass(frozen=True)
class Screened:
    """What goes on: the documents that pass, and the sample, whether they pass or not.

    Attributes:
        encoded: shape (m,), their places among the documents that the noise filter kept, ascending.
        weights: shape (m,), how many documents each stands for: one that does not pass, for those that were left out.
        held: shape (h,), rows of `encoded` that taught nothing.
        passed: shape (h,), whether these passed.
        figures: for the funnel.
    """

    encoded: Rows
    weights: Floats
    held: Rows
    passed: NDArray[np.bool_]
    figures: dict[str, Any]

    def in_funnel(self, funnel: dict[str, Any], seeds: NDArray[np.bool_]) -> dict[str, Any]:
        """A funnel with what the screen cost; `seeds`, shape (m,), says which documents became seeds."""
        own = seeds[self.held]
        figures = self.figures | {"seeds": int(own.sum()), "seeds_passed": int((own & self.passed).sum())}
        return {**funnel, "screen": figures, "warnings": [*funnel["warnings"], self._warning()]}

    def _warning(self) -> str:
        """What a reader of the result should know."""
        of = self.figures
        measured = "none of the documents that were held out to measure it is about culture"
        if of["culture"]:
            measured = (
                f"of {of['culture']} documents about culture that were held out to measure it {of['passed']} passed, "
                f"at least {of['recall_lower']:.0%} of all"
            )
        return (
            f"a screen ruled out {of['documents'] - of['encoded']:,} of {of['documents']:,} documents unencoded; by "
            f"what its rounds found it let pass {of['expected']:.0%} of those about culture; {measured}"
        )


def screen(
    kept: Kept,
    vectors_of: Vectors,
    words_of: Callable[[list[str]], Floats],
    geometry_of: Callable[[Rows, Floats], Geometry],
    recall: float,
    *,
    neighborhood: int,
    seed: int,
    quiet: bool = True,
) -> Screened | None:
    """Find out what need not be encoded; None where that is not worth it, after a line that says why.

    Args:
        kept: the n documents.
        vectors_of: encodes some of them.
        words_of: encodes words.
        geometry_of: calibrates the sample, by its rows and vectors.
        recall: share of the documents about culture that are to pass.
        neighborhood: documents that one is scored with.
        seed: of the sample.
        quiet: no progress bars.
    """
    n = len(kept.rows)
    if n < _LEAST:
        tell(f"screen: {n:,} documents are too few to screen (under {_LEAST:,}): all documents are encoded")
        return None
    rng = np.random.default_rng(seed)
    learned = np.sort(rng.permutation(n)[:_LEARNED])
    size = max(_FEWEST, int(_SAMPLE * len(learned)), min(int(_OF_ALL * n), len(learned) // 8))
    sample = _balanced(kept.languages.codes[learned], size, rng)
    texts = kept.texts_of(learned)
    words = Words.of(texts, words_of)
    if not words.numbers:
        tell("screen: no word is in three texts, so that there is nothing to learn from: all documents are encoded")
        return None
    features = words.features(texts)
    del texts

    def vectors(rows: Rows, what: str) -> Floats:
        found = vectors_of(learned[rows], what)
        return geometry.correct(found, kept.languages[learned[rows]].tolist())

    geometry = geometry_of(learned[sample], vectors_of(learned[sample], "Sample"))
    encoded = Encoded(geometry, filled(len(learned), np.nan, np.float32))
    encoded.add(sample, vectors(sample, ""))
    rounds = Rounds(features, encoded, kept.languages.codes[learned], sample, neighborhood)
    rounds.look()
    while rounds.expected < recall:
        if (why := rounds.hopeless(recall)) is not None:
            tell(f"screen: {why}: all documents are encoded")
            return None
        rows = rounds.next_rows()
        encoded.add(rows, vectors(rows, f"Screen, round {len(rounds.rules)}"))
        rounds.look()
    return _applied(kept, words, learned, rounds, recall, quiet=quiet)


def _balanced(languages: NDArray[np.int32], size: int, rng: np.random.Generator) -> Rows:
    """As many documents of each language, as far as there are so many; in random order."""
    rows = [rng.permutation(np.flatnonzero(languages == code)) for code in np.unique(languages)]
    each = -(-size // len(rows))
    while sum(min(each, len(own)) for own in rows) < min(size, len(languages)):
        each *= 2
    return rng.permutation(np.concatenate([own[:each] for own in rows]))


def _applied(kept: Kept, words: Words, learned: Rows, rounds: Rounds, recall: float, *, quiet: bool) -> Screened:
    """The rules, held against all other documents."""
    n = len(kept.rows)
    passed = np.zeros(n, bool)
    passed[learned] = rounds.passed
    others = np.setdiff1d(np.arange(n), learned)
    with bar("Screen", len(others), quiet=quiet or not len(others)) as advance:
        for start in range(0, len(others), _BLOCK):
            rows = others[start : start + _BLOCK]
            passed[rows] = passes(rounds.rules, words.features(kept.texts_of(rows)))
            advance(len(rows))
    sample, held = learned[rounds.sample], learned[rounds.held]
    encoded = np.union1d(np.flatnonzero(passed), sample)
    weights = stands_for(kept.languages.codes, passed, sample)[encoded]
    culture, through, share = rounds.held_recall()
    figures = {
        "asked": recall,
        "documents": n,
        "encoded": len(encoded),
        "sampled": len(sample),
        "words": len(words.numbers),
        "rounds": len(rounds.rules),
        "expected": round(rounds.expected, 4),
        "held_out": len(held),
        "culture": culture,
        "passed": through,
        "recall": round(share, 4) if culture else None,
        "recall_lower": round(float(share_lower_bound([through], [culture])[0]), 4),
    }
    return Screened(encoded, weights, np.searchsorted(encoded, held), passed[held], figures)
