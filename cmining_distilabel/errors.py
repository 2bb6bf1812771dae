"""The two exceptions that the command line shows as one line: what the user can mend, and what failed."""

import difflib
import importlib.util
import sys
from collections.abc import Callable, Iterable

_word: Callable[[str], str] = str
_SHOWN = 100  # names that an error lists


class UserError(ValueError):
    """A mistake in what the user gave: one line that says what, where and what to do.

    The command line prints the line without a traceback and exits with code 2.
    """


class Failure(RuntimeError):
    """Something failed that is not the user's mistake, such as a server: one line that says what and where.

    The command line prints the line without a traceback and exits with code 1. Every other exception is a fault of
    this package: it ends with a traceback, and code 1 too.
    """


def need_extra(feature: str, extra: str, *modules: str) -> None:
    """Refuse to go on without an optional dependency.

    Args:
        feature: what the user asked for, e.g. ``"the encoder 'org/name'"``.
        extra: the extra of this package that brings it, e.g. ``"ner"``.
        modules: what it brings.

    Raises:
        UserError: a module is not installed.
    """
    if any(importlib.util.find_spec(module) is None for module in modules):
        raise UserError(f"{feature} needs the extra '{extra}': pip install 'cmining-distilabel[{extra}]'")


def unknown(what: str, value: str, known: Iterable[str], *, among: str = "") -> UserError:
    """The error for a name that there is none of: what is like it, and what there is.

    Args:
        what: there is none, e.g. ``"recipe"``.
        value: as the user wrote it.
        known: the names that there are.
        among: what was chosen before, where that leaves fewer.
    """
    names = list(known)
    near = difflib.get_close_matches(value.casefold(), [name.casefold() for name in names], n=1, cutoff=0.6)
    meant = next((name for name in names if near and name.casefold() == near[0]), None)
    shown = ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
    return UserError(
        f"no {what} {value!r}{f' with {among}' if among else ''}"
        + (f"; did you mean {meant!r}?" if meant else "")
        + f"{'' if meant else ';'} {'There' if meant else 'there'} are: {shown or 'none'}"
    )


def first_line(error: BaseException) -> str:
    """What an error of somebody else's code says, in one line; its name where it says nothing."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def one_line(error: BaseException) -> str:
    """All of what an error says, in one line; its name where it says nothing."""
    return " ".join(str(error).split()) or type(error).__name__


def tell(line: str) -> None:
    """One line for the user on standard error, whatever texts it quotes: what the run does all the same."""
    print("".join(c if c.isprintable() else " " for c in _word(line)), file=sys.stderr, flush=True)


def word_lines(word: Callable[[str], str]) -> None:
    """Have `tell` and `worded` word lines so: those of this package name arguments of Python."""
    global _word
    _word = word


def worded(line: str) -> str:
    """A line as the user who reads it would name things."""
    return _word(line)
