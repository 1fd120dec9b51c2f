"""What people expect around a package: hooks, issue forms, an index of pages."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path


ROOT = Path(__file__).parents[1]
HOOKS = (ROOT / ".pre-commit-config.yaml").read_text("utf-8")
HOW_TO = ROOT / "docs" / "how-to"


class TestHooks:
    def test_have_the_versions_that_the_lint_session_has(self) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
        asked = set(re.findall(r'additional_dependencies: \["(.+)"\]', HOOKS))

        assert {one for one in asked if not one.startswith("pre-commit")} == set(
            project["dependency-groups"]["lint"]
        )

    def test_change_no_data_and_no_spelling(self) -> None:
        kept = [re.compile(pattern) for pattern in re.findall(r"exclude: (.+)", HOOKS)]

        assert 2 == len(kept)
        for pattern in kept:
            assert pattern.search("src/malmolund/data/areas.json")
        assert kept[1].search("tests/spellings.txt")


class TestIssueForms:
    def test_are_for_a_spelling_and_for_a_figure(self) -> None:
        folder = ROOT / ".github" / "ISSUE_TEMPLATE"

        assert {"config.yml", "figure.yml", "spelling.yml"} == {
            path.name for path in folder.iterdir()
        }

    def test_ask_who_says_so(self) -> None:
        text = (ROOT / ".github" / "ISSUE_TEMPLATE" / "figure.yml").read_text("utf-8")
        source = text.partition("id: source")[2].partition("- type:")[0]

        assert "required: true" in source


class TestTheIndexOfHowTos:
    def test_has_every_page_once(self) -> None:
        index = (HOW_TO / "index.md").read_text("utf-8")
        listed = re.findall(r"^([a-z-]+)$", index, re.MULTILINE)
        pages = {path.stem for path in HOW_TO.glob("*.md")} - {"index"}

        assert sorted(pages) == sorted(listed)

    def test_is_open_to_who_reads_it(self) -> None:
        for page in HOW_TO.glob("*.md"):
            title = page.read_text("utf-8").partition("\n")[0]

            assert re.fullmatch(r"# [A-Z].{3,60}", title), page.name
