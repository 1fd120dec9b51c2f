"""The page on matching: each value in its tables is what the page says it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import malmolund


PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "matching.md"
TEXT = PAGE.read_text("utf-8")


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the table under a heading, without its first two lines."""
    part = TEXT.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    table = [line for line in part.splitlines() if line.startswith("|")]
    return [line.strip("| ").split(" | ") for line in table[2:]]


def values(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


STATUSES = [
    (value, status.strip("`"))
    for status, _, examples in rows("What a value is")[:-1]
    for value in values(examples)
]
KNOWN = [
    value
    for heading in ("The forms", "The repairs")
    for _, examples in rows(heading)
    for value in values(examples)
]
UNKNOWN = [value for given, _ in rows("What is no match") for value in values(given)]


@pytest.mark.parametrize(("value", "status"), STATUSES)
def test_a_status_has_the_examples_of_the_page(value: str, status: str) -> None:
    assert [status] == malmolund.statuses([value])


@pytest.mark.parametrize("value", KNOWN)
def test_a_form_or_repair_is_recognised(value: str) -> None:
    assert ["not recognised"] != malmolund.statuses([value])


@pytest.mark.parametrize("value", UNKNOWN)
def test_what_is_no_match_is_not_recognised(value: str) -> None:
    assert ["not recognised"] == malmolund.statuses([value])


def test_the_limits_are_what_they_are() -> None:
    municipalities = malmolund.areas.where(level="municipality")
    counties = malmolund.areas.where(level="county")
    names = {municipality.name for municipality in municipalities}
    short = [re.sub("s? län$", "", county.name) for county in counties]
    both = [name for name in short if name in names]

    assert (290, 21) == (len(municipalities), len(counties))
    assert ["Gotland", "Jönköping", "Kalmar", "Stockholm", "Uppsala", "Örebro"] == both
    assert ["0840", "12", "00", "0880", "08", "0643", "0305", "2023"] == (
        malmolund.codes(
            [840, 12, 0, "Kalmar", "Kalmar län", "Habo", "H?bo", "Malung"], of="areas"
        )
    )
