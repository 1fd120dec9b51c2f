"""How the documentation is built; `nox -s docs` builds it.

Nothing in it asks the network for anything, while it is built or while it is read.
"""

import re
import sys
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

import malmolund


sys.path.insert(0, str(Path(__file__).parent / "_extensions"))

project = "malmolund"
author = "The malmolund developers"
project_copyright = author
release = malmolund.__version__
html_title = f"malmolund {release}"

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "data_dictionary",
    "public_names",
    "swedish",
]
exclude_patterns = ["_build", "images"]

# The notebooks are executed by the tests, and shown as they were saved.
nb_execution_mode = "off"
nb_mime_priority_overrides = [
    ("html", "image/svg+xml", 0),  # a chart as a picture needs no script
    ("html", "image/png", 1),
]
myst_enable_extensions = ["attrs_inline"]
myst_heading_anchors = 3

# doctest wants an empty line after the last output, a reader does not.
highlight_options = {"pycon": {"stripnl": True}}

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = ["scrollable.js"]
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {"navigation_with_keys": True}

smartquotes_action = "D"  # dashes alone, quotation marks stay as they are
default_role = "literal"  # in docstrings a word between backticks is code
autodoc_typehints = "signature"
maximum_signature_line_length = 72
python_use_unqualified_type_names = True
napoleon_attr_annotations = True

nitpicky = True
# What belongs to other libraries, whose documentation is on the network.
nitpick_ignore_regex = [
    ("py:class", r"(pd|pandas)\.DataFrame"),
    ("py:class", r"(pl|polars)\.DataFrame"),
    ("py:class", r"(pa|pyarrow)\.Table"),
    ("py:class", r"GeoDataFrame|LayerChart|(importlib_resources\.abc\.)?Traversable"),
    ("py:class", r"os\.PathLike|dt\.date|datetime\.date"),
    ("py:class", r"(.*\.)?[DFRTV]"),  # type variables
    ("py:class", r"Errors|Lang|Scope|Status"),  # words, which the arguments list
    ("py:class", r"(malmolund\._records\.)?Record"),  # what all records share
]

# A class is what its public name says, not the module it happens to live in.
for _name in malmolund.__all__:
    _value = getattr(malmolund, _name)
    if isinstance(_value, type):
        _value.__module__ = "malmolund"


# What pages that are included from outside of this folder link to, as pages.
INCLUDED = {
    "CHANGELOG.md": "/changelog.md",
    "SECURITY.md": "/security.md",
}


def link_within_the_site(*event: Any) -> None:
    """Change the links of a page, or of a file that it includes."""
    text = event[-1]
    for file, page in INCLUDED.items():
        text[0] = re.sub(rf"\]\((\.\./)?{re.escape(file)}\)", f"]({page})", text[0])
    text[0] = re.sub(r"\]\(docs/([\w/-]+\.md)", r"](/\1", text[0])


def setup(app: Sphinx) -> None:
    """Register what is above."""
    app.connect("source-read", link_within_the_site)
    app.connect("include-read", link_within_the_site)
