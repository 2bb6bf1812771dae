"""Fonts of figures: for each script one that this machine has, so that names and titles show as they are written."""

import re
from collections.abc import Iterable

from cmining_distilabel.text import visible

_CJK = ("Noto Sans CJK JP", "Noto Sans CJK SC", "Source Han Sans")
_CORE = "fonts-noto-core"
SCRIPTS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "Chinese and Japanese": (
        "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff",
        (*_CJK, "IPAexGothic", "WenQuanYi Zen Hei", "Hiragino Sans", "Microsoft YaHei"),
        "fonts-noto-cjk",
    ),
    "Korean": ("\u1100-\u11ff\u3130-\u318f\uac00-\ud7af", (*_CJK, "NanumGothic", "Malgun Gothic"), "fonts-noto-cjk"),
    "Arabic": (
        "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc",
        ("Noto Sans Arabic", "Noto Naskh Arabic", "Amiri", "Geeza Pro", "DejaVu Sans"),
        _CORE,
    ),
    "Thai": ("\u0e00-\u0e7f", ("Noto Sans Thai", "Noto Looped Thai", "Garuda", "Tahoma", "Thonburi"), _CORE),
    "Devanagari": ("\u0900-\u097f", ("Noto Sans Devanagari", "Lohit Devanagari", "Mangal"), _CORE),
    "Bengali": ("\u0980-\u09ff", ("Noto Sans Bengali", "Lohit Bengali", "Vrinda"), _CORE),
    "Tamil": ("\u0b80-\u0bff", ("Noto Sans Tamil", "Lohit Tamil", "Latha"), _CORE),
    "Hebrew": ("\u0590-\u05ff", ("Noto Sans Hebrew", "DejaVu Sans"), _CORE),
}
"""Each script's letters (of a regular expression), fonts that have them, best first, and a Debian package of such."""
_LATIN = ("Noto Sans", "DejaVu Sans")  # the latter comes with matplotlib; Cyrillic and Greek too


def text(value: str, longest: int) -> str:
    """Text for matplotlib, where a dollar would start a formula, and a leading underscore hide an entry of a legend."""
    shown = visible(value, longest).replace("$", r"\$")
    return "\u200b" * shown.startswith("_") + shown


def families(installed: Iterable[str] | None = None) -> list[str]:
    """Installed families to fall back on one after the other: Latin, then the best of each script."""
    there = _installed() if installed is None else set(installed)
    best = [next((name for name in names if name in there), None) for _, names, _ in SCRIPTS.values()]
    return list(dict.fromkeys(name for name in (*_LATIN, *best) if name in there and name))


def scripts_without_font(texts: Iterable[str], installed: Iterable[str] | None = None) -> dict[str, str]:
    """Scripts in `texts` that this machine has no font of, and the Debian package that has one."""
    there, text = _installed() if installed is None else set(installed), "".join(texts)
    return {
        script: package
        for script, (letters, names, package) in SCRIPTS.items()
        if re.search(f"[{letters}]", text) and there.isdisjoint(names)
    }


def _installed() -> set[str]:
    from matplotlib.font_manager import fontManager

    return {font.name for font in fontManager.ttflist}
