"""What a corpus teaches the witnesses: which names to trust, what its languages speak of, what cultures look like."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from cmining_distilabel.mining.arrays.categories import Categories
from cmining_distilabel.mining.arrays.kmeans import VectorArray
from cmining_distilabel.mining.calibrate.geometry import Geometry
from cmining_distilabel.mining.culture.names.named import Named
from cmining_distilabel.mining.culture.posterior import Weights, combine
from cmining_distilabel.mining.culture.witnesses.language import language_prior, language_witness
from cmining_distilabel.mining.culture.witnesses.names import name_witness, naming
from cmining_distilabel.mining.culture.witnesses.neighbors import neighbor_witness
from cmining_distilabel.mining.culture.witnesses.trust import trust
from cmining_distilabel.mining.culture.witnesses.vectors import Discriminant, evidence_witness
from cmining_distilabel.mining.culture.witnesses.words import WordWitness

_BLOCK = 4_096
_DOUBTING = Weights(none=-50.0)  # of a posterior that is only to tell which names to trust

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Learned:
    """The witnesses, taught by a corpus of n documents.

    Attributes:
        geometry: for the documents' vectors, and those of the cultures' names.
        languages: shape (n,).
        names: shape (n, C), sparse; what the names in each document say.
        words: what its other words say.
        shares: shape (n, C), sparse; how documents share themselves over the cultures that they name.
        prior: shape (G, C), log; how often each language speaks of each culture.
        taught: what documents that name a culture look like.
        trust: shape (E,), what each name counts.
        articles: shape (n,), first paragraph of the article of each document; itself where documents are whole.
    """

    geometry: Geometry
    languages: Categories
    names: csr_matrix
    words: WordWitness
    shares: csr_matrix
    prior: Floats
    taught: Discriminant
    trust: Floats
    articles: Rows

    def of_vectors(self, vectors: NDArray[np.float32], languages: NDArray[np.integer]) -> dict[str, Floats]:
        """Log odds of the witnesses that need no names and no neighbours, shape (m, C) each.

        Args:
            vectors: shape (m, d), calibrated.
            languages: shape (m,), codes as in `self.languages`.
        """
        null = self.geometry.null
        assert null is not None
        return {
            "prior": self.prior[languages],
            "evidence": evidence_witness(vectors, null.cultures),
            "taught": self.taught.witness(vectors),
        }

    def of_texts(self, rows: Rows) -> dict[str, Floats]:
        """Log odds by what stands in some of the documents, shape (m, C) each."""
        return {"names": self.names[rows].toarray(), "words": self.words[rows]}

    def of_neighbors(self, near: Rows, weights: NDArray[np.float32]) -> dict[str, Floats]:
        """Log odds by what is around documents, shape (m, C) each; (m, k) twice in."""
        codes = self.languages.codes
        return {
            "neighbors": neighbor_witness(near, weights, self.shares, codes, self.prior),
            "language": language_witness(near, weights, codes, self.prior),
        }


def learn(
    geometry: Geometry,
    named: Named,
    languages: Categories,
    hidden: Rows | None = None,
    *,
    articles: Rows | None = None,
) -> Learned:
    """Teach the witnesses.

    Args:
        geometry: the documents' vectors, and the anchors.
        named: the names in the documents.
        languages: shape (n,).
        hidden: documents that teach nothing, since they will be asked about.
        articles: shape (n,), first paragraph of the article of each, where documents are paragraphs: they share the
            weight of one document.
    """
    if articles is None:
        articles, weight = np.arange(len(languages)), None
    else:
        weight = 1 / np.bincount(articles, minlength=len(articles))[articles]
    sure = name_witness(named, named.sure.astype(np.float64))
    counts = trust(named, _without_doubt(geometry, sure, languages), languages, weight)
    trusted = name_witness(named, counts)
    shares = naming(trusted)
    if hidden is not None:
        shares = _scaled(shares, ~np.isin(articles, articles[hidden]))
    teaching = shares if weight is None else _scaled(shares, weight)
    prior = language_prior(teaching, languages, geometry.cultures)
    words = WordWitness.of(named.words, teaching, languages.codes, prior, named.keys[articles])
    taught = Discriminant.of(geometry.vectors, teaching)
    return Learned(geometry, languages, trusted, words, shares, prior, taught, counts, articles)


def blocks(num_documents: int) -> Iterator[slice]:
    """Slices of documents that are looked at together."""
    for start in range(0, num_documents, _BLOCK):
        yield slice(start, min(start + _BLOCK, num_documents))


def _without_doubt(geometry: Geometry, sure: csr_matrix, languages: Categories) -> Iterator[tuple[slice, Floats]]:
    """A posterior by what needs no trust: names of states and peoples, and the vectors."""
    null = geometry.null
    assert null is not None
    prior = language_prior(naming(sure), languages, geometry.cultures)
    vectors: VectorArray = geometry.vectors
    for rows in blocks(len(vectors)):
        witnesses = {
            "prior": prior[languages.codes[rows]],
            "evidence": evidence_witness(vectors[rows], null.cultures),
            "names": sure[rows].toarray(),
        }
        yield rows, combine(_DOUBTING, witnesses)[0]


def _scaled(shares: csr_matrix, factor: NDArray[np.generic]) -> csr_matrix:
    return csr_matrix(shares.multiply(factor.astype(np.float64)[:, None]))
