"""A fitted result in a pipeline: each row scored alone."""

from distilabel.mixins.runtime_parameters import RuntimeParameter
from distilabel.steps import Step, StepInput
from distilabel.typing import StepOutput
from pydantic import Field, PrivateAttr

from cmining_distilabel.config.knobs import Names
from cmining_distilabel.mining.culture_filter import COLUMNS, CultureFilter
from cmining_distilabel.mining.result.filter import Filter
from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.steps.base import Row, documents_of, reasons_of


class CultureAnnotateStep(Step):
    """Say of each row what a mining result says of it: facet, whose culture, and would it be a seed.

    Unlike the other steps it needs no corpus: rows are scored one by one, by what a run has learned. All rows stay.

    Attributes:
        like: the result: a folder, a URL or `hub:org/name`; of the calibrated mode.
        culture, facet: only these are kept, regions (JP-26) too; all by default.
        min_share: share that the culture must hold at least to be kept.
        store: folder of the vectors; that of the result by default.

    Runtime parameters:
        - `like`, `culture`, `facet`, `min_share`, `store`: as above.

    Input columns:
        - text (`str`): its first paragraph is scored.
        - language (`str`): of the text.
        - title (`str`): optional.
        - keep (`bool`): optional; rows with false are left out.
        - reason (`str`): optional; rows with one are left out.

    Output columns:
        - facet (`str`): the best facet of culture.
        - facet_score (`float`): over 0 is about culture.
        - culture (`str`): whose it is, a code of CLDR, several joined by "+"; null where it is not sure.
        - culture_name (`str`): in English.
        - culture_share (`float`): how sure it is, in [0, 1].
        - region (`str`): where in its country it is, a code of ISO 3166-2; null where the text names none.
        - region_name (`str`): its name.
        - cultures (`list[dict]`): the likeliest, with their shares.
        - score (`float`): about culture, and somebody's, in [0, 1].
        - point_id (`str`): the nearest Culture Point of that culture.
        - similarity (`float`): cosine with its centroid.
        - keep (`bool`): whether it would be a seed of a culture and facet that are wanted.
        - reason (`str`): why it was left out before it was scored.

    Categories:
        - filtering

    Examples:
        Keep what is Japanese food of a crawl:

        ```python
        from cmining_distilabel import CultureAnnotateStep
        from distilabel.pipeline import Pipeline

        with Pipeline() as pipeline:
            CultureAnnotateStep(like="result", culture=["JP"], facet=["food"])
        ```
    """

    like: RuntimeParameter[str] = Field(description="The result to score by.")
    # No lists: distilabel 1.5.3 looks at the first value of one, which an empty one has not.
    culture: RuntimeParameter[Names] = Field(default=(), description="Cultures that are kept.")
    facet: RuntimeParameter[Names] = Field(default=(), description="Facets that are kept.")
    min_share: RuntimeParameter[float] | None = Field(default=None, description="Least share of the culture.")
    store: RuntimeParameter[str] | None = Field(default=None, description="Folder of the vectors.")

    _filter: CultureFilter | None = PrivateAttr(None)

    @property
    def inputs(self) -> dict[str, bool]:
        return {"text": True, "language": True, "title": False, "keep": False, "reason": False}

    @property
    def outputs(self) -> list[str]:
        return list(COLUMNS)

    def load(self) -> None:
        """Read the result and make its encoder."""
        super().load()
        wanted = Filter(culture=self.culture, facet=self.facet, min_share=self.min_share)
        result = MiningResult.load(self.like)
        config = result.config.model_copy(update={"store": self.store} if self.store else {})
        self._filter = CultureFilter(result, wanted, config=config)

    def process(self, inputs: StepInput) -> StepOutput:
        """Score the rows that are kept."""
        assert self._filter is not None
        documents = documents_of(inputs)
        reasons = reasons_of(documents)
        answers: list[Row] = [
            {**row, **dict.fromkeys(COLUMNS), "keep": False, "reason": reason}
            for row, reason in zip(documents, reasons[:], strict=True)
        ]
        kept = reasons.passed()
        for place, scored in zip(kept, self._filter.score([documents[row] for row in kept]), strict=True):
            answers[place] |= scored
        yield answers
