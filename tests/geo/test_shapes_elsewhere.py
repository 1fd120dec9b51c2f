"""Shapes in the libraries that people draw and reckon with."""

from typing import Any

import altair as alt
import folium
import geopandas
import pytest
import shapely

import malmolund


@pytest.fixture(scope="module")
def frame() -> Any:
    return malmolund.municipalities.to_geopandas()


class TestShapely:
    def test_a_municipality_is_a_polygon(self) -> None:
        polygon = shapely.geometry.shape(malmolund.municipalities["Lund"])

        assert polygon.geom_type == "Polygon"


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

        assert layer.get_bounds() == [[55.3378, 12.8085], [56.0887, 13.6704]]
        assert r"H\u00f6\u00f6r" in folium.Map().add_child(layer).get_root().render()

    def test_it_takes_a_municipality_as_it_is(self) -> None:
        layer = folium.GeoJson(malmolund.municipalities["Burlöv"])

        assert layer.get_bounds() == [[55.6041, 13.0456], [55.6661, 13.1365]]


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
