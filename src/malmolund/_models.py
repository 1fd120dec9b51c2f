"""The records: municipalities, their people and borders; regions and their plans."""

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
_TEXTS = check.TEXT.each()
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

    _counts: tuple[tuple[int, int], ...] = field(
        default=(), converter=_by_year, validator=_COUNTS
    )

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

    code: str = field(validator=check.CODE)
    kind: str = field(validator=check.one_of("land", "sea"))
    land_km: float = field(validator=check.KILOMETRES)
    total_km: float = field(validator=check.KILOMETRES)
    _provenance: Provenance = field(default=Provenance(), alias="provenance")

    def __attrs_post_init__(self) -> None:
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

    code: str = field(validator=check.AREA_CODE)
    name: str = field(validator=check.TEXT)
    official_name: str | None = field(validator=check.TEXT.or_null())
    aliases: tuple[str, ...] = field(
        default=(), converter=check.as_tuple, validator=_TEXTS
    )
    level: str = field(validator=check.one_of("municipality", "county", "country"))
    county_code: str | None = field(validator=check.COUNTY.or_null())
    population: Population = field(default=Population(), converter=Population)
    _provenance: Provenance = field(default=Provenance(), alias="provenance")

    @property
    def _labels(self) -> tuple[str, ...]:
        official = () if self.official_name is None else (self.official_name,)
        return (self.name, self.code, *official, *self.aliases)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.code} {self.name}>"

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

    # Again what an `Area` has, for the order of columns.
    code: str = field(validator=check.CODE)
    name: str = field(validator=check.TEXT)
    official_name: str = field(validator=check.TEXT)
    aliases: tuple[str, ...] = field(
        default=(), converter=check.as_tuple, validator=_TEXTS
    )
    level: str = field(default="municipality", validator=check.one_of("municipality"))
    name_en: str = field(validator=check.TEXT)
    seat: str = field(validator=check.TEXT)
    latitude: float = field(validator=check.LATITUDE)
    longitude: float = field(validator=check.LONGITUDE)
    county_code: str = field(validator=check.COUNTY)
    nuts3: str = field(validator=check.NUTS3)
    gisco_id: str = field(validator=check.GISCO)
    wikidata: str = field(validator=check.WIKIDATA)
    geonames: int = field(validator=check.GEONAMES)
    organisation_number: str = field(validator=check.ORGANISATION_NUMBER)
    website: str = field(validator=check.URL)
    land_area_km2: float = field(validator=check.SQUARE_KILOMETRES)
    population: Population = field(default=Population(), converter=Population)
    borders: tuple[Border, ...] = field(default=(), validator=_BORDERS)

    def __attrs_post_init__(self) -> None:
        """Refuse a county or an id that is not that of the code."""
        for name, expected in (
            ("county_code", self.code[:2]),
            ("gisco_id", f"SE_{self.code}"),
        ):
            given = getattr(self, name)
            if given != expected:
                raise DataError(
                    f"got {given!r}, expected {expected!r}, as the code is {self.code}",
                    field=name,
                    value=given,
                )

    @property
    def neighbours(self) -> tuple[str, ...]:
        """The codes of the municipalities it borders on, on land or at sea."""
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

    code: str = field(validator=check.CODE)
    name: str = field(validator=check.TEXT)
    year: int = field(validator=check.YEAR)
    population: int = field(validator=check.PEOPLE)
    _provenance: Provenance = field(default=Provenance(), alias="provenance")

    @property
    def _labels(self) -> tuple[str, ...]:
        return (f"{self.name} {self.year}", f"{self.code} {self.year}")

    def _on_card(self) -> tuple[tuple[str, ...], bool]:
        return (self.code,), False


@frozen(kw_only=True, repr=False, eq=False)
class Membership(Record):
    """A municipality's membership of a region, with the bounds of what is known.

    A date that no source gives lies between two bounds; `None` means that nothing is
    known on that side. Where both bounds of leaving are `None`, the membership goes
    on.

    Attributes:
        code: The code of the municipality.
        name: Its name.
        joined_no_earlier_than: It was outside until this day.
        joined_no_later_than: It belonged from this day on, at the latest.
        left_no_earlier_than: It still belonged on this day.
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

    code: str = field(validator=check.CODE)
    name: str = field(validator=check.TEXT)
    joined_no_earlier_than: dt.date | None = field(
        default=None, converter=check.as_date, validator=_DATE
    )
    joined_no_later_than: dt.date | None = field(
        default=None, converter=check.as_date, validator=_DATE
    )
    left_no_earlier_than: dt.date | None = field(
        default=None, converter=check.as_date, validator=_DATE
    )
    left_no_later_than: dt.date | None = field(
        default=None, converter=check.as_date, validator=_DATE
    )
    _provenance: Provenance = field(default=Provenance(), alias="provenance")

    def __attrs_post_init__(self) -> None:
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
            on: A date, or an ISO string such as ``"2020-01-01"``; `None` asks whether
                it holds today, as far as is known.
            certain: Whether a day that lies between two bounds counts as outside.

        Raises:
            ValueError: *on* is no date.

        Examples:
            >>> import datetime, malmolund
            >>> first = malmolund.region.memberships[0]
            >>> first.covers(datetime.date(2020, 1, 1), certain=True)
            True
        """
        on = None if on is None else check.day(on)
        first, last = self.joined_no_later_than, self.left_no_earlier_than
        before, after = self.joined_no_earlier_than, self.left_no_later_than
        if on is None:
            return after is None and not (certain and first is None)
        if not certain:
            return not (before and on < before) and not (after and on >= after)
        if first is None or on < first:
            return False
        return last is after is None or on <= (last or first)

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

    id: str = field(validator=check.IDENTIFIER)
    name: str = field(validator=check.TEXT)
    name_en: str = field(validator=check.TEXT)
    aliases: tuple[str, ...] = field(converter=check.as_tuple, validator=_TEXTS)
    plans: tuple[str, ...] = field(converter=check.as_tuple, validator=_TEXTS)
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
    )

    id: str = field(validator=check.IDENTIFIER)
    title: str = field(validator=check.TEXT)
    title_en: str = field(validator=check.TEXT)
    kind: str = field(validator=check.one_of("operational plan", "action programme"))
    start_year: int = field(validator=check.YEAR)
    end_year: int = field(validator=check.YEAR)
    adopted: dt.date = field(converter=check.as_date, validator=check.DATE)
    adopted_by: str = field(validator=check.TEXT)
    focus_areas: Collection[FocusArea] = field(validator=_COLLECTION)
    new_focus_areas: Collection[FocusArea] = field(validator=_COLLECTION)
    continued_focus_areas: Collection[FocusArea] = field(validator=_COLLECTION)
    _provenance: Provenance = field(default=Provenance(), alias="provenance")

    def __attrs_post_init__(self) -> None:
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

    def covers(self, on: dt.date | str, /) -> bool:
        """Tell whether a day lies in the period of the plan, which is whole years.

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
class Region(Record, OnMap):
    """A set of municipalities: the cooperation, or another delineation.

    Attributes:
        id: The key, such as ``"malmolundregionen"``.
        name: The name.
        name_en: The name in English.
        aliases: Every other name that the sources use for it.
        kind: What it is, such as ``"cooperation"`` or ``"county"``.
        website: The address of its website, or `None`.
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

    id: str = field(validator=check.IDENTIFIER)
    name: str = field(validator=check.TEXT)
    name_en: str = field(validator=check.TEXT)
    aliases: tuple[str, ...] = field(converter=check.as_tuple, validator=_TEXTS)
    kind: str = field(validator=check.TEXT)
    website: str | None = field(default=None, validator=check.URL.or_null())
    memberships: tuple[Membership, ...] = field(
        validator=check.instance_of(Membership, "a Membership").each()
    )
    plans: Collection[OperationalPlan] = field(validator=_COLLECTION)
    _known: Collection[Municipality] = field(alias="known", validator=_COLLECTION)
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
            for plan in self.plans
        ]
        members = len(self.codes)
        return [
            ("in_english", self.name_en, ""),
            ("members", members, f" {words.noun('municipality', members)}"),
            *_figures(self.population, self.land_area_km2, words),
            ("plans", "; ".join(plans), ""),
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
        """The records of its municipalities of today, as far as there are records."""
        return self.members()

    def members(
        self, on: dt.date | str | None = None, *, certain: bool = True
    ) -> Collection[Municipality]:
        """Return the municipalities that belong to it, as far as there are records.

        Args:
            on: A date, or an ISO string such as ``"2016-06-01"``. Without it, those
                of today: all that no source says have left.
            certain: Whether to leave out those that may or may not have belonged on
                that day, for all that the sources say. No source shows the
                cooperation after 2024-02-02; of later days nothing is certain.

        Raises:
            ValueError: *on* is no date.

        Examples:
            >>> import malmolund
            >>> len(malmolund.region.members(on="2016-06-01"))
            11
            >>> in_2018 = malmolund.region.members(on="2018-01-01", certain=False)
            >>> "Skurup" in in_2018
            True
        """
        codes = self._codes(None if on is None else check.day(on), certain=certain)
        return self._known.where(lambda municipality: municipality.code in codes)

    def plan_on(self, on: dt.date | str, /) -> OperationalPlan | None:
        """Return the plan in force on a day.

        Where the periods of two plans share a year, the later one is in force from
        the day it was adopted.

        Args:
            on: A date, or an ISO string such as ``"2021-06-01"``.

        Returns:
            The plan, or `None` if no plan covers the day.

        Raises:
            ValueError: *on* is no date.

        Examples:
            >>> import malmolund
            >>> malmolund.region.plan_on("2021-06-01")
            <OperationalPlan 2019-2023>
        """
        day = check.day(on)
        covering = [plan for plan in self.plans if plan.covers(day)]
        return max(
            covering, key=lambda plan: (plan.adopted <= day, plan.adopted), default=None
        )

    @property
    def population(self) -> Population:
        """The people of its municipalities of today, by year; the sum of their figures.

        It is empty where one of them has no record here, and leaves out a year that
        one of them has no figure for.
        """
        series = [member.population for member in self._all_of_today()]
        years = {year for people in series for year in people}
        years = {year for year in years if all(year in people for people in series)}
        return Population({year: sum(p[year] for p in series) for year in years})

    @property
    def land_area_km2(self) -> float | None:
        """The land area of its municipalities of today in km²; the sum of theirs.

        It is `None` where one of them has no record here.
        """
        members = self._all_of_today()
        return round(fsum(m.land_area_km2 for m in members), 2) if members else None

    @property
    def __geo_interface__(self) -> dict[str, Any]:
        """A GeoJSON FeatureCollection of its municipalities of today.

        `NotFoundError` if there is no boundary of one of them.
        """
        members = self.municipalities
        for code in self.codes:
            if code not in members:
                # A map without it would be a map of another region.
                raise NotFoundError(
                    code,
                    "boundary",
                    advice=f"{self!r} needs a boundary of each member for its map; "
                    "its .municipalities are those that have one.",
                )
        return members.__geo_interface__

    def _codes(self, on: dt.date | None, *, certain: bool) -> tuple[str, ...]:
        codes = {m.code for m in self.memberships if m.covers(on, certain=certain)}
        return tuple(sorted(codes))

    def _all_of_today(self) -> list[Municipality]:
        """Return the members of today, or none of them if one has no record."""
        members = list(self.members())
        return members if len(members) == len(self.codes) else []


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
