"""The examples of the documentation, and what the README promises."""

from __future__ import annotations

import doctest
import pkgutil
import re
import tomllib
from importlib import import_module
from inspect import getdoc, isclass, isfunction, isroutine
from operator import attrgetter
from pathlib import Path

import pytest

import malmolund


MODULES = sorted(
    module.name for module in pkgutil.walk_packages(malmolund.__path__, "malmolund.")
)

ROOT = Path(__file__).parents[1]


def _methods(of: type) -> list[str]:
    """Return the public methods that a class of the package brings."""
    names = {name for one in of.mro() if _ours(one) for name in vars(one)}
    return [n for n in names if not n.startswith("_") and isfunction(getattr(of, n))]


def _ours(one: type) -> bool:
    return one.__module__.startswith("malmolund")


def _name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted(page for page in ROOT.glob("docs/**/*.md") if "_build" not in page.parts),
]

# Whatever has examples of its own: classes, functions, and the methods of classes.
DESCRIBED = sorted(
    {
        name if member is None else f"{name}.{member}"
        for name in malmolund.__all__
        for value in [getattr(malmolund, name)]
        if isclass(value) or isroutine(value)
        for member in [None, *(_methods(value) if isclass(value) else ())]
    }
)


@pytest.mark.parametrize("name", ["malmolund", *MODULES])
def test_examples_give_what_they_show(name: str) -> None:
    failed, _ = doctest.testmod(import_module(name))

    assert 0 == failed


@pytest.mark.parametrize("name", malmolund.__all__)
def test_each_public_class_and_function_is_described(name: str) -> None:
    value = getattr(malmolund, name)
    if isclass(value) or callable(value):
        assert getdoc(value)


@pytest.mark.parametrize("name", DESCRIBED)
def test_each_public_class_function_and_method_has_an_example(name: str) -> None:
    described = getdoc(attrgetter(name)(malmolund)) or ""

    assert ">>> " in described


@pytest.mark.parametrize("page", PAGES, ids=_name_of)
def test_examples_of_the_pages_give_what_they_show(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    failed, _ = doctest.testfile(str(page), module_relative=False, encoding="utf-8")

    assert 0 == failed


@pytest.mark.parametrize("page", PAGES, ids=_name_of)
def test_links_of_the_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
        file = page.parent / target.partition("#")[0]
        assert target.startswith("https://") or file.exists(), target


@pytest.mark.parametrize(
    ("swedish", "english"),
    [
        ("index", "index"),
        ("kom-igang", "tutorial/first-map"),
        ("kartor", "how-to/maps"),
        ("rensa-en-kolumn", "how-to/clean-a-column"),
        ("utan-python", "how-to/without-python"),
    ],
)
def test_pages_in_swedish_and_their_twins_lead_to_each_other(
    swedish: str, english: str
) -> None:
    def led_to(page: Path) -> set[Path]:
        links = re.findall(r"\]\(([^)#]+\.md)", page.read_text(encoding="utf-8"))
        return {(page.parent / link).resolve() for link in links}

    one = ROOT / "docs" / "sv" / f"{swedish}.md"
    other = ROOT / "docs" / f"{english}.md"

    assert other in led_to(one)
    assert one in led_to(other)


def test_the_front_page_in_swedish_leads_to_all_pages_in_swedish() -> None:
    folder = ROOT / "docs" / "sv"
    front = (folder / "index.md").read_text(encoding="utf-8")
    listed = front.partition("```{toctree}")[2].split()

    pages = {page.stem for page in folder.glob("*.md")} - {"index"}
    assert pages == set(listed) & pages
    for page in pages:
        assert f"]({page}.md)" in front


@pytest.mark.parametrize("page", PAGES, ids=_name_of)
def test_what_pages_tell_to_install_and_run_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    tasks = (ROOT / "noxfile.py").read_text(encoding="utf-8")
    sessions = set(
        re.findall(r"^@nox\.session.*\n(?:@.+\n)*def (\w+)", tasks, re.MULTILINE)
    )

    assert project["project"]["optional-dependencies"].keys() >= set(
        re.findall(r"malmolund\[(\w+)\]", text)
    )
    for named in re.findall(r"nox -s ([a-z0-9 ]+)", text):
        assert sessions >= set(named.split())


@pytest.mark.parametrize("page", PAGES, ids=_name_of)
def test_sources_that_pages_cite_are_known(page: Path) -> None:
    paragraphs = page.read_text(encoding="utf-8").split("\n\n")
    cited = [one for one in paragraphs if one.startswith("Sources: ")]

    for id_ in re.findall(r"`(\w+)`", "".join(cited)):
        assert id_ in malmolund.sources


def test_the_map_of_modules_has_each_of_them() -> None:
    page = ROOT / "docs" / "explanation" / "architecture.md"
    _, _, table = page.read_text(encoding="utf-8").partition("| module | its one job")
    table, _, _ = table.partition("\n\n")

    listed = re.findall(
        r"`(\w+)`", " ".join(re.findall(r"^\|([^|]+)", table, re.MULTILINE))
    )

    modules = {name.removeprefix("malmolund.") for name in MODULES}
    assert {"__init__", *modules} == set(listed)


def test_all_checks_pass_the_tests_by_the_command_of_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    _, test_command = re.findall(r"^\$ (python3 -m venv .+)$", readme, re.MULTILINE)

    checks = (ROOT / ".ci" / "run").read_text(encoding="utf-8")

    assert test_command in checks.splitlines()
