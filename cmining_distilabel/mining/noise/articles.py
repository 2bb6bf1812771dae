"""Articles into paragraphs, each a document of its own that leads back to its article."""

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa

from cmining_distilabel.config import CorpusConfig, NoiseConfig
from cmining_distilabel.config.knobs import ModeConfig, part_of
from cmining_distilabel.mining.noise import NoiseFilter
from cmining_distilabel.mining.noise.base import Row
from cmining_distilabel.mining.noise.sections import paragraphs_of
from cmining_distilabel.mining.read import SCHEMA, Source, read_documents
from cmining_distilabel.mining.read.documents import Take
from cmining_distilabel.mining.read.pick import runs
from cmining_distilabel.mining.read.spill import mapped

# What is asked of an article as a whole: its title, and how it begins.
_OF_AN_ARTICLE = {"min_length": 0, "check_language": False, "duplicates": False, "near_duplicates": 0.0}
_OF_AN_ARTICLE |= {"max_per_template": 0}
_OF_A_PARAGRAPH = {"markup", "link_list"}  # what an article may begin with, and go on with prose
UNDER = " > "
"""Between the title of an article and a heading in it. It is no punctuation mark (Unicode: Sm)."""


def read_units(inputs: Source, config: ModeConfig, *, take: Take | None = None, quiet: bool = False) -> pa.Table:
    """What is mined, a row each: documents as `read_documents` gives them, or their paragraphs (`unit`).

    Args:
        inputs: as for `read_documents`.
        config: the knobs of reading, and of the noise filter where it has them: whether lists and references go.
        take: as for `read_documents`.
        quiet: no progress bar.
    """
    corpus = part_of(config, CorpusConfig)
    table = read_documents(inputs, corpus, take=take, quiet=quiet)
    if corpus.unit == "document":
        return table
    noise = part_of(config, NoiseConfig) if isinstance(config, NoiseConfig) else NoiseConfig(mode=config.mode)
    return by_paragraph(table, noise)


def by_paragraph(table: pa.Table, config: NoiseConfig) -> pa.Table:
    """A row a paragraph, in order, in a temporary file; `article_id` is the article's id, and everything else its own.

    The id is the article's with "#1", "#2" ... behind it, the title the article's with the heading behind it, so
    that what is encoded says what "the festival" is. What is no prose keeps a row, with the reason. An article that is
    refused as a whole is one row, "#0".

    Args:
        table: of `SCHEMA`, a row an article.
        config: `page_rules` and the titles that are no articles'; without `page_rules` everything is prose.
    """
    titles = "off" if config.ner == "off" else "rules"
    noise = NoiseFilter(config.model_copy(update={**_OF_AN_ARTICLE, "ner": titles}))

    def blocks() -> Iterator[pa.Table]:
        for places in runs(table["text"], np.arange(len(table))):
            rows = table.slice(places[0], len(places)).to_pylist()
            yield pa.Table.from_pylist(list(_paragraphs(rows, noise, config.page_rules)), SCHEMA)

    return mapped(blocks(), SCHEMA)


def _paragraphs(articles: Sequence[Row], noise: NoiseFilter, page_rules: bool) -> Iterator[Row]:
    good = [article for article in articles if article["reason"] is None]
    reasons = iter(noise.reasons(good))
    for article in articles:
        own = {**article, "article_id": article["id"]}
        reason, found = article["reason"], []
        if reason is None and ((reason := next(reasons)) is None or reason in _OF_A_PARAGRAPH):
            found = list(paragraphs_of(article["text"], article["title"], article["language"]))
        if not found:
            yield {**own, "id": f"{article['id']}#0", "reason": reason or "empty_text"}
        for number, (text, heading, why) in enumerate(found, 1):
            title = UNDER.join(filter(None, (article["title"], heading)))
            reason = why if page_rules else None
            yield {**own, "id": f"{article['id']}#{number}", "title": title, "text": text, "reason": reason}
