"""How fast columns are resolved, compared with what cannot be left undone.

These are times, as the libraries compute with many threads.
"""

from __future__ import annotations

import gc
import platform
import random
import subprocess
import sys
import time
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
import polars as pl
import pyarrow as pa
from cost import head, row

import malmolund


if TYPE_CHECKING:
    from collections.abc import Callable

ROWS = 3_000_000
SIZES = (100_000, 300_000, 1_000_000, 3_000_000, 10_000_000)
KINDS = ("list", "pandas", "polars", "pyarrow")
ELSEWHERE = ("Stockholm", "Göteborgs kommun", "0180", "Uppsala", "Kiruna kommun")
CLOCK = 1.1  # beyond a budget, this much is left to the clock


def spellings() -> list[str]:
    """Return what a national table has: members in five spellings, and others."""
    members: list[str] = []
    for m in malmolund.municipalities:
        members += (m.name, m.code, m.official_name, m.name.upper())
        members.append(f"{m.code} {m.name}")
    return members + list(ELSEWHERE) * 10


def sample(size: int) -> list[str]:
    """Return so many of these, the same ones every time."""
    return random.Random(1).choices(spellings(), k=size)


class Case(NamedTuple):
    """A column, what it is compared with, and how many times as long it may take."""

    against: str
    other: Callable[[], object]
    column: Any
    budget: float

    def seconds(self, runs: int = 25) -> list[float]:
        """Return the shortest time of the other and of `codes`, taken in turn."""
        ours: Callable[[], object] = partial(malmolund.codes, self.column)
        best = [float("inf")] * 2
        for _ in range(runs):
            for i, call in enumerate((self.other, ours)):
                gc.collect()
                start = time.perf_counter()
                call()
                best[i] = min(best[i], time.perf_counter() - start)
        return best


def case(kind: str, values: list[str]) -> Case:
    """Return how a kind of column is resolved, and what that is compared with."""
    pool = spellings()
    known = dict(zip(pool, malmolund.codes(pool), strict=True))
    column: Any = values
    match kind:
        case "pandas":
            column = pd.Series(values)
            other = partial(column.map, known)
            return Case("`Series.map` with that dict", other, column, 1 / 5)
        case "polars":
            column = pl.Series(values)
            other = partial(column.replace_strict, known, default=None)
            return Case("`replace_strict` with that dict", other, column, 2)
        case "pyarrow":
            column = pa.array(values)
            return Case(
                "`dictionary_encode` alone", column.dictionary_encode, column, 2
            )
    against = "a list comprehension over a perfect dict"
    return Case(against, lambda: [known[v] for v in values], column, 1.5)


def ratios() -> bool:
    """Print the ratios that have budgets; tell whether every budget is kept."""
    values = sample(ROWS)
    print(f"\n{ROWS:,} strings, {len(set(values))} of them distinct\n")
    head("column", "compared with", "that, ms", "`codes`, ms", "ratio", "budget")
    kept = True
    for kind in KINDS:
        measured = case(kind, values)
        theirs, ours = measured.seconds()
        kept &= ours / theirs <= measured.budget * CLOCK
        times = f"{theirs * 1e3:.0f}", f"{ours * 1e3:.0f}", f"{ours / theirs:.2f}"
        row(kind, measured.against, *times, f"{measured.budget:g}")
    return kept


def growth() -> None:
    """Print ratio, time and memory by rows, each in a process of its own."""
    print("\nRatio to the same, time in ms, and MB taken beyond the column itself\n")
    head("rows", *(f"{kind}: ratio, ms, MB" for kind in KINDS))
    for size in SIZES:
        commands = [[sys.executable, __file__, kind, str(size)] for kind in KINDS]
        cells = [subprocess.check_output(command, text=True) for command in commands]
        row(f"{size:,}", *map(str.strip, cells))


def once(kind: str, size: int) -> None:
    """Print what one call takes; for a process of its own, on Linux."""
    measured = case(kind, sample(size))
    malmolund.codes(measured.column[:1000])
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # forget the peak
    before = memory("VmRSS")
    malmolund.codes(measured.column)
    taken = (memory("VmHWM") - before) / 1024
    theirs, ours = measured.seconds(runs=9)
    print(f"{ours / theirs:.2f}, {ours * 1e3:.1f}, {taken:.0f}")


def memory(name: str) -> int:
    """Return what Linux says of the memory of this process, in kB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


def report(_: str) -> bool:
    """Print all tables; tell whether every budget is kept."""
    libraries = ("pandas", "polars", "pyarrow", "narwhals")
    versions = [f"{name} {version(name)}" for name in libraries]
    print(f"\nPython {platform.python_version()}, {', '.join(versions)}")
    kept = ratios()
    growth()
    return kept


if __name__ == "__main__":
    once(sys.argv[1], int(sys.argv[2]))
