"""Shapes: boundaries by code, and GeoJSON and frames made with them."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from . import _checks as check
from .exceptions import DataError, NotFoundError, shown


if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping, Sequence

    from geopandas import GeoDataFrame


FILE = "boundaries.json"

# What GeoJSON says of a municipality besides its shape.
_FIGURES = ("code", "name", "land_area_km2", "population", "population_year")

Point = tuple[float, float]
Line = tuple[Point, ...]


class Shape(NamedTuple):
    """The land boundary of a municipality.

    Attributes:
        name: The name of the municipality.
        ring: The points of its boundary, east and north in degrees, counter-clockwise,
            the first one again last.
        label: The point inside of it where there is most room for its name.
        outside: Where its name stands instead, with a line from there to the label, if
            it is too small for its name.
    """

    name: str
    ring: Line
    label: Point
    outside: Point | None = None


class Context(NamedTuple):
    """What is around the municipalities, for maps to draw faintly.

    Attributes:
        attribution: What its licence wants to be said where it is shown, besides what
            is said of the municipalities.
        land: The rings of the other land, without holes, the first point again last;
            they share the points of its border with the municipalities.
        borders: The borders of other municipalities.
    """

    attribution: str | None = None
    land: tuple[Line, ...] = ()
    borders: tuple[Line, ...] = ()


class Shapes(NamedTuple):
    """What the file of boundaries holds.

    Attributes:
        description: What the boundaries are for, and what not.
        sources: The ids of their sources.
        by_code: The shapes by the codes of the municipalities.
        licence: The SPDX identifier of their licence, `None` if the file names none.
        attribution: What the licence wants to be said where they are shown.
        context: What is around them; empty if the file has nothing of it.
    """

    description: str
    sources: tuple[str, ...]
    by_code: dict[str, Shape]
    licence: str | None = None
    attribution: str | None = None
    context: Context = Context()

    @property
    def credit(self) -> str:
        """What to say below a map of them and of what is around them."""
        said = (self.attribution, self.context.attribution)
        return " ".join(filter(None, said))

    def of(self, code: str) -> Shape:
        """Return the shape of a municipality, or raise `NotFoundError`."""
        if code not in self.by_code:
            advice = f"There are boundaries of {', '.join(self.by_code)}."
            raise NotFoundError(code, "boundary", advice=advice)
        return self.by_code[code]


def bounds(shapes: Iterable[Shape]) -> tuple[float, float, float, float]:
    """Return the western, southern, eastern and northern bound of shapes."""
    east, north = zip(*(point for shape in shapes for point in shape.ring), strict=True)
    return min(east), min(north), max(east), max(north)


NONE = Shapes("", (), {})


def read(found: Any) -> Shapes:
    """Return the boundaries that a file of them holds.

    Args:
        found: What the file holds, as `json.loads` gives it: a GeoJSON
            FeatureCollection, or TopoJSON, which is a third of its size.

    Raises:
        DataError: It breaks a rule.
    """
    try:
        found = _as_geojson(found) if "arcs" in found else found
        description, sources = found["description"], tuple(found["sources"])
        features, around = list(found["features"]), found.get("context", {})
        licence, attribution = found.get("licence"), found.get("attribution")
    except _OTHER_FORM:
        problem = f"got {shown(found)}, expected a GeoJSON FeatureCollection with a "
        raise DataError(problem + "description and sources", file=FILE) from None
    by_code: dict[str, Shape] = {}
    with _named():
        check.TEXT.check("description", description)
        check.TEXT.each().check("sources", sources)
        check.TEXT.or_null().check("licence", licence)
        check.TEXT.or_null().check("attribution", attribution)
        context = _context(around)
    for row, feature in enumerate(features, 1):
        with _named(row):
            _add(feature, by_code)
    return Shapes(description, sources, by_code, licence, attribution, context)


@contextmanager
def _named(row: int | None = None) -> Generator[None]:
    """Let an error say that it is about the file, and about which row of it."""
    try:
        yield
    except DataError as error:
        raise DataError(
            error.problem, file=FILE, row=row, field=error.field, value=error.value
        ) from None


# What it ends with to read what is not of the form that is expected.
_OTHER_FORM = (
    *(
        AttributeError,
        LookupError,
        OverflowError,
        RecursionError,
        TypeError,
        ValueError,
    ),
)


def _as_geojson(topology: Any) -> dict[str, Any]:
    """Return a TopoJSON topology, quantised, as the GeoJSON that it stands for."""
    (width, height), (west, south) = (
        topology["transform"][name] for name in ("scale", "translate")
    )
    arcs: list[list[Point]] = []
    for steps in topology["arcs"]:
        across, up = map(accumulate, zip(*steps, strict=True))
        # Six decimals are a tenth of a metre, and rid of what multiplying adds.
        arcs.append(
            [
                (round(west + width * x, 6), round(south + height * y, 6))
                for x, y in zip(across, up, strict=True)
            ]
        )

    def line(chain: Iterable[int]) -> list[Point]:
        """Return the points of arcs, each of which begins where the last one ended."""
        found: list[Point] = []
        for index in chain:
            arc = arcs[index] if index >= 0 else arcs[~index][::-1]
            found += arc[bool(found) :]
        return found

    def points(indices: list[Any]) -> list[Any]:
        nested = isinstance(indices[0], list)
        return list(map(points, indices)) if nested else line(indices)

    def features(layer: Any) -> list[Any]:
        return [
            {
                **one,
                "geometry": {"type": one["type"], "coordinates": points(one["arcs"])},
            }
            for one in layer["geometries"]
        ]

    layers = topology["objects"]
    found = {**topology, "features": features(layers["municipalities"])}
    if "context" in layers:
        around = layers["context"]
        found["context"] = around["properties"] | {"features": features(around)}
    return found


def _is_line(line: Line) -> bool:
    return len(line) > 1 and all(map(_is_point, line))


def _is_ring(ring: Line) -> bool:
    return len(ring) > 3 and ring[0] == ring[-1] and _is_line(ring)


def _is_point(point: tuple[object, ...]) -> bool:
    return (
        len(point) == 2
        and check.LONGITUDE.accepts(point[0])
        and check.LATITUDE.accepts(point[1])
    )


_POINT = check.Check("a point [east, north] in degrees", _is_point)
_LINE = check.Check("a line of two or more points [east, north] in degrees", _is_line)
_RING = check.Check("a closed ring of points [east, north] in degrees", _is_ring)


def _add(feature: Any, by_code: dict[str, Shape]) -> None:
    try:
        code, name = feature["id"], feature["properties"]["name"]
        (points,) = feature["geometry"]["coordinates"]
        ring = _line(points)
        label, outside = (
            spot and tuple(spot)
            for spot in map(feature["properties"].get, ("label", "outside"))
        )
    except _OTHER_FORM:
        problem = f"got {shown(feature)}, expected a Feature with an id, a name and one"
        raise DataError(problem + " polygon without holes") from None
    check.CODE.check("id", code)
    check.TEXT.check("name", name)
    _RING.check("coordinates", ring)
    _POINT.or_null().check("label", label)
    _POINT.or_null().check("outside", outside)
    if code in by_code:
        raise DataError(f"got {code} again, expected it once", field="id", value=code)
    by_code[code] = Shape(name, ring, label or _centre(ring), outside)


def _line(points: Iterable[Iterable[Any]]) -> Line:
    return cast("Line", tuple(map(tuple, points)))


def _centre(ring: Line) -> Point:
    """Return the centre of gravity of what a ring is round."""
    doubled = east = north = 0.0
    for (x, y), (next_x, next_y) in pairwise(ring):
        cross = x * next_y - next_x * y
        doubled += cross
        east += (x + next_x) * cross
        north += (y + next_y) * cross
    # A ring that goes back as it came is round nothing.
    return (east / (3 * doubled), north / (3 * doubled)) if doubled else ring[0]


def _context(found: Any) -> Context:
    lines: dict[str, list[Line]] = {"MultiPolygon": [], "MultiLineString": []}
    try:
        for feature in found.get("features", ()):
            kind, parts = (feature["geometry"][n] for n in ("type", "coordinates"))
            if kind == "MultiPolygon":
                parts = [ring for (ring,) in parts]
            lines[kind] += map(_line, parts)
        attribution = found.get("attribution")
    except _OTHER_FORM:
        problem = f"got {shown(found)}, expected features, each a MultiPolygon without "
        problem += "holes or a MultiLineString"
        raise DataError(problem, field="context") from None
    check.TEXT.or_null().check("attribution of the context", attribution)
    land, borders = map(tuple, lines.values())
    for rule, several in ((_RING, land), (_LINE, borders)):
        for line in several:
            rule.check("context", line)
    return Context(attribution, land, borders)


def feature(shape: Shape, code: str, row: Mapping[str, object]) -> dict[str, Any]:
    """Return a municipality as a GeoJSON Feature.

    Args:
        shape: Its boundary.
        code: Its code.
        row: Its values, those of a row of the table.
    """
    return {
        "type": "Feature",
        "id": code,
        "bbox": bounds([shape]),
        "properties": {name: row[name] for name in _FIGURES},
        "geometry": {"type": "Polygon", "coordinates": (shape.ring,)},
    }


def features(made: Sequence[dict[str, Any]], shapes: Shapes | None) -> dict[str, Any]:
    """Return Features as a FeatureCollection, which says what *shapes* are for."""
    found = shapes or NONE
    return {
        "type": "FeatureCollection",
        "description": found.description,
        "sources": found.sources,
        **({"licence": found.licence} if found.licence else {}),
        **({"attribution": found.attribution} if found.attribution else {}),
        **({"bbox": bounds(found.of(one["id"]) for one in made)} if made else {}),
        "features": list(made),
    }


def frame(
    rows: Sequence[Mapping[str, object]], shapes: Iterable[Shape]
) -> GeoDataFrame:
    """Return rows and the shape of each as a frame of geopandas."""
    try:
        from geopandas import GeoDataFrame  # noqa: PLC0415
        from shapely import Polygon  # noqa: PLC0415
    except ImportError as error:
        problem = 'geopandas is missing; run: pip install "malmolund[geo]"'
        raise ImportError(problem) from error
    polygons = [Polygon(shape.ring) for shape in shapes]
    return GeoDataFrame(rows, geometry=polygons, crs="EPSG:4326")
