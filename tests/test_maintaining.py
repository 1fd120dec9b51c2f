"""The recipes of the page for maintainers, done as they are written."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import make_descriptor
import pytest

import malmolund
from malmolund import _tables


if TYPE_CHECKING:
    from conftest import DataFolder


PAGE = Path(__file__).parents[1] / "docs" / "maintaining.md"
EDIT = re.compile(
    r"^(Add to|Change in) `(\w+)\.json`:\n\n```json\n(.+?)\n```$",
    re.MULTILINE | re.DOTALL,
)
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


def read_recipes() -> dict[str, list[tuple[str, str, list[Any]]]]:
    """Return the edits under each heading: what to do, in which table, which rows."""
    _, *parts = HEADING.split(PAGE.read_text("utf-8"))
    return {
        heading: [
            (how, table, json.loads(f"[{rows}]"))
            for how, table, rows in EDIT.findall(text)
        ]
        for heading, text in zip(parts[::2], parts[1::2], strict=True)
    }


RECIPES = read_recipes()


class Maintainer:
    """Does what the page says, with a copy of the data."""

    def __init__(self, folder: DataFolder) -> None:
        self.folder = folder

    def follow(self, recipe: str) -> malmolund.Catalogue:
        """Follow a recipe, between what comes before and after, and load the folder."""
        for heading in (
            "Before anything else: the source",
            recipe,
            "After each of them",
        ):
            assert RECIPES[heading], heading
            for how, table, rows in RECIPES[heading]:
                if table == "datapackage":
                    (change,) = rows
                    self.describe(**change)
                elif how == "Add to":
                    self.folder.write(table, [*self.folder.rows(table), *rows])
                else:
                    for change in rows:
                        self.change(table, change)
        described = make_descriptor.descriptor(self.folder.path)
        self.folder.file("datapackage").write_text(described, "utf-8")
        return self.folder.load()

    def change(self, table: str, change: dict[str, Any]) -> None:
        """Change the one row that has the same key."""
        key = _tables.BY_NAME[table].key
        (row,) = [
            number
            for number, row in enumerate(self.folder.rows(table), 1)
            if all(row[name] == change[name] for name in key)
        ]
        assert change.keys() <= self.folder.rows(table)[row - 1].keys()
        self.folder.change(table, row, **change)

    def describe(self, **values: str) -> None:
        """Change what the descriptor says."""
        path = self.folder.file("datapackage")
        path.write_text(json.dumps(json.loads(path.read_bytes()) | values), "utf-8")

    def descriptor(self) -> Any:
        return json.loads(self.folder.file("datapackage").read_bytes())


@pytest.fixture
def maintainer(folder: DataFolder) -> Maintainer:
    return Maintainer(folder)


def codes(members: malmolund.Collection[malmolund.Municipality]) -> set[str]:
    return {member.code for member in members}


TWELVE = codes(malmolund.region.municipalities)


class TestThePage:
    def test_has_these_recipes(self) -> None:
        assert {
            "Before anything else: the source": ["sources"],
            "A year of population": ["population"],
            "A year of an indicator": ["indicators", "figures"],
            "A member that joins": [
                "memberships",
                "municipalities",
                "borders",
            ],
            "A member that leaves": ["memberships"],
            "A new plan": ["plans", "focus_areas", "plan_focus_areas"],
            "After each of them": ["datapackage"],
        } == {
            heading: [table for _, table, _ in edits]
            for heading, edits in RECIPES.items()
            if edits
        }

    def test_shows_no_row_that_is_not_followed(self) -> None:
        shown = PAGE.read_text("utf-8").count("```json")

        assert shown == sum(map(len, RECIPES.values()))

    def test_has_nothing_in_the_data(self) -> None:
        for heading, edits in RECIPES.items():
            for _, table, rows in edits:
                if table != "datapackage":
                    stored = json.loads(
                        (make_descriptor.DATA / f"{table}.json").read_bytes()
                    )

                    assert not [row for row in rows if row in stored], heading
        assert "example" not in {source.id for source in malmolund.sources}

    def test_names_what_there_is_in_the_tests(self) -> None:
        named: dict[str, set[str]] = defaultdict(set)
        for path, names in re.findall(
            r"^- `(tests/\w+\.py)`: (.+(?:\n  .+)*)",
            PAGE.read_text("utf-8"),
            re.MULTILINE,
        ):
            named[path] |= set(re.findall(r"`(\w+)`", names))

        assert named
        for path, names in named.items():
            text = (PAGE.parents[1] / path).read_text("utf-8")

            assert [] == [name for name in names if name not in text], path


class TestAYearOfPopulation:
    def test_becomes_the_latest(self, maintainer: Maintainer) -> None:
        after = maintainer.follow("A year of population")

        assert 2099 == after.region.population.latest_year
        assert 78_000 == after.region.population.latest
        assert 10_000 == after.municipalities["Lund"].population.latest
        assert ["example"] == [
            source.id for source in after.population["Lund 2099"].sources
        ]

    def test_leaves_those_before(self, maintainer: Maintainer) -> None:
        after = maintainer.follow("A year of population")

        assert {**malmolund.region.population, 2099: 78_000} == dict(
            after.region.population
        )

    def test_is_described(self, maintainer: Maintainer) -> None:
        after = maintainer.follow("A year of population")

        assert "2099-12-31" == maintainer.descriptor()["temporal"]["end"]
        assert "2099-02-01" == maintainer.descriptor()["version"] == after.data_version


class TestAYearOfAnIndicator:
    def test_is_there(self, maintainer: Maintainer) -> None:
        after = maintainer.follow("A year of an indicator")
        figure = after.figures["example Lund 2099"]

        assert 1.5 == figure.value
        assert ["example"] == [source.id for source in figure.sources]
        assert len(malmolund.figures) + 1 == len(after.figures)


class TestAMemberThatJoins:
    def test_belongs_from_that_day_on(self, maintainer: Maintainer) -> None:
        region = maintainer.follow("A member that joins").region

        assert TWELVE == codes(region.members())
        assert {*TWELVE, "1266"} == codes(region.members("2099-01-31", certain=False))
        assert TWELVE == codes(region.members("2099-01-30", certain=False))
        assert "1266" in codes(region.members("2099-01-31"))

    def test_changes_nothing_before(self, maintainer: Maintainer) -> None:
        region = maintainer.follow("A member that joins").region

        for day in ("2012-08-30", "2016-06-01", "2019-05-21", "2024-02-03"):
            for certain in (True, False):
                before = malmolund.region.members(day, certain=certain)

                assert codes(before) == codes(region.members(day, certain=certain))

    def test_counts_in_the_sums_of_its_years(self, maintainer: Maintainer) -> None:
        maintainer.follow("A member that joins")
        # The sums are of the members of today, which it joins in many years only.
        row = len(maintainer.folder.rows("memberships"))
        day = {"joined_no_earlier_than": None, "joined_no_later_than": "2020-01-01"}
        maintainer.folder.change("memberships", row, **day)
        region = maintainer.folder.load().region
        people = region.population

        # With the 15 562 and 15 559 people of Hörby.
        assert (795_597, 799_971) == (people[2024], people[2025])
        assert malmolund.region.population.keys() == people.keys()

    def test_borders_on_others(self, maintainer: Maintainer) -> None:
        after = maintainer.follow("A member that joins").municipalities

        assert ("1267",) == after["Hörby"].neighbours
        assert "1266" in after["Höör"].neighbours


class TestAMemberThatLeaves:
    def test_belongs_until_that_day(self, maintainer: Maintainer) -> None:
        region = maintainer.follow("A member that leaves").region

        assert TWELVE == codes(region.members())
        assert "1267" in codes(region.members("2099-12-31"))
        assert "1267" not in codes(region.members("2100-01-01", certain=False))

    def test_may_come_back(self, maintainer: Maintainer) -> None:
        maintainer.follow("A member that leaves")
        (edit,) = RECIPES["A member that joins"][:1]
        maintainer.folder.write(
            "memberships",
            [
                *maintainer.folder.rows("memberships"),
                edit[2][0]
                | {
                    "code": "1267",
                    "joined_no_earlier_than": None,
                    "joined_no_later_than": "2100-07-01",
                },
            ],
        )

        region = maintainer.folder.load().region

        assert TWELVE == codes(region.members())
        assert "1267" not in codes(region.members("2100-06-30"))
        assert "1267" in codes(region.members("2100-07-01"))

    def test_keeps_the_sources_of_its_joining(self, maintainer: Maintainer) -> None:
        region = maintainer.follow("A member that leaves").region
        (before,) = [m for m in malmolund.region.memberships if m.code == "1267"]
        (after,) = [m for m in region.memberships if m.code == "1267"]

        field = "joined_no_later_than"
        assert before.source_of(field) == after.source_of(field)
        assert ["example"] == [s.id for s in after.source_of("left_no_later_than")]


class TestANewPlan:
    def test_is_in_force(self, maintainer: Maintainer) -> None:
        region = maintainer.follow("A new plan").region

        for day in ("2099-01-31", "2100-12-31"):
            plan = region.plan_on(day)

            assert plan
            assert "2099-2100" == plan.id
        assert region.plan_on("2101-01-01") is None

    def test_leaves_those_before(self, maintainer: Maintainer) -> None:
        region = maintainer.follow("A new plan").region

        for day, id_ in (("2012-06-01", "2012"), ("2023-12-31", "2019-2023")):
            plan = region.plan_on(day)

            assert plan
            assert id_ == plan.id

    def test_carries_its_focus_areas(self, maintainer: Maintainer) -> None:
        after = maintainer.follow("A new plan")
        plan = after.plans["2099-2100"]

        assert ["exempel"] == [area.id for area in plan.new_focus_areas]
        assert ["naringsliv"] == [area.id for area in plan.continued_focus_areas]
        assert "2099-2100" in after.focus_areas["naringsliv"].plans
