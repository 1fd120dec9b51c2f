"""The built site, served from this machine and looked at in Chromium."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from chromium import chromium


if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

HERE = Path(__file__).parent
SITE = HERE.parents[1] / "docs" / "_build" / "html"  # built by the session before
AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"

ALL = sorted(str(page.relative_to(SITE)) for page in SITE.rglob("*.html"))
LOOKED_AT = [
    "index.html",
    "tutorial/first-map.html",
    "how-to/maps.html",
    "reference/api.html",
    "reference/api/Municipality.html",
    "reference/data.html",
    "explanation/architecture.html",
    *(page for page in ALL if page.startswith("notebooks/")),
    "sv/index.html",
]
SEVERE = {"serious", "critical"}


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing of what is asked for."""


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    handler = partial(Quiet, directory=str(SITE))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


class Visit:
    """Opens pages, and notes what they ask for and complain of."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser = browser
        self.address = address
        self.asked: list[str] = []
        self.complaints: list[str] = []

    def open(self, page: str, scheme: Any = "light", width: int = 1300) -> Page:
        opened = self.browser.new_page(
            viewport={"width": width, "height": 900}, color_scheme=scheme
        )
        opened.on("request", lambda request: self.asked.append(request.url))
        opened.on("console", lambda said: self.complaints.append(said.text))
        opened.on("pageerror", lambda error: self.complaints.append(str(error)))
        opened.on(
            "response",
            lambda answer: answer.ok or self.complaints.append(answer.url),
        )
        opened.goto(self.address + page)
        return opened

    @property
    def outside(self) -> list[str]:
        return [
            url for url in self.asked if not url.startswith((self.address, "data:"))
        ]


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    visit = Visit(browser, address)
    yield visit
    for context in browser.contexts:
        context.close()


@pytest.mark.parametrize("name", ALL)
def test_a_page_asks_for_nothing_elsewhere_and_fits_a_phone(
    name: str, visit: Visit
) -> None:
    page = visit.open(name, width=390)

    assert [] == visit.outside
    assert [] == visit.complaints
    assert 390 == page.evaluate("document.documentElement.scrollWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", LOOKED_AT)
def test_a_page_can_be_used_by_everybody(name: str, scheme: str, visit: Visit) -> None:
    page = visit.open(name, scheme)
    page.evaluate(AXE.read_text("utf-8"))

    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]

    assert [] == [
        (one["id"], one["impact"], [node["html"][:200] for node in one["nodes"]])
        for one in found
        if one["impact"] in SEVERE
    ]


@pytest.mark.parametrize(
    ("scheme", "shown", "hidden"),
    [("light", "light", "dark"), ("dark", "dark", "light")],
)
def test_the_front_page_shows_the_card_that_fits_the_theme(
    scheme: str, shown: str, hidden: str, visit: Visit
) -> None:
    page = visit.open("index.html", scheme)

    assert page.locator(f"img[src*='region-{shown}']").is_visible()
    assert not page.locator(f"img[src*='region-{hidden}']").is_visible()


class TestSearch:
    def test_finds_skurup(self, visit: Visit) -> None:
        page = visit.open("index.html")

        page.locator("input[name=q]").first.fill("Skurup")
        page.keyboard.press("Enter")
        results = page.locator("ul.search li a")
        results.first.wait_for()
        page.wait_for_load_state("networkidle")

        targets = [link.get_attribute("href") or "" for link in results.all()]
        assert any("explanation/dates.html" in target for target in targets)
        assert [] == visit.outside
        assert [] == visit.complaints

    def test_says_so_when_it_finds_nothing(self, visit: Visit) -> None:
        page = visit.open("search.html?q=Haparanda")
        page.get_by_text("did not match any documents").wait_for()

        assert 0 == page.locator("ul.search li").count()


class TestLanguage:
    def test_is_swedish_for_what_is_in_swedish(self, visit: Visit) -> None:
        page = visit.open("sv/kom-igang.html")

        heading = page.get_by_role("heading", name="Slå upp en kommun")
        assert "sv" == heading.evaluate("node => node.closest('[lang]').lang")

    def test_is_english_elsewhere(self, visit: Visit) -> None:
        page = visit.open("index.html")

        heading = page.get_by_role("heading", level=1)
        assert "en" == heading.evaluate("node => node.closest('[lang]').lang")

    def test_can_be_changed_and_back(self, visit: Visit) -> None:
        page = visit.open("index.html")

        page.locator("article").get_by_role("link", name="På svenska").click()
        assert page.url.endswith("/sv/index.html")
        page.locator("article").get_by_role("link", name="In English").click()
        assert page.url.endswith("/index.html")
        assert "/sv/" not in page.url
