"""What all records share: they check, they never change, they are values."""

from __future__ import annotations

import copy
import datetime as dt
import inspect
import json
import pickle
from typing import TYPE_CHECKING, Any

import attrs
import pytest

import malmolund
from malmolund.exceptions import shown


if TYPE_CHECKING:
    from collections.abc import Iterator


LUND = malmolund.municipalities["Lund"]
SOURCE = malmolund.sources["malmo_article"]
CLAIM = malmolund.plans["2019-2023"].evidence("end_year")[0]
RECORDS: dict[str, Any] = {
    "Border": LUND.borders[0],
    "Claim": CLAIM,
    "FocusArea": malmolund.focus_areas["Digitalisering"],
    "Membership": malmolund.region.memberships[0],
    "Municipality": LUND,
    "OperationalPlan": malmolund.plans["2019-2023"],
    "PopulationFigure": malmolund.population["Lund 2010"],
    "Region": malmolund.region,
    "Source": SOURCE,
}


def every_value() -> Iterator[Any]:
    """Yield every record there is, and the values that helpers are made of."""
    collections = (
        malmolund.municipalities,
        malmolund.plans,
        malmolund.focus_areas,
        malmolund.regions,
        malmolund.population,
        malmolund.sources,
    )
    for collection in collections:
        yield collection
        yield from collection
    for municipality in malmolund.municipalities:
        yield municipality.population
        yield from municipality.borders
    for region in malmolund.regions:
        yield region.population
        yield from region.memberships
    for record in (*malmolund.municipalities, *malmolund.plans, *malmolund.regions):
        for field in record._fields:
            yield from record.evidence(field)


def arguments(record: Any) -> dict[str, Any]:
    """Return the keywords that a record may be made from."""
    return {
        field.alias: getattr(record, field.name)
        for field in attrs.fields(type(record))
        if field.alias is not None
    }


TEXTS: list[Any] = ["", " ", " Lund", "Lund\n", None, 5, b"Lund", ["Lund"]]
URLS: list[Any] = [*TEXTS, "www.lund.se", "ftp://lund.se", "https://lund.se/ x"]
YEARS: list[Any] = [1899, 2101, 2019.0, "2019", None, True]
DATES: list[Any] = ["", "soon", "2019", "2019-02-30", 2019, 1.5, b"2019-01-01", []]
LENGTHS: list[Any] = [-0.1, 10_001, float("nan"), float("inf"), "1", None, True]
IDS: list[Any] = [*TEXTS, "Id", "ö", "a b", "-", "a.b"]
CODES: list[Any] = ["", "128", "12810", "128a", "１２８１", 1281, None, " 128", b"1281"]
BAD: dict[str, dict[str, list[Any]]] = {
    "Border": {
        "code": CODES,
        "kind": ["air", "", "Land", None, 1, ["land"]],
        "land_km": LENGTHS,
        "total_km": LENGTHS,
    },
    "Claim": {
        "field": TEXTS,
        "value": TEXTS,
        "agrees": ["true", 1, 0, None],
        "note": [text for text in TEXTS if text is not None],
    },
    "FocusArea": {
        "id": IDS,
        "name": TEXTS,
        "name_en": TEXTS,
        "aliases": [None, "Klimat", [""], [None], [5], {"Klimat": 1}],
        "plans": [None, "2012", [""], [None], [2012]],
    },
    "Membership": {
        "code": CODES,
        "name": TEXTS,
        "joined_no_earlier_than": [*DATES, dt.datetime(2019, 1, 1, tzinfo=dt.UTC)],
        "joined_no_later_than": DATES,
        "left_no_earlier_than": DATES,
        "left_no_later_than": DATES,
    },
    "Municipality": {
        "code": CODES,
        "name": TEXTS,
        "official_name": TEXTS,
        "name_en": TEXTS,
        "seat": TEXTS,
        "latitude": [90.1, -90.1, "55.7", None, float("nan"), True, 55j],
        "longitude": [180.1, -180.1, "13.2", None, float("nan"), True],
        "county_code": ["1", "012", 12, None, "ab", "１２"],
        "nuts3": ["SE22", "SE2244", "se224", "12345", "SE-24", 5, None, "ÅÄ224"],
        "gisco_id": ["1281", "SE1281", "SE_128", "NO_1281", "se_1281", None, 1281],
        "wikidata": ["505018", "q505018", "Q", "Q1a", "Q１", "", None, 505018],
        "geonames": [0, -1, 1.5, "2693555", None, True, 10**12],
        "organisation_number": [
            "212000-1133",
            "2120001132",
            "212000-113",
            "212000-113a",
            "21200011-32",
            "２12000-1132",
            2120001132,
            None,
        ],
        "website": URLS,
        "land_area_km2": [0, 0.0, -1, "426.84", None, float("inf"), float("nan"), True],
        "population": [
            {2010: -1},
            {2010: 1.5},
            {2010: "110488"},
            {2010: None},
            {2010: True},
            {2010: 10**9},
            {"2010": 1},
            {1899: 1},
        ],
        "borders": [None, [], ["1280"], ("1280",), (None,)],
    },
    "OperationalPlan": {
        "id": IDS,
        "title": TEXTS,
        "title_en": TEXTS,
        "kind": ["plan", "", None, 1],
        "start_year": YEARS,
        "end_year": YEARS,
        "adopted": [*DATES, None],
        "adopted_by": TEXTS,
        "focus_areas": [None, [], ()],
        "new_focus_areas": [None, [], ()],
        "continued_focus_areas": [None, [], ()],
    },
    "PopulationFigure": {
        "code": CODES,
        "name": TEXTS,
        "year": YEARS,
        "population": [-1, 1.0, "1", None, True, 100_000_001],
    },
    "Region": {
        "id": IDS,
        "name": TEXTS,
        "name_en": TEXTS,
        "aliases": [None, "MLR", [""], [None]],
        "kind": TEXTS,
        "website": [url for url in URLS if url is not None],
        "memberships": [None, [], (None,), ("1281",)],
        "plans": [None, [], ()],
        "known": [None, [], ()],
    },
    "Source": {
        "id": IDS,
        "title": TEXTS,
        "publisher": TEXTS,
        "url": [url for url in URLS if url is not None],
        "date": [
            "",
            "19",
            "2019-5",
            "2019-13",
            "2019-05-32",
            "20190521",
            "2019-W21-2",
            "2019-W21",
            2019,
            dt.date(2019, 5, 21),
        ],
        "licence": [text for text in TEXTS if text is not None],
        "role": ["Origin", "", None, 1],
        "note": [text for text in TEXTS if text is not None],
    },
}


class TestARecordMadeByHand:
    @pytest.mark.parametrize("name", sorted({*RECORDS} - {"Claim", "Source"}))
    def test_has_no_sources_where_none_are_given(self, name: str) -> None:
        record = RECORDS[name]
        given = arguments(record)
        del given["provenance"]

        made = type(record)(**given)

        assert record == made
        assert record.sources != ()
        assert made.sources == ()

    def test_may_be_a_plan_of_a_single_year(self) -> None:
        plan = attrs.evolve(RECORDS["OperationalPlan"], start_year=2019, end_year=2019)

        assert plan.covers("2019-12-31")

    def test_may_be_a_municipality_without_borders(self) -> None:
        given = arguments(LUND)
        del given["borders"]

        assert () == malmolund.Municipality(**given).neighbours

    def test_may_be_a_region_without_a_website(self) -> None:
        given = arguments(RECORDS["Region"])
        del given["website"]

        assert malmolund.Region(**given).website is None

    def test_may_be_given_lists_as_json_has_them(self) -> None:
        area = attrs.evolve(RECORDS["FocusArea"], plans=["2012"], aliases=["a", "b"])

        assert ("2012",) == area.plans
        assert ("a", "b") == area.aliases


class TestNouns:
    @pytest.mark.parametrize(
        ("name", "noun"),
        [
            ("Border", "border"),
            ("FocusArea", "focus area"),
            ("Membership", "membership"),
            ("Municipality", "municipality"),
            ("OperationalPlan", "plan"),
            ("PopulationFigure", "population figure"),
            ("Region", "region"),
            ("Source", "source"),
        ],
    )
    def test_are_what_a_message_calls_a_record(self, name: str, noun: str) -> None:
        with pytest.raises(malmolund.NotFoundError) as caught:
            RECORDS[name].source_of("x")

        assert f"No value of a {noun} is known as 'x'. It has: " in str(caught.value)


class TestValidators:
    @pytest.mark.parametrize(
        ("name", "field", "value"),
        [
            pytest.param(name, field, value, id=f"{name}-{field}-{value!r}")
            for name, fields in BAD.items()
            for field, values in fields.items()
            for value in values
        ],
    )
    def test_refuse_a_bad_value_and_name_it(
        self, name: str, field: str, value: Any
    ) -> None:
        record = RECORDS[name]

        with pytest.raises(malmolund.DataError) as caught:
            type(record)(**arguments(record) | {field: value})

        # A population is made first, from counts.
        named = "counts" if (name, field) == ("Municipality", "population") else field
        assert named == caught.value.field
        given = shown(caught.value.value)
        assert f"field {named!r}: got {given}, expected " in str(caught.value)

    @pytest.mark.parametrize(
        ("name", "field", "expected"),
        [
            ("Municipality", "borders", "an array, each item a Border"),
            ("OperationalPlan", "focus_areas", "a Collection"),
            ("Region", "memberships", "an array, each item a Membership"),
        ],
    )
    def test_say_of_which_class_a_value_has_to_be(
        self, name: str, field: str, expected: str
    ) -> None:
        with pytest.raises(malmolund.DataError) as caught:
            attrs.evolve(RECORDS[name], **{field: None})

        assert f"field {field!r}: got None, expected {expected}" == str(caught.value)

    def test_are_tried_on_every_field(self) -> None:
        for name, record in RECORDS.items():
            fields = set(arguments(record)) - {"provenance"}
            untried = {"sources"} if name == "Claim" else set()

            assert fields - untried == set(BAD[name])

    @pytest.mark.parametrize("name", RECORDS)
    def test_accept_what_there_is(self, name: str) -> None:
        record = RECORDS[name]

        assert record == type(record)(**arguments(record))

    @pytest.mark.parametrize("name", RECORDS)
    def test_demand_every_value_that_has_no_default(self, name: str) -> None:
        with pytest.raises(TypeError, match="missing"):
            type(RECORDS[name])()

    def test_refuse_a_period_that_ends_before_it_starts(self) -> None:
        plan = malmolund.plans["2019-2023"]

        with pytest.raises(malmolund.DataError) as caught:
            attrs.evolve(plan, end_year=2018)

        assert (
            "field 'end_year': got 2018, expected no year before start_year, 2019"
        ) == str(caught.value)

    @pytest.mark.parametrize(
        ("kind", "land_km", "total_km"),
        [("land", 0, 5), ("sea", 5, 5), ("land", 6, 5), ("sea", 6, 5)],
    )
    def test_refuse_lengths_that_contradict_each_other(
        self, kind: str, land_km: float, total_km: float
    ) -> None:
        with pytest.raises(malmolund.DataError) as caught:
            malmolund.Border(code="1281", kind=kind, land_km=land_km, total_km=total_km)

        assert (
            f"field 'land_km': got {land_km} of {total_km} km, of kind {kind!r}, "
            "expected some km on land for land, none for sea, no more than in all"
        ) == str(caught.value)
        assert land_km == caught.value.value

    def test_accept_a_border_of_less_than_a_kilometre(self) -> None:
        border = malmolund.Border(code="1281", kind="land", land_km=0.5, total_km=0.5)

        assert 0.5 == border.land_km

    @pytest.mark.parametrize(
        ("bounds", "earlier", "later"),
        [
            ((1, 0, None, None), "joined_no_earlier_than", "joined_no_later_than"),
            ((1, None, None, 0), "joined_no_earlier_than", "left_no_later_than"),
            ((None, None, 1, 0), "left_no_earlier_than", "left_no_later_than"),
        ],
    )
    def test_refuse_bounds_out_of_order(
        self, bounds: tuple[int | None, ...], earlier: str, later: str
    ) -> None:
        days = ["2017-03-28", "2019-05-21"]
        values: dict[str, Any] = {
            name: None if which is None else days[which]
            for name, which in zip(
                malmolund.region.memberships[0]._fields[2:], bounds, strict=True
            )
        }

        with pytest.raises(malmolund.DataError) as caught:
            malmolund.Membership(code="1264", name="Skurup", **values)

        assert (
            f"field {later!r}: got 2017-03-28, expected no day before {earlier}, "
            "2019-05-21"
        ) == str(caught.value)


class TestEveryRecord:
    @pytest.mark.parametrize("name", RECORDS)
    def test_is_of_its_public_class(self, name: str) -> None:
        assert type(RECORDS[name]) is getattr(malmolund, name)

    @pytest.mark.parametrize("name", RECORDS)
    def test_takes_keywords_alone(self, name: str) -> None:
        kinds = {
            parameter.kind
            for parameter in inspect.signature(type(RECORDS[name])).parameters.values()
        }

        assert {inspect.Parameter.KEYWORD_ONLY} == kinds

    @pytest.mark.parametrize("name", RECORDS)
    def test_is_frozen_and_slotted(self, name: str) -> None:
        record = RECORDS[name]

        assert not hasattr(record, "__dict__")
        for field in (*arguments(record), "anything"):
            with pytest.raises(AttributeError):
                setattr(record, field, None)
            with pytest.raises(AttributeError):
                delattr(record, field)

    def test_stays_the_same_through_copies_and_pickles(self) -> None:
        for value in every_value():
            copies = [
                copy.copy(value),
                copy.deepcopy(value),
                *(
                    pickle.loads(pickle.dumps(value, protocol))
                    for protocol in range(pickle.HIGHEST_PROTOCOL + 1)
                ),
            ]
            for other in copies:
                assert type(value) is type(other)
                assert value == other
                assert hash(value) == hash(other)
                assert repr(value) == repr(other)

    def test_keeps_its_sources_and_claims_through_a_pickle(self) -> None:
        for record in (*malmolund.municipalities, *malmolund.plans, malmolund.region):
            other = pickle.loads(pickle.dumps(record))

            assert record.sources == other.sources
            for field in record._fields:
                assert record.source_of(field) == other.source_of(field)
                assert record.evidence(field) == other.evidence(field)

    def test_differs_from_every_other_one(self) -> None:
        for collection in (malmolund.municipalities, malmolund.sources):
            assert len(collection) == len(set(collection))

    @pytest.mark.parametrize("name", RECORDS)
    def test_differs_from_one_with_another_value(self, name: str) -> None:
        record = RECORDS[name]
        field = "field" if name == "Claim" else next(iter(arguments(record)))
        value = getattr(record, field)
        other = attrs.evolve(record, **{field: "9999" if value.isdigit() else "other"})

        assert record != other
        assert hash(record) != hash(other)
        assert record != value

    def test_is_equal_by_value_whatever_its_sources(self) -> None:
        kept = {k: v for k, v in arguments(LUND).items() if k != "provenance"}
        other = malmolund.Municipality(**kept)

        assert LUND == other
        assert hash(LUND) == hash(other)
        assert () == other.sources
        assert () == other.source_of("name")
        assert () == other.evidence("name")

    def test_has_a_repr_of_one_short_line(self) -> None:
        for value in every_value():
            if not isinstance(value, malmolund.Claim):
                assert len(repr(value)) < 120, value
                assert repr(value).startswith("<"), value
            assert repr(value).isprintable(), value

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("Border", "<Border 1230>"),
            ("FocusArea", "<FocusArea digitalisering>"),
            ("Membership", "<Membership Staffanstorp>"),
            ("Municipality", "<Municipality 1281 Lund>"),
            ("OperationalPlan", "<OperationalPlan 2019-2023>"),
            ("PopulationFigure", "<PopulationFigure Lund 2010>"),
            ("Region", "<Region malmolundregionen>"),
            ("Source", "<Source malmo_article>"),
        ],
    )
    def test_has_a_repr_that_names_it(self, name: str, expected: str) -> None:
        assert expected == repr(RECORDS[name])

    def test_of_figures_has_a_repr_too(self) -> None:
        assert ("<Population: There are figures for 2010 to 2025.>") == repr(
            LUND.population
        )

    @pytest.mark.parametrize("name", sorted(set(RECORDS) - {"Claim"}))
    def test_becomes_plain_values(self, name: str) -> None:
        values = RECORDS[name].to_dict()
        more = set() if name == "Source" else {"sources"}

        assert {*RECORDS[name]._fields, *more} == set(values)
        assert json.loads(json.dumps(values)).keys() == values.keys()

    def test_has_the_sources_of_each_value_beside_it(self) -> None:
        sources = LUND.to_dict()["sources"]

        assert ["wof_se"] == sources["seat"]
        assert ["okfnlocal", "pubcontracts"] == sources["organisation_number"]

    def test_becomes_a_row_of_single_values(self) -> None:
        row = LUND._row()

        assert (132_333, 2025) == (row["population"], row["population_year"])
        assert "1230;1261;1262;1263;1264;1285" == row["neighbours"]
        assert "borders" not in row

    def test_has_its_people_by_year(self) -> None:
        assert 110_488 == LUND.to_dict()["population"][2010]

    def test_becomes_values_that_may_be_changed(self) -> None:
        LUND.to_dict()["population"].clear()
        LUND.to_dict()["neighbours"].clear()
        LUND.to_dict()["sources"].clear()

        assert 16 == len(LUND.to_dict()["population"])
        assert 6 == len(LUND.to_dict()["neighbours"])
        assert LUND.to_dict()["sources"]

    def test_spells_dates_and_records_out(self) -> None:
        values = malmolund.plans["2019-2023"].to_dict()

        assert "2019-05-21" == values["adopted"]
        assert ["digitalisering", "miljo-klimat"] == values["new_focus_areas"]
        assert {
            "code": "1230",
            "kind": "land",
            "land_km": 33.4,
            "total_km": 33.4,
        } == LUND.to_dict()["borders"][0]


class TestProvenance:
    def test_of_a_record_has_each_source_once(self) -> None:
        assert len(LUND.sources) == len(set(LUND.sources))
        assert set(LUND.source_of("population")) < set(LUND.sources)

    def test_of_a_value_may_differ_from_the_rest(self) -> None:
        assert ["scb_land_area"] == [s.id for s in LUND.source_of("land_area_km2")]
        assert ["malmolund_borders"] == [s.id for s in LUND.source_of("neighbours")]
        assert "scb_codes" == LUND.source_of("name")[0].id

    def test_of_a_source_is_the_source(self) -> None:
        assert (SOURCE,) == SOURCE.sources
        assert (SOURCE,) == SOURCE.source_of("title")

    def test_gives_the_sources_of_the_collection(self) -> None:
        for source in malmolund.region.sources:
            assert malmolund.sources[source.id] == source

    @pytest.mark.parametrize("name", sorted(set(RECORDS) - {"Claim"}))
    @pytest.mark.parametrize("method", ["source_of", "evidence"])
    @pytest.mark.parametrize(
        "field", ["town", "", None, "sources", "_labels", ["name"]]
    )
    def test_of_no_value_is_an_error_that_lists_all(
        self, name: str, method: str, field: object
    ) -> None:
        record = RECORDS[name]

        with pytest.raises(malmolund.NotFoundError) as caught:
            getattr(record, method)(field)

        assert f"is known as {field!r}. It has: {record._fields[0]}, " in str(
            caught.value
        )

    def test_of_a_value_nobody_disputes_is_one_claim(self) -> None:
        (claim,) = LUND.evidence("land_area_km2")

        assert ("land_area_km2", "426.84", True, None) == (
            claim.field,
            claim.value,
            claim.agrees,
            claim.note,
        )
        assert LUND.source_of("land_area_km2") == claim.sources

    def test_of_a_value_that_is_null_is_no_claim(self) -> None:
        assert () == malmolund.regions["skane"].evidence("website")
        assert () == malmolund.regions["skane"].evidence("plans")

    def test_of_the_name_of_malmo_keeps_both(self) -> None:
        claims = malmolund.municipalities["Malmö"].evidence("official_name")

        assert [("Malmö kommun", True), ("Malmö stad", False)] == [
            (claim.value, claim.agrees) for claim in claims
        ]


class TestErrors:
    @pytest.mark.parametrize(
        "error",
        [
            malmolund.NotFoundError("Lud", "municipality", ["Lund"], "See all.", "Hm."),
            malmolund.UnknownValuesError([("Lud", 2, ["Lund"]), (5, 1, [])]),
            malmolund.DataError("got 1", file="a.json", row=1, field="b", value=1),
            malmolund.DataError("got 1"),
        ],
        ids=repr,
    )
    def test_survive_a_pickle_and_a_copy(self, error: Exception) -> None:
        for other in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
            assert str(error) == str(other)
            assert vars(error) == vars(other)

    @pytest.mark.parametrize(
        ("place", "expected"),
        [
            ({}, "got 1"),
            ({"file": "a.json"}, "a.json: got 1"),
            ({"file": "a.json", "row": 0}, "a.json, row 0: got 1"),
            ({"field": "b"}, "field 'b': got 1"),
            (
                {"file": "a.json", "row": 2, "field": "b"},
                "a.json, row 2, field 'b': got 1",
            ),
        ],
    )
    def test_of_data_name_the_place(self, place: dict[str, Any], expected: str) -> None:
        assert expected == str(malmolund.DataError("got 1", **place))

    def test_of_a_column_list_what_is_unknown(self) -> None:
        error = malmolund.UnknownValuesError([("Lud", 2, ["Lund"]), (5, 1, [])])

        assert (("Lud", 2, ("Lund",)), (5, 1, ())) == error.unknown
        assert (
            "2 distinct value(s) are neither a member nor another Swedish "
            "municipality, county or the country:\n"
            "  'Lud' (2 x), closest: 'Lund'\n"
            "  5 (1 x)\n"
            'Correct them, or pass errors="coerce" to make them null.'
        ) == str(error)
        assert isinstance(error, ValueError)

    def test_of_a_column_list_twenty_and_count_the_rest(self) -> None:
        error = malmolund.UnknownValuesError([(n, 1, []) for n in range(23)])

        assert "  19 (1 x)\n  ... and 3 more\n" in str(error)
        assert "  20 (1 x)" not in str(error)
