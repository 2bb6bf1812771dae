"""Does an encoder know the languages of a corpus, and if not, which one does?"""

from collections.abc import Iterable

from cmining_distilabel.errors import UserError
from cmining_distilabel.languages import base_language
from cmining_distilabel.mining.encode.encoders.base import Encoder
from cmining_distilabel.mining.encode.encoders.e5 import E5Encoder


def check_languages(encoder: Encoder, languages: Iterable[str]) -> None:
    """Raise `UserError` when the encoder does not know a language; the message says which encoder does.

    Args:
        encoder: an encoder; one without a list of languages passes.
        languages: tags or names. Script and region do not count: `zh-Hant` is Chinese.
    """
    known = encoder.languages
    if known is None:
        return
    unknown = sorted({code for code in languages if base_language(code) not in known})
    if not unknown:
        return
    other = "another encoder, such as a SentenceTransformer (encoder='org/name')"
    if all(base_language(code) in E5Encoder.languages for code in unknown):
        other = "encoder='e5-small' (pip install 'cmining-distilabel[e5]')"
    raise UserError(
        f"the encoder '{encoder.id}' does not know {', '.join(map(repr, unknown))}: use {other}, or leave these "
        f"documents out (languages=...); it knows {', '.join(sorted(known))}"
    )
