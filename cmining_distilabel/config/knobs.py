"""Values that a user sets: how they are written, and what is said of one that cannot be."""

import difflib
import inspect
import reprlib
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, Field, PlainSerializer, ValidationError, model_validator

from cmining_distilabel.config.presets import PRESETS
from cmining_distilabel.errors import UserError
from cmining_distilabel.files import read_yaml_mapping


def _split(value: Any) -> Any:
    """`en,zh` -> (en, zh): lists as the command line writes them."""
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _split_pairs(value: Any) -> Any:
    """`en=a,de=b` -> {en: a, de: b}."""
    if not isinstance(value, str):
        return value
    pairs = [part.partition("=") for part in _split(value)]
    if not all(equals for _, equals, _ in pairs):
        raise ValueError("write it as en=NAME,de=NAME")
    return {name.strip(): text.strip() for name, _, text in pairs}


# A list when written out: YAML knows no tuples.
Names = Annotated[tuple[str, ...], BeforeValidator(_split), PlainSerializer(list, return_type=list[str])]
NameByLanguage = Annotated[dict[str, str], BeforeValidator(_split_pairs)]


class Knobs(BaseModel):
    """Values that a user sets. Unknown names and values out of range raise `UserError` in one line."""

    called: ClassVar[str] = "knob"

    def __init__(self, **values: Any) -> None:
        for name, value in values.items():
            field = type(self).model_fields.get(name)
            if isinstance(value, bool) and field and not {bool, Any} & {field.annotation, *get_args(field.annotation)}:
                raise UserError(f"{name}={value}: yes, no, true and false are no value of it; a word goes in quotes")
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise UserError(_one_line(error, type(self))) from None


class ModeConfig(Knobs):
    """The mode, and the presets that it stands for."""

    mode: Literal["paper", "calibrated", "reference"] = Field(
        default="calibrated",
        description="'paper' follows arXiv 2604.15675 equation by equation, 'reference' its authors' scripts.",
    )
    seed: int = Field(default=0, ge=0, description="Seed of everything random. Same input and seed, same points.")

    @model_validator(mode="before")
    @classmethod
    def _apply_preset(cls, values: Any) -> Any:
        if not isinstance(values, dict):
            return values
        preset = PRESETS.get(values.get("mode") or cls.model_fields["mode"].default, {})
        return {**{name: value for name, value in preset.items() if name in cls.model_fields}, **values}


Part = TypeVar("Part", bound=ModeConfig)


def part_of(config: ModeConfig, part: type[Part]) -> Part:
    """The fields of `config` that belong to `part`, as that part."""
    return part(**{name: getattr(config, name) for name in part.model_fields})


def read_config(path: str | Path) -> dict[str, Any]:
    """The values of a config file, with errors that name it."""
    values = read_yaml_mapping(path)
    if "pipeline" in values and "distilabel" in values:
        raise UserError(f"{path} is a distilabel pipeline, not a config file; run it with: cmining run {path}")
    return values


def default_in_words(model: type[BaseModel], name: str) -> str:
    """The default that holds, and the other mode's where that differs: "5", "0.5; 0.8 in paper mode"; "" for none."""
    default = model.model_fields[name].get_default(call_default_factory=True)
    if not issubclass(model, ModeConfig):
        return "" if default in (None, (), {}) else str(default)
    own = model.model_fields["mode"].default
    by_mode = {mode: preset.get(name, default) for mode, preset in PRESETS.items()}
    others: dict[str, list[str]] = {}
    for mode, value in by_mode.items():
        if value != by_mode[own]:
            others.setdefault(_in_words(value), []).append(mode)
    elsewhere = "".join(f"; {value} in {' and '.join(modes)} mode" for value, modes in others.items())
    return _in_words(by_mode[own]) + elsewhere if by_mode[own] not in (None, ()) or others else ""


def _in_words(value: Any) -> str:
    return "by the corpus" if value is None else ",".join(value) if isinstance(value, tuple) else str(value)


def doc_of(model: type[ModeConfig]) -> str:
    """Every knob with its default, for `help`."""
    lines = [
        f"        {name}: {field.description}"
        + (f" Default: {shown}." if (shown := default_in_words(model, name)) else "")
        for name, field in model.model_fields.items()
    ]
    return f"{model.__doc__}\n\n    Args:\n" + "\n".join(lines) + "\n"


def signature_of(model: type[ModeConfig]) -> inspect.Signature:
    """What `help` shows: pydantic's own has the fields' defaults, of which some hold in one mode only."""
    values = model().model_dump()
    return inspect.Signature(
        [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=value) for name, value in values.items()]
    )


def _one_line(error: ValidationError, kind: type[Knobs]) -> str:
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"]) or "config"
    if first["type"] == "extra_forbidden":
        near = difflib.get_close_matches(name, kind.model_fields, n=1)
        return f"there is no {kind.called} '{name}'" + (f"; did you mean '{near[0]}'?" if near else "")
    if isinstance(first["input"], bool) and first["type"] == "string_type":  # Norway's code is no to YAML
        return f"{name}={first['input']}: yes, no, true and false go in quotes where they are words"
    said = str(first["ctx"]["error"]) if first["type"] == "value_error" else first["msg"]
    return f"{name}={reprlib.repr(first['input'])}: {said}"
