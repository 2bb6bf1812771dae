"""What to write, how to ask for it, and what to let through; the command line's options are views of these fields."""

import math
import re
from collections.abc import Sequence
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from cmining_distilabel.config.knobs import Knobs, Names
from cmining_distilabel.cost.prices import Price
from cmining_distilabel.errors import UserError
from cmining_distilabel.languages import is_known, language_tag

PromptLanguage = Literal["own", "target", "en"]

DIMENSIONS = ("culture", "facet", "task", "language")
"""What a plan is spread over. A quota can be of these, and of attributes."""


class Quota(NamedTuple):
    """Requests of a value, at least and at most; below 1 each is a share of all."""

    least: float = 0.0
    most: float = math.inf

    def of(self, wanted: int) -> tuple[float, float]:
        """Both in numbers, of so many requests."""
        least, most = (number if number >= 1 else number * wanted for number in self)
        return math.ceil(least), most if most == math.inf else int(most)


Quotas = dict[tuple[str, str], Quota]
"""``{("culture", "JP"): Quota(most=100), ("task", "dialogue"): Quota(least=0.2)}``."""

_QUOTA = re.compile(r"(?P<dimension>[^:]+):(?P<value>.+?)(?P<sign>>=|=)(?P<number>[^=]+)")


def parse_quotas(texts: Sequence[str]) -> Quotas:
    """``culture:JP=100`` at most, ``culture:KE>=50`` at least, ``task:dialogue=0.2`` a share, as `Quotas`.

    Raises:
        UserError: it is written otherwise.
    """
    quotas: Quotas = {}
    for text in texts:
        found = _QUOTA.fullmatch(text)
        try:
            number = float(found["number"]) if found else -1.0
        except ValueError:
            number = -1.0
        if not found or not 0 <= number < math.inf:
            raise UserError(
                f"quota {text!r}: write it as DIMENSION:VALUE=NUMBER (at most) or DIMENSION:VALUE>=NUMBER (at least), "
                f"where DIMENSION is one of {', '.join(DIMENSIONS)}, or a group of attributes"
            )
        key = found["dimension"], found["value"]
        named = {"least" if found["sign"] == ">=" else "most": number}
        quotas[key] = quota = quotas.get(key, Quota())._replace(**named)
        if quota.least > quota.most and (quota.least < 1) == (quota.most < 1):
            raise UserError(f"quota {text!r}: at least {quota.least:g} and at most {quota.most:g} cannot both hold")
    return quotas


def quota_texts(quotas: Quotas) -> list[str]:
    """What `parse_quotas` reads."""
    return [
        f"{dimension}:{value}{sign}{number:g}"
        for (dimension, value), quota in quotas.items()
        for sign, number in ((">=", quota.least), ("=", quota.most))
        if number != (0.0 if sign == ">=" else math.inf)
    ]


def parse_languages(text: str) -> dict[str, float]:
    """``seed``, or ``seed:0.5,en:0.3,fr:0.2``: which languages to write in, and how much of each.

    Raises:
        UserError: it is written otherwise, or no such language is known.
    """
    found = {}
    for part in filter(None, text.replace(" ", "").split(",")):
        name, _, number = part.partition(":")
        try:
            weight = float(number or 1)
        except ValueError:
            weight = 0.0
        if not weight > 0 or not (name == "seed" or is_known(name)):
            raise UserError(
                f"language {part!r}: write seed, or tags such as en or zh-Hant, with a weight above 0 where one is to "
                "weigh more: seed:0.5,en:0.3"
            )
        found[name if name == "seed" else language_tag(name)] = weight
    if not found:
        raise UserError("no language is named; write seed, or tags such as en,fr")
    return found


def _quotas(value: Any) -> Any:
    return parse_quotas(value) if isinstance(value, list | tuple) else value


class AskConfig(Knobs):
    """What is asked of the model."""

    temperature: float = Field(default=0.7, ge=0, description="Temperature of the model.")
    max_new_tokens: int = Field(default=768, ge=1, description="Most tokens of an answer, reasoning included.")
    prompt_language: PromptLanguage = Field(
        default="own",
        description="Ask in the language to write in where that is better (own), where it can be (target), never (en).",
    )
    turns: int = Field(default=3, ge=1, le=8, description="Turns of a dialogue.")
    examples: str | None = Field(default=None, description="YAML file of good answers, by task and language.")
    system_prompt: str | None = Field(default=None, description="Told to the writer first: a text, or a file of it.")
    keep_system_prompt: bool = Field(default=False, description="Begin each conversation with the system prompt.")
    json_schema: bool = Field(default=True, description="Hold the model to the task's JSON schema, if the server can.")


class PlanConfig(Knobs):
    """What is written, and from which seeds."""

    tasks: Names = Field(
        default=(),
        description="Tasks, comma-separated. By default grounded_qa, reverse_instruction, multiple_choice, true_false, "
        "situation, comparison and dialogue.",
    )
    task_files: Names = Field(
        default=(),
        description="YAML file of a task of your own, or a folder of these. Repeatable.",
        json_schema_extra={"option": "task-file"},
    )
    language: str = Field(
        default="seed", description="Languages to write in, with weights: seed, or seed:0.5,en:0.3,fr:0.2."
    )
    limit: int | None = Field(default=None, ge=1, description="Most requests.")
    repeats: int = Field(
        default=1, ge=1, le=100, description="How often a seed is used for a task in a language, attributes differing."
    )
    quotas: Annotated[Quotas, BeforeValidator(_quotas)] = Field(
        default_factory=dict,
        description="Most or least requests of a value: culture:JP=100, culture:KE>=50, task:dialogue=0.2. Repeatable.",
        json_schema_extra={"option": "quota"},
    )
    sampling_temperature: float = Field(
        default=3.0, gt=0, description="1: cultures as the seeds have them. Larger is flatter."
    )
    attributes: str = Field(
        default="builtin",
        description="Who asks, why and how: builtin, none, or a YAML file that adds to the built-in ones.",
    )
    seed: int = Field(default=0, ge=0, description="Seed of the plan.")


class GateConfig(Knobs):
    """What the gates let through.

    The two thresholds of similarity were measured with USE multilingual v3: at 0.35 every one of 2,000 translations
    of a sentence passes as grounded in it, and 5 % of texts from another document do; 0.7 finds 55 to 87 % of the
    translations of 400 sentences, and takes at most 0.3 % of others for one. Another encoder needs other ones.
    """

    model_config = ConfigDict(extra="forbid")

    grounding: float = Field(default=0.35, ge=0, le=1, description="Least similarity of a row with its seed; 0: off.")
    near_duplicates: float = Field(default=0.8, ge=0, le=1, description="Similarity of near-duplicates; 0: equal only.")
    benchmarks: Names = Field(
        default=(),
        description="Benchmarks that must not be in the data: files or Hub ids.",
        json_schema_extra={"option": "benchmark"},
    )
    benchmark_similarity: float = Field(
        default=0.7, ge=0, le=1, description="Similarity from which a row repeats a benchmark; 0: words only."
    )
    encoder: str = Field(default="use-multilingual-v3", description="Encoder of both similarities.")


class CritiqueConfig(Knobs):
    """What is made of the answers."""

    answer_again: bool = Field(
        default=False,
        description="Have a model, the judge's if one is named, answer each question again from the text alone, and "
        "drop rows whose answers differ.",
    )
    judge: bool = Field(default=False, description="Have a model mark what passes the gates, and drop the worst.")
    judge_check: int = Field(
        default=10, ge=0, description="Rows with a planted fault that the judge is asked about, to see what it finds."
    )
    revise: bool = Field(
        default=False, description="Have a model write again what the judge finds wanting. Brings --judge along."
    )
    best_of: int = Field(
        default=1,
        ge=1,
        le=16,
        description="Answers to a request, of which the judge chooses. Without a judge: until one passes the gates.",
    )


class GenerateConfig(CritiqueConfig, AskConfig, PlanConfig):
    """What to write."""

    model_config = ConfigDict(extra="forbid")

    gates: GateConfig = Field(default_factory=GateConfig)

    @model_validator(mode="after")
    def _goes_together(self) -> "GenerateConfig":
        self.judge = self.judge or self.revise
        if self.keep_system_prompt and not self.system_prompt:
            raise ValueError("keep_system_prompt needs a system_prompt")
        if self.best_of > 1 and self.temperature == 0:
            raise ValueError("best_of needs a temperature above 0: at 0 all answers to a request are equal")
        return self


class JudgeModel(Knobs):
    """The judge, who answers again, too, where it is not the model that writes (its key: JUDGE_API_KEY)."""

    judge_model: str | None = Field(default=None, description="Its name. Brings --judge along, but for --answer-again.")
    judge_llm: str | None = Field(default=None, description="Its class, as for --llm.")
    judge_base_url: str | None = Field(default=None, description="Its server.")
    judge_llm_args: tuple[str, ...] = Field(
        default=(),
        description="NAME=VALUE, argument of its class. Repeatable.",
        json_schema_extra={"option": "judge-llm-arg"},
    )


class ReviserModel(Knobs):
    """The reviser, where it is not the model that writes (its key: REVISER_API_KEY)."""

    reviser_model: str | None = Field(default=None, description="Its name. Brings --revise along.")
    reviser_llm: str | None = Field(default=None, description="Its class, as for --llm.")
    reviser_base_url: str | None = Field(default=None, description="Its server.")
    reviser_llm_args: tuple[str, ...] = Field(
        default=(),
        description="NAME=VALUE, argument of its class. Repeatable.",
        json_schema_extra={"option": "reviser-llm-arg"},
    )


class Limits(Knobs):
    """How the server is asked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    concurrency: int = Field(default=16, ge=1, description="Requests at a time; for a local model, prompts in a batch.")
    retries: int = Field(
        default=6,
        ge=0,
        description="How often a request is sent again after 408, 429, 5xx, timeout or a lost connection.",
    )
    timeout: float = Field(
        default=120.0, gt=0, description="Seconds that a request may take. Local models may take their time."
    )
    budget_usd: float | None = Field(
        default=None,
        ge=0,
        description="Most US dollars, together with what the answers in the folder have cost. Needs price=...",
    )
    # Seconds before the first retry; they double each time, up to a minute, unless the server names them.
    backoff: float = Field(default=1.0, ge=0, json_schema_extra={"option": None})
    price: Price | None = Field(default=None, json_schema_extra={"option": None})  # of the writer's tokens
    prices: dict[str, Price] = Field(default_factory=dict, json_schema_extra={"option": None})  # of other models
