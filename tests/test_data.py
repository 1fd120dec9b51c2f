"""The packaged data: complete, consistent, and each value with its source."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

import malmolund
from malmolund import _tables
from malmolund._catalogue import PACKAGED


if TYPE_CHECKING:
    from collections.abc import Iterator

    from malmolund._records import Record


# People in the twelve on 31 December: the sums of the figures that SCB published.
TOTALS = {
    2010: 656_355,
    2011: 662_941,
    2012: 670_394,
    2013: 678_460,
    2014: 687_481,
    2015: 695_430,
    2016: 707_120,
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
ROWS = {
    "areas": 290 + 21 + 1,
    "bodies": 5,
    "borders": 24,
    "claims": 34,
    # Emissions are there for 1990, 2000, 2005, 2010, 2015, and 2020 to 2024.
    "figures": 12 * (5 + 6),
    "focus_areas": 6,
    "indicators": 6,
    "memberships": 12 + 12 + 27 + 33,
    "municipalities": 12,
    "plan_focus_areas": 9,
    "plans": 2,
    # The sources of the twelve change in 2020, 2021, 2022 and 2025.
    "population": 12 * 5 + 21 + 1 + 1,
    "regions": 4,
    "sources": 63,
}
# People in Skåne and in Sweden: the sums of 33 and of 290 figures that SCB published.
SKANE = {2010: 1_243_329, 2025: 1_433_082}
SWEDEN = {2010: 9_415_570, 2025: 10_605_520}
TABLES = _tables.BY_NAME
CITATIONS = {"sources", "field_sources"}


def rows(table: str) -> list[dict[str, Any]]:
    return PACKAGED._folder.rows(TABLES[table])


def every_record() -> Iterator[Record]:
    """Yield each record of each collection, and those that stand inside others."""
    yield from malmolund.sources
    yield from malmolund.population
    yield from malmolund.indicators
    yield from malmolund.figures
    yield from malmolund.focus_areas
    yield from malmolund.plans
    for region in malmolund.regions:
        yield region
        yield from region.memberships
        yield from region.bodies
    for municipality in malmolund.municipalities:
        yield municipality
        yield from municipality.borders


def values(record: Record) -> dict[str, object]:
    """Return the values of a record that are not null.

    That no plan, body or principle is known is no value either.
    """
    found = {name: record._value(name) for name in record._fields()}
    for name in ("plans", "bodies", "principles", "principles_en"):
        if name in found and not found[name]:
            del found[name]
    return {name: value for name, value in found.items() if value is not None}


class TestTables:
    def test_are_all_there_and_no_others(self) -> None:
        files = sorted(
            path.name for path in PACKAGED._folder.directory.iterdir() if path.is_file()
        )

        others = ["boundaries.json", "datapackage.json"]
        assert sorted([*(f"{name}.json" for name in ROWS), *others]) == files
        assert set(ROWS) == set(TABLES)

    @pytest.mark.parametrize(("table", "count"), ROWS.items())
    def test_have_so_many_rows(self, table: str, count: int) -> None:
        assert count == len(rows(table))

    @pytest.mark.parametrize("table", ROWS)
    def test_are_utf_8_one_row_a_line_without_a_mark(self, table: str) -> None:
        data = (PACKAGED._folder.directory / f"{table}.json").read_bytes()
        lines = data.decode().split("\n")

        assert ["[", "]", ""] == [lines[0], *lines[-2:]]
        assert len(rows(table)) == len(lines) - 3
        assert b"\r" not in data
        assert b"\\u" not in data

    def test_have_no_text_that_is_not_composed(self) -> None:
        for table in ROWS:
            text = json.dumps(rows(table), ensure_ascii=False)

            assert text.isprintable()
            assert "\u0308" not in text
            assert "\u030a" not in text
            assert "\ufffd" not in text
            assert "Ã" not in text

    def test_are_described(self) -> None:
        file = PACKAGED._folder.directory / "datapackage.json"
        descriptor = json.loads(file.read_bytes())

        assert sorted(f"{name}.json" for name in [*ROWS, "boundaries"]) == [
            resource["path"] for resource in descriptor["resources"]
        ]
        assert malmolund.data_version == descriptor["version"]

    def test_are_listed_by_name(self) -> None:
        written = [t for t in vars(_tables).values() if isinstance(t, _tables.Table)]

        assert sorted(TABLES) == sorted(table.name for table in written)
        assert all(name == table.name for name, table in TABLES.items())

    def test_have_a_date_that_is_not_in_the_future_of_their_sources(self) -> None:
        version = dt.date.fromisoformat(malmolund.data_version)

        assert all(
            source.date[:4] <= str(version.year)
            for source in malmolund.sources
            if source.date
        )


REFERENCES = [
    ("bodies", "region", "regions"),
    ("figures", "code", "areas"),
    ("figures", "indicator", "indicators"),
    ("plans", "replaces", "plans"),
    ("population", "code", "areas"),
    ("borders", "code_a", "municipalities"),
    ("borders", "code_b", "municipalities"),
    ("municipalities", "code", "areas"),
    ("municipalities", "county_code", "areas"),
    ("memberships", "code", "areas"),
    ("memberships", "region", "regions"),
    ("plans", "region", "regions"),
    ("plan_focus_areas", "plan", "plans"),
    ("plan_focus_areas", "focus_area", "focus_areas"),
]


class TestReferences:
    def test_are_those_that_loading_checks(self) -> None:
        assert set(REFERENCES) == {
            (name, column, other)
            for name, table in TABLES.items()
            for column, other in table.references.items()
        }

    def test_name_no_source_twice(self) -> None:
        for table in set(ROWS) - {"sources"}:
            for row in rows(table):
                for ids in [row["sources"], *row.get("field_sources", {}).values()]:
                    assert len(ids) == len(set(ids)), row

    def test_lead_from_each_source(self) -> None:
        cited = {
            id_
            for table in set(ROWS) - {"sources"}
            for row in rows(table)
            for ids in [row["sources"], *row.get("field_sources", {}).values()]
            for id_ in ids
        }

        cited.update(malmolund.municipalities.__geo_interface__["sources"])
        assert {source.id for source in malmolund.sources} == cited

    def test_of_an_area_agree_with_its_record(self) -> None:
        names = {row["code"]: row["name"] for row in rows("areas")}

        assert malmolund.municipalities.mapping("code", "name") == {
            code: names[code] for code in malmolund.region.codes
        }

    def test_of_a_county_are_the_first_digits_of_a_code(self) -> None:
        counties = {row["code"] for row in rows("areas") if row["level"] == "county"}

        assert counties == {
            row["code"][:2] for row in rows("areas") if row["level"] == "municipality"
        }
        for municipality in malmolund.municipalities:
            assert municipality.county_code == municipality.code[:2]

    def test_of_skane_are_all_its_municipalities(self) -> None:
        assert malmolund.regions["skane"].codes == tuple(
            row["code"]
            for row in rows("areas")
            if row["level"] == "municipality" and row["code"].startswith("12")
        )


class TestFigures:
    @pytest.mark.parametrize(("year", "total"), TOTALS.items())
    def test_of_people_add_up(self, year: int, total: int) -> None:
        people = [figure for figure in malmolund.population if figure.year == year]

        assert 12 == len(people)
        assert total == sum(figure.population for figure in people)
        assert total == malmolund.region.population[year]

    @pytest.mark.parametrize(
        ("area", "totals"), [("Skåne", SKANE), ("Sverige", SWEDEN)]
    )
    def test_of_people_in_larger_areas_are_sums(
        self, area: str, totals: dict[int, int]
    ) -> None:
        people = malmolund.areas[area].population

        assert list(TOTALS) == list(people)
        assert totals == {year: people[year] for year in totals}

    @pytest.mark.parametrize("year", TOTALS)
    def test_of_people_in_skane_are_those_of_its_municipalities(
        self, year: int
    ) -> None:
        people = [
            area.population[year]
            for area in malmolund.areas
            if area.code.startswith("12") and area.level == "municipality"
        ]

        assert 33 == len(people)
        assert sum(people) == malmolund.areas["Skåne"].population[year]
        assert sum(people) == malmolund.regions["skane"].population[year]
        assert sum(people) < malmolund.areas["Sverige"].population[year]

    def test_of_people_elsewhere_are_none_rather_than_guessed(self) -> None:
        falun = malmolund.areas["Falun"]

        assert {} == falun.population
        assert () == falun.source_of("population")

    def test_of_people_in_larger_areas_have_sources(self) -> None:
        horby, skane = malmolund.areas["Hörby"], malmolund.areas["Skåne"]
        copies = ["johan_ekman", "maibra_panel", "gh_population"]

        assert ["scb_population", *copies] == [
            source.id for source in horby.source_of("population")
        ]
        assert "malmolund_sums" in {s.id for s in skane.source_of("population")}

    def test_of_people_change_by_less_than_a_twentieth_a_year(self) -> None:
        for municipality in malmolund.municipalities:
            for year, people in municipality.population.items():
                before = municipality.population.get(year - 1, people)

                assert abs(people / before - 1) < 0.05, (municipality, year)

    @pytest.mark.parametrize(
        ("indicator", "years"),
        [
            ("dwellings_completed", range(2011, 2025)),
            ("mean_price_one_family_house", range(2011, 2025)),
            ("median_household_disposable_income", range(2011, 2025)),
            ("unemployment_rate", range(2011, 2025)),
            ("municipal_tax_rate", range(2015, 2027)),
            (
                "greenhouse_gas_emissions",
                [1990, 2000, 2005, 2010, 2015, *range(2020, 2025)],
            ),
        ],
    )
    def test_of_indicators_are_there_for_each_of_the_twelve_and_no_gap(
        self, indicator: str, years: range | list[int]
    ) -> None:
        found = Counter(
            (figure.code, figure.year)
            for figure in malmolund.figures.where(indicator=indicator)
        )

        assert {(code, y): 1 for code in malmolund.region.codes for y in years} == found

    @pytest.mark.parametrize(
        ("key", "value"),
        [
            ("municipal_tax_rate Lund 2026", 21.24),
            ("dwellings_completed 1230 2011", 96),
            ("mean_price_one_family_house Burlöv 2011", 2_584_000),
            ("unemployment_rate Malmö 2024", 5.495),
            ("greenhouse_gas_emissions Staffanstorp 1990", 117_339.1),
        ],
    )
    def test_of_indicators_are_as_in_the_source(self, key: str, value: float) -> None:
        assert value == malmolund.figures[key].value

    def test_of_indicators_come_with_what_to_know(self) -> None:
        notes = malmolund.indicators.mapping("id", "note")
        emissions = notes["greenhouse_gas_emissions"]

        assert notes["median_household_disposable_income"].startswith("Of households,")
        assert "without transport abroad" in emissions
        assert "2024 lie 8 to 18 per cent above those of 2023" in emissions
        assert "Malmö in 2010 has some 70 per cent more" in emissions
        for money in (
            "mean_price_one_family_house",
            "median_household_disposable_income",
        ):
            assert (
                "does not say whether amounts are in the prices of each year"
                in (notes[money])
            )
        assert None is notes["municipal_tax_rate"]

    def test_of_emissions_jump_as_far_as_their_note_says(self) -> None:
        jumps = [
            round(
                100
                * malmolund.figures[f"greenhouse_gas_emissions {code} 2024"].value
                / malmolund.figures[f"greenhouse_gas_emissions {code} 2023"].value
                - 100
            )
            for code in malmolund.region.codes
        ]

        assert (8, 18) == (min(jumps), max(jumps))

    def test_of_borders_are_24_of_which_2_at_sea(self) -> None:
        sea = [row for row in rows("borders") if row["kind"] == "sea"]

        assert [("1261", "1280"), ("1262", "1280")] == [
            (row["code_a"], row["code_b"]) for row in sea
        ]

    def test_of_borders_are_the_same_from_both_sides(self) -> None:
        sides = {
            (here.code, border.code): (border.kind, border.land_km, border.total_km)
            for here in malmolund.municipalities
            for border in here.borders
        }

        assert 2 * 24 == len(sides)
        assert all(sides[there, here] == sides[here, there] for here, there in sides)
        assert all(here != there for here, there in sides)

    def test_of_seats_lie_in_skane(self) -> None:
        for municipality in malmolund.municipalities:
            assert 55.3 < municipality.latitude < 56.1, municipality
            assert 12.8 < municipality.longitude < 13.7, municipality

    def test_of_identity_differ(self) -> None:
        alike = {"aliases", "county_code", "nuts3"}
        for field in set(rows("municipalities")[0]) - {*alike, *CITATIONS}:
            assert 12 == len({getattr(m, field) for m in malmolund.municipalities})

    def test_of_identity_agree_with_the_code(self) -> None:
        for municipality in malmolund.municipalities:
            assert f"SE_{municipality.code}" == municipality.gisco_id
            assert f"{municipality.name} Municipality" == municipality.name_en
            assert "SE224" == municipality.nuts3


class TestSources:
    def test_stand_behind_every_value_of_every_record(self) -> None:
        counts: Counter[str] = Counter()
        for record in every_record():
            for field in values(record):
                found = record.source_of(field)

                assert found, (record, field)
                assert set(found) <= set(record.sources), (record, field)
                counts[type(record).__name__] += 1

        assert {
            "Body": 5 * 7 - 2,  # who is in one of them
            "Border": 48 * 4,
            "Figure": 936 * 5,
            "FocusArea": 6 * 5,
            "Indicator": 6 * 5 - 2,  # notes
            # Until when, since when at the earliest
            "Membership": 84 * 3 + 12 + 27 + 4,
            "Municipality": 12 * 20,
            # Goal, principles and what it replaced, of the action programme
            "OperationalPlan": 2 * 17 - 5,
            "PopulationFigure": 192 * 4,
            # Websites, plans, bodies and eight texts of the other three; records and
            # land area of the larger two; groups in Kolada; until when attested
            "Region": 4 * 23 - 3 * 11 - 2 * 2 - 1 - 2,
            "Source": 63 * 8 - 30 - 34 - 17 - 7,  # date, licence, note, address
        } == counts

    def test_come_with_the_plain_values(self) -> None:
        for record in every_record():
            if not isinstance(record, malmolund.Source):
                sources = record.to_dict()["sources"]

                assert values(record).keys() == {f for f, ids in sources.items() if ids}

    @pytest.mark.parametrize("field", ["population", "land_area_km2"])
    def test_have_the_origin_before_copies(self, field: str) -> None:
        order = ["origin", "copy", "secondary"]
        for record in [*malmolund.municipalities, malmolund.region]:
            roles = [order.index(source.role) for source in record.source_of(field)]

            assert 0 == roles[0]
            assert sorted(roles) == roles

    def test_have_an_address_unless_none_is_known(self) -> None:
        tables = ["scb_dwellings", "scb_house_prices", "scb_income", "scb_land_area"]
        ours = ["malmolund_borders", "malmolund_sums"]

        # Tables that were read in copies, whose address could not be confirmed.
        assert ["kolada_unemployment", *ours, *tables] == [
            source.id for source in malmolund.sources if source.url is None
        ]

    def test_differ_in_their_address_or_title(self) -> None:
        assert 63 == len({(s.url, s.title) for s in malmolund.sources})


class TestClaims:
    def test_that_differ_can_be_listed_in_one_call(self) -> None:
        found = {
            (repr(record), field): [claim.agrees for claim in claims]
            for (record, field), claims in malmolund.disagreements().items()
        }

        assert {
            ("<OperationalPlan 2019-2023>", "end_year"): [True, False],
            ("<Region malmolundregionen>", "goal"): [True, False],
            ("<Body styrelsen>", "composition"): [True, False],
            ("<Municipality 1280 Malmö>", "latitude"): [True, False, False],
            ("<Municipality 1280 Malmö>", "longitude"): [True, False, False],
            ("<Region malmolundregionen>", "memberships"): [True, False, False],
            ("<Region malmolundregionen>", "name"): [True, False, False],
            ("<FocusArea kompetensforsorjning>", "name"): [True, False, False, False],
            ("<FocusArea naringsliv>", "name"): [True, False],
            ("<FocusArea infrastruktur-planering>", "name"): [True, False],
            ("<FocusArea miljo-klimat>", "name"): [True, False],
            ("<Municipality 1280 Malmö>", "official_name"): [True, False],
        } == found

    def test_that_are_followed_say_what_the_record_says(self) -> None:
        for row in rows("claims"):
            record = PACKAGED._claimed(row["table"])[row["key"]]
            value = getattr(record, row["field"])
            if isinstance(value, (str, int, float, dt.date)):
                assert row["agrees"] == (row["value"] == str(value)), row

    def test_that_are_not_followed_stand_beside_one_that_is(self) -> None:
        for record in every_record():
            for field in record._fields():
                claims = record.evidence(field)
                agreeing = [claim.agrees for claim in claims]

                assert sorted(agreeing, reverse=True) == agreeing
                assert bool(claims) == (field in values(record)), (record, field)
                assert agreeing[:1] != [False], (record, field)

    def test_that_differ_have_sources_of_their_own(self) -> None:
        followed, other, _ = malmolund.region.evidence("memberships")

        assert followed.agrees
        assert "eleven members, without Skurup" == other.value
        assert ["mlr_omoss_new"] == [source.id for source in other.sources]
