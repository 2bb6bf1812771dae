"""A second opinion: what a judge says of rows, and what is written again for it."""

from collections.abc import Sequence
from typing import Any

from cmining_distilabel.generation.asking import Asking
from cmining_distilabel.generation.config import GenerateConfig
from cmining_distilabel.generation.drafts import Draft, write
from cmining_distilabel.generation.gates import JudgeGate
from cmining_distilabel.generation.gates.base import Gate
from cmining_distilabel.generation.gates.questions import questions
from cmining_distilabel.generation.jobs import make_judgement, make_revision, make_second_answer
from cmining_distilabel.generation.llms import Speaker
from cmining_distilabel.generation.reply import Reply
from cmining_distilabel.generation.tasks.answer_again import AnswerAgain
from cmining_distilabel.generation.tasks.judge import MARKS, Judge
from cmining_distilabel.generation.tasks.revise import WANTING
from cmining_distilabel.mining.result.command import public_name


def answer_again(
    drafts: Sequence[Draft], ask: Asking, speaker: Speaker, gates: dict[str, Gate], config: GenerateConfig
) -> None:
    """Have the questions of the drafts that pass so far answered another time, and drop those with other answers."""
    passed = [draft for draft in drafts if draft.verdict is None and questions(draft.row)]
    requests = [make_second_answer(draft.job, draft.row, speaker, held=config.json_schema) for draft in passed]
    for draft, reply in zip(passed, ask(speaker, requests, "Asking again", lambda _, reply: (0, 0)), strict=True):
        draft.row.update(AnswerAgain.row(reply or Reply(None), {}, draft.job.language, speaker.model))
        reason = gates["again"].check([draft.row])[0]
        draft.verdict = ("again", reason) if reason else None


def judge(
    drafts: Sequence[Draft], ask: Asking, speaker: Speaker, config: GenerateConfig, *, label: str = "Judging"
) -> None:
    """Have the drafts judged that pass so far: marks go into their rows, and verdicts follow from the marks."""
    gate, good = JudgeGate(), [0, 0]
    passed = [draft for draft in drafts if draft.verdict is None]
    held = config.json_schema

    def marks(reply: Reply | None) -> dict[str, Any]:
        return Judge.row(reply or Reply(None), {}, "en", speaker.model)

    def take(_: str, reply: Reply) -> tuple[int, int]:
        good[:] = good[0] + (gate.check([marks(reply)])[0] is None), good[1] + 1
        return good[0], good[1]

    requests = [make_judgement(draft.job, draft.row, speaker, held=held) for draft in passed]
    for draft, reply in zip(passed, ask(speaker, requests, label, take), strict=True):
        draft.row.update(marks(reply), judge_model=public_name(speaker.model))
        reason = gate.check([draft.row])[0]
        draft.verdict = ("judge", reason) if reason else None


def revise(
    drafts: Sequence[Draft], ask: Asking, reviser: Speaker, speaker: Speaker, gates: dict[str, Gate],
    config: GenerateConfig,
) -> list[Draft]:  # fmt: skip
    """Have what the judge found wanting written again, pass the gates and be judged once more; the revisions.

    Of a row and its revision the better one is kept; the row, where both are equal.
    """
    wanting = _wanting(drafts)
    jobs = [make_revision(draft.job, draft.row, reviser, config) for draft in wanting]
    if not jobs:
        return []
    others = [draft for draft in drafts if draft not in wanting]
    revised = write(jobs, ask, reviser, gates, public_name(reviser.model), label="Revising", beside=others)
    if config.answer_again:
        answer_again(revised, ask, speaker, gates, config)
    judge(revised, ask, speaker, config, label="Judging revisions")
    first = {draft.row["id"]: draft for draft in wanting}
    for draft in revised:
        original = first[draft.row["revised_from"]]
        if draft.verdict is None and original.verdict is None:
            better = draft.marks > original.marks
            loser = original if better else draft
            loser.verdict = ("revise", "revised") if better else ("best_of", "not_best")
    return revised


def _wanting(drafts: Sequence[Draft]) -> list[Draft]:
    """Of each request the answer that is kept, where a mark is low; where none is kept, the best that was judged."""
    served = {draft.job.slot for draft in drafts if draft.verdict is None}
    found: dict[str, Draft] = {}
    for draft in sorted(drafts, key=lambda draft: -draft.marks):
        low = any((draft.row.get(f"judge_{mark}") or 0) < WANTING for mark in MARKS)
        judged_bad = draft.verdict is not None and draft.verdict[0] == "judge" and draft.verdict[1] != "not_judged"
        if (draft.verdict is None and low) or (judged_bad and draft.job.slot not in served):
            found.setdefault(draft.job.slot, draft)
    return [draft for draft in drafts if found.get(draft.job.slot) is draft]
