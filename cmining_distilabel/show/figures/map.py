"""The map of all documents with the Culture Points on it, as an image."""

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from cmining_distilabel.evaluation.plots import new_figure
from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.show.figures.fonts import text
from cmining_distilabel.show.names import facet_name, owner_name
from cmining_distilabel.show.page.data import sample_documents
from cmining_distilabel.text import counted

if TYPE_CHECKING:  # an optional dependency
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

_DOCUMENTS = 50_000
_LABELS = 40  # points whose names are tried
_SEEDS = 300  # of a point, that its place is taken from
_NAME = 40  # characters
_FACETS = 18  # that have a colour of their own
_MOVES = tuple((x, y) for y in (8, -8, 14, -14, 20, -20, 0) for x in (0, 30, -30))  # of a name off its place, in points


def map_figure(result: MiningResult) -> "Figure":
    """Documents in grey, seeds in the colour of their facet, and the names of points where their seeds lie together."""
    from matplotlib import colormaps
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.lines import Line2D

    found = sample_documents(result.documents, _DOCUMENTS)
    spots = np.stack([found[axis].to_numpy() for axis in "xy"], axis=1)
    is_seed = np.asarray(pc.equal(found["stage"], "seed").to_numpy(zero_copy_only=False), dtype=bool)
    facets = [facet_name(name) for name in found["facet"].to_pylist()]
    common = [name for name, _ in Counter(np.array(facets, object)[is_seed]).most_common(_FACETS)]
    colour = {name: colormaps["tab20"](2 * number % 20 + number // 10) for number, name in enumerate(common)}
    colours = np.array([colour.get(name, (0.3, 0.3, 0.3, 1.0)) for name in facets]).reshape(-1, 4)
    figure = new_figure(7.2, 5.4)
    FigureCanvasAgg(figure)  # labels are measured on it
    axes = figure.subplots()
    axes.scatter(spots[~is_seed, 0], spots[~is_seed, 1], s=1, c="0.82", linewidths=0, rasterized=True)
    axes.scatter(spots[is_seed, 0], spots[is_seed, 1], s=5, c=colours[is_seed], linewidths=0, rasterized=True)
    axes.set(xticks=[], yticks=[])
    axes.set_title(f"{counted(int(is_seed.sum()), 'seed')} among {counted(len(found), 'document')}", fontsize=9)
    dots = [Line2D([], [], marker="o", linestyle="", color=colour[name], label=text(name, _NAME)) for name in common]
    if dots:
        figure.legend(handles=dots, loc="outside lower center", ncols=6, frameon=False, fontsize=7)
    figure.draw_without_rendering()
    _name_points(axes, point_labels(result, found["point_id"].to_pylist(), spots), spots[is_seed])
    return figure


def point_labels(
    result: MiningResult, point_of: list[str | None], spots: NDArray[np.floating]
) -> list[tuple[str, tuple[float, float]]]:
    """Names of points with the place where most of their seeds lie together, most first; each name once."""
    members: dict[str, list[int]] = {}
    for row, name in enumerate(point_of):
        if name is not None:
            members.setdefault(name, []).append(row)
    reach = float(np.prod(np.ptp(spots, axis=0)) / 90) ** 0.5 if len(spots) else 0.0
    found: dict[str, tuple[int, tuple[float, float]]] = {}
    for point in result.points.to_pylist():
        own = spots[members.get(point["point_id"], [])[:_SEEDS]]
        if not len(own):
            continue
        near = (np.linalg.norm(own[:, None] - own[None], axis=2) < reach).sum(axis=1)
        name, most = f"{owner_name(point)} · {facet_name(point['facet'])}", int(near.max())
        if most > found.get(name, (0, ()))[0]:
            found[name] = most, (float(own[near.argmax(), 0]), float(own[near.argmax(), 1]))
    order = sorted(found, key=lambda name: (-found[name][0], name))
    return [(name, found[name][1]) for name in order]


def _name_points(axes: "Axes", labels: list[tuple[str, tuple[float, float]]], seeds: NDArray[np.floating]) -> None:
    """Write names where they overlap no earlier one, stay within the axes, and hide the fewest seeds."""
    taken: list[Bbox] = []
    inside = axes.get_window_extent()
    dots = axes.transData.transform(seeds)
    # A box, as an outline of the letters would make paths of them.
    box = {"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.5}
    for name, place in labels[:_LABELS]:
        how: Any = {"textcoords": "offset points", "ha": "center", "va": "center"}
        label = axes.annotate(text(name, _NAME), place, xytext=(0, 0), fontsize=6, fontweight="bold", bbox=box, **how)
        free: list[tuple[int, tuple[int, int], Bbox]] = []
        for move in _MOVES:
            label.set_position(move)
            own = label.get_window_extent().padded(2)
            if inside.contains(own.x0, own.y0) and inside.contains(own.x1, own.y1) and not own.count_overlaps(taken):
                hidden = np.all((dots >= own.min) & (dots <= own.max), axis=1).sum()
                free.append((int(hidden), move, own))
        if not free:
            label.remove()
            continue
        _, move, own = min(free, key=lambda one: one[0])  # of equals the nearest
        label.set_position(move)
        taken.append(own)
