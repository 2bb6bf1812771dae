"""Figures of what was measured: the sensitivity to theta and tau, and what each part of the method is worth."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmining_distilabel.errors import UserError
from cmining_distilabel.evaluation.ablation import FILE
from cmining_distilabel.evaluation.plots import new_figure
from cmining_distilabel.mining.result.result import MiningResult

if TYPE_CHECKING:  # an optional dependency
    from matplotlib.figure import Figure

_POINTS, _SEEDS = "#0072b2", "#d55e00"


def theta_figure(result: MiningResult) -> "Figure":
    """Points and seeds over theta and over tau, all else as in the run (dashed)."""
    figure = new_figure(6.0, 3.2)
    for column, knob in zip(figure.subplots(2, 2, sharex="col").T, ("theta", "tau"), strict=True):
        rows = [row for row in result.funnel["sensitivity"] if row["knob"] == knob]
        for axes, what, colour in zip(column, ("points", "seeds"), (_POINTS, _SEEDS), strict=True):
            axes.plot([row["value"] for row in rows], [row[what] for row in rows], "o-", color=colour, markersize=3)
            axes.axvline(getattr(result.config, knob), color="black", linestyle="--", linewidth=0.8)
            axes.set_ylim(0, 1.1 * max(1, *(row[what] for row in rows)))
            axes.grid(alpha=0.3)
            if knob == "theta":
                axes.set_ylabel(f"Culture {what}" if what == "points" else what)
        column[1].set_xlabel(knob)
    return figure


def find_ablation(folder: Path | None, given: str | Path | None) -> list[dict[str, Any]]:
    """Variants that `cmining ablate` measured: those that were given, or those in the result or in a folder there.

    Raises:
        UserError: the given ones cannot be read, or are none.
    """
    if given is None:
        places = [folder / FILE, *sorted(folder.glob(f"*/{FILE}"))] if folder else []
        found = next((place for place in places if place.is_file()), None)
        if found is None:
            return []
        given = found
    path = Path(given) / FILE if Path(given).is_dir() else Path(given)
    try:
        variants: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
        for variant in variants:
            _shares(variant)
        if not [variant["name"] for variant in variants]:
            raise ValueError(path)
    except OSError as error:
        raise UserError(f"the ablation {path} cannot be read: {error.strerror or error}") from None
    except (ValueError, KeyError, TypeError, IndexError):
        raise UserError(f"{path} is no table of `cmining ablate`; give its folder or its {FILE}") from None
    return variants


def ablation_figure(variants: list[dict[str, Any]]) -> "Figure":
    """Recall and precision of each variant, with their intervals."""
    figure = new_figure(6.0, 3.0)
    axes = figure.subplots()
    for number, (what, colour) in enumerate((("recall", _POINTS), ("precision", _SEEDS))):
        shares = [_shares(variant)[what] for variant in variants]
        values = [share["value"] or 0.0 for share in shares]
        low = [max(0.0, value - _or(share["low"], value)) for value, share in zip(values, shares, strict=True)]
        high = [max(0.0, _or(share["high"], value) - value) for value, share in zip(values, shares, strict=True)]
        places = [place + 0.4 * number - 0.2 for place in range(len(variants))]
        shown = [f"{share['value']:.2f}" if share["value"] is not None else "–" for share in shares]
        bars = axes.bar(places, values, 0.38, yerr=(low, high), color=colour, label=what, error_kw={"lw": 0.8})
        axes.bar_label(bars, shown, padding=1, fontsize=6)
    axes.set_xticks(range(len(variants)), [str(variant["name"]).replace("$", r"\$") for variant in variants])
    axes.set(ylim=(0, 1.12), ylabel="share")
    axes.legend(frameon=False, fontsize=7, loc="center left", bbox_to_anchor=(1, 0.5))
    return figure


def _shares(variant: dict[str, Any]) -> dict[str, Any]:
    whole = variant["evaluation"]["whole"]
    shares = {"recall": whole["recall"], "precision": whole["against"][-1]["precision"]}
    if any(set(share) < {"value", "low", "high"} for share in shares.values()):
        raise KeyError("value")
    return shares


def _or(value: float | None, default: float) -> float:
    return default if value is None else value
