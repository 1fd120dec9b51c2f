"""Where the values of one record come from."""

from __future__ import annotations


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from ._sources import Claim, Source


class Provenance:
    """The citations of a record: ids, and the rows that they stand for.

    The `Source` and `Claim` objects are made when somebody asks for them, as most
    look-ups never do, and the classes alone cost as much as the look-up.

    Args:
        everything: The ids of the sources of every value that has none of its own.
        by_field: The ids of the sources of the other values.
        claims: The rows of what sources say of single values.
        library: The rows of the sources by their ids; these and maybe others.
    """

    def __init__(
        self,
        everything: Iterable[str] = (),
        by_field: Mapping[str, Iterable[str]] | None = None,
        claims: Iterable[Mapping[str, Any]] = (),
        library: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self.everything = tuple(everything)
        self.by_field = {
            name: tuple(dict.fromkeys(ids)) for name, ids in (by_field or {}).items()
        }
        self.claims = tuple(claims)
        self.library = library or {}

    def ids(self, field: str | None = None) -> tuple[str, ...]:
        """Return the ids of the sources of one value, or of all, each once."""
        if field is not None:
            return self.by_field.get(field, self.everything)
        groups = (self.everything, *self.by_field.values())
        return tuple(dict.fromkeys(id_ for group in groups for id_ in group))

    def sources(self, field: str | None = None) -> tuple[Source, ...]:
        """Return the sources of one value, or of all, each once."""
        return self._cited(self.ids(field))

    def evidence(self, field: str, value: object) -> tuple[Claim, ...]:
        """Return every claim about one value, those that agree with it first.

        Where no claim that agrees needs a word, the sources of the value make it.
        """
        from ._sources import Claim  # noqa: PLC0415 - no class before its time

        claims = [
            Claim(
                field=field,
                value=row["value"],
                agrees=row["agrees"],
                sources=self._cited(row["sources"]),
                note=row["note"],
            )
            for row in self.claims
            if row["field"] == field
        ]
        sources = self.sources(field)
        if sources and value is not None and not any(c.agrees for c in claims):
            claims.append(
                Claim(field=field, value=str(value), agrees=True, sources=sources)
            )
        return tuple(sorted(claims, key=lambda claim: not claim.agrees))

    def _cited(self, ids: Iterable[str]) -> tuple[Source, ...]:
        from ._sources import Source  # noqa: PLC0415 - no class before its time

        return tuple(Source(**self.library[id_]) for id_ in ids)
