"""What must not be shown: keys, passwords, and the variables of a program that failed."""

import logging
import os
import re
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

_HIDDEN = "***"
_SHORTEST = 6  # characters of a key: shorter values ("none", "EMPTY") stand in texts of their own
_SECRET_NAME = re.compile(
    r"(?:\A|[._-])(?:(?:api|access)_?key|key|token|secret|password|passwd|credentials?|authorization|headers)\Z",
    re.IGNORECASE,
)
_PATTERNS = (
    (re.compile(r"(://)[^/\s@'\"]+@"), rf"\1{_HIDDEN}@"),  # user:password@host
    (
        re.compile(
            r"([?&;][\w.-]*(?:key|token|secret|passw|pwd|sig|auth|credential|code)[\w.-]*=)[^&;\s'\"#<>)]+",
            re.IGNORECASE,
        ),
        rf"\1{_HIDDEN}",
    ),
    (re.compile(r"\b(Bearer|Basic)(\s+)[\w.~+/=-]{6,}", re.IGNORECASE), rf"\1\2{_HIDDEN}"),
    (re.compile(r"\b(?:sk-[\w-]{16,}|hf_[A-Za-z0-9]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|AKIA[A-Z0-9]{16})"), _HIDDEN),
)
_kept: set[str] = set()


def keep_secret(value: Any, name: str = "") -> None:
    """Note what `redacted` shall hide from now on: in this process, and in those that it forks.

    Args:
        value: of an argument, or a mapping or list of them. Of an address only user, password and query count.
        name: of the argument; what is called a key, token, secret, password or header is one.
    """
    if isinstance(value, Mapping):
        for inner, part in value.items():
            keep_secret(part, name if _SECRET_NAME.search(name) else str(inner))
    elif isinstance(value, list | tuple):
        for part in value:
            keep_secret(part, name)
    elif hasattr(value, "get_secret_value"):  # of pydantic
        keep_secret(value.get_secret_value(), "secret")
    elif isinstance(value, str) and _SECRET_NAME.search(name):
        _kept.update(part for part in (value, value.rpartition(" ")[2]) if len(part) >= _SHORTEST)  # "Bearer KEY"
    elif isinstance(value, str):
        parts = re.findall(r"://([^/\s@]+)@", value) + re.findall(r"[?&;][\w.-]+=([^&;#\s]+)", value)
        words = (word for part in parts for word in (part, part.partition(":")[2]))
        _kept.update(word for word in words if len(word) >= _SHORTEST)


def redacted(text: str) -> str:
    """The text without secrets: those that were noted, of the environment, in addresses, and what looks like a key.

    >>> redacted("no answer from http://hana:tea4two@host/v1?api_key=123456")
    'no answer from http://***@host/v1?api_key=***'
    """
    environment = {value for name, value in os.environ.items() if _SECRET_NAME.search(name) and len(value) >= _SHORTEST}
    for secret in sorted(_kept | environment, key=len, reverse=True):
        text = text.replace(secret, _HIDDEN)
    for pattern, shown in _PATTERNS:
        text = pattern.sub(shown, text)
    return text


def redact_logs() -> None:
    """Have every line that this process logs from now on redacted, tracebacks too."""
    make = logging.getLogRecordFactory()
    formatter = logging.Formatter()

    def record(*arguments: Any, **named: Any) -> logging.LogRecord:
        made = make(*arguments, **named)
        try:
            made.msg, made.args = redacted(made.getMessage()), ()
        except (TypeError, ValueError):  # its arguments do not fit; logging says so
            return made
        if made.exc_info:
            made.exc_text, made.exc_info = redacted(formatter.formatException(made.exc_info)), None
        return made

    logging.setLogRecordFactory(record)


@contextmanager
def importing_distilabel() -> Iterator[None]:
    """Import distilabel, and what builds on it, without what it does to a process.

    distilabel 1.5 installs tracebacks that show all local variables, keys among them. And it declares its runtime
    parameters in a way that pydantic complains about, a warning a class.
    """
    if "distilabel" not in sys.modules:
        before = sys.excepthook
        import distilabel  # noqa: F401

        sys.excepthook = before
    elif getattr(sys.excepthook, "__module__", "") == "rich.traceback":  # it was imported before this package
        sys.excepthook = sys.__excepthook__
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The 'default' attribute")
        yield
