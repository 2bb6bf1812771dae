"""Answers that take nothing from their seed."""

from collections.abc import Iterator, Sequence
from itertools import permutations

from cmining_distilabel.generation.gates.base import (
    Row,
    Source,
    bare,
    fields,
    in_language,
    is_question,
    pieces,
    quoted,
    sources,
)
from cmining_distilabel.generation.gates.runs import LONG, copied
from cmining_distilabel.generation.gates.stems import NAME_STEM, stems
from cmining_distilabel.mining.noise.length import display_width
from cmining_distilabel.text import sentences

_LONG = 40  # columns of an answer, or a sentence, from which it shares words with what it is about
_WORDS, _SUPPORT = 6, 1 / 3  # words of a sentence that is looked at, and the share that a text must have of them
_FEW = 3  # words of a shorter sentence, of which a text must have one
_QUOTE = 0.6  # of what was to be copied from a text and stands there: models leave out brackets
_MORE = 0.2  # of the words of a sentence, by which it is rather of the other text
_ADVICE = "advice"  # its reason may be copied, and the advice made up
# Parts of an answer in words of their own: advice, how somebody sees it, what is easier to understand.
_OWN_WORDS = frozenset({_ADVICE, "reason", "rendering", "lost", "insider", "guest", "steps", "conclusion"})
_SIDES = ("first", "second")  # parts of a comparison, each of one seed


class FactGate:
    """Rejects `not_quoted`, `no_fact`, `unsupported` and `one_sided`.

    What a model copied before it wrote stands in a seed, but for what stands in brackets there. An answer in its seed's
    language shares a word with the text that is none of the title, unless it is short, and an advice one with the fact
    that it follows; of a comparison each side with
    its own, and `one_sided` is one that speaks of the other thing. A long sentence has a third of its words from there,
    but for parts that go on from it (`_OWN_WORDS`); where a sentence was copied, a shorter one has one. Wrong options
    may be invented.
    """

    def check(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None or a reason."""
        return [self._reason(row) for row in batch]

    def _reason(self, row: Row) -> str | None:
        seeds, true = sources(row), pieces(row, true=True)
        texts = bare(_all_of(seeds))
        if any(display_width(text) >= LONG and copied(text, texts) < _QUOTE for text in quoted(row)):
            return "not_quoted"
        if not all(in_language(seed, row) for seed in seeds):
            return None
        said = [text for name, text in true if not is_question(name)]
        if any(_is_of_other(text, seed, other) for text, seed, other in _sides(row, seeds)):
            return "one_sided"
        if not all(_takes(text, seed) for text, seed in _answers(row, said, seeds)) or _advises_anything(row, seeds):
            return "no_fact"
        given = stems(_all_of(seeds), NAME_STEM)
        told = [text for name, text in true if not is_question(name) and name not in _OWN_WORDS]
        strict = bool(quoted(row))
        if any(_is_made_up(sentence, given, strict=strict) for text in told for sentence in sentences(text)):
            return "unsupported"
        return None


def _answers(row: Row, said: list[str], seeds: list[Source]) -> Iterator[tuple[str, Source]]:
    """What is to be compared with which seed."""
    filled = fields(row)
    if len(seeds) > 1 and all(isinstance(filled.get(side), str) for side in _SIDES):
        yield from ((filled[side], seed) for side, seed in zip(_SIDES, seeds, strict=True))
    elif said and not row.get("other_seed_id"):
        said = [filled[_ADVICE]] if isinstance(filled.get(_ADVICE), str) else said
        titles, texts = (" ".join(parts) for parts in zip(*((seed.title, seed.text) for seed in seeds), strict=True))
        yield " ".join(said), Source(titles, texts, seeds[0].language)


def _sides(row: Row, seeds: list[Source]) -> Iterator[tuple[str, Source, Source]]:
    """The parts of a comparison that are to be of one thing alone, with its seed and the other."""
    filled = fields(row)
    if len(seeds) == len(_SIDES) and all(isinstance(filled.get(side), str) for side in _SIDES):
        for side, (seed, other) in zip(_SIDES, permutations(seeds), strict=True):
            yield filled[side], seed, other


def _is_of_other(text: str, seed: Source, other: Source) -> bool:
    """Whether a part begins with the other thing's name, or has a sentence that is rather taken from its text."""
    plain, own, its = bare(text), bare(seed.title), bare(other.title)
    if own and its and its in plain and plain.find(own) not in range(plain.find(its) + 1):
        return True
    first, second = (stems(f"{one.title} {one.text}", NAME_STEM) for one in (seed, other))
    for sentence in sentences(text):
        words = stems(sentence, NAME_STEM)
        if len(words) >= _WORDS and len(words & second) - len(words & first) > _MORE * len(words):
            return True
    return False


def _advises_anything(row: Row, seeds: Sequence[Source]) -> bool:
    """Whether an advice has no word of the fact that it is to follow, but the title's."""
    advice, facts = fields(row).get(_ADVICE), stems(" ".join(quoted(row)), NAME_STEM)
    facts -= {stem for seed in seeds for stem in stems(seed.title, NAME_STEM)}
    return isinstance(advice, str) and bool(facts) and stems(advice, NAME_STEM).isdisjoint(facts)


def _takes(text: str, seed: Source) -> bool:
    own, title = stems(seed.text, NAME_STEM), stems(seed.title, NAME_STEM)
    if display_width(text) < _LONG:  # "Bells." may be all that there is to say
        return True
    own -= title
    return bool(stems(text, NAME_STEM) & own) or not own


def _is_made_up(sentence: str, given: set[str], *, strict: bool) -> bool:
    words = stems(sentence, NAME_STEM)
    if len(words) < _WORDS or display_width(sentence) < _LONG:
        return strict and len(words) >= _FEW and not words & given
    return len(words & given) < _SUPPORT * len(words)


def _all_of(seeds: Sequence[Source]) -> str:
    return "\n".join(f"{seed.title}\n{seed.text}" for seed in seeds)
