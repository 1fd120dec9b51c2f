"""The house: which modules there are, and which of them ask which."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import malmolund


FACE = {"__init__", "__main__", "exceptions"}
CORE = {"_vocabulary", "_checks", "_tables", "_records", "_collection", "_models"}
CORE |= {"_load", "_columns", "_frames", "_catalogue"}
VIEWS = {"_words", "_shapes", "_cards", "_maps"}
TREES = {
    path.stem: ast.parse(path.read_text("utf-8"))
    for path in Path(malmolund.__file__).parent.glob("*.py")
}


def imported(tree: ast.AST) -> set[str]:
    """Return the modules of the package that are imported anywhere in a tree."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            found |= {node.module} if node.module else {n.name for n in node.names}
        elif isinstance(node, ast.Import):
            found |= {"__init__" for n in node.names if n.name == "malmolund"}
    return found


def late(tree: ast.AST) -> set[str]:
    """Return those that are imported inside functions."""
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
    return set().union(*map(imported, functions))


class TestTheHouse:
    def test_has_the_modules_of_its_design(self) -> None:
        designed = FACE | CORE | VIEWS | {"_cli"}

        assert designed == TREES.keys()

    def test_has_no_cycle_of_any_kind(self) -> None:
        asks = {name: imported(tree) for name, tree in TREES.items()}

        assert asks.keys() == {*TopologicalSorter(asks).static_order()}

    @pytest.mark.parametrize("name", TREES)
    def test_imports_views_late_and_nothing_else_of_its_own(self, name: str) -> None:
        assert late(TREES[name]) <= {*VIEWS, "_frames"}

    @pytest.mark.parametrize("view", sorted(VIEWS))
    def test_has_views_that_know_no_record(self, view: str) -> None:
        assert {"_records", "_collection", "_models"}.isdisjoint(imported(TREES[view]))

    def test_is_drawn_with_each_module_above_those_it_imports(self) -> None:
        picture = Path(__file__).parent.parent / "docs" / "images" / "floors.svg"
        texts = ET.parse(picture).iter("{http://www.w3.org/2000/svg}text")  # noqa: S314
        floors = {t.text: int(t.attrib["y"]) for t in texts if t.get("class") == "m"}

        assert TREES.keys() == floors.keys()
        for name, tree in TREES.items():
            # The program and the face stand side by side with those they start.
            assert all(floors[name] <= floors[other] for other in imported(tree))
