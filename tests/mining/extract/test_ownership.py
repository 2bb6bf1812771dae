import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, binom

from cmining_distilabel.mining.calibrate.anchors.compare import CultureScale
from cmining_distilabel.mining.extract.exclusivity import q_values
from cmining_distilabel.mining.extract.ownership import CultureOwnership, culture_ownership, culture_support
from tests.mining.maths import planted, random_rotation, unit

CULTURES = 30


def corpus(seed: int = 0, size: int = 40) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Eight clusters; 0 is of culture 7 and 1 of culture 21, the others of none. Vectors, labels, cultures."""
    rng = np.random.default_rng(seed)
    cultures = unit(rng.normal(size=(CULTURES, 64)))
    vectors, labels = planted(rng, clusters=8, size=size, dimension=64, spread=0.12)
    for cluster, culture in ((0, 7), (1, 21)):
        vectors[labels == cluster] += 0.7 * cultures[culture]
    return unit(vectors).astype(np.float32), labels.astype(np.int32), cultures.astype(np.float32)


def owned(
    vectors: np.ndarray, labels: np.ndarray, num_clusters: int, cultures: np.ndarray, **knobs: float
) -> CultureOwnership:
    """Support over the corpus itself as the reference, and who owns the clusters."""
    scale = CultureScale.of(vectors, cultures)
    support = culture_support(vectors, cultures, scale, **{"support": 1.0, **knobs})  # type: ignore[arg-type]
    supports = support.toarray()
    counts = np.array([supports[labels == cluster].sum(axis=0) for cluster in range(num_clusters)])
    sizes = np.bincount(labels[labels >= 0], minlength=num_clusters)
    return culture_ownership(counts, sizes, supports.mean(axis=0))


def test_a_culture_owns_its_cluster_and_no_culture_owns_the_rest() -> None:
    vectors, labels, cultures = corpus()
    found = owned(vectors, labels, 8, cultures, top=5)
    assert found.owner[:2].tolist() == [7, 21]
    assert (found.share[:2] > 0.9).all()
    assert (found.lower[:2] > 1 / 3).all()
    assert (found.p_value[:2] < 1e-3).all()


def test_labels_that_mean_nothing_have_no_owner() -> None:
    """Documents of the two cultures scattered over all clusters: nobody reaches a third of any."""
    vectors, labels, cultures = corpus()
    scattered = np.random.default_rng(1).permutation(labels)
    found = owned(vectors, scattered, 8, cultures, top=5)
    assert (found.lower < 1 / 3).all()
    assert (q_values(found.p_value) > 0.05).mean() > 0.8


def test_figures_are_clopper_pearsons_and_the_binomials() -> None:
    vectors, labels, cultures = corpus()
    found = owned(vectors, labels, 8, cultures, top=5)
    standard = (lambda cosines: (cosines - cosines.mean(0)) / cosines.std(0))(vectors @ cultures.T)
    among = np.argsort(np.argsort(-standard, axis=1), axis=1) < 5
    supports = among & (standard >= 1)
    hits = supports[labels == 0].sum(axis=0)
    assert found.share[0] == pytest.approx(hits[7] / 40)
    assert found.lower[0] == pytest.approx(beta.ppf(0.05, hits[7], 40 - hits[7] + 1))
    assert found.p_value[0] == pytest.approx(CULTURES * binom.sf(hits[7] - 1, 40, supports[:, 7].mean()))


@settings(deadline=None, max_examples=15)
@given(seed=st.integers(0, 99))
def test_rotation_and_order_do_not_matter(seed: int) -> None:
    vectors, labels, cultures = corpus(seed, size=12)
    rng = np.random.default_rng(seed)
    turn, order = random_rotation(rng, 64).astype(np.float32), rng.permutation(len(labels))
    found = owned(vectors, labels, 8, cultures)
    again = owned((vectors @ turn)[order], labels[order], 8, cultures @ turn)
    np.testing.assert_array_equal(again.owner[:2], found.owner[:2])
    np.testing.assert_allclose(again.share[:2], found.share[:2], atol=0.1)


def test_empty_clusters_and_rows_left_out() -> None:
    vectors, labels, cultures = corpus()
    some = np.where(labels == 1, -1, labels).astype(np.int32)
    found = owned(vectors, some, 10, cultures, top=5)
    for cluster in (1, 8, 9):
        assert (found.share[cluster], found.lower[cluster], found.p_value[cluster]) == (0, 0, 1)
    assert found.owner[0] == 7


def test_a_strict_support_has_fewer_supporters() -> None:
    vectors, _, cultures = corpus()
    scale = CultureScale.of(vectors, cultures)
    loose = culture_support(vectors, cultures, scale, support=0.5).toarray()
    strict = culture_support(vectors, cultures, scale, support=1.5, top=2).toarray()
    assert (strict <= loose).all()
    assert 0 < strict.sum() < loose.sum()
    assert (strict.sum(axis=1) <= 2).all()


def test_a_corpus_about_one_culture_does_not_hide_it() -> None:
    """Every document is a little of culture 7: over the corpus that is nothing, over universal texts it is much."""
    rng = np.random.default_rng(2)
    cultures = unit(rng.normal(size=(CULTURES, 64))).astype(np.float32)
    universal = unit(rng.normal(size=(400, 64))).astype(np.float32)
    vectors = unit(unit(rng.normal(size=(200, 64))) + 0.5 * cultures[7]).astype(np.float32)
    by_corpus = CultureScale.of(vectors, cultures).evidence(vectors @ cultures.T)
    by_universal = CultureScale.of(universal, cultures).evidence(vectors @ cultures.T)
    assert (by_corpus.argmax(axis=1) == 7).mean() < 0.2
    assert (by_universal.argmax(axis=1) == 7).mean() > 0.8


def test_a_prior_decides_between_equals() -> None:
    rng = np.random.default_rng(3)
    cultures = unit(rng.normal(size=(3, 16))).astype(np.float32)
    reference = unit(rng.normal(size=(50, 16))).astype(np.float32)
    even, uneven = (CultureScale.of(reference, cultures, prior) for prior in (None, [0.7, 0.2, 0.1]))
    cosines = reference @ cultures.T
    gained = uneven.evidence(cosines) - even.evidence(cosines)
    np.testing.assert_allclose(np.exp(gained / 0.5).mean(axis=0), [2.1, 0.6, 0.3], rtol=1e-4)
