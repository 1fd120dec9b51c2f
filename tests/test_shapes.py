"""Shapes: what the boundaries hold, GeoJSON, and the borders that are no polygons."""

import copy
import json
import pickle
import sys
from typing import Any

import attrs
import importlib_resources
import pytest

import malmolund
from malmolund import _shapes
from malmolund._cli import main
from malmolund._records import Provenance


DATA = importlib_resources.files("malmolund") / "data"
FILE = DATA / "boundaries.json"
SHAPES = _shapes.read(json.loads(FILE.read_text("utf-8")))


class TestBoundaries:
    def test_there_is_one_of_each_municipality(self) -> None:
        found = json.loads(FILE.read_text("utf-8"))

        assert [feature["id"] for feature in found["features"]] == [
            *malmolund.region.codes
        ]
        assert malmolund.municipalities.mapping("code", "name") == {
            feature["properties"]["code"]: feature["properties"]["name"]
            for feature in found["features"]
        }

    def test_they_say_what_they_are_and_where_they_are_from(self) -> None:
        assert "for maps, not for areas, neighbours" in SHAPES.description
        assert [malmolund.sources[id_].licence for id_ in SHAPES.sources] == [
            "CC0-1.0",
            "MIT",
        ]

    def test_they_are_small(self) -> None:
        assert len(FILE.read_bytes()) < 10_000

    def test_no_coordinate_has_more_than_five_decimals(self) -> None:
        for shape in SHAPES.by_code.values():
            for number in (number for point in shape.ring for number in point):
                assert round(number, 5) == number

    def test_what_a_caller_gets_is_not_what_the_next_one_gets(self) -> None:
        lund = malmolund.municipalities["Lund"]
        lund.__geo_interface__["properties"].clear()
        lund.__geo_interface__["geometry"].clear()

        assert lund.__geo_interface__["properties"]["name"] == "Lund"
        assert lund.__geo_interface__["geometry"]["type"] == "Polygon"


def failure(found: object) -> malmolund.DataError:
    """Return the error that reading boundaries ends with."""
    with pytest.raises(malmolund.DataError) as caught:
        _shapes.read(found)
    return caught.value


class TestReading:
    @pytest.fixture
    def found(self) -> Any:
        return json.loads(FILE.read_text("utf-8"))

    @pytest.mark.parametrize("found", [[], {}, None, {"features": 1}])
    def test_it_must_be_a_collection(self, found: Any) -> None:
        assert "expected a GeoJSON FeatureCollection" in str(failure(found))

    def test_it_must_say_where_it_is_from(self, found: Any) -> None:
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
    def test_each_feature_must_be_one_polygon(self, found: Any, feature: Any) -> None:
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
        self, found: Any, ring: list[Any]
    ) -> None:
        found["features"][0]["geometry"]["coordinates"] = [ring]

        assert failure(found).field == "coordinates"

    def test_a_code_must_be_there_once(self, found: Any) -> None:
        found["features"][1]["id"] = "1230"

        assert str(failure(found)) == (
            "boundaries.json, row 2, field 'id': got 1230 again, expected it once"
        )

    def test_a_code_must_be_text(self, found: Any) -> None:
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

    def test_without_a_boundary_there_is_an_error_that_says_so(self) -> None:
        lund = malmolund.municipalities["Lund"]
        other = attrs.evolve(lund, code="1266", gisco_id="SE_1266")

        with pytest.raises(malmolund.NotFoundError) as caught:
            _ = other.__geo_interface__

        assert str(caught.value).startswith(
            "No boundary is known as '1266'. There are boundaries of 1230, 1231, "
        )
        with pytest.raises(malmolund.NotFoundError, match="as '1266'"):
            malmolund.Collection([other], malmolund.Municipality).to_geojson()

    def test_made_by_hand_it_has_none(self) -> None:
        lund = malmolund.municipalities["Lund"]
        other = attrs.evolve(lund, provenance=Provenance())

        with pytest.raises(malmolund.NotFoundError, match="No boundary is known as"):
            other.to_geojson()
        assert "<svg" not in other._repr_html_()


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

    def test_without_geopandas_the_error_names_the_extra(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "geopandas", None)

        with pytest.raises(ImportError, match=r'pip install "malmolund\[geo\]"'):
            malmolund.municipalities.to_geopandas()


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
            "member for its map."
        )


class TestCommandLine:
    def test_it_exports_geojson(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["export", "boundaries", "--format", "geojson"]) == 0
        assert capsys.readouterr().out == malmolund.municipalities.to_geojson() + "\n"

    @pytest.mark.parametrize(
        "words", [["boundaries"], ["plans", "--format", "geojson"]]
    )
    def test_boundaries_and_geojson_go_together(
        self, words: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit) as caught:
            main(["export", *words])

        assert caught.value.code == 2
        assert "say: boundaries --format geojson" in capsys.readouterr().err


class TestBorders:
    def test_they_come_from_the_table_and_not_from_the_shapes(self) -> None:
        svedala = malmolund.municipalities["Svedala"]
        shared = set(SHAPES.by_code["1263"].ring) & set(SHAPES.by_code["1264"].ring)

        assert "1264" in svedala.neighbours
        assert len(shared) < 2
