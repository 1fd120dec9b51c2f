"""What importing and looking up cost, counted in instructions."""

from __future__ import annotations

import compileall
import importlib.util
import shutil
import sys
import tempfile
from pathlib import Path

from cost import UNIT, Interpreter, head, row


BUILD = 1.01  # beyond a budget, this much is left to how a Python was built
STANDS_ON = "import attrs, importlib_resources, json"
READY = "import malmolund\nm = malmolund.municipalities\nd = {x.name: x for x in m}\n"


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


def ratios(python: Interpreter) -> list[tuple[str, float, float]]:
    """Return what is compared with what, the ratio, and its budget."""
    imported = python.cost("import malmolund") / python.cost("import empty")
    first = python.cost("import malmolund; malmolund.municipalities['Lund']")
    first /= python.cost(STANDS_ON)
    keys = ("Lund", "MALMÖ", "lunds  kommun", 1281)
    bare, *warm = python.again(READY, "d['Lund']", *(f"m[{key!r}]" for key in keys))
    return [
        ("`import malmolund` / import of an empty package", imported, 1.05),
        ("first `municipalities['Lund']` / import of what it stands on", first, 1.45),
        *(
            (f"warm `municipalities[{key!r}]` / bare dict look-up", cost / bare, budget)
            for key, cost, budget in zip(keys, warm, (4.5, 30, 30, 30), strict=True)
        ),
    ]


def report(_: str) -> bool:
    """Print the table; tell whether every budget is kept."""
    with tempfile.TemporaryDirectory() as folder:
        found = ratios(place(Path(folder)))
    print()
    head(f"what ({UNIT}, Python {sys.version.split()[0]})", "ratio", "budget")
    for name, ratio, budget in found:
        row(name, f"{ratio:.3f}", f"{budget:g}")
    return all(ratio <= budget * BUILD for _, ratio, budget in found)
