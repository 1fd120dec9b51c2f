"""Measure what importing and looking up cost, as ratios taken side by side.

Instructions are counted by valgrind where it is installed, as they do not depend on
how busy the machine is; elsewhere it is time, the least of several runs.

    python benchmarks/budgets.py           prints a Markdown table
    python benchmarks/budgets.py --check   fails as well if a budget is exceeded
"""

from __future__ import annotations

import compileall
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple


VALGRIND = shutil.which("valgrind")
ROUNDS = 20_000

LIBRARIES = "import attrs, importlib_resources, json"
READY = "import malmolund\nm = malmolund.municipalities\nd = {x.name: x for x in m}\n"


class Budget(NamedTuple):
    """What is compared with what, and how many times as much it may cost."""

    name: str
    ratio: float
    limit: float


class Place:
    """A folder with the package, and with an empty one beside it to compare with."""

    def __init__(self, folder: Path) -> None:
        spec = importlib.util.find_spec("malmolund")
        if spec is None or spec.origin is None:
            raise SystemExit("malmolund is not installed; install it and try again")
        shutil.copytree(Path(spec.origin).parent, folder / "malmolund")
        (folder / "empty").mkdir()
        (folder / "empty" / "__init__.py").touch()
        compileall.compile_dir(folder, quiet=1)
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(folder),
            "PYTHONHASHSEED": "0",
        }

    def cost(self, code: str) -> float:
        """Return the cost of running *code* in a process of its own."""
        command = [sys.executable, "-c", code]
        if VALGRIND is None:
            return min(self._seconds(command) for _ in range(9))
        tool = [VALGRIND, "--tool=callgrind", "--callgrind-out-file=/dev/null"]
        done = subprocess.run(
            [*tool, *command],
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        found = re.search(r"Collected : (\d+)", done.stderr)
        if found is None:
            raise SystemExit(f"valgrind printed no count: {done.stderr}")
        return int(found[1])

    def warm(self, statement: str) -> float:
        """Return the cost of a loop of *statement*."""
        loop = f"def f(n):\n    for _ in range(n):\n        {statement}\nf(10)\n"
        idle = self.cost(READY + loop)
        return self.cost(f"{READY}{loop}f({ROUNDS})") - idle

    def _seconds(self, command: list[str]) -> float:
        start = time.perf_counter()
        subprocess.run(command, env=self.environment, check=True)
        return time.perf_counter() - start


def measure(place: Place) -> list[Budget]:
    """Measure all there is a budget for.

    What the first look-up stands on is attrs, importlib-resources and json.
    """
    bare = place.warm("d['Lund']")
    return [
        Budget(
            "`import malmolund` / import of an empty package",
            place.cost("import malmolund") / place.cost("import empty"),
            1.05,
        ),
        Budget(
            'first `municipalities["Lund"]` / import of what it stands on',
            place.cost("import malmolund; malmolund.municipalities['Lund']")
            / place.cost(LIBRARIES),
            1.30,
        ),
        Budget(
            'warm `municipalities["Lund"]` / bare dict look-up',
            place.warm("m['Lund']") / bare,
            3,
        ),
        *(
            Budget(
                f"warm `municipalities[{key!r}]`, normalised / bare dict look-up",
                place.warm(f"m[{key!r}]") / bare,
                25,
            )
            for key in ("MALMÖ", "lunds  kommun", 1281)
        ),
    ]


def main() -> int:
    """Print the table; return 1 if asked to check and a budget is exceeded."""
    with tempfile.TemporaryDirectory() as folder:
        budgets = measure(Place(Path(folder)))
    unit = "instructions" if VALGRIND else "time"
    print(f"| what ({unit}, Python {sys.version.split()[0]}) | ratio | budget |")
    print("| --- | --- | --- |")
    for budget in budgets:
        print(f"| {budget.name} | {budget.ratio:.3f} | {budget.limit:g} |")
    broken = [budget for budget in budgets if budget.ratio > budget.limit]
    return int("--check" in sys.argv[1:] and bool(broken))


if __name__ == "__main__":
    sys.exit(main())
