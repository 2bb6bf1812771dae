"""Stage 1 in a pipeline."""

from typing import TYPE_CHECKING

import numpy as np
from distilabel.steps import GlobalStep, StepInput

from cmining_distilabel.assemble import SCORES, score_columns
from cmining_distilabel.config import EmbedConfig, ScoreConfig, part_of
from cmining_distilabel.embed import embed_texts
from cmining_distilabel.encoders import load_encoder
from cmining_distilabel.errors import UserError
from cmining_distilabel.parts import parts
from cmining_distilabel.reasons import passed, stage_of
from cmining_distilabel.score import score
from cmining_distilabel.steps.base import KnobsMixin, groups_of, open_vectors, reasons_of

if TYPE_CHECKING:
    from distilabel.typing import StepOutput


class CultureScoreStep(KnobsMixin, ScoreConfig, EmbedConfig, GlobalStep):
    """Score documents within their groups: Local Dispersion (Eq. 1), then Semantic Entropy (Eq. 2-3).

    All rows stay. Those that the two filters leave out get a reason; those without one are the paper's C_high, the
    candidates of `CPExtractStep`. Paragraphs (sentences, where there is one paragraph) are encoded for the entropy, so
    the step has the knobs of an encoder: give it those of `EmbedStep`.

    Runtime parameters:
        - `thematic_clusters`: k-means clusters in each group.
        - `num_neighbors`: neighbours in Local Dispersion.
        - `dispersion_quantile`: keep up to this quantile of a cluster's dispersion.
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
        - cluster (`int`): thematic cluster within the group; like the next two null where the document did not come
            so far.
        - dispersion (`float`): Local Dispersion.
        - entropy (`float`): Semantic Entropy in nats.
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

    def process(self, inputs: StepInput) -> "StepOutput":
        """Score the rows that are kept."""
        reasons = reasons_of(inputs)
        kept = passed(reasons)
        if not len(kept):
            raise UserError(
                f"the step '{self.name}' received {len(inputs)} rows, and the noise filter kept none of them"
            )
        config = part_of(self, EmbedConfig)
        encoder = load_encoder(config)
        scores = score(
            groups_of([inputs[row] for row in kept]),
            open_vectors([inputs[row] for row in kept]),
            lambda rows: [parts(inputs[row]["text"]) for row in kept[rows]],
            lambda texts: embed_texts(texts, config, encoder=encoder, quiet=True).vectors,
            part_of(self, ScoreConfig),
            quiet=True,
        )
        reasons[kept] = scores.reason
        columns = {name: column.to_pylist() for name, column in score_columns(scores, kept, len(inputs)).items()}
        columns |= {
            "keep": np.equal(reasons, None).tolist(),
            "reason": reasons.tolist(),
            "stage": [stage_of(reason) if reason else "point" for reason in reasons],
        }
        yield [
            {**row, **dict(zip(columns, values, strict=True))}
            for row, values in zip(inputs, zip(*columns.values(), strict=True), strict=True)
        ]
