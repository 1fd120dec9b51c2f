"""Make ``src/malmolund/data/boundaries.json`` out of public maps in a folder.

Run it with the dependency group ``boundaries`` installed; the same versions of those
libraries and the same maps give the same bytes:

    python tools/make_boundaries.py FOLDER

The folder holds five GeoJSON files (WGS 84), which docs/explanation/boundaries.md tells
where to get: ``municipalities`` with a ``code`` and ``neighbours``, as they are in law,
that is with the sea; ``localities`` with a ``name``; ``shoreline_se`` and ``land_dk``.

A municipality is what it is in law, cut at the shore. No free shoreline is good enough
for that: the one that covers all of the coast lies some 280 m off, the borders of the
localities are good but cover a part of it. So the first is pulled onto the second.
"""

from __future__ import annotations

import json
import sys
from itertools import combinations, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely
from pyproj import Transformer
from shapely import LineString, MultiLineString, MultiPolygon, Polygon
from shapely.geometry import shape


if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    Geometry = Any  # of shapely, whose stubs want to know more of each
    Points = NDArray[np.float64]  # two columns: east and north
    Lands = dict[str, Polygon]  # by code


DATA = Path(__file__).resolve().parent.parent / "src" / "malmolund" / "data"

# All is reckoned in SWEREF 99 TM, in metres.
IN_METRES = Transformer.from_crs(4326, 3006, always_xy=True)
IN_DEGREES = Transformer.from_crs(3006, 4326, always_xy=True)

WINDOW = shapely.box(335_000, 6_110_000, 455_000, 6_230_000)
# In Malmö's harbours the localities alone are land: the shoreline is older than they.
HARBOURS = shapely.box(372_150, 6_164_350, 376_500, 6_168_300)
# Localities whose border runs along the shore, but inland of it.
INLAND = {
    *("Skanör med Falsterbo", "Häljarp", "Axeltofta", "Gessie villastad"),
    *("Saxtorpsskogen", "Järavallen", "Kurland", "Bunkeflostrand"),
}
# How far the shoreline is from the truth hereabouts, at its median.
OFFSET = np.array([-260.0, 120.0])

# Half the width of harbours that are filled and of spits that are left out, and by how
# much a shore and a border on land may be simplified; metres.
FILLED, LEFT_OUT = 200, 60
SHORE, ON_LAND = 60, 120

# What maps show around the municipalities, in degrees, and how coarsely.
FRAME = shapely.box(12.55, 55.28, 13.9, 56.15)
AROUND, BORDERS_AROUND = 350, 1600

# Units of the file to a degree: some 6 m to the east, 11 m to the north.
UNITS = 10_000
DECIMALS, DECIMALS_AROUND = 4, 3
ORIGIN = (125_500, 552_800)

# Burlöv is too small for its name, which stands in the sound.
OUTSIDE = {"1231": (12.985, 55.661)}

ABOUT = {
    "description": (
        "The land of the twelve municipalities with its lakes, generalised: for maps, "
        "neighbours, and points more than 150 m from a border and 400 m from the shore."
    ),
    "sources": [
        *("lm_municipalities", "gh_swedengeojson", "lm_localities", "wof_shore"),
        "wof_dk",
    ],
    "licence": "CC-BY-4.0",
    "attribution": (
        "Contains Kommun, län och rike 2026-01-01, © Lantmäteriet, CC BY 4.0 "
        "(https://creativecommons.org/licenses/by/4.0/), reprojected by "
        "GioPalusa/SwedenGeoJSON. Shore: Lantmäteriet localities (CC0) and U.S. "
        "Department of State HIU (public domain) via Who's On First. Cut, fitted and "
        "simplified by malmolund."
    ),
}
ABOUT_AROUND = {"attribution": "Contains GeoDanmark data (2018)."}


class Coverage(NamedTuple):
    """Municipalities, and the arcs that they share.

    Attributes:
        chains: The numbers of the arcs round each, ``~number`` of those backwards.
        arcs: The points of each arc, in degrees.
        border: The numbers of the arcs on land round all of them, in order.
    """

    chains: dict[str, list[int]]
    arcs: list[Points]
    border: list[int]


def read(folder: Path, name: str) -> list[tuple[dict[str, Any], Geometry]]:
    """Return the properties and the geometry, in metres, of each feature of a file."""
    found = json.loads((folder / f"{name}.geojson").read_bytes())
    return [(f["properties"], in_metres(shape(f))) for f in found["features"]]


def in_metres(geometry: Geometry) -> Geometry:
    """Return a geometry in degrees in metres."""
    return shapely.transform(geometry, IN_METRES.transform, interleaved=False)


def in_degrees(geometry: Geometry) -> Geometry:
    """Return a geometry in metres in degrees."""
    return shapely.transform(geometry, IN_DEGREES.transform, interleaved=False)


def grown(geometry: Geometry, *metres: float) -> Geometry:
    """Return a geometry grown, or shrunk, by metres, one after the other."""
    for distance in metres:
        geometry = geometry.buffer(distance)
    return geometry


def largest(geometry: Geometry) -> Polygon:
    """Return the largest part of a geometry, its holes filled."""
    part = max(shapely.get_parts(geometry), key=lambda part: part.area)
    return Polygon(part.exterior)


# The shore


def land(folder: Path) -> Geometry:
    """Return the land in the window."""
    localities = read(folder, "localities")
    # Those that touch are one, whose border is good where it is the shore.
    outer = [
        grown(town, 1) for about, town in localities if about["name"] not in INLAND
    ]
    control = grown(shapely.union_all(outer), -1).boundary.simplify(10)
    shores = [shore.intersection(WINDOW) for _, shore in read(folder, "shoreline_se")]
    mainland = pulled(max(shores, key=lambda shore: shore.area), control)
    towns = shapely.union_all([town for _, town in localities])
    whole = shapely.union_all([mainland.difference(HARBOURS), towns])
    return grown(whole, 20, -40, 20)  # no slits and no piers below 40 m


def pulled(mainland: Geometry, control: Geometry) -> Geometry:
    """Return the mainland with its shore pulled onto the control lines.

    First all of it is moved as far as its wider surroundings are off, then each part
    of it onto the control line beside it, where there is one.
    """
    ring = shapely.get_coordinates(shapely.segmentize(mainland.exterior, 60))[:-1]
    along = np.r_[0, np.cumsum(np.hypot(*np.diff(ring, axis=0).T))]
    is_shore = np.asarray(shapely.distance(shapely.points(ring), WINDOW.boundary)) > 5
    course = unit(smooth(unit(np.gradient(ring, axis=0)), 2.5))
    targets, courses = stepped(control)
    tree = shapely.STRtree(list(map(shapely.Point, targets)))

    def pull(
        moved: Points,
        since: Points,
        *,
        reach: float,
        off: float,
        width: float,
        rest: float,
    ) -> Points:
        """Return how far the control lines that *moved* points reach are from others.

        It is the mean along a *width* of the ring, and less where few points reach one.
        A line that does not run along the ring, or is too far *off*, is none of it.
        """
        here, there = tree.query_nearest(
            shapely.points(moved), max_distance=reach, all_matches=False
        )
        parallel = np.abs((courses[there] * course[here]).sum(1)) > 0.85
        near = np.hypot(*(targets[there] - ring[here] - OFFSET).T) < off
        fits = is_shore[here] & parallel & near
        here, there = here[fits], there[fits]
        gap = (along[:, None] - along[here]) / width
        weight = np.exp(-(gap**2) / 2) * (np.abs(gap) <= 3)
        pulls = weight @ (targets[there] - since[here])
        mean: Points = pulls / (weight.sum(1)[:, None] + rest)
        return mean

    expected = ring + OFFSET
    moved = expected
    for turn in range(40):
        near = {"reach": max(150, 450 - 20 * turn), "off": 300 if turn < 5 else 220}
        wanted = expected + pull(moved, expected, **near, width=4000, rest=8)
        moved = moved + 0.6 * (wanted - moved)
    for _ in range(3):
        moved = moved + pull(moved, moved, reach=130, off=300, width=250, rest=0.5)
    # The shoreline was drawn from a raster, and has its stairs.
    moved = np.where(is_shore[:, None], smooth(moved, 1.2), moved)
    return shapely.make_valid(Polygon(moved))


def unit(vectors: Points) -> Points:
    """Return vectors with their length made 1."""
    lengths: Points = np.hypot(*vectors.T)[:, None]
    return vectors / lengths


def smooth(ring: Points, width: float) -> Points:
    """Return the Gaussian mean of the points along a ring."""
    reach = int(3 * width)
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / width) ** 2)
    weights /= weights.sum()
    columns = [np.r_[c[-reach:], c, c[:reach]] for c in ring.T]
    return np.stack([np.convolve(c, weights, "valid") for c in columns], 1)


def stepped(lines: Geometry) -> tuple[Points, Points]:
    """Return a point for some 20 m of lines, and their course there."""
    spots: list[Points] = []
    courses: list[Points] = []
    for line in shapely.get_parts(lines):
        ends = shapely.get_coordinates(line)
        for start, leg in zip(ends, np.diff(ends, axis=0), strict=False):
            length = np.hypot(*leg)
            steps = max(1, round(length / 20))
            parts = (np.arange(steps) + 0.5) / steps
            spots.append(start + leg * parts[:, None])
            courses.append(np.tile(leg / (length or 1), (steps, 1)))
    return np.vstack(spots), np.vstack(courses)


# The municipalities, and the arcs that they share


def generalised(legal: Mapping[str, Geometry], whole: Geometry) -> Lands:
    """Return the land of municipalities, without narrow harbours and spits.

    Each is one part: what lies inside of another becomes a part of that one.
    """
    shore = grown(whole, FILLED, -FILLED - LEFT_OUT, LEFT_OUT)
    return {code: largest(area.intersection(shore)) for code, area in legal.items()}


def arcs_of(lands: Lands, legal: Mapping[str, Geometry]) -> list[tuple[Geometry, int]]:
    """Return the lines that borders consist of, and how much each may be simplified."""
    net = shapely.line_merge(shapely.union_all([p.exterior for p in lands.values()]))
    rim = shapely.union_all(list(lands.values())).boundary
    in_law = shapely.union_all(list(legal.values())).boundary
    arcs: list[tuple[Geometry, int]] = []
    for arc in shapely.get_parts(net):
        if rim.distance(arc.interpolate(0.5, normalized=True)) < 1e-6:
            arcs += split(arc, in_law)
        else:
            arcs.append((arc, ON_LAND))
    return arcs


def split(arc: Geometry, in_law: Geometry) -> list[tuple[Geometry, int]]:
    """Return the parts of an arc that are shore, and those that are borders in law."""
    points = shapely.get_coordinates(arc)
    middles = shapely.points((points[:-1] + points[1:]) / 2)
    kinds = np.where(shapely.distance(in_law, middles) > 1, SHORE, ON_LAND)
    cuts = [0, *(np.flatnonzero(np.diff(kinds)) + 1), len(kinds)]
    parts: list[tuple[Points, int]] = []
    for start, end in pairwise(cuts):
        part, kind = points[start : end + 1], int(kinds[start])
        # Where the shore crosses the border back and forth it stays what it was.
        if parts and (kind == parts[-1][1] or LineString(part).length < 500):
            last, kind = parts.pop()
            part = np.vstack([last, part[1:]])
        parts.append((part, kind))
    return [(LineString(part), kind) for part, kind in parts]


def chain(land: Polygon, arcs: Sequence[Geometry]) -> list[int]:
    """Return the numbers of the arcs round a land, ``~number`` of those backwards.

    As GeoJSON wants it, the land is to their left.
    """
    ring = shapely.orient_polygons(land).exterior
    found: list[tuple[float, int]] = []
    for number, arc in enumerate(arcs):
        before, middle, after = (
            arc.interpolate(part, normalized=True) for part in (0.49, 0.5, 0.51)
        )
        if ring.distance(middle) < 1e-6:
            onward = (ring.project(after) - ring.project(before)) % ring.length
            forward = onward < ring.length / 2
            found.append((ring.project(middle), number if forward else ~number))
    numbers = [number for _, number in sorted(found)]
    # Where a ring begins says nothing: always at an end of the lowest of its arcs.
    lowest = min(numbers, key=lambda number: max(number, ~number))
    start = numbers.index(lowest) + (lowest < 0)
    return numbers[start:] + numbers[:start]


def line_of(chain: Iterable[int], arcs: Sequence[Points]) -> Points:
    """Return the line that a chain of arcs is."""
    lines = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in chain]
    return np.vstack([lines[0], *(line[1:] for line in lines[1:])])


def joined(chain: Iterable[int], arcs: Sequence[Points]) -> Polygon:
    """Return the polygon that a chain of arcs is round."""
    return Polygon(line_of(chain, arcs))


def rounded(arc: Geometry) -> Points:
    """Return the points of an arc in degrees, as exact as the file has them."""
    points = shapely.get_coordinates(in_degrees(arc)).round(DECIMALS)
    return points[np.r_[True, (np.diff(points, axis=0) != 0).any(1)]]


def unfolded(chains: Mapping[str, list[int]], arcs: list[Points]) -> list[Points]:
    """Return rounded arcs without the folds that rounding made of narrow places.

    At each of them the point that means least is left out.
    """
    arcs = list(arcs)
    while bad := [
        found
        for chain in chains.values()
        if not (found := joined(chain, arcs)).is_valid
    ]:
        _, _, place = shapely.is_valid_reason(bad[0]).rstrip("]").partition("[")
        fold = np.array(place.split(), float)
        inner = [
            (np.hypot(*((arc[at] - fold) * (0.56, 1))), number, at)
            for number, arc in enumerate(arcs)
            for at in range(1, len(arc) - 1)
        ]
        _, number, at = min(
            (Polygon(arcs[number][at - 1 : at + 2]).area, number, at)
            for _, number, at in sorted(inner)[:4]
        )
        arcs[number] = np.delete(arcs[number], at, 0)
    return arcs


def covered(legal: Mapping[str, Geometry], whole: Geometry) -> Coverage:
    """Return the land of municipalities, simplified and rounded."""
    lands = generalised(legal, whole)
    full, metres = zip(*arcs_of(lands, legal), strict=True)
    chains = {code: chain(lands[code], full) for code in sorted(lands)}
    simple = [
        rounded(arc.simplify(most, preserve_topology=False))
        for arc, most in zip(full, metres, strict=True)
    ]
    rim = chain(largest(shapely.union_all(list(lands.values()))), full)
    kinds = [metres[max(number, ~number)] for number in rim]
    shore = kinds.index(SHORE)
    turned = zip(rim[shore:] + rim[:shore], kinds[shore:] + kinds[:shore], strict=True)
    border = [number for number, kind in turned if kind == ON_LAND]
    return Coverage(chains, unfolded(chains, simple), border)


# What is around them


def surroundings(folder: Path, whole: Geometry) -> list[Geometry]:
    """Return the land of Sweden, ours with it, that of Denmark, and borders."""
    whole = whole.intersection(grown(in_metres(shapely.segmentize(FRAME, 0.05)), 3000))
    sweden = parts_of(grown(whole, 300, -500, 200), 3e6)
    found = [area for _, area in read(folder, "land_dk")]
    denmark = shapely.union_all(found).intersection(in_metres(FRAME.buffer(0.1)))
    denmark = parts_of(grown(denmark, 400, -700, 300), 5e5)
    neighbours = [area for _, area in read(folder, "neighbours")]
    borders = [a.intersection(b) for a, b in combinations(neighbours, 2)]
    lines = [lines_of(border, 0) for border in borders if border.length > 500]
    net = lines_of(shapely.union_all(lines).intersection(whole), 5000)
    return [
        framed(sweden.simplify(AROUND)),
        framed(denmark.simplify(AROUND)),
        framed(net.simplify(BORDERS_AROUND)),
    ]


def onward(border: Points, ours: Geometry, mainland: Geometry) -> Points:
    """Return how the land goes on from the start of a border on land to its end.

    Args:
        border: The border, with the municipalities to its left.
        ours: The municipalities.
        mainland: The land, with them.
    """
    # Near the municipalities it would cut across their shore.
    found = lines_of(mainland.exterior.difference(ours.buffer(0.005)), 0)
    line = max(found.geoms, key=lambda line: line.length)
    points = shapely.get_coordinates(line)
    first, last = (np.hypot(*(end - border[0])) for end in points[[0, -1]])
    return np.vstack([border[0], points if first < last else points[::-1], border[-1]])


def parts_of(area: Geometry, least: float) -> Geometry:
    """Return the parts of an area of *least* square metres, their holes filled."""
    parts = [part for part in shapely.get_parts(area) if part.area > least]
    return MultiPolygon([Polygon(part.exterior) for part in parts])


def lines_of(net: Geometry, least: float) -> Geometry:
    """Return the lines of *least* metres in something, merged."""
    parts = [p for p in shapely.get_parts(net) if isinstance(p, LineString)]
    merged = shapely.get_parts(shapely.line_merge(MultiLineString(parts)))
    return MultiLineString([line for line in merged if line.length > least])


def framed(geometry: Geometry) -> Geometry:
    """Return what of a geometry is in the frame, in degrees with few decimals."""
    found = in_degrees(geometry).intersection(FRAME)
    found = shapely.set_precision(found, 10.0**-DECIMALS_AROUND)
    if found.area:
        return shapely.orient_polygons(parts_of(found, 0))
    return lines_of(found, 0)


def context(
    found: Coverage, lands: list[Polygon], around: list[Geometry]
) -> tuple[list[Any], list[Points], Polygon]:
    """Return what is around as TopoJSON, all lines, and the land beside the lands."""
    sweden, denmark, net = around
    mainland, *islands = sorted(sweden.geoms, key=lambda part: -part.area)
    border = line_of(found.border, found.arcs)
    rest = onward(border, shapely.union_all(lands), mainland)
    own = map(shapely.get_coordinates, [*islands, *denmark.geoms, *net.geoms])
    lines = [*found.arcs, rest, *own]
    number = iter(range(len(found.arcs), len(lines)))
    beside = [*(~n for n in reversed(found.border)), next(number)]
    geometries = [
        ("SE", "MultiPolygon", [[beside], *([[next(number)]] for _ in islands)]),
        ("DK", "MultiPolygon", [[[next(number)]] for _ in denmark.geoms]),
        ("borders", "MultiLineString", [[next(number)] for _ in net.geoms]),
    ]
    made = [{"type": kind, "id": name, "arcs": arcs} for name, kind, arcs in geometries]
    return made, lines, joined(beside, lines)


# The file


def label(land: Polygon) -> Any:
    """Return the point where there is most room for a text of five by two."""
    stretch = np.array([np.cos(np.radians(55.7)) / 2.5, 1])
    circle = shapely.maximum_inscribed_circle(
        shapely.transform(land, lambda points: points * stretch), tolerance=1e-4
    )
    return (shapely.get_coordinates(circle)[0] / stretch).round(3).tolist()


def municipality(code: str, name: str, chain: list[int], land: Polygon) -> Any:
    """Return a municipality as TopoJSON."""
    outside = {"outside": OUTSIDE[code]} if code in OUTSIDE else {}
    about = {"name": name, "label": label(land), **outside}
    return {"type": "Polygon", "id": code, "properties": about, "arcs": [chain]}


def topology(
    municipalities: list[Any],
    context: list[Any],
    lines: list[Points],
    bbox: list[float],
) -> dict[str, Any]:
    """Return the municipalities and what is around them as TopoJSON."""
    scale, translate = [1 / UNITS] * 2, [place / UNITS for place in ORIGIN]
    return {
        "type": "Topology",
        **ABOUT,
        "bbox": bbox,
        "transform": {"scale": scale, "translate": translate},
        "objects": {
            "municipalities": collected(municipalities),
            "context": {**collected(context), "properties": ABOUT_AROUND},
        },
        "arcs": list(map(steps, lines)),
    }


def collected(geometries: list[dict[str, Any]]) -> dict[str, Any]:
    """Return geometries as one of TopoJSON."""
    return {"type": "GeometryCollection", "geometries": geometries}


def steps(line: Points) -> Any:
    """Return a line in units: its first point, then the way to each other."""
    places = np.rint(line * UNITS).astype(int) - ORIGIN
    return np.vstack([places[:1], np.diff(places, axis=0)]).tolist()


def text(made: dict[str, Any]) -> str:
    """Return TopoJSON with one arc a line, so that changes can be read."""

    def compact(value: object) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    head = compact({**made, "arcs": []}).removesuffix("]}")
    return head + "\n" + ",\n".join(map(compact, made["arcs"])) + "\n]}\n"


def made(folder: Path, names: Mapping[str, str]) -> str:
    """Return the file that the maps in a folder make for the municipalities named."""
    legal = {a["code"]: area for a, area in read(folder, "municipalities")}
    if legal.keys() != names.keys():
        raise ValueError(f"other municipalities: {sorted(legal.keys() ^ names.keys())}")
    whole = land(folder)
    found = covered(legal, whole)
    lands = {code: joined(chain, found.arcs) for code, chain in found.chains.items()}
    around, lines, rest = context(
        found, list(lands.values()), surroundings(folder, whole)
    )
    everything = [*lands.values(), rest]
    if not (
        shapely.is_valid(everything).all() and shapely.coverage_is_valid(everything)
    ):
        raise ValueError("municipalities and the land around them overlap or part")
    municipalities = [
        municipality(code, names[code], found.chains[code], polygon)
        for code, polygon in lands.items()
    ]
    bbox = shapely.total_bounds(list(lands.values())).tolist()
    return text(topology(municipalities, around, lines, bbox))


def main() -> None:
    """Write the file."""
    rows = json.loads((DATA / "municipalities.json").read_bytes())
    names = {row["code"]: row["name"] for row in rows}
    if len(sys.argv) != 2:
        sys.exit("say where the maps are: python tools/make_boundaries.py FOLDER")
    found = made(Path(sys.argv[1]), names)
    (DATA / "boundaries.json").write_text(found, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
