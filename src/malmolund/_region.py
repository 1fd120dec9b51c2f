"""The cooperation and what it decided: members over time, plans, focus areas."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from math import fsum
from typing import Any, ClassVar

from attrs import field, frozen

from . import _checks as check
from ._collection import Collection
from ._dates import DATE, as_date
from ._dates import day as day_of
from ._municipality import Municipality, Population
from ._provenance import Provenance
from ._records import Record
from .exceptions import DataError


_EVER = dt.date.min
_DATE = DATE.or_null()
_TEXTS = check.TEXT.each()
_COLLECTION = check.instance_of(Collection, "a Collection")


@frozen(kw_only=True, repr=False)
class Membership(Record):
    """That a municipality belongs to a region, and since when as far as is known.

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
        default=None, converter=as_date, validator=_DATE
    )
    joined_no_later_than: dt.date | None = field(
        default=None, converter=as_date, validator=_DATE
    )
    left_no_earlier_than: dt.date | None = field(
        default=None, converter=as_date, validator=_DATE
    )
    left_no_later_than: dt.date | None = field(
        default=None, converter=as_date, validator=_DATE
    )
    _provenance: Provenance = field(default=Provenance(), alias="provenance", eq=False)

    def __attrs_post_init__(self) -> None:
        """Refuse bounds that are not in the order of time."""
        bounds = [(name, getattr(self, name)) for name in self._fields[2:]]
        known = [(name, bound) for name, bound in bounds if bound is not None]
        for (name, bound), (later_name, later) in pairwise(known):
            if bound > later:
                raise DataError(
                    f"got {later}, expected no day before {name}, {bound}",
                    field=later_name,
                    value=later,
                )

    @property
    def _labels(self) -> tuple[str, ...]:
        return (self.name, self.code)

    def covers(self, on: dt.date | None, *, certain: bool) -> bool:
        """Tell whether it holds on a day.

        Args:
            on: The day; `None` asks whether it holds today, as far as is known.
            certain: Whether a day that lies between two bounds counts as outside.

        Examples:
            >>> import datetime, malmolund
            >>> first = malmolund.region.memberships[0]
            >>> first.covers(datetime.date(2020, 1, 1), certain=True)
            True
        """
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
            (self, other), key=lambda m: m.joined_no_later_than or _EVER
        )
        left, joined = first.left_no_later_than, last.joined_no_later_than
        over = left is not None and joined is not None and left <= joined
        return self.code == other.code and not over


@frozen(kw_only=True, repr=False)
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

    id: str = field(validator=check.IDENTIFIER)
    name: str = field(validator=check.TEXT)
    name_en: str = field(validator=check.TEXT)
    aliases: tuple[str, ...] = field(converter=check.as_tuple, validator=_TEXTS)
    plans: tuple[str, ...] = field(converter=check.as_tuple, validator=_TEXTS)
    _provenance: Provenance = field(default=Provenance(), alias="provenance", eq=False)

    @property
    def _labels(self) -> tuple[str, ...]:
        return (self.name, self.id, self.name_en, *self.aliases)

    def __repr__(self) -> str:
        return f"<FocusArea {self.id}>"


@frozen(kw_only=True, repr=False)
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

    id: str = field(validator=check.IDENTIFIER)
    title: str = field(validator=check.TEXT)
    title_en: str = field(validator=check.TEXT)
    kind: str = field(validator=check.one_of("operational plan", "action programme"))
    start_year: int = field(validator=check.YEAR)
    end_year: int = field(validator=check.YEAR)
    adopted: dt.date = field(converter=as_date, validator=DATE)
    adopted_by: str = field(validator=check.TEXT)
    focus_areas: Collection[FocusArea] = field(validator=_COLLECTION)
    new_focus_areas: Collection[FocusArea] = field(validator=_COLLECTION)
    continued_focus_areas: Collection[FocusArea] = field(validator=_COLLECTION)
    _provenance: Provenance = field(default=Provenance(), alias="provenance", eq=False)

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
        return self.start_year <= day_of(on).year <= self.end_year


@frozen(kw_only=True, repr=False)
class Region(Record):
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
    _provenance: Provenance = field(default=Provenance(), alias="provenance", eq=False)

    @property
    def _labels(self) -> tuple[str, ...]:
        return (self.name, self.id, self.name_en, *self.aliases)

    def __repr__(self) -> str:
        return f"<Region {self.id}>"

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
        codes = self._codes(None if on is None else day_of(on), certain=certain)
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
        day = day_of(on)
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
        from ._shapes import features_of  # noqa: PLC0415 - no shape before its time

        return features_of(self)

    def to_geojson(self) -> str:
        """Return its municipalities of today as GeoJSON text, a FeatureCollection.

        Raises:
            NotFoundError: There is no boundary of one of them.

        Examples:
            >>> import malmolund
            >>> malmolund.region.to_geojson()[:28]
            '{"type": "FeatureCollection"'
        """
        from ._shapes import text  # noqa: PLC0415

        return text(self.__geo_interface__)

    def _codes(self, on: dt.date | None, *, certain: bool) -> tuple[str, ...]:
        codes = {m.code for m in self.memberships if m.covers(on, certain=certain)}
        return tuple(sorted(codes))

    def _all_of_today(self) -> list[Municipality]:
        """Return the members of today, or none of them if one has no record."""
        members = list(self.members())
        return members if len(members) == len(self.codes) else []
