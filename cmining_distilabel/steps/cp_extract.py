"""Stage 2 in a pipeline."""

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from distilabel.mixins.runtime_parameters import RuntimeParameter
from distilabel.steps import GlobalStep, StepInput
from pydantic import Field

from cmining_distilabel.assemble import POINTS, SCORES, SEEDS, points_table, seeds_table
from cmining_distilabel.config import ExtractConfig, part_of
from cmining_distilabel.errors import UserError
from cmining_distilabel.extract import extract
from cmining_distilabel.reasons import passed
from cmining_distilabel.score import Scores
from cmining_distilabel.steps.base import KnobsMixin, Row, documents_table, groups_of, open_vectors, reasons_of

if TYPE_CHECKING:
    from distilabel.typing import StepOutput


class CPExtractStep(KnobsMixin, ExtractConfig, GlobalStep):
    """Find the Culture Points: clusters over all groups that one group owns (Eq. 4).

    Documents in, points or their seeds out, best first. Use two of these steps side by side for both.

    Attributes:
        output: `points` (a row a Culture Point) or `seeds` (a row a seed document).

    Runtime parameters:
        - `output`: as above.
        - `num_clusters`: K of the k-means over all groups.
        - `tau`: smallest size of a point.
        - `theta`: dominance that a point must exceed.
        - `seeds_per_point`: most seeds of a point.
        - `seed`: of k-means.

    Input columns:
        - id (`str`): of the document.
        - title (`str`): of the document.
        - text (`str`): of the document.
        - language (`str`): the group, where there is no other.
        - vector_shard (`str`): from `EmbedStep`.
        - vector_row (`int`): from `EmbedStep`.
        - cluster (`int`): from `CultureScoreStep`, like `dispersion` and `entropy`; handed on to the seeds.
        - dispersion (`float`): see `cluster`.
        - entropy (`float`): see `cluster`.
        - group (`str`): optional; what is compared.
        - keep (`bool`): optional; rows with false are no candidates.
        - reason (`str`): optional; rows with one are no candidates.
        - source (`str`): optional, like `url`, `license` and `revision`; handed on to the seeds.

    Output columns:
        - point_id (`str`): of the Culture Point.
        - group (`str`): the group that owns the point; of a seed, its own.
        - size (`int`): documents of the point (points).
        - share (`float`): gamma, the owner's share (points).
        - score (`float`): what points are sorted by (points).
        - seed_ids (`list[str]`): its seeds (points).
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
        optional = ("group", "keep", "reason", "source", "url", "license", "revision")
        return {**dict.fromkeys(required, True), **dict.fromkeys(optional, False)}

    @property
    def outputs(self) -> list[str]:
        return list(POINTS.names if self.output == "points" else SEEDS.names)

    def process(self, inputs: StepInput) -> "StepOutput":
        """Extract points among the rows that are kept."""
        candidates = [inputs[row] for row in passed(reasons_of(inputs))]
        if not candidates:
            raise UserError(f"the step '{self.name}' received {len(inputs)} rows, none of which is a candidate")
        config = part_of(self, ExtractConfig)
        everyone = np.arange(len(candidates))
        extraction = extract(groups_of(candidates), open_vectors(candidates), everyone, config)
        if not extraction.points:
            raise UserError(
                f"no Culture Point among {len(candidates)} candidates; a lower theta (now {config.theta}) or tau "
                f"(now {config.tau}), or more documents, may give some"
            )
        table = documents_table(candidates)
        if self.output == "points":
            yield points_table(extraction, table["id"], everyone).to_pylist()
        else:
            yield seeds_table(table, everyone, _scores(candidates), extraction).to_pylist()


def _scores(rows: list[Row]) -> Scores:
    """The scores of candidates, from their columns."""
    columns: dict[str, Any] = {
        name: np.array([missing if row[name] is None else row[name] for row in rows], kind)
        for name, kind, missing in (
            ("cluster", np.int32, -1),
            ("dispersion", np.float32, np.nan),
            ("entropy", np.float32, np.nan),
        )
    }
    return Scores(**columns, reason=np.full(len(rows), None, object))
