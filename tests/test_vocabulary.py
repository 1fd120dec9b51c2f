"""The vocabulary: what it knows of a value, and how it comes to know it."""

from __future__ import annotations

import math
import pickle
from decimal import Decimal
from functools import partial
from numbers import Integral
from typing import TYPE_CHECKING, Any

import pytest

import malmolund
from malmolund._catalogue import PACKAGED
from malmolund._vocabulary import (
    Forms,
    Place,
    Vocabulary,
    closest,
    is_missing,
    is_number,
    normalise,
    repairs,
    tally,
)


if TYPE_CHECKING:
    from malmolund._vocabulary import Status


def municipality(code: str, name: str, *labels: str, seat: str | None = None) -> Place:
    return Place(code, name, "municipality", (name, code, *labels), seat)


BURLOV = municipality("1231", "Burlöv", "Q186662", seat="Arlöv")
LUND = municipality("1281", "Lund", "212000-1132", seat="Lund")
HABO_WITH_A = municipality("0643", "Habo", "Habo kommun")
HABO_WITH_RING = municipality("0305", "Håbo", "Håbo kommun")
HORBY = municipality("1266", "Hörby")
KALMAR = municipality("0880", "Kalmar")
COUNTY = Place("08", "Kalmar län", "county", ("Kalmar län", "08", "SE213"))
SKANE = Place("12", "Skåne län", "county", ("Skåne län", "12", "SE224"))
SWEDEN = Place("00", "Riket", "country", ("Riket", "00"))
STORMALMO = Place("stormalmo", "Stormalmö", "delineation", ("Stormalmö", "stormalmo"))
SKANE_AGAIN = Place("skane", "Skåne län", "delineation", ("Skåne län", "12", "G33621"))
OTHERS = [HABO_WITH_RING, HABO_WITH_A, HORBY, COUNTY, KALMAR, SKANE, SWEDEN, STORMALMO]
TWO = Vocabulary([BURLOV, LUND], partial(list, [*OTHERS, SKANE_AGAIN, BURLOV, LUND]))


class timedelta64:  # noqa: N801 - as numpy has it, to which it is an integer
    def __init__(self, value: int) -> None:
        self.value = value


Integral.register(timedelta64)


class TestTheNormalForm:
    @pytest.mark.parametrize(
        ("value", "form"),
        [
            (" LUND\u00ad s\tKommun ", "lund s kommun"),
            ("Malmo\u0308", "malmö"),
            ("Upplands\u2011Bro", "upplands-bro"),
            ("Malung\u2013S\u00e4len", "malung-sälen"),
            ("\ufeffLund\u200b\u200e", "lund"),
            ("Lund\0", "lund"),
            ("Höör\u2060\0", "höör"),
            (0, "0"),
            (1281.0, "1281"),
            (Decimal("1E+3"), "1000"),
            (-1, ""),
            (0.5, ""),
            (10**12, ""),
            (1j, ""),
            (1281 + 0j, ""),
            (Decimal("sNaN"), ""),
            (timedelta64(1281), ""),
            (True, ""),
            (False, ""),
            (None, ""),
            (b"Lund", ""),
            ([], ""),
        ],
        ids=repr,
    )
    def test_is_text(self, value: object, form: str) -> None:
        assert form == normalise(value)

    @pytest.mark.parametrize("dash", "\u2010\u2011\u2012\u2013\u2014\u2015\u2212")
    def test_has_a_hyphen_for_any_dash(self, dash: str) -> None:
        assert "dals-ed" == normalise(f"Dals{dash}Ed")

    def test_survives_a_number_that_compares_badly(self) -> None:
        class Bad(int):
            def __ge__(self, other: object) -> bool:
                raise TypeError

            def __le__(self, other: object) -> bool:
                raise TypeError

        assert "" == normalise(Bad(5))


class TestANumber:
    @pytest.mark.parametrize("value", [1, 1.5, Decimal(1), math.nan])
    def test_is_one_of_any_type(self, value: object) -> None:
        assert is_number(value)

    @pytest.mark.parametrize("value", [True, 1j, "1", None, timedelta64(1)])
    def test_is_nothing_else(self, value: object) -> None:
        assert not is_number(value)


class TestAMissingValue:
    @pytest.mark.parametrize("value", [None, "", " \n", "\u200b\0", math.nan])
    def test_is_none_or_blank_or_no_number(self, value: object) -> None:
        assert is_missing(value)

    @pytest.mark.parametrize("value", ["-", "nan", 0, [], False])
    def test_is_nothing_else(self, value: object) -> None:
        assert not is_missing(value)


class TestClosestForms:
    def test_are_the_most_alike_first(self) -> None:
        assert ("Lund", "Lunds") == closest("LUND ", ["Lunds", "Malmö", "Lund"])

    def test_are_three_at_most(self) -> None:
        assert 3 == len(closest("aaa", ["aaab", "aaac", "aaad", "aaae"]))

    def test_are_none_where_nothing_is_alike(self) -> None:
        assert () == closest("Lund", ["Malmö"])


class TestRepairs:
    @pytest.mark.parametrize(
        ("text", "repaired"),
        [
            ("MalmÃ¶", {"malmö"}),
            ("MALMÃ\N{EN DASH}", {"malmö"}),
            ("Malm&ouml; &amp;", {"malmö &"}),
            ("Malm%C3%B6", {"malmö", "malmã¶"}),
            ("Malm%F6", {"malmö"}),
            (r"Malm\xf6 \u00e5", {"malmö å"}),
            (r"Malm\u2026", {"malm…"}),
            ("Malm<U+00F6>", {"malmö"}),
            ("Malmö 1)", {"malmö"}),
            ("'Malmö'", {"malmö"}),
            ('="1280"', {"1280"}),
            ("'1280", {"1280"}),
            ("12801)", set()),
            ("Malmö", set()),
            ("Malmé", {"malmä"}),
            ("Malmñ Ã¶", set()),
        ],
    )
    def test_are_what_a_text_was_before_one_damage(
        self, text: str, repaired: set[str]
    ) -> None:
        assert repaired == {*map(normalise, repairs(text))}


class TestAVocabulary:
    @pytest.mark.parametrize(
        ("value", "place", "status"),
        [
            *((value, LUND, "member") for value in ("Lund", "LUNDS KOMMUN", 1281.0)),
            ("Municipality of Burlöv", BURLOV, "member"),
            ("hörby", HORBY, "same county"),
            (305, HABO_WITH_RING, "rest of Sweden"),
            ("Skåne", SKANE, "total"),
            ("G33621", SKANE, "total"),
            ("SE224", SKANE, "total"),
            ("Riket", SWEDEN, "total"),
            ("Stormalmö", STORMALMO, "total"),
            ("Arlöv", None, "not recognised"),
            ("Lnud", None, "not recognised"),
            (7, None, "not recognised"),
            ([], None, "not recognised"),
            ("", None, None),
            (None, None, None),
            (math.nan, None, None),
        ],
        ids=repr,
    )
    def test_says_what_a_value_is(
        self, value: object, place: Place | None, status: Status | None
    ) -> None:
        assert place is TWO.place(value)
        assert status == TWO.status(value)
        assert (f"{place.code} {place.name}" if place else "") == TWO.named(value)

    @pytest.mark.parametrize(
        ("value", "member", "area"),
        [
            ("Lund", "1281", "1281"),
            ("Hörby", None, "1266"),
            ("Region Skåne", None, "12"),
            ("Hela riket", None, "00"),
            ("Stormalmö", None, None),
            ("Arlöv", None, None),
        ],
    )
    def test_has_codes_of_members_and_of_areas(
        self, value: str, member: str | None, area: str | None
    ) -> None:
        assert member == TWO.code(value)
        assert area == TWO.code(value, "areas")

    @pytest.mark.parametrize(
        ("value", "place"),
        [
            ("Habo", HABO_WITH_A),
            ("Habo kommun", HABO_WITH_A),
            ("Håbo kommun", HABO_WITH_RING),
            ("Haabo", HABO_WITH_RING),
            ("H?bo", HABO_WITH_RING),
            ("H\ufffdbo", HABO_WITH_RING),
            ("habo-kommun", None),
            ("habo-stad", None),
            ("0305 Habo", None),
            ("0305 Håbo", HABO_WITH_RING),
        ],
    )
    def test_takes_no_place_for_another_that_is_spelt_alike(
        self, value: str, place: Place | None
    ) -> None:
        assert place is TWO.place(value)

    @pytest.mark.parametrize(
        ("value", "place"),
        [("Kalmar", KALMAR), ("Kalmar län", COUNTY), ("Kalmar County", COUNTY)],
    )
    def test_takes_a_municipality_before_the_county_of_its_name(
        self, value: str, place: Place
    ) -> None:
        assert place is TWO.place(value)

    @pytest.mark.parametrize(
        ("value", "hint"),
        [
            ("Lund", ""),
            ("Habo", "0643 Habo is a municipality in the rest of Sweden."),
            ("Skåne", "12 Skåne län is the name of a county."),
            ("Sverige", "00 Riket is the name of a country."),
            ("Stormalmö", "Stormalmö is a delineation; see malmolund.regions."),
            ("arlov", "Arlöv is the seat of 1231 Burlöv."),
            ("x", ""),
        ],
    )
    def test_hints_at_what_a_value_is_instead(self, value: str, hint: str) -> None:
        assert hint == TWO.hint(value)

    def test_suggests_what_is_alike_unless_there_is_a_hint(self) -> None:
        assert ("Lund",) == TWO.suggestions("Lnud")
        assert ("Skåne län",) == TWO.suggestions("Skane la")
        assert () == TWO.suggestions("Arlöv")

    def test_reads_of_others_only_for_what_is_no_member_as_it_stands(self) -> None:
        reads: list[int] = []

        def read() -> list[Place]:
            reads.append(1)
            return OTHERS

        vocabulary = Vocabulary(TWO.members, read)
        vocabulary.code("Lund")
        vocabulary.status("LUNDS KOMMUN")

        assert [] == reads

        vocabulary.place("Hörby")
        vocabulary.hint("Hörby")

        assert [1] == reads

    def test_can_be_pickled(self) -> None:
        TWO.place("Habo")

        other = pickle.loads(pickle.dumps(TWO))

        assert "1281" == other.code("lund")
        assert TWO.hint("Habo") == other.hint("Habo")


class TestTheFormsForAJoin:
    forms = PACKAGED._vocabulary.forms()

    def test_mean_what_the_look_up_finds(self) -> None:
        found = {form: PACKAGED._vocabulary.place(form) for form in self.forms}

        assert found == self.forms

    def test_are_in_normal_form(self) -> None:
        assert all(form and form == normalise(form) for form in self.forms)

    def test_are_of_all_areas_and_delineations(self) -> None:
        places = {place.code for place in self.forms.values()}

        assert {area.code for area in malmolund.areas} < places
        assert {"malmolundregionen", "stormalmo", "la-malmo-lund"} < places

    @pytest.mark.parametrize(
        ("form", "code"),
        [
            ("lund", "1281"),
            ("1281", "1281"),
            ("212000-1132", "1281"),
            ("1281.0", "1281"),
            ('="1281"', "1281"),
            ("114", "0114"),
            ("malmo-stad", "1280"),
            ("upplands bro", "0139"),
            ("dals ed-kommun", "1438"),
            ("1280: malmo", "1280"),
            ("malmö (1280)", "1280"),
            ("malmã¶", "1280"),
            ("malm?", "1280"),
            ("skåne", "12"),
            ("kalmar", "0880"),
        ],
    )
    def test_have_the_commonest_of_all_kinds(self, form: str, code: str) -> None:
        assert code == self.forms[form].code

    @pytest.mark.parametrize("form", ["habo-kommun", "1281 malmö", "arlöv", ""])
    def test_have_none_that_means_nothing(self, form: str) -> None:
        assert form not in self.forms


class TestAResolver:
    def test_looks_each_value_up_once_and_then_knows_it(self) -> None:
        resolve = TWO.resolver()

        found = resolve([1281, "x", 1281.5, None, "x", 1281])

        assert ["1281", None, None, None, None, "1281"] == found
        assert {1281: "1281", "x": None, 1281.5: None, None: None} == resolve
        assert ["x", 1281.5, None] == resolve.misses

    @pytest.mark.parametrize(
        ("scope", "answers"),
        [
            ("members", ["1281", None, None, None]),
            ("areas", ["1281", "1266", None, None]),
            (None, ["member", "same county", "not recognised", None]),
        ],
    )
    def test_answers_with_codes_or_statuses(
        self, scope: Any, answers: list[str | None]
    ) -> None:
        assert answers == TWO.resolver(scope)(["Lund", "Hörby", "x", ""])

    def test_keeps_nothing_that_is_no_number(self) -> None:
        resolve = TWO.resolver()

        assert [None, None] == resolve([math.nan, float("nan")])
        assert {} == resolve
        assert [] == resolve.misses


class TestForms:
    def test_in_other_letters_mean_what_ranks_first(self) -> None:
        forms: Forms[int] = Forms(lambda rank: rank)
        forms.update({"å": 0, "ä": 1, "ö": 2, "o b": 2})

        assert 0 == forms.find("a", "a")
        assert 2 == forms.find("o-b", "o-b")


class TestATally:
    def test_counts_apart_what_is_equal_and_of_another_type(self) -> None:
        class Row(list[int]):
            pass

        values = [1, True, 1, [1], Row([1]), [1]]

        assert [(1, 2), (True, 1), ([1], 2), ([1], 1)] == tally(values)

    def test_counts_all_that_are_no_number_as_one(self) -> None:
        found = tally([math.nan, 1, float("nan")])

        assert ["nan: 2", "1: 1"] == [f"{value}: {count}" for value, count in found]
