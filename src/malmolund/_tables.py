"""The tables of a data folder: which there are, their columns, and how to read one.

Each table is a JSON file, an array of row objects, all with the same keys.
"""

from __future__ import annotations

import json
from operator import itemgetter
from typing import Any, TypeVar, cast

from . import _checks as check
from .exceptions import DataError, shown


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from importlib_resources.abc import Traversable


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
        columns: The columns that each row has, with what each may hold; `None` where
            the record that the row becomes checks it.
        references: The columns that hold the key of a row of another table, and which.
    """

    def __init__(
        self,
        name: str,
        key: tuple[str, ...],
        columns: Mapping[str, check.Check | None],
        references: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self.key = key
        self.columns = columns
        self.references = references or {}

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
        names = self.columns.keys()
        rules = [(name, rule) for name, rule in self.columns.items() if rule]

        def check(row: Row) -> Row:
            if type(row) is not dict or row.keys() != names:
                raise self._wrong_shape(row)
            for name, rule in rules:
                if not rule.accepts(row[name]):
                    rule.demand(name, row[name])
            return row

        self._demand_unique(self.each(rows, check))
        return rows

    def each(self, rows: list[Row], make: Callable[[Row], T]) -> list[T]:
        """Return what *make* makes of each row; a `DataError` of it gets its place."""
        made: list[T] = []
        for row in rows:
            try:
                made.append(make(row))
            except DataError as error:
                if error.file is not None:  # of another table, read for this one
                    raise
                raise DataError(
                    error.problem,
                    file=self.file,
                    row=len(made) + 1,
                    field=error.field,
                    value=error.value,
                ) from None
        return made

    def _demand_unique(self, rows: list[Row]) -> None:
        key_of = cast("Callable[[Row], object]", itemgetter(*self.key))
        if len(set(map(key_of, rows))) == len(rows):
            return
        seen: set[object] = set()

        def check(row: Row) -> None:
            *rest, last = (row[name] for name in self.key)
            key = (*rest, last) if rest else last
            if key in seen:
                problem = f"got the key {shown(key)} again, expected it in one row only"
                raise DataError(problem, field=self.key[-1], value=last)
            seen.add(key)

        self.each(rows, check)

    def _wrong_shape(self, row: object) -> DataError:
        if not isinstance(row, dict):
            return DataError(f"got {shown(row)}, expected an object")
        field = min(cast("Row", row).keys() ^ self.columns.keys())
        problem = "got no such field" if field in self.columns else "is no field"
        expected = f"expected the fields {', '.join(self.columns)}"
        return DataError(f"{problem}, {expected}", field=field)


def read_json(directory: Traversable, file: str) -> Any:
    """Return what a JSON file holds.

    Raises:
        DataError: There is no such file, or it is not UTF-8, or no JSON, or repeats a
            key, of which one value would be lost.
    """
    try:
        text = (directory / file).read_bytes().decode()
        return json.loads(
            text, object_pairs_hook=_object, parse_constant=_refuse_constant
        )
    except DataError as error:
        raise DataError(error.problem, file=file, value=error.value) from None
    except OSError as error:
        problem = f"cannot be read ({error.strerror or type(error).__name__})"
        problem += f", expected it in {shown(str(directory))}"
    except UnicodeDecodeError as error:
        problem = f"got byte {error.object[error.start]:#04x} at {error.start}, "
        problem += "expected UTF-8; save the file as UTF-8"
    except RecursionError:  # what it says differs from Python to Python
        problem = "got JSON nested too deep, expected an array of row objects"
    except ValueError as error:
        problem = f"got broken JSON, {error}; expected an array of row objects"
    raise DataError(problem, file=file)


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


def _by_record(*names: str) -> dict[str, None]:
    return dict.fromkeys(names)


SOURCES = Table(
    "sources",
    ("id",),
    {
        "id": check.IDENTIFIER,
        **_by_record("title", "publisher", "url", "date", "licence", "role", "note"),
    },
)

CLAIMS = Table(
    "claims",
    ("table", "key", "field", "value"),
    {
        "table": check.one_of("municipalities", "regions", "plans", "focus_areas"),
        "key": check.TEXT,
        # The records of claims are made when somebody asks for them, too late to say
        # where a row is wrong.
        "field": check.TEXT,
        "value": check.TEXT,
        "agrees": check.FLAG,
        "sources": _SOURCES,
        "note": check.TEXT.or_null(),
    },
)

AREAS = Table(
    "areas",
    ("code",),
    {
        "code": check.AREA_CODE,
        "name": check.TEXT,
        "level": check.one_of("country", "county", "municipality"),
        "sources": _SOURCES,
    },
)

MUNICIPALITIES = Table(
    "municipalities",
    ("code",),
    {
        "code": check.CODE,
        **_by_record(
            "name",
            "official_name",
            "name_en",
            "seat",
            "latitude",
            "longitude",
            "county_code",
            "nuts3",
            "gisco_id",
            "wikidata",
            "geonames",
            "organisation_number",
            "website",
            "land_area_km2",
        ),
        "sources": _SOURCES,
        "field_sources": _FIELD_SOURCES,
    },
    {"code": "areas", "county_code": "areas"},
)

POPULATION = Table(
    "population",
    ("code", "year"),
    {
        "code": check.CODE,
        "year": check.YEAR,
        "population": check.PEOPLE,
        "sources": _SOURCES,
    },
    {"code": "municipalities"},
)

BORDERS = Table(
    "borders",
    ("code_a", "code_b"),
    {
        "code_a": check.CODE,
        "code_b": check.CODE,
        **_by_record("kind", "land_km", "total_km"),
        "sources": _SOURCES,
    },
    {"code_a": "municipalities", "code_b": "municipalities"},
)

REGIONS = Table(
    "regions",
    ("id",),
    {
        "id": check.IDENTIFIER,
        **_by_record("name", "name_en", "aliases", "kind", "website"),
        "sources": _SOURCES,
        "field_sources": _FIELD_SOURCES,
    },
)

MEMBERSHIPS = Table(
    "memberships",
    ("region", "code", "joined_no_later_than"),
    {
        "region": check.IDENTIFIER,
        "code": check.CODE,
        "joined_no_earlier_than": None,
        "joined_no_later_than": check.TEXT.or_null(),
        **_by_record("left_no_earlier_than", "left_no_later_than"),
        "sources": _SOURCES,
        "field_sources": _FIELD_SOURCES,
    },
    {"region": "regions", "code": "areas"},
)

PLANS = Table(
    "plans",
    ("id",),
    {
        "id": check.IDENTIFIER,
        "region": check.IDENTIFIER,
        **_by_record(
            "title",
            "title_en",
            "kind",
            "start_year",
            "end_year",
            "adopted",
            "adopted_by",
        ),
        "sources": _SOURCES,
        "field_sources": _FIELD_SOURCES,
    },
    {"region": "regions"},
)

FOCUS_AREAS = Table(
    "focus_areas",
    ("id",),
    {
        "id": check.IDENTIFIER,
        **_by_record("name", "name_en", "aliases"),
        "sources": _SOURCES,
        "field_sources": _FIELD_SOURCES,
    },
)

PLAN_FOCUS_AREAS = Table(
    "plan_focus_areas",
    ("plan", "focus_area"),
    {
        "plan": check.IDENTIFIER,
        "focus_area": check.IDENTIFIER,
        "label": check.TEXT,
        "new": check.FLAG.or_null(),
        "sources": _SOURCES,
    },
    {"plan": "plans", "focus_area": "focus_areas"},
)

BY_NAME = {
    table.name: table
    for table in (
        AREAS,
        BORDERS,
        CLAIMS,
        FOCUS_AREAS,
        MEMBERSHIPS,
        MUNICIPALITIES,
        PLAN_FOCUS_AREAS,
        PLANS,
        POPULATION,
        REGIONS,
        SOURCES,
    )
}
