"""Describe the data: ``datapackage.json``, with a Table Schema for each table.

What a column may hold is taken from the checks of the tables and of the classes that
their rows become, what it means from the docstrings of those classes. Only the version
is kept by hand, in ``datapackage.json`` itself. The same data give the same bytes:

    python tools/make_descriptor.py
"""

from __future__ import annotations

import hashlib
import inspect
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from malmolund import _checks, _tables


if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "src" / "malmolund" / "data"


class About(NamedTuple):
    """What the checks of a table do not say of it."""

    title: str
    description: str
    unique: tuple[str, ...] = ()
    """The columns that tell a row from all others, besides its key."""


TABLES = {
    "areas": About(
        "Areas of Sweden",
        "The municipalities and counties of Sweden and the country, as SCB codes them, "
        "with their official names and others that they are known by.",
    ),
    "bodies": About(
        "Bodies",
        "Those that decide, prepare and work for the cooperation.",
        ("name", "name_en"),
    ),
    "borders": About(
        "Borders",
        "Which of the twelve municipalities border on each other, and on how many km.",
    ),
    "claims": About(
        "Claims",
        "What sources say of a value, where they disagree or a choice was made.",
    ),
    "figures": About(
        "Figures",
        "The figures of the indicators, a row for years that follow on each other.",
    ),
    "focus_areas": About(
        "Focus areas",
        "The fields of work that the plans put first.",
        ("name", "name_en"),
    ),
    "indicators": About(
        "Indicators",
        "What the figures measure, to follow up the plans with.",
        ("name", "name_en"),
    ),
    "memberships": About(
        "Memberships",
        "Which municipality belongs to which region, with what is known of the dates.",
    ),
    "municipalities": About(
        "Municipalities",
        "The twelve municipalities: names, codes and identifiers, seat, land area.",
        (
            "name",
            "official_name",
            "name_en",
            "gisco_id",
            "wikidata",
            "geonames",
            "organisation_number",
        ),
    ),
    "plan_focus_areas": About(
        "Focus areas of the plans",
        "Which plan carries which focus area, under which label.",
    ),
    "plans": About(
        "Plans",
        "What the cooperation set out to do, and in which years.",
        ("title", "title_en"),
    ),
    "population": About(
        "Population",
        "People registered on 31 December in each municipality of Skåne, in Skåne and "
        "in Sweden.",
    ),
    "regions": About(
        "Regions",
        "The cooperation, first, and the delineations that it is mixed up with.",
        ("name", "name_en"),
    ),
    "sources": About(
        "Sources",
        "Where the values come from.",
    ),
}

# What no docstring of a class says, by column, or by table and column.
MEANINGS = {
    "sources": "The ids of the sources of each value of the row that has none of "
    "its own, the origin first.",
    "field_sources": "The ids of the sources of single values, by field.",
    "region": "The id of the region.",
    "borders.code_a": "The code of the municipality on one side, the lower code.",
    "borders.code_b": "The code of the municipality on the other side.",
    "claims.table": "The table that the claim is about.",
    "claims.key": "The key of the row that the claim is about.",
    "claims.sources": "The ids of the sources that say so.",
    "figures.indicator": "The id of the indicator.",
    "figures.code": "The code of the area.",
    "population.code": "The code of the area.",
    "population.population": "The people registered there on 31 December.",
    "population.year": "The year.",
    "figures.values": "The figure of each year, in the unit of the indicator.",
    "first_year": "The year of the first figure; each further one is of the next year.",
    "plan_focus_areas.plan": "The id of the plan.",
    "plan_focus_areas.focus_area": "The id of the focus area.",
    "plan_focus_areas.label": "What the plan calls the focus area.",
    "plan_focus_areas.new": "Whether the sources call it new in this plan; null if "
    "no plan before is known.",
}
TITLES = {
    "code": "Municipality code (kommunkod)",
    "areas.code": "Area code",
    "figures.code": "Area code",
    "population.code": "Area code",
    "code_a": "Municipality code, one side",
    "code_b": "Municipality code, other side",
    "name_en": "English name",
    "title_en": "English title",
    "composition_en": "Composition, in English",
    "county_code": "County code (länskod)",
    "decision_rule_en": "Decision rule, in English",
    "geonames": "GeoNames id",
    "gisco_id": "GISCO id",
    "goal_en": "Goal, in English",
    "id": "Id",
    "kolada_group": "Group in Kolada",
    "land_area_km2": "Land area",
    "land_km": "Length on land",
    "nuts3": "NUTS 3 code",
    "participation_en": "Participation, in English",
    "principles_en": "Principles, in English",
    "purpose_en": "Purpose, in English",
    "task_en": "Task, in English",
    "total_km": "Length in all",
    "url": "Address",
    "wikidata": "Wikidata id",
}
UNITS = {
    "land_area_km2": "km2",
    "land_km": "km",
    "latitude": "deg",
    "longitude": "deg",
    "population": "people",
    "total_km": "km",
}

LICENCES = {
    "CC0-1.0": {
        "name": "CC0-1.0",
        "path": "https://creativecommons.org/publicdomain/zero/1.0/",
        "title": "CC0 1.0 Universal",
    },
    "CC-BY-4.0": {
        "name": "CC-BY-4.0",
        "path": "https://creativecommons.org/licenses/by/4.0/",
        "title": "Creative Commons Attribution 4.0 International",
    },
}


def field(table: _tables.Table, name: str, rows: list[_tables.Row]) -> dict[str, Any]:
    """Return the Table Schema field of a column."""
    about = TABLES[table.name]
    schema = rule(table, name).schema
    nullable = "anyOf" in schema
    if nullable:
        schema = schema["anyOf"][0]
    kind = schema.get("format", schema["type"])
    constraints: dict[str, Any] = {"required": True} if not nullable else {}
    if name in about.unique or (name,) == table.key:
        constraints["unique"] = True
    for keyword in ("pattern", "enum", "minimum", "maximum"):
        if keyword in schema:
            constraints[keyword] = exact(schema[keyword])
    if "minItems" in schema:
        constraints["minLength"] = schema["minItems"]
    described: dict[str, Any] = {
        "name": name,
        "title": title(table, name),
        "description": meaning(table, name),
        "type": kind,
    }
    if name in UNITS:
        described["unit"] = UNITS[name]
    if kind not in {"array", "object"}:
        values = (row[name] for row in rows if row[name] is not None)
        described["example"] = next(map(lexical, values), None)
    described["constraints"] = constraints
    return {key: value for key, value in described.items() if value not in (None, {})}


def exact(bound: Any) -> Any:
    """Return a constraint with fractions as text, as the standard wants them."""
    return str(bound) if isinstance(bound, float) else bound


def lexical(value: object) -> str:
    """Return a value as it would stand in a CSV file."""
    return value if isinstance(value, str) else json.dumps(value)


def rule(table: _tables.Table, name: str) -> _checks.Check:
    """Return the check of a column: that of its class, else that of the table."""
    own = table.record._checks() if table.record else {}
    return own.get(name, table.checks[name])


def title(table: _tables.Table, name: str) -> str:
    """Return what people call a column."""
    named = TITLES.get(f"{table.name}.{name}") or TITLES.get(name)
    return named or name.replace("_", " ").capitalize()


def meaning(table: _tables.Table, name: str) -> str:
    """Return what a column means."""
    own = MEANINGS.get(f"{table.name}.{name}")
    if own is None and table.record:
        # What a class does not say of a column, the one above it does.
        texts = [text for cls in table.record.__mro__ for text in documented(cls)]
        own = next((text for column, text in texts if column == name), None)
    return MEANINGS[name] if own is None else own


def documented(record: type) -> Iterator[tuple[str, str]]:
    """Yield the names and texts of the attributes that a docstring describes."""
    text = inspect.getdoc(record) or ""
    _, _, attributes = text.partition("\nAttributes:\n")
    attributes, _, _ = attributes.partition("\n\n")
    for found in re.finditer(r"^    (\w+): ((?:.|\n {8})+)", attributes, re.MULTILINE):
        words = " ".join(found[2].split()).replace("``", "").replace("`None`", "null")
        yield found[1], words


def table_schema(table: _tables.Table, rows: list[_tables.Row]) -> dict[str, Any]:
    """Return the Table Schema of a table."""
    # In the order of the file, what is not in it last.
    order = {name: position for position, name in enumerate(rows[0] if rows else ())}
    names = sorted(table.checks, key=lambda name: order.get(name, len(order)))
    schema: dict[str, Any] = {
        "fields": [field(table, name, rows) for name in names],
        "primaryKey": list(table.key),
    }
    if TABLES[table.name].unique:
        schema["uniqueKeys"] = [[name] for name in TABLES[table.name].unique]
    if table.references:
        schema["foreignKeys"] = [
            {
                "fields": [column],
                "reference": {
                    # The standard wants no name of the table itself.
                    **({} if other == table.name else {"resource": other}),
                    "fields": [_tables.BY_NAME[other].key[0]],
                },
            }
            for column, other in table.references.items()
        ]
    return schema


def resource(file: Path) -> dict[str, Any]:
    """Return the resource of a file: a table, or the boundaries."""
    data = file.read_bytes()
    described: dict[str, Any] = {"name": file.stem, "path": file.name}
    end: dict[str, Any] = {"hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}
    if file.stem in _tables.BY_NAME:
        table, about = _tables.BY_NAME[file.stem], TABLES[file.stem]
        described |= {
            "title": about.title,
            "description": about.description,
            "type": "table",
            "format": "json",
            "mediatype": "application/json",
        }
        # No bytes: frictionless does not count those of a JSON table, and so would
        # call any number wrong. The hash tells more.
        end["schema"] = table_schema(table, json.loads(data))
    else:
        found = json.loads(data)
        described |= {
            "title": "Boundaries",
            "description": f"{found['description']} {found['attribution']}",
            "format": "topojson",
            "mediatype": "application/json",
            "licenses": [LICENCES[found["licence"]]],
        }
        end["bytes"] = len(data)
    return {**described, "encoding": "utf-8", **end}


def package(data: Path, version: str) -> dict[str, Any]:
    """Return the descriptor of a data folder."""
    series = [table for table in _tables.BY_NAME.values() if table.series]
    rows = {
        table.name: json.loads((data / table.file).read_bytes())
        for table in (*series, _tables.REGIONS, _tables.SOURCES)
    }
    boundaries = json.loads((data / "boundaries.json").read_bytes())
    years = [
        year
        for table in series
        for row in rows[table.name]
        for year in table.by_year(row)
    ]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "malmolund",
        "id": "05bea82f-a99f-4450-8503-7fd17295846f",
        "title": "MalmöLundregionen: municipalities, plans and figures",
        "description": (
            "Who belongs to MalmöLundregionen, the cooperation of twelve "
            "municipalities in south-western Skåne, Sweden, and since when, what its "
            "plans say, how it decides, and figures of its municipalities, each value "
            "with its source."
        ),
        "version": version,
        "created": f"{version}T00:00:00Z",
        "keywords": ["MalmöLundregionen", "Skåne", "Sweden", "municipalities"],
        "contributors": [{"title": "The malmolund developers", "roles": ["creator"]}],
        "licenses": [LICENCES["CC0-1.0"]],
        "temporal": {"start": f"{min(years)}-01-01", "end": f"{max(years)}-12-31"},
        "spatial": {"title": rows["regions"][0]["name"], "bbox": boundaries["bbox"]},
        "sources": [source(row) for row in rows["sources"]],
        "resources": [
            resource(file)
            for file in sorted(data.glob("*.json"))
            if file.name != "datapackage.json"
        ],
    }


def source(row: Mapping[str, Any]) -> dict[str, str]:
    """Return a source as a descriptor has it."""
    path = {"path": row["url"]} if row["url"] else {}
    return {"title": f"{row['publisher']}: {row['title']}", **path}


def text(made: object) -> str:
    """Return JSON, so that changes can be read line by line."""
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def descriptor(data: Path) -> str:
    """Return the descriptor of a data folder, of the version that it has."""
    version = json.loads((data / "datapackage.json").read_bytes())["version"]
    return text(package(data, version))


def main() -> None:
    """Write the file."""
    (DATA / "datapackage.json").write_text(descriptor(DATA), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
