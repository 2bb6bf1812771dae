"""What a screen cost, in the funnel of its run."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.mining.screen.screen import Screened

Rows = NDArray[np.int64]


def with_screen(result: MiningResult, rows: Rows, screened: Screened) -> dict[str, Any]:
    """The funnel with what the screen cost; `rows` are those of `screened.encoded` in the result's documents."""
    seeds = pc.equal(result.documents["stage"].take(pa.array(rows)), "seed").to_numpy()
    funnel = result.funnel
    return {
        **funnel,
        "screen": screened.figures | screened.of_seeds(seeds),
        "warnings": [*funnel["warnings"], screened.warning()],
    }
