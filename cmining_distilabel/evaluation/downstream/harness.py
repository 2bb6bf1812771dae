"""The benchmarks as tasks of EleutherAI's lm-evaluation-harness, and a model that answers them."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cmining_distilabel.cost.meter import count_tokens
from cmining_distilabel.errors import Failure
from cmining_distilabel.evaluation.downstream.benchmarks import load_items
from cmining_distilabel.evaluation.downstream.items import Item
from cmining_distilabel.evaluation.downstream.model import ModelSpec, hushed
from cmining_distilabel.evaluation.downstream.score import grade
from cmining_distilabel.generation.reply import Reply, ServerError
from cmining_distilabel.generation.reply_store import ReplyStore
from cmining_distilabel.generation.server_errors import told
from cmining_distilabel.mining.result.command import public_name

TASKS = Path(__file__).parent / "tasks"
"""For `lm_eval --include_path`."""


def task_name(benchmark: str, part: str) -> str:
    """The name of a part in the harness: ``cmining_culturalbench_hard``."""
    return f"cmining_{benchmark}_{part}".replace("-", "_")


def documents(benchmark: str, part: str, data: str | Sequence[str] = (), **more: Any) -> dict[str, Any]:
    """A part of a benchmark as the harness wants it; the YAML files name this function.

    Args:
        benchmark: a key of `BENCHMARKS`.
        part: of it.
        data: files or a data set's id, in place of the benchmark's own:
            ``lm_eval --metadata '{"data": "easy.csv"}'``.
        more: `language` and `skip_incomplete`, as in `load_items`, or the items themselves as `given`; the harness puts
            other things in here, too.
    """
    given: _Given | None = more.get("given")
    if given is not None:
        return _documents(given.items[part])
    options = {name: more[name] for name in ("language", "skip_incomplete") if name in more}
    loaded = load_items(benchmark, [data] if isinstance(data, str) else data, parts=[part], **options)
    return _documents(loaded.items)


def process_results(doc: dict[str, Any], results: list[str]) -> dict[str, Any]:
    """What the harness aggregates of one item."""
    graded = grade([Item.from_row(doc)], {doc["id"]: [Reply(results[0])]})[0]
    return {"accuracy": (doc["question"], graded.right), "unparsable": float(graded.reason is not None)}


def question_accuracy(pairs: Sequence[tuple[str, bool]]) -> float:
    """Share of the questions all of whose items are right."""
    by_question: dict[str, bool] = {}
    for question, right in pairs:
        by_question[question] = by_question.get(question, True) and right
    return sum(by_question.values()) / len(by_question)


def mean(values: Sequence[float]) -> float:
    """Share of the items whose answer cannot be read."""
    return sum(values) / len(values)


def ask(
    benchmark: str,
    items: Sequence[Item],
    model: Any,
    spec: ModelSpec,
    store: ReplyStore,
    *,
    chat: bool,
    progress: Callable[[int], Any] = lambda done: None,
    quiet: bool = True,
) -> tuple[dict[str, list[Reply]], dict[str, str], dict[str, int]]:
    """Have a model answer.

    Args:
        benchmark: whose tasks are used.
        items: to ask.
        model: as `load_model` gives it.
        spec: of the model.
        store: where answers are kept as they come, and taken from.
        chat: whether the model's chat template is used.
        progress: called with the number of answers that came.
        quiet: without the harness's own bars.

    Returns:
        By item id the replies and the prompt as it was sent; and tokens: input, output.

    Raises:
        Failure: the server fails.
    """
    from lm_eval import evaluate
    from lm_eval.tasks import TaskManager

    from cmining_distilabel.evaluation.downstream.kept import KeptLM, reply_of

    kept = KeptLM(model, identity(spec), store, progress)
    given = _Given({part: [] for part in dict.fromkeys(item.part for item in items)})
    for item in items:
        given.items[item.part].append(item)
    with failing_server(spec), hushed(quiet):
        tasks = TaskManager(include_path=str(TASKS), include_defaults=False, metadata={"given": given})
        loaded = tasks.load([task_name(benchmark, part) for part in given.items])
        if spec.max_new_tokens:
            for task in loaded["tasks"].values():
                task.set_config("generation_kwargs", {"max_gen_toks": spec.max_new_tokens}, update=True)
        found = evaluate(lm=kept, task_dict=loaded, apply_chat_template=chat, bootstrap_iters=0)
    replies: dict[str, list[Reply]] = {}
    prompts: dict[str, str] = {}
    for samples in found["samples"].values():
        for sample in samples:
            name = sample["doc"]["id"]
            replies.setdefault(name, []).append(reply_of(sample["resps"][0][0]))
            prompts[name] = shown_prompt(sample["arguments"][0][0])
    said = [reply.text for own in replies.values() for reply in own if reply.text]
    return replies, prompts, {"input": count_all(model, list(prompts.values())), "output": count_all(model, said)}


@contextmanager
def failing_server(spec: ModelSpec) -> Iterator[None]:
    """Tell in one line what is wrong with a server.

    Raises:
        Failure: the server fails.
    """
    try:
        yield
    except _server_errors() as error:
        why = told(error, public_name(spec.base_url or ""))
        raise Failure(f"{why}; what it answered is kept, run the same again to go on") from None


@dataclass(frozen=True)
class _Given:
    """Items by part, in the place of the tasks' data sets."""

    items: dict[str, list[Item]]


def _documents(items: Sequence[Item]) -> dict[str, Any]:
    from datasets import Dataset

    return {"test": Dataset.from_list([{**item.row(), "target": item.gold[0]} for item in items])}


def identity(spec: ModelSpec) -> str:
    """What tells one model from another; a folder may hold other weights when a run goes on."""
    folders = [Path(name) for name in (spec.name, spec.adapter) if name and not spec.base_url and Path(name).is_dir()]
    changed = max((file.stat().st_mtime_ns for folder in folders for file in folder.iterdir()), default=0)
    thinking = "" if spec.thinking is None else f" thinking={spec.thinking}"
    return f"{spec.name} {spec.adapter or ''} {changed}{thinking}"


def count_all(model: Any, texts: list[str]) -> int:
    """Tokens of texts, by the model's tokenizer where it is here."""
    tokenizer = getattr(model, "tokenizer", None)
    if tokenizer is None or not texts:
        return sum(map(count_tokens, texts))
    return sum(map(len, tokenizer(texts, add_special_tokens=False)["input_ids"]))


def shown_prompt(prompt: Any) -> str:
    """A prompt as text: of a conversation what is said."""
    text = str(getattr(prompt, "prompt", prompt))
    if hasattr(prompt, "prompt"):
        return "\n".join(str(message["content"]) for message in json.loads(text))
    return text


def _server_errors() -> tuple[type[Exception], ...]:
    import aiohttp
    import requests

    return (aiohttp.ClientError, requests.RequestException, TimeoutError, ServerError)
