"""Reading documents from wherever they are, into one table on disk."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cmining_distilabel.config import CorpusConfig
from cmining_distilabel.errors import UserError, tell
from cmining_distilabel.languages import is_known, language_tag, unknown_line
from cmining_distilabel.mining.read.columns import taken_line, wanted_columns
from cmining_distilabel.mining.read.inputs import Source, origins_of
from cmining_distilabel.mining.read.rows import Converter, by_column
from cmining_distilabel.mining.read.sample import Sampler
from cmining_distilabel.mining.read.schema import SCHEMA, Origin
from cmining_distilabel.mining.read.spill import SeenIds, Spill, temporary_folder
from cmining_distilabel.progress import Advance, bar

_NO_TITLES = "no column of titles was found: see title_column; a title says most of what a text is about"
_TITLES_IN_TEXTS = (
    "most texts begin with their title in a line of its own, and of a document the first paragraph is encoded: "
    "leave the title out, or mine paragraphs (unit='paragraph')"
)
_IDS_AGAIN = (
    "documents have the id of an earlier one and are left out: see id_column; ids that are unique within a language "
    "only are told apart where each input is given its language (LANG=INPUT)"
)
_NAN = "documents have the language 'nan', which is Min Nan Chinese; where nothing was meant, leave the cell empty"
_DETECTED = 20  # documents of a language from which it is believed that the corpus has it, where nobody says so
_LANGUAGES = 20  # different values that no language is known by: from more on they are ids, or texts


Take = Callable[[Sequence[Mapping[str, Any]], str], None]
"""Is given documents that stay, each with its `vector` (None where it has none), and the name of that column."""


def read_documents(inputs: Source, config: CorpusConfig, *, take: Take | None = None, quiet: bool = False) -> pa.Table:
    """Read documents; rows that cannot be used stay, with the reason.

    Args:
        inputs: a file (.jsonl, .json, .csv, .tsv, also .gz, .bz2, .xz, .zst; .parquet, .arrow), a folder of these or
            of `save_to_disk`, a pattern, any fsspec path; a Hub data set, ``hub:org/name``, ``hub:org/name:config``
            or ``hub:org/name:config:split`` (streamed; by default the split "train", or the only one; `hub.hub_id`
            says when the prefix may be left out); ``LANG=INPUT``, which gives the language of an input; a list of
            these; an Arrow table, a data frame, a data set of `datasets` (one split), or rows as mappings.
        config: columns, languages, sample, and what to do with a row that cannot be read.
        take: is given the documents' vectors, where `vector_column` names them.
        quiet: no progress bar.

    Returns:
        A table of `SCHEMA`, in input order. Its text lies in a temporary file (in TMPDIR), not in memory. A
        limit counts good rows; every refused row stays. Languages are tags of `languages.language_tag`; those that
        it does not know are told on standard error. Ids are as the input has them; with the language in
        front (``ja-12``) where it is given for the whole input; made from the file's name and the row's number
        where there are none.

    Raises:
        UserError: an input that cannot be read, a missing column, a requested language without rows, or, with
            ``config.on_error == "raise"``, a row that cannot be read.
    """
    origins = origins_of(inputs)
    sizes = [origin.size for origin in origins]
    total = None if None in sizes else sum(size or 0 for size in sizes)
    with temporary_folder() as folder, bar("Read documents", total, quiet=quiet) as advance:
        reader = _Reader(config, spill := Spill(folder), take)
        for origin in origins:
            reader.read(origin, advance)
        reader.check_languages()
        reader.tell_what_was_found()
        table = reader.without_rare_detections(spill.close())
        if (sampled := reader.sampler.final()) is None:
            return table
        copy = Spill(folder, "sample")
        start = 0
        for batch in table.to_batches():
            mask = pa.array(sampled[start : start + len(batch)])
            copy.write_table(pa.Table.from_batches([batch.filter(mask)]))
            start += len(batch)
        return copy.close()


def check_groups(table: pa.Table, *, cultures: bool = False) -> None:
    """Refuse a table of documents that cannot be mined.

    Args:
        table: of documents.
        cultures: whether cultures may own points, which takes no second group.

    Raises:
        UserError: there is no good row, or all good rows are of one group and none but a group could own a point.
    """
    groups = pc.unique(table["group"].filter(pc.is_null(table["reason"]))).to_pylist()
    if not groups:
        counts = Counter(table["reason"].to_pylist())
        why = ", ".join(f"{count} {reason}" for reason, count in counts.most_common())
        raise UserError(f"empty corpus: {len(table)} rows, none of which can be used" + (f" ({why})" if why else ""))
    if len(groups) == 1 and cultures:
        tell(f"all documents are of one group, {groups[0]!r}: points are of cultures, no language can stand alone")
    elif len(groups) == 1:
        raise UserError(
            f"all documents are of one group, {groups[0]!r}; at least two are needed, since a Culture Point is"
            " what one group has and others do not; points of cultures need one only: mode='calibrated', points='both'"
        )


class _Reader:
    """Reads one input after the other into a `Spill`."""

    def __init__(self, config: CorpusConfig, spill: Spill, take: Take | None = None) -> None:
        self.sampler = Sampler(config)
        self._config = config
        self._spill = spill
        self._take = take
        self._ids = SeenIds()
        self._asked = set(map(language_tag, config.languages)) if config.languages else None
        self._found: Counter[str] = Counter()
        self._detected: Counter[str] = Counter()
        self._lines: dict[str, None] = {}  # what is told, each once
        self._titles_in_texts = self._ids_again = 0

    def read(self, origin: Origin, advance: Advance) -> None:
        config = self._config
        converter = Converter(origin, config)
        sampling = bool(config.max_documents or config.paper_sample) and config.sample == "random"
        done = 0
        for batch in origin.read(wanted_columns(config), config.seed if sampling else None):
            documents = converter.convert(batch)
            if converter.detects:
                self._detected.update(document["language"] or "" for document in documents)
            self._note(converter, origin)
            vectors = converter.vectors(batch) if self._take else [None] * len(documents)
            self._add([{**document, "vector": vector} for document, vector in zip(documents, vectors, strict=True)])
            advance(batch.done - done)
            done = batch.done
            language = converter.fixed_language()
            unasked = self._asked is not None and language is not None and language not in self._asked
            if unasked or (origin.stream and self._has_enough(language)):
                return

    def _add(self, documents: list[dict[str, Any]]) -> None:
        self._found.update(document["language"] or "" for document in documents)
        if len(self._found) > _LANGUAGES:
            self.check_language_column()
        documents = list(self._of_asked_languages(documents))
        self._titles_in_texts += sum(map(_begins_with_title, documents))
        for document, seen in zip(documents, self._ids.add([str(d["id"]) for d in documents]), strict=True):
            if seen and document["reason"] is None:
                document["reason"] = "duplicate_id"
                self._ids_again += 1
        languages = [str(document["language"]) for document in documents]
        stays = self.sampler.offer(languages, [document["reason"] is None for document in documents])
        kept = [documents[row] for row in np.flatnonzero(stays)]
        if kept and self._take:
            self._take(kept, str(self._config.vector_column))
        if kept:
            self._spill.write(by_column(kept, SCHEMA.names))

    def _of_asked_languages(self, documents: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        # A row without a language is not of another language: it is refused, and so it stays.
        for document in documents:
            if self._asked is None or not document["language"] or document["language"] in self._asked:
                yield document

    def _has_enough(self, language: str | None) -> bool:
        """Whether every language that a stream can still give has reached its limit."""
        languages = {language} if language else self._asked or set()
        return bool(languages) and all(self.sampler.is_full(name) for name in languages)

    def check_language_column(self) -> None:
        """Refuse a column of languages that holds many values, most of which are none."""
        unknown = [tag for tag in self._found if tag and not is_known(tag)]
        if len(unknown) > _LANGUAGES and 2 * sum(map(self._found.__getitem__, unknown)) > self._found.total():
            shown = ", ".join(map(repr, unknown[:3]))
            raise UserError(
                f"the column {self._config.language_column!r} holds no languages: it has {len(unknown):,} values such "
                f"as {shown}; name the right one with language_column, or give LANG=INPUT"
            )

    def _note(self, converter: Converter, origin: Origin) -> None:
        """Remember what the user should know of an input's columns."""
        if line := taken_line(self._config, converter.columns):
            self._lines[line] = None
        if converter.columns and not converter.columns["title"]:
            self._lines[_NO_TITLES] = None
        if converter.detects:
            self._lines[
                f"{origin.name} says no languages: each text's is detected, and set aside where it is not sure"
            ] = None

    def tell_what_was_found(self) -> None:
        """A line each on columns that were taken, on what is missing, and on languages that no rule knows."""
        titles = 2 * self._titles_in_texts > self._found.total() and self._config.unit == "document"
        again = f"{self._ids_again:,} {_IDS_AGAIN}" if self._ids_again else None
        nan = f"{self._found['nan']:,} {_NAN}" if self._found["nan"] else None
        lines = (*self._lines, unknown_line(self._found), nan, _TITLES_IN_TEXTS if titles else None, again)
        for line in filter(None, lines):
            tell(line)

    def without_rare_detections(self, table: pa.Table) -> pa.Table:
        """Refuse the documents of languages that were detected hardly ever: they are errors of the detection."""
        given = self._found - self._detected
        rare = [name for name, count in self._detected.items() if name and count < _DETECTED and not given[name]]
        if not rare or len(rare) == len(self._detected):
            return table
        wrong = pc.and_(pc.is_in(table["language"], pa.array(rare, pa.string())), pc.is_null(table["reason"]))
        reason = pc.if_else(wrong, "undetected_language", table["reason"])
        return table.set_column(table.schema.get_field_index("reason"), table.schema.field("reason"), reason)

    def check_languages(self) -> None:
        """Refuse when a language that was asked for has no row, or when the column holds no languages."""
        self.check_language_column()
        missing = sorted((self._asked or set()) - set(self._found))
        if missing:
            found = ", ".join(sorted(language for language in self._found if language)) or "none"
            raise UserError(f"no documents in {', '.join(missing)}; the languages found are: {found}")


def _begins_with_title(document: Mapping[str, Any]) -> bool:
    title, text = document["title"], document["text"]
    return (
        bool(title) and text[: len(title) + 100].lstrip().partition("\n")[0].strip() == title and len(text) > len(title)
    )
