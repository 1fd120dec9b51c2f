"""The records: areas, their people and figures; regions, their bodies and plans."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import fsum
from typing import Any, ClassVar

from attrs import field, frozen

from . import _checks as check
from ._collection import Collection
from ._records import OnMap, Outlined, Provenance, Record
from ._vocabulary import Place
from .exceptions import DataError, NotFoundError


TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._words import Words


_DATE = check.DATE.or_null()
_PERHAPS = check.TEXT.or_null()
_TEXTS = check.TEXT.each()
_INFERRED = check.one_of("start_year", "end_year", "adopted").each()
_COLLECTION = check.instance_of(Collection, "a Collection")


def _by_year(counts: Any) -> Any:
    items: Any = getattr(counts, "items", lambda: counts)
    return tuple(sorted(items()))


def _are_counts(counts: tuple[tuple[object, object], ...]) -> bool:
    years = [year for year, _ in counts]
    return len(set(years)) == len(years) and all(
        check.YEAR.accepts(year) and check.PEOPLE.accepts(people)
        for year, people in counts
    )


_COUNTS = check.Check("whole numbers of people by year, each year once", _are_counts)


@frozen(eq=False, repr=False)
class Population(Mapping[int, int]):
    """People by year, as registered on 31 December: a read-only mapping.

    It equals any mapping with the same items, and can be hashed. An empty one means
    that no figures are known.

    Args:
        counts: A mapping, or pairs, of year and number of people.

    Examples:
        >>> import malmolund
        >>> lund = malmolund.municipalities["Lund"]
        >>> lund.population[2010], lund.population.latest_year
        (110488, 2025)
    """

    _counts: tuple[tuple[int, int], ...] = field(default=(), converter=_by_year)

    def __attrs_post_init__(self) -> None:
        """Refuse what is not a number of people for each year."""
        _COUNTS.check("counts", self._counts)

    def __getitem__(self, year: int) -> int:
        """Return the people of a year, or raise `NotFoundError`."""
        people = dict(self._counts).get(year)
        if people is None:
            raise NotFoundError(year, "population figure", advice=self._span())
        return people

    def __iter__(self) -> Iterator[int]:
        """Iterate over the years, the first one first."""
        return (year for year, _ in self._counts)

    def __len__(self) -> int:
        """Return the number of years."""
        return len(self._counts)

    def __hash__(self) -> int:
        """Return the hash of the figures."""
        return hash(self._counts)

    def __repr__(self) -> str:
        return f"<Population: {self._span()}>"

    @property
    def latest_year(self) -> int:
        """The last year there is a figure for; `NotFoundError` if there is none."""
        if not self._counts:
            raise NotFoundError("latest", "population figure", advice=self._span())
        return self._counts[-1][0]

    @property
    def latest(self) -> int:
        """The people of the last year; `NotFoundError` if there is no figure."""
        return self[self.latest_year]

    def _span(self) -> str:
        if not self._counts:
            return "There are no figures."
        return f"There are figures for {self._counts[0][0]} to {self.latest_year}."


@frozen(kw_only=True, repr=False, eq=False)
class Border(Record):
    """A border between two of the municipalities, as seen from one of them.

    Attributes:
        code: The code of the municipality on the other side.
        kind: ``"land"``, or ``"sea"`` where they meet at sea alone.
        land_km: The length on land in km.
        total_km: The length on land and at sea in km.

    Examples:
        >>> import malmolund
        >>> malmo = malmolund.municipalities["Malmö"]
        >>> [border.code for border in malmo.borders if border.kind == "sea"]
        ['1261', '1262']
    """

    _noun: ClassVar[str] = "border"

    code: str = field(metadata=check.CODE.rule)
    kind: str = field(metadata=check.one_of("land", "sea").rule)
    land_km: float = field(metadata=check.KILOMETRES.rule)
    total_km: float = field(metadata=check.KILOMETRES.rule)
    _provenance: Provenance = field(default=Provenance(), alias="provenance")

    def _check_together(self) -> None:
        """Refuse lengths that contradict each other or the kind."""
        if (self.kind == "land") != (self.land_km > 0) or self.land_km > self.total_km:
            raise DataError(
                f"got {self.land_km} of {self.total_km} km, of kind {self.kind!r}, "
                "expected some km on land for land, none for sea, no more than in all",
                field="land_km",
                value=self.land_km,
            )

    def _title(self) -> str:
        # A border knows the code of the other side; its boundary has the name.
        shapes = self._provenance.library.shapes
        shape = shapes.by_code.get(self.code) if shapes else None
        return shape.name if shape else self.code

    def _on_card(self) -> tuple[tuple[str, ...], bool]:
        return (self.code,), False


_BORDERS = check.instance_of(Border, "a Border").each()


@frozen(kw_only=True, repr=False, eq=False)
class Area(Record):
    """A municipality or county of Sweden, or the country.

    Attributes:
        code: The code that SCB gives it: four digits of a municipality, two of a
            county, ``"00"`` of the country.
        name: Its name, ``"Hörby"`` or ``"Skåne län"``.
        official_name: The name in law, ``"Hörby kommun"``; `None` for the country.
        aliases: Other names and codes that it is known by.
        level: ``"municipality"``, ``"county"`` or ``"country"``.
        county_code: The code of its county (län), ``"12"``; `None` for the country.
        population: People on 31 December by year, from SCB; empty where no figures
            are packaged.

    Examples:
        >>> import malmolund
        >>> malmolund.areas["Falu kommun"].code
        '2080'
        >>> malmolund.areas["Skåne"].level
        'county'
    """

    _noun: ClassVar[str] = "area"
    _in_brief: ClassVar[tuple[str, ...]] = (
        "code",
        "name",
        "official_name",
        "level",
        "county_code",
    )
    _gaps: ClassVar[tuple[str, ...]] = ("population", "population_year")

    code: str = field(metadata=check.AREA_CODE.rule)
    name: str = field(metadata=check.TEXT.rule)
    official_name: str | None = field(metadata=_PERHAPS.rule)
    aliases: tuple[str, ...] = field(
        default=(), converter=check.as_tuple, metadata=_TEXTS.rule
    )
    level: str = field(metadata=check.one_of("municipality", "county", "country").rule)
    county_code: str | None = field(metadata=check.COUNTY.or_null().rule)
    population: Population = field(default=Population(), converter=Population)
    _provenance: Provenance = field(default=Provenance(), alias="provenance")

    @property
    def _labels(self) -> tuple[str, ...]:
        official = () if self.official_name is None else (self.official_name,)
        return (self.name, self.code, *official, *self.aliases)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.code} {self.name}>"

    def _of_code(self) -> dict[str, str | None]:
        """Return the values that follow from the code."""
        if self.code == "00":
            return {"level": "country", "county_code": None}
        level = "municipality" if len(self.code) == len("1281") else "county"
        return {"level": level, "county_code": self.code[:2]}

    def _check_together(self) -> None:
        """Refuse a value that is not that of the code."""
        for name, expected in self._of_code().items():
            given = getattr(self, name)
            if given != expected:
                raise DataError(
                    f"got {given!r}, expected {expected!r}, as the code is {self.code}",
                    field=name,
                    value=given,
                )

    def _about(self, words: Words) -> str:
        return f"{words.value('level', self.level)} {self.code}"


@frozen(kw_only=True, repr=False, eq=False)
class Municipality(Area, Outlined):
    """One municipality (kommun) of the region, an `Area` with more.

    Attributes:
        code: The kommunkod, four digits such as ``"1281"``; also its LAU code.
        name: The short name, ``"Lund"``.
        official_name: The name in law, ``"Lunds kommun"``.
        name_en: The English name, ``"Lund Municipality"``.
        seat: The town that its administration sits in; Burlöv's is Arlöv.
        latitude: North, of the seat, in degrees (WGS 84).
        longitude: East, of the seat, in degrees (WGS 84).
        nuts3: The NUTS 3 code of its county, ``"SE224"``.
        gisco_id: The key in Eurostat's maps, ``"SE_1281"``.
        wikidata: The id of the municipality, not its seat, in Wikidata.
        geonames: The id of the municipality, not its seat, in GeoNames.
        organisation_number: The number it is registered under as a legal person.
        website: The address of its own website.
        land_area_km2: The land area in km² as SCB published it for 2023.
        county_code: The code of its county (län), ``"12"``.
        borders: Its borders with the other municipalities.

    Examples:
        >>> import malmolund
        >>> burlov = malmolund.municipalities["Burlöv"]
        >>> burlov.code, burlov.seat, burlov.land_area_km2
        ('1231', 'Arlöv', 18.9)
        >>> burlov.neighbours
        ('1230', '1262', '1280')
    """

    _noun: ClassVar[str] = "municipality"
    _in_brief: ClassVar[tuple[str, ...]] = (
        "code",
        "name",
        "seat",
        "population",
        "year",
        "land_area_km2",
    )
    _computed: ClassVar[tuple[str, ...]] = ("neighbours",)
    _gaps: ClassVar[tuple[str, ...]] = ()

    # Again what an `Area` has, for the order of columns.
    code: str = field(metadata=check.CODE.rule)
    name: str = field(metadata=check.TEXT.rule)
    official_name: str = field(metadata=check.TEXT.rule)
    aliases: tuple[str, ...] = field(
        default=(), converter=check.as_tuple, metadata=_TEXTS.rule
    )
    level: str = field(
        default="municipality", metadata=check.one_of("municipality").rule
    )
    name_en: str = field(metadata=check.TEXT.rule)
    seat: str = field(metadata=check.TEXT.rule)
    latitude: float = field(metadata=check.LATITUDE.rule)
    longitude: float = field(metadata=check.LONGITUDE.rule)
    county_code: str = field(metadata=check.COUNTY.rule)
    nuts3: str = field(metadata=check.NUTS3.rule)
    gisco_id: str = field(metadata=check.GISCO.rule)
    wikidata: str = field(metadata=check.WIKIDATA.rule)
    geonames: int = field(metadata=check.GEONAMES.rule)
    organisation_number: str = field(metadata=check.ORGANISATION_NUMBER.rule)
    website: str = field(metadata=check.URL.rule)
    land_area_km2: float = field(metadata=check.SQUARE_KILOMETRES.rule)
    population: Population = field(default=Population(), converter=Population)
    borders: tuple[Border, ...] = field(default=(), metadata=_BORDERS.rule)

    def _of_code(self) -> dict[str, str | None]:
        return {**super()._of_code(), "gisco_id": f"SE_{self.code}"}

    @property
    def neighbours(self) -> tuple[str, ...]:
        """The codes of the municipalities with a record that it borders on."""
        return tuple(border.code for border in self.borders)

    @property
    def _labels(self) -> tuple[str, ...]:
        return (
            self.name,
            self.code,
            self.official_name,
            self.name_en,
            f"{self.code} {self.name}",
            self.gisco_id,
            self.wikidata,
            str(self.geonames),
            self.organisation_number,
        )

    @property
    def _searched(self) -> tuple[str, ...]:
        return (*self._labels, self.seat)

    @property
    def _forms(self) -> set[str]:
        return self._place().forms

    def _place(self) -> Place:
        """Return what the vocabulary knows of it."""
        plain_number = self.organisation_number.replace("-", "")
        labels = (*self._labels, plain_number)
        return Place(self.code, self.name, "municipality", labels, self.seat)

    def _brief(self) -> dict[str, Any]:
        row = self._row()
        return {**row, "year": row["population_year"]}

    def _facts(self, words: Words) -> list[tuple[str, object, str]]:
        borders = [
            words("at sea", name=b._title()) if b.kind == "sea" else b._title()
            for b in self.borders
        ]
        return [
            ("official_name", self.official_name, ""),
            ("seat", self.seat, ""),
            *_figures(self.population, self.land_area_km2, words),
            ("borders_on", ", ".join(borders), ""),
            ("website", self.website, ""),
        ]

    def _on_card(self) -> tuple[tuple[str, ...], bool]:
        return (self.code,), False


@frozen(kw_only=True, repr=False, eq=False)
class PopulationFigure(Record):
    """The people of one municipality in one year.

    Attributes:
        code: The code of the municipality.
        name: Its name.
        year: The year.
        population: The people registered there on 31 December of that year.

    Examples:
        >>> import malmolund
        >>> malmolund.population["Lund 2010"].population
        110488
    """

    _noun: ClassVar[str] = "population figure"

    code: str = field(metadata=check.CODE.rule)
    name: str = field(metadata=check.TEXT.rule)
    year: int = field(metadata=check.YEAR.rule)
    population: int = field(metadata=check.PEOPLE.rule)
    _provenance: Provenance = field(default=Provenance(), alias="provenance")

    @property
    def _labels(self) -> tuple[str, ...]:
        return (f"{self.name} {self.year}", f"{self.code} {self.year}")

    def _on_card(self) -> tuple[tuple[str, ...], bool]:
        return (self.code,), False


@frozen(kw_only=True, repr=False, eq=False)
class Indicator(Record):
    """What a series of figures measures.

    Attributes:
        id: The key, such as ``"municipal_tax_rate"``.
        name: The name in Swedish.
        name_en: The name in English.
        unit: The unit of its figures.
        note: What to know before they are compared, or `None`.

    Examples:
        >>> import malmolund
        >>> malmolund.indicators["municipal_tax_rate"].unit
        'per cent of taxable income'
    """

    _noun: ClassVar[str] = "indicator"

    id: str = field(metadata=check.IDENTIFIER.rule)
    name: str = field(metadata=check.TEXT.rule)
    name_en: str = field(metadata=check.TEXT.rule)
    unit: str = field(metadata=check.TEXT.rule)
    note: str | None = field(default=None, metadata=_PERHAPS.rule)
    _provenance: Provenance = field(default=Provenance(), alias="provenance")

    @property
    def _labels(self) -> tuple[str, ...]:
        return (self.id, self.name, self.name_en)


@frozen(kw_only=True, repr=False, eq=False)
class Figure(Record):
    """One figure of an indicator: of one area, in one year.

    Attributes:
        indicator: The id of the indicator, which says what the figure means.
        code: The code of the area.
        name: Its name.
        year: The year.
        value: The figure, in the unit of the indicator.

    Examples:
        >>> import malmolund
        >>> malmolund.figures["municipal_tax_rate Lund 2026"].value
        21.24
    """

    _noun: ClassVar[str] = "figure"

    indicator: str = field(metadata=check.IDENTIFIER.rule)
    code: str = field(metadata=check.AREA_CODE.rule)
    name: str = field(metadata=check.TEXT.rule)
    year: int = field(metadata=check.YEAR.rule)
    value: float = field(metadata=check.FIGURE.rule)
    _provenance: Provenance = field(default=Provenance(), alias="provenance")

    @property
    def _labels(self) -> tuple[str, ...]:
        return tuple(
            f"{self.indicator} {area} {self.year}" for area in (self.code, self.name)
        )

    def _title(self) -> str:
        return self._labels[1]

    def _on_card(self) -> tuple[tuple[str, ...], bool]:
        return (self.code,), False


@frozen(kw_only=True, repr=False, eq=False)
class Membership(Record):
    """A municipality's membership of a region, with the bounds of what is known.

    A date that no source gives lies between two bounds; `None` means that nothing is
    known on that side. A membership that no source ends goes on.

    Attributes:
        code: The code of the municipality.
        name: Its name.
        joined_no_earlier_than: It was outside until this day.
        joined_no_later_than: It belonged from this day on, at the latest.
        left_no_earlier_than: It still belonged on this day, the last one that a source
            shows.
        left_no_later_than: It was outside from this day on, at the latest; `None` if
            no source says that it left.

    Examples:
        >>> import malmolund
        >>> for member in malmolund.region.memberships:
        ...     if member.name == "Skurup":
        ...         print(member.joined_no_earlier_than, member.joined_no_later_than)
        2017-03-28 2019-05-21
    """

    _noun: ClassVar[str] = "membership"

    code: str = field(metadata=check.CODE.rule)
    name: str = field(metadata=check.TEXT.rule)
    joined_no_earlier_than: dt.date | None = field(
        default=None, converter=check.as_date, metadata=_DATE.rule
    )
    joined_no_later_than: dt.date | None = field(
        default=None, converter=check.as_date, metadata=_DATE.rule
    )
    left_no_earlier_than: dt.date | None = field(
        default=None, converter=check.as_date, metadata=_DATE.rule
    )
    left_no_later_than: dt.date | None = field(
        default=None, converter=check.as_date, metadata=_DATE.rule
    )
    _provenance: Provenance = field(default=Provenance(), alias="provenance")

    def _check_together(self) -> None:
        """Refuse bounds that are not in the order of time."""
        bounds = [(name, getattr(self, name)) for name in self._fields()[2:]]
        known = [(name, bound) for name, bound in bounds if bound is not None]
        for (name, bound), (later_name, later) in pairwise(known):
            # It cannot have been inside and outside on one day.
            too_early = bound >= later if later_name == bounds[-1][0] else bound > later
            if too_early:
                raise DataError(
                    f"got {later}, expected a later day than {name}, {bound}",
                    field=later_name,
                    value=later,
                )

    @property
    def _labels(self) -> tuple[str, ...]:
        return (self.name, self.code)

    def _on_card(self) -> tuple[tuple[str, ...], bool]:
        return (self.code,), False

    def covers(self, on: dt.date | str | None, *, certain: bool) -> bool:
        """Tell whether it holds on a day.

        Args:
            on: A date, or an ISO string such as ``"2020-01-01"``; `None` is today.
            certain: Whether a day that lies between two bounds counts as outside.

        Raises:
            ValueError: *on* is no date.

        Examples:
            >>> import datetime, malmolund
            >>> first = malmolund.region.memberships[0]
            >>> first.covers(datetime.date(2020, 1, 1), certain=True)
            True
        """
        day = _today() if on is None else check.day(on)
        first, last = self.joined_no_later_than, self.left_no_earlier_than
        before, after = self.joined_no_earlier_than, self.left_no_later_than
        if not certain:
            return not (before and day < before) and not (after and day >= after)
        if first is None or day < first:
            return False
        return after is None or day <= (last or first)

    def overlaps(self, other: Membership) -> bool:
        """Tell whether another membership of the same municipality is not over yet.

        Examples:
            >>> import malmolund
            >>> first, second, *_ = malmolund.region.memberships
            >>> first.overlaps(first), first.overlaps(second)
            (True, False)
        """
        first, last = sorted(
            (self, other), key=lambda m: m.joined_no_later_than or dt.date.min
        )
        left, joined = first.left_no_later_than, last.joined_no_later_than
        over = left is not None and joined is not None and left <= joined
        return self.code == other.code and not over


@frozen(kw_only=True, repr=False, eq=False)
class FocusArea(Record):
    """A field of work that a plan puts first.

    Attributes:
        id: The key, such as ``"miljo-klimat"``.
        name: The name, ``"Miljö och klimat"``.
        name_en: The name in English.
        aliases: Every other label that the sources use for it.
        plans: The ids of the plans that carry it.

    Examples:
        >>> import malmolund
        >>> malmolund.focus_areas["Klimat & Miljö"]
        <FocusArea miljo-klimat>
    """

    _noun: ClassVar[str] = "focus area"
    _in_brief: ClassVar[tuple[str, ...]] = ("id", "name", "name_en", "plans")

    id: str = field(metadata=check.IDENTIFIER.rule)
    name: str = field(metadata=check.TEXT.rule)
    name_en: str = field(metadata=check.TEXT.rule)
    aliases: tuple[str, ...] = field(converter=check.as_tuple, metadata=_TEXTS.rule)
    plans: tuple[str, ...] = field(converter=check.as_tuple, metadata=_TEXTS.rule)
    _provenance: Provenance = field(default=Provenance(), alias="provenance")

    @property
    def _labels(self) -> tuple[str, ...]:
        return (self.name, self.id, self.name_en, *self.aliases)

    def __repr__(self) -> str:
        return f"<FocusArea {self.id}>"


@frozen(kw_only=True, repr=False, eq=False)
class OperationalPlan(Record):
    """What a region set out to do in a span of years.

    Attributes:
        id: The key, such as ``"2019-2023"``.
        title: The title.
        title_en: The title in English.
        kind: ``"operational plan"`` or ``"action programme"``.
        start_year: The first year of its period.
        end_year: The last year of its period.
        adopted: The day it was adopted.
        adopted_by: Who adopted it.
        goal: What it is to lead to, in Swedish; `None` if no source says so.
        goal_en: The goal in English.
        principles: How its work is to be done, in Swedish, as far as a source has them.
        principles_en: The principles in English.
        replaces: The id of the plan that it took the place of; `None` if none is known.
        inferred: The names of the values that no source gives in full, and that were
            worked out; what they rest on is in their claims.
        focus_areas: The fields of work it puts first.
        new_focus_areas: Those that the sources call new in this plan.
        continued_focus_areas: Those that it took over from the plan before; empty if
            no plan before it is known.

    Examples:
        >>> import malmolund
        >>> plan = malmolund.plans["2019-2023"]
        >>> [area.id for area in plan.new_focus_areas]
        ['digitalisering', 'miljo-klimat']
    """

    _noun: ClassVar[str] = "plan"
    _in_brief: ClassVar[tuple[str, ...]] = (
        "id",
        "title",
        "kind",
        "start_year",
        "end_year",
        "adopted",
        "inferred",
    )

    id: str = field(metadata=check.IDENTIFIER.rule)
    title: str = field(metadata=check.TEXT.rule)
    title_en: str = field(metadata=check.TEXT.rule)
    kind: str = field(
        metadata=check.one_of("operational plan", "action programme").rule
    )
    start_year: int = field(metadata=check.YEAR.rule)
    end_year: int = field(metadata=check.YEAR.rule)
    adopted: dt.date = field(converter=check.as_date, metadata=check.DATE.rule)
    adopted_by: str = field(metadata=check.TEXT.rule)
    goal: str | None = field(default=None, metadata=_PERHAPS.rule)
    goal_en: str | None = field(default=None, metadata=_PERHAPS.rule)
    principles: tuple[str, ...] = field(
        default=(), converter=check.as_tuple, metadata=_TEXTS.rule
    )
    principles_en: tuple[str, ...] = field(
        default=(), converter=check.as_tuple, metadata=_TEXTS.rule
    )
    replaces: str | None = field(default=None, metadata=check.IDENTIFIER.or_null().rule)
    inferred: tuple[str, ...] = field(
        default=(), converter=check.as_tuple, metadata=_INFERRED.rule
    )
    focus_areas: Collection[FocusArea] = field(metadata=_COLLECTION.rule)
    new_focus_areas: Collection[FocusArea] = field(metadata=_COLLECTION.rule)
    continued_focus_areas: Collection[FocusArea] = field(metadata=_COLLECTION.rule)
    _provenance: Provenance = field(default=Provenance(), alias="provenance")

    def _check_together(self) -> None:
        """Refuse a period that ends before it starts."""
        if self.end_year < self.start_year:
            raise DataError(
                f"got {self.end_year}, expected no year before start_year, "
                f"{self.start_year}",
                field="end_year",
                value=self.end_year,
            )

    @property
    def _labels(self) -> tuple[str, ...]:
        return (self.id, self.title, self.title_en)

    def _title(self) -> str:
        return self.title

    def _about(self, words: Words) -> str:
        return words.value("kind", self.kind)

    def _facts(self, words: Words) -> list[tuple[str, object, str]]:
        def areas(group: Collection[FocusArea]) -> str:
            return ", ".join(area.name for area in group)

        years = words("years", first=self.start_year, last=self.end_year)
        adopted = words.date(self.adopted)
        principles = self.principles if words.lang == "sv" else self.principles_en
        return [
            *_in_english(self.title_en, words),
            ("years", years, self._doubt(words, "start_year", "end_year")),
            ("adopted", adopted, self._doubt(words, "adopted")),
            ("adopted_by", self.adopted_by, ""),
            *self._told(words, "goal"),
            ("principles", " ".join(principles), ""),
            ("focus_areas", areas(self.focus_areas), ""),
            ("new_focus_areas", areas(self.new_focus_areas), ""),
            ("continued_focus_areas", areas(self.continued_focus_areas), ""),
            ("replaces", self.replaces, ""),
            *self._noted(words),
        ]

    def _doubt(self, words: Words, *fields: str) -> str:
        """Return what to say behind values of which any was inferred."""
        return words("inferred") if set(fields) & set(self.inferred) else ""

    def covers(self, on: dt.date | str, /) -> bool:
        """Tell whether a day lies in the period of the plan, which is whole years.

        Within its first year, it is in force only from its adoption: `Region.plan_on`.

        Args:
            on: A date, or an ISO string such as ``"2021-06-01"``.

        Raises:
            ValueError: *on* is no date.

        Examples:
            >>> import malmolund
            >>> malmolund.plans["2019-2023"].covers("2023-12-31")
            True
        """
        return self.start_year <= check.day(on).year <= self.end_year


@frozen(kw_only=True, repr=False, eq=False)
class Body(Record):
    """A part of a cooperation that decides, prepares or works for it.

    Attributes:
        id: The key, such as ``"styrelsen"``.
        name: The name in Swedish.
        name_en: The name in English.
        task: What it does, in Swedish; `None` if no source says so.
        task_en: What it does, in English.
        composition: Who is in it, in Swedish; `None` if no source says so.
        composition_en: Who is in it, in English.

    Examples:
        >>> import malmolund
        >>> malmolund.region.bodies["styrelsen"].task_en
        'Leads the cooperation and decides on its operational plan.'
    """

    _noun: ClassVar[str] = "body"
    _in_brief: ClassVar[tuple[str, ...]] = (
        "name",
        "name_en",
        "task_en",
        "composition_en",
    )

    id: str = field(metadata=check.IDENTIFIER.rule)
    name: str = field(metadata=check.TEXT.rule)
    name_en: str = field(metadata=check.TEXT.rule)
    task: str | None = field(default=None, metadata=_PERHAPS.rule)
    task_en: str | None = field(default=None, metadata=_PERHAPS.rule)
    composition: str | None = field(default=None, metadata=_PERHAPS.rule)
    composition_en: str | None = field(default=None, metadata=_PERHAPS.rule)
    _provenance: Provenance = field(default=Provenance(), alias="provenance")

    @property
    def _labels(self) -> tuple[str, ...]:
        return (self.name, self.id, self.name_en)

    def __repr__(self) -> str:
        return f"<Body {self.id}>"

    def _facts(self, words: Words) -> list[tuple[str, object, str]]:
        return [*super()._facts(words), *self._noted(words)]

    def _told_name(self, words: Words) -> str:
        return self.name if words.lang == "sv" else self.name_en


@frozen(kw_only=True, repr=False, eq=False)
class Region(Record, OnMap):
    """A set of municipalities: the cooperation, or another delineation.

    Attributes:
        id: The key, such as ``"malmolundregionen"``.
        name: The name.
        name_en: The name in English.
        aliases: Every other name that the sources use for it.
        kind: What it is, such as ``"cooperation"`` or ``"county"``.
        website: The address of its website, or `None`.
        purpose: What it is for, in Swedish; this and what follows is `None` where no
            source says so.
        purpose_en: What it is for, in English.
        goal: What it wants to be, in Swedish.
        goal_en: What it wants to be, in English.
        decision_rule: How it decides, in Swedish.
        decision_rule_en: How it decides, in English.
        participation: Who takes part in what, in Swedish.
        participation_en: Who takes part in what, in English.
        kolada_group: The id of the group in Kolada that has its municipalities.
        attested_until: The last day on which a source shows it; memberships go on
            after it.
        bodies: Those that decide, prepare and work for it.
        memberships: Who belongs to it, and since when as far as is known.
        plans: Its plans.

    Examples:
        >>> import malmolund
        >>> malmolund.region.population.latest
        784412
        >>> len(malmolund.regions["la-malmo-lund"].codes)
        27
    """

    _noun: ClassVar[str] = "region"
    _in_brief: ClassVar[tuple[str, ...]] = ("id", "name", "name_en", "kind", "members")
    _computed: ClassVar[tuple[str, ...]] = (
        "codes",
        "municipalities",
        "population",
        "land_area_km2",
    )
    _gaps: ClassVar[tuple[str, ...]] = ("population", "population_year")

    id: str = field(metadata=check.IDENTIFIER.rule)
    name: str = field(metadata=check.TEXT.rule)
    name_en: str = field(metadata=check.TEXT.rule)
    aliases: tuple[str, ...] = field(converter=check.as_tuple, metadata=_TEXTS.rule)
    kind: str = field(metadata=check.TEXT.rule)
    website: str | None = field(default=None, metadata=check.URL.or_null().rule)
    purpose: str | None = field(default=None, metadata=_PERHAPS.rule)
    purpose_en: str | None = field(default=None, metadata=_PERHAPS.rule)
    goal: str | None = field(default=None, metadata=_PERHAPS.rule)
    goal_en: str | None = field(default=None, metadata=_PERHAPS.rule)
    decision_rule: str | None = field(default=None, metadata=_PERHAPS.rule)
    decision_rule_en: str | None = field(default=None, metadata=_PERHAPS.rule)
    participation: str | None = field(default=None, metadata=_PERHAPS.rule)
    participation_en: str | None = field(default=None, metadata=_PERHAPS.rule)
    kolada_group: str | None = field(
        default=None, metadata=check.KOLADA_GROUP.or_null().rule
    )
    attested_until: dt.date | None = field(
        default=None, converter=check.as_date, metadata=_DATE.rule
    )
    bodies: Collection[Body] = field(metadata=_COLLECTION.rule)
    memberships: tuple[Membership, ...] = field(
        metadata=check.instance_of(Membership, "a Membership").each().rule
    )
    plans: Collection[OperationalPlan] = field(metadata=_COLLECTION.rule)
    _known: Collection[Municipality] = field(alias="known", metadata=_COLLECTION.rule)
    _areas: Collection[Area] = field(alias="areas", metadata=_COLLECTION.rule)
    _provenance: Provenance = field(default=Provenance(), alias="provenance")

    @property
    def _labels(self) -> tuple[str, ...]:
        return (self.name, self.id, self.name_en, *self.aliases)

    def __repr__(self) -> str:
        return f"<Region {self.id}>"

    def _brief(self) -> dict[str, Any]:
        return {**self._row(), "members": len(self.codes)}

    def _about(self, words: Words) -> str:
        return words.value("kind", self.kind)

    def _facts(self, words: Words) -> list[tuple[str, object, str]]:
        plans = [
            words("plan adopted", title=plan.title, date=words.date(plan.adopted))
            + plan._doubt(words, "adopted")
            for plan in self.plans
        ]
        members = len(self.codes)
        until = self.attested_until
        return [
            *_in_english(self.name_en, words),
            *self._told(words, "purpose", "goal", "decision_rule", "participation"),
            ("bodies", ", ".join(body._told_name(words) for body in self.bodies), ""),
            ("members", members, f" {words.noun('municipality', members)}"),
            *_figures(self.population, self.land_area_km2, words),
            ("plans", "; ".join(plans), ""),
            ("attested_until", until and words.date(until), ""),
            ("website", self.website, ""),
        ]

    def _on_card(self) -> tuple[tuple[str, ...], bool]:
        return self.codes, True

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of its municipalities of today, in ascending order."""
        return self._codes(None, certain=True)

    @property
    def municipalities(self) -> Collection[Municipality]:
        """The records of its municipalities of today.

        `NotFoundError` if one of them has no full record; `areas` has them all.
        """
        return self.members()

    def members(
        self, on: dt.date | str | None = None, *, certain: bool = True
    ) -> Collection[Municipality]:
        """Return the municipalities that belong to it.

        A membership that no source ends goes on; `attested_until` is how far the
        sources reach.

        Args:
            on: A date, or an ISO string such as ``"2016-06-01"``. Without it, today.
            certain: Whether to leave out those whose membership on that day the
                sources leave open.

        Raises:
            NotFoundError: One of them has no full record, so that it would be left
                out; `areas` has them all.
            ValueError: *on* is no date.

        Examples:
            >>> import malmolund
            >>> len(malmolund.region.members(on="2016-06-01"))
            11
            >>> in_2018 = malmolund.region.members(on="2018-01-01", certain=False)
            >>> "Skurup" in in_2018
            True
        """
        codes = self._codes(on, certain=certain)
        missing = [code for code in codes if code not in self._known]
        if missing:
            raise NotFoundError(
                missing[0],
                "full record",
                advice=f"{len(missing)} of the {len(codes)} municipalities of {self!r} "
                "have none; .areas() has them all.",
            )
        return self._known.where(lambda municipality: municipality.code in codes)

    def areas(
        self, on: dt.date | str | None = None, *, certain: bool = True
    ) -> Collection[Area]:
        """Return the municipalities that belong to it, those without full record too.

        Args:
            on: As for `members`.
            certain: As for `members`.

        Raises:
            ValueError: *on* is no date.

        Examples:
            >>> import malmolund
            >>> skane = malmolund.regions["skane"].areas()
            >>> len(skane), skane["Hörby"].population.latest_year
            (33, 2025)
        """
        codes = self._codes(on, certain=certain)
        return self._areas.where(lambda area: area.code in codes)

    def plan_on(self, on: dt.date | str, /) -> OperationalPlan | None:
        """Return the plan in force on a day.

        A plan is in force from its adoption, or from its first year if that is later,
        to the end of its last year; of two plans, the one adopted later.

        Args:
            on: A date, or an ISO string such as ``"2021-06-01"``.

        Returns:
            The plan, or `None` if none is in force.

        Raises:
            ValueError: *on* is no date.

        Examples:
            >>> import malmolund
            >>> malmolund.region.plan_on("2021-06-01")
            <OperationalPlan 2019-2023>
        """
        day = check.day(on)
        in_force = [p for p in self.plans if p.adopted <= day and p.covers(day)]
        return max(in_force, key=lambda plan: plan.adopted, default=None)

    @property
    def population(self) -> Population:
        """The people of its municipalities of today, by year; the sum of their figures.

        It leaves out a year that one of them has no figure for.
        """
        series = [area.population for area in self.areas()]
        years = {year for people in series for year in people}
        years = {year for year in years if all(year in people for people in series)}
        return Population({year: sum(p[year] for p in series) for year in years})

    def population_as_constituted(self, *, certain: bool = True) -> Population:
        """Return the people of those that belonged on 31 December of each year.

        It leaves out a year of which no member is known, or for which one of them has
        no figure.

        Args:
            certain: As for `members`.

        Examples:
            >>> import malmolund
            >>> region = malmolund.region
            >>> region.population_as_constituted()[2018], region.population[2018]
            (714770, 730529)
        """
        people = {area.code: area.population for area in self._areas}
        counts: dict[int, int] = {}
        for year in {year for series in people.values() for year in series}:
            codes = self._codes(dt.date(year, 12, 31), certain=certain)
            if codes and all(year in people[code] for code in codes):
                counts[year] = sum(people[code][year] for code in codes)
        return Population(counts)

    @property
    def land_area_km2(self) -> float | None:
        """The land area of its municipalities of today in km²; the sum of theirs.

        It is `None` where one of them has no full record.
        """
        members = self._value("municipalities")
        return round(fsum(m.land_area_km2 for m in members), 2) if members else None

    @property
    def __geo_interface__(self) -> dict[str, Any]:
        """A GeoJSON FeatureCollection of its municipalities of today.

        `NotFoundError` if there is no boundary of one of them.
        """
        for code in self.codes:
            if code not in self._known:
                # A map without it would be a map of another region.
                raise NotFoundError(
                    code,
                    "boundary",
                    advice=f"{self!r} needs a boundary of each member for its map.",
                )
        return self.municipalities.__geo_interface__

    def _codes(self, on: dt.date | str | None, *, certain: bool) -> tuple[str, ...]:
        day = _today() if on is None else check.day(on)
        codes = {m.code for m in self.memberships if m.covers(day, certain=certain)}
        return tuple(sorted(codes))

    def _value(self, name: str) -> Any:
        # In a table there is no place for an error.
        if name == "municipalities" and any(c not in self._known for c in self.codes):
            return None
        return super()._value(name)


def _today() -> dt.date:
    return dt.date.today()  # noqa: DTZ011 - the day it is where the caller is


def _in_english(name: str, words: Words) -> list[tuple[str, object, str]]:
    """Return what readers of English are told of a name in Swedish."""
    return [("in_english", name, "")] if words.lang == "en" else []


def _figures(
    people: Population, land: float | None, words: Words
) -> list[tuple[str, object, str]]:
    """Return people, land area and density for a card, as far as they are known."""
    facts: list[tuple[str, object, str]] = []
    if people:
        day = words("end of year", year=people.latest_year)
        facts.append(("people", people.latest, day))
    if land:
        facts.append(("land_area", land, " km²"))
    if people and land:
        facts.append(("density", round(people.latest / land, 1), " /km²"))
    return facts
