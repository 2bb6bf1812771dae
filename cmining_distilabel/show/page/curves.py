"""How much the outcome hangs on theta, tau and K: what the result itself holds, and a sweep where one was made."""

from pathlib import Path
from typing import Any

from cmining_distilabel.evaluation.sweep import FILE, clusters_of, read_sweep
from cmining_distilabel.mining.result.command import shell_line
from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.text import visible

KNOBS = {
    "theta": "share that a language must have of a cluster",
    "tau": "fewest documents of a point",
}
_SETTING = 40  # characters
_Row = dict[str, Any]


def find_sweep(folder: Path | None, given: str | Path | None) -> list[_Row]:
    """Rows of the sweep that was given, or of one that `cmining sweep` left in the result or in a folder there.

    Raises:
        UserError: the given one is none.
    """
    if given is not None:
        return read_sweep(given)
    places = [folder / FILE, *sorted(folder.glob(f"*/{FILE}"))] if folder else []
    return next((read_sweep(place) for place in places if place.is_file()), [])


def curves(result: MiningResult, sweep: list[_Row]) -> _Row:
    """What the template shows of the sensitivity."""
    rows = result.funnel.get("sensitivity", [])
    whole = max([1, *(row["points"] for row in rows)])
    found = {
        knob: [
            {**row, "percent": 100 * row["points"] / whole, "own": row["value"] == getattr(result.config, knob)}
            for row in rows
            if row["knob"] == knob
        ]
        for knob in KNOBS
    }
    k = clusters_of(result)
    words = [*(result.command or ("mine", "INPUT"))][1:] if result.command[:1] != ("demo",) else ["INPUT"]
    counts = ",".join(str(value) for value in (max(2, k // 2), round(k * 0.75), round(k * 1.5), 2 * k))
    options = ["--config", "config.yaml", "--cluster-counts", counts, "--out", "sweep"]
    return {
        "knobs": [(knob, KNOBS[knob], own) for knob, own in found.items() if own],
        "flat": [knob for knob, own in found.items() if own and len({row["points"] for row in own}) == 1],
        "clusters": k,
        "sweep": [{**row, "setting": visible(row["setting"], _SETTING)} for row in sweep],
        "sweep_is_other": bool(sweep) and (sweep[0]["points"], sweep[0]["seeds"]) != _counts(result),
        "command": shell_line(["cmining", "sweep", *words, *options]),
    }


def _counts(result: MiningResult) -> tuple[int, int]:
    return result.points.num_rows, result.seeds.num_rows
