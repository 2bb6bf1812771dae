"""Stage 0: which documents are no articles, and why.

Each filter is a file with a class whose `reasons` gives a reason for each row, or None:
`pages`, `length`, `titles`, `language`, `ner` (the paper's entity match), `duplicates`, `templates`.
"""

from collections.abc import Sequence

from cmining_distilabel.config import NoiseConfig
from cmining_distilabel.errors import tell
from cmining_distilabel.mining.noise.base import Filter, Row
from cmining_distilabel.mining.noise.duplicates import DuplicateFilter
from cmining_distilabel.mining.noise.language import LanguageFilter
from cmining_distilabel.mining.noise.length import LengthFilter
from cmining_distilabel.mining.noise.ner import EntityFilter
from cmining_distilabel.mining.noise.pages import PageFilter
from cmining_distilabel.mining.noise.templates import TemplateFilter
from cmining_distilabel.mining.noise.titles import TitleFilter
from cmining_distilabel.mining.reasons import REASONS as ALL_REASONS

__all__ = ["REASONS", "NoiseFilter", "tell_no_entity_match"]

REASONS = {code: meaning for code, (stage, meaning) in ALL_REASONS.items() if stage == "noise"}
"""Code of each reason that a filter may give, and what it means."""


def tell_no_entity_match(config: NoiseConfig) -> None:
    """One line on standard error where the paper's mode lacks the larger half of the paper's stage 0."""
    if config.mode in ("paper", "reference") and config.ner != "spacy":
        tell(
            f"{config.mode} mode without the paper's entity match: stage 0 keeps titles that no entity of their text "
            "has; ner='spacy' turns it on (extra 'ner')"
        )


class NoiseFilter:
    """All filters that `config` asks for, cheap ones first; each sees only what the ones before it kept.

    It remembers what it has seen: of duplicates, in one batch or over several, the first is kept.

    >>> row = {"title": "List of foods", "text": "These are foods that people eat all over the world", "language": "en"}
    >>> NoiseFilter(NoiseConfig()).reasons([row])
    ['title_list']
    """

    def __init__(self, config: NoiseConfig) -> None:
        self._filters: list[Filter] = [PageFilter()] if config.page_rules else []
        self._filters.append(LengthFilter(config.min_length))
        if config.ner != "off":
            strict, pages = config.strict_titles, config.page_rules
            self._filters.append(TitleFilter(strict=strict, pages=pages, ascii_only=config.ascii_titles))
        if config.check_language:
            self._filters.append(LanguageFilter())
        if config.ner == "spacy":
            self._filters.append(EntityFilter(config.spacy_models, match_case=config.match_case))
        if config.duplicates or config.near_duplicates:
            self._filters.append(DuplicateFilter(config.near_duplicates))
        if config.max_per_template:
            self._filters.append(TemplateFilter(config.max_per_template))

    def reasons(self, batch: Sequence[Row]) -> list[str | None]:
        """Reasons against rows with the keys `title`, `text` and `language`.

        Returns:
            For each row, in order, None (keep it) or a key of `REASONS`.

        Raises:
            UserError: `ner="spacy"`, and spaCy or the model of a language is not there.
        """
        reasons: list[str | None] = [None] * len(batch)
        for part in self._filters:
            left = [position for position, reason in enumerate(reasons) if reason is None]
            for position, reason in zip(left, part.reasons([batch[i] for i in left]), strict=True):
                reasons[position] = reason
        return reasons
