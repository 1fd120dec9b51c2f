"""Say of the Swedish pages that they are Swedish, so that they are read out so."""

from typing import Any

from sphinx.application import Sphinx


# A folder of pages, and a notebook beside the others.
SWEDISH = ("sv/", "notebooks/en-karta-till-rapporten")


def say_so(
    _app: Sphinx, page: str, _template: str, context: dict[str, Any], _tree: object
) -> None:
    """Put the language on what is Swedish; the theme around it is English."""
    if page.startswith(SWEDISH):
        for part in ("body", "toc"):
            context[part] = f'<div lang="sv">{context[part]}</div>'


def setup(app: Sphinx) -> dict[str, bool]:
    """Register it."""
    app.connect("html-page-context", say_so)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
