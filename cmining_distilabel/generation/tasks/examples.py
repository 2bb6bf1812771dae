"""Good answers of a user's own, shown to the model in the language that it is to write in."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from cmining_distilabel.errors import UserError, tell
from cmining_distilabel.files.safe_yaml import read_yaml_mapping
from cmining_distilabel.generation.seed_rows import Seed
from cmining_distilabel.generation.tasks.shown import shuffled
from cmining_distilabel.languages import best_match, is_known, language_tag

Examples = dict[str, dict[str, list[dict[str, Any]]]]
"""Answers by task and language."""

_WHAT = "file of examples"
_SHOWN = 3  # in a prompt; of more, which ones hangs on the seed


def load_examples(path: str, schemas: Mapping[str, type[BaseModel]]) -> Examples:
    """The examples of a file, ``{task: {language: [answer, ...]}}``.

    Args:
        path: of the file.
        schemas: what an answer is, of each task that is written.

    Raises:
        UserError: it cannot be read, names a task or language that there is none of, or an answer lacks a part.
    """
    found = read_yaml_mapping(path, _WHAT)
    for name in found:
        if name not in schemas:
            raise UserError(f"{path}: no task {name!r} is written; there are: {', '.join(schemas)}")
    return {name: _by_language(path, name, schemas[name], given) for name, given in found.items()}


def load_examples_of(task: str, path: str, schema: type[BaseModel]) -> Examples:
    """The examples of one task: what the file has for others is theirs to read. Where it has none, a line says so.

    Raises:
        UserError: as `load_examples`, of this task.
    """
    found = read_yaml_mapping(path, _WHAT)
    if task not in found:
        tell(f"{path}: it has no examples for {task}, but for: {', '.join(map(str, found)) or 'nothing'}")
        return {}
    return {task: _by_language(path, task, schema, found[task])}


def with_examples(seed: Seed, task: str, language: str, examples: Examples) -> Seed:
    """The seed with the examples that its prompt shows; as it is where there are none in the language.

    One in another language would have the model answer in that.
    """
    own = examples.get(task, {})
    code = best_match(language, own) if own else None
    return {**seed, "examples": shuffled(own[code], seed)[:_SHOWN]} if code else seed


def _by_language(path: str, task: str, schema: type[BaseModel], given: Any) -> dict[str, list[dict[str, Any]]]:
    if not isinstance(given, dict):
        raise UserError(f"{path}: {task}: write languages, and a list of answers for each")
    found = {}
    for code, answers in given.items():
        if not is_known(str(code)):
            raise UserError(f"{path}: {task}: {code!r} is no language; write a tag such as en or zh-Hant")
        if not isinstance(answers, list) or not answers:
            raise UserError(f"{path}: {task}.{code}: write a list of answers")
        found[language_tag(str(code))] = [_checked(path, f"{task}.{code}", schema, answer) for answer in answers]
    return found


def _checked(path: str, place: str, schema: type[BaseModel], answer: Any) -> dict[str, Any]:
    try:
        return schema.model_validate(answer).model_dump(exclude_defaults=True)
    except ValidationError as error:
        first = error.errors()[0]
        part = ".".join(map(str, (place, *first["loc"])))
        raise UserError(f"{path}: {part}: {first['msg'].removeprefix('Value error, ')}") from None
