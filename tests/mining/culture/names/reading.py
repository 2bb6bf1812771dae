"""What names a reader finds in a sentence, for tests."""

from cmining_distilabel.mining.calibrate.anchors.cultures import culture_codes
from cmining_distilabel.mining.culture.names.named import Named, read_names
from cmining_distilabel.mining.culture.names.readers import reader
from cmining_distilabel.mining.culture.texts import Texts

CULTURES = culture_codes()


def said(language: str, text: str, cultures: tuple[str, ...] = CULTURES) -> list[str]:
    """The likeliest culture of each name in a text, in order."""
    found = reader(language, cultures)
    names = sorted(found.mentions(text), key=lambda mention: mention.start)
    return [max(found.share(mention.name).of, key=lambda pair: pair[1])[0] for mention in names]


def spelled(language: str, text: str, cultures: tuple[str, ...] = CULTURES) -> list[str]:
    """The names in a text, as they stand there."""
    return [
        text[name.start : name.end] for name in sorted(reader(language, cultures).mentions(text), key=lambda n: n.start)
    ]


def named(language: str, *texts: str, cultures: tuple[str, ...] = CULTURES) -> Named:
    """Documents of one language, without titles, as `read_names` reads them."""
    return read_names([Texts([language] * len(texts), [""] * len(texts), list(texts))], cultures)


def counts(found: Named, cultures: tuple[str, ...] = CULTURES) -> list[dict[str, float]]:
    """What the names count for each culture, one dictionary a document."""
    rows = found.counts().toarray()
    return [{cultures[place]: float(row[place]) for place in row.nonzero()[0]} for row in rows]
