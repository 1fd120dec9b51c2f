"""How fast columns are resolved, as ratios to what cannot be left undone.

It prints Markdown: ratios at 3 million strings, then ratios, time and memory from 1e5
to 1e7 rows; with pandas 3, polars, pyarrow and narwhals installed:

    python benchmarks/columns.py

With --check it measures the first alone, and fails if a budget is exceeded by more
than a tenth, which is left to the clock.

The comparison with country_converter needs that, and pandas 2, as it does not start
with pandas 3, which reads the ISO code NA of Namibia as a missing value:

    python benchmarks/columns.py --countries
"""

from __future__ import annotations

import gc
import platform
import random
import subprocess
import sys
import time
from functools import partial
from importlib.metadata import distributions
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
from cost import head, row

import malmolund


if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROWS = 3_000_000
SIZES = (100_000, 300_000, 1_000_000, 3_000_000, 10_000_000)
KINDS = ("list", "pandas", "polars", "pyarrow")
ELSEWHERE = ("Stockholm", "Göteborgs kommun", "0180", "Uppsala", "Kiruna kommun")

_MEASURE = "--measure"


def spellings() -> list[str]:
    """Return what a national table has: members in five spellings, and others."""
    members = [
        text
        for m in malmolund.municipalities
        for text in (
            m.name,
            m.code,
            m.official_name,
            m.name.upper(),
            f"{m.code} {m.name}",
        )
    ]
    return members + list(ELSEWHERE) * 10


class Case(NamedTuple):
    """A column, what it is compared with, and how many times as long it may take."""

    against: str
    other: Callable[[], object]
    column: Any
    limit: float

    def seconds(self, runs: int = 25) -> list[float]:
        """Return the shortest time of the other, and of `codes`."""
        return seconds(self.other, partial(malmolund.codes, self.column), runs=runs)


def seconds(*calls: Callable[[], object], runs: int = 25) -> list[float]:
    """Return the shortest time of each call, taken in turn so that all suffer alike."""
    best = [float("inf")] * len(calls)
    for _ in range(runs):
        for i, call in enumerate(calls):
            gc.collect()
            start = time.perf_counter()
            call()
            best[i] = min(best[i], time.perf_counter() - start)
    return best


def case(kind: str, values: list[str]) -> Case:
    """Return how a kind of column is resolved, and what that is compared with."""
    import polars as pl  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415

    pool = spellings()
    known = dict(zip(pool, malmolund.codes(pool), strict=True))
    column: Any
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
            other = column.dictionary_encode
            return Case("`dictionary_encode` alone", other, column, 2)
    against = "a list comprehension over a perfect dict"
    return Case(against, lambda: [known[v] for v in values], values, 1.5)


def ratios(*, patience: int = 0) -> bool:
    """Print the ratios that the budgets are about; tell whether these are met.

    Args:
        patience: How often to measure on if a budget is exceeded by more than a tenth.
    """
    values = random.Random(1).choices(spellings(), k=ROWS)
    print(f"\n{ROWS:,} strings, {len(set(values))} of them distinct\n")
    head("column", "compared with", "that, ms", "`codes`, ms", "ratio", "budget")
    met = True
    for kind in KINDS:
        measured = case(kind, values)
        limit = measured.limit * 1.1
        theirs, ours = best = measured.seconds()
        for _ in range(patience):
            if ours / theirs <= limit:
                break
            theirs, ours = best = [*map(min, best, measured.seconds())]
        met &= ours / theirs <= limit
        times = f"{theirs * 1e3:.0f}", f"{ours * 1e3:.0f}"
        ratio = f"{ours / theirs:.2f}"
        row(kind, measured.against, *times, ratio, f"{measured.limit:g}")
    return met


def countries() -> None:
    """Compare with the bulk call of country_converter, on names of its own data."""
    import country_converter  # noqa: PLC0415

    converter = country_converter.CountryConverter()
    draw = random.Random(1).choices
    names = pd.Series(draw(list(converter.data["name_short"]), k=ROWS))
    series = pd.Series(draw(spellings(), k=ROWS))
    # Row by row it takes minutes for millions; its time grows with the rows.
    few = names[: ROWS // 100]
    (each,) = seconds(lambda: country_converter.convert(few, to="ISO3"), runs=1)
    (bulk,) = seconds(lambda: converter.pandas_convert(names, to="ISO3"), runs=1)
    (ours,) = seconds(lambda: malmolund.codes(series))
    head("call", "names", "ms", "ns a name")
    for name, count, taken in (
        ("malmolund.codes", ROWS, ours),
        ("CountryConverter.pandas_convert", ROWS, bulk),
        ("country_converter.convert", len(few), each),
    ):
        cells = f"{count:,}", f"{taken * 1e3:.0f}", f"{taken / count * 1e9:,.0f}"
        row(f"`{name}`", *cells)


def growth() -> None:
    """Print ratio, time and memory by rows, each in a process of its own."""
    print("\nRatio to the same, time in ms, and MB taken beyond the column itself\n")
    head("rows", *(f"{kind}: ratio, ms, MB" for kind in KINDS))
    for size in SIZES:
        cells = [
            subprocess.run(
                [sys.executable, __file__, _MEASURE, kind, str(size)],
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            ).stdout.strip()
            for kind in KINDS
        ]
        row(f"{size:,}", *cells)


def measure(kind: str, size: int) -> None:
    """Print what one call takes; for a process of its own, on Linux."""
    measured = case(kind, random.Random(1).choices(spellings(), k=size))
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


def main(words: Sequence[str]) -> int:
    """Measure everything, or in a process of its own one thing."""
    if words[:1] == [_MEASURE]:
        measure(words[1], int(words[2]))
        return 0
    libraries = ("pandas", "polars", "pyarrow", "narwhals", "country_converter")
    installed = {d.metadata["Name"]: d.version for d in distributions()}
    versions = [f"{name} {installed[name]}" for name in libraries if name in installed]
    print(f"Python {platform.python_version()}, {', '.join(versions)}")
    if words[:1] == ["--countries"]:
        print()
        countries()
        return 0
    if words[:1] == ["--check"]:
        return int(not ratios(patience=5))
    ratios()
    growth()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
