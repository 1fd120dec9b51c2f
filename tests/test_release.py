"""What stands in the way of a release, and that nothing does."""

from __future__ import annotations

import importlib.util
import json
from email import message_from_string
from pathlib import Path
from typing import Any

import pytest

import malmolund


ROOT = Path(__file__).parents[1]


def load_tool() -> Any:
    spec = importlib.util.spec_from_file_location(
        "release", ROOT / "tools" / "release.py"
    )
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


release = load_tool()

BEFORE = """# Changelog

A preamble.

## [Unreleased]

### Added

- A thing.

### Data

- 2026-03-01: a correction.
- 2026-02-01: people of 2025.

### Fixed

- 2026-12-31: no line about data.
"""
AFTER = """# Changelog

## [Unreleased]

## [0.2.0] - 2026-04-01

### Data

- Unchanged.

## [0.1.0] - 2026-03-02

### Data

- 2026-03-01: the twelve.
"""


def checked(
    changelog: str,
    version: str = "0.2.0",
    data_version: str = "2026-03-01",
    today: str = "2026-05-01",
) -> str:
    history = release.sections(changelog)
    return str(release.check_changelog(history, version, data_version, today))


class TestThisProject:
    def test_says_the_same_version_and_dates_everywhere(self) -> None:
        history = release.sections((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
        citation = release.citation_of(
            (ROOT / "CITATION.cff").read_text(encoding="utf-8")
        )
        version, data_version = malmolund.__version__, malmolund.data_version

        released = release.check_changelog(history, version, data_version, "9999-12-31")
        release.check_citation(citation, version, released)

    def test_has_its_version_in_one_place(self) -> None:
        module = (ROOT / "src" / "malmolund" / "__init__.py").read_text(
            encoding="utf-8"
        )
        project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")

        assert malmolund.__version__ == release.version_of(module)
        assert 'dynamic = ["version"]' in project
        assert f'"{malmolund.__version__}"' not in project


class TestChangelog:
    def test_before_a_release_has_no_date(self) -> None:
        assert "" == checked(BEFORE)

    def test_after_a_release_has_its_date(self) -> None:
        assert "2026-04-01" == checked(AFTER)
        assert "2026-03-02" == checked(AFTER, version="0.1.0")

    def test_is_split_into_its_sections(self) -> None:
        first, second, third = release.sections(AFTER)

        assert ("Unreleased", "", "") == first
        assert ("0.2.0", "2026-04-01") == second[:2]
        assert "- Unchanged." == second.data
        assert [] == second.data_dates
        assert ["2026-03-01"] == third.data_dates

    def test_ends_what_it_says_of_data_at_the_next_heading(self) -> None:
        (section,) = release.sections(BEFORE)

        assert ["2026-03-01", "2026-02-01"] == section.data_dates

    @pytest.mark.parametrize(
        "heading",
        ["0.1.0", "[0.1.0]", "[0.1.0] - 1 March 2026", "[Unreleased] - 2026-03-01"],
    )
    def test_has_headings_of_two_forms_only(self, heading: str) -> None:
        with pytest.raises(release.NotReadyError, match="has the heading"):
            release.sections(f"# Changelog\n\n## {heading}\n")

    @pytest.mark.parametrize("data_version", ["2026-02-01", "2026-03-02"])
    def test_has_to_tell_the_date_of_the_data(self, data_version: str) -> None:
        with pytest.raises(release.NotReadyError, match="it says '2026-03-01'"):
            checked(BEFORE, data_version=data_version)

    @pytest.mark.parametrize("line", ["", "- Nothing new.", "- 1 March: a correction."])
    def test_of_a_release_has_to_speak_of_the_data(self, line: str) -> None:
        with pytest.raises(release.NotReadyError, match=r"0\.2\.0 has no line"):
            checked(AFTER.replace("- Unchanged.", line))

    def test_of_a_release_has_a_heading_for_the_data(self) -> None:
        with pytest.raises(release.NotReadyError, match=r"0\.2\.0 has no line"):
            checked(AFTER.replace("### Data\n\n- Unch", "### Added\n\n- Unch"))

    def test_has_to_have_something_on_what_is_not_released_yet(self) -> None:
        with pytest.raises(release.NotReadyError, match=r"nothing on 0\.3\.0"):
            checked(AFTER, version="0.3.0")
        with pytest.raises(release.NotReadyError, match=r"nothing on 0\.3\.0"):
            checked(AFTER.replace("## [Unreleased]\n", ""), version="0.3.0")

    def test_has_no_date_to_come_and_the_newest_first(self) -> None:
        with pytest.raises(release.NotReadyError, match="dates"):
            checked(AFTER, today="2026-03-31")
        with pytest.raises(release.NotReadyError, match="dates"):
            checked(AFTER.replace("2026-03-02", "2026-04-02"))

    def test_has_what_is_unreleased_first(self) -> None:
        with pytest.raises(release.NotReadyError, match="comes first"):
            checked(AFTER + "\n## [Unreleased]\n")


class TestTag:
    def test_is_that_of_the_version(self) -> None:
        history = release.sections(AFTER)

        release.check_tag("v0.2.0", history, "0.2.0", "2026-04-01")

    @pytest.mark.parametrize("tag", ["0.2.0", "v0.2.1", "v0.2.0rc1", "main"])
    def test_of_anything_else_is_refused(self, tag: str) -> None:
        with pytest.raises(release.NotReadyError, match="the tag is"):
            release.check_tag(tag, release.sections(AFTER), "0.2.0", "2026-04-01")

    def test_needs_a_date_in_the_changelog(self) -> None:
        with pytest.raises(release.NotReadyError, match="no date"):
            release.check_tag("v0.2.0", release.sections(BEFORE), "0.2.0", "")

    def test_needs_everything_moved_to_its_version(self) -> None:
        history = release.sections(
            AFTER.replace("[Unreleased]\n", "[Unreleased]\n\n- A thing.\n")
        )

        with pytest.raises(release.NotReadyError, match="is not empty"):
            release.check_tag("v0.2.0", history, "0.2.0", "2026-04-01")


class TestCitation:
    def test_agrees_with_the_release(self) -> None:
        citation = release.citation_of("version: 0.2.0\ndate-released: 2026-04-01\n")

        release.check_citation(citation, "0.2.0", "2026-04-01")

    @pytest.mark.parametrize(
        ("version", "released"),
        [("0.2.1", "2026-04-01"), ("0.2.0", "2026-04-02"), ("0.2.0", "")],
    )
    def test_that_differs_is_refused(self, version: str, released: str) -> None:
        citation = release.citation_of("version: 0.2.0\ndate-released: 2026-04-01\n")

        with pytest.raises(release.NotReadyError, match=r"CITATION\.cff has"):
            release.check_citation(citation, version, released)


class TestContents:
    TRACKED = (
        "README.md",
        "src/malmolund/data/schemas/plans.schema.json",
        "src/malmolund/py.typed",
        "tests/test_region.py",
    )

    def test_of_the_sdist_are_what_git_tracks(self) -> None:
        expected = {
            "malmolund-0.2.0/PKG-INFO",
            "malmolund-0.2.0/README.md",
            "malmolund-0.2.0/src/malmolund/data/schemas/plans.schema.json",
            "malmolund-0.2.0/src/malmolund/py.typed",
            "malmolund-0.2.0/tests/test_region.py",
        }

        assert expected == release.in_sdist(self.TRACKED, "0.2.0")

    def test_of_the_wheel_are_the_package_and_what_is_said_about_it(self) -> None:
        expected = {
            "malmolund-0.2.0.dist-info/METADATA",
            "malmolund-0.2.0.dist-info/RECORD",
            "malmolund-0.2.0.dist-info/WHEEL",
            "malmolund-0.2.0.dist-info/entry_points.txt",
            "malmolund-0.2.0.dist-info/licenses/LICENSE-CC0",
            "malmolund-0.2.0.dist-info/licenses/LICENSE-MIT",
            "malmolund-0.2.0.dist-info/sboms/malmolund.cdx.json",
            "malmolund/data/datapackage.json",
            "malmolund/py.typed",
        }

        assert expected == release.in_wheel(self.TRACKED, "0.2.0")

    def test_that_lack_something_or_have_more_are_refused(self) -> None:
        expected = r"the wheel lacks \['b'\], should not have \['c'\]"

        with pytest.raises(release.NotReadyError, match=expected):
            release.check_files("wheel", ["a", "c"], ["a", "b"])

    # Put together here, as this file is looked through as well.
    @pytest.mark.parametrize(
        ("folders", "separator"),
        [
            ("|home|eva|x.py", "/"),
            ("|Users|eva", "/"),
            ("file:|||home|eva", "/"),
            ("C:|Users|eva", "\\"),
            ("C:|Users|eva", "\\\\"),
            (f"{ROOT}|x.py", "/"),
        ],
    )
    def test_with_a_path_of_a_machine_are_refused(
        self, folders: str, separator: str
    ) -> None:
        content = f"made in {folders.replace('|', separator)}".encode()

        with pytest.raises(release.NotReadyError, match=r"a\.py has a path"):
            release.check_paths({"a.py": content})

    def test_without_such_a_path_pass(self) -> None:
        release.check_paths({"a.py": b"https://lund.se/home/page or /tmp"})


METADATA = """\
Name: malmolund
Version: 0.2.0
License-Expression: MIT AND CC0-1.0
Requires-Dist: attrs>=23.1
Requires-Dist: importlib-resources>=6.0
Requires-Dist: narwhals>=2.12; extra == 'frames'
"""


class TestMetadata:
    def test_tell_what_is_needed_without_extras(self) -> None:
        expected = {"attrs": ">=23.1", "importlib-resources": ">=6.0"}

        assert expected == release.requirements(message_from_string(METADATA))
        release.check_metadata(message_from_string(METADATA), "0.2.0")

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("0.2.0", "0.2.1"),
            ("MIT AND CC0-1.0", "MIT"),
            ("Requires-Dist: attrs>=23.1\n", ""),
            ("; extra == 'frames'", ""),
        ],
    )
    def test_that_say_something_else_are_refused(self, before: str, after: str) -> None:
        metadata = message_from_string(METADATA.replace(before, after))

        with pytest.raises(release.NotReadyError, match="the wheel"):
            release.check_metadata(metadata, "0.2.0")


class TestMaterials:
    def test_are_named_with_version_and_licence(self) -> None:
        data = {
            "name": "malmolund-data",
            "version": "2026-03-01",
            "licenses": [{"license": {"id": "CC0-1.0"}}],
        }
        package = {
            "name": "malmolund",
            "version": "0.2.0",
            "licenses": [{"expression": "MIT AND CC0-1.0"}],
            "components": [data],
        }
        library = {"name": "attrs", "versionRange": "vers:pypi/>=23.1"}
        bill = {"metadata": {"component": package}, "components": [library]}

        expected = {
            "malmolund": ("0.2.0", "MIT AND CC0-1.0"),
            "malmolund-data": ("2026-03-01", "CC0-1.0"),
            "attrs": ("vers:pypi/>=23.1", ""),
        }

        assert expected == release.materials(json.loads(json.dumps(bill)))


class TestBuilding:
    def test_is_dated_by_the_beginning_of_the_day_in_utc(self) -> None:
        assert 1_772_323_200 == release.moment("2026-03-01")
