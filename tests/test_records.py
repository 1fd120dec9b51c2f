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
from malmolund._records import Library, Once
from malmolund.exceptions import shown


if TYPE_CHECKING:
    from collections.abc import Iterator


LUND = malmolund.municipalities["Lund"]
SOURCE = malmolund.sources["malmo_article"]
CLAIM = malmolund.plans["2019-2023"].evidence("end_year")[0]
RECORDS: dict[str, Any] = {
    "Area": malmolund.areas["Hörby"],
    "Body": malmolund.region.bodies["styrelsen"],
    "Border": LUND.borders[0],
    "Claim": CLAIM,
    "Figure": malmolund.figures["municipal_tax_rate Lund 2026"],
    "FocusArea": malmolund.focus_areas["Digitalisering"],
    "Indicator": malmolund.indicators["unemployment_rate"],
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
        malmolund.areas,
        malmolund.plans,
        malmolund.focus_areas,
        malmolund.regions,
        malmolund.population,
        malmolund.indicators,
        malmolund.figures,
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
        yield region.bodies
        yield from region.bodies
    for record in (*malmolund.municipalities, *malmolund.plans, *malmolund.regions):
        for field in record._fields():
            yield from record.evidence(field)


def copies(value: Any) -> Iterator[Any]:
    """Yield a value again in every way that Python copies it."""
    yield from (copy.copy(value), copy.deepcopy(value))
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        yield pickle.loads(pickle.dumps(value, protocol))


def arguments(record: Any) -> dict[str, Any]:
    """Return the keywords that a record may be made from."""
    return {
        field.alias: getattr(record, field.name)
        for field in attrs.fields(type(record))
        if field.alias is not None
    }


# A value that each field refuses; all that a rule refuses is in the tests of the rules.
BAD: dict[str, dict[str, Any]] = {
    "Area": {
        "code": "126",
        "name": "",
        "official_name": 1,
        "aliases": "Hörby",
        "level": "parish",
        "county_code": "1266",
        "population": {2010: -1},
    },
    "Body": {
        "id": "",
        "name": None,
        "name_en": " ",
        "task": "",
        "task_en": 1,
        "composition": "\n",
        "composition_en": b"Lund",
    },
    "Border": {"code": 1281, "kind": "air", "land_km": -0.1, "total_km": "1"},
    "Claim": {"field": "", "value": 2023, "agrees": "true", "note": " "},
    "Figure": {
        "indicator": "Tax",
        "code": "128",
        "name": "",
        "year": 2101,
        "value": "21.24",
    },
    "FocusArea": {
        "id": "Id",
        "name": " Lund",
        "name_en": None,
        "aliases": "Klimat",
        "plans": [2012],
    },
    "Indicator": {
        "id": "tax rate",
        "name": "",
        "name_en": None,
        "unit": "",
        "note": "",
    },
    "Membership": {
        "code": "128",
        "name": "",
        "joined_no_earlier_than": dt.datetime(2019, 1, 1, tzinfo=dt.UTC),
        "joined_no_later_than": "2019",
        "left_no_earlier_than": "2019-02-30",
        "left_no_later_than": "soon",
    },
    "Municipality": {
        "code": "１２８１",
        "name": "Lund\n",
        "official_name": None,
        "aliases": [""],
        "level": "county",
        "name_en": 5,
        "seat": "",
        "latitude": 90.1,
        "longitude": "13.2",
        "county_code": 12,
        "nuts3": "se224",
        "gisco_id": "1281",
        "wikidata": 505018,
        "geonames": "2693555",
        "organisation_number": "212000-1133",
        "website": "www.lund.se",
        "land_area_km2": float("nan"),
        "population": {2010: 1.5},
        "borders": ("1280",),
    },
    "OperationalPlan": {
        "id": "a b",
        "title": "",
        "title_en": None,
        "kind": "plan",
        "start_year": 1899,
        "end_year": "2023",
        "adopted": None,
        "adopted_by": b"Lund",
        "goal": "",
        "goal_en": " ",
        "principles": [""],
        "principles_en": "To be kind.",
        "replaces": "The one before",
        "inferred": ["title"],
        "focus_areas": (),
        "new_focus_areas": None,
        "continued_focus_areas": [],
    },
    "PopulationFigure": {"code": "", "name": " ", "year": 2019.0, "population": True},
    "Region": {
        "id": "-",
        "name": None,
        "name_en": "",
        "aliases": [None],
        "kind": 1,
        "website": "ftp://lund.se",
        "purpose": "",
        "purpose_en": 1,
        "goal": " ",
        "goal_en": "",
        "decision_rule": "\t",
        "decision_rule_en": "",
        "participation": ["Lund"],
        "participation_en": "",
        "kolada_group": "185769",
        "attested_until": "2024-02",
        "bodies": None,
        "memberships": ("1281",),
        "plans": [],
        "known": None,
        "areas": [],
    },
    "Source": {
        "id": "ö",
        "title": "",
        "publisher": None,
        "url": "https://lund.se/ x",
        "date": "2019-13",
        "licence": " ",
        "role": "Origin",
        "note": 5,
    },
}


class TestARecordMadeByHand:
    @pytest.mark.parametrize("name", sorted({*RECORDS} - {"Claim", "Source"}))
    def test_equals_one_with_sources_and_has_none(self, name: str) -> None:
        record = RECORDS[name]
        given = arguments(record)
        del given["provenance"]

        made = type(record)(**given)

        assert record == made
        assert hash(record) == hash(made)
        assert () != record.sources
        assert () == made.sources == made.source_of(made._fields()[0])
        assert () == made.evidence(made._fields()[0])

    def test_may_be_a_plan_of_a_single_year(self) -> None:
        plan = attrs.evolve(RECORDS["OperationalPlan"], start_year=2019, end_year=2019)

        assert plan.covers("2019-12-31")

    @pytest.mark.parametrize("left", ["joined_no_later_than", "left_no_earlier_than"])
    def test_may_not_belong_on_the_day_that_it_is_outside(self, left: str) -> None:
        bounds: dict[str, Any] = dict.fromkeys(
            (left, "left_no_later_than"), "2019-05-21"
        )

        with pytest.raises(malmolund.DataError, match=f"a later day than {left}"):
            malmolund.Membership(code="1264", name="Skurup", **bounds)

    def test_may_not_be_people_twice_in_one_year(self) -> None:
        with pytest.raises(malmolund.DataError, match="by year, each year once"):
            malmolund.Population([(2020, 1), (2020, 2)])

    def test_may_lack_what_not_every_one_has(self) -> None:
        without: dict[str, Any] = {
            name: {k: v for k, v in arguments(RECORDS[name]).items() if k != field}
            for name, field in (("Municipality", "borders"), ("Region", "website"))
        }

        assert () == malmolund.Municipality(**without["Municipality"]).neighbours
        assert malmolund.Region(**without["Region"]).website is None

    def test_may_be_given_lists_as_json_has_them(self) -> None:
        area = attrs.evolve(RECORDS["FocusArea"], plans=["2012"], aliases=["a", "b"])

        assert ("2012",) == area.plans
        assert ("a", "b") == area.aliases


class TestValidators:
    @pytest.mark.parametrize(
        ("name", "field", "value"),
        [
            (name, field, value)
            for name, fields in BAD.items()
            for field, value in fields.items()
        ],
    )
    def test_refuse_a_bad_value_and_name_it(
        self, name: str, field: str, value: Any
    ) -> None:
        record = RECORDS[name]

        with pytest.raises(malmolund.DataError) as caught:
            type(record)(**arguments(record) | {field: value})

        # A population is made first, from counts.
        is_counts = field == "population" and name != "PopulationFigure"
        named = "counts" if is_counts else field
        assert named == caught.value.field
        given = shown(caught.value.value)
        assert f"field {named!r}: got {given}, expected " in str(caught.value)

    def test_are_tried_on_every_field(self) -> None:
        for name, record in RECORDS.items():
            fields = set(arguments(record)) - {"provenance"}
            untried = {"sources"} if name == "Claim" else set()

            assert fields - untried == set(BAD[name])

    @pytest.mark.parametrize("name", RECORDS)
    def test_ask_for_every_value_that_has_no_default(self, name: str) -> None:
        with pytest.raises(TypeError, match="missing"):
            type(RECORDS[name])()

    def test_refuse_a_period_that_ends_before_it_starts(self) -> None:
        plan = malmolund.plans["2019-2023"]

        with pytest.raises(malmolund.DataError, match="before start_year, 2019") as e:
            attrs.evolve(plan, end_year=2018)

        assert ("end_year", 2018) == (e.value.field, e.value.value)

    @pytest.mark.parametrize(
        ("kind", "land_km", "total_km"),
        [("land", 0, 5), ("sea", 5, 5), ("land", 6, 5), ("sea", 6, 5)],
    )
    def test_refuse_lengths_that_contradict_each_other(
        self, kind: str, land_km: float, total_km: float
    ) -> None:
        with pytest.raises(malmolund.DataError) as caught:
            malmolund.Border(code="1281", kind=kind, land_km=land_km, total_km=total_km)

        assert ("land_km", land_km) == (caught.value.field, caught.value.value)
        assert f"got {land_km} of {total_km} km, of kind {kind!r}" in str(caught.value)

    @pytest.mark.parametrize(
        ("bounds", "earlier", "later"),
        [
            ((1, 0, None, None), "joined_no_earlier_than", "joined_no_later_than"),
            ((1, None, None, 0), "joined_no_earlier_than", "left_no_later_than"),
            ((None, 1, None, 0), "joined_no_later_than", "left_no_later_than"),
            ((None, None, 1, 0), "left_no_earlier_than", "left_no_later_than"),
        ],
    )
    def test_refuse_bounds_out_of_order(
        self, bounds: tuple[int | None, ...], earlier: str, later: str
    ) -> None:
        days = ["2017-03-28", "2019-05-21"]
        names = malmolund.Membership._fields()[2:]
        values: dict[str, Any] = {
            name: None if which is None else days[which]
            for name, which in zip(names, bounds, strict=True)
        }

        with pytest.raises(malmolund.DataError) as caught:
            malmolund.Membership(code="1264", name="Skurup", **values)

        assert (
            f"field {later!r}: got 2017-03-28, expected a later day than {earlier}, "
            "2019-05-21"
        ) == str(caught.value)


class TestEveryRecord:
    @pytest.mark.parametrize("name", RECORDS)
    def test_is_of_its_public_class_which_takes_keywords_alone(self, name: str) -> None:
        parameters = inspect.signature(getattr(malmolund, name)).parameters

        assert type(RECORDS[name]) is getattr(malmolund, name)
        assert {"KEYWORD_ONLY"} == {p.kind.name for p in parameters.values()}

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
            for other in copies(value):
                assert type(value) is type(other)
                assert value == other
                assert hash(value) == hash(other)
                assert repr(value) == repr(other)

    @pytest.mark.parametrize("name", RECORDS)
    def test_leaves_out_of_a_pickle_what_each_process_has(self, name: str) -> None:
        # The sources, claims and boundaries of the package would take 50 kB.
        assert len(pickle.dumps(RECORDS[name])) < 40_000

    def test_keeps_its_sources_and_claims_through_a_pickle(self) -> None:
        for record in (*malmolund.municipalities, *malmolund.plans, malmolund.region):
            other = pickle.loads(pickle.dumps(record))

            assert record.sources == other.sources
            for field in record._fields():
                assert record.source_of(field) == other.source_of(field)
                assert record.evidence(field) == other.evidence(field)

    def test_differs_from_every_other_one(self) -> None:
        for collection in (malmolund.municipalities, malmolund.sources):
            assert len(collection) == len(set(collection))

    @pytest.mark.parametrize("name", RECORDS)
    def test_differs_from_one_with_another_value(self, name: str) -> None:
        record = RECORDS[name]
        own = {"Area": "name", "Claim": "field", "Municipality": "seat"}
        field = own.get(name) or next(iter(arguments(record)))
        value = getattr(record, field)
        other = attrs.evolve(record, **{field: "9999" if value.isdigit() else "other"})

        assert record != other
        assert hash(record) != hash(other)
        assert record != value

    def test_has_a_repr_of_one_short_line(self) -> None:
        for value in every_value():
            if not isinstance(value, malmolund.Claim):
                assert len(repr(value)) < 120, value
            assert repr(value).isprintable(), value

    @pytest.mark.parametrize(
        ("name", "shown", "noun"),
        [
            ("Border", "<Border 1230>", "border"),
            ("FocusArea", "<FocusArea digitalisering>", "focus area"),
            ("Membership", "<Membership Staffanstorp>", "membership"),
            ("Municipality", "<Municipality 1281 Lund>", "municipality"),
            ("OperationalPlan", "<OperationalPlan 2019-2023>", "plan"),
            ("PopulationFigure", "<PopulationFigure Lund 2010>", "population figure"),
            ("Region", "<Region malmolundregionen>", "region"),
            ("Source", "<Source malmo_article>", "source"),
        ],
    )
    def test_has_a_repr_that_names_it_and_a_noun_for_messages(
        self, name: str, shown: str, noun: str
    ) -> None:
        assert shown == repr(RECORDS[name])
        with pytest.raises(malmolund.NotFoundError, match=f"No field of a {noun} is"):
            RECORDS[name].source_of("x")

    @pytest.mark.parametrize("name", sorted(set(RECORDS) - {"Claim"}))
    def test_becomes_plain_values(self, name: str) -> None:
        values = RECORDS[name].to_dict()
        more = set() if name == "Source" else {"sources"}

        assert {*RECORDS[name]._fields(), *more} == set(values)
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

    @pytest.mark.parametrize("name", ["population", "neighbours", "sources"])
    def test_becomes_values_that_may_be_changed(self, name: str) -> None:
        LUND.to_dict()[name].clear()

        assert LUND.to_dict()[name]

    def test_spells_dates_and_records_out(self) -> None:
        values = malmolund.plans["2019-2023"].to_dict()

        assert 110_488 == LUND.to_dict()["population"][2010]
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
        found = {
            field: [source.id for source in LUND.source_of(field)]
            for field in ("land_area_km2", "neighbours")
        }

        assert {
            "land_area_km2": ["scb_land_area", "scb_land_area_copy"],
            "neighbours": ["lm_municipalities", "malmolund_borders"],
        } == found
        assert "scb_codes" == LUND.source_of("name")[0].id

    def test_of_a_source_is_the_source(self) -> None:
        assert (SOURCE,) == SOURCE.sources
        assert (SOURCE,) == SOURCE.source_of("title")

    def test_gives_the_sources_of_the_collection(self) -> None:
        for source in malmolund.region.sources:
            assert malmolund.sources[source.id] == source

    @pytest.mark.parametrize("method", ["source_of", "evidence"])
    @pytest.mark.parametrize(
        "field", ["town", "", None, "sources", "_labels", ["name"]]
    )
    def test_of_no_value_is_an_error_that_lists_all(
        self, method: str, field: object
    ) -> None:
        with pytest.raises(malmolund.NotFoundError) as caught:
            getattr(LUND, method)(field)

        assert field == caught.value.key
        assert "It has: code, name, official_name, " in str(caught.value)

    def test_of_a_value_nobody_disputes_is_one_claim(self) -> None:
        (claim,) = LUND.evidence("land_area_km2")

        assert claim == malmolund.Claim(
            field="land_area_km2",
            value="426.84",
            agrees=True,
            sources=LUND.source_of("land_area_km2"),
        )

    def test_of_a_value_that_is_null_is_no_claim(self) -> None:
        assert () == malmolund.regions["skane"].evidence("website")
        assert () == malmolund.regions["skane"].evidence("plans")


class TestALibrary:
    def test_reads_each_part_when_it_is_asked_for_and_once(self) -> None:
        reads: list[str] = []

        def reader(part: str) -> Any:
            def read() -> dict[str, Any]:
                reads.append(part)
                return {}

            return read

        library = Library(*map(reader, ("sources", "claims", "shapes")))

        assert [] == reads
        for _ in range(2):
            _ = library.claims, library.sources
        assert ["claims", "sources"] == reads

    def test_is_read_before_it_travels(self) -> None:
        library = Library(lambda: {"a": {"id": "a"}})  # no lambda can be pickled

        other = pickle.loads(pickle.dumps(library))

        assert ({"a": {"id": "a"}}, {}, None) == (
            other.sources,
            other.claims,
            other.shapes,
        )


class TestOnce:
    class Holder:
        """Counts how often it computes."""

        def __init__(self) -> None:
            self.computed = 0

        @Once
        def value(self) -> list[int]:
            """What is computed."""
            self.computed += 1
            return [self.computed]

    def test_computes_when_it_is_first_asked(self) -> None:
        holder = self.Holder()

        assert 0 == holder.computed
        assert [1] == holder.value
        assert holder.value is holder.value
        assert 1 == holder.computed

    def test_is_of_each_holder_its_own(self) -> None:
        assert self.Holder().value is not self.Holder().value

    def test_gives_the_first_to_who_computed_it_at_the_same_time(self) -> None:
        class Racing(TestOnce.Holder):
            @Once
            def raced(self) -> str:
                """What another thread has computed in the meantime."""
                vars(self)["raced"] = "theirs"
                return "ours"

        assert "theirs" == Racing().raced

    def test_says_what_it_is(self) -> None:
        assert "What is computed." == self.Holder.value.__doc__


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
            "2 distinct value(s) are not recognised: neither a municipality or county "
            "of Sweden, nor the country or a delineation:\n"
            "  'Lud' (2 x), closest: 'Lund'\n"
            "  5 (1 x)\n"
            'Correct them, or pass errors="coerce" to make them null.'
        ) == str(error)
        assert isinstance(error, ValueError)

    def test_of_a_column_list_twenty_and_count_the_rest(self) -> None:
        error = malmolund.UnknownValuesError([(n, 1, []) for n in range(23)])

        assert "  19 (1 x)\n  ... and 3 more\n" in str(error)
        assert "  20 (1 x)" not in str(error)
