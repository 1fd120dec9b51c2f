"""From tables to records: read the rows, follow their references, join them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from . import _tables as tables
from ._municipality import Border, Municipality
from ._provenance import Provenance
from .exceptions import DataError, shown


# The classes of the region are made when they are needed: each costs more than
# reading a table. Hence the imports inside the functions below.
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from importlib_resources.abc import Traversable

    from ._collection import Collection
    from ._population import PopulationFigure
    from ._region import FocusArea, OperationalPlan, Region
    from ._sources import Source
    from ._tables import Row, Table


class Folder:
    """The tables of one data folder, each read once, and what they refer to."""

    def __init__(self, directory: Traversable) -> None:
        self.directory = directory
        self._rows: dict[str, list[Row]] = {}

    def rows(self, table: Table) -> list[Row]:
        """Return the rows of a table."""
        if table.name not in self._rows:
            self._rows[table.name] = table.read(self.directory)
        return self._rows[table.name]

    def keys(self, table: Table) -> set[str]:
        """Return the keys of a table that other tables refer to."""
        return {row[table.key[0]] for row in self.rows(table)}

    def linked(self, table: Table) -> list[Row]:
        """Return the rows of a table, each of which refers to rows that there are."""
        for column, other in table.references.items():
            self._demand_known(table, column, tables.BY_NAME[other])
        return self.rows(table)

    def _demand_known(self, table: Table, column: str, other: Table) -> None:
        known = self.keys(other)

        def check(row: Row) -> None:
            if row[column] not in known:
                problem = f"got {shown(row[column])}, expected a key of {other.file}"
                raise DataError(problem, field=column, value=row[column])

        table.each(self.rows(table), check)

    @cached_property
    def library(self) -> dict[str, Row]:
        """The rows of the sources by their ids."""
        return {row["id"]: row for row in self.rows(tables.SOURCES)}

    @cached_property
    def claims(self) -> dict[tuple[str, str], list[Row]]:
        """The rows of what sources say of single values, by table and key."""
        claims: dict[tuple[str, str], list[Row]] = {}

        def add(row: Row) -> None:
            self.demand_sources(row["sources"])
            claims.setdefault((row["table"], row["key"]), []).append(row)

        tables.CLAIMS.each(self.rows(tables.CLAIMS), add)
        return claims

    def demand_sources(self, ids: Iterable[str]) -> None:
        """Raise `DataError` unless all these sources are there."""
        known = self.library
        for id_ in ids:
            if id_ not in known:
                problem = f"got {shown(id_)}, expected a key of {tables.SOURCES.file}"
                raise DataError(problem, field="sources", value=id_)

    def provenance(self, ids: Iterable[str]) -> Provenance:
        """Return the provenance of a record whose values have the same sources."""
        self.demand_sources(ids)
        return Provenance(ids, library=self.library)

    def provenance_of(
        self, table: Table, row: Row, joined: Mapping[str, Iterable[str]]
    ) -> Provenance:
        """Return the provenance of a row, and of what is *joined* to it.

        The sources of what is joined have been checked with the rows it is from.
        """
        self.demand_sources(row["sources"])
        for field, ids in row["field_sources"].items():
            if field not in table.columns:
                problem = f"got {shown(field)}, expected fields of {table.file}"
                raise DataError(problem, field="field_sources", value=field)
            self.demand_sources(ids)
        return Provenance(
            row["sources"],
            {**row["field_sources"], **joined},
            self.claims.get((table.name, row[table.key[0]]), ()),
            self.library,
        )


def load_municipalities(folder: Folder) -> list[Municipality]:
    """Return the municipalities, with their people and borders."""
    table = tables.MUNICIPALITIES
    known = folder.keys(table)
    people: dict[str, dict[int, int]] = {code: {} for code in known}
    borders: dict[str, list[Border]] = {code: [] for code in known}
    joined: dict[str, dict[str, list[str]]] = {
        code: {"population": [], "neighbours": [], "borders": []} for code in known
    }

    def add_figure(row: Row) -> None:
        folder.demand_sources(row["sources"])
        people[row["code"]][row["year"]] = row["population"]
        joined[row["code"]]["population"] += row["sources"]

    def add_border(row: Row) -> None:
        if row["code_b"] <= row["code_a"]:
            problem = f"got {shown(row['code_b'])}, expected a code above code_a, "
            problem += shown(row["code_a"])
            raise DataError(problem, field="code_b", value=row["code_b"])
        lengths = {name: row[name] for name in ("kind", "land_km", "total_km")}
        provenance = folder.provenance(row["sources"])
        for here, there in (("code_a", "code_b"), ("code_b", "code_a")):
            border = Border(code=row[there], **lengths, provenance=provenance)
            borders[row[here]].append(border)
            joined[row[here]]["neighbours"] += row["sources"]
            joined[row[here]]["borders"] += row["sources"]

    def make(row: Row) -> Municipality:
        code = row["code"]
        return Municipality(
            **_values(row),
            population=people[code],
            borders=tuple(sorted(borders[code], key=lambda b: b.code)),
            provenance=folder.provenance_of(table, row, joined[code]),
        )

    tables.POPULATION.each(folder.linked(tables.POPULATION), add_figure)
    tables.BORDERS.each(folder.linked(tables.BORDERS), add_border)
    return table.each(folder.rows(table), make)


def load_sources(folder: Folder) -> list[Source]:
    """Return the sources."""
    from ._sources import Source  # noqa: PLC0415

    table = tables.SOURCES
    return table.each(folder.rows(table), lambda row: Source(**row))


def load_population(folder: Folder) -> list[PopulationFigure]:
    """Return the people of the municipalities, one record a figure."""
    from ._population import PopulationFigure  # noqa: PLC0415

    names = {row["code"]: row["name"] for row in folder.rows(tables.MUNICIPALITIES)}

    def make(row: Row) -> PopulationFigure:
        return PopulationFigure(
            **_values(row),
            name=names[row["code"]],
            provenance=folder.provenance(row["sources"]),
        )

    return tables.POPULATION.each(folder.linked(tables.POPULATION), make)


def load_areas(folder: Folder) -> list[Row]:
    """Return the rows of the municipalities and counties of Sweden, and the country."""

    def check(row: Row) -> Row:
        folder.demand_sources(row["sources"])
        return row

    return tables.AREAS.each(folder.rows(tables.AREAS), check)


def load_focus_areas(folder: Folder) -> list[FocusArea]:
    """Return the focus areas, with the plans that carry them."""
    from ._region import FocusArea  # noqa: PLC0415

    table = tables.FOCUS_AREAS
    links = folder.linked(tables.PLAN_FOCUS_AREAS)

    def check(link: Row) -> None:
        folder.demand_sources(link["sources"])

    def make(row: Row) -> FocusArea:
        carried = [link for link in links if link["focus_area"] == row["id"]]
        joined = {"plans": _chain(link["sources"] for link in carried)}
        return FocusArea(
            **_values(row),
            plans=tuple(sorted(link["plan"] for link in carried)),
            provenance=folder.provenance_of(table, row, joined),
        )

    tables.PLAN_FOCUS_AREAS.each(links, check)
    return table.each(folder.rows(table), make)


def load_plans(
    folder: Folder, focus_areas: Collection[FocusArea]
) -> list[OperationalPlan]:
    """Return the plans, with their focus areas."""
    from ._region import OperationalPlan  # noqa: PLC0415

    table = tables.PLANS
    links = folder.rows(tables.PLAN_FOCUS_AREAS)

    def check(link: Row) -> None:
        area = focus_areas[link["focus_area"]]
        if link["label"] not in {area.name, *area.aliases}:
            problem = (
                f"got {shown(link['label'])}, expected a name or alias of {shown(area)}"
            )
            raise DataError(problem, field="label", value=link["label"])

    def make(row: Row) -> OperationalPlan:
        carried = [link for link in links if link["plan"] == row["id"]]
        sources = _chain(link["sources"] for link in carried)

        def carrying(*states: bool | None) -> Collection[FocusArea]:
            ids = {link["focus_area"] for link in carried if link["new"] in states}
            return focus_areas.where(lambda area: area.id in ids)

        return OperationalPlan(
            **_values(row),
            focus_areas=carrying(True, False, None),
            new_focus_areas=carrying(True),
            continued_focus_areas=carrying(False),
            provenance=folder.provenance_of(
                table,
                row,
                dict.fromkeys(
                    ("focus_areas", "new_focus_areas", "continued_focus_areas"), sources
                ),
            ),
        )

    tables.PLAN_FOCUS_AREAS.each(links, check)
    return table.each(folder.linked(table), make)


def load_regions(
    folder: Folder,
    municipalities: Collection[Municipality],
    plans: Collection[OperationalPlan],
) -> list[Region]:
    """Return the regions in the order of their table, with members and plans."""
    from ._region import Membership, Region  # noqa: PLC0415

    table = tables.REGIONS
    names = {row["code"]: row["name"] for row in folder.rows(tables.AREAS)}
    members: dict[str, list[Membership]] = {id_: [] for id_ in folder.keys(table)}

    def add_member(row: Row) -> None:
        membership = Membership(
            **_values(row),
            name=names[row["code"]],
            provenance=folder.provenance_of(tables.MEMBERSHIPS, row, {}),
        )
        others = members[row["region"]]
        if any(membership.overlaps(other) for other in others):
            problem = f"got {shown(membership)} twice at one time, expected it once"
            raise DataError(problem, field="code", value=row["code"])
        others.append(membership)

    def make(row: Row) -> Region:
        own = sorted(members[row["id"]], key=lambda m: m.code)
        codes = {membership.code for membership in own}
        ids = {r["id"] for r in folder.rows(tables.PLANS) if r["region"] == row["id"]}
        known = municipalities.where(lambda m: m.code in codes)
        belonging = _chain(m._provenance.ids() for m in own)
        return Region(
            **_values(row),
            memberships=tuple(own),
            plans=plans.where(lambda plan: plan.id in ids),
            known=known,
            provenance=folder.provenance_of(
                table,
                row,
                {
                    "memberships": belonging,
                    "codes": belonging,
                    "municipalities": belonging,
                    "plans": _chain(p._provenance.ids() for p in plans if p.id in ids),
                    "population": _chain(
                        m._provenance.ids("population") for m in known
                    ),
                    "land_area_km2": _chain(
                        m._provenance.ids("land_area_km2") for m in known
                    ),
                },
            ),
        )

    tables.MEMBERSHIPS.each(folder.linked(tables.MEMBERSHIPS), add_member)
    if not folder.rows(table):
        problem = "got no row, expected the region of the folder first"
        raise DataError(problem, file=table.file)
    return table.each(folder.rows(table), make)


def _values(row: Row) -> Row:
    """Return the row without what links it to other tables."""
    return {
        name: value
        for name, value in row.items()
        if name not in {"region", "sources", "field_sources"}
    }


def _chain(groups: Iterable[Iterable[str]]) -> list[str]:
    return [id_ for group in groups for id_ in group]
