"""Licences as rows write them, and the one that a data set made of such rows has."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

_CC = r"cc-by(-nc)?(-sa|-nd)?-\d\.\d"
# The ids that the Hub knows, as far as text and data come under them:
# https://huggingface.co/docs/hub/repositories-licenses
_ON_THE_HUB = frozenset(
    re.findall(
        r"\S+",
        """
        afl-3.0 agpl-3.0 apache-2.0 artistic-2.0 bsd-2-clause bsd-3-clause bsl-1.0 c-uda cc0-1.0 cc-by-2.0 cc-by-2.5
        cc-by-3.0 cc-by-4.0 cc-by-sa-3.0 cc-by-sa-4.0 cc-by-nc-2.0 cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nd-4.0
        cc-by-nc-nd-3.0 cc-by-nc-nd-4.0 cc-by-nc-sa-2.0 cc-by-nc-sa-3.0 cc-by-nc-sa-4.0 cdla-permissive-1.0
        cdla-permissive-2.0 cdla-sharing-1.0 etalab-2.0 eupl-1.1 eupl-1.2 gfdl gpl-2.0 gpl-3.0 isc lgpl-2.1 lgpl-3.0
        mit mpl-2.0 odbl odc-by ofl-1.1 pddl unlicense wtfpl
        """,
    )
)
_ALIASES = {
    "apache-license-2.0": "apache-2.0",
    "apache-2": "apache-2.0",
    "mit-license": "mit",
    "cc0": "cc0-1.0",
    "cc-0": "cc0-1.0",
    "cc-0-1.0": "cc0-1.0",
    "cc-zero-1.0": "cc0-1.0",
    "publicdomain-zero-1.0": "cc0-1.0",
    "odbl-1.0": "odbl",
    "odc-by-1.0": "odc-by",
    "pddl-1.0": "pddl",
}
_NAMES = (
    ("creative-commons-", "cc-"),
    ("attribution", "by"),
    ("non-?commercial", "nc"),
    ("share-?alike", "sa"),
    ("no-?deriv(?:ative)?s", "nd"),
)


@dataclass(frozen=True)
class RollUp:
    """What the rows' licences come to.

    Attributes:
        license: id of the Hub for the whole; "other" where the rows have several, none, or one that the Hub does not
            know.
        name: for "other": the licence's id, "mixed" or "unknown".
        counts: rows of each licence, most frequent first. A licence that is recognised is named by its id, another as
            the rows write it, and None counts the rows without one.
    """

    license: str
    name: str | None
    counts: dict[str | None, int]


def license_id(text: str) -> str | None:
    """The lower-case SPDX id that a licence's name or address stands for; None when it is not recognised.

    >>> license_id("CC BY-SA 4.0"), license_id("https://creativecommons.org/licenses/by-sa/4.0/deed.en")
    ('cc-by-sa-4.0', 'cc-by-sa-4.0')
    """
    name = text.strip().lower()
    if address := re.fullmatch(r"https?://creativecommons\.org/(?:licenses/)?([a-z0-9./-]+)", name):
        name = re.sub(r"/(?:deed|legalcode)[a-z.-]*$|/$", "", address[1])
        name = name if name.startswith("publicdomain") else f"cc-{name}"
    name = re.sub(r"[\s_/-]+", "-", name).strip("-")
    for words, letters in _NAMES:
        name = re.sub(words, letters, name)
    name = re.sub(r"-(?:international|unported|generic)(?:-license)?$|-license$", "", name)
    name = _ALIASES.get(name, name)
    return name if name in _ON_THE_HUB or re.fullmatch(_CC, name) else None


def license_url(text: str) -> str | None:
    """The address of a Creative Commons licence; None for another.

    >>> license_url("CC BY-SA 4.0"), license_url("CC0")
    ('https://creativecommons.org/licenses/by-sa/4.0/', 'https://creativecommons.org/publicdomain/zero/1.0/')
    """
    found = re.fullmatch(r"cc(0)?-?([a-z-]+-)?(\d\.\d)", license_id(text) or "")
    if not found:
        return None
    kind = "publicdomain/zero" if found[1] else f"licenses/{(found[2] or '').rstrip('-')}"
    return f"https://creativecommons.org/{kind}/{found[3]}/"


def roll_up(licenses: Mapping[str | None, int]) -> RollUp:
    """One licence for rows, given how many have which; a blank one counts as none."""
    counts: Counter[str | None] = Counter()
    for text, rows in licenses.items():
        counts[(license_id(text) or text) if text and text.strip() else None] += rows
    ordered = dict(sorted(counts.items(), key=lambda item: (-item[1], str(item[0]))))
    if len(counts) != 1:
        return RollUp("other", "mixed" if counts else "unknown", ordered)
    (only,) = counts
    known = license_id(only) if only else None
    if known and known in _ON_THE_HUB:
        return RollUp(known, None, ordered)
    return RollUp("other", known or "unknown", ordered)


def share_alike(text: str | None) -> bool:
    """Whether a licence asks that what is made of the text comes under it too."""
    return bool(text) and "-sa-" in (license_id(text or "") or "")
