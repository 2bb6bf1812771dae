"""Seeds to write from: of a mining result, of a file of one's own, or of a data set on the Hub."""

import contextlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import xxhash

from cmining_distilabel.errors import UserError, tell
from cmining_distilabel.generation.pairs import link, stored_vectors
from cmining_distilabel.generation.seed_rows import Seed as Seed
from cmining_distilabel.generation.seed_rows import as_seed
from cmining_distilabel.languages import is_known
from cmining_distilabel.mining.culture.names.peoples import homes
from cmining_distilabel.mining.read.inputs import read_table_rows
from cmining_distilabel.mining.result.filter import Filter, chosen

_FILE = "seeds.parquet"  # of a mining result
_CONFUSED = 0.1  # share of a seed from which another culture is one that it is mixed up with
_TRUSTED = 0.5  # share of a seed from which its likeliest culture is named


def load_seeds(source: str | Path, wanted: Filter | None = None) -> list[Seed]:
    """Read seeds, check them (`seed_rows.as_seed`), and link each with its siblings (`pairs.link`).

    Args:
        source: a mining result's folder, a file of any kind that `mine` reads, a folder of these, or a data set on the
            Hub with a config `seeds` (`hub:org/name`), or another one (`hub:org/name:config`). Rows need `text` and
            `language`; `id` is made from the place where there is none.
        wanted: some of them only; siblings are of all.

    Raises:
        UserError: there is no such source, it has no seeds, two have one id, a row is no seed, or none is wanted.
    """
    seeds: dict[str, Seed] = {}
    for number, (where, row) in enumerate(_rows(source), start=1):
        seed = as_seed(row, number, where)
        if seed["id"] in seeds:
            raise UserError(f"{source}: two seeds have the id {seed['id']!r}")
        seeds[seed["id"]] = seed
    if not seeds:
        raise UserError(f"{source} holds no seeds")
    unknown = Counter(seed["language"] for seed in seeds.values() if not is_known(seed["language"]))
    if unknown:
        shown = ", ".join(f"'{tag}' ({count:,})" for tag, count in unknown.most_common(5))
        tell(f"seeds are in no known language: {shown}; mend them, or name the languages to write in (language=...)")
    found = list(seeds.values())
    for seed in found:
        seed["confused"] = confused_with(seed)
    _tell_in(found)
    folder = Path(str(source)).expanduser()
    link(found, sure_culture, stored_vectors(folder, found) if (folder / _FILE).is_file() else None)
    return [found[place] for place in chosen(found, wanted)] if wanted else found


def _tell_in(seeds: Iterable[Seed]) -> None:
    """Give the seeds of a point that names no culture, as the paper's do, the language that most of them are in."""
    groups = defaultdict[str, Counter[str]](Counter)
    for seed in seeds:
        if seed.get("point_id") and not seed.get("cultures"):
            groups[seed["point_id"]][seed["language"]] += 1
    for seed in seeds:
        if not seed.get("cultures") and groups.get(seed.get("point_id") or ""):
            seed["told_in"] = groups[seed["point_id"]].most_common(1)[0][0]


def seeds_fingerprint(seeds: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """``{"count": N, "hash": ...}`` of seeds in whatever order, by their ids and texts."""
    hashes = sorted(xxhash.xxh3_64_intdigest(f"{seed['id']}\0{seed['text']}".encode()) for seed in seeds)
    whole = xxhash.xxh3_64_hexdigest(b"".join(value.to_bytes(8, "big") for value in hashes))
    return {"count": len(hashes), "hash": whole}


def say_changed(folder: Path, now: Mapping[str, Any]) -> None:
    """One line where what was written into a folder was written from other seeds than those of now."""
    with contextlib.suppress(OSError, ValueError, LookupError, TypeError):  # nothing was, or by an earlier version
        before = json.loads((folder / "generate.json").read_text(encoding="utf-8"))["seeds"]
        if before["hash"] != now["hash"]:
            tell(
                f"the seeds have changed since the instructions in {folder} were written: {before['count']:,} then, "
                f"{now['count']:,} now; `cmining generate` writes them anew, and asks only for what it has no answer to"
            )


def culture_of(seed: Mapping[str, Any]) -> str:
    """What the plan spreads over: the code of the seed's culture, or its group where nobody is sure of one."""
    found = trusted_culture(seed)
    return str(found.get("code") or found.get("name")) if found else str(seed.get("group") or seed["language"])


def sure_culture(seed: Mapping[str, Any]) -> str | None:
    """As `culture_of`, but None for a seed that has `cultures` of which none is sure."""
    return None if seed.get("cultures") and not trusted_culture(seed) else culture_of(seed)


def trusted_culture(seed: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The likeliest of a seed's `cultures`, where it holds half of the seed or has no weight; else None.

    A guess must not go into a prompt as a fact: the answer, and what judges it, would inherit it.
    """
    first = next(iter(seed.get("cultures") or ()), None)
    found: Mapping[str, Any] | None = first if isinstance(first, Mapping) else {"name": str(first)} if first else None
    if found is None or (found.get("weight") is not None and found["weight"] < _TRUSTED):
        return None
    return found


def confused_with(seed: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The culture that a seed's own is mixed up with: the second likeliest one, where the first is sure; else None.

    A people and its country are no mix-up.
    """
    first, rest = trusted_culture(seed), [one for one in (seed.get("cultures") or ())[1:] if isinstance(one, Mapping)]
    own = _with_homes(first)
    if not own:
        return None
    others = (one for one in rest if one.get("name") and (one.get("weight") or 0) >= _CONFUSED)
    return next((one for one in others if own.isdisjoint(_with_homes(one))), None)


def _with_homes(culture: Mapping[str, Any] | None) -> set[str]:
    code = str((culture or {}).get("code") or "")
    return {code, *(homes(code) if code.islower() else ())} - {""}


def _rows(source: str | Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Rows of a result's seeds.parquet, or of any source of one's own."""
    name = str(source)
    file = Path(name).expanduser() / _FILE
    if name.strip() and file.parent.is_dir():
        if file.is_file():
            name = str(file)
        elif (file.parent / "documents.parquet").is_file() or not any(file.parent.iterdir()):
            raise UserError(f"{source} has no {_FILE}; give the folder of a mining result, or a file of seeds")
    for where, row, _ in read_table_rows(name, hub_config="seeds"):
        yield where, row
