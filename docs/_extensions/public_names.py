"""A page for each public class and function, made from what the package exports.

A name in `__all__` has its page, or its line among the data, without being listed here.
Signatures are those of `inspect.signature`, save that a class has one only if people
make its objects themselves, and no parameter that only the package fills.
"""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.inspect import stringify_signature

import malmolund
from malmolund._records import Record


FOLDER = Path(__file__).parents[1] / "reference" / "api"

# Functions of the package are methods of its catalogue, whose page would repeat them.
CATALOGUE = malmolund.Catalogue
SPECIAL = ("__getitem__", "__contains__", "__len__", "__iter__", "__geo_interface__")

LINES = re.compile(r'(<span class="sig-paren">\(</span>)\s*<dl>(.*?)</dl>', re.DOTALL)
ENTRY = re.compile(r"^    (\w+): (.+(?:\n {8}.+)*)", re.MULTILINE)


def exported() -> dict[str, Any]:
    """Return the public names, and what they stand for."""
    return {name: getattr(malmolund, name) for name in malmolund.__all__}


def has_page(value: object) -> bool:
    """Tell whether a public name is a class or a function, and no data."""
    return inspect.isclass(value) or inspect.isroutine(value)


def members(of: type) -> list[str]:
    """Return the names of the members that the page of a class has."""
    if of is malmolund.Population:
        return ["latest", "latest_year", "__getitem__"]  # the rest is any mapping's
    named = [name for name in dir(of) if name[0] != "_" and name not in dir(Exception)]
    named += [name for name in SPECIAL if issubclass(of, malmolund.Collection)]
    if "to_geojson" in named and "__geo_interface__" not in named:
        named.append("__geo_interface__")
    return [name for name in named if of is not CATALOGUE or name not in exported()]


class Written:
    """A default value as it is written in code, where its own repr is for people."""

    def __init__(self, value: object) -> None:
        self.value = value

    def __repr__(self) -> str:
        return f"{type(self.value).__name__}()"


def section(heading: str) -> re.Pattern[str]:
    """Return what finds a section of a docstring, its heading included."""
    return re.compile(rf"^{heading}:\n(?:(?:    .*)?(?:\n|\Z))+", re.MULTILINE)


def described(of: type, *headings: str) -> dict[str, str]:
    """Return what a class says of its attributes or arguments, then those it is of."""
    said: dict[str, str] = {}
    for base in of.__mro__:
        text = inspect.cleandoc(base.__doc__ or "")
        for heading in headings:
            for found in section(heading).findall(text):
                for name, about in ENTRY.findall(found):
                    said.setdefault(name, about)
    return said


def signature(value: Any) -> str | None:
    """Return the signature that a page shows, or `None` for none at all."""
    found = inspect.signature(value)
    if inspect.isclass(value):
        if not issubclass(value, (Record, malmolund.Population)):
            return None  # the package makes them
        known = described(value, "Args", "Attributes")
        parameters = found.parameters.values()
        if any(p.default is p.empty and p.name not in known for p in parameters):
            return None  # not without what only the package has
        found = found.replace(
            parameters=[
                p.replace(default=Written(p.default))
                if repr(p.default)[0] == "<" and p.default is not p.empty
                else p
                for p in parameters
                if p.name in known
            ],
            return_annotation=found.empty,
        )
    return stringify_signature(found, unqualified_typehints=True)


def page(name: str, value: Any) -> str:
    """Return the page of a class or function."""
    lines = [name, "=" * len(name), "", ".. py:currentmodule:: malmolund", ""]
    if not inspect.isclass(value):
        return "\n".join([*lines, f".. autofunction:: {name}", ""])
    kind = "exception" if issubclass(value, Exception) else "class"
    lines.append(f".. auto{kind}:: {name}")
    if names := ", ".join(members(value)):
        lines += [f"   :members: {names}", f"   :special-members: {names}"]
    if value is CATALOGUE:
        same = ", ".join(
            f":py:obj:`{one}`" for one in exported() if hasattr(value, one)
        )
        lines += ["", "   Of its folder it has what the package has of its own:"]
        lines.append(f"   {same}.")
    return "\n".join([*lines, ""])


def write_pages(_app: Sphinx) -> None:
    """Write the pages that there are to be, and remove those of names that are gone."""
    FOLDER.mkdir(exist_ok=True)
    pages = {
        f"{name}.rst": page(name, value)
        for name, value in exported().items()
        if has_page(value)
    }
    for old in FOLDER.glob("*.rst"):
        if old.name not in pages:
            old.unlink()
    for file, text in pages.items():
        path = FOLDER / file
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")


def first_line(value: object) -> str:
    """Return the summary of what a docstring describes, as Markdown."""
    return (inspect.getdoc(value) or "").partition("\n")[0]


def data() -> Iterator[str]:
    """Describe the data, as the catalogue does, in reStructuredText."""
    for name, value in exported().items():
        if has_page(value) or name == "__version__":
            continue
        held = vars(CATALOGUE)[name]
        compute = held.fget if isinstance(held, property) else held._compute
        kind = inspect.signature(compute).return_annotation
        yield f".. py:data:: {name}\n   :type: {kind}\n\n   {first_line(held)}"
        if isinstance(value, malmolund.Collection):
            yield f"   There are {len(value)}."
        elif isinstance(value, Record):
            yield f"   Here it is {value.name}."
        yield ""
    yield ".. py:data:: __version__\n   :type: str\n\n   The version of the package.\n"


def groups() -> Iterator[tuple[str, list[str]]]:
    """Yield the headings of the list of pages, and the names under each."""
    pages = {name: value for name, value in exported().items() if has_page(value)}
    classes = {name for name, value in pages.items() if inspect.isclass(value)}
    errors = {name for name in classes if issubclass(pages[name], Exception)}
    records = {name for name in classes if issubclass(pages[name], Record)}
    yield "Functions", sorted(pages.keys() - classes)
    yield "Records", sorted(records)
    yield "What holds records and answers", sorted(classes - errors - records)
    yield "Errors", sorted(errors)


def overview() -> str:
    """Return the list of all public names, as Markdown."""
    lines = ["## Data", "", "```{eval-rst}", ".. py:currentmodule:: malmolund", ""]
    lines += [*data(), "```", ""]
    for heading, names in groups():
        lines += [f"## {heading}", "", "| name | what it is |", "| --- | --- |"]
        for name in names:
            about = first_line(getattr(malmolund, name)).replace("|", "\\|")
            lines.append(f"| {{py:obj}}`~malmolund.{name}` | {about} |")
        lines += ["", "```{toctree}", ":hidden:", ""]
        lines += [f"api/{name}" for name in names] + ["```", ""]
    return "\n".join(lines)


class PublicNames(SphinxDirective):
    """Puts the list of all public names where it stands."""

    def run(self) -> list[nodes.Node]:
        """Return the list."""
        return self.parse_text_to_nodes(overview(), allow_section_headings=True)


def put_signature(*event: Any) -> tuple[str | None, str | None] | None:
    """Answer with the signature of a public name, where autodoc has another."""
    _app, what, name, value, *_ = event
    if name.removeprefix("malmolund.") not in malmolund.__all__:
        return None
    shown = signature(value) if what in {"class", "exception", "function"} else None
    arguments, arrow, returned = (shown or "").partition(" -> ")
    return arguments, returned if arrow else None


def put_docstring(*event: Any) -> None:
    """Give attributes their types, and leave out how objects are made if none are."""
    _app, what, _name, value, _options, lines = event
    if what not in {"class", "exception"}:
        return
    text = "\n".join(lines)
    for heading in ["Attributes"] + ["Args", "Raises"] * (signature(value) is None):
        text = section(heading).sub("", text)
    lines[:] = [*text.splitlines(), ""]
    types = {
        name: kind
        for base in reversed(value.__mro__)
        for name, kind in inspect.get_annotations(base).items()
    }
    for name, about in described(value, "Attributes").items():
        lines += [f".. py:attribute:: {name}"]
        lines += [f"   :type: {types[name]}"] if name in types else []
        lines += ["", "   " + " ".join(about.split()), ""]


def as_lines(found: re.Match[str]) -> str:
    """Return the parameters of a signature, each in a line of its own."""
    lines = found[2].replace("<dd>", '<span class="sig-line">')
    return found[1] + lines.replace("</dd>", "</span>")


def put_lines(*event: Any) -> None:
    """Make lines of the lists that Sphinx has in signatures, where none may be."""
    _app, page_name, _template, context, _tree = event
    if page_name.startswith("reference/api/"):
        context["body"] = LINES.sub(as_lines, context["body"])


def setup(app: Sphinx) -> dict[str, bool]:
    """Register it."""
    app.connect("builder-inited", write_pages)
    app.connect("autodoc-process-signature", put_signature)
    app.connect("autodoc-process-docstring", put_docstring, priority=100)
    app.connect("html-page-context", put_lines)
    app.add_directive("public-names", PublicNames)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
