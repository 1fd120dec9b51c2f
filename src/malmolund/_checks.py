"""What a value may be: the checks that records and tables share."""

from __future__ import annotations

from typing import Any, cast

from .exceptions import DataError, shown


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeGuard


_NONE: Mapping[str, Any] = {}


class Check:
    """A rule for one value, usable as an attrs validator.

    Args:
        expected: The rule in words, for messages.
        accepts: Tells whether a value obeys it.
        schema: As much of it as JSON Schema can say, for descriptors; empty for what
            never stands in a file.
    """

    __slots__ = ("accepts", "expected", "schema")

    def __init__(
        self,
        expected: str,
        accepts: Callable[[Any], bool],
        schema: Mapping[str, Any] = _NONE,
    ) -> None:
        self.expected = expected
        self.accepts = accepts
        self.schema = schema

    def __call__(self, _record: object, attribute: Any, value: Any) -> None:
        self.demand(attribute.alias, value)

    def demand(self, field: str, value: object) -> None:
        """Raise `DataError` unless *value* is what this check accepts."""
        if not self.accepts(value):
            problem = f"got {shown(value)}, expected {self.expected}"
            raise DataError(problem, field=field, value=value)

    def or_null(self) -> Check:
        """Return the same check, which takes `None` as well."""
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
    """Return a check that accepts just these words."""
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


def digits(length: int, what: str) -> Check:
    """Return a check for a string of exactly so many digits."""
    return Check(
        what,
        lambda v: (
            isinstance(v, str) and len(v) == length and v.isascii() and v.isdigit()
        ),
        like(f"[0-9]{{{length}}}"),
    )


def like(pattern: str) -> dict[str, str]:
    """Return the schema of texts that a regular expression matches as a whole."""
    return {"type": "string", "pattern": f"^{pattern}$"}


def _is_text(value: object) -> TypeGuard[str]:
    # What is not printable hides, or shows what follows as something else; and half of
    # a surrogate pair cannot even be written.
    return (
        isinstance(value, str)
        and value != ""
        and value == value.strip()
        and value.isprintable()
    )


def _is_identifier(value: object) -> bool:
    return (
        isinstance(value, str)
        and value.isascii()
        and value == value.lower()
        and value.replace("-", "").replace("_", "").isalnum()
    )


def _is_url(value: object) -> bool:
    return (
        _is_text(value)
        and value.startswith(("https://", "http://"))
        and not any(map(str.isspace, value))
    )


def _is_wikidata(value: object) -> bool:
    return (
        isinstance(value, str)
        and value[:1] == "Q"
        and value.isascii()
        and value[1:].isdigit()
    )


def _is_nuts3(value: object) -> bool:
    return (
        isinstance(value, str)
        and len(value) == 5
        and value.isascii()
        and value[:2].isalpha()
        and value.isupper()
        and value.isalnum()
    )


def _is_gisco(value: object) -> bool:
    return isinstance(value, str) and value[:3] == "SE_" and CODE.accepts(value[3:])


def _is_organisation_number(value: object) -> bool:
    if not (isinstance(value, str) and len(value) == 11 and value[6] == "-"):
        return False
    numerals = value[:6] + value[7:]
    if not (numerals.isascii() and numerals.isdigit()):
        return False
    # Luhn: every second digit, from the first, counts double, digit by digit.
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in numerals[::2])
    return (sum(doubled) + sum(map(int, numerals[1::2]))) % 10 == 0


TEXT = Check(
    "a text without white space around it, printable and not empty",
    _is_text,
    like(r"\S([\s\S]*\S)?"),
)
FLAG = Check("true or false", lambda v: isinstance(v, bool), schema={"type": "boolean"})
YEAR = whole(1900, 2100, "a year")
CODE = digits(4, "a municipality code, four digits as a string such as '1281'")
COUNTY = digits(2, "a county code, two digits as a string such as '12'")
AREA_CODE = Check(
    "the code of a municipality, a county or the country, '1281', '12' or '00'",
    lambda v: CODE.accepts(v) or COUNTY.accepts(v),
    like("[0-9]{2}([0-9]{2})?"),
)
IDENTIFIER = Check(
    "an id of a-z, 0-9, '-' and '_'",
    _is_identifier,
    like("[-_]*[a-z0-9][-_a-z0-9]*"),
)
URL = Check(
    "a web address that starts with https:// or http://",
    _is_url,
    like(r"https?://\S*"),
)
PEOPLE = whole(0, 100_000_000, "a number of people")
GEONAMES = whole(1, 10**11, "a GeoNames id")
LATITUDE = number(-90, 90, "a latitude in degrees")
LONGITUDE = number(-180, 180, "a longitude in degrees")
AREA = number(0.01, 1_000_000, "an area in km²")
KILOMETRES = number(0, 10_000, "a length in km")
NUTS3 = Check("a NUTS 3 code such as 'SE224'", _is_nuts3, like("[A-Z]{2}[A-Z0-9]{3}"))
GISCO = Check("a GISCO id such as 'SE_1281'", _is_gisco, like("SE_[0-9]{4}"))
WIKIDATA = Check("a Wikidata id such as 'Q505018'", _is_wikidata, like("Q[0-9]+"))
ORGANISATION_NUMBER = Check(
    "an organisation number NNNNNN-NNNN with a valid check digit",
    _is_organisation_number,
    like("[0-9]{6}-[0-9]{4}"),
)


def as_tuple(value: Any) -> Any:
    """Turn a list, as JSON has it, into a tuple; leave all else to the check."""
    return tuple(cast("list[object]", value)) if isinstance(value, list) else value
