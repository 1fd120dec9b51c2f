"""The catalogue: everything that one data folder holds, made when it is asked for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast, overload

from . import _checks as check
from . import _columns, _load, _tables
from ._collection import Collection
from ._models import (
    Area,
    Body,
    Figure,
    FocusArea,
    Indicator,
    Municipality,
    OperationalPlan,
    PopulationFigure,
    Region,
)
from ._records import Claim, Once, Record, Source
from ._vocabulary import Place, Vocabulary
from .exceptions import DataError, shown


if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from altair import LayerChart
    from importlib_resources.abc import Traversable

    from ._columns import AuditReport, Errors
    from ._vocabulary import Scope
    from ._words import Lang


R = TypeVar("R", bound=Record)
V = TypeVar("V")
F = TypeVar("F")


class Catalogue:
    """Everything that one data folder holds.

    Args:
        folder: The folder.

    Examples:
        >>> import malmolund
        >>> malmolund.regions["Stormalmö"].kind
        'metropolitan area'
    """

    def __init__(self, folder: _load.DataFolder) -> None:
        self._folder = folder

    def __reduce__(self) -> str | tuple[Any, ...]:
        if self is PACKAGED:
            return "PACKAGED"
        return type(self), (self._folder,), {"data_version": self.data_version}

    def __repr__(self) -> str:
        return f"<Catalogue of {self._folder.directory}>"

    @Once
    def data_version(self) -> str:
        """The ISO date of the data."""
        file = "datapackage.json"
        descriptor = _tables.read_json(self._folder.directory, file)
        version: object = None
        if isinstance(descriptor, dict):
            version = cast("_tables.Row", descriptor).get("version")
        if not check.DATE.accepts(check.as_date(version)):
            problem = f"got {shown(version)}, expected {check.DATE.expected}"
            raise DataError(problem, file=file, field="version", value=version)
        return str(version)

    @Once
    def sources(self) -> Collection[Source]:
        """Where everything comes from."""
        records = _load.load_sources(self._folder)
        return _collect(records, Source, _tables.SOURCES)

    @Once
    def municipalities(self) -> Collection[Municipality]:
        """The municipalities that there are records of."""
        records = _load.load_municipalities(self._folder)
        table = _tables.MUNICIPALITIES
        return _collect(records, Municipality, table, self._get_vocabulary)

    @Once
    def areas(self) -> Collection[Area]:
        """The municipalities and counties of Sweden, and the country."""
        records = _load.load_areas(self._folder, self.municipalities)
        return _collect(records, Area, _tables.AREAS, self._get_vocabulary)

    @Once
    def population(self) -> Collection[PopulationFigure]:
        """The people of the municipalities with a record, one record per year of each.

        Those of other areas are the `population` of each area in `areas`.
        """
        records = _load.load_population(self._folder)
        return _collect(records, PopulationFigure, _tables.POPULATION)

    @Once
    def indicators(self) -> Collection[Indicator]:
        """What the figures measure, to follow up the plans."""
        records = _load.load_indicators(self._folder)
        return _collect(records, Indicator, _tables.INDICATORS)

    @Once
    def figures(self) -> Collection[Figure]:
        """The figures of all indicators, one record per figure."""
        records = _load.load_figures(self._folder)
        return _collect(records, Figure, _tables.FIGURES)

    @Once
    def focus_areas(self) -> Collection[FocusArea]:
        """The fields of work that the plans put first."""
        records = _load.load_focus_areas(self._folder)
        return _collect(records, FocusArea, _tables.FOCUS_AREAS)

    @Once
    def plans(self) -> Collection[OperationalPlan]:
        """What the regions set out to do."""
        records = _load.load_plans(self._folder, self.focus_areas)
        return _collect(records, OperationalPlan, _tables.PLANS)

    @Once
    def regions(self) -> Collection[Region]:
        """The region of the folder and the delineations it is mixed up with."""
        return _collect(self._regions, Region, _tables.REGIONS)

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
        scheme: str | None = None,
        format: str | None = None,  # noqa: A002 - what Vega calls it
        classes: int | Sequence[float] | None = None,
        midpoint: float | None = None,
        source: str | None = None,
        context: bool = True,
        lang: Lang = "en",
        errors: Errors = "raise",
    ) -> LayerChart:
        """Draw values on a map of the municipalities, with their names.

        A municipality without a value is hatched, with "no data" in the legend. Values
        of other Swedish municipalities, of counties and of the country, and those
        whose key is missing, have no place on this map and are left out.

        Args:
            values: A mapping, a Series of pandas whose index holds the keys, or a frame
                of any kind that narwhals knows. A key is any form that
                `municipalities` finds; a value is a number, or missing: None, NaN or
                the ``".."`` of SCB.
            title: What stands above the map.
            label: What stands above the legend; if not given, the name of the Series
                or of the column of values.
            key: The column of keys; a frame of two columns needs none named, and has
                the keys first.
            value: The column of values.
            scheme: A colour scheme of Vega; if not given, one that can be told apart
                in grey and by the colour-blind.
            format: A number format of d3, such as ``",.1f"``; if not given, whole
                numbers have no decimals, and others as many as tell them apart.
            classes: The number of classes of colour, with about as many municipalities
                in each; or the numbers at which a new class begins.
            midpoint: The number from which the colours diverge; if not given, 0 where
                values have both signs and no *scheme* is given.
            source: Where the values come from; it is written below the map, with the
                credit for the boundaries.
            context: Whether the land around the municipalities is drawn.
            lang: The language of all words and numbers, ``"en"`` or ``"sv"``.
            errors: ``"raise"``, or ``"coerce"`` to leave out unknown keys too.

        Returns:
            The chart, to go on from; `.save` makes a PNG, an SVG or an HTML of it,
            and with ``inline=True`` the HTML needs no network.

        Raises:
            ImportError: A library is missing, the extra ``plot``.
            NotFoundError: There is no boundary of a municipality.
            TypeError: *values* is of another kind, or a title, label or source is not
                text.
            UnknownValuesError: There are keys that are not recognised; it lists them.
            ValueError: Two keys mean the same municipality, a value is no finite
                number, it is unclear which columns are meant, or an option is unknown.

        Examples:
            >>> import malmolund
            >>> people = malmolund.municipalities.mapping("code", "population")
            >>> chart = malmolund.choropleth(
            ...     {code: counts.latest for code, counts in people.items()},
            ...     title="People",
            ...     source="SCB",
            ... )  # doctest: +SKIP
            >>> chart.save("people.html", inline=True)  # doctest: +SKIP
        """
        from ._maps import Look, Plotted, draw  # noqa: PLC0415 - a view

        name, numbers = _columns.numbers(self._vocabulary, values, key, value, errors)
        look = Look(
            title=title,
            label=name if label is None else label,
            scheme=scheme,
            format=format,
            classes=classes,
            midpoint=midpoint,
            source=source,
            context=context,
            lang=lang,
        )
        areas = [
            Plotted(m.code, m.name, m._shape(), numbers.get(m.code))
            for m in self.municipalities
        ]
        return draw(areas, look, self._folder.library.shapes)

    @Once
    def _regions(self) -> list[Region]:
        return _load.load_regions(
            self._folder, self.municipalities, self.areas, self._bodies, self.plans
        )

    @Once
    def _bodies(self) -> Collection[Body]:
        """The bodies of all regions."""
        records = _load.load_bodies(self._folder)
        return _collect(records, Body, _tables.BODIES)

    @Once
    def _vocabulary(self) -> Vocabulary:
        """What values mean."""
        members = [municipality._place() for municipality in self.municipalities]
        return Vocabulary(members, self._read_places)

    def _get_vocabulary(self) -> Vocabulary:
        return self._vocabulary

    def _read_places(self) -> list[Place]:
        return _load.load_places(self._folder)

    @overload
    def codes(
        self, values: list[Any], *, of: Scope = "members", errors: Errors = "raise"
    ) -> list[str | None]: ...

    @overload
    def codes(
        self,
        values: tuple[Any, ...],
        *,
        of: Scope = "members",
        errors: Errors = "raise",
    ) -> tuple[str | None, ...]: ...

    @overload
    def codes(
        self, values: V, *, of: Scope = "members", errors: Errors = "raise"
    ) -> V: ...

    def codes(
        self, values: Any, *, of: Scope = "members", errors: Errors = "raise"
    ) -> Any:
        """Return the codes of the areas that a column of values means.

        Args:
            values: A list, a tuple, or a column of pandas, polars, pyarrow or another
                library that narwhals knows; of text, numbers, or both.
            of: ``"members"`` for the codes of the municipalities of the region, or
                ``"areas"`` for those of any municipality or county of Sweden, and of
                the country.
            errors: What to do about a value that is not recognised: ``"raise"``, or
                ``"coerce"`` to make it null.

        Returns:
            The same kind of column, of the same length, index and name as *values*;
            codes as text, null where a value means nothing of the kind or is missing.

        Raises:
            UnknownValuesError: With ``errors="raise"``; the error lists each such
                value, how often it occurs, and the closest known forms.

        Examples:
            >>> import malmolund
            >>> malmolund.codes(["Lund", "MALMÖ ", 1231, "Hörby", None])
            ['1281', '1280', '1231', None, None]
            >>> malmolund.codes(["Falu kommun", "Skåne", 114], of="areas")
            ['2080', '12', '0114']
        """
        return _columns.codes(self._vocabulary, values, of, errors)

    @overload
    def statuses(self, values: list[Any]) -> list[str | None]: ...

    @overload
    def statuses(self, values: tuple[Any, ...]) -> tuple[str | None, ...]: ...

    @overload
    def statuses(self, values: V) -> V: ...

    def statuses(self, values: Any) -> Any:
        """Return what each value of a column is to the region.

        Args:
            values: A column, as for `codes`.

        Returns:
            A column of the same kind, with ``"member"``; ``"same county"`` for another
            municipality of a county that has a member; ``"rest of Sweden"`` for any
            other municipality; ``"total"`` for a county, the country or a delineation,
            which is a sum and not one more place; ``"not recognised"``; and null where
            a value is missing.

        Examples:
            >>> import malmolund
            >>> malmolund.statuses(["Lund", "Hörby", "Falu kommun", "Skåne", "Lnud"])
            ['member', 'same county', 'rest of Sweden', 'total', 'not recognised']
        """
        return _columns.statuses(self._vocabulary, values)

    def with_codes(
        self,
        frame: F,
        column: str,
        *,
        name: str = "municipality_code",
        of: Scope = "members",
        status: str | None = None,
        errors: Errors | None = None,
    ) -> F:
        """Return a frame with the codes of one of its columns as a further column.

        Args:
            frame: A frame of pandas, polars, pyarrow, DuckDB, Dask, PySpark, Ibis or
                another library that narwhals knows. A lazy frame stays lazy: the
                vocabulary travels into its engine, and nothing is collected.
            column: The column that names municipalities.
            name: What the column of codes is called.
            of: As for `codes`.
            status: The name of another new column, which says what each value is, as
                `statuses` does; `None` for no such column.
            errors: As for `codes`. Without it, values that are not recognised raise,
                unless there is a *status* to tell them from others. A lazy frame has no
                values yet that could raise: it needs *status*, or ``"coerce"``.

        Returns:
            A frame of the same kind.

        Raises:
            NotFoundError: There is no such *column*; the message has those there are.
            ValueError: There is a column of that *name* or *status* already; or *frame*
                is lazy, and there is neither *status* nor ``errors="coerce"``.
            UnknownValuesError: As for `codes`.

        Examples:
            >>> import malmolund
            >>> import polars as pl  # doctest: +SKIP
            >>> frame = pl.DataFrame({"Kommun": ["LUND", "Hörby"]})  # doctest: +SKIP
            >>> malmolund.with_codes(frame, "Kommun").rows()  # doctest: +SKIP
            [('LUND', '1281'), ('Hörby', None)]
        """
        added: F = _columns.with_codes(
            self._vocabulary,
            frame,
            column,
            name=name,
            of=of,
            status=status,
            errors=errors,
        )
        return added

    def audit(self, values: Any) -> AuditReport:
        """Return what a column holds: members, other places, sums, unknowns, gaps.

        Args:
            values: A column, as for `codes`.

        Returns:
            A report; as text it is made to be read.

        Examples:
            >>> import malmolund
            >>> print(malmolund.audit(["Hörby", "Hörby", "Lnud"]).unrecognised[0])
            'Lnud' (1 x), closest: 'Lund'
        """
        return _columns.audit(self._vocabulary, values)

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
        name = "_bodies" if table == "bodies" else table
        collection: Collection[Any] = getattr(self, name)
        return collection

    def _check_all(self) -> None:
        """Make everything, and so raise `DataError` if anything is wrong."""
        self._folder.check_links()
        for name in ("municipalities", "areas", "regions", "plans", "focus_areas"):
            getattr(self, name)

        def check_claim(row: _tables.Row) -> None:
            record = self._claimed(row["table"]).get(row["key"])
            if record is None:
                file = f"{row['table']}.json"
                problem = f"got {shown(row['key'])}, expected a key of {file}"
                raise DataError(problem, field="key", value=row["key"])
            if row["field"] not in record._fields():
                problem = f"got {shown(row['field'])}, expected a field of "
                problem += shown(record)
                raise DataError(problem, field="field", value=row["field"])

        def check_region(row: _tables.Row) -> None:
            # Figures that are possible one by one may be too many people in all.
            _ = self.regions[row["id"]].population

        _tables.CLAIMS.each(self._folder.rows(_tables.CLAIMS), check_claim)
        _tables.REGIONS.each(self._folder.rows(_tables.REGIONS), check_region)
        for name in ("sources", "population", "indicators", "figures", "data_version"):
            getattr(self, name)
        _ = self._folder.library.shapes


def _collect(
    records: list[R],
    kind: type[R],
    table: _tables.Table,
    vocabulary: Callable[[], Vocabulary] | None = None,
) -> Collection[R]:
    """Return a collection of the records of a table, which an error is to name."""
    try:
        return Collection(records, kind, vocabulary)
    except DataError as error:
        raise DataError(error.problem, file=table.file, value=error.value) from None


PACKAGED: Catalogue = Catalogue(_load.PACKAGED)


def load(directory: Traversable | os.PathLike[str] | str) -> Catalogue:
    """Load a data folder of the same shape as the packaged one.

    Args:
        directory: The folder: a path, or a Traversable, which need not be on a disk.

    Returns:
        A catalogue that has nothing in common with the packaged one, save that a folder
        without a ``boundaries.json`` is drawn with the packaged boundaries. All of it
        has been read and checked.

    Raises:
        DataError: The folder breaks a rule; the message names file, row, field and
            value, and says what was expected.
        TypeError: *directory* is neither.

    Examples:
        >>> import importlib_resources
        >>> folder = importlib_resources.files("malmolund") / "data"
        >>> load(folder).region.name
        'MalmöLundregionen'
    """
    folder: Any = directory
    if isinstance(directory, (str, os.PathLike)):
        folder = Path(directory)
    if not callable(getattr(folder, "read_bytes", None)):
        raise TypeError(
            f"got {shown(directory)}, expected a folder: a path, or a Traversable"
        )
    catalogue = Catalogue(_load.DataFolder(folder))
    catalogue._check_all()
    return catalogue
