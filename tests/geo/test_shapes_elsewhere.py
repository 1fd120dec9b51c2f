"""Shapes in the libraries that people draw and reckon with."""

import importlib.util
from itertools import combinations
from pathlib import Path
from typing import Any

import altair as alt
import folium
import geopandas
import pytest
import shapely

import malmolund
from malmolund._load import PACKAGED


ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def frame() -> Any:
    return malmolund.municipalities.to_geopandas()


class TestShapely:
    def test_a_municipality_is_a_polygon(self) -> None:
        polygon = shapely.geometry.shape(malmolund.municipalities["Lund"])

        assert polygon.geom_type == "Polygon"

    def test_all_are_valid_and_one_part_each(self, frame: Any) -> None:
        polygons = frame.geometry.to_numpy()

        assert shapely.is_valid(polygons).all()
        assert shapely.get_num_geometries(polygons).tolist() == [1] * 12
        assert shapely.get_num_interior_rings(polygons).tolist() == [0] * 12
        assert shapely.is_ccw(shapely.get_exterior_ring(polygons)).all()

    def test_they_are_a_coverage_in_one_piece(self, frame: Any) -> None:
        polygons = frame.geometry.to_numpy()
        whole = shapely.coverage_union_all(polygons)

        assert shapely.coverage_is_valid(polygons)
        assert whole.geom_type == "Polygon"
        assert len(whole.interiors) == 0

    def test_each_seat_lies_in_its_polygon(self, frame: Any) -> None:
        seats = geopandas.points_from_xy(frame.longitude, frame.latitude)

        assert frame.geometry.contains(geopandas.GeoSeries(seats, crs=4326)).all()

    def test_the_centres_of_labels_are_those_of_shapely(self, frame: Any) -> None:
        for code, polygon in zip(frame.code, frame.geometry, strict=True):
            centre = PACKAGED.library.shapes.of(code).centre
            assert polygon.centroid.coords[0] == pytest.approx(centre, abs=1e-9)
            assert polygon.contains(shapely.Point(centre))

    def test_the_neighbours_they_seem_to_have_are_not_those_they_have(
        self, frame: Any
    ) -> None:
        touching = {
            tuple(sorted((a.code, b.code)))
            for a, b in combinations(frame.itertuples(), 2)
            if a.geometry.intersection(b.geometry).length > 0
        }
        on_land = {
            tuple(sorted((here.code, there.code)))
            for here in malmolund.municipalities
            for there in here.borders
            if there.kind == "land"
        }

        assert on_land - touching == {("1263", "1264")}


class TestGeopandas:
    def test_a_frame_has_tidy_columns_and_a_reference_system(self, frame: Any) -> None:
        assert frame.crs == "EPSG:4326"
        assert frame.code.tolist()[:2] == ["1231", "1285"]
        assert (
            frame.set_index("name").loc["Lund", "population"]
            == malmolund.municipalities["Lund"].population.latest
        )
        assert frame.set_index("name").loc["Lund", "neighbours"].split(";")[0] == "1230"

    def test_an_empty_collection_is_an_empty_frame(self) -> None:
        empty = malmolund.municipalities.where(name="Hörby").to_geopandas()

        assert len(empty) == 0
        assert empty.crs == "EPSG:4326"

    def test_it_takes_what_has_shapes_as_it_is(self) -> None:
        for source in (malmolund.municipalities, malmolund.region):
            frame = geopandas.GeoDataFrame.from_features(source, crs=4326)

            assert len(frame) == 12
            assert set(frame.columns) == {
                "geometry",
                "code",
                "name",
                "land_area_km2",
                "population",
                "population_year",
            }


class TestFolium:
    @pytest.mark.parametrize(
        "source", [malmolund.municipalities, malmolund.region], ids=repr
    )
    def test_it_takes_collections_as_they_are(self, source: Any) -> None:
        layer = folium.GeoJson(source, tooltip=folium.GeoJsonTooltip(["name"]))

        assert layer.get_bounds() == [[55.34, 12.816], [56.091, 13.662]]
        assert r"H\u00f6\u00f6r" in folium.Map().add_child(layer).get_root().render()

    def test_it_takes_a_municipality_as_it_is(self) -> None:
        layer = folium.GeoJson(malmolund.municipalities["Burlöv"])

        assert layer.get_bounds() == [[55.61, 13.053], [55.663, 13.145]]


class TestAltair:
    @pytest.mark.parametrize(
        ("source", "shapes"),
        [
            (malmolund.municipalities, 12),
            (malmolund.region, 12),
            (malmolund.municipalities["Lund"], 1),
        ],
        ids=repr,
    )
    def test_it_takes_all_as_they_are(self, source: Any, shapes: int) -> None:
        chart = alt.Chart(source).mark_geoshape().project("identity", reflectY=True)
        found = chart.to_dict()

        (values,) = found["datasets"].values()
        assert len(values if isinstance(values, list) else [values]) == shapes


class TestScript:
    def test_it_makes_the_same_bytes_again(self) -> None:
        path = ROOT / "tools" / "make_boundaries.py"
        spec = importlib.util.spec_from_file_location("make_boundaries", path)
        assert spec is not None
        assert spec.loader is not None
        script: Any = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        names = malmolund.municipalities.mapping("code", "name")
        names = dict(sorted(names.items()))
        made = script.collection(script.rounded(script.read(names)), names)

        file = ROOT / "src" / "malmolund" / "data" / "boundaries.json"
        assert file.read_text("utf-8") == script.text(made)
