"""Whether a judge sees faults: it is shown some that were put there."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from cmining_distilabel.errors import tell
from cmining_distilabel.generation.asking import Asking
from cmining_distilabel.generation.config import GenerateConfig
from cmining_distilabel.generation.drafts import Draft
from cmining_distilabel.generation.gates import JudgeGate
from cmining_distilabel.generation.jobs import make_judgement
from cmining_distilabel.generation.llms import Speaker
from cmining_distilabel.generation.reply import Reply
from cmining_distilabel.generation.tasks.judge import Judge
from cmining_distilabel.generation.tasks.shown import Message

_FEW = 0.5  # share of the faults; a judge that finds fewer says little


def check_judge(
    drafts: Sequence[Draft], ask: Asking, speaker: Speaker, config: GenerateConfig
) -> dict[str, dict[str, int]] | None:
    """Show a judge good rows with a fault put into each: the answer of a row about something else (`foreign`), or the
    answer's words in another order (`scrambled`).

    Returns:
        How many of each fault were `planted` and `found`; None where there was nothing to show. A judge that finds
        few is told on standard error.
    """
    good = [draft for draft in drafts if draft.verdict is None][: config.judge_check]
    planted = [_with_fault(draft, good, number) for number, draft in enumerate(good)]
    requests = [
        make_judgement(draft.job, {**draft.row, "messages": messages}, speaker, held=config.json_schema)
        for draft, (_, messages) in zip(good, planted, strict=True)
    ]
    if not requests:
        return None
    gate = JudgeGate()

    def sees(reply: Reply) -> bool:
        return gate.check([Judge.row(reply, {}, "en", speaker.model)])[0] not in (None, "not_judged")

    replies = ask(speaker, requests, "Testing the judge", lambda _, reply: (0, 0))
    shown, found = Counter[str](), Counter[str]()
    for (fault, _), reply in zip(planted, replies, strict=True):
        shown[fault] += reply is not None
        found[fault] += reply is not None and sees(reply)
    if found.total() < _FEW * shown.total():
        tell(
            f"the judge {speaker.model} found {found.total()} of {shown.total()} faults that were put before it: its "
            "marks say little; name a larger model as the judge"
        )
    return {fault: {"planted": shown[fault], "found": found[fault]} for fault in sorted(shown)}


def _with_fault(draft: Draft, others: Sequence[Draft], number: int) -> tuple[str, list[Message]]:
    *before, last = draft.row["messages"]
    foreign = [
        other.row["messages"][-1]["content"]
        for other in others
        if (other.row["task"], other.row["language"]) == (draft.row["task"], draft.row["language"])
        and other.row["seed_id"] != draft.row["seed_id"]
    ]
    if foreign and number % 2 == 0:
        return "foreign", [*before, {**last, "content": foreign[number % len(foreign)]}]
    return "scrambled", [*before, {**last, "content": _scrambled(last["content"])}]


def _scrambled(text: str) -> str:
    """Words, or letters where nothing parts words, from both ends in turn."""
    parts: list[Any] = text.split() if " " in text.strip() else list(text)
    order = [*parts[::2], *parts[1::2][::-1]]
    return (" " if " " in text.strip() else "").join(order)
