"""Countries and peoples that an answer names and its seed does not."""

from collections.abc import Iterator, Sequence

from cmining_distilabel.generation.gates.base import Row, Source, beside, pieces, sources
from cmining_distilabel.generation.seeds import trusted_culture
from cmining_distilabel.languages import base_language
from cmining_distilabel.mining.calibrate.anchors.cultures import culture_codes
from cmining_distilabel.mining.culture.names.lexicon import lexicon
from cmining_distilabel.mining.culture.names.peoples import homes
from cmining_distilabel.mining.culture.names.readers import reader
from cmining_distilabel.mining.culture.names.scripts import foreign_scripts, script_home

_ITS = 0.6  # of a name that must be one culture's, so that it names that culture
_STEM = "-"  # behind the beginning of a people's name in the lexicon
_WORDS = {  # names of states that are words as well
    "ko": {"이란", "수단", "인도", "오만", "가나", "말리", "차드", "조지아"},
    "ja": {"マリ", "チャド", "ガーナ"},
    "en": {"georgia", "jordan", "chad", "turkey", "jersey", "guinea", "mali", "polish"},
    "es": {"granada", "chile", "mali"},
    "fr": {"tchad", "mali", "oman"},
    "de": {"mali"},
    "tr": {"mali"},
}


class NameGate:
    """Rejects `foreign_culture`: a state or people that is named as a fact and in no seed of the row.

    A seed names a culture by a country, a people, a region or a city, in any script, and by its likeliest culture
    where that is trusted (`seeds.trusted_culture`). Names that are words as well do not count, nor do those in wrong
    options. Languages without names in CLDR pass.
    """

    def __init__(self) -> None:
        self._cultures = tuple(culture_codes())

    def check(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None or "foreign_culture"."""
        return ["foreign_culture" if self.foreign(row) else None for row in batch]

    def foreign(self, row: Row) -> set[str]:
        """Codes of the cultures that a row names and its seeds do not."""
        named = {code for _, text in pieces(row, true=True) for code in self._states(text, row["language"])}
        return named - self._known(row) if named else set()

    def _states(self, text: str, language: str) -> Iterator[str]:
        own, words = lexicon(language, self._cultures).names, _WORDS.get(base_language(language), set())
        finder = reader(language, self._cultures)
        for mention in finder.mentions(text):
            share = own.get(mention.name)
            if share is None or mention.name in words or not (share.sure or mention.name.endswith(_STEM)):
                continue  # a city, a region, a word
            code, part = max(share.of, key=lambda pair: pair[1])
            if part >= _ITS:
                yield code

    def _known(self, row: Row) -> set[str]:
        """All that the seeds may have to do with."""
        found = {code for source in sources(row) for code in self._all(source)}
        for seed in (row, *beside(row)):
            culture = trusted_culture(seed)
            if culture and culture.get("code"):
                found.add(str(culture["code"]))
        if (row.get("confused") or {}).get("code"):  # the prompt asked for a word about it
            found.add(str(row["confused"]["code"]))
        # "Ancient Greek" is of Greece, Welsh of the United Kingdom.
        return found | {home for code in found if code.islower() for home in homes(code)}

    def _all(self, source: Source) -> Iterator[str]:
        text = f"{source.title}\n{source.text}"
        finder = reader(source.language, self._cultures)
        for mention in finder.mentions(text):
            yield from (code for code, _ in finder.share(mention.name).of)
        yield from map(script_home, foreign_scripts(text, source.language))
