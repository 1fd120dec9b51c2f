"""The archive for people without Python: the same data, the same bytes."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import make_data_zip
import pytest

import malmolund
from malmolund import _tables


if TYPE_CHECKING:
    from conftest import DataFolder, Python


ROOT = Path(__file__).parents[1]
DATA = ROOT / "src" / "malmolund" / "data"
TABLES = sorted(_tables.BY_NAME)


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """What the archive holds, by name."""
    return make_data_zip.files(DATA)


@pytest.fixture(scope="module")
def descriptor(files: dict[str, bytes]) -> Any:
    return json.loads(files["datapackage.json"])


def rows(files: dict[str, bytes], table: str) -> list[list[str]]:
    text = files[f"{table}.csv"].decode()
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


class TestTheArchive:
    def test_is_named_after_the_version_and_made_again_to_the_byte(
        self, python: Python, tmp_path: Path
    ) -> None:
        tool = str(ROOT / "tools" / "make_data_zip.py")
        made = []
        for folder in (tmp_path / "a", tmp_path / "b" / "c"):
            printed = python.output(tool, str(folder), TZ="America/Lima")
            path = folder / "malmolund-data-2026-11-26.zip"

            assert f"{path}\n" == printed

            made.append(path.read_bytes())

        assert made[0] == made[1]

    def test_holds_what_it_should(self, files: dict[str, bytes]) -> None:
        archive = make_data_zip.archive(files, "2026-11-26")
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            assert opened.testzip() is None
            assert files == {name: opened.read(name) for name in opened.namelist()}
            assert {(2026, 11, 26, 0, 0, 0)} == {
                entry.date_time for entry in opened.infolist()
            }

        assert {
            "LICENSE-CC-BY.txt",
            "LICENSE-CC0.txt",
            "README.md",
            "README.sv.md",
            "boundaries.geojson",
            "datapackage.json",
            *(f"{table}.csv" for table in TABLES),
        } == files.keys()

    def test_is_the_same_on_every_system(self, files: dict[str, bytes]) -> None:
        archive = make_data_zip.archive(files, "2026-11-26")
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            assert {(zipfile.ZIP_STORED, 3, 0o100644 << 16)} == {
                (entry.compress_type, entry.create_system, entry.external_attr)
                for entry in opened.infolist()
            }

    def test_has_the_boundaries_and_the_licences(self, files: dict[str, bytes]) -> None:
        found = json.loads(files["boundaries.geojson"])

        assert json.loads(malmolund.municipalities.to_geojson()) == found
        assert "© Lantmäteriet, CC BY 4.0" in found["attribution"]
        for name in ("LICENSE-CC0", "LICENSE-CC-BY"):
            assert (ROOT / name).read_bytes() == files[f"{name}.txt"]

    def test_describes_the_boundaries_as_they_are_in_it(
        self, files: dict[str, bytes]
    ) -> None:
        package = json.loads(files["datapackage.json"])
        (found,) = [r for r in package["resources"] if r["name"] == "boundaries"]

        assert "application/geo+json" == found["mediatype"]
        assert len(files["boundaries.geojson"]) == found["bytes"]
        assert ["CC-BY-4.0"] == [licence["name"] for licence in found["licenses"]]


class TestATable:
    @pytest.mark.parametrize("table", TABLES)
    def test_is_csv_as_the_standard_has_it(
        self, files: dict[str, bytes], table: str
    ) -> None:
        data = files[f"{table}.csv"]

        assert data.endswith(b"\r\n")
        assert data.count(b"\n") == data.count(b"\r\n") == len(rows(files, table))
        assert not data.startswith(b"\xef\xbb\xbf")
        assert 1 == len({len(row) for row in rows(files, table)})

    @pytest.mark.parametrize("table", TABLES)
    def test_has_every_value(self, files: dict[str, bytes], table: str) -> None:
        head, *cells = rows(files, table)
        stored = json.loads((DATA / f"{table}.json").read_bytes())
        if table in make_data_zip.LONG:
            stored = make_data_zip.long(_tables.BY_NAME[table], stored)

        assert list(stored[0]) == head
        for row, values in zip(cells, stored, strict=True):
            for cell, value in zip(row, values.values(), strict=True):
                if isinstance(value, list):
                    assert value == [text for text in cell.split(";") if text]
                elif isinstance(value, str):
                    assert value == cell
                else:
                    assert value == json.loads(cell or "null")

    def test_has_zeros_and_dots_in_their_places(self, files: dict[str, bytes]) -> None:
        areas = [row[:3] for row in rows(files, "areas")]

        assert ["00", "Riket", ""] == areas[1]
        assert ["0114", "Upplands Väsby", "Upplands Väsby kommun"] in areas
        assert ["1267", "Höör", "Höörs kommun"] in areas

    def test_has_cells_for_what_csv_does_not_know(
        self, files: dict[str, bytes]
    ) -> None:
        links = [row[:4] for row in rows(files, "plan_focus_areas")]
        (area,) = [row for row in rows(files, "focus_areas") if row[0] == "naringsliv"]

        assert ["2012", "naringsliv", "Näringslivsfrågor", ""] in links
        assert ["2019-2023", "naringsliv", "Näringsliv", "false"] in links
        assert "malmo_article;lund_mlr" == area[4]
        assert {"aliases"} == json.loads(area[5]).keys()

    def test_has_a_row_for_each_figure(self, files: dict[str, bytes]) -> None:
        head, *figures = rows(files, "figures")
        people = rows(files, "population")

        assert ["indicator", "code", "year", "value", "sources"] == head
        assert 936 == len(figures)
        assert ["municipal_tax_rate", "1281", "2026", "21.24", "kolada_tax"] in figures
        assert ["code", "year", "population", "sources"] == people[0]
        assert ["12", "2025", "1433082"] in [row[:3] for row in people]
        assert ["1281", "2025", "132333"] in [row[:3] for row in people]
        assert 1 + 35 * 16 == len(people)

    def test_does_not_lose_an_item_of_a_list(self, folder: DataFolder) -> None:
        folder.change("focus_areas", 1, aliases=["a;b"])

        with pytest.raises(ValueError, match=r"\['a;b'\] cannot be split at semico"):
            make_data_zip.files(folder.path)


class TestTheDescriptor:
    def test_has_the_size_and_hash_of_every_file(
        self, files: dict[str, bytes], descriptor: Any
    ) -> None:
        for described in descriptor["resources"]:
            data = files[described["path"]]

            assert len(data) == described["bytes"]
            assert f"sha256:{hashlib.sha256(data).hexdigest()}" == described["hash"]

    def test_describes_the_rows_of_single_figures(self, descriptor: Any) -> None:
        schemas = {
            described["name"]: described["schema"]
            for described in descriptor["resources"]
            if described["name"] in make_data_zip.LONG
        }

        assert {
            "figures": ["indicator", "code", "year"],
            "population": ["code", "year"],
        } == {name: schema["primaryKey"] for name, schema in schemas.items()}
        assert {
            "figures": ["string", "string", "integer", "number", "list"],
            "population": ["string", "integer", "integer", "list"],
        } == {
            name: [field["type"] for field in schema["fields"]]
            for name, schema in schemas.items()
        }

    def test_describes_codes_of_all_areas_with_people(self, descriptor: Any) -> None:
        (people,) = [r for r in descriptor["resources"] if r["name"] == "population"]
        (code,) = [f for f in people["schema"]["fields"] if f["name"] == "code"]

        assert "^[0-9]{2}([0-9]{2})?$" == code["constraints"]["pattern"]

    def test_describes_lists_as_cells(self, descriptor: Any) -> None:
        (areas,) = [r for r in descriptor["resources"] if r["name"] == "focus_areas"]
        fields = {field["name"]: field for field in areas["schema"]["fields"]}

        assert ("list", ";", {}) == (
            fields["aliases"]["type"],
            fields["aliases"]["delimiter"],
            fields["aliases"]["constraints"],
        )
        assert {"required": True, "minLength": 1} == fields["sources"]["constraints"]
        assert "string" == fields["name"]["type"]


class TestTheReadmes:
    @pytest.mark.parametrize("name", ["README.md", "README.sv.md"])
    def test_name_the_version_and_every_file(
        self, files: dict[str, bytes], name: str
    ) -> None:
        text = files[name].decode()
        named = re.findall(r"^\| `(\S+)` \|", text, re.MULTILINE)

        assert "ersion 2026-11-26." in text
        assert "{" not in text
        assert [*(f"{table}.csv" for table in TABLES), "boundaries.geojson"] == named

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("README.md", "The decimal sign is a point**, as in `426.84`"),
            ("README.sv.md", "Decimaltecknet är punkt**, som i `426.84`"),
        ],
    )
    def test_say_which_decimal_sign_there_is(
        self, files: dict[str, bytes], name: str, said: str
    ) -> None:
        (lund,) = [r for r in rows(files, "municipalities") if r[0] == "1281"]

        assert said in files[name].decode()
        assert "426.84" in lund

    def test_show_the_same_code(self, files: dict[str, bytes]) -> None:
        blocks = [
            re.findall(r"```\w+\n.*?```", files[name].decode(), re.DOTALL)
            for name in ("README.md", "README.sv.md")
        ]

        assert 3 == len(blocks[0])
        assert blocks[0] == blocks[1]
