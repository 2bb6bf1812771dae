"""Whose a document is by the share that its owner holds."""

import numpy as np
import pytest

from cmining_distilabel.mining.culture.owners import Ownership


@pytest.mark.parametrize(
    ("least", "owners"), [(0.0, [2, 0, 1, -1]), (0.5, [2, -1, 1, -1]), (0.7, [-1, -1, 1, -1]), (1.0, [-1] * 4)]
)
def test_an_owner_is_named_from_its_share(least: float, owners: list[int]) -> None:
    share = np.array([0.5, 0.25, 0.75, 0.0], np.float32)
    empty = np.zeros((4, 0))
    found = Ownership(
        names=("ES", "JP"),
        cultures=empty.astype(np.int32),
        shares=empty.astype(np.float32),
        owners=(("ES",), ("JP",), ("ES", "JP")),
        owner=np.array([2, 0, 1, -1], np.int32),
        share=share,
        none=np.zeros_like(share),
        least=0.5,
        figures={},
    )
    assert found.owner_at(least).tolist() == owners
