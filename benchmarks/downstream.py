"""What `cmining evaluate` adds to lm-evaluation-harness, and how fast stored answers are scored.

    python benchmarks/downstream.py MODEL [--questions 400] [--answers 10000]

The same made-up questions are answered by a local model through `lm_eval.simple_evaluate` and through `evaluate_model`,
in turn, loading excluded; the median of three processor times is compared. Prints JSON.
"""

import argparse
import csv
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cmining_distilabel.evaluation.downstream import evaluate_model, load_items, run
from cmining_distilabel.evaluation.downstream.harness import TASKS
from cmining_distilabel.evaluation.downstream.model import ModelSpec, hushed, load_model

_COUNTRIES = ("Brazil", "Egypt", "France", "Greece", "India", "Japan", "Kenya", "Nepal", "Norway", "Peru")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("--questions", type=int, default=400)
    parser.add_argument("--answers", type=int, default=10_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, hushed(True):
        folder = Path(name)
        seconds = overhead(ModelSpec(given.model), folder, given.questions)
        scoring = stored(folder, given.answers)
    medians = {way: statistics.median(found) for way, found in seconds.items()}
    ratio = medians["cmining"] / medians["lm_eval"]
    print(json.dumps({"cpu_seconds": seconds, "ratio": ratio, "scored": given.answers, "scoring": scoring}, indent=2))


def overhead(spec: ModelSpec, folder: Path, questions: int) -> dict[str, list[float]]:
    from lm_eval import simple_evaluate
    from lm_eval.tasks import TaskManager

    data = write(folder / "easy.csv", questions, hard=False)
    model, chat = load_model(spec)
    run.load_model = lambda *_, **__: (model, chat)  # neither way loads it again

    def alone(_: int) -> None:
        simple_evaluate(
            model=model,
            tasks=["cmining_culturalbench_easy"],
            task_manager=TaskManager(include_path=str(TASKS), include_defaults=False, metadata={"data": data}),
            apply_chat_template=chat,
            bootstrap_iters=0,
        )

    def ours(turn: int) -> None:
        evaluate_model("culturalbench", load_items("culturalbench", [data]).items, folder / f"run{turn}", model=spec)

    seconds: dict[str, list[float]] = {"lm_eval": [], "cmining": []}
    for turn in range(4):
        for way, found in ((alone, seconds["lm_eval"]), (ours, seconds["cmining"])):
            spent = timed(way, turn)["cpu"]
            if turn:  # the first warms up
                found.append(spent)
    return seconds


def stored(folder: Path, answers: int) -> dict[str, float]:
    data = write(folder / "hard.csv", answers // 4, hard=True)
    items = load_items("culturalbench", [data]).items
    said = ("True", "False", "The answer is: True", "I am not sure")
    file = folder / "answers.jsonl"
    rows = ({"id": item.id, "answer": said[place * 7 % 4]} for place, item in enumerate(items))
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))

    def score(_: int) -> None:
        evaluate_model("culturalbench", load_items("culturalbench", [data]).items, folder / "scored", answers=file)

    return timed(score, 0)


def timed(work: Callable[[int], Any], turn: int) -> dict[str, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    work(turn)
    return {"cpu": round(time.process_time() - cpu, 3), "wall": round(time.perf_counter() - wall, 3)}


def write(path: Path, questions: int, *, hard: bool) -> str:
    options = ("rice", "salt", "bread", "wine")
    head = ["prompt_option"] if hard else [f"prompt_option_{letter}" for letter in "abcd"]
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["question_idx", "prompt_question", *head, "answer", "country"])
        for number in range(questions):
            asked = f"What do guests bring to the made-up feast number {number}?"
            country = _COUNTRIES[number % len(_COUNTRIES)]
            if hard:
                out.writerows([number, asked, one, place == number % 4, country] for place, one in enumerate(options))
            else:
                out.writerow([number, asked, *options, "ABCD"[number % 4], country])
    return str(path)


if __name__ == "__main__":
    main()
