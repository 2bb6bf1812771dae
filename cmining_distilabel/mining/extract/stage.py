"""Stage "extract": the paper's way to Culture Points, or the calibrated one."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cmining_distilabel.config import ExtractConfig
from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.arrays.categories import Categories, categories
from cmining_distilabel.mining.calibrate.geometry import Encode, Geometry
from cmining_distilabel.mining.culture.texts import TextsOf
from cmining_distilabel.mining.extract.calibrated import extract_calibrated
from cmining_distilabel.mining.extract.extraction import Extraction, OwnedClusters
from cmining_distilabel.mining.extract.paper import extract_paper
from cmining_distilabel.mining.score.score import Scores


def extract(
    groups: ArrayLike | Categories,
    geometry: Geometry,
    scores: Scores,
    texts_of: TextsOf,
    config: ExtractConfig,
    *,
    encode: Encode | None = None,
    sources: NDArray[np.str_] | None = None,
    articles: NDArray[np.int64] | None = None,
    stands_for: NDArray[np.float32] | None = None,
    frozen: OwnedClusters | None = None,
    quiet: bool = True,
) -> Extraction:
    """Find the Culture Points among the candidates of stage 1.

    The arguments are those of `extract_calibrated`; Eq. 4 knows neither texts nor articles.
    """
    named = categories(groups)
    if config.exclusivity == "gamma":
        if articles is not None:
            raise UserError("Eq. 4 (exclusivity='gamma') cannot count an article once: mine documents, not paragraphs")
        partition = None if frozen is None else frozen.partition
        return extract_paper(named, geometry, scores, config, frozen=partition, quiet=quiet)
    return extract_calibrated(
        named,
        geometry,
        scores,
        texts_of,
        config,
        encode=encode,
        sources=sources,
        articles=articles,
        stands_for=stands_for,
        frozen=frozen,
        quiet=quiet,
    )
