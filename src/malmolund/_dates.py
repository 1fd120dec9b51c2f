"""Dates: what callers and data may give for one, and the checks for both.

Apart from the other checks, as a look-up of a municipality needs no date and
importing `datetime` costs as much as a class.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from ._checks import Check
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
)
PARTIAL_DATE = Check("a date as YYYY, YYYY-MM or YYYY-MM-DD", _is_partial)


def as_date(value: Any) -> Any:
    """Turn an ISO date, as JSON has it, into a date; leave all else to the check."""
    if isinstance(value, str):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            return value
    return value


def day(value: object) -> dt.date:
    """Return the day that a caller means by *value*.

    Args:
        value: A `datetime.date`, a `datetime.datetime` (its day counts) or an ISO
            string such as ``"2019-05-21"``.

    Raises:
        ValueError: *value* is neither; the message shows what was given.
    """
    date = as_date(value)
    if isinstance(date, dt.datetime):
        return date.date()
    if isinstance(date, dt.date):
        return date
    raise ValueError(
        f"{shown(value)} is no date; give a datetime.date or an ISO string "
        "such as '2019-05-21'"
    )
