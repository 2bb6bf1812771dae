"""What a run would send and cost; nothing is called."""

from collections import Counter
from typing import NamedTuple

from cmining_distilabel.cost.meter import count_tokens
from cmining_distilabel.cost.prices import Price
from cmining_distilabel.errors import worded
from cmining_distilabel.generation.config import GenerateConfig
from cmining_distilabel.generation.jobs import Plan
from cmining_distilabel.generation.suits import REASONS

_CRITIQUE = 150  # tokens of what a judge says


class Asked(NamedTuple):
    """A model of a run: its name and the price of its tokens, if there is one."""

    model: str
    price: Price | None


def preview(
    plan: Plan, show: int, config: GenerateConfig, writer: Asked, judge: Asked | None = None,
    reviser: Asked | None = None,
) -> str:  # fmt: skip
    """The first prompts of a plan, and what all of it would take.

    Args:
        plan: what is asked.
        show: number of prompts.
        config: of the plan.
        writer: who writes.
        judge: who judges, where the config says so; the writer by default.
        reviser: who revises; the writer by default.
    """
    jobs = plan.jobs
    parts = [
        f"── {number} of {len(jobs)}: {job.task.task}, {job.language}, {job.seed['id']} ──\n{job.request.prompt}\n"
        for number, job in enumerate(jobs[:show], start=1)
    ]
    for name, values in (("tasks", [job.task.task for job in jobs]), ("languages", [job.language for job in jobs])):
        spread = ", ".join(f"{value} {count}" for value, count in Counter(values).most_common(12))
        parts.append(f"{name}: {spread}")
    for task, count in plan.possible.items():
        why = ", ".join(
            f"{number:,} whose text {REASONS[reason]}" for reason, number in plan.unsuited.get(task, {}).items()
        )
        parts.append(
            f"{task}: {count:,} {'seed suits' if count == 1 else 'seeds suit'} it"
            + (f", {plan.together[task]:,} with others of the point" if plan.together.get(task) else "")
            + (f"; not {why}" if why else "")
        )
    return "\n".join([*parts, *_bill(plan, config, writer, judge or writer, reviser or writer)])


def _bill(plan: Plan, config: GenerateConfig, writer: Asked, judge: Asked, reviser: Asked) -> list[str]:
    """A line for each role, and one for all: each answer as long as it may be, and every row judged and revised."""
    number, longest = len(plan.jobs), config.max_new_tokens
    prompts = sum(count_tokens(job.request.system + job.request.prompt) for job in plan.jobs)
    written, revised = number * config.best_of, number if config.revise else 0
    roles = {"writer": (writer, written, prompts * config.best_of)}
    if config.judge or config.answer_again:  # each reads what the writer did, and the answer
        times = config.judge + config.answer_again
        judged = (written + revised) * times + (min(config.judge_check, number) if config.judge else 0)
        roles["judge"] = judge, judged, round(judged * (prompts / number + longest))
    if config.revise:
        roles["reviser"] = reviser, revised, prompts + revised * (longest + _CRITIQUE)
    lines, dollars = [], 0.0
    for role, (asked, requests, tokens) in roles.items():
        cost = asked.price.cost(tokens, requests * longest) if asked.price else 0.0
        dollars += cost
        lines.append(
            (f"{role} {asked.model}: " if len(roles) > 1 else "")
            + f"{requests:,} requests, about {tokens:,} tokens of prompts, and at most "
            + f"{requests * longest:,} tokens of answers"
            + (f": at most about ${cost:,.4f}" if asked.price else f" ({worded('no price: give price=...')})")
        )
    return lines + ([f"together: at most about ${dollars:,.4f}"] if len(roles) > 1 and writer.price else [])
