"""What all records share: a short repr, plain values, and sources for each value."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from attrs import fields

from ._matching import spellings
from .exceptions import NotFoundError


TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._provenance import Provenance
    from ._sources import Claim, Source


class Record:
    """What every record can do."""

    __slots__ = ()

    _noun: ClassVar[str]
    """What one record is called."""

    _computed: ClassVar[tuple[str, ...]] = ()
    """The names of the public values that no attrs field holds."""

    _provenance: Provenance
    """Where the values come from; an attrs field of each kind of record."""

    @property
    def _fields(self) -> tuple[str, ...]:
        """The names of the public values, in the order in which tables show them."""
        held = [attribute.name for attribute in fields(cast("Any", type(self)))]
        return (*(name for name in held if name[0] != "_"), *self._computed)

    @property
    def _key(self) -> Any:
        """The code or id by which other records refer to this one."""
        return getattr(self, self._fields[0])

    @property
    def _labels(self) -> tuple[str, ...]:
        """The forms that people use of the record, the two commonest first."""
        return (self._key,)

    @property
    def _searched(self) -> tuple[str, ...]:
        """The texts that a search looks through."""
        return self._labels

    @property
    def _forms(self) -> set[str]:
        """Every normal form that means this record and no other."""
        return {form for label in self._labels for form in spellings(label)}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._labels[0]}>"

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every source that a value of this record rests on, without repeats."""
        return self._provenance.sources()

    def source_of(self, field: str) -> tuple[Source, ...]:
        """Return the sources of one value.

        Args:
            field: The name of the value, such as ``"land_area_km2"``.

        Returns:
            The sources that support the value, its origin before copies of it.

        Raises:
            NotFoundError: The record has no such value.

        Examples:
            >>> import malmolund
            >>> lund = malmolund.municipalities["Lund"]
            >>> [source.publisher for source in lund.source_of("land_area_km2")]
            ['SCB (Statistics Sweden)']
        """
        self._demand_field(field)
        return self._provenance.sources(field)

    def evidence(self, field: str) -> tuple[Claim, ...]:
        """Return every claim that the sources make about one value.

        Args:
            field: The name of the value, such as ``"end_year"``.

        Returns:
            The claims, those that the record follows before those it does not.

        Raises:
            NotFoundError: The record has no such value.

        Examples:
            >>> import malmolund
            >>> plan = malmolund.plans["2019-2023"]
            >>> [(claim.value, claim.agrees) for claim in plan.evidence("end_year")]
            [('2023', True), ('2020', False)]
        """
        self._demand_field(field)
        return self._provenance.evidence(field, plain(getattr(self, field)))

    def to_dict(self) -> dict[str, Any]:
        """Return the record as plain values, ready for `json.dumps`.

        Returns:
            A dict of the public values, dates as ISO strings, and under
            ``"sources"`` the ids of the sources of each value that there is.

        Examples:
            >>> import malmolund
            >>> malmolund.focus_areas["Digitalisering"].to_dict()["plans"]
            ['2019-2023']
        """
        values = self._values()
        sources = {
            name: list(self._provenance.ids(name))
            for name, value in values.items()
            if value is not None
        }
        return {**values, "sources": sources}

    def _row(self) -> dict[str, Any]:
        """Return the record as one row of a table, a single value to a cell.

        Of the people by year it has the last figure and its year; what has a table of
        its own, such as borders, it leaves to that table.
        """
        row: dict[str, Any] = {}
        for name in self._fields:
            value = getattr(self, name)
            # Of the class, as there is no latest year where there are no figures.
            if hasattr(value.__class__, "latest_year"):
                row[name] = value.latest if value else None
                row[f"{name}_year"] = value.latest_year if value else None
            elif isinstance(value, str) or not hasattr(value, "__iter__"):
                row[name] = value
            elif all(isinstance(item, str) for item in plain(value)):
                row[name] = ";".join(plain(value))
        return row

    def _repr_html_(self) -> str:
        """Return the record as a card for a notebook."""
        from ._cards import card  # noqa: PLC0415 - no card before its time

        return card(self)

    def _values(self) -> dict[str, Any]:
        return {name: plain(getattr(self, name)) for name in self._fields}

    def _demand_field(self, field: object) -> None:
        if field not in self._fields:
            raise NotFoundError(
                field,
                f"value of a {self._noun}",
                advice=f"It has: {', '.join(self._fields)}.",
            )


def plain(value: Any) -> Any:
    """Return *value* as the types of JSON; of records in a collection their keys."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "items"):
        return dict(value)
    if hasattr(value, "to_dicts"):
        return [record._key for record in value]
    if hasattr(value, "_values"):
        return value._values()
    if hasattr(value, "__iter__") and not isinstance(value, str):
        return [plain(item) for item in value]
    return value
