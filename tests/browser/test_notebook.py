"""The notebook of cards and maps, executed and looked at in a browser."""

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from playwright.sync_api import Browser, Page

import malmolund


NOTEBOOK = Path(__file__).parents[2] / "docs" / "notebooks" / "cards.ipynb"
NAMES = [municipality.name for municipality in malmolund.municipalities]
LOOKS = [("light", 1000), ("dark", 1000), ("light", 390), ("dark", 390)]

# Where the texts of a map are, each once: a halo is where its text is.
BOXES = """svg => {
    const found = {}
    for (const text of svg.querySelectorAll("text")) {
        const {left, right, top, bottom} = text.getBoundingClientRect()
        found[text.textContent] = {left, right, top, bottom}
    }
    return found
}"""

# A notebook keeps a map as a picture; this puts the drawing itself in its place.
INLINE = """images => {
    for (const image of images) {
        const coded = atob(image.src.split(",")[1])
        const bytes = Uint8Array.from(coded, c => c.charCodeAt())
        const text = new TextDecoder().decode(bytes)
        const svg = new DOMParser().parseFromString(text, "image/svg+xml")
        image.replaceWith(svg.documentElement)
    }
}"""

# The contrast of each text in a card with what is behind it, as WCAG reckons it.
CONTRAST = """card => {
    const channels = colour => colour.match(/[0-9.]+/g).map(Number)
    const light = rgb => rgb.slice(0, 3).map(v => v / 255)
        .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0)
    let behind = card
    const opaque = node => {
        const [r, g, b, alpha = 1] = channels(getComputedStyle(node).backgroundColor)
        return alpha === 1
    }
    while (behind && !opaque(behind)) behind = behind.parentElement
    const back = channels(getComputedStyle(behind).backgroundColor)
    return [...card.querySelectorAll("b, small, dt, dd, a, p, th, td, caption")].map(
        node => {
            const style = getComputedStyle(node), front = channels(style.color)
            const mixed = front.slice(0, 3).map(
                (v, i) => v * style.opacity + back[i] * (1 - style.opacity))
            const [low, high] = [light(mixed), light(back)].sort((a, b) => a - b)
            return (high + 0.05) / (low + 0.05)
        })
}"""


@pytest.fixture(scope="session")
def executed() -> Any:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    return notebook


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def page(
    request: pytest.FixtureRequest, executed: Any, browser: Browser, tmp_path: Path
) -> Iterator[Page]:
    theme, width = request.param
    exporter = HTMLExporter(theme=theme, mathjax_url="", require_js_url="")
    html, _ = exporter.from_notebook_node(executed)
    (tmp_path / "notebook.html").write_text(html, "utf-8")
    yield from opened(browser, tmp_path / "notebook.html", width)


def opened(browser: Browser, file: Path, width: int) -> Iterator[Page]:
    """Yield a page of a file; it must not ask for anything else."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    page.locator("img[src^='data:image/svg']").evaluate_all(INLINE)
    yield page
    page.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def overlaps(one: dict[str, float], other: dict[str, float]) -> bool:
    return (
        one["left"] < other["right"]
        and other["left"] < one["right"]
        and one["top"] < other["bottom"]
        and other["top"] < one["bottom"]
    )


class TestNotebook:
    def test_all_in_it_is_drawn_and_nothing_overlaps(self, page: Page) -> None:
        cards = page.locator(".malmolund svg")
        maps = page.locator("svg.marks")

        assert cards.count() == 6
        assert maps.count() == 2
        for card in cards.all():
            assert card.locator("path > title").count() == 12
            assert card.get_attribute("role") == "img"
        for drawing in maps.all():
            shapes = drawing.locator("[aria-roledescription=geoshape]")
            assert shapes.count() == 12
        region = cards.first
        for drawing in (region, *maps.all()):
            boxes = drawing.evaluate(BOXES)
            named = {name: boxes[name] for name in NAMES}
            for one, other in combinations(named, 2):
                assert not overlaps(named[one], named[other]), (one, other)

    def test_nothing_is_cut_off(self, page: Page) -> None:
        width = page.evaluate("document.documentElement.clientWidth")

        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for card in page.locator(".malmolund").all():
            frame = card.evaluate("card => card.getBoundingClientRect().toJSON()")
            assert frame["left"] >= 0
            assert frame["right"] <= width
            assert card.evaluate("card => card.scrollWidth <= card.clientWidth")
        for drawing in page.locator(".malmolund svg, svg.marks").all():
            assert drawing.evaluate("svg => svg.getBoundingClientRect().right") <= width
            frame = drawing.evaluate(
                "svg => (svg.closest('.malmolund') || svg).getBoundingClientRect()"
                ".toJSON()"
            )
            for name, box in drawing.evaluate(BOXES).items():
                assert box["left"] >= frame["left"], name
                assert box["right"] <= frame["right"], name
                assert box["top"] >= frame["top"], name
                assert box["bottom"] <= frame["bottom"], name

    def test_every_text_can_be_read(self, page: Page) -> None:
        for card in page.locator(".malmolund, .malmolund-table").all():
            assert min(card.evaluate(CONTRAST)) >= 4.5


class TestMap:
    def test_a_saved_page_needs_no_network(
        self, browser: Browser, tmp_path: Path
    ) -> None:
        people = {m.code: m.population.latest for m in malmolund.municipalities}
        chart = malmolund.choropleth(people, title="People")
        chart.save(
            tmp_path / "map.html", inline=True, embed_options={"renderer": "svg"}
        )

        for page in opened(browser, tmp_path / "map.html", 800):
            page.wait_for_selector("svg.marks")
            shapes = page.locator("[aria-roledescription=geoshape]")
            assert shapes.count() == 12
            assert set(NAMES) < set(page.locator("svg.marks").evaluate(BOXES))
