"""The descriptor as frictionless sees it: it holds, and it bites."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from frictionless import Package

import malmolund
from malmolund import _tables


DATA = Path(__file__).parents[2] / "src" / "malmolund" / "data"
DESCRIPTOR = json.loads((DATA / "datapackage.json").read_bytes())
TABLES = [r for r in DESCRIPTOR["resources"] if "schema" in r]
# A value that breaks a rule of that kind; of the bounds, any beyond them.
BREAKING = {"required": None, "pattern": " ", "enum": "other", "minLength": []}
WRONG_TYPE = {
    "string": 1,
    "integer": "many",
    "number": "much",
    "boolean": "maybe",
    "date": "May",
    "array": "text",
    "object": "text",
}


def errors(path: Path, *only: str) -> set[tuple[str, str]]:
    """Return the resource and kind of each error and warning of frictionless."""
    package = Package(str(path))
    for name in set(package.resource_names) - {*only} if only else ():
        package.remove_resource(name)
    report = package.validate()
    found = {(task.name, error.type) for task in report.tasks for error in task.errors}
    warned = {
        (task.name, warning)
        for task in [report, *report.tasks]
        for warning in task.warnings
    }
    return found | warned | {("package", error.type) for error in report.errors}


def change(folder: Path, table: str, row: int, /, **values: object) -> None:
    file = folder / f"{table}.json"
    rows = json.loads(file.read_bytes())
    rows[row] |= values
    file.write_text(json.dumps(rows), "utf-8")


def with_referred(table: str) -> set[str]:
    """Return a table and those that its rows refer to."""
    return {table, *_tables.BY_NAME[table].references.values()}


def refused_by_load(folder: Path) -> malmolund.DataError:
    with pytest.raises(malmolund.DataError) as caught:
        malmolund.load(folder)
    return caught.value


def rules() -> Iterator[tuple[str, str, str, object]]:
    """Yield every rule of every column: table, column, kind, what breaks it."""
    for described in TABLES:
        for field in described["schema"]["fields"]:
            place = (described["name"], field["name"])
            yield (*place, "type", WRONG_TYPE[field["type"]])
            for kind, bound in field.get("constraints", {}).items():
                if kind == "minimum":
                    yield (*place, kind, float(bound) - 1)
                elif kind == "maximum":
                    yield (*place, kind, bound + 1)
                elif kind != "unique":
                    yield (*place, kind, BREAKING[kind])


def keys() -> Iterator[tuple[str, list[str]]]:
    """Yield every key of every table that no two rows share."""
    for described in TABLES:
        schema = described["schema"]
        yield described["name"], schema["primaryKey"]
        for key in schema.get("uniqueKeys", []):
            yield described["name"], key


class TestThePackage:
    def test_is_valid_without_a_warning(self) -> None:
        assert set() == errors(DATA / "datapackage.json")

    def test_is_valid_in_the_archive_without_a_warning(self, archive: Path) -> None:
        assert set() == errors(archive)

    def test_is_valid_unpacked_without_a_warning(self, unpacked: Path) -> None:
        assert set() == errors(unpacked / "datapackage.json")

    def test_of_a_broken_archive_is_not(self, unpacked: Path, tmp_path: Path) -> None:
        for file in unpacked.iterdir():
            (tmp_path / file.name).write_bytes(file.read_bytes())
        people = (tmp_path / "population.csv").read_bytes()
        (tmp_path / "population.csv").write_bytes(people.replace(b"22259", b"22258"))

        assert {("population", "hash-count")} == errors(tmp_path / "datapackage.json")


class TestARule:
    @pytest.mark.parametrize(
        ("table", "column", "kind", "value"), list(rules()), ids=str
    )
    def test_that_is_broken_is_caught(
        self, copy: Path, table: str, column: str, kind: str, value: object
    ) -> None:
        change(copy, table, 1, **{column: value})

        found = errors(copy / "datapackage.json", *with_referred(table))
        error = refused_by_load(copy)

        assert found & {(table, "type-error"), (table, "constraint-error")}, kind
        assert (f"{table}.json", 2, column) == (error.file, error.row, error.field)

    @pytest.mark.parametrize(("table", "key"), list(keys()), ids=str)
    def test_that_no_two_rows_share_a_key_is_caught(
        self, copy: Path, table: str, key: list[str]
    ) -> None:
        rows = json.loads((copy / f"{table}.json").read_bytes())
        change(copy, table, 1, **{column: rows[0][column] for column in key})

        found = errors(copy / "datapackage.json", *with_referred(table))

        assert found & {(table, "primary-key"), (table, "unique-error")}
        assert f"{table}.json" == refused_by_load(copy).file

    @pytest.mark.parametrize(
        ("table", "column"),
        [
            (described["name"], key["fields"][0])
            for described in TABLES
            for key in described["schema"].get("foreignKeys", [])
        ],
        ids=str,
    )
    def test_that_a_reference_leads_to_a_row_is_caught(
        self, copy: Path, table: str, column: str
    ) -> None:
        nothing = {"county_code": "02", "code": "9999", "code_b": "9999"}
        value = nothing.get(column, "0000" if column == "code_a" else "nothing")
        change(copy, table, 1, **{column: value})

        found = errors(copy / "datapackage.json", *with_referred(table))
        error = refused_by_load(copy)

        assert (table, "foreign-key") in found
        if (table, column) == ("municipalities", "code"):
            # Then its borders are those of no municipality, too.
            assert ("borders.json", 1, "code") == (error.file, error.row, column)
        else:
            assert (f"{table}.json", 2, column) == (error.file, error.row, error.field)
