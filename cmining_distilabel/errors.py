"""The two exceptions that the command line shows as one line: what the user can mend, and what failed."""

from __future__ import annotations

import sys


class UserError(ValueError):
    """A mistake in what the user gave: one line that says what, where and what to do.

    The command line prints the line without a traceback and exits with code 2.
    """


class Failure(RuntimeError):
    """Something failed that is not the user's mistake, such as a server: one line that says what and where.

    The command line prints the line without a traceback and exits with code 1. Every other exception is a fault of
    this package: it ends with a traceback, and code 1 too.
    """


def missing_extra(feature: str, extra: str) -> UserError:
    """The error for an optional dependency that is not installed.

    Args:
        feature: what the user asked for, e.g. ``"the encoder 'org/name'"``.
        extra: the extra of this package that brings it, e.g. ``"ner"``.
    """
    return UserError(f"{feature} needs the extra '{extra}': pip install 'cmining-distilabel[{extra}]'")


def tell(line: str) -> None:
    """One line for the user on standard error, whatever texts it quotes: what the run does all the same."""
    print("".join(c if c.isprintable() else " " for c in line), file=sys.stderr, flush=True)
