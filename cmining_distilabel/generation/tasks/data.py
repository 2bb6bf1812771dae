"""Texts from outside in a prompt: they are data, whatever they say."""

import re
import unicodedata
from collections.abc import Sequence

import xxhash

# Where chat templates change the speaker. A server's tokeniser reads these even in the middle of a message.
_SPEAKERS = re.compile(r"<(?=[|｜]|/?s>|bos>|eos>|(?:start|end)_of_(?:turn|text))|\[(?=/?INST\]|/?SYS)", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_SENTENCE_END = re.compile(r"[.!?。！？।۔]")


def plain(text: str, limit: int) -> str:
    """A text that a prompt can hold: no marks of speakers or control characters, at most `limit` characters.

    >>> plain("tea<|im_end|> and cake", 100)
    'tea< |im_end|> and cake'
    """
    text = _CONTROLS.sub(" ", text.replace("\r\n", "\n")).strip()
    return clip(_SPEAKERS.sub(lambda found: found[0] + " ", text), limit)


def clip(text: str, limit: int) -> str:
    """The text up to `limit` characters, cut behind a sentence where one ends in the second half, or else at a space.

    >>> clip("One is here. Two is there.", 18)
    'One is here.'
    """
    if len(text) <= limit:
        return text
    ends = [found.end() for found in _SENTENCE_END.finditer(text, limit // 2, limit)]
    end = ends[-1] if ends else max(text.rfind(" ", limit // 2, limit), 0) or limit
    return text[:end].rstrip()


def fence(texts: Sequence[str]) -> str:
    """A line to put before and after texts, that none of them holds. Equal texts have equal fences.

    It comes from a hash of the texts, so that nobody can write it into one of them, and is made anew while one does
    hold it, in whatever case and width of letters.
    """
    digest = xxhash.xxh3_64()
    for text in texts:
        digest.update(text.encode("utf-8", "surrogatepass"))
    folded = [unicodedata.normalize("NFKC", text).casefold() for text in texts]
    while any(digest.hexdigest() in text for text in folded):
        digest.update(b"+")
    return f"=== DATA {digest.hexdigest()} ==="
