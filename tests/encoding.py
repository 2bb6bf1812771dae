"""The real encoder for tests of the engine, and one store of vectors for all of a session."""

from cmining_distilabel.mining.encode.encoders.use import USEncoder

LANGUAGES = ("en", "es", "fr", "ja")


class FourLanguages(USEncoder):
    """The default encoder, said to know four languages only, so that a quarter of the anchors is encoded."""

    languages = frozenset(LANGUAGES)
