"""The tables of a data folder: which there are, their columns, and how to read one.

Each table is a JSON file, an array of row objects, all with the same keys.
"""

from __future__ import annotations

import json
import os
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar, cast

from . import _checks as check
from . import _models, _records
from .exceptions import DataError, shown


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from importlib_resources.abc import Traversable

    from ._records import Value


Row = dict[str, Any]
T = TypeVar("T")


def _are_sources(value: Any) -> bool:
    return value.__class__ is list and {*map(type, value)} == {str}


_SOURCES = check.Check(
    "an array of one or more source ids",
    _are_sources,
    {"type": "array", "minItems": 1, "items": {"type": "string"}},
)
_FIELD_SOURCES = check.Check(
    "an object of source ids by field",
    lambda v: isinstance(v, dict) and all(map(_are_sources, cast("Row", v).values())),
    {"type": "object", "additionalProperties": _SOURCES.schema},
)


class Table:
    """One table.

    Args:
        name: The name of the file, without its ending.
        key: The columns that tell one row from all others.
        columns: The columns that each row has besides those of *record*, with what
            each may hold.
        record: The class that the rows become, if there is one; its fields are columns,
            which it checks itself, save those of the key and of *references*.
        without: The fields of *record* that come from other tables.
        references: The columns that hold the key of a row of another table, and which.
        series: The column of figures of years that follow on each other. The key of
            such a table is what they are of, and the year of the first one.
    """

    def __init__(
        self,
        name: str,
        key: tuple[str, ...],
        columns: Mapping[str, check.Check],
        *,
        record: type[Value] | None = None,
        without: tuple[str, ...] = (),
        references: Mapping[str, str] | None = None,
        series: str = "",
    ) -> None:
        self.name: str = name
        self.key: tuple[str, ...] = key
        self.record: type[Value] | None = record
        self.references: Mapping[str, str] = references or {}
        self.series: str = series
        held = record._checks() if record else {}
        self.checks: dict[str, check.Check] = {
            **{n: held[n] for n in held if n[0] != "_" and n not in without},
            **columns,
        }
        """What each column may hold."""
        early = {*key, *self.references, *columns}
        self._early = [
            (name, self.checks[name]) for name in self.checks if name in early
        ]
        """The checks that are made before there is a record."""

    @property
    def file(self) -> str:
        """The name of the file."""
        return f"{self.name}.json"

    def read(self, directory: Traversable) -> list[Row]:
        """Return the rows, each checked.

        Raises:
            DataError: The file is absent or no such table, or a row breaks a rule.
        """
        rows = read_json(directory, self.file)
        if not isinstance(rows, list):
            problem = f"got {shown(rows)}, expected an array of rows"
            raise DataError(problem, file=self.file)
        rows = cast("list[Row]", rows)
        names = self.checks.keys()

        def check_row(row: Row) -> Row:
            if type(row) is not dict or row.keys() != names:
                raise self._wrong_shape(row)
            for name, rule in self._early:
                if not rule.accepts(row[name]):
                    rule.check(name, row[name])
            return row

        self._check_unique(self.each(rows, check_row))
        if self.series:
            self._check_years(rows)
        return rows

    def each(self, rows: list[Row], make: Callable[[Row], T]) -> list[T]:
        """Return what *make* makes of each row; an error names file and row."""
        made: list[T] = []
        for row in rows:
            try:
                made.append(make(row))
            except DataError as error:
                raise DataError(
                    error.problem,
                    file=self.file,
                    row=len(made) + 1,
                    field=error.field,
                    value=error.value,
                ) from None
        return made

    def by_year(self, row: Row) -> dict[int, Any]:
        """Return the figures of a row of a table that has a series."""
        figures: list[Any] = row[self.series]
        return dict(enumerate(figures, row[self.key[-1]]))

    def _check_unique(self, rows: list[Row]) -> None:
        key_of = cast("Callable[[Row], object]", itemgetter(*self.key))
        if len(set(map(key_of, rows))) == len(rows):
            return
        seen: set[object] = set()

        def check_key(row: Row) -> None:
            *rest, last = (row[name] for name in self.key)
            key = (*rest, last) if rest else last
            if key in seen:
                problem = f"got the key {shown(key)} again, expected it in one row only"
                raise DataError(problem, field=self.key[-1], value=last)
            seen.add(key)

        self.each(rows, check_key)

    def _check_years(self, rows: list[Row]) -> None:
        """Raise `DataError` where a year is none, or has figures in two rows."""
        *of, first_year = self.key
        key_of = cast("Callable[[Row], object]", itemgetter(*of))
        known: dict[object, set[int]] = {}

        def check_row(row: Row) -> None:
            years = self.by_year(row).keys()
            check.YEAR.check(first_year, max(years))
            others = known.setdefault(key_of(row), set())
            if twice := others.intersection(years):
                problem = f"got {row[first_year]}, with which {min(twice)} has two "
                problem += "figures, expected one of each year"
                raise DataError(problem, field=first_year, value=row[first_year])
            others.update(years)

        self.each(rows, check_row)

    def _wrong_shape(self, row: object) -> DataError:
        if not isinstance(row, dict):
            return DataError(f"got {shown(row)}, expected an object")
        field = min(cast("Row", row).keys() ^ self.checks.keys())
        problem = "got no such field" if field in self.checks else "is no field"
        expected = f"expected the fields {', '.join(self.checks)}"
        return DataError(f"{problem}, {expected}", field=field)


def read_json(directory: Traversable, file: str) -> Any:
    """Return what a JSON file holds.

    Raises:
        DataError: There is no such file, or it is not UTF-8, or no JSON, or repeats a
            key, of which one value would be lost.
    """
    try:
        text = _read(directory, file).decode()
        return json.loads(
            text, object_pairs_hook=_object, parse_constant=_refuse_constant
        )
    except DataError as error:
        raise DataError(error.problem, file=file, value=error.value) from None
    except UnicodeDecodeError as error:
        problem = f"got byte {error.object[error.start]:#04x} at {error.start}, "
        problem += "expected UTF-8; save the file as UTF-8"
    except RecursionError:  # what it says differs from Python to Python
        problem = "got JSON nested too deep, expected an array of row objects"
    except ValueError as error:
        problem = f"got broken JSON, {error}; expected an array of row objects"
    raise DataError(problem, file=file)


def _read(directory: Traversable, file: str) -> bytes:
    path = directory / file
    try:
        if isinstance(path, Path):
            _check_file(path)
        return path.read_bytes()
    except DataError:
        raise
    except OSError as error:
        reason = error.strerror or type(error).__name__
    except ValueError as error:  # no name of a file has NUL
        reason = str(error)
    problem = f"cannot be read ({reason}), expected it in {shown(str(directory))}"
    raise DataError(problem)


def _check_file(path: Path) -> None:
    """Raise `DataError` unless there is a file in that very folder, or nothing.

    The sender of a folder must not choose which files of its reader are read.
    """
    inside = os.path.realpath(path.parent)
    if not Path(os.path.realpath(path)).is_relative_to(inside):
        raise DataError("is a link out of the folder, expected a file in it")
    if path.exists() and not path.is_file():
        raise DataError("is no file, expected a file")


def _object(pairs: list[tuple[str, Any]]) -> Row:
    row = dict(pairs)
    if len(row) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        problem = f"got the key {shown(twice)} twice in an object, expected it once"
        raise DataError(problem, value=twice)
    return row


def _refuse_constant(name: str) -> None:
    raise DataError(f"got {name}, expected a number or null", value=name)


_LEVEL = check.one_of("country", "county", "municipality")


def _array(item: check.Check, expected: str, at_least: int = 0) -> check.Check:
    """Return a check for an array of such values, as JSON has it."""
    length = {"minItems": at_least} if at_least else {}
    return check.Check(
        expected,
        lambda v: (
            isinstance(v, list)
            and len(cast("list[object]", v)) >= at_least
            and all(map(item.accepts, cast("list[object]", v)))
        ),
        {"type": "array", **length, "items": item.schema},
    )


_ALIASES = _array(check.TEXT, "an array of texts")

_CITED = {"sources": _SOURCES}
_CITED_BY_FIELD = {**_CITED, "field_sources": _FIELD_SOURCES}

SOURCES = Table("sources", ("id",), {}, record=_records.Source)

CLAIMS = Table(
    "claims",
    ("table", "key", "field", "value"),
    {
        "table": check.one_of(
            "municipalities", "regions", "bodies", "plans", "focus_areas"
        ),
        "key": check.TEXT,
        # The records of claims are made when somebody asks for them, too late to say
        # where a row is wrong.
        "field": check.TEXT,
        "value": check.TEXT,
        "agrees": check.FLAG,
        **_CITED,
        "note": check.TEXT.or_null(),
    },
    record=_records.Claim,
)

AREAS = Table(
    "areas",
    ("code",),
    {"name": check.TEXT, "level": _LEVEL, "aliases": _ALIASES, **_CITED},
    record=_models.Area,
    without=("county_code", "population"),
)

MUNICIPALITIES = Table(
    "municipalities",
    ("code",),
    _CITED_BY_FIELD,
    record=_models.Municipality,
    without=("level", "population", "borders"),
    references={"code": "areas", "county_code": "areas"},
)

POPULATION = Table(
    "population",
    ("code", "first_year"),
    {
        "code": check.AREA_CODE,
        "first_year": check.YEAR,
        "population": _array(check.PEOPLE, "an array of numbers of people", 1),
        **_CITED,
    },
    references={"code": "areas"},
    series="population",
)

BORDERS = Table(
    "borders",
    ("code_a", "code_b"),
    {"code_a": check.CODE, "code_b": check.CODE, **_CITED},
    record=_models.Border,
    without=("code",),
    references={"code_a": "municipalities", "code_b": "municipalities"},
)

REGIONS = Table(
    "regions",
    ("id",),
    _CITED_BY_FIELD,
    record=_models.Region,
    without=("bodies", "memberships", "plans"),
)

BODIES = Table(
    "bodies",
    ("id",),
    {"region": check.IDENTIFIER, **_CITED_BY_FIELD},
    record=_models.Body,
    references={"region": "regions"},
)

MEMBERSHIPS = Table(
    "memberships",
    ("region", "code", "joined_no_later_than"),
    {
        "region": check.IDENTIFIER,
        "joined_no_later_than": check.TEXT.or_null(),
        **_CITED_BY_FIELD,
    },
    record=_models.Membership,
    without=("name",),
    references={"region": "regions", "code": "areas"},
)

PLANS = Table(
    "plans",
    ("id",),
    {"region": check.IDENTIFIER, **_CITED_BY_FIELD},
    record=_models.OperationalPlan,
    without=("focus_areas", "new_focus_areas", "continued_focus_areas"),
    references={"region": "regions", "replaces": "plans"},
)

FOCUS_AREAS = Table(
    "focus_areas",
    ("id",),
    _CITED_BY_FIELD,
    record=_models.FocusArea,
    without=("plans",),
)

PLAN_FOCUS_AREAS = Table(
    "plan_focus_areas",
    ("plan", "focus_area"),
    {
        "plan": check.IDENTIFIER,
        "focus_area": check.IDENTIFIER,
        "label": check.TEXT,
        "new": check.FLAG.or_null(),
        **_CITED,
    },
    references={"plan": "plans", "focus_area": "focus_areas"},
)

INDICATORS = Table("indicators", ("id",), _CITED, record=_models.Indicator)

FIGURES = Table(
    "figures",
    ("indicator", "code", "first_year"),
    {
        "indicator": check.IDENTIFIER,
        "code": check.AREA_CODE,
        "first_year": check.YEAR,
        "values": _array(check.FIGURE, "an array of figures", 1),
        **_CITED,
    },
    references={"indicator": "indicators", "code": "areas"},
    series="values",
)

BY_NAME = {
    table.name: table
    for table in (
        AREAS,
        BODIES,
        BORDERS,
        CLAIMS,
        FIGURES,
        FOCUS_AREAS,
        INDICATORS,
        MEMBERSHIPS,
        MUNICIPALITIES,
        PLAN_FOCUS_AREAS,
        PLANS,
        POPULATION,
        REGIONS,
        SOURCES,
    )
}
