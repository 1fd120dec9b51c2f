"""The command line: the region at a glance, one record, or a table to take away."""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import malmolund

from . import _files


if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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
    except KeyboardInterrupt:  # no news to whoever caused it
        return 130
    except OSError as error:
        # Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):  # whoever read this has had enough
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
        parser.exit(2, f"malmolund: {_advice(key)}\n")
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
        with _files.replacing(options.output) as file:
            file.write(text)
    except (OSError, ValueError) as error:  # a ValueError where it has no name
        reason = getattr(error, "strerror", error)
        parser.exit(2, f"malmolund: cannot write {options.output}: {reason}\n")
    return 0


def _match(words: list[str]) -> int:
    from ._match import match  # noqa: PLC0415 - the other commands need none of it

    return match(words)


_COMMANDS = {"export": _export, "match": _match}


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


def _advice(key: str) -> str:
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
    for field in record._fields:
        for claim in record.evidence(field):
            if claim.note is not None:
                who = ", ".join(dict.fromkeys(s.publisher for s in claim.sources))
                lines.append(f"  {field} {claim.value} ({who}): {claim.note}")
    lines.append("  sources: " + ", ".join(source.id for source in record.sources))
    return "\n".join(lines)


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _as_csv(table: str) -> str:
    """Return a table with one value to a cell; lists in it are parted by semicolons."""
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
    _files.reconfigure(errors="replace")
    sys.stdout.write(shown + "\n")


def _write(data: str) -> None:
    _files.reconfigure(encoding="utf-8")
    sys.stdout.write(data)
