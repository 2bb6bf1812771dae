"""Options of the command line that are the fields of `MiningConfig`."""

from __future__ import annotations

import inspect
import operator
import types
import typing
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from cmining_distilabel.config import PRESETS, MiningConfig, read_config


def with_config_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for every field of `MiningConfig`, and pass it the config that they make.

    Defaults come from the class, then from `--config`, then from the options that were given.
    """

    def wrapper(config: Path | None, **given: Any) -> None:
        values = {name: given.pop(name) for name in MiningConfig.model_fields}
        base = read_config(config) if config else {}
        made = MiningConfig(**{**base, **{name: value for name, value in values.items() if value is not None}})
        try:
            command(config=made, **given)
        except KeyboardInterrupt as stop:  # its message says what is kept; typer would end without one
            typer.echo(
                f"cmining: {str(stop) or 'stopped; what was encoded is kept, run the same again to go on'}", err=True
            )
            raise typer.Exit(130) from None

    signature = inspect.signature(command, eval_str=True)
    own = [parameter for parameter in signature.parameters.values() if parameter.name != "config"]
    file = inspect.Parameter(
        "config",
        inspect.Parameter.KEYWORD_ONLY,
        default=None,
        annotation=Annotated[Path | None, typer.Option("--config", help="YAML file of the options below.")],
    )
    wrapper.__signature__ = inspect.Signature([*own, file, *map(_option, MiningConfig.model_fields)])  # type: ignore[attr-defined]
    wrapper.__name__, wrapper.__doc__ = command.__name__, command.__doc__
    return wrapper


def _option(name: str) -> inspect.Parameter:
    field = MiningConfig.model_fields[name]
    kinds = [kind for kind in _members(field.annotation) if kind is not types.NoneType]
    plain = len(kinds) == 1 and (kinds[0] in (bool, int, float) or typing.get_origin(kinds[0]) is typing.Literal)
    by_mode = {mode: preset[name] for mode, preset in PRESETS.items() if name in preset}
    shown = ", ".join(f"{value} in {mode} mode" for mode, value in by_mode.items()) or field.get_default()
    help_text = f"{field.description}" + (f" [default: {shown}]" if shown is not None else "")
    # The part that declares the field, as a panel of its own; the last class that knows a field is the one.
    part = next(base for base in reversed(MiningConfig.__mro__) if name in getattr(base, "model_fields", {}))
    option = typer.Option(help=help_text, rich_help_panel=inspect.getdoc(part))
    kind = (kinds[0] if plain else str) | None
    annotation = operator.getitem(Annotated, (kind, option))  # a type made at run time
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


def _members(annotation: Any) -> tuple[Any, ...]:
    union = typing.get_origin(annotation) in (typing.Union, types.UnionType)
    return typing.get_args(annotation) if union else (annotation,)
