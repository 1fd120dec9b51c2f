"""The descriptor of the data: made from the tables and classes, and equal to them."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import make_descriptor
import pytest

import malmolund
from malmolund import _checks, _tables


if TYPE_CHECKING:
    from conftest import DataFolder


ROOT = Path(__file__).parents[1]
DATA = ROOT / "src" / "malmolund" / "data"
TABLES = sorted(_tables.BY_NAME)


@pytest.fixture(scope="module")
def descriptor() -> Any:
    return json.loads((DATA / "datapackage.json").read_bytes())


def resource(descriptor: Any, name: str) -> Any:
    (found,) = [r for r in descriptor["resources"] if r["name"] == name]
    return found


def field(descriptor: Any, table: str, name: str) -> Any:
    fields = resource(descriptor, table)["schema"]["fields"]
    (found,) = [f for f in fields if f["name"] == name]
    return found


class TestTheFile:
    def test_is_what_the_script_makes_to_the_byte(self) -> None:
        made = make_descriptor.descriptor(DATA).encode()

        assert (DATA / "datapackage.json").read_bytes() == made

    def test_is_packaged(self) -> None:
        packaged = Path(malmolund.__file__).parent / "data" / "datapackage.json"

        assert (DATA / "datapackage.json").read_bytes() == packaged.read_bytes()

    def test_changes_when_a_value_does(self, folder: DataFolder) -> None:
        folder.change("population", 1, population=[22_260])

        assert make_descriptor.descriptor(DATA) != make_descriptor.descriptor(
            folder.path
        )

    def test_changes_when_a_check_does(self, monkeypatch: pytest.MonkeyPatch) -> None:
        before = make_descriptor.descriptor(DATA)
        checks = _tables.BY_NAME["plan_focus_areas"].checks
        monkeypatch.setitem(checks, "label", _checks.URL)

        assert before != make_descriptor.descriptor(DATA)

    def test_needs_a_meaning_of_every_column(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        table = _tables.BY_NAME["areas"]
        monkeypatch.setitem(table.checks, "colour", _checks.TEXT)

        with pytest.raises(KeyError, match="colour"):
            make_descriptor.descriptor(DATA)


class TestThePackage:
    def test_says_what_it_is(self, descriptor: Any) -> None:
        assert "malmolund" == descriptor["name"]
        assert malmolund.data_version == descriptor["version"]
        assert ["CC0-1.0"] == [licence["name"] for licence in descriptor["licenses"]]
        assert {"start": "1990-01-01", "end": "2026-12-31"} == descriptor["temporal"]
        assert {
            "title": "MalmöLundregionen",
            "bbox": [12.8085, 55.3378, 13.6704, 56.0887],
        } == descriptor["spatial"]

    def test_has_every_source(self, descriptor: Any) -> None:
        paths = [source.get("path") for source in descriptor["sources"]]

        assert Counter(source.url for source in malmolund.sources) == Counter(paths)

    def test_has_the_hash_of_every_file(self, descriptor: Any) -> None:
        for described in descriptor["resources"]:
            data = (DATA / described["path"]).read_bytes()

            assert f"sha256:{hashlib.sha256(data).hexdigest()}" == described["hash"]

    def test_has_the_size_of_the_boundaries(self, descriptor: Any) -> None:
        size = (DATA / "boundaries.json").stat().st_size

        assert size == resource(descriptor, "boundaries")["bytes"]

    def test_gives_credit_for_the_boundaries_and_their_licence(
        self, descriptor: Any
    ) -> None:
        found = resource(descriptor, "boundaries")

        assert ["CC-BY-4.0"] == [licence["name"] for licence in found["licenses"]]
        assert "© Lantmäteriet, CC BY 4.0" in found["description"]


class TestATable:
    @pytest.mark.parametrize("table", TABLES)
    def test_has_the_columns_of_its_rows(self, descriptor: Any, table: str) -> None:
        rows = json.loads((DATA / f"{table}.json").read_bytes())
        schema = resource(descriptor, table)["schema"]

        assert list(rows[0]) == [f["name"] for f in schema["fields"]]
        assert list(_tables.BY_NAME[table].key) == schema["primaryKey"]

    @pytest.mark.parametrize("table", TABLES)
    def test_has_a_title_and_a_description_of_everything(
        self, descriptor: Any, table: str
    ) -> None:
        described = resource(descriptor, table)

        for part in (described, *described["schema"]["fields"]):
            assert part["title"] == part["title"].strip() != ""
            assert part["description"].endswith(".")
            assert "`" not in part["description"]

    def test_has_the_keys_of_other_tables(self, descriptor: Any) -> None:
        found = {
            # No name is that of the table itself.
            (described["name"], *key["fields"], key["reference"].get("resource"))
            for described in descriptor["resources"]
            for key in described.get("schema", {}).get("foreignKeys", [])
        }

        assert {
            ("bodies", "region", "regions"),
            ("borders", "code_a", "municipalities"),
            ("borders", "code_b", "municipalities"),
            ("figures", "code", "areas"),
            ("figures", "indicator", "indicators"),
            ("memberships", "code", "areas"),
            ("memberships", "region", "regions"),
            ("municipalities", "code", "areas"),
            ("municipalities", "county_code", "areas"),
            ("plan_focus_areas", "focus_area", "focus_areas"),
            ("plan_focus_areas", "plan", "plans"),
            ("plans", "region", "regions"),
            ("plans", "replaces", None),
            ("population", "code", "areas"),
        } == found

    def test_has_its_unique_keys(self, descriptor: Any) -> None:
        found = {
            described["name"]: [key for (key,) in described["schema"]["uniqueKeys"]]
            for described in descriptor["resources"]
            if "uniqueKeys" in described.get("schema", {})
        }

        assert {
            "bodies": ["name", "name_en"],
            "focus_areas": ["name", "name_en"],
            "indicators": ["name", "name_en"],
            "municipalities": [
                "name",
                "official_name",
                "name_en",
                "gisco_id",
                "wikidata",
                "geonames",
                "organisation_number",
            ],
            "plans": ["title", "title_en"],
            "regions": ["name", "name_en"],
        } == found

    def test_has_units(self, descriptor: Any) -> None:
        found = {
            (described["name"], f["name"], f["unit"])
            for described in descriptor["resources"]
            for f in described.get("schema", {}).get("fields", [])
            if "unit" in f
        }

        assert {
            ("borders", "land_km", "km"),
            ("borders", "total_km", "km"),
            ("municipalities", "land_area_km2", "km2"),
            ("municipalities", "latitude", "deg"),
            ("municipalities", "longitude", "deg"),
            ("population", "population", "people"),
        } == found


class TestAField:
    def test_is_described_by_its_class(self, descriptor: Any) -> None:
        assert {
            "name": "land_area_km2",
            "title": "Land area",
            "description": "The land area in km² as SCB published it for 2023.",
            "type": "number",
            "unit": "km2",
            "example": "106.81",
            "constraints": {"required": True, "minimum": "0.01", "maximum": 1_000_000},
        } == field(descriptor, "municipalities", "land_area_km2")

    def test_that_is_a_key_is_unique(self, descriptor: Any) -> None:
        assert {
            "name": "code",
            "title": "Municipality code (kommunkod)",
            "description": 'The kommunkod, four digits such as "1281"; also its LAU '
            "code.",
            "type": "string",
            "example": "1230",
            "constraints": {"required": True, "unique": True, "pattern": "^[0-9]{4}$"},
        } == field(descriptor, "municipalities", "code")

    def test_that_may_be_null_is_not_required(self, descriptor: Any) -> None:
        assert {
            "name": "left_no_later_than",
            "title": "Left no later than",
            "description": "It was outside from this day on, at the latest; null if "
            "no source says that it left.",
            "type": "date",
        } == field(descriptor, "memberships", "left_no_later_than")

    def test_that_is_one_of_few_words_lists_them(self, descriptor: Any) -> None:
        assert {"required": True, "enum": ["origin", "copy", "secondary"]} == field(
            descriptor, "sources", "role"
        )["constraints"]

    def test_that_cites_sources_is_not_empty(self, descriptor: Any) -> None:
        assert {"required": True, "minLength": 1} == field(
            descriptor, "areas", "sources"
        )["constraints"]
