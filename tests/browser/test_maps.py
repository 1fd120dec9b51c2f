"""Maps as they are saved, looked at in a browser: what stands in them, and where."""

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import altair as alt
import pytest
from playwright.sync_api import Browser, Page

import malmolund


NAMES = [municipality.name for municipality in malmolund.municipalities]
DENSITY = {
    m.code: m.population.latest / m.land_area_km2 for m in malmolund.municipalities
}
CHANGE = {
    m.code: m.population[2025] / m.population[2024] * 100 - 100
    for m in malmolund.municipalities
}
THIN, MINUS = "\N{NARROW NO-BREAK SPACE}", "\N{MINUS SIGN}"
WITHOUT_SKURUP = {code: value for code, value in DENSITY.items() if code != "1264"}

# The texts of a picture, line by line, and where they are; a halo is no text.
TEXTS = """svg => [...svg.querySelectorAll("text")]
    .filter(text => !text.getAttribute("stroke"))
    .flatMap(text => text.firstElementChild ? [...text.children] : [text])
    .filter(text => text.textContent)
    .map(text => {
        const {left, right, top, bottom} = text.getBoundingClientRect()
        return {text: text.textContent, left, right, top, bottom}
    })"""


def chart(values: Any, lang: Any, **options: Any) -> alt.LayerChart:
    return malmolund.choropleth(
        values,
        title="MalmöLundregionen",
        label="x/km²",
        source="SCB",
        lang=lang,
        **options,
    )


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 800, "height": 1200})
    yield page
    page.close()


def texts(page: Page, chart: alt.LayerChart, file: Path) -> list[dict[str, Any]]:
    """Return the texts of a chart, saved in the form that the file is named after."""
    if file.suffix == ".svg":
        chart.save(file)
        page.set_content(file.read_text("utf-8"))
    else:
        chart.save(
            file, inline=True, embed_options={"renderer": "svg", "actions": False}
        )
        page.goto(file.as_uri())
        page.wait_for_selector("svg.marks")
    found: list[dict[str, Any]] = page.locator("svg.marks").evaluate(TEXTS)
    return found


def told(page: Page, name: str) -> dict[str, str]:
    """Return what the tooltip of a municipality says, where its name is."""
    page.locator(f"svg.marks text:text-is('{name}')").last.hover()
    page.wait_for_selector("#vg-tooltip-element.visible")
    rows = page.locator("#vg-tooltip-element tr").all()
    cells = [row.locator("td").all_inner_texts() for row in rows]
    return {name.strip(): value.strip() for name, value in cells}


class TestTheNumbers:
    @pytest.mark.parametrize("ending", ["svg", "html"])
    @pytest.mark.parametrize(
        ("lang", "legend"),
        [
            ("en", ["60.9", "1,202.5", "2,344.2", "no data"]),
            ("sv", ["60,9", f"1{THIN}202,5", f"2{THIN}344,2", "uppgift saknas"]),
        ],
    )
    def test_of_the_legend_are_in_the_language(
        self, page: Page, tmp_path: Path, ending: str, lang: str, legend: list[str]
    ) -> None:
        drawn = texts(page, chart(WITHOUT_SKURUP, lang), tmp_path / f"map.{ending}")
        found = [text["text"] for text in drawn]

        assert legend == [text for text in found if text in legend]

    @pytest.mark.parametrize(
        ("lang", "malmo", "skurup"),
        [
            (
                "en",
                {"municipality": "Malmö", "code": "1280", "x/km²": "2,344.2"},
                {"municipality": "Skurup", "code": "1264", "x/km²": "no data"},
            ),
            (
                "sv",
                {"kommun": "Malmö", "kod": "1280", "x/km²": f"2{THIN}344,2"},
                {"kommun": "Skurup", "kod": "1264", "x/km²": "uppgift saknas"},
            ),
        ],
    )
    def test_of_tooltips_are_in_the_language(
        self,
        page: Page,
        tmp_path: Path,
        lang: str,
        malmo: dict[str, str],
        skurup: dict[str, str],
    ) -> None:
        texts(page, chart(WITHOUT_SKURUP, lang), tmp_path / "map.html")

        assert malmo == told(page, "Malmö")
        assert skurup == told(page, "Skurup")

    @pytest.mark.parametrize("lang", ["en", "sv"])
    def test_of_both_signs_are_the_least_and_the_greatest(
        self, page: Page, tmp_path: Path, lang: str
    ) -> None:
        change = {**CHANGE, "1264": -1.25, "1231": 3.5}
        drawn = texts(page, chart(change, lang), tmp_path / "map.html")
        point = "," if lang == "sv" else "."

        found = {text["text"] for text in drawn}
        assert {f"{MINUS}1{point}3", f"3{point}5"} <= found


class TestTheTexts:
    @pytest.mark.parametrize("width", [250, 320, 640])
    @pytest.mark.parametrize("lang", ["en", "sv"])
    @pytest.mark.parametrize("options", [{}, {"classes": 5}], ids=str)
    def test_do_not_overlap_and_are_whole(
        self, page: Page, tmp_path: Path, width: int, lang: str, options: dict[str, Any]
    ) -> None:
        made = chart(WITHOUT_SKURUP, lang, **options)
        made = made.properties(width=width, height=round(width * 1.53))
        drawn = texts(page, made, tmp_path / "map.svg")
        frame = page.locator("svg.marks").evaluate(
            "svg => svg.getBoundingClientRect().toJSON()"
        )

        assert set(NAMES) < {text["text"] for text in drawn}
        for text in drawn:
            assert frame["left"] <= text["left"] < text["right"] <= frame["right"], text
            assert frame["top"] <= text["top"] < text["bottom"] <= frame["bottom"], text
        for one, other in combinations(drawn, 2):
            apart = (
                one["right"] <= other["left"]
                or other["right"] <= one["left"]
                # Lines of one text are as close as their font has them.
                or one["bottom"] <= other["top"] + 2
                or other["bottom"] <= one["top"] + 2
            )
            assert apart, (one, other)
