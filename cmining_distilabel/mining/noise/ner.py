"""The paper's entity match: an article's title is one of the entities of its first paragraph."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cmining_distilabel.errors import UserError, need_extra, one_line
from cmining_distilabel.languages import base_language, best_match, language_tag
from cmining_distilabel.mining.noise.base import Row
from cmining_distilabel.mining.noise.duplicates import normalise
from cmining_distilabel.text import lead

if TYPE_CHECKING:
    from spacy.language import Language

PAPER_MODELS = {
    "en": "en_core_web_lg",
    "zh": "zh_core_web_lg",
    "ja": "ja_core_news_lg",
    "de": "de_core_news_lg",
    "fr": "fr_core_news_lg",
    "es": "es_core_news_lg",
}
"""spaCy model of each language of the paper."""

_ONTONOTES = frozenset({"DATE", "FAC", "GPE", "LOC", "ORG", "WORK_OF_ART", "NORP"})
_WIKINER = frozenset({"LOC", "ORG", "MISC"})
_UNNEEDED = ["tagger", "morphologizer", "parser", "senter", "lemmatizer", "attribute_ruler"]
_LONGEST = 10_000  # characters of a paragraph; spaCy refuses a million, and its memory grows with them


def valid_labels(language: str) -> frozenset[str]:
    """Entity labels that count: those of the paper for OntoNotes models (en, zh, ja) and for all others."""
    return _ONTONOTES if language in ("en", "zh", "ja") else _WIKINER


class EntityFilter:
    """Keeps a row whose title is contained in, or contains, a valid entity of the lead; else `ner_no_match`.

    Stage 0 of arXiv 2604.15675. Entities are looked for in the lead only, since the title always holds its own
    name. Case and compatibility forms (NFKC) make no difference. A row without a title is kept.

    Args:
        models: name or folder of the spaCy model for some languages; the paper's models for the others.
        match_case: compare letter by letter, as the authors' scripts do.

    Raises:
        UserError: spaCy is not installed.
    """

    def __init__(self, models: Mapping[str, str] | None = None, *, match_case: bool = False) -> None:
        need_extra("the entity filter (ner='spacy')", "ner", "spacy")
        self._models = {**PAPER_MODELS, **{language_tag(code): name for code, name in (models or {}).items()}}
        self._loaded: dict[str, Language] = {}
        self._form = str.strip if match_case else normalise

    def reasons(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None or "ner_no_match".

        Raises:
            UserError: the model of a row's language is not installed, or has none of the labels that count.
        """
        by_language = defaultdict(list)
        for position, row in enumerate(batch):
            if row["title"].strip():
                by_language[row["language"]].append(position)
        reasons: list[str | None] = [None] * len(batch)
        for language, positions in by_language.items():
            rows = [batch[position] for position in positions]
            for position, row, names in zip(positions, rows, self._entities(language, rows), strict=True):
                title = self._form(row["title"])
                if not any(name in title or title in name for name in names):
                    reasons[position] = "ner_no_match"
        return reasons

    def _entities(self, code: str, rows: Sequence[Row]) -> Iterator[set[str]]:
        labels = valid_labels(base_language(code))
        for doc in self._model(code).pipe(lead(row["text"])[:_LONGEST] for row in rows):
            yield {self._form(entity.text) for entity in doc.ents if entity.label_ in labels} - {""}

    def _model(self, code: str) -> "Language":
        name = self._models.get(best_match(code, self._models) or "")
        if name is None:
            raise UserError(
                f"no spaCy model is known for the language '{code}'; "
                f"name one with spacy_models='{code}=NAME', or use ner='rules'"
            )
        if name not in self._loaded:
            self._loaded[name] = _load(name, code)
        return self._loaded[name]


def _load(name: str, code: str) -> "Language":
    import spacy

    try:
        nlp = spacy.load(name, exclude=_UNNEEDED)
    except OSError:
        raise UserError(
            f"the spaCy model '{name}' for the language '{code}' is not installed; "
            f"get it with: python -m spacy download {name}, or use ner='rules'"
        ) from None
    except (ImportError, ValueError) as error:  # a tokeniser's package is missing, or the model is of another spaCy
        raise UserError(
            f"the spaCy model '{name}' for the language '{code}' does not load: {one_line(error)}"
        ) from error
    labels = {label for labels in nlp.pipe_labels.values() for label in labels}
    valid = valid_labels(base_language(code))
    if not labels & valid:
        raise UserError(
            f"the spaCy model '{name}' for the language '{code}' knows none of the entity labels "
            f"{', '.join(sorted(valid))}; use another model, or ner='rules'"
        )
    # In spaCy's own models the entity recogniser has its own embedding layer, and the shared one is idle.
    if "tok2vec" in nlp.pipe_names:
        shared: Any = nlp.get_pipe("tok2vec")
        if not shared.listening_components:
            nlp.disable_pipe("tok2vec")
    return nlp
