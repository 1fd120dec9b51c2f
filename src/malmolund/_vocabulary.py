"""What a value means: its normal form, repairs, and the vocabulary of all areas.

The vocabulary is closed. A text matches when, in normal form or after one repair of a
closed list, it *is* a known form: never a part of one, never nearly one.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache, partial
from itertools import product
from typing import Any, Literal, TypeVar
from unicodedata import normalize


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import TypeGuard

    Letters = Mapping[str, str]
    Tally = list[tuple[object, int]]


T = TypeVar("T")

Status = Literal["member", "same county", "rest of Sweden", "total", "not recognised"]
Scope = Literal["members", "areas"]

STATUSES: tuple[Status, ...] = (
    "member",
    "same county",
    "rest of Sweden",
    "total",
    "not recognised",
)
SCOPES: tuple[Scope, ...] = ("members", "areas")

# Larger than any identifier; what is beyond it is not worth turning into text.
_LIMIT = 10**12

# Characters that show nothing: they are left out. And dashes: each is a hyphen.
_INVISIBLE = (
    *("\0", "\xad", "\u034f", "\u061c", "\u180e", "\ufeff"),
    *map(chr, range(0x200B, 0x2010)),
    *map(chr, range(0x202A, 0x202F)),
    *map(chr, range(0x2060, 0x2070)),
)
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d"
_PLAIN_SIGNS = {**dict.fromkeys(_INVISIBLE, ""), **dict.fromkeys(_DASHES, "-")}
_PLAINLY = str.maketrans(_PLAIN_SIGNS)

# How å, ä and ö are written where they are missing: dropped, spelt out, or as the
# Danes and Norwegians write them.
_RESPELLINGS = (
    str.maketrans({"å": "a", "ä": "a", "ö": "o"}),
    str.maketrans({"å": "aa", "ä": "ae", "ö": "oe"}),
    str.maketrans({"ä": "æ", "ö": "ø"}),
)

# Values of these types have the same normal form if they are equal. Of others that
# need not be so: True equals 1, and is no number.
_PLAIN = frozenset({str, int, float, type(None)})


def normalise(value: object) -> str:
    """Return the normal form of *value*, in which it is compared.

    Text is composed (NFC) and case folded; what shows nothing is left out, any run of
    white space becomes one space, and a dash of any kind a hyphen. A whole number
    becomes its digits, whatever its numeric type.

    Returns:
        The normal form; ``""`` for anything that is neither text nor a whole number.
    """
    if isinstance(value, str):
        if value.isascii():
            return " ".join(value.replace("\0", "").lower().split())
        if not _PLAIN_SIGNS.keys().isdisjoint(value):  # which is rare, and told fast
            value = value.translate(_PLAINLY)
        return " ".join(normalize("NFC", value).casefold().split())
    if not is_number(value):
        return ""
    try:
        # The bounds come first: int() of a huge Decimal would never end.
        whole = int(value) if 0 <= value < _LIMIT else None
    except (TypeError, ValueError, ArithmeticError):  # a signalling NaN, say
        return ""
    return str(whole) if whole == value else ""


def is_number(value: object) -> TypeGuard[Any]:
    """Tell whether a value is a real number of any type.

    A truth value, a complex number and a duration are none.
    """
    if isinstance(value, (int, float)):
        return not isinstance(value, bool)
    # For the numbers of numpy and decimal, which few people look up.
    from decimal import Decimal  # noqa: PLC0415
    from numbers import Real  # noqa: PLC0415

    # To numpy, a duration is an integer.
    is_duration = type(value).__name__ == "timedelta64"
    return isinstance(value, (Real, Decimal)) and not is_duration


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


def closest(text: object, labels: Iterable[str]) -> tuple[str, ...]:
    """Return up to three *labels* that look like *text*, best first; a suggestion."""
    # Imported here, as only a look-up that failed needs it.
    from difflib import get_close_matches  # noqa: PLC0415

    by_form = {normalise(label): label for label in labels}
    # Nothing that is much longer than every label is like any of them.
    asked = normalise(text)[:100]
    return tuple(by_form[form] for form in get_close_matches(asked, by_form))


class Forms(dict[object, T]):
    """Things by the forms they are known in.

    A form that is there as it stands goes first. Else the same form may be found in
    other letters (`Malmo`), with a hyphen for a space, as a code and a name of one
    thing, or after one repair; if it then means two things, it means neither.
    """

    __slots__ = ("_lost", "_rank", "_respelt")

    def __init__(self, rank: Callable[[T], int] | None = None) -> None:
        super().__init__()
        self._rank = rank
        self._respelt: dict[str, T | None] = {}
        self._lost: dict[str, T | None] = {}

    def __missing__(self, key: object) -> T:
        found = self.get(normalise(key))
        if found is None:
            raise KeyError(key)
        return found

    def find(self, key: object, form: str) -> T | None:
        """Return the one thing that *key* means in any spelling, or `None`.

        Args:
            key: The key.
            form: Its normal form.
        """
        if not 0 < len(form) <= _LONGEST:
            return None
        found = self._read(form)
        if found is not None or not isinstance(key, str):
            return found
        text = normalize("NFC", key)
        if _pattern(_SOUND).fullmatch(text):
            return None
        means = {id(t): t for t in self._repaired(text) if t is not None}
        return means.popitem()[1] if len(means) == 1 else None

    def _repaired(self, text: str) -> Iterator[T | None]:
        for repaired in repairs(text):
            yield self._read(normalise(repaired))
        if "?" in text or "\ufffd" in text:
            form = normalise(text.replace("\ufffd", "?"))
            yield self._read(form, self.lossy())

    def _read(self, form: str, names: dict[str, T | None] | None = None) -> T | None:
        """Return what a normal form means, or `None`.

        Args:
            form: The form.
            names: Where names are looked up; if not given, where those in other
                letters are.
        """
        found = self.get(form)
        if found is not None:
            return found
        match = _pattern(_WRITTEN_OUT).fullmatch(form)
        if match:
            return self.get(match["number"] or match["item"])
        if names is None:
            names = self.other_letters()
        found = names.get(_spaced(form))
        return found if found is not None else self._both(form, names)

    def _both(self, form: str, names: dict[str, T | None]) -> T | None:
        """Return what both the code and the name in one form mean."""
        if not _pattern(_CODE_AT_AN_END).search(form):
            return None
        for pattern in _CODE_AND_NAME:
            match = _pattern(pattern).fullmatch(form)
            if match and not match["name"].isdigit():
                coded = self.get(match["code"])
                named = self.get(match["name"], names.get(_spaced(match["name"])))
                if coded is not None and coded is named:
                    return coded
        return None

    def other_letters(self) -> dict[str, T | None]:
        """Return things by their forms in any letters, with spaces for hyphens."""
        if not self._respelt:
            self._respelt = self._derived(_in_any_letters)
        return self._respelt

    def lossy(self) -> dict[str, T | None]:
        """Return things by their forms with a question mark for each lost letter."""
        if not self._lost:
            self._lost = self._derived(_without_letters)
        return self._lost

    def _derived(self, derive: Callable[[str], Iterable[str]]) -> dict[str, T | None]:
        """Return things by what is derived from their forms, `None` for what is two."""
        found: dict[str, T | None] = {}
        ranks: dict[str, int] = {}
        for form, thing in self.items():
            if normalise(form) != form:
                continue
            rank = self._rank(thing) if self._rank else 0
            for other in map(_spaced, derive(str(form))):
                if ranks.setdefault(other, rank) == rank:
                    same = found.setdefault(other, thing)
                    found[other] = thing if same is thing else None
        return found


# Patterns are compiled when a value is first missed: most look-ups need none of them.
_pattern = cache(re.compile)

# What an integral number, an item of Wikidata, and a code with its name look like.
_WRITTEN_OUT = (
    r"(?P<number>\d+)[.,]0+"
    r"|(?:wd:|https?://(?:www\.)?wikidata\.org/(?:wiki|entity)/)(?P<item>q\d+)"
)
_CODE_AT_AN_END = r"^\d{1,4}(?!\d)|(?<!\d)\d{1,4}\)?$"
_CODE_AND_NAME = (
    r"(?P<code>\d{1,4}) ?[ :_,-] ?(?P<name>[^ :_,-].*)",
    r"(?P<name>.*[^ :_,-]) ?[ :_,-] ?(?P<code>\d{1,4})",
    r"(?P<code>\d{1,4}) ?\((?P<name>.+)\)",
    r"(?P<name>.*[^ ]) ?\((?P<code>\d{1,4})\)",
)

# What has nothing to repair; and what is longer than any form with all of its letters
# escaped, and so not worth trying.
_SOUND = r"[a-zA-Z0-9åäöÅÄÖ .,-]+"
_NOT_ASCII = r"[^\x00-\x7f]"
_LONGEST = 300


def _in_any_letters(form: str) -> set[str]:
    return {form, *map(form.translate, _RESPELLINGS)}


def _without_letters(form: str) -> set[str]:
    """Return a form with one sign for each letter, or for each byte of it in UTF-8."""
    if form.isascii():
        return set()
    return {_pattern(_NOT_ASCII).sub(sign, form) for sign in ("?", "??")}


def _spaced(form: str) -> str:
    """Return a form with spaces for its hyphens, as in a name these are the same.

    In a number, as of an organisation, they are not.
    """
    if "-" in form and not any(map(str.isdigit, form)):
        return form.replace("-", " ")
    return form


def repairs(text: str) -> Iterator[str]:
    """Yield what a text may have been before it was damaged in one known way."""
    if not text.isascii():
        yield from _ungarbled(text)
    if "&" in text:
        from html import unescape  # noqa: PLC0415 - for the few that need it

        yield unescape(text)
    if _pattern(_ESCAPE).search(text):
        yield from (_unescaped(text, encoding) for encoding in ("utf-8", "latin-1"))
    stripped = text.strip()
    for pattern in (_FOOTNOTE, _QUOTED, _KEPT_AS_TEXT):
        match = _pattern(pattern).fullmatch(stripped)
        if match:
            yield match["text"]


# One escaped byte or character: %C3, \\xf6, <f6>; \\u00f6, <U+00F6>.
_ESCAPE = (
    r"(?i:(?:%|\\x|(?P<open><))(?P<byte>[0-9a-f]{2})(?(open)>)"
    r"|(?:\\u|(?P<angle><u\+))(?P<character>[0-9a-f]{4})(?(angle)>))"
)

# Marks of a footnote: *, 1), superscript digits, [4], daggers. A digit before 1) would
# make another number of it.
_FOOTNOTE = (
    r"(?P<text>.*?) ?(?:\*+|(?<!\d)\d{1,2}\)|[\xb9\xb2\xb3\u2070\u2074-\u2079]+"
    r"|\[\d{1,3}\]|[\u2020\u2021]+)"
)
_QUOTE = r"""["'`\xb4\u2018-\u201e\xab\xbb\u2039\u203a]"""
_QUOTED = rf"{_QUOTE}(?P<text>.+){_QUOTE}"

# What makes a spreadsheet keep a code as text: ="1281", or a quotation mark before it.
_KEPT_AS_TEXT = r"""(?:='|="|')(?P<text>\d+)["']?"""


def _unescaped(text: str, encoding: str) -> str:
    """Return a text with escaped bytes and characters as they were."""

    def character(match: re.Match[str]) -> str:
        if match["character"]:
            return chr(int(match["character"], 16))
        # Bytes stand as characters of latin-1 until all of them are there.
        return chr(int(match["byte"], 16))

    found = _pattern(_ESCAPE).sub(character, text)
    try:
        return found.encode("latin-1").decode(encoding)
    except UnicodeError:
        return found


def _ungarbled(text: str) -> Iterator[str]:
    """Yield what a text may have been before it was read in another encoding."""
    for spelt in dict.fromkeys((text, text.casefold())):
        signs = frozenset(_pattern(_NOT_ASCII).findall(spelt))
        if signs <= _garbled_signs():
            for pattern, letters in _garblings_of(signs):
                yield pattern.sub(partial(_letter, letters), spelt)


def _letter(letters: Letters, match: re.Match[str]) -> str:
    return letters[match[0]]


# Characters that a text may keep when it is read in another encoding.
_KEPT = frozenset("åäöÅÄÖ\u0308\u030a\xa0").union(_PLAIN_SIGNS)


@cache
def _garbled_signs() -> frozenset[str]:
    """Return the characters beyond ASCII that a garbled name may have."""
    return _KEPT.union(*(made for _, letters in _garblings() for made in letters))


@lru_cache(maxsize=1024)
def _garblings_of(signs: frozenset[str]) -> list[tuple[re.Pattern[str], Letters]]:
    """Return the garblings of a text whose characters beyond ASCII these are.

    All that was made of one letter must be among them, and nothing unknown.
    """
    return [
        (pattern, letters)
        for pattern, letters in _garblings()
        if any(signs.issuperset(made) for made in letters)
        and signs <= _KEPT.union(*letters)
    ]


@cache
def _garblings() -> list[tuple[re.Pattern[str], Letters]]:
    """Return how to read a text again, for each pair of encodings.

    It is a pattern, and the letters by what was made of them; in capitals and, as some
    texts are lowered afterwards, case folded.
    """
    singles = ("latin-1", "cp1252", "cp1250", "mac_roman", "cp437", "cp850")
    pairs: list[tuple[tuple[str, str], ...]] = [
        ((written, read),)
        for written in ("utf-8", *singles)
        for read in singles
        if {written, read} != {"latin-1", "cp1252"} and written != read
    ]
    pairs += [one + two for one in pairs[:6] for two in pairs[:6]]
    tables: dict[str, dict[str, str]] = {}
    for steps in pairs:
        exact: dict[str, str] = {}
        folded: dict[str, str] = {}
        for letter in "åäöÅÄÖ\u030a\u0308\u2013":
            garbled = _garbled(letter, steps)
            if garbled is not None and garbled != letter:
                exact[garbled] = letter
                lower = letter.lower()
                # What two letters became tells neither.
                same = folded.setdefault(garbled.casefold(), lower) == lower
                folded[garbled.casefold()] = lower if same else ""
        for table in (
            exact,
            {sign: letter for sign, letter in folded.items() if letter},
        ):
            tables.setdefault(repr(sorted(table.items())), table)
    return [(_any_of(table), table) for table in tables.values() if table]


def _garbled(letter: str, steps: Sequence[tuple[str, str]]) -> str | None:
    for written, read in steps:
        try:
            letter = "".join(
                # What an encoding lacks is kept as the control character of the byte.
                bytes([byte]).decode(read, "replace").replace("\ufffd", chr(byte))
                for byte in letter.encode(written)
            )
        except UnicodeEncodeError:  # a letter that it does not have
            return None
    return letter


def _any_of(signs: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(signs, key=len, reverse=True))))


_AFTER = ("", " kommun", "s kommun", " stad", "s stad", " municipality")
_BEFORE = ("municipality of ", "city of ")


class Place:
    """What a value may mean: an area of Sweden, or another delineation.

    Attributes:
        code: The code of the area, or the id of the delineation.
        name: Its name.
        level: ``"municipality"``, ``"county"``, ``"country"`` or ``"delineation"``.
        labels: What people call it, for suggestions; the name and the code first.
        seat: Its seat, where it is known.
    """

    __slots__ = ("code", "labels", "level", "name", "seat")

    def __init__(
        self,
        code: str,
        name: str,
        level: str,
        labels: tuple[str, ...],
        seat: str | None = None,
    ) -> None:
        # No named tuple, which would be compiled in every process.
        self.code: str = code
        self.name: str = name
        self.level: str = level
        self.labels: tuple[str, ...] = labels
        self.seat: str | None = seat

    @property
    def forms(self) -> set[str]:
        """The normal forms that mean it as they stand."""
        name, code = normalise(self.name), self.code
        forms = {normalise(label) for label in self.labels}
        if self.level == "municipality":
            forms |= {name + after for after in _AFTER}
            forms |= {before + name for before in _BEFORE}
            forms |= {f"se{sign}{code}" for sign in ("", "-", "_")}
        if self.level == "county":
            # Of Dalarnas län, Dalarna; of Kalmar län, Kalmar. Kolada says 0012.
            short = name.removesuffix(" län").removesuffix("s")
            forms |= {short, f"{short} county", f"region {short}", f"region {name}"}
            forms.add(f"00{code}")
        if self.level == "country":
            forms |= {"hela riket", "sverige", "sweden", "0000", "0"}
        if self.level != "delineation":
            # A column of integers has lost the leading zero of a code.
            forms |= {code, code.lstrip("0") or "0"}
        return forms


_LEVELS = ("municipality", "county", "country", "delineation")

# What is said of a value that is no member, by the level of the place that it means.
HINTS = {
    "same county": "{place} is a municipality in the same county.",
    "rest of Sweden": "{place} is a municipality in the rest of Sweden.",
    "county": "{place} is the name of a county.",
    "country": "{place} is the name of a country.",
    "delineation": "{name} is a delineation; see malmolund.regions.",
    "seat": "{seat} is the seat of {place}.",
}


def _level(place: Place) -> int:
    return _LEVELS.index(place.level)


class Vocabulary:
    """What values mean: members, other areas of Sweden, sums, or nothing that is known.

    Args:
        members: The municipalities of the region.
        read_others: Reads all areas and delineations; it is called when a value is no
            member as it stands.
    """

    def __init__(
        self, members: Iterable[Place], read_others: Callable[[], Iterable[Place]]
    ) -> None:
        self.members = tuple(members)
        self._codes = {place.code for place in self.members}
        self._counties = {place.code[:2] for place in self.members}
        self._read_others = read_others
        self._own: dict[str, Place] = {}
        for place in self.members:
            self._own.update(dict.fromkeys(place.forms, place))
        self._everything: Forms[Place] | None = None
        self._forms: dict[str, Place] | None = None
        self._labels: list[str] = []

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "_everything": None, "_forms": None, "_labels": []}

    def place(self, value: object) -> Place | None:
        """Return the area or delineation that *value* means, or `None`."""
        form = normalise(value)
        return self._own.get(form) or self._all().find(value, form)

    def code(self, value: object, scope: Scope = "members") -> str | None:
        """Return the code of the area that *value* means, or `None`.

        Args:
            value: The value.
            scope: ``"members"``, or ``"areas"`` for any area of Sweden.
        """
        place = self.place(value)
        return None if place is None else self.code_of(place, scope)

    def code_of(self, place: Place, scope: Scope = "members") -> str | None:
        """Return the code of a place, or `None` if it is outside of the scope."""
        inside = place.code in self._codes if scope == "members" else _is_area(place)
        return place.code if inside else None

    def status(self, value: object) -> Status | None:
        """Return what a value is, or `None` if it is missing."""
        place = self.place(value)
        if place is not None:
            return self.status_of(place)
        return None if is_missing(value) else "not recognised"

    def status_of(self, place: Place) -> Status:
        """Return what a place is to the region."""
        if place.code in self._codes:
            return "member"
        if place.level != "municipality":
            return "total"
        return "same county" if place.code[:2] in self._counties else "rest of Sweden"

    def named(self, value: object) -> str:
        """Return code and name of what *value* means, or ``""``."""
        place = self.place(value)
        return f"{place.code} {place.name}" if place else ""

    def hint(self, value: object, texts: Mapping[str, str] | None = None) -> str:
        """Return what is known of a value that is no member, or ``""``.

        Args:
            value: The value.
            texts: What is said, by the level of a place; in English if not given.
        """
        place, texts = self.place(value), texts or HINTS
        if place is None:
            form = normalise(value)
            return " ".join(
                texts["seat"].format(seat=m.seat, place=f"{m.code} {m.name}")
                for m in self.members
                if m.seat is not None and _same_name(form, m.seat)
            )
        if place.code in self._codes:
            return ""
        named = f"{place.code} {place.name}"
        # Of a municipality elsewhere, its status says where.
        far = place.level == "municipality"
        text = texts[self.status_of(place) if far else place.level]
        return text.format(name=place.name, place=named)

    def suggestions(self, value: object) -> tuple[str, ...]:
        """Return up to three labels that look like *value*, best first.

        Who asks for the seat of a municipality gets its hint instead.
        """
        self._all()
        return () if self.hint(value) else closest(value, self._labels)

    def forms(self) -> dict[str, Place]:
        """Return what each normal form means, for who joins and cannot ask.

        All forms are there, in all letters, with spaces and hyphens; code and name as
        `_BESIDE` has them; codes as spreadsheets keep them; and names garbled or with
        letters lost in the commonest ways. Other repairs are not.
        """
        if self._forms is not None:
            return self._forms
        known = self._all()
        found: dict[str, Place] = {}
        for spaced, place in (*known.other_letters().items(), *known.lossy().items()):
            if place is not None:
                found.update(dict.fromkeys(_hyphened(spaced), place))
        for form, place in known.items():
            found[str(form)] = place
        for place in {id(place): place for place in known.values()}.values():
            for text in _written(place, self.place):
                found.setdefault(normalise(text), place)
        self._forms = found
        return found

    def resolver(self, scope: Scope | None = "members") -> Resolver:
        """Return what finds the codes of a column, or its statuses with `None`."""
        if scope is None:
            return Resolver(self.status)
        return Resolver(lambda value: self.code(value, scope))

    def _all(self) -> Forms[Place]:
        if self._everything is None:
            found: Forms[Place] = Forms(_level)
            own = {place.code: place for place in self.members}
            known = sorted((*self.members, *self._read_others()), key=_level)
            for place in known:
                # A delineation with the code of an area among its names is that area.
                coded = (found[n] for n in place.labels if n.isdigit() and n in found)
                meant = next(coded, place) if place.level == "delineation" else place
                for form in place.forms:
                    found.setdefault(form, own.get(meant.code, meant))
            labels = (label for place in known for label in place.labels)
            self._labels = list(dict.fromkeys(labels))
            self._everything = found
        return self._everything


def _hyphened(spaced: str) -> Iterator[str]:
    """Yield a form with each of its spaces as a space or a hyphen."""
    words = spaced.split(" ")
    for signs in product(" -", repeat=len(words) - 1):
        yield "".join(map("".join, zip(words, (*signs, ""), strict=True)))


# How a code and a name stand beside each other.
_BESIDE = (
    *("{code} {name}", "{code}: {name}", "{code}:{name}", "{code} - {name}"),
    *("{code}-{name}", "{code}_{name}", "{code}, {name}", "{code},{name}"),
    *("{name} {code}", "{name} ({code})", "{name}, {code}", "{name} - {code}"),
)


def _written(place: Place, meant: Callable[[str], Place | None]) -> Iterator[str]:
    """Yield texts that mean a place, beside its forms.

    Args:
        place: The place.
        meant: Tells what a name means.
    """
    if not _is_area(place):
        return
    codes = {place.code, place.code.lstrip("0") or "0"}
    for code in codes:
        yield from (f"{code}.0", f"{code},0", f'="{code}"', f"'{code}")
    names = {place.name, *place.labels, f"{place.name} kommun"}
    for name in {normalise(name) for name in names if not name.isdigit()}:
        for form in _in_any_letters(name):
            if meant(form) is place:
                for beside, code in product(_BESIDE, codes):
                    yield beside.format(code=code, name=form)
        if meant(name) is place and not name.isascii():
            for text, read in product((name, name.upper()), ("latin-1", "cp1252")):
                garbled = normalise(_garbled(text, (("utf-8", read),)))
                # Where the normal form has lost what the letter became, it is left.
                if meant(garbled) is place:
                    yield garbled


def _is_area(place: Place) -> bool:
    return place.level != "delineation"


def _same_name(value: str, name: str) -> bool:
    form = normalise(name)
    return value in {form, *map(form.translate, _RESPELLINGS)}


class Resolver(dict[object, "str | None"]):
    """Answers to values, each found when it is first asked for, then kept.

    Attributes:
        misses: The values that have none, those that are missing among them.
    """

    __slots__ = ("_answer", "misses")

    def __init__(self, answer: Callable[[object], str | None]) -> None:
        super().__init__()
        self._answer = answer
        self.misses: list[object] = []

    def __missing__(self, value: object) -> str | None:
        answer = self.resolve(value)
        # Each NaN may be an object of its own, which would be kept in vain.
        if not _is_nan(value):
            self[value] = answer
        return answer

    def resolve(self, value: object) -> str | None:
        """Return the answer to one value, without keeping it."""
        answer = self._answer(value)
        if answer is None and not _is_nan(value):
            self.misses.append(value)
        return answer

    def __call__(self, values: Sequence[object]) -> list[str | None]:
        """Return the answers to a sequence of values."""
        try:
            found = list(map(self.__getitem__, values))
        except (TypeError, ValueError):  # a value has no hash
            return self._one_by_one(values)
        if all(type(key) is str for key in self) or set(map(type, values)) <= _PLAIN:
            return found
        return self._one_by_one(values)

    def _one_by_one(self, values: Sequence[object]) -> list[str | None]:
        """Return the answers to values that may be equal, yet of different kinds."""
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
    except (TypeError, ValueError):  # a value has no hash
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
    except (TypeError, ValueError):
        return type(value), repr(value)
    return type(value), value


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and value != value  # noqa: PLR0124 - NaN alone
