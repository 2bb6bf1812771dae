"""Rows that tasks could have written."""

from typing import Any

from tests.seeds import seed_rows

SEEDS = {seed["id"]: seed for seed in seed_rows()}
ANSWERS = {
    "en-1": ("What do Morris dancers wear?", "They wear bell pads on their shins, and wave handkerchiefs or sticks."),
    "en-3": ("How does one win the cheese?", "By running down Cooper's Hill after it faster than everybody else."),
    "ja-2": ("節分の日には何をしますか。", "「鬼は外、福は内」と言いながら豆をまき、年の数だけ豆を食べます。"),
    "fr-1": ("Qui porte la couronne à l'Épiphanie ?", "Celui qui trouve la fève dans sa part de galette la porte."),
}


def row(name: str = "en-1", question: str | None = None, answer: str | None = None, **changed: Any) -> dict[str, Any]:
    """A row of the task grounded_qa from a seed."""
    seed = SEEDS[name]
    asked, said = ANSWERS.get(name, ("What is it?", seed["text"]))
    return {
        "messages": [
            {"role": "user", "content": question or asked},
            {"role": "assistant", "content": answer or said},
        ],
        "text": seed["text"],
        "language": seed["language"],
        "seed_language": seed["language"],
        "reason": None,
        **changed,
    }
