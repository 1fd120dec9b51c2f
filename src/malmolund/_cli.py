"""The command line: the region at a glance, one record, a table, codes for a file."""

from __future__ import annotations

import argparse
import codecs
import csv
import errno
import io
import json
import os
import re
import secrets
import shutil
import signal
import stat
import sys
from collections import Counter
from collections.abc import Mapping
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from itertools import chain, islice, tee
from pathlib import Path
from tempfile import SpooledTemporaryFile
from textwrap import wrap
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, NoReturn, TextIO, cast
from unicodedata import normalize

import malmolund

from ._catalogue import PACKAGED
from ._columns import report
from ._records import legible
from ._vocabulary import normalise
from ._words import LANGS, Words


if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from ._collection import Collection
    from ._records import Record
    from ._words import Lang


COLLECTIONS = (
    "municipalities",
    "areas",
    "regions",
    "plans",
    "focus_areas",
    "population",
    "indicators",
    "figures",
    "sources",
)
TABLES = (*COLLECTIONS, "memberships", "bodies", "borders", "spellings")

# So wide is text that people read.
_WIDTH = 88

_USAGE = (
    "%(prog)s [-h] [--version] [--json] [--lang {en,sv}] [KEY ...] | "
    "%(prog)s export TABLE ... | %(prog)s match FILE ..."
)


_NAME = "municipality_code"

# No text has half of a surrogate pair, so it cuts nothing. It comes first, as a header
# that no delimiter cuts is the name of the only column.
_UNCUT = "\ud800"
_DELIMITERS = (_UNCUT, ",", ";", "\t", "|")

# The first line of a file that tells Excel, and only it, what separates the cells.
_SEPARATOR = re.compile(r'"?sep=([^"\r\n])"?[\r\n]*', re.IGNORECASE)

# The signals that end a program which could still tidy up.
_ENDS = (
    *("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"),
    *("SIGALRM", "SIGVTALRM", "SIGPROF", "SIGXCPU"),
)

# What a program calls a file that it has open.
_DESCRIPTOR = re.compile(r"/(?:dev|proc/self)/fd/(\d+)")

# So many lines are searched for the names of the columns.
_SEARCHED = 100

# So many characters are decoded at once, and so many may be in one cell. A quotation
# mark that nobody closes makes one cell of all the rest.
_CHUNK = 1 << 16
_CELL = 1 << 27

# So many distinct values are kept, and none that is longer; of others only what they
# are. It bounds the memory that a file of any length takes, as does what is kept in it
# of an output that cannot be replaced.
_DISTINCT = 50_000
_LONG = 200
_SPOOLED = 5_000_000

# A file of so many bytes is long; how far it is, is shown every so many rows.
_LARGE = 20_000_000
_ROWS = 10_000

# How files begin that are no text, and which text tells about them.
_CONTAINERS = {
    rb"(?=PK\x03\x04).*?PK\x03\x04.{26}xl/": "is xlsx",
    rb"PK\x03\x04.{26}mimetype.*opendoc": "is ods",
    rb"PK(\x03\x04|\x05\x06)": "is zip",
    rb"\xd0\xcf\x11\xe0": "is xls",
    rb"\x1f\x8b": "is gzip",
    rb"BZh\d1AY": "is bzip2",
    rb"\xfd7zXZ": "is xz",
    rb"\x28\xb5\x2f\xfd": "is zstd",
    rb"7z\xbc\xaf": "is 7z",
    rb"Rar!\x1a": "is rar",
    rb"%PDF-": "is pdf",
    rb"PAR1\x15": "is parquet",
    rb"ARROW1\0": "is arrow",
    rb"SQLite format 3\0": "is sqlite",
}

# How files in UTF-16 and UTF-32 begin, with a byte order mark or without one.
_WIDE = {
    rb"\xff\xfe\0\0|\0\0\xfe\xff": "utf-32",
    rb"\xff\xfe|\xfe\xff": "utf-16",
    rb"([^\0]\0\0\0){2}": "utf-32-le",
    rb"(\0\0\0[^\0]){2}": "utf-32-be",
    rb"([^\0]\0){4}": "utf-16-le",
    rb"(\0[^\0]){4}": "utf-16-be",
}


class _Text(NamedTuple):
    """A text in any language: its key among the words, and what to fill in."""

    key: str
    names: Mapping[str, object]

    def said(self, words: Words) -> str:
        """Return it in the language of *words*."""
        names = {
            name: value.said(words) if isinstance(value, _Text) else value
            for name, value in self.names.items()
        }
        return words(self.key, **names)


class _RefusedError(Exception):
    """What is asked for cannot be done; the text says why, and what to do."""

    def __init__(self, key: str, /, **names: object) -> None:
        super().__init__(key, names)
        self.text = _Text(key, names)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        argv: The arguments, without the name of the program; those of the process if
            not given.

    Returns:
        The exit status: 0; 1 if standard output cannot be written, or a file to match
        holds what is not recognised and that is forbidden; 130 if it was interrupted
        and 141 if nobody reads on, as for any program.

    Raises:
        SystemExit: With 2 if a key, a table, a file or an option is not known, or a
            file cannot be written; with 128 and the number of the signal if the
            program is asked to end, such as 143.
    """
    given = sys.argv[1:] if argv is None else list(argv)
    words = Words(_lang(given))
    try:
        with _orderly_ends(), _flushed():
            command = _COMMANDS.get(given[0]) if given else None
            return command(given[1:], words) if command else _show(given, words)
    except KeyboardInterrupt:  # the user knows
        return 130
    except _RefusedError as error:
        _tell(f"malmolund: {error.text.said(words)}")
        raise SystemExit(2) from None
    except BrokenPipeError:  # the reader closed the pipe
        _silence(sys.stdout)
        return 141
    except OSError as error:
        _silence(sys.stdout)
        _tell(f"malmolund: {words('cannot write', problem=error.strerror)}")
        return 1


def _lang(given: Sequence[str]) -> Lang:
    """Return the language that is asked for, before anything else is understood.

    One that is not known is refused by the parser of the command.
    """
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False)
    parser.add_argument("--lang", nargs="?")
    return "sv" if parser.parse_known_args(given)[0].lang == "sv" else "en"


def _add_lang(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--lang",
        choices=LANGS,
        default="en",
        help="the language of what is shown and told (default: %(default)s)",
    )


def _show(given: list[str], words: Words) -> int:
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
        help="what to show: a municipality, plan, focus area, region, body or "
        "indicator, in any form it is known in",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    _add_lang(parser)
    parser.add_argument(
        "--version", action="store_true", help="print the versions of package and data"
    )
    options = parser.parse_args(given)
    if options.version:
        data = words("data of", date=malmolund.data_version)
        _print(f"malmolund {malmolund.__version__}, {data[0].lower()}{data[1:]}")
        return 0
    if not options.key:
        _print(_glance_values() if options.json else _glance(words))
        return 0
    key = " ".join(options.key)
    record = _find(key)
    if record is None:
        raise _RefusedError("not known", key=key, advice=_advice_on(key, words))
    if options.json:
        _print(record.to_dict())
    elif isinstance(record, malmolund.OperationalPlan):
        _print(_page(record, words))
    else:
        _print(_card(record, words))
    return 0


def _export(given: list[str], _words: Words) -> int:
    parser = argparse.ArgumentParser(
        prog="malmolund export", description="Write one table, always as UTF-8."
    )
    parser.add_argument("table", choices=(*TABLES, "boundaries"))
    parser.add_argument("--format", choices=("csv", "json", "geojson"), default="csv")
    parser.add_argument(
        "--excel-sv",
        action="store_true",
        help="CSV for Excel in Swedish: semicolons, decimal commas, byte order mark",
    )
    _add_output(parser)
    _add_lang(parser)
    options = parser.parse_args(given)
    if options.excel_sv and options.format != "csv":
        parser.error("--excel-sv is CSV; leave --format out")
    if (options.table == "boundaries") != (options.format == "geojson"):
        parser.error("say: boundaries --format geojson; only they are shapes")
    as_text = {"csv": _as_csv, "json": _as_json, "geojson": _as_geojson}
    made = _as_excel if options.excel_sv else as_text[options.format]
    with _output(options.output) as file:
        file.write(made(options.table))
    return 0


def _collections() -> Iterable[Collection[Any]]:
    """Return the collections that a key is looked up in, in this order."""
    return (
        malmolund.municipalities,
        malmolund.plans,
        malmolund.focus_areas,
        malmolund.regions,
        PACKAGED._bodies,
        malmolund.indicators,
    )


def _find(key: str) -> Record | None:
    found = (collection.get(key) for collection in _collections())
    return next((record for record in found if record is not None), None)


def _advice_on(key: str, words: Words) -> str:
    """Return what is known of a key that no collection knows."""
    hint = _hint(key, words)
    if hint:
        return f" {hint}"
    close: list[str] = []
    for collection in _collections():
        try:
            collection[key]
        except malmolund.NotFoundError as miss:
            close += map(repr, miss.suggestions)
    return f" {words('closest forms', forms=', '.join(close))}" if close else ""


def _hint(value: object, words: Words) -> str:
    return PACKAGED._vocabulary.hint(value, words.hints)


def _glance_values() -> dict[str, Any]:
    return {
        "data_version": malmolund.data_version,
        "region": malmolund.region.to_dict(),
        "plans": malmolund.region.plans.to_dicts(),
        "municipalities": malmolund.region.municipalities.to_dicts(),
    }


def _glance(words: Words) -> str:
    region = malmolund.region
    count, kind = len(region.codes), words.value("kind", region.kind)
    in_english = f" ({region.name_en})" if words.lang == "en" else ""
    about = region._told(words, "purpose", "goal", "decision_rule", "participation")
    bodies = [body._told_name(words) for body in region.bodies]
    until = region.attested_until
    lines = [
        f"{region.name}{in_english}",
        f"{words('kind of', kind=kind, count=count)}, {region.website}",
        "",
        *_aligned(
            [
                *((words.field(name), _text(text)) for name, text, _ in about),
                (words.field("bodies"), ", ".join(bodies)),
                (words.field("attested_until"), _text(until and words.date(until))),
            ]
        ),
    ]
    for plan in sorted(region.plans, key=lambda plan: plan.adopted, reverse=True)[:1]:
        title = f"{plan.title} ({words.value('kind', plan.kind)})"
        date = _adopted(plan, words)
        lines += [
            "",
            *_wrapped(words("plan adopted", title=title, date=date)),
            *_areas(plan, words),
        ]
    since = {m.code: _since(m, words) for m in region.memberships}
    people = words.field("people")
    head = (
        *map(words.field, ("code", "name", "seat")),
        f"{people} {region.population.latest_year}",
        *("km²", f"{people}/km²", words.value("status", "member")),
    )
    rows = [
        (m.code, m.name, m.seat, *_figures(m, words), since[m.code])
        for m in region.municipalities
    ]
    total = ("", words.value("status", "total"), "", *_figures(region, words), "")
    lines += ["", *_aligned([head, *rows, total], right=(3, 4, 5))]
    data = words("data of", date=malmolund.data_version)
    lines += ["", f"{data}. {words('sources')}: malmolund export sources"]
    return _plain_spaces("\n".join(lines))


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _adopted(plan: malmolund.OperationalPlan, words: Words) -> str:
    date = words.date(plan.adopted) + plan._doubt(words, "adopted")
    return f"{date} {words('by', who=words.value('adopted_by', plan.adopted_by))}"


def _areas(plan: malmolund.OperationalPlan, words: Words) -> list[str]:
    """Return the focus areas of a plan, and which are new or go on."""

    def state(area: malmolund.FocusArea) -> str:
        if area in plan.new_focus_areas:
            return words("new")
        return words("goes on") if area in plan.continued_focus_areas else ""

    return _aligned(
        [
            (
                f"  {area.name}",
                *([area.name_en] if words.lang == "en" else []),
                state(area),
            )
            for area in plan.focus_areas
        ]
    )


def _page(plan: malmolund.OperationalPlan, words: Words) -> str:
    """Return what there is to read about a plan."""
    before = malmolund.plans.get(plan.replaces)
    years = words("years", first=plan.start_year, last=plan.end_year)
    in_english = f" ({plan.title_en})" if words.lang == "en" else ""
    principles = plan.principles if words.lang == "sv" else plan.principles_en
    ((_, goal, _),) = plan._told(words, "goal")
    silent = words("no source says")
    notes = [f"{words.field(name)}: {note}" for name, note in plan._notes()]
    lines = [
        f"{plan.title}{in_english}",
        "",
        *_aligned(
            [
                (words.field("adopted"), _adopted(plan, words)),
                (
                    words.field("years"),
                    years + plan._doubt(words, "start_year", "end_year"),
                ),
                (
                    words.field("replaces"),
                    f"{before.title} ({before.id})" if before else silent,
                ),
            ]
        ),
        "",
        words.field("goal").capitalize(),
        *_wrapped(_text(goal) or silent, "  "),
        "",
        words.field("principles").capitalize(),
        *(_bulleted(principles) or [f"  {silent}"]),
        "",
        words.field("focus_areas").capitalize(),
        *_areas(plan, words),
        "",
        words("what is open"),
        *_bulleted(notes),
        "",
        *_wrapped(_sources(plan, words), "  ", ""),
    ]
    return _plain_spaces("\n".join(lines))


def _wrapped(text: str, indent: str = "", first: str | None = None) -> list[str]:
    """Return a text as lines that are not too wide; a long word stays whole."""
    start = indent if first is None else first
    return wrap(
        text,
        _WIDTH,
        initial_indent=start,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _bulleted(texts: Iterable[str]) -> list[str]:
    return [line for text in texts for line in _wrapped(text, "    ", "  - ")]


def _sources(record: Record, words: Words) -> str:
    ids = ", ".join(source.id for source in record.sources)
    return f"{words('sources').lower()}: {ids}"


def _since(membership: malmolund.Membership, words: Words) -> str:
    earliest, latest = (
        membership.joined_no_earlier_than,
        membership.joined_no_later_than,
    )
    if earliest is None:
        return words("since or before", latest=latest)
    return words("since between", earliest=earliest, latest=latest)


def _figures(
    area: malmolund.Municipality | malmolund.Region, words: Words
) -> tuple[str, str, str]:
    """Return people, land area and density, as text."""
    people, land = area.population.latest, area.land_area_km2 or 0
    return (
        words.number(people, apart=True),
        words.number(land, 2, apart=True),
        words.number(people / land, 1, apart=True) if land else "",
    )


def _plain_spaces(text: str) -> str:
    """Return a text with the spaces that every terminal has."""
    return text.replace("\xa0", " ").replace("\u202f", " ")


def _aligned(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> list[str]:
    """Return the rows as lines with columns of one width each.

    What is too long for the last of two columns goes on below.
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    if len(widths) == 2:
        indent = " " * (widths[0] + 2)
        return [
            line
            for name, text in rows
            for line in _wrapped(text, indent, f"{name:{widths[0]}}  ") or [name]
        ]
    return [
        "  ".join(
            cell.rjust(width) if position in right else cell.ljust(width)
            for position, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _card(record: Record, words: Words) -> str:
    """Return all values of a record, and what sources say against them."""
    # In English the names are those of the fields, to go on with in Python.
    label = str if words.lang == "en" else words.field
    title, row = repr(record)[1:-1], record._row()
    if words.lang != "en":
        title = f"{words.noun(record._noun).capitalize()} {title.partition(' ')[2]}"
        row = {name: row[name] for name in record._read_in(words.lang, row)}
    rows = [
        (f"  {label(name)}", _cell(record, name, value, words))
        for name, value in row.items()
    ]
    lines = [title, *_aligned(rows)]
    for field, note in record._notes():
        lines += _wrapped(f"{label(field)}: {note}", "    ", "  ")
    lines += _wrapped(_sources(record, words), "    ", "  ")
    return _plain_spaces("\n".join(lines))


def _cell(record: Record, name: str, value: object, words: Words) -> str:
    """Return a value of the row of a record as text."""
    if words.lang == "en":
        return "" if value is None else str(value)
    # A row has lists joined, and of people by year the last figure.
    held = getattr(record, name, value)
    return words.value(
        name, value if isinstance(held, Mapping) else legible(held, words)
    )


def _as_csv(table: str, delimiter: str = ",", decimal: str = ".") -> str:
    """Return a table with one value to a cell; lists are joined by semicolons."""
    rows = _rows(table)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(rows[0])
    for row in rows:
        writer.writerow(
            str(value).replace(".", decimal) if isinstance(value, float) else value
            for value in row.values()
        )
    return text.getvalue()


def _as_excel(table: str) -> str:
    """Return a table as CSV that Excel opens where decimals have a comma."""
    return "\ufeff" + _as_csv(table, ";", ",")


def _rows(table: str) -> list[dict[str, Any]]:
    if table == "spellings":
        return _spellings()
    records = _linked(table)
    names = _kind(table, records)._columns()
    return [
        {
            **link,
            **{name: record._row()[name] for name in names},
            "sources": ";".join(source.id for source in record.sources),
        }
        for link, record in records
    ]


def _kind(table: str, records: Sequence[tuple[object, Record]]) -> type[Record]:
    """Return the class whose fields a table has."""
    # Of the municipalities among the areas, what all areas have.
    return malmolund.Area if table == "areas" else type(records[0][1])


def _spellings() -> list[dict[str, Any]]:
    """Return what each normal form means, for those who join elsewhere."""
    vocabulary = PACKAGED._vocabulary
    return [
        {"form": form, "code": place.code, "status": vocabulary.status_of(place)}
        for form, place in sorted(vocabulary.forms().items())
    ]


def _as_json(table: str) -> str:
    if table == "spellings":
        return _json(_spellings())
    records = _linked(table)
    names = _kind(table, records)._fields()
    return _json([{**link, **_plain(record, names)} for link, record in records])


def _plain(record: Record, names: Sequence[str]) -> dict[str, Any]:
    """Return some values of a record, and where they come from."""
    values = record.to_dict()
    if "sources" not in values:  # a source says for itself where it is from
        return values
    cited = {name: ids for name, ids in values["sources"].items() if name in names}
    return {**{name: values[name] for name in names}, "sources": cited}


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
    if table == "bodies":
        return [
            ({"region": region.id}, body)
            for region in malmolund.regions
            for body in region.bodies
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
        _standard_output(encoding="utf-8").write(_json(shown))
    else:
        _standard_output(errors="replace").write(shown + "\n")


def _match(given: list[str], words: Words) -> int:
    parser = argparse.ArgumentParser(
        prog="malmolund match",
        description="Write a CSV file with one column more: the codes of the "
        "municipalities of the region that one of its columns names. What that column "
        "holds is reported on standard error.",
        epilog="Cells are separated by commas, semicolons, tabs or |, whichever "
        "separates the names of the columns. The output is in UTF-8.",
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument(
        "--column",
        required=True,
        metavar="COLUMN",
        help="the column to match: its name, or else its position, from 1",
    )
    parser.add_argument(
        "--name",
        default=_NAME,
        help="what to call the column of codes (default: %(default)s)",
    )
    parser.add_argument(
        "--status",
        metavar="NAME",
        help="add a column of this name too, which says what each value is: member, "
        "same county, rest of Sweden, total or not recognised",
    )
    parser.add_argument(
        "--header",
        type=_line_number,
        metavar="N",
        help="the line that has the names of the columns, from 1; lines above it are "
        "written as they are (default: the first, or the second after a line sep=;)",
    )
    parser.add_argument(
        "--delimiter",
        type=_delimiter,
        metavar="CHARACTER",
        help="what separates the cells; tab for a tab",
    )
    parser.add_argument(
        "--encoding",
        type=_encoding,
        help="what FILE is in (default: UTF-8, or else cp1252, which is reported)",
    )
    _add_output(parser)
    parser.add_argument(
        "--strict", action="store_true", help="exit with 1 if a value is not recognised"
    )
    _add_lang(parser)
    options = parser.parse_args(given)
    with _large_cells():
        found = _match_file(options, words)
    _tell("\n".join(found._lines(words, lambda value: _hint(value.value, words))))
    return 1 if options.strict and found.count("not recognised") else 0


def _add_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="a file instead of standard output; it is replaced when all is written",
    )


def _line_number(given: str) -> int:
    if not given.isdecimal() or not 0 < int(given) <= sys.maxsize:
        raise argparse.ArgumentTypeError(
            f"got {given!r}, expected the number of a line, such as 3"
        )
    return int(given)


def _delimiter(given: str) -> str:
    delimiter = "\t" if given in {"tab", r"\t"} else given
    if len(delimiter) != 1 or delimiter in '"\r\n\0':
        raise argparse.ArgumentTypeError(
            f"got {given!r}, expected one character, such as ; or tab for a tab"
        )
    return delimiter


def _encoding(given: str) -> str:
    try:
        return io.TextIOWrapper(io.BytesIO(), encoding=given).encoding
    except (LookupError, ValueError):
        raise argparse.ArgumentTypeError(
            f"got {given!r}, expected an encoding that Python knows, such as utf-8, "
            "cp1252, mac-roman or utf-16"
        ) from None


def _match_file(options: argparse.Namespace, words: Words) -> malmolund.AuditReport:
    with (
        _output(options.output) as target,
        _opened(options.file) as file,
        _decoded(file, options, words) as text,
    ):
        return _copy(text, target, _layout(text, options))


@contextmanager
def _opened(path: Path) -> Generator[BinaryIO]:
    """Open a file to read, which is named in whatever is said against it."""
    try:
        with io.BufferedReader(_Source(_regular(path)), _CHUNK) as file:
            yield file
    except OSError as error:
        if error.filename is None:  # of what is written
            raise
        problem: object = error.strerror
        raise _RefusedError("of file", file=path, problem=problem) from None
    except _RefusedError as error:
        raise _RefusedError("of file", file=path, problem=error.text) from None
    except (csv.Error, UnicodeError) as error:
        raise _RefusedError("of file", file=path, problem=error) from None


class _Source(io.FileIO):
    """A file to read, which is named where it cannot be read on."""

    def readinto(self, buffer: Any, /) -> int | None:
        try:
            return super().readinto(buffer)
        except OSError as error:
            error.filename = self.name
            raise


def _regular(path: Path) -> Path:
    if path.exists() and not path.is_file():
        raise _RefusedError("no file")
    return path


@contextmanager
def _large_cells() -> Generator[None]:
    """Let cells be larger than the csv module has them."""
    usual = csv.field_size_limit(_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(usual)


def _decoded(file: BinaryIO, options: argparse.Namespace, words: Words) -> TextIO:
    """Return the text of a file, without its byte order mark."""
    encoding = _encoding_of(file, options, words)
    file.seek(0)
    text = _as_text(file, encoding)
    if text.read(1) != "\ufeff":
        text.seek(0)
    return text


def _as_text(file: BinaryIO, encoding: str = "utf-8") -> TextIO:
    return io.TextIOWrapper(file, encoding, newline="")


def _encoding_of(file: BinaryIO, options: argparse.Namespace, words: Words) -> str:
    """Return the encoding of a file: what is given, or UTF-8, or else cp1252."""
    head = file.read(_CHUNK)
    given: str = options.encoding
    what = _beginning(head, _CONTAINERS)
    if what:
        raise _RefusedError("no csv", what=_Text(what, {}))
    wide = _beginning(head, _WIDE)
    if wide and not given:
        raise _RefusedError("wide", name=wide[:6].upper(), encoding=wide)
    stray = _stray(file, given or "utf-8")
    if stray is None:
        return given or "utf-8"
    advice = _Text("say encoding", {})
    if given:
        raise _RefusedError("not in", encoding=given, stray=stray, advice=advice)
    if _has_utf_8(file):
        raise _RefusedError("not all in utf-8", stray=stray, advice=advice)
    if _stray(file, "cp1252"):
        raise _RefusedError("in neither", stray=stray, advice=advice)
    told = _Text("as cp1252", {"file": options.file, "stray": stray, "advice": advice})
    _tell(f"malmolund: {told.said(words)}")
    return "cp1252"


def _beginning(head: bytes, known: dict[bytes, str]) -> str | None:
    found = (what for start, what in known.items() if re.match(start, head, re.DOTALL))
    return next(found, None)


def _stray(file: BinaryIO, encoding: str) -> _Text | None:
    """Return where a file first has a byte that is not in its encoding, if it has."""
    try:
        for piece in _pieces(file, encoding):
            piece.encode()  # half of a surrogate pair, as in utf-7, is no text
    except UnicodeDecodeError as error:
        start = file.tell() - len(error.object) + error.start
        line, before = 1, ""
        for piece in _pieces(file, encoding, start):
            line += piece.count("\n")
            before = (before + piece).rpartition("\n")[2][-20:]
        byte = f"0x{error.object[error.start]:02x}"
        where = {"line": line, "byte": byte, "number": start + 1, "before": before}
        return _Text("stray", where)
    return None


def _pieces(
    file: BinaryIO, encoding: str, end: int = sys.maxsize, errors: str = "strict"
) -> Iterator[str]:
    """Yield the text of a file up to a byte, with line ends of one kind."""
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    lines = io.IncrementalNewlineDecoder(decoder, translate=True)
    file.seek(0)
    while chunk := file.read(min(_CHUNK, end - file.tell())):
        yield lines.decode(chunk)
    yield lines.decode(b"", final=True)


def _has_utf_8(file: BinaryIO) -> bool:
    """Tell whether a file has any character that UTF-8 writes in several bytes."""
    return not all(map(str.isascii, _pieces(file, "utf-8", errors="ignore")))


class _Header(NamedTuple):
    """The names of the columns, as one delimiter separates them."""

    names: list[str]
    delimiter: str = ""
    line_end: str = ""


class _Layout(NamedTuple):
    """What is written above the names of the columns, and where the values are."""

    above: list[str]
    header: _Header
    position: int
    added: list[str]


def _layout(text: TextIO, options: argparse.Namespace) -> _Layout:
    """Read what is above the names of the columns, and find out how these are cut."""
    top = text.tell()
    separator = _SEPARATOR.fullmatch(text.readline())
    line = options.header or (2 if separator else 1)
    text.seek(top)
    above = list(islice(_lines(text), line - 1))
    start = text.tell()
    given = options.delimiter or (separator and separator[1])
    header = _header(text, options.column, [given] if given else _DELIMITERS)
    positions = _positions(options.column, header.names)
    if not positions:
        text.seek(top)
        names = ", ".join(map(repr, header.names))[:1000]
        raise _RefusedError(
            "no column",
            line=line,
            column=options.column,
            names=names or _Text("none", {}),
            advice=_advice(text, options.column, line),
        )
    if len(positions) > 1:
        raise _RefusedError(
            "same columns",
            count=len(positions),
            column=options.column,
            choices=_either([f"--column {position + 1}" for position in positions]),
        )
    added = [options.name, *([options.status] if options.status else [])]
    for name in added:
        if [*header.names, *added].count(name) > 1:
            raise _RefusedError("column there", name=name)
    text.seek(start)
    return _Layout(above, header, positions[0], added)


def _either(choices: list[str]) -> object:
    first, *more = choices
    return _Text("or", {"one": first, "other": _either(more)}) if more else first


def _header(text: TextIO, column: str, delimiters: Iterable[str]) -> _Header:
    """Return the names of the columns, cut so that *column* is one, if any way is."""
    start = text.tell()
    headers: list[_Header] = []
    for delimiter in delimiters:
        text.seek(start)
        with suppress(csv.Error, StopIteration):  # it is not this one, or no row
            header = _cut(text, delimiter)
            if len(header.names) > 1 or not headers:
                headers.append(header)
    fit = [header for header in headers if _named(column, header.names)]
    if not fit and column.isdecimal():
        # A position says nothing of what separates the columns.
        fit = [header for header in headers if len(header.names) > 1]
    if len(fit) > 1:
        choices = _either([_option(header.delimiter) for header in fit])
        raise _RefusedError("many delimiters", column=column, choices=choices)
    return max(fit or headers or [_Header([])], key=lambda header: len(header.names))


def _cut(text: TextIO, delimiter: str) -> _Header:
    lines, again = tee(_lines(text))
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    names = [name.strip() for name in next(reader)]
    *_, last = islice(again, reader.line_num)
    return _Header(names, delimiter, last[len(last.rstrip("\r\n")) :] or "\n")


def _lines(text: TextIO) -> Iterator[str]:
    """Yield the lines of a text, which can still tell where it is."""
    return iter(text.readline, "")


def _positions(column: str, names: list[str]) -> list[int]:
    """Return where a column is, which is given by its name or else its position."""
    found = _named(column, names)
    if not found and column.isdecimal() and 0 < int(column) <= len(names):
        return [int(column) - 1]
    return found


def _named(column: str, names: list[str]) -> list[int]:
    """Return where a column is: what is spelt so, or else the same letters composed."""
    exact = [i for i, name in enumerate(names) if name == column]
    composed = normalize("NFC", column)
    return exact or [i for i, n in enumerate(names) if normalize("NFC", n) == composed]


def _advice(text: TextIO, column: str, tried: int) -> _Text:
    """Return what to do where the names of the columns are not where they should be."""
    for number, line in enumerate(islice(_lines(text), _SEARCHED), start=1):
        for delimiter in _DELIMITERS:
            for row in csv.reader([line], delimiter=delimiter):
                if _named(column, [name.strip() for name in row]):
                    if number == tried:
                        return _Text("pass delimiter", {"option": _option(delimiter)})
                    return _Text("pass header", {"line": number})
    return _Text("other header", {})


def _option(delimiter: str) -> str:
    """Return how to say on the command line what separates the cells."""
    if delimiter == _UNCUT:
        return "no --delimiter"
    return "--delimiter tab" if delimiter == "\t" else f'--delimiter "{delimiter}"'


def _copy(source: TextIO, target: TextIO, layout: _Layout) -> malmolund.AuditReport:
    """Write what is read, with the columns that are added."""
    (_, delimiter, line_end), above = layout.header, layout.above
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    writer = csv.writer(
        _Rows(target, line_end), delimiter="," if delimiter == _UNCUT else delimiter
    )
    seen = _Seen()
    target.writelines(above)
    try:
        writer.writerow([*next(reader), *layout.added])
        rows = _with_progress(reader, source)
        writer.writerows(_with_cells(rows, layout, seen))
    except csv.Error as error:
        reason = str(error).replace(f"'{_UNCUT}'", "the end of the line")
        line = len(above) + reader.line_num
        raise _RefusedError("quotation", line=line, reason=reason) from None
    return seen.report()


def _with_cells(
    rows: Iterable[list[str]], layout: _Layout, seen: _Seen
) -> Iterator[list[str]]:
    """Yield rows with the cells that are added, behind those that have names."""
    width, position, more = len(layout.header.names), layout.position, len(layout.added)
    for row in rows:
        if row:
            # A row may lack its last cells, or have more than there are names.
            row.extend([""] * (width - len(row)))
            value = seen[row[position]]
            value.count += 1
            row[width:width] = value.cells[:more]
        yield row


def _with_progress(rows: Iterable[list[str]], source: TextIO) -> Iterable[list[str]]:
    """Return rows, which show how far they are where they are many."""
    size = os.fstat(source.fileno()).st_size
    if size < _LARGE or sys.stderr is None or not sys.stderr.isatty():
        return rows

    def shown() -> Iterator[list[str]]:
        try:
            for number, row in enumerate(rows):
                if number % _ROWS == 0:
                    _tell(f"\r{source.buffer.tell() / size:4.0%}", end="")
                yield row
        finally:
            _tell("\r    \r", end="")

    return shown()


class _Rows:
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


class _Value:
    """What a value of the column is, as cells, and how often it occurs."""

    __slots__ = ("cells", "count")

    def __init__(self, *cells: str | None) -> None:
        self.cells = [cell or "" for cell in cells]
        self.count = 0


def _value(value: str) -> _Value:
    vocabulary = PACKAGED._vocabulary
    return _Value(vocabulary.code(value), vocabulary.status(value))


class _Seen(dict[str, _Value]):
    """The values met so far, in bounded memory.

    A value that is not kept counts as one of all that mean the same area, or that
    mean none.
    """

    def __init__(self) -> None:
        super().__init__()
        self._areas: dict[str, _Value] = {}
        self._missing = _Value(None, None)
        self._unlisted = _Value(None, "not recognised")

    def __missing__(self, value: str) -> _Value:
        if len(self) < _DISTINCT and len(value) <= _LONG:
            self[value] = _value(value)
            return self[value]
        place = PACKAGED._vocabulary.place(value)
        if place is not None:
            return self._areas.setdefault(place.code, _value(value))
        return self._unlisted if normalise(value) else self._missing

    def report(self) -> malmolund.AuditReport:
        counts: Counter[object] = Counter({None: self._missing.count})
        for value, seen in chain(self.items(), self._areas.items()):
            counts[value] += seen.count
        return report(PACKAGED._vocabulary, counts.items(), self._unlisted.count)


@contextmanager
def _output(path: Path | None) -> Generator[TextIO]:
    """Open a text to write in UTF-8: a file or, if none is named, standard output.

    Nothing of it is where it should be before all is written.
    """
    if path is None:
        stream = _standard_output(encoding="utf-8", newline="")
        with _spooled(lambda: nullcontext(stream)) as file:
            yield file
        return
    try:
        place = _stream(path)
        with _replacing(path) if place is None else _streamed(place) as file:
            yield file
    except BrokenPipeError:
        raise
    except OSError as error:
        problem: object = error.strerror
        raise _RefusedError("cannot write file", file=path, problem=problem) from None


def _stream(path: Path) -> Path | int | None:
    """Return what is only written to: a pipe or device, or what is open already.

    To open again what a descriptor leads to, as /dev/stdout does, would be to write
    from another place on, over what others write there.
    """
    if path.is_dir():
        problem = _Text("is folder", {})
        raise _RefusedError("cannot write file", file=path, problem=problem)
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    named = _DESCRIPTOR.fullmatch(str(path))
    for descriptor in (1, 2, *map(int, named.groups() if named else ())):
        with suppress(OSError):  # it is closed
            if os.path.samestat(found, os.fstat(descriptor)):
                return descriptor
    return None if stat.S_ISREG(found.st_mode) else path


@contextmanager
def _spooled(
    opened: Callable[[], AbstractContextManager[TextIO]],
) -> Generator[TextIO]:
    """Open a text to write, which is copied to what is *opened* at the end."""
    with SpooledTemporaryFile(_SPOOLED) as temporary:
        spool = cast("Any", temporary)  # as a file is, without being one
        # What can only be written to is written to faster.
        with _as_text(io.BufferedWriter(spool)) as file:
            yield file
            file.flush()
            spool.seek(0)
            with opened() as target:
                shutil.copyfileobj(_as_text(spool), target, _CHUNK)


def _streamed(place: Path | int) -> AbstractContextManager[TextIO]:
    ours = isinstance(place, Path)
    return _spooled(
        partial(open, place, "w", encoding="utf-8", newline="", closefd=ours)
    )


@contextmanager
def _replacing(path: Path) -> Generator[TextIO]:
    """Open a new file to write, which replaces the one that *path* leads to."""
    real = Path(os.path.realpath(path))
    before = real.stat() if real.exists() else None
    mode = 0o666 if before is None else stat.S_IMODE(before.st_mode) & 0o777
    opener = partial(os.open, mode=mode)
    new = real.with_name(f".malmolund-{secrets.token_hex(8)}")
    try:
        with open(new, "x", encoding="utf-8", newline="", opener=opener) as file:
            yield file
        if before is not None:
            _make_like(new, before)
        new.replace(real)
    finally:
        new.unlink(missing_ok=True)


def _make_like(path: Path, other: os.stat_result) -> None:
    """Give a file the mode of another one and, where that is allowed, its owner."""
    for owner in ((-1, other.st_gid), (other.st_uid, -1)):
        with suppress(OSError, AttributeError):  # Windows has no such owners
            os.chown(path, *owner)
    path.chmod(stat.S_IMODE(other.st_mode))


@contextmanager
def _orderly_ends() -> Generator[None]:
    """Let a signal that ends the program raise, so that nothing of it is left."""
    usual: dict[int, Any] = {}

    def end(number: int, _frame: object) -> NoReturn:
        for known in usual:  # the next one would disturb the tidying
            signal.signal(known, signal.SIG_IGN)
        raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(128 + number)

    try:
        for name in _ENDS:
            number = getattr(signal, name, signal.SIGINT)  # Windows has not all
            # What is ignored stays so, as nohup has it. Threads are sent no signals.
            if signal.getsignal(number) in {signal.SIG_DFL, signal.default_int_handler}:
                with suppress(ValueError):
                    usual[number] = signal.signal(number, end)
        yield
    finally:
        for number, handler in usual.items():
            signal.signal(number, handler)


@contextmanager
def _flushed() -> Generator[None]:
    """Write what is left for standard output now, when an error can still be told."""
    try:
        yield
    finally:
        if sys.stdout is not None:
            sys.stdout.flush()


def _standard_output(**options: str) -> TextIO:
    """Return standard output, which from now on writes otherwise where it can."""
    if sys.stdout is None:
        raise OSError(errno.EBADF, "standard output is closed")
    # What stands in for a terminal, in a notebook for one, may know no encoding.
    change = getattr(sys.stdout, "reconfigure", None)
    if change is not None:
        change(**options)
    return sys.stdout


def _tell(text: str, end: str = "\n") -> None:
    """Write to standard error; where that is closed or full, what was done stands."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(text + end)
        sys.stderr.flush()
    except OSError:
        _silence(sys.stderr)


def _silence(stream: TextIO | None) -> None:
    """Let a stream lead nowhere, as Python complains when it flushes at exit."""
    if stream is not None:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), stream.fileno())


_COMMANDS = {"export": _export, "match": _match}
