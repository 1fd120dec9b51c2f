"""The long table of people: one record for each municipality and year."""

from __future__ import annotations

from typing import ClassVar

from attrs import field, frozen

from . import _checks as check
from ._provenance import Provenance
from ._records import Record


@frozen(kw_only=True, repr=False)
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
    _provenance: Provenance = field(default=Provenance(), alias="provenance", eq=False)

    @property
    def _labels(self) -> tuple[str, ...]:
        return (f"{self.name} {self.year}", f"{self.code} {self.year}")
