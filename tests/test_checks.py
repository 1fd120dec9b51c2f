"""The rules for single values: what each takes, up to its bounds, and what it says."""

from __future__ import annotations

import datetime as dt
from typing import Any

import attrs
import pytest

import malmolund
from malmolund import _checks
from malmolund._checks import Check


TODAY = dt.date(2019, 5, 21)

# What a rule expects, what it accepts, and what it refuses though it is near.
RULES: dict[str, tuple[str, list[Any], list[Any]]] = {
    "TEXT": (
        "a text without white space around it, printable and not empty",
        ["a", "å ä", "<b>", "\U0001f600"],
        ["", " a", "a ", "\ta", "a\x00b", "a\nb", "\ud800", "a\u202eb", 1, None],
    ),
    "FLAG": ("true or false", [True, False], [0, 1, None, "true"]),
    "YEAR": (
        "a year, a whole number from 1900 to 2100",
        [1900, 2019, 2100],
        [1899, 2101, 2019.0, True, "2019", None],
    ),
    "CODE": (
        "a municipality code, four digits as a string such as '1281'",
        ["1281", "0012"],
        ["128", "12811", "128a", "128²", "１２８１", 1281, None],
    ),
    "COUNTY": (
        "a county code, two digits as a string such as '12'",
        ["12", "00"],
        ["1", "121", "1a", "1²", "１２", 12, None],
    ),
    "AREA_CODE": (
        "the code of a municipality, a county or the country, '1281', '12' or '00'",
        ["1281", "12", "00"],
        ["", "1", "128", "12811", 12],
    ),
    "FIGURE": (
        "a figure, a number from -1000000000000 to 1000000000000",
        [-(10**12), 0, 21.24, 10**12],
        [10**12 + 1, -(10**12) - 1, float("nan"), True, "21.24", None],
    ),
    "KOLADA_GROUP": (
        "the id of a group in Kolada such as 'G185769'",
        ["G185769", "G1"],
        ["", "G", "185769", "g185769", "G185769 ", "G²", 185769, None],
    ),
    "IDENTIFIER": (
        "an id of a-z, 0-9, '-' and '_'",
        ["a", "2019-2023", "scb_codes", "-a", "_9"],
        ["", "A", "å", "a b", "-", "_", "-_", "a.b", 1, None],
    ),
    "URL": (
        "a web address that starts with https:// or http://",
        ["https://lund.se", "http://lund.se/ö?a=b#c"],
        ["", "lund.se", "ftp://lund.se", "https://a b", " https://a", None, 1],
    ),
    "PEOPLE": (
        "a number of people, a whole number from 0 to 100000000",
        [0, 1, 100_000_000],
        [-1, 100_000_001, 1.0, True, "1", None],
    ),
    "GEONAMES": (
        "a GeoNames id, a whole number from 1 to 100000000000",
        [1, 10**11],
        [0, 10**11 + 1, 1.0, True, "1", None],
    ),
    "LATITUDE": (
        "a latitude in degrees, a number from -90 to 90",
        [-90, 0, 55.7, 90],
        [-90.01, 90.01, float("nan"), True, "1", None],
    ),
    "LONGITUDE": (
        "a longitude in degrees, a number from -180 to 180",
        [-180, 0, 13.2, 180],
        [-180.01, 180.01, float("nan"), True, "1", None],
    ),
    "SQUARE_KILOMETRES": (
        "an area in km², a number from 0.01 to 1000000",
        [0.01, 1, 1_000_000],
        [0.009, 0, 1_000_000.1, float("inf"), True, "1", None],
    ),
    "KILOMETRES": (
        "a length in km, a number from 0 to 10000",
        [0, 0.5, 10_000],
        [-0.1, 10_000.1, float("nan"), True, "1", None],
    ),
    "NUTS3": (
        "a NUTS 3 code such as 'SE224'",
        ["SE224", "SEZZZ"],
        ["SE22", "SE2244", "SEÅ24", "S2224", "2E224", "SE22a", "SE-24", 5, None],
    ),
    "GISCO": (
        "a GISCO id such as 'SE_1281'",
        ["SE_1281"],
        ["SE_128", "SE_12811", "SE-1281", "NO_1281", "1281", 1281, None],
    ),
    "WIKIDATA": (
        "a Wikidata id such as 'Q505018'",
        ["Q1", "Q505018"],
        ["Q", "505018", "q1", "QQ1", "Q1a", "Q²", "Q１", 505018, None],
    ),
    "ORGANISATION_NUMBER": (
        "an organisation number NNNNNN-NNNN with a valid check digit",
        ["212000-1132", "212000-1124", "000000-0000"],
        [
            "212000-1131",
            "212000-1142",
            "122000-1132",
            "2120001132",
            "212000 1132",
            "212000-113",
            "212000-11320",
            "21200²-1132",
            "２12000-1132",
            "21200--1132",
            None,
        ],
    ),
    "DATE": (
        "a date as YYYY-MM-DD",
        [TODAY, dt.date.min],
        [dt.datetime(2019, 5, 21, tzinfo=dt.UTC), "2019-05-21", 2019, None],
    ),
    "PARTIAL_DATE": (
        "a date as YYYY, YYYY-MM or YYYY-MM-DD",
        ["2019", "2019-05", "2019-05-21", "2020-02-29"],
        [
            *("", "201", "20190", "2019-5", "2019-13", "2019-00", "2019-05-32"),
            *("2019-02-29", "20190521", "2019-W21", "2019-W21-2", "abcd", "2019-a1"),
            *("２０１９", 2019, TODAY, None),
        ],
    ),
}


class TestEveryRule:
    def test_is_tried(self) -> None:
        named = {name for name, v in vars(_checks).items() if isinstance(v, Check)}

        assert named == set(RULES)

    @pytest.mark.parametrize("name", RULES)
    def test_takes_what_it_says_and_nothing_else(self, name: str) -> None:
        rule: Check = getattr(_checks, name)
        expected, good, bad = RULES[name]

        assert expected == rule.expected
        assert [True] * len(good) == [rule.accepts(value) for value in good]
        assert [False] * len(bad) == [rule.accepts(value) for value in bad]


class TestARuleMadeOfAnother:
    def test_takes_null_as_well(self) -> None:
        rule = _checks.YEAR.or_null()

        assert "a year, a whole number from 1900 to 2100, or null" == rule.expected
        assert [True, True, False] == [rule.accepts(v) for v in (None, 2019, "")]

    def test_takes_a_tuple_of_what_that_takes(self) -> None:
        rule = _checks.YEAR.each()

        assert "an array, each item a year, a whole number from 1900 to 2100" == (
            rule.expected
        )
        assert rule.accepts(())
        assert rule.accepts((2019, 2023))
        assert not rule.accepts([2019])
        assert not rule.accepts((2019, None))

    def test_takes_what_is_of_a_class(self) -> None:
        rule = _checks.instance_of(dt.date, "a day")

        assert "a day" == rule.expected
        assert rule.accepts(TODAY)
        assert not rule.accepts("2019-05-21")

    def test_is_named_where_it_is_broken(self) -> None:
        plan: Any = malmolund.plans["2019-2023"]

        with pytest.raises(malmolund.DataError) as caught:
            attrs.evolve(plan, focus_areas=["Digitalisering"])

        assert "focus_areas" == caught.value.field
        assert "got ['Digitalisering'], expected a Collection" == caught.value.problem
        assert ["Digitalisering"] == caught.value.value

    def test_takes_some_words_alone(self) -> None:
        rule = _checks.one_of("land", "sea")

        assert "one of 'land', 'sea'" == rule.expected
        assert [True, True, False, False, False] == [
            rule.accepts(value) for value in ("land", "sea", "lan", None, ["land"])
        ]


class TestADateInTheData:
    @pytest.mark.parametrize(
        "given", ["20190521", "2019-W21-2", "2019-05-21T00:00", "2019-05", "", 5, None]
    )
    def test_is_left_to_the_rule_in_any_other_form(self, given: Any) -> None:
        assert given is _checks.as_date(given)

    def test_is_read(self) -> None:
        assert TODAY == _checks.as_date("2019-05-21")


class TestADay:
    @pytest.mark.parametrize(
        "given", [TODAY, "2019-05-21", dt.datetime(2019, 5, 21, 23, 59, tzinfo=dt.UTC)]
    )
    def test_is_a_date_whatever_it_is_given_as(self, given: Any) -> None:
        assert TODAY == _checks.day(given)
        assert type(_checks.day(given)) is dt.date

    @pytest.mark.parametrize(
        "given",
        [
            *("soon", "", " ", "2019", "2019-02-30", "21/5/2019"),
            *("2019-05-21T12:00:00", "2019-05-21 ", b"2019-05-21"),
            *(20190521, 2019.0, (2019, 5, 21), True, None),
        ],
    )
    def test_is_asked_for_where_it_is_none(self, given: Any) -> None:
        with pytest.raises(ValueError, match="or an ISO string such as") as caught:
            _checks.day(given)

        assert str(caught.value).startswith(f"{given!r} is no date; ")
