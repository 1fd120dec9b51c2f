"""What the columns of every library are tried on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

import pytest

import malmolund


if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FORMS = [str(form) for form in malmolund.municipalities._index]
SPACES = [chr(point) for point in range(0x3001) if chr(point).isspace()]

# Letters and signs that may look, fold, compose or decompose like one another.
OTHERS = [
    chr(point)
    for points in (
        range(1, 0x2200),
        range(0xA640, 0xA800),
        range(0xFB00, 0xFB20),
        range(0xFF00, 0xFF60),
        range(0x1D400, 0x1D440),
    )
    for point in points
]


def variants(form: str) -> Iterable[str]:
    """Yield what a form is turned into on its way, whether it still matches or not."""
    decomposed = normalize("NFD", form)
    yield from (form, form.upper(), form.lower(), form.title(), form.swapcase())
    yield from (decomposed, decomposed.upper(), normalize("NFKD", form))
    yield from ("\xad".join(form), "\xad".join(decomposed), f" {form}\t\n")
    yield from (form + "x", "x" + form, form[:-1], form.replace(" ", ""))
    for old, new in (
        ("s", "\u017f"),
        ("s", "ß"),
        ("st", "ﬆ"),
        ("st", "ﬅ"),
        ("k", "\u212a"),
        ("i", "İ"),
        ("i", "\u0131"),
        ("ì", "i\u0340"),
        ("ö", "o\xad\u0308"),
        ("ö", "o\u0308\u0323"),
        ("å", "\u212b"),
    ):
        if old in form:
            yield form.replace(old, new)


def padded(name: str, code: str) -> Iterable[str]:
    for space in SPACES:
        yield from (f"{space}{name}{space}", f"{name[:2]}{space}{name[2:]}")
        yield from (f"{code}{space}{name}", f"{code}{space}{space} {name}")
    for sign in "\u200b\u2060\ufeff\u0308\u0323":
        yield from (name + sign, sign + name)


def respelt(name: str) -> Iterable[str]:
    for position in range(len(name)):
        for other in OTHERS:
            yield name[:position] + other + name[position + 1 :]


@pytest.fixture(scope="session")
def texts() -> list[str | None]:
    """Text that matches, and text that hardly does not."""
    found: list[str | None] = [None, "", " ", "Hörby", "Arlöv", "1280 Lund", "0012"]
    for form in FORMS:
        found += variants(form)
    for record in malmolund.municipalities:
        found += padded(record.name, record.code)
    for name in ("Burlöv", "Kävlinge", "Staffanstorp"):
        found += respelt(name)
    # Those that anybody can add: a spelling to a line, perhaps with its code.
    for file in sorted(Path(__file__).parents[1].glob("spellings_*.txt")):
        lines = file.read_text(encoding="utf-8").splitlines()
        found += [line.partition("\t")[0] for line in lines]
    return list(dict.fromkeys(found))


@pytest.fixture(scope="session")
def numbers() -> list[int | None]:
    """Numbers that are codes or other identifiers, and numbers that are not."""
    return [1280, 1281, 12, 0, -1280, 114, 2120001124, 2120001025, None, 2**31 - 1, 1]


@pytest.fixture(scope="session")
def single() -> Callable[[Iterable[object]], list[str | None]]:
    """Return what the single look-up says of each value."""

    def look_up(values: Iterable[object]) -> list[str | None]:
        records = map(malmolund.municipalities.get, values)
        return [None if record is None else record.code for record in records]

    return look_up
