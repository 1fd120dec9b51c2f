"""The command line: at a glance, one record, a table to take away."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import malmolund
from malmolund import _cli
from malmolund._cli import TABLES, main


if TYPE_CHECKING:
    from conftest import Python


RUN = ("-m", "malmolund")
GLANCE = """\
MalmöLundregionen (The MalmöLund Region)
cooperation of 12 municipalities, https://www.malmolundregionen.se/

purpose         A common platform for strategic questions that concern the whole region:
                the municipalities work out common strategies, answer together what is
                referred to them, and make everyday life across municipal borders easier
                for residents and companies. By having a say outwards and working
                together inwards they want to make the region more attractive.
goal            In 2035 the region is to be a sustainable and connected metropolitan
                region with the best living environment and business climate in Sweden.
decisions       Decisions are taken by consensus, and all members have the same
                influence.
participation   Voluntary; a municipality need not join every project.
bodies          the group of chief executives, the business group, the secretariat, the
                board, the comprehensive planning group
attested until  2024-02-02

Verksamhetsplan 2019-2023 (operational plan), adopted 2019-05-21 by the board
(styrelsen) of MalmöLundregionen
  Digitalisering                      digitalisation                       new
  Framtida kompetensförsörjning       future skills supply                 goes on
  Fysisk planering och infrastruktur  spatial planning and infrastructure  goes on
  Miljö och klimat                    environment and climate              new
  Näringsliv                          business and industry                goes on

code  name          seat          people 2025       km²  people/km²  member
1231  Burlöv        Arlöv              20 444     18.90     1 081.7  \
since 2012-08-31 or before
"""
PLAN = """\
Verksamhetsplan 2019-2023 (Operational plan 2019-2023)

adopted   2019-05-21 by the board (styrelsen) of MalmöLundregionen
years     2019 to 2023
replaces  Handlingsprogram för MalmöLundregionen (2012)

Goal
  The goal of the region for 2035. It takes in stronger links to the outside world, a
  role as a sustainable region of transit and logistics, well developed public
  transport, and housing and labour markets in balance.

Principles
  - The cooperation is there for residents and business.
  - It pursues common questions that speed up an economically, ecologically and socially
    sustainable development.
  - Every municipality takes responsibility and commits itself. Not all need to take
    part in everything, but all are to benefit.

Focus areas
  Digitalisering                      digitalisation                       new
  Framtida kompetensförsörjning       future skills supply                 goes on
  Fysisk planering och infrastruktur  spatial planning and infrastructure  goes on
  Miljö och klimat                    environment and climate              new
  Näringsliv                          business and industry                goes on

What is open, and what other sources say
  - end year: 2023 (MalmöLundregionen, Lunds kommun). An article and a press release of
    May 2019 agree: they speak of the next five years. No plan for later years was
    found.
  - end year: 2020 (Malmö stad). This overview page alone gives 2019-2020; most likely a
    slip.
  - principles: these three, and more (Lunds kommun). The list goes on in the source,
    but the archived copy breaks off after the third.
  - replaces: 2012 (MalmöLundregionen, Svedala kommun). Of two copies of one page, the
    older calls the programme of 2012 the main document, the newer this plan.
  - focus areas: five, two of them new (Malmö stad, Lunds kommun). What is to be reached
    within each of them is in no text that could be read.

sources: mlr_plan, mlr_omoss_new, lund_mlr, malmo_article, skurup_press, mlr_omoss_old,
  svedala_mlr
"""
ROWS = {
    "bodies": 5,
    "indicators": 6,
    "figures": 936,
    "borders": 24,
    "focus_areas": 6,
    "memberships": 84,
    "municipalities": 12,
    "plans": 2,
    "population": 192,
    "regions": 4,
    "areas": 312,
    "sources": 63,
}


def from_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


class TestAtAGlance:
    def test_is_the_main_job(self, python: Python) -> None:
        printed = python.output(*RUN, PYTHONIOENCODING="utf-8")

        assert printed.startswith(GLANCE)
        assert " \n" not in printed
        assert (
            "1264  Skurup        Skurup             17 139    193.42        88.6  "
            "since 2017-03-28 at the earliest, 2019-05-21 at the latest\n"
        ) in printed
        assert (
            "      total                           784 412  2 520.70       311.2\n"
        ) in printed
        assert printed.endswith(
            "\nData of 2026-11-26. Sources: malmolund export sources\n"
        )

    def test_may_be_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert 0 == main(["--json"])

        printed = json.loads(capsys.readouterr().out)
        assert ["data_version", "region", "plans", "municipalities"] == list(printed)
        assert "2026-11-26" == printed["data_version"]
        assert 784_412 == printed["region"]["population"]["2025"]
        assert ["2012", "2019-2023"] == [plan["id"] for plan in printed["plans"]]
        assert 12 == len(printed["municipalities"])


class TestOneRecord:
    @pytest.mark.parametrize(
        ("words", "first"),
        [
            (["Lund"], "Municipality 1281 Lund"),
            (["1281"], "Municipality 1281 Lund"),
            (["lunds", "kommun"], "Municipality 1281 Lund"),
            (["malmo"], "Municipality 1280 Malmö"),
            (["2019-2023"], "Verksamhetsplan 2019-2023 (Operational plan 2019-2023)"),
            (["styrelsen"], "Body styrelsen"),
            (["kommunal", "skattesats"], "Indicator municipal_tax_rate"),
            (["Miljö", "och", "klimat"], "FocusArea miljo-klimat"),
            (["MLR"], "Region malmolundregionen"),
            (["Skåne län"], "Region skane"),
        ],
    )
    def test_is_found_in_any_form(
        self, words: list[str], first: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert 0 == main(words)

        assert first == capsys.readouterr().out.splitlines()[0]

    def test_has_a_value_a_line(self, capsys: pytest.CaptureFixture[str]) -> None:
        main(["Lund"])

        lines = capsys.readouterr().out.splitlines()
        assert "  code                 1281" in lines
        assert "  population           132333" in lines
        assert "  population_year      2025" in lines
        assert "  neighbours           1230;1261;1262;1263;1264;1285" in lines
        (sources,) = (line for line in lines if line.startswith("  sources: "))
        assert sources.startswith("  sources: scb_codes, ")

    def test_shows_what_sources_say_against_it(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        main(["Malmö"])

        assert (
            "  official_name: Malmö stad (Swedish Wikipedia, Scots Wikipedia). What "
            "the municipality\n    calls itself, and what the city municipality until "
            "1970 was called.\n"
        ) in capsys.readouterr().out

    def test_of_a_plan_is_a_page(self, capsys: pytest.CaptureFixture[str]) -> None:
        main(["2019-2023"])

        assert PLAN == capsys.readouterr().out

    def test_of_a_plan_says_what_was_inferred_and_what_no_source_says(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        main(["2012"])

        printed = capsys.readouterr().out
        assert (
            "adopted   2012-01-24 (inferred) by MalmöLundregionen\n"
            "years     2012 to 2019 (inferred)\n"
            "replaces  no source says\n"
            "\n"
            "Goal\n"
            "  no source says\n"
            "\n"
            "Principles\n"
            "  no source says\n"
        ) in printed
        assert (
            "  Näringsliv                          business and industry\n" in printed
        )

    def test_wraps_long_texts(self, capsys: pytest.CaptureFixture[str]) -> None:
        for key in ("MLR", "styrelsen", "2012", "Utsläpp av växthusgaser"):
            main([key])

        lines = capsys.readouterr().out.splitlines()
        # But for five ids in one cell.
        assert 1 == sum(len(line) > 88 for line in lines)
        assert 60 < len(lines)

    def test_leaves_a_value_that_is_not_known_empty(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        main(["skane"])

        lines = capsys.readouterr().out.splitlines()
        for name in ("website", "goal_en", "municipalities", "land_area_km2"):
            assert f"  {name}" in lines
        assert "  population        1433082" in lines

    @pytest.mark.parametrize("words", [["--json", "Lund"], ["Lund", "--json"]])
    def test_may_be_json(
        self, words: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert 0 == main(words)

        printed = capsys.readouterr().out
        lund = malmolund.municipalities["Lund"].to_dict()
        assert json.loads(json.dumps(lund)) == json.loads(printed)
        assert "Malmö" in _json_of("Malmö", capsys)

    @pytest.mark.parametrize(
        ("words", "advice"),
        [
            (["Mallmö"], "Closest known forms: 'Malmö', '1280 Malmö', "),
            (["Hörby"], "1266 Hörby is a municipality in the same county. "),
            (["Arlöv"], "Arlöv is the seat of 1231 Burlöv. "),
            (["xyzzy"], ""),
            ([""], ""),
        ],
    )
    def test_that_is_not_known_is_status_2_with_advice(
        self, words: list[str], advice: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit) as caught:
            main(words)

        printed = capsys.readouterr()
        assert 2 == caught.value.code
        assert "" == printed.out
        assert printed.err.startswith(
            f"malmolund: nothing is known as {words[0]!r}. {advice}"
        )
        assert printed.err.endswith("See malmolund --help.\n")

    def test_that_is_not_known_is_no_traceback(self, python: Python) -> None:
        done = python(*RUN, "Hörby", PYTHONIOENCODING="utf-8")

        assert (2, "") == (done.returncode, done.stdout)
        assert 1 == len(done.stderr.splitlines())


def _json_of(key: str, capsys: pytest.CaptureFixture[str]) -> str:
    main([key, "--json"])
    return capsys.readouterr().out


class TestOptions:
    @pytest.mark.parametrize("words", [["--help"], ["export", "--help"]])
    def test_help_is_printed(
        self, words: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit) as caught:
            main(words)

        assert 0 == caught.value.code
        assert capsys.readouterr().out.startswith("usage: malmolund")

    def test_an_interruption_ends_it_quietly(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def interrupted(_words: list[str]) -> int:
            raise KeyboardInterrupt

        monkeypatch.setitem(_cli._COMMANDS, "match", interrupted)

        assert 130 == main(["match"])
        assert ("", "") == capsys.readouterr()

    def test_the_version_is_that_of_code_and_data(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert 0 == main(["--version"])
        assert (
            f"malmolund {malmolund.__version__}, data of 2026-11-26\n"
        ) == capsys.readouterr().out

    @pytest.mark.parametrize(
        "words",
        [
            ["--nope"],
            ["export"],
            ["export", "nothing"],
            ["export", "plans", "--format", "xml"],
            ["export", "plans", "extra"],
        ],
    )
    def test_a_wrong_one_is_status_2(
        self, words: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit) as caught:
            main(words)

        assert 2 == caught.value.code
        assert "" == capsys.readouterr().out


class TestExport:
    def test_has_every_table(self) -> None:
        assert {*ROWS, "spellings"} == set(TABLES)

    def test_has_all_spellings_with_code_and_status(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert 0 == main(["export", "spellings"])
        rows = {row["form"]: row for row in from_csv(capsys.readouterr().out)}
        assert 0 == main(["export", "spellings", "--format", "json"])
        objects = json.loads(capsys.readouterr().out)

        assert list(rows.values()) == objects
        assert list(rows) == sorted(rows)
        said = {form: (row["code"], row["status"]) for form, row in rows.items()}
        assert ("1281", "member") == said["lunds kommun"] == said["lunds-kommun"]
        assert ("1280", "member") == said["malmoe stad"] == said["1280: malmö"]
        assert ("1266", "same county") == said["hörby"] == said["horby kommun"]
        assert ("2080", "rest of Sweden") == said["falu kommun"]
        assert ("12", "total") == said["skåne"] == said["12 skåne län"]
        assert ("stormalmo", "total") == said["stormalmö"]
        assert "habo-kommun" not in said

    @pytest.mark.parametrize(("table", "count"), ROWS.items())
    def test_has_a_row_or_an_object_a_record(
        self, table: str, count: int, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert 0 == main(["export", table])
        rows = from_csv(capsys.readouterr().out)
        assert 0 == main(["export", table, "--format", "json"])
        objects = json.loads(capsys.readouterr().out)

        assert count == len(rows) == len(objects)
        assert all(row["sources"] for row in rows)
        assert all(None not in row and None not in row.values() for row in rows)
        assert 1 == len({tuple(one) for one in objects})

    def test_to_csv_keeps_codes_as_text_and_one_value_a_cell(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        main(["export", "municipalities", "--format", "csv"])

        rows = {row["name"]: row for row in from_csv(capsys.readouterr().out)}
        assert set(malmolund.region.codes) == {row["code"] for row in rows.values()}
        assert {
            *{"code": "1281", "county_code": "12"}.items(),
            *{"population": "132333", "population_year": "2025"}.items(),
        } < rows["Lund"].items()
        assert "1230;1262;1280" == rows["Burlöv"]["neighbours"]

    @pytest.mark.parametrize(
        ("table", "column", "first"),
        [
            ("memberships", "region", "la-malmo-lund"),
            ("bodies", "region", "malmolundregionen"),
            ("borders", "from", "1231"),
        ],
    )
    def test_of_a_helper_says_what_it_belongs_to(
        self, table: str, column: str, first: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        main(["export", table])
        rows = from_csv(capsys.readouterr().out)
        main(["export", table, "--format", "json"])
        objects = json.loads(capsys.readouterr().out)

        assert first == rows[0][column] == objects[0][column]
        assert [row[column] for row in rows] == [row[column] for row in objects]
        if table == "borders":  # each once
            assert all(row["from"] < row["code"] for row in rows)

    @pytest.mark.parametrize("form", ["csv", "json"])
    def test_to_a_file_is_the_same_and_utf_8(
        self, form: str, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
    ) -> None:
        file = tmp_path / "åäö.out"
        file.write_text("before")
        words = ["export", "municipalities", "--format", form]

        assert 0 == main([*words, "--output", str(file)])
        assert b"" == capsysbinary.readouterr().out
        assert 0 == main(words)
        assert capsysbinary.readouterr().out == file.read_bytes()
        assert "Malmö" in file.read_text(encoding="utf-8")
        assert [file] == list(tmp_path.iterdir())


class TestAFileThatCannotBeWritten:
    @pytest.mark.parametrize("place", ["nothing/out.csv", "", ".", "/", "file/out.csv"])
    def test_is_status_2_and_one_line(
        self,
        place: str,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "file").write_text("before")

        with pytest.raises(SystemExit) as caught:
            main(["export", "plans", "--output", place])

        printed = capsys.readouterr()
        assert 2 == caught.value.code
        assert printed.err.startswith("malmolund: cannot write ")
        assert 1 == len(printed.err.splitlines())
        assert [tmp_path / "file"] == list(tmp_path.iterdir())

    def test_is_a_folder_and_stays_one(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "out").mkdir()

        with pytest.raises(SystemExit):
            main(["export", "plans", "--output", str(tmp_path / "out")])

        assert "it is there already, and is no file" in capsys.readouterr().err
        assert [tmp_path / "out"] == list(tmp_path.iterdir())

    def test_is_left_as_it_was(self, python: Python, tmp_path: Path) -> None:
        pytest.importorskip("resource")
        file = tmp_path / "out.csv"
        file.write_text("before")
        code = (
            "import resource, sys; from malmolund._cli import main; "
            "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)); "
            f"main(['export', 'sources', '--output', {str(file)!r}])"
        )

        done = python("-B", "-c", code, measured=False)

        assert (2, "") == (done.returncode, done.stdout)
        assert f"malmolund: cannot write {file}: File too large\n" == done.stderr
        assert "before" == file.read_text()
        assert [file] == list(tmp_path.iterdir())


class TestAReaderThatHasEnough:
    def start(self, python: Python, *words: str, to: int) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *RUN, *words],
            env=python.environment(PYTHONIOENCODING="utf-8"),
            stdout=to,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    @pytest.mark.parametrize(
        "words", [[], ["Lund"], ["--json"], ["export", "population"]], ids=" ".join
    )
    def test_sees_no_traceback(self, python: Python, words: list[str]) -> None:
        reader, writer = os.pipe()
        os.close(reader)
        with self.start(python, *words, to=writer) as process:
            os.close(writer)
            _, complaint = process.communicate(timeout=60)

        assert (141, "") == (process.returncode, complaint)

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
    def test_says_that_there_is_no_room_for_its_output(self) -> None:
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(
                [sys.executable, "-m", "malmolund"],
                stdout=full,
                stderr=subprocess.PIPE,
                check=False,
            )

        expected = b"malmolund: cannot write: No space left on device"
        assert (1, expected) == (done.returncode, done.stderr.strip())


class TestTerminals:
    @pytest.mark.parametrize("words", [[], ["1280"]], ids=["glance", "record"])
    @pytest.mark.parametrize(
        "variables",
        [
            {"PYTHONIOENCODING": "ascii"},
            {"PYTHONIOENCODING": "cp1252"},
            {"PYTHONIOENCODING": "cp437:strict"},
            {"LC_ALL": "C"},
            {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
            {"LC_ALL": "POSIX", "PYTHONUTF8": "0"},
        ],
        ids=str,
    )
    def test_without_utf_8_do_not_crash_it(
        self, python: Python, words: list[str], variables: dict[str, str]
    ) -> None:
        done = subprocess.run(
            [sys.executable, *RUN, *words],
            env=python.environment() | variables,
            capture_output=True,
            check=False,
            timeout=60,
        )

        assert (0, b"") == (done.returncode, done.stderr)
        assert b"Malm" in done.stdout

    def test_without_utf_8_are_given_advice_too(self, python: Python) -> None:
        done = python(*RUN, "Mallm", PYTHONIOENCODING="ascii")

        assert 2 == done.returncode
        assert "Closest known forms: 'Malm\\xf6'" in done.stderr

    @pytest.mark.parametrize("words", [[], ["--json"], ["export", "plans"]])
    def test_that_cannot_be_reconfigured_are_written_to(
        self, words: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        out: Any = io.StringIO()
        monkeypatch.setattr(sys, "stdout", out)

        assert 0 == main(words)
        assert "Malmö" in out.getvalue()
