"""What trips programs on Windows and macOS, tried wherever the tests run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

import pytest

import malmolund
from malmolund._cli import main


if TYPE_CHECKING:
    from conftest import DataFolder, Python

PACKAGE = Path(malmolund.__file__).parent
ROOT = Path(__file__).parents[1]
SHIPPED = (".ci", ".github", "benchmarks", "docs", "tests", "tools")
FOLDERS = [PACKAGE, *(ROOT / name for name in SHIPPED)]
# What tools leave behind, and git ignores.
MADE = {"__pycache__", "_build", "node_modules"}
FILES = sorted(
    path.relative_to(folder.parent)
    for folder in FOLDERS
    for path in folder.rglob("*")
    if MADE.isdisjoint(path.parts)
)

# What Windows keeps for devices, with whatever ending.
RESERVED = {"con", "prn", "aux", "nul", "conin$", "conout$"} | {
    f"{device}{number}" for device in ("com", "lpt") for number in range(10)
}

CSV = "Kommun;Antal\nLund;1\nMalmö;2\n"
MATCHED = "Kommun;Antal;municipality_code\nLund;1;1281\nMalmö;2;1280\n"


def decomposed(text: str) -> str:
    """Return text as macOS has it in the names of files."""
    return normalize("NFD", text)


def in_bytes(
    python: Python, words: list[str], variables: dict[str, str]
) -> subprocess.CompletedProcess[bytes]:
    """Run the command, whatever the encoding of what it prints."""
    return subprocess.run(
        [sys.executable, "-m", "malmolund", *words],
        env=python.environment() | variables,
        capture_output=True,
        check=False,
        timeout=60,
    )


class TestEncodingThatIsNotGiven:
    """On Windows it is that of the country, so a file must be opened with one."""

    @pytest.mark.parametrize(
        "words",
        [
            [],
            ["Malmö"],
            ["--json"],
            ["export", "population"],
            ["export", "sources", "--format", "json"],
            ["export", "boundaries", "--format", "geojson"],
            ["export", "plans", "--output", "out.csv"],
            ["match", "in.csv", "--column", "Kommun"],
            ["match", "in.csv", "--column", "Kommun", "--output", "out.csv"],
        ],
        ids=" ".join,
    )
    def test_is_never_relied_on_by_the_command(
        self,
        python: Python,
        words: list[str],
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "in.csv").write_text(CSV, encoding="utf-8")
        done = python(
            *("-W", "error::EncodingWarning", "-m", "malmolund", *words),
            measured=False,
            PYTHONWARNDEFAULTENCODING="1",
            PYTHONIOENCODING="utf-8",
        )

        assert "Warning" not in done.stderr
        assert 0 == done.returncode

    def test_is_never_relied_on_by_load(
        self, python: Python, folder: DataFolder
    ) -> None:
        code = (
            "import malmolund, sys; loaded = malmolund.load(sys.argv[1]); "
            "print(loaded.data_version, ascii(loaded.municipalities['Malmo'].name)); "
            "malmolund.municipalities.to_geojson(); malmolund.region._repr_html_(); "
            "malmolund.codes(['Lund'])"
        )
        printed = python.output(
            *("-W", "error::EncodingWarning", "-c", code, str(folder.path)),
            measured=False,
            PYTHONWARNDEFAULTENCODING="1",
        )

        assert "2026-11-26 'Malm\\xf6'\n" == printed

    def test_would_be_noticed(self, python: Python) -> None:
        done = python(
            *("-W", "error::EncodingWarning", "-c", f"open({__file__!r})"),
            measured=False,
            PYTHONWARNDEFAULTENCODING="1",
        )

        assert 1 == done.returncode
        assert "EncodingWarning: 'encoding' argument not specified" in done.stderr


class TestTerminalInCp1252:
    @pytest.mark.parametrize(
        ("words", "shown"),
        [
            ([], "1280  Malmö         Malmö             "),
            (["Höör"], "Municipality 1267 Höör\n"),
            (["miljö"], "nothing is known as 'miljö'."),
        ],
    )
    def test_shows_swedish_letters(
        self, python: Python, words: list[str], shown: str
    ) -> None:
        done = in_bytes(python, words, {"PYTHONIOENCODING": "cp1252"})

        assert shown in (done.stdout + done.stderr).decode("cp1252")

    @pytest.mark.parametrize(
        "variables",
        [
            {"PYTHONIOENCODING": "cp1252"},
            {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        ],
        ids=["cp1252", "C"],
    )
    def test_or_in_none_gets_data_in_utf_8_all_the_same(
        self, python: Python, variables: dict[str, str], tmp_path: Path
    ) -> None:
        file = tmp_path / "in.csv"
        file.write_text(CSV, encoding="utf-8")

        words = ["match", str(file), "--column", "Kommun"]
        matched = in_bytes(python, words, variables)
        exported = in_bytes(python, ["export", "municipalities"], variables)

        assert MATCHED == matched.stdout.decode()
        assert "\n1231,Burlöv,Burlövs kommun," in exported.stdout.decode()


class TestNamesOfFiles:
    def test_do_not_differ_in_case_alone(self) -> None:
        folded = [str(path).casefold() for path in FILES]

        assert 50 < len(folded)
        assert len(folded) == len(set(folded))

    def test_are_none_that_windows_reserves(self) -> None:
        for path in FILES:
            for part in path.parts:
                assert part.split(".")[0].casefold() not in RESERVED

    def test_have_letters_that_every_system_keeps_as_they_are(self) -> None:
        for path in FILES:
            for part in path.parts:
                assert re.fullmatch(r"[A-Za-z0-9_.-]*[A-Za-z0-9_-]", part), path

    def test_are_short_enough_for_260_characters_in_all(self) -> None:
        assert 80 > max(len(str(path)) for path in FILES)


class TestDecomposedNames:
    """As macOS has them: ö is an o and two dots."""

    def test_are_found(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert "Malmo\u0308" == decomposed("Malmö") != "Malmö"

        assert "1280" == malmolund.municipalities[decomposed("Malmö")].code
        assert ["1267"] == malmolund.codes([decomposed("Höörs kommun")])
        assert 0 == main([decomposed("Malmö")])
        assert capsys.readouterr().out.startswith("Municipality 1280 Malmö\n")

    @pytest.mark.parametrize("asked", ["Län och ö", decomposed("Län och ö")])
    @pytest.mark.parametrize("written", ["Län och ö", decomposed("Län och ö")])
    def test_may_be_those_of_columns_and_files(
        self, tmp_path: Path, asked: str, written: str
    ) -> None:
        file = tmp_path / decomposed("kommuner på ö.csv")
        file.write_text(f"{written}\nLund\n", encoding="utf-8")
        output = tmp_path / decomposed("färdig.csv")

        assert 0 == main(
            ["match", str(file), "--column", asked, "--output", str(output)]
        )
        assert (
            f"{written},municipality_code\nLund,1281\n".encode() == output.read_bytes()
        )

    def test_two_columns_that_differ_in_composition_alone_are_told_apart(
        self, tmp_path: Path
    ) -> None:
        file = tmp_path / "in.csv"
        file.write_text(f"{decomposed('Ö')},Ö\nLund,Malmö\n", encoding="utf-8")

        assert 0 == main(["match", str(file), "--column", "Ö", "--output", str(file)])
        assert file.read_text(encoding="utf-8").endswith("\nLund,Malmö,1280\n")

    def test_may_be_those_of_a_data_folder(
        self, folder: DataFolder, tmp_path: Path
    ) -> None:
        path = folder.path.rename(tmp_path / decomposed("data för Skåne"))

        assert 12 == len(malmolund.load(path).municipalities)


class TestLineEndsOfWindows:
    def test_change_nothing_in_a_data_folder(self, folder: DataFolder) -> None:
        for file in folder.path.glob("*.json"):
            text = file.read_bytes().replace(b"\n", b"\r\n")
            file.write_bytes(text)

        loaded = folder.load()

        assert b"\r\n" in folder.file("plans").read_bytes()
        assert malmolund.region == loaded.region
        assert list(malmolund.sources) == list(loaded.sources)

    def test_are_kept_in_a_csv_file_and_are_no_part_of_a_value(
        self, tmp_path: Path
    ) -> None:
        file = tmp_path / "in.csv"
        file.write_bytes(b"x,Kommun\r\n1,Lund\r\n2,H\xc3\xb6\xc3\xb6r")

        main(["match", str(file), "--column", "Kommun", "--output", str(file)])

        expected = "x,Kommun,municipality_code\r\n1,Lund,1281\r\n2,Höör,1267\r\n"
        assert expected.encode() == file.read_bytes()

    def test_are_written_on_no_system(self, tmp_path: Path) -> None:
        for words in (["plans"], ["plans", "--format", "json"]):
            file = tmp_path / "out"
            main(["export", *words, "--output", str(file)])

            assert b"\r" not in file.read_bytes()


class TestPaths:
    def test_may_hold_what_is_a_separator_elsewhere(
        self, folder: DataFolder, tmp_path: Path
    ) -> None:
        path = folder.path.rename(tmp_path / r"C\data; a+b, c")

        assert 12 == len(malmolund.load(str(path)).municipalities)
