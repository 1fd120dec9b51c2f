"""The archive in the programs of others: no zero and no dot is lost."""

import csv
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pytest

import malmolund
from malmolund._cli import main


DATA = Path(__file__).parents[2] / "src" / "malmolund" / "data"
TABLES = sorted(
    resource["name"]
    for resource in json.loads((DATA / "datapackage.json").read_bytes())["resources"]
    if "schema" in resource
)


def block(unpacked: Path, language: str) -> str:
    """Return what the README says to type."""
    text = (unpacked / "README.md").read_text("utf-8")
    (code,) = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    return str(code)


def cells(unpacked: Path, table: str) -> list[list[str]]:
    with (unpacked / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def run(command: list[str], folder: Path) -> None:
    subprocess.run(
        command,
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=120,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )


class TestPandas:
    def test_reads_as_the_readme_says(
        self, unpacked: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(unpacked)
        names: dict[str, pd.DataFrame] = {}
        exec(block(unpacked, "python"), {}, names)  # noqa: S102 - what the page says

        areas = names["areas"].set_index("code")["name"]
        assert "Upplands Väsby" == areas["0114"]
        assert "Höör" == areas["1267"]
        assert "Riket" == areas["00"]

    @pytest.mark.parametrize("table", TABLES)
    def test_reads_every_cell(self, unpacked: Path, table: str) -> None:
        frame = pd.read_csv(unpacked / f"{table}.csv", dtype=str, keep_default_na=False)

        assert cells(unpacked, table) == frame.to_numpy().tolist()

    def test_reckons_with_figures(self, unpacked: Path) -> None:
        people = pd.read_csv(unpacked / "population.csv", dtype={"code": str})
        twelve = pd.read_csv(unpacked / "municipalities.csv", dtype=str)["code"]
        last = people[people["year"] == 2025].set_index("code")["population"]

        assert 784_412 == last[twelve].sum()
        assert 1_433_082 == last["12"]


class TestDuckDB:
    def test_reads_as_the_readme_says(
        self, unpacked: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(unpacked)

        rows = duckdb.sql(block(unpacked, "sql")).pl().rows()

        assert ("00", "Riket") == rows[0][:2]
        assert ("country", "scb_codes") == rows[0][-2:]
        assert {"0114", "1267"} < {row[0] for row in rows}

    @pytest.mark.parametrize("table", TABLES)
    def test_reads_every_cell(self, unpacked: Path, table: str) -> None:
        file = unpacked / f"{table}.csv"
        query = f"SELECT * FROM read_csv('{file}', all_varchar = true)"  # noqa: S608

        rows = duckdb.sql(query).pl().fill_null("").rows()

        assert cells(unpacked, table) == [list(row) for row in rows]


@pytest.mark.skipif(not shutil.which("Rscript"), reason="R is not installed")
class TestR:
    @pytest.mark.parametrize("table", TABLES)
    def test_reads_every_cell_as_the_readme_says(
        self, unpacked: Path, tmp_path: Path, table: str
    ) -> None:
        read = block(unpacked, "r").replace("areas.csv", f"{table}.csv")
        file = tmp_path / "out.csv"
        write = f"write.csv(areas, '{file}', row.names = FALSE, fileEncoding = 'UTF-8')"

        run(["Rscript", "-e", read + write], unpacked)

        assert cells(unpacked, table) == cells(tmp_path, "out")


@pytest.mark.skipif(not shutil.which("soffice"), reason="no LibreOffice is installed")
class TestLibreOffice:
    def test_reads_codes_as_text(self, unpacked: Path, tmp_path: Path) -> None:
        # A comma, UTF-8, and each of four columns as text, as the README says.
        choices = "CSV:44,34,76,1,1/2/2/2/3/2/4/2"
        office = ["soffice", f"-env:UserInstallation={tmp_path.as_uri()}/user"]
        office += [f"--infilter={choices}", "--headless", "--convert-to"]
        into = ["--outdir", str(tmp_path)]
        written = "csv:Text - txt - csv (StarCalc):44,34,76,1"

        run([*office, "ods", *into, "areas.csv"], unpacked)
        run([*office, written, *into, "areas.ods"], tmp_path)

        assert cells(unpacked, "areas") == cells(tmp_path, "areas")


@pytest.mark.skipif(not shutil.which("soffice"), reason="no LibreOffice is installed")
class TestExportForExcel:
    def test_opens_with_its_decimals_where_they_have_a_comma(
        self, tmp_path: Path
    ) -> None:
        file = tmp_path / "municipalities.csv"
        main(["export", "municipalities", "--excel-sv", "--output", str(file)])
        # Semicolon, UTF-8, and numbers as Swedish has them, without being asked.
        swedish = "CSV:59,34,76,1,,1053"
        office = ["soffice", f"-env:UserInstallation={tmp_path.as_uri()}/user"]
        office += ["--headless", "--convert-to"]
        into = ["--outdir", str(tmp_path)]
        # Numbers as they are kept, so that it shows whether they are any.
        written = "csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,false,false"

        run(
            [office[0], f"--infilter={swedish}", *office[1:], "ods", *into, file.name],
            tmp_path,
        )
        run([*office, written, *into, "municipalities.ods"], tmp_path)
        found = {row[0]: row for row in cells(tmp_path, "municipalities")}

        assert 12 == len(found)
        for municipality in malmolund.municipalities:
            row = found[municipality.code]
            assert municipality.name == row[1]
            assert str(municipality.latitude) in row
            assert str(municipality.land_area_km2).removesuffix(".0") in row
            assert str(municipality.population.latest) in row
            assert ";".join(municipality.neighbours) in row


class TestPolars:
    @pytest.mark.parametrize("table", TABLES)
    def test_reads_every_cell(self, unpacked: Path, table: str) -> None:
        frame = pl.read_csv(unpacked / f"{table}.csv", infer_schema=False)

        rows = frame.fill_null("").rows()

        assert cells(unpacked, table) == [list(row) for row in rows]
