"""Every block of the documentation is executed: code, SQL, commands and files."""

from __future__ import annotations

import csv
import doctest
import os
import re
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import TYPE_CHECKING

import altair as alt
import duckdb
import pytest
from sybil import Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser
from sybil.parsers.myst.lexers import DirectiveLexer
from sybil.parsers.rest import DocTestParser

import malmolund


if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sybil import Document, Example, Region

ROOT = Path(__file__).parents[2]
# Pages whose blocks are followed by tests of their own, or by a maintainer alone: they
# ask the network, change data, publish, or take hours.
ELSEWHERE = {
    ROOT / "docs" / "how-to" / "scb-and-kolada.md",
    ROOT / "docs" / "maintaining.md",
    ROOT / "docs" / "performance.md",
    ROOT / "docs" / "releasing.md",
}

PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted(
        page
        for page in ROOT.glob("docs/**/*.md")
        if "_build" not in page.parts and page not in ELSEWHERE
    ),
]
MODULES = [
    "malmolund",
    *(found.name for found in walk_packages(malmolund.__path__, "malmolund.")),
]

# Commands that install something; they are followed in a copy of the repository.
INSTALLING = re.compile(r"python3 -m venv |\.venv/bin/|\.ci/run")


def here(command: str) -> str:
    """Return what a command prints that finds the programs of this environment."""
    return run(command, {**os.environ, "PATH": path_with(Path(sys.executable).parent)})


def in_a_new_environment(command: str) -> str:
    """Return what a command prints that knows nothing of this environment."""
    known = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "COVERAGE", "VIRTUAL_ENV"))
    }
    python = Path(sys.base_prefix) / "bin"
    return run(command, {**known, "PATH": path_with(python)})


def path_with(first: Path) -> str:
    return os.pathsep.join([str(first), os.environ["PATH"]])


def run(command: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        ["bash", "-c", command],  # noqa: S607 - the one that is found first
        env={**environment, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert 0 == done.returncode, f"$ {command}\n{done.stdout}"
    return done.stdout


def commands(block: str) -> list[tuple[str, str]]:
    """Return the commands of a block of a console, each with what it shows."""
    blocks = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    parts = [one.partition("\n") for one in blocks]
    return [(command, shown) for command, _, shown in parts]


def parsed(page: Path, do: Callable[[str, str], None]) -> Document:
    """Return a page with its examples: code, SQL, commands for *do*, and files."""
    database = duckdb.connect()

    def sql(example: Example) -> None:
        database.execute(example.parsed)

    def console(example: Example) -> None:
        for command, shown in commands(example.parsed):
            do(command, shown)

    def files(document: Document) -> Iterable[Region]:
        for block in DirectiveLexer("code-block")(document):
            block.parsed = block.lexemes["options"]["caption"], block.lexemes["source"]
            block.evaluator = write
            yield block

    blocks = [CodeBlockParser("console", console), CodeBlockParser("sql", sql)]
    return Sybil([DocTestParser(), PythonCodeBlockParser(), files, *blocks]).parse(page)


def write(example: Example) -> None:
    name, source = example.parsed
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_text(source, encoding="utf-8")


def compare(command: str, shown: str, printed: str) -> None:
    """Compare what a command prints with what the page shows of it, if anything."""
    checker = doctest.OutputChecker()
    if shown:
        assert checker.check_output(shown, printed, doctest.ELLIPSIS), (
            f"$ {command}\n{printed}"
        )


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_examples_give_what_they_show(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    def do(command: str, shown: str) -> None:
        if not INSTALLING.match(command):
            compare(command, shown, here(command))

    for example in parsed(page, do):
        example.evaluate()


@pytest.mark.parametrize(
    ("name", "file"), [("how-to/maps", "both.svg"), ("sv/kartor", "karta-bada.svg")]
)
def test_two_maps_side_by_side_have_each_name_in_its_place(
    name: str, file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "docs" / f"{name}.md").read_text("utf-8")
    (block,) = (b for b in re.findall(r"```python\n([^`]+)```", text) if "hconcat" in b)

    exec(block, {"alt": alt, "malmolund": malmolund})  # noqa: S102 - the page's own

    svg = Path(file).read_text("utf-8")
    drawn = re.findall(r"<text[^>]+\(([-\d.]+,[-\d.]+)\)[^>]+>(\w+)<", svg)
    names = {municipality.name for municipality in malmolund.municipalities}
    # A place is within a map, so that it is the same in both.
    assert 12 == len({place for place, name in drawn if name in names})


def has_r() -> bool:
    found = shutil.which("Rscript")
    script = [str(found), "-e", "library(stringi)"]
    return found is not None and 0 == subprocess.run(script, check=False).returncode


@pytest.mark.skipif(not has_r(), reason="R and its package stringi are not installed")
def test_r_says_of_each_row_what_sql_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    page = ROOT / "docs" / "how-to" / "spellings.md"

    def do(command: str, _: str) -> None:
        here(command)

    for example in parsed(page, do):
        example.evaluate()
    script = page.read_text("utf-8").split("\n```r\n")[1].split("\n```\n")[0]
    Path("script.R").write_text(script, encoding="utf-8")

    here("LC_ALL=C.UTF-8 Rscript script.R")

    by_sql, by_r = (read_table(Path(name)) for name in ("coded.csv", "from_r.csv"))
    assert by_sql == by_r


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_r_reads_what_is_written_for_excel_in_swedish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / "sv" / "utan-python.md").read_text("utf-8")
    script, shown = re.findall(r"```r\n(.+?)```\n\n```text\n(.+?)```", page, re.DOTALL)[
        0
    ]
    Path("script.R").write_text(script, encoding="utf-8")
    (export,) = re.findall(r"^\$ (.+ --output kommuner\.csv)$", page, re.MULTILINE)
    here(export)

    assert shown == here("LC_ALL=C.UTF-8 Rscript script.R")


def read_table(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return sorted(csv.reader(file))


@pytest.mark.parametrize("name", MODULES)
def test_docstrings_give_what_they_show_where_libraries_are_there(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    module = import_module(name)
    runner = doctest.DocTestRunner()
    for test in doctest.DocTestFinder(exclude_empty=True).find(module):
        for example in test.examples:
            # What the plain tests have no library for runs here.
            example.options.pop(doctest.SKIP, None)
        runner.run(test)

    assert 0 == runner.failures


class TestInACopyOfTheRepository:
    @pytest.fixture(autouse=True)
    def copy(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        leave = shutil.ignore_patterns(".*", "_build", "__pycache__", "dist", "tests")
        shutil.copytree(ROOT, tmp_path, ignore=leave, dirs_exist_ok=True)
        monkeypatch.chdir(tmp_path)

    def test_the_tutorial_leads_to_a_map(self, tmp_path: Path) -> None:
        def do(command: str, shown: str) -> None:
            compare(command, shown, in_a_new_environment(command))

        for example in parsed(ROOT / "docs" / "tutorial" / "first-map.md", do):
            example.evaluate()

        picture = (tmp_path / "visits.png").read_bytes()
        assert picture.startswith(b"\x89PNG")
        assert len(picture) > 50_000

    def test_the_first_command_of_the_readme_shows_the_region(self) -> None:
        readme = (ROOT / "README.md").read_text(encoding="utf-8")
        first = re.findall(r"^\$ (python3 -m venv .+)$", readme, re.MULTILINE)[0]

        printed = in_a_new_environment(first)

        assert "MalmöLundregionen (The MalmöLund Region)\n" in printed

    def test_the_swedish_page_installs_it_as_the_tutorial_does(self) -> None:
        def installing(page: str) -> list[str]:
            text = (ROOT / "docs" / page).read_text(encoding="utf-8")
            return re.findall(r"^\$ (.+(?:venv|install) .+)$", text, re.MULTILINE)

        assert [
            "python3 -m venv .venv",
            '.venv/bin/python -m pip install ".[plot]"',
        ] == installing("sv/kom-igang.md")
        assert installing("sv/kom-igang.md") == installing("tutorial/first-map.md")
