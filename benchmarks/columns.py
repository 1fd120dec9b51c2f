"""How fast columns are resolved, as ratios to what cannot be left undone.

It prints Markdown: ratios at 3 million strings, then time and memory from 1e5 to 1e7
rows; with pandas 3, polars, pyarrow and narwhals installed:

    python benchmarks/columns.py

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
from typing import TYPE_CHECKING, Any

import pandas as pd

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


def seconds(*calls: Callable[[], object], runs: int = 7) -> list[float]:
    """Return the shortest time of each call, taken in turn so that all suffer alike."""
    best = [float("inf")] * len(calls)
    for _ in range(runs):
        for i, call in enumerate(calls):
            gc.collect()
            start = time.perf_counter()
            call()
            best[i] = min(best[i], time.perf_counter() - start)
    return best


def row(*cells: object) -> None:
    """Print a row of a Markdown table."""
    print("|", " | ".join(map(str, cells)), "|", flush=True)


def ratios() -> None:
    """Print the times of one run, and the ratios that the budgets are about."""
    import polars as pl  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415

    pool = spellings()
    perfect = malmolund.codes(pool)
    known = dict(zip(pool, perfect, strict=True))
    values = random.Random(1).choices(pool, k=ROWS)
    series, column, array = pd.Series(values), pl.Series(values), pa.array(values)
    print(f"\n{ROWS:,} strings, {len(set(pool))} of them distinct\n")
    row("column", "compared with", "that, ms", "`codes`, ms", "ratio", "budget")
    row(*["---"] * 6)
    cases: list[tuple[str, str, Callable[[], object], Any, str]] = [
        (
            f"pandas {series.dtype}",
            "`Series.map(dict)`",
            lambda: series.map(known),
            series,
            ">= 5 x faster",
        ),
        (
            "polars",
            "`replace_strict(dict)`",
            lambda: column.replace_strict(known, default=None),
            column,
            "<= 2",
        ),
        (
            "pyarrow",
            "`dictionary_encode()`",
            array.dictionary_encode,
            array,
            "<= 2",
        ),
        (
            "list",
            "`[dict[v] for v in values]`",
            lambda: [known[v] for v in values],
            values,
            "<= 1.5",
        ),
    ]
    for name, what, other, given, budget in cases:
        theirs, ours = seconds(other, partial(malmolund.codes, given))
        ratio = (
            f"{theirs / ours:.1f} x faster"
            if "faster" in budget
            else f"{ours / theirs:.2f}"
        )
        row(name, what, f"{theirs * 1e3:.0f}", f"{ours * 1e3:.0f}", ratio, budget)


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
    row("call", "names", "ms", "ns a name")
    row(*["---"] * 4)
    for name, count, taken in (
        ("malmolund.codes", ROWS, ours),
        ("CountryConverter.pandas_convert", ROWS, bulk),
        ("country_converter.convert", len(few), each),
    ):
        cells = f"{count:,}", f"{taken * 1e3:.0f}", f"{taken / count * 1e9:,.0f}"
        row(f"`{name}`", *cells)


def growth() -> None:
    """Print time and memory by the number of rows, each in a process of its own."""
    print("\nTime in ms, and MB that the call took beyond the column itself\n")
    row("rows", *(f"{kind}, ms | MB" for kind in KINDS))
    row(*["---"] * (2 * len(KINDS) + 1))
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
    """Print time and memory of one call; for a process of its own, on Linux."""
    import polars as pl  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415

    values: Any = random.Random(1).choices(spellings(), k=size)
    make = {"pandas": pd.Series, "polars": pl.Series, "pyarrow": pa.array}
    values = make.get(kind, list)(values)
    malmolund.codes(values[:1000])
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak so far
    before = memory("VmRSS")
    (taken,) = seconds(lambda: malmolund.codes(values), runs=1)
    print(f"{taken * 1e3:.1f} | {(memory('VmHWM') - before) / 1024:.0f}")


def memory(name: str) -> int:
    """Return what Linux says of the memory of this process, in kB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


def main(words: Sequence[str]) -> None:
    """Measure everything, or in a process of its own one thing."""
    if words[:1] == [_MEASURE]:
        measure(words[1], int(words[2]))
        return
    libraries = ("pandas", "polars", "pyarrow", "narwhals", "country_converter")
    installed = {d.metadata["Name"]: d.version for d in distributions()}
    versions = [f"{name} {installed[name]}" for name in libraries if name in installed]
    print(f"# Columns\n\nPython {platform.python_version()}, {', '.join(versions)}\n")
    if words[:1] == ["--countries"]:
        countries()
        return
    ratios()
    growth()


if __name__ == "__main__":
    main(sys.argv[1:])
