"""From seeds to instruction data: plan, ask, pass the gates, write."""

from __future__ import annotations

import json
import os
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cmining_distilabel.cost import Meter, record
from cmining_distilabel.errors import UserError
from cmining_distilabel.generation.answers import Answer, AnswerStore
from cmining_distilabel.generation.engine import Engine, Limits, Request
from cmining_distilabel.generation.gates import LOCAL, REASONS, JudgeGate, judge_rows, make_gates
from cmining_distilabel.generation.jobs import INSTRUCTIONS, REJECTED, GenerateConfig, Job, make_jobs, make_judgements
from cmining_distilabel.generation.live import Live
from cmining_distilabel.generation.llms import load_llm
from cmining_distilabel.generation.seeds import load_seeds
from cmining_distilabel.generation.tasks import Judge
from cmining_distilabel.mining.result.command import public_name
from cmining_distilabel.mining.result.result import versions

_Ask = Callable[[Sequence[Request], str, Callable[[Answer], bool]], list[Answer | None]]


def generate(
    source: str | Path,
    out: str | Path,
    llm: Any,
    config: GenerateConfig | None = None,
    limits: Limits | None = None,
    *,
    parameters: dict[str, Any] | None = None,
    quiet: bool = False,
) -> dict[str, Any]:
    """Write instruction data from seeds, and say what it took.

    Each answer is kept in `out`/answers.jsonl the moment it comes. The same call after a crash, or with a larger limit,
    goes on from there, and pays for no answer twice.

    Args:
        source: as `generation.seeds.load_seeds` takes it.
        out: folder for answers.jsonl, instructions.parquet, rejected.parquet and generate.json; it may be the mining
            result's own.
        llm: one of distilabel's LLMs; it is loaded here.
        config: tasks, languages, plan and gates.
        limits: concurrency, retries, timeout, price and budget.
        parameters: of the generation, in place of the config's temperature and max_new_tokens.

    Returns:
        What generate.json holds: counts by gate, task and language, tokens, cost.

    Raises:
        UserError: seeds, tasks, a benchmark or the LLM cannot be used, the server refuses, or the disk is full.
    """
    config, limits = config or GenerateConfig(), limits or Limits()
    parameters = parameters or {"temperature": config.temperature, "max_new_tokens": config.max_new_tokens}
    folder, start, meter = Path(out), time.monotonic(), Meter()
    check_folder(folder)
    if limits.budget is not None and limits.price is None:
        raise UserError("a budget needs the price of the tokens: give a table with --prices")
    model = str(llm.model_name)
    named = public_name(model)  # rows are published: a local model is not located
    jobs = make_jobs(load_seeds(source), config, model, parameters)
    gates = make_gates(config.gates)
    local = {name: gates[name] for name in LOCAL}
    load_llm(llm)
    with (
        AnswerStore.open(folder / "answers.jsonl") as store,
        Engine(llm, store, parameters, limits) as engine,
        meter("generate") as spent,
    ):
        cached = sum(store.get(job.request.key) is not None for job in jobs)

        tokens = Counter(input=0, output=0)

        def ask(requests: Sequence[Request], label: str, accepts: Callable[[Answer], bool]) -> list[Answer | None]:
            keys = {request.key for request in requests}
            done = sum(store.get(key) is not None for key in keys)
            with Live(label, len(keys), done, priced=limits.price is not None, quiet=quiet) as live:
                engine.run(requests, lambda answer: live.answer(answer, engine.spent, accepted=accepts(answer)))
            answers = [store.get(request.key) for request in requests]
            for answer in filter(None, answers):
                tokens.update(input=answer.input_tokens, output=answer.output_tokens)
            return answers

        by_key = {job.request.key: job for job in jobs}
        answers = ask(
            [job.request for job in jobs],
            "Writing",
            lambda answer: judge_rows(local, [by_key[answer.key].row(answer, named)])[0] is None,
        )
        written = [(job, job.row(answer, named)) for job, answer in zip(jobs, answers, strict=True) if answer]
        verdicts = judge_rows(gates, [row for _, row in written])
        if config.judge:
            passed = [place for place, verdict in enumerate(verdicts) if verdict is None]
            for place, verdict in zip(
                passed, _judge([written[place] for place in passed], ask, model, parameters, config), strict=True
            ):
                verdicts[place] = verdict
        rows = [row for _, row in written]
        rows += [_failed(job, named) for job in jobs if job.request.key in engine.failed]
        verdicts += [("request", "request_failed")] * (len(rows) - len(verdicts))
        report = {
            "requests": len(jobs),
            "answered_before": cached,
            "left_out_for_budget": len(jobs) - len(rows),
            **_counts(rows, verdicts),
            "tokens": dict(tokens),
            "cost_usd": round(engine.spent, 6) if limits.price else None,
            "failures": Counter(engine.failed.values()).most_common(5),
            "seconds": round(time.monotonic() - start, 3),
            "llm": f"{type(llm).__module__}.{type(llm).__qualname__}",
            "model": named,
            "parameters": parameters,
            "config": config.model_dump(mode="json", exclude={"quotas"})
            | {"quotas": {":".join(key): value for key, value in config.quotas.items()}},
            "versions": versions(config.gates.encoder),
        }
        spent.input_tokens, spent.output_tokens = tokens["input"], tokens["output"]
    _write(folder, rows, verdicts, report)
    # A model that runs in this process costs its GPU seconds, not a price for tokens.
    paid = "Transformers" not in type(llm).__qualname__
    record(folder, "generate", meter.rows(), add=cached > 0, model=named, paid=paid, rows=report["accepted"])
    return report


def check_folder(folder: Path) -> None:
    """Refuse a folder that holds something else, before any work is done for it."""
    known = ("answers.jsonl", "seeds.parquet", "generate.json")
    if folder.exists() and not (
        folder.is_dir() and (not any(folder.iterdir()) or any((folder / name).is_file() for name in known))
    ):
        raise UserError(f"{folder} is no result of cmining, and not empty; name another folder")


def _judge(
    passed: Sequence[tuple[Job, dict[str, Any]]],
    ask: _Ask,
    model: str,
    parameters: dict[str, Any],
    config: GenerateConfig,
) -> list[tuple[str, str] | None]:
    """Have rows judged, add the marks to them, and give the verdicts."""

    def marks(text: str | None) -> dict[str, Any]:
        return Judge.row(text, {}, "en", model)

    answers = ask(
        make_judgements(passed, model, parameters, held=config.json_schema),
        "Judging",
        lambda answer: marks(answer.text)["judge_reason"] is not None,
    )
    for answer, (_, row) in zip(answers, passed, strict=True):
        row.update(marks(answer.text if answer else None))
    return judge_rows({"judge": JudgeGate()}, [row for _, row in passed])


def _failed(job: Job, model: str) -> dict[str, Any]:
    return {**job.row(Answer(job.request.key, None, 0, 0), model), "reason": "request_failed"}


def _counts(rows: Sequence[dict[str, Any]], verdicts: Sequence[tuple[str, str] | None]) -> dict[str, Any]:
    gates: dict[str, Counter[str]] = defaultdict(Counter)
    kinds: dict[str, dict[str, Counter[str]]] = {"task": defaultdict(Counter), "language": defaultdict(Counter)}
    for row, verdict in zip(rows, verdicts, strict=True):
        if verdict:
            gates[verdict[0]][verdict[1]] += 1
        for kind, counts in kinds.items():
            counts[row[kind]]["rejected" if verdict else "accepted"] += 1
    accepted = sum(verdict is None for verdict in verdicts)
    return {
        "accepted": accepted,
        "rejected": len(rows) - accepted,
        "gates": {gate: dict(counts) for gate, counts in gates.items()},
        "reasons": {reason: REASONS[reason] for counts in gates.values() for reason in counts},
        **{f"by_{kind}": {value: dict(count) for value, count in counts.items()} for kind, counts in kinds.items()},
    }


def _write(
    folder: Path, rows: Sequence[dict[str, Any]], verdicts: Sequence[tuple[str, str] | None], report: dict[str, Any]
) -> None:
    """Write each file whole or not at all, none without rows; generate.json last: it tells of files that are there."""
    accepted = [row for row, verdict in zip(rows, verdicts, strict=True) if verdict is None]
    rejected = [
        {**row, "gate": verdict[0], "reason": verdict[1]}
        for row, verdict in zip(rows, verdicts, strict=True)
        if verdict is not None
    ]
    try:
        for name, schema, kept in (("instructions", INSTRUCTIONS, accepted), ("rejected", REJECTED, rejected)):
            partial = folder / f".{name}.parquet.tmp"
            if not kept:  # what `datasets` cannot load is no config
                (folder / f"{name}.parquet").unlink(missing_ok=True)
                continue
            pq.write_table(pa.Table.from_pylist(kept, schema=schema), partial, compression="zstd")
            os.replace(partial, folder / f"{name}.parquet")
        partial = folder / ".generate.json.tmp"
        partial.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        os.replace(partial, folder / "generate.json")
    except OSError as error:
        raise UserError(f"cannot write to {folder}: {error.strerror or error}") from error
