"""Seeds into a pipeline."""

from typing import Any

from distilabel.mixins.runtime_parameters import RuntimeParameter
from distilabel.steps import GeneratorStep
from distilabel.typing import GeneratorStepOutput
from pydantic import Field, PrivateAttr

from cmining_distilabel.config.knobs import Names
from cmining_distilabel.errors import UserError
from cmining_distilabel.generation.plan import Spread, plan
from cmining_distilabel.generation.seeds import load_seeds
from cmining_distilabel.languages import language_tag

_COLUMNS = (
    "id", "point_id", "title", "text", "language", "group", "cultures", "facet", "source", "url", "license", "siblings",
    "other", "confused", "near", "more", "told_in",
)  # fmt: skip


class LoadSeedsStep(GeneratorStep):
    """Read seeds: of a mining result, of one's own, or of a data set on the Hub.

    Attributes:
        source: a result's folder, a file of any kind that `LoadCorpusStep` reads, or a data set's id
            (`hub:org/name`, `hub:org/name:config`). Rows need `text` and `language`.
        points: ids of the Culture Points whose seeds to take (comma-separated). All by default.
        languages: codes of the seeds to take (comma-separated). All by default.
        limit: most seeds, spread over cultures and facets. All by default.
        batch_size: rows a batch. Defaults to `50`.

    Runtime parameters:
        - `source`, `points`, `languages`, `limit`, `batch_size`: as above.

    Output columns:
        - id (`str`): unique.
        - text (`str`): what is written from.
        - language (`str`): BCP-47.
        - siblings (`list`): titles of seeds of the same facet from other cultures.
        - other (`dict`): one such seed, for comparisons.
        - near (`list`): seeds of the same point, culture and language, which stand by one that is too short.
        - more (`list`): null; a task fills it with those of `near` that it takes.
        - told_in (`str`): the language that most seeds of a point are in which names no culture, or null.
        - confused (`dict`): the culture that the seed's is mixed up with, or null.
        - point_id, title, group, cultures, facet, source, url, license: as the source has them, or null.

    Categories:
        - load

    Examples:
        Questions and answers from a mining result:

        ```python
        from cmining_distilabel.tasks import GroundedQA, LoadSeedsStep
        from distilabel.models import OpenAILLM
        from distilabel.pipeline import Pipeline

        with Pipeline() as pipeline:
            LoadSeedsStep(source="out") >> GroundedQA(llm=OpenAILLM(model="gpt-4o-mini"))
        ```
    """

    source: RuntimeParameter[str] = Field(default=None, description="Folder, file, or id of a data set on the Hub.")
    points: RuntimeParameter[Names] | None = Field(default=None, description="Seeds of these Culture Points only.")
    languages: RuntimeParameter[Names] | None = Field(default=None, description="Seeds in these languages only.")
    limit: RuntimeParameter[int] | None = Field(
        default=None, description="Most seeds, spread over cultures and facets."
    )
    batch_size: RuntimeParameter[int] = Field(default=50, ge=1, description="Rows a batch.")

    _rows: list[dict[str, Any]] = PrivateAttr(default_factory=list)

    @property
    def outputs(self) -> list[str]:
        return list(_COLUMNS)

    def load(self) -> None:
        """Read everything: a mistake in the input shows before any model is asked."""
        super().load()
        if not self.source:
            raise UserError("LoadSeedsStep has no source: name a result's folder, a file, or a data set's id")
        languages = self.languages and tuple(map(language_tag, self.languages))
        wanted = (("point_id", self.points), ("language", languages))
        seeds = [
            seed
            for seed in load_seeds(self.source)
            if all(names is None or seed.get(column) in names for column, names in wanted)
        ]
        if not seeds:
            raise UserError(f"{self.source} has no seeds of the points and languages that were asked for")
        chosen = plan(seeds, [[("any", "any")]] * len(seeds), self.limit and int(self.limit), Spread())
        self._rows = [{name: seeds[place].get(name) for name in _COLUMNS} for place, _, _ in chosen]

    def process(self, offset: int = 0) -> GeneratorStepOutput:
        """Yield the seeds from `offset` on."""
        size = int(self.batch_size)
        for start in range(offset, len(self._rows), size):
            yield self._rows[start : start + size], start + size >= len(self._rows)
