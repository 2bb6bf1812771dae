"""What the Hub and its client refuse, in one line that says what to do and holds nothing of the request."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cmining_distilabel.errors import UserError
from cmining_distilabel.text import visible

if TYPE_CHECKING:  # slow to import
    from huggingface_hub.errors import HfHubHTTPError

_TELLING = 8  # letters of a token that are not shown in one run
_STRANGE = (LookupError, TypeError, AttributeError)  # what the client raises over an answer that is not as it expects
_AGAIN = "push again: it goes on from what arrived"


@contextmanager
def hub_errors(repo: str, token: str) -> Iterator[list[str]]:
    """Turn what the clients raise into a `UserError` that holds nothing of the request, nor of the token.

    Yields a list for the repositories that were made: they are there after an error, too.
    """
    made: list[str] = []
    from huggingface_hub.errors import HfHubHTTPError

    # Connection errors have the same base as the client's own, whichever HTTP library its release is built on.
    failures: tuple[type[Exception], ...] = (*HfHubHTTPError.__bases__, RuntimeError, ValueError, *_STRANGE)
    try:
        yield made
    except UserError:
        raise
    except failures as error:
        chain: list[BaseException] = [error]
        while chain[-1].__cause__ is not None:
            chain.append(chain[-1].__cause__)
        refused = next((link for link in chain if isinstance(link, HfHubHTTPError)), None)
        if isinstance(error, _STRANGE):
            what = redacted(f"{type(error).__name__}: {error}", token)
            raise UserError(
                f"push to {repo}: the Hub gave an answer that its client does not understand ({what}). It may have "
                f"been published or not: see the page of {repo}, or {_AGAIN}"
            ) from None
        if refused is None:
            why = f"{type(chain[-1]).__name__}: {chain[-1]}; {_AGAIN}"
        elif isinstance(error, RuntimeError):  # the storage of large files refused, for reasons of its own
            why = f"{error} The storage answered {refused.response.status_code}; {_AGAIN}"
        else:
            why = _refusal(repo, refused)
        left = f"{repo} was made, and is empty until a push gets through" if made else "Nothing was published"
        raise UserError(f"push to {repo}: {redacted(why, token)}. {left}") from None


def redacted(text: str, token: str) -> str:
    """What a server said, on one line, without any longer run of letters of the token, and without other tokens."""
    said = re.sub(r"hf_\w{4,}", "hf_…", visible(text.replace(token, "…")))
    lowered, secret = said.lower(), token.lower()
    hidden = [False] * len(said)
    for start in range(len(said) - _TELLING + 1):
        if lowered[start : start + _TELLING] in secret:
            hidden[start : start + _TELLING] = [True] * _TELLING
    return re.sub("\0+", "…", "".join("\0" if hide else letter for letter, hide in zip(said, hidden, strict=True)))


def _refusal(repo: str, error: "HfHubHTTPError") -> str:
    status, namespace = error.response.status_code, repo.split("/")[0]
    said = f" (the Hub says: {error.server_message})" if error.server_message else ""
    if status == 401:
        return f"the Hub does not accept the token{said}; run `hf auth login` again, or set HF_TOKEN"
    if status == 403:
        return (
            f"the token may not write to {namespace}{said}: it needs the role 'write', or as a fine-grained token the "
            f"right 'repo.write' on {namespace}; make one at https://huggingface.co/settings/tokens, then run "
            "`hf auth login`"
        )
    if status == 404:
        return f"no such namespace or repository, or the token may not see it{said}"
    if status in (409, 412):
        return f"somebody changed the repository at the same time{said}; push again"
    if status == 429:
        return f"the Hub has had too many requests{said}; wait a while, then {_AGAIN}"
    if status >= 500:
        return f"the Hub failed with {status}{said}; {_AGAIN}"
    return f"the Hub refuses with {status}{said}"
