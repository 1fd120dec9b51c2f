"""Columns of values: their codes, and the audit of what they hold.

Each distinct value is resolved once, by the same vocabulary as a single value; so a
column cannot answer otherwise than `municipalities.get` does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import partial
from itertools import groupby
from math import isfinite
from typing import TYPE_CHECKING, Any, Literal, cast

from attrs import field, frozen

from . import _checks as check
from . import _frames
from ._records import Value
from ._vocabulary import SCOPES, STATUSES, Status, is_missing, is_number, tally
from .exceptions import UnknownValuesError, shown


if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ._vocabulary import Place, Resolver, Scope, Tally, Vocabulary
    from ._words import Lang, Words

Errors = Literal["raise", "coerce"]

_ERRORS: tuple[Errors, ...] = ("raise", "coerce")

# The most frequent of the values that are not recognised get suggestions. One takes two
# milliseconds, and a column given by mistake may have millions of them.
_MOST_SUGGESTIONS = 500

_AT_MOST = 20
_SPELLINGS = 3
_COUNT = check.whole(0, 2**63, "a count")


def codes(vocabulary: Vocabulary, values: Any, of: Scope, errors: Errors) -> Any:
    """Return the codes of a column; see `Catalogue.codes`."""
    check.option("of", of, SCOPES)
    check.option("errors", errors, _ERRORS)
    resolve = vocabulary.resolver(of)
    found = _map(values, resolve)
    if errors == "raise" and any(_is_unknown(vocabulary, v) for v in resolve.misses):
        # A dictionary may hold values that its column does not.
        unknown = [pair for pair in _tally(values) if _is_unknown(vocabulary, pair[0])]
        if unknown:
            raise UnknownValuesError(_with_suggestions(vocabulary, unknown))
    return found


def statuses(vocabulary: Vocabulary, values: Any) -> Any:
    """Return what the values of a column are; see `Catalogue.statuses`."""
    return _map(values, vocabulary.resolver(None))


def with_codes(
    vocabulary: Vocabulary,
    frame: Any,
    column: str,
    *,
    name: str,
    of: Scope,
    status: str | None,
    errors: Errors | None,
) -> Any:
    """Return a frame with one or two columns more; see `Catalogue.with_codes`."""
    check.option("of", of, SCOPES)
    if errors is not None:
        check.option("errors", errors, _ERRORS)
    names = [name] if status is None else [name, status]
    if not _frames.is_lazy(frame):
        values = _frames.take_column(frame, column, names)
        handling = errors or ("raise" if status is None else "coerce")
        columns = {name: codes(vocabulary, values, of, handling)}
        if status is not None:
            columns[status] = statuses(vocabulary, values)
        return _frames.put_columns(frame, columns)
    if errors == "raise" or (errors is None and status is None):
        raise ValueError(
            "a lazy frame has no values yet that could raise; pass status= for a "
            'column that says what each value is, or errors="coerce", or collect it'
        )
    return _frames.put_lazily(
        frame, column, _answers(vocabulary, name, of=of, status=status)
    )


def _answers(
    vocabulary: Vocabulary, name: str, *, of: Scope, status: str | None
) -> list[_frames.Answer]:
    """Return what is to be said of a column whose values are not at hand."""
    codes_of = _frames.Answer(
        name=name,
        forms=partial(_codes_by_form, vocabulary, of),
        resolver=partial(vocabulary.resolver, of),
    )
    if status is None:
        return [codes_of]
    statuses_of = _frames.Answer(
        name=status,
        forms=partial(_statuses_by_form, vocabulary),
        resolver=partial(vocabulary.resolver, None),
        otherwise="not recognised",
    )
    return [codes_of, statuses_of]


def _codes_by_form(vocabulary: Vocabulary, of: Scope) -> dict[str, str | None]:
    return _by_form(vocabulary, partial(vocabulary.code_of, scope=of))


def _statuses_by_form(vocabulary: Vocabulary) -> dict[str, str | None]:
    return _by_form(vocabulary, vocabulary.status_of)


def _by_form(
    vocabulary: Vocabulary, say: Callable[[Place], str | None]
) -> dict[str, str | None]:
    """Return what is said of each form; of each place it is asked once."""
    forms = vocabulary.forms()
    places = {id(place): place for place in forms.values()}
    said = {key: say(place) for key, place in places.items()}
    return {form: said[id(place)] for form, place in forms.items()}


def _map(values: Any, resolve: Resolver) -> Any:
    """Return the answers to the values of a column, as a column of the same kind."""
    if isinstance(values, (list, tuple)):
        found = resolve(cast("Sequence[object]", values))
        return tuple(found) if isinstance(values, tuple) else found
    _check_column(values)
    return _frames.map_column(values, resolve)


def _check_column(values: object) -> None:
    """Raise `TypeError`, with what to do, where values are not in a row."""
    advice = ""
    if isinstance(values, (str, bytes)):
        advice = "for one value there is municipalities[...], or pass a list of it"
    elif isinstance(values, Mapping):
        advice = "pass list(values) for its keys, list(values.values()) for its values"
    elif isinstance(values, (AbstractSet, Iterator)):
        advice = "pass list(values)"
    if advice:
        kind = type(values).__name__  # pyright: ignore[reportUnknownArgumentType]
        raise TypeError(f"got a {kind}, expected a list or another column; {advice}")


def numbers(
    vocabulary: Vocabulary,
    values: Any,
    key: str | None,
    value: str | None,
    errors: Errors,
) -> tuple[str | None, dict[str, float]]:
    """Return what values are called, and the number of each member that has one.

    Values of places outside the region, and those without a key, are left out.

    Args:
        vocabulary: Knows the keys.
        values: A mapping, a Series of pandas whose index holds the keys, or a frame.
        key: The column of keys of a frame.
        value: Its column of values.
        errors: What to do about a key that is not recognised.
    """
    name, pairs = _frames.pairs(values, key, value)
    found: dict[str, float] = {}
    seen: dict[str, object] = {}
    keys = codes(vocabulary, [key for key, _ in pairs], "members", errors)
    for (key_, value_), code in zip(pairs, keys, strict=True):
        if code is None:
            continue
        place = vocabulary.named(code)
        if code in seen:
            raise ValueError(
                f"got {shown(seen[code])} and {shown(key_)}, which both mean "
                f"{place}, expected one value for each municipality"
            )
        seen[code] = key_
        if not is_missing(value_) and not _is_unavailable(value_):
            found[code] = _number(value_, place)
    return name, found


def _is_unavailable(value: object) -> bool:
    """Tell whether a value is what SCB writes where it has no figure."""
    return isinstance(value, str) and value.strip() == ".."


def _number(value: object, place: str) -> float:
    if is_number(value) and not isinstance(value, complex):
        number = float(value)
        if isfinite(number):
            return number
    raise ValueError(f"got {shown(value)} for {place}, expected a finite number")


def audit(vocabulary: Vocabulary, values: Any) -> AuditReport:
    """Return what a column holds; see `Catalogue.audit`."""
    return report(vocabulary, _tally(values))


def report(
    vocabulary: Vocabulary, tallied: Iterable[tuple[object, int]], unlisted: int = 0
) -> AuditReport:
    """Return what values are, each given with how often it occurs.

    Args:
        vocabulary: Knows the values.
        tallied: The values and how often they occur.
        unlisted: How many more were not recognised that are not in the tally.
    """
    missing = 0
    found: list[AuditedValue] = []
    unknown: Tally = []
    for value, count in tallied:
        place = vocabulary.place(value)
        if place is not None:
            found.append(
                AuditedValue(
                    value=value,
                    count=count,
                    status=vocabulary.status_of(place),
                    code=place.code,
                    name=place.name,
                )
            )
        elif is_missing(value):
            missing += count
        else:
            unknown.append((value, count))
    found.sort(key=lambda v: (STATUSES.index(v.status), v.code, -v.count))
    found += [
        AuditedValue(
            value=value,
            count=count,
            status="not recognised",
            suggestions=like,
            hint=vocabulary.hint(value),
        )
        for value, count, like in _with_suggestions(vocabulary, unknown)
    ]
    occurring = {value.code for value in found if value.status == "member"}
    return AuditReport(
        values=tuple(found),
        missing=missing,
        absent=tuple(
            (place.code, place.name)
            for place in vocabulary.members
            if place.code not in occurring
        ),
        unlisted=unlisted,
    )


def _tally(values: Any) -> Tally:
    """Return the distinct values of a column, and how often each occurs."""
    if isinstance(values, (list, tuple)):
        return tally(cast("Sequence[object]", values))
    _check_column(values)
    return _frames.tally_column(values)


def _is_unknown(vocabulary: Vocabulary, value: object) -> bool:
    return not is_missing(value) and vocabulary.place(value) is None


def _with_suggestions(
    vocabulary: Vocabulary, unknown: Tally
) -> list[tuple[object, int, tuple[str, ...]]]:
    """Return values, the most frequent first, each with the closest known forms."""
    return [
        (value, count, vocabulary.suggestions(value) if i < _MOST_SUGGESTIONS else ())
        for i, (value, count) in enumerate(sorted(unknown, key=lambda pair: -pair[1]))
    ]


@frozen(kw_only=True, eq=False)
class AuditedValue(Value):
    """A distinct value of a column, and what it is.

    Attributes:
        value: The value as it stands in the column.
        count: How often it occurs.
        status: ``"member"``, ``"same county"``, ``"rest of Sweden"``, ``"total"`` or
            ``"not recognised"``, as `malmolund.statuses` has them.
        code: The code of what it is, `None` if it was not recognised.
        name: The name of what it is, `None` if it was not recognised.
        suggestions: The closest known forms, best first; empty if it was recognised.
        hint: What else is known of a value that was not recognised, such as the
            municipality that a town is the seat of, or ``""``.

    Examples:
        >>> import malmolund
        >>> value = malmolund.audit(["Hörby"]).values[0]
        >>> value.status, value.code
        ('same county', '1266')
    """

    value: object
    count: int = field(metadata=_COUNT.rule)
    status: Status = field(metadata=check.one_of(*STATUSES).rule)
    code: str | None = None
    name: str | None = None
    suggestions: tuple[str, ...] = ()
    hint: str = ""

    def __str__(self) -> str:
        return self._text(_words("en"), self.hint)

    def _text(self, words: Words, hint: str = "") -> str:
        closest = ", ".join(map(repr, self.suggestions))
        advice = words("closest", forms=closest) if closest else hint
        return f"{shown(self.value)} ({self.count} x)" + (
            f", {advice}" if advice else ""
        )


_VALUES = check.instance_of(AuditedValue, "an AuditedValue").each()


@frozen(kw_only=True, repr=False, eq=False)
class AuditReport(Value):
    """What a column holds: members, other places, sums, what is not recognised, gaps.

    Attributes:
        values: The distinct values: members by code, then those of the same county,
            of the rest of Sweden and totals, each by code, then what was not
            recognised, the most frequent first.
        missing: How many values are None, NaN, NA or blank.
        absent: The code and name of each member that never occurs.
        unlisted: How many more values were not recognised that `values` leaves out,
            as a file of any length is audited in constant memory; else 0.

    Examples:
        >>> import malmolund
        >>> report = malmolund.audit(["Lund", "Lunds kommun", "Hörby", "Lnud", None])
        >>> report.count("member"), report.count("not recognised"), report.missing
        (2, 1, 1)
        >>> [value.suggestions for value in report.unrecognised]
        [('Lund',)]
    """

    values: tuple[AuditedValue, ...] = field(metadata=_VALUES.rule)
    missing: int = field(metadata=_COUNT.rule)
    absent: tuple[tuple[str, str], ...]
    unlisted: int = field(default=0, metadata=_COUNT.rule)

    @property
    def members(self) -> tuple[AuditedValue, ...]:
        """The distinct values that mean a member, by code."""
        return self._having("member")

    @property
    def elsewhere(self) -> tuple[AuditedValue, ...]:
        """The distinct values that mean another municipality of Sweden, by code."""
        return (*self._having("same county"), *self._having("rest of Sweden"))

    @property
    def totals(self) -> tuple[AuditedValue, ...]:
        """The distinct values that mean a county, the country or a delineation."""
        return self._having("total")

    @property
    def unrecognised(self) -> tuple[AuditedValue, ...]:
        """The distinct values that are not recognised, the most frequent first."""
        return self._having("not recognised")

    @property
    def total(self) -> int:
        """How many values the column holds, the missing ones among them."""
        return self.missing + sum(map(self.count, STATUSES))

    def count(self, status: Status) -> int:
        """Return how many values of the column have a status.

        Raises:
            ValueError: There is no such *status*.

        Examples:
            >>> import malmolund
            >>> malmolund.audit(["Lund", "LUND", "Hörby"]).count("member")
            2
        """
        check.option("status", status, STATUSES)
        more = self.unlisted if status == "not recognised" else 0
        return more + sum(value.count for value in self._having(status))

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return one dict for each distinct value, gap and absent member.

        The status of a gap is ``"missing"``, its value `None`; that of a member which
        never occurs is ``"absent"``, its count 0.

        Examples:
            >>> import malmolund
            >>> malmolund.audit(["Lund"]).to_dicts()[0]["code"]
            '1281'
        """
        rows: list[dict[str, Any]] = [
            _row(v.value, v.count, v.status, v.code, v.name, suggestions=v.suggestions)
            for v in self.values
        ]
        if self.unlisted:
            rows.append(_row(None, self.unlisted, "not recognised"))
        if self.missing:
            rows.append(_row(None, self.missing, "missing"))
        return rows + [_row(None, 0, "absent", *member) for member in self.absent]

    def to_html(self, lang: Lang = "en") -> str:
        """Return the report as a table: HTML that stands alone.

        Args:
            lang: The language that it is in, ``"en"`` or ``"sv"``.

        Raises:
            ValueError: *lang* is another one.

        Examples:
            >>> import malmolund
            >>> "samma län" in malmolund.audit(["Hörby"]).to_html("sv")
            True
        """
        from ._cards import table  # noqa: PLC0415 - a view

        words = _words(lang)
        rows = [
            {
                **row,
                "value": _legible(row["value"]),
                "suggestions": ", ".join(row["suggestions"]),
            }
            for row in self.to_dicts()
        ]
        return table(rows, self._caption(words), words)

    def _repr_html_(self) -> str:
        """Return the report as a table, as notebooks show it."""
        return self.to_html()

    def __repr__(self) -> str:
        return f"<{self._caption(_words('en'))}>"

    def _caption(self, words: Words) -> str:
        counts = [(status, self.count(status)) for status in STATUSES]
        texts = [
            words("counted", what=words.value("status", what), count=count)
            for what, count in (*counts, ("missing", self.missing))
        ]
        return words("report", count=self.total, counts=", ".join(texts))

    def __str__(self) -> str:
        return "\n".join(self._lines(_words("en")))

    def _lines(
        self, words: Words, hint: Callable[[AuditedValue], str] = lambda v: v.hint
    ) -> Iterator[str]:
        """Yield the lines of the report.

        Args:
            words: The words of the language it is in.
            hint: Returns in that language what else is known of a value.
        """
        yield words("values", count=self.total)
        for status in STATUSES[:4]:
            values = self._having(status)
            yield f"{words.value('status', status)}: {self.count(status)}"
            places = [list(group) for _, group in groupby(values, lambda v: v.code)]
            yield from (_place(place, words) for place in places[:_AT_MOST])
            yield from _more(places[_AT_MOST:], "more places", words)
        unknown = self.count("not recognised")
        yield f"{words.value('status', 'not recognised')}: {unknown}"
        yield from (
            f"  {v._text(words, hint(v))}" for v in self.unrecognised[:_AT_MOST]
        )
        rest = [[value] for value in self.unrecognised[_AT_MOST:]]
        yield from _more(rest, "more values", words)
        if self.unlisted:
            yield "  " + words("unlisted", times=self.unlisted)
        yield f"{words.value('status', 'missing')}: {self.missing}"
        if self.absent:
            absent = ", ".join(" ".join(member) for member in self.absent)
            yield words("never occur", names=absent)

    def _having(self, status: Status) -> tuple[AuditedValue, ...]:
        return tuple(value for value in self.values if value.status == status)


def _legible(value: object) -> object:
    """Return a value as it is where a table can show it, else its repr, cut to fit."""
    text = shown(value)
    is_text = isinstance(value, str) and value.isprintable() and len(value) <= 80
    is_number = type(value) in {int, float} and len(text) < 30
    return value if value is None or is_text or is_number else text


def _words(lang: Lang) -> Words:
    from ._words import Words  # noqa: PLC0415 - a view

    return Words(lang)


def _place(values: Sequence[AuditedValue], words: Words) -> str:
    """Return a line about one place, with the spellings it is met in."""
    spellings = ", ".join(value._text(words) for value in values[:_SPELLINGS])
    more = ", ..." if len(values) > _SPELLINGS else ""
    count = sum(value.count for value in values)
    place = f"{values[0].code} {values[0].name}"
    said = words("place", place=place, count=count, spellings=spellings + more)
    return f"  {said}"


def _more(
    groups: Sequence[Sequence[AuditedValue]], what: str, words: Words
) -> Iterator[str]:
    if groups:
        times = sum(value.count for group in groups for value in group)
        yield "  " + words(what, count=len(groups), times=times)


def _row(
    value: object,
    count: int,
    status: str,
    code: str | None = None,
    name: str | None = None,
    *,
    suggestions: tuple[str, ...] = (),
) -> dict[str, Any]:
    return {
        "value": value,
        "count": count,
        "status": status,
        "code": code,
        "name": name,
        "suggestions": list(suggestions),
    }
