"""The catalogue: everything that one data folder holds, made when it is asked for."""

from __future__ import annotations

import os
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, cast, overload

import importlib_resources

from . import _load, _tables
from ._collection import Collection
from ._matching import area_forms, normalise, spellings
from .exceptions import DataError, shown


if TYPE_CHECKING:
    from collections.abc import Callable

    from altair import LayerChart
    from importlib_resources.abc import Traversable

    from ._audit import AuditReport
    from ._municipality import Municipality
    from ._population import PopulationFigure
    from ._records import Record
    from ._region import FocusArea, OperationalPlan, Region
    from ._sources import Claim, Source


R = TypeVar("R", bound="Record")
T = TypeVar("T")
V = TypeVar("V")
F = TypeVar("F")


class _Once(Generic[T]):
    """A property that is computed once, also when many threads ask at the same time."""

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self._compute = compute
        self.__doc__ = compute.__doc__

    @overload
    def __get__(self, catalogue: None, owner: type) -> _Once[T]: ...

    @overload
    def __get__(self, catalogue: Catalogue, owner: type) -> T: ...

    def __get__(self, catalogue: Catalogue | None, owner: type) -> T | _Once[T]:
        if catalogue is None:
            return self
        values, name = vars(catalogue), self._compute.__name__
        with catalogue._lock:
            if name not in values:
                # Python finds it there from now on, and does not come here again.
                values[name] = self._compute(catalogue)
            value: T = values[name]
        return value


class Catalogue:
    """Everything that one data folder holds.

    Args:
        directory: The folder; it need not be on a disk.

    Examples:
        >>> import malmolund
        >>> malmolund.regions["Stormalmö"].kind
        'metropolitan area'
    """

    def __init__(self, directory: Traversable) -> None:
        self._folder = _load.Folder(directory)
        self._lock = RLock()

    def __repr__(self) -> str:
        return f"<Catalogue of {self._folder.directory}>"

    @_Once
    def data_version(self) -> str:
        """The ISO date of the data."""
        from ._dates import DATE, as_date  # noqa: PLC0415 - no import before its time

        file = "datapackage.json"
        descriptor = _tables.read_json(self._folder.directory, file)
        version: object = None
        if isinstance(descriptor, dict):
            version = cast("_tables.Row", descriptor).get("version")
        if not DATE.accepts(as_date(version)):
            problem = f"got {shown(version)}, expected {DATE.expected}"
            raise DataError(problem, file=file, field="version", value=version)
        return str(version)

    @_Once
    def sources(self) -> Collection[Source]:
        """Where everything comes from."""
        records = _load.load_sources(self._folder)
        return _collect(records, "source", _tables.SOURCES)

    @_Once
    def municipalities(self) -> Collection[Municipality]:
        """The municipalities that there are records of."""
        records = _load.load_municipalities(self._folder)
        table = _tables.MUNICIPALITIES
        return _collect(records, "municipality", table, self._hint)

    @_Once
    def population(self) -> Collection[PopulationFigure]:
        """The people of the municipalities by year, one record a figure."""
        records = _load.load_population(self._folder)
        return _collect(records, "population figure", _tables.POPULATION)

    @_Once
    def focus_areas(self) -> Collection[FocusArea]:
        """The fields of work that the plans put first."""
        records = _load.load_focus_areas(self._folder)
        return _collect(records, "focus area", _tables.FOCUS_AREAS)

    @_Once
    def plans(self) -> Collection[OperationalPlan]:
        """What the regions set out to do."""
        records = _load.load_plans(self._folder, self.focus_areas)
        return _collect(records, "plan", _tables.PLANS)

    @_Once
    def regions(self) -> Collection[Region]:
        """The region of the folder and the delineations it is mixed up with."""
        return _collect(self._regions, "region", _tables.REGIONS)

    @property
    def region(self) -> Region:
        """The region that the folder is about, the first one in its table."""
        return self._regions[0]

    def choropleth(
        self,
        values: Any,
        *,
        title: str | None = None,
        label: str | None = None,
        key: str | None = None,
        value: str | None = None,
        scheme: str = "viridis",
        errors: Literal["raise", "coerce"] = "raise",
    ) -> LayerChart:
        """Draw values on a map of the municipalities, with their names.

        A municipality without a value is grey, with "no data" in the legend. Values
        of other Swedish municipalities, of counties and of the country, and those
        whose key is missing, have no place on this map and are left out.

        Args:
            values: A mapping, a Series of pandas whose index are the keys, or a frame
                of any kind that narwhals knows. A key is any form that
                `municipalities` finds.
            title: What stands above the map.
            label: What stands above the legend; if not given, the name of the Series
                or of the column of values.
            key: The column of keys; a frame of two columns needs none named, and has
                the keys first.
            value: The column of values.
            scheme: A colour scheme of Vega; the others may be neither perceptual nor
                fit for the colour-blind.
            errors: ``"raise"``, or ``"coerce"`` to leave out unknown keys too.

        Returns:
            The chart, to go on from; `.save` makes a PNG, an SVG or an HTML of it,
            and with ``inline=True`` the HTML needs no network.

        Raises:
            ImportError: A library is missing, the extra ``plot``.
            NotFoundError: There is no boundary of a municipality.
            TypeError: *values* is nothing of the kind.
            UnknownValuesError: There are keys that nobody knows; it lists them.
            ValueError: Two keys mean the same municipality, a value is no finite
                number, or the columns are not clear.

        Examples:
            >>> import malmolund
            >>> people = malmolund.municipalities.mapping("code", "population")
            >>> chart = malmolund.choropleth(
            ...     {code: counts.latest for code, counts in people.items()},
            ...     title="People",
            ... )  # doctest: +SKIP
            >>> chart.save("people.html", inline=True)  # doctest: +SKIP
        """
        from ._maps import draw  # noqa: PLC0415 - no map before its time

        return draw(
            self,
            values,
            title=title,
            label=label,
            key=key,
            value=value,
            scheme=scheme,
            errors=errors,
        )

    @_Once
    def _regions(self) -> list[Region]:
        return _load.load_regions(self._folder, self.municipalities, self.plans)

    @_Once
    def _areas(self) -> dict[str, _tables.Row]:
        """The rows of the areas of Sweden that have no record, by all their forms."""
        rows = [
            row
            for row in _load.load_areas(self._folder)
            if row["code"] not in self.municipalities
        ]
        # Where Håbo without its ring would be Habo, Habo has the form.
        found = {normalise(row["name"]): row for row in rows}
        for row in rows:
            code = row["code"]
            forms = area_forms(code, row["name"], row["level"])
            if len(code) == 4:
                # A column of integers has lost the leading zero of a code.
                forms.add(code.lstrip("0"))
            for form in forms:
                found.setdefault(form, row)
        return found

    @overload
    def codes(
        self, values: list[Any], *, errors: str = "raise"
    ) -> list[str | None]: ...

    @overload
    def codes(
        self, values: tuple[Any, ...], *, errors: str = "raise"
    ) -> tuple[str | None, ...]: ...

    @overload
    def codes(self, values: V, *, errors: str = "raise") -> V: ...

    def codes(self, values: Any, *, errors: str = "raise") -> Any:
        """Return the codes of the municipalities that a column of values means.

        Args:
            values: A list, a tuple, or a column of pandas, polars, pyarrow or another
                library that narwhals knows; of text, numbers, or both.
            errors: What to do about a value that is neither a member, nor another
                municipality or county of Sweden, nor the country: ``"raise"``, or
                ``"coerce"`` to make it null.

        Returns:
            The same kind of column, as long as *values*, of the same index and name:
            codes as text, null where a value means no member or is missing.

        Raises:
            UnknownValuesError: With ``errors="raise"``; the error lists each such
                value, how often it occurs, and the closest known forms.

        Examples:
            >>> import malmolund
            >>> malmolund.codes(["Lund", "MALMÖ ", 1231, "Hörby", None])
            ['1281', '1280', '1231', None, None]
        """
        from . import _columns  # noqa: PLC0415 - no import before its time

        return _columns.codes(self, values, errors)

    def with_codes(
        self,
        frame: F,
        column: str,
        *,
        name: str = "municipality_code",
        errors: str = "coerce",
    ) -> F:
        """Return a frame with the codes of one of its columns as a further column.

        Args:
            frame: A frame of pandas, polars, pyarrow, DuckDB, Dask, PySpark, Ibis or
                another library that narwhals knows. A lazy frame stays lazy: the
                vocabulary travels into its engine, and nothing is collected.
            column: The column that names municipalities.
            name: What the new column is called.
            errors: As for `codes`; a lazy frame has no values yet that could raise.

        Returns:
            A frame of the same kind.

        Raises:
            NotFoundError: There is no such *column*; the message has those there are.
            ValueError: There is a column *name* already; or *frame* is lazy, and
                *errors* is ``"raise"``.
            UnknownValuesError: As for `codes`.

        Examples:
            >>> import malmolund
            >>> import polars as pl  # doctest: +SKIP
            >>> frame = pl.DataFrame({"Kommun": ["LUND", "Hörby"]})  # doctest: +SKIP
            >>> malmolund.with_codes(frame, "Kommun").rows()  # doctest: +SKIP
            [('LUND', '1281'), ('Hörby', None)]
        """
        from . import _columns  # noqa: PLC0415 - no import before its time

        added: F = _columns.with_codes(self, frame, column, name, errors)
        return added

    def audit(self, values: Any) -> AuditReport:
        """Return what a column holds: members, places elsewhere, unknown values, gaps.

        Args:
            values: A column, as for `codes`.

        Returns:
            A report; as text it is made to be read.

        Examples:
            >>> import malmolund
            >>> print(malmolund.audit(["Hörby", "Hörby", "Lnud"]).unrecognised[0])
            'Lnud' (1 x), closest: 'Lund'
        """
        from . import _columns  # noqa: PLC0415 - no import before its time

        return _columns.audit(self, values)

    def _hint(self, key: object) -> str:
        """Return what else is known of a key that is no municipality here."""
        form = normalise(key)
        area = self._areas.get(form)
        if area is not None:
            named = f"{area['code']} {area['name']}"
            if area["level"] == "municipality":
                return f"{named} is a municipality elsewhere in Sweden."
            return f"{named} is the name of a {area['level']}."
        seats = [m for m in self.municipalities if form in spellings(m.seat)]
        return " ".join(f"{m.seat} is the seat of {m.code} {m.name}." for m in seats)

    def disagreements(self) -> dict[tuple[Record, str], tuple[Claim, ...]]:
        """Return the values that sources disagree about, and all that they say.

        Returns:
            The claims, as `evidence` of the record gives them, by the record and the
            name of the field.

        Examples:
            >>> import malmolund
            >>> for (record, field), claims in malmolund.disagreements().items():
            ...     if field == "end_year":
            ...         print(record, [(c.value, c.agrees) for c in claims])
            <OperationalPlan 2019-2023> [('2023', True), ('2020', False)]
        """
        found: dict[tuple[Record, str], tuple[Claim, ...]] = {}
        for row in self._folder.rows(_tables.CLAIMS):
            if not row["agrees"]:
                record = self._claimed(row["table"])[row["key"]]
                found[record, row["field"]] = record.evidence(row["field"])
        return found

    def _claimed(self, table: str) -> Collection[Any]:
        """Return the collection of a table that claims are made about."""
        collection: Collection[Any] = getattr(self, table)
        return collection

    def _demand_all(self) -> None:
        """Make everything, and so raise `DataError` if anything is wrong."""
        for name in ("municipalities", "regions", "plans", "focus_areas"):
            getattr(self, name)

        def check_claim(row: _tables.Row) -> None:
            record = self._claimed(row["table"]).get(row["key"])
            if record is None:
                file = f"{row['table']}.json"
                problem = f"got {shown(row['key'])}, expected a key of {file}"
                raise DataError(problem, field="key", value=row["key"])
            if row["field"] not in record._fields:
                problem = f"got {shown(row['field'])}, expected a field of "
                problem += shown(record)
                raise DataError(problem, field="field", value=row["field"])

        def check_region(row: _tables.Row) -> None:
            # Figures that are possible one by one may be too many people in all.
            _ = self.regions[row["id"]].population

        _tables.CLAIMS.each(self._folder.rows(_tables.CLAIMS), check_claim)
        _tables.REGIONS.each(self._folder.rows(_tables.REGIONS), check_region)
        for name in ("sources", "population", "_areas", "data_version"):
            getattr(self, name)
        for table in _tables.BY_NAME.values():
            self._folder.linked(table)


def _collect(
    records: list[R],
    noun: str,
    table: _tables.Table,
    hint: Callable[[object], str] | None = None,
) -> Collection[R]:
    """Return a collection of the records of a table, which an error is to name."""
    try:
        return Collection(records, noun, hint)
    except DataError as error:
        raise DataError(error.problem, file=table.file, value=error.value) from None


PACKAGED: Catalogue = Catalogue(importlib_resources.files(__package__) / "data")


def load(directory: Traversable | os.PathLike[str] | str) -> Catalogue:
    """Load a data folder of the same shape as the packaged one.

    Args:
        directory: The folder: a path, or a Traversable, which need not be on a disk.

    Returns:
        A catalogue that has nothing in common with the packaged one save shapes, which
        belong to codes; a folder needs none. All of it has been read and checked.

    Raises:
        DataError: The folder breaks a rule; the message names file, row, field and
            value, and says what was expected.

    Examples:
        >>> import importlib_resources
        >>> folder = importlib_resources.files("malmolund") / "data"
        >>> load(folder).region.name
        'MalmöLundregionen'
    """
    if isinstance(directory, (str, os.PathLike)):
        directory = cast("Traversable", Path(directory))
    catalogue = Catalogue(directory)
    catalogue._demand_all()
    return catalogue
