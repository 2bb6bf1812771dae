"""Who owns each document: one culture, a few that share it, or nobody that one could be sure of."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.config import WITNESSES, ExtractConfig
from cmining_distilabel.mining.arrays.categories import Categories, categories
from cmining_distilabel.mining.arrays.rows import smallest
from cmining_distilabel.mining.arrays.scratch import filled
from cmining_distilabel.mining.calibrate.geometry import Geometry
from cmining_distilabel.mining.culture.hidden import Encode, ask, figures, find_lessons, refitted
from cmining_distilabel.mining.culture.hierarchy import Nodes
from cmining_distilabel.mining.culture.learned import Learned, blocks, learn
from cmining_distilabel.mining.culture.model import CultureModel
from cmining_distilabel.mining.culture.names.named import Named, read_names
from cmining_distilabel.mining.culture.posterior import Weights, combine
from cmining_distilabel.mining.culture.regions import Regions, find_regions
from cmining_distilabel.mining.culture.texts import Texts, TextsOf
from cmining_distilabel.mining.culture.witnesses.words import usual_words
from cmining_distilabel.progress import Advance, bar

_ASKED, _FITTED = 400, 2_000  # documents whose names are hidden, to measure and to fit
_FEW = 0.05  # share of the documents with names that need not teach
TOP = 5
"""Likeliest cultures of a document that are kept."""

Rows = NDArray[np.int64]
Around = tuple[Rows, Rows, NDArray[np.float32]]


@dataclass(frozen=True)
class Ownership:
    """The posterior over cultures, and what it says of each document.

    Attributes:
        names: C codes of CLDR, or names that a user added: all cultures.
        cultures: shape (n, t), int32, places in `names`, likeliest first.
        shares: shape (n, t), float32, posterior of each; what they leave over is of all others, or of no culture.
        owners: what may own a document: a culture, or several that share it.
        owner: shape (n,), int32, place in `owners` of the one that holds most; -1 for a document without any.
        share: shape (n,), float32, what that owner holds.
        none: shape (n,), float32, posterior of no culture at all.
        least: share from which an owner is named.
        figures: what hidden names say of the posterior, for the funnel.
        regions: where in its owner's country each document lies.
        model: what the corpus taught, for other documents.
    """

    names: tuple[str, ...]
    cultures: NDArray[np.int32]
    shares: NDArray[np.float32]
    owners: tuple[tuple[str, ...], ...]
    owner: NDArray[np.int32]
    share: NDArray[np.float32]
    none: NDArray[np.float32]
    least: float
    figures: dict[str, Any]
    regions: Regions | None = None
    model: CultureModel | None = None

    def owner_at(self, least: float) -> NDArray[np.int32]:
        """The owner of each document where it holds `least` or more, else -1."""
        return np.where(self.share >= least, self.owner, -1).astype(np.int32)


def own_documents(
    geometry: Geometry,
    texts_of: TextsOf,
    around: Iterable[Around],
    config: ExtractConfig,
    *,
    encode: Encode | None = None,
    articles: Rows | None = None,
    quiet: bool = True,
) -> Ownership:
    """Find out whose each document is.

    Args:
        geometry: the documents' vectors, and the anchors.
        texts_of: gives the texts of some rows.
        around: rows of documents, their neighbours, and what each of those counts on every scale, block by block.
        config: witnesses, refit_witnesses, culture_share, seed.
        encode: texts to unit vectors, for texts with their names hidden; without it nothing is asked of them.
        articles: shape (n,), first paragraph of the article of each, where documents are paragraphs: an article
            teaches once, and is asked about none of its own.
        quiet: no progress bar.
    """
    # Read the names in all texts.
    num_documents = len(geometry.vectors)
    with bar("Names of cultures", num_documents, quiet=quiet) as advance:
        named, languages = _read(num_documents, texts_of, geometry.cultures, advance)

    # Let the names teach the other witnesses, and measure what those know of names that are hidden.
    learned, weights, measured = _taught(geometry, named, languages, texts_of, config, encode, articles)

    # Every document has a posterior by its own witnesses; neighbours change that of the candidates.
    top = min(TOP, len(geometry.cultures))
    cultures, shares = filled((num_documents, top), -1, np.int32), filled((num_documents, top), 0, np.float32)
    owner, share = filled(num_documents, -1, np.int32), filled(num_documents, 0, np.float32)
    nobody = filled(num_documents, 1, np.float32)
    nodes = Nodes(geometry.cultures, config.culture_share)
    for rows, witnesses in _witnesses(learned, around):
        likely, none = combine(weights, witnesses)
        against, cultures[rows] = smallest(-likely.astype(np.float32), top)
        shares[rows], nobody[rows] = -against, none
        # The lowest node that holds enough is the owner: a culture, the state it lies in, or neighbours that share it.
        owner[rows], share[rows] = nodes.lowest(likely, none)

    owners, place = nodes.in_order()
    owner[:] = np.append(place, -1)[owner]

    # A document of one culture may name a region of its country.
    sure = np.where(share >= config.culture_share, owner, -1)
    return Ownership(
        names=geometry.cultures,
        cultures=cultures,
        shares=shares,
        owners=owners,
        owner=owner,
        share=share,
        none=nobody,
        least=config.culture_share,
        figures=measured,
        regions=find_regions(named, owners, sure),
        model=CultureModel.of(learned, named, weights),
    )


def _taught(
    geometry: Geometry,
    named: Named,
    languages: Categories,
    texts_of: TextsOf,
    config: ExtractConfig,
    encode: Encode | None,
    articles: Rows | None,
) -> tuple[Learned, Weights, dict[str, Any]]:
    """The witnesses and their weights, and how often they are right where names are hidden."""
    weights = _weights(config)
    if encode is None:
        return learn(geometry, named, languages, articles=articles), weights, {}
    most = _FITTED if config.refit_witnesses else _ASKED
    lessons = find_lessons(named, languages.codes, most=most, seed=config.seed)
    learned = learn(geometry, named, languages, lessons.rows, articles=articles)
    if not len(lessons.rows):
        return learned, weights, {}
    answers = ask(learned, named, lessons, texts_of, encode)
    weights = refitted(answers, lessons, weights) if config.refit_witnesses else weights
    measured = figures(answers, lessons, weights)
    naming_anything = int((np.diff(named.documents.indptr) > 0).sum())
    if len(lessons.rows) > _FEW * naming_anything:  # of few documents each must teach
        learned = learn(geometry, named, languages, articles=articles)
    return learned, weights, measured


def _weights(config: ExtractConfig) -> Weights:
    """The weights, 0 for witnesses that are switched off; the languages' prior goes with what they speak of."""
    off = set(WITNESSES) - set(config.witnesses)
    return Weights().without(*off, *({"prior"} if "language" in off else ()))


def _read(
    num_documents: int, texts_of: TextsOf, cultures: tuple[str, ...], advance: Advance
) -> tuple[Named, Categories]:
    """The names in all documents, with the words that can teach, and their languages."""
    languages: list[str] = []

    def texts() -> Iterator[Texts]:
        for rows in blocks(num_documents):
            found = texts_of(np.arange(rows.start, rows.stop))
            languages.extend(found.languages)
            advance(len(found.languages))
            yield found

    named = read_names(texts(), cultures)
    return named.with_words(usual_words(named.words)), categories(np.asarray(languages))


def _witnesses(learned: Learned, around: Iterable[Around]) -> Iterator[tuple[Rows, dict[str, NDArray[np.float64]]]]:
    """Rows of documents, and what speaks for their cultures, block by block: first all of them without neighbours."""
    vectors, codes = learned.geometry.vectors, learned.languages.codes

    def own(rows: Rows) -> dict[str, NDArray[np.float64]]:
        return learned.of_vectors(vectors[rows], codes[rows]) | learned.of_texts(rows)

    without = np.ones(len(vectors), bool)
    for rows, near, weights in around:
        without[rows] = False
        yield rows, own(rows) | learned.of_neighbors(near, weights[-1])
    left = np.flatnonzero(without)
    for some in blocks(len(left)):
        yield left[some], own(left[some])
