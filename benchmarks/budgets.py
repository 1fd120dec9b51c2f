"""Measure what importing and looking up cost, as ratios taken side by side.

python benchmarks/budgets.py           prints a Markdown table
python benchmarks/budgets.py --check   fails as well if a budget is exceeded
"""

from __future__ import annotations

import compileall
import importlib.util
import shutil
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from cost import UNIT, Interpreter, head, row


LIBRARIES = "import attrs, importlib_resources, json"
READY = "import malmolund\nm = malmolund.municipalities\nd = {x.name: x for x in m}\n"


class Budget(NamedTuple):
    """What is compared with what, and how many times as much it may cost."""

    name: str
    ratio: float
    limit: float


def place(folder: Path) -> Interpreter:
    """Return interpreters with the package, and with an empty one to compare with."""
    spec = importlib.util.find_spec("malmolund")
    if spec is None or spec.origin is None:
        raise SystemExit("malmolund is not installed; install it and try again")
    shutil.copytree(Path(spec.origin).parent, folder / "malmolund")
    (folder / "empty").mkdir()
    (folder / "empty" / "__init__.py").touch()
    compileall.compile_dir(folder, quiet=1)
    return Interpreter(folder)


def measure(python: Interpreter) -> list[Budget]:
    """Measure all there is a budget for.

    What the first look-up stands on is attrs, importlib-resources and json.
    """
    bare = python.again(READY, "d['Lund']")
    return [
        Budget(
            "`import malmolund` / import of an empty package",
            python.cost("import malmolund") / python.cost("import empty"),
            1.05,
        ),
        Budget(
            'first `municipalities["Lund"]` / import of what it stands on',
            python.cost("import malmolund; malmolund.municipalities['Lund']")
            / python.cost(LIBRARIES),
            1.30,
        ),
        Budget(
            'warm `municipalities["Lund"]` / bare dict look-up',
            python.again(READY, "m['Lund']") / bare,
            3,
        ),
        *(
            Budget(
                f"warm `municipalities[{key!r}]`, normalised / bare dict look-up",
                python.again(READY, f"m[{key!r}]") / bare,
                25,
            )
            for key in ("MALMÖ", "lunds  kommun", 1281)
        ),
    ]


def main() -> int:
    """Print the table; return 1 if asked to check and a budget is exceeded."""
    with tempfile.TemporaryDirectory() as folder:
        budgets = measure(place(Path(folder)))
    head(f"what ({UNIT}, Python {sys.version.split()[0]})", "ratio", "budget")
    for budget in budgets:
        row(budget.name, f"{budget.ratio:.3f}", f"{budget.limit:g}")
    broken = [budget for budget in budgets if budget.ratio > budget.limit]
    return int("--check" in sys.argv[1:] and bool(broken))


if __name__ == "__main__":
    sys.exit(main())
