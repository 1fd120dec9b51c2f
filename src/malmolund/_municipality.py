"""Municipalities: what they are called, where they lie, who lives there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from . import _checks as check
from ._matching import area_forms, normalise
from ._provenance import Provenance
from ._records import Record
from .exceptions import DataError, NotFoundError


def _by_year(counts: Any) -> Any:
    return tuple(sorted(dict(counts).items()))


_COUNTS = check.Check(
    "whole numbers of people by year",
    lambda counts: all(
        check.YEAR.accepts(year) and check.PEOPLE.accepts(people)
        for year, people in counts
    ),
)


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


@frozen(kw_only=True, repr=False)
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
    _provenance: Provenance = field(default=Provenance(), alias="provenance", eq=False)

    def __attrs_post_init__(self) -> None:
        """Refuse lengths that contradict each other or the kind."""
        if (self.kind == "land") != (self.land_km > 0) or self.land_km > self.total_km:
            raise DataError(
                f"got {self.land_km} of {self.total_km} km, of kind {self.kind!r}, "
                "expected some km on land for land, none for sea, no more than in all",
                field="land_km",
                value=self.land_km,
            )


_BORDERS = check.instance_of(Border, "a Border").each()


@frozen(kw_only=True, repr=False)
class Municipality(Record):
    """One municipality (kommun).

    Attributes:
        code: The kommunkod, four digits such as ``"1281"``; also its LAU code.
        name: The short name, ``"Lund"``.
        official_name: The name in law, ``"Lunds kommun"``.
        name_en: The English name, ``"Lund Municipality"``.
        seat: The town that its administration sits in; Burlöv's is Arlöv.
        latitude: North, of the seat, in degrees (WGS 84).
        longitude: East, of the seat, in degrees (WGS 84).
        county_code: The code of its county (län), ``"12"``.
        nuts3: The NUTS 3 code of its county, ``"SE224"``.
        gisco_id: The key in Eurostat's maps, ``"SE_1281"``.
        wikidata: The id of the municipality, not its seat, in Wikidata.
        geonames: The id of the municipality, not its seat, in GeoNames.
        organisation_number: The number it is registered under as a legal person.
        website: The address of its own website.
        land_area_km2: The land area in km² as SCB published it for 2023.
        population: People on 31 December by year, from SCB.
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
    _computed: ClassVar[tuple[str, ...]] = ("neighbours",)

    code: str = field(validator=check.CODE)
    name: str = field(validator=check.TEXT)
    official_name: str = field(validator=check.TEXT)
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
    land_area_km2: float = field(validator=check.AREA)
    population: Population = field(converter=Population)
    borders: tuple[Border, ...] = field(default=(), validator=_BORDERS)
    _provenance: Provenance = field(default=Provenance(), alias="provenance", eq=False)

    @property
    def neighbours(self) -> tuple[str, ...]:
        """The codes of the municipalities it borders on, on land or at sea."""
        return tuple(border.code for border in self.borders)

    @property
    def __geo_interface__(self) -> dict[str, Any]:
        """A GeoJSON Feature, or `NotFoundError` if there is no boundary of it.

        The boundary is the packaged one of its code, generalised: for maps, not for
        areas, neighbours or point look-ups.
        """
        from ._shapes import feature  # noqa: PLC0415 - no shape before its time

        return feature(self)

    def to_geojson(self) -> str:
        """Return the municipality as GeoJSON text, a Feature.

        Raises:
            NotFoundError: There is no boundary of it.

        Examples:
            >>> import malmolund
            >>> malmolund.municipalities["Lund"].to_geojson()[:32]
            '{"type": "Feature", "id": "1281"'
        """
        from ._shapes import text  # noqa: PLC0415

        return text(self.__geo_interface__)

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
        forms = set(map(normalise, self._labels))
        forms |= area_forms(self.code, self.name, "municipality")
        forms.add(self.organisation_number.replace("-", ""))
        return forms

    def __repr__(self) -> str:
        return f"<Municipality {self.code} {self.name}>"
