"""Conversations with characters that are no text: a tokenizer or a terminal would obey them."""

import re
from collections.abc import Sequence

from cmining_distilabel.generation.gates.base import Row, said

# What tokenizers of today's models read as one token with a meaning, wherever it stands.
_SPECIAL = re.compile(
    r"<[|｜][^<>|｜\s]{1,40}[|｜]>|</?s>|<(?:bos|eos|pad|unk|mask|(?:start|end)_of_(?:turn|image|text))>|<<?/?SYS>>?"
    r"|\[/?(?:INST|THINK|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|SYSTEM_PROMPT)\]|</?(?:think|tool_call)>|◁/?think▷",
    re.IGNORECASE,
)
# Line breaks and tabs are text; so are the joiners of Persian and Indic scripts.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\uffff]")


class MarkGate:
    """Rejects rows with `special_tokens` or `control_characters` in what anybody says, bad answers of pairs too."""

    def check(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None or a reason."""
        return [self._reason(f"{said(row)}\n{_text(row.get('rejected'))}") for row in batch]

    def _reason(self, text: str) -> str | None:
        if _SPECIAL.search(text):
            return "special_tokens"
        return "control_characters" if _CONTROL.search(text) else None


def _text(messages: Sequence[Row] | None) -> str:
    return "\n".join(message["content"] for message in messages or ())
