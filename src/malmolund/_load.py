"""From tables to records: read the rows, follow their references, join them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import importlib_resources

from . import _tables as tables
from ._models import (
    Area,
    Body,
    Border,
    Figure,
    FocusArea,
    Indicator,
    Membership,
    Municipality,
    OperationalPlan,
    PopulationFigure,
    Region,
)
from ._records import Library, Once, Provenance, Source
from ._vocabulary import Place
from .exceptions import DataError, shown


if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from importlib_resources.abc import Traversable

    from ._collection import Collection
    from ._shapes import Shapes
    from ._tables import Row, Table


class DataFolder:
    """The tables of one data folder, each read once, and what they refer to."""

    def __init__(self, directory: Traversable) -> None:
        self.directory: Traversable = directory
        self._rows: dict[str, list[Row]] = {}

    def __reduce__(self) -> str | tuple[Any, ...]:
        if self is PACKAGED:
            return "PACKAGED"
        # In another process there may be no folder to read from.
        rows = {table.name: self.rows(table) for table in tables.BY_NAME.values()}
        state = {"_rows": rows, "library": self.library}
        return type(self), (str(self.directory),), state

    def rows(self, table: Table) -> list[Row]:
        """Return the rows of a table, each checked by itself.

        Files of the package are not checked again: a test loads them as a folder.
        """
        if table.name not in self._rows:
            self._rows[table.name] = (
                json.loads((self.directory / table.file).read_text("utf-8"))
                if self is PACKAGED
                else table.read(self.directory)
            )
        return self._rows[table.name]

    def check_links(self) -> None:
        """Raise `DataError` where a row refers to a row or source that is not there."""
        keys = {
            table.name: {row[table.key[0]] for row in self.rows(table)}
            for table in tables.BY_NAME.values()
        }
        for table in tables.BY_NAME.values():

            def check_row(row: Row, table: Table = table) -> None:
                for field, other, key in _links(table, row):
                    if key not in keys[other.name]:
                        problem = f"got {shown(key)}, expected a key of {other.file}"
                        raise DataError(problem, field=field, value=key)

            table.each(self.rows(table), check_row)
        areas = {row["code"]: row for row in self.rows(tables.AREAS)}

        def check_county(row: Row) -> None:
            if row["code"][:2] not in areas:
                problem = f"got {shown(row['code'])}, expected a code that begins with "
                problem += f"that of a county of {tables.AREAS.file}"
                raise DataError(problem, field="code", value=row["code"])

        def check_names(row: Row) -> None:
            for field in ("name", "official_name", "aliases"):
                given, expected = row[field], areas[row["code"]][field]
                if given != expected:
                    problem = f"got {shown(given)}, expected {shown(expected)}, "
                    problem += f"the {field} in {tables.AREAS.file}"
                    raise DataError(problem, field=field, value=given)

        tables.AREAS.each(self.rows(tables.AREAS), check_county)
        tables.MUNICIPALITIES.each(self.rows(tables.MUNICIPALITIES), check_names)

    @Once
    def library(self) -> Library:
        """What the records of the folder refer to."""
        kind = _PackagedLibrary if self is PACKAGED else Library
        return kind(self._sources, self._claims, self._shapes)

    def _sources(self) -> dict[str, Row]:
        return {row["id"]: row for row in self.rows(tables.SOURCES)}

    def _claims(self) -> dict[tuple[str, str], list[Row]]:
        claims: dict[tuple[str, str], list[Row]] = {}
        for row in self.rows(tables.CLAIMS):
            claims.setdefault((row["table"], row["key"]), []).append(row)
        return claims

    def _shapes(self) -> Shapes | None:
        """Return the boundaries of the folder, else those of the package."""
        from . import _shapes  # noqa: PLC0415 - a view

        file = _shapes.FILE
        if self is PACKAGED:
            return _shapes.read(tables.read_json(self.directory, file))
        if not any(entry.name == file for entry in self.directory.iterdir()):
            # They belong to codes, which are the same for everybody.
            return PACKAGED.library.shapes
        shapes = _shapes.read(tables.read_json(self.directory, file))
        for id_ in shapes.sources:
            if id_ not in self.library.sources:
                problem = f"got {shown(id_)}, expected a key of {tables.SOURCES.file}"
                raise DataError(problem, file=file, field="sources", value=id_)
        return shapes

    def provenance(self, ids: Iterable[str]) -> Provenance:
        """Return the provenance of a record whose values have the same sources."""
        return Provenance(ids, library=self.library)

    def provenance_of(
        self, table: Table, row: Row, joined: Mapping[str, Iterable[str]]
    ) -> Provenance:
        """Return the provenance of a row, and of what is *joined* to it."""
        return Provenance(
            row["sources"],
            {**row["field_sources"], **joined},
            (table.name, row[table.key[0]]),
            self.library,
        )


class _PackagedLibrary(Library):
    """What the records of the package refer to, which is in every process."""

    def __reduce__(self) -> tuple[Any, ...]:
        return getattr, (PACKAGED, "library")


def _links(table: Table, row: Row) -> Iterator[tuple[str, Table, str]]:
    """Yield what a row refers to: a field of it, another table, and a key of that."""
    for column, other in table.references.items():
        if row[column] is not None:
            yield column, tables.BY_NAME[other], row[column]
    for id_ in row.get("sources", ()):
        yield "sources", tables.SOURCES, id_
    for field, ids in row.get("field_sources", {}).items():
        if field not in table.checks:
            problem = f"got {shown(field)}, expected fields of {table.file}"
            raise DataError(problem, field="field_sources", value=field)
        for id_ in ids:
            yield "field_sources", tables.SOURCES, id_


def load_municipalities(folder: DataFolder) -> list[Municipality]:
    """Return the municipalities, with their people and borders."""
    table = tables.MUNICIPALITIES
    known = [row["code"] for row in folder.rows(table)]
    people, sources = _people(folder)
    borders: dict[str, list[Border]] = {code: [] for code in known}
    joined: dict[str, dict[str, list[str]]] = {
        code: {"population": sources.get(code, []), "neighbours": [], "borders": []}
        for code in known
    }

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
            population=people.get(code, {}),
            borders=tuple(sorted(borders[code], key=lambda b: b.code)),
            provenance=folder.provenance_of(table, row, joined[code]),
        )

    tables.BORDERS.each(folder.rows(tables.BORDERS), add_border)
    return table.each(folder.rows(table), make)


def load_sources(folder: DataFolder) -> list[Source]:
    """Return the sources."""
    table = tables.SOURCES
    return table.each(folder.rows(table), lambda row: Source(**row))


def load_population(folder: DataFolder) -> list[PopulationFigure]:
    """Return the people of the municipalities, one record per figure."""
    names = {row["code"]: row["name"] for row in folder.rows(tables.MUNICIPALITIES)}
    return [
        PopulationFigure(
            code=row["code"],
            name=names[row["code"]],
            year=year,
            population=people,
            provenance=provenance,
        )
        for row, year, people, provenance in _figures(folder, tables.POPULATION)
        if row["code"] in names
    ]


def load_areas(
    folder: DataFolder, municipalities: Collection[Municipality]
) -> list[Area]:
    """Return the areas of Sweden, among them the municipalities of the folder."""
    known = {municipality.code: municipality for municipality in municipalities}
    people, sources = _people(folder)

    def make(row: Row) -> Area:
        code = row["code"]
        # It checks the row, also where there is more of the area.
        area = Area(
            **_values(row),
            county_code=None if row["level"] == "country" else code[:2],
            population=people.get(code, {}),
            provenance=Provenance(
                row["sources"],
                {"population": sources.get(code, ())},
                library=folder.library,
            ),
        )
        return known.get(code, area)

    return tables.AREAS.each(folder.rows(tables.AREAS), make)


def load_places(folder: DataFolder) -> list[Place]:
    """Return the areas of Sweden and the delineations that a value may mean."""
    areas = [
        Place(
            row["code"],
            row["name"],
            row["level"],
            (row["name"], row["official_name"] or row["name"], *row["aliases"]),
        )
        for row in folder.rows(tables.AREAS)
    ]
    delineations = [
        Place(
            row["id"],
            row["name"],
            "delineation",
            (row["name"], row["id"], row["name_en"], *row["aliases"]),
        )
        for row in folder.rows(tables.REGIONS)
    ]
    return areas + delineations


def load_focus_areas(folder: DataFolder) -> list[FocusArea]:
    """Return the focus areas, with the plans that carry them."""
    table = tables.FOCUS_AREAS
    links = folder.rows(tables.PLAN_FOCUS_AREAS)

    def make(row: Row) -> FocusArea:
        carried = [link for link in links if link["focus_area"] == row["id"]]
        joined = {"plans": _chain(link["sources"] for link in carried)}
        return FocusArea(
            **_values(row),
            plans=tuple(sorted(link["plan"] for link in carried)),
            provenance=folder.provenance_of(table, row, joined),
        )

    return table.each(folder.rows(table), make)


def load_plans(
    folder: DataFolder, focus_areas: Collection[FocusArea]
) -> list[OperationalPlan]:
    """Return the plans, with their focus areas."""
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

        joined: dict[str, list[str]] = {
            # That a list is empty is nothing that a source says.
            **{name: [] for name in ("principles", "principles_en") if not row[name]},
            "focus_areas": sources,
            "new_focus_areas": sources,
            "continued_focus_areas": sources,
        }
        return OperationalPlan(
            **_values(row),
            focus_areas=carrying(True, False, None),
            new_focus_areas=carrying(True),
            continued_focus_areas=carrying(False),
            provenance=folder.provenance_of(table, row, joined),
        )

    tables.PLAN_FOCUS_AREAS.each(links, check)
    return table.each(folder.rows(table), make)


def load_bodies(folder: DataFolder) -> list[Body]:
    """Return the bodies of all regions."""
    table = tables.BODIES

    def make(row: Row) -> Body:
        return Body(**_values(row), provenance=folder.provenance_of(table, row, {}))

    return table.each(folder.rows(table), make)


def load_indicators(folder: DataFolder) -> list[Indicator]:
    """Return what the figures measure."""
    table = tables.INDICATORS

    def make(row: Row) -> Indicator:
        return Indicator(**_values(row), provenance=folder.provenance(row["sources"]))

    return table.each(folder.rows(table), make)


def load_figures(folder: DataFolder) -> list[Figure]:
    """Return the figures of all indicators."""
    names = {row["code"]: row["name"] for row in folder.rows(tables.AREAS)}
    return [
        Figure(
            indicator=row["indicator"],
            code=row["code"],
            name=names[row["code"]],
            year=year,
            value=value,
            provenance=provenance,
        )
        for row, year, value, provenance in _figures(folder, tables.FIGURES)
    ]


def load_regions(
    folder: DataFolder,
    municipalities: Collection[Municipality],
    areas: Collection[Area],
    bodies: Collection[Body],
    plans: Collection[OperationalPlan],
) -> list[Region]:
    """Return the regions in the order of their table, with all that is theirs."""
    table = tables.REGIONS
    names = {row["code"]: row["name"] for row in folder.rows(tables.AREAS)}
    members: dict[str, list[Membership]] = {row["id"]: [] for row in folder.rows(table)}

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

    def ids_of(other: Table, region: Row) -> set[str]:
        return {r["id"] for r in folder.rows(other) if r["region"] == region["id"]}

    def make(row: Row) -> Region:
        own = sorted(members[row["id"]], key=lambda m: m.code)
        codes = {membership.code for membership in own}
        known = municipalities.where(lambda m: m.code in codes)
        of_members = areas.where(lambda area: area.code in codes)
        own_bodies = bodies.where(lambda b: b.id in ids_of(tables.BODIES, row))
        own_plans = plans.where(lambda p: p.id in ids_of(tables.PLANS, row))
        belonging = _chain(m._provenance.ids() for m in own)
        return Region(
            **_values(row),
            memberships=tuple(own),
            bodies=own_bodies,
            plans=own_plans,
            known=known,
            areas=of_members,
            provenance=folder.provenance_of(
                table,
                row,
                {
                    "memberships": belonging,
                    "codes": belonging,
                    "municipalities": belonging,
                    "bodies": _chain(b._provenance.ids() for b in own_bodies),
                    "plans": _chain(p._provenance.ids() for p in own_plans),
                    "population": _chain(
                        area._provenance.ids("population") for area in of_members
                    ),
                    "land_area_km2": _chain(
                        m._provenance.ids("land_area_km2") for m in known
                    ),
                },
            ),
        )

    tables.MEMBERSHIPS.each(folder.rows(tables.MEMBERSHIPS), add_member)
    if not folder.rows(table):
        problem = "got no row, expected the region of the folder first"
        raise DataError(problem, file=table.file)
    return table.each(folder.rows(table), make)


def _people(
    folder: DataFolder,
) -> tuple[dict[str, dict[int, int]], dict[str, list[str]]]:
    """Return the people of areas by code and year, and the ids of their sources."""
    people: dict[str, dict[int, int]] = {}
    sources: dict[str, list[str]] = {}
    table = tables.POPULATION
    for row in folder.rows(table):
        people.setdefault(row["code"], {}).update(table.by_year(row))
        sources.setdefault(row["code"], []).extend(row["sources"])
    return people, sources


def _figures(
    folder: DataFolder, table: Table
) -> Iterator[tuple[Row, int, Any, Provenance]]:
    """Yield each figure of a table, with its row, year and provenance."""
    for row in folder.rows(table):
        provenance = folder.provenance(row["sources"])
        for year, figure in table.by_year(row).items():
            yield row, year, figure, provenance


def _values(row: Row) -> Row:
    """Return the row without what links it to other tables."""
    return {
        name: value
        for name, value in row.items()
        if name not in {"region", "sources", "field_sources"}
    }


def _chain(groups: Iterable[Iterable[str]]) -> list[str]:
    return [id_ for group in groups for id_ in group]


PACKAGED = DataFolder(importlib_resources.files(__package__) / "data")
