"""Names that are hidden and asked for again, on made texts; and weights from them."""

import numpy as np

from cmining_distilabel.mining.culture.hidden import _nearest, find_lessons, fit
from cmining_distilabel.mining.culture.names.named import read_names
from cmining_distilabel.mining.culture.posterior import Weights, combine
from cmining_distilabel.mining.culture.texts import Texts

CULTURES = ("GR", "JP", "ES")
TEXTS = [
    ("en", "A dance", "A dance of Greece that all villages know."),
    ("en", "A soup", "A soup that is eaten in Japan and in Spain alike."),
    ("en", "A stone", "A stone is hard, and it lies on the ground."),
    ("de", "Ein Tanz", "Ein Tanz aus Griechenland, den jedes Dorf kennt."),
    ("de", "Ein Fest", "Ein Fest, das in Japan im Sommer gefeiert wird."),
]


def test_lessons_name_one_culture_and_no_other() -> None:
    named = read_names([Texts(*(list(part) for part in zip(*TEXTS, strict=True)))], CULTURES)
    found = find_lessons(named, np.array([0, 0, 0, 1, 1]), most=10)
    assert dict(zip(found.rows.tolist(), found.culture.tolist(), strict=True)) == {0: 0, 3: 0, 4: 1}
    few = find_lessons(named, np.array([0, 0, 0, 1, 1]), most=2)
    assert len(few.rows) == 2  # as many of each language
    nobody = read_names([Texts(["en"], ["A stone"], ["A stone is hard."])], CULTURES)
    assert len(find_lessons(nobody, np.array([0]), most=10).rows) == 0


def test_the_nearest_are_found_block_by_block_without_the_document_itself() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(9_000, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    without = np.array([5, 8_000])
    found = _nearest(vectors, vectors[without], without, np.arange(len(vectors)))
    for row, near in zip(without, found, strict=True):
        cosine = vectors @ vectors[row]
        cosine[row] = -np.inf
        assert set(near) == set(np.argsort(-cosine)[:10])


RNG = np.random.default_rng(0)
TRUTH = RNG.integers(0, 6, 800)


def knowing(strength: float) -> np.ndarray:
    """Log odds that are `strength` higher for what is true, among noise."""
    odds = RNG.normal(size=(800, 6))
    odds[np.arange(800), TRUTH] += strength
    return odds


def test_who_knows_more_weighs_more_and_who_knows_nothing_weighs_nothing() -> None:
    witnesses = {"evidence": knowing(2.0), "words": knowing(0.7), "taught": knowing(0.0)}
    found = fit(witnesses, TRUTH, Weights())
    assert found.evidence > found.words > 0.2
    assert found.taught < 0.1
    assert (found.names, found.none) == (Weights().names, Weights().none)


def test_fitted_shares_are_right_as_often_as_they_say() -> None:
    witnesses = {"evidence": knowing(1.5), "words": knowing(1.0)}
    weights = fit(witnesses, TRUTH, Weights(none=-50.0))
    likely, _ = combine(weights, witnesses)
    assert abs(likely.max(axis=1).mean() - (likely.argmax(axis=1) == TRUTH).mean()) < 0.04


def test_a_witness_that_is_off_stays_off() -> None:
    witnesses = {"evidence": knowing(2.0), "words": knowing(2.0)}
    assert fit(witnesses, TRUTH, Weights().without("words")).words == 0
