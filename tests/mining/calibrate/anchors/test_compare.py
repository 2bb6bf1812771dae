import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cmining_distilabel.mining.calibrate.anchors.compare import AnchorVectors, CultureScale, anchor_scores, phrase_mean
from tests.mining.maths import random_rotation, unit


def anchors_and_documents(seed: int, n: int = 60, cultures: int = 6) -> tuple[np.ndarray, AnchorVectors]:
    rng = np.random.default_rng(seed)
    documents, *anchors = (unit(rng.normal(size=(rows, 16))).astype(np.float32) for rows in (n, 4, 5, cultures, 3))
    return documents, AnchorVectors(*anchors)


def test_scores_are_differences_of_the_best_cosines() -> None:
    documents, anchors = anchors_and_documents(0)
    found = anchor_scores(documents, anchors)
    facets, cultures = documents @ anchors.facets.T, documents @ anchors.cultures.T
    np.testing.assert_allclose(found.facet, facets.max(1) - (documents @ anchors.non_facets.T).max(1), atol=1e-6)
    np.testing.assert_array_equal(found.best_facet, facets.argmax(1))
    np.testing.assert_allclose(found.attribution, cultures.max(1) - (documents @ anchors.neutral.T).max(1), atol=1e-6)


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 99))
def test_rotation_and_order_do_not_matter(seed: int) -> None:
    documents, anchors = anchors_and_documents(seed)
    rng = np.random.default_rng(seed)
    turn, order = random_rotation(rng, 16), rng.permutation(len(documents))
    turned = AnchorVectors(
        *(part @ turn for part in (anchors.facets, anchors.non_facets, anchors.cultures, anchors.neutral))
    )
    found, again = anchor_scores(documents, anchors), anchor_scores((documents @ turn)[order], turned)
    for name in ("facet", "attribution"):
        np.testing.assert_allclose(getattr(again, name), getattr(found, name)[order], atol=2e-4)
    np.testing.assert_array_equal(again.best_facet, found.best_facet[order])


def test_a_hub_does_not_win_the_documents_of_others() -> None:
    """Culture 0 lies near everything; documents still go to the culture that is theirs."""
    rng = np.random.default_rng(1)
    middle, own = unit(rng.normal(size=16)), unit(rng.normal(size=(5, 16)))
    truth = np.repeat(np.arange(5), 20)
    documents = unit(2 * middle + own[truth] + 0.05 * rng.normal(size=(100, 16))).astype(np.float32)
    cultures = np.concatenate([[middle], own]).astype(np.float32)
    assert ((documents @ cultures.T).argmax(axis=1) == 0).mean() > 0.9
    evidence = CultureScale.of(documents, cultures).evidence(documents)
    assert (evidence.argmax(axis=1) == truth + 1).mean() > 0.9


def test_a_narrow_cone_does_not_speak_for_all_cultures_at_once() -> None:
    """Documents that lie nearer to whatever is a text are no nearer to cultures than others; a wide encoder stays."""
    rng = np.random.default_rng(2)
    text, cultures = unit(rng.normal(size=32)), unit(rng.normal(size=(5, 32)))
    reference = unit(3 * text + unit(rng.normal(size=(400, 32)))).astype(np.float32)
    names = unit(3 * text + cultures).astype(np.float32)
    far, near = (unit(push * text + cultures).astype(np.float32) for push in (2.0, 6.0))
    scale = CultureScale.of(reference, names)
    assert scale.center is not None
    for found in (scale.evidence(far), scale.evidence(near)):
        np.testing.assert_array_equal(found.argmax(axis=1), np.arange(5))
        assert np.diag(found).min() > 2
        assert abs(found[~np.eye(5, dtype=bool)].mean()) < 1
    wide = unit(rng.normal(size=(400, 32))).astype(np.float32)
    assert CultureScale.of(wide, names).center is None


def test_phrases_are_averaged_to_length_one() -> None:
    np.testing.assert_allclose(phrase_mean([[1, 0], [0, 1], [0, 1]]), unit(np.array([1.0, 2.0])), rtol=1e-6)
    np.testing.assert_array_equal(phrase_mean([[1, 0], [-1, 0]]), [0, 0])  # no direction, and no NaN
