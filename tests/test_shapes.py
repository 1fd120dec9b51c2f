"""Shapes: what the boundaries hold, GeoJSON, and the borders that are no polygons."""

import copy
import json
import pickle
import sys
import zlib
from itertools import combinations
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
        assert malmolund.municipalities.mapping("code", "name") == {
            code: shape.name for code, shape in SHAPES.by_code.items()
        }
        assert (*SHAPES.by_code,) == malmolund.region.codes

    def test_they_say_what_they_are_and_where_they_are_from(self) -> None:
        assert "for maps, neighbours, and points more than" in SHAPES.description
        assert [malmolund.sources[id_].licence for id_ in SHAPES.sources] == [
            "CC-BY-4.0",
            "CC-BY-4.0",
            "CC0-1.0",
            "public domain",
            "CC BY (equivalent)",
        ]

    def test_they_give_credit_as_their_licence_wants_it(self) -> None:
        shore = "Lantmäteriet localities (CC0) and U.S. Department of State HIU (public"
        said = (
            "Contains Kommun, län och rike 2026-01-01, © Lantmäteriet, CC BY 4.0 "
            "(https://creativecommons.org/licenses/by/4.0/), reprojected by "
            f"GioPalusa/SwedenGeoJSON. Shore: {shore} domain) via Who's On First. Cut, "
            "fitted and simplified by malmolund."
        )

        assert ("CC-BY-4.0", said) == (SHAPES.licence, SHAPES.attribution)
        assert SHAPES.credit == f"{said} Contains GeoDanmark data (2018)."

    def test_they_are_small(self) -> None:
        assert len(zlib.compress(FILE.read_bytes())) < 5_600

    def test_burlov_alone_has_its_name_outside(self) -> None:
        assert {code: s.outside for code, s in SHAPES.by_code.items() if s.outside} == {
            "1231": (12.985, 55.661)
        }

    def test_there_is_land_around_them_and_borders_on_it(self) -> None:
        # Skåne and Ven; Saltholm, Amager with Copenhagen, the north of Zealand.
        assert len(SHAPES.context.land) == 2 + 3
        assert len(SHAPES.context.borders) == 21
        assert len(SHAPES.context.land[0]) < 500

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


def deep() -> dict[str, Any]:
    """Return a geometry with brackets in brackets, and so on."""
    arcs: list[Any] = [0]
    for _ in range(10_000):
        arcs = [arcs]
    return {"type": "Polygon", "arcs": arcs}


class TestReading:
    @pytest.fixture
    def found(self) -> Any:
        """Boundaries as somebody may write them, in GeoJSON."""
        return json.loads(malmolund.municipalities.to_geojson())

    def test_geojson_and_topojson_are_the_same_to_it(self, found: Any) -> None:
        shapes = _shapes.read(found)

        for code, shape in SHAPES.by_code.items():
            assert (shape.name, shape.ring) == shapes.by_code[code][:2]
        assert shapes.attribution == SHAPES.attribution
        assert shapes.credit == SHAPES.attribution
        assert shapes.context == _shapes.Context()

    def test_without_a_place_for_its_name_that_is_in_the_centre(
        self, found: Any
    ) -> None:
        square = [[13, 55], [14, 55], [14, 56], [13, 56], [13, 55]]
        found["features"][0]["geometry"]["coordinates"] = [square]
        back_and_forth = [[13, 55], [14, 55], [13.5, 55], [13, 55]]
        found["features"][1]["geometry"]["coordinates"] = [back_and_forth]
        found["features"][2]["properties"]["label"] = [13.25, 55.5]
        found["features"][2]["properties"]["outside"] = [12.5, 55.5]
        burlov, eslov, hoor, *_ = _shapes.read(found).by_code.values()

        assert burlov.label == pytest.approx((13.5, 55.5))
        assert eslov.label == (13.0, 55.0)
        assert (hoor.label, hoor.outside) == ((13.25, 55.5), (12.5, 55.5))

    @pytest.mark.parametrize("field", ["label", "outside"])
    @pytest.mark.parametrize("place", [[13], [13, 155], ["13", 55], "so", [None, 1]])
    def test_a_place_for_a_name_must_be_a_point(
        self, found: Any, field: str, place: Any
    ) -> None:
        found["features"][0]["properties"][field] = place

        assert failure(found).field == field
        assert failure(found).row == 1

    @pytest.mark.parametrize("field", ["licence", "attribution"])
    def test_what_it_says_of_itself_must_be_text(self, found: Any, field: str) -> None:
        found[field] = 1

        assert failure(found).field == field

    def test_it_need_not_name_a_licence(self, found: Any) -> None:
        del found["licence"], found["attribution"]
        shapes = _shapes.read(found)

        assert (shapes.licence, shapes.attribution, shapes.credit) == (None, None, "")
        assert "licence" not in _shapes.features([], shapes)
        assert "attribution" not in _shapes.features([], shapes)

    def test_it_may_have_something_around_them(self, found: Any) -> None:
        ring = [[13, 55], [14, 55], [14, 56], [13, 55]]
        found["context"] = {
            "attribution": "Somebody's shore.",
            "features": [
                {"geometry": {"type": "MultiPolygon", "coordinates": [[ring]]}},
                {"geometry": {"type": "MultiLineString", "coordinates": [ring[:2]]}},
            ],
        }
        shapes = _shapes.read(found)

        assert shapes.credit.endswith("by malmolund. Somebody's shore.")
        assert [list(map(list, one)) for one in shapes.context.land] == [ring]
        assert shapes.context.borders == (((13, 55), (14, 55)),)

    @pytest.mark.parametrize(
        "context",
        [
            [],
            {"features": [{}]},
            {"features": [{"geometry": {"type": "Polygon", "coordinates": []}}]},
            {"features": [{"geometry": {"type": "MultiPolygon", "coordinates": [[]]}}]},
        ],
    )
    def test_what_is_around_must_be_land_or_borders(
        self, found: Any, context: Any
    ) -> None:
        found["context"] = context

        assert "each a MultiPolygon without holes or a Multi" in str(failure(found))
        assert failure(found).field == "context"

    @pytest.mark.parametrize(
        ("kind", "points"),
        [
            ("MultiPolygon", [[[[13, 55], [14, 55], [14, 56]]]]),
            ("MultiLineString", [[[13, 55]]]),
            ("MultiLineString", [[[13, 55], [14, 155]]]),
        ],
    )
    def test_what_is_around_must_be_on_earth(
        self, found: Any, kind: str, points: Any
    ) -> None:
        geometry = {"type": kind, "coordinates": points}
        found["context"] = {"features": [{"geometry": geometry}]}

        assert failure(found).field == "context"

    def test_credit_for_what_is_around_must_be_text(self, found: Any) -> None:
        found["context"] = {"attribution": 1}

        assert failure(found).field == "attribution of the context"

    @pytest.mark.parametrize("found", [[], {}, None, {"features": 1}])
    def test_it_must_be_a_collection(self, found: Any) -> None:
        assert "expected a GeoJSON FeatureCollection" in str(failure(found))

    @pytest.mark.parametrize(
        "changes",
        [
            {"arcs": [[[1, 2], [3]]]},
            {"arcs": [[[10**400, 1], [1, 1]]]},
            {"arcs": []},
            {"transform": {}},
            {"transform": {"scale": [1, 1], "translate": "no"}},
            {"objects": {}},
            {"objects": {"municipalities": {"geometries": [{"type": "Polygon"}]}}},
            {"objects": {"municipalities": {"geometries": [{"arcs": [[]]}]}}},
            {"objects": {"municipalities": {"geometries": [deep()]}}},
        ],
    )
    def test_topojson_must_be_of_the_form_of_the_packaged_one(
        self, changes: Any
    ) -> None:
        packaged = json.loads(FILE.read_text("utf-8"))

        assert "expected a GeoJSON FeatureC" in str(failure(packaged | changes))

    def test_topojson_needs_nothing_around(self) -> None:
        packaged = json.loads(FILE.read_text("utf-8"))
        del packaged["objects"]["context"]

        assert _shapes.read(packaged).context == _shapes.Context()

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
        found["features"][1]["id"] = "1231"

        assert str(failure(found)) == (
            "boundaries.json, row 2, field 'id': got 1231 again, expected it once"
        )

    def test_a_code_must_be_text(self, found: Any) -> None:
        found["features"][1]["id"] = 1231

        assert failure(found).field == "id"


class TestMunicipality:
    def test_it_is_a_feature_with_its_figures(self) -> None:
        feature = malmolund.municipalities["Burlöv"].__geo_interface__

        assert feature["type"] == "Feature"
        assert feature["id"] == "1231"
        assert feature["bbox"] == (13.0456, 55.6041, 13.1365, 55.6661)
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
        assert found["bbox"] == (12.8085, 55.3378, 13.6704, 56.0887)
        assert "for maps" in found["description"]
        assert found["licence"] == "CC-BY-4.0"
        assert found["attribution"] == SHAPES.attribution
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
    def test_on_land_they_are_those_of_the_shapes(self) -> None:
        shared = {
            (a, b)
            for a, b in combinations(SHAPES.by_code, 2)
            if len({*SHAPES.by_code[a].ring} & {*SHAPES.by_code[b].ring}) > 1
        }
        on_land = {
            (here.code, there.code)
            for here in malmolund.municipalities
            for there in here.borders
            if there.kind == "land" and here.code < there.code
        }

        assert len(shared) == 22
        assert shared == on_land

    def test_at_sea_they_are_in_the_table_alone(self) -> None:
        (malmo,) = (
            b for b in malmolund.municipalities["1261"].borders if b.code == "1280"
        )
        rings = [{*SHAPES.by_code[code].ring} for code in ("1261", "1280")]

        assert malmo.kind == "sea"
        assert rings[0].isdisjoint(rings[1])
