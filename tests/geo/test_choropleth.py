"""Choropleths: what goes in, what is drawn, and what is saved."""

import math
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import malmolund


def drawn(chart: alt.LayerChart) -> dict[str, float | None]:
    """Return the values of a chart by name."""
    found = chart.to_dict()
    (rows,) = found["datasets"].values()
    return {row["name"]: row["value"] for row in rows}


def given(values: Any, **options: Any) -> dict[str, float]:
    """Return the values that a chart of *values* has, without what has none."""
    found = drawn(malmolund.choropleth(values, **options))
    return {name: value for name, value in found.items() if value is not None}


@pytest.fixture(scope="module")
def people() -> dict[str, int]:
    return {m.code: m.population.latest for m in malmolund.municipalities}


class TestValues:
    @pytest.mark.parametrize(
        "values",
        [
            {"Lund": 1, 1280: 2.5},
            pd.Series([1, 2.5], ["lunds kommun", "SE_1280"]),
            pd.Series([1, 2.5], [1281, 1280]),
            pd.DataFrame({"kommun": ["Lund", "Malmö"], "n": [1.0, 2.5]}),
            pl.DataFrame({"kommun": ["1281", "MALMÖ"], "n": [1.0, 2.5]}),
            pl.LazyFrame({"kommun": ["1281 Lund", "Malmoe"], "n": [1.0, 2.5]}),
            pa.table({"kommun": ["Lund", "Malmö stad"], "n": [1.0, 2.5]}),
            {"Lund": np.int64(1), "Malmö": Decimal("2.5")},
        ],
        ids=lambda values: type(values).__module__,
    )
    def test_all_kinds_of_them_are_drawn(self, values: Any) -> None:
        assert given(values) == {"Lund": 1, "Malmö": 2.5}

    def test_columns_can_be_named(self) -> None:
        frame = pl.DataFrame({"n": [1], "year": [2020], "kommun": ["Lund"]})

        assert given(frame, key="kommun", value="n") == {"Lund": 1}

    @pytest.mark.parametrize("options", [{}, {"key": "kommun"}, {"value": "x"}])
    def test_columns_must_be_clear(self, options: dict[str, str]) -> None:
        frame = pl.DataFrame({"n": [1], "year": [2020], "kommun": ["Lund"]})

        with pytest.raises(ValueError, match="of the columns: n, year, kommun"):
            malmolund.choropleth(frame, **options)

    @pytest.mark.parametrize("options", [{"key": "kommun"}, {"value": "n"}])
    def test_only_frames_have_columns(self, options: dict[str, str]) -> None:
        with pytest.raises(TypeError, match="only a frame has them"):
            malmolund.choropleth({"Lund": 1}, **options)

    @pytest.mark.parametrize("values", [None, 1, ["Lund"], pl.Series(["Lund"])])
    def test_other_kinds_are_refused(self, values: Any) -> None:
        with pytest.raises(TypeError, match="expected a mapping, a Series with the"):
            malmolund.choropleth(values)

    @pytest.mark.parametrize("value", [None, math.nan, np.float64("nan"), pd.NA, ""])
    def test_a_missing_value_is_no_value(self, value: object) -> None:
        assert given({"Lund": 1, "Malmö": value}) == {"Lund": 1}

    @pytest.mark.parametrize(
        "value", ["1", math.inf, True, 1j, [1], np.array([1, 2]), Decimal("Infinity")]
    )
    def test_a_value_that_is_no_number_is_refused(self, value: object) -> None:
        with pytest.raises(ValueError, match="for 1281 Lund, expected a finite"):
            malmolund.choropleth({"Lund": value})


class TestKeys:
    def test_unknown_ones_are_listed_with_suggestions(self) -> None:
        frame = pl.DataFrame(
            {"k": ["Lundd", "Lund", "Lundd", "xyz"], "n": [1, 2, 3, 4]}
        )

        with pytest.raises(malmolund.UnknownValuesError) as caught:
            malmolund.choropleth(frame)

        assert caught.value.unknown[0][:2] == ("Lundd", 2)
        assert caught.value.unknown[0][2][0] == "Lund"
        assert caught.value.unknown[1] == ("xyz", 1, ())

    def test_unknown_ones_can_be_left_out(self) -> None:
        assert given({"Lundd": 1, "Malmö": 2}, errors="coerce") == {"Malmö": 2}

    def test_there_is_no_third_way(self) -> None:
        with pytest.raises(ValueError, match="errors is 'ignore'; expected 'raise'"):
            malmolund.choropleth({}, errors="ignore")  # type: ignore[arg-type]

    def test_those_elsewhere_in_sweden_are_left_out(self) -> None:
        values = {"Lund": 1, "Hörby": 2, "0180": 3, "Skåne län": 4, "Riket": 5}

        assert given(values) == {"Lund": 1}

    @pytest.mark.parametrize("key", [None, math.nan, pd.NA, " "])
    def test_missing_ones_are_left_out(self, key: object) -> None:
        assert given({"Lund": 1, key: 2}) == {"Lund": 1}

    def test_two_of_one_municipality_are_refused(self) -> None:
        with pytest.raises(ValueError, match="got 'Lund' and '1281', which both mean"):
            malmolund.choropleth({"Lund": 1, "1281": None})


class TestChart:
    def test_the_twelve_are_there_whatever_is_given(self) -> None:
        assert len(drawn(malmolund.choropleth({}))) == 12

    def test_what_has_no_value_is_grey_and_says_so(self) -> None:
        chart = malmolund.choropleth({"Lund": 1}).to_dict()
        (rows,) = chart["datasets"].values()
        fill = chart["layer"][1]["encoding"]["fill"]

        assert {row["shown"] for row in rows} == {"1", "no data"}
        assert fill["scale"] == {"domain": ["no data"], "range": ["#d0d0d0"]}

    def test_where_nothing_is_missing_the_legend_has_no_grey(
        self, people: dict[str, int]
    ) -> None:
        chart = malmolund.choropleth(people).to_dict()

        assert [layer["encoding"].get("fill") for layer in chart["layer"]] == [None] * 6

    def test_tooltips_have_name_code_and_value(self, people: dict[str, int]) -> None:
        chart = malmolund.choropleth(people, label="people").to_dict()
        (rows,) = chart["datasets"].values()

        for layer in chart["layer"]:
            titles = [entry["title"] for entry in layer["encoding"]["tooltip"]]
            assert titles == ["municipality", "code", "people"]
        assert [r["shown"] for r in rows if r["name"] == "Lund"] == ["132,333"]

    def test_a_legend_is_called_as_the_values_are(self) -> None:
        def legend(values: Any, **options: Any) -> Any:
            chart = malmolund.choropleth(values, **options).to_dict()
            return chart["layer"][0]["encoding"]["color"]["title"]

        series = pd.Series([1], ["Lund"], name="people")
        assert legend(series) == "people"
        assert legend(series.rename_axis("k").reset_index()) == "people"
        assert legend(series, label="folk") == "folk"
        assert legend({"Lund": 1}) is None
        assert legend(series.rename(7)) is None

    def test_burlov_alone_has_its_name_outside(self) -> None:
        (rows,) = malmolund.choropleth({}).to_dict()["datasets"].values()

        assert [row["name"] for row in rows if row["to_longitude"]] == ["Burlöv"]

    def test_it_can_be_built_on(self, people: dict[str, int]) -> None:
        chart = malmolund.choropleth(people, title="People")

        assert chart.to_dict()["title"] == "People"
        assert chart.to_dict()["description"] == "People"
        assert "title" not in malmolund.choropleth(people).to_dict()
        assert len((chart + chart).to_dict()["layer"]) == 7
        assert len((chart | chart.properties(title="x")).to_dict()["hconcat"]) == 2


class TestSaving:
    @pytest.mark.parametrize("ending", ["png", "svg", "html"])
    def test_it_is_saved_without_a_network(
        self, ending: str, tmp_path: Path, people: dict[str, int]
    ) -> None:
        file = tmp_path / f"map.{ending}"
        options = {"inline": True} if ending == "html" else {}
        malmolund.choropleth(people).save(file, **options)
        found = file.read_bytes()

        assert b"cdn.jsdelivr.net/npm/vega" not in found
        assert b'src="http' not in found
        assert len(found) > 10_000

    def test_no_text_can_end_the_script_of_the_page(
        self, tmp_path: Path, people: dict[str, int]
    ) -> None:
        evil = "</script><script>alert(1)</script><!--"
        frame = pd.DataFrame({"kommun": [*people], evil: [*people.values()]})

        for number, options in enumerate(({}, {"title": evil}, {"label": evil})):
            file = tmp_path / f"{number}.html"
            malmolund.choropleth(frame, **options).save(file)
            plain = tmp_path / f"{number} plain.html"
            malmolund.choropleth(people, title="x", label="x").save(plain)

            for tag in ("<script", "</script", "<!--"):
                found = file.read_text("utf-8").count(tag)
                assert found == plain.read_text("utf-8").count(tag)

    def test_the_picture_has_all_shapes_and_names(
        self, tmp_path: Path, people: dict[str, int]
    ) -> None:
        file = tmp_path / "map.svg"
        del people["1281"]
        malmolund.choropleth(people).save(file)
        svg = file.read_text("utf-8")
        shapes = svg.count('aria-roledescription="geoshape"')

        assert shapes == 12
        for name in malmolund.municipalities.mapping("code", "name").values():
            # Once as its halo, and once as itself.
            assert svg.count(f">{name}</text>") == 2
        assert ">no data</text>" in svg


class TestExtra:
    @pytest.mark.parametrize(
        ("missing", "values", "extra"),
        [("altair", {}, "plot"), ("narwhals.stable.v2", [], "frames")],
    )
    def test_the_error_names_it(
        self, monkeypatch: pytest.MonkeyPatch, missing: str, values: Any, extra: str
    ) -> None:
        monkeypatch.setitem(sys.modules, missing, None)

        with pytest.raises(ImportError) as caught:
            malmolund.choropleth(values)

        assert f'pip install "malmolund[{extra}]"' in str(caught.value)
