"""What a corpus taught the witnesses, without the corpus: enough to score other documents."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from cmining_distilabel.mining.calibrate.anchors.compare import CultureScale
from cmining_distilabel.mining.culture.learned import Learned
from cmining_distilabel.mining.culture.names.named import Named, read_names
from cmining_distilabel.mining.culture.posterior import Weights, combine
from cmining_distilabel.mining.culture.texts import Texts
from cmining_distilabel.mining.culture.witnesses.language import speakers
from cmining_distilabel.mining.culture.witnesses.names import name_witness
from cmining_distilabel.mining.culture.witnesses.trust import UNREAD
from cmining_distilabel.mining.culture.witnesses.vectors import Discriminant, evidence_witness
from cmining_distilabel.mining.culture.witnesses.words import word_score

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class CultureModel:
    """The witnesses that need no neighbours, taught.

    Attributes:
        cultures: C codes of CLDR, or names that a user added.
        languages: rows of `prior`.
        prior: shape (G, C), log; how often each language speaks of each culture.
        taught: what documents that name a culture look like.
        weights: what each witness counts.
        names, trust: E names as "language:name", and what each counts, shape (E,).
        words, odds: V words, and which culture each goes with, shape (V, C), sparse.
    """

    cultures: tuple[str, ...]
    languages: tuple[str, ...]
    prior: Floats
    taught: Discriminant
    weights: Weights
    names: tuple[str, ...]
    trust: Floats
    words: tuple[str, ...]
    odds: csr_matrix

    @classmethod
    def of(cls, learned: Learned, named: Named, weights: Weights) -> "CultureModel":
        """Keep what was learned."""
        odds, spelled = learned.words.whole, list(named.vocabulary)
        telling = np.flatnonzero(np.diff(odds.indptr))
        return cls(
            cultures=learned.geometry.cultures,
            languages=tuple(map(str, learned.languages.names)),
            prior=learned.prior,
            taught=learned.taught,
            weights=weights,
            names=named.names,
            trust=learned.trust,
            words=tuple(spelled[row] for row in telling),
            odds=odds[telling],
        )

    def read(self, texts: Texts) -> Named:
        """The names and words in some documents."""
        return read_names([texts], self.cultures)

    def posterior(
        self, languages: list[str], named: Named, vectors: NDArray[np.float32], scale: CultureScale
    ) -> tuple[Floats, Floats]:
        """Probabilities of cultures, shape (m, C), and of none, (m,), of documents that were not there.

        Args:
            languages: of m documents.
            named: what `read` found in them.
            vectors: shape (m, d), calibrated.
            scale: turns them into evidence.
        """
        witnesses = {
            "prior": np.stack([self._prior_of(language) for language in languages]),
            "evidence": evidence_witness(vectors, scale),
            "taught": self.taught.witness(vectors),
            "names": name_witness(named, self._trust_of(named)).toarray(),
            "words": word_score(self._words_of(named), self.odds).toarray(),
        }
        return combine(self.weights, witnesses)

    def _prior_of(self, language: str) -> Floats:
        if language in self.languages:
            own: Floats = self.prior[self.languages.index(language)]
            return own
        spoken = speakers(language, self.cultures)
        found: Floats = np.log(0.5 * spoken + 0.5 * np.exp(self.prior).mean(axis=0))
        return found

    def _trust_of(self, named: Named) -> Floats:
        known = dict(zip(self.names, self.trust, strict=True))
        pairs = zip(named.names, named.sure, strict=True)
        return np.array([known.get(name, 1.0 if sure else UNREAD) for name, sure in pairs])

    def _words_of(self, named: Named) -> csr_matrix:
        """Which words of the model stand in each document: shape (m, V)."""
        place = {word: row for row, word in enumerate(self.words)}
        rows, columns = _both((number, place.get(word)) for word, number in named.vocabulary.items())
        shape = (named.words.shape[1], len(self.words))
        return csr_matrix(named.words @ csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape=shape))


def _both(pairs: Iterable[tuple[int, int | None]]) -> tuple[list[int], list[int]]:
    found = [(first, second) for first, second in pairs if second is not None]
    return [first for first, _ in found], [second for _, second in found]
