"""A fitted result as a block of datatrove: documents are annotated, and those that would be no seed are filtered."""

from collections.abc import Sequence
from typing import Any

from cmining_distilabel.errors import need_extra
from cmining_distilabel.integrations.crawled import CrawlFilter
from cmining_distilabel.mining.result.filter import Filter

need_extra("a block of datatrove", "datatrove", "datatrove", "regex")
from datatrove.data import Document  # noqa: E402
from datatrove.pipeline.filters.base_filter import BaseFilter  # noqa: E402

KEY = "cmining"
"""Where in a document's metadata the answer is."""


class CultureTroveFilter(BaseFilter):  # type: ignore[misc]
    """Keeps documents that would be seeds of the wanted cultures and facets.

    What the result says of a document, the columns of `CultureFilter.score`, is in `metadata["cmining"]`. Why it was
    dropped is in the statistics and goes to the exclusion writer: a reason of the noise filter, "undetected_language",
    "unknown_language", or "not_wanted".

    Args:
        like: the result: a folder, a URL or `hub:org/name`; of the calibrated mode.
        culture, facet, min_share: what is kept of what would be a seed; everything by default.
        annotate_only: drop nothing.
        store: folder of the vectors, which may grow large; that of the result by default.
        exclusion_writer: gets the documents that are dropped.
        batch_size: documents that the encoder reads at once.
    """

    name = "🏺 Culture"

    def __init__(
        self,
        like: str,
        culture: Sequence[str] = (),
        facet: Sequence[str] = (),
        min_share: float | None = None,
        *,
        annotate_only: bool = False,
        store: str | None = None,
        exclusion_writer: Any = None,
        batch_size: int = 1024,
    ) -> None:
        super().__init__(exclusion_writer, batch_size)
        self._like, self._store, self._annotate_only = like, store, annotate_only
        self._wanted = Filter(culture=tuple(culture), facet=tuple(facet), min_share=min_share)
        self._crawled: CrawlFilter | None = None  # made where it runs: a block goes to its workers as a pickle

    def filter(self, doc: Document) -> bool | tuple[bool, str]:
        """One document."""
        return self.filter_batch([doc])[0]

    def filter_batch(self, batch: list[Document]) -> list[bool | tuple[bool, str]]:
        """Many at once."""
        self._crawled = self._crawled or CrawlFilter(self._like, self._wanted, store=self._store)
        rows = [{"text": doc.text, **{name: doc.metadata.get(name) for name in ("title", "language")}} for doc in batch]
        answers: list[bool | tuple[bool, str]] = []
        for doc, scored in zip(batch, self._crawled.score(rows), strict=True):
            doc.metadata[KEY] = scored
            answers.append(scored["keep"] or self._annotate_only or (False, scored["reason"] or "not_wanted"))
        return answers
