"""Calibration without labels: the name of the one culture that a document names is hidden, and asked for again."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.mining.arrays.kmeans import VectorArray
from cmining_distilabel.mining.arrays.rows import smallest
from cmining_distilabel.mining.culture.learned import Learned, blocks
from cmining_distilabel.mining.culture.names.named import Named, read_names
from cmining_distilabel.mining.culture.names.reader import Vocabulary
from cmining_distilabel.mining.culture.names.readers import without_names
from cmining_distilabel.mining.culture.posterior import Weights, combine
from cmining_distilabel.mining.culture.reliability import reliability
from cmining_distilabel.mining.culture.texts import Texts, TextsOf
from cmining_distilabel.mining.culture.witnesses.words import word_score
from cmining_distilabel.text import render

Encode = Callable[[list[str]], VectorArray]

_EARLY = 0.5  # what a name must count in its document to be what that is about
_NEAREST = 10  # texts around a hidden document that are asked
_FEWEST = 30  # documents of which figures say something
_RIDGE = 1e-3  # on squared weights: witnesses that say the same share the work

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Lessons:
    """Documents that name one culture alone.

    Attributes:
        rows: shape (m,), the documents.
        culture: shape (m,), column of the culture that each names.
    """

    rows: Rows
    culture: Rows


def find_lessons(named: Named, languages: NDArray[np.integer], *, most: int, seed: int = 0) -> Lessons:
    """A sample of the documents that name one culture and no other, early in the text.

    Args:
        named: of `read_names`.
        languages: shape (n,), integer codes; each gives the same number of documents, at most.
        most: documents in all.
        seed: of the sample.
    """
    counts, sure = named.counts(), named.counts(named.sure)
    single = np.diff(counts.indptr) == 1
    strong = np.asarray(sure.max(axis=1).todense()).ravel() >= _EARLY
    fit_for = np.flatnonzero(single & strong)
    fit_for = fit_for[np.argsort(named.keys[fit_for], kind="stable")]  # whatever the order of the documents
    rng, codes = np.random.default_rng(seed), np.unique(languages)
    taken = [rng.permutation(fit_for[languages[fit_for] == code])[: max(1, most // len(codes))] for code in codes]
    rows = np.sort(np.concatenate(taken))
    return Lessons(rows, np.asarray(sure[rows].argmax(axis=1)).ravel())


def ask(learned: Learned, named: Named, lessons: Lessons, texts_of: TextsOf, encode: Encode) -> dict[str, Floats]:
    """What the witnesses say of the lessons when their names are hidden: log odds, shape (m, C) each.

    Args:
        learned: by a corpus in which the lessons taught nothing (`learn`, `hidden`).
        named: its names and words.
        lessons: of `find_lessons`.
        texts_of: gives the texts of some rows.
        encode: texts to unit vectors.
    """
    geometry, codes = learned.geometry, learned.languages.codes[lessons.rows]
    found = texts_of(lessons.rows)
    titles, texts = (
        [without_names(text, language, geometry.cultures) for text, language in zip(some, found.languages, strict=True)]
        for some in (found.titles, found.texts)
    )
    vectors = geometry.correct(encode([render(*pair) for pair in zip(titles, texts, strict=True)])[:], found.languages)
    vocabulary = Vocabulary(named.vocabulary)  # new words come behind those that taught
    hidden = read_names([Texts(found.languages, titles, texts)], geometry.cultures, vocabulary)
    near = _nearest(geometry.vectors, vectors, lessons.rows, learned.articles)
    return (
        learned.of_vectors(vectors, codes)
        | learned.of_neighbors(near, np.ones(near.shape, np.float32))
        | {"words": word_score(hidden.words[:, : len(named.vocabulary)], learned.words.whole).toarray()}
    )


def figures(witnesses: dict[str, Floats], lessons: Lessons, weights: Weights) -> dict[str, Any]:
    """How often the first culture was right, and how far its share can be believed; empty of few documents."""
    if len(lessons.rows) < _FEWEST:
        return {}
    likely, _ = combine(weights, witnesses)
    return asdict(reliability(likely.max(axis=1), likely.argmax(axis=1) == lessons.culture))


def refitted(witnesses: dict[str, Floats], lessons: Lessons, weights: Weights) -> Weights:
    """Weights that suit this corpus; as they were where it has too few lessons."""
    return weights if len(lessons.rows) < _FEWEST else fit(witnesses, lessons.culture, weights)


def _nearest(vectors: VectorArray, of: NDArray[np.float32], without: Rows, articles: Rows) -> Rows:
    """The nearest rows of each of some vectors, (m, d) in, but for one row each and what is of its article."""
    most = min(_NEAREST, len(vectors) - 1)
    cosine, place = np.full((len(of), most), -np.inf, np.float32), np.zeros((len(of), most), np.int64)
    for rows in blocks(len(vectors)) if most else ():  # one document alone has no neighbour
        found = of @ -vectors[rows].T
        found[articles[without][:, None] == articles[rows]] = np.inf
        against, near = smallest(found, min(most, found.shape[1]))
        cosine = np.concatenate([cosine, -against], axis=1)
        place = np.concatenate([place, near + rows.start], axis=1)
        best = np.argsort(-cosine, axis=1, kind="stable")[:, :most]
        cosine, place = np.take_along_axis(cosine, best, axis=1), np.take_along_axis(place, best, axis=1)
    return place


def fit(witnesses: Mapping[str, Floats], culture: Rows, start: Weights) -> Weights:
    """Weights that lose the least log probability of what was hidden, none below 0 (L-BFGS-B).

    The weight of names cannot be fitted by hiding them, and what is of no culture hides nothing: these two stay.

    Args:
        witnesses: log odds by the name of the weight, shape (m, C) each, of documents with their names hidden.
        culture: shape (m,), columns of what they named.
        start: where to begin; a witness whose weight is 0 stays off.
    """
    known = [name for name in witnesses if getattr(start, name) > 0]
    stack, target = np.stack([witnesses[name] for name in known]), (np.arange(len(culture)), culture)

    def loss(weights: Floats) -> tuple[float, Floats]:
        odds = np.tensordot(weights, stack, 1)
        likely = np.exp(odds - odds.max(axis=1, keepdims=True))
        likely /= likely.sum(axis=1, keepdims=True)
        lost = -np.log(np.maximum(likely[target], 1e-300)).mean() + _RIDGE * weights @ weights
        expected = np.einsum("wmc,mc->wm", stack, likely)
        return float(lost), (expected - stack[:, target[0], target[1]]).mean(axis=1) + 2 * _RIDGE * weights

    from scipy.optimize import minimize  # takes half a second to import

    first = np.array([getattr(start, name) for name in known])
    found = minimize(loss, first, jac=True, bounds=[(0.0, None)] * len(known), method="L-BFGS-B").x
    return replace(start, **{name: float(value) for name, value in zip(known, found, strict=True)})
