"""Text of rows in Markdown: it is data, and must never become a link, HTML or a table's border."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cmining_distilabel.text import visible

_LONGEST = 80


def code(value: object, longest: int = _LONGEST) -> str:
    """A value as a code span on one line, cut after `longest` characters, safe in a table's cell too.

    Nothing is read as markup in a code span; only its own delimiter and the cell's border must go. Control
    characters, such as those that turn the writing direction, are left out.
    """
    text = visible(value, longest)
    return f"`{text.replace('`', 'ˋ').replace('|', '¦')}`" if text else "–"


def count(value: int) -> str:
    """A number with thousands separated."""
    return f"{value:,}"


def templates() -> Environment:
    """The templates beside this module; a name that nobody fills is an error."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"code": code, "count": count}
    return environment
