"""The built reference has every public name, and the dictionary every field."""

from __future__ import annotations

import ast
import inspect
import json
import re
import sys
from html import unescape
from inspect import isclass
from pathlib import Path
from typing import Any

import pytest
from sphinx.util.inventory import InventoryFile

import malmolund


DOCS = Path(__file__).parents[2] / "docs"
SITE = DOCS / "_build" / "html"  # built by the session before the tests

sys.path.insert(0, str(DOCS / "_extensions"))

# Parts of the documentation.
from data_dictionary import dictionary  # noqa: E402
from public_names import write_pages  # noqa: E402


DESCRIPTOR: dict[str, Any] = json.loads("""
{
  "version": "2025-01-02",
  "licenses": [{"name": "CC0-1.0", "path": "https://example.org/cc0"}],
  "resources": [
    {
      "path": "towns.json",
      "title": "Towns",
      "description": "A row is a town.",
      "schema": {
        "fields": [
          {"name": "code", "title": "Code", "description": "Four\\ndigits.",
           "type": "string", "example": "1281",
           "constraints": {"required": true, "unique": true, "pattern": "a|b",
                           "minLength": 4, "maxLength": 9}},
          {"name": "area", "title": "Area", "type": "number", "unit": "km²",
           "constraints": {"required": false, "minimum": 0, "maximum": 9},
           "example": 4.5},
          {"name": "kind", "type": "string", "format": "uri",
           "constraints": {"enum": ["a", "b"]}}
        ],
        "primaryKey": ["code", "area"],
        "uniqueKeys": [["kind"]],
        "foreignKeys": [
          {"fields": ["code"], "reference": {"resource": "areas", "fields": ["id"]}}
        ]
      }
    },
    {"path": "shapes.json"}
  ]
}
""")

PAGES = [
    name
    for name in malmolund.__all__
    if isclass(getattr(malmolund, name)) or inspect.isroutine(getattr(malmolund, name))
]
CLASSES = [name for name in malmolund.__all__ if isclass(getattr(malmolund, name))]

MADE = """\
## `datapackage.json`

Version 2025-01-02, licence [CC0-1.0](https://example.org/cc0).

## `towns.json`

**Towns**

A row is a town.

| field | type | what it is | rules | example |
| --- | --- | --- | --- | --- |
| `code` | string | **Code.** Four digits. | required; unique; matches `a\\|b`; \
no shorter than 4; maxLength `9` | `1281` |
| `area` | number, km² | Area | at least 0; at most 9 | `4.5` |
| `kind` | string (uri) |  | one of `a`, `b` |  |

- Primary key: `code`, `area`
- Unique: `kind`
- `code` refers to `id` of `areas`

## `shapes.json`
"""


def shown(page: str, name: str) -> str:
    """Return the signature of a name as somebody reads it on its built page."""
    html = (SITE / "reference" / "api" / f"{page}.html").read_text("utf-8")
    (found,) = re.findall(
        rf'<dt class="sig[^>]* id="malmolund\.{re.escape(name)}">(.*?)</dt>',
        html,
        re.DOTALL,
    )
    found = re.sub(r'<a class="headerlink".*?</a>', "", found)
    text = " ".join(unescape(re.sub(r"<[^>]+>", "", found)).split())
    return re.sub("^(class|exception) ", "", text)


def parameters(signature: str) -> list[tuple[str, str, str | None]]:
    """Return name, kind and default of each parameter of a signature as text."""
    inside = signature[signature.index("(") :].replace("→", "->")
    (made,) = ast.parse(f"def made{inside}: ...").body
    assert isinstance(made, ast.FunctionDef)
    given = made.args
    positional = [*given.posonlyargs, *given.args]
    defaults = [*[None] * (len(positional) - len(given.defaults)), *given.defaults]
    parts = [
        (one.arg, "/" if one in given.posonlyargs else "", default)
        for one, default in zip(positional, defaults, strict=True)
    ]
    parts += [
        (one.arg, "*", default)
        for one, default in zip(given.kwonlyargs, given.kw_defaults, strict=True)
    ]
    parts += [(given.vararg.arg, "*args", None)] if given.vararg else []
    parts += [(given.kwarg.arg, "**", None)] if given.kwarg else []
    return [(name, kind, one and ast.unparse(one)) for name, kind, one in parts]


KINDS = {
    inspect.Parameter.POSITIONAL_ONLY: "/",
    inspect.Parameter.POSITIONAL_OR_KEYWORD: "",
    inspect.Parameter.KEYWORD_ONLY: "*",
    inspect.Parameter.VAR_POSITIONAL: "*args",
    inspect.Parameter.VAR_KEYWORD: "**",
}


def expected(of: object) -> list[tuple[str, str, str | None]]:
    """Return the same of what Python calls, self aside."""
    assert callable(of)
    return [
        (
            one.name,
            KINDS[one.kind],
            None if one.default is one.empty else as_code(one.default),
        )
        for one in inspect.signature(of).parameters.values()
        if one.name != "self"
    ]


def as_code(default: object) -> str:
    if isinstance(default, malmolund.Population):
        return "Population()"
    return repr(default)


def public_members(of: type) -> list[str]:
    return [
        name
        for name in dir(of)
        if not name.startswith("_") and hasattr(getattr(of, name), "__doc__")
    ]


@pytest.fixture(scope="module")
def documented() -> set[str]:
    content = (SITE / "objects.inv").read_bytes()
    found = InventoryFile.loads(content, uri="").data
    return {
        name
        for kind, items in found.items()
        if kind.startswith("py:")
        for name in items
    }


class TestApi:
    @pytest.mark.parametrize("name", malmolund.__all__)
    def test_has_every_public_name(self, name: str, documented: set[str]) -> None:
        assert f"malmolund.{name}" in documented

    @pytest.mark.parametrize("name", CLASSES)
    def test_has_every_member_of_a_class(self, name: str, documented: set[str]) -> None:
        of = getattr(malmolund, name)
        own = {m for m in public_members(of) if m not in dir(Exception)}
        if name == "Catalogue":
            own -= set(malmolund.__all__)  # what the package has, of another folder
        if name == "Population":
            own = {"latest", "latest_year"}  # the rest is that of any mapping

        # What a class has from another public one is said of that one.
        classes = [c.__name__ for c in of.__mro__ if c.__name__ in CLASSES]
        missing = {
            m
            for m in own
            if not any(f"malmolund.{one}.{m}" in documented for one in classes)
        }

        assert set() == missing

    @pytest.mark.parametrize("name", PAGES)
    def test_has_a_page_for_each_class_and_function(self, name: str) -> None:
        assert f"malmolund.{name}" in shown(name, name)


class TestSignatures:
    @pytest.mark.parametrize("name", [name for name in PAGES if name not in CLASSES])
    def test_of_functions_are_whole(self, name: str) -> None:
        of = getattr(malmolund, name)

        assert expected(of) == parameters(shown(name, name))

    def test_have_the_first_parameter_and_the_answer(self) -> None:
        assert (
            "malmolund.codes( values: Any, *, of: Scope = 'members', "
            "errors: Errors = 'raise', ) → Any"
        ) == shown("codes", "codes")
        assert "malmolund.audit(values: Any) → AuditReport" == shown("audit", "audit")

    @pytest.mark.parametrize("name", CLASSES)
    def test_of_what_is_made_are_whole_but_for_what_the_package_fills(
        self, name: str
    ) -> None:
        of = getattr(malmolund, name)
        text = shown(name, name)

        if "(" in text:
            given = [one for one in expected(of) if one[0] != "provenance"]
            assert given == parameters(text)
        else:
            assert text == f"malmolund.{name}"

    def test_are_there_where_people_make_objects(self) -> None:
        assert {"Area", "Municipality", "Population", "FocusArea"} <= {
            name for name in CLASSES if "(" in shown(name, name)
        }
        assert {"Catalogue", "Collection", "NotFoundError"} == {
            name
            for name in ("Catalogue", "Collection", "NotFoundError", "Population")
            if "(" not in shown(name, name)
        }

    @pytest.mark.parametrize(
        ("of", "name"),
        [
            (of, name)
            for of in CLASSES
            for name, member in inspect.getmembers(getattr(malmolund, of))
            if inspect.isfunction(member) and name[0] != "_" and of != "Catalogue"
            if of != "Population"  # a mapping, whose methods are known
        ],
    )
    def test_of_methods_have_every_parameter(self, of: str, name: str) -> None:
        method = getattr(getattr(malmolund, of), name)

        assert expected(method) == parameters(shown(of, f"{of}.{name}"))


class TestPages:
    def test_come_and_go_with_the_names(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Newcomer:
            """A class that is new."""

        monkeypatch.setattr("public_names.FOLDER", tmp_path / "api")
        monkeypatch.setattr("malmolund.Newcomer", Newcomer, raising=False)
        monkeypatch.setattr("malmolund.__all__", ["Newcomer", "codes"])
        write_pages(None)
        both = {page.name for page in (tmp_path / "api").iterdir()}
        monkeypatch.setattr("malmolund.__all__", ["codes"])
        write_pages(None)

        assert {"Newcomer.rst", "codes.rst"} == both
        assert ["codes.rst"] == [page.name for page in (tmp_path / "api").iterdir()]

    @pytest.mark.parametrize("name", PAGES)
    def test_say_nothing_of_what_is_private(self, name: str) -> None:
        html = (SITE / "reference" / "api" / f"{name}.html").read_text("utf-8")
        article = html.partition("<article")[2].partition("</article>")[0]

        for word in ("provenance", "_load", "DataFolder", "attr_dict"):
            assert word not in re.sub(r"<[^>]+>", "", article)
        # Where a colon made a type of the words before it.
        assert "Return type" not in article


class TestDataDictionary:
    def test_shows_all_that_a_descriptor_says(self) -> None:
        assert MADE == dictionary(DESCRIPTOR)

    def test_has_every_field_of_the_packaged_data(self) -> None:
        folder = Path(malmolund.__file__).parent / "data"
        descriptor = json.loads((folder / "datapackage.json").read_text("utf-8"))
        page = (SITE / "reference" / "data.html").read_text("utf-8")
        text = unescape(re.sub(r"<[^>]+>", "", page))

        for resource in descriptor["resources"]:
            assert resource["path"] in text
            assert resource["description"] in text
            for field in resource.get("schema", {}).get("fields", []):
                assert field["name"] in text
                assert " ".join(field["description"].split()) in text
