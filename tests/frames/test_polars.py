"""Columns and frames of polars, eager and lazy."""

from __future__ import annotations

import datetime as dt
import pickle
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import malmolund
from malmolund import _frames


FORMS = [str(form) for form in malmolund.municipalities._index]
OTHERS = "\u017fK\u212a\u0308\u0300\xad \x85\u2009\xdf\ufb06\u0130ÖÄ"
LETTERS = "".join(sorted(set("".join(FORMS)))) + OTHERS
NUMBERS: list[Any] = [
    pl.Int16,
    pl.Int32,
    pl.Int64,
    pl.Int128,
    pl.UInt8,
    pl.UInt64,
    pl.Float32,
    pl.Float64,
    pl.Decimal(38, 4),
]


def lazily(series: pl.Series) -> list[str | None]:
    frame = series.to_frame("k").lazy()
    found: list[str | None] = (
        malmolund.with_codes(frame, "k", errors="coerce")
        .collect()["municipality_code"]
        .to_list()
    )
    return found


def resolver() -> Any:
    return malmolund.statuses


class TestTheAnswerIsThatOfTheSingleLookUp:
    def test_of_text(self, known: dict[Any, Any]) -> None:
        series = pl.Series("k", list(known), dtype=pl.String)

        assert [*known.values()] == malmolund.codes(series, errors="coerce").to_list()
        assert [*known.values()] == lazily(series)

    @settings(deadline=None)
    @given(
        st.lists(
            st.one_of(
                st.none(),
                st.sampled_from(FORMS).map(str.upper),
                st.text(LETTERS, max_size=6),
                st.builds(
                    lambda form, i, text: form[: i % len(form)] + text + form[i:],
                    st.sampled_from(FORMS),
                    st.integers(0, 20),
                    st.text(LETTERS, max_size=2),
                ),
            )
        )
    )
    def test_of_text_drawn_at_random(self, texts: list[Any]) -> None:
        series = pl.Series("k", texts, dtype=pl.String)
        expected = malmolund.codes(texts, errors="coerce")

        assert expected == malmolund.codes(series, errors="coerce").to_list()
        assert expected == lazily(series)

    @pytest.mark.parametrize("dtype", NUMBERS, ids=str)
    def test_of_numbers(self, dtype: Any, numbers: list[Any], single: Any) -> None:
        series = pl.Series("k", numbers).cast(dtype, strict=False)
        expected = single(series.to_list())

        assert expected == malmolund.codes(series, errors="coerce").to_list()
        assert expected == lazily(series)

    def test_of_numbers_that_are_not_whole(self) -> None:
        values = [float("nan"), float("inf"), -float("inf"), 1280.5, 1280.0, None]

        assert [None, None, None, None, "1280", None] == lazily(pl.Series(values))
        assert lazily(pl.Series(values)) == malmolund.codes(values, errors="coerce")

    @pytest.mark.parametrize(
        "dtype", [pl.Categorical, pl.Enum(["Lund", "MALMÖ", "x"])], ids=str
    )
    def test_of_categories(self, dtype: Any) -> None:
        series = pl.Series(["Lund", None, "MALMÖ", "Lund"], dtype=dtype)

        assert ["1281", None, "1280", "1281"] == malmolund.codes(series).to_list()
        assert ["1281", None, "1280", "1281"] == lazily(series)

    @pytest.mark.parametrize(
        "value", [True, dt.date(1280, 1, 1), ["Lund"], {"k": "Lund"}, b"Lund"], ids=str
    )
    def test_of_what_is_neither_text_nor_number(self, value: Any) -> None:
        series = pl.Series([value, None])

        assert [None, None] == malmolund.codes(series, errors="coerce").to_list()
        assert [None, None] == lazily(series)

    def test_of_python_objects(self) -> None:
        values = [1280, True, 1280.0, "Lund", None]
        series = pl.Series("k", values, dtype=pl.Object)

        codes = malmolund.codes(series, errors="coerce")

        assert ["1280", None, "1280", "1281", None] == codes.to_list()
        assert ("k", pl.String) == (codes.name, codes.dtype)

    def test_of_statuses(self, told: dict[Any, Any]) -> None:
        frame = pl.LazyFrame({"k": list(told)})

        coded = malmolund.with_codes(frame, "k", status="s").collect()

        assert [*told.values()] == coded.select("municipality_code", "s").rows()


class TestBatches:
    """The threads of polars, which compute them, are not seen by coverage."""

    def test_are_resolved_alike_after_being_pickled(self) -> None:
        answer = _frames.Answer(name="code", forms=dict, resolver=resolver)
        batches = pickle.loads(pickle.dumps(_frames._Batches(answer)))

        for values, expected in (
            (["Lund", "Lnud", None], ["member", "not recognised", None]),
            (["Lnud", "Hörby"], ["not recognised", "same county"]),
            ([1281, 99], ["member", "not recognised"]),
        ):
            assert expected == batches(pl.Series(values)).to_list()

    def test_keep_no_more_than_some_of_the_texts(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(_frames, "_MOST_KEPT", 1)
        batches = _frames._Batches(
            _frames.Answer(name="code", forms=dict, resolver=resolver)
        )

        assert ["member"] * 2 == batches(pl.Series(["Lund", "LUND"])).to_list()
        assert {} == batches._known


class TestCodes:
    def test_the_name_is_kept_and_codes_are_text(self) -> None:
        codes = malmolund.codes(pl.Series("k", [1280, None]))

        assert ("k", pl.String) == (codes.name, codes.dtype)

    @pytest.mark.parametrize("name", ["*", "^k$", "^value$"])
    def test_a_name_is_no_pattern(self, name: str) -> None:
        codes = malmolund.codes(pl.Series(name, ["Lund", "Lund", "Hörby"]))

        assert (name, ["1281", "1281", None]) == (codes.name, codes.to_list())

    def test_an_unknown_value_raises(self) -> None:
        with pytest.raises(malmolund.UnknownValuesError) as caught:
            malmolund.codes(pl.Series("count", ["Lnud", "Lnud", "Lund"]))

        assert (("Lnud", 2, ("Lund",)),) == caught.value.unknown

    def test_an_expression_is_refused(self) -> None:
        with pytest.raises(TypeError, match="expected a list"):
            malmolund.codes(pl.col("k"))


class TestAudit:
    @pytest.mark.parametrize("dtype", [pl.String, pl.Categorical, pl.Object], ids=str)
    def test_counts_are_those_of_a_list(self, dtype: Any) -> None:
        values = ["Lund", "Lund", "Hörby", "x", None]

        report = malmolund.audit(pl.Series("value", values, dtype=dtype))

        assert str(malmolund.audit(values)) == str(report)


class TestFrames:
    def test_an_eager_frame_has_one_column_more(self) -> None:
        frame = pl.DataFrame({"k": ["Lund", "Hörby"], "n": [1, 2]})

        coded = malmolund.with_codes(frame, "k", errors="coerce")

        expected = frame.with_columns(municipality_code=pl.Series(["1281", None]))
        assert expected.equals(coded)

    def test_a_lazy_frame_stays_lazy_and_keeps_its_columns(self) -> None:
        frame = pl.LazyFrame({"_normal": [1], "k": ["Lund"]})

        coded = malmolund.with_codes(frame, "k", name="_normal_", errors="coerce")

        assert isinstance(coded, pl.LazyFrame)
        assert {"_normal": [1], "k": ["Lund"], "_normal_": ["1281"]} == (
            coded.collect().to_dict(as_series=False)
        )

    def test_nothing_is_collected(self) -> None:
        def explode(_series: pl.Series) -> pl.Series:
            raise AssertionError

        frame = pl.LazyFrame({"k": ["Lund"]}).with_columns(
            pl.col("k").map_batches(explode, return_dtype=pl.String)
        )

        assert isinstance(
            malmolund.with_codes(frame, "k", errors="coerce"), pl.LazyFrame
        )

    def test_unknown_values_raise_where_that_is_asked_for(self) -> None:
        frame = pl.DataFrame({"k": ["Lnud"]})

        with pytest.raises(malmolund.UnknownValuesError):
            malmolund.with_codes(frame, "k", errors="raise")
        with pytest.raises(ValueError, match="a lazy frame has no values yet"):
            malmolund.with_codes(frame.lazy(), "k", errors="raise")

    @pytest.mark.parametrize("name", ["*", "^k$", "^Kommun.*$", "^.*$", "self", ""])
    def test_a_column_may_have_any_name(self, name: str) -> None:
        frame = pl.DataFrame({"k": ["Malmö"], name: ["Lund"]})

        for either in (frame, frame.lazy()):
            read = malmolund.with_codes(either, name, name="c", status="s")
            added = malmolund.with_codes(
                either.drop(pl.nth(1)), "k", name=name, status=f"{name}s"
            )

            assert [("Malmö", "Lund", "1281", "member")] == read.lazy().collect().rows()
            found = added.lazy().collect()
            assert ["k", name, f"{name}s"] == found.columns
            assert [("Malmö", "1280", "member")] == found.rows()

    @pytest.mark.parametrize("lazy", [True, False])
    def test_wrong_names_are_refused(self, lazy: bool) -> None:  # noqa: FBT001
        frame: Any = pl.DataFrame({"Kommun": ["Lund"], "municipality_code": [""]})
        frame = frame.lazy() if lazy else frame

        with pytest.raises(malmolund.NotFoundError, match="The columns are: 'Kommun',"):
            malmolund.with_codes(frame, "Komun", name="c", errors="coerce")
        with pytest.raises(ValueError, match="'municipality_code' already"):
            malmolund.with_codes(frame, "Kommun", errors="coerce")


class TestTables:
    def test_columns_have_types_and_codes_are_text(self) -> None:
        frame = malmolund.municipalities.to_polars()

        assert 12 == len(frame)
        assert [pl.String, pl.String, pl.Int64, pl.Float64] == [
            frame[name].dtype
            for name in ("code", "county_code", "population", "latitude")
        ]

    def test_the_population_is_a_long_table(self) -> None:
        frame = malmolund.population.to_polars()

        assert {
            "code": pl.String,
            "name": pl.String,
            "year": pl.Int64,
            "population": pl.Int64,
        } == dict(frame.schema)
        assert (
            malmolund.population.to_dicts()[0]["population"] == frame["population"][0]
        )

    def test_dates_are_dates(self) -> None:
        frame = malmolund.plans.to_polars()

        assert dt.date(2019, 5, 21) in frame["adopted"].to_list()
