"""The command `match`: the codes of a column of a CSV file, of whatever length."""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TextIO
from unicodedata import normalize

from . import _files
from ._catalogue import PACKAGED
from ._columns import report
from ._matching import normalise


if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from contextlib import AbstractContextManager

    from ._audit import AuditReport

_NAME = "municipality_code"
_DELIMITERS = ",;\t|"

# So many characters are decoded at once, and so many may be in one cell. A quotation
# mark that nobody closes makes one cell of all the rest.
_CHUNK = 1 << 20
_CELL = 1 << 27

# So many distinct values are kept, and none that is longer; of others only what they
# are. It bounds the memory that a file of any length takes.
_DISTINCT = 50_000
_LONG = 200

# A file of so many bytes is long; how far it is, is shown every so many rows.
_LARGE = 20_000_000
_ROWS = 10_000


class _RefusedError(Exception):
    """The file cannot be matched; the message says why."""


class _Layout(NamedTuple):
    """How a file is written, and where the values are."""

    encoding: str
    delimiter: str
    line_end: str
    position: int


class _Lines:
    """Writes rows, each with the line end of the file.

    The csv module is left to write its own line end, both characters of it: older
    ones put a cell in quotation marks for the characters of the line end alone, and
    so a carriage return in a cell would end the row of a file without them.
    """

    def __init__(self, target: TextIO, line_end: str) -> None:
        self._write = target.write
        self._line_end = line_end

    def write(self, row: str) -> None:
        self._write(row.removesuffix("\r\n") + self._line_end)


class _Seen:
    """The values met so far, in bounded memory."""

    def __init__(self) -> None:
        self._codes: dict[str, str | None] = {}
        self._counts: Counter[object] = Counter()
        self._unlisted = 0

    def code(self, value: str) -> str | None:
        """Return the code of a value, and count it."""
        if value in self._codes:
            self._counts[value] += 1
            return self._codes[value]
        record = PACKAGED.municipalities.get(value)
        code = None if record is None else record.code
        if len(self._codes) < _DISTINCT and len(value) <= _LONG:
            self._codes[value] = code
            self._counts[value] += 1
        else:
            self._count_briefly(normalise(value), code)
        return code

    def report(self) -> AuditReport:
        return report(PACKAGED, self._counts.items(), self._unlisted)

    def _count_briefly(self, form: str, code: str | None) -> None:
        """Count a value as the code of what it is, which takes no further memory."""
        if code is None and form in PACKAGED._areas:
            code = PACKAGED._areas[form]["code"]
        if code is None and form:
            self._unlisted += 1
        else:
            self._counts[code] += 1


def match(words: Sequence[str]) -> int:
    """Run the command.

    Args:
        words: Its arguments.

    Returns:
        The exit status: 0; 1 if a value was not recognised and this is strict; 2 if
        the file cannot be matched.
    """
    parser = argparse.ArgumentParser(
        prog="malmolund match",
        description="Write a CSV file with one column more: the codes of the "
        "municipalities that one of its columns names. What that column holds is told "
        "on standard error.",
        epilog="FILE is in UTF-8, else taken to be in cp1252; commas, semicolons, tabs "
        f"or | part its cells. The new column is called {_NAME}, and the output is in "
        "UTF-8.",
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--column", required=True, metavar="NAME")
    parser.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="a file instead of standard output; it is replaced when all is written",
    )
    parser.add_argument(
        "--strict", action="store_true", help="exit with 1 if a value is not recognised"
    )
    options = parser.parse_args(words)
    try:
        found = _match(options.file, options.column, options.output)
    except OSError as error:
        if error.filename is None:  # of standard output, or of a disk that is full
            raise
        parser.exit(2, f"malmolund: {error.filename}: {error.strerror}\n")
    except (_RefusedError, csv.Error) as error:
        parser.exit(2, f"malmolund: {options.file}: {error}\n")
    sys.stderr.write(f"{found}\n")
    return 1 if options.strict and found.count("not recognised") else 0


def _match(path: Path, column: str, output: Path | None) -> AuditReport:
    target: AbstractContextManager[TextIO]
    with _large_cells():
        layout = _layout(path, column)
        if output is None:
            _files.reconfigure(encoding="utf-8", newline="")
            target = nullcontext(sys.stdout)
        else:
            target = _files.replacing(output)
        with target as written, _opened(path, layout.encoding) as source:
            return _copy(source, written, layout, path.stat().st_size)


def _copy(source: TextIO, target: TextIO, layout: _Layout, size: int) -> AuditReport:
    reader = csv.reader(source, delimiter=layout.delimiter, strict=True)
    lines = _Lines(target, layout.line_end)
    writer = csv.writer(lines, delimiter=layout.delimiter)
    header = next(reader)
    width, position = len(header), layout.position
    writer.writerow([*header, _NAME])
    seen = _Seen()
    shows = size >= _LARGE and sys.stderr.isatty()
    try:
        for number, row in enumerate(reader):
            if row:
                # A row may lack its last cells, or have more than there are names.
                row.extend([""] * (width - len(row)))
                row.insert(width, seen.code(row[position]) or "")
            writer.writerow(row)
            if shows and number % _ROWS == 0:
                done = source.buffer.tell() / size
                sys.stderr.write(f"\r{done:4.0%}")
                sys.stderr.flush()
    except csv.Error as error:
        raise _RefusedError(f"line {reader.line_num}: {error}") from None
    finally:
        if shows:
            sys.stderr.write("\r    \r")
    return seen.report()


def _layout(path: Path, column: str) -> _Layout:
    """Find out how a file is written, from its bytes and its first row."""
    if path.exists() and not path.is_file():
        raise _RefusedError("expected a file, which can be read twice")
    encoding = _encoding(path)
    with _opened(path, encoding) as file:
        line_end = "\r\n" if file.readline().endswith("\r\n") else "\n"
    headers: dict[str, list[str]] = {}
    for delimiter in _DELIMITERS:
        with _opened(path, encoding) as file:
            try:
                first = next(csv.reader(file, delimiter=delimiter, strict=True))
            except (csv.Error, StopIteration):  # it is not this one, or empty
                continue
        headers[delimiter] = [name.strip() for name in first]
    delimiter = max(
        headers,
        key=lambda delimiter: (
            bool(_named(column, headers[delimiter])),
            len(headers[delimiter]),
        ),
        default="",
    )
    header = headers.get(delimiter)
    if not header:
        raise _RefusedError("expected the names of the columns in the first row")
    names = ", ".join(map(repr, header))
    positions = _named(column, header)
    if not positions:
        raise _RefusedError(
            f"there is no column {column!r}; the columns are: {names[:1000]}"
        )
    if len(positions) > 1:
        raise _RefusedError(f"{len(positions)} columns are called {column!r}")
    if _NAME in header:
        raise _RefusedError(f"there is a column {_NAME!r} already")
    return _Layout(encoding, delimiter, line_end, positions[0])


def _named(column: str, header: list[str]) -> list[int]:
    """Return where a column is: what is spelt so, or else the same letters composed."""
    exact = [i for i, name in enumerate(header) if name == column]
    composed = normalize("NFC", column)
    return exact or [i for i, n in enumerate(header) if normalize("NFC", n) == composed]


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        if file.read(2) in {b"\xff\xfe", b"\xfe\xff"}:
            raise _RefusedError("it is in UTF-16; save it as UTF-8")
    for encoding in ("utf-8-sig", "cp1252"):
        with _opened(path, encoding) as file:
            try:
                while file.read(_CHUNK):
                    pass
            except UnicodeDecodeError:
                continue
        return encoding
    raise _RefusedError("it is neither in UTF-8 nor in cp1252; save it as UTF-8")


def _opened(path: Path, encoding: str) -> TextIO:
    return path.open(encoding=encoding, newline="")


@contextmanager
def _large_cells() -> Generator[None]:
    """Let cells be larger than the csv module has them."""
    usual = csv.field_size_limit(_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(usual)
