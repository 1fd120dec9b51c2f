"""The command line: the region at a glance, one record, a table, codes for a file."""

from __future__ import annotations

import argparse
import csv
import errno
import io
import json
import os
import sys
from collections import Counter
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO
from unicodedata import normalize

import malmolund

from ._catalogue import PACKAGED
from ._columns import report
from ._vocabulary import normalise


if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence
    from contextlib import AbstractContextManager

    from ._collection import Collection
    from ._records import Record


COLLECTIONS = (
    "municipalities",
    "regions",
    "plans",
    "focus_areas",
    "population",
    "sources",
)
TABLES = (*COLLECTIONS, "memberships", "borders")

_USAGE = (
    "%(prog)s [-h] [--version] [--json] [KEY ...] | %(prog)s export TABLE ... | "
    "%(prog)s match FILE ..."
)


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


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        argv: The arguments, without the name of the program; those of the process if
            not given.

    Returns:
        The exit status: 0; 1 if the output cannot be written, or a file to match holds
        what is not recognised and that is forbidden; or 2 if a key, a table, a file or
        an option is not known; as for any program, 130 where it was interrupted.
    """
    words = sys.argv[1:] if argv is None else list(argv)
    try:
        command = _COMMANDS.get(words[0]) if words else None
        status = command(words[1:]) if command else _show(words)
        sys.stdout.flush()
    except KeyboardInterrupt:  # the user knows
        return 130
    except OSError as error:
        # Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):  # the reader closed the pipe
            return 141
        sys.stderr.write(f"malmolund: cannot write: {error.strerror}\n")
        return 1
    return status


def _show(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="malmolund",
        usage=_USAGE,
        description="MalmöLundregionen at a glance, or one record of it.",
        epilog="malmolund export --help tells how to take a table away, malmolund "
        "match --help how to find the codes of a column of a CSV file.",
    )
    parser.add_argument(
        "key",
        nargs="*",
        metavar="KEY",
        help="what to show: a municipality, plan, focus area or region, in any form "
        "it is known in",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--version", action="store_true", help="print the versions of package and data"
    )
    options = parser.parse_args(words)
    if options.version:
        _print(f"malmolund {malmolund.__version__}, data of {malmolund.data_version}")
        return 0
    if not options.key:
        _print(_glance_values() if options.json else _glance())
        return 0
    key = " ".join(options.key)
    record = _find(key)
    if record is None:
        parser.exit(2, f"malmolund: {_miss(key)}\n")
    _print(record.to_dict() if options.json else _card(record))
    return 0


def _export(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="malmolund export", description="Write one table, always as UTF-8."
    )
    parser.add_argument("table", choices=(*TABLES, "boundaries"))
    parser.add_argument("--format", choices=("csv", "json", "geojson"), default="csv")
    parser.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="a file instead of standard output; it is replaced when all is written",
    )
    options = parser.parse_args(words)
    if (options.table == "boundaries") != (options.format == "geojson"):
        parser.error("say: boundaries --format geojson; only they are shapes")
    as_text = {"csv": _as_csv, "json": _as_json, "geojson": _as_geojson}
    text = as_text[options.format](options.table)
    if options.output is None:
        _write(text)
        return 0
    try:
        with _replacing(options.output) as file:
            file.write(text)
    except (OSError, ValueError) as error:  # a ValueError where it has no name
        reason = getattr(error, "strerror", error)
        parser.exit(2, f"malmolund: cannot write {options.output}: {reason}\n")
    return 0


def _collections() -> Iterable[Collection[Any]]:
    """Return the collections that a key is looked up in, in this order."""
    return (
        malmolund.municipalities,
        malmolund.plans,
        malmolund.focus_areas,
        malmolund.regions,
    )


def _find(key: str) -> Record | None:
    found = (collection.get(key) for collection in _collections())
    return next((record for record in found if record is not None), None)


def _miss(key: str) -> str:
    """Return what to tell somebody whose key no collection knows."""
    misses: list[malmolund.NotFoundError] = []
    for collection in _collections():
        try:
            collection[key]
        except malmolund.NotFoundError as miss:
            misses.append(miss)
    hints = [miss.hint for miss in misses if miss.hint]
    close = [repr(form) for miss in misses for form in miss.suggestions]
    if close and not hints:
        hints = [f"Closest known forms: {', '.join(close)}."]
    return " ".join([f"nothing is known as {key!r}.", *hints, "See malmolund --help."])


def _glance_values() -> dict[str, Any]:
    return {
        "data_version": malmolund.data_version,
        "region": malmolund.region.to_dict(),
        "plans": malmolund.region.plans.to_dicts(),
        "municipalities": malmolund.region.municipalities.to_dicts(),
    }


def _glance() -> str:
    region = malmolund.region
    lines = [
        f"{region.name} ({region.name_en})",
        f"{region.kind} of {len(region.codes)} municipalities, {region.website}",
    ]
    for plan in sorted(region.plans, key=lambda plan: plan.adopted, reverse=True)[:1]:
        lines += [
            "",
            f"{plan.title} ({plan.kind}), adopted {plan.adopted} by {plan.adopted_by}",
        ]
        lines += _aligned(
            [
                (f"  {area.name}", area.name_en, "new" * (area in plan.new_focus_areas))
                for area in plan.focus_areas
            ]
        )
    since = {m.code: _since(m) for m in region.memberships}
    year = region.population.latest_year
    head = ("code", "name", "seat", f"people {year}", "km²", "people/km²", "member")
    rows = [
        (m.code, m.name, m.seat, *_figures(m), since[m.code])
        for m in region.municipalities
    ]
    total = ("", "total", "", *_figures(region), "")
    lines += ["", *_aligned([head, *rows, total], right=(3, 4, 5))]
    lines += [
        "",
        f"Data of {malmolund.data_version}. Sources: malmolund export sources",
    ]
    return "\n".join(lines)


def _since(membership: malmolund.Membership) -> str:
    earliest, latest = (
        membership.joined_no_earlier_than,
        membership.joined_no_later_than,
    )
    if earliest is None:
        return f"since {latest} or before"
    return f"since {earliest} at the earliest, {latest} at the latest"


def _figures(area: malmolund.Municipality | malmolund.Region) -> tuple[str, str, str]:
    """Return people, land area and density, as text."""
    people, land = area.population.latest, area.land_area_km2 or 0
    density = f"{people / land:,.1f}" if land else ""
    return _spaced(f"{people:,}"), _spaced(f"{land:,.2f}"), _spaced(density)


def _spaced(number: str) -> str:
    return number.replace(",", " ")


def _aligned(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> list[str]:
    """Return the rows as lines with columns of one width each."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.rjust(width) if position in right else cell.ljust(width)
            for position, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _card(record: Record) -> str:
    """Return all values of a record, and what sources say against them."""
    rows = [(name, _cell(value)) for name, value in record._row().items()]
    lines = [repr(record)[1:-1], *_aligned([(f"  {n}", text) for n, text in rows])]
    for field in record._fields():
        for claim in record.evidence(field):
            if claim.note is not None:
                who = ", ".join(dict.fromkeys(s.publisher for s in claim.sources))
                lines.append(f"  {field} {claim.value} ({who}): {claim.note}")
    lines.append("  sources: " + ", ".join(source.id for source in record.sources))
    return "\n".join(lines)


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _as_csv(table: str) -> str:
    """Return a table with one value to a cell; lists are joined by semicolons."""
    rows = [
        {**link, **record._row(), "sources": ";".join(s.id for s in record.sources)}
        for link, record in _linked(table)
    ]
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _as_json(table: str) -> str:
    return _json([{**link, **record.to_dict()} for link, record in _linked(table)])


def _as_geojson(_table: str) -> str:
    return malmolund.municipalities.to_geojson() + "\n"


def _linked(table: str) -> list[tuple[dict[str, str], Record]]:
    """Return the records of a table, each with what links it to another one."""
    if table == "memberships":
        return [
            ({"region": region.id}, membership)
            for region in malmolund.regions
            for membership in region.memberships
        ]
    if table == "borders":
        return [
            ({"from": here.code}, border)
            for here in malmolund.municipalities
            for border in here.borders
            if here.code < border.code
        ]
    return [({}, record) for record in getattr(malmolund, table)]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _print(shown: str | dict[str, Any]) -> None:
    """Print text as well as the terminal can, and data as they are, in UTF-8."""
    if isinstance(shown, dict):
        _write(_json(shown))
        return
    _reconfigure(errors="replace")
    sys.stdout.write(shown + "\n")


def _write(data: str) -> None:
    _reconfigure(encoding="utf-8")
    sys.stdout.write(data)


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
        code = PACKAGED._vocabulary.code(value)
        if len(self._codes) < _DISTINCT and len(value) <= _LONG:
            self._codes[value] = code
            self._counts[value] += 1
        else:
            self._count_briefly(value)
        return code

    def report(self) -> malmolund.AuditReport:
        return report(PACKAGED._vocabulary, self._counts.items(), self._unlisted)

    def _count_briefly(self, value: str) -> None:
        """Count a value as the code of what it is, which takes no further memory."""
        place = PACKAGED._vocabulary.place(value)
        if place is not None:
            self._counts[place.code] += 1
        elif normalise(value):
            self._unlisted += 1
        else:
            self._counts[None] += 1


def _match(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="malmolund match",
        description="Write a CSV file with one column more: the codes of the "
        "municipalities that one of its columns names. What that column holds is "
        "reported on standard error.",
        epilog="FILE is in UTF-8, else taken to be in cp1252; its cells are separated "
        f"by commas, semicolons, tabs or |. The new column is called {_NAME}, and the "
        "output is in UTF-8.",
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
        found = _match_file(options.file, options.column, options.output)
    except OSError as error:
        if error.filename is None:  # of standard output, or of a disk that is full
            raise
        parser.exit(2, f"malmolund: {error.filename}: {error.strerror}\n")
    except (_RefusedError, csv.Error) as error:
        parser.exit(2, f"malmolund: {options.file}: {error}\n")
    sys.stderr.write(f"{found}\n")
    return 1 if options.strict and found.count("not recognised") else 0


def _match_file(path: Path, column: str, output: Path | None) -> malmolund.AuditReport:
    target: AbstractContextManager[TextIO]
    with _large_cells():
        layout = _layout(path, column)
        if output is None:
            _reconfigure(encoding="utf-8", newline="")
            target = nullcontext(sys.stdout)
        else:
            target = _replacing(output)
        with target as written, _opened(path, layout.encoding) as source:
            return _copy(source, written, layout, path.stat().st_size)


def _copy(
    source: TextIO, target: TextIO, layout: _Layout, size: int
) -> malmolund.AuditReport:
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


@contextmanager
def _replacing(path: Path) -> Generator[TextIO]:
    """Open a file to write, as UTF-8, which replaces *path* when all went well.

    Raises:
        OSError: It cannot be written, or *path* is no file but a device, say.
    """
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is there already, and is no file", str(path))
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _reconfigure(**options: str) -> None:
    """Make standard output write otherwise, where it can."""
    # What stands in for a terminal, in a notebook for one, may know no encoding.
    change = getattr(sys.stdout, "reconfigure", None)
    if change is not None:
        change(**options)


_COMMANDS = {"export": _export, "match": _match}
