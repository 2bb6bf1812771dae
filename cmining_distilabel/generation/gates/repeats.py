"""Parts that say nothing of their own: the seed over again, or each other."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from cmining_distilabel.generation.gates.base import (
    Row,
    bare,
    fields,
    in_language,
    is_question,
    options,
    pieces,
    sources,
)
from cmining_distilabel.generation.gates.options import stands_in
from cmining_distilabel.generation.gates.runs import LONG, copied, runs, within
from cmining_distilabel.generation.gates.stems import WIDE, stems
from cmining_distilabel.mining.noise.length import display_width
from cmining_distilabel.text import sentences

_SAME = 0.8  # of the pieces of the shorter text that the other holds, so that both say the same
_COPIED = 0.9  # of an answer, or of a wrong option, that is the seed's, word for word
_TAKEN = 0.6  # the same of what a user says and is no question
_WHOLE = 0.8  # of the seed that an answer repeats
_ASKS = re.compile(r"[?？؟]|(?:か|까|나요|인가요|吗|嗎|呢|หรือ|อะไร|อย่างไร|ไหม)\s*[。．.]?\s*$|さい|세요|주십시오|请|請")
_MORE = 1.2  # times as long, from which a statement that holds another goes on from it
_WORD = 3  # letters by which a word is another than the seed's
_STUTTER = 32  # letters in a row that come twice in a text; half of it where two make a word
_FEW = 3  # words, or letters where nothing parts words, of a statement that is compared
_WORD_OR_LETTER = re.compile(r"[0-9a-z]+|\S")
_NUMBER = re.compile(r"\d+")
_SENTENCES = 3  # from which an answer that is copied is no short quotation


class RepeatGate:
    """Rejects `repeats_seed`, `no_question`, `wrong_in_seed` and `repeats_itself`.

    An answer may quote a sentence or two. One that is the seed's text as a whole, or three sentences of it, is the
    text over again, and so is a quiz question that holds all of it. What a user says is no question where it is taken
    from the seed and asks nothing, nor is a conversation that asks nothing after its first turn. A wrong option that
    is taken from the seed, or has no word of its own, is right. Parts repeat each other where nearly all of one is in
    another: advice and reason, two turns, a question and its answer, two sentences; the options of a quiz may.
    """

    def check(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None or a reason."""
        return [self._reason(row) for row in batch]

    def _reason(self, row: Row) -> str | None:
        every, quiz = pieces(row), options(row)
        free = [] if quiz else pieces(row, true=True)
        seeds = [bare(source.text) for source in sources(row)]
        if row.get("other_seed_id"):  # a comparison is no text that stands in them, of one or of both strung together
            seeds = [" ".join(seeds)]
            if any(copied(text, seeds[0]) >= _COPIED for name, text in free if not is_question(name)):
                return "repeats_seed"
        asked = [text for name, text in every if is_question(name) and name != "situation" and not _ASKS.search(text)]
        if any(copied(text, seed) >= _TAKEN for text in asked for seed in seeds):
            return "no_question"
        turns = [text for name, text in every if name == "user"]
        if len(turns) > 1 and not any(map(_ASKS.search, turns[1:])):
            return "no_question"
        if quiz and any(copied(text, seed) >= _COPIED for text in quiz[1] for seed in seeds):
            return "wrong_in_seed"
        if quiz and all(in_language(source, row) for source in sources(row)):
            given = _words(" ".join([*seeds, *(source.title for source in sources(row)), quiz[0]]))
            if any(display_width(text) >= LONG and _words(text) <= given for text in quiz[1]):
                return "wrong_in_seed"
            if "false" in fields(row) and any(_is_true(bare(text), bare(quiz[0]), seeds) for text in quiz[1]):
                return "wrong_in_seed"
        short = all(len(sentences(source.text)) < _SENTENCES for source in sources(row))
        if any(_repeats(text, seed, short=short) for _, text in free for seed in seeds):
            return "repeats_seed"
        if quiz and any(within(runs(seed), runs(bare(every[0][1]))) >= _WHOLE for seed in seeds if len(seed) > LONG):
            return "repeats_seed"
        alike = any(
            _is_same(one, other, one_way=is_question(first) == is_question(second))
            for (first, one), (second, other) in combinations(free, 2)
        )
        return "repeats_itself" if alike or any(_circles(text) for _, text in free) else None


def _repeats(text: str, seed: str, *, short: bool) -> bool:
    if short or copied(text, seed) < _COPIED:
        return False
    return within(runs(seed), runs(bare(text))) >= _WHOLE or len(sentences(text)) >= _SENTENCES


def _is_same(one: str, other: str, *, one_way: bool) -> bool:
    """Whether two texts say the same; `one_way`: or one says no more than a part of the other."""
    if min(display_width(one), display_width(other)) < LONG:
        return bool(bare(one)) and bare(one) == bare(other)
    first, second = runs(bare(one)), runs(bare(other))
    both = within(first, second), within(second, first)
    return (max(both) if one_way else min(both)) >= _SAME


def _circles(text: str) -> bool:
    """Whether a sentence, or a long piece of one, comes twice."""
    counts = Counter(bare(part) for part in sentences(text) if display_width(part) >= LONG)
    return any(count > 1 for count in counts.values()) or _stutters(bare(text).replace(" ", ""))


def _stutters(text: str) -> bool:
    """Whether many letters in a row come twice."""
    size, first = (_STUTTER if text < WIDE else _STUTTER // 2), dict[str, int]()
    return any(
        start - first.setdefault(text[start : start + size], start) >= size for start in range(len(text) - size + 1)
    )


def _is_true(false: str, true: str, seeds: list[str]) -> bool:
    """Whether a false statement stands in a seed, or is the true one with more or fewer words."""
    return _says_more(false, true) or _says_less(false, true) or any(stands_in(false, seed) for seed in seeds)


def _says_more(false: str, true: str) -> bool:
    """Whether a false statement is the true one with something behind it."""
    return len(false) > _MORE * len(true) and true[: int(_COPIED * len(true))] in false


def _says_less(false: str, true: str) -> bool:
    """Whether a false statement is the true one with words left out, so that it is true as well."""
    parts = [text.split() if text < WIDE else _WORD_OR_LETTER.findall(text) for text in (false, true)]
    rest = iter(parts[1])
    return len(parts[0]) >= _FEW and all(part in rest for part in parts[0])


def _words(text: str) -> set[str]:
    """Words by their first letters, and numbers."""
    return stems(text, _WORD) | set(_NUMBER.findall(bare(text)))
