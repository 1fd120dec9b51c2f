"""What is given to do harm: it is passed on unharmed, and shown harmlessly."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

import malmolund
from malmolund._cli import main


if TYPE_CHECKING:
    from pathlib import Path

    from conftest import DataFolder


CELLS = {
    "formula": "=1+1",
    "command": "=cmd|' /C calc'!A0",
    "plus": "+46",
    "minus": "-1",
    "at": "@SUM(A1)",
    "tab": "\t=1",
    "carriage return": "\r=1",
    "carriage return inside": "a\rb",
    "line ends": "a\nb\r\nc\n\r",
    "script": "<script>alert(1)</script>",
    "markup": "\"'><img src=x onerror=alert(1)>&lt;",
    "nul": "a\x00b",
    "control characters": "".join(map(chr, range(1, 32))) + "\x7f\x85\x9b",
    "escape sequence": "\x1b[31mred\x1b]0;title\x07",
    "bidi": "\u202egnp.exe\u2066\u2069",
    "no width": "L\u200bnud\ufeff",
    "line separators": "a\u2028b\u2029c\x0bd\x0ce\x1cf",
    "beyond the plane": "\U0001f600\U0010ffff",
    "quotation marks": '"""a""","b',
    "quotation mark": '"',
    "delimiters": ",;\t|",
    "blanks": "  a  ",
    "blank": " ",
    "backslash": "\\",
    "null": "NULL",
    "long": "x" * 10_000_000,
}


def matched(tmp_path: Path, rows: list[list[str]], line_end: str) -> list[list[str]]:
    """Return what `match` makes of rows."""
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    with source.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator=line_end, quoting=csv.QUOTE_ALL).writerows(rows)

    assert 0 == main(
        ["match", str(source), "--column", "Kommun", "--output", str(target)]
    )

    usual = csv.field_size_limit(1 << 27)
    try:
        with target.open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file, strict=True))
    finally:
        csv.field_size_limit(usual)


class TestACellOfAFileToMatch:
    @pytest.mark.parametrize("line_end", ["\n", "\r\n"])
    @pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
    def test_comes_out_unharmed(self, tmp_path: Path, cell: str, line_end: str) -> None:
        rows = [["Kommun", cell], ["Lund", cell], [cell, "Lund"]]

        assert [
            ["Kommun", cell, "municipality_code"],
            ["Lund", cell, "1281"],
            [cell, "Lund", ""],
        ] == matched(tmp_path, rows, line_end)

    def test_may_stand_between_others_in_any_order(self, tmp_path: Path) -> None:
        cells = [cell for name, cell in CELLS.items() if name != "long"]
        rows = [["Kommun", *cells], *([cell, *cells[::-1]] for cell in cells)]

        added = ["municipality_code", *([""] * len(cells))]
        assert [[*row, more] for row, more in zip(rows, added, strict=True)] == matched(
            tmp_path, rows, "\n"
        )

    @pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
    def test_is_reported_briefly_and_legibly(
        self, tmp_path: Path, cell: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        matched(tmp_path, [["Kommun", "x"], [cell, ""]], "\n")

        printed = capsys.readouterr().err
        assert 600 > len(printed)
        assert printed.replace("\n", "").isprintable()


class TestAValueOfAColumn:
    @pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
    def test_is_escaped_in_the_table_of_the_audit(self, cell: str) -> None:
        html = malmolund.audit([cell])._repr_html_()
        body = html[html.index("<tbody>") :]

        assert {"tbody", "tr", "td", "table", "div"} == set(
            re.findall(r"</?(\w+)", body)
        )
        assert 3_000 > len(body)
        assert body.isprintable()

    @pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
    def test_is_reported_in_an_error_that_is_short(self, cell: str) -> None:
        if not cell.strip():
            assert [None] == malmolund.codes([cell])
            return
        with pytest.raises(malmolund.UnknownValuesError) as caught:
            malmolund.codes([cell])

        assert 400 > len(str(caught.value))
        assert str(caught.value).replace("\n", "").isprintable()

    @pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
    def test_is_not_found_by_a_message_that_is_short(self, cell: str) -> None:
        with pytest.raises(malmolund.NotFoundError) as caught:
            malmolund.municipalities[cell]

        assert 300 > len(str(caught.value))
        assert str(caught.value).isprintable()

    def test_may_say_anything_of_itself(self) -> None:
        class Loud:
            def __repr__(self) -> str:
                return "\x1b[31m\n\u202e" + "!" * 1_000

        report = malmolund.audit([Loud()])

        assert r"  \x1b[31m\n\u202e!!!!!!!!" in str(report)
        assert r"<td>\x1b[31m\n\u202e!!!!!!!!" in report._repr_html_()

    def test_may_be_a_number_too_long_to_be_written(self) -> None:
        report = malmolund.audit([10**5_000, 1280.0])

        assert 1 == report.count("not recognised")
        assert "<int whose repr raises ValueError> (1 x)" in str(report)
        assert "<td>&lt;int whose repr raises ValueError&gt;<" in report._repr_html_()
        assert '<td class="n">1280.0</td>' in report._repr_html_()


class Text(str):
    """A text that is something else as well."""

    __slots__ = ()


class Number(int):
    """A number that is something else as well."""


class Unhashable(str):
    __slots__ = ()
    __hash__ = None  # type: ignore[assignment]


class LikeAll(str):
    """A text that says it equals everything."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 7


class TestAKey:
    @pytest.mark.parametrize(
        "key",
        [
            *(10**5_000, -(10**5_000), 1e308, complex("nan"), Decimal("1e999999")),
            *("\ud800", "\x00", "Lund" * 1_000_000),
            *(b"Lund", [], {"Lund": "Lund"}, object(), lambda: "Lund"),
        ],
        ids=lambda key: type(key).__name__,
    )
    def test_that_nothing_is_known_as_is_not_found(self, key: Any) -> None:
        for name in ("municipalities", "regions", "plans", "focus_areas", "sources"):
            collection = getattr(malmolund, name)

            assert collection.get(key) is None
            assert key not in collection
            with pytest.raises(malmolund.NotFoundError) as caught:
                collection[key]
            assert 400 > len(str(caught.value))
            assert str(caught.value).isprintable()

    @pytest.mark.parametrize(
        "key",
        [
            Decimal("1.281e3"),
            Fraction(1281),
            Number(1281),
            Text("Lund"),
            LikeAll("Lund"),
            Unhashable("Lund"),
        ],
    )
    def test_may_be_any_number_or_text_that_means_the_same(self, key: Any) -> None:
        assert "1281" == malmolund.municipalities[key].code
        assert ["1281"] == malmolund.codes([key])


class TestATextOfADataFolder:
    def test_may_have_markup_in_it_that_a_card_escapes(
        self, folder: DataFolder
    ) -> None:
        folder.change("municipalities", 3, seat="<script>", website="http://x/\"'<b>")

        card = folder.load().municipalities["1233"]._repr_html_()

        assert "<dd>&lt;script&gt;</dd>" in card
        assert 'href="http://x/&quot;&#x27;&lt;b&gt;"' in card

    def test_of_any_length_makes_a_message_that_is_short(
        self, folder: DataFolder
    ) -> None:
        long = "x" * 1_000_000
        folder.change("focus_areas", 1, **{long: 1})

        error = folder.error()

        assert long == error.field
        assert 300 > len(str(error))
        assert "... (1000002 characters): is no field" in str(error)
