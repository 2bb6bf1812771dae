"""A task from a YAML file: a user's own, or one of kinds/."""

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from string import ascii_uppercase
from typing import Annotated, Any, ClassVar, Literal

import jinja2
import xxhash
from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model, field_validator, model_validator

from cmining_distilabel.errors import UserError
from cmining_distilabel.files.safe_yaml import read_yaml_mapping
from cmining_distilabel.generation.tasks.answers import Text, answer_schema, shape_of, strings_of
from cmining_distilabel.generation.tasks.base import SeedTask
from cmining_distilabel.generation.tasks.data import plain
from cmining_distilabel.generation.tasks.languages import true_false
from cmining_distilabel.generation.tasks.shown import Message, Row, conversation, seed_text, shuffled, source_of
from cmining_distilabel.generation.tasks.templates import PROMPTS, environment

_GIVEN = ("text", "title", "yes", "no")
_LONGEST = 120  # characters of a culture's name
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_FIELD = re.compile(r"\{([a-z][a-z0-9_]*)\}")


KINDS = {file.stem: file for file in sorted((Path(__file__).parent / "kinds").glob("*.yaml"))}
"""Tasks of this package that are such files, by name."""


class TaskFile(BaseModel):
    """What a file of a task holds.

    Attributes:
        name: of the task, in rows and quotas.
        job: what the model is told to write, in English.
        answer: the parts that it fills in: 1 for a text, a larger number for a list of so many.
        turns: what the user and the assistant say, with parts in braces. Beside the answer's there are `text` and
            `title` of the seed, `yes` and `no` in the language, and, of an answer with `right` and `wrong`, `options`
            (all of them, with letters) and `key` (the right one with its letter).
        other_turns: what half of the seeds get in place of these, as their ids decide.
        rejected: the bad conversation of a pair.
        needs: "other", where the task is about two seeds; "siblings", titles of things like it; "confused", the culture
            that the seed's is mixed up with.
        facets: of the seeds that suit it; all by default.
        seed_language_only: whether it writes in the seed's language only.
    """

    model_config = ConfigDict(extra="forbid")

    name: str
    job: Annotated[str, Field(min_length=1)]
    answer: Annotated[dict[str, Annotated[int, Field(ge=1, le=20)]], Field(min_length=1)]
    turns: Annotated[list[tuple[str, str]], Field(min_length=1)]
    other_turns: Annotated[list[tuple[str, str]], Field(alias="or")] = []
    rejected: list[tuple[str, str]] = []
    needs: Literal["other", "siblings", "confused"] | None = None
    facets: tuple[str, ...] = ()
    seed_language_only: bool = False

    @field_validator("name")
    @classmethod
    def _is_a_name(cls, name: str) -> str:
        if not _NAME.fullmatch(name):
            raise ValueError("small letters, digits and _ make a name")
        return name

    @model_validator(mode="after")
    def _knows_its_parts(self) -> "TaskFile":
        turns = (*self.turns, *self.other_turns, *self.rejected)
        named = {field for turn in turns for text in turn for field in _FIELD.findall(text)}
        given = {*_GIVEN, *(("options", "key") if {"right", "wrong"} <= self.answer.keys() else ())}
        if bad := [field for field in self.answer if not _NAME.fullmatch(field)]:
            raise ValueError(f"answer: {bad[0]!r} is no name; small letters, digits and _ make one")
        if taken := sorted(given & self.answer.keys()):
            raise ValueError(f"answer: {taken[0]!r} has a meaning of its own; name the part otherwise")
        if unknown := sorted(named - self.answer.keys() - given):
            raise ValueError(f"turns: there is no part {unknown[0]!r}; answer has {', '.join(self.answer)}")
        if not named & {*self.answer, "options", "key"}:
            raise ValueError("turns: they use no part of the answer")
        return self


def task_files(named: Iterable[str]) -> list[Path]:
    """Files of tasks, as named; of a folder, all YAML files in it.

    Raises:
        UserError: a folder holds none.
    """
    found: list[Path] = []
    for name in named:
        path = Path(name).expanduser()
        inside = sorted((*path.glob("*.yaml"), *path.glob("*.yml"))) if path.is_dir() else [path]
        if not inside:
            raise UserError(f"{name} holds no YAML file of a task")
        found += inside
    return found


def load_task(path: str | Path) -> type[SeedTask]:
    """The task that a file describes.

    Raises:
        UserError: the file cannot be read, or is no task.
    """
    found = read_yaml_mapping(path, "file of a task")
    try:
        file = TaskFile.model_validate(found)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise UserError(
            f"{path}: {place + ': ' if place else ''}{first['msg'].removeprefix('Value error, ')}"
        ) from None
    kinds: dict[str, Any] = {
        name: (Text if count == 1 else Annotated[list[Text], Field(min_length=count, max_length=count)], ...)
        for name, count in file.answer.items()
    }
    answer = create_model("Answer", **kinds)
    shape = json.dumps(shape_of(answer_schema(answer)))
    hashed = xxhash.xxh3_64_hexdigest(file.model_dump_json().encode() + (PROMPTS / "_task.jinja2").read_bytes())[:8]

    class OwnTask(SeedTask):
        """A task of a user's own."""

        task: ClassVar[str] = file.name
        schema_: ClassVar[type[BaseModel]] = answer
        seed_language_only: ClassVar[bool] = file.seed_language_only
        needs: ClassVar[str | None] = file.needs
        facets: ClassVar[tuple[str, ...]] = file.facets

        @classmethod
        def template(cls) -> jinja2.Template:
            return environment().get_template("own.jinja2")

        @classmethod
        def version(cls) -> str:
            return f"{file.name}-{hashed}"

        @classmethod
        def context(cls, seed: Row, language: str) -> dict[str, Any]:
            context = {**super().context(seed, language), "confused": ""}
            if file.needs == "confused":
                context["confused"] = plain(str(seed["confused"]["name"]), _LONGEST)
            if file.needs != "siblings":
                context["siblings"] = []
            if file.needs == "other":
                context["sources"].append(source_of(seed["other"]))
            return context

        @classmethod
        def words(cls, seed: Row, language: str, prompt_language: str) -> dict[str, Any]:
            return {"job": file.job, "shape": shape}

        @classmethod
        def messages(cls, answer: Any, seed: Row, language: str) -> list[Message]:
            turns = shuffled([file.turns, file.other_turns or file.turns], seed)[0]
            return _said(turns, answer, seed, language)

        @classmethod
        def columns(cls, answer: Any, seed: Row, language: str) -> dict[str, Any]:
            rejected = _said(file.rejected, answer, seed, language) if file.rejected else None
            return {**super().columns(answer, seed, language), "rejected": rejected}

    return OwnTask


def _said(turns: Sequence[tuple[str, str]], answer: BaseModel, seed: Row, language: str) -> list[Message]:
    filled = answer.model_dump()
    parts = {name: _joined(part) for name, part in filled.items()}
    yes, no = true_false(language)
    parts |= {"text": seed_text(seed), "title": str(seed.get("title") or ""), "yes": yes, "no": no}
    if "right" in parts and "wrong" in parts:
        options = shuffled(strings_of([filled["right"], filled["wrong"]]), seed)
        lines = [f"{letter}. {option}" for letter, option in zip(ascii_uppercase, options, strict=False)]
        parts |= {"options": "\n".join(lines), "key": lines[options.index(parts["right"])]}
    return conversation(*((_filled(user, parts), _filled(assistant, parts)) for user, assistant in turns))


def _filled(text: str, parts: dict[str, str]) -> str:
    return _FIELD.sub(lambda found: parts[found[1]], text)


def _joined(part: Any) -> str:
    return "\n".join(part) if isinstance(part, list) else str(part)
