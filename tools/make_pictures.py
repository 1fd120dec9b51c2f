"""Make the pictures of ``docs/images`` from the notebook of cards and maps.

Run it with the dependency group ``pages``, the extra ``plot`` and Debian's
package chromium installed:

    python tools/make_pictures.py
"""

from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from chromium import chromium
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from playwright.sync_api import Page


DOCS = Path(__file__).resolve().parent.parent / "docs"
NOTEBOOK = DOCS / "notebooks" / "cards.ipynb"
IMAGES = DOCS / "images"


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
