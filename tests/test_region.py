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


class TestWhatTheCooperationIs:
    @pytest.mark.parametrize(
        ("field", "begin", "begin_en", "sources"),
        [
            (
                "purpose",
                "En gemensam plattform för strategiska frågor",
                "A common platform for strategic questions",
                ["mlr_ommlr", "malmo_article", "lund_mlr"],
            ),
            (
                "goal",
                "År 2035 ska regionen vara en hållbar och sammankopplad storstads",
                "In 2035 the region is to be a sustainable and connected metropolitan",
                ["lund_mlr", "mlr_ommlr", "mlr_home"],
            ),
            (
                "decision_rule",
                "Beslut fattas i enighet, och alla medlemmar har lika stort inflyt",
                "Decisions are taken by consensus, and all members have the same influ",
                ["mlr_org", "mlr_omoss_new", "mlr_ommlr"],
            ),
            (
                "participation",
                "Frivilligt; en kommun behöver inte vara med i varje projekt.",
                "Voluntary; a municipality need not join every project.",
                ["mlr_org", "mlr_omoss_new", "lund_mlr"],
            ),
        ],
    )
    def test_stands_in_both_languages_with_its_sources(
        self, field: str, begin: str, begin_en: str, sources: list[str]
    ) -> None:
        for name, text in ((field, begin), (f"{field}_en", begin_en)):
            assert getattr(malmolund.region, name).startswith(text)
            assert sources == [s.id for s in malmolund.region.source_of(name)]

    def test_is_attested_until_a_page_of_2024(self) -> None:
        assert dt.date(2024, 2, 2) == malmolund.region.attested_until
        (source,) = malmolund.region.source_of("attested_until")
        assert ("Svedala kommun", "2024-02-02") == (source.publisher, source.date)

    def test_had_another_goal_in_2016(self) -> None:
        followed, other = malmolund.region.evidence("goal")

        assert malmolund.region.goal == followed.value
        assert ["malmo_struktur_old", "mlr_struktur"] == [s.id for s in other.sources]
        assert other.note
        assert "November 2016 (Malmö stad) or on 13 December" in other.note

    def test_of_another_delineation_nobody_says_so(self) -> None:
        for id_ in ("stormalmo", "la-malmo-lund", "skane"):
            region = malmolund.regions[id_]

            assert 0 == len(region.bodies)
            for field in ("purpose", "goal", "decision_rule", "participation"):
                assert getattr(region, field) is None
                assert getattr(region, f"{field}_en") is None

    def test_has_a_group_in_kolada(self) -> None:
        assert {
            "malmolundregionen": "G185769",
            "stormalmo": "G128681",
            "skane": "G33621",
            "la-malmo-lund": None,
        } == malmolund.regions.mapping("id", "kolada_group")


class TestBodies:
    def test_are_those_that_sources_name(self) -> None:
        assert {
            "styrelsen": "the board",
            "kommundirektorsgruppen": "the group of chief executives",
            "sekretariatet": "the secretariat",
            "op-gruppen": "the comprehensive planning group",
            "naringslivsgruppen": "the business group",
        } == malmolund.region.bodies.mapping("id", "name_en")

    @pytest.mark.parametrize("form", ["styrelsen", "Styrelsen", "The board"])
    def test_are_found_by_name(self, form: str) -> None:
        board = malmolund.region.bodies[form]

        assert "<Body styrelsen>" == repr(board)
        assert board.composition_en
        assert board.composition_en.startswith("From every municipality the chair of ")

    def test_keep_open_how_many_seats_malmo_and_lund_have(self) -> None:
        board = malmolund.region.bodies["styrelsen"]
        followed, other = board.evidence("composition")

        assert (board.composition, True) == (followed.value, followed.agrees)
        assert ("tre var från Malmö och Lund", False) == (other.value, other.agrees)
        assert ["mlr_ommlr"] == [source.id for source in other.sources]

    def test_say_nothing_where_sources_say_nothing(self) -> None:
        group = malmolund.region.bodies["Näringslivsgruppen"]

        assert group.composition is None
        assert () == group.evidence("composition")


class TestMembersOverTime:
    def test_without_a_date_those_of_today_belong(self) -> None:
        for certain in (True, False):
            today = codes(dt.date.today(), certain=certain)  # noqa: DTZ011

            assert TWELVE == today == codes(certain=certain)

    @pytest.mark.parametrize("region", ["stormalmo", "malmolundregionen"])
    def test_are_the_same_with_and_without_the_date_of_today(self, region: str) -> None:
        delineation = malmolund.regions[region]
        today = dt.date.today()  # noqa: DTZ011

        assert delineation.members() == delineation.members(on=today)
        assert delineation.members() == delineation.members("2099-12-31")

    @pytest.mark.parametrize(
        ("bounds", "belongs"),
        [
            ({"joined_no_later_than": "2099-01-01"}, False),
            (
                {
                    "joined_no_later_than": "2012-08-31",
                    "left_no_earlier_than": "2098-12-31",
                    "left_no_later_than": "2099-01-01",
                },
                True,
            ),
        ],
    )
    def test_do_not_run_ahead_of_today(
        self, bounds: dict[str, Any], *, belongs: bool
    ) -> None:
        lund = malmolund.Membership(code="1281", name="Lund", **bounds)
        region = attrs.evolve(malmolund.region, memberships=(lund,))

        assert belongs == ("1281" in region.codes)
        assert belongs != ("1281" in region.areas("2099-01-01"))

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
            # No source ends a membership, so it goes on.
            ("2024-02-03", TWELVE, TWELVE),
            ("2030-01-01", TWELVE, TWELVE),
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
            ("2012-01-01", None),
            ("2012-01-10", None),
            ("2012-01-23", None),
            ("2012-01-24", "2012"),
            ("2016-06-01", "2012"),
            ("2018-12-31", "2012"),
            ("2019-01-01", "2012"),
            ("2019-05-20", "2012"),
            ("2019-05-21", "2019-2023"),
            (dt.date(2021, 6, 1), "2019-2023"),
            ("2023-12-31", "2019-2023"),
            ("2024-01-01", None),
        ],
    )
    def test_are_in_force_from_their_adoption_to_their_last_year(
        self, on: dt.date | str, expected: str | None
    ) -> None:
        plan = malmolund.region.plan_on(on)

        assert expected == (plan and plan.id)

    @pytest.mark.parametrize(
        ("on", "expected"),
        [
            ("2024-12-31", None),
            ("2025-01-01", "2025-2026"),
            ("2026-12-31", "2025-2026"),
            ("2027-01-01", None),
        ],
    )
    def test_adopted_before_their_first_year_wait_for_it(
        self, folder: DataFolder, on: str, expected: str | None
    ) -> None:
        folder.add(
            "plans",
            2,
            id="2025-2026",
            title="Nästa plan",
            title_en="The next plan",
            start_year=2025,
            end_year=2026,
            adopted="2024-10-01",
        )

        plan = folder.load().region.plan_on(on)

        assert expected == (plan and plan.id)

    def test_another_delineation_has_none(self) -> None:
        assert 0 == len(malmolund.regions["skane"].plans)
        assert malmolund.regions["skane"].plan_on("2021-06-01") is None


# Bounds of joining and of leaving.
UNKNOWN = (None, None, None, None)
KNOWN = ("2005-01-01", "2005-01-01", "2009-12-31", "2010-01-01")
ATTESTED = (None, "2005-01-01", "2009-12-31", None)
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
            # A day on which it is shown is no day on which it ended.
            (ATTESTED, "2004-12-31", False, True),
            (ATTESTED, "2009-12-31", True, True),
            (ATTESTED, "2010-01-01", True, True),
            (ATTESTED, None, True, True),
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
        assert size == len(delineation.areas())
        assert delineation.codes == tuple(sorted(a.code for a in delineation.areas()))

    @pytest.mark.parametrize(
        ("region", "some"),
        [("la-malmo-lund", "15 of the 27"), ("skane", "21 of the")],
    )
    def test_larger_ones_leave_no_member_out(self, region: str, some: str) -> None:
        delineation = malmolund.regions[region]

        with pytest.raises(malmolund.NotFoundError, match=some) as caught:
            delineation.members()
        with pytest.raises(malmolund.NotFoundError, match=some):
            _ = delineation.municipalities

        assert "No full record is known as '1214'. " in str(caught.value)
        assert str(caught.value).endswith("have none; .areas() has them all.")
        assert delineation.to_dict()["municipalities"] is None
        assert () == delineation.evidence("municipalities")

    @pytest.mark.parametrize(
        ("region", "first", "last"),
        [
            ("skane", 1_243_329, 1_433_082),
            ("la-malmo-lund", None, 1_249_068),
            ("stormalmo", 656_355, 784_412),
        ],
    )
    def test_have_the_people_of_all_their_municipalities(
        self, region: str, first: int | None, last: int
    ) -> None:
        people = malmolund.regions[region].population

        assert list(range(2010, 2026)) == list(people)
        assert last == people[2025]
        if first is not None:
            assert first == people[2010]

    @pytest.mark.parametrize("region", ["la-malmo-lund", "skane"])
    def test_larger_ones_have_no_land_area_rather_than_a_wrong_one(
        self, region: str
    ) -> None:
        assert malmolund.regions[region].land_area_km2 is None


class TestAreas:
    def test_are_the_records_of_the_members_where_there_are(self) -> None:
        areas = malmolund.region.areas()

        assert TWELVE == sorted(area.code for area in areas)
        assert malmolund.municipalities["Lund"] is areas["Lund"]

    @pytest.mark.parametrize(
        ("on", "certain", "size"),
        [
            ("2023-12-31", True, 0),
            ("2023-12-31", False, 27),
            ("2024-01-01", True, 27),
            (dt.date(2030, 1, 1), True, 27),
        ],
    )
    def test_are_those_of_a_day(
        self, on: dt.date | str, *, certain: bool, size: int
    ) -> None:
        assert size == len(
            malmolund.regions["la-malmo-lund"].areas(on, certain=certain)
        )

    def test_refuse_what_is_no_day(self) -> None:
        with pytest.raises(ValueError, match="'soon' is no date"):
            malmolund.region.areas("soon")


# The twelve of today without Skurup.
ELEVEN_IN = {
    2010: 641_374,
    2011: 647_995,
    2012: 655_439,
    2013: 663_435,
    2014: 672_314,
    2015: 680_281,
    2016: 691_712,
    2017: 703_543,
    2018: 714_770,
}
TWELVE_IN = {
    2017: 719_185,
    2018: 730_529,
    2019: 740_840,
    2020: 748_433,
    2021: 756_970,
    2022: 766_099,
    2023: 773_630,
    2024: 780_035,
    2025: 784_412,
}


class TestPeopleAsConstituted:
    def test_are_those_of_certain_members(self) -> None:
        eleven = {year: n for year, n in ELEVEN_IN.items() if year > 2011}

        # Before August 2012 no member is certain.
        assert TWELVE_IN | eleven == malmolund.region.population_as_constituted()

    def test_may_be_those_of_possible_members(self) -> None:
        assert ELEVEN_IN | TWELVE_IN == (
            malmolund.region.population_as_constituted(certain=False)
        )

    def test_lack_a_year_of_which_a_member_has_no_figure(self) -> None:
        falun = malmolund.Membership(
            code="2080", name="Falun", joined_no_later_than="2019-01-01"
        )
        region = attrs.evolve(
            malmolund.region,
            memberships=(*malmolund.region.memberships, falun),
            areas=malmolund.areas,
        )

        assert list(range(2012, 2019)) == list(region.population_as_constituted())
        assert {} == region.population

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
