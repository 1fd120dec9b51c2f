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
SIGNAL = decimal.Decimal("sNaN")
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

    @settings(deadline=None)
    @given(st.lists(values, max_size=12))
    def test_a_column_answers_as_the_single_look_up(self, column: list[object]) -> None:
        expected = [single(value) for value in column]

        assert expected == malmolund.codes(column, errors="coerce")
        assert tuple(expected) == malmolund.codes(tuple(column), errors="coerce")

    @pytest.mark.parametrize(
        ("of", "codes"),
        [
            ("members", ["1281", None, None, None, None, None, None]),
            ("areas", ["1281", "1266", "2080", "0114", "12", "00", None]),
        ],
    )
    def test_may_be_of_members_or_of_all_areas(
        self, of: Any, codes: list[str | None]
    ) -> None:
        column = ["Lund", "Hörby", "Falu kommun", 114, "Skåne", "Riket", "Stormalmö"]

        assert codes == malmolund.codes(column, of=of)

    @pytest.mark.parametrize("of", ["regions", "", None])
    def test_are_of_nothing_else(self, of: Any) -> None:
        with pytest.raises(ValueError, match="expected 'members' or 'areas'"):
            malmolund.codes(["Lund"], of=of)

    def test_can_be_asked_for_in_another_process(self) -> None:
        codes, statuses, catalogue = pickle.loads(
            pickle.dumps((malmolund.codes, malmolund.statuses, PACKAGED))
        )

        assert ["1281"] == codes(["Lund"])
        assert ["member"] == statuses(["Lund"])
        assert catalogue is PACKAGED

    def test_numbers_of_any_type_are_codes(self) -> None:
        numbers = [1280, 1280.0, decimal.Decimal(1281), Fraction(1231)]

        assert ["1280", "1280", "1281", "1231"] == malmolund.codes(numbers)

    def test_what_is_equal_and_of_another_kind_is_not_taken_for_it(self) -> None:
        nan = float("nan")
        values = [1281, True, nan, nan, 1281 + 0j, 1281.0, "Lund", {}, ["Lund"], 1281]

        codes = malmolund.codes(values, errors="coerce")

        expected = ["1281", None, None, None, None, "1281", "1281", None, None, "1281"]
        assert expected == codes

    @pytest.mark.parametrize(
        "gap",
        [None, "", " \t\n", "\xad", math.nan, decimal.Decimal("NaN"), SIGNAL, NAType()],
        ids=ascii,
    )
    def test_a_gap_is_null_and_no_error(self, gap: object) -> None:
        assert [None, "1281"] == malmolund.codes([gap, "Lund"])

    @pytest.mark.parametrize("value", ELSEWHERE)
    def test_what_lies_elsewhere_in_sweden_is_null_and_no_error(
        self, value: str
    ) -> None:
        assert [None] == malmolund.codes([value])

    def test_values_nobody_knows_are_listed_with_counts_and_suggestions(self) -> None:
        column = ["Lnud", "Lund", "Arlöv", "Lnud", 2, None, "Hörby"]

        with pytest.raises(malmolund.UnknownValuesError) as caught:
            malmolund.codes(column)

        assert [("Lnud", 2), ("Arlöv", 1), (2, 1)] == [
            (value, count) for value, count, _ in caught.value.unknown
        ]
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

    @pytest.mark.parametrize(
        "call",
        [
            malmolund.codes,
            malmolund.audit,
            lambda frame: malmolund.with_codes(frame, "Kommun"),
        ],
    )
    def test_a_column_or_frame_of_a_library_needs_the_extra(
        self, call: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "narwhals.stable.v2", None)

        with pytest.raises(ImportError, match=r'pip install "malmolund\[frames\]"'):
            call(object())


class TestStatuses:
    def test_say_what_each_value_is(self) -> None:
        column = ("Lund", "Hörby", "Falun", "Skåne", "Riket", "MLR", "Lnud", None, " ")

        assert (
            *("member", "same county", "rest of Sweden", "total", "total", "total"),
            *("not recognised", None, None),
        ) == malmolund.statuses(column)

    @given(st.lists(values, max_size=12))
    def test_agree_with_codes_and_audit(self, column: list[object]) -> None:
        statuses = malmolund.statuses(column)
        codes = malmolund.codes(column, errors="coerce")
        report = malmolund.audit(column)

        assert [code is not None for code in codes] == [s == "member" for s in statuses]
        assert statuses.count(None) == report.missing
        for status in ("same county", "rest of Sweden", "total", "not recognised"):
            assert statuses.count(status) == report.count(status)


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
    def test_says_a_value_in_a_line(self) -> None:
        known, unknown = malmolund.audit(["Lund", "Lnud", "Lnud"]).values

        assert "'Lund' (1 x)" == str(known)
        assert "'Lnud' (2 x), closest: 'Lund'" == str(unknown)

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

    def test_has_totals_set_apart(self) -> None:
        report = malmolund.audit(["Skåne", "Lund", "Riket", "Stormalmö", "Falun"])

        assert [("00", "Riket"), ("12", "Skåne"), ("stormalmo", "Stormalmö")] == [
            (value.code, value.value) for value in report.totals
        ]
        assert ["Falun"] == [value.value for value in report.elsewhere]
        assert (3, 1) == (report.count("total"), report.count("rest of Sweden"))

    def test_hints_at_the_municipality_of_a_seat(self) -> None:
        (value,) = malmolund.audit(["Arlöv"]).values

        assert "Arlöv is the seat of 1231 Burlöv." == value.hint
        assert () == value.suggestions
        assert "'Arlöv' (1 x), Arlöv is the seat of 1231 Burlöv." == str(value)

    @pytest.mark.parametrize("status", ["typo", "missing", "elsewhere in Sweden", None])
    def test_counts_no_status_that_there_is_not(self, status: Any) -> None:
        with pytest.raises(ValueError, match=r"status is .*; expected 'member' or 'sa"):
            malmolund.audit(["Lund"]).count(status)

    def test_cuts_a_long_list_of_places(self) -> None:
        column = [area.code for area in malmolund.areas]

        text = str(malmolund.audit(column))

        assert "rest of Sweden: 257" in text
        assert "  ... and 237 more places (237 x)" in text

    def test_has_members_first_each_with_its_commonest_spelling_first(self) -> None:
        report = malmolund.audit(["Hörby", "Lund", "lund", "lund", "Malmö"])

        assert ["Malmö", "lund", "Lund", "Hörby"] == [v.value for v in report.values]

    def test_names_the_members_that_never_occur(self) -> None:
        codes = [m.code for m in malmolund.municipalities]

        absent = malmolund.audit(codes[2:]).absent

        assert (("1231", "Burlöv"), ("1285", "Eslöv")) == absent
        assert "missing: 0" == str(malmolund.audit(codes)).splitlines()[-1]

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
        assert [(1, 1)] == [(v.value, v.count) for v in report.totals]
        assert [([1], 2), (True, 1)] == [
            (v.value, v.count) for v in report.unrecognised
        ]

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
            "same county: 1",
            "  1266 Hörby: 1, as 'Hörby' (1 x)",
            "rest of Sweden: 0",
            "total: 0",
            "not recognised: 1",
            "  'Lnud' (1 x), closest: 'Lund'",
            "missing: 1",
        ] == lines[:-1]
        assert lines[-1].startswith("members that never occur: 1231 Burlöv, 1285 Esl")

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
        assert (None, 0, "absent", "1231", "Burlöv", []) == tuple(rows[3].values())

    def test_what_is_not_listed_is_among_the_dicts(self) -> None:
        report = _columns.report(PACKAGED._vocabulary, [], unlisted=7)

        assert [(None, 7, "not recognised", None, None, [])] == [
            tuple(row.values()) for row in report.to_dicts()[:1]
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
            "<AuditReport of 3: 1 member, 1 same county, 0 rest of Sweden, 0 total, "
            "0 not recognised, 1 missing>"
        ) == repr(report)
