"""Words: all that people look at is there in both languages, and nothing else."""

from __future__ import annotations

import ast
import datetime as dt
import json
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any, cast

import attrs
import pytest

import malmolund
from malmolund import _shapes, _vocabulary, _words
from malmolund._records import Record
from malmolund._words import CODED, FIELDS, NOUNS, TEXTS, VALUES, Words


if TYPE_CHECKING:
    from collections.abc import Iterator


ENGLISH, SWEDISH = Words("en"), Words("sv")
NARROW = "\N{NARROW NO-BREAK SPACE}"
TREES = [
    ast.parse(path.read_text("utf-8"))
    for path in Path(malmolund.__file__).parent.glob("*.py")
    if path.stem != "_words"
]
BOUNDARIES = _shapes.read(
    json.loads((Path(malmolund.__file__).parent / "data/boundaries.json").read_bytes())
)
LITERALS = {
    node.value
    for tree in TREES
    for node in ast.walk(tree)
    if isinstance(node, ast.Constant) and isinstance(node.value, str)
}


def kinds(kind: type[Record] = Record) -> Iterator[type[Record]]:
    """Yield all classes of records, those of the module that is loaded late too."""
    assert malmolund.Region is not None
    for one in kind.__subclasses__():
        yield from kinds(one)
        if attrs.has(one) and one.__module__.startswith("malmolund."):
            yield cast("type[Record]", one)


def asked_for(*functions: str) -> set[str]:
    """Return the keys that the package asks these functions for."""
    return {
        node.args[0].value
        for tree in TREES
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2] in functions
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def named(text: str) -> set[str]:
    """Return what is to be filled into a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def coded_values() -> set[str]:
    """Return the words that the data have in fields whose values are words."""
    collections: list[Any] = [
        *(malmolund.areas, malmolund.municipalities, malmolund.plans),
        *(malmolund.regions, malmolund.sources),
        [border for m in malmolund.municipalities for border in m.borders],
    ]
    found = {
        getattr(record, field)
        for collection in collections
        for record in collection
        for field in CODED
        if hasattr(record, field)
    }
    return {*found, *_vocabulary.STATUSES, "missing", "absent"}


FIELD_NAMES = {name for kind in kinds() for name in (*kind._fields(), *kind._columns())}


class TestTheWords:
    @pytest.mark.parametrize("table", [FIELDS, VALUES, TEXTS], ids=len)
    def test_are_in_both_languages(self, table: dict[str, tuple[str, str]]) -> None:
        for english, swedish in table.values():
            assert english.strip()
            assert swedish.strip()
            assert named(english) == named(swedish)

    def test_are_in_the_plural_too(self) -> None:
        for noun, (english, swedish) in NOUNS.items():
            assert noun == english[0]
            assert all((*english, *swedish))

    def test_are_there_for_every_field_of_a_record(self) -> None:
        assert set() == FIELD_NAMES - FIELDS.keys()

    def test_are_there_for_every_kind_of_record(self) -> None:
        assert {kind._noun for kind in kinds()} == NOUNS.keys()

    def test_are_there_for_every_word_of_the_data(self) -> None:
        assert coded_values() == VALUES.keys()

    def test_are_there_for_all_that_is_asked_for(self) -> None:
        asked = asked_for("words", "_RefusedError", "_Text")

        assert {"no data", "no column", "end of year"} < asked
        assert set() == asked - TEXTS.keys()
        assert set() == asked_for("field") - FIELDS.keys()

    def test_are_all_used(self) -> None:
        assert set() == TEXTS.keys() - LITERALS
        assert set() == FIELDS.keys() - FIELD_NAMES - LITERALS

    def test_give_the_credit_of_the_packaged_boundaries(self) -> None:
        text = BOUNDARIES.credit

        assert text == ENGLISH.credit(text) == " ".join(_words.CREDITS)
        assert " ".join(_words.CREDITS.values()) == SWEDISH.credit(text)
        assert "Somebody's shore." == SWEDISH.credit("Somebody's shore.")

    def test_say_the_same_hints_as_the_vocabulary(self) -> None:
        assert _vocabulary.HINTS.keys() == _words.HINTS.keys()
        for level, hint in _vocabulary.HINTS.items():
            assert named(hint) == named(_words.HINTS[level])

    def test_are_of_two_languages(self) -> None:
        with pytest.raises(ValueError, match="lang is 'da'; expected 'en' or 'sv'"):
            Words("da")  # type: ignore[arg-type]

    def test_are_counted(self) -> None:
        nouns = [SWEDISH.noun("municipality", n) for n in (0, 1, 2)]

        assert ["kommuner", "kommun", "kommuner"] == nouns

    def test_of_the_data_are_others_only_in_fields_of_words(self) -> None:
        assert "summa" == SWEDISH.value("status", "total")
        assert "total" == SWEDISH.value("value", "total")
        assert "own words" == SWEDISH.value("kind", "own words")
        assert "2693555" == SWEDISH.value("geonames", 2_693_555)
        assert "" == SWEDISH.value("note", None)


class TestNumbers:
    @pytest.mark.parametrize(
        ("number", "english", "swedish"),
        [
            (7, "7", "7"),
            (2025, "2025", "2025"),
            (17_139, "17\xa0139", f"17{NARROW}139"),
            (1_234_567.25, "1\xa0234\xa0567.25", f"1{NARROW}234{NARROW}567,25"),
            (18.9, "18.9", "18,9"),
            (-0.5, "\N{MINUS SIGN}0.5", "\N{MINUS SIGN}0,5"),
        ],
    )
    def test_are_written_as_each_language_does(
        self, number: float, english: str, swedish: str
    ) -> None:
        assert english == ENGLISH.number(number)
        assert swedish == SWEDISH.number(number)

    def test_have_as_many_decimals_as_asked_for(self) -> None:
        assert f"1{NARROW}081,70" == SWEDISH.number(1081.7, 2, apart=True)

    def test_of_a_column_have_the_same_decimals(self) -> None:
        assert ["18,90", "152,45", "", "3,00"] == SWEDISH.numbers(
            [18.9, 152.45, None, 3]
        )

    def test_of_a_column_are_all_set_apart_or_none(self) -> None:
        assert [f"9{NARROW}000", f"10{NARROW}000"] == SWEDISH.numbers([9000, 10_000])
        assert ["2012", "2019"] == SWEDISH.numbers([2012, 2019])

    def test_of_a_column_keep_decimals_that_python_leaves_to_an_exponent(self) -> None:
        assert ["0,00002", "1,00000"] == SWEDISH.numbers([2e-05, 1.0])


class TestDates:
    def test_are_written_as_each_language_does(self) -> None:
        day = dt.date(2019, 5, 21)

        assert "2019-05-21" == ENGLISH.date(day)
        assert "21\xa0maj\xa02019" == SWEDISH.date(day)

    def test_may_be_known_in_part(self) -> None:
        assert "december\xa02012" == SWEDISH.date("2012-12")
        assert "2012" == SWEDISH.date("2012")
