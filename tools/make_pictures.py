"""Make the pictures of ``docs/images``.

Cards are those of the notebook of cards and maps, in Swedish too; maps are those of
this notebook, and what pages save.

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
from chromium import chromium
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from PIL import Image
from playwright.sync_api import Browser, Page


DOCS = Path(__file__).resolve().parent.parent / "docs"
NOTEBOOK = DOCS / "notebooks" / "cards.ipynb"
IMAGES = DOCS / "images"

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
    "sv/kartor": ["karta-forandring", "karta-besok"],
}
FILE = re.compile(
    r"^```\{code-block\} (\w+)\n:caption: (.+)\n\n((?:.*\n)+?)^```$", re.MULTILINE
)
BLOCK = re.compile(r"^```python\n((?:.*\n)+?)^```$", re.MULTILINE)
COLOURS = 256  # as many as make a map a quarter of its size and leave its looks


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
    with chromium() as browser:
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
