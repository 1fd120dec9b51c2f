"""Columns and frames of pandas, 2 and 3."""

from __future__ import annotations

import decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import malmolund


if TYPE_CHECKING:
    from conftest import DataFolder


PANDAS_3 = int(pd.__version__.split(".")[0]) >= 3
TEXT = pd.Series([""]).dtype
FORMS = [str(form) for form in malmolund.municipalities._index]
MIXED = [1280, True, 1280.0, decimal.Decimal(1281), "Lund", None, pd.NA, pd.NaT, "x"]


def _never(_: object) -> bool:
    return False


def plain(series: Any) -> list[str | None]:
    return [value if isinstance(value, str) else None for value in series]


class TestCodes:
    def test_the_answer_is_that_of_the_single_look_up(
        self, known: dict[Any, Any]
    ) -> None:
        for dtype in ("object", "string", "category"):
            series = pd.Series(list(known), dtype=dtype)
            codes = malmolund.codes(series, errors="coerce")

            # A category of pandas 2 ends at NUL.
            held = [None if pd.isna(value) else value for value in series]
            assert len(known) == len(held)
            assert [known[value] for value in held] == plain(codes)

    def test_text_is_not_what_it_is_before_nul(self) -> None:
        values = ["Lund", "Lund\0x", "Lund\0", "Malmö\0y", "Malmö", None]

        for dtype in ("object", "string"):
            series = pd.Series(values, dtype=dtype)

            found = plain(malmolund.codes(series, errors="coerce"))
            report = malmolund.audit(series)

            assert ["1281", None, "1281", None, "1280", None] == found
            assert (3, 2) == (report.count("member"), report.count("not recognised"))

    @given(
        st.lists(
            st.one_of(
                st.sampled_from(FORMS),
                st.text(max_size=5),
                st.none(),
                st.booleans(),
                st.integers(1279, 1282),
                st.floats(1279, 1282),
                st.just([]),
            )
        )
    )
    def test_objects_of_all_types_are_what_they_are_alone(
        self, values: list[Any]
    ) -> None:
        codes = malmolund.codes(pd.Series(values, dtype=object), errors="coerce")

        assert malmolund.codes(values, errors="coerce") == plain(codes)

    def test_objects_of_mixed_types_are_not_taken_for_one_another(self) -> None:
        codes = malmolund.codes(pd.Series(MIXED, dtype=object), errors="coerce")

        expected = ["1280", None, "1280", "1281", "1281", None, None, None, None]
        assert expected == plain(codes)
        assert TEXT == codes.dtype

    @pytest.mark.parametrize(
        "dtype", ["Int64", "Float64", "float64", "float32", "object", "category"]
    )
    def test_numbers_are_codes_whatever_their_type(
        self, dtype: Any, numbers: list[Any], single: Any
    ) -> None:
        series = pd.Series(numbers, dtype=dtype)

        codes = malmolund.codes(series, errors="coerce")

        assert single(None if pd.isna(v) else v for v in series) == plain(codes)

    def test_index_name_and_kind_of_text_are_kept(self) -> None:
        series = pd.Series(["Lund", None], index=[7, 7], name="k", dtype="string")

        codes = malmolund.codes(series)

        assert isinstance(codes, pd.Series)
        assert ([7, 7], "k", "string") == (list(codes.index), codes.name, codes.dtype)
        assert codes.isna().tolist() == [False, True]

    @pytest.mark.parametrize("dtype", ["object", "category", "Int64"])
    def test_other_kinds_become_the_text_of_pandas(self, dtype: Any) -> None:
        codes = malmolund.codes(pd.Series([1280, None], dtype=dtype))

        assert ("str" if PANDAS_3 else "object") == codes.dtype

    def test_an_empty_column_stays_empty(self) -> None:
        assert 0 == len(malmolund.codes(pd.Series([], dtype="object")))

    def test_an_unknown_value_raises(self) -> None:
        with pytest.raises(malmolund.UnknownValuesError) as caught:
            malmolund.codes(pd.Series(["Lnud", "Lnud", "Lund"]))

        assert (("Lnud", 2, ("Lund",)),) == caught.value.unknown

    def test_a_category_that_never_occurs_does_not_raise(self) -> None:
        values = pd.Categorical(["Lund"], categories=["Lund", "Lnud"])

        assert ["1281"] == plain(malmolund.codes(pd.Series(values)))

    @pytest.mark.parametrize("values", ["Lund", {"Lund"}, pd.DataFrame(), object()])
    def test_what_is_no_column_is_refused(self, values: Any) -> None:
        with pytest.raises(
            TypeError, match=r"expected a list(, a tuple)? or a(nother)? column"
        ):
            malmolund.codes(values)


class TestAudit:
    @pytest.mark.parametrize("dtype", ["object", "string", "category"])
    def test_counts_are_those_of_a_list(self, dtype: Any) -> None:
        values = ["Lund", "Lund", "Hörby", "x", None]

        report = malmolund.audit(pd.Series(values, dtype=dtype))

        assert str(malmolund.audit(values)) == str(report)

    def test_objects_of_mixed_types_are_counted_apart(self) -> None:
        report = malmolund.audit(pd.Series(MIXED, dtype=object))

        assert (4, 2, 3) == (
            report.count("member"),
            report.count("not recognised"),
            report.missing,
        )


class TestFrames:
    def test_the_frame_has_one_column_more(self) -> None:
        frame = pd.DataFrame({0: [1, 2], "k": ["Lund", "Hörby"]}, index=[5, 5])

        coded = malmolund.with_codes(frame, "k", errors="coerce")

        assert [0, "k", "municipality_code"] == list(coded.columns)
        assert ["1281", None] == plain(coded["municipality_code"])
        assert [0, "k"] == list(frame.columns)
        assert [5, 5] == list(coded.index)

    def test_a_subclass_stays_one(self) -> None:
        class Frame(pd.DataFrame):  # type: ignore[misc, unused-ignore]
            @property
            def _constructor(self) -> Any:
                return Frame

        assert isinstance(
            malmolund.with_codes(Frame({"k": ["Lund"]}), "k", errors="coerce"), Frame
        )

    def test_the_column_can_be_called_otherwise(self) -> None:
        coded = malmolund.with_codes(
            pd.DataFrame({"k": ["x"]}), "k", name="c", errors="coerce"
        )

        assert ["k", "c"] == list(coded.columns)

    def test_unknown_values_raise_where_that_is_asked_for(self) -> None:
        with pytest.raises(malmolund.UnknownValuesError):
            malmolund.with_codes(pd.DataFrame({"k": ["x"]}), "k", errors="raise")

    def test_a_missing_column_names_those_there_are(self) -> None:
        with pytest.raises(malmolund.NotFoundError) as caught:
            malmolund.with_codes(
                pd.DataFrame({"Kommun": [], "Antal": []}), "Komun", errors="coerce"
            )

        assert "Closest known forms: 'Kommun'." in str(caught.value)
        assert "The columns are: 'Kommun', 'Antal'." in str(caught.value)

    def test_a_column_that_is_there_is_not_overwritten(self) -> None:
        frame = pd.DataFrame({"k": [], "municipality_code": []})

        with pytest.raises(ValueError, match="'municipality_code' already"):
            malmolund.with_codes(frame, "k", errors="coerce")

    def test_two_columns_of_one_name_are_refused(self) -> None:
        frame = pd.DataFrame([[1, 2]], columns=["k", "k"])

        with pytest.raises(ValueError, match="2 columns are called 'k'"):
            malmolund.with_codes(frame, "k", errors="coerce")

    def test_other_columns_of_one_name_are_kept(self) -> None:
        frame = pd.DataFrame([["Lund", 1, 2]], columns=["k", "x", "x"])

        coded = malmolund.with_codes(frame, "k", status="s")

        assert ["k", "x", "x", "municipality_code", "s"] == list(coded.columns)
        assert [["Lund", 1, 2, "1281", "member"]] == coded.to_numpy().tolist()

    @pytest.mark.parametrize("name", ["self", "*", "^k$"])
    def test_a_column_may_have_any_name(self, name: str) -> None:
        frame = pd.DataFrame({"k": ["Malmö"], name: ["Lund"]})

        read = malmolund.with_codes(frame, name, name="c", status="s")
        added = malmolund.with_codes(frame[["k"]], "k", name=name, status="s")

        assert [["Malmö", "Lund", "1281", "member"]] == read.to_numpy().tolist()
        assert ["k", name, "s"] == list(added.columns)
        assert [["Malmö", "1280", "member"]] == added.to_numpy().tolist()

    def test_the_frame_given_stays_as_it_is(self) -> None:
        frame = pd.DataFrame({"k": ["Lund"]})

        coded = malmolund.with_codes(frame, "k")
        coded.loc[0, "k"] = "x"

        assert {"k": ["Lund"]} == frame.to_dict("list")

    def test_what_is_no_frame_is_refused(self) -> None:
        with pytest.raises(TypeError, match="expected a frame"):
            malmolund.with_codes([1], "k", errors="coerce")


class TestTables:
    def test_columns_have_types_and_codes_are_text(self) -> None:
        frame = malmolund.municipalities.to_pandas()

        assert 12 == len(frame)
        assert TEXT == frame["code"].dtype == frame["county_code"].dtype
        assert ("int64", "float64") == (frame["population"].dtype, frame.latitude.dtype)

    def test_the_population_is_a_long_table(self) -> None:
        frame = malmolund.population.to_pandas()

        assert ["code", "name", "year", "population"] == list(frame.columns)
        assert 110488 == frame[(frame.code == "1281") & (frame.year == 2010)].iloc[0, 3]

    def test_dates_are_dates_and_gaps_stay_gaps(self) -> None:
        plans, areas = malmolund.plans.to_pandas(), malmolund.areas.to_pandas()

        assert pd.Timestamp(2019, 5, 21) == plans.set_index("id").adopted["2019-2023"]
        assert ("Int64", True) == (
            areas.population.dtype,
            bool(areas.population.isna().any()),
        )

    @pytest.mark.parametrize(
        "collection",
        ["areas", "municipalities", "regions", "plans", "population", "figures"],
    )
    def test_types_are_those_of_the_class_whatever_the_rows(
        self, collection: str
    ) -> None:
        records = getattr(malmolund, collection)
        first = next(iter(records))
        one, none = records.where(lambda r: r is first), records.where(_never)

        types = records.to_pandas().dtypes.to_dict()

        assert 1 == len(one)
        assert types == one.to_pandas().dtypes.to_dict()
        assert types == none.to_pandas().dtypes.to_dict()

    def test_a_gap_that_only_a_folder_of_ones_own_has_stays_one(
        self, folder: DataFolder
    ) -> None:
        rows = folder.rows("population")
        folder.write("population", [row for row in rows if row["code"] != "1281"])

        frame = malmolund.load(folder.path).municipalities.to_pandas()

        assert ["1281"] == frame["code"][frame["population"].isna()].to_list()
        assert "Int64" == frame["population"].dtype

    def test_no_records_make_no_rows(self) -> None:
        assert 0 == len(malmolund.municipalities.where(seat="x").to_pandas())


class TestArrays:
    @pytest.mark.parametrize(
        "kind", ["timedelta64[ns]", "datetime64[ns]", "datetime64[D]"]
    )
    def test_durations_and_dates_of_numpy_are_no_codes(self, kind: str) -> None:
        array = np.array([1281, "NaT"], dtype=kind)

        assert [None, None] == list(malmolund.codes(array, errors="coerce"))
        assert 1 == malmolund.audit(array).count("not recognised")

    def test_a_dictionary_of_arrow_that_holds_null_is_understood(self) -> None:
        one = pa.DictionaryArray.from_arrays([0, 1, None], pa.array(["Lund", None]))
        other = pa.DictionaryArray.from_arrays([0], pa.array(["Malmö"]))
        column = pa.chunked_array([one, other])
        series = pd.Series(column, dtype=pd.ArrowDtype(column.type))

        assert ["1281", None, None, "1280"] == plain(malmolund.codes(series))
        assert 2 == malmolund.audit(series).count("member")

    def test_of_numpy_give_arrays(self) -> None:
        found = malmolund.codes(np.array(["Lund", "Malmö", "Hörby"]))

        assert ["1281", "1280", None] == found.tolist()
        assert isinstance(found, np.ndarray)
        assert 2 == malmolund.audit(np.array([1281, 1280])).count("member")

    def test_of_two_dimensions_are_refused(self) -> None:
        with pytest.raises(TypeError, match=r"shape \(1, 1\), expected one dimension"):
            malmolund.codes(np.array([["Lund"]]))

    def test_that_are_an_index_give_one_of_the_same_name(self) -> None:
        found = malmolund.codes(pd.Index(["Lund", "Hörby"], name="place"))

        assert isinstance(found, pd.Index)
        assert "place" == found.name
        assert "1281" == found[0]
        assert 1 == malmolund.audit(pd.Index(["Lund"])).count("member")

    def test_that_are_an_index_of_two_levels_are_refused(self) -> None:
        index = pd.MultiIndex.from_tuples([("Lund", 1)])

        with pytest.raises(TypeError, match="expected one level"):
            malmolund.codes(index)

    def test_of_distinct_values_are_answered(self) -> None:
        for dtype in (object, "str", "int64"):
            values = pd.Series(["1281", "1281"]).astype(dtype).unique()

            assert ["1281"] == list(malmolund.codes(values))

    def test_of_arrow_lists_are_looked_up_one_by_one(self) -> None:
        kind = pd.ArrowDtype(pa.list_(pa.string()))

        found = malmolund.codes(pd.Series([["Lund"]], dtype=kind), errors="coerce")

        assert [True] == found.isna().to_list()

    @pytest.mark.parametrize(
        ("values", "advice"),
        [
            ("Lund", r"municipalities\[...\]"),
            (b"Lund", r"municipalities\[...\]"),
            ({"Lund": 1}, r"list\(values.values\(\)\)"),
            ({"Lund"}, r"pass list\(values\)"),
            (iter(["Lund"]), r"pass list\(values\)"),
        ],
    )
    def test_are_advised_where_values_are_not_in_a_row(
        self, values: Any, advice: str
    ) -> None:
        for ask in (malmolund.codes, malmolund.statuses, malmolund.audit):
            with pytest.raises(TypeError, match=advice):
                ask(values)


class TestStatuses:
    VALUES = ("Lund", "Hörby", "Falu kommun", "Skåne", "Lnud", None)
    STATUSES = ("member", "same county", "rest of Sweden", "total", "not recognised")

    def test_are_a_column_of_the_same_kind(self) -> None:
        found = malmolund.statuses(pd.Series(self.VALUES, name="k"))

        assert [*self.STATUSES, True] == [*found[:5], found.isna()[5]]
        assert "k" == found.name

    def test_stand_beside_the_codes(self) -> None:
        frame = pd.DataFrame({"k": self.VALUES})

        found = malmolund.with_codes(frame, "k", of="areas", status="what")

        codes = ["1281", "1266", "2080", "12"]
        assert codes == found["municipality_code"][:4].to_list()
        assert list(self.STATUSES) == found["what"][:5].to_list()

    def test_let_unknown_values_stand(self) -> None:
        frame = pd.DataFrame({"k": ["Lnud"]})

        with pytest.raises(malmolund.UnknownValuesError):
            malmolund.with_codes(frame, "k")
        assert ["not recognised"] == malmolund.with_codes(frame, "k", status="s")[
            "s"
        ].to_list()

    def test_have_a_name_of_their_own(self) -> None:
        frame = pd.DataFrame({"k": ["Lund"]})

        for status in ("k", "municipality_code"):
            with pytest.raises(ValueError, match="there is a column"):
                malmolund.with_codes(frame, "k", status=status)
