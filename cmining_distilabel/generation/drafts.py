"""Answers to requests, what the gates say of them, and which of several is taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cmining_distilabel.generation.asking import Asking
from cmining_distilabel.generation.gates import TOGETHER, pass_gates
from cmining_distilabel.generation.gates.base import Gate
from cmining_distilabel.generation.jobs import Job
from cmining_distilabel.generation.llms import Speaker
from cmining_distilabel.generation.reply import Reply
from cmining_distilabel.generation.sieve import Sieve, Verdict
from cmining_distilabel.generation.tasks.judge import MARKS


@dataclass
class Draft:
    """An answer.

    Attributes:
        job: what was asked.
        row: that the answer makes.
        verdict: of the gates so far.
    """

    job: Job
    row: dict[str, Any]
    verdict: Verdict

    @property
    def marks(self) -> int:
        """Sum of the judge's marks; 0 without any."""
        return sum(self.row.get(f"judge_{mark}") or 0 for mark in MARKS)


def write(
    jobs: Sequence[Job],
    ask: Asking,
    speaker: Speaker,
    gates: dict[str, Gate],
    named: str,
    *,
    label: str = "Writing",
    beside: Sequence[Draft] = (),
) -> list[Draft]:
    """Have a model write, and the gates look at each answer when it comes.

    Args:
        jobs: what to ask.
        ask: asks it.
        speaker: the model.
        gates: by name.
        named: the model's name in rows.
        label: of the bar.
        beside: what was written before, and must not be written again.
    """
    sieve = Sieve(gates, jobs, named)

    def take(key: str, reply: Reply) -> tuple[int, int]:
        sieve.add(key, reply)
        return sieve.accepted, len(sieve)

    replies = ask(speaker, [job.request for job in jobs], label, take)
    given = {job.request.key: reply for job, reply in zip(jobs, replies, strict=True) if reply}
    before = [draft.row for draft in beside if draft.verdict is None]
    return [Draft(jobs[place], row, verdict) for place, row, verdict in zip(*sieve.rows(given, before), strict=True)]


def write_until_one_passes(
    jobs: Sequence[Job], times: int, ask: Asking, speaker: Speaker, gates: dict[str, Gate], named: str
) -> list[Draft]:
    """Have a model write, and write again, up to so many times, what the gates have let nothing of through."""
    drafts: list[Draft] = []
    for number in range(times):
        served = {draft.job.slot for draft in drafts if draft.verdict is None}
        left = [job.again(number) for job in jobs if job.slot not in served]
        drafts += write(left, ask, speaker, gates, named, beside=drafts) if left else []
    return drafts


def drop_repeats(drafts: Sequence[Draft], gates: dict[str, Gate]) -> None:
    """Have the gates look at the drafts that compare rows with each other."""
    passed = [draft for draft in drafts if draft.verdict is None]
    together = {name: gate for name, gate in gates.items() if name in TOGETHER}
    for draft, verdict in zip(passed, pass_gates(together, [draft.row for draft in passed]), strict=True):
        draft.verdict = verdict


def choose(drafts: Sequence[Draft]) -> None:
    """Keep one answer to each request, the one with the most marks, the first among equals."""
    best: dict[str, Draft] = {}
    passed = [draft for draft in drafts if draft.verdict is None]
    for draft in sorted(passed, key=lambda draft: -draft.marks):
        if best.setdefault(draft.job.slot, draft) is not draft:
            draft.verdict = "best_of", "not_best"
