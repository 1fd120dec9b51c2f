"""Version, citation and changelog, which agree before there is a release."""

from __future__ import annotations

import re
from pathlib import Path

import malmolund


ROOT = Path(__file__).parents[1]
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
