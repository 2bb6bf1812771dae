"""Which column of an input holds what: the one that the user names, or the one that is usually called so."""

from collections.abc import Iterable, Mapping, Sequence

from cmining_distilabel.config import CorpusConfig
from cmining_distilabel.errors import UserError

USUAL: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "_id", "doc_id", "docid", "page_id", "pageid"),
    "title": ("title", "heading", "headline"),
    "text": ("text", "content", "body", "article", "raw_content"),
    "language": ("language", "lang", "language_code", "lang_code"),
    "group": (),
    "source": ("source",),
    "url": ("url", "uri", "link"),
    "license": ("license", "licence"),
    "revision": ("revision",),
    "vector": (),
}
"""What columns of each kind are called, the likeliest first; written Like This and LIKE THIS too."""


def asked_column(config: CorpusConfig, kind: str) -> str | None:
    """The column that the config has for a kind."""
    return getattr(config, f"{kind}_column", kind)


def wanted_columns(config: CorpusConfig) -> list[str]:
    """Every column that could be needed from an input."""
    names = [name for kind in USUAL for name in _names(config, kind)]
    outer = [name.partition(".")[0] for name in names if "." in name]
    return list(dict.fromkeys([*names, *outer]))


def find_columns(config: CorpusConfig, columns: Sequence[str], input_name: str) -> dict[str, str | None]:
    """The column of each kind; None where the input has none.

    Raises:
        UserError: a column that the user named is not there, or there is no text.
    """
    found: dict[str, str | None] = {}
    for kind in USUAL:
        names = _names(config, kind)
        found[kind] = next((name for name in names if _has(columns, name)), None)
        if found[kind] is None and (kind == "text" or _is_named(config, kind)):
            others = f" (nor {', '.join(USUAL[kind][1:])})" if len(names) > 1 else ""
            raise UserError(
                f"{input_name} has no column {names[0]!r}{others}; it has: {', '.join(map(str, columns))}. "
                f"Name the right one with {kind}_column" + (", or give LANG=INPUT" if kind == "language" else "")
            )
    return found


def taken_line(config: CorpusConfig, found: Mapping[str, str | None]) -> str | None:
    """One line on columns that are not called as they were asked for; None where all are."""
    taken = [
        f"{name!r} for the {kind}" for kind, name in found.items() if name not in (None, asked_column(config, kind))
    ]
    return f"columns taken: {', '.join(taken)}" if taken else None


def _names(config: CorpusConfig, kind: str) -> list[str]:
    asked = asked_column(config, kind)
    if asked is None or _is_named(config, kind):
        return [asked] if asked else []
    return [spelling for name in USUAL[kind] for spelling in dict.fromkeys((name, name.title(), name.upper()))]


def _is_named(config: CorpusConfig, kind: str) -> bool:
    """Whether the user named the column: then no other will do, and it must be there."""
    field = CorpusConfig.model_fields.get(f"{kind}_column")
    return field is not None and asked_column(config, kind) != field.default


def _has(columns: Iterable[str], name: str) -> bool:
    return name in columns or ("." in name and name.partition(".")[0] in columns)
