"""What a model thought, told apart from what it answers, in the spellings of today's models."""

import re

_NAMES = (
    r"(?:think(?:ing)?|thoughts?|thought[_ ]process|reason(?:ing)?|reflection|analysis|deliberation|scratch_?pad"
    r"|(?:inner|internal)_?(?:monologue|thoughts?)|chain_of_thought|cot)"
)
_LEFT, _RIGHT = r"(?:[<＜◁]|&lt;)\s*", r"\s*[|｜]?\s*(?:[>＞▷]|&gt;)"
# </think>, <\/think>, <seed:/think>, </seed:think>, ◁/think▷, <|end_of_thought|>, <|END_THINKING|>, [/THINK]
_CLOSE = re.compile(
    rf"{_LEFT}(?:\\?/|\w+:/|[|｜]\s*(?:/|end[_▁ ](?:of[_▁ ])?))\s*(?:\w+:)?{_NAMES}{_RIGHT}"
    r"|\[\s*/\s*think(?:ing)?\s*\]",
    re.IGNORECASE,
)
_OPEN = re.compile(
    rf"{_LEFT}(?:[|｜]\s*(?:(?:begin|start)[_▁ ](?:of[_▁ ])?)?)?(?:\w+:)?{_NAMES}(?:\s[^<>{{}}]{{0,80}})?{_RIGHT}"
    r"|\[\s*think(?:ing)?\s*\]",
    re.IGNORECASE,
)
# gpt-oss writes into channels; only the final one is for the user.
_CHANNEL = re.compile(r"<\|channel\|>\s*(\w+)[^<]*(?:<\|constrain\|>[^<]*)?(?:<\|message\|>|\Z)", re.IGNORECASE)
_CHANNEL_END = re.compile(r"<\|(?:end|return|call|start|channel)\|>")
# The same where a server leaves the special tokens out.
_BARE_ANALYSIS, _BARE_FINAL = re.compile(r"\s*analysis(?=[A-Z\"'*])"), "assistantfinal"
# Special tokens that a server let through before or after the answer.
_EDGE = r"(?:<[|｜][^<>|｜]{1,40}[|｜]>|</?s>|<(?:bos|eos|pad|(?:start|end)_of_turn)>|\ufeff|\s)+"
_EDGES = re.compile(rf"\A{_EDGE}|{_EDGE}\Z")


def without_reasoning(text: str) -> tuple[str, bool]:
    """The answer in what a model said, and whether the text ends within its reasoning.

    Whatever stands before the last mark that closes a block of reasoning is no answer, also where the mark that opens
    it is missing: chat templates write that one. A block that never closes leaves no answer.

    >>> without_reasoning("I could say A.</think>B"), without_reasoning("<think>I could say A")
    (('B', False), ('', True))
    """
    channels = list(_CHANNEL.finditer(text))
    if channels:
        final = [found for found in channels if found[1].casefold() == "final"]
        if not final:
            return "", True
        text = _CHANNEL_END.split(text[final[-1].end() :], maxsplit=1)[0]
    elif _BARE_ANALYSIS.match(text):
        _, mark, text = text.rpartition(_BARE_FINAL)
        if not mark:
            return "", True
    text = text[max((found.end() for found in _CLOSE.finditer(text)), default=0) :]
    opened = next((found for found in _OPEN.finditer(text) if not _within_object(text, found)), None)
    if opened:
        return "", True
    return _EDGES.sub("", text), False


def _within_object(text: str, mark: re.Match[str]) -> bool:
    """Whether a mark stands in a string of an object, so that it is a text of the answer."""
    return "{" in text[: mark.start()] and "}" in text[mark.end() :]
