"""The rounds of a screen: each encodes what a ranker, taught by all rounds before, thinks likeliest about culture."""

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.mining.screen.encoded import Encoded, Floats, Rows
from cmining_distilabel.mining.screen.features import Features
from cmining_distilabel.mining.screen.rules import Ranker, Rule

_ROUND, _QUICK = 1 / 64, 6  # share of the documents that a round encodes: the first 6 rounds; later ones twice as many
_RECENT = (
    4  # rounds that tell how likely a score is to be one of culture; the scores of older ones are of other rankers
)
_FEW = 20  # documents about culture among those encoded, under which nothing can be said
_MOST = 0.5  # share of the documents that may be encoded: a screen that lets more pass is not worth it


class Rounds:
    """The state of the rounds, over the n documents that are learned from.

    Args:
        features: of the documents.
        encoded: of the sample.
        languages: shape (n,), codes.
        sample: rows of it, in random order; every other one is held out, and teaches nothing.
        size: documents of a neighbourhood.

    Attributes:
        rules: one a round.
        passed: shape (n,), what a rule let pass.
        culture: shape (n,), what is known to be about culture.
        sample, held: rows.
        expected: share of all documents about culture that passed, as far as the rounds can tell.
    """

    def __init__(
        self, features: Features, encoded: Encoded, languages: NDArray[np.int32], sample: Rows, size: int
    ) -> None:
        n = len(languages)
        self.rules: list[Rule] = []
        self.passed, self.culture = np.zeros(n, bool), np.zeros(n, bool)
        self.sample, self.held = sample, sample[1::2]
        self.expected = 0.0
        self._features, self._encoded, self._languages, self._size = features, encoded, languages, size
        self._is_held, self._taught = np.zeros(n, bool), np.zeros(n, bool)
        self._is_held[self.held] = self._taught[sample[::2]] = True
        self._round = np.full(n, -1)  # in which each was encoded, and what the ranker had said of it
        self._said = np.zeros(n, np.float32)
        self._ranker: Ranker | None = None
        self._score = self._said

    def look(self) -> None:
        """Score what is encoded, teach the ranker by it, and ask it how much culture is left."""
        weights = stands_for(self._languages, self.passed, self.sample)
        facet, self.culture = self._encoded.scores(weights, self._size)
        taught = np.flatnonzero(self._taught)
        self._ranker = Ranker.of(self._features.of(taught), facet[taught], self._ranker)
        self._score = self._ranker.scores(self._features)
        found = self.culture & (self.passed | self._taught)
        left = self._left()
        self.expected = 0.0 if left is None else float(found.sum() / max(1.0, found.sum() + left))

    def next_rows(self) -> Rows:
        """What to encode next; a new rule."""
        assert self._ranker is not None
        rows = np.flatnonzero(~self._taught & ~self._is_held)
        count = int(len(self._taught) * _ROUND) * (1 if len(self.rules) < _QUICK else 2)
        rows = np.sort(rows[np.argsort(-self._score[rows], kind="stable")[: max(1, count)]])
        rule = Rule(self._ranker, float(self._score[rows].min()))
        self._round[rows], self._said[rows] = len(self.rules), self._score[rows]
        self.passed |= self._score >= rule.bar
        self._taught[rows] = True
        self.rules.append(rule)
        return rows

    def hopeless(self, recall: float) -> str | None:
        """Why to give up."""
        if len(self.rules) >= _RECENT and (count := int(self.culture.sum())) < _FEW:
            seen = int((self._taught | self._is_held).sum())
            return f"{count} of {seen:,} documents are about culture, too few to go by"
        if self._taught.mean() > _MOST:
            return f"half of the documents passed, and not yet {recall:.0%} of those about culture"
        return None

    def held_recall(self) -> tuple[int, int, float]:
        """Held-out documents about culture, those that passed, and their share, each counted for its language."""
        found = self.held[self.culture[self.held]]
        every, drawn = np.bincount(self._languages), np.bincount(self._languages[self.held])
        weight = (every[: len(drawn)] / np.maximum(drawn, 1))[self._languages[found]]
        through = self.passed[found]
        return len(found), int(through.sum()), float((weight * through).sum() / max(1e-9, weight.sum()))

    def _left(self) -> float | None:
        """Documents about culture that did not pass, by what the last rounds' scores turned out to be.

        None before there were so many rounds, or where there was no culture in them.
        """
        from sklearn.linear_model import LogisticRegression

        seen = np.flatnonzero((self._round >= max(0, len(self.rules) - _RECENT)) | self._is_held)
        said = np.where(self._is_held, self._score, self._said)[seen]
        rest = ~self.passed & ~self._taught & ~self._is_held
        if len(self.rules) < _RECENT or len(np.unique(self.culture[seen])) < 2 or not rest.any():
            return None
        fitted = LogisticRegression(C=100.0).fit(said[:, None], self.culture[seen])
        return float(fitted.predict_proba(self._score[rest][:, None])[:, 1].sum())


def stands_for(languages: NDArray[np.int32], passed: NDArray[np.bool_], sample: Rows) -> Floats:
    """How many documents each stands for, shape (n,): itself, or all of its language that did not pass, shared among
    those of the sample that did not."""
    found = np.ones(len(languages), np.float32)
    standing = sample[~passed[sample]]
    every = np.bincount(languages[~passed], minlength=int(languages.max()) + 1)
    drawn = np.bincount(languages[standing], minlength=len(every))
    found[standing] = (every / np.maximum(drawn, 1))[languages[standing]]
    return found
