"""Make the pictures of ``docs/images``: of cards, the README and the tutorial.

Run it with the dependency group ``pages``, the extra ``plot`` and Debian's
package chromium installed:

    python tools/make_pictures.py
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
import pandas as pd
from chromium import chromium
from nbclient import NotebookClient
from nbconvert import HTMLExporter
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


def draw_visits(folder: Path) -> None:
    """Save the map that the tutorial ends with, by running what it shows."""
    text = (DOCS / "tutorial" / "first-map.md").read_text("utf-8")
    block = r"^```\{code-block\} \w+\n:caption: (\S+)\n\n(.+?)^```$"
    for name, content in re.findall(block, text, re.MULTILINE | re.DOTALL):
        (folder / name).write_text(content, "utf-8")
    subprocess.run([sys.executable, "map.py"], cwd=folder, check=True)
    shutil.copy(folder / "visits.png", IMAGES)


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


def main() -> None:
    """Execute the notebook and save its pictures."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(notebook, timeout=300).execute()
    IMAGES.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder, chromium() as browser:
        shoot_first(browser, Path(folder))
        draw_visits(Path(folder))
        for theme, width, name in (
            ("light", 1000, "light"),
            ("dark", 1000, "dark"),
            ("light", 390, "phone"),
        ):
            exporter = HTMLExporter(theme=theme, mathjax_url="", require_js_url="")
            file = Path(folder, "notebook.html")
            file.write_text(exporter.from_notebook_node(notebook)[0], "utf-8")
            page = browser.new_page(viewport={"width": width, "height": 900})
            page.goto(file.as_uri())
            shoot(page, name)


if __name__ == "__main__":
    main()
