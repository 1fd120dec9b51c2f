"""The plans and their focus areas."""

from __future__ import annotations

import datetime as dt

import pytest

import malmolund


def ids(areas: malmolund.Collection[malmolund.FocusArea]) -> set[str]:
    return {area.id for area in areas}


CONTINUED = {"kompetensforsorjning", "naringsliv", "infrastruktur-planering"}
NEW = {"digitalisering", "miljo-klimat"}


class TestTheOperationalPlan:
    plan = malmolund.plans["2019-2023"]

    def test_says_what_it_is(self) -> None:
        assert "operational plan" == self.plan.kind
        assert "Verksamhetsplan 2019-2023" == self.plan.title
        assert "Operational plan 2019-2023" == self.plan.title_en
        assert (2019, 2023) == (self.plan.start_year, self.plan.end_year)
        assert dt.date(2019, 5, 21) == self.plan.adopted
        assert "the board (styrelsen) of MalmöLundregionen" == self.plan.adopted_by

    def test_has_a_goal_and_principles_in_both_languages(self) -> None:
        assert self.plan.goal
        assert self.plan.goal.startswith(
            "Regionens mål för 2035. Till det hör starkare"
        )
        assert self.plan.goal_en
        assert self.plan.goal_en.startswith("The goal of the region for 2035. It takes")
        assert [
            "Samarbetet finns till för",
            "Det driver gemensamma frå",
            "Varje kommun tar ansvar o",
        ] == [principle[:25] for principle in self.plan.principles]
        assert [
            "The cooperation is there ",
            "It pursues common questio",
            "Every municipality takes ",
        ] == [principle[:25] for principle in self.plan.principles_en]
        for field in ("goal", "goal_en", "principles", "principles_en"):
            assert ["lund_mlr"] == [s.id for s in self.plan.source_of(field)]

    def test_says_that_its_list_of_principles_is_cut_off(self) -> None:
        (claim,) = self.plan.evidence("principles")

        assert claim.note
        assert "the archived copy breaks off after the third" in claim.note

    def test_replaces_the_action_programme(self) -> None:
        assert "2012" == self.plan.replaces
        assert malmolund.plans["2012"].replaces is None

    def test_has_no_value_that_was_inferred(self) -> None:
        assert () == self.plan.inferred

    def test_has_five_focus_areas_of_which_two_are_new(self) -> None:
        assert CONTINUED | NEW == ids(self.plan.focus_areas)
        assert NEW == ids(self.plan.new_focus_areas)
        assert CONTINUED == ids(self.plan.continued_focus_areas)

    def test_keeps_the_end_that_one_page_gives_otherwise(self) -> None:
        followed, other = self.plan.evidence("end_year")

        assert ("2023", True) == (followed.value, followed.agrees)
        assert ("2020", False) == (other.value, other.agrees)
        assert ["malmo_mlr"] == [source.id for source in other.sources]
        assert other.note is not None

    @pytest.mark.parametrize(
        ("on", "expected"),
        [
            ("2018-12-31", False),
            ("2019-01-01", True),
            (dt.date(2021, 6, 1), True),
            (dt.datetime(2023, 12, 31, 23, 59, tzinfo=dt.UTC), True),
            ("2024-01-01", False),
        ],
    )
    def test_covers_whole_years(self, on: dt.date | str, *, expected: bool) -> None:
        assert expected == self.plan.covers(on)

    def test_a_bad_date_is_an_error_that_shows_it(self) -> None:
        with pytest.raises(ValueError, match="'soon' is no date; give a datetime"):
            self.plan.covers("soon")

    @pytest.mark.parametrize(
        "form",
        [
            *("2019-2023", "2019\N{EN DASH}2023"),
            *("verksamhetsplan 2019-2023", "Operational plan 2019-2023"),
        ],
    )
    def test_is_found_by_id_and_title(self, form: str) -> None:
        assert self.plan is malmolund.plans[form]

    @pytest.mark.parametrize("form", ["2019", 2019, "2019-2020", "plan"])
    def test_is_not_found_by_less(self, form: object) -> None:
        assert malmolund.plans.get(form) is None


class TestTheActionProgramme:
    plan = malmolund.plans["2012"]

    def test_says_what_it_is(self) -> None:
        assert "action programme" == self.plan.kind
        assert "Handlingsprogram för MalmöLundregionen" == self.plan.title
        assert (2012, 2019) == (self.plan.start_year, self.plan.end_year)
        assert dt.date(2012, 1, 24) == self.plan.adopted

    def test_has_four_focus_areas_that_nobody_calls_new_or_continued(self) -> None:
        assert CONTINUED | {"praktisk-samverkan"} == ids(self.plan.focus_areas)
        assert 0 == len(self.plan.new_focus_areas)
        assert 0 == len(self.plan.continued_focus_areas)

    def test_has_a_goal_and_principles_that_no_source_says(self) -> None:
        assert self.plan.goal is None
        assert self.plan.goal_en is None
        assert () == self.plan.principles == self.plan.principles_en

    def test_says_which_values_were_inferred_and_why(self) -> None:
        assert ("start_year", "end_year", "adopted") == self.plan.inferred
        for field in self.plan.inferred:
            (claim,) = self.plan.evidence(field)

            assert claim.note

    def test_its_end_is_explained(self) -> None:
        (claim,) = self.plan.evidence("end_year")

        assert claim.agrees
        assert claim.note is not None
        assert claim.note.startswith("No source gives its period")


class TestFocusAreas:
    def test_are_six(self) -> None:
        assert CONTINUED | NEW | {"praktisk-samverkan"} == ids(malmolund.focus_areas)

    @pytest.mark.parametrize(
        ("area", "plans"),
        [
            *((area, ("2012", "2019-2023")) for area in sorted(CONTINUED)),
            *((area, ("2019-2023",)) for area in sorted(NEW)),
            ("praktisk-samverkan", ("2012",)),
        ],
    )
    def test_say_which_plans_carry_them(self, area: str, plans: tuple[str]) -> None:
        assert plans == malmolund.focus_areas[area].plans

    @pytest.mark.parametrize(
        ("form", "expected"),
        [
            ("Digitalisering", "digitalisering"),
            ("digitalisation", "digitalisering"),
            ("Klimat & Miljö", "miljo-klimat"),
            ("Miljo och klimat", "miljo-klimat"),
            ("Klimat", "miljo-klimat"),
            ("Arbetsmarknad", "kompetensforsorjning"),
            ("Näringslivsfrågor", "naringsliv"),
            ("Infrastruktur", "infrastruktur-planering"),
        ],
    )
    def test_are_found_by_every_label(self, form: str, expected: str) -> None:
        assert expected == malmolund.focus_areas[form].id

    @pytest.mark.parametrize("form", ["Miljö", "planering", "närings", "utbildning"])
    def test_are_not_found_by_a_part_of_a_label(self, form: str) -> None:
        assert malmolund.focus_areas.get(form) is None
