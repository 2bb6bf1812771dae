"""Stage 2 in a pipeline."""

from typing import Literal

import numpy as np
from distilabel.mixins.runtime_parameters import RuntimeParameter
from distilabel.steps import GlobalStep, StepInput
from distilabel.typing import StepOutput
from numpy.typing import NDArray
from pydantic import Field

from cmining_distilabel.config import EmbedConfig, ExtractConfig, GeometryConfig
from cmining_distilabel.config.knobs import part_of
from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.calibrate.geometry import Geometry
from cmining_distilabel.mining.culture.texts import Texts
from cmining_distilabel.mining.encode.encoders import load_encoder
from cmining_distilabel.mining.extract.extraction import articles_of, sources_of
from cmining_distilabel.mining.extract.stage import extract
from cmining_distilabel.mining.result.columns import POINTS, SCORES, SEEDS
from cmining_distilabel.mining.result.frozen import frozen_clusters
from cmining_distilabel.mining.result.point_rows import points_table
from cmining_distilabel.mining.result.tables import seeds_table
from cmining_distilabel.mining.score.score import Scores
from cmining_distilabel.steps.base import (
    KnobsMixin,
    Row,
    calibrate,
    documents_of,
    documents_table,
    embedded,
    groups_of,
    reasons_of,
)


class CPExtractStep(KnobsMixin, GlobalStep, ExtractConfig, EmbedConfig):
    """Find the Culture Points: in paper mode clusters that one group dominates (Eq. 4), else topics of one culture.

    In calibrated mode each document has a posterior over cultures, and the seeds of each culture are cut by topic.

    Documents in, points or their seeds out, best first. Use two of these steps side by side for both. The knobs of
    the encoder, `debias` and `anchors` must be those of `CultureScoreStep`.

    Attributes:
        output: `points` (a row a Culture Point) or `seeds` (a row a seed document).

    Runtime parameters:
        - `output`: as above.
        - `mode`: `paper` or `calibrated`, for the defaults of the others.
        - `debias`, `anchors` and the knobs of `EmbedStep`: as in `CultureScoreStep`.
        - `num_clusters`: K of the k-means over all groups.
        - `freeze_clusters`: result folder whose clusters are taken over, so that its points keep their ids.
        - `tau`: smallest size of a point.
        - `theta`: dominance that a point must exceed; or reach, with `reach_theta`.
        - `exclusivity`, `neighborhood`, `fdr`, `points`, `culture_share`, `witnesses`: what owns a point, and how
            sure that must be.
        - `stability`: subsamples that a point's stability is measured on.
        - `seeds_per_point`: most seeds of a point.
        - `seed`: of k-means.

    Input columns:
        - id (`str`): of the document.
        - title (`str`): of the document.
        - text (`str`): of the document.
        - language (`str`): the group, where there is no other.
        - vector_shard (`str`): from `EmbedStep`.
        - vector_row (`int`): from `EmbedStep`.
        - cluster (`int`): from `CultureScoreStep`, like all its scores.
        - group (`str`): optional; what is compared.
        - keep (`bool`): optional; rows with false are no candidates.
        - reason (`str`): optional; rows with one are no candidates.
        - article_id (`str`): optional; rows with the same are paragraphs of one article, which counts once.
        - source (`str`): optional, like `url`, `license` and `revision`; handed on to the seeds.

    Output columns:
        - point_id (`str`): of the Culture Point.
        - group (`str`): the group that owns the point; of a seed, its own.
        - kind (`str`): what owns the point: culture, shared or language (points).
        - size (`int`): documents of the point (points).
        - share (`float`): gamma, the owner's share (points), with the other figures of `result.points`.
        - score (`float`): what points are sorted by.
        - keywords (`list[str]`): its words (points).
        - seed_ids (`list[str]`): its seeds (points).
        - title (`str`): of the document, with its text, origin and scores (seeds).
        - rank (`int`): 1 is nearest to the point's centre (seeds).
        - similarity (`float`): cosine with the centre (seeds).

    Categories:
        - clustering

    References:
        - [C-Mining](https://arxiv.org/abs/2604.15675)

    Citations:
        ```
        @misc{zeng2026cmining,
            title={C-Mining: Unsupervised Discovery of Seeds for Cultural Data Synthesis via Geometric Misalignment},
            author={Pufan Zeng and Yilun Liu and Mingchen Dai and Mengyao Piao and Chunguang Zhao and Lingqi Miao and
                Shimin Tao and Weibin Meng and Minggui He and Chenxin Liu and Zhenzhen Qin and Li Zhang and
                Hongxia Ma and Boxing Chen and Daimeng Wei},
            year={2026},
            eprint={2604.15675},
            archivePrefix={arXiv},
            primaryClass={cs.CL},
            url={https://arxiv.org/abs/2604.15675}
        }
        ```

    Examples:
        Points and seeds side by side:

        ```python
        from cmining_distilabel import CPExtractStep, CultureScoreStep
        from distilabel.pipeline import Pipeline

        with Pipeline() as pipeline:
            CultureScoreStep() >> [CPExtractStep(output="points"), CPExtractStep(output="seeds")]
        ```
    """

    output: RuntimeParameter[Literal["points", "seeds"]] = Field(default="points", description="'points' or 'seeds'.")

    @property
    def inputs(self) -> dict[str, bool]:
        required = ("id", "title", "text", "language", "vector_shard", "vector_row", *(name for name, _ in SCORES))
        optional = ("article_id", "group", "keep", "reason", "source", "url", "license", "revision")
        return {**dict.fromkeys(required, True), **dict.fromkeys(optional, False)}

    @property
    def outputs(self) -> list[str]:
        return list(POINTS.names if self.output == "points" else SEEDS.names)

    def process(self, inputs: StepInput) -> StepOutput:
        """Extract points among the rows that are kept."""
        documents = documents_of(inputs)
        reasons = reasons_of(documents)
        rows = [documents[row] for row in embedded(documents, reasons)]
        geometry, encode = calibrate(part_of(self, GeometryConfig), part_of(self, EmbedConfig), rows)
        scores = _scores(rows, geometry)
        if not len(scores.candidates):
            raise UserError(f"the step '{self.name}' received {len(inputs)} rows, none of which is a candidate")
        table, everyone = documents_table(rows), np.arange(len(rows))
        config, frozen = part_of(self, ExtractConfig), None
        if config.freeze_clusters is not None:
            frozen = frozen_clusters(config.freeze_clusters, load_encoder(part_of(self, EmbedConfig)).id, config.debias)

        def texts_of(places: NDArray[np.int64]) -> Texts:
            return Texts(*([rows[place][name] or "" for place in places] for name in ("language", "title", "text")))

        extraction = extract(
            groups_of(rows),
            geometry,
            scores,
            texts_of,
            config,
            encode=encode,
            sources=sources_of(table),
            articles=articles_of(table),
            frozen=frozen,
            quiet=True,
        )
        if not extraction.points:  # no rows at all would make distilabel hang, or leave the leaf out
            raise UserError(
                f"no Culture Point among {len(scores.candidates)} candidates; a lower theta (now {self.theta}) or tau "
                f"(now {self.tau}), or more documents, may give some"
            )
        if self.output == "points":
            yield points_table(table, everyone, geometry, scores, extraction).to_pylist()
        else:
            yield seeds_table(table, everyone, geometry, scores, extraction).to_pylist()


def _scores(rows: list[Row], geometry: Geometry) -> Scores:
    """The scores that `assemble.score_columns` made columns of."""
    scores = Scores.empty(len(rows))
    scores.reason[:] = reasons_of(rows)
    for name in ("cluster", "dispersion", "entropy", "isolation", "facet_score", "attribution"):
        for place, row in enumerate(rows):
            if row[name] is not None:
                getattr(scores, name)[place] = row[name]
    facets = {name: place for place, name in enumerate(geometry.facets)}
    for place, row in enumerate(rows):
        scores.facet[place] = facets.get(row["facet"], -1)
    return scores
