"""The cooperation and other delineations: members over time, and their figures."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import attrs
import pytest

import malmolund


if TYPE_CHECKING:
    from conftest import DataFolder


TWELVE = ["1230", "1231", "1233", "1261", "1262", "1263", "1264", "1267"]
TWELVE += ["1280", "1281", "1285", "1287"]
ELEVEN = [code for code in TWELVE if code != "1264"]  # without Skurup


class NaTType(dt.datetime):
    """As pandas has it: a datetime that is not even itself."""

    def __new__(cls) -> NaTType:  # noqa: PYI034
        return super().__new__(cls, 1, 1, 1)

    def __eq__(self, other: object) -> bool:
        return False

    __hash__ = dt.datetime.__hash__


def codes(
    on: dt.date | str | None = None,
    *,
    certain: bool = True,
    region: str = "malmolundregionen",
) -> list[str]:
    members = malmolund.regions[region].members(on, certain=certain)
    return sorted(member.code for member in members)


class TestTheCooperation:
    def test_is_the_region_of_the_package(self) -> None:
        assert malmolund.regions["malmolundregionen"] is malmolund.region
        assert "MalmöLundregionen" == malmolund.region.name
        assert "The MalmöLund Region" == malmolund.region.name_en
        assert "cooperation" == malmolund.region.kind
        assert "https://www.malmolundregionen.se/" == malmolund.region.website

    @pytest.mark.parametrize(
        "form",
        [
            *("malmolundregionen", "MalmöLundregionen", "MalmoLundregionen ", "MLR"),
            *("Malmö-Lundregionen", "MalmöLund-regionen", "The MalmöLund Region"),
        ],
    )
    def test_is_found_by_each_of_its_names(self, form: str) -> None:
        assert malmolund.region is malmolund.regions[form]

    def test_has_twelve_codes_in_ascending_order(self) -> None:
        assert tuple(TWELVE) == malmolund.region.codes

    def test_has_a_record_of_each_member(self) -> None:
        assert malmolund.municipalities == malmolund.region.municipalities

    def test_has_both_plans(self) -> None:
        assert ["2012", "2019-2023"] == [plan.id for plan in malmolund.region.plans]

    def test_has_one_membership_a_member(self) -> None:
        assert TWELVE == [m.code for m in malmolund.region.memberships]

    def test_has_people_from_2010_to_2025(self) -> None:
        assert list(range(2010, 2026)) == list(malmolund.region.population)
        assert 784_412 == malmolund.region.population.latest

    def test_has_land(self) -> None:
        assert 2520.70 == malmolund.region.land_area_km2

    def test_has_land_to_the_hectare(self, folder: DataFolder) -> None:
        # Staffanstorp has 106.81 km².
        folder.change("municipalities", 1, land_area_km2=106.816)

        assert 2520.71 == folder.load().region.land_area_km2


class TestMembersOverTime:
    def test_without_a_date_all_that_did_not_leave_belong(self) -> None:
        assert TWELVE == codes()
        assert TWELVE == codes(certain=False)

    @pytest.mark.parametrize(
        ("on", "certain", "possible"),
        [
            ("2000-01-01", [], ELEVEN),
            ("2012-08-30", [], ELEVEN),
            ("2012-08-31", ELEVEN, ELEVEN),
            ("2016-06-01", ELEVEN, ELEVEN),
            ("2017-03-27", ELEVEN, ELEVEN),
            ("2017-03-28", ELEVEN, TWELVE),
            ("2018-07-01", ELEVEN, TWELVE),
            ("2019-05-20", ELEVEN, TWELVE),
            ("2019-05-21", TWELVE, TWELVE),
            ("2024-02-02", TWELVE, TWELVE),
            ("2024-02-03", [], TWELVE),
            ("2030-01-01", [], TWELVE),
        ],
    )
    def test_what_is_open_stays_open(
        self, on: str, certain: list[str], possible: list[str]
    ) -> None:
        assert certain == codes(on)
        assert possible == codes(on, certain=False)

    @pytest.mark.parametrize(
        "on",
        [
            "2016-06-01",
            "20160601",
            "2016-W22-3",
            dt.date(2016, 6, 1),
            dt.datetime(2016, 6, 1, 23, 59, tzinfo=dt.UTC),
        ],
    )
    def test_a_day_is_a_date_or_an_iso_string(self, on: dt.date | str) -> None:
        assert ELEVEN == codes(on)

    @pytest.mark.parametrize(
        "on", ["", "2019", 20190521, b"2019-05-21", ["2019-05-21"]]
    )
    def test_anything_else_is_an_error_that_shows_it(self, on: Any) -> None:
        for ask in (malmolund.region.members, malmolund.region.plan_on):
            with pytest.raises(ValueError, match="is no date; give a datetime") as e:
                ask(on)

            assert str(e.value).startswith(f"{on!r} is no date")

    def test_the_members_of_a_day_are_a_collection(self) -> None:
        members = malmolund.region.members(on="2016-06-01")

        assert "Lund" in members
        assert "Skurup" not in members
        with pytest.raises(malmolund.NotFoundError):
            members["Skurup"]


class TestPlans:
    @pytest.mark.parametrize(
        ("on", "expected"),
        [
            ("2011-12-31", None),
            ("2012-01-01", "2012"),
            ("2016-06-01", "2012"),
            ("2019-03-01", "2012"),
            ("2019-05-20", "2012"),
            ("2019-05-21", "2019-2023"),
            (dt.date(2021, 6, 1), "2019-2023"),
            ("2023-12-31", "2019-2023"),
            ("2024-01-01", None),
        ],
    )
    def test_the_later_plan_holds_from_its_adoption(
        self, on: dt.date | str, expected: str | None
    ) -> None:
        plan = malmolund.region.plan_on(on)

        assert expected == (plan and plan.id)

    def test_another_delineation_has_none(self) -> None:
        assert 0 == len(malmolund.regions["skane"].plans)
        assert malmolund.regions["skane"].plan_on("2021-06-01") is None


# Bounds of joining and of leaving.
UNKNOWN = (None, None, None, None)
KNOWN = ("2005-01-01", "2005-01-01", "2009-12-31", "2010-01-01")
ENDED = (None, "2005-01-01", None, "2010-01-01")
ENDED_AFTER_2009 = (None, "2005-01-01", "2009-01-01", "2010-01-01")


class TestMembership:
    def test_of_skurup_is_known_within_bounds(self) -> None:
        (skurup,) = (m for m in malmolund.region.memberships if m.name == "Skurup")

        assert dt.date(2017, 3, 28) == skurup.joined_no_earlier_than
        assert dt.date(2019, 5, 21) == skurup.joined_no_later_than
        assert dt.date(2024, 2, 2) == skurup.left_no_earlier_than
        assert skurup.left_no_later_than is None

    @pytest.mark.parametrize(
        ("bounds", "on", "certain", "possible"),
        [
            (UNKNOWN, None, False, True),
            (UNKNOWN, "2020-01-01", False, True),
            (KNOWN, "2004-12-31", False, False),
            (KNOWN, "2005-01-01", True, True),
            (ENDED, None, False, False),
            (ENDED, "2005-01-01", True, True),
            # When in these five years it left is open.
            (ENDED, "2009-12-31", False, True),
            (ENDED, "2010-01-01", False, False),
            (ENDED_AFTER_2009, "2008-06-01", True, True),
            (ENDED_AFTER_2009, "2009-06-01", False, True),
        ],
    )
    def test_is_certain_or_possible_between_its_bounds(
        self, bounds: tuple[Any, ...], on: str | None, *, certain: bool, possible: bool
    ) -> None:
        fields = malmolund.Membership._fields()[2:]
        membership = malmolund.Membership(
            code="1264", name="Skurup", **dict(zip(fields, bounds, strict=True))
        )
        day = None if on is None else dt.date.fromisoformat(on)

        assert certain == membership.covers(day, certain=True)
        assert possible == membership.covers(day, certain=False)

    @pytest.mark.parametrize("day", ["2005-01-01", "20050101"])
    def test_takes_a_day_as_iso_text(self, day: str) -> None:
        membership = malmolund.Membership(
            code="1264", name="Skurup", joined_no_later_than="2005-01-01"
        )

        assert membership.covers(day, certain=True)
        assert not membership.covers("2004-12-31", certain=True)

    @pytest.mark.parametrize("day", ["rubbish", "2005", "", 2005, NaTType()])
    def test_refuses_what_is_no_day(self, day: Any) -> None:
        with pytest.raises(ValueError, match="is no date; give"):
            malmolund.region.memberships[0].covers(day, certain=False)
        with pytest.raises(ValueError, match="is no date; give"):
            malmolund.region.members(day)
        with pytest.raises(ValueError, match="is no date; give"):
            malmolund.region.plan_on(day)


class TestOtherDelineations:
    def test_are_three(self) -> None:
        assert ["Malmö-Lund", "MalmöLundregionen", "Skåne län", "Stormalmö"] == [
            region.name for region in malmolund.regions
        ]

    @pytest.mark.parametrize(
        ("on", "certain", "possible"),
        [
            ("2004-12-31", 9, 9),
            ("2005-06-01", 9, 12),
            ("2005-12-31", 12, 12),
            ("2026-01-01", 12, 12),
        ],
    )
    def test_stormalmo_grew_from_nine_to_the_same_twelve_in_2005(
        self, on: str, certain: int, possible: int
    ) -> None:
        assert certain == len(codes(on, region="stormalmo"))
        assert possible == len(codes(on, certain=False, region="stormalmo"))
        stormalmo = malmolund.regions["stormalmo"]
        assert malmolund.region.codes == stormalmo.codes
        assert malmolund.region.population == stormalmo.population
        assert 2520.70 == stormalmo.land_area_km2

    @pytest.mark.parametrize(("region", "size"), [("la-malmo-lund", 27), ("skane", 33)])
    def test_larger_ones_know_members_without_record_by_code_and_name(
        self, region: str, size: int
    ) -> None:
        delineation = malmolund.regions[region]
        svalov = {m.code: m.name for m in delineation.memberships}["1214"]

        assert size == len(delineation.codes) == len(set(delineation.codes))
        assert set(TWELVE) < set(delineation.codes)
        assert "Svalöv" == svalov
        assert malmolund.municipalities == delineation.municipalities

    @pytest.mark.parametrize("region", ["la-malmo-lund", "skane"])
    def test_larger_ones_have_no_figures_rather_than_wrong_ones(
        self, region: str
    ) -> None:
        delineation = malmolund.regions[region]

        assert {} == delineation.population
        assert delineation.land_area_km2 is None
        with pytest.raises(malmolund.NotFoundError, match="There are no figures"):
            _ = delineation.population.latest

    @pytest.mark.parametrize(
        ("form", "expected"),
        [
            ("Stormalmö", "stormalmo"),
            ("Greater Malmö", "stormalmo"),
            ("LA2416", "la-malmo-lund"),
            ("Malmö-Lund", "la-malmo-lund"),
            ("Skåne län", "skane"),
            (12, "skane"),
            ("SE224", "skane"),
        ],
    )
    def test_are_found_by_name_and_code(self, form: object, expected: str) -> None:
        assert expected == malmolund.regions[form].id

    @pytest.mark.parametrize("form", ["Malmö", "Lund", "Stor-Malmö", "Skåne", "1280"])
    def test_are_not_found_by_less(self, form: str) -> None:
        assert malmolund.regions.get(form) is None


class TestMembershipsOfOneMunicipality:
    @pytest.mark.parametrize(
        ("left", "overlap"),
        [
            (None, True),
            ("2010-01-01", False),
            ("2020-01-01", False),
            ("2020-01-02", True),
        ],
    )
    def test_overlap_unless_one_is_over_when_the_other_begins(
        self, left: Any, *, overlap: bool
    ) -> None:
        later = malmolund.Membership(
            code="1281", name="Lund", joined_no_later_than="2020-01-01"
        )
        earlier = malmolund.Membership(
            code="1281", name="Lund", left_no_later_than=left
        )
        other = malmolund.Membership(code="1280", name="Malmö")

        assert overlap == earlier.overlaps(later) == later.overlaps(earlier)
        assert not other.overlaps(later)

    def test_overlap_where_nothing_is_known(self) -> None:
        unknown = malmolund.Membership(code="1281", name="Lund")

        assert unknown.overlaps(unknown)

    def test_are_no_members_of_today_where_nothing_is_known(self) -> None:
        unknown = malmolund.Membership(code="1281", name="Lund")
        region = attrs.evolve(malmolund.region, memberships=(unknown,))

        assert () == region.codes
        assert ["1281"] == [m.code for m in region.members(certain=False)]
