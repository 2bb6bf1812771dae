"""A document's parts, for Semantic Entropy: its paragraphs, or its sentences where it has one paragraph."""

import re
import textwrap

UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Scripts that put no spaces between words, as ranges of a regular expression's set: Thai and Lao, Burmese, Khmer,
kana, Han. Korean, which has spaces, is none."""

_BREAK = re.compile(r"[\r\n\u2028\u2029]+")
_CLOSERS = r"[\"'”’»」』）)\]]*"
# Where a sentence ends: a full-width or Arabic or Indic terminator anywhere; a Latin one before a space, after two
# letters (so that initials, "J. S.", do not end a sentence), a digit or a closing mark; in Thai, a space between words.
_JOINERS = "\u200c\u200d"  # format characters that spelling needs, in Persian, Indic scripts and emoji
_END = re.compile(
    rf"[。！？｡؟۔।॥]+{_CLOSERS}\s*"
    rf"|(?:(?<=\w\w)|(?<=[\d)\]»”\"]))[.!?…]+{_CLOSERS}\s+"
    r"|(?<=[\u0e00-\u0e7f])\s+(?=[\u0e00-\u0e7f])"
)
_SHORTEST_LEAD = 40  # characters; a shorter lead is one piece
_SHORTEST = 6  # characters: a shorter piece is a list mark or an abbreviation, and joins its neighbour


def counted(count: int, noun: str) -> str:
    """A number and what it counts.

    >>> counted(1, "seed"), counted(2_000, "seed")
    ('1 seed', '2,000 seeds')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def paragraphs(text: str) -> list[str]:
    """Non-empty paragraphs; a line break of any kind separates them."""
    return [part for part in map(str.strip, _BREAK.split(text)) if part]


def sentences(text: str) -> list[str]:
    """Sentences of one paragraph, by the terminators of all scripts; in Thai, which has none, the clauses.

    A rule of a few lines on purpose: entropy needs comparable pieces, not a parse.
    """
    text = text.strip()
    ends = [match.end() for match in _END.finditer(text)] + [len(text)]
    pieces: list[str] = []
    start = 0
    for end in ends:
        piece = text[start:end].strip()
        if len(piece) >= _SHORTEST or (piece and end == len(text) and not pieces):
            pieces.append(piece)
            start = end
        elif piece and end == len(text):
            pieces[-1] += " " + piece
            start = end
    return pieces


def lead(text: str) -> str:
    """The first paragraph, P_1."""
    found = paragraphs(text)
    return found[0] if found else ""


def parts(text: str, units: str = "document") -> list[str]:
    """Paragraphs where there are several, else sentences; of the units "lead", the pieces of the authors' scripts.

    Those end at an ideographic full stop, in a lead of over 40 characters: a lead in English is one.
    """
    if units == "lead":
        first = lead(text)
        pieces = first.replace("\u3002", ".\n").split("\n") if len(first) > _SHORTEST_LEAD else [first]
        return [piece.strip() for piece in pieces if piece.strip()] or [first]
    found = paragraphs(text)
    return found if len(found) > 1 else sentences(text)


def render(title: str, text: str) -> str:
    """What is encoded for a document: the paper's template, or the bare lead where there is no title."""
    return f"<title> {title} <text> {lead(text)}" if title.strip() else lead(text)


def visible(text: object, longest: int = 10_000) -> str:
    """A text as it may be printed: one line, cut after `longest` characters, and nothing that steers a terminal.

    Left out are control characters (escape sequences, what turns the direction of writing), halves of surrogate pairs
    and what Unicode has not assigned.

    >>> visible("Tea\\x1b[2J time\\nat five", 12)
    'Tea[2J time…'
    """
    given = str("" if text is None else text)[: 4 * longest]
    if not given.isprintable():  # most are, and a page has 150,000 of them
        given = "".join(
            " " if character.isspace() else character
            for character in given
            if character.isspace() or character.isprintable() or character in _JOINERS
        )
    words = " ".join(given.split())
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"


def wrapped(name: str, words: str) -> str:
    """A name and its words, in lines of at most 80 columns, the later ones indented."""
    return "\n".join(textwrap.wrap(name + words, 80, subsequent_indent="      ", break_on_hyphens=False))
