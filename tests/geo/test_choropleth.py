"""Choropleths: what goes in, what is drawn, and what is saved."""

import math
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import altair as alt
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import malmolund
from malmolund._maps import Look, _hatching, _texts
from malmolund._shapes import NONE
from malmolund._words import Words


SVG = "{http://www.w3.org/2000/svg}"
THIN = "\N{NARROW NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"


def drawn(chart: alt.LayerChart) -> dict[str, float | None]:
    """Return the values of a chart by name."""
    return {row["name"]: row["value"] for row in rows(chart)}


def rows(chart: alt.LayerChart) -> list[dict[str, Any]]:
    """Return the rows of the municipalities."""
    found = chart.to_dict()
    return list(found["datasets"][found["data"]["name"]])


def encoded(chart: alt.LayerChart, channel: str) -> list[Any]:
    """Return how the layers of a chart encode a channel, those that do."""
    layers = [layer.get("encoding", {}) for layer in chart.to_dict()["layer"]]
    return [encoding[channel] for encoding in layers if channel in encoding]


def colour(values: Any, **options: Any) -> Any:
    """Return how values are coloured."""
    (found,) = encoded(malmolund.choropleth(values, **options), "color")
    return found


def texts(chart: alt.LayerChart, file: Path) -> list[str]:
    """Return the texts of a saved picture, each line by itself."""
    chart.save(file)
    found = ET.parse(file).iter(f"{SVG}text")  # noqa: S314
    return [line for text in found for line in text.itertext()]


def legend(file: Path, values: Any, **options: Any) -> list[str]:
    """Return what the legends of a picture say."""
    names = malmolund.municipalities.mapping("name", "code")
    found = texts(malmolund.choropleth(values, **options), file)
    return [text for text in found if text not in names]


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

    @pytest.mark.parametrize(
        "value", [None, math.nan, np.float64("nan"), pd.NA, "", "..", " .. "]
    )
    def test_a_missing_value_is_no_value(self, value: object) -> None:
        assert given({"Lund": 1, "Malmö": value}) == {"Lund": 1}

    @pytest.mark.parametrize(
        "value",
        ["1", "...", math.inf, True, 1j, [1], np.array([1, 2]), Decimal("Infinity")],
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


@pytest.fixture
def svg(tmp_path: Path) -> Path:
    return tmp_path / "map.svg"


@pytest.fixture(scope="module")
def growth() -> dict[str, float]:
    codes = malmolund.region.codes
    return {code: number / 4 - 0.5 for number, code in enumerate(codes)}


class TestChart:
    def test_the_twelve_are_there_whatever_is_given(self) -> None:
        assert len(drawn(malmolund.choropleth({}))) == 12

    def test_where_nothing_is_missing_nothing_is_hatched(
        self, people: dict[str, int]
    ) -> None:
        chart = malmolund.choropleth(people, context=False)

        assert encoded(chart, "fill") == []
        assert len(chart.to_dict()["datasets"]) == 1

    def test_a_legend_is_called_as_the_values_are(self) -> None:
        def title(values: Any, **options: Any) -> Any:
            return colour(values, **options)["legend"]["title"]

        series = pd.Series([1], ["Lund"], name="people")
        assert title(series) == ["people"]
        assert title(series.rename_axis("k").reset_index()) == ["people"]
        assert title(series, label="folk") == ["folk"]
        assert title({"Lund": 1}) is None
        assert title(series.rename(7)) is None

    def test_burlov_alone_has_its_name_outside(self) -> None:
        found = rows(malmolund.choropleth({}))

        assert [row["name"] for row in found if row["to_longitude"]] == ["Burlöv"]

    def test_it_can_be_built_on(self, people: dict[str, int]) -> None:
        chart = malmolund.choropleth(people, title="People")

        assert chart.to_dict()["title"]["text"] == ["People"]
        assert chart.to_dict()["description"] == "People"
        assert "title" not in malmolund.choropleth(people).to_dict()
        assert len((chart + chart).to_dict()["layer"]) == len(chart.layer) + 1
        assert len((chart | chart.properties(title="x")).to_dict()["hconcat"]) == 2

    def test_it_is_in_its_surroundings_or_alone(self) -> None:
        whole, alone = (
            malmolund.choropleth({"Lund": 1}, context=context).to_dict()
            for context in (True, False)
        )

        assert len(whole["layer"]) - len(alone["layer"]) == 2
        assert whole["projection"] == alone["projection"]


class TestNumbersOfTheLegend:
    def test_are_the_ends_and_the_middle(self, svg: Path) -> None:
        values = {"Lund": 3, "Malmö": 6.5, "Lomma": 2}

        assert legend(svg, values) == ["2.0", "4.3", "6.5", "no data"]

    def test_are_the_ends_alone_where_there_is_no_room(
        self, svg: Path, people: dict[str, int]
    ) -> None:
        assert legend(svg, people) == ["17,139", "367,924"]

    @pytest.mark.parametrize(
        ("values", "ends"),
        [
            ((1, 4000), ["1", "4,000"]),
            ((1.5, 4000), ["1.5", "4,000.0"]),
            ((0.012, 0.019), ["0.012", "0.019"]),
            ((100.0001, 100.0002), ["100.00010", "100.00020"]),
            ((1e-12, 2e-12), ["1e-12", "2e-12"]),
            ((1.5, 1e300), ["1.5", "1e+300"]),
            ((-0.5, 1e300), [f"{MINUS}0.5", "1e+300"]),
        ],
    )
    def test_have_the_decimals_that_tell_them_apart(
        self, svg: Path, values: tuple[float, float], ends: list[str]
    ) -> None:
        found = legend(svg, dict(zip(["Lund", "Malmö"], values, strict=True)))

        assert [found[0], found[-2]] == ends

    def test_are_in_swedish(self, svg: Path) -> None:
        values = {"Lund": 1281.5, "Malmö": -0.25}

        found = legend(svg, values, lang="sv", source="SCB", context=False)

        assert found[0] == "Källa: SCB"
        assert found[1].startswith("Karta: ")
        assert found[-3:] == [f"{MINUS}0,3", f"1{THIN}281,5", "uppgift saknas"]

    def test_have_the_format_that_is_asked_for(self, svg: Path) -> None:
        values = {"Lund": 0.25, "Malmö": 0.5}

        found = legend(svg, values, format=".0%", lang="sv")

        assert found == ["25\xa0%", "38\xa0%", "50\xa0%", "uppgift saknas"]

    @pytest.mark.parametrize("form", ["x.y", "{}", ",.1f kr", "..1f"])
    def test_have_a_format_of_d3(self, form: str) -> None:
        with pytest.raises(ValueError, match="expected one of d3, such as"):
            malmolund.choropleth({"Lund": 1}, format=form)


class TestClasses:
    def test_have_as_many_municipalities_each(self, svg: Path) -> None:
        values = dict(zip(malmolund.region.codes, range(1, 13), strict=True))

        assert legend(svg, values, classes=4) == ["1 – 3", "4 – 6", "7 – 9", "10 – 12"]

    def test_do_not_part_what_is_equal(self, svg: Path) -> None:
        values = dict(zip(malmolund.region.codes, [1] * 9 + [2, 2, 3], strict=True))

        assert legend(svg, values, classes=4) == ["1", "2 – 3"]

    def test_may_begin_where_one_says(self, svg: Path) -> None:
        values = {"Lund": 100, "Malmö": 2000, "Lomma": 99}
        chart = malmolund.choropleth(values, classes=[100, 1500])
        found = {row["name"]: row["step"] for row in rows(chart)}

        assert (found["Lomma"], found["Lund"], found["Malmö"]) == (0, 1, 2)
        assert found["Eslöv"] is None
        assert legend(svg, values, classes=[100, 1500]) == [
            "< 100", "100 – 1,500", "≥ 1,500", "no data"
        ]  # fmt: skip

    def test_are_one_where_all_values_are_the_same(self, svg: Path) -> None:
        assert legend(svg, {"Lund": 2.5}, lang="sv") == ["2,5", "uppgift saknas"]
        assert legend(svg, {"Lund": 0}) == ["0", "no data"]

    @pytest.mark.parametrize("classes", [np.int64(3), np.array([100, 200]), (100, 200)])
    def test_may_be_of_numpy(self, classes: Any) -> None:
        values = {"Lund": 1, "Malmö": 150, "Lomma": 300}

        assert colour(values, classes=classes)["scale"]["domain"] == [0, 1, 2]

    @pytest.mark.parametrize(
        "classes",
        [
            1,
            13,
            2.5,
            True,
            "3",
            b"3",
            [],
            [2, 1],
            [1, 1],
            [1, math.inf],
            ["1"],
            object(),
        ],
    )
    def test_of_other_kinds_are_refused(self, classes: Any) -> None:
        with pytest.raises(ValueError, match="expected how many, from 2 to 12, or the"):
            malmolund.choropleth({"Lund": 1}, classes=classes)


class TestMidpoint:
    @pytest.mark.parametrize(
        ("options", "scheme"),
        [
            ({}, {"name": "redblue", "extent": [0.4, 1]}),
            ({"midpoint": 1}, "redblue"),
            ({"scheme": "viridis"}, "viridis"),
            ({"midpoint": 1, "scheme": "purpleorange"}, "purpleorange"),
        ],
        ids=str,
    )
    def test_is_in_the_middle_of_the_scheme(
        self, options: dict[str, Any], scheme: Any
    ) -> None:
        values = {"Lund": -0.5, "Malmö": 2.5}

        assert colour(values, **options)["scale"]["scheme"] == scheme

    def test_is_where_the_classes_part(
        self, svg: Path, growth: dict[str, float]
    ) -> None:
        found = legend(svg, growth, classes=4)

        assert found == [
            f"{MINUS}0.5 – {MINUS}0.3",
            "0.0 – 0.5",
            "0.8 – 1.3",
            "1.5 – 2.3",
        ]

    def test_is_left_and_right_of_colours_that_are_as_far_away(
        self, growth: dict[str, float]
    ) -> None:
        # Of one class below and three above, the colours 3, 4, 5 and 6 of 1 to 6.
        scheme = colour(growth, classes=4)["scale"]["scheme"]

        assert scheme["extent"] == pytest.approx([2 / 7, 1])

    def test_may_be_within_a_class(self, growth: dict[str, float]) -> None:
        options: dict[str, Any] = {"classes": [-0.25, 0.25, 1], "midpoint": 0}

        # The colour of the second class is in the middle.
        scheme = colour(growth, **options)["scale"]["scheme"]
        assert scheme["extent"] == pytest.approx([0.5 - 2 / 6, 1])

    def test_may_be_beyond_all_values(self, growth: dict[str, float]) -> None:
        low = colour(growth, midpoint=-1)["scale"]["scheme"]["extent"]
        steps = colour(growth, midpoint=-1, classes=2)["scale"]["scheme"]["extent"]

        assert low == pytest.approx([0.5 + 0.5 / 6.5, 1])
        assert steps == pytest.approx([0.4, 1])

    @pytest.mark.parametrize("midpoint", ["0", math.nan, True, [0], 10**400])
    def test_is_a_number(self, midpoint: Any) -> None:
        with pytest.raises(ValueError, match=r"midpoint is .*; expected a finite"):
            malmolund.choropleth({"Lund": 1}, midpoint=midpoint)


class TestGaps:
    def test_are_hatched_in_the_map_and_in_the_legend(self) -> None:
        chart = malmolund.choropleth({"Lund": 1}, context=False)
        (fill,) = encoded(chart, "fill")
        hatching = [
            features[0]["geometry"]
            for features in chart.to_dict()["datasets"].values()
            if features[0].get("geometry", {}).get("type") == "MultiLineString"
        ]

        assert fill["scale"] == {"domain": ["no data"], "range": ["white"]}
        assert fill["legend"]["symbolType"].count("L") == 3
        assert len(hatching) == 1
        assert len(hatching[0]["coordinates"]) > 200

    def test_are_all_there_is_where_nothing_is_given(self, svg: Path) -> None:
        assert legend(svg, {}) == ["no data"]
        assert legend(svg, {"Lund": None}, lang="sv") == ["uppgift saknas"]
        assert legend(svg, {"Lund": ".."}, classes=3, midpoint=0) == ["no data"]

    def test_are_drawn_with_lines_within_their_shapes(self) -> None:
        square = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0))
        lines = list(_hatching(square))

        assert len(lines) > 100
        for (west, south), (east, north) in lines:
            assert 0 <= west < east <= 1
            assert 0 <= south < north <= 1


class TestTexts:
    def test_tooltips_are_in_the_language(self) -> None:
        for lang, expected in (
            ("en", ["municipality", "code", "value"]),
            ("sv", ["kommun", "kod", "värde"]),
        ):
            chart = malmolund.choropleth({"Lund": 1}, lang=lang, source="SCB")
            found = encoded(chart, "tooltip")

            assert len(found) == 7
            assert [entry["title"] for entry in found[0]] == expected

    def test_tooltips_call_values_as_the_legend_does(self) -> None:
        found = encoded(malmolund.choropleth({"Lund": 1}, label="a\nb"), "tooltip")

        assert found[0][2] == {"field": "shown", "type": "nominal", "title": "a b"}

    def test_tooltips_have_numbers_as_the_legend(self) -> None:
        (made,) = malmolund.choropleth({"Lund": 1.5}, lang="sv").to_dict()["transform"]

        assert made == {
            "as": "shown",
            "calculate": 'isValid(datum.value) ? format(datum.value, ",.1f") : '
            '"uppgift saknas"',
        }

    def test_are_broken_into_lines_and_never_cut(self, svg: Path) -> None:
        long = "Så många som bor i kommunen på varje kvadratkilometer av dess landareal"
        chart = malmolund.choropleth({"Lund": 1}, title=long, label=long, source=long)
        found = " ".join(texts(chart, svg))

        assert found.count(long) == 3
        assert "…" not in found

    def test_of_the_source_name_whose_work_the_boundaries_are(self, svg: Path) -> None:
        whole = " ".join(legend(svg, {}, source="SCB, egna beräkningar"))
        alone = " ".join(legend(svg, {}, source="SCB", context=False))

        assert whole.startswith("Source: SCB, egna beräkningar Map: Contains")
        assert "GeoDanmark" in whole
        assert "GeoDanmark" not in alone
        assert "Map: " not in " ".join(legend(svg, {}))

    def test_of_the_source_do_without_thanks_that_nobody_asks_for(self) -> None:
        words, look = Words("en"), Look(*[None] * 7, context=True, lang="en")

        assert _texts(look._replace(source="SCB"), NONE, words).source == [
            "Source: SCB"
        ]

    @pytest.mark.parametrize("name", ["title", "label", "source", "format", "scheme"])
    def test_are_texts(self, name: str) -> None:
        with pytest.raises(TypeError, match=rf"{name} is \['a'\]; expected a text"):
            malmolund.choropleth({"Lund": 1}, **{name: ["a"]})

    def test_are_in_a_language_that_is_known(self) -> None:
        with pytest.raises(ValueError, match="lang is 'no'; expected 'en' or 'sv'"):
            malmolund.choropleth({}, lang="no")  # type: ignore[arg-type]

    def test_end_no_script(self, tmp_path: Path) -> None:
        evil = "a</script><script>alert(1)</script><!--"
        series = pd.Series([1.5], ["Lund"], name=evil)
        chart = malmolund.choropleth(
            series, title=evil, source=evil, format="<,.1f", lang="sv"
        )
        chart.save(tmp_path / "map.html", inline=True)
        html = (tmp_path / "map.html").read_text("utf-8")

        assert evil[:10] not in html
        assert "alert(1)" in html


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
