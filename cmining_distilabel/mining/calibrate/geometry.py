"""Calibration: the space that documents are scored in, with the language taken out, and the anchors in it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from cmining_distilabel.config import GeometryConfig
from cmining_distilabel.errors import UserError
from cmining_distilabel.languages import base_language
from cmining_distilabel.mining.arrays.categories import Categories, categories
from cmining_distilabel.mining.arrays.kmeans import VectorArray
from cmining_distilabel.mining.arrays.scratch import stored
from cmining_distilabel.mining.calibrate.anchors import encode_anchors, load_anchors
from cmining_distilabel.mining.calibrate.anchors.compare import AnchorVectors, CultureScale, anchor_scores
from cmining_distilabel.mining.calibrate.debias import (
    Bias,
    Debias,
    DebiasedVectors,
    language_bias,
    mean_debias,
    no_debias,
    subspace_debias,
)
from cmining_distilabel.mining.calibrate.parallel_text import ParallelText, parallel_text

Encode = Callable[[list[str]], VectorArray]

_MANY = 20  # languages of an encoder, over which those that the corpus lacks are not worth encoding
_HELD = 131_072  # vectors, 256 MB of 512 dimensions, that are kept corrected rather than corrected as they are read


@dataclass(frozen=True)
class Moments:
    """Mean and standard deviation of a score over the built-in universal sentences."""

    mean: float
    spread: float

    @classmethod
    def of(cls, values: NDArray[np.floating]) -> "Moments":
        return cls(float(values.mean()), float(values.std()))

    def exceeded(self, values: NDArray[np.floating]) -> NDArray[np.float64]:
        """Share of universal things that score less, by the normal distribution; in [0.01, 1]."""
        share: NDArray[np.float64] = np.clip(ndtr((np.nan_to_num(values) - self.mean) / self.spread), 0.01, 1.0)
        return share


@dataclass(frozen=True)
class Null:
    """What things of no culture score, from the built-in sentences, so that limits carry over between encoders.

    Attributes:
        facet, attribution: moments of the two scores.
        facet_limit: facet score that a share of `facet_alpha` of them exceeds.
        cultures: what turns cosines with culture names into evidence.
        translation: cosine that three quarters of the translations of one sentence reach.
    """

    facet: Moments
    attribution: Moments
    facet_limit: float
    cultures: CultureScale
    translation: float


@dataclass(frozen=True)
class Geometry:
    """What scoring and extraction look at.

    Attributes:
        vectors: shape (n, d), the documents' vectors with the language taken out as far as `debias` asks.
        anchors: vectors of the culture anchors in the same space; None when anchors are off.
        facets: names of the rows of `anchors.facets`.
        cultures: CLDR codes (or a user's names) of the rows of `anchors.cultures`.
        null: what universal things score; None when anchors are off.
        unknown_languages: languages without built-in text, whose own mean in the corpus is taken out instead.
        bias: language bias of the built-in text in the corpus' languages, "before" and "after" the correction.
        debias: the correction that `vectors` had.
    """

    vectors: VectorArray
    anchors: AnchorVectors | None
    facets: tuple[str, ...]
    cultures: tuple[str, ...]
    null: Null | None
    unknown_languages: tuple[str, ...]
    bias: dict[str, Bias]
    debias: Debias = field(default_factory=lambda: no_debias(0))

    def correct(self, vectors: NDArray[np.float32], languages: Sequence[str]) -> NDArray[np.float32]:
        """Take the language out of other vectors of the same encoder: shapes (m, d) and (m,) in, (m, d) out."""
        return self.debias(vectors, self.debias.codes(np.asarray(languages)))


def build_geometry(
    vectors: VectorArray,
    languages: ArrayLike | Categories,
    encode: Encode,
    config: GeometryConfig,
    known: Collection[str] | None = None,
) -> Geometry:
    """Calibrate vectors.

    Args:
        vectors: shape (n, d), unit rows.
        languages: shape (n,), BCP-47 code of each row; the language, even where groups are something else.
        encode: encodes texts with the same encoder, 220 sentences and 1,000 phrases in each language, once in a
            store's life.
        config: debias, anchors, facet_alpha.
        known: languages that the encoder knows; all by default. Of one that knows many, the built-in text is taken in
            those of the corpus and in English.

    Raises:
        UserError: the anchors file cannot be used, or the encoder knows no language of the built-in texts.
    """
    codes = categories(languages)
    if config.debias == "none" and config.anchors == "off":
        return Geometry(vectors, None, (), (), None, (), {})
    spoken = _calibrated(known, codes)
    text = parallel_text(spoken)
    if not text.titles:
        raise UserError("the encoder knows no language of the built-in texts; use debias='none' and anchors='off'")
    neutral = encode(text.rendered())[:]
    debias, unknown = _debias(vectors, codes, neutral, text, config)
    moved = vectors
    if config.debias != "none":
        view = DebiasedVectors(vectors, debias, stored(debias.codes(codes)))
        moved = view[:] if len(view) <= _HELD else view  # each is read some eight times
    bias = _bias(neutral, text, debias, codes)
    if config.anchors == "off":
        return Geometry(moved, None, (), (), None, unknown, bias, debias)
    anchors = load_anchors(spoken, None if config.anchors == "builtin" else config.anchors, known)
    found = encode_anchors(anchors, encode, lambda rows, of: debias(rows, debias.codes(of)))
    universal = debias(neutral, debias.codes(text.languages))
    scored = anchor_scores(universal, found)
    limit = float(np.quantile(scored.facet, 1.0 - config.facet_alpha))
    scale = CultureScale.of(universal, found.cultures)
    translation = float(np.quantile(translation_cosines(universal, text.entries), 0.25))
    null = Null(Moments.of(scored.facet), Moments.of(scored.attribution), limit, scale, translation)

    return Geometry(moved, found, tuple(anchors.facets), tuple(anchors.cultures), null, unknown, bias, debias)


def translation_cosines(vectors: NDArray[np.float32], sentences: ArrayLike) -> NDArray[np.float32]:
    """Cosines of all pairs of translations: rows with the same entry in `sentences`, shape (n,)."""
    entries = np.asarray(sentences)
    pairs = []
    for entry in np.unique(entries):
        own = vectors[entries == entry]
        pairs.append((own @ own.T)[np.triu_indices(len(own), 1)])
    return np.concatenate(pairs)


def _calibrated(known: Collection[str] | None, languages: Categories) -> Collection[str]:
    """Languages whose built-in text is encoded: each costs as much as some 300 documents."""
    if known is not None and len(known) <= _MANY:
        return known
    found = {"en", *(base_language(str(name)) for name in languages.names)}
    return found if known is None else found & set(known)


def _bias(neutral: NDArray[np.float32], text: ParallelText, debias: Debias, languages: Categories) -> dict[str, Bias]:
    """Bias before and after; none of it where the corpus has fewer than two languages of the built-in text."""
    rows = np.flatnonzero(np.isin(text.languages, languages.names))
    own, entries = np.asarray(text.languages)[rows], np.asarray(text.entries)[rows]
    if len(np.unique(own)) < 2:
        return {}
    after = debias(neutral[rows], debias.codes(own))
    return {"before": language_bias(neutral[rows], own, entries), "after": language_bias(after, own, entries)}


def _debias(
    vectors: VectorArray,
    languages: Categories,
    neutral: NDArray[np.float32],
    text: ParallelText,
    config: GeometryConfig,
) -> tuple[Debias, tuple[str, ...]]:
    """The correction that the config asks for, and the languages that it could not calibrate on translations."""
    if config.debias == "none":
        return no_debias(vectors.shape[1]), ()
    if config.debias == "mean":
        return mean_debias(vectors, languages), ()
    found = {str(name) for name in languages.names}
    unknown = tuple(sorted(name for name in found if not {name, name.partition("-")[0]} & set(text.languages)))
    if config.debias == "subspace":
        return subspace_debias(neutral, text.languages), unknown
    parallel = mean_debias(neutral, text.languages)
    if not unknown:
        return parallel, ()
    # No translations: what the corpus has of that language, against what it has of the others, stands in.
    return parallel.joined(mean_debias(vectors, languages), unknown), unknown
