"""What each part of the method is worth: the same corpus, the same labels, one switch more at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cmining_distilabel.config import MiningConfig
from cmining_distilabel.config.presets import PRESETS
from cmining_distilabel.errors import UserError
from cmining_distilabel.evaluation.labels import NEGATIVE, POSITIVE, Labels
from cmining_distilabel.evaluation.mining import MiningEvaluation, evaluate_mining
from cmining_distilabel.evaluation.output import as_dict
from cmining_distilabel.evaluation.statistics import Estimate, Resampling
from cmining_distilabel.evaluation.tables import markdown, notes, shown
from cmining_distilabel.files import make_folder, write_json
from cmining_distilabel.mining.encode.encoders import Encoder
from cmining_distilabel.mining.miner import Miner
from cmining_distilabel.mining.read import Source

STEPS: dict[str, tuple[str, ...]] = {
    "paper": (),
    "+debias": ("debias",),
    "+templates": ("max_per_template",),
    "+exclusivity": ("exclusivity", "theta"),
    "+anchors": ("anchors", "points"),
    "all": tuple(PRESETS["calibrated"]),
}
"""Each variant's name, and the knobs that it takes from the calibrated preset beside those of the variants before it.

All others are as in the paper's preset.
"""

FILE = "ablation.json"
_UNTIMED = ("read", "encode", "layout")


@dataclass(frozen=True)
class Variant:
    """One row of an ablation.

    Attributes:
        name: of the variant.
        overrides: knobs in which it differs from the first variant.
        points, seeds: how many it mined.
        seconds: of mining on this machine, reading and encoding excluded.
        cultures: how many own a point alone.
        hidden: share of the documents whose hidden name the posterior found; None where it did not ask.
        evaluation: against the labels.
    """

    name: str
    overrides: dict[str, Any]
    points: int
    seeds: int
    seconds: float
    cultures: int
    hidden: float | None
    evaluation: MiningEvaluation


def variants(config: MiningConfig) -> dict[str, MiningConfig]:
    """The config of every step of `STEPS`.

    A knob that `config` sets to a value of neither preset (such as an anchors file, or a number of clusters that
    suits a small corpus) is kept: in all variants, or from the step on that switches it.
    """
    given = config.model_dump()
    paper, calibrated = PRESETS["paper"], PRESETS["calibrated"]
    own = {name: given[name] for name in paper if given[name] not in (paper[name], calibrated[name])}
    switches = {name for step, names in STEPS.items() if step != "all" for name in names}
    taken = {**paper, **{name: value for name, value in own.items() if name not in switches}}
    found = {}
    for step, names in STEPS.items():
        taken |= {name: own.get(name, calibrated[name]) for name in names}
        mode = "calibrated" if step == "all" else "paper"
        found[step] = MiningConfig(**{**given, **taken, "mode": mode})
    return found


def witness_variants(config: MiningConfig) -> dict[str, MiningConfig]:
    """The calibrated mode, and the same without each of the witnesses of a document's culture."""
    everything = MiningConfig(**{**config.model_dump(), **PRESETS["calibrated"], "mode": "calibrated"})
    found = {"all witnesses": everything}
    for witness in everything.witnesses:
        others = tuple(name for name in everything.witnesses if name != witness)
        found[f"without {witness}"] = MiningConfig(**{**everything.model_dump(), "witnesses": others})
    return found


def ablate(
    documents: Source,
    config: MiningConfig,
    labels: Labels,
    *,
    positive: Sequence[str] = POSITIVE,
    negative: Sequence[str] = NEGATIVE,
    configs: Mapping[str, MiningConfig] | None = None,
    encoder: Encoder | None = None,
    resampling: Resampling | None = None,
    quiet: bool = True,
) -> Iterator[Variant]:
    """Mine a corpus with every variant, and measure each; one after the other, as they are asked for.

    Args:
        documents: as for `mine`; read once. Stages that two variants in a row share are run once.
        config: knobs of reading and of the encoder, and those that all variants share.
        labels: of documents.
        positive: as for `evaluate_mining`.
        negative: as for `evaluate_mining`.
        configs: variants of your own, by name; `variants(config)` by default.
        encoder: as for `mine`.
        resampling: of the intervals.
        quiet: no progress bars.

    Raises:
        UserError: as `mine` and `evaluate_mining`; it names the variant.
    """
    configs = variants(config) if configs is None else configs
    miner = Miner(documents, config, encoder=encoder, quiet=quiet)
    first: dict[str, Any] = {}
    for name, own in configs.items():
        knobs = own.model_dump(mode="json", exclude={"mode"})
        first = first or knobs
        try:
            result = miner.mine(own)
            found = evaluate_mining(result, labels, positive=positive, negative=negative, resampling=resampling)
        except UserError as error:
            raise UserError(f"variant '{name}': {error}") from None
        seconds = sum(spent for stage, spent in result.funnel["seconds"].items() if stage not in _UNTIMED)
        changed = {knob: value for knob, value in knobs.items() if value != first[knob]}
        yield Variant(
            name=name,
            overrides=changed,
            points=len(result.points),
            seeds=len(result.seeds),
            seconds=round(seconds, 1),
            cultures=len(
                {culture for culture in result.points["culture"].to_pylist() if culture and "+" not in culture}
            ),
            hidden=result.funnel["cultures"].get("right"),
            evaluation=found,
        )


def ablation_rows(found: Sequence[Variant], *, intervals: bool = True) -> tuple[list[str], list[list[str]]]:
    """Header and rows of the one table."""
    negatives = [pair.negative for pair in found[0].evaluation.whole.against]
    header = [
        "variant",
        "points",
        "cultures",
        "hidden names found",
        "seeds",
        "recall",
        *(f"precision vs {name}" for name in negatives),
    ]
    header += [*(f"rate of {name}" for name in negatives), "AUC of the score", "seconds"]
    return header, [_row(variant, intervals) for variant in found]


def save_ablation(found: Sequence[Variant], folder: str | Path) -> Path:
    """Write ablation.md (the table) and ablation.json (every figure, by group and by label too)."""
    target = make_folder(folder)
    lines = [f"`{variant.name}`: {_changes(variant)}" for variant in found[1:]]
    lines += ["seconds are of mining, without reading and encoding", *notes(found[0].evaluation)]
    text = "# Ablation\n\n" + markdown(*ablation_rows(found)) + "\n" + "".join(f"- {line}\n" for line in lines)
    (target / "ablation.md").write_text(text, encoding="utf-8")
    write_json(target / FILE, [{**vars(variant), "evaluation": as_dict(variant.evaluation)} for variant in found])
    return target


def _row(variant: Variant, intervals: bool) -> list[str]:
    def cell(estimate: Estimate, digits: int = 3) -> str:
        return shown(estimate if intervals else Estimate(estimate.value), digits)

    whole = variant.evaluation.whole
    hidden = "" if variant.hidden is None else f"{variant.hidden:.2f}"
    row = [variant.name, f"{variant.points:,}", str(variant.cultures), hidden, f"{variant.seeds:,}", cell(whole.recall)]
    row += [cell(pair.precision) for pair in whole.against]
    row += [cell(pair.false_positive_rate, 4) for pair in whole.against]
    return [*row, cell(variant.evaluation.parts[0].auc[-1]), f"{variant.seconds:.1f}"]


def _changes(variant: Variant) -> str:
    return ", ".join(f"{knob} = {value}" for knob, value in variant.overrides.items()) or "nothing changed"
