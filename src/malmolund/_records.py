"""What all records share: values, sources for each of them, and how they are shown."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, ClassVar, Generic, TypeVar, cast

import attrs

from . import _checks as check
from ._vocabulary import closest, normalise
from .exceptions import NotFoundError


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeGuard

    from ._shapes import Shape, Shapes
    from ._words import Lang, Words

    Row = Mapping[str, Any]
    Subject = tuple[str, str]
    ById = Mapping[str, Row]
    BySubject = Mapping[Subject, Sequence[Row]]


T = TypeVar("T")


class Once(Generic[T]):
    """An attribute that is computed when it is first asked for, then kept.

    Where threads ask at the same time, more than one may compute it, and all get the
    same result. There is no lock, which a forked process might find closed for ever.
    """

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self._compute = compute
        self.__doc__ = compute.__doc__

    def __get__(self, holder: object, owner: type) -> T:
        if holder is None:
            return cast("T", self)  # of the class itself: for documentation
        # Python finds it there from now on, and does not come here again.
        kept: T = vars(holder).setdefault(self._compute.__name__, self._compute(holder))
        return kept


class Library:
    """What all records of one folder refer to, each read when it is first asked for.

    Args:
        read_sources: Reads the rows of the sources by their ids.
        read_claims: Reads the rows of the claims by the table and key they are about.
        read_shapes: Reads the boundaries.
    """

    def __init__(
        self,
        read_sources: Callable[[], ById] = dict,
        read_claims: Callable[[], BySubject] = dict,
        read_shapes: Callable[[], Shapes | None] = lambda: None,
    ) -> None:
        self._read_sources = read_sources
        self._read_claims = read_claims
        self._read_shapes = read_shapes

    @Once
    def sources(self) -> ById:
        """The rows of the sources by their ids."""
        return self._read_sources()

    @Once
    def claims(self) -> BySubject:
        """The rows of what sources say of single values, by table and key."""
        return self._read_claims()

    @Once
    def shapes(self) -> Shapes | None:
        """The boundaries by the codes of the municipalities."""
        return self._read_shapes()

    def __getstate__(self) -> dict[str, Any]:
        # In another process there may be no folder to read from.
        return {name: getattr(self, name) for name in ("sources", "claims", "shapes")}


_NO_LIBRARY = Library()


class Provenance:
    """The citations of a record: the ids of sources, and what the sources claim.

    Args:
        everything: The ids of the sources of every value that has none of its own.
        by_field: The ids of the sources of the other values.
        subject: The table and key that claims name it by.
        library: What the ids and claims are looked up in.
    """

    def __init__(
        self,
        everything: Iterable[str] = (),
        by_field: Mapping[str, Iterable[str]] | None = None,
        subject: Subject = ("", ""),
        library: Library = _NO_LIBRARY,
    ) -> None:
        self.everything: tuple[str, ...] = tuple(everything)
        self.by_field: dict[str, tuple[str, ...]] = {
            name: tuple(dict.fromkeys(ids)) for name, ids in (by_field or {}).items()
        }
        self.subject: Subject = subject
        self.library: Library = library

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

        Where no claim that agrees is recorded, the sources of the value make one.
        """
        claims = [
            Claim(
                field=field,
                value=row["value"],
                agrees=row["agrees"],
                sources=self._cited(row["sources"]),
                note=row["note"],
            )
            for row in self.library.claims.get(self.subject, ())
            if row["field"] == field
        ]
        sources = self.sources(field)
        if sources and value is not None and not any(c.agrees for c in claims):
            claims.append(
                Claim(field=field, value=str(value), agrees=True, sources=sources)
            )
        return tuple(sorted(claims, key=lambda claim: not claim.agrees))

    def _cited(self, ids: Iterable[str]) -> tuple[Source, ...]:
        return tuple(Source(**self.library.sources[id_]) for id_ in ids)


class OnMap:
    """What has a place on a map."""

    __slots__ = ()

    if TYPE_CHECKING:

        @property
        def __geo_interface__(self) -> dict[str, Any]:
            """The GeoJSON of it."""
            raise NotImplementedError

    def to_geojson(self) -> str:
        """Return it as GeoJSON text.

        A municipality is a Feature, a region or a collection a FeatureCollection with
        a ``licence`` and the ``attribution`` that it asks for. The packaged boundaries
        are generalised, lakes are in them: for maps, for neighbours, and for points
        more than 150 m from a border and 400 m from the shore. Their areas are within
        1.1 % of land and inland water; take those of land from ``land_area_km2``.

        Raises:
            AttributeError: These records are not municipalities and have no shape.
            NotFoundError: There is no boundary of one of the municipalities.

        Examples:
            >>> import json, malmolund
            >>> malmolund.municipalities["Lund"].to_geojson()[:32]
            '{"type": "Feature", "id": "1281"'
            >>> json.loads(malmolund.region.to_geojson())["bbox"]
            [12.8085, 55.3378, 13.6704, 56.0887]
        """
        return json.dumps(self.__geo_interface__, ensure_ascii=False)


@cache
def _checks_of(kind: Any) -> list[tuple[str, check.Check]]:
    return list(kind._checks().items())


class Value:
    """What holds values, each checked, and equals what is of its class and holds them.

    Where the values come from does not count.
    """

    __slots__ = ()

    def __attrs_post_init__(self) -> None:
        """Check every field, then what several of them say together."""
        for name, accept in _checks_of(cast("Any", type(self))):
            if not accept.accepts(getattr(self, name)):
                accept.check(name.lstrip("_"), getattr(self, name))
        self._check_together()

    def _check_together(self) -> None:
        """Raise `DataError` for values that contradict each other."""

    @classmethod
    def _checks(cls) -> dict[str, check.Check]:
        """Return the check of each field that has one."""
        fields = attrs.fields(cast("Any", cls))
        return {one.name: one.metadata["check"] for one in fields if one.metadata}

    @classmethod
    def _held(cls) -> list[str]:
        """Return the names of what it holds, its provenance aside."""
        names = [attribute.name for attribute in attrs.fields(cast("Any", cls))]
        return [name for name in names if name != "_provenance"]

    def __eq__(self, other: object) -> bool:
        """Tell whether *other* is of the same class and holds the same values."""
        if type(other) is not type(self):
            return NotImplemented
        return self._held_values() == other._held_values()

    def __hash__(self) -> int:
        """Return the hash of the values."""
        return hash(self._held_values())

    def _held_values(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self._held())


class Record(Value):
    """What every record can do."""

    __slots__ = ()

    _noun: ClassVar[str]
    """What one record is called."""

    _computed: ClassVar[tuple[str, ...]] = ()
    """The names of the public values that no attrs field holds."""

    _in_brief: ClassVar[tuple[str, ...]] = ()
    """The fields that a table in a notebook shows; all of them if empty."""

    _gaps: ClassVar[tuple[str, ...]] = ()
    """The columns of whole numbers that are empty where there are no figures."""

    _provenance: Provenance
    """Where the values come from; an attrs field of each kind of record."""

    @classmethod
    def _fields(cls) -> tuple[str, ...]:
        """Return the names of the public values, in the order of tables."""
        return (*(name for name in cls._held() if name[0] != "_"), *cls._computed)

    @classmethod
    def _columns(cls) -> dict[str, type]:
        """Return the columns of a table of such records, and what each holds.

        Figures by year are the last one and its year; records within a record, such as
        borders, are left to a table of their own.
        """
        columns: dict[str, type] = {}
        for name in cls._fields():
            kind = _annotation(cls, name)
            if kind.startswith("Population"):
                columns |= {name: int, f"{name}_year": int}
            elif kind.startswith(_KINDS_OF_CELLS):
                columns[name] = next(t for k, t in _CELLS.items() if kind.startswith(k))
        return columns

    @classmethod
    def _check_fields(cls, *names: object) -> None:
        """Raise `NotFoundError` if a record has no field of one of these names."""
        known = cls._fields()
        for name in names:
            if name not in known:
                raise NotFoundError(
                    name,
                    f"field of a {cls._noun}",
                    closest(name, known),
                    f"It has: {', '.join(known)}.",
                )

    @property
    def _key(self) -> Any:
        """The code or id by which other records refer to this one."""
        return getattr(self, self._fields()[0])

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
        return set(map(normalise, self._labels))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._labels[0]}>"

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every source that a value of this record rests on, each once."""
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
            ['SCB (Statistics Sweden)', 'klimatkollen (GitHub), from SCB']
        """
        self._check_fields(field)
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
        self._check_fields(field)
        return self._provenance.evidence(field, plain(self._value(field)))

    def to_dict(self) -> dict[str, Any]:
        """Return the record as plain values, ready for `json.dumps`.

        Returns:
            A dict of the public values, dates as ISO strings, and under
            ``"sources"`` the ids of the sources of each value that is not `None`.

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

    def _values(self) -> dict[str, Any]:
        return {name: plain(self._value(name)) for name in self._fields()}

    def _value(self, name: str) -> Any:
        """Return one of the public values as tables have it."""
        return getattr(self, name)

    def _row(self) -> dict[str, Any]:
        """Return the record as one row of a table, a single value to a cell."""
        row: dict[str, Any] = {}
        for name in self._fields():
            value = self._value(name)
            if isinstance(value, Mapping):
                year = max(cast("Mapping[int, int]", value), default=None)
                row[name] = None if year is None else value[year]
                row[f"{name}_year"] = year
            elif _is_group(value):
                row[name] = ";".join(map(str, plain(value)))
            else:
                row[name] = value
        return {name: row[name] for name in self._columns()}

    def _brief(self) -> dict[str, Any]:
        """Return the row of a table in a notebook."""
        return self._row()

    def to_html(self, lang: Lang = "en") -> str:
        """Return the record as a card: HTML that stands alone.

        Args:
            lang: The language that it is in, ``"en"`` or ``"sv"``, with numbers and
                dates as they are written in it.

        Raises:
            ValueError: *lang* is another one.

        Examples:
            >>> import malmolund
            >>> "invånare" in malmolund.municipalities["Lund"].to_html("sv")
            True
        """
        from ._cards import card  # noqa: PLC0415 - a view
        from ._words import Words  # noqa: PLC0415 - a view

        words = Words(lang)
        codes, labelled = self._on_card()
        return card(
            self._title(),
            self._about(words),
            self._facts(words),
            words=words,
            sources=[(s.publisher, s.date, s.role) for s in self._cited()],
            shapes=self._provenance.library.shapes,
            codes=codes,
            labelled=labelled,
        )

    def _repr_html_(self) -> str:
        """Return the record as a card for a notebook."""
        return self.to_html()

    @classmethod
    def _read_in(cls, lang: Lang, names: Iterable[str]) -> list[str]:
        """Return the fields to show to readers of a language, for those of *names*.

        Of a text and its English twin that is one; names and titles are shown as they
        are, and in English too.
        """
        known = cls._fields()

        def read(name: str) -> str:
            swedish = name.removesuffix("_en")
            english = f"{swedish}_en"
            if swedish not in known or english not in known:
                return name
            if lang == "sv":
                return swedish
            return name if swedish in {"name", "title"} else english

        return list(dict.fromkeys(map(read, names)))

    def _title(self) -> str:
        return self._labels[0]

    def _about(self, words: Words) -> str:
        """Return what it is, in a few words."""
        return words.noun(self._noun)

    def _facts(self, words: Words) -> list[tuple[str, object, str]]:
        """Return what its card says: fields, plain values, and what follows each."""
        return [
            (name, legible(getattr(self, name), words), "")
            for name in self._read_in(words.lang, self._fields())
        ]

    def _notes(self) -> list[tuple[str, str]]:
        """Return what sources say beside a value, or why it was chosen, by field."""
        return [
            (field, claim._in_words())
            for field in self._fields()
            for claim in self.evidence(field)
            if claim.note or not claim.agrees
        ]

    def _told(self, words: Words, *names: str) -> list[tuple[str, object, str]]:
        """Return facts that are texts with an English twin, each in one language."""
        return [
            (
                name,
                legible(getattr(self, self._read_in(words.lang, [name])[0]), words),
                "",
            )
            for name in names
        ]

    def _noted(self, words: Words) -> list[tuple[str, object, str]]:
        """Return the notes on single values as facts."""
        return [
            ("note", f"{words.field(name)}: {note}", "") for name, note in self._notes()
        ]

    def _cited(self) -> tuple[Source, ...]:
        """Return the sources that its card names."""
        return self.sources

    def _on_card(self) -> tuple[tuple[str, ...], bool]:
        """Return the codes to pick out on the map of its card, and whether to label."""
        return (), False


class Outlined(Record, OnMap):
    """A record that has a boundary, found by its code in the library of its folder."""

    __slots__ = ()

    code: str

    def _shape(self) -> Shape:
        """Return its boundary, or raise `NotFoundError`."""
        from ._shapes import NONE  # noqa: PLC0415 - a view

        return (self._provenance.library.shapes or NONE).of(self.code)

    def _feature(self) -> dict[str, Any]:
        """Return it as a GeoJSON Feature."""
        from ._shapes import feature  # noqa: PLC0415 - a view

        return feature(self._shape(), self.code, self._row())

    @property
    def __geo_interface__(self) -> dict[str, Any]:
        """A GeoJSON Feature, or `NotFoundError` if there is no boundary of it."""
        return self._feature()


# What a cell of a table holds, by the beginning of the annotation of a field.
_CELLS: dict[str, type] = {
    "str": str,
    "int": int,
    "float": float,
    "bool": bool,
    "dt.date": dt.date,
    "tuple[str": str,  # joined
    "Collection": str,  # the keys, joined
}
_KINDS_OF_CELLS = tuple(_CELLS)


def _annotation(cls: type[Record], name: str) -> str:
    """Return the annotation of a field, or of the property that computes it."""
    if name in cls._computed:
        return str(getattr(cls, name).fget.__annotations__["return"])
    return str(attrs.fields_dict(cast("Any", cls))[name].type)


def plain(value: Any) -> Any:
    """Return *value* as the types of JSON.

    The items of a tuple are given in full, of the records in a collection the keys.
    """
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Record):
        return value._values()
    if isinstance(value, Mapping):
        return dict(cast("Mapping[object, object]", value))
    if isinstance(value, tuple):
        return [plain(item) for item in cast("tuple[object, ...]", value)]
    if _is_group(value):
        return [record._key for record in value]
    return value


def legible(value: Any, words: Words) -> Any:
    """Return *value* as people read it: a number as it is, all else as text."""
    if value is None or type(value) in {int, float}:
        return value
    if isinstance(value, dt.date):
        return words.date(value)
    if isinstance(value, Record):
        return value._labels[0]
    if _is_group(value):
        return ", ".join(str(legible(item, words)) for item in value)
    return str(value)


def _is_group(value: object) -> TypeGuard[Iterable[Any]]:
    return isinstance(value, Iterable) and not isinstance(value, str)


@attrs.frozen(kw_only=True, repr=False, eq=False)
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
    _in_brief: ClassVar[tuple[str, ...]] = (
        "id",
        "title",
        "publisher",
        "date",
        "licence",
        "role",
    )

    id: str = attrs.field(metadata=check.IDENTIFIER.rule)
    title: str = attrs.field(metadata=check.TEXT.rule)
    publisher: str = attrs.field(metadata=check.TEXT.rule)
    url: str | None = attrs.field(metadata=check.URL.or_null().rule)
    date: str | None = attrs.field(metadata=check.PARTIAL_DATE.or_null().rule)
    licence: str | None = attrs.field(metadata=check.TEXT.or_null().rule)
    role: str = attrs.field(metadata=check.one_of("origin", "copy", "secondary").rule)
    note: str | None = attrs.field(default=None, metadata=check.TEXT.or_null().rule)

    @property
    def _searched(self) -> tuple[str, ...]:
        return (self.id, self.title, self.publisher)

    @property
    def _provenance(self) -> Provenance:  # type: ignore[override]
        # A source speaks for what it says of itself.
        return Provenance(
            (self.id,), library=Library(lambda: {self.id: self._values()})
        )

    def _cited(self) -> tuple[Source, ...]:
        return ()

    def to_dict(self) -> dict[str, Any]:
        """Return the source as plain values, ready for `json.dumps`.

        Examples:
            >>> import malmolund
            >>> malmolund.sources["scb_codes"].to_dict()["licence"]
            'CC0-1.0'
        """
        return self._values()


@attrs.frozen(kw_only=True, eq=False)
class Claim(Value):
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

    field: str = attrs.field(metadata=check.TEXT.rule)
    value: str = attrs.field(metadata=check.TEXT.rule)
    agrees: bool = attrs.field(metadata=check.FLAG.rule)
    sources: tuple[Source, ...] = attrs.field(repr=False)
    note: str | None = attrs.field(default=None, metadata=check.TEXT.or_null().rule)

    def _in_words(self) -> str:
        """Return what it says, who says so, and the note on it."""
        who = ", ".join(dict.fromkeys(source.publisher for source in self.sources))
        return ". ".join(filter(None, [f"{self.value} ({who})", self.note]))
