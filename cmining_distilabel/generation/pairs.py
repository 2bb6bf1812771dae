"""What a seed can be compared with, and told apart from: seeds of other cultures that are alike."""

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xxhash
from numpy.typing import NDArray

from cmining_distilabel.errors import UserError
from cmining_distilabel.files import read_yaml_mapping
from cmining_distilabel.mining.encode.store import VectorStore, default_store, text_keys
from cmining_distilabel.mining.encode.vectors import Vectors
from cmining_distilabel.text import render

Seed = dict[str, Any]
Floats = NDArray[np.float32]

_SIBLINGS = 4  # names of things of other cultures that a prompt offers for wrong answers
_NEAR, _BLOCK = 64, 512  # neighbours that are looked at, and seeds at a time
_SHORT, _COMPANIONS = 200, 3  # characters of a text that may be too short alone, and seeds that can stand by it
_OF_A_KIND = 0.4  # cosine from which they are so far of one kind that a quiz may ask which of them it is
_ALIKE = 0.55  # cosine from which two seeds are things of one kind: half of the nearest ones of dishes, gods, feasts


def stored_vectors(folder: Path, seeds: Sequence[Seed]) -> Floats | None:
    """The vectors that a mining result's seeds were found by, shape (N, d); None where they are not there any more."""
    try:
        encoder = json.loads((folder / "versions.json").read_text(encoding="utf-8"))["encoder"]
        config = read_yaml_mapping(folder / "config.yaml")
        path = config.get("store") or default_store(encoder)
        if not Path(path, "manifest.json").is_file():
            return None
        texts = [render(seed.get("title") or "", seed["text"]) for seed in seeds]
        keys, inverse = np.unique(text_keys(encoder, texts), return_inverse=True)
        store = VectorStore(path, encoder)
        shards, rows = store.locate(keys)
    except (OSError, ValueError, KeyError, UserError):
        return None
    if (shards < 0).any():
        return None
    return np.asarray(Vectors(store.paths, shards[inverse], rows[inverse])[:], np.float32)


def link(seeds: list[Seed], culture_of: Callable[[Seed], str | None], vectors: Floats | None = None) -> None:
    """Give seeds `siblings` (titles) and `other` (a seed): of the same facet and language, and another culture's.

    In one language the names of both can be asked for, and looked for in what is written.

    With vectors, the nearest ones; a seed without a near one has no `other`, since two things that have nothing in
    common make no comparison. Without, those of the same point come first, and then what a hash of ids decides. The
    same seeds always have the same links. A seed without a facet, or whose culture nobody is sure of, has none.

    Args:
        seeds: N seeds; changed in place.
        culture_of: what tells cultures apart; None where nobody is sure.
        vectors: shape (N, d), unit length.
    """
    cultures = [culture_of(seed) or "" for seed in seeds]
    comparable: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, seed in enumerate(seeds):
        seed["siblings"], seed["other"] = [], None
        if seed.get("facet") and cultures[place]:
            comparable[seed["facet"], seed["language"]].append(place)
    for members in comparable.values():
        members.sort(key=lambda place: xxhash.xxh3_64_intdigest(seeds[place]["id"].encode()))
        ranked = _by_point(members, seeds) if vectors is None else _by_vectors(members, vectors, cultures)
        for place, others in zip(members, ranked, strict=True):
            seed, foreign = seeds[place], [other for other in others if cultures[other] != cultures[place]]
            alike = foreign if vectors is None else [one for one in foreign if vectors[place] @ vectors[one] >= _ALIKE]
            # Without links of its own: rows must not hold each other in circles.
            seed["other"] = _bare(seeds[alike[0]]) if alike else None
            if vectors is not None:  # a pony is no wrong answer where an instrument is right
                foreign = [one for one in foreign if vectors[place] @ vectors[one] >= _OF_A_KIND]
            near = [str(seeds[other].get("title") or "") for other in _one_each_first(foreign, cultures)]
            seed["siblings"] = list(dict.fromkeys(title for title in near if title not in ("", seed.get("title"))))[
                :_SIBLINGS
            ]
    _link_near(seeds, cultures, vectors)


def _link_near(seeds: list[Seed], cultures: Sequence[str], vectors: Floats | None) -> None:
    """Without vectors, the seeds that tell most of the point come first."""
    points: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for place, seed in enumerate(seeds):
        seed["near"] = []
        if seed.get("point_id"):
            points[seed["point_id"], seed["language"], cultures[place]].append(place)
    for members in points.values():
        members.sort(key=lambda place: (int(seeds[place].get("rank") or 0), seeds[place]["id"]))
        for place in members:
            if len(seeds[place]["text"]) > _SHORT:
                continue
            others = [other for other in members if other != place][:_NEAR]
            if vectors is not None:
                cosines = vectors[others] @ vectors[place]
                alike = np.argsort(-cosines, kind="stable")
                others = [others[number] for number in alike if cosines[number] >= _ALIKE]
            seeds[place]["near"] = [_bare(seeds[other]) for other in others[:_COMPANIONS]]


def _by_point(alike: list[int], seeds: Sequence[Seed]) -> list[list[int]]:
    ranked = []
    for number, place in enumerate(alike):
        others = [alike[(number + step) % len(alike)] for step in range(1, min(len(alike), 200))]
        point = seeds[place].get("point_id")
        ranked.append(sorted(others, key=lambda other: seeds[other].get("point_id") != point or not point))
    return ranked


def _by_vectors(alike: list[int], vectors: Floats, cultures: Sequence[str]) -> list[list[int]]:
    """The nearest seeds of other cultures, nearest first."""
    own, places = vectors[alike], np.array(alike)
    codes = np.unique([cultures[place] for place in alike], return_inverse=True)[1]
    ranked: list[list[int]] = []
    for start in range(0, len(alike), _BLOCK):
        near = own[start : start + _BLOCK] @ own.T
        near[codes[start : start + _BLOCK, None] == codes[None, :]] = -2.0
        order = np.argsort(-near, axis=1, kind="stable")[:, :_NEAR]
        ranked += [
            [int(places[other]) for other in row if near[number, other] > -2] for number, row in enumerate(order)
        ]
    return ranked


def _one_each_first(places: list[int], cultures: Sequence[str]) -> list[int]:
    """The nearest of each culture, then the others."""
    first: dict[str, int] = {}
    for place in places:
        first.setdefault(cultures[place], place)
    return [*first.values(), *(place for place in places if place not in first.values())]


def _bare(seed: Seed) -> Seed:
    names = ("id", "title", "text", "language", "cultures", "facet", "source", "url", "license")
    return {name: seed.get(name) for name in names}
