"""What the tasks share: a prompt from a seed, and a row from the answer to it."""

import json
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from typing import Any, ClassVar

import jinja2
from distilabel.mixins.runtime_parameters import RuntimeParameter
from distilabel.steps import StepInput
from distilabel.steps.tasks import Task
from distilabel.typing import StepOutput
from pydantic import BaseModel, Field

from cmining_distilabel.generation.config import PromptLanguage, parse_languages
from cmining_distilabel.generation.reply import Reply, answer_in
from cmining_distilabel.generation.suits import LACKING, why_unsuited
from cmining_distilabel.generation.tasks.answers import Refused, answer_schema, read_answer, shape_of, strings_of
from cmining_distilabel.generation.tasks.data import fence, plain
from cmining_distilabel.generation.tasks.prepared import preparing
from cmining_distilabel.generation.tasks.shown import TEXT_CHARACTERS, Message, Row, plain_name, source_of
from cmining_distilabel.generation.tasks.target import words_of
from cmining_distilabel.generation.tasks.templates import environment, version_of
from cmining_distilabel.languages import base_language, language_name

_LONG = 15  # characters of a part from which two equal ones are no coincidence
_OPTIONAL = (
    "title", "point_id", "cultures", "group", "facet", "source", "url", "license", "siblings", "other", "more", "near",
    "told_in", "confused",
)  # fmt: skip
_OUTPUTS = (
    "seed_id", "other_seed_id", "more_seed_ids", "point_id", "cultures", "facet", "language", "seed_language", "task",
    "messages", "rejected", "structured", "sources", "licenses", "model", "prompt_version", "reason",
)  # fmt: skip


class SeedTask(Task, ABC):
    """A task that writes a conversation from a seed. A subclass is a prompt, a schema and `messages`.

    Nothing of a prompt or a row needs the model: `prompt` and `row` are class methods, and what runs without a
    pipeline uses these.

    Input columns:
        - id (`str`): id of the seed.
        - text (`str`): text of the seed.
        - language (`str`): BCP-47 code of the text.
        - title, cultures, facet, siblings and the seed's other columns: used where they are there.

    Output columns:
        - messages (`list`): the conversation in roles and contents; null where the answer could not be used.
        - reason (`str`): why it could not; null for a good row.
        - structured (`str`): the answer as JSON.
        - rejected (`list`): a worse conversation, of `Preference` alone.
        - seed_id, other_seed_id, more_seed_ids, point_id, cultures, facet, language, task, sources, licenses, model,
            prompt_version.

    Categories:
        - text-generation
    """

    task: ClassVar[str]
    """Name of the task, and of its template in prompts/."""
    schema_: ClassVar[type[BaseModel]]
    """What the model must answer."""
    seed_language_only: ClassVar[bool] = False
    """Whether what is asked for holds the seed's own text, so that no other language makes sense."""
    needs: ClassVar[str | None] = None
    """A column that a seed must have for this task."""
    facets: ClassVar[tuple[str, ...]] = ()
    """Facets of the seeds that suit it; all where none is named."""

    size: ClassVar[float] = 1.0
    """How much more than usual is written, so that much more a seed must tell."""

    language: RuntimeParameter[str] = Field(
        default="seed", description="Languages to write in: seed, or tags, comma-separated; a row for each."
    )

    prompt_language: RuntimeParameter[PromptLanguage] = Field(
        default="own",
        description="Ask in the language to write in where that is better (own), wherever the task can (target), or in "
        "English (en).",
    )

    examples: RuntimeParameter[str] = Field(default="", description="YAML file of good answers, by task and language.")

    system_prompt: RuntimeParameter[str] = Field(default="", description="What the model is told first.")

    @property
    def writer(self) -> type["SeedTask"]:
        """The class that makes prompts and rows."""
        return type(self)

    @property
    def inputs(self) -> dict[str, bool]:
        required = {"id", "text", "language", *([self.needs] if self.needs else [])}
        return {name: name in required for name in ("id", "text", "language", *_OPTIONAL)}

    @property
    def outputs(self) -> list[str]:
        return list(_OUTPUTS)

    @classmethod
    def languages(cls, seed: Row, wanted: Collection[str]) -> list[str]:
        """The languages to write in, of those wanted: tags, or "seed" for the seed's own."""
        own = str(seed["language"])
        found = dict.fromkeys(own if name == "seed" else name for name in wanted)
        return [name for name in found if name == own or not cls.seed_language_only]

    @classmethod
    def prompt(
        cls,
        seed: Row,
        language: str,
        prompt_language: PromptLanguage = "own",
        attributes: Mapping[str, str] | None = None,
    ) -> str:
        """The filled template. Whatever comes from the seed stands between fences.

        Args:
            seed: what to write from.
            language: to write in.
            prompt_language: to ask in that language where that is better ("own"), wherever the task can ("target"), or
                in English.
            attributes: further lines of the prompt, by name (`generation.attributes`).
        """
        context = cls.shown(seed, language)
        mark = fence(strings_of(context))
        words = {**cls.words(seed, language, prompt_language), "attributes": attributes or {}}
        template, own = cls.template(), words_of(language, cls.task) if prompt_language == "target" else None
        if own:
            shape = json.dumps(shape_of(answer_schema(cls.schema_)), ensure_ascii=False)
            words = {"turns": "", **words, "own": own, "task": cls.task, "shape": shape}
            template = environment().get_template("target.jinja2")
        filled = template.render(**context, **words, mark=mark, language=language_name(language))
        return filled.strip()

    @classmethod
    def shown(cls, seed: Row, language: str) -> dict[str, Any]:
        """All that a prompt shows from outside: `context`, a `draft` that is to be revised, and `examples`."""
        draft = {name: plain(str(text), TEXT_CHARACTERS) for name, text in (seed.get("draft") or {}).items()}
        examples = [plain(json.dumps(one, ensure_ascii=False), TEXT_CHARACTERS) for one in seed.get("examples") or ()]
        return {
            **cls.context(seed, language),
            "draft": draft,
            "examples": examples,
            "together": bool(seed.get("more")),
        }

    @classmethod
    def context(cls, seed: Row, language: str) -> dict[str, Any]:
        """What the template shows, all of it from outside: sources, and names of things of sibling cultures.

        Siblings are named as their seeds name them, so in the seed's language or not at all.
        """
        own = base_language(language) == base_language(str(seed["language"]))
        siblings = seed.get("siblings") if own else None
        sources = [source_of(one) for one in (seed, *(seed.get("more") or ()))]
        return {"sources": sources, "siblings": [plain_name(name) for name in siblings or ()]}

    @classmethod
    def words(cls, seed: Row, language: str, prompt_language: str) -> dict[str, Any]:
        """What else the template shows, none of it from outside."""
        return {}

    @classmethod
    def template(cls) -> jinja2.Template:
        """The template of its prompt."""
        return environment().get_template(f"{cls.task}.jinja2")

    @classmethod
    def version(cls) -> str:
        """Version of the prompt: it changes whenever a template does."""
        return version_of(cls.task)

    @classmethod
    def row(cls, reply: Reply, seed: Row, language: str, model: str) -> dict[str, Any]:
        """A row from a model's reply. `reason` is None for a good one; else `messages` is None.

        Args:
            reply: as it came.
            seed: what the prompt was made from.
            language: what the model was asked to write in.
            model: the model's name.
        """
        other, more = seed.get("other") if cls.needs == "other" else None, seed.get("more") or []
        seeds = [seed, *([other] if other else []), *more]
        row: dict[str, Any] = {
            "seed_id": seed["id"],
            "other_seed_id": other["id"] if other else None,
            "more_seed_ids": [one["id"] for one in more],
            "point_id": seed.get("point_id"),
            "cultures": seed.get("cultures"),
            "facet": seed.get("facet"),
            "language": language,
            "seed_language": seed["language"],
            "task": cls.task,
            "messages": None,
            "rejected": None,
            "structured": None,
            "sources": [one.get("url") or one.get("source") or one["id"] for one in seeds],
            "licenses": [one.get("license") or "unknown" for one in seeds],
            "model": model,
            "prompt_version": cls.version(),
            "reason": None,
        }
        try:
            answer = read_answer(reply, cls.schema_)
            given = strings_of(cls.shown(seed, language))
            # Small models write about what they were asked to do. The word is the same in all languages.
            speaks_of_it = "JSON" in "".join(strings_of(answer.model_dump())) and "JSON" not in "".join(given)
            if speaks_of_it or fence(given) in answer_in(reply)[0]:
                raise Refused("leak")
            if _copies(answer, seed.get("examples") or ()):
                raise Refused("copies_example")
            return {**row, "structured": answer.model_dump_json(), **cls.columns(answer, seed, language)}
        except Refused as refused:
            return {**row, "reason": str(refused)}

    @classmethod
    def columns(cls, answer: Any, seed: Row, language: str) -> dict[str, Any]:
        """Columns that the answer fills: `messages`, and those of the task's own."""
        return {"messages": cls.messages(answer, seed, language)}

    @classmethod
    @abstractmethod
    def messages(cls, answer: Any, seed: Row, language: str) -> list[Message]:
        """The conversation, first the user, last the assistant."""

    def load(self) -> None:
        """Load the model; a `ServerLLM` learns what it must answer."""
        if hasattr(self.llm, "hold_to"):
            self.llm.hold_to(answer_schema(self.writer.schema_))
        super().load()

    def format_input(self, input: dict[str, Any]) -> list[Message]:
        language = input.get("_language") or input["language"]
        return self._told(self.writer.prompt(input, language, self.prompt_language))

    def format_output(self, output: str | None, input: dict[str, Any] | None = None) -> dict[str, Any]:
        assert input is not None
        return self.writer.row(Reply(output), input, input["_language"], self.llm.model_name)

    def _told(self, prompt: str) -> list[Message]:
        system = [{"role": "system", "content": self.system_prompt}] if self.system_prompt else []
        return [*system, {"role": "user", "content": prompt}]

    def process(self, *inputs: StepInput) -> StepOutput:
        """Yield a row for each seed and language; of several steps before this one, the rows of all.

        A seed that is too short has others of its point in `more`, where the step that loads it gives `near`.
        About a seed without what the task needs, such as one to be compared with, no model is asked: its reason is
        `unsuited`.
        """
        writer, wanted = self.writer, parse_languages(str(self.language))
        rows: list[dict[str, Any]] = [row for batch in inputs for row in batch]
        ready = preparing(writer, str(self.examples))
        both = [
            ({**ready(row, code), "_language": code}, code) for row in rows for code in writer.languages(row, wanted)
        ]
        each = [row for row, _ in both if _has_what_it_needs(writer, row)]
        unasked = [
            {**row, **writer.row(Reply(None), row, code, str(self.llm.model_name)), "reason": "unsuited"}
            for row, code in both
            if not _has_what_it_needs(writer, row)
        ]
        written = [row for done in super().process(each) for row in done] if each else []  # one batch: all else is lost
        hidden = ("_language", "examples")
        yield [{name: value for name, value in row.items() if name not in hidden} for row in (*written, *unasked)]


def _has_what_it_needs(task: type[SeedTask], seed: Row) -> bool:
    return why_unsuited(task.task, task.needs, seed) not in LACKING


def _copies(answer: BaseModel, examples: Collection[Row]) -> bool:
    """Whether a part of an answer that is no short word is a part of an example."""
    shown = {text.casefold() for one in examples for text in strings_of(one)}
    return any(len(text) >= _LONG and text.casefold() in shown for text in strings_of(answer.model_dump()))
