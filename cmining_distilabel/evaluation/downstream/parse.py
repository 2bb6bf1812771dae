"""What a model's answer says, where it can be told."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from cmining_distilabel.evaluation.downstream.items import Item
from cmining_distilabel.files import read_yaml_mapping
from cmining_distilabel.generation.objects import objects_of
from cmining_distilabel.generation.reasoning import without_reasoning

_MARKED = re.compile(
    r"\\boxed\s*\{\s*(?:\\(?:text|mathrm|textbf|mathbf)\s*\{)?\s*([^{}]+?)\s*\}|<answer>\s*([^<>]+?)\s*</answer>",
    re.IGNORECASE,
)
_KEYS = ("answer_choice", "answer", "choice", "option", "letter")
_STATED_TRUTH = re.compile(r"\banswer\b[^\n.]{0,20}?(?:\bis\b|:)\W*(true|false)\b", re.IGNORECASE)
_FIRST_TRUTH = re.compile(r"\W*(true|false)\b(?!\s*(?:or|and|/)\b)", re.IGNORECASE)
_TRUTH = re.compile(r"(\bnot\s+|n't\s+|\b)(true|false)\b", re.IGNORECASE)
# An option's letter, and no other word or option in its place: "A cup", "A's", "A or B", "A ではない".
_NO_MORE = (
    r"(?!['’]\w)(?!\s*(?:[/,&]|\b(?:or|and|oder|und|ou|et|o|y)\b)\s*\(?[A-Z]\b)"
    r"(?!\s*(?:ではな|じゃな|가 아니|이 아니|错|錯))"
)
_OPTION = r"(?:(?i:option|choice|letter)\W{1,3})?([A-Z])"
_FIRST_LETTER = re.compile(r"\W*([A-Z])\W*(?:$|\n|[).:,\]*]\W)")
_LETTER = re.compile(
    r"\(([A-Z])\)|\b([A-Z])[).:](?=\s|$)|^\W*([B-HJ-Z])\b|\b(?i:option|choice|answer)\s+([A-Z])\b", re.MULTILINE
)
_LONE = re.compile(r"\W*([A-Za-z])\W*|\W*([a-z])[).:]\s.*", re.DOTALL)
_WORD = re.compile(r"[^\W_]+")
# Scripts without spaces between words: there a text is looked for anywhere, not at the borders of words.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff]")


def parse(item: Item, answer: str | None) -> str | None:
    """The answer in the form of `item.gold`; None where it cannot be told what was meant.

    A letter or a truth value must be clear: stated ("the answer is B"), at the start, or the only one named. A text is
    one of `gold` that the answer holds, or else the answer itself.
    """
    said = without_reasoning(answer or "")[0]
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
    said = unicodedata.normalize("NFKC", said)
    stated: list[str] = _STATED_TRUTH.findall(said)
    for found in (*_marked(said), *reversed(stated), *_group(_FIRST_TRUTH.match(said))):
        if found.casefold() in ("true", "false"):
            return found.capitalize()
    named = {(bool(denied), value.casefold()) for denied, value in _TRUTH.findall(said)}
    if len(named) != 1:
        return None
    denied, value = named.pop()
    return None if denied else value.capitalize()  # "not true" may mean anything


def parse_letter(said: str, options: tuple[tuple[str, str], ...]) -> str | None:
    """The letter of an option that an answer names, by its letter or by its text.

    >>> parse_letter("(B) Tea", (("A", "Coffee"), ("B", "Tea"))), parse_letter("A cup", (("A", "Coffee"), ("B", "Tea")))
    ('B', None)
    >>> parse_letter("答え：Ｂ", (("A", "Coffee"), ("B", "Tea"))), parse_letter("b", (("A", "Coffee"), ("B", "Tea")))
    ('B', 'B')
    """
    said = unicodedata.normalize("NFKC", said)
    letters = {letter for letter, _ in options}
    marked = [letter for text in _marked(said) for letter in (*_lone(text), *_group(_FIRST_LETTER.match(text)))]
    for found in (*marked, *_stated(said), *_group(_FIRST_LETTER.match(said)), *_lone(said)):
        if found in letters:
            return found
    equal = [letter for letter, text in options if _plain(text) == _plain(said)]
    if len(equal) == 1:
        return equal[0]
    named = {letter for found in _LETTER.findall(said) for letter in found if letter in letters}
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


def _marked(said: str) -> Iterator[str]:
    """What an answer marks as its result, the last mark first: a box, a tag, or JSON, which BLEnD asks for."""
    for boxed, tagged in reversed(_MARKED.findall(said)):
        yield boxed or tagged
    for value, _ in objects_of(said):
        for key in _KEYS if isinstance(value, dict) else ():
            if isinstance(value.get(key), str | bool):
                yield str(value[key]).strip()


def _stated(said: str) -> list[str]:
    """Letters behind words for "answer", in any language, the last one first."""
    found = [(match.start(1), match[1]) for pattern in _patterns() for match in pattern.finditer(said)]
    return [letter for _, letter in sorted(found, reverse=True)]


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """A pattern for the languages that need a colon or an "is" before the letter, and one for the others."""
    table = read_yaml_mapping(Path(__file__).with_name("words.yaml"))
    denied = "|".join(table.pop("not"))
    strict, free = [], []
    for language in table.values():
        words = "|".join(sorted(map(re.escape, language["words"]), key=len, reverse=True))
        if "is" in language:
            copula = "|".join(map(re.escape, language["is"]))
            strict.append(rf"\b(?:{words})\b[^\n.]{{0,20}}?(?:\b(?:{copula})\b|:)")
        else:
            free.append(words)
    between = rf"(?:(?!{denied})[^\nA-Za-z]){{0,20}}?"
    forms = (
        rf"(?i:{'|'.join(strict)})\W*{_OPTION}\b{_NO_MORE}",
        rf"(?i:{'|'.join(free)}){between}(?<![A-Za-z]){_OPTION}(?![A-Za-z]){_NO_MORE}",
    )
    return tuple(re.compile(unicodedata.normalize("NFKC", form)) for form in forms)


def _lone(said: str) -> list[str]:
    """The letter of an answer that is one letter, in whatever case, or begins with "b)"."""
    match = _LONE.fullmatch(said)
    return [(match[1] or match[2]).upper()] if match else []


def _group(match: re.Match[str] | None) -> list[str]:
    return [match[1]] if match else []
