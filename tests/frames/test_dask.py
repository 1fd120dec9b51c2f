"""Frames of Dask."""

from __future__ import annotations

import random
from typing import Any

import cloudpickle
import dask
import dask.dataframe as dd
import pandas as pd
import pytest

import malmolund


def codes(frame: Any) -> list[str | None]:
    found = malmolund.with_codes(frame, "k", errors="coerce").compute()[
        "municipality_code"
    ]
    return [value if isinstance(value, str) else None for value in found]


class TestTheAnswerIsThatOfTheSingleLookUp:
    def test_of_text(self, known: dict[Any, Any]) -> None:
        frame = dd.from_pandas(pd.DataFrame({"k": list(known)}), npartitions=5)

        assert [*known.values()] == codes(frame)

    @pytest.mark.parametrize(
        "dtype", ["Int64", "Float64", "float64", "float32", "category", "object"]
    )
    def test_of_numbers(self, dtype: Any, numbers: list[Any], single: Any) -> None:
        frame = pd.DataFrame({"k": pd.Series(numbers, dtype=dtype)})
        expected = single(None if pd.isna(value) else value for value in frame["k"])

        with dask.config.set({"dataframe.convert-string": False}):
            assert expected == codes(dd.from_pandas(frame, npartitions=3))

    def test_of_objects_of_mixed_types(self, single: Any) -> None:
        values = [1280, "1280", 1280.0, True, None, "Lund", "Hörby", [1281]]
        frame = pd.DataFrame({"k": pd.Series(values, dtype=object)})

        with dask.config.set({"dataframe.convert-string": False}):
            assert single(values) == codes(dd.from_pandas(frame, npartitions=3))

    def test_of_a_million_rows_in_many_partitions(self, known: dict[Any, Any]) -> None:
        values = random.Random(1).choices(list(known), k=1_000_000)
        frame = dd.from_pandas(pd.DataFrame({"k": values}), npartitions=16)

        assert [known[value] for value in values] == codes(frame)


class TestFrames:
    def test_a_frame_stays_lazy_and_can_travel(self) -> None:
        frame = dd.from_pandas(pd.DataFrame({"k": ["Lund"], "n": [1]}), npartitions=1)

        coded = malmolund.with_codes(frame, "k", name="c", errors="coerce")

        assert isinstance(coded, dd.DataFrame)
        assert ["k", "n", "c"] == list(coded.columns)
        travelled = cloudpickle.loads(cloudpickle.dumps(coded))
        assert ["1281"] == travelled.compute()["c"].tolist()

    def test_nothing_is_computed(self) -> None:
        def explode(_partition: Any) -> Any:
            raise AssertionError

        frame = dd.from_pandas(pd.DataFrame({"k": ["Lund"]}), npartitions=1)
        frame = frame.map_partitions(explode, meta=frame._meta)

        assert isinstance(
            malmolund.with_codes(frame, "k", errors="coerce"), dd.DataFrame
        )

    @pytest.mark.parametrize("name", ["self", "*", "^k$", "a.b", "_malmolund_c"])
    def test_a_column_may_have_any_name(self, name: str) -> None:
        frame = pd.DataFrame({"k": ["Malmö"], name: ["Lund"]})
        lazy = dd.from_pandas(frame, npartitions=1)

        read = malmolund.with_codes(lazy, name, name="c", status="s").compute()
        added = malmolund.with_codes(lazy[["k"]], "k", name=name, status="s").compute()

        assert [["Malmö", "Lund", "1281", "member"]] == read.to_numpy().tolist()
        assert ["k", name, "s"] == list(added.columns)
        assert [["Malmö", "1280", "member"]] == added.to_numpy().tolist()

    def test_other_columns_of_one_name_are_kept(self) -> None:
        frame = pd.DataFrame([["Lund", 1, 2]], columns=["k", "x", "x"])

        coded = malmolund.with_codes(
            dd.from_pandas(frame, npartitions=1), "k", status="s"
        ).compute()

        assert ["k", "x", "x", "municipality_code", "s"] == list(coded.columns)
        assert [["Lund", 1, 2, "1281", "member"]] == coded.to_numpy().tolist()

    def test_wrong_names_and_errors_are_refused(self) -> None:
        frame = dd.from_pandas(pd.DataFrame({"k": [], "n": []}), npartitions=1)

        with pytest.raises(malmolund.NotFoundError, match="The columns are: 'k', 'n'"):
            malmolund.with_codes(frame, "x", errors="coerce")
        with pytest.raises(ValueError, match="'n' already"):
            malmolund.with_codes(frame, "k", name="n", errors="coerce")
        with pytest.raises(ValueError, match="a lazy frame has no values yet"):
            malmolund.with_codes(frame, "k", errors="raise")
