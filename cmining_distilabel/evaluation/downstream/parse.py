"""What a model's answer says, where it can be told."""

from __future__ import annotations

import json
import re
import unicodedata

from cmining_distilabel.evaluation.downstream.items import Item

_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL | re.IGNORECASE)
_STATED_TRUTH = re.compile(r"\banswer\b[^\n.]{0,20}?(?:\bis\b|:)\W*(true|false)\b", re.IGNORECASE)
_FIRST_TRUTH = re.compile(r"\W*(true|false)\b(?!\s*(?:or|and|/)\b)", re.IGNORECASE)
_TRUTH = re.compile(r"(\bnot\s+|n't\s+|\b)(true|false)\b", re.IGNORECASE)
_STATED_LETTER = re.compile(r"\b(?i:answer|option|choice)\b[^\n.]{0,20}?(?i:\bis\b|:)\W*([A-Z])\b(?!['’]\w)")
_FIRST_LETTER = re.compile(r"\W*([A-Z])\W*(?:$|\n|[).:,\]*]\W)")
_LETTER = re.compile(r"\(([A-Z])\)|\b([A-Z])[).:](?=\s|$)|^\W*([B-HJ-Z])\b", re.MULTILINE)
_WORD = re.compile(r"[^\W_]+")
# Scripts without spaces between words: there a text is looked for anywhere, not at the borders of words.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff]")


def parse(item: Item, answer: str | None) -> str | None:
    """The answer in the form of `item.gold`; None where it cannot be told what was meant.

    A letter or a truth value must be clear: stated ("the answer is B"), at the start, or the only one named. A text is
    one of `gold` that the answer holds, or else the answer itself.
    """
    said = _THOUGHT.sub("", answer or "").strip()
    if not said:
        return None
    if item.kind == "truth":
        return parse_truth(said)
    if item.kind == "letter":
        return parse_letter(said, item.options)
    return next((text for text in item.gold if holds(said, text)), said)


def parse_truth(said: str) -> str | None:
    """True or False of an answer.

    >>> parse_truth("False. It is not true that ..."), parse_truth("True or false?"), parse_truth("I think it is true")
    ('False', None, 'True')
    """
    stated = _STATED_TRUTH.findall(said)
    if stated:
        return str(stated[-1]).capitalize()
    first = _FIRST_TRUTH.match(said)
    if first:
        return first[1].capitalize()
    named = {(bool(denied), value.casefold()) for denied, value in _TRUTH.findall(said)}
    if len(named) != 1:
        return None
    denied, value = named.pop()
    return None if denied else value.capitalize()  # "not true" may mean anything


def parse_letter(said: str, options: tuple[tuple[str, str], ...]) -> str | None:
    """The letter of an option that an answer names, by its letter or by its text.

    >>> parse_letter("(B) Tea", (("A", "Coffee"), ("B", "Tea"))), parse_letter("A cup", (("A", "Coffee"), ("B", "Tea")))
    ('B', None)
    """
    letters = {letter for letter, _ in options}
    for found in (_from_json(said), *reversed(_STATED_LETTER.findall(said)), _group(_FIRST_LETTER.match(said))):
        if found in letters:
            return str(found)
    equal = [letter for letter, text in options if _plain(text) == _plain(said)]
    if len(equal) == 1:
        return equal[0]
    named = {letter for match in _LETTER.findall(said) for letter in match if letter in letters}
    return named.pop() if len(named) == 1 else None


def holds(said: str, text: str) -> bool:
    """Whether an answer has a text in it, whatever the case, width, accents' form and punctuation."""
    inside, whole = _plain(text), _plain(said)
    if not inside:
        return False
    return (
        inside.replace(" ", "") in whole.replace(" ", "") if _UNSPACED.search(inside) else f" {inside} " in f" {whole} "
    )


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def _from_json(said: str) -> str | None:
    """BLEnD asks for `{"answer_choice": "B"}`."""
    match = re.search(r"\{[^{}]*\}", said)
    try:
        value = json.loads(match[0]) if match else None
    except ValueError:
        return None
    found = value.get("answer_choice") if isinstance(value, dict) else None
    return found.strip()[:1].upper() if isinstance(found, str) else None


def _group(match: re.Match[str] | None) -> str | None:
    return str(match[1]) if match else None
