"""What seeds cost: mined, named by a language model, and written by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cmining_distilabel.cost.prices import Price, Prices
from cmining_distilabel.errors import UserError

_HOUR = 3600.0


@dataclass(frozen=True)
class Line:
    """One run: its dollars for processors, GPUs and tokens, and models whose tokens have no price."""

    run: str
    wall_seconds: float
    cpu: float
    gpu: float
    tokens: float
    unpriced: str | None

    @property
    def total(self) -> float:
        return self.cpu + self.gpu + self.tokens


@dataclass(frozen=True)
class Way:
    """One way to get seeds: dollars for 1,000 accepted ones, how that comes about, and times the mined ones' cost."""

    name: str
    per_thousand: float
    how: str
    ratio: float | None


@dataclass(frozen=True)
class Bill:
    """Attributes: `lines`, a run each; `ways`, the mined seeds first; none where the folder has no mined ones."""

    lines: tuple[Line, ...]
    ways: tuple[Way, ...]


def make_bill(runs: Mapping[str, Any], prices: Prices) -> Bill:
    """Price the runs of a cost.json, and set the mined seeds beside other ways to get them.

    Raises:
        UserError: the mined result has no seeds to divide the cost by.
    """
    lines = tuple(_line(name, run, prices) for name, run in runs.items())
    return Bill(lines, _ways(runs["mine"], lines[list(runs).index("mine")], prices) if "mine" in runs else ())


def notes_on(runs: Mapping[str, Any], bill: Bill) -> list[str]:
    """What a reader must know beside the figures."""
    notes = [
        f"no price of the tokens of '{line.unpriced}' ({line.run}): add it to prices=..., else they count 0"
        for line in bill.lines
        if line.unpriced is not None
    ]
    mine = runs.get("mine", {})
    if mine.get("cached"):
        notes.append(
            f"{mine['cached']:,} of {mine['cached'] + mine['encoded']:,} texts were in the store already, and cost "
            "nothing this time; mine with a new store=... for the whole cost"
        )
    return notes


def _line(name: str, run: Mapping[str, Any], prices: Prices) -> Line:
    total, model = run["total"], run.get("model")
    asked = total["input_tokens"] + total["output_tokens"] > 0 and run.get("paid", False)
    price = prices.models.get(model or "")
    tokens = price.cost(total["input_tokens"], total["output_tokens"]) if price and asked else 0.0
    # One core is held all the time, also while it waits.
    cores = max(total["cpu_seconds"], total["wall_seconds"]) / _HOUR
    return Line(
        name,
        total["wall_seconds"],
        cores * prices["hardware.cpu_core_hour"],
        total["gpu_seconds"] / _HOUR * prices["hardware.gpu_hour"],
        tokens,
        str(model) if asked and price is None else None,
    )


def _ways(mine: Mapping[str, Any], line: Line, prices: Prices) -> tuple[Way, ...]:
    seeds, documents, corpus = mine["seeds"], mine["documents"], mine["corpus_tokens"]
    if not seeds:
        raise UserError("the result has no seeds, so there is no cost of one")
    minutes, wage = prices["manual.minutes_per_seed"], prices["manual.wage_per_hour"]
    look = prices["accepted.review_minutes_per_seed"] / 60 * wage
    read = corpus + documents * prices["llm_extraction.prompt_tokens_per_document"]
    written = documents * prices["llm_extraction.output_tokens_per_document"]
    rate = prices["llm_extraction.seeds_per_1000_documents"]
    named = documents / 1000 * rate if rate else seeds
    price = Price(prices["llm_extraction.input"], prices["llm_extraction.output"])
    model = price.cost(read, written)
    mined = (line.total + seeds * look) / (seeds * prices["accepted.mined"]) * 1000
    by_model = (model + named * look) / (named * prices["accepted.llm_extraction"]) * 1000
    by_hand = minutes / 60 * wage * 1000
    return (
        Way("mined", mined, f"${line.total:,.4f} for {seeds:,.0f} seeds of {documents:,} documents", None),
        Way(
            "language model",
            by_model,
            f"${model:,.2f} for {named:,.0f} seeds: reads {read:,.0f} tokens, writes {written:,.0f}",
            by_model / mined if mined else None,
        ),
        Way("by hand", by_hand, f"{minutes:g} minutes a seed", by_hand / mined if mined else None),
    )
