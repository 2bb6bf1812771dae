"""Stage 0 in a pipeline."""

from distilabel.mixins.runtime_parameters import RuntimeParameter
from distilabel.steps import Step, StepInput
from distilabel.typing import StepOutput
from pydantic import Field, PositiveInt, PrivateAttr

from cmining_distilabel.config import NoiseConfig
from cmining_distilabel.config.knobs import part_of
from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.noise import NoiseFilter, tell_no_entity_match
from cmining_distilabel.steps.base import KnobsMixin, documents_of, reasons_of


class NoiseFilterStep(KnobsMixin, Step, NoiseConfig):
    """Flag documents that are no articles: list pages, stubs, another language, duplicates, no entity.

    Nothing is dropped: a row that is filtered has `keep = False` and a reason. The filter remembers what it has seen,
    to find duplicates, so it has one replica.

    Attributes:
        input_batch_size: rows a batch. Defaults to `1000`.

    Runtime parameters:
        - `input_batch_size`: as above.
        - `ner`: `rules`, `spacy` (the paper's entity match, extra `ner`) or `off`.
        - `spacy_models`: model by language.
        - `match_case`: compare titles with entities letter by letter.
        - `strict_titles`: reject every title with a digit or punctuation, as the paper does.
        - `ascii_titles`: strict titles mind ASCII's punctuation only.
        - `page_rules`: reject lists, dates, disambiguation pages, redirects and left-overs of markup.
        - `min_length`: shortest text in characters.
        - `check_language`: reject texts in another language than their row says.
        - `duplicates`: reject texts that are there already.
        - `near_duplicates`: Jaccard similarity of a near-duplicate; 0 is off.

    Input columns:
        - title (`str`): may be empty.
        - text (`str`): the document.
        - language (`str`): BCP-47.
        - reason (`str`): optional; a row that has one is not looked at.

    Output columns:
        - keep (`bool`): whether the document stays.
        - reason (`str`): why it does not; null if it does.

    Categories:
        - filtering

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
        Flag noise in rows of any origin:

        ```python
        from cmining_distilabel import NoiseFilterStep
        from distilabel.pipeline import Pipeline

        with Pipeline() as pipeline:
            noise = NoiseFilterStep(ner="rules", min_length=80)
        ```
    """

    input_batch_size: RuntimeParameter[PositiveInt] = Field(default=1000, description="Rows a batch.")

    _filter: NoiseFilter | None = PrivateAttr(None)

    @property
    def inputs(self) -> dict[str, bool]:
        return {"title": True, "text": True, "language": True, "reason": False}

    @property
    def outputs(self) -> list[str]:
        return ["keep", "reason"]

    def load(self) -> None:
        """Make the filters."""
        super().load()
        if (self.resources.replicas or 1) > 1:
            raise UserError(f"the step '{self.name}' finds duplicates, which takes one replica, not several")
        config = part_of(self, NoiseConfig)
        tell_no_entity_match(config)
        self._filter = NoiseFilter(config)

    def process(self, inputs: StepInput) -> StepOutput:
        """Find reasons against the rows that have no reason yet."""
        assert self._filter is not None
        documents = documents_of(inputs)
        reasons = reasons_of(documents)
        rows = reasons.passed()
        reasons[rows] = self._filter.reasons([documents[row] for row in rows])
        yield [
            {**row, "keep": reason is None, "reason": reason} for row, reason in zip(documents, reasons[:], strict=True)
        ]
