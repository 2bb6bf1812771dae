"""Options of the command line that are the fields of config classes: names, defaults and help stand there alone."""

import inspect
import operator
import re
import types
import typing
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel

from cmining_distilabel.config import MiningConfig
from cmining_distilabel.config.knobs import default_in_words, read_config
from cmining_distilabel.errors import UserError
from cmining_distilabel.generation.config import GateConfig, GenerateConfig, Limits
from cmining_distilabel.mining.result.filter import Filter

_NAMES = {*MiningConfig.model_fields, *GenerateConfig.model_fields, *GateConfig.model_fields, *Limits.model_fields}
_NAMES |= set(Filter.model_fields)
_NAMES |= {"adapter", "answers", "base_url", "chat", "data", "documents", "llm", "model", "negative", "only_reviewed"}
_NAMES |= {"out", "overwrite", "positive", "prices", "private", "skip_incomplete", "tokens", "top"}
_OTHERWISE = {"price": "prices", "arguments": "llm-arg", "benchmarks": "benchmark", "quotas": "quota"}
_ANY_NAME = "|".join(sorted(_NAMES | set(_OTHERWISE), key=len, reverse=True))
_VALUE = r"\.{3}|\['[^']*'\]|'[^']*'|[\w.:-]*\w"
_ARGUMENT = re.compile(rf"(?<![\w'\"./-])(?P<name>{_ANY_NAME})(?P<value>=(?:{_VALUE}))?(?!['\w=/])")


FIRST = (
    "mode", "languages", "max_documents", "encoder", "anchors", "points", "culture_share", "tau", "store", "workers"
)  # fmt: skip
"""The knobs that people change first, in the order of the help."""


def with_config_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for every field of `MiningConfig`, and pass it the config that they make.

    Defaults come from the class, then from `--config`, then from the options that were given.
    """

    def wrapper(config: Path | None, **given: Any) -> None:
        values = {name: given.pop(name) for name in MiningConfig.model_fields}
        base = read_config(config) if config else {}
        try:
            made = MiningConfig(**{**base, **{name: value for name, value in values.items() if value is not None}})
        except UserError as error:
            raise UserError(f"config file {config}: {error}" if config else str(error)) from None
        with saying_what_is_kept("what was encoded is kept, run the same again to go on"):
            command(config=made, **given)

    file = inspect.Parameter(
        "config",
        inspect.Parameter.KEYWORD_ONLY,
        default=None,
        annotation=Annotated[Path | None, typer.Option("--config", help="YAML file of the options below.")],
    )
    return as_command(wrapper, command, ("config",), [file, *options_of(MiningConfig)])


def with_filter_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of `Filter`, and pass it the filter that they make as `wanted`.

    Where the command has an option of such a name for something else, the filter's is `--seed-NAME`.
    """
    taken = inspect.signature(command).parameters
    views = {
        view.name: view.replace(name=f"seed_{view.name}" if view.name in taken else view.name)
        for view in options_of(Filter)
    }

    def wrapper(**given: Any) -> None:
        values = {name: given.pop(view.name) for name, view in views.items()}
        wanted = Filter(**{name: value for name, value in values.items() if value is not None})
        command(wanted=wanted, **given)

    return as_command(wrapper, command, ("wanted",), views.values())


def as_command(
    wrapper: Callable[..., None],
    command: Callable[..., None],
    made: Collection[str],
    options: Iterable[inspect.Parameter],
) -> Callable[..., None]:
    """Have Typer see a wrapper as its command, with `options` in the place of the parameters that they `made`."""
    parameters = list(inspect.signature(command).parameters.values())
    place = next(at for at, parameter in enumerate(parameters) if parameter.name in made)
    before, after = ([one for one in some if one.name not in made] for some in (parameters[:place], parameters[place:]))
    wrapper.__signature__ = inspect.Signature([*before, *options, *after])  # type: ignore[attr-defined]
    wrapper.__name__, wrapper.__doc__ = command.__name__, command.__doc__
    return wrapper


def in_options(text: str) -> str:
    """A message that names arguments of Python, as the command line has them. `name=...` is the argument as such.

    >>> in_options("replace it with overwrite=True, or see min_length; 'min_length' is a text of a user's")
    "replace it with --overwrite, or see --min-length; 'min_length' is a text of a user's"
    >>> in_options("give price=..., or model='org/name'")
    'give --prices, or --model org/name'
    """

    def option(match: re.Match[str]) -> str:
        name, value = match["name"], match["value"]
        if not (value or "_" in name):  # one word may be but a word
            return match[0]
        flag = _OTHERWISE.get(name, name.replace("_", "-"))
        if value in ("=True", "=False"):
            return f"--{'no-' if value == '=False' else ''}{flag}"
        return f"--{flag}" + (f" {value[1:].strip('[]' + chr(39))}" if value and value != "=..." else "")

    return _ARGUMENT.sub(option, text)


@contextmanager
def saying_what_is_kept(kept: str) -> Iterator[None]:
    """Say on Ctrl-C what is kept, and exit with code 130. The interrupt's own message goes before."""
    try:
        yield
    except KeyboardInterrupt as stop:  # typer would end without a word
        typer.echo(f"cmining: {str(stop) or f'stopped; {kept}'}", err=True)
        raise typer.Exit(130) from None


def options_of(model: type[BaseModel]) -> list[inspect.Parameter]:
    """An option for each field of a class that can be one, in panels named by the classes that declare the fields.

    A field may say `json_schema_extra={"option": NAME}`: it is repeatable then, or, with None, no option.
    """
    fields = {name: field for name, field in model.model_fields.items() if not _is_model(field.annotation)}
    if model is MiningConfig:
        fields = {name: fields[name] for name in (*FIRST, *(name for name in fields if name not in FIRST))}
    return [_option(model, name) for name, field in fields.items() if _extra(field).get("option", name) is not None]


def values_of(model: type[BaseModel], given: dict[str, Any]) -> dict[str, Any]:
    """Take the values of a class's fields out of the arguments of a command; what was not given is left out.

    A field that is no option leaves an argument of its name to the command.
    """
    fields = model.model_fields.items()
    values = {name: given.pop(name, None) for name, field in fields if _extra(field).get("option", name) is not None}
    return {name: value for name, value in values.items() if value is not None}


def _option(model: type[BaseModel], name: str) -> inspect.Parameter:
    field = model.model_fields[name]
    kinds = [kind for kind in _members(field.annotation) if kind is not types.NoneType]
    plain = len(kinds) == 1 and (kinds[0] in (bool, int, float) or typing.get_origin(kinds[0]) is typing.Literal)
    shown = default_in_words(model, name)
    help_text = in_options(f"{field.description}") + (f" (default: {shown})" if shown else "")
    # The part that declares the field, as a panel of its own; the last class that knows a field is the one.
    part = next(base for base in reversed(model.__mro__) if name in getattr(base, "model_fields", {}))
    first = model is MiningConfig and name in FIRST
    panel = "What people change first" if first else (inspect.getdoc(part) or "").partition("\n")[0].rstrip(".")
    repeated = _extra(field).get("option")
    flag = [f"--{repeated}"] if repeated else []
    option = typer.Option(*flag, help=help_text, rich_help_panel=panel)
    kind = list[str] | None if repeated else (kinds[0] if plain else str) | None
    annotation = operator.getitem(Annotated, (kind, option))  # a type made at run time
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


def _extra(field: Any) -> dict[str, Any]:
    return field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _members(annotation: Any) -> tuple[Any, ...]:
    union = typing.get_origin(annotation) in (typing.Union, types.UnionType)
    return typing.get_args(annotation) if union else (annotation,)
