"""From seeds to requests, and from answers to rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pyarrow as pa
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cmining_distilabel.config import Names
from cmining_distilabel.errors import UserError
from cmining_distilabel.generation.answers import Answer, request_key
from cmining_distilabel.generation.engine import Request
from cmining_distilabel.generation.gates import GateConfig
from cmining_distilabel.generation.plan import Spread, parse_quotas, plan
from cmining_distilabel.generation.seeds import Seed
from cmining_distilabel.generation.tasks import TASKS, Judge, SeedTask
from cmining_distilabel.generation.tasks.answers import answer_schema

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
        ("point_id", pa.string()),
        ("cultures", pa.list_(pa.struct([("code", pa.string()), ("name", pa.string()), ("weight", pa.float64())]))),
        ("facet", pa.string()),
        ("sources", pa.list_(pa.string())),
        ("licenses", pa.list_(pa.string())),
        ("structured", pa.string()),  # the answer as JSON
        ("model", pa.string()),
        ("prompt_version", pa.string()),
        ("input_tokens", pa.int64()),
        ("output_tokens", pa.int64()),
        ("judge_grounded", pa.int8()),
        ("judge_culture", pa.int8()),
        ("judge_harmless", pa.int8()),
        ("judge_reason", pa.string()),
    ]
)
REJECTED = INSTRUCTIONS.append(pa.field("gate", pa.string())).append(pa.field("reason", pa.string())).append(
    pa.field("answer", pa.string())
)  # fmt: skip
DEFAULT_TASKS = tuple(name for name in TASKS if name != "preference")


class GenerateConfig(BaseModel):
    """What to write; the command line's options are views of these fields."""

    model_config = ConfigDict(extra="forbid")

    tasks: Names = Field(default=DEFAULT_TASKS, description="Tasks, comma-separated.")
    language: Literal["seed", "en", "both"] = Field(default="seed", description="To write in.")
    limit: int | None = Field(default=None, ge=1, description="Most requests.")
    temperature: float = Field(default=0.7, ge=0, description="Of the model.")
    max_new_tokens: int = Field(default=768, ge=1, description="Longest answer.")
    sampling_temperature: float = Field(default=3.0, gt=0, description="1: as the seeds are; larger: flatter.")
    quotas: dict[tuple[str, str], float] = Field(default_factory=dict, description="Most requests of a value.")
    seed: int = Field(default=0, ge=0, description="Of the plan.")
    json_schema: bool = Field(
        default=True, description="Have the server hold the model to the task's schema, if it can."
    )
    judge: bool = Field(default=False, description="Have the model mark what passes the gates, and drop the worst.")
    gates: GateConfig = Field(default_factory=GateConfig)


def config_from(**values: Any) -> GenerateConfig:
    """A config from options as they were typed; what is None takes its default.

    Raises:
        UserError: a value is not allowed.
    """
    given = {name: value for name, value in values.items() if value is not None}
    try:
        return GenerateConfig(**{**given, "quotas": parse_quotas(given.get("quotas", ()))})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise UserError(f"option '{name}' = {first['input']!r}: {first['msg']}") from None


@dataclass(frozen=True)
class Job:
    """A request with all that its row is made from."""

    seed: Seed
    task: type[SeedTask]
    language: str
    request: Request

    def row(self, answer: Answer, model: str) -> dict[str, Any]:
        """The row of an answer, with the text of the seeds for the gates."""
        row = self.task.row(answer.text, self.seed, self.language, model)
        seeds = [self.seed, self.seed["other"]] if row["other_seed_id"] else [self.seed]
        return {
            **row,
            "id": f"{self.seed['id']}/{self.task.task}/{self.language}",
            "input_tokens": answer.input_tokens,
            "output_tokens": answer.output_tokens,
            "answer": answer.text,
            "text": "\n\n".join(seed["text"] for seed in seeds),
        }


def make_jobs(seeds: Sequence[Seed], config: GenerateConfig, model: str, parameters: Mapping[str, Any]) -> list[Job]:
    """Plan, and fill the prompts.

    Raises:
        UserError: a task does not exist, or no seed can be used for any.
    """
    unknown = [name for name in config.tasks if name not in TASKS]
    if unknown or not config.tasks:
        raise UserError(f"no task {', '.join(map(repr, unknown))}; there are: {', '.join(TASKS)}")
    tasks = {name: TASKS[name] for name in config.tasks}
    possible = [
        [
            (name, language)
            for name, task in tasks.items()
            if not task.needs or seed.get(task.needs)
            for language in task.languages(seed, config.language)
        ]
        for seed in seeds
    ]
    if not any(possible):
        raise UserError("no seed can be used: a comparison needs seeds of one facet from two cultures")
    spread = Spread(config.sampling_temperature, config.quotas, config.seed)
    return [
        Job(
            seeds[place],
            tasks[name],
            language,
            _request(tasks[name], seeds[place], language, model, parameters, held=config.json_schema),
        )
        for place, name, language in plan(seeds, possible, config.limit, spread)
    ]


def make_judgements(
    jobs: Sequence[tuple[Job, dict[str, Any]]], model: str, parameters: Mapping[str, Any], *, held: bool
) -> list[Request]:
    """A request for each row, that has it judged."""
    seen = ({**job.seed, "messages": row["messages"]} for job, row in jobs)
    return [_request(Judge, row, "en", model, parameters, held=held) for row in seen]


def _request(
    task: type[SeedTask],
    seed: Mapping[str, Any],
    language: str,
    model: str,
    parameters: Mapping[str, Any],
    *,
    held: bool,
) -> Request:
    prompt = task.prompt(seed, language)
    schema = answer_schema(task.schema_) if held else None
    return Request(request_key(model, prompt, {**parameters, "json_schema": held}), prompt, schema)
