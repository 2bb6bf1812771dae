"""What a run would send and cost; nothing is called."""

from __future__ import annotations

from collections import Counter

from cmining_distilabel.cost.meter import count_tokens
from cmining_distilabel.cost.prices import Price
from cmining_distilabel.errors import worded
from cmining_distilabel.generation.jobs import Plan
from cmining_distilabel.generation.suits import REASONS


def preview(plan: Plan, show: int, longest: int, price: Price | None, *, judge: bool = False) -> str:
    """The first prompts of a plan, and what all of it would take.

    Args:
        plan: what is asked.
        show: number of prompts.
        longest: most tokens of an answer.
        price: of the model's tokens; None if unknown.
        judge: whether each row would be judged, too.
    """
    jobs = plan.jobs
    parts = [
        f"── {number} of {len(jobs)}: {job.task.task}, {job.language}, {job.seed['id']} ──\n{job.request.prompt}\n"
        for number, job in enumerate(jobs[:show], start=1)
    ]
    counts = [count_tokens(job.request.prompt) for job in jobs]
    # A judge reads the prompt's source and an answer, and writes a line.
    tokens = sum(counts) * (2 if judge else 1), longest * len(jobs) * (2 if judge else 1)
    for name, values in (("tasks", [job.task.task for job in jobs]), ("languages", [job.language for job in jobs])):
        spread = ", ".join(f"{value} {count}" for value, count in Counter(values).most_common(12))
        parts.append(f"{name}: {spread}")
    for task, count in plan.possible.items():
        why = ", ".join(
            f"{number:,} whose text {REASONS[reason]}" for reason, number in plan.unsuited.get(task, {}).items()
        )
        parts.append(
            f"{task}: {count:,} {'seed suits' if count == 1 else 'seeds suit'} it" + (f"; not {why}" if why else "")
        )
    parts.append(
        f"{len(jobs):,} requests, about {tokens[0]:,} tokens of prompts, and at most {tokens[1]:,} tokens of answers"
        + (f": at most about ${price.cost(*tokens):,.4f}" if price else f" ({worded('no price: give price=...')})")
    )
    return "\n".join(parts)
