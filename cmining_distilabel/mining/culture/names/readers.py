"""A reader for each language, which knows what words its names are as well."""

from functools import lru_cache

from cmining_distilabel.mining.calibrate.anchors.cultures import culture_codes
from cmining_distilabel.mining.culture.names.lexicon import cities, lexicon
from cmining_distilabel.mining.culture.names.ordinary import texts_without_names
from cmining_distilabel.mining.culture.names.peoples import declines, homes
from cmining_distilabel.mining.culture.names.reader import Reader, Vocabulary
from cmining_distilabel.mining.culture.names.spelling import is_unspaced, plain_word


def new_reader(language: str, cultures: tuple[str, ...], vocabulary: Vocabulary | None = None) -> Reader:
    """The reader of a language.

    Args:
        language: BCP-47 code.
        cultures: codes of CLDR, or plain names that a user added.
        vocabulary: numbers of words, which several readers may share.
    """
    own, everywhere = lexicon(language, cultures), cities(declined=declines(language))
    return Reader(own, everywhere, vocabulary, _ordinary_words(language))


@lru_cache(maxsize=64)
def reader(language: str, cultures: tuple[str, ...]) -> Reader:
    """The reader of a language, for names alone."""
    return new_reader(language, cultures)


def without_names(text: str, language: str, cultures: tuple[str, ...]) -> str:
    """A text with the names taken out, for calibration."""
    while found := reader(language, cultures).mentions(text):  # what stood around one may be a name as well
        for mention in sorted(found, key=lambda mention: -mention.start):
            text = text[: mention.start] + text[mention.end :]
    return text


@lru_cache(maxsize=64)
def _ordinary_words(language: str) -> frozenset[str]:
    """What is read as a name in texts that name no culture: words, in their plain form.

    Not those of places where the language is at home: its texts speak of Dhaka, which is "covered" in Bengali, too.
    """
    finder = Reader(lexicon(language, culture_codes()), cities(declined=declines(language)))
    at_home = homes(language.replace("_", "-").partition("-")[0].lower()).keys()
    found = (
        (mention.name, text[mention.start : mention.end])
        for text in texts_without_names(language)
        for mention in finder.mentions(text)
        if at_home.isdisjoint(code for code, _ in finder.share(mention.name).of)
    )
    return frozenset(name if is_unspaced(name) else plain_word(said) for name, said in found if " " not in said)
