"""Stage 0: which rows of a corpus are left out before encoding, and why."""

import pyarrow as pa

from cmining_distilabel.config import NoiseConfig
from cmining_distilabel.mining.noise import tell_no_entity_match
from cmining_distilabel.mining.noise.pool import noise_reasons
from cmining_distilabel.mining.reasons import Reasons
from cmining_distilabel.progress import bar


def filter_noise(table: pa.Table, config: NoiseConfig, *, processes: int = 1, quiet: bool = True) -> Reasons:
    """Why each row of a document table is left out before encoding, or None. Rows refused at reading keep theirs."""
    tell_no_entity_match(config)
    reason = Reasons.of(table["reason"])
    rows = reason.passed()
    with bar("Noise filter", len(rows), quiet=quiet) as advance:
        reason[rows] = noise_reasons(table, rows, config, processes=processes, advance=advance)
    return reason
