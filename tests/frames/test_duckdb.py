"""Relations of DuckDB."""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa
import pytest

import malmolund


@pytest.fixture
def connection() -> Any:
    with duckdb.connect() as made:
        yield made


def codes(relation: Any) -> list[str | None]:
    rows = malmolund.with_codes(relation, "k").order("i").fetchall()
    return [row[-1] for row in rows]


class TestTheAnswerIsThatOfTheSingleLookUp:
    def test_of_text(self, connection: Any, texts: list[Any], single: Any) -> None:
        table = pa.table({"i": range(len(texts)), "k": pa.array(texts, pa.string())})
        connection.register("named", table)

        assert single(texts) == codes(connection.sql("from named"))

    @pytest.mark.parametrize(
        "kind",
        [
            *("bigint", "integer", "smallint", "utinyint", "ubigint", "hugeint"),
            *("double", "float", "decimal(30, 4)", "decimal(12, 0)"),
            *("boolean", "varchar", "date"),
        ],
    )
    def test_of_numbers(
        self, connection: Any, kind: str, numbers: list[Any], single: Any
    ) -> None:
        connection.register("named", pa.table({"i": range(len(numbers)), "k": numbers}))
        cast = "null::date" if kind == "date" else f"try_cast(k as {kind})"
        relation = connection.sql(f"select i, {cast} as k from named order by i")  # noqa: S608

        assert single(row[1] for row in relation.fetchall()) == codes(relation)

    def test_of_numbers_that_are_not_whole(self, connection: Any) -> None:
        relation = connection.sql(
            "select * from (values (1, 'nan'::double), (2, 'inf'), (3, 1280.5), "
            "(4, 1280)) as v(i, k)"
        )

        assert [None, None, None, "1280"] == codes(relation)


class TestFrames:
    def test_a_relation_stays_one(self, connection: Any) -> None:
        relation = connection.sql("select 'Lund' as k, 1 as n")

        coded = malmolund.with_codes(relation, "k", name="c")

        assert isinstance(coded, duckdb.DuckDBPyRelation)
        assert (["k", "n", "c"], [("Lund", 1, "1281")]) == (
            coded.columns,
            coded.fetchall(),
        )

    def test_wrong_names_are_refused(self, connection: Any) -> None:
        relation = connection.sql("select 'Lund' as k, 1 as municipality_code")

        with pytest.raises(malmolund.NotFoundError, match="The columns are: 'k',"):
            malmolund.with_codes(relation, "x", name="c")
        with pytest.raises(ValueError, match="'municipality_code' already"):
            malmolund.with_codes(relation, "k")
