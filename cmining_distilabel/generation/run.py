"""From seeds to instruction data: plan, ask, pass the gates, write."""

import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cmining_distilabel.cost.account import record
from cmining_distilabel.cost.meter import Meter
from cmining_distilabel.errors import UserError
from cmining_distilabel.files import whole_file, write_json
from cmining_distilabel.generation.asking import Asking
from cmining_distilabel.generation.config import GenerateConfig, Limits, quota_texts
from cmining_distilabel.generation.critique import answer_again, revise
from cmining_distilabel.generation.critique import judge as judge_rows
from cmining_distilabel.generation.diversity import diversity
from cmining_distilabel.generation.drafts import Draft, choose, drop_repeats, write, write_until_one_passes
from cmining_distilabel.generation.gates import REASONS, TOGETHER, make_gates
from cmining_distilabel.generation.gates.base import Gate
from cmining_distilabel.generation.gates.grounding import GroundingGate
from cmining_distilabel.generation.jobs import INSTRUCTIONS, REJECTED, Job, make_jobs, read_system_prompt
from cmining_distilabel.generation.llms import Speaker, load_llm
from cmining_distilabel.generation.planted import check_judge
from cmining_distilabel.generation.reply import Reply
from cmining_distilabel.generation.reply_store import ReplyStore
from cmining_distilabel.generation.seeds import load_seeds, say_changed, seeds_fingerprint
from cmining_distilabel.generation.sieve import Verdict
from cmining_distilabel.mining.result.command import public_name
from cmining_distilabel.mining.result.filter import Filter
from cmining_distilabel.mining.result.versions import versions


def generate(
    source: str | Path,
    out: str | Path,
    llm: Any,
    config: GenerateConfig | None = None,
    limits: Limits | None = None,
    *,
    wanted: Filter | None = None,
    parameters: dict[str, Any] | None = None,
    judge: Speaker | None = None,
    reviser: Speaker | None = None,
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
        judge: who judges, where the config says so; the writer by default.
        reviser: who revises; the writer by default.

    Returns:
        What generate.json holds: counts by gate, task and language, tokens, cost.

    Raises:
        UserError: seeds, tasks, quotas, a benchmark or the LLM cannot be used, or the disk is full.
        Failure: the server refuses, or does not answer.
    """
    config, limits = config or GenerateConfig(), limits or Limits()
    parameters = parameters or {"temperature": config.temperature, "max_new_tokens": config.max_new_tokens}
    writer = Speaker(llm, parameters)
    judge = judge or Speaker(llm, parameters | ({"temperature": 0.0} if "temperature" in parameters else {}))
    reviser = reviser or writer
    folder, start, meter = Path(out), time.monotonic(), Meter()
    check_folder(folder)
    seeds = load_seeds(source, wanted)
    say_changed(folder, written_from := seeds_fingerprint(seeds))
    jobs, possible, unsuited, together = make_jobs(seeds, config, writer.model, parameters)
    gates = make_gates(config.gates)
    asked = {"writer": writer} | ({"judge": judge} if config.judge or config.answer_again else {})
    asked |= {"reviser": reviser} if config.revise else {}
    _check_prices(limits, asked)
    for own in {id(speaker.llm): speaker.llm for speaker in asked.values()}.values():
        load_llm(own)
    with (
        ReplyStore.open(folder / "answers.jsonl") as store,
        meter("generate") as spent,
        Asking(store, limits, spent, quiet=quiet) as ask,
    ):
        cached = sum(store.get(job.request.key) is not None for job in jobs)
        drafts, checked = _drafts(jobs, ask, writer, judge, reviser, gates, config)
        named = public_name(writer.model)
        rows, verdicts = [draft.row for draft in drafts], [draft.verdict for draft in drafts]
        rows += [_failed(job, named) for job in jobs if job.request.key in ask.failed]
        verdicts += [("request", "request_failed")] * (len(rows) - len(verdicts))
        report = {
            "seeds": written_from,
            "requests": len(jobs),
            "answered_before": cached,
            "left_out_for_budget": ask.left_out,
            "plan": {"possible": possible, "together": together, "unsuited": unsuited},
            **_counts(rows, verdicts),
            "diversity": _diversity([row for row, verdict in zip(rows, verdicts, strict=True) if not verdict], gates),
            "tokens": {"input": spent.input_tokens, "output": spent.output_tokens},
            "cost_usd": round(ask.budget.spent, 6) if limits.price else None,
            "failures": Counter(ask.failed.values()).most_common(5),
            "seconds": round(time.monotonic() - start, 3),
            "llm": _class_of(llm),
            "model": named,
            **{
                role: {"model": public_name(speaker.model), "llm": _class_of(speaker.llm)}
                for role, speaker in asked.items()
                if role != "writer"
            },
            "judge_check": checked,
            "parameters": parameters,
            "config": config.model_dump(mode="json", exclude={"quotas"})
            | {"tasks": list(dict.fromkeys(job.task.task for job in jobs))}
            | {"quotas": quota_texts(config.quotas)},
            "versions": versions(config.gates.encoder),
        }
    _save(folder, _told_first(rows, config), verdicts, report)
    # A model that runs in this process costs its GPU seconds, not a price for tokens.
    paid = "Transformers" not in type(llm).__qualname__
    record(folder, "generate", meter.rows(), add=cached > 0, model=named, paid=paid, rows=report["accepted"])
    return report


def _check_prices(limits: Limits, asked: Mapping[str, Speaker]) -> None:
    """Refuse a budget that nobody could keep."""
    if limits.budget_usd is None:
        return
    if limits.price is None:
        raise UserError("budget_usd needs the price of the tokens: give price=...")
    writer = asked["writer"].model
    for role, speaker in asked.items():
        if speaker.model not in {writer, *limits.prices}:
            raise UserError(f"budget_usd needs the price of the {role}'s tokens, too: of {speaker.model}")


def check_folder(folder: Path) -> None:
    """Refuse a folder that holds something else, before any work is done for it."""
    known = ("answers.jsonl", "seeds.parquet", "generate.json")
    if folder.exists() and not (
        folder.is_dir() and (not any(folder.iterdir()) or any((folder / name).is_file() for name in known))
    ):
        raise UserError(f"{folder} is no result of cmining, and not empty; name another folder")


def _drafts(
    jobs: Sequence[Job],
    ask: Asking,
    writer: Speaker,
    judging: Speaker,
    reviser: Speaker,
    gates: dict[str, Gate],
    config: GenerateConfig,
) -> tuple[list[Draft], dict[str, Any] | None]:
    """Write, judge, choose and revise; what became of each answer, and what the judge found of planted faults."""
    named = public_name(writer.model)  # rows are published: a local model is not located
    if not config.judge:
        drafts = write_until_one_passes(jobs, config.best_of, ask, writer, gates, named)
        if config.answer_again:
            answer_again(drafts, ask, judging, gates, config)
        return drafts, None
    every = [job.again(number) for number in range(config.best_of) for job in jobs]
    # Answers to one request are alike: they are compared with others when one of them is chosen.
    alone = gates if config.best_of == 1 else {name: gate for name, gate in gates.items() if name not in TOGETHER}
    drafts = write(every, ask, writer, alone, named)
    if config.answer_again:
        answer_again(drafts, ask, judging, gates, config)
    checked = check_judge(drafts, ask, judging, config) if config.judge_check else None
    judge_rows(drafts, ask, judging, config)
    choose(drafts)
    if config.best_of > 1:
        drop_repeats(drafts, gates)
    if config.revise:
        drafts += revise(drafts, ask, reviser, judging, gates, config)
    return drafts, checked


def _class_of(llm: Any) -> str:
    return f"{type(llm).__module__}.{type(llm).__qualname__}"


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


def _told_first(rows: list[dict[str, Any]], config: GenerateConfig) -> list[dict[str, Any]]:
    """The rows with the system prompt before each conversation, where that is asked for: the gates never see it."""
    if not config.keep_system_prompt:
        return rows
    system = [{"role": "system", "content": read_system_prompt(config)}]
    chats = ("messages", "rejected")
    return [{**row, **{name: row[name] and [*system, *row[name]] for name in chats}} for row in rows]


def _save(folder: Path, rows: Sequence[dict[str, Any]], verdicts: Sequence[Verdict], report: dict[str, Any]) -> None:
    """Write each file whole or not at all, none without rows; generate.json last: it tells of files that are there."""
    accepted = [row for row, verdict in zip(rows, verdicts, strict=True) if verdict is None]
    rejected = [
        {**row, "gate": verdict[0], "reason": verdict[1]}
        for row, verdict in zip(rows, verdicts, strict=True)
        if verdict is not None
    ]
    for name, schema, kept in (("instructions", INSTRUCTIONS, accepted), ("rejected", REJECTED, rejected)):
        path = folder / f"{name}.parquet"
        if not kept:  # what `datasets` cannot load is no config
            path.unlink(missing_ok=True)
            continue
        with whole_file(path) as partial:
            pq.write_table(pa.Table.from_pylist(kept, schema=schema), partial, compression="zstd")
    write_json(folder / "generate.json", report)
