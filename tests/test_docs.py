"""The examples of the documentation, and what the README promises."""

from __future__ import annotations

import doctest
import pkgutil
import re
from importlib import import_module
from inspect import getdoc, isclass
from pathlib import Path

import pytest

import malmolund


MODULES = sorted(
    module.name for module in pkgutil.walk_packages(malmolund.__path__, "malmolund.")
)

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("name", ["malmolund", *MODULES])
def test_examples_give_what_they_show(name: str) -> None:
    failed, _ = doctest.testmod(import_module(name))

    assert 0 == failed


@pytest.mark.parametrize("name", malmolund.__all__)
def test_each_public_class_and_function_is_described(name: str) -> None:
    value = getattr(malmolund, name)
    if isclass(value) or callable(value):
        assert getdoc(value)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples_of_the_pages_give_what_they_show(page: Path) -> None:
    failed, _ = doctest.testfile(str(page), module_relative=False, encoding="utf-8")

    assert 0 == failed


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_of_the_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
        assert target.startswith("https://") or (page.parent / target).exists(), target


def test_all_checks_pass_the_tests_by_the_command_of_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    _, test_command = re.findall(r"^\$ (python3 -m venv .+)$", readme, re.MULTILINE)

    checks = (ROOT / ".ci" / "run").read_text(encoding="utf-8")

    assert test_command in checks.splitlines()
