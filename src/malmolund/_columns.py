"""Columns of values: their codes, and the audit of what they hold.

Each distinct value is resolved once, by the very look-up that a single value goes
through; so a column cannot answer otherwise than `municipalities.get` does. What
concerns the libraries of data frames is in `_frames`.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from ._matching import closest, normalise
from .exceptions import UnknownValuesError


if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ._audit import AuditReport
    from ._catalogue import Catalogue
    from ._collection import Collection
    from ._municipality import Municipality

# The most frequent of the values that nobody knows are told what they look like. It
# takes two milliseconds each, and a column given by mistake may have millions of them.
_ADVISED = 500

# Values of these types have the same normal form if they are equal. Of others that
# need not be so: True equals 1, and is no number.
_PLAIN = frozenset({str, int, float, type(None)})


class Codes(dict[object, str | None]):
    """The codes of values, each resolved when it is first asked for, then kept.

    Attributes:
        misses: The values that have none, those that are missing among them.
    """

    __slots__ = ("_find", "misses")

    def __init__(self, municipalities: Collection[Municipality]) -> None:
        super().__init__()
        self._find = municipalities.get
        self.misses: list[object] = []

    def __missing__(self, value: object) -> str | None:
        code = self.resolve(value)
        # Each NaN may be an object of its own, which would be kept in vain.
        if not _is_nan(value):
            self[value] = code
        return code

    def resolve(self, value: object) -> str | None:
        """Return the code of one value, without keeping it."""
        record = self._find(value)
        if record is not None:
            return record.code
        if not _is_nan(value):
            self.misses.append(value)
        return None

    def of(self, values: Sequence[object]) -> list[str | None]:
        """Return the codes of a sequence of values."""
        try:
            found = list(map(self.__getitem__, values))
        except TypeError:  # a value has no hash
            return self._one_by_one(values)
        if all(type(key) is str for key in self) or set(map(type, values)) <= _PLAIN:
            return found
        return self._one_by_one(values)

    def _one_by_one(self, values: Sequence[object]) -> list[str | None]:
        """Return the codes of values that may be equal and yet of different kinds."""
        found: list[str | None] = []
        known: dict[object, str | None] = {}
        for value in values:
            key = _key(value)
            if key not in known:
                known[key] = self.resolve(value)
            found.append(known[key])
        return found


def codes(catalogue: Catalogue, values: Any, errors: str) -> Any:
    """Return the codes of a column; see `Catalogue.codes`."""
    _demand_errors(errors)
    resolved = Codes(catalogue.municipalities)
    found: Any
    if isinstance(values, (list, tuple)):
        found = resolved.of(cast("Sequence[object]", values))
        found = tuple(found) if isinstance(values, tuple) else found
    else:
        from . import _frames  # noqa: PLC0415 - a list needs no library

        found = _frames.map_column(values, resolved.of)
    if errors == "raise" and any(_is_unknown(catalogue, v) for v in resolved.misses):
        unknown = [
            (value, count)
            for value, count in _tally(values)
            if value not in catalogue.municipalities and _is_unknown(catalogue, value)
        ]
        # A dictionary may hold values that its column does not.
        if unknown:
            raise UnknownValuesError(_advised(catalogue, unknown))
    return found


def _codes_of(
    municipalities: Collection[Municipality], values: Sequence[object]
) -> list[str | None]:
    return Codes(municipalities).of(values)


def with_codes(
    catalogue: Catalogue, frame: Any, column: str, name: str, errors: str
) -> Any:
    """Return a frame with one column more; see `Catalogue.with_codes`."""
    _demand_errors(errors)
    from . import _frames  # noqa: PLC0415 - a list needs no library

    return _frames.add_column(
        frame,
        column,
        name,
        codes=lambda values: codes(catalogue, values, errors),
        resolve=partial(_codes_of, catalogue.municipalities),
        forms=_forms_by_code(catalogue),
        errors=errors,
    )


def audit(catalogue: Catalogue, values: Any) -> AuditReport:
    """Return what a column holds; see `Catalogue.audit`."""
    return report(catalogue, _tally(values))


def report(
    catalogue: Catalogue, tally: Iterable[tuple[object, int]], unlisted: int = 0
) -> AuditReport:
    """Return what values are, each given with how often it occurs.

    Args:
        catalogue: What is known.
        tally: The values and how often they occur.
        unlisted: How many more were not recognised that are not in the tally.
    """
    from ._audit import AuditedValue, AuditReport  # noqa: PLC0415 - not for codes

    missing = 0
    found: list[AuditedValue] = []
    unknown: list[tuple[object, int]] = []
    for value, count in tally:
        record = catalogue.municipalities.get(value)
        if record is not None:
            known = ("member", record.code, record.name)
        elif is_missing(value):
            missing += count
            continue
        elif (area := catalogue._areas.get(normalise(value))) is not None:
            known = ("elsewhere in Sweden", area["code"], area["name"])
        else:
            unknown.append((value, count))
            continue
        status, code, name = known
        found.append(
            AuditedValue(value=value, count=count, status=status, code=code, name=name)
        )
    found.sort(key=lambda v: (v.status != "member", v.code, -v.count))
    found += [
        AuditedValue(
            value=value, count=count, status="not recognised", suggestions=like
        )
        for value, count, like in _advised(catalogue, unknown)
    ]
    occurring = {value.code for value in found}
    return AuditReport(
        values=tuple(found),
        missing=missing,
        absent=tuple(
            (m.code, m.name)
            for m in catalogue.municipalities
            if m.code not in occurring
        ),
        unlisted=unlisted,
    )


def _tally(values: Any) -> list[tuple[object, int]]:
    """Return the distinct values of a column, and how often each occurs."""
    if isinstance(values, (list, tuple)):
        return _tally_of_list(cast("Sequence[object]", values))
    from . import _frames  # noqa: PLC0415 - a list needs no library

    return _frames.tally(values, _tally_of_list)


def _tally_of_list(values: Sequence[object]) -> list[tuple[object, int]]:
    try:
        counted: Counter[object] = Counter(values)
    except TypeError:  # a value has no hash
        pass
    else:
        if all(type(value) is str for value in counted):
            return list(counted.items())
    first: dict[object, object] = {}
    counts: Counter[object] = Counter()
    for value in values:
        key = _key(value)
        first.setdefault(key, value)
        counts[key] += 1
    return [(first[key], count) for key, count in counts.items()]


def _key(value: object) -> object:
    """Return what sets a value apart from others, also from those it equals."""
    if _is_nan(value):
        return float
    try:
        hash(value)
    except TypeError:
        return type(value), repr(value)
    return type(value), value


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and value != value  # noqa: PLR0124 - NaN alone


def is_missing(value: object) -> bool:
    """Tell whether a value stands for none: None, NaN, NA, NaT or blank text."""
    if value is None:
        return True
    if isinstance(value, str):
        return not normalise(value)
    if type(value).__name__ == "NAType":  # of pandas, whose truth is not known
        return True
    try:
        return bool(value != value)  # noqa: PLR0124 - only a NaN is not itself
    except ArithmeticError:  # a signalling NaN, which cannot even be compared
        return True
    except Exception:  # noqa: BLE001 - an array, say, which is no missing value
        return False


def _is_unknown(catalogue: Catalogue, value: object) -> bool:
    """Tell whether a value, which is no member, is not known to be elsewhere."""
    return not is_missing(value) and normalise(value) not in catalogue._areas


def _advised(
    catalogue: Catalogue, unknown: Iterable[tuple[object, int]]
) -> list[tuple[object, int, tuple[str, ...]]]:
    """Return values, the most frequent first, each with the closest known forms."""
    # An area is found by many forms; its name is wanted once.
    names = {area["name"] for area in catalogue._areas.values()}
    labels = [*catalogue.municipalities._labels, *sorted(names)]
    return [
        (value, count, tuple(closest(normalise(value), labels) if i < _ADVISED else ()))
        for i, (value, count) in enumerate(sorted(unknown, key=lambda pair: -pair[1]))
    ]


def _forms_by_code(catalogue: Catalogue) -> dict[str, list[str]]:
    """Return every normal form of the members, by their codes."""
    forms: dict[str, list[str]] = {}
    for form, record in catalogue.municipalities._index.items():
        forms.setdefault(record.code, []).append(str(form))
    return forms


def _demand_errors(errors: object) -> None:
    if errors not in {"raise", "coerce"}:
        raise ValueError(f"errors is {errors!r}; expected 'raise' or 'coerce'")
