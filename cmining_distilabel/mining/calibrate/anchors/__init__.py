"""Culture anchors: short phrases, in many languages, that say what culture is about and whose it may be.

The phrases are in the YAML files of this folder, one a language, written for this project; the names of cultures come
from CLDR (`cultures`). `load_anchors` reads them, `encode_anchors` gives the vectors that `mining.anchors` compares
documents with.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from cmining_distilabel.errors import UserError
from cmining_distilabel.files import read_yaml_mapping
from cmining_distilabel.mining.arrays.kmeans import VectorArray
from cmining_distilabel.mining.calibrate.anchors.compare import AnchorVectors, Array, phrase_mean
from cmining_distilabel.mining.calibrate.anchors.cultures import culture_codes, culture_name, is_locale, people_name

FOLDER = Path(__file__).parent
_PHRASES = ("facets", "non_facets", "attribution")
_FIELDS = ("facets", "non_facets", "cultures", "neutral")

Phrases = dict[str, list[tuple[str, str]]]
"""(language, phrase) pairs by the name of the anchor."""


@dataclass(frozen=True)
class Anchors:
    """All phrases, by what they stand for. Cultures are named by CLDR code, or by name where a user added them."""

    facets: Phrases
    non_facets: Phrases
    cultures: Phrases
    neutral: Phrases


def languages_of_anchors() -> tuple[str, ...]:
    """Languages that have a file of phrases."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def load_anchors(
    languages: Collection[str] | None = None, own: str | Path | None = None, known: Collection[str] | None = None
) -> Anchors:
    """The built-in anchors, with a user's own file on top.

    Args:
        languages: only phrases in these; every language by default. An encoder's `languages` belong here.
        own: a YAML file with any of the sections `facets`, `non_facets` (phrases by name), `attribution` (`territory`,
            `language`, `neutral`), `cultures` (names to add, a list) and `language` (of its phrases; en by default).
            A section that it has replaces the built-in one; `cultures` adds to the built-in ones. A name with a
            capital is looked for with it, since it may be a word as well ("Fiesta"); one without, in any case.
        known: languages that the encoder knows, so that this file may be in them; any by default.

    Raises:
        UserError: the file has an unknown key, an empty facet, or a language that is not among `known`.
    """
    names = [name for name in languages_of_anchors() if languages is None or name.partition("-")[0] in languages]
    files = {name: read_yaml_mapping(FOLDER / f"{name}.yaml") for name in names}
    facets, non_facets, attribution = ({name: file[part] for name, file in files.items()} for part in _PHRASES)
    added: list[str] = []
    if own is not None:
        mine, language = _checked(own, known)
        facets = {language: mine["facets"]} if "facets" in mine else facets
        non_facets = {language: mine["non_facets"]} if "non_facets" in mine else non_facets
        attribution = {language: mine["attribution"]} if "attribution" in mine else attribution
        added = mine.get("cultures", [])
    return Anchors(
        facets=_by_name(facets),
        non_facets=_by_name(non_facets),
        cultures=_cultures(attribution, added),
        neutral=_by_name({name: {str(i): [p] for i, p in enumerate(a["neutral"])} for name, a in attribution.items()}),
    )


def encode_anchors(
    anchors: Anchors, encode: Callable[[list[str]], VectorArray], correct: Callable[[Array, list[str]], Array]
) -> AnchorVectors:
    """The vectors of anchors: for each, the unit mean of its phrases.

    Args:
        anchors: the phrases.
        encode: texts to unit vectors.
        correct: takes the language out of vectors: (vectors, language of each) -> vectors (`mining.debias`).
    """
    families = _families(anchors)
    pairs = phrases_of(anchors)
    vectors = correct(encode([phrase for _, phrase in pairs])[:], [language for language, _ in pairs])
    ends = np.cumsum([len(family) for family in families])
    means = [phrase_mean(vectors[end - len(family) : end]) for family, end in zip(families, ends, strict=True)]
    counts = np.cumsum([len(getattr(anchors, part)) for part in _FIELDS])[:-1]
    return AnchorVectors(*np.split(np.stack(means), counts))


def phrases_of(anchors: Anchors) -> list[tuple[str, str]]:
    """(language, phrase) of every phrase, in the order in which they are encoded."""
    return [pair for family in _families(anchors) for pair in family]


def _families(anchors: Anchors) -> list[list[tuple[str, str]]]:
    return [family for part in _FIELDS for family in getattr(anchors, part).values()]


def _by_name(phrases: Mapping[str, Mapping[str, list[str]]]) -> Phrases:
    """{language: {name: phrases}} -> {name: [(language, phrase)]}."""
    found: Phrases = {}
    for language, families in phrases.items():
        for name, family in families.items():
            found.setdefault(str(name), []).extend((language, phrase) for phrase in family)
    return found


def _cultures(attribution: Mapping[str, Mapping[str, list[str]]], added: list[str]) -> Phrases:
    found: Phrases = {}
    for language, templates in attribution.items():
        for code in culture_codes():
            of_territory = culture_name(code, language) if code.isupper() else None
            of_people = people_name(code, language) if code.isupper() else culture_name(code, language)
            for name, kind in ((of_territory, "territory"), (of_people, "language")):
                if name is not None:
                    phrases = [(language, template.replace("{name}", name)) for template in templates[kind]]
                    found.setdefault(code, []).extend(phrases)
        for name in added:
            phrases = [(language, template.replace("{name}", name)) for template in templates["territory"]]
            found.setdefault(name, []).extend(phrases)
    return found


def _checked(path: str | Path, languages: Collection[str] | None) -> tuple[dict[str, Any], str]:
    """A user's file and its language, or one line on what is wrong with it."""
    values = read_yaml_mapping(path, "anchors file")
    language = str(values.get("language", "en"))
    if languages is not None and language.partition("-")[0] not in languages:
        raise UserError(f"anchors file {path}: the encoder does not know its language '{language}'")
    if unknown := sorted(values.keys() - {*_PHRASES, "cultures", "language"}):
        raise UserError(
            f"anchors file {path}: unknown key '{unknown[0]}'; it may have {', '.join(_PHRASES)}, cultures, language"
        )
    for part in _PHRASES:
        families = values.get(part, {"": [""]} if part not in values else None)
        if not isinstance(families, dict) or not families:
            raise UserError(f"anchors file {path}: '{part}' must map names to lists of phrases")
        for name, family in families.items() if part in values else ():
            if not _are_texts(family) or not family:
                raise UserError(f"anchors file {path}: '{part}: {name}' must be a list of one phrase or more")
    if "attribution" in values and set(values["attribution"]) != {"territory", "language", "neutral"}:
        raise UserError(f"anchors file {path}: 'attribution' must have territory, language and neutral, no more")
    if "attribution" in values and not is_locale(language):
        raise UserError(f"anchors file {path}: CLDR has no names of cultures in its language '{language}'")
    if not _are_texts(values.get("cultures", [])):
        raise UserError(f"anchors file {path}: 'cultures' must be a list of names")
    return values, language


def _are_texts(values: object) -> bool:
    return isinstance(values, list) and all(isinstance(text, str) and text.strip() for text in values)
