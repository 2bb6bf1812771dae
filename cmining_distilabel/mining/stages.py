"""The stages of a run: each made once for the knobs that reach it, with what it took."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import pyarrow as pa

from cmining_distilabel.config import (
    ExtractConfig,
    GeometryConfig,
    MiningConfig,
    NoiseConfig,
    ScoreConfig,
    ScreenConfig,
)
from cmining_distilabel.config.knobs import ModeConfig
from cmining_distilabel.cost.meter import Meter, Spent

_STAGES = ("read", "noise", "screen", "encode", "calibrate", "score", "extract")
_PARTS: dict[str, tuple[type[ModeConfig], ...]] = {
    "noise": (NoiseConfig,),
    "screen": (ScreenConfig, GeometryConfig),
    "calibrate": (GeometryConfig,),
    "score": (ScoreConfig,),
    "extract": (ExtractConfig,),
}

T = TypeVar("T")
_log = logging.getLogger(__name__)


class Stages:
    """What the stages of one corpus gave, and what each took.

    Attributes:
        meter: of the stage that runs, or of the last one that ran.
    """

    def __init__(self) -> None:
        self.meter = Meter()
        self._done: dict[str, _Done] = {}

    def run(self, name: str, config: MiningConfig | None, make: Callable[[], T]) -> T:
        """What a stage gives: from the run before, if all knobs that reach it were the same."""
        knobs = {} if config is None else config.model_dump(include=_knobs(name, screened=config.screen is not None))
        if name not in self._done or self._done[name].knobs != knobs:
            self._done.pop(name, None)  # its memory is needed
            self.meter = Meter()
            with self.meter(name):
                value = make()
            _log.info("%s: %.1f seconds", name, self.meter.stages[name].wall_seconds)
            pa.default_memory_pool().release_unused()  # Arrow keeps what it freed
            self._done[name] = _Done(knobs, value, self.meter.stages)
        return cast(T, self._done[name].value)

    def spent(self) -> list[dict[str, Spent]]:
        """What each stage took, by the parts of it that have a name of their own."""
        return [done.spent for done in self._done.values()]

    def seconds(self) -> dict[str, float]:
        """The same in wall seconds, by stage."""
        total = dict.fromkeys(_STAGES, 0.0)
        for spent in self.spent():
            for stage, own in spent.items():
                total[stage] = round(total[stage] + own.wall_seconds, 3)
        return total


@dataclass(frozen=True)
class _Done:
    """What a stage gave, with which knobs, and what that took by stage."""

    knobs: dict[str, Any]
    value: Any
    spent: dict[str, Spent]


def _knobs(stage: str, *, screened: bool) -> set[str]:
    """The knobs that reach a stage: its own and those of all stages before it. A mode is but a name for knobs."""
    reached = [name for name in _STAGES[: _STAGES.index(stage) + 1] if screened or name != "screen"]
    knobs = {knob for name in reached for part in _PARTS.get(name, ()) for knob in part.model_fields}
    if "screen" in reached:
        knobs.add("neighborhood")
    # Nothing is random before the screen, or else stage 1.
    return knobs - ({"mode"} if {"screen", "score"} & set(reached) else {"mode", "seed"})
