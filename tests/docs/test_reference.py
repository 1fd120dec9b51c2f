"""The built reference has every public name, and the dictionary every field."""

from __future__ import annotations

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

from data_dictionary import dictionary  # noqa: E402 - a part of the documentation


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
