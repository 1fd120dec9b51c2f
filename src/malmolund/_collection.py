"""The one collection class: records that are found by any form they are known in."""

from __future__ import annotations

from typing import Any, Generic, TypeVar, overload

from ._records import OnMap, Outlined, Record
from ._vocabulary import Forms, closest, normalise
from .exceptions import DataError, NotFoundError, shown


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import pandas as pd
    import polars as pl
    import pyarrow as pa
    from geopandas import GeoDataFrame

    from ._vocabulary import Vocabulary
    from ._words import Lang


R = TypeVar("R", bound=Record)
D = TypeVar("D")

# Swedish puts å, ä and ö after z, in this order.
_SWEDISH = str.maketrans("åäö", "{|}")


class Collection(OnMap, Generic[R]):
    """Records of one kind, in Swedish alphabetical order.

    It has a length, iterates over its records and cannot be changed. Collections are
    equal when they hold equal records, and can be hashed, copied and pickled.

    Args:
        records: The records.
        kind: Their class.
        vocabulary: Gives the vocabulary that knows more of a key that is not found.

    Raises:
        DataError: Two records share a form, so that it would mean both.

    Examples:
        >>> import malmolund
        >>> len(malmolund.municipalities)
        12
        >>> "1280" in malmolund.municipalities
        True
    """

    __slots__ = ("__weakref__", "_index", "_kind", "_records", "_vocabulary")

    def __init__(
        self,
        records: Iterable[R],
        kind: type[R],
        vocabulary: Callable[[], Vocabulary] | None = None,
    ) -> None:
        self._records = tuple(sorted(records, key=_alphabetical))
        self._kind = kind
        self._vocabulary = vocabulary
        self._index: Forms[R] = Forms()
        for record in self._records:
            for form in sorted(record._forms):
                known = self._index.setdefault(form, record)
                if known is not record:
                    raise DataError(
                        f"{shown(form)} means both {shown(known)} and "
                        f"{shown(record)}, expected a form to mean one record only",
                        value=form,
                    )
        # What people type most is found as it is, without being normalised first.
        for record in self._records:
            for label in record._labels[:2]:
                self._index.setdefault(label, record)

    def __len__(self) -> int:
        """Return how many records there are."""
        return len(self._records)

    def __iter__(self) -> Iterator[R]:
        """Iterate over the records in Swedish alphabetical order."""
        return iter(self._records)

    def __contains__(self, key: object) -> bool:
        """Tell whether *key* is a form of a record, or one of the records itself."""
        if isinstance(key, Record):
            return key in self._records
        return self.get(key) is not None

    def __getitem__(self, key: object, /) -> R:
        """Return the one record that is known as *key*.

        Args:
            key: A name, code or identifier in any spelling of the closed vocabulary:
                text, or a whole number of any numeric type.

        Raises:
            NotFoundError: No record is known as *key*; the message has the closest
                known forms.

        Examples:
            >>> import malmolund
            >>> malmolund.municipalities["lunds kommun"].code
            '1281'
            >>> malmolund.municipalities[1280]
            <Municipality 1280 Malmö>
        """
        try:
            return self._index[key]
        except (KeyError, TypeError, ValueError):  # the last two of keys without a hash
            found = self._respelt(key)
        if found is None:
            raise self._miss(key)
        return found

    @overload
    def get(self, key: object, default: None = None, /) -> R | None: ...

    @overload
    def get(self, key: object, default: D, /) -> R | D: ...

    def get(self, key: object, default: object = None, /) -> object:
        """Return the record that is known as *key*, or *default*; never raise.

        Examples:
            >>> import malmolund
            >>> malmolund.municipalities.get("Hörby") is None
            True
        """
        try:
            return self._index[key]
        except (KeyError, TypeError, ValueError):
            found = self._respelt(key)
        return default if found is None else found

    def where(
        self, predicate: Callable[[R], object] | None = None, /, **fields: object
    ) -> Collection[R]:
        """Return the records that a condition holds for.

        Args:
            predicate: A function of a record; those it is true for are kept.
            fields: Values that the fields of that name must equal.

        Returns:
            A collection, empty if no record meets every condition.

        Raises:
            NotFoundError: The records have no such field.

        Examples:
            >>> import malmolund
            >>> large = malmolund.municipalities.where(
            ...     lambda m: m.population.latest > 50_000
            ... )
            >>> [m.name for m in large]
            ['Lund', 'Malmö']
            >>> [m.name for m in malmolund.municipalities.where(seat="Arlöv")]
            ['Burlöv']
        """
        self._kind._check_fields(*fields)
        return self._only(
            record
            for record in self._records
            if (predicate is None or predicate(record))
            and all(getattr(record, name) == value for name, value in fields.items())
        )

    def search(self, text: object, /) -> list[R]:
        """Return the records a person may mean, the likeliest first.

        Unlike a look-up this is a search: it also finds parts of a name, the seat of
        a municipality, and what is merely spelt alike.

        Args:
            text: What to look for.

        Returns:
            A list, empty if nothing is like *text*.

        Examples:
            >>> import malmolund
            >>> malmolund.municipalities.search("malm")
            [<Municipality 1280 Malmö>]
        """
        asked = normalise(text)
        if not asked:
            return []
        exact = self.get(asked)
        ranked = sorted(
            (rank, position)
            for position, record in enumerate(self._records)
            for rank in [0 if record is exact else _rank(asked, record)]
            if rank is not None
        )
        if ranked:
            return [self._records[position] for _, position in ranked]
        alike = closest(asked, self._labels())
        return list(dict.fromkeys(self._index[label] for label in alike))

    def mapping(self, key: str, value: str, /) -> dict[Any, Any]:
        """Return one field of the records by another one.

        Args:
            key: The field to look up by; its values must differ.
            value: The field to find.

        Raises:
            NotFoundError: The records have no such field.
            ValueError: Two records have the same *key*, so that one would be lost.

        Examples:
            >>> import malmolund
            >>> malmolund.municipalities.mapping("name", "code")["Lund"]
            '1281'
        """
        self._kind._check_fields(key, value)
        pairs: dict[Any, Any] = {}
        for record in self._records:
            found = getattr(record, key)
            if found in pairs:
                raise ValueError(
                    f"two records have {key}={shown(found)}; choose a key that "
                    "differs from record to record"
                )
            pairs[found] = getattr(record, value)
        return pairs

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return each record as a dict of plain values, ready for `json.dumps`.

        Examples:
            >>> import malmolund
            >>> malmolund.municipalities.to_dicts()[0]["name"]
            'Burlöv'
        """
        return [record.to_dict() for record in self._records]

    def to_pandas(self) -> pd.DataFrame:
        """Return a `pandas.DataFrame` with one row per record.

        Codes are text, dates are dates. Of the people by year it has the last figure
        and its year; `malmolund.population` has all of them. Lists of words
        are one text, separated by semicolons.

        Examples:
            >>> import malmolund
            >>> malmolund.plans.to_pandas()["id"].to_list()  # doctest: +SKIP
            ['2012', '2019-2023']
        """
        frame: pd.DataFrame = self._table("pandas")
        return frame

    def to_polars(self) -> pl.DataFrame:
        """Return a `polars.DataFrame` with one row per record, as `to_pandas` does.

        Examples:
            >>> import malmolund
            >>> malmolund.population.to_polars().shape  # doctest: +SKIP
            (192, 4)
        """
        frame: pl.DataFrame = self._table("polars")
        return frame

    def to_arrow(self) -> pa.Table:
        """Return a `pyarrow.Table` with one row per record, as `to_pandas` does.

        Examples:
            >>> import malmolund
            >>> malmolund.municipalities.to_arrow().num_rows  # doctest: +SKIP
            12
        """
        frame: pa.Table = self._table("pyarrow")
        return frame

    @property
    def __geo_interface__(self) -> dict[str, Any]:
        """A GeoJSON FeatureCollection; only municipalities have shapes."""
        from ._shapes import features  # noqa: PLC0415 - a view

        records = self._mapped()
        shapes = records[0]._provenance.library.shapes if records else None
        return features([record._feature() for record in records], shapes)

    def to_geopandas(self) -> GeoDataFrame:
        """Return municipalities as a GeoDataFrame (EPSG:4326), one value to a cell.

        Raises:
            AttributeError: The records are no municipalities and have no shapes.
            ImportError: geopandas is missing, the extra ``geo``.
            NotFoundError: There is no boundary of one of them.

        Examples:
            >>> import malmolund
            >>> malmolund.municipalities.to_geopandas().crs.to_epsg()  # doctest: +SKIP
            4326
        """
        from ._shapes import frame  # noqa: PLC0415 - a view

        records = self._mapped()
        return frame([r._row() for r in records], [r._shape() for r in records])

    def __eq__(self, other: object) -> bool:
        """Tell whether *other* is a collection of equal records."""
        if not isinstance(other, Collection):
            return NotImplemented
        return self._identity() == other._identity()

    def __hash__(self) -> int:
        """Return the hash of the records."""
        return hash(self._records)

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and pickle the records alone; the index is made anew."""
        return type(self), (self._records, self._kind, self._vocabulary)

    def __repr__(self) -> str:
        names = ", ".join(record._labels[0] for record in self._records[:3])
        more = ", ..." if len(self) > 3 else ""
        return f"<Collection of {len(self)}: {names}{more}>"

    def to_html(self, lang: Lang = "en") -> str:
        """Return the records as a table: HTML that stands alone.

        Args:
            lang: The language that it is in, ``"en"`` or ``"sv"``, with numbers as
                they are written in it.

        Raises:
            ValueError: *lang* is another one.

        Examples:
            >>> import malmolund
            >>> "12 kommuner" in malmolund.municipalities.to_html("sv")
            True
        """
        from ._cards import table  # noqa: PLC0415 - a view
        from ._words import Words  # noqa: PLC0415 - a view

        words, kind = Words(lang), self._kind
        names = kind._read_in(lang, kind._in_brief or kind._fields())
        rows = [{name: r._brief()[name] for name in names} for r in self._records]
        count = len(rows)
        return table(rows, f"{count} {words.noun(kind._noun, count)}", words)

    def _repr_html_(self) -> str:
        """Return the records as a table for a notebook."""
        return self.to_html()

    def _respelt(self, key: object) -> R | None:
        """Return the record of a key that is no form of one as it stands."""
        if self._vocabulary is None:
            return self._index.find(key, normalise(key))
        # It knows what else a key in other letters may mean.
        return self._index.get(self._vocabulary().code(key, "areas"))

    def _identity(self) -> tuple[Any, ...]:
        return self._kind, self._records

    def _labels(self) -> list[str]:
        return [label for record in self._records for label in record._labels]

    def _table(self, library: str) -> Any:
        from ._frames import table  # noqa: PLC0415 - with other libraries

        kind = self._kind
        return table(self._rows(), kind._columns(), library, kind._gaps)

    def _rows(self) -> list[dict[str, Any]]:
        """Return the rows of a table, all with the columns of their class."""
        names = self._kind._columns()
        rows = (record._row() for record in self._records)
        return [{name: row[name] for name in names} for row in rows]

    def _only(self, records: Iterable[R]) -> Collection[R]:
        """Return a collection of some of the records, with the index they have."""
        part: Collection[R] = Collection((), self._kind, self._vocabulary)
        part._records = tuple(records)
        kept = set(map(id, part._records))
        part._index.update(
            (form, record) for form, record in self._index.items() if id(record) in kept
        )
        return part

    def _mapped(self) -> tuple[Any, ...]:
        """Return the records if they are of a kind that has shapes."""
        if issubclass(self._kind, Outlined):
            return self._records
        raise AttributeError(f"a {self._kind._noun} has no shape; municipalities have")

    def _miss(self, key: object) -> NotFoundError:
        hint = self._vocabulary().hint(key) if self._vocabulary else ""
        return NotFoundError(
            key,
            self._kind._noun,
            # Höör is spelt much like Hörby, but who asks for one means the one.
            () if hint else closest(key, self._labels()),
            f"list() of this collection shows all {len(self)}.",
            hint,
        )


def _alphabetical(record: Record) -> str:
    return normalise(record._labels[0]).translate(_SWEDISH)


def _rank(asked: str, record: Record) -> int | None:
    """Return how far a record is from what was asked, from 1; `None` if too far."""
    labels = [normalise(text) for text in record._searched]
    if asked in labels:
        return 1
    if any(label.startswith(asked) for label in labels):
        return 2
    if any(word.startswith(asked) for label in labels for word in label.split()):
        return 3
    if any(asked in label for label in labels):
        return 4
    return None
