"""The descriptor of the packaged data as a page: the dictionary, and the sources."""

import json
from collections.abc import Iterator
from typing import Any

import importlib_resources
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective


DATA = importlib_resources.files("malmolund") / "data"
DESCRIPTOR = "datapackage.json"

# What may hold of a value, in words; what JSON Schema calls otherwise, as it does.
CONSTRAINTS = {
    "required": lambda value: "required" if value else "",
    "unique": lambda value: "unique" if value else "",
    "enum": lambda value: "one of " + ", ".join(map(code, value)),
    "pattern": lambda value: f"matches {code(value)}",
    "minLength": lambda value: f"no shorter than {value}",
    "minimum": lambda value: f"at least {value}",
    "maximum": lambda value: f"at most {value}",
}


def code(value: object) -> str:
    """Return a value as code, which a table can hold."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    ticks = "``" if "`" in text else "`"
    return f"{ticks}{text}{ticks}".replace("|", "\\|")


def cell(text: str) -> str:
    """Return text as a table can hold it."""
    return " ".join(text.split()).replace("|", "\\|")


def columns(fields: str | list[str]) -> str:
    """Return the names of one or more fields; a key may be a single text."""
    return ", ".join(map(code, [fields] if isinstance(fields, str) else fields))


def dictionary(descriptor: dict[str, Any]) -> str:
    """Return the descriptor of a data package as Markdown."""
    return "\n".join(_lines(descriptor))


def _lines(descriptor: dict[str, Any]) -> Iterator[str]:
    licences = ", ".join(
        f"[{one.get('title', one['name'])}]({one['path']})"
        for one in descriptor["licenses"]
    )
    yield f"## `{DESCRIPTOR}`\n"
    yield f"Version {descriptor['version']}, licence {licences}."
    if "description" in descriptor:
        yield f"\n{descriptor['description']}"
    for resource in descriptor["resources"]:
        yield from _resource(resource)


def _resource(resource: dict[str, Any]) -> Iterator[str]:
    yield f"\n## `{resource['path']}`\n"
    if "title" in resource:
        yield f"**{resource['title']}**\n"
    if "description" in resource:
        yield f"{resource['description']}\n"
    if sources := resource.get("sources"):
        yield "Sources: " + "; ".join(one["title"] for one in sources) + "\n"
    schema = resource.get("schema", {})
    # A schema may be a file of its own, which has nothing to add here.
    if isinstance(schema, dict):
        yield from _fields(schema.get("fields", []))
        yield from _keys(schema)


def _fields(fields: list[dict[str, Any]]) -> Iterator[str]:
    if not fields:
        return
    yield "| field | type | what it is | rules | example |"
    yield "| --- | --- | --- | --- | --- |"
    for field in fields:
        title, about = field.get("title", ""), field.get("description", "")
        if title and about:
            title = f"**{title.rstrip('.')}.**"
        told = cell(" ".join(filter(None, (title, about))))
        kind = field.get("type", "any")
        if field.get("format", "default") != "default":
            kind += f" ({field['format']})"
        if unit := field.get("unit"):
            kind += f", {unit}"
        rules = [
            CONSTRAINTS.get(name, lambda value, name=name: f"{name} {code(value)}")(
                value
            )
            for name, value in field.get("constraints", {}).items()
        ]
        example = code(field["example"]) if "example" in field else ""
        cells = (
            code(field["name"]),
            cell(kind),
            told,
            "; ".join(filter(None, rules)),
            example,
        )
        yield f"| {' | '.join(cells)} |"
    yield ""


def _keys(schema: dict[str, Any]) -> Iterator[str]:
    if key := schema.get("primaryKey"):
        yield f"- Primary key: {columns(key)}"
    for unique in schema.get("uniqueKeys", []):
        yield f"- Unique: {columns(unique)}"
    for foreign in schema.get("foreignKeys", []):
        reference = foreign["reference"]
        table = code(reference["resource"]) if reference.get("resource") else "itself"
        yield (
            f"- {columns(foreign['fields'])} refers to "
            f"{columns(reference['fields'])} of {table}"
        )


def sources(descriptor: dict[str, Any]) -> str:
    """Return the sources of a data package as Markdown, each with its link."""
    return "\n".join(
        f"- [{one['title']}](<{one['path']}>)" if "path" in one else f"- {one['title']}"
        for one in descriptor["sources"]
    )


def packaged() -> dict[str, Any]:
    """Return the descriptor of the packaged data."""
    read: dict[str, Any] = json.loads((DATA / DESCRIPTOR).read_text("utf-8"))
    return read


class DataDictionary(SphinxDirective):
    """Puts the dictionary where it stands."""

    def run(self) -> list[nodes.Node]:
        """Return the dictionary of the packaged data."""
        return self.parse_text_to_nodes(
            dictionary(packaged()), allow_section_headings=True
        )


class DataSources(SphinxDirective):
    """Puts the sources where it stands."""

    def run(self) -> list[nodes.Node]:
        """Return the sources of the packaged data."""
        return self.parse_text_to_nodes(sources(packaged()))


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directives."""
    app.add_directive("data-dictionary", DataDictionary)
    app.add_directive("data-sources", DataSources)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
