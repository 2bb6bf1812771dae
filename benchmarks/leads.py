"""Recall, precision, and whose culture, on leads in Hindi, Indonesian and Bengali, written and labelled for it.

    python benchmarks/leads.py [--encoder e5-small] [--store STORE] [--more FILE]

leads/: 260 documents a language: 104 about culture, of a country each, 104 about universal things, 52 about neither.
MORE: JSON lines of another corpus to mine beside them, with id, language or lang, title, text, and silver where
somebody labelled it (as `screen.py` reads them). Prints JSON.
"""

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from machine import machine

from cmining_distilabel import MiningConfig, MiningResult, mine

LEADS = Path(__file__).parent / "leads"

Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoder", default="e5-small")
    parser.add_argument("--store")
    parser.add_argument("--more", type=Path)
    given = parser.parse_args()
    rows = [json.loads(line) for file in sorted(LEADS.glob("*.jsonl")) for line in _lines(file)]
    if given.more is not None:
        rows += [_as_lead(json.loads(line)) for line in _lines(given.more)]
    documents = [{name: row[name] for name in ("id", "language", "title", "text")} for row in rows]
    result = mine(documents, MiningConfig(encoder=given.encoder, store=given.store), quiet=True)
    seeds = set(result.seeds["id"].to_pylist())
    by_language = {
        language: _shares([row for row in rows if row["language"] == language], seeds)
        for language in sorted({row["language"] for row in rows})
    }
    found = {
        "machine": machine(),
        "encoder": given.encoder,
        "documents": len(rows),
        "points": dict(Counter(result.points["kind"].to_pylist())),
        "all": _shares(rows, seeds),
        "languages": by_language,
        "whose": _whose(result, {row["id"]: row["culture"] for row in rows if row.get("culture")}),
    }
    print(json.dumps(found, indent=1))


def _lines(file: Path) -> Iterable[str]:
    with (gzip.open if file.suffix == ".gz" else open)(file, "rt", encoding="utf-8") as lines:
        yield from lines


def _as_lead(row: Row) -> Row:
    language, topic = row.get("language") or row["lang"], row.get("silver") or "other:"
    return {**row, "language": language, "topic": topic, "culture": None}


def _shares(rows: list[Row], seeds: set[str]) -> dict[str, float]:
    """Of labelled documents: how many of those about culture are seeds, and of the seeds, how many are about it."""
    every = Counter(row["topic"].partition(":")[0] for row in rows)
    chosen = Counter(row["topic"].partition(":")[0] for row in rows if row["id"] in seeds)
    return {
        "culture": every["cult"],
        "recall": round(chosen["cult"] / max(1, every["cult"]), 4),
        "precision_against_neutral": round(chosen["cult"] / max(1, chosen["cult"] + chosen["neut"]), 4),
        "neutral_rate": round(chosen["neut"] / max(1, every["neut"]), 4),
    }


def _whose(result: MiningResult, cultures: dict[str, str]) -> dict[str, float]:
    """Of seeds with a known country: how many are in points of one culture, and how many of these in their own."""
    owner = {p["point_id"]: p["culture"] for p in result.points.to_pylist() if p["kind"] == "culture"}
    known = [(cultures[s["id"]], owner.get(s["point_id"])) for s in result.seeds.to_pylist() if s["id"] in cultures]
    owned = [(culture, of) for culture, of in known if of is not None]
    right = sum(culture == of for culture, of in owned)
    return {
        "seeds": len(known),
        "in_a_culture's_point": len(owned),
        "in_their_own": round(right / max(1, len(owned)), 4),
    }


if __name__ == "__main__":
    main()
