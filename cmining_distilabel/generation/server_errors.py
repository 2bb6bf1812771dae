"""What an error of a request means: whether it passes, how long to wait, and what to tell the user."""

import random
from typing import Any

from cmining_distilabel.errors import one_line
from cmining_distilabel.generation.reply import ServerError
from cmining_distilabel.mining.result.command import public_name
from cmining_distilabel.secrets import redacted

FATAL = {401: "the key is not accepted", 404: "no such model or address"}
"""HTTP status codes that no other request will fare better with."""
_PASSING = {408, 409, 425, 429}  # and 5xx
_UNKNOWN_FIELD = {400, 415, 422, 501}  # what servers answer to a field that they do not know
_LONGEST_WAIT = 60.0  # seconds


def status_of(error: BaseException) -> int | None:
    """HTTP status of an error, in the ways of openai, httpx, requests and huggingface_hub."""
    response = getattr(error, "response", None)
    for holder in (error, response):
        for name in ("status_code", "status", "code"):
            value = getattr(holder, name, None)
            if isinstance(value, int):
                return value
    return None


def may_be_the_schema(error: BaseException) -> bool:
    """Whether a server may not know how it was asked to hold the model to a schema."""
    status = status_of(error)
    return status in _UNKNOWN_FIELD or (status is not None and status >= 500 and "response_format" in str(error))


def passes(error: BaseException) -> bool:
    """Whether the same request may succeed later."""
    status = status_of(error)
    if status is not None:
        return status in _PASSING or status >= 500
    return isinstance(error, ServerError) or _of_connection(error)


def seconds_to_wait(error: BaseException, attempt: int, backoff: float) -> float:
    """Seconds before the request is sent again: as the server says, or else doubling with each attempt."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        return min(_LONGEST_WAIT, float(headers.get("retry-after", "")))
    except ValueError:  # none, or a date
        # Jitter, so that requests that were refused together do not come back together.
        return min(_LONGEST_WAIT, backoff * 2.0**attempt) * random.uniform(0.5, 1.0)


def address_of(llm: Any) -> str | None:
    """Where an LLM's server is, without what the address may hold of a user; None for a local model."""
    client = getattr(getattr(llm, "_aclient", None), "base_url", None)
    address = getattr(llm, "base_url", None) or client
    return public_name(str(address)) if address else None


def told(error: BaseException, address: str | None) -> str:
    """An error of a request in one line, with the server's address where there is a server."""
    status, server = status_of(error), f"the server at {address}"
    line = redacted(one_line(error))[:300].rstrip(".")
    if address is None:
        return f"{type(error).__name__}: {line}"
    if isinstance(error, ServerError):
        return f"{server} says: {line}"
    if status is not None:
        return f"{server} answers {status}{f', {FATAL[status]}' if status in FATAL else ''}: {line}"
    if any("Timeout" in kind.__name__ for kind in type(error).__mro__):
        return f"{server} did not answer in time; timeout=... gives it longer"
    if _of_connection(error):
        return f"{server} cannot be reached: {type(error).__name__}: {line}"
    return f"{server} gives what cannot be read: {type(error).__name__}: {line}"


def _of_connection(error: BaseException) -> bool:
    # Libraries have classes of their own for these, all with a telling name.
    names = " ".join(kind.__name__ for kind in type(error).__mro__)
    return any(word in names for word in ("Timeout", "Connection", "Transport", "Protocol", "Disconnected"))
