"""Make the shapes of countries for the report's world map: `python docs/world.py countries-110m.json`.

The file is that of the npm package world-atlas 2.0.2 (Natural Earth 1:110m, public domain): `npm pack world-atlas`.
Written is a path of SVG for each country of ISO 3166-1, in the Equal Earth projection, on a grid that is 2,000 steps
wide.
"""

import itertools
import json
import math
import sys
from pathlib import Path
from typing import Any

import pycountry

import cmining_distilabel

OUT = Path(cmining_distilabel.__file__).parent / "show" / "page" / "world.json"
WIDTH = 2_000
KOSOVO = {"Kosovo": "XK"}  # has no number in ISO 3166-1
LEFT_OUT = {"AQ"}  # nobody's culture, and a sixth of the height
FINEST = 2.0  # steps: shorter ones are left out
_A = (1.340264, -0.081106, 0.000893, 0.003796)  # of Equal Earth (Savric, Patterson, Jenny 2018)


def equal_earth(longitude: float, latitude: float) -> tuple[float, float]:
    """Place on a map whose longitudes run from -2.707 to 2.707, y downwards."""
    t = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    slope = 9 * _A[3] * t**8 + 7 * _A[2] * t**6 + 3 * _A[1] * t**2 + _A[0]
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(t) / (3 * slope)
    return x, -(_A[3] * t**9 + _A[2] * t**7 + _A[1] * t**3 + _A[0] * t)


def arcs_of(world: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """Arcs of a quantised TopoJSON in degrees."""
    (sx, sy), (tx, ty) = world["transform"]["scale"], world["transform"]["translate"]
    sums = ([list(itertools.accumulate(axis)) for axis in zip(*arc, strict=True)] for arc in world["arcs"])
    return [[(x * sx + tx, y * sy + ty) for x, y in zip(*both, strict=True)] for both in sums]


def ring(numbers: list[int], arcs: list[list[tuple[float, float]]]) -> list[tuple[int, int]]:
    """A ring of arcs on the grid, without steps that nobody sees; one over the date line is drawn past the edge."""
    scale = WIDTH / 2 / equal_earth(180, 0)[0]
    places = [place for number in numbers for place in (arcs[number] if number >= 0 else reversed(arcs[~number]))]
    east = [places[0][0]]
    for longitude, _ in places[1:]:
        east.append(longitude - 360 * round((longitude - east[-1]) / 360))
    turn = 360 * round(sum(east) / len(east) / 360)
    points: list[tuple[int, int]] = []
    for longitude, (_, latitude) in zip(east, places, strict=True):
        x, y = equal_earth(longitude - turn, latitude)
        spot = round(WIDTH / 2 + x * scale), round(y * scale)
        if not points or math.dist(spot, points[-1]) >= FINEST:
            points.append(spot)
    return points


def path(rings: list[list[tuple[int, int]]], left: int, top: int) -> str:
    """As SVG has it, in steps from point to point."""
    parts = []
    for points in rings:
        steps = [(x - a, y - b) for (a, b), (x, y) in itertools.pairwise(points)]
        parts.append(f"M{points[0][0] - left},{points[0][1] - top}l" + " ".join(f"{x},{y}" for x, y in steps) + "z")
    return "".join(parts).replace(",-", "-").replace(" -", "-")


def main() -> None:
    """Write world.json."""
    world = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    arcs = arcs_of(world)
    shapes: dict[str, list[list[tuple[int, int]]]] = {}
    for land in world["objects"]["countries"]["geometries"]:
        country = pycountry.countries.get(numeric=land.get("id", ""))
        code = country.alpha_2 if country else KOSOVO.get(land["properties"]["name"], "")
        polygons = land["arcs"] if land["type"] == "MultiPolygon" else [land["arcs"]]
        if code not in LEFT_OUT:
            rings = [ring(own, arcs) for polygon in polygons for own in polygon]
            shapes.setdefault(code, []).extend(points for points in rings if len(points) > 2)
    left, right, top, bottom = (
        side(spot[axis] for rings in shapes.values() for points in rings for spot in points)
        for axis in (0, 1)
        for side in (min, max)
    )
    found = {code: path(rings, left, top) for code, rings in sorted(shapes.items()) if rings}
    text = json.dumps({"size": [right - left, bottom - top], "shapes": found}, separators=(",", ":"))
    OUT.write_text(f"{text}\n", encoding="utf-8")
    print(f"{len(found)} shapes, {OUT.stat().st_size:,} bytes in {OUT}")


if __name__ == "__main__":
    main()
