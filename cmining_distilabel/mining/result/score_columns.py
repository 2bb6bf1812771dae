"""The scores of documents as columns of a table."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cmining_distilabel.mining.calibrate.anchors.cultures import culture_name
from cmining_distilabel.mining.calibrate.geometry import Geometry
from cmining_distilabel.mining.culture.names.places import region_name
from cmining_distilabel.mining.culture.owners import Ownership
from cmining_distilabel.mining.culture.regions import Regions
from cmining_distilabel.mining.extract.extraction import Extraction
from cmining_distilabel.mining.result.columns import CULTURES, SCORES
from cmining_distilabel.mining.score.score import Scores

Rows = NDArray[np.int64]

_LEAST = 0.005  # share under which a culture is not listed


def score_columns(
    geometry: Geometry,
    scores: Scores,
    extraction: Extraction | None = None,
    *,
    rows: Rows | None = None,
) -> dict[str, pa.Array]:
    """The columns of `SCORES` for some documents (all by default); null is what is not known, and any negative row.

    Args:
        geometry: for the names of facets.
        scores: of stage 1.
        extraction: of stage 2; without it its columns are null.
        rows: shape (m,), documents; below 0 for one that did not come so far.
    """
    n = len(scores.cluster)
    rows = np.arange(n) if rows is None else rows
    missing = rows < 0
    cluster = np.where(missing, -1, scores.cluster[rows])
    names = np.array([*geometry.facets, None], dtype=object)
    figures = {
        name: getattr(scores, name) for name in ("dispersion", "entropy", "isolation", "facet_score", "attribution")
    }
    if extraction is not None:
        figures |= {"exclusivity": extraction.figures.lower, "score": extraction.figures.score}
    columns = {
        "cluster": pa.array(cluster, mask=cluster < 0),
        "facet": pa.array(names[np.where(missing, -1, scores.facet[rows])], pa.string()),
        **{name: float_column(values[rows], missing) for name, values in figures.items()},
    }
    if extraction is not None and extraction.ownership is not None:
        columns |= _culture_columns(extraction.ownership, rows, missing)
    return {name: columns[name] if name in columns else pa.nulls(len(rows), kind) for name, kind in SCORES}


def float_column(values: NDArray[np.floating], missing: NDArray[np.bool_]) -> pa.Array:
    """Numbers; null for NaN and where one is missing."""
    return pa.array(values, mask=missing | np.isnan(values))


def cultures_column(names: tuple[str, ...], cultures: NDArray[np.int32], shares: NDArray[np.float32]) -> pa.Array:
    """Lists of cultures by code and name with their shares, shapes (m, t) in; null where a row has none."""
    known = (cultures >= 0) & (shares >= _LEAST)
    known[:, 0] = cultures[:, 0] >= 0  # the likeliest always
    count = known.sum(axis=1)
    flat = pa.array(cultures[known], pa.int32())
    codes = pa.array(names, pa.string())
    shown = pa.array([culture_name(code) or code for code in names], pa.string())
    entries = pa.StructArray.from_arrays(
        [codes.take(flat), shown.take(flat), pa.array(shares[known], pa.float32())], fields=list(CULTURES.value_type)
    )
    ends = np.concatenate([[0], np.cumsum(count)]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(ends), entries, type=CULTURES, mask=pa.array(count == 0))


def owner_name(owner: tuple[str, ...]) -> str:
    """English names of the cultures that own something."""
    return ", ".join(culture_name(code) or code for code in owner)


def _culture_columns(ownership: Ownership, rows: Rows, missing: NDArray[np.bool_]) -> dict[str, pa.Array]:
    number = ownership.owner_at(ownership.least)[rows]
    owner = pa.array(number, mask=missing | (number < 0))
    cultures = np.where(missing[:, None], -1, ownership.cultures[rows])
    return {
        "culture": pa.array(["+".join(codes) for codes in ownership.owners], pa.string()).take(owner),
        "culture_name": pa.array([owner_name(codes) for codes in ownership.owners], pa.string()).take(owner),
        "culture_share": float_column(ownership.share[rows], missing),
        "cultures": cultures_column(ownership.names, cultures, ownership.shares[rows]),
        **region_columns(ownership.regions, rows, missing),
    }


def region_columns(regions: Regions | None, rows: Rows, missing: NDArray[np.bool_]) -> dict[str, pa.Array]:
    """Code and name of the region that each of some documents names."""
    if regions is None:
        return {}
    place = regions.region[rows]
    taken = pa.array(place, mask=missing | (place < 0))
    return {
        "region": pa.array(regions.codes, pa.string()).take(taken),
        "region_name": pa.array([region_name(code) for code in regions.codes], pa.string()).take(taken),
    }
