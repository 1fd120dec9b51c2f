"""Frames of PySpark, on this machine; it needs Java 17."""

from __future__ import annotations

import random
from typing import Any

import pyarrow as pa
import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812 - as everybody calls it

import malmolund


# PySpark leaves sockets to the garbage collector, and warns of what it imports.
pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture(scope="module")
def spark() -> Any:
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "50000")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    yield session
    session.stop()


def codes(frame: Any) -> list[str | None]:
    table = (
        malmolund.with_codes(frame, "k", errors="coerce")
        .select("i", "municipality_code")
        .toArrow()
    )
    found: list[str | None] = table.sort_by("i")["municipality_code"].to_pylist()
    return found


def numbered(values: Any, kind: Any) -> Any:
    return pa.table({"i": range(len(values)), "k": pa.array(values, kind)})


class TestTheAnswerIsThatOfTheSingleLookUp:
    def test_of_text(self, spark: Any, joined: dict[Any, Any]) -> None:
        frame = spark.createDataFrame(numbered(list(joined), pa.string()))

        assert [*joined.values()] == codes(frame)

    @pytest.mark.parametrize(
        "kind",
        ["bigint", "int", "smallint", "double", "float", "decimal(38, 4)", "boolean"],
    )
    def test_of_numbers(
        self, spark: Any, kind: str, numbers: list[Any], single: Any
    ) -> None:
        frame = spark.createDataFrame(numbered(numbers, pa.int64())).select(
            "i", F.expr(f"try_cast(k as {kind})").alias("k")
        )
        values = frame.toArrow().sort_by("i")["k"].to_pylist()

        assert single(values) == codes(frame)

    def test_of_nan(self, spark: Any) -> None:
        frame = spark.sql("select 1 as i, double('NaN') as k")

        assert [None] == codes(frame)

    def test_of_a_million_rows_in_many_partitions(
        self, spark: Any, joined: dict[Any, Any]
    ) -> None:
        values = random.Random(1).choices(list(joined), k=1_000_000)
        frame = spark.createDataFrame(numbered(values, pa.string())).repartition(8)

        assert [joined[value] for value in values] == codes(frame)

    def test_of_statuses(self, spark: Any, told: dict[Any, Any]) -> None:
        table = pa.table({"i": range(len(told)), "k": list(told)})

        coded = malmolund.with_codes(spark.createDataFrame(table), "k", status="s")

        assert [*told.values()] == [tuple(row[2:]) for row in coded.sort("i").collect()]

    def test_of_text_with_nul(self, spark: Any) -> None:
        frame = spark.createDataFrame(numbered(["Lu\0nd", "\0"], pa.string()))

        coded = malmolund.with_codes(frame, "k", status="s").sort("i").collect()

        assert [("1281", "member"), (None, None)] == [tuple(row[2:]) for row in coded]


class TestOtherTexts:
    @pytest.mark.parametrize("collation", ["UNICODE_AI", "UTF8_LCASE", "UNICODE_CI_AI"])
    def test_a_collation_makes_no_code_of_another_text(
        self, spark: Any, collation: str
    ) -> None:
        frame = spark.sql(
            f"select i, collate(k, '{collation}') as k "  # noqa: S608
            "from values (0, 'Lünd'), (1, 'Lund'), (2, 'LUND') as v(i, k)"
        )

        assert [None, "1281", "1281"] == codes(frame)

    def test_no_text_of_a_query_that_is_random_is_lost(self, spark: Any) -> None:
        frame = spark.range(1000).selectExpr(
            "id as i", "concat(' ', 1261 + int(rand() * 30)) as k"
        )

        rows = malmolund.with_codes(frame, "k", errors="coerce").collect()

        codes_of_members = malmolund.municipalities.mapping("code", "code")
        assert [codes_of_members.get(row[1].strip()) for row in rows] == [
            row["municipality_code"] for row in rows
        ]


class TestFrames:
    def test_a_frame_stays_one(self, spark: Any) -> None:
        frame = spark.sql("select 'Lund' as k, 1 as n")

        coded = malmolund.with_codes(frame, "k", name="c", errors="coerce")

        assert isinstance(coded, DataFrame)
        assert ["k", "n", "c"] == coded.columns
        assert [("Lund", 1, "1281")] == coded.collect()

    def test_wrong_names_are_refused(self, spark: Any) -> None:
        frame = spark.sql("select 'Lund' as k, 1 as n")

        with pytest.raises(malmolund.NotFoundError, match="The columns are: 'k', 'n'"):
            malmolund.with_codes(frame, "x", errors="coerce")
        with pytest.raises(ValueError, match="'n' already"):
            malmolund.with_codes(frame, "k", name="n", errors="coerce")

    def test_names_in_another_case_are_the_same_names(self, spark: Any) -> None:
        frame = spark.sql("select 'Lund' as k, 1 as MUNICIPALITY_CODE, 2 as `å`")

        with pytest.raises(ValueError, match="'MUNICIPALITY_CODE' already"):
            malmolund.with_codes(frame, "k", errors="coerce")
        with pytest.raises(ValueError, match="'k' already, so that none can be called"):
            malmolund.with_codes(frame, "k", name="K", errors="coerce")
        with pytest.raises(ValueError, match="'å' already"):
            malmolund.with_codes(frame, "k", name="Å", errors="coerce")

    def test_names_in_another_case_are_others_where_spark_is_told_so(
        self, spark: Any
    ) -> None:
        spark.conf.set("spark.sql.caseSensitive", "true")
        try:
            frame = spark.sql("select 'Lund' as k")
            coded = malmolund.with_codes(frame, "k", name="K", errors="coerce")

            assert [("Lund", "1281")] == coded.collect()
        finally:
            spark.conf.set("spark.sql.caseSensitive", "false")

    def test_two_columns_of_one_name_are_refused(self, spark: Any) -> None:
        frame = spark.sql("select 'Lund' as k, 'Malmö' as K")

        with pytest.raises(ValueError, match="2 columns are called 'k'"):
            malmolund.with_codes(frame, "k", errors="coerce")

    def test_other_columns_of_one_name_are_kept(self, spark: Any) -> None:
        one = spark.sql("select 'Lund' as kommun, 100 as antal")
        other = spark.sql("select 'Lund' as ort, 7 as ANTAL")
        joined = one.join(other, one.kommun == other.ort)
        numbers = spark.sql("select 1280 as k, 1 as x, 2 as x")

        texts = malmolund.with_codes(joined, "kommun", status="s")
        coded = malmolund.with_codes(numbers, "k", status="s")

        assert [("Lund", 100, "Lund", 7, "1281", "member")] == texts.collect()
        assert ["k", "x", "x", "municipality_code", "s"] == coded.columns
        assert [(1280, 1, 2, "1280", "member")] == coded.collect()

    @pytest.mark.parametrize("name", ["self", "*", "^k$", "a.`b", 'a "b"', "`"])
    def test_a_column_may_have_any_name(self, spark: Any, name: str) -> None:
        frame = spark.createDataFrame(pa.table({"k": ["Malmö"], name: ["Lund"]}))

        read = malmolund.with_codes(frame, name, name="c", status="s")
        added = malmolund.with_codes(
            frame.select("k"), "k", name=name, status=f"{name}s"
        )

        assert [("Malmö", "Lund", "1281", "member")] == read.collect()
        assert ["k", name, f"{name}s"] == added.columns
        assert [("Malmö", "1280", "member")] == added.collect()

    def test_columns_like_those_in_between_are_kept(self, spark: Any) -> None:
        frame = spark.sql("select 1 as _NORMAL, 2 as _Malmolund_raw, 'Lund' as `a.b`")

        coded = malmolund.with_codes(frame, "a.b", name="c.d", errors="coerce")

        assert ["_NORMAL", "_Malmolund_raw", "a.b", "c.d"] == coded.columns
        assert [(1, 2, "Lund", "1281")] == coded.collect()
