"""The one collection class that serves all kinds of records."""

from __future__ import annotations

import copy
import json
import pickle
import weakref
from time import process_time
from typing import Any

import attrs
import pytest

import malmolund


COLLECTIONS = {
    "municipalities": 12,
    "areas": 290 + 21 + 1,
    "plans": 2,
    "focus_areas": 6,
    "regions": 4,
    "population": 192,
    "indicators": 6,
    "figures": 12 * (4 * 14 + 12 + 10),
    "sources": 63,
}


def figures(*names: str) -> list[malmolund.PopulationFigure]:
    """Return records that have these names and codes of their own."""
    return [
        malmolund.PopulationFigure(code=f"000{n}", name=name, year=2020, population=n)
        for n, name in enumerate(names)
    ]


def names(records: Any) -> list[str]:
    return [record.name for record in records]


@pytest.fixture(params=COLLECTIONS)
def collection(request: pytest.FixtureRequest) -> malmolund.Collection[Any]:
    """Each of the packaged collections."""
    found: malmolund.Collection[Any] = getattr(malmolund, request.param)
    return found


class TestOrder:
    def test_is_swedish(self) -> None:
        found = " ".join(names(malmolund.municipalities))

        assert found == (
            "Burlöv Eslöv Höör Kävlinge Lomma Lund Malmö Skurup Staffanstorp Svedala "
            "Trelleborg Vellinge"
        )

    def test_has_the_letters_of_swedish_last(self) -> None:
        given = ["Öckerö", "Zinkgruvan", "Älmhult", "alvesta", "Åre", "Aneby", "Ydre"]

        found = names(malmolund.Collection(figures(*given), malmolund.PopulationFigure))

        assert "alvesta Aneby Ydre Zinkgruvan Åre Älmhult Öckerö" == " ".join(found)

    def test_survives_a_choice(self) -> None:
        chosen = malmolund.municipalities.where(lambda m: m.code in {"1287", "1231"})

        assert ["Burlöv", "Trelleborg"] == names(chosen)


class TestEveryCollection:
    @pytest.mark.parametrize(("name", "size"), COLLECTIONS.items())
    def test_has_a_length(self, name: str, size: int) -> None:
        assert size == len(getattr(malmolund, name))

    def test_finds_each_of_its_records_by_key(
        self, collection: malmolund.Collection[Any]
    ) -> None:
        for record in collection:
            form = record._labels[0]

            assert record is collection[form]
            assert record is collection.get(form)
            assert form in collection
            assert record in collection

    def test_gives_plain_values(self, collection: malmolund.Collection[Any]) -> None:
        rows = collection.to_dicts()

        assert len(collection) == len(rows)
        assert rows == [
            {**row, "population": {int(y): n for y, n in row["population"].items()}}
            if isinstance(row.get("population"), dict)
            else row
            for row in json.loads(json.dumps(rows))
        ]

    def test_is_equal_to_a_copy_by_value(
        self, collection: malmolund.Collection[Any]
    ) -> None:
        for other in (copy.copy(collection), pickle.loads(pickle.dumps(collection))):
            assert collection == other
            assert [r._labels for r in collection] == [r._labels for r in other]
            assert all(other[record._labels[0]] == record for record in collection)

    def test_cannot_be_changed(self, collection: malmolund.Collection[Any]) -> None:
        with pytest.raises(AttributeError):
            collection.name = "x"  # type: ignore[attr-defined]
        with pytest.raises(TypeError):
            collection["x"] = None  # type: ignore[index]
        with pytest.raises(TypeError):
            del collection[next(iter(collection))._labels[0]]  # type: ignore[attr-defined]


class TestRepr:
    @pytest.mark.parametrize(
        ("size", "expected"),
        [
            (0, "<Collection of 0: >"),
            (1, "<Collection of 1: a 2020>"),
            (3, "<Collection of 3: a 2020, b 2020, c 2020>"),
            (4, "<Collection of 4: a 2020, b 2020, c 2020, ...>"),
        ],
    )
    def test_names_the_first_three(self, size: int, expected: str) -> None:
        some = malmolund.Collection(figures(*"abcd"[:size]), malmolund.PopulationFigure)

        assert expected == repr(some)


class TestLookUp:
    def test_a_miss_says_what_was_asked_what_is_close_and_how_to_see_all(self) -> None:
        with pytest.raises(malmolund.NotFoundError) as caught:
            malmolund.municipalities["Mallmö"]

        assert (
            "No municipality is known as 'Mallmö'. Closest known forms: 'Malmö', "
            "'1280 Malmö'. list() of this collection shows all 12."
        ) == str(caught.value)
        assert "Mallmö" == caught.value.key
        assert "municipality" == caught.value.noun
        assert ("Malmö", "1280 Malmö") == caught.value.suggestions

    @pytest.mark.parametrize(
        ("asked", "hint"),
        [
            ("hörby kommun", "1266 Hörby is a municipality in the same county."),
            (1266, "1266 Hörby is a municipality in the same county."),
            ("Habo", "0643 Habo is a municipality in the rest of Sweden."),
            ("Håbo", "0305 Håbo is a municipality in the rest of Sweden."),
            (305, "0305 Håbo is a municipality in the rest of Sweden."),
            ("Skåne län", "12 Skåne län is the name of a county."),
            ("Region Skåne", "12 Skåne län is the name of a county."),
            ("Stormalmö", "Stormalmö is a delineation; see malmolund.regions."),
            ("Riket", "00 Riket is the name of a country."),
            ("Arlöv", "Arlöv is the seat of 1231 Burlöv."),
            ("arlov", "Arlöv is the seat of 1231 Burlöv."),
        ],
    )
    def test_a_miss_says_what_else_it_is_instead_of_what_is_close(
        self, asked: object, hint: str
    ) -> None:
        with pytest.raises(malmolund.NotFoundError) as caught:
            malmolund.municipalities[asked]

        assert hint == caught.value.hint
        assert () == caught.value.suggestions
        assert f"No municipality is known as {asked!r}. {hint} " in str(caught.value)

    @pytest.mark.parametrize("asked", ["", None, "xyz", [], 10**30, b"Lund", 1.5])
    def test_a_miss_may_have_nothing_to_add(self, asked: object) -> None:
        with pytest.raises(malmolund.NotFoundError) as caught:
            malmolund.municipalities[asked]

        assert (
            f"No municipality is known as {asked!r}. "
            "list() of this collection shows all 12."
        ) == str(caught.value)

    def test_a_miss_shows_little_of_what_is_huge(self) -> None:
        with pytest.raises(malmolund.NotFoundError) as caught:
            malmolund.municipalities["Lund" * 10_000]

        assert "... (40002 characters)" in str(caught.value)
        assert len(str(caught.value)) < 300

    def test_a_miss_survives_a_broken_repr(self) -> None:
        class Broken:
            def __repr__(self) -> str:
                raise RuntimeError

        with pytest.raises(malmolund.NotFoundError, match="repr raises RuntimeError"):
            malmolund.municipalities[Broken()]

    def test_a_miss_is_a_key_error(self) -> None:
        with pytest.raises(KeyError):
            malmolund.plans["2024"]

    def test_get_has_a_default(self) -> None:
        assert malmolund.municipalities.get("Hörby") is None
        assert "elsewhere" == malmolund.municipalities.get("Hörby", "elsewhere")
        assert "elsewhere" == malmolund.municipalities.get([], "elsewhere")
        assert "1281" == malmolund.municipalities.get("Lund", None).code  # type: ignore[union-attr]

    def test_a_record_is_in_by_value(self) -> None:
        lund = copy.deepcopy(malmolund.municipalities["Lund"])

        assert lund in malmolund.municipalities
        assert lund not in malmolund.municipalities.where(name="Malmö")
        assert malmolund.region not in malmolund.municipalities
        assert "none" == malmolund.municipalities.get(lund, "none")
        with pytest.raises(malmolund.NotFoundError):
            malmolund.municipalities[lund]

    @pytest.mark.parametrize("key", ["Hörby", None, [], {}, float("nan"), object()])
    def test_nothing_else_is_in(self, key: object) -> None:
        assert key not in malmolund.municipalities


class TestWhere:
    def test_takes_a_function(self) -> None:
        assert ["Lund", "Malmö"] == names(
            malmolund.municipalities.where(lambda m: m.population.latest > 50_000)
        )

    def test_takes_values_of_fields(self) -> None:
        assert ["Burlöv"] == names(malmolund.municipalities.where(seat="Arlöv"))
        assert 12 == len(malmolund.municipalities.where(county_code="12"))
        assert 0 == len(malmolund.municipalities.where(county_code=12))

    def test_takes_both(self) -> None:
        assert ["Lund"] == names(
            malmolund.municipalities.where(lambda m: m.name < "M", county_code="12")
            .where(lambda m: m.land_area_km2 > 400)
            .where(wikidata="Q505018")
        )

    def test_takes_neither(self) -> None:
        assert malmolund.municipalities == malmolund.municipalities.where()

    def test_gives_a_collection_that_knows_its_own_records_alone(self) -> None:
        part = malmolund.municipalities.where(seat="Arlöv")

        assert "1231" == part["burlövs kommun"].code
        assert "Lund" not in part
        assert [] == part.search("Lund")
        with pytest.raises(malmolund.NotFoundError, match="shows all 1"):
            part["Lund"]

    def test_refuses_a_field_that_does_not_exist_where_there_are_no_records(
        self,
    ) -> None:
        empty = malmolund.municipalities.where(name="x")

        with pytest.raises(malmolund.NotFoundError, match="No field of a municipality"):
            empty.where(nosuch=1)

    def test_refuses_a_field_that_does_not_exist(self) -> None:
        with pytest.raises(malmolund.NotFoundError) as caught:
            malmolund.municipalities.where(sea="Arlöv")

        assert "No field of a municipality is known as 'sea'. " in str(caught.value)
        assert "It has: code, name, official_name, " in str(caught.value)
        assert "seat" == caught.value.suggestions[0]

    @pytest.mark.parametrize("name", ["_labels", "to_dict", "sources", "evidence"])
    def test_refuses_what_is_no_field(self, name: str) -> None:
        with pytest.raises(malmolund.NotFoundError):
            malmolund.municipalities.where(**{name: 1})


class TestSearch:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("malm", ["Malmö"]),
            ("Arlöv", ["Burlöv"]),
            ("löv", ["Burlöv", "Eslöv"]),
            (1281, ["Lund"]),
            ("2120001132", ["Lund"]),
            ("lunds kommun", ["Lund"]),
            ("Maalmö", ["Malmö"]),
            ("xyzzy", []),
            ("", []),
            ("  ", []),
            (None, []),
            (float("nan"), []),
            ([], []),
        ],
    )
    def test_has_the_likeliest_first(self, text: object, expected: list[str]) -> None:
        found = malmolund.municipalities.search(text)

        assert isinstance(found, list)
        assert expected == names(found)

    def test_has_the_start_of_a_label_before_the_start_of_a_word(self) -> None:
        found = [source.id for source in malmolund.sources.search("scb")]

        assert found.index("scb_codes") < found.index("malmogram")

    def test_finds_each_record_once(self) -> None:
        found = malmolund.municipalities.search("kommun")

        assert 12 == len(found) == len(set(found))

    @pytest.mark.parametrize(
        ("name", "text", "expected"),
        [
            ("focus_areas", "klimat", ["miljo-klimat"]),
            ("focus_areas", "utbildning", ["kompetensforsorjning"]),
            ("plans", "handlingsprogram", ["2012"]),
            ("regions", "malmö", ["la-malmo-lund", "malmolundregionen", "stormalmo"]),
            ("regions", "skåne", ["skane"]),
        ],
    )
    def test_serves_every_collection(
        self, name: str, text: str, expected: list[str]
    ) -> None:
        assert expected == [r.id for r in getattr(malmolund, name).search(text)]

    def test_finds_a_source_by_its_publisher(self) -> None:
        found = malmolund.sources.search("skurups kommun")

        assert {"skurup_press", "skurup_samarbete"} == {source.id for source in found}


class TestMapping:
    def test_joins_two_fields(self) -> None:
        names_by_code = malmolund.municipalities.mapping("code", "name")

        assert "Lund" == names_by_code["1281"]
        assert 12 == len(names_by_code)

    def test_refuses_a_key_that_two_records_share(self) -> None:
        with pytest.raises(ValueError, match="two records have county_code='12'"):
            malmolund.municipalities.mapping("county_code", "name")

    @pytest.mark.parametrize("fields", [("cod", "name"), ("code", "nam")])
    def test_refuses_a_field_that_does_not_exist(self, fields: tuple[str, str]) -> None:
        with pytest.raises(malmolund.NotFoundError, match="field of a municipality"):
            malmolund.municipalities.mapping(*fields)


class TestEquality:
    def test_is_by_records(self) -> None:
        some = malmolund.municipalities.where(name="Lund")

        assert some == malmolund.municipalities.where(code="1281")
        assert hash(some) == hash(malmolund.municipalities.where(code="1281"))
        assert hash(some) != hash(malmolund.municipalities)
        assert some != malmolund.municipalities
        assert some != list(some)
        assert some != "Lund"

    def test_a_part_and_a_copy_know_what_lies_elsewhere_as_the_whole_does(self) -> None:
        part = malmolund.municipalities.where(seat="Lund")

        copies = (copy.copy(part), copy.deepcopy(part))
        for some in (part, *copies, pickle.loads(pickle.dumps(part))):
            with pytest.raises(malmolund.NotFoundError) as caught:
                some["Hörby"]

            assert caught.value.hint.startswith("1266 Hörby is a municipality")


class TestMaking:
    def test_two_records_that_share_a_form_are_a_data_error(self) -> None:
        with pytest.raises(malmolund.DataError) as caught:
            malmolund.Collection(figures("Lund", "LUND"), malmolund.PopulationFigure)

        assert "lund 2020" == caught.value.value
        for record in ("<PopulationFigure Lund 2020>", "<PopulationFigure LUND 2020>"):
            assert record in str(caught.value)

    def test_what_is_known_as_the_text_comes_before_what_mentions_it(self) -> None:
        lund = malmolund.municipalities["Lund"]
        other = attrs.evolve(malmolund.municipalities["Burlöv"], seat="Lund")

        some = malmolund.Collection([other, lund], malmolund.Municipality)

        assert [lund, other] == some.search("Lund")

    def test_a_seat_comes_before_what_begins_alike(self) -> None:
        burlov, eslov = (malmolund.municipalities[name] for name in ("Burlöv", "Eslöv"))
        begins = attrs.evolve(burlov, seat="Lundby")
        equals = attrs.evolve(eslov, seat="Lund")

        some = malmolund.Collection([begins, equals], malmolund.Municipality)

        assert [equals, begins] == some.search("Lund")

    def test_the_start_of_a_word_comes_before_what_is_amid_one(self) -> None:
        amid, word = figures("Alund", "Xa Lundby")

        assert [word, amid] == malmolund.Collection(
            [amid, word], malmolund.PopulationFigure
        ).search("lund")

    def test_a_collection_without_hints_gives_none(self) -> None:
        with pytest.raises(malmolund.NotFoundError) as caught:
            malmolund.plans["Hörby"]

        assert "" == caught.value.hint

    def test_a_large_collection_takes_time_in_proportion(self) -> None:
        many = [
            malmolund.PopulationFigure(
                code=f"{n % 9999:04}",
                name=f"Name {n}",
                year=2000 + n // 9999,
                population=n,
            )
            for n in range(20_000)
        ]

        start = process_time()
        some = malmolund.Collection(many, malmolund.PopulationFigure)

        assert 20_000 == len(some)
        # Where each record was compared with all before, it took a minute.
        assert 10 > process_time() - start

    def test_a_collection_may_be_referred_to_weakly(self) -> None:
        assert malmolund.plans is weakref.ref(malmolund.plans)()

    def test_a_collection_may_be_empty(self) -> None:
        empty: malmolund.Collection[malmolund.PopulationFigure]
        empty = malmolund.Collection([], malmolund.PopulationFigure)

        assert 0 == len(empty)
        assert [] == list(empty)
        assert [] == empty.to_dicts()
        assert [] == empty.search("Lund")
        assert {} == empty.mapping("code", "name")
        with pytest.raises(malmolund.NotFoundError, match="No population figure is"):
            empty["x"]
