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
    table = malmolund.with_codes(frame, "k").select("i", "municipality_code").toArrow()
    found: list[str | None] = table.sort_by("i")["municipality_code"].to_pylist()
    return found


def numbered(values: Any, kind: Any) -> Any:
    return pa.table({"i": range(len(values)), "k": pa.array(values, kind)})


class TestTheAnswerIsThatOfTheSingleLookUp:
    def test_of_text(self, spark: Any, texts: list[Any], single: Any) -> None:
        frame = spark.createDataFrame(numbered(texts, pa.string()))

        assert single(texts) == codes(frame)

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
        self, spark: Any, texts: list[Any], single: Any
    ) -> None:
        values = random.Random(1).choices(texts, k=1_000_000)
        frame = spark.createDataFrame(numbered(values, pa.string())).repartition(8)

        assert single(values) == codes(frame)


class TestFrames:
    def test_a_frame_stays_one(self, spark: Any) -> None:
        frame = spark.sql("select 'Lund' as k, 1 as n")

        coded = malmolund.with_codes(frame, "k", name="c")

        assert isinstance(coded, DataFrame)
        assert ["k", "n", "c"] == coded.columns
        assert [("Lund", 1, "1281")] == coded.collect()

    def test_wrong_names_are_refused(self, spark: Any) -> None:
        frame = spark.sql("select 'Lund' as k, 1 as n")

        with pytest.raises(malmolund.NotFoundError, match="The columns are: 'k', 'n'"):
            malmolund.with_codes(frame, "x")
        with pytest.raises(ValueError, match="'n' already"):
            malmolund.with_codes(frame, "k", name="n")
