"""Quiz questions whose right option shows without knowing it, or whose options are none."""

import re
from collections.abc import Sequence
from itertools import combinations
from statistics import median

from cmining_distilabel.generation.gates.base import Row, bare, fields, in_language, options, sources
from cmining_distilabel.generation.gates.stems import NAME_STEM, WIDE, stems
from cmining_distilabel.mining.noise.length import display_width

_LONGER = 2.5  # times as long as the others usually are: the right option is found by its length
_SHORT = 12  # columns up to which a right option may be longer than that: "a bell" and "no"
_ASKED = 3  # letters from which an option that stands in the question gives itself away
_LEFT_OUT = re.compile(r"…|\.\.\.")  # stands for the name that is asked for, in the prompt
_ARTICLE = 4  # letters that may stand around a name: "the Iliad"
_QUESTION_MARK = re.compile(r"[?？؟]")
_ASKS = re.compile(r"[?？؟]\W*$")
_NEGATION = re.compile(
    r"\b(?:not|never|no|nicht|nie|kein\w*|pas|jamais|nunca|non|não|niet|geen|не|нет|değil\w*|yok\w*|ليس\w*|لا|لم)\b|n['’]t\b"
    r"|[不没沒未]|ない|ません|않|아니|없|못|ไม่"
)
_NEGATED = 2  # false statements that only say "not", from which the true one shows
_TELLS, _TELLS_PAIRS = 2, 4  # words, and pairs of letters, of its text that a question for a name must have


class OptionGate:
    """Rejects rows whose options are no good.

    The reasons: `option_sibling`, `options_alike`, `key_by_length`, `key_in_question`, `placeholder`, `asks`,
    `negated`, `vague` and `several_questions`. Names of things of other cultures are offered for wrong options (column
    `siblings`). Where the right option is not the seed's own name, they are no answer to the question. A question for
    that name has two words of the text that describe it. A statement that is true or false is no question. False
    statements that only say "not" show which one is true.
    """

    def check(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None or a reason; rows without options pass."""
        return [self._reason(row) for row in batch]

    def _reason(self, row: Row) -> str | None:
        found = options(row)
        if found is None:
            return None
        key, others = bare(found[0]), [bare(other) for other in found[1]]
        if any(_alike(one, other) for one, other in combinations([key, *others], 2)):
            return "options_alike"
        siblings = {bare(str(name)) for name in row.get("siblings") or ()} - {""}
        titles = [bare(source.title) for source in sources(row) if source.title]
        if siblings.intersection(others) and not any(key in title or title in key for title in titles):
            return "option_sibling"
        length = display_width(found[0])
        if length > max(_SHORT, _LONGER * median(map(display_width, found[1]))):
            return "key_by_length"
        asked, told = str(fields(row).get("question") or ""), fields(row).get("false") or ()
        if told and any(_ASKS.search(str(claim)) for claim in (found[0], *told)):
            return "asks"
        if not _says_not(found[0]) and sum(map(_says_not, map(str, told))) >= _NEGATED:
            return "negated"
        if any(title in key and len(key) <= len(title) + _ARTICLE for title in titles) and not _describes(asked, row):
            return "vague"
        if len(_QUESTION_MARK.findall(asked)) > 1:
            return "several_questions"
        if _LEFT_OUT.search(asked):
            return "placeholder"
        question = bare(asked)
        if stands_in(key, question) and not any(stands_in(other, question) for other in others):
            return "key_in_question"
        return None


def _says_not(claim: str) -> bool:
    return bool(_NEGATION.search(claim.casefold()))


def _describes(question: str, row: Row) -> bool:
    """Whether a question for a seed's name holds enough of its text to tell it from others."""
    for seed in sources(row):
        if not in_language(seed, row):
            return True
        shared = (stems(question, NAME_STEM) & stems(seed.text, NAME_STEM)) - stems(seed.title, NAME_STEM)
        if sum(1 if word < WIDE else _TELLS / _TELLS_PAIRS for word in shared) >= _TELLS:
            return True
    return False


def stands_in(option: str, question: str) -> bool:
    """Whether an option, both as `bare` writes them, stands in a question as a word or words of it.

    >>> stands_in("rice", "what is rice cooked in"), stands_in("ice", "what is rice cooked in")
    (True, False)
    """
    if len(option) < (_ASKED if option < WIDE else 2):
        return False
    return f" {option} " in f" {question} " if option < WIDE else option in question


def _alike(one: str, other: str) -> bool:
    """Whether two options say the same: equal but for blanks, or for the ending of the last word."""
    first, second = sorted((one.replace(" ", ""), other.replace(" ", "")), key=len)
    return first == second or (len(first) > 4 and second.startswith(first) and len(second) - len(first) < 2)
