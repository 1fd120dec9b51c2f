"""What the columns of every library are tried on."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

import pytest

import malmolund
from malmolund._catalogue import PACKAGED
from malmolund._vocabulary import normalise


if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Single = Callable[[Iterable[object]], list[str | None]]

FORMS = [str(form) for form in malmolund.municipalities._index]
SPACES = [chr(point) for point in range(0x3001) if chr(point).isspace()]

# Letters and signs that may look, fold, compose or decompose like one another.
OTHERS = [
    chr(point)
    for points in (
        range(0x2200),
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
    for sign in "\0\u200b\u2060\ufeff\u0308\u0323":
        yield from (name + sign, sign + name)


def respelt(name: str) -> Iterable[str]:
    for position in range(len(name)):
        for other in OTHERS:
            yield name[:position] + other + name[position + 1 :]


@pytest.fixture(scope="session")
def known(single: Single) -> dict[str | None, str | None]:
    """Text that matches, and text that hardly does not, each with its code."""
    found: list[str | None] = [None, "", " ", "Hörby", "Arlöv", "1280 Lund", "0012"]
    for form in FORMS:
        found += variants(form)
    for record in malmolund.municipalities:
        found += padded(record.name, record.code)
    for name in ("Burlöv", "Kävlinge", "Staffanstorp"):
        found += respelt(name)
    # Those that anybody can add: a spelling to a line, perhaps with its code.
    for file in sorted(Path(__file__).parents[1].glob("spellings.txt")):
        lines = file.read_text(encoding="utf-8").splitlines()
        found += [line.partition("\t")[0] for line in lines]
    texts = dict.fromkeys(found)
    return dict(zip(texts, single(texts), strict=True))


@pytest.fixture(scope="session")
def numbers() -> list[int | None]:
    """Numbers that are codes or other identifiers, and numbers that are not."""
    return [1280, 1281, 12, 0, -1280, 114, 2120001124, 2120001025, None, 2**31 - 1, 1]


@pytest.fixture(scope="session")
def single() -> Single:
    """Return what the single look-up says of each value."""

    def look_up(values: Iterable[object]) -> list[str | None]:
        records = map(malmolund.municipalities.get, values)
        return [None if record is None else record.code for record in records]

    return look_up


@pytest.fixture(
    params=[
        {
            "LUND": ("1281", "member"),
            "Falu kommun": (None, "rest of Sweden"),
            "Hörby": (None, "same county"),
            "Skåne": (None, "total"),
            "Lnud": (None, "not recognised"),
            " ": (None, None),
            None: (None, None),
        },
        {
            1281.0: ("1281", "member"),
            2080.0: (None, "rest of Sweden"),
            float("nan"): (None, None),
            12.5: (None, "not recognised"),
            None: (None, None),
        },
    ],
    ids=["texts", "numbers"],
)
def told(request: pytest.FixtureRequest) -> dict[Any, Any]:
    """Values, each with its code and status."""
    values: dict[Any, Any] = request.param
    return values


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Start a PostgreSQL of one's own, and return the folder of its socket."""
    programs = _postgresql_programs()
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # short, as names of sockets must be
    data = str(folder / "data")
    # As root it refuses to run.
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)

    def run(program: str, *options: str) -> None:
        command = (str(programs / program), *options)
        subprocess.run(command, check=True, user=user, cwd=folder, stdout=-3)

    run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8")
    serve = f"-c listen_addresses= -c fsync=off -k {folder}"
    run("pg_ctl", "-D", data, "-w", "-l", f"{data}/log", "-o", serve, "start")
    try:
        yield str(folder)
    finally:
        run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder)


def _postgresql_programs() -> Path:
    """Return the folder of the programs of the server."""
    # Debian does not put them where programs are looked for.
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which("initdb", path=os.pathsep.join(map(str, places)))
    found = found or shutil.which("initdb")
    if found is None:
        pytest.fail("these tests need the server of PostgreSQL (initdb, pg_ctl)")
    return Path(found).parent


@pytest.fixture(scope="session")
def joined(known: dict[str | None, str | None]) -> dict[str | None, str | None]:
    """Return what an engine is to say, which knows all forms and makes no repairs."""
    vocabulary = PACKAGED._vocabulary
    codes = {f: vocabulary.code_of(place) for f, place in vocabulary.forms().items()}
    found = {text: codes.get(normalise(text)) for text in known}
    # The single look-up repairs more, and says nothing else.
    assert all(found[text] in {None, known[text]} for text in known)
    return found
