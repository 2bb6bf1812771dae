"""Stage 1 in a pipeline."""

import pyarrow as pa
from distilabel.steps import GlobalStep, StepInput
from distilabel.typing import StepOutput

from cmining_distilabel.config import EmbedConfig, GeometryConfig, ScoreConfig
from cmining_distilabel.config.knobs import part_of
from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.reasons import stage_of
from cmining_distilabel.mining.result.columns import SCORES
from cmining_distilabel.mining.result.score_columns import score_columns
from cmining_distilabel.mining.score.score import score
from cmining_distilabel.steps.base import KnobsMixin, Row, calibrate, documents_of, embedded, groups_of, reasons_of
from cmining_distilabel.text import parts


class CultureScoreStep(KnobsMixin, GlobalStep, ScoreConfig, EmbedConfig):
    """Score documents: Local Dispersion (Eq. 1), Semantic Entropy (Eq. 2-3), isolation and culture anchors.

    All rows stay. Those that the filters leave out get a reason; those without one are the candidates of
    `CPExtractStep`, in the paper's mode its C_high. Parts of documents and anchors are encoded here, so the step has
    the knobs of an encoder: give it those of `EmbedStep`.

    Runtime parameters:
        - `mode`: `paper` or `calibrated`, for the defaults of the others.
        - `debias`: how the language is taken out of the vectors.
        - `anchors`: culture anchors, `off`, `builtin` or a file.
        - `isolation`: whether to score how far a document is from other groups.
        - `thematic_clusters`: k-means clusters in each group.
        - `num_neighbors`: neighbours in Local Dispersion.
        - `self_neighbor`: count a document among its own neighbours.
        - `dispersion_quantile`: keep up to this quantile of a cluster's dispersion.
        - `entropy_units`: paragraphs or sentences of the document, or pieces of the lead.
        - `entropy_top`: keep this share of a cluster by entropy.
        - `seed`: of k-means.
        - `encoder`, `store` and the other knobs of `EmbedStep`.

    Input columns:
        - text (`str`): the document.
        - language (`str`): the group, where there is no other.
        - vector_shard (`str`): from `EmbedStep`.
        - vector_row (`int`): from `EmbedStep`.
        - group (`str`): optional; what is compared.
        - keep (`bool`): optional; rows with false are left out.
        - reason (`str`): optional; rows with one are left out.

    Output columns:
        - cluster (`int`): thematic cluster within the group; a score is null where the document did not come so far,
            or the part is off.
        - dispersion (`float`): Local Dispersion.
        - entropy (`float`): Semantic Entropy in nats.
        - isolation (`float`): rank in (0, 1] within the group.
        - facet (`str`): the best facet of culture.
        - facet_score (`float`): over 0 is about culture.
        - attribution (`float`): over 0 is about some culture's things.
        - culture (`str`): null here, known to `CPExtractStep`, like all that is said of cultures.
        - culture_name (`str`): null here.
        - culture_share (`float`): null here.
        - region (`str`): null here.
        - region_name (`str`): null here.
        - cultures (`list[dict]`): null here.
        - exclusivity (`float`): null here, known to `CPExtractStep`.
        - score (`float`): null here, known to `CPExtractStep`.
        - keep (`bool`): whether the document is a candidate.
        - reason (`str`): why it is none.
        - stage (`str`): the stage that stopped it; "point" for a candidate.

    Categories:
        - scorer

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
        After `EmbedStep`, with the same encoder and store:

        ```python
        from cmining_distilabel import CultureScoreStep, EmbedStep
        from distilabel.pipeline import Pipeline

        with Pipeline() as pipeline:
            EmbedStep(store="vectors") >> CultureScoreStep(store="vectors", thematic_clusters=50)
        ```
    """

    @property
    def inputs(self) -> dict[str, bool]:
        required = dict.fromkeys(("text", "language", "vector_shard", "vector_row"), True)
        return {**required, "group": False, "keep": False, "reason": False}

    @property
    def outputs(self) -> list[str]:
        return [*(name for name, _ in SCORES), "keep", "reason", "stage"]

    def process(self, inputs: StepInput) -> StepOutput:
        """Score the rows that are kept."""
        documents = documents_of(inputs)
        reasons = reasons_of(documents)
        kept = embedded(documents, reasons)
        rows = [documents[row] for row in kept]
        geometry, encode = calibrate(part_of(self, GeometryConfig), part_of(self, EmbedConfig), rows)
        if self.isolation and getattr(geometry.vectors, "as_given", False):
            raise UserError("vectors as the encoder gave them (normalize=False) have no isolation; set isolation=False")
        scores = score(
            groups_of(rows),
            geometry,
            lambda places: pa.chunked_array([[parts(rows[place]["text"], self.entropy_units) for place in places]]),
            encode,
            part_of(self, ScoreConfig),
            quiet=True,
        )
        reasons[kept] = scores.reason
        columns = score_columns(geometry, scores)
        outputs: list[Row] = [
            {**row, **dict.fromkeys(columns), "keep": reason is None, "reason": reason, "stage": _stage(reason)}
            for row, reason in zip(documents, reasons[:], strict=True)
        ]
        for row, values in zip(kept, pa.table(columns).to_pylist(), strict=True):
            outputs[row] |= values
        yield outputs


def _stage(reason: str | None) -> str:
    return "point" if reason is None else stage_of(reason)
