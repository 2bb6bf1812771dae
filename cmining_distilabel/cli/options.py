"""Options of the command line that are the fields of config classes: names, defaults and help stand there alone."""

from __future__ import annotations

import inspect
import operator
import types
import typing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel

from cmining_distilabel.config import PRESETS, MiningConfig, read_config


def with_config_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for every field of `MiningConfig`, and pass it the config that they make.

    Defaults come from the class, then from `--config`, then from the options that were given.
    """

    def wrapper(config: Path | None, **given: Any) -> None:
        values = {name: given.pop(name) for name in MiningConfig.model_fields}
        base = read_config(config) if config else {}
        made = MiningConfig(**{**base, **{name: value for name, value in values.items() if value is not None}})
        with saying_what_is_kept("what was encoded is kept, run the same again to go on"):
            command(config=made, **given)

    signature = inspect.signature(command, eval_str=True)
    own = [parameter for parameter in signature.parameters.values() if parameter.name != "config"]
    file = inspect.Parameter(
        "config",
        inspect.Parameter.KEYWORD_ONLY,
        default=None,
        annotation=Annotated[Path | None, typer.Option("--config", help="YAML file of the options below.")],
    )
    wrapper.__signature__ = inspect.Signature([*own, file, *options_of(MiningConfig)])  # type: ignore[attr-defined]
    wrapper.__name__, wrapper.__doc__ = command.__name__, command.__doc__
    return wrapper


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
    return [_option(model, name) for name, field in fields.items() if _extra(field).get("option", name) is not None]


def values_of(model: type[BaseModel], given: dict[str, Any]) -> dict[str, Any]:
    """Take the values of a class's fields out of the arguments of a command; what was not given is left out."""
    values = {name: given.pop(name, None) for name in model.model_fields}
    return {name: value for name, value in values.items() if value is not None}


def _option(model: type[BaseModel], name: str) -> inspect.Parameter:
    field = model.model_fields[name]
    kinds = [kind for kind in _members(field.annotation) if kind is not types.NoneType]
    plain = len(kinds) == 1 and (kinds[0] in (bool, int, float) or typing.get_origin(kinds[0]) is typing.Literal)
    by_mode = {mode: preset[name] for mode, preset in PRESETS.items() if model is MiningConfig and name in preset}
    default = field.get_default(call_default_factory=True)
    shown = ", ".join(f"{value} in {mode} mode" for mode, value in by_mode.items()) or default
    help_text = f"{field.description}" + ("" if shown in (None, (), {}) else f" [default: {shown}]")
    # The part that declares the field, as a panel of its own; the last class that knows a field is the one.
    part = next(base for base in reversed(model.__mro__) if name in getattr(base, "model_fields", {}))
    panel = (inspect.getdoc(part) or "").partition("\n")[0]
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
