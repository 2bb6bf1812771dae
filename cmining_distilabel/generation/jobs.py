"""From seeds to requests, and from replies to rows."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from cmining_distilabel.errors import UserError
from cmining_distilabel.generation.attributes import Groups, Sampler, load_attributes
from cmining_distilabel.generation.config import GenerateConfig, parse_languages
from cmining_distilabel.generation.llms import Speaker
from cmining_distilabel.generation.plan import Slot, Spread, plan
from cmining_distilabel.generation.reply import Reply
from cmining_distilabel.generation.request import Request, request_key
from cmining_distilabel.generation.seeds import Seed, culture_of
from cmining_distilabel.generation.suits import REASONS, fitting
from cmining_distilabel.generation.tasks import TASKS, AnswerAgain, Judge, SeedTask
from cmining_distilabel.generation.tasks.answers import answer_schema
from cmining_distilabel.generation.tasks.dialogue import Dialogue, with_turns
from cmining_distilabel.generation.tasks.examples import load_examples, with_examples
from cmining_distilabel.generation.tasks.judge import MARKS
from cmining_distilabel.generation.tasks.own import KINDS, load_task, task_files
from cmining_distilabel.generation.tasks.revise import with_draft
from cmining_distilabel.generation.tasks.target import attribute_line, words_of
from cmining_distilabel.mining.noise.length import display_width
from cmining_distilabel.text import counted

_LONGEST_PATH = 300  # characters of a system prompt that may be the name of a file
_MESSAGES = pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())]))
INSTRUCTIONS = pa.schema(
    [
        ("id", pa.string()),
        ("messages", _MESSAGES),
        ("rejected", _MESSAGES),  # the bad conversation of a preference pair; null elsewhere
        ("task", pa.string()),
        ("language", pa.string()),
        ("seed_language", pa.string()),
        ("seed_id", pa.string()),
        ("other_seed_id", pa.string()),  # of a comparison
        ("more_seed_ids", pa.list_(pa.string())),  # of the same point, whose texts stand in the prompt, too
        ("point_id", pa.string()),
        ("cultures", pa.list_(pa.struct([("code", pa.string()), ("name", pa.string()), ("weight", pa.float64())]))),
        ("facet", pa.string()),
        ("attributes", pa.list_(pa.string())),  # "asker:child"
        ("sources", pa.list_(pa.string())),
        ("licenses", pa.list_(pa.string())),
        ("structured", pa.string()),  # the answer as JSON
        ("model", pa.string()),
        ("prompt_version", pa.string()),
        ("input_tokens", pa.int64()),
        ("output_tokens", pa.int64()),
        ("answered_again", pa.list_(pa.string())),  # by a model that sees the text and not the answers
        ("revised_from", pa.string()),  # id of the row that this is a revision of
        *((f"judge_{mark}", pa.int8()) for mark in MARKS),
        ("judge_text_culture", pa.string()),
        ("judge_chat_culture", pa.string()),
        ("judge_reason", pa.string()),
        ("judge_model", pa.string()),
    ]
)
REJECTED = INSTRUCTIONS.append(pa.field("gate", pa.string())).append(pa.field("reason", pa.string())).append(
    pa.field("answer", pa.string())
)  # fmt: skip


@dataclass(frozen=True)
class Job:
    """A request with all that its row is made from."""

    seed: Seed
    task: type[SeedTask]
    language: str
    request: Request
    lines: Mapping[str, str] = field(default_factory=dict)  # of the prompt, by group of attributes
    attributes: tuple[str, ...] = ()
    repeat: int = 0  # uses of the seed for the task and language before this one
    sample: int = 0  # answers to the same request before this one
    revised_from: str | None = None

    @property
    def slot(self) -> str:
        """The id of the row, whichever answer it is made from."""
        return f"{self.seed['id']}/{self.task.task}/{self.language}" + (f"/{self.repeat + 1}" if self.repeat else "")

    def again(self, sample: int) -> "Job":
        """The same request, to be answered another time."""
        return replace(self, sample=sample, request=self.request.again(sample))

    def row(self, reply: Reply, model: str) -> dict[str, Any]:
        """The row of a reply, with what the gates look at of the seeds."""
        row = self.task.row(reply, self.seed, self.language, model)
        return {
            **row,
            "id": self.slot
            + (f"#{self.sample + 1}" if self.sample else "")
            + ("/revised" if self.revised_from else ""),
            "revised_from": self.revised_from,
            "attributes": list(self.attributes),
            "input_tokens": reply.input_tokens,
            "output_tokens": reply.output_tokens,
            "answer": reply.text,
            "text": self.seed["text"],
            "title": self.seed.get("title"),
            "siblings": self.seed.get("siblings"),
            "other": self.seed["other"] if row["other_seed_id"] else None,
            "more": self.seed.get("more"),
            "confused": self.seed.get("confused") if self.task.needs == "confused" else None,
        }


class Plan(NamedTuple):
    """What is asked, and why not more.

    Attributes:
        jobs: the requests.
        possible: seeds that suit each task.
        together: of these, those that are too short alone, so that others of their point stand by them.
        unsuited: those that do not, by task and reason (`suits.REASONS`).
    """

    jobs: list[Job]
    possible: dict[str, int]
    unsuited: dict[str, dict[str, int]]
    together: dict[str, int]


def make_jobs(seeds: Sequence[Seed], config: GenerateConfig, model: str, parameters: Mapping[str, Any]) -> Plan:
    """Plan, and fill the prompts.

    Raises:
        UserError: there is no such task or value of a quota, or no seed can be used.
    """
    tasks = _tasks_of(config)
    wanted = parse_languages(config.language)
    possible: list[list[tuple[str, str]]] = [[] for _ in seeds]
    suited: Counter[str] = Counter()
    unsuited: dict[str, Counter[str]] = defaultdict(Counter)
    widened: dict[tuple[int, str], Seed] = {}
    for place, (own, seed) in enumerate(zip(possible, seeds, strict=True)):
        for name, task in tasks.items():
            languages = task.languages(seed, wanted)
            fits, reason = fitting(name, task.needs, seed, task.facets, task.size) if languages else (seed, "language")
            if fits is not seed:
                widened[place, name] = fits
            own += [] if reason else [(name, language) for language in languages]
            suited[name] += reason is None
            if reason:
                unsuited[name][reason] += 1
    if not any(possible):
        raise UserError(f"no seed can be used: {_why_none(unsuited)}")
    groups = load_attributes(config.attributes)
    _check_quotas(config, seeds, possible, groups)
    spread = Spread(config.sampling_temperature, config.quotas, config.seed, wanted, config.repeats)
    schemas = {name: task.schema_ for name, task in tasks.items()}
    examples = load_examples(config.examples, schemas) if config.examples else {}
    system = read_system_prompt(config)

    slots = plan(seeds, possible, config.limit, spread)
    sampler = Sampler(groups, {key: quota.of(len(slots)) for key, quota in config.quotas.items()}, config.seed)
    before: Counter[Slot] = Counter()

    def job(slot: Slot) -> Job:
        place, name, language = slot
        seed = with_examples(widened.get((place, name), seeds[place]), name, language, examples)
        repeat, before[slot] = before[slot], before[slot] + 1
        drawn = sampler.draw(
            seed["id"], str(seed.get("facet") or ""), name, language, repeat, width=display_width(seed["text"])
        )
        says = {key: value.says for key, value in drawn.items()}
        if config.prompt_language == "target" and words_of(language, name):
            says = {key: attribute_line(key, line, language) for key, line in says.items()}
        lines = {key.partition(":")[0]: line for key, line in says.items()}
        prompt = tasks[name].prompt(seed, language, config.prompt_language, lines)
        request = make_request(tasks[name], prompt, model, parameters, held=config.json_schema, system=system)
        return Job(seed, tasks[name], language, request.again(-repeat), lines, tuple(drawn), repeat)

    jobs = [job(slot) for slot in slots]
    sampler.check()
    if not jobs:
        raise UserError("the quotas leave nothing to write; one below 1 is a share of all requests")
    together = Counter(name for _, name in widened)
    return Plan(jobs, dict(suited), {name: dict(counts) for name, counts in unsuited.items()}, dict(together))


def _why_none(unsuited: Mapping[str, Mapping[str, int]]) -> str:
    return "; ".join(
        f"{name}: "
        + ", ".join(f"{counted(count, 'seed')} whose text {REASONS[reason]}" for reason, count in counts.items())
        for name, counts in unsuited.items()
    )


def _tasks_of(config: GenerateConfig) -> dict[str, type[SeedTask]]:
    """The tasks that are wanted: those named, and those of files; without either, all but preference."""
    own: dict[str, type[SeedTask]] = {}
    for file in map(str, task_files(config.task_files)):
        task = load_task(file)
        if task.task in TASKS or task.task in KINDS or task.task in own:
            raise UserError(f"{file}: there is a task {task.task!r} already; give it another name")
        own[task.task] = task
    names = config.tasks or (() if own else tuple(name for name in TASKS if name != "preference"))
    unknown = [name for name in names if name not in {*TASKS, *KINDS, *own}]
    if unknown:
        raise UserError(f"no task {', '.join(map(repr, unknown))}; there are: {', '.join([*TASKS, *KINDS, *own])}")
    packaged = {name: TASKS.get(name) or load_task(KINDS[name]) for name in names if name not in own}
    chosen = packaged | own
    if "dialogue" in chosen and config.turns != Dialogue.turns:
        chosen["dialogue"] = with_turns(config.turns)
    return chosen


def read_system_prompt(config: GenerateConfig) -> str:
    """What the writer is told first: the config's text, or that of the file that it names; empty without one.

    Raises:
        UserError: the file cannot be read, or is empty.
    """
    given = config.system_prompt or ""
    try:
        is_file = len(given) < _LONGEST_PATH and Path(given).expanduser().is_file()
        text = Path(given).expanduser().read_text("utf-8") if given and is_file else given
    except (OSError, UnicodeError) as error:
        raise UserError(f"system prompt {given}: {error}") from None
    if given and not text.strip():
        raise UserError(f"system prompt {given!r} is empty")
    return text.strip()


def _check_quotas(
    config: GenerateConfig, seeds: Sequence[Seed], possible: Sequence[Sequence[tuple[str, str]]], groups: Groups
) -> None:
    """Refuse a quota of what no seed has: it would do nothing, in silence."""
    slots = [slot for own in possible for slot in own]
    known = {
        "culture": {culture_of(seed) for seed in seeds},
        "facet": {str(seed.get("facet") or "") for seed in seeds} - {""},
        "task": {task for task, _ in slots},
        "language": {language for _, language in slots},
        **{name: set(group.values) for name, group in groups.items()},
    }
    for dimension, value in config.quotas:
        if dimension not in known:
            raise UserError(f"quota {dimension}:{value}: there is no '{dimension}'; there are: {', '.join(known)}")
        if value not in known[dimension]:
            there = ", ".join(sorted(known[dimension])) or "none"
            raise UserError(f"quota {dimension}:{value}: no seed has this {dimension}; there are: {there}")


def make_judgement(job: Job, row: Mapping[str, Any], judge: Speaker, *, held: bool) -> Request:
    """A request that has a row judged."""
    return make_request(Judge, Judge.prompt(_seen(job, row), "en"), judge.model, judge.parameters, held=held)


def make_second_answer(job: Job, row: Mapping[str, Any], speaker: Speaker, *, held: bool) -> Request:
    """A request that has the questions of a row answered again."""
    prompt = AnswerAgain.prompt(_seen(job, row), job.language)
    return make_request(AnswerAgain, prompt, speaker.model, speaker.parameters, held=held)


def _seen(job: Job, row: Mapping[str, Any]) -> dict[str, Any]:
    """What is shown of a row to a model that is asked about it."""
    return {**job.seed, **{name: row[name] for name in ("messages", "structured", "other_seed_id")}}


def make_revision(job: Job, row: Mapping[str, Any], reviser: Speaker, config: GenerateConfig) -> Job:
    """A job that has a row written again, with what the judge said of it."""
    seed = with_draft(job.seed, row)
    prompt = job.task.prompt(seed, job.language, config.prompt_language, job.lines)
    request = make_request(
        job.task, prompt, reviser.model, reviser.parameters, held=config.json_schema, system=job.request.system
    )
    return replace(job, seed=seed, request=request, revised_from=row["id"])


def make_request(
    task: type[SeedTask], prompt: str, model: str, parameters: Mapping[str, Any], *, held: bool, system: str = ""
) -> Request:
    """What is sent of a prompt."""
    schema = answer_schema(task.schema_) if held else None
    key = request_key(model, prompt, {**parameters, "json_schema": held, **({"system": system} if system else {})})
    return Request(key, prompt, schema, parameters, system)
