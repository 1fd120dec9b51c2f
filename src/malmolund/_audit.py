"""The report of what a column holds."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from . import _checks as check
from .exceptions import shown


if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_STATUSES = ("member", "elsewhere in Sweden", "not recognised")
_AT_MOST = 20
_SPELLINGS = 3
_COUNT = check.whole(0, 2**63, "a count")


@frozen(kw_only=True)
class AuditedValue:
    """A distinct value of a column, and what it is.

    Attributes:
        value: The value as it stands in the column.
        count: How often it occurs.
        status: ``"member"``, ``"elsewhere in Sweden"`` or ``"not recognised"``.
        code: The code of what it is, `None` if it was not recognised.
        name: The name of what it is, `None` if it was not recognised.
        suggestions: The closest known forms, best first; empty if it was recognised.

    Examples:
        >>> import malmolund
        >>> value = malmolund.audit(["Hörby"]).values[0]
        >>> value.status, value.code
        ('elsewhere in Sweden', '1266')
    """

    value: object
    count: int = field(validator=_COUNT)
    status: str = field(validator=check.one_of(*_STATUSES))
    code: str | None = None
    name: str | None = None
    suggestions: tuple[str, ...] = ()

    def __str__(self) -> str:
        closest = ", ".join(map(repr, self.suggestions))
        return f"{shown(self.value)} ({self.count} x)" + (
            f", closest: {closest}" if closest else ""
        )


_VALUES = check.instance_of(AuditedValue, "an AuditedValue").each()


@frozen(kw_only=True, repr=False)
class AuditReport:
    """What a column holds: members, what lies elsewhere, what nobody knows, gaps.

    Attributes:
        values: The distinct values: members by code, then what lies elsewhere in
            Sweden by code, then what was not recognised, the most frequent first.
        missing: How many values are None, NaN, NA or blank.
        absent: The code and name of each member that never occurs.
        unlisted: How many more values were not recognised that `values` leaves out,
            as a file of any length is audited in constant memory; else 0.

    Examples:
        >>> import malmolund
        >>> report = malmolund.audit(["Lund", "Lunds kommun", "Hörby", "Lnud", None])
        >>> report.count("member"), report.count("not recognised"), report.missing
        (2, 1, 1)
        >>> [value.suggestions for value in report.unrecognised]
        [('Lund',)]
    """

    values: tuple[AuditedValue, ...] = field(validator=_VALUES)
    missing: int = field(validator=_COUNT)
    absent: tuple[tuple[str, str], ...]
    unlisted: int = field(default=0, validator=_COUNT)

    @property
    def members(self) -> tuple[AuditedValue, ...]:
        """The distinct values that mean a member, by code."""
        return self._having("member")

    @property
    def elsewhere(self) -> tuple[AuditedValue, ...]:
        """The distinct values that mean another place in Sweden, by code."""
        return self._having("elsewhere in Sweden")

    @property
    def unrecognised(self) -> tuple[AuditedValue, ...]:
        """The distinct values that nobody knows, the most frequent first."""
        return self._having("not recognised")

    @property
    def total(self) -> int:
        """How many values the column holds, the missing ones among them."""
        return self.missing + sum(map(self.count, _STATUSES))

    def count(self, status: str) -> int:
        """Return how many values of the column have a status.

        Examples:
            >>> import malmolund
            >>> malmolund.audit(["Lund", "LUND", "Hörby"]).count("member")
            2
        """
        more = self.unlisted if status == "not recognised" else 0
        return more + sum(value.count for value in self._having(status))

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return one dict for each distinct value, gap and absent member.

        The status of a gap is ``"missing"``, its value `None`; that of a member which
        never occurs is ``"absent"``, its count 0.

        Examples:
            >>> import malmolund
            >>> malmolund.audit(["Lund"]).to_dicts()[0]["code"]
            '1281'
        """
        rows: list[dict[str, Any]] = [
            _row(v.value, v.count, v.status, v.code, v.name, suggestions=v.suggestions)
            for v in self.values
        ]
        if self.unlisted:
            rows.append(_row(None, self.unlisted, "not recognised"))
        if self.missing:
            rows.append(_row(None, self.missing, "missing"))
        return rows + [_row(None, 0, "absent", *member) for member in self.absent]

    def _repr_html_(self) -> str:
        """Return the report as a table, as notebooks show it."""
        from ._cards import table  # noqa: PLC0415 - a notebook alone needs it

        rows = [
            {
                **row,
                "value": _legible(row["value"]),
                "suggestions": ", ".join(row["suggestions"]),
            }
            for row in self.to_dicts()
        ]
        return table(rows, repr(self)[1:-1])

    def __repr__(self) -> str:
        counts = ", ".join(f"{self.count(status)} {status}" for status in _STATUSES)
        return f"<AuditReport of {self.total}: {counts}, {self.missing} missing>"

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"{self.total} values"
        for status, values in (
            ("member", self.members),
            ("elsewhere in Sweden", self.elsewhere),
        ):
            yield f"{status}: {self.count(status)}"
            places = [list(group) for _, group in groupby(values, lambda v: v.code)]
            yield from (_place(place) for place in places[:_AT_MOST])
            yield from _more(places[_AT_MOST:], "places")
        yield f"not recognised: {self.count('not recognised')}"
        yield from (f"  {value}" for value in self.unrecognised[:_AT_MOST])
        rest = [[value] for value in self.unrecognised[_AT_MOST:]]
        yield from _more(rest, "distinct values")
        if self.unlisted:
            yield f"  ... and others that are not listed ({self.unlisted} x)"
        yield f"missing: {self.missing}"
        if self.absent:
            absent = ", ".join(" ".join(member) for member in self.absent)
            yield f"members that never occur: {absent}"

    def _having(self, status: str) -> tuple[AuditedValue, ...]:
        return tuple(value for value in self.values if value.status == status)


def _legible(value: object) -> object:
    """Return a value as it is where a table can show it, else its repr, cut to fit."""
    text = shown(value)
    is_text = isinstance(value, str) and value.isprintable() and len(value) <= 80
    is_number = type(value) in {int, float} and len(text) < 30
    return value if value is None or is_text or is_number else text


def _place(values: Sequence[AuditedValue]) -> str:
    """Return a line about one place, with the spellings it is met in."""
    spellings = ", ".join(map(str, values[:_SPELLINGS]))
    more = ", ..." if len(values) > _SPELLINGS else ""
    count = sum(value.count for value in values)
    return f"  {values[0].code} {values[0].name}: {count}, as {spellings}{more}"


def _more(groups: Sequence[Sequence[AuditedValue]], what: str) -> Iterator[str]:
    if groups:
        count = sum(value.count for group in groups for value in group)
        yield f"  ... and {len(groups)} more {what} ({count} x)"


def _row(
    value: object,
    count: int,
    status: str,
    code: str | None = None,
    name: str | None = None,
    *,
    suggestions: tuple[str, ...] = (),
) -> dict[str, Any]:
    return {
        "value": value,
        "count": count,
        "status": status,
        "code": code,
        "name": name,
        "suggestions": list(suggestions),
    }
