"""Make ``malmolund-data-<version>.zip``, the data for people without Python.

It holds the tables as CSV, their descriptor, the boundaries, a README in English and
Swedish, and the licences. The same data give the same bytes, everywhere:

    python tools/make_data_zip.py [FOLDER]
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import make_descriptor

import malmolund
from malmolund import _checks, _models, _tables


ROOT = make_descriptor.ROOT
READMES = ROOT / "tools" / "data_readme"

# The tables whose rows have the figures of many years; in CSV each has a row.
LONG = {
    "figures": _tables.Table(
        "figures",
        ("indicator", "code", "year"),
        {"sources": _tables.FIGURES.checks["sources"]},
        record=_models.Figure,
        without=("name",),
        references=_tables.FIGURES.references,
    ),
    "population": _tables.Table(
        "population",
        ("code", "year"),
        {
            "code": _checks.AREA_CODE,
            "year": _checks.YEAR,
            "population": _checks.PEOPLE,
            "sources": _tables.POPULATION.checks["sources"],
        },
        references=_tables.POPULATION.references,
    ),
}
SINGLE = {"population": "population", "values": "value"}
"""What a column of figures of many years is called where it has a single one."""


def cell(value: object) -> str:
    """Return a value as a cell: nothing for null, a list joined by semicolons."""
    if value is None:
        return ""
    if isinstance(value, list):
        texts = [str(item) for item in value]
        if any(";" in text for text in texts):
            raise ValueError(f"{value} cannot be split at semicolons again")
        return ";".join(texts)
    return make_descriptor.lexical(value)


def as_csv(rows: list[_tables.Row]) -> bytes:
    """Return a table as CSV (RFC 4180, UTF-8)."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(rows[0])
    writer.writerows(map(cell, row.values()) for row in rows)
    return text.getvalue().encode()


def long(table: _tables.Table, rows: list[_tables.Row]) -> list[_tables.Row]:
    """Return rows of the figures of many years as a row for each figure."""
    *of, _ = table.key
    return [
        {
            **{name: row[name] for name in of},
            "year": year,
            SINGLE[table.series]: figure,
            "sources": row["sources"],
        }
        for row in rows
        for year, figure in table.by_year(row).items()
    ]


def as_csv_field(field: dict[str, Any]) -> dict[str, Any]:
    """Return the description of a column as it is in a CSV file."""
    if field["type"] != "array":
        return field
    constraints = dict(field["constraints"])
    if "minLength" not in constraints:
        del constraints["required"]  # an empty list leaves its cell empty
    return {**field, "type": "list", "delimiter": ";", "constraints": constraints}


def as_csv_resource(described: dict[str, Any], data: bytes) -> dict[str, Any]:
    """Return the description of a table as a CSV file."""
    schema = described["schema"]
    fields = [as_csv_field(field) for field in schema["fields"]]
    return {
        **described,
        "path": f"{described['name']}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "schema": {**schema, "fields": fields},
    }


def as_geojson_resource(described: dict[str, Any], data: bytes) -> dict[str, Any]:
    """Return the description of the boundaries as GeoJSON."""
    return {
        **described,
        "path": f"{described['name']}.geojson",
        "format": "geojson",
        "mediatype": "application/geo+json",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
    }


def files(data: Path) -> dict[str, bytes]:
    """Return what the archive holds, by name."""
    package = json.loads((data / "datapackage.json").read_bytes())
    made = {
        f"{n}.txt": (ROOT / n).read_bytes() for n in ("LICENSE-CC0", "LICENSE-CC-BY")
    }
    resources: list[dict[str, Any]] = []
    for stored in package["resources"]:
        content = (data / stored["path"]).read_bytes()
        if stored["name"] in _tables.BY_NAME:
            rows = json.loads(content)
            described = stored
            if stored["name"] in LONG:
                rows = long(_tables.BY_NAME[stored["name"]], rows)
                schema = make_descriptor.table_schema(LONG[stored["name"]], rows)
                described = {**stored, "schema": schema}
            content = as_csv(rows)
            described = as_csv_resource(described, content)
        else:
            content = malmolund.load(data).municipalities.to_geojson().encode()
            described = as_geojson_resource(stored, content)
        resources.append(described)
        made[described["path"]] = content
    package["resources"] = resources
    made["datapackage.json"] = make_descriptor.text(package).encode()
    for readme in READMES.iterdir():
        text = readme.read_text("utf-8").replace("{version}", package["version"])
        made[readme.name] = text.encode()
    return dict(sorted(made.items()))


def archive(made: dict[str, bytes], version: str) -> bytes:
    """Return the files as a zip, dated by their version."""
    year, month, day = map(int, version.split("-"))
    out = io.BytesIO()
    # Not compressed, as other builds of zlib would make other bytes.
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as target:
        for name, content in made.items():
            entry = zipfile.ZipInfo(name, (year, month, day, 0, 0, 0))
            entry.create_system = 3  # with permissions as on Unix, also on Windows
            entry.external_attr = 0o100644 << 16
            target.writestr(entry, content)
    return out.getvalue()


def main(folder: Path) -> Path:
    """Write the archive into *folder* and return its path."""
    made = files(make_descriptor.DATA)
    version = json.loads(made["datapackage.json"])["version"]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"malmolund-data-{version}.zip"
    path.write_bytes(archive(made, version))
    return path


if __name__ == "__main__":
    print(main(Path(*sys.argv[1:2] or ["dist"])))  # noqa: T201 - says where it is
