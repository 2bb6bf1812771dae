"""Any task that lm-evaluation-harness knows: asked with answers that are kept, graded by the task's own metric."""

import difflib
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cmining_distilabel.cost.meter import Meter
from cmining_distilabel.errors import Failure, UserError, one_line, unknown
from cmining_distilabel.evaluation.downstream.benchmarks import BENCHMARKS
from cmining_distilabel.evaluation.downstream.harness import count_all, failing_server, identity, shown_prompt
from cmining_distilabel.evaluation.downstream.model import ModelSpec, check_model, hushed, load_model
from cmining_distilabel.evaluation.downstream.run import KEPT, Run, finish_run, model_name, open_run, record_run
from cmining_distilabel.evaluation.downstream.score import Graded
from cmining_distilabel.evaluation.downstream.task_samples import countries_of, graded_samples
from cmining_distilabel.evaluation.statistics import Resampling
from cmining_distilabel.generation.reply_store import ReplyStore
from cmining_distilabel.progress import bar

BENCHMARK = "lm-eval"
"""How a run of such tasks calls its benchmark; the tasks are its parts."""
_CHOICE = "multiple_choice"


@dataclass(frozen=True)
class TaskOptions:
    """How tasks are asked.

    Attributes:
        include_path: folder of YAML files of more tasks.
        fewshot: examples before each question; None for what the task says.
        countries: that questions must be about, where the task has a country; none for all.
        limit: most questions a task, drawn evenly by `seed`.
        metric: of the task, 0 or 1 a question, that says whether it is right; by default the first there is.
        filter: of the task, where it reads an answer in several ways; the first by default.
        seed: of the draw, and of the examples.
    """

    include_path: str | None = None
    fewshot: int | None = None
    countries: Sequence[str] = ()
    limit: int | None = None
    metric: str | None = None
    filter: str | None = None
    seed: int = 0


@dataclass
class _Asked:
    """Leaves of the tasks asked for: by its name each, its own task, and which documents of it."""

    parts: dict[str, str] = field(default_factory=dict)
    tasks: dict[str, Any] = field(default_factory=dict)
    documents: dict[str, list[int]] = field(default_factory=dict)


def evaluate_tasks(
    names: Sequence[str],
    out: str | Path,
    model: ModelSpec,
    options: TaskOptions | None = None,
    *,
    resampling: Resampling | None = None,
    overwrite: bool = False,
    quiet: bool = True,
) -> Run:
    """Ask a model the questions of tasks, and write the folder that `evaluate_model` writes; `compare` takes both.

    A task of tasks is one part, with the tasks in it as topics where its questions have none.

    Args:
        names: tasks or groups of lm-evaluation-harness.
        out, resampling, overwrite, quiet: as for `evaluate_model`.
        model: that answers. Multiple choice is by likelihood, which needs a local model.
        options: how they are asked.

    Raises:
        UserError: there is no such task, its data cannot be had, it has no metric of right and wrong, or it needs
            likelihoods of a server.
        Failure: the server fails.
    """
    options = options or TaskOptions()
    check_model(model)
    folder, resumed = open_run(out, overwrite=overwrite)
    meter, graded = Meter(), list[Graded]()
    try:
        with meter("load"):
            with hushed(quiet):
                asked = _load(list(dict.fromkeys(names)), options)
            _check_likelihoods(asked, model)
            loaded, chat = load_model(model, quiet=quiet)
        with meter("answer") as spent:
            samples = _ask(asked, loaded, chat, model, folder, options, quiet)
            texts = [text for own in samples.values() for one in own for text in _sent(one)]
            spent.input_tokens = count_all(loaded, texts)
        with meter("score"):
            graded, prompts, notes = _graded(asked, samples, options)
            run = finish_run(
                folder, BENCHMARK, model_name(model), graded, prompts, model, notes=notes, resampling=resampling
            )
    finally:
        record_run(folder, meter, model, resumed=resumed, items=len(graded))
    return run


def _load(names: Sequence[str], options: TaskOptions) -> _Asked:
    if options.include_path and not Path(options.include_path).is_dir():
        raise UserError(f"{options.include_path} is no folder of tasks (include_path)")
    asked = _Asked()
    for name, leaves in _leaves(names, options.include_path):
        with _one_line(f"the task {name} has no questions"):
            found = {leaf: list(task.eval_docs) for leaf, task in leaves.items()}
        for leaf, task in leaves.items():
            if leaf in asked.parts:
                raise UserError(f"the task {leaf} is asked for twice, in {asked.parts[leaf]} and in {name}")
            task.set_fewshot_seed(seed=options.seed)
            if options.fewshot is not None:
                task.set_config("num_fewshot", options.fewshot)
            asked.parts[leaf], asked.tasks[leaf] = name, task
        asked.documents |= _drawn(name, found, options)
    return asked


def _leaves(names: Sequence[str], include_path: str | None) -> list[tuple[str, dict[str, Any]]]:
    """The tasks of each name."""
    from lm_eval.tasks import TaskManager

    if include_path:  # to look through the harness's own 14,000 takes seconds
        with suppress(*_TASK_ERRORS):
            own = TaskManager(include_path=include_path, include_defaults=False)
            if set(names) <= set(own.all_tasks):
                return [(name, own.load([name])["tasks"]) for name in names]
    with _one_line("the tasks cannot be read"):
        manager = TaskManager(include_path=include_path)
    found = []
    for name in names:
        if name not in manager.all_tasks:
            raise _no_task(name, manager.all_tasks)
        with _one_line(f"the task {name} cannot be loaded"):
            found.append((name, manager.load([name])["tasks"]))
    return found


def _no_task(name: str, known: Sequence[str]) -> UserError:
    """The error for a name that is neither a task nor a command: what is like it, of many thousands."""
    near = difflib.get_close_matches(name, [*BENCHMARKS, "mining", *known], n=5)
    meant = f"did you mean {', '.join(map(repr, near))}? " if near else ""
    return UserError(f"no task {name!r}; {meant}`lm_eval ls tasks` lists all")


def _drawn(name: str, found: Mapping[str, Sequence[Mapping[str, Any]]], options: TaskOptions) -> dict[str, list[int]]:
    """Places of the documents to ask, of each leaf of a task: about the countries, and at most so many."""
    wanted = {country.casefold() for country in options.countries}
    places = [(leaf, place) for leaf, rows in found.items() for place in range(len(rows))]
    if wanted:
        there = {country for leaf, place in places for country in countries_of(found[leaf][place])}
        for country in options.countries:
            if country.casefold() not in map(str.casefold, there):
                raise unknown("country", country, sorted(there), among=f"questions in {name}")
        places = [
            (leaf, place)
            for leaf, place in places
            if any(country.casefold() in wanted for country in countries_of(found[leaf][place]))
        ]
    if options.limit is not None and options.limit < len(places):
        places = sorted(random.Random(options.seed).sample(places, options.limit))
    return {leaf: own for leaf in found if (own := [place for of, place in places if of == leaf])}


def _check_likelihoods(asked: _Asked, model: ModelSpec) -> None:
    if model.base_url is None:
        return
    for leaf, task in asked.tasks.items():
        if task.OUTPUT_TYPE != "generate_until":
            raise UserError(
                f"the task {leaf} compares likelihoods, which a chat server does not tell; ask a local model, or "
                "choose a variant that generates"
            )


def _ask(
    asked: _Asked, loaded: Any, chat: bool, model: ModelSpec, folder: Path, options: TaskOptions, quiet: bool
) -> dict[str, list[dict[str, Any]]]:
    """The harness's samples of each leaf."""
    from lm_eval import evaluate

    from cmining_distilabel.evaluation.downstream.kept import KeptLM

    tasks = {leaf: asked.tasks[leaf] for leaf in asked.documents}
    if model.max_new_tokens:
        for task in tasks.values():
            if task.OUTPUT_TYPE == "generate_until":
                task.set_config("generation_kwargs", {"max_gen_toks": model.max_new_tokens}, update=True)
    count = sum(_requests(tasks[leaf], places) for leaf, places in asked.documents.items())
    with ReplyStore.open(folder / KEPT) as store, bar("Asking", count, quiet=quiet) as advance:
        kept = KeptLM(loaded, identity(model), store, advance)
        with (
            _one_line("the harness cannot ask", (ValueError, NotImplementedError)),
            failing_server(model),
            hushed(quiet),
        ):
            found = evaluate(
                lm=kept,
                task_dict={"tasks": tasks, "groups": {}},
                samples=asked.documents,
                apply_chat_template=chat,
                bootstrap_iters=0,
            )
    samples: dict[str, list[dict[str, Any]]] = found["samples"]
    return samples


def _requests(task: Any, places: Sequence[int]) -> int:
    """How many answers documents take: of multiple choice a likelihood an option."""
    if task.OUTPUT_TYPE != _CHOICE:
        return len(places)
    documents = task.eval_docs
    return sum(len(task.doc_to_choice(documents[place])) for place in places)


def _graded(
    asked: _Asked, samples: Mapping[str, Sequence[Mapping[str, Any]]], options: TaskOptions
) -> tuple[list[Graded], dict[str, str], list[str]]:
    """Questions of all leaves, prompts as they were sent, and notes."""
    graded, prompts, notes = list[Graded](), dict[str, str](), list[str]()
    for leaf, found in samples.items():
        own, more = graded_samples(
            asked.parts[leaf], leaf, asked.tasks[leaf].OUTPUT_TYPE, found, options.filter, options.metric
        )
        notes += more
        for one, sample in own:
            graded.append(one)
            prompts[one.item.id] = shown_prompt(sample["arguments"][0][0])
    return graded, prompts, notes


def _sent(sample: Mapping[str, Any]) -> Iterator[str]:
    for argument in sample["arguments"]:
        yield shown_prompt(argument[0]) + (argument[1] if isinstance(argument[1], str) else "")


_TASK_ERRORS = (OSError, ValueError, RuntimeError, KeyError, ImportError, AttributeError)
"""What tasks' own code, their data sets and the Hub raise."""


@contextmanager
def _one_line(what: str, errors: tuple[type[Exception], ...] = _TASK_ERRORS) -> Iterator[None]:
    """Tell an error of the harness or of a task in one line."""
    try:
        yield
    except (UserError, Failure):
        raise
    except errors as error:
        raise UserError(f"{what}: {one_line(error)[:300]}") from error
