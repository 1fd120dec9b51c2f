"""Tables of Ibis, with DuckDB behind it."""

from __future__ import annotations

import decimal
from typing import Any

import ibis
import pyarrow as pa
import pytest

import malmolund


def codes(table: Any) -> list[str | None]:
    found: list[str | None] = (
        malmolund.with_codes(table, "k")
        .order_by("i")
        .to_pyarrow()["municipality_code"]
        .to_pylist()
    )
    return found


class TestTheAnswerIsThatOfTheSingleLookUp:
    def test_of_text(self, texts: list[Any], single: Any) -> None:
        table = pa.table({"i": range(len(texts)), "k": pa.array(texts, pa.string())})

        assert single(texts) == codes(ibis.memtable(table))
        assert single(texts) == codes(ibis.duckdb.connect().create_table("t", table))

    @pytest.mark.parametrize(
        "kind",
        [pa.int32(), pa.int64(), pa.float64(), pa.float32(), pa.decimal128(30, 4)],
        ids=str,
    )
    def test_of_numbers(self, kind: Any, numbers: list[Any], single: Any) -> None:
        exact = [None if n is None else decimal.Decimal(n) for n in numbers]
        array = pa.array(exact).cast(pa.float64() if "float" in str(kind) else kind)
        array = array.cast(kind, safe=False)
        table = pa.table({"i": range(len(numbers)), "k": array})

        assert single(array.to_pylist()) == codes(ibis.memtable(table))


class TestFrames:
    def test_a_table_stays_an_expression(self) -> None:
        table = ibis.table({"k": "string", "n": "int64"}, name="elsewhere")

        coded = malmolund.with_codes(table, "k", name="c")

        assert isinstance(coded, ibis.Table)
        assert ("k", "n", "c") == tuple(coded.columns)

    def test_wrong_names_are_refused(self) -> None:
        table = ibis.table({"k": "string", "n": "int64"}, name="elsewhere")

        with pytest.raises(malmolund.NotFoundError, match="The columns are: 'k', 'n'"):
            malmolund.with_codes(table, "x")
        with pytest.raises(ValueError, match="'n' already"):
            malmolund.with_codes(table, "k", name="n")
