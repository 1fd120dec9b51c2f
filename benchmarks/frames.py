"""What `with_codes` costs on lazy frames, compared with a join written by hand.

These are times of the processor, as an engine takes as many threads as there are.
"""

from __future__ import annotations

import gc
import os
import platform
import random
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl
import pyarrow as pa
from cost import head, row

import malmolund


if TYPE_CHECKING:
    from collections.abc import Callable

ROWS = 3_000_000
SIZES = (100_000, 1_000_000, 3_000_000, 10_000_000)
ASKED: dict[str, dict[str, Any]] = {
    "codes of members": {"errors": "coerce"},
    "codes of all areas": {"errors": "coerce", "of": "areas"},
    "codes and status": {"status": "status"},
}
CLOCK = 1.1  # beyond a budget, this much is left to the clock


def spellings() -> list[str]:
    """Return what a national table has: each area of Sweden in up to six spellings."""
    found: list[str] = []
    for area in malmolund.areas:
        found += (area.name, area.code, area.name.upper(), f"{area.code} {area.name}")
        if area.level == "municipality":
            found += (f"{area.name} kommun", f"{area.name}s kommun")
    return found


def sample(size: int) -> pa.Table:
    """Return so many rows of these, the same ones every time."""
    return pa.table({"k": random.Random(1).choices(spellings(), k=size)})


def seconds(*calls: Callable[[], object], runs: int = 5) -> list[float]:
    """Return the least that each call took, in turn."""
    best = [float("inf")] * len(calls)
    for _ in range(runs):
        for i, call in enumerate(calls):
            gc.collect()
            start = sum(os.times()[:2])
            call()
            best[i] = min(best[i], sum(os.times()[:2]) - start)
    return best


def polars(size: int, options: dict[str, Any]) -> list[float]:
    """Return what an eager frame takes, and a lazy one."""
    eager: Any = pl.from_arrow(sample(size))
    return seconds(
        partial(malmolund.with_codes, eager, "k", **options),
        lambda: malmolund.with_codes(eager.lazy(), "k", **options).collect(),
    )


def in_duckdb(size: int, options: dict[str, Any]) -> list[float]:
    """Return what a left join with a perfect table takes, and `with_codes`."""
    known = spellings()
    of = options.get("of", "members")
    perfect = {"k": known, "code": malmolund.codes(known, of=of)}
    if "status" in options:
        perfect["status"] = malmolund.statuses(known)
    with duckdb.connect() as connection:
        connection.register("arrow", sample(size))
        connection.execute("create table rows as from arrow")
        connection.register("given", pa.table(perfect))
        connection.execute("create table perfect as from given")

        def ours() -> None:
            coded = malmolund.with_codes(connection.table("rows"), "k", **options)
            coded.create_view("coded")
            connection.execute("create or replace table made as from coded")

        join = "create or replace table made as from rows left join perfect using (k)"
        return seconds(partial(connection.execute, join), ours)


FRAMES = (
    ("polars, lazy", "the same, eager", polars, 2),
    ("DuckDB", "a left join with a table of the spellings", in_duckdb, 3),
)


def ratios() -> bool:
    """Print the ratios that have budgets; tell whether every budget is kept."""
    print(f"\n{ROWS:,} rows, {len(set(spellings())):,} distinct values\n")
    head("frame", "asked for", "compared with", "that, ms", "ms", "ratio", "budget")
    kept = True
    for name, against, measure, budget in FRAMES:
        for asked, options in ASKED.items():
            theirs, ours = measure(ROWS, options)
            kept &= ours / theirs <= budget * CLOCK
            times = f"{theirs * 1e3:.0f}", f"{ours * 1e3:.0f}", f"{ours / theirs:.2f}"
            row(name, asked, against, *times, budget)
    return kept


def growth() -> None:
    """Print ratio and time by rows."""
    print("\nRatio to the same, and time in ms, of codes of members\n")
    head("rows", *(name for name, *_ in FRAMES))
    for size in SIZES:
        cells: list[str] = []
        for _, _, measure, _ in FRAMES:
            theirs, ours = measure(size, ASKED["codes of members"])
            cells.append(f"{ours / theirs:.2f}, {ours * 1e3:.0f}")
        row(f"{size:,}", *cells)


def report(_: str) -> bool:
    """Print all tables; tell whether every budget is kept."""
    versions = [f"{name} {version(name)}" for name in ("polars", "duckdb", "narwhals")]
    print(f"\nPython {platform.python_version()}, {', '.join(versions)}")
    kept = ratios()
    growth()
    return kept
