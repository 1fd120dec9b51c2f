"""The vocabulary: what it knows of a value, and how it comes to know it."""

from __future__ import annotations

import math
import pickle
from decimal import Decimal
from functools import partial

import pytest

import malmolund
from malmolund._catalogue import PACKAGED
from malmolund._vocabulary import (
    _CP1252,
    Forms,
    Place,
    Vocabulary,
    area_forms,
    closest,
    normalise,
    spellings,
    tally,
)


def place(code: str, name: str, level: str, seat: str | None = None) -> Place:
    forms = frozenset(area_forms(code, name, level))
    return Place(code, name, level, (name, code), forms, seat)


ELSEWHERE = (
    place("0305", "Håbo", "municipality"),
    place("0643", "Habo", "municipality"),
    place("12", "Skåne län", "county"),
)
TWO = Vocabulary(
    [
        place("1231", "Burlöv", "municipality", seat="Arlöv"),
        place("1281", "Lund", "municipality", seat="Lund"),
    ],
    partial(list, ELSEWHERE),
)


class TestTheNormalForm:
    @pytest.mark.parametrize(
        ("value", "form"),
        [
            (" LUND\u00ad s\tKommun ", "lund s kommun"),
            ("Malmo\u0308", "malmö"),
            (0, "0"),
            (1281.0, "1281"),
            (Decimal("1E+3"), "1000"),
            (-1, ""),
            (0.5, ""),
            (10**12, ""),
            (1j, ""),
            (Decimal("sNaN"), ""),
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


class TestSpellings:
    def test_are_those_in_which_a_name_is_met(self) -> None:
        assert {"malmö", "malmo", "malmoe", "malmø", "malmã¶"} < {*spellings("Malmö")}
        assert ["lund"] == list(spellings("Lund"))

    def test_are_garbled_by_the_table_that_python_has(self) -> None:
        table: dict[int, str] = {}
        for byte in range(0x80, 0xA0):
            letter = bytes([byte]).decode("cp1252", errors="ignore")
            table |= {byte: letter} if letter else {}

        assert table == _CP1252

    def test_of_a_municipality_have_its_code_and_what_it_is(self) -> None:
        forms = area_forms("1281", "Lund", "municipality")

        assert {"1281", "lund", "lunds kommun", "1281 lund", "lund stad"} < forms

    def test_of_a_county_stand_alone(self) -> None:
        assert {"13", "halland", "13 halland"} == area_forms("13", "Halland", "county")


class TestClosestForms:
    def test_are_the_most_alike_first(self) -> None:
        assert ("Lund", "Lunds") == closest("LUND ", ["Lunds", "Malmö", "Lund"])

    def test_are_three_at_most(self) -> None:
        assert 3 == len(closest("aaa", ["aaab", "aaac", "aaad", "aaae"]))

    def test_are_none_where_nothing_is_alike(self) -> None:
        assert () == closest("Lund", ["Malmö"])


class TestForms:
    forms: Forms[int] = Forms({"lund": 1})

    @pytest.mark.parametrize("key", ["lund", "LUND", " Lund\n"])
    def test_find_what_has_the_same_normal_form(self, key: str) -> None:
        assert 1 == self.forms[key] == self.forms.find(key)
        assert ["lund"] == list(self.forms)

    @pytest.mark.parametrize("key", ["x", None, 5, []])
    def test_find_nothing_else(self, key: object) -> None:
        assert self.forms.find(key) is None
        with pytest.raises((KeyError, TypeError)):
            self.forms[key]


class TestAVocabulary:
    @pytest.mark.parametrize("value", ["Lund", "LUNDS KOMMUN", 1281, 1281.0])
    def test_has_a_code_for_a_member(self, value: object) -> None:
        assert "1281" == TWO.code(value)
        assert "1281 Lund" == TWO.named(value)
        assert TWO.elsewhere(value) is None

    @pytest.mark.parametrize("value", ["Håbo", "HÅBO KOMMUN", "0305"])
    def test_knows_a_place_elsewhere_and_has_no_code_for_it(self, value: str) -> None:
        assert TWO.code(value) is None
        assert ELSEWHERE[0] is TWO.elsewhere(value) is TWO.place(value)
        assert "0305 Håbo" == TWO.named(value)

    @pytest.mark.parametrize("value", ["Arlöv", "Lnud", "", None, math.nan, []])
    def test_knows_nothing_of_the_rest(self, value: object) -> None:
        assert TWO.code(value) is None
        assert TWO.place(value) is TWO.elsewhere(value) is None
        assert "" == TWO.named(value)

    def test_takes_no_place_for_one_that_is_spelt_so(self) -> None:
        found = TWO.elsewhere("Habo")

        assert found is not None
        assert "0643" == found.code

    @pytest.mark.parametrize(
        ("value", "hint"),
        [
            ("Habo", "0643 Habo is a municipality elsewhere in Sweden."),
            ("Skåne län", "12 Skåne län is the name of a county."),
            ("arlov", "Arlöv is the seat of 1231 Burlöv."),
            ("x", ""),
        ],
    )
    def test_hints_at_what_a_value_is_instead(self, value: str, hint: str) -> None:
        assert hint == TWO.hint(value)

    def test_suggests_members_and_places_elsewhere(self) -> None:
        assert ("Lund",) == TWO.suggestions("Lnud")
        assert ("Skåne län",) == TWO.suggestions("Skane la")

    def test_has_each_form_of_its_members(self) -> None:
        forms = TWO.forms()

        assert {"1231", "1281"} == set(forms.values())
        assert "1281" == forms["lunds kommun"]
        assert "habo" not in forms

    def test_reads_of_elsewhere_only_for_what_is_no_member(self) -> None:
        reads: list[int] = []

        def read() -> tuple[Place, ...]:
            reads.append(1)
            return ELSEWHERE

        vocabulary = Vocabulary(TWO.members, read)
        vocabulary.code("Lund")
        vocabulary.code("Hörby")
        vocabulary.forms()

        assert [] == reads

        vocabulary.place("Hörby")
        vocabulary.hint("Hörby")

        assert [1] == reads

    def test_can_be_pickled(self) -> None:
        TWO.elsewhere("Habo")

        other = pickle.loads(pickle.dumps(TWO))

        assert "1281" == other.code("lund")
        assert TWO.hint("Habo") == other.hint("Habo")

    def test_of_the_package_is_that_of_the_look_up(self) -> None:
        forms = PACKAGED._vocabulary.forms()

        assert {"lund", "1281", "lunds kommun", "212000-1132"} < {*forms}
        assert forms == {form: malmolund.municipalities[form].code for form in forms}


class TestAResolver:
    def test_looks_each_value_up_once_and_then_knows_it(self) -> None:
        resolve = TWO.resolver()

        found = resolve([1281, "x", 1281.5, None, "x", 1281])

        assert ["1281", None, None, None, None, "1281"] == found
        assert {1281: "1281", "x": None, 1281.5: None, None: None} == resolve
        assert ["x", 1281.5, None] == resolve.misses

    def test_keeps_nothing_that_is_no_number(self) -> None:
        resolve = TWO.resolver()

        assert [None, None] == resolve([math.nan, float("nan")])
        assert {} == resolve
        assert [] == resolve.misses


class TestATally:
    def test_counts_apart_what_is_equal_and_of_another_type(self) -> None:
        class Row(list[int]):
            pass

        values = [1, True, 1, [1], Row([1]), [1]]

        assert [(1, 2), (True, 1), ([1], 2), ([1], 1)] == tally(values)

    def test_counts_all_that_are_no_number_as_one(self) -> None:
        found = tally([math.nan, 1, float("nan")])

        assert ["nan: 2", "1: 1"] == [f"{value}: {count}" for value, count in found]
