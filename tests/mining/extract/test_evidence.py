"""Whose each document is, and which are seeds, on made figures: a culture, a set, a language, many, nobody."""

import numpy as np

from cmining_distilabel.config import ExtractConfig
from cmining_distilabel.mining.culture.owners import Ownership
from cmining_distilabel.mining.extract.evidence import Evidence
from cmining_distilabel.mining.extract.islands import Islands
from cmining_distilabel.mining.extract.topic import Topic

NAMES = ("GR", "JP")
SHARE = np.array([0.9, 0.6, 0.3, 0.3, 0.3, 0.9], np.float32)  # one culture's, two share it, three unsure, and sure
OWNER = np.array([0, 2, 0, 1, 1, 1], np.int32)
NONE = np.array([0.0, 0.0, 0.0, 0.0, 0.9, 0.0], np.float32)
ALONE = np.array([0, 0, 1, 0, 0, 0], bool)
CULTURAL = np.array([0.55, 0.9, 0.9, 0.9, 0.9, 0.4])


def evidence() -> Evidence:
    floats = np.where(ALONE, 0.9, 0.1).astype(np.float32)
    q_value = np.where(ALONE, 0.01, 0.9).astype(np.float32)
    ownership = Ownership(
        names=NAMES,
        cultures=np.stack([OWNER % 2, 1 - OWNER % 2], axis=1).astype(np.int32),
        shares=np.stack([SHARE, 1 - SHARE], axis=1),
        owners=(("GR",), ("JP",), ("GR", "JP")),
        owner=OWNER,
        share=SHARE,
        none=NONE,
        least=0.5,
        figures={},
    )
    topic = Topic(np.full(6, 0.3), np.full(6, 0.1), np.ones(6, bool), CULTURAL)
    return Evidence(
        topic, Islands(np.ones(6, np.int32), floats, floats, q_value, np.zeros(6, bool)), ownership, num_groups=2
    )


def test_the_surest_owner_comes_first_then_the_language_then_all_together() -> None:
    config = ExtractConfig(mode="calibrated")
    assert evidence().owners(config).tolist() == [0, 2, 3 + 1, 3 + 2, -1, 1]
    assert evidence().owners(config.model_copy(update={"points": "culture"})).tolist() == [0, 2, -1, -1, -1, 1]
    assert evidence().owners(config.model_copy(update={"points": "language"})).tolist() == [-1, -1, 4, -1, -1, -1]
    assert evidence().owners(config.model_copy(update={"culture_share": 0.7})).tolist() == [0, 5, 4, 5, -1, 1]


def test_half_of_the_surroundings_is_enough_where_a_culture_is_sure() -> None:
    config = ExtractConfig(mode="calibrated", facet_share=0.6)
    assert evidence().cultural(config).tolist() == [True, True, True, True, True, False]
    assert not evidence().cultural(config.model_copy(update={"culture_share": 0.95}))[0]


def test_a_document_that_abstains_names_its_likeliest_owner_at_a_lower_limit() -> None:
    found = evidence().ownership
    assert found is not None
    assert found.owner_at(0.5).tolist() == [0, 2, -1, -1, -1, 1]
    assert found.owner_at(0.2).tolist() == OWNER.tolist()
