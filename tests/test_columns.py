"""Columns that are lists and tuples, and the audit of them."""

from __future__ import annotations

import decimal
import math
import pickle
import sys
from fractions import Fraction
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import malmolund
from malmolund import _columns
from malmolund._catalogue import PACKAGED


FORMS = [str(form) for form in malmolund.municipalities._index]
ELSEWHERE = ["Hörby", "1266", "Skåne län", "12", "00", "Riket", "Stockholms kommun"]

CHANGES = [
    str.upper,
    str.title,
    lambda text: normalize("NFD", text),
    "\xad".join,
    lambda text: f"\t {text}\u2009",
    lambda text: text.replace(" ", "\xa0 "),
    lambda text: text + "s",
]
texts = st.builds(
    lambda text, change: change(text),
    st.sampled_from([*FORMS, *ELSEWHERE]),
    st.sampled_from([str, *CHANGES]),
)
values = st.one_of(
    texts,
    st.text(max_size=8),
    st.none(),
    st.booleans(),
    st.integers(1200, 1300),
    st.integers(1200, 1300).map(float),
    st.integers(1200, 1300).map(decimal.Decimal),
    st.integers(1200, 1300).map(complex),
    st.floats(),
    st.lists(st.just("Lund"), max_size=1),
)


def single(value: object) -> str | None:
    record = malmolund.municipalities.get(value)
    return None if record is None else record.code


class NAType:
    """As pandas has it: it cannot even be asked whether it equals itself."""

    def __ne__(self, other: object) -> Any:
        return self

    def __eq__(self, other: object) -> Any:
        return self

    def __hash__(self) -> int:
        return 7

    def __bool__(self) -> bool:
        raise TypeError("boolean value of NA is ambiguous")


class TestCodes:
    def test_a_list_comes_back_as_a_list_of_codes(self) -> None:
        codes = malmolund.codes(["Lund", "MALMÖ ", "Burlövs kommun", "Hörby"])

        assert ["1281", "1280", "1231", None] == codes

    def test_a_tuple_comes_back_as_a_tuple(self) -> None:
        assert ("1281", None) == malmolund.codes(("Lund", None))

    def test_nothing_comes_back_as_nothing(self) -> None:
        assert [] == malmolund.codes([])

    @settings(deadline=None)
    @given(st.lists(values, max_size=12))
    def test_a_column_answers_as_the_single_look_up(self, column: list[object]) -> None:
        expected = [single(value) for value in column]

        assert expected == malmolund.codes(column, errors="coerce")
        assert tuple(expected) == malmolund.codes(tuple(column), errors="coerce")

    def test_numbers_of_any_type_are_codes(self) -> None:
        numbers = [1280, 1280.0, decimal.Decimal(1281), Fraction(1231)]

        assert ["1280", "1280", "1281", "1231"] == malmolund.codes(numbers)

    def test_a_truth_value_is_no_number_that_it_equals(self) -> None:
        codes = malmolund.codes([1280, True, 1280 + 0j, "Lund"], errors="coerce")

        assert ["1280", None, None, "1281"] == codes

    def test_a_truth_value_is_none_beside_one_and_what_is_no_number(self) -> None:
        nan = float("nan")
        values = [1281, True, nan, nan, 1281.0, "Lund", {}]

        codes = malmolund.codes(values, errors="coerce")

        assert ["1281", None, None, None, "1281", "1281", None] == codes

    def test_a_number_is_no_complex_one_that_it_equals(self) -> None:
        codes = malmolund.codes([1281, 1281 + 0j], errors="coerce")

        assert ["1281", None] == codes

    def test_a_value_has_the_same_code_each_time(self) -> None:
        assert ["1281", "1280", "1281"] == malmolund.codes(["Lund", "Malmö", "Lund"])

    def test_each_value_is_looked_up_once_and_then_known(self) -> None:
        codes = _columns.Codes(malmolund.municipalities)

        found = codes.of([1281, "x", 1281.5, None, "x", 1281])

        assert ["1281", None, None, None, None, "1281"] == found
        assert {1281: "1281", "x": None, 1281.5: None, None: None} == codes
        assert ["x", 1281.5, None] == codes.misses

    def test_what_is_no_number_is_not_kept(self) -> None:
        codes = _columns.Codes(malmolund.municipalities)

        assert [None, None] == codes.of([math.nan, float("nan")])
        assert {} == codes
        assert [] == codes.misses

    def test_what_has_no_hash_is_no_match(self) -> None:
        codes = malmolund.codes([["Lund"], "Lund", {}, 1280], errors="coerce")

        assert [None, "1281", None, "1280"] == codes

    @pytest.mark.parametrize(
        "gap",
        [None, "", " \t\n", "\xad", math.nan, decimal.Decimal("NaN"), NAType()],
        ids=ascii,
    )
    def test_a_gap_is_null_and_no_error(self, gap: object) -> None:
        assert [None, "1281"] == malmolund.codes([gap, "Lund"])

    def test_a_signalling_nan_is_a_gap(self) -> None:
        assert [None] == malmolund.codes([decimal.Decimal("sNaN")])

    @pytest.mark.parametrize("value", ELSEWHERE)
    def test_what_lies_elsewhere_in_sweden_is_null_and_no_error(
        self, value: str
    ) -> None:
        assert [None] == malmolund.codes([value])

    def test_values_nobody_knows_are_listed_with_counts_and_suggestions(self) -> None:
        column = ["Lnud", "Lund", "Arlöv", "Lnud", 3, None, "Hörby"]

        with pytest.raises(malmolund.UnknownValuesError) as caught:
            malmolund.codes(column)

        assert (("Lnud", 2, ("Lund",)), ("Arlöv", 1), (3, 1, ())) == (
            caught.value.unknown[0],
            caught.value.unknown[1][:2],
            caught.value.unknown[2],
        )
        assert "'Lnud' (2 x), closest: 'Lund'" in str(caught.value)

    def test_only_the_most_frequent_of_very_many_get_suggestions(self) -> None:
        column = ["Lnud" + "\xad" * number for number in range(501)]

        with pytest.raises(malmolund.UnknownValuesError) as caught:
            malmolund.codes(column)

        assert [("Lund",), ()] == [like for _, _, like in caught.value.unknown[499:]]

    def test_values_nobody_knows_are_null_where_that_is_asked_for(self) -> None:
        assert [None] == malmolund.codes(["Lnud"], errors="coerce")

    @pytest.mark.parametrize("errors", ["ignore", "", None])
    def test_other_ways_to_treat_errors_are_refused(self, errors: Any) -> None:
        with pytest.raises(ValueError, match="expected 'raise' or 'coerce'"):
            malmolund.codes(["Lund"], errors=errors)

    def test_another_data_folder_has_its_own(self) -> None:
        catalogue = malmolund.load(PACKAGED._folder.directory)

        assert ["1281"] == catalogue.codes(["Lund"])
        assert 1 == catalogue.audit(["Lund"]).total

    @pytest.mark.parametrize("call", [malmolund.codes, malmolund.audit])
    def test_a_column_of_a_library_needs_the_extra(
        self, call: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "narwhals.stable.v2", None)

        with pytest.raises(ImportError) as caught:
            call(object())

        assert 'a object needs narwhals; pip install "malmolund[frames]"' == str(
            caught.value
        )

    def test_a_frame_needs_the_extra(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "narwhals.stable.v2", None)

        with pytest.raises(ImportError) as caught:
            malmolund.with_codes(object(), "Kommun")

        assert 'a object needs narwhals; pip install "malmolund[frames]"' == str(
            caught.value
        )


class TestForms:
    def test_are_those_of_the_look_up_by_code(self) -> None:
        forms = _columns._forms_by_code(PACKAGED)

        assert {m.code for m in malmolund.municipalities} == {*forms}
        assert {"lund", "1281", "lunds kommun", "212000-1132"} < {*forms["1281"]}
        for code, its_forms in forms.items():
            assert {code} == {malmolund.municipalities[f].code for f in its_forms}


class TestTables:
    @pytest.mark.parametrize(
        ("method", "library"),
        [("to_pandas", "pandas"), ("to_polars", "polars"), ("to_arrow", "pyarrow")],
    )
    def test_a_table_needs_its_library(
        self, method: str, library: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, library, None)

        with pytest.raises(ImportError, match=f"pip install {library}"):
            getattr(malmolund.municipalities, method)()


class TestAudit:
    def test_tells_members_places_elsewhere_unknown_values_and_gaps_apart(self) -> None:
        report = malmolund.audit(["Lund", "lund", 1280, "Hörby", "Lnud", None, ""])

        assert [("1280", 1280, 1), ("1281", "Lund", 1), ("1281", "lund", 1)] == [
            (value.code, value.value, value.count) for value in report.members
        ]
        assert [("1266", "Hörby", "Hörby")] == [
            (value.code, value.name, value.value) for value in report.elsewhere
        ]
        assert [("Lnud", ("Lund",))] == [
            (value.value, value.suggestions) for value in report.unrecognised
        ]
        assert (2, 7) == (report.missing, report.total)

    def test_has_members_first_each_with_its_commonest_spelling_first(self) -> None:
        report = malmolund.audit(["Hörby", "Lund", "lund", "lund", "Malmö"])

        assert ["Malmö", "lund", "Lund", "Hörby"] == [v.value for v in report.values]

    def test_names_the_members_that_never_occur(self) -> None:
        report = malmolund.audit([m.code for m in malmolund.municipalities][2:])

        assert (("1231", "Burlöv"), ("1285", "Eslöv")) == report.absent

    @settings(deadline=None)
    @given(st.lists(values, max_size=12))
    def test_accounts_for_every_value(self, column: list[object]) -> None:
        report = malmolund.audit(column)

        assert len(column) == report.total
        assert report.count("member") == sum(
            code is not None for code in malmolund.codes(column, errors="coerce")
        )

    @settings(deadline=None)
    @given(st.lists(values, max_size=12))
    def test_agrees_with_what_raises(self, column: list[object]) -> None:
        counts = [value.count for value in malmolund.audit(column).unrecognised]
        if not counts:
            assert malmolund.codes(column) == malmolund.codes(column, errors="coerce")
            return

        with pytest.raises(malmolund.UnknownValuesError) as caught:
            malmolund.codes(column)

        assert counts == [count for _, count, _ in caught.value.unknown]

    def test_values_that_are_equal_are_counted_apart_by_type(self) -> None:
        report = malmolund.audit([1280, True, 1, 1280, [1], [1]])

        assert [(1280, 2)] == [(v.value, v.count) for v in report.members]
        assert [([1], 2), (True, 1), (1, 1)] == [
            (v.value, v.count) for v in report.unrecognised
        ]

    def test_a_truth_value_is_counted_apart_from_the_number_it_equals(self) -> None:
        report = malmolund.audit([True, 1, 1])

        assert [(1, 2), (True, 1)] == [(v.value, v.count) for v in report.unrecognised]

    def test_what_has_no_hash_is_counted_apart_by_what_it_shows(self) -> None:
        class Row(list[int]):
            pass

        report = malmolund.audit([[1], [2], Row([1]), [1]])

        assert [([1], 2), ([2], 1), ([1], 1)] == [
            (v.value, v.count) for v in report.unrecognised
        ]

    def test_all_that_are_no_number_are_counted_as_one(self) -> None:
        tally = _columns._tally([math.nan, 1, float("nan")])

        assert ["nan: 2", "1: 1"] == [f"{value}: {count}" for value, count in tally]

    def test_says_how_many_were_not_listed(self) -> None:
        assert 7 == _columns.report(PACKAGED, [("Lund", 1)], 7).unlisted

    def test_an_array_is_no_gap(self) -> None:
        class Array:
            __hash__ = None  # type: ignore[assignment]

            def __ne__(self, other: object) -> Any:
                return self

            def __bool__(self) -> bool:
                raise ValueError("ambiguous")

        assert 1 == malmolund.audit([Array()]).count("not recognised")

    def test_can_be_read_as_text(self) -> None:
        column = ["Lund", *["lund"] * 2, "LUND", "Lunds kommun", "Hörby", "Lnud", None]

        lines = str(malmolund.audit(column)).splitlines()

        assert [
            "8 values",
            "member: 5",
            "  1281 Lund: 5, as 'lund' (2 x), 'Lund' (1 x), 'LUND' (1 x), ...",
            "elsewhere in Sweden: 1",
            "  1266 Hörby: 1, as 'Hörby' (1 x)",
            "not recognised: 1",
            "  'Lnud' (1 x), closest: 'Lund'",
            "missing: 1",
        ] == lines[:-1]
        assert lines[-1].startswith("members that never occur: 1231 Burlöv, 1285 Esl")

    def test_names_no_absent_members_where_all_occur(self) -> None:
        column = [m.code for m in malmolund.municipalities]

        assert "missing: 0" == str(malmolund.audit(column)).splitlines()[-1]

    def test_text_is_cut_where_it_would_be_long(self) -> None:
        column = [f"x{number}" for number in range(25)]

        assert "  ... and 5 more distinct values (5 x)" in str(malmolund.audit(column))

    def test_can_be_read_as_dicts(self) -> None:
        rows = malmolund.audit(["Lund", "Lnud", None]).to_dicts()

        assert {
            "value": "Lund",
            "count": 1,
            "status": "member",
            "code": "1281",
            "name": "Lund",
            "suggestions": [],
        } == rows[0]
        assert ["Lund"] == rows[1]["suggestions"]
        assert (None, 1, "missing") == tuple(rows[2].values())[:3]
        assert 11 == sum(row["status"] == "absent" for row in rows)
        assert {
            "value": None,
            "count": 0,
            "status": "absent",
            "code": "1231",
            "name": "Burlöv",
            "suggestions": [],
        } == rows[3]

    def test_what_is_not_listed_is_among_the_dicts(self) -> None:
        report = malmolund.AuditReport(values=(), missing=0, absent=(), unlisted=7)

        assert [(None, 7, "not recognised", None, None, [])] == [
            tuple(row.values()) for row in report.to_dicts()
        ]
        assert (7, 7) == (report.total, report.count("not recognised"))

    def test_is_a_table_in_a_notebook_with_all_escaped(self) -> None:
        html = malmolund.audit(["Lund", "<b>", "Lnud"])._repr_html_()

        assert "<caption>AuditReport of 3: 1 member, " in html
        assert "<td>&lt;b&gt;</td>" in html
        assert "<td>Lnud</td>" in html
        assert "<td>Lund</td>" in html

    def test_has_a_short_repr_and_can_be_pickled(self) -> None:
        report = malmolund.audit(["Lund", "Hörby", None])

        assert report == pickle.loads(pickle.dumps(report))
        assert (
            "<AuditReport of 3: 1 member, 1 elsewhere in Sweden, 0 not recognised, "
            "1 missing>"
        ) == repr(report)
