"""Measure everything, and write the tables into docs/performance.md.

    python benchmarks/report.py WHEEL

The scripts beside this one print a table each; the page says which one.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path


HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "performance.md"
WHEEL_BUDGET = 60  # kB


def printed(script: str, *words: str) -> str:
    """Return what a script prints."""
    print(f"{script} ...", flush=True)
    return subprocess.run(
        [sys.executable, str(HERE / script), *words],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    ).stdout.strip()


def put(page: str, name: str, text: str) -> str:
    """Return a page with other text between the marks of a name."""
    marks = f"<!-- {name} -->", f"<!-- end of {name} -->"
    pattern = "{}.*{}".format(*map(re.escape, marks))
    if not re.search(pattern, page, re.DOTALL):
        raise SystemExit(f"{PAGE.name} has no marks {marks}")
    parts = (marks[0], "", text, "", marks[1])
    return re.sub(pattern, lambda _: "\n".join(parts), page, flags=re.DOTALL)


def main(wheel: str) -> None:
    """Measure and write all."""
    page = PAGE.read_text(encoding="utf-8")
    size = Path(wheel).stat().st_size / 1000
    page = put(
        page,
        "wheel",
        f"The wheel has {size:.0f} kB, {size / WHEEL_BUDGET:.1f} times the budget of "
        f"{WHEEL_BUDGET} kB.",
    )
    for name, words in (
        ("budgets", ()),
        ("columns", ()),
        ("peers", (wheel,)),
    ):
        page = put(page, name, printed(f"{name}.py", *words))
        PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
