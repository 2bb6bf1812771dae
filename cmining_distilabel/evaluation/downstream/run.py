"""One model, or its stored answers, on one benchmark: ask, read, score, and write a folder."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from cmining_distilabel.cost.account import record
from cmining_distilabel.cost.meter import Meter
from cmining_distilabel.errors import UserError
from cmining_distilabel.evaluation.downstream.items import Item, fingerprint
from cmining_distilabel.evaluation.downstream.model import ModelSpec, load_model
from cmining_distilabel.evaluation.downstream.score import (
    PERPLEXITY,
    REASONS,
    Graded,
    Habit,
    Question,
    Reading,
    Score,
    grade,
    habits_of,
    questions_of,
    score_row,
    scores_of,
)
from cmining_distilabel.evaluation.downstream.stored import read_answers
from cmining_distilabel.evaluation.statistics import Resampling
from cmining_distilabel.files import make_folder, write_csv, write_json, write_lines
from cmining_distilabel.generation.reply import Reply
from cmining_distilabel.generation.reply_store import ReplyStore
from cmining_distilabel.mining.result.command import public_name
from cmining_distilabel.mining.result.versions import installed
from cmining_distilabel.progress import bar

RUN, QUESTIONS, ANSWERS, UNREAD, SCORES, KEPT = (
    "run.json", "questions.jsonl", "answers.jsonl", "unparsable.jsonl", "scores.csv", "responses.jsonl",
)  # fmt: skip
_LIBRARIES = ("cmining-distilabel", "lm_eval", "torch", "transformers", "peft")


@dataclass(frozen=True)
class Run:
    """A model's answers to a benchmark.

    Attributes:
        benchmark: its name.
        model: what answered; a file's name where answers were stored.
        fingerprint: of what was asked (`items.fingerprint`).
        questions: each with whether it was answered rightly; or texts, each with how well it was foretold.
        scores: of parts, countries and topics.
        habits: of parts with letters or truth values: how often each was said, and the majority baseline.
        unread: number of items by reason (`score.REASONS`). They are wrong.
        notes: that a reader must know of.
    """

    benchmark: str
    model: str
    fingerprint: str
    questions: tuple[Question | Reading, ...]
    scores: tuple[Score, ...]
    habits: tuple[Habit, ...]
    unread: dict[str, int]
    notes: tuple[str, ...]


def evaluate_model(
    benchmark: str,
    items: Sequence[Item],
    out: str | Path,
    *,
    model: ModelSpec | None = None,
    answers: str | Path | None = None,
    notes: Sequence[str] = (),
    resampling: Resampling | None = None,
    overwrite: bool = False,
    quiet: bool = True,
) -> Run:
    """Ask a model, or take stored answers; read and score them, and write the folder `out`.

    The folder holds run.json, scores.csv (parts, countries and topics with intervals), questions.jsonl, answers.jsonl
    (prompts as sent, raw answers, how they were read), unparsable.jsonl and cost.json. With a model each answer is in
    responses.jsonl the moment it comes: the same call after a crash goes on from there.

    Args:
        benchmark: a key of `BENCHMARKS`.
        items: of it, as `load_items` gives them.
        out: the folder.
        model: that answers; or
        answers: a file of stored answers (`stored.read_answers`).
        notes: of loading.
        resampling: of the intervals, over questions.
        overwrite: replace the run that is in `out`; everything is asked again.
        quiet: no progress bar.

    Raises:
        UserError: the model, the answers or the folder cannot be used.
    """
    if (model is None) == (answers is None):
        raise UserError("give either a model (model=...) or stored answers (answers=...)")
    folder, resumed = open_run(out, overwrite=overwrite)
    meter = Meter()
    try:
        if model is not None:
            given, prompts = _ask(benchmark, items, folder, model, meter, quiet)
        else:
            (given, more), prompts = read_answers(str(answers), items), {}
            notes = [*notes, *more]
        with meter("score"):
            graded = grade(items, given)
            name = model_name(model) if model else str(answers)
            run = finish_run(folder, benchmark, name, graded, prompts, model, notes=notes, resampling=resampling)
    finally:  # what a run cost that failed, it cost
        record_run(folder, meter, model, resumed=resumed, items=len(items))
    return run


def open_run(out: str | Path, *, overwrite: bool) -> tuple[Path, bool]:
    """The folder of a run, and whether one that broke off is gone on with."""
    folder = make_folder(out, RUN, overwrite=overwrite)
    if (folder / RUN).exists():  # a model may have changed under its name: only a run that broke off is gone on with
        (folder / KEPT).unlink(missing_ok=True)
    return folder, (folder / KEPT).exists()


def finish_run(
    folder: Path,
    benchmark: str,
    name: str,
    graded: Sequence[Graded],
    prompts: Mapping[str, str],
    model: ModelSpec | None,
    *,
    notes: Sequence[str] = (),
    resampling: Resampling | None = None,
) -> Run:
    """Score what was graded, and write the folder."""
    questions = tuple(questions_of(graded))
    scores = tuple(scores_of(questions, resampling or Resampling()))
    unread = {reason: sum(one.reason == reason for one in graded) for reason in REASONS}
    habits, asked = tuple(habits_of(graded)), fingerprint([one.item for one in graded])
    run = Run(benchmark, name, asked, questions, scores, habits, unread, tuple(notes))
    _write(folder, run, graded, prompts, model)
    return run


def record_run(folder: Path, meter: Meter, model: ModelSpec | None, *, resumed: bool, items: int) -> None:
    """Add what was spent to cost.json."""
    facts = {"model": model.name, "paid": model.base_url is not None} if model else {}
    record(folder, "evaluate", meter.rows(), add=resumed, items=items, **facts)


def load_run(folder: str | Path) -> Run:
    """Read back what `evaluate_model` wrote, but its scores.

    Raises:
        UserError: `folder` is no such run, or it is damaged.
    """
    path = Path(folder)
    if not (path / RUN).is_file():
        raise UserError(f"{folder} is no run of cmining evaluate: it has no {RUN}")
    try:
        found = json.loads((path / RUN).read_text(encoding="utf-8"))
        lines = (path / QUESTIONS).read_text(encoding="utf-8").splitlines()
        made = Reading if found["benchmark"] == PERPLEXITY else Question
        questions = [made(**{**row, "countries": tuple(row["countries"])}) for row in map(json.loads, lines)]
        habits, notes = tuple(Habit(**row) for row in found["habits"]), tuple(found["notes"])
        told = found["benchmark"], found["model"], found["fingerprint"]
        return Run(*told, tuple(questions), (), habits, found["unread"], notes)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"the run in {folder} is damaged: {error}") from None


def _ask(
    benchmark: str, items: Sequence[Item], folder: Path, model: ModelSpec, meter: Meter, quiet: bool
) -> tuple[dict[str, list[Reply]], dict[str, str]]:
    with meter("load"):
        loaded, chat = load_model(model, quiet=quiet)
        from cmining_distilabel.evaluation.downstream.harness import ask  # it takes the harness a while to import
    with (
        ReplyStore.open(folder / KEPT) as store,
        meter("answer") as spent,
        bar("Asking", len(items), quiet=quiet) as advance,
    ):
        given, prompts, tokens = ask(benchmark, items, loaded, model, store, chat=chat, progress=advance, quiet=quiet)
        spent.input_tokens, spent.output_tokens = tokens["input"], tokens["output"]
    return given, prompts


def _write(
    folder: Path, run: Run, graded: Sequence[Graded], prompts: Mapping[str, str], model: ModelSpec | None
) -> None:
    rows = [_answer_row(one, prompts) for one in graded]
    write_lines(folder / ANSWERS, rows)
    write_lines(folder / UNREAD, [row for row in rows if row["reason"]])
    write_run(folder, run, [score_row(score) for score in run.scores], len(graded), model)


def write_run(folder: Path, run: Run, scores: Sequence[Mapping[str, Any]], items: int, model: ModelSpec | None) -> None:
    """Write questions.jsonl, scores.csv and run.json.

    Raises:
        UserError: the folder cannot be written.
    """
    write_lines(folder / QUESTIONS, [asdict(question) for question in run.questions])
    write_csv(folder / SCORES, pa.Table.from_pylist(list(scores)))
    told = {
        "benchmark": run.benchmark,
        "model": run.model,
        "fingerprint": run.fingerprint,
        "items": items,
        "questions": len(run.questions),
        "unread": run.unread,
        "habits": [asdict(habit) for habit in run.habits],
        "notes": run.notes,
        "settings": _settings(model) if model else None,
        "versions": installed(_LIBRARIES),
    }
    write_json(folder / RUN, told)  # the last one: a folder that has it is whole


def _answer_row(one: Graded, prompts: Mapping[str, str]) -> dict[str, Any]:
    item = one.item
    return {
        "id": item.id,
        "part": item.part,
        "question": item.question,
        "countries": item.countries,
        "topic": item.topic,
        "prompt": prompts.get(item.id, item.prompt),
        "answer": one.answer,
        "parsed": one.parsed,
        "gold": item.gold,
        "right": one.right,
        "reason": one.reason,
    }


def _settings(model: ModelSpec) -> dict[str, Any]:
    """As run.json tells them: the address without user, password and query."""
    return asdict(model) | {"base_url": public_name(model.base_url) if model.base_url else None}


def model_name(model: ModelSpec) -> str:
    """As tables call it."""
    return f"{model.name} + {model.adapter}" if model.adapter else model.name
