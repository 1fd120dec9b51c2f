"""What a value means: normal forms, spellings, repairs, and the vocabulary of areas.

The vocabulary is closed. A text matches when, in normal form or after one repair of a
closed list, it *is* one of the known forms: never a part of one, never nearly one.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple, TypeVar
from unicodedata import normalize


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import TypeGuard

    Tally = list[tuple[object, int]]


T = TypeVar("T")

# Larger than any identifier; what is beyond it is not worth turning into text.
_LIMIT = 10**12

# How å, ä and ö are written where they are missing: dropped, spelt out, or as the
# Danes and Norwegians write them.
_RESPELLINGS = (
    str.maketrans({"å": "a", "ä": "a", "ö": "o"}),
    str.maketrans({"å": "aa", "ä": "ae", "ö": "oe"}),
    str.maketrans({"ä": "æ", "ö": "ø"}),
)

# What cp1252 has where latin-1 has control characters, save the five it lacks. Written
# out, as Python's codec for cp1252 takes as long to load as all the names to spell.
_CP1252 = dict(
    zip(
        sorted({*range(0x80, 0xA0)} - {0x81, 0x8D, 0x8F, 0x90, 0x9D}),
        "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ",  # noqa: RUF001 - they are what it is about
        strict=True,
    )
)

_AFFIXES = ("", " kommun", "s kommun", " stad", "s stad", " municipality")

# Values of these types have the same normal form if they are equal. Of others that
# need not be so: True equals 1, and is no number.
_PLAIN = frozenset({str, int, float, type(None)})


def normalise(value: object) -> str:
    """Return the normal form of *value*, in which it is compared.

    Text loses its soft hyphens, is composed (NFC) and case folded, and any run of
    white space becomes one space. A whole number becomes its digits, whatever its
    numeric type.

    Returns:
        The normal form; ``""`` for anything that is neither text nor a whole number.
    """
    if isinstance(value, str):
        text = normalize("NFC", value.replace("\xad", ""))
        return " ".join(text.casefold().split())
    if not is_number(value):
        return ""
    try:
        # The bounds come first: int() of a huge Decimal would never end.
        whole = int(value) if 0 <= value < _LIMIT else None
    except (TypeError, ArithmeticError):  # complex, a signalling NaN
        return ""
    return str(whole) if whole == value else ""


def is_number(value: object) -> TypeGuard[Any]:
    """Tell whether a value is a number of any type; a truth value is none."""
    if isinstance(value, (int, float)):
        return not isinstance(value, bool)
    # For the numbers of numpy and decimal, which few people look up.
    from numbers import Number  # noqa: PLC0415

    return isinstance(value, Number)


def is_missing(value: object) -> bool:
    """Tell whether a value stands for none: None, NaN, NA, NaT or blank text."""
    if value is None:
        return True
    if isinstance(value, str):
        return not normalise(value)
    if type(value).__name__ == "NAType":  # of pandas, whose truth is not known
        return True
    try:
        return bool(value != value)  # noqa: PLR0124 - only a NaN is not itself
    except ArithmeticError:  # a signalling NaN, which cannot even be compared
        return True
    except Exception:  # noqa: BLE001 - an array, say, which is no missing value
        return False


def spellings(name: str) -> Iterator[str]:
    """Yield the normal forms in which one and the same name is met.

    As it is; without å, ä, ö (`Malmo`, `Malmoe`, `Malmø`); and garbled, where its
    UTF-8 was read as cp1252 or latin-1 (`MalmÃ¶`).
    """
    form = normalise(name)
    yield form
    if name.isascii():
        return
    for respelling in _RESPELLINGS:
        yield form.translate(respelling)
    for text in (name, name.upper(), name.lower()):
        for written in ("NFC", "NFD"):
            garbled = normalize(written, text).encode().decode("latin-1")
            yield normalise(garbled)
            yield normalise(garbled.translate(_CP1252))


def area_forms(code: str, name: str, level: str) -> set[str]:
    """Return the normal forms of an area: its code, its name, and both together.

    Args:
        code: The code of the area, such as ``"1281"``.
        name: The name of the area in any spelling.
        level: ``"municipality"`` where ``kommun``, ``stad`` or ``Municipality`` may
            follow the name; else it stands alone.
    """
    affixes = _AFFIXES if level == "municipality" else ("",)
    named = {name + affix for name in set(spellings(name)) for affix in affixes}
    return {code} | named | {f"{code} {form}" for form in named}


def closest(text: object, labels: Iterable[str]) -> tuple[str, ...]:
    """Return up to three *labels* that look like *text*, best first; a suggestion."""
    # Imported here, as only a look-up that failed needs it.
    from difflib import get_close_matches  # noqa: PLC0415

    by_form = {normalise(label): label for label in labels}
    # Nothing that is much longer than every label is like any of them.
    asked = normalise(text)[:100]
    return tuple(by_form[form] for form in get_close_matches(asked, by_form))


class Forms(dict[object, T]):
    """Things by the forms they are known in; other spellings are normalised first."""

    __slots__ = ()

    def __missing__(self, key: object) -> T:
        found = self.get(normalise(key))
        if found is None:
            raise KeyError(key)
        return found

    def find(self, key: object) -> T | None:
        """Return what *key* means, or `None`; never raise."""
        try:
            return self[key]
        except (KeyError, TypeError):  # a TypeError where the key has no hash
            return None


class Place(NamedTuple):
    """An area that a value may mean.

    Attributes:
        code: Its code.
        name: Its name.
        level: ``"municipality"``, ``"county"`` or ``"country"``.
        labels: What people call it, for suggestions.
        forms: The normal forms that mean it.
        seat: Its seat, where it is known.
    """

    code: str
    name: str
    level: str
    labels: tuple[str, ...]
    forms: frozenset[str]
    seat: str | None = None


class Vocabulary:
    """What a value means: a member, a place elsewhere in Sweden, or nothing known.

    Args:
        members: The municipalities there are records of.
        elsewhere: Reads the other areas of Sweden; it is called when a value is no
            member.
    """

    def __init__(
        self, members: Iterable[Place], elsewhere: Callable[[], Iterable[Place]]
    ) -> None:
        self.members = tuple(members)
        self._read = elsewhere
        self._elsewhere: Forms[Place] | None = None
        self._labels: list[str] = []
        self._by_form: Forms[Place] = Forms()
        for place in self.members:
            self._by_form.update(dict.fromkeys(place.forms, place))
            # What people type most is found as it is, without being normalised first.
            self._by_form.setdefault(place.name, place)

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "_elsewhere": None}

    def code(self, value: object) -> str | None:
        """Return the code of the member that *value* means, or `None`."""
        place = self._by_form.find(value)
        return None if place is None else place.code

    def elsewhere(self, value: object) -> Place | None:
        """Return the area without a record that *value* means, or `None`."""
        return self._others().get(normalise(value))

    def place(self, value: object) -> Place | None:
        """Return the member or other area that *value* means, or `None`."""
        return self._by_form.find(value) or self.elsewhere(value)

    def named(self, value: object) -> str:
        """Return code and name of the area that *value* means, or ``""``."""
        place = self.place(value)
        return f"{place.code} {place.name}" if place else ""

    def hint(self, value: object) -> str:
        """Return what is known of a value that is no member, or ``""``."""
        area = self.elsewhere(value)
        if area is not None:
            named = f"{area.code} {area.name}"
            if area.level == "municipality":
                return f"{named} is a municipality elsewhere in Sweden."
            return f"{named} is the name of a {area.level}."
        form = normalise(value)
        return " ".join(
            f"{place.seat} is the seat of {place.code} {place.name}."
            for place in self.members
            if place.seat is not None and form in spellings(place.seat)
        )

    def suggestions(self, value: object) -> tuple[str, ...]:
        """Return up to three labels of any area that look like *value*, best first."""
        self._others()
        return closest(value, self._labels)

    def forms(self) -> dict[str, str]:
        """Return the codes of the members by every normal form that means one."""
        return {form: place.code for place in self.members for form in place.forms}

    def resolver(self) -> Resolver:
        """Return what resolves the values of one column."""
        return Resolver(self)

    def _others(self) -> Forms[Place]:
        if self._elsewhere is None:
            places = list(self._read())
            # Where Håbo without its ring would be Habo, Habo has the form.
            found = Forms({normalise(place.name): place for place in places})
            for place in places:
                for form in place.forms:
                    found.setdefault(form, place)
            known = (*self.members, *places)
            self._labels = [label for place in known for label in place.labels]
            self._elsewhere = found
        return self._elsewhere


class Resolver(dict[object, "str | None"]):
    """The codes of values, each resolved when it is first asked for, then kept.

    Attributes:
        misses: The values that have none, those that are missing among them.
    """

    __slots__ = ("_code", "misses")

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self._code = vocabulary.code
        self.misses: list[object] = []

    def __missing__(self, value: object) -> str | None:
        code = self.resolve(value)
        # Each NaN may be an object of its own, which would be kept in vain.
        if not _is_nan(value):
            self[value] = code
        return code

    def resolve(self, value: object) -> str | None:
        """Return the code of one value, without keeping it."""
        code = self._code(value)
        if code is None and not _is_nan(value):
            self.misses.append(value)
        return code

    def __call__(self, values: Sequence[object]) -> list[str | None]:
        """Return the codes of a sequence of values."""
        try:
            found = list(map(self.__getitem__, values))
        except TypeError:  # a value has no hash
            return self._one_by_one(values)
        if all(type(key) is str for key in self) or set(map(type, values)) <= _PLAIN:
            return found
        return self._one_by_one(values)

    def _one_by_one(self, values: Sequence[object]) -> list[str | None]:
        """Return the codes of values that may be equal and yet of different kinds."""
        found: list[str | None] = []
        known: dict[object, str | None] = {}
        for value in values:
            key = _identity(value)
            if key not in known:
                known[key] = self.resolve(value)
            found.append(known[key])
        return found


def tally(values: Sequence[object]) -> Tally:
    """Return the distinct values of a sequence, and how often each occurs."""
    try:
        counted: Counter[object] = Counter(values)
    except TypeError:  # a value has no hash
        pass
    else:
        if all(type(value) is str for value in counted):
            return list(counted.items())
    first: dict[object, object] = {}
    counts: Counter[object] = Counter()
    for value in values:
        key = _identity(value)
        first.setdefault(key, value)
        counts[key] += 1
    return [(first[key], count) for key, count in counts.items()]


def _identity(value: object) -> object:
    """Return what sets a value apart from others, also from those it equals."""
    if _is_nan(value):
        return float
    try:
        hash(value)
    except TypeError:
        return type(value), repr(value)
    return type(value), value


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and value != value  # noqa: PLR0124 - NaN alone
