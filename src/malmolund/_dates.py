"""Dates: what callers and data may give for one, and the checks for both.

Apart from the other checks, as a look-up of a municipality needs no date and
importing `datetime` costs as much as a class.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from ._checks import Check, like
from .exceptions import shown


def _is_partial(value: object) -> bool:
    if not isinstance(value, str) or len(value) not in {4, 7, 10}:
        return False
    try:
        dt.date.fromisoformat(value + "-01-01"[: 10 - len(value)])
    except ValueError:
        return False
    return value.replace("-", "").isdigit()


DATE = Check(
    "a date as YYYY-MM-DD",
    # A datetime is a date, yet cannot be compared with one.
    lambda v: isinstance(v, dt.date) and not isinstance(v, dt.datetime),
    {"type": "string", "format": "date"},
)
PARTIAL_DATE = Check(
    "a date as YYYY, YYYY-MM or YYYY-MM-DD",
    _is_partial,
    like("[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"),
)


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
    if isinstance(date, dt.datetime):
        return date.date()
    if isinstance(date, dt.date):
        return date
    raise ValueError(
        f"{shown(value)} is no date; give a datetime.date or an ISO string "
        "such as '2019-05-21'"
    )


def _read(value: object) -> object:
    """Return the date that a text means, in any form that Python reads."""
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value
