"""The command `malmolund match`."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from malmolund import _cli
from malmolund._cli import main


if TYPE_CHECKING:
    from pathlib import Path


CSV = "Kommun,Antal\nLunds kommun,1\nHörby,2\nMALMÖ,3\n"
MATCHED = (
    "Kommun,Antal,municipality_code\nLunds kommun,1,1281\nHörby,2,\nMALMÖ,3,1280\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    path.write_bytes(CSV.encode())
    return path


def run(*words: object) -> int:
    return main(["match", *map(str, words)])


def refusal(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    with pytest.raises(SystemExit) as caught:
        run(*words)

    assert 2 == caught.value.code
    out, err = capsys.readouterr()
    assert "" == out
    return err


class TestWhatIsWritten:
    def test_the_codes_are_a_further_column(
        self, file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert 0 == run(file, "--column", "Kommun")
        out, err = capsys.readouterr()

        assert MATCHED == out
        assert "3 values\nmember: 2\n" in err

    def test_a_file_is_written_where_one_is_named(
        self, file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        output = file.with_name("out.csv")

        assert 0 == run(file, "--column", "Kommun", "--output", output)
        assert MATCHED.encode() == output.read_bytes()
        assert "" == capsys.readouterr().out
        assert [file, output] == sorted(file.parent.iterdir())

    def test_the_input_may_be_the_output(self, file: Path) -> None:
        assert 0 == run(file, "--column", "Kommun", "--output", file)
        assert MATCHED.encode() == file.read_bytes()

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    @pytest.mark.parametrize("line_end", ["\n", "\r\n"])
    def test_encoding_delimiter_and_line_ends_are_found(
        self, file: Path, encoding: str, delimiter: str, line_end: str
    ) -> None:
        def written(text: str) -> str:
            return text.replace(",", delimiter).replace("\n", line_end)

        file.write_bytes(written(CSV).encode(encoding))

        assert 0 == run(file, "--column", "Kommun", "--output", file)
        assert written(MATCHED).encode() == file.read_bytes()

    def test_a_delimiter_in_quotation_marks_parts_nothing(self, file: Path) -> None:
        file.write_text('"a, b";"Kommun"\n"1, 2";"Lund"\n', encoding="utf-8")

        run(file, "--column", "Kommun", "--output", file)

        rows = [["a, b", "Kommun", "municipality_code"], ["1, 2", "Lund", "1281"]]
        text = io.StringIO(file.read_text(encoding="utf-8"))
        assert rows == list(csv.reader(text, delimiter=";"))

    def test_cells_with_line_ends_and_quotation_marks_survive(self, file: Path) -> None:
        cells = ["Lund", 'a "b"\nc, d']
        with file.open("w", encoding="utf-8", newline="") as opened:
            csv.writer(opened).writerows([["Kommun", "x"], cells])

        run(file, "--column", "Kommun", "--output", file)

        with file.open(encoding="utf-8", newline="") as opened:
            assert [*cells, "1281"] == list(csv.reader(opened))[1]

    def test_short_long_and_empty_rows_keep_all_they_have(self, file: Path) -> None:
        file.write_text("x,Kommun\n1\n\n2,Lund,more\n", encoding="utf-8")

        run(file, "--column", "Kommun", "--output", file)

        assert (
            "x,Kommun,municipality_code\n1,,\n\n2,Lund,1281,more\n"
            == file.read_text(encoding="utf-8")
        )

    def test_a_column_without_a_name_can_be_named(self, file: Path) -> None:
        file.write_text('"",x\nLUND,1\n', encoding="utf-8")

        run(file, "--column", "", "--output", file)

        assert file.read_text(encoding="utf-8").endswith("LUND,1,1281\n")

    def test_a_cell_of_ten_million_characters_is_read(self, file: Path) -> None:
        usual = csv.field_size_limit()
        file.write_text(f"Kommun,x\nLund,{'y' * 10**7}\n", encoding="utf-8")

        run(file, "--column", "Kommun", "--output", file)

        assert file.read_text(encoding="utf-8").endswith("y,1281\n")
        assert usual == csv.field_size_limit()

    def test_standard_output_may_be_something_that_knows_no_encoding(
        self, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        output = io.StringIO()
        monkeypatch.setattr(sys, "stdout", output)

        run(file, "--column", "Kommun")

        assert MATCHED == output.getvalue()

    def test_a_value_that_comes_again_has_the_same_code(
        self, file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file.write_text("Kommun\nLund\nLund\n", encoding="utf-8")

        run(file, "--column", "Kommun", "--output", file)

        assert file.read_text(encoding="utf-8").endswith("\nLund,1281\nLund,1281\n")
        assert "1281 Lund: 2, as 'Lund' (2 x)" in capsys.readouterr().err


class TestStatus:
    def test_an_unknown_value_is_an_error_where_that_is_asked_for(
        self, file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file.write_text("Kommun\nLnud\nLund\n", encoding="utf-8")

        assert 1 == run(file, "--column", "Kommun", "--strict")
        out, err = capsys.readouterr()
        assert "Kommun,municipality_code\nLnud,\nLund,1281\n" == out
        assert "'Lnud' (1 x), closest: 'Lund'" in err

    def test_an_unknown_value_is_no_error_otherwise(self, file: Path) -> None:
        file.write_text("Kommun\nLnud\n", encoding="utf-8")

        assert 0 == run(file, "--column", "Kommun")

    def test_places_elsewhere_and_gaps_are_never_an_error(self, file: Path) -> None:
        file.write_text("Kommun,x\nHörby,\n,\n", encoding="utf-8")

        assert 0 == run(file, "--column", "Kommun", "--strict")


class TestRefusals:
    def test_a_missing_column_names_those_there_are(
        self, file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        err = refusal(capsys, file, "--column", "Komun")

        assert "no column 'Komun'; the columns are: 'Kommun', 'Antal'" in err

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"", "expected the names of the columns"),
            (b'"Kommun', "expected the names of the columns"),
            (b"Kommun,municipality_code\n", "there is a column 'municipality_code'"),
            (b"Kommun,Kommun\n", "2 columns are called 'Kommun'"),
            (CSV.encode("utf-16"), "UTF-16"),
            (b"Kommun\n\x81\n", "neither in UTF-8 nor in cp1252"),
            (b'Kommun\nLund\n"Malm', "line 3: unexpected end of data"),
        ],
    )
    def test_a_file_that_cannot_be_matched_is_left_alone(
        self,
        file: Path,
        capsys: pytest.CaptureFixture[str],
        content: bytes,
        reason: str,
    ) -> None:
        file.write_bytes(content)

        assert reason in refusal(
            capsys, file, "--column", "Kommun", "--output", file.with_name("out.csv")
        )
        assert content == file.read_bytes()
        assert [file] == list(file.parent.iterdir())

    def test_a_missing_file_is_named(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        err = refusal(capsys, tmp_path / "none.csv", "--column", "x")

        assert f"malmolund: {tmp_path / 'none.csv'}: No such file" in err

    def test_what_is_no_file_is_neither_read_nor_replaced(
        self, file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folder = file.parent

        assert "expected a file" in refusal(capsys, folder, "--column", "x")
        assert "is no file" in refusal(
            capsys, file, "--column", "Kommun", "--output", folder
        )

    def test_a_reader_that_has_had_enough_is_no_error(self, file: Path) -> None:
        file.write_text("Kommun\n" + "Lund\n" * 100_000, encoding="utf-8")
        read, write = os.pipe()
        os.close(read)

        done = subprocess.run(
            [sys.executable, "-m", "malmolund", "match", file, "--column", "Kommun"],
            stdout=write,
            stderr=subprocess.PIPE,
            check=False,
        )
        os.close(write)

        assert (141, b"") == (done.returncode, done.stderr)


class TestLongFiles:
    def test_memory_does_not_grow_with_the_file(
        self, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(_cli, "_DISTINCT", 100)

        def peak(rows: int) -> int:
            with file.open("w", encoding="utf-8") as opened:
                opened.write("Kommun\n")
                opened.writelines(f"x{row}\n" for row in range(rows))
            tracemalloc.start()
            run(file, "--column", "Kommun", "--output", file)
            used = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            return used

        peak(10)

        assert peak(40_000) < 1.3 * peak(10_000)

    def test_values_beyond_those_kept_are_still_counted(
        self,
        file: Path,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(_cli, "_DISTINCT", 1)
        names = ["a", "b", "b", "LUND", "Lund", "Hörby", " ", "x" * 300, "y"]
        file.write_text(
            "Kommun,x\n" + "".join(f"{n},\n" for n in names), encoding="utf-8"
        )

        assert 1 == run(file, "--column", "Kommun", "--strict")
        _, err = capsys.readouterr()
        assert "9 values\nmember: 2\n  1281 Lund: 2" in err
        assert "same county: 1\n  1266 Hörby: 1" in err
        assert "not recognised: 5\n  'a' (1 x)\n" in err
        assert "and others that are not listed (4 x)\nmissing: 1\n" in err

    def test_progress_is_shown_on_a_terminal(
        self, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Terminal(io.StringIO):
            def isatty(self) -> bool:
                return True

        terminal = Terminal()
        monkeypatch.setattr(_cli, "_LARGE", 1)
        monkeypatch.setattr(sys, "stderr", terminal)

        run(file, "--column", "Kommun", "--output", file)

        assert terminal.getvalue().startswith("\r100%\r    \r3 values\n")


class TestTheStatus:
    def test_is_one_more_column(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        source = tmp_path / "in.csv"
        source.write_text("Kommun\nLund\nHörby\nFalu kommun\nSkåne\nLnud\n \n", "utf-8")

        assert 0 == run(source, "--column", "Kommun", "--status", "what")

        assert (
            "Kommun,municipality_code,what\n"
            "Lund,1281,member\n"
            "Hörby,,same county\n"
            "Falu kommun,,rest of Sweden\n"
            "Skåne,,total\n"
            "Lnud,,not recognised\n"
            " ,,\n"
        ) == capsys.readouterr().out

    def test_may_not_be_called_as_another_column(
        self, file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for name in ("Kommun", "municipality_code"):
            message = refusal(capsys, file, "--column", "Kommun", "--status", name)

            assert f"there is a column {name!r} already" in message

    def test_of_values_beyond_what_is_kept_is_told_too(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        monkeypatch.setattr(_cli, "_DISTINCT", 0)
        source = tmp_path / "in.csv"
        source.write_text("Kommun\nHörby\nLnud\n", "utf-8")

        run(source, "--column", "Kommun", "--status", "what")

        assert "Hörby,,same county\nLnud,,not recognised\n" in capsys.readouterr().out
