"""Shapes: boundaries by code, and GeoJSON and frames made with them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from . import _checks as check
from .exceptions import DataError, NotFoundError, shown


if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geopandas import GeoDataFrame


FILE = "boundaries.json"

# What GeoJSON says of a municipality besides its shape.
_FIGURES = ("code", "name", "land_area_km2", "population", "population_year")

Point = tuple[float, float]

# Where the label of a municipality is if not in its centre, and there, outside of it
# with a line, where it is too small for its name.
NUDGED: dict[str, Point] = {
    "1230": (13.245, 55.648),
    "1233": (13.005, 55.463),
    "1262": (13.068, 55.682),
    "1267": (13.545, 55.95),
    "1281": (13.42, 55.68),
    "1285": (13.36, 55.84),
}
OUTSIDE: dict[str, Point] = {"1231": (12.89, 55.655)}


class Shape(NamedTuple):
    """The land boundary of a municipality.

    Attributes:
        name: The name of the municipality.
        ring: The points of its boundary, east and north in degrees, counter-clockwise,
            the first one again last.
    """

    name: str
    ring: tuple[Point, ...]

    @property
    def centre(self) -> Point:
        """The centre of gravity, where a label fits best."""
        doubled = east = north = 0.0
        for (x, y), (next_x, next_y) in pairwise(self.ring):
            cross = x * next_y - next_x * y
            doubled += cross
            east += (x + next_x) * cross
            north += (y + next_y) * cross
        return east / (3 * doubled), north / (3 * doubled)


class Shapes(NamedTuple):
    """What the file of boundaries holds.

    Attributes:
        description: What the boundaries are for, and what not.
        sources: The ids of their sources.
        by_code: The shapes by the codes of the municipalities.
    """

    description: str
    sources: tuple[str, ...]
    by_code: dict[str, Shape]

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
        found: What the file holds, as `json.loads` gives it.

    Raises:
        DataError: It breaks a rule.
    """
    by_code: dict[str, Shape] = {}
    try:
        description, sources = found["description"], tuple(found["sources"])
        features = list(found["features"])
        check.TEXT.check("description", description)
        check.TEXT.each().check("sources", sources)
    except (KeyError, TypeError):
        problem = f"got {shown(found)}, expected a GeoJSON FeatureCollection with a "
        raise DataError(problem + "description and sources", file=FILE) from None
    for row, feature in enumerate(features, 1):
        try:
            _add(feature, by_code)
        except DataError as error:
            raise DataError(
                error.problem, file=FILE, row=row, field=error.field, value=error.value
            ) from None
    return Shapes(description, sources, by_code)


def _is_ring(ring: tuple[tuple[object, ...], ...]) -> bool:
    return (
        len(ring) > 3
        and ring[0] == ring[-1]
        and all(
            len(point) == 2
            and check.LONGITUDE.accepts(point[0])
            and check.LATITUDE.accepts(point[1])
            for point in ring
        )
    )


_RING = check.Check("a closed ring of points [east, north] in degrees", _is_ring)


def _add(feature: Any, by_code: dict[str, Shape]) -> None:
    try:
        code, name = feature["id"], feature["properties"]["name"]
        (points,) = feature["geometry"]["coordinates"]
        ring: tuple[Point, ...] = tuple(map(tuple, points))
    except (KeyError, TypeError, ValueError):
        problem = f"got {shown(feature)}, expected a Feature with an id, a name and one"
        raise DataError(problem + " polygon without holes") from None
    check.CODE.check("id", code)
    check.TEXT.check("name", name)
    _RING.check("coordinates", ring)
    if code in by_code:
        raise DataError(f"got {code} again, expected it once", field="id", value=code)
    by_code[code] = Shape(name, ring)


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
