"""Columns and tables of pyarrow."""

from __future__ import annotations

import datetime as dt
import decimal
from typing import Any

import attrs
import numpy as np
import pyarrow as pa
import pytest

import malmolund


TEXT: list[Any] = [
    pa.string(),
    pa.large_string(),
    pa.string_view(),
    pa.dictionary(pa.int8(), pa.string()),
]


class TestCodes:
    def test_the_answer_is_that_of_the_single_look_up(
        self, known: dict[Any, Any]
    ) -> None:
        texts = list(known)
        column = pa.chunked_array([texts[:1000], [], texts[1000:]], pa.string())
        array = pa.array(texts, pa.large_string())

        for values in (column, array):
            codes = malmolund.codes(values, errors="coerce")

            assert [*known.values()] == codes.to_pylist()

    @pytest.mark.parametrize("kind", TEXT, ids=str)
    def test_text_of_any_type_is_resolved_to_text(self, kind: Any) -> None:
        array = pa.array(["x", "Lund", None, "MALMÖ", "Lund"], kind)[1:]

        codes = malmolund.codes(array)

        assert isinstance(codes, pa.StringArray)
        assert ["1281", None, "1280", "1281"] == codes.to_pylist()

    @pytest.mark.parametrize(
        "kind",
        [pa.int16(), pa.int64(), pa.uint64(), pa.float64(), pa.decimal128(20, 2)],
        ids=str,
    )
    def test_numbers_are_codes_whatever_their_type(self, kind: Any) -> None:
        values = [1280, None, 114, 1281]
        array = pa.array([v if v is None else decimal.Decimal(v) for v in values])

        codes = malmolund.codes(array.cast(kind))

        assert ["1280", None, None, "1281"] == codes.to_pylist()

    def test_chunks_with_dictionaries_of_their_own_are_understood(self) -> None:
        chunks = [["Lund", "x"], [None, "Malmö"]]
        column = pa.chunked_array([pa.array(c).dictionary_encode() for c in chunks])

        codes = malmolund.codes(column, errors="coerce")

        assert isinstance(codes, pa.ChunkedArray)
        assert ["1281", None, None, "1280"] == codes.to_pylist()

    def test_a_word_that_only_the_dictionary_holds_does_not_raise(self) -> None:
        array = pa.DictionaryArray.from_arrays([0, None], ["Lund", "Lnud"])

        assert ["1281", None] == malmolund.codes(array).to_pylist()

    def test_an_unknown_value_raises(self) -> None:
        with pytest.raises(malmolund.UnknownValuesError) as caught:
            malmolund.codes(pa.array(["Lnud", "Lnud"]))

        assert (("Lnud", 2, ("Lund",)),) == caught.value.unknown

    def test_what_arrow_cannot_encode_is_no_match(self) -> None:
        array = pa.array([["Lund"], None])

        codes = malmolund.codes(array, errors="coerce")
        assert ([None, None], pa.string()) == (codes.to_pylist(), codes.type)
        assert 1 == malmolund.audit(array).count("not recognised")

    def test_an_empty_column_stays_empty(self) -> None:
        assert [] == malmolund.codes(pa.chunked_array([], pa.string())).to_pylist()

    def test_the_audit_counts_as_that_of_a_list(self) -> None:
        values = ["Lund", "Lund", "Hörby", "x", None]

        assert str(malmolund.audit(values)) == str(malmolund.audit(pa.array(values)))


class TestTables:
    def test_a_table_has_one_column_more(self) -> None:
        table = pa.table({"k": ["Lund", "Hörby"]})

        coded = malmolund.with_codes(table, "k", errors="coerce")

        assert isinstance(coded, pa.Table)
        assert {"k": ["Lund", "Hörby"], "municipality_code": ["1281", None]} == (
            coded.to_pydict()
        )

    def test_columns_of_one_name_are_refused(self) -> None:
        table = pa.table([["Lund"], [1], [2]], names=["k", "x", "x"])

        with pytest.raises(ValueError, match=r"'x' 2 times\); rename one first"):
            malmolund.with_codes(table, "k", errors="coerce")

    def test_columns_have_types_and_codes_are_text(self) -> None:
        table = malmolund.municipalities.to_arrow()

        assert [pa.string(), pa.int64(), pa.float64()] == [
            table.schema.field(name).type for name in ("code", "population", "latitude")
        ]
        assert pa.date32() == malmolund.plans.to_arrow().schema.field("adopted").type

    def test_the_population_is_a_long_table(self) -> None:
        table = malmolund.population.to_arrow()

        assert ["code", "name", "year", "population"] == table.column_names
        assert len(malmolund.population) == len(table)

    def test_dates_are_dates(self) -> None:
        adopted = malmolund.plans.to_arrow()["adopted"].to_pylist()

        assert dt.date(2019, 5, 21) in adopted


class TestOddArrays:
    def test_may_be_empty(self) -> None:
        assert [] == malmolund.codes(pa.array([])).to_pylist()
        assert [] == malmolund.codes(pa.chunked_array([], pa.string())).to_pylist()

    def test_may_be_half_floats_in_chunks(self) -> None:
        chunks = [np.array(chunk, np.float16) for chunk in ([1280, 1281], [5])]

        found = malmolund.codes(
            pa.chunked_array(list(map(pa.array, chunks))), errors="coerce"
        )

        assert ["1280", "1281", None] == found.to_pylist()

    def test_may_be_dictionaries_that_hold_null(self) -> None:
        one = pa.DictionaryArray.from_arrays([0, 1, None], pa.array(["Lund", None]))
        other = pa.DictionaryArray.from_arrays([0], pa.array(["Malmö"]))

        column = pa.chunked_array([one, other])

        assert ["1281", None, None, "1280"] == malmolund.codes(column).to_pylist()
        assert 2 == malmolund.audit(column).count("member")


class TestTheTypesOfTables:
    def test_have_types_that_do_not_depend_on_the_rows(self) -> None:
        none = malmolund.municipalities.where(code="nowhere").to_arrow()

        assert malmolund.municipalities.to_arrow().schema == none.schema
        assert pa.float64() == none.schema.field("land_area_km2").type
        assert pa.int64() == none.schema.field("population").type

    def test_cut_no_decimals_behind_a_whole_number(self) -> None:
        burlov = attrs.evolve(malmolund.municipalities["Burlöv"], land_area_km2=19)
        lund = malmolund.municipalities["Lund"]

        table = malmolund.Collection([burlov, lund], malmolund.Municipality).to_arrow()

        assert [19.0, 426.84] == table["land_area_km2"].to_pylist()
