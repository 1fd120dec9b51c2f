"""What tests/typing_api.py leaves nothing out of, for type checkers to see."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import malmolund


TREE = ast.parse(Path(__file__).with_name("typing_api.py").read_text(encoding="utf-8"))
IMPORTED = {
    alias.name
    for node in ast.walk(TREE)
    if isinstance(node, ast.ImportFrom) and node.module == "malmolund"
    for alias in node.names
}
ATTRIBUTES = {node.attr for node in ast.walk(TREE) if isinstance(node, ast.Attribute)}
OF_THE_PACKAGE = {
    node.attr
    for node in ast.walk(TREE)
    if isinstance(node, ast.Attribute)
    and isinstance(node.value, ast.Name)
    and node.value.id == "malmolund"
}
CLASSES = [
    value
    for value in (getattr(malmolund, name) for name in malmolund.__all__)
    if isinstance(value, type)
]


def members(cls: type) -> set[str]:
    """Return the public fields, properties and methods that the package gives it."""
    return {
        name
        for base in cls.__mro__
        if base.__module__.startswith("malmolund")
        for name in {*vars(base), *vars(base).get("__annotations__", ())}
        if not name.startswith("_")
    }


class TestTypingApi:
    def test_uses_each_public_name_and_no_other(self) -> None:
        assert set(malmolund.__all__) == IMPORTED | OF_THE_PACKAGE

    @pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
    def test_uses_each_public_member_of_each_class(self, cls: type) -> None:
        assert set() == members(cls) - ATTRIBUTES

    def test_would_miss_what_it_does_not_use(self) -> None:
        assert {"codes", "audit", "municipalities"} < members(malmolund.Catalogue)
        assert {"code", "population"} < members(malmolund.Municipality)
