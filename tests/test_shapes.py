"""Shapes: what the boundaries hold, GeoJSON, and the borders that are no polygons."""

import copy
import json
import pickle
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import importlib_resources
import pytest

import malmolund
from malmolund import _shapes


Failure = Callable[[object], malmolund.DataError]

DATA = importlib_resources.files("malmolund") / "data"
FILE = DATA / "boundaries.json"
TWELVE = [
    "1230",
    "1231",
    "1233",
    "1261",
    "1262",
    "1263",
    "1264",
    "1267",
    "1280",
    "1281",
    "1285",
    "1287",
]


def contains(ring: tuple[tuple[float, float], ...], east: float, north: float) -> bool:
    """Tell whether a ray to the east crosses the ring an odd number of times."""
    inside = False
    for (x, y), (next_x, next_y) in pairwise(ring):
        if (y > north) != (next_y > north):
            crossing = x + (north - y) / (next_y - y) * (next_x - x)
            inside ^= east < crossing
    return inside


class TestBoundaries:
    def test_there_is_one_of_each_municipality(self) -> None:
        found = json.loads(FILE.read_text("utf-8"))

        assert [feature["id"] for feature in found["features"]] == TWELVE
        assert malmolund.municipalities.mapping("code", "name") == {
            feature["properties"]["code"]: feature["properties"]["name"]
            for feature in found["features"]
        }

    def test_they_say_what_they_are_and_where_they_are_from(self) -> None:
        shapes = _shapes.packaged()

        assert "for maps, not for areas, neighbours" in shapes.description
        assert [malmolund.sources[id_].licence for id_ in shapes.sources] == [
            "CC0-1.0",
            "MIT",
        ]

    def test_they_are_small(self) -> None:
        assert len(FILE.read_bytes()) < 10_000

    def test_each_has_its_seat_in_it_and_no_other(self) -> None:
        for code, shape in _shapes.packaged().by_code.items():
            inside = malmolund.municipalities.where(
                lambda m: contains(shape.ring, m.longitude, m.latitude)  # noqa: B023
            )

            assert [code] == [m.code for m in inside]

    def test_each_has_its_centre_in_it(self) -> None:
        for shape in _shapes.packaged().by_code.values():
            assert contains(shape.ring, *shape.centre)

    def test_no_coordinate_has_more_than_five_decimals(self) -> None:
        for shape in _shapes.packaged().by_code.values():
            for number in (number for point in shape.ring for number in point):
                assert round(number, 5) == number

    def test_a_look_up_does_not_read_them(self) -> None:
        script = (
            "import malmolund, sys; malmolund.municipalities['Lund'];"
            "print('malmolund._shapes' in sys.modules)"
        )
        shown = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True
        )

        assert shown.stdout == "False\n"

    def test_what_a_caller_gets_is_not_what_the_next_one_gets(self) -> None:
        lund = malmolund.municipalities["Lund"]
        lund.__geo_interface__["properties"].clear()
        lund.__geo_interface__["geometry"].clear()

        assert lund.__geo_interface__["properties"]["name"] == "Lund"
        assert lund.__geo_interface__["geometry"]["type"] == "Polygon"


class TestReading:
    @pytest.fixture
    def found(self) -> Any:
        return json.loads(FILE.read_text("utf-8"))

    @pytest.fixture
    def failure(self, tmp_path: Path) -> Failure:
        def failure(found: object) -> malmolund.DataError:
            (tmp_path / "boundaries.json").write_text(json.dumps(found), "utf-8")
            with pytest.raises(malmolund.DataError) as caught:
                _shapes.read(tmp_path)
            return caught.value

        return failure

    def test_the_file_must_be_there(self, tmp_path: Path) -> None:
        with pytest.raises(malmolund.DataError, match=r"boundaries\.json: cannot be"):
            _shapes.read(tmp_path)

    @pytest.mark.parametrize("found", [[], {}, None, {"features": 1}])
    def test_it_must_be_a_collection(self, failure: Failure, found: Any) -> None:
        assert "expected a GeoJSON FeatureCollection" in str(failure(found))

    def test_it_must_say_where_it_is_from(self, failure: Failure, found: Any) -> None:
        found["sources"] = [1]

        assert failure(found).field == "sources"

    @pytest.mark.parametrize(
        "feature",
        [
            None,
            {},
            {"id": "1281", "properties": {"name": "Lund"}, "geometry": None},
            {
                "id": "1281",
                "properties": {"name": "Lund"},
                "geometry": {"coordinates": [[], []]},
            },
        ],
    )
    def test_each_feature_must_be_one_polygon(
        self, failure: Failure, found: Any, feature: Any
    ) -> None:
        found["features"][3] = feature
        error = failure(found)

        assert (error.file, error.row) == ("boundaries.json", 4)
        assert "one polygon without holes" in str(error)

    @pytest.mark.parametrize(
        "ring",
        [
            [],
            [[13, 55], [14, 55], [13, 55]],
            [[13, 55], [14, 55], [14, 56], [13, 56]],
            [[13, 55], [14, 55], [14, 56], [13, 55, 1]],
            [[13, 55], [14, 155], [14, 56], [13, 55]],
            [[13, 55], ["14", 55], [14, 56], [13, 55]],
        ],
    )
    def test_each_ring_must_be_closed_and_on_earth(
        self, failure: Failure, found: Any, ring: list[Any]
    ) -> None:
        found["features"][0]["geometry"]["coordinates"] = [ring]

        assert failure(found).field == "coordinates"

    def test_a_code_must_be_there_once(self, failure: Failure, found: Any) -> None:
        found["features"][1]["id"] = "1230"

        assert str(failure(found)) == (
            "boundaries.json, row 2, field 'id': got 1230 again, expected it once"
        )

    def test_a_code_must_be_text(self, failure: Failure, found: Any) -> None:
        found["features"][1]["id"] = 1231

        assert failure(found).field == "id"


class TestMunicipality:
    def test_it_is_a_feature_with_its_figures(self) -> None:
        feature = malmolund.municipalities["Burlöv"].__geo_interface__

        assert feature["type"] == "Feature"
        assert feature["id"] == "1231"
        assert feature["bbox"] == (13.053, 55.61, 13.145, 55.663)
        assert feature["properties"] == {
            "code": "1231",
            "name": "Burlöv",
            "land_area_km2": 18.9,
            "population": 20444,
            "population_year": 2025,
        }
        (ring,) = feature["geometry"]["coordinates"]
        assert ring[0] == ring[-1]

    def test_it_becomes_text(self) -> None:
        feature = json.loads(malmolund.municipalities["Höör"].to_geojson())

        assert feature["properties"]["name"] == "Höör"

    def test_a_copy_has_the_same_shape(self) -> None:
        lund = malmolund.municipalities["Lund"]

        for twin in (copy.deepcopy(lund), pickle.loads(pickle.dumps(lund))):
            assert lund.__geo_interface__ == twin.__geo_interface__

    def test_without_a_boundary_there_is_an_error_that_says_so(
        self, without_boundary: malmolund.Catalogue
    ) -> None:
        with pytest.raises(LookupError) as caught:
            _ = without_boundary.municipalities["Hörby"].__geo_interface__

        assert str(caught.value).startswith(
            "No boundary is known as '1266'. There are boundaries of 1230, 1231, "
        )

    def test_without_a_boundary_a_collection_has_none(
        self, without_boundary: malmolund.Catalogue
    ) -> None:
        with pytest.raises(malmolund.NotFoundError, match="No boundary is known"):
            without_boundary.municipalities.to_geojson()


@pytest.fixture
def without_boundary(tmp_path: Path) -> malmolund.Catalogue:
    """A catalogue in which Lund has another code and name, and so no boundary."""
    for file in DATA.iterdir():
        if file.is_file() and file.name != "boundaries.json":
            text = file.read_text("utf-8")
            if file.name in {"municipalities.json", "population.json", "borders.json"}:
                text = text.replace('"1281"', '"1266"').replace('"Lund"', '"Hörby"')
            if file.name == "claims.json":
                text = text.replace('"key": "1281"', '"key": "1266"')
            Path(tmp_path / file.name).write_text(text, "utf-8")
    return malmolund.load(tmp_path)


class TestCollection:
    def test_it_is_a_feature_collection_that_says_what_it_is(self) -> None:
        found = malmolund.municipalities.__geo_interface__

        assert found["type"] == "FeatureCollection"
        assert found["bbox"] == (12.816, 55.34, 13.662, 56.091)
        assert "for maps" in found["description"]
        assert len(found["features"]) == 12
        assert found["features"][0]["properties"]["name"] == "Burlöv"

    def test_a_part_of_it_has_bounds_of_its_own(self) -> None:
        found = malmolund.municipalities.where(name="Lund").__geo_interface__

        assert found["bbox"] == found["features"][0]["bbox"]

    def test_an_empty_one_has_no_bounds(self) -> None:
        found = malmolund.municipalities.where(name="Hörby").__geo_interface__

        assert found["features"] == []
        assert "bbox" not in found

    def test_other_records_have_no_shape(self) -> None:
        assert not hasattr(malmolund.plans, "__geo_interface__")
        with pytest.raises(AttributeError, match="a plan has no shape; municipalities"):
            malmolund.plans.to_geojson()

    def test_without_geopandas_the_error_names_the_extra(self) -> None:
        script = (
            "import sys; sys.modules['geopandas'] = None\n"
            "import malmolund\n"
            "try: malmolund.municipalities.to_geopandas()\n"
            "except ImportError as error: print(error)"
        )
        shown = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True
        )

        assert shown.stdout == (
            'geopandas is missing; run: pip install "malmolund[geo]"\n'
        )


class TestRegion:
    def test_it_is_a_collection_of_its_municipalities(self) -> None:
        region = malmolund.region

        assert region.__geo_interface__ == region.municipalities.__geo_interface__
        assert json.loads(region.to_geojson())["type"] == "FeatureCollection"

    def test_one_with_a_member_that_has_no_boundary_has_none(self) -> None:
        with pytest.raises(malmolund.NotFoundError) as caught:
            malmolund.regions["skane"].to_geojson()

        assert str(caught.value) == (
            "No boundary is known as '1214'. <Region skane> needs a boundary of each "
            "member for its map; its .municipalities are those that have one."
        )


class TestCommandLine:
    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "malmolund", "export", *words],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    def test_it_exports_geojson(self) -> None:
        shown = self.run("boundaries", "--format", "geojson")

        assert json.loads(shown.stdout) == json.loads(
            malmolund.municipalities.to_geojson()
        )

    @pytest.mark.parametrize(
        "words", [["boundaries"], ["plans", "--format", "geojson"]]
    )
    def test_boundaries_and_geojson_go_together(self, words: list[str]) -> None:
        shown = self.run(*words)

        assert shown.returncode == 2
        assert "say: boundaries --format geojson" in shown.stderr


class TestBorders:
    def test_there_are_24_and_two_only_at_sea(self) -> None:
        borders = [
            (here.name, there.kind)
            for here in malmolund.municipalities
            for there in here.borders
        ]

        assert len(borders) == 2 * 24
        assert sum(kind == "land" for _, kind in borders) == 2 * 22
        assert {"Kävlinge", "Lomma", "Malmö"} == {
            name for name, kind in borders if kind == "sea"
        }

    def test_each_is_there_from_both_sides(self) -> None:
        for here in malmolund.municipalities:
            for border in here.borders:
                there = malmolund.municipalities[border.code]
                back = next(b for b in there.borders if b.code == here.code)
                assert (back.kind, back.land_km, back.total_km) == (
                    border.kind,
                    border.land_km,
                    border.total_km,
                )

    def test_they_come_from_the_table_and_not_from_the_shapes(self) -> None:
        svedala = malmolund.municipalities["Svedala"]
        shapes = _shapes.packaged().by_code
        shared = set(shapes["1263"].ring) & set(shapes["1264"].ring)

        assert "1264" in svedala.neighbours
        assert len(shared) < 2
