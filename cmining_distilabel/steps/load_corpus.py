"""Documents into a pipeline."""

import pyarrow as pa
from distilabel.mixins.runtime_parameters import RuntimeParameter
from distilabel.steps import GeneratorStep
from distilabel.typing import GeneratorStepOutput
from pydantic import Field, PrivateAttr

from cmining_distilabel.config import CorpusConfig
from cmining_distilabel.config.knobs import Names, part_of
from cmining_distilabel.config.presets import PRESETS
from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.noise.articles import read_units
from cmining_distilabel.mining.read import SCHEMA, check_groups
from cmining_distilabel.steps.base import KnobsMixin


class LoadCorpusStep(KnobsMixin, GeneratorStep, CorpusConfig):
    """Read documents from files and the Hub.

    Rows that cannot be used are passed on too, with the reason, so that every document of the input is in the
    output. Unlike distilabel's own loaders it survives YAML, and its sources can be given on the command line.

    Attributes:
        sources: JSONL (.gz, .bz2, .xz), Parquet or CSV files, folders and patterns of these, Hub data sets
            (`org/name` or `org/name:config`); `LANG=SOURCE` gives the language. A string is split at commas.
        batch_size: rows a batch. Defaults to `1000`.

    Runtime parameters:
        - `sources`: as above.
        - `batch_size`: as above.
        - `id_column`, `title_column`, `text_column`, `language_column`, `group_column`: the input's columns.
        - `unit`: documents, or the paragraphs of articles.
        - `languages`: read these only.
        - `max_documents`: at most so many a language.
        - `paper_sample`: the paper's sample sizes.
        - `sample`: a random sample, or the first documents.
        - `on_error`: `raise` or `skip`, for rows that cannot be read.

    Output columns:
        - id (`str`): unique.
        - article_id (`str`): of the article whose paragraph a row is (`unit="paragraph"`), else null.
        - title (`str`): may be empty.
        - text (`str`): paragraphs are separated by line breaks.
        - language (`str`): BCP-47.
        - group (`str`): what is compared; the language by default.
        - source (`str`): as the input has it, or null; so are `url`, `license` and `revision`.
        - url (`str`): the document's address.
        - license (`str`): the document's licence.
        - revision (`str`): the document's revision.
        - reason (`str`): why the row cannot be used; null for a good row.

    Categories:
        - load

    Examples:
        Two languages from two files:

        ```python
        from cmining_distilabel import LoadCorpusStep
        from distilabel.pipeline import Pipeline

        with Pipeline() as pipeline:
            LoadCorpusStep(sources=["en=english.jsonl", "ja=japanese.parquet"], max_documents=10_000)
        ```
    """

    sources: RuntimeParameter[Names] = Field(
        default=None, description="Files, folders, patterns or Hub data sets (comma-separated); LANG=SOURCE."
    )
    batch_size: RuntimeParameter[int] = Field(default=1000, ge=1, description="Rows a batch.")

    _table: pa.Table | None = PrivateAttr(None)

    @property
    def outputs(self) -> list[str]:
        return list(SCHEMA.names)

    def load(self) -> None:
        """Read everything: a mistake in the input shows before any other step has started to work."""
        super().load()
        if self.vector_column is not None:
            raise UserError(
                f"{self.name} reads no vectors (vector_column={self.vector_column!r}): EmbedStep takes those that rows "
                "have in the column 'embedding', of any step that loads them"
            )
        self._table = read_units(list(self.sources or ()), part_of(self, CorpusConfig), quiet=True)
        check_groups(self._table, cultures=PRESETS[self.mode]["points"] != "language")

    def unload(self) -> None:
        self._table = None
        super().unload()

    def process(self, offset: int = 0) -> GeneratorStepOutput:
        """Yield the documents from `offset` on."""
        assert self._table is not None
        for start in range(offset, len(self._table), self.batch_size):
            end = start + self.batch_size
            yield self._table.slice(start, self.batch_size).to_pylist(), end >= len(self._table)
