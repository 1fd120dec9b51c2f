"""What counts as a match: normal forms, and the variants of a name.

The vocabulary is closed. A text matches when, once normalised, it *is* one of the
known forms: never a part of one, never nearly one.
"""

from __future__ import annotations

from unicodedata import normalize


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import SupportsInt, TypeGuard


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
    if isinstance(value, bool) or not _is_number(value):
        return ""
    try:
        # The bounds come first: int() of a huge Decimal would never end.
        whole = int(value) if 0 <= value < _LIMIT else None  # type: ignore[operator]
    except (TypeError, ArithmeticError):  # complex, a signalling NaN
        return ""
    return str(whole) if whole == value else ""


def _is_number(value: object) -> TypeGuard[SupportsInt]:
    if isinstance(value, (int, float)):
        return True
    # For the numbers of numpy and decimal, which few people look up.
    from numbers import Number  # noqa: PLC0415

    return isinstance(value, Number)


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


def closest(text: str, labels: Iterable[str]) -> list[str]:
    """Return up to three *labels* that look like *text*, best first; it is advice."""
    # Imported here, as only an answer that failed needs it.
    from difflib import get_close_matches  # noqa: PLC0415

    by_form = {normalise(label): label for label in labels}
    # Nothing that is much longer than every label is like any of them.
    asked = normalise(text)[:100]
    return [by_form[form] for form in get_close_matches(asked, by_form)]
