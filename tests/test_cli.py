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
                the municipalities work out common strategies, respond jointly to
                consultations, and make everyday life across municipal borders easier
                for residents and companies. By exerting influence outside the region
                and working together within it, they want to make it more attractive.
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
        def interrupted(*_: object) -> int:
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


class TestExportForExcel:
    def test_has_semicolons_decimal_commas_and_a_byte_order_mark(
        self, capsysbinary: pytest.CaptureFixture[bytes]
    ) -> None:
        assert 0 == main(["export", "borders", "--excel-sv"])

        lines = capsysbinary.readouterr().out.splitlines()
        assert b"\xef\xbb\xbffrom;code;kind;land_km;total_km;sources" == lines[0]
        assert lines[1].startswith(b"1231;1262;land;5,5;7,9;")

    def test_changes_nothing_else(self, capsys: pytest.CaptureFixture[str]) -> None:
        main(["export", "municipalities"])
        usual = list(csv.reader(io.StringIO(capsys.readouterr().out)))
        main(["export", "municipalities", "--excel-sv"])
        swedish = capsys.readouterr().out.removeprefix("\ufeff")
        found = list(csv.reader(io.StringIO(swedish), delimiter=";"))
        decimals = [
            usual[0].index(n) for n in ("latitude", "longitude", "land_area_km2")
        ]

        assert len(usual) == len(found) == 13
        assert usual[0] == found[0]
        for row, other in zip(usual[1:], found[1:], strict=True):
            for position in decimals:
                row[position] = row[position].replace(".", ",")
            assert row == other

    @pytest.mark.parametrize("table", ["plans", "boundaries"])
    def test_is_no_json(self, table: str, capsys: pytest.CaptureFixture[str]) -> None:
        form = "geojson" if table == "boundaries" else "json"

        with pytest.raises(SystemExit) as caught:
            main(["export", table, "--excel-sv", "--format", form])

        assert 2 == caught.value.code
        assert "--excel-sv is CSV; leave --format out" in capsys.readouterr().err


class TestSwedish:
    def test_is_spoken_at_a_glance(self, python: Python) -> None:
        printed = python.output(*RUN, "--lang", "sv", PYTHONIOENCODING="utf-8")

        assert printed.startswith(
            "MalmöLundregionen\n"
            "samarbete mellan 12 kommuner, https://www.malmolundregionen.se/\n\n"
            "syfte        En gemensam plattform för strategiska frågor"
        )
        assert "\nbelagt till  2 februari 2024\n" in printed
        assert (
            "\nVerksamhetsplan 2019-2023 (verksamhetsplan), antogs 21 maj 2019 av "
            "MalmöLundregionens\nstyrelse\n"
            "  Digitalisering                      nytt\n"
            "  Framtida kompetensförsörjning       fortsätter\n"
        ) in printed
        assert (
            "1264  Skurup        Skurup               17 139    193,42          88,6  "
            "sedan tidigast 2017-03-28, senast 2019-05-21\n"
        ) in printed
        assert (
            "      summa                             784 412  2 520,70         311,2\n"
        ) in printed
        assert "\nData från 2026-11-26. Källor: malmolund export sources\n" in printed

    def test_is_spoken_of_a_record(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert 0 == main(["--lang=sv", "Lund"])

        lines = capsys.readouterr().out.splitlines()
        assert "Kommun 1281 Lund" == lines[0]
        assert "  landareal, km²       426,84" in lines
        assert "  folkmängd            132 333" in lines
        assert "  GeoNames             2693555" in lines
        assert "  andra namn" in lines
        assert not any("engelska" in line for line in lines)
        assert any(line.startswith("  källor: scb_codes, ") for line in lines)

    def test_is_spoken_of_a_plan(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert 0 == main(["2019-2023", "--lang", "sv"])

        printed = capsys.readouterr().out
        assert printed.startswith(
            "Verksamhetsplan 2019-2023\n\n"
            "antagen   21 maj 2019 av MalmöLundregionens styrelse\n"
            "år        2019\N{EN DASH}2023\n"
            "ersätter  Handlingsprogram för MalmöLundregionen (2012)\n\n"
            "Mål\n  Regionens mål för 2035."
        )
        assert "\nPrinciper\n  - Samarbetet finns till för invånarna och" in printed
        assert "\n  - slutår: 2020 (Malmö stad). " in printed

    def test_is_spoken_of_what_is_not_known_of_a_plan(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert 0 == main(["2012", "--lang", "sv"])

        printed = capsys.readouterr().out
        assert "antagen   24 januari 2012 (härlett) av " in printed
        assert "ersätter  ingen källa säger det\n" in printed
        assert "\nPrinciper\n  ingen källa säger det\n" in printed

    def test_is_spoken_of_texts_and_lists(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert 0 == main(["MLR", "--lang", "sv"])

        lines = capsys.readouterr().out.splitlines()
        assert "Region malmolundregionen" == lines[0]
        assert any(line.endswith(" samarbete") for line in lines)
        assert any(line.startswith("  syfte ") for line in lines)
        assert any("1230, 1231, 1233, " in line for line in lines)

    @pytest.mark.parametrize(
        ("key", "told"),
        [
            ("Mallmö", "Närmast kända former: 'Malmö', "),
            ("Hörby", "1266 Hörby är en kommun i samma län. Se "),
            ("Falun", "2080 Falun är en kommun i övriga Sverige. Se "),
            ("Arlöv", "Arlöv är centralort i 1231 Burlöv. Se "),
            ("Kalmar län", "08 Kalmar län är namnet på ett län. Se "),
            ("Sverige", "00 Riket är namnet på ett land. Se "),
            ("xyzzy", "Se malmolund --help.\n"),
        ],
    )
    def test_is_spoken_of_what_is_not_known(
        self, key: str, told: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit) as caught:
            main([key, "--lang", "sv"])

        assert 2 == caught.value.code
        assert capsys.readouterr().err.startswith(
            f"malmolund: hittar ingenting som heter {key!r}. {told}"
        )

    def test_is_spoken_of_a_column(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = tmp_path / "a.csv"
        file.write_text("Kommun;n\nLund;1\nHörby;2\nArlöv;3\nLnud;4\n;5\n", "utf-8")

        assert 0 == main(["match", str(file), "--column", "Kommun", "--lang", "sv"])
        printed = capsys.readouterr()
        # What others go on with is not translated.
        assert printed.out.startswith("Kommun;n;municipality_code\n")
        assert printed.err.startswith(
            "5 värden\n"
            "medlem: 1\n"
            "  1281 Lund: 1, som 'Lund' (1 x)\n"
            "samma län: 1\n"
            "  1266 Hörby: 1, som 'Hörby' (1 x)\n"
            "övriga Sverige: 0\n"
            "summa: 0\n"
            "känns inte igen: 2\n"
            "  'Arlöv' (1 x), Arlöv är centralort i 1231 Burlöv.\n"
            "  'Lnud' (1 x), närmast: 'Lund'\n"
            "saknas: 1\n"
            "medlemmar som aldrig förekommer: 1231 Burlöv, "
        )

    @pytest.mark.parametrize(
        ("content", "words", "told"),
        [
            (b"a,b\n", "c", "kolumnernas namn skulle stå på rad 1, men där finns "),
            (b"x\na,b\n", "a", "Rad 2 har det namnet: ange --header 2"),
            (b"", "a", "kolumnerna är: inga. Om namnen står på en annan rad, ange "),
            (b"a,a,a\n", "a", "ange --column 1 eller --column 2 eller --column 3"),
            (b"a,b\n", "a --name b", "det finns redan en kolumn 'b'; ange ett annat"),
            (b'a\n"x"y\n', "a", "; inom citattecken skrivs ett som hör till cellen"),
            (b"%PDF-1", "a", "det är ingen CSV-fil utan en PDF; kopiera tabellen "),
            (b"\xff\xfea\0", "a", "den är i UTF-16; ange --encoding utf-16"),
            (
                "ö\n".encode() + b"\xe4",
                "ö",
                "men rad 2 har byten 0xe4 (byte 4 i filen) ",
            ),
            (b"a\xe4", "a --encoding ascii", "ange med --encoding vad filen är i"),
        ],
    )
    def test_is_spoken_of_a_file_that_cannot_be_matched(
        self,
        content: bytes,
        words: str,
        told: str,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        file = tmp_path / "a.csv"
        file.write_bytes(content)

        with pytest.raises(SystemExit):
            main(["match", str(file), "--lang", "sv", "--column", *words.split()])

        printed = capsys.readouterr().err
        assert printed.startswith(f"malmolund: {file}: ")
        assert told in printed

    def test_is_spoken_of_what_cannot_be_written(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit):
            main(["export", "plans", "--lang", "sv", "--output", str(tmp_path)])

        assert (
            f"malmolund: kan inte skriva {tmp_path}: den finns redan, och är ingen fil "
            "utan en mapp\n"
        ) == capsys.readouterr().err

    @pytest.mark.parametrize(
        "words", [["--lang", "da"], ["--lang"], ["Lund", "--lang=x"]]
    )
    def test_is_one_of_two_languages(
        self, words: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit) as caught:
            main(words)

        assert 2 == caught.value.code
        assert "argument --lang: " in capsys.readouterr().err

    def test_is_the_same_for_programs(self, capsys: pytest.CaptureFixture[str]) -> None:
        main(["Lund", "--json"])
        english = capsys.readouterr().out
        main(["Lund", "--json", "--lang", "sv"])

        assert english == capsys.readouterr().out


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
