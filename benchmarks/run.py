"""Measure what docs/performance.md shows, and print it as Markdown.

    python benchmarks/run.py [PART ...] [--check] [--wheel WHEEL]

Without a name it measures all parts. `lookups` needs the package alone and valgrind,
`columns` narwhals, pandas, polars and pyarrow, `frames` polars and DuckDB, `peers` the
wheel, pip and an index.
With --check it fails if a budget is exceeded.
"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module


PARTS = ("lookups", "columns", "frames", "peers")


def main() -> int:
    """Measure what is asked for; return 1 if a budget is exceeded that is checked."""
    parser = argparse.ArgumentParser(description="Measure what the package costs.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--check", action="store_true", help="fail beyond a budget")
    parser.add_argument("--wheel", default="", help="the built wheel, for peers")
    asked = parser.parse_args()
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"there is no {', '.join(unknown)}, but {', '.join(PARTS)}")
    kept = [import_module(part).report(asked.wheel) for part in asked.parts or PARTS]
    return int(asked.check and not all(kept))


if __name__ == "__main__":
    sys.exit(main())
