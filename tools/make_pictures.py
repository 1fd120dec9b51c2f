"""Make the pictures of ``docs/images``.

The first is of a table and a map; cards are those of the notebook of cards and maps, in
Swedish too; maps are those of this notebook, and what pages save.

Run it with the dependency group ``pages``, the extra ``plot`` and Debian's
package chromium installed:

    python tools/make_pictures.py
"""

import re
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
import pandas as pd
from chromium import chromium
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from PIL import Image
from playwright.sync_api import Browser, Page

import malmolund


DOCS = Path(__file__).resolve().parent.parent / "docs"
NOTEBOOK = DOCS / "notebooks" / "cards.ipynb"
IMAGES = DOCS / "images"

# What the first picture shows: a table as it comes, and what becomes of it.
COME = [
    "Riket",
    "Skåne län",
    "MALMÖ",
    "1281 Lund",
    "Burlövs kommun",
    "Hörby",
    "Falu kommun",
]
PAGE = """\
<style>
  main {{ display: flex; align-items: center; gap: 36px; padding: 16px; width: 800px;
    background: white; font: 15px/1.4 sans-serif }}
  table {{ border-collapse: collapse; border: 0 }}
  th, td {{ text-align: left; padding: 6px 14px 6px 0; border: 0;
    border-bottom: 1px solid #ccc }}
  th:nth-child(n+2), td:nth-child(n+2) {{ color: #05507d }}
</style>
<main>{table}<div>{map}</div></main>
"""

# What is shown in Swedish, by the names of its pictures.
SWEDISH = {
    "region": "malmolund.region",
    "card": 'malmolund.municipalities["Lund"]',
    "audit": """malmolund.audit(
        ["Lund", "lunds kommun", "Hörby", "Skåne", "Lnud", ""]
    )""",
}
# The maps that pages have pictures of, and save in what they show.
MAPS = {
    "tutorial/first-map": ["visits"],
    "sv/kom-igang": ["karta-tathet"],
    "sv/kartor": ["karta-forandring", "karta-besok", "karta-bada"],
}
FILE = re.compile(
    r"^```\{code-block\} (\w+)\n:caption: (.+)\n\n((?:.*\n)+?)^```$", re.MULTILINE
)
BLOCK = re.compile(r"^```python\n((?:.*\n)+?)^```$", re.MULTILINE)
COLOURS = 256  # as many as make a map a quarter of its size and leave its looks


def shoot_first(browser: Browser, folder: Path) -> None:
    """Save the picture of a table with the status of each row, and of a map."""
    table = pd.DataFrame({"Kommun": [*COME, "Lnud"]})
    table = malmolund.with_codes(table, "Kommun", name="code", status="status")
    density = {
        m.code: m.population.latest / m.land_area_km2 for m in malmolund.municipalities
    }
    chart = malmolund.choropleth(
        density, title="People per km² of land", classes=[100, 200, 500, 1000]
    )
    chart.properties(width=400).save(folder / "map.svg")
    html = PAGE.format(
        table=table.to_html(index=False, na_rep="", border=0),
        map=(folder / "map.svg").read_text("utf-8"),
    )
    (folder / "first.html").write_text(html, "utf-8")
    page = browser.new_page(device_scale_factor=1.5)
    page.goto((folder / "first.html").as_uri())
    page.locator("main").screenshot(path=IMAGES / "readme.png")


def shoot(page: Page, name: str) -> None:
    """Save pictures of two cards and a table, and once those of the maps."""
    cards = page.locator(".jp-OutputArea-output > .malmolund")
    cards.nth(0).screenshot(path=IMAGES / f"region-{name}.png")
    cards.nth(1).screenshot(path=IMAGES / f"card-{name}.png")
    table = page.locator(".malmolund-table").first
    table.screenshot(path=IMAGES / f"table-{name}.png")
    if name == "light":
        for number, image in enumerate(page.locator("img[src^='data:']").all(), 1):
            image.screenshot(path=IMAGES / f"map-{number}.png")


def shoot_swedish(page: Page, name: str) -> None:
    """Save pictures of the cards and the table in Swedish."""
    shown = page.locator(".jp-OutputArea-output > .malmolund, .malmolund-table > table")
    for number, what in enumerate(SWEDISH):
        shown.nth(number).screenshot(path=IMAGES / f"{what}-sv-{name}.png")


def in_swedish() -> Any:
    """Return a notebook that shows cards in Swedish."""
    first = "import malmolund\nfrom IPython.display import HTML"
    cells = [first, *(f'HTML({what}.to_html("sv"))' for what in SWEDISH.values())]
    code = nbformat.v4.new_code_cell
    return nbformat.v4.new_notebook(cells=[code(source) for source in cells])


def opened(browser: Browser, notebook: Any, theme: str, width: int) -> Page:
    """Return a notebook, executed before, as a page."""
    exporter = HTMLExporter(theme=theme, mathjax_url="", require_js_url="")
    page = browser.new_page(viewport={"width": width, "height": 900})
    with TemporaryDirectory() as folder:
        file = Path(folder, "notebook.html")
        file.write_text(exporter.from_notebook_node(notebook)[0], "utf-8")
        page.goto(file.as_uri())
    return page


def save_maps(page: str, names: list[str]) -> None:
    """Do what a page shows, its files first, and keep maps that it saves."""
    text = (DOCS / f"{page}.md").read_text("utf-8")
    files = {name: (language, source) for language, name, source in FILE.findall(text)}
    programs = [source for language, source in files.values() if language == "python"]
    with TemporaryDirectory() as folder, chdir(folder):
        for name, (_, source) in files.items():
            Path(name).write_text(source, "utf-8")
        for program in programs or ["\n".join(BLOCK.findall(text))]:
            exec(program, {})  # noqa: S102 - the page's own
        for name in names:
            picture = Image.open(f"{name}.png").convert("RGB").quantize(COLOURS)
            picture.save(IMAGES / f"{name}.png", optimize=True)


def main() -> None:
    """Execute the notebooks and the pages, and save their pictures."""
    notebooks = [nbformat.read(NOTEBOOK, as_version=4), in_swedish()]
    for notebook in notebooks:
        NotebookClient(notebook, timeout=300).execute()
    IMAGES.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder, chromium() as browser:
        shoot_first(browser, Path(folder))
        for theme, width, name in (
            ("light", 1000, "light"),
            ("dark", 1000, "dark"),
            ("light", 390, "phone"),
        ):
            english, swedish = notebooks
            shoot(opened(browser, english, theme, width), name)
            if name != "phone":
                shoot_swedish(opened(browser, swedish, theme, width), name)
    for page, names in MAPS.items():
        save_maps(page, names)


if __name__ == "__main__":
    main()
