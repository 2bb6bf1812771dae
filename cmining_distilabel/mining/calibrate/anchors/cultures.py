"""Names of cultures in many languages, from Unicode's CLDR through Babel; no list of countries is typed here."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

# CLDR codes that the rule below misses: territories without a currency of their own, and cultures that are named by
# their language rather than by a state. A user adds others in a file (`cultures:`).
ADDED_TERRITORIES = ("FO", "GL", "ME", "PR", "PS", "TL", "XK")
ADDED_LANGUAGES = (
    "ain", "akk", "ay", "bo", "br", "ca", "chr", "cop", "cy", "eu", "fy", "ga", "gd", "gl", "gn", "grc", "ha",
    "haw", "he", "ig", "jv", "kab", "ku", "la", "mi", "non", "nv", "oc", "peo", "qu", "sa", "scn", "se",
    "su", "sux", "sw", "ta", "tt", "ug", "wo", "xh", "yi", "yo", "zu",
)  # fmt: skip
_NO_TERRITORY = ("EU", "UN", "XA", "XB", "ZZ")


@lru_cache(maxsize=1)
def culture_codes() -> tuple[str, ...]:
    """CLDR codes of the built-in cultures: territories (two capitals), then languages (small letters).

    A territory is taken when it has, or had, a currency of its own (its ISO 4217 code begins with the territory's),
    or belongs to the CFA franc's area. That leaves out bases, dependencies and uninhabited islands, whose names lie
    near everything in an embedding space, without anybody deciding on countries one by one.
    """
    currencies = get_global("territory_currencies")
    known = _locale("en").territories  # CLDR also remembers the currencies of states that are no more
    territories = [
        code
        for code, used in currencies.items()
        if code in known
        and code not in _NO_TERRITORY
        and any(row[0].startswith(code) or row[0] in ("XOF", "XAF") for row in used)
    ]
    return (*sorted({*territories, *ADDED_TERRITORIES}), *ADDED_LANGUAGES)


def culture_name(code: str, language: str = "en") -> str | None:
    """CLDR's name of a culture in a language; None where CLDR has none."""
    locale = _locale(language)
    names = locale.territories if code.isupper() else locale.languages
    return names.get(code)


def names_in(language: str) -> list[str]:
    """All names of territories and languages that CLDR has in a language, but varieties ("Mexican Spanish")."""
    locale = _locale(language)
    return [*locale.territories.values(), *(name for code, name in locale.languages.items() if "_" not in code)]


def is_locale(language: str) -> bool:
    """Whether CLDR has names in a language."""
    try:
        _locale(language)
    except (UnknownLocaleError, ValueError):
        return False
    return True


def people_name(code: str, language: str) -> str | None:
    """The name that a language gives to a territory's chief language, where it also names the people.

    That is where no other territory has that chief language ("Danish"), or where it is called after the territory
    ("Greek", also spoken in Cyprus); not where it is shared and called otherwise ("Arabic").
    """
    own = chief_language(code)
    name = _locale(language).languages.get(own) if own else None
    if own is None or name is None or list(_chief_languages().values()).count(own) == 1:
        return name
    territory = culture_name(code, language) or ""
    return name if name[:3].casefold() == territory[:3].casefold() or name.startswith(territory) else None


def chief_language(code: str) -> str | None:
    """The official language that most people of a territory speak, after CLDR; a language's own code as it is."""
    return _chief_languages().get(code) if code.isupper() else code


@lru_cache(maxsize=1)
def _chief_languages() -> dict[str, str]:
    chief: dict[str, str] = {}
    for territory in culture_codes():
        spoken = get_global("territory_languages").get(territory, {})
        official = [
            (row["population_percent"], language)
            for language, row in spoken.items()
            if row["official_status"] in ("official", "de_facto_official")
        ]
        if official:
            chief[territory] = max(official)[1]
    return chief


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    return Locale.parse(language.replace("-", "_"))
