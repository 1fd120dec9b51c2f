"""Sources, and what they claim."""

from __future__ import annotations

from typing import Any, ClassVar

import attrs

from . import _checks as check
from ._dates import PARTIAL_DATE
from ._provenance import Provenance
from ._records import Record


@attrs.frozen(kw_only=True, repr=False)
class Source(Record):
    """Where values come from.

    Attributes:
        id: The key by which the data cite it.
        title: Its own title.
        publisher: Who published it.
        url: Where it is, or was when it was read; `None` if it is on no page.
        date: The date it states, as YYYY, YYYY-MM or YYYY-MM-DD; `None` if undated.
        licence: Its licence; `None` if it states none.
        role: ``"origin"`` if it makes the statement itself, ``"copy"`` if it repeats
            a file or table of the origin, ``"secondary"`` if it compiles others.
        note: What a reader should know about it, or `None`.

    Examples:
        >>> import malmolund
        >>> malmolund.sources["malmo_article"].date
        '2019-05-23'
    """

    _noun: ClassVar[str] = "source"

    id: str = attrs.field(validator=check.IDENTIFIER)
    title: str = attrs.field(validator=check.TEXT)
    publisher: str = attrs.field(validator=check.TEXT)
    url: str | None = attrs.field(validator=check.URL.or_null())
    date: str | None = attrs.field(validator=PARTIAL_DATE.or_null())
    licence: str | None = attrs.field(validator=check.TEXT.or_null())
    role: str = attrs.field(validator=check.one_of("origin", "copy", "secondary"))
    note: str | None = attrs.field(default=None, validator=check.TEXT.or_null())

    @property
    def _searched(self) -> tuple[str, ...]:
        return (self.id, self.title, self.publisher)

    @property
    def _provenance(self) -> Provenance:  # type: ignore[override]
        # A source speaks for what it says of itself.
        return Provenance((self.id,), library={self.id: self._values()})

    def to_dict(self) -> dict[str, Any]:
        """Return the source as plain values, ready for `json.dumps`.

        Examples:
            >>> import malmolund
            >>> malmolund.sources["scb_codes"].to_dict()["licence"]
            'CC0-1.0'
        """
        return self._values()


@attrs.frozen(kw_only=True)
class Claim:
    """What sources say about one value of a record.

    Attributes:
        field: The name of the value.
        value: What they say it is, as text.
        agrees: Whether the record follows them.
        sources: Who says so.
        note: Why the record follows them or does not, or `None`.

    Examples:
        >>> import malmolund
        >>> malmolund.plans["2019-2023"].evidence("end_year")[1].note
        'This overview page alone gives 2019-2020; most likely a slip.'
    """

    field: str = attrs.field(validator=check.TEXT)
    value: str = attrs.field(validator=check.TEXT)
    agrees: bool = attrs.field(validator=check.FLAG)
    sources: tuple[Source, ...] = attrs.field(repr=False)
    note: str | None = attrs.field(default=None, validator=check.TEXT.or_null())
