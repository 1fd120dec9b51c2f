"""Version, citation and changelog, which agree before there is a release."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import hatch_build
import malmolund


ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text("utf-8")
CITATION = (ROOT / "CITATION.cff").read_text("utf-8")

# Each version of the changelog, newest first, and the day of its release.
HISTORY = dict(re.findall(r"^## \[(.+)\](?: - (.+))?$", CHANGELOG, re.MULTILINE))
CITED = dict(re.findall(r"^([\w-]+): *(.+)$", CITATION, re.MULTILINE))


def test_one_cites_this_version() -> None:
    assert malmolund.__version__ == CITED["version"]


def test_the_changelog_begins_with_this_version_or_what_is_to_be_it() -> None:
    assert next(iter(HISTORY)) in {malmolund.__version__, "Unreleased"}


def test_one_cites_the_day_of_its_release() -> None:
    assert HISTORY.get(malmolund.__version__) == CITED.get("date-released")


def test_the_changelog_says_what_changed_in_these_data() -> None:
    assert f"\n- {malmolund.data_version}: " in CHANGELOG


class TestTheReadmeOnTheIndex:
    ADDRESS = "https://code.example/us/malmolund"

    def shown(self, urls: dict[str, str]) -> str:
        metadata: dict[str, Any] = {"urls": urls} if urls else {}
        hatch_build.ReadmeHook(str(ROOT), {}).update(metadata)

        assert "text/markdown" == metadata["readme"]["content-type"]

        return str(metadata["readme"]["text"])

    def test_is_as_it_stands_while_no_address_is_known(self) -> None:
        assert README == self.shown({})

    def test_leads_into_the_repository_with_every_link_and_picture(self) -> None:
        shown = self.shown({"Source": self.ADDRESS})

        assert f"({self.ADDRESS}/raw/main/docs/images/readme.png)" in shown
        assert f"({self.ADDRESS}/blob/main/docs/tutorial/first-map.md)" in shown
        targets = re.findall(r"\]\(([^)]+)\)", shown)
        assert len(targets) == len(re.findall(r"\]\(([^)]+)\)", README)) > 15
        assert all(target.startswith("https://") for target in targets)

    def test_is_not_published_without_the_address(self) -> None:
        workflow = (ROOT / ".github" / "workflows" / "publish.yml").read_text("utf-8")

        assert "['project']['urls']['Source']" in workflow
