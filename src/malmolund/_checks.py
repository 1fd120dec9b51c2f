"""What a value of the data may be: the checks that records and tables share."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import Any, cast

from .exceptions import DataError, shown


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


_NONE: Mapping[str, Any] = {}

# A pattern is compiled when it is first needed; a look-up needs few of them.
_pattern = cache(re.compile)


class Check:
    """A rule for one value.

    Args:
        expected: The rule in words, for messages.
        accepts: Tells whether a value obeys it.
        schema: As much of it as JSON Schema can say, for the descriptor; empty for
            what never occurs in a file.
    """

    __slots__ = ("accepts", "expected", "schema")

    def __init__(
        self,
        expected: str,
        accepts: Callable[[Any], bool],
        schema: Mapping[str, Any] = _NONE,
    ) -> None:
        self.expected: str = expected
        self.accepts: Callable[[Any], bool] = accepts
        self.schema: Mapping[str, Any] = schema

    @property
    def rule(self) -> dict[str, Check]:
        """The metadata of an attrs field that has this check.

        Records check their fields in one loop: attrs would compile a line for each
        validator, which costs a new process more than all else that it does here.
        """
        return {"check": self}

    def check(self, field: str, value: object) -> None:
        """Raise `DataError` unless this accepts *value*."""
        if not self.accepts(value):
            problem = f"got {shown(value)}, expected {self.expected}"
            raise DataError(problem, field=field, value=value)

    def or_null(self) -> Check:
        """Return the same check, which accepts `None` as well."""
        return Check(
            f"{self.expected}, or null",
            lambda v: v is None or self.accepts(v),
            {"anyOf": [self.schema, {"type": "null"}]},
        )

    def each(self) -> Check:
        """Return a check for a tuple (an array in JSON) of such values."""
        return Check(
            f"an array, each item {self.expected}",
            lambda v: (
                isinstance(v, tuple)
                and all(map(self.accepts, cast("tuple[object, ...]", v)))
            ),
            {"type": "array", "items": self.schema},
        )


def instance_of(kind: type, expected: str) -> Check:
    """Return a check that accepts instances of *kind*."""
    return Check(expected, lambda v: isinstance(v, kind))


def one_of(*allowed: str) -> Check:
    """Return a check that accepts only these words."""
    return Check(
        f"one of {', '.join(map(repr, allowed))}",
        lambda v: isinstance(v, str) and v in allowed,
        {"type": "string", "enum": list(allowed)},
    )


def whole(low: int, high: int, what: str) -> Check:
    """Return a check for a whole number from *low* to *high*."""
    return Check(
        f"{what}, a whole number from {low} to {high}",
        lambda v: type(v) is int and low <= v <= high,
        {"type": "integer", "minimum": low, "maximum": high},
    )


def number(low: float, high: float, what: str) -> Check:
    """Return a check for a number from *low* to *high*."""
    return Check(
        f"{what}, a number from {low} to {high}",
        lambda v: type(v) in {int, float} and low <= v <= high,
        {"type": "number", "minimum": low, "maximum": high},
    )


def text(
    pattern: str, expected: str, also: Callable[[str], bool] | None = None
) -> Check:
    """Return a check for text that a regular expression matches as a whole.

    Args:
        pattern: The expression.
        expected: The rule in words.
        also: What no expression can say, such as a check digit.
    """
    return Check(
        expected,
        lambda v: (
            isinstance(v, str)
            and _pattern(pattern).fullmatch(v) is not None
            and (also is None or also(v))
        ),
        {"type": "string", "pattern": f"^{pattern}$"},
    )


def _is_day(partial: str) -> bool:
    try:
        dt.date.fromisoformat(partial + "-01-01"[: 10 - len(partial)])
    except ValueError:
        return False
    return True


def _has_check_digit(number: str) -> bool:
    digits = number.replace("-", "")
    # Luhn: every second digit, from the first, counts double, digit by digit.
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[::2])
    return (sum(doubled) + sum(map(int, digits[1::2]))) % 10 == 0


TEXT = text(
    r"\S(.*\S)?",
    "a text without white space around it, printable and not empty",
    # What is not printable hides, or makes what follows look like something else.
    str.isprintable,
)
FLAG = Check("true or false", lambda v: isinstance(v, bool), schema={"type": "boolean"})
YEAR = whole(1900, 2100, "a year")
CODE = text("[0-9]{4}", "a municipality code, four digits as a string such as '1281'")
COUNTY = text("[0-9]{2}", "a county code, two digits as a string such as '12'")
AREA_CODE = text(
    "[0-9]{2}([0-9]{2})?",
    "the code of a municipality, a county or the country, '1281', '12' or '00'",
)
IDENTIFIER = text("[-_]*[a-z0-9][-_a-z0-9]*", "an id of a-z, 0-9, '-' and '_'")
URL = text(
    r"https?://\S*",
    "a web address that starts with https:// or http://",
    str.isprintable,
)
PEOPLE = whole(0, 100_000_000, "a number of people")
FIGURE = number(-(10**12), 10**12, "a figure")
GEONAMES = whole(1, 10**11, "a GeoNames id")
LATITUDE = number(-90, 90, "a latitude in degrees")
LONGITUDE = number(-180, 180, "a longitude in degrees")
SQUARE_KILOMETRES = number(0.01, 1_000_000, "an area in km²")
KILOMETRES = number(0, 10_000, "a length in km")
NUTS3 = text("[A-Z]{2}[A-Z0-9]{3}", "a NUTS 3 code such as 'SE224'")
GISCO = text("SE_[0-9]{4}", "a GISCO id such as 'SE_1281'")
WIKIDATA = text("Q[0-9]+", "a Wikidata id such as 'Q505018'")
KOLADA_GROUP = text("G[0-9]+", "the id of a group in Kolada such as 'G185769'")
ORGANISATION_NUMBER = text(
    "[0-9]{6}-[0-9]{4}",
    "an organisation number NNNNNN-NNNN with a valid check digit",
    _has_check_digit,
)
DATE = Check(
    "a date as YYYY-MM-DD",
    # A datetime is a date, yet cannot be compared with one.
    lambda v: isinstance(v, dt.date) and not isinstance(v, dt.datetime),
    {"type": "string", "format": "date"},
)
PARTIAL_DATE = text(
    "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?",
    "a date as YYYY, YYYY-MM or YYYY-MM-DD",
    _is_day,
)


def as_tuple(value: Any) -> Any:
    """Turn a list, as JSON has it, into a tuple; leave all else to the check."""
    return tuple(cast("list[object]", value)) if isinstance(value, list) else value


def as_date(value: Any) -> Any:
    """Turn YYYY-MM-DD, as data have it, into a date; leave all else to the check."""
    date = _read(value)
    # Of the other ISO forms, Python reads more or fewer from version to version.
    return date if str(date) == value else value


def day(value: object) -> dt.date:
    """Return the day that a caller means by *value*.

    Args:
        value: A `datetime.date`, a `datetime.datetime` (its day counts) or an ISO
            string such as ``"2019-05-21"``.

    Raises:
        ValueError: *value* is neither; the message shows what was given.
    """
    date = _read(value)
    # NaT of pandas is a datetime, and is not itself.
    if isinstance(date, dt.datetime) and date == date:  # noqa: PLR0124
        return date.date()
    if isinstance(date, dt.date) and not isinstance(date, dt.datetime):
        return date
    raise ValueError(
        f"{shown(value)} is no date; give a datetime.date or an ISO string "
        "such as '2019-05-21'"
    )


def option(name: str, value: object, allowed: tuple[str, ...]) -> None:
    """Raise `ValueError` unless the argument *name* is one of the words *allowed*."""
    if value not in allowed:
        words = " or ".join(map(repr, allowed))
        raise ValueError(f"{name} is {shown(value)}; expected {words}")


def _read(value: object) -> object:
    """Return the date that a text means, in any form that Python reads."""
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value
