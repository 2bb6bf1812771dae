"""Other values of theta and tau: what the curve says is what mining with them, in the same clusters, gives."""

from typing import Any

import numpy as np
import pytest

from cmining_distilabel.config import ExtractConfig
from cmining_distilabel.mining.calibrate.geometry import Geometry
from cmining_distilabel.mining.extract.stage import extract
from cmining_distilabel.mining.result.assemble import sensitivity
from cmining_distilabel.mining.score.score import Scores
from tests.mining.extract.test_calibrated import no_texts
from tests.mining.maths import planted

NAMES = np.array(["de", "en", "fr"])


@pytest.mark.parametrize("knobs", [{"mode": "paper"}, {"stability": 3}, {"seeds_per_point": 7, "theta": 0.62}])
def test_each_row_is_what_mining_with_that_value_gives(knobs: dict[str, Any]) -> None:
    owned = [30, 28, 27, 25, 22, 18, 12, 5, 0]
    vectors, truth = planted(np.random.default_rng(0), len(owned), 30, 16, 0.1)
    within = np.tile(np.arange(30), len(owned))
    groups = np.where(within < np.array(owned)[truth], "de", NAMES[1 + within % 2])
    geometry = Geometry(vectors, None, (), (), None, (), {})
    scores = Scores.empty(len(groups))
    given = {"anchors": "off", "num_clusters": 12, **knobs}
    config = ExtractConfig(**given)
    result = extract(groups, geometry, scores, no_texts, config)
    rows = sensitivity(result, config)
    assert {row["knob"] for row in rows} == {"theta", "tau"}
    assert {(row["knob"], row["value"]) for row in rows} >= {("theta", config.theta), ("tau", config.tau)}
    assert len({row["points"] for row in rows}) >= 3
    for row in rows:
        again = ExtractConfig(**{**given, row["knob"]: row["value"]})
        points = extract(groups, geometry, scores, no_texts, again, frozen=result.clusters).points
        points = [point for point in points if point.cluster < len(result.clusters.partition.centroids)]
        assert (row["points"], row["seeds"]) == (len(points), sum(len(point.rows) for point in points))
