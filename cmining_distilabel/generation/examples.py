"""Good answers of a user's own, shown to the model in the language that it is to write in."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from cmining_distilabel.errors import UserError
from cmining_distilabel.files.safe_yaml import read_yaml_mapping
from cmining_distilabel.generation.seed_rows import Seed
from cmining_distilabel.generation.tasks.base import SeedTask
from cmining_distilabel.generation.tasks.shown import shuffled
from cmining_distilabel.languages import best_match, is_known, language_tag

Examples = dict[str, dict[str, list[dict[str, Any]]]]
"""Answers by task and language."""

_SHOWN = 3  # in a prompt; of more, which ones hangs on the seed


def load_examples(path: str, tasks: Mapping[str, type[SeedTask]]) -> Examples:
    """The examples of a file, ``{task: {language: [answer, ...]}}``.

    Raises:
        UserError: it cannot be read, names a task or language that there is none of, or an answer lacks a part.
    """
    found: Examples = {}
    for name, by_language in read_yaml_mapping(path, "file of examples").items():
        if name not in tasks:
            raise UserError(f"{path}: no task {name!r} is written; there are: {', '.join(tasks)}")
        if not isinstance(by_language, dict):
            raise UserError(f"{path}: {name}: write languages, and a list of answers for each")
        found[name] = {}
        for code, answers in by_language.items():
            if not is_known(str(code)):
                raise UserError(f"{path}: {name}: {code!r} is no language; write a tag such as en or zh-Hant")
            if not isinstance(answers, list) or not answers:
                raise UserError(f"{path}: {name}.{code}: write a list of answers")
            kept = [_checked(path, f"{name}.{code}", tasks[name], answer) for answer in answers]
            found[name][language_tag(str(code))] = kept
    return found


def with_examples(seed: Seed, task: str, language: str, examples: Examples) -> Seed:
    """The seed with the examples that its prompt shows; as it is where there are none in the language.

    One in another language would have the model answer in that.
    """
    own = examples.get(task, {})
    code = best_match(language, own) if own else None
    return {**seed, "examples": shuffled(own[code], seed)[:_SHOWN]} if code else seed


def _checked(path: str, place: str, task: type[SeedTask], answer: Any) -> dict[str, Any]:
    try:
        return task.schema_.model_validate(answer).model_dump(exclude_defaults=True)
    except ValidationError as error:
        first = error.errors()[0]
        part = ".".join(map(str, (place, *first["loc"])))
        raise UserError(f"{path}: {part}: {first['msg'].removeprefix('Value error, ')}") from None
