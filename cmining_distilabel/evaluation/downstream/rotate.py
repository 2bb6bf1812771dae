"""The options of a question in every order that turning them gives: knowledge stays, a liking for a letter does not."""

from collections.abc import Sequence
from dataclasses import replace

from cmining_distilabel.evaluation.downstream.items import Item


def rotated(items: Sequence[Item]) -> tuple[list[Item], int]:
    """Each item with lettered options once for each of its turns, and how many items could not be turned.

    A question is right when all of its turns are; the share of items that are right (`score.Habit`) is the mean over
    turns. An item whose prompt does not list its options line by line, as BLEnD's own prompts do not, stays as it is.
    """
    found: list[Item] = []
    fixed = 0
    for item in items:
        lines = _lines(item.options)
        if item.kind != "letter" or not item.options or lines not in item.prompt:
            found.append(item)
            fixed += item.kind == "letter"
            continue
        letters, texts = zip(*item.options, strict=True)
        for turn in range(len(letters)):
            options = tuple(zip(letters, (*texts[turn:], *texts[:turn]), strict=True))
            gold = tuple(letters[(letters.index(letter) - turn) % len(letters)] for letter in item.gold)
            prompt = item.prompt.replace(lines, _lines(options))
            found.append(replace(item, id=f"{item.id}/turn-{turn}", prompt=prompt, gold=gold, options=options))
    return found, fixed


def _lines(options: Sequence[tuple[str, str]]) -> str:
    return "\n".join(f"{letter}. {text}" for letter, text in options)
