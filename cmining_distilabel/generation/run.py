"""From seeds to instruction data: plan, ask, pass the gates, write."""

from __future__ import annotations

import json
import os
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cmining_distilabel.cost.account import record
from cmining_distilabel.cost.meter import Meter
from cmining_distilabel.errors import UserError
from cmining_distilabel.generation.config import GenerateConfig, Limits
from cmining_distilabel.generation.diversity import diversity
from cmining_distilabel.generation.engine import Engine
from cmining_distilabel.generation.gates import REASONS, JudgeGate, make_gates, pass_gates
from cmining_distilabel.generation.gates.base import Gate
from cmining_distilabel.generation.gates.grounding import GroundingGate
from cmining_distilabel.generation.jobs import INSTRUCTIONS, REJECTED, Job, make_jobs, make_judgements
from cmining_distilabel.generation.live import Live
from cmining_distilabel.generation.llms import load_llm
from cmining_distilabel.generation.reply import Reply
from cmining_distilabel.generation.reply_store import ReplyStore
from cmining_distilabel.generation.request import Request
from cmining_distilabel.generation.seeds import load_seeds, say_changed, seeds_fingerprint
from cmining_distilabel.generation.sieve import Sieve, Verdict
from cmining_distilabel.generation.tasks import Judge
from cmining_distilabel.mining.result.command import public_name
from cmining_distilabel.mining.result.filter import Filter
from cmining_distilabel.mining.result.result import versions

_Progress = Callable[[str, Reply], tuple[int, int]]  # takes in a reply; rows accepted, and judged, so far
_Ask = Callable[[Sequence[Request], str, _Progress], list[Reply | None]]


def generate(
    source: str | Path,
    out: str | Path,
    llm: Any,
    config: GenerateConfig | None = None,
    limits: Limits | None = None,
    *,
    wanted: Filter | None = None,
    parameters: dict[str, Any] | None = None,
    quiet: bool = False,
) -> dict[str, Any]:
    """Write instruction data from seeds, and say what it took.

    Each reply is kept in `out`/answers.jsonl the moment it comes. The same call after a crash, or with a larger limit,
    goes on from there, and pays for no answer twice.

    Args:
        source: as `generation.seeds.load_seeds` takes it.
        out: folder for answers.jsonl, instructions.parquet, rejected.parquet and generate.json; it may be the mining
            result's own.
        llm: one of distilabel's LLMs; it is loaded here.
        config: tasks, languages, plan and gates.
        limits: concurrency, retries, timeout, price and budget.
        wanted: write from these seeds only.
        parameters: of the generation, in place of the config's temperature and max_new_tokens.

    Returns:
        What generate.json holds: counts by gate, task and language, tokens, cost.

    Raises:
        UserError: seeds, tasks, quotas, a benchmark or the LLM cannot be used, or the disk is full.
        Failure: the server refuses, or does not answer.
    """
    config, limits = config or GenerateConfig(), limits or Limits()
    parameters = parameters or {"temperature": config.temperature, "max_new_tokens": config.max_new_tokens}
    folder, start, meter = Path(out), time.monotonic(), Meter()
    check_folder(folder)
    if limits.budget_usd is not None and limits.price is None:
        raise UserError("budget_usd needs the price of the tokens: give price=...")
    model = str(llm.model_name)
    named = public_name(model)  # rows are published: a local model is not located
    seeds = load_seeds(source, wanted)
    say_changed(folder, written_from := seeds_fingerprint(seeds))
    jobs, possible, unsuited = make_jobs(seeds, config, model, parameters)
    gates = make_gates(config.gates)
    load_llm(llm)
    with (
        ReplyStore.open(folder / "answers.jsonl") as store,
        Engine(llm, store, parameters, limits) as engine,
        meter("generate") as spent,
    ):
        cached = sum(store.get(job.request.key) is not None for job in jobs)

        def ask(requests: Sequence[Request], label: str, take: _Progress) -> list[Reply | None]:
            keys = {request.key for request in requests}
            done = sum(store.get(key) is not None for key in keys)
            with Live(label, len(keys), done, priced=limits.price is not None, quiet=quiet) as live:
                engine.run(requests, lambda key, reply: live.answer(reply, engine.spent, *take(key, reply)))
            replies = [store.get(request.key) for request in requests]
            for reply in filter(None, replies):
                spent.input_tokens += reply.input_tokens
                spent.output_tokens += reply.output_tokens
            return replies

        answered, rows, verdicts = _write_rows(jobs, ask, Sieve(gates, jobs, named))
        if config.judge:
            _judge(list(zip(answered, rows, strict=True)), verdicts, ask, model, parameters, config)
        rows += [_failed(job, named) for job in jobs if job.request.key in engine.failed]
        verdicts += [("request", "request_failed")] * (len(rows) - len(verdicts))
        report = {
            "seeds": written_from,
            "requests": len(jobs),
            "answered_before": cached,
            "left_out_for_budget": len(jobs) - len(rows),
            "plan": {"possible": possible, "unsuited": unsuited},
            **_counts(rows, verdicts),
            "diversity": _diversity([row for row, verdict in zip(rows, verdicts, strict=True) if not verdict], gates),
            "tokens": {"input": spent.input_tokens, "output": spent.output_tokens},
            "cost_usd": round(engine.spent, 6) if limits.price else None,
            "failures": Counter(engine.failed.values()).most_common(5),
            "seconds": round(time.monotonic() - start, 3),
            "llm": f"{type(llm).__module__}.{type(llm).__qualname__}",
            "model": named,
            "parameters": parameters,
            "config": config.model_dump(mode="json", exclude={"quotas"})
            | {"tasks": list(dict.fromkeys(job.task.task for job in jobs))}
            | {"quotas": {":".join(key): value for key, value in config.quotas.items()}},
            "versions": versions(config.gates.encoder),
        }
    _save(folder, rows, verdicts, report)
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


def _write_rows(jobs: Sequence[Job], ask: _Ask, sieve: Sieve) -> tuple[list[Job], list[dict[str, Any]], list[Verdict]]:
    """Have the model write, and the gates look at each answer when it comes: jobs with answers, rows, verdicts."""

    def take(key: str, reply: Reply) -> tuple[int, int]:
        sieve.add(key, reply)
        return sieve.accepted, len(sieve)

    replies = ask([job.request for job in jobs], "Writing", take)
    given = {job.request.key: reply for job, reply in zip(jobs, replies, strict=True) if reply}
    places, rows, verdicts = sieve.rows(given)
    return [jobs[place] for place in places], rows, verdicts


def _judge(
    written: Sequence[tuple[Job, dict[str, Any]]],
    verdicts: list[Verdict],
    ask: _Ask,
    model: str,
    parameters: dict[str, Any],
    config: GenerateConfig,
) -> None:
    """Have the rows judged that passed, and put the marks into them and what follows from the marks into `verdicts`."""

    def marks(reply: Reply) -> dict[str, Any]:
        return Judge.row(reply, {}, "en", model)

    passed = [place for place, verdict in enumerate(verdicts) if verdict is None]
    requests = make_judgements([written[place] for place in passed], model, parameters, held=config.json_schema)
    good = [0, 0]

    def take(_: str, reply: Reply) -> tuple[int, int]:
        good[:] = good[0] + (JudgeGate().check([marks(reply)])[0] is None), good[1] + 1
        return good[0], good[1]

    replies = ask(requests, "Judging", take)
    rows = [written[place][1] for place in passed]
    for reply, row in zip(replies, rows, strict=True):
        row.update(marks(reply or Reply(None)))
    for place, verdict in zip(passed, pass_gates({"judge": JudgeGate()}, rows), strict=True):
        verdicts[place] = verdict


def _failed(job: Job, model: str) -> dict[str, Any]:
    return {**job.row(Reply(None), model), "reason": "request_failed"}


def _counts(rows: Sequence[dict[str, Any]], verdicts: Sequence[Verdict]) -> dict[str, Any]:
    gates: dict[str, Counter[str]] = defaultdict(Counter)
    kinds: dict[str, dict[str, Counter[str]]] = {
        kind: defaultdict(Counter) for kind in ("task", "language", "attributes")
    }
    for row, verdict in zip(rows, verdicts, strict=True):
        if verdict:
            gates[verdict[0]][verdict[1]] += 1
        for kind, counts in kinds.items():
            for value in row[kind] if kind == "attributes" else (row[kind],):
                counts[value]["rejected" if verdict else "accepted"] += 1
    accepted = sum(verdict is None for verdict in verdicts)
    return {
        "accepted": accepted,
        "rejected": len(rows) - accepted,
        "gates": {gate: dict(counts) for gate, counts in gates.items()},
        "reasons": {reason: REASONS[reason] for counts in gates.values() for reason in counts},
        **{f"by_{kind}": {value: dict(count) for value, count in counts.items()} for kind, counts in kinds.items()},
    }


def _diversity(rows: Sequence[dict[str, Any]], gates: Mapping[str, Gate]) -> dict[str, float | None]:
    """Of the accepted rows; their vectors are compared where the encoder is at hand and knows the language."""
    gate = gates.get("grounding")
    if isinstance(gate, GroundingGate):
        return diversity(rows, gate.encode, gate.knows)
    return diversity(rows)


def _save(folder: Path, rows: Sequence[dict[str, Any]], verdicts: Sequence[Verdict], report: dict[str, Any]) -> None:
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
