"""Who asks, why and how: what else than its seed and task tells one prompt from another."""

import math
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Annotated, Any

import xxhash
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cmining_distilabel.errors import UserError
from cmining_distilabel.files.safe_yaml import read_yaml_mapping

_FREE = (0.0, math.inf)
BUILT_IN, NONE = "builtin", "none"


class Value(BaseModel):
    """A value of a group, as attributes.yaml describes it."""

    model_config = ConfigDict(extra="forbid")

    says: Annotated[str, Field(min_length=1, max_length=300)]
    weight: float = Field(default=1.0, ge=0)
    least: int = Field(default=0, ge=0)
    facets: dict[str, Annotated[float, Field(ge=0)]] = Field(default_factory=dict)
    tasks: tuple[str, ...] | None = None
    never_with: tuple[str, ...] = Field(default=(), alias="not")


class Group(BaseModel):
    """Values of which a prompt has one, for some tasks."""

    model_config = ConfigDict(extra="forbid")

    tasks: tuple[str, ...]
    values: dict[str, Value]


Groups = dict[str, Group]


def load_attributes(source: str) -> Groups:
    """The groups: `builtin`, `none`, or a YAML file that adds to the built-in ones and weighs them anew.

    Raises:
        UserError: the file cannot be read, or holds what is no attribute.
    """
    if source == NONE:
        return {}
    groups = read_yaml_mapping(Path(__file__).parent / "attributes.yaml")
    if source != BUILT_IN:
        _merge(groups, read_yaml_mapping(source, "file of attributes"))
    found = {}
    for name, group in groups.items():
        try:
            found[name] = Group.model_validate(group)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, (name, *first["loc"])))
            raise UserError(f"{source}: {place}: {first['msg']}; see docs/synthesis.md, Attributes") from None
    return found


class Sampler:
    """Draws attributes for one prompt after another.

    Args:
        groups: to draw from.
        bounds: least and most prompts of a value, by group and value.
        seed: of the plan.
    """

    def __init__(self, groups: Groups, bounds: Mapping[tuple[str, str], tuple[float, float]], seed: int) -> None:
        self._groups, self._bounds, self._seed = groups, bounds, seed
        self._used: Counter[tuple[str, str]] = Counter()

    def draw(
        self, seed_id: str, facet: str, task: str, language: str, repeat: int = 0, *, width: int = 1 << 30
    ) -> dict[str, Value]:
        """A value of each group that the task takes; a group of which nothing fits is left out.

        The draw hangs on the seed, the task, the language and how often they came together before, but for bounds: a
        larger plan begins with a smaller. Values that are fewer than they must be go before the others. A text of
        `width` columns answers no question that asks for more than it tells.
        """
        named = f"{self._seed}\0{seed_id}\0{task}\0{language}" + (f"\0{repeat}" if repeat else "")
        digest = xxhash.xxh3_64_intdigest(named.encode())
        chance, drawn = Random(digest), dict[str, Value]()
        before: set[str] = set()
        for name, group in self._groups.items():
            fits = {
                value: own.weight * own.facets.get(facet, 1.0)
                for value, own in group.values.items()
                if task in (group.tasks if own.tasks is None else own.tasks)
                and before.isdisjoint(own.never_with)
                and own.least <= width
                and self._used[name, value] < self._bounds.get((name, value), _FREE)[1]
            }
            lacking = {value for value in fits if self._used[name, value] < self._bounds.get((name, value), _FREE)[0]}
            if any(fits[value] for value in lacking):
                fits = {value: weight for value, weight in fits.items() if value in lacking}
            place = chance.random() * sum(fits.values())
            for value, weight in fits.items():
                place -= weight
                if weight and place < 0:
                    drawn[f"{name}:{value}"] = group.values[value]
                    before.add(value)
                    self._used[name, value] += 1
                    break
        return drawn

    def check(self) -> None:
        """Refuse a minimum that the prompts drawn for do not reach.

        Raises:
            UserError: there is one.
        """
        for (name, value), (least, _) in self._bounds.items():
            if name in self._groups and self._used[name, value] < least:
                there = self._used[name, value]
                raise UserError(
                    f"quota {name}:{value}>={least:g}: only {there} requests can have it; lower it, or ask for more"
                )


def _merge(into: dict[str, Any], more: Mapping[str, Any]) -> None:
    """Put a mapping into another, name by name."""
    for name, value in more.items():
        if isinstance(value, Mapping) and isinstance(into.get(name), dict):
            _merge(into[name], value)
        else:
            into[name] = value
