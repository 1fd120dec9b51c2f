"""What counts as a match: the closed vocabulary, its traps, and odd values."""

from __future__ import annotations

import datetime as dt
import unicodedata
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import malmolund
from malmolund._catalogue import PACKAGED
from malmolund._tables import AREAS
from malmolund._vocabulary import normalise


# Towns, villages and districts in the twelve that share no name with them.
LOCALITIES = """
Abbekås, Anderslöv, Arlöv, Bara, Barsebäck, Beddingestrand, Billinge, Bjärred, Borgeby,
Brågarp, Bunkeflostrand, Dalby, Dösjebro, Falsterbo, Flyinge, Flädie, Fosie, Furulund,
Genarp, Gessie, Gislöv, Gårdstånga, Harlösa, Hjärup, Hofterup, Holmeja, Hurva, Husie,
Hyllie, Hököpinge, Höllviken, Kirseberg, Klagstorp, Klågerup, Kungshult, Kyrkheddinge,
Limhamn, Ljunghusen, Ljungstorp, Löberöd, Löddeköpinge, Marieholm, Nordanå, Norra Rörum,
Oxie, Revingeby, Rosengård, Rydsgård, Sjödiken, Skanör, Skanör med Falsterbo, Skivarp,
Smygehamn, Smygehuk, Stehag, Stångby, Sätofta, Södra Sandby, Tjörnarp, Torna Hällestad,
Tygelsjö, Veberöd, Vintrie, Västra Ingelstad, Åkarp
"""
SPACES = [" ", "\t", "\n", "\r\n", "\x0b", "\x0c", "\x85", "\xa0", "\u2003", "\u3000"]


def lines(file: str) -> list[str]:
    """Return the lines of a file beside this one, without comments."""
    text = Path(__file__).with_name(file).read_text(encoding="utf-8")
    # Some spellings hold what str.splitlines takes for the end of a line.
    return [line for line in text.split("\n") if line and not line.startswith("# ")]


SPELLINGS = [line.split("\t") for line in lines("spellings_that_match.txt")]
FORMS = [form for form, _ in SPELLINGS]
VOCABULARY = {form for m in malmolund.municipalities for form in m._forms}
INFINITY, NAN = float("inf"), float("nan")
ODD_NUMBERS: list[Any] = [
    *(0, -1281, 12810, 10**400, -(10**400), True, False),
    *(1281.5, 1e300, -1e300, NAN, INFINITY, -INFINITY),
    *(1281 + 0j, 1281j, complex("nan")),
    *map(Decimal, ("NaN", "sNaN", "Infinity", "1e1000000", "1281.5")),
    *(Fraction(2563, 2), Fraction(10**400, 3)),
]
ODD_VALUES = [
    *(None, "", " ", "\xad", b"Lund", bytearray(b"Lund"), object(), str),
    *(["Lund"], ("Lund",), {"Lund"}, {"Lund": 1}, dt.date(1281, 1, 1)),
    *("Lund\0", "\ud800", "\ufeffLund"),
]
odd_values = st.recursive(
    st.one_of(
        *(st.none(), st.booleans(), st.text(), st.binary(), st.builds(object)),
        *(st.integers(), st.integers(min_value=10**30), st.sampled_from(ODD_NUMBERS)),
        *(st.floats(), st.complex_numbers(), st.decimals(), st.fractions()),
        *(st.dates(), st.datetimes(), st.times(), st.timedeltas(), st.uuids()),
    ),
    lambda values: st.one_of(
        st.lists(values),
        st.tuples(values, values),
        st.dictionaries(st.text(), values),
        st.sets(st.text()),
    ),
    max_leaves=5,
)


class TestTheVocabulary:
    @pytest.mark.parametrize(("form", "code"), SPELLINGS)
    def test_knows(self, form: str, code: str) -> None:
        assert code == malmolund.municipalities[form].code
        assert form in malmolund.municipalities

    @pytest.mark.parametrize("form", lines("spellings_that_do_not.txt"))
    def test_does_not_know(self, form: str) -> None:
        assert malmolund.municipalities.get(form) is None
        assert form not in malmolund.municipalities
        with pytest.raises(malmolund.NotFoundError):
            malmolund.municipalities[form]

    @pytest.mark.parametrize(
        "code",
        [
            *("1281", 1281, 1281.0, 2693555, 2693555.0, 2120001132),
            *(Decimal(1281), Decimal("1281.0"), Decimal("1.281e3"), Fraction(1281)),
        ],
    )
    def test_knows_a_code_or_identifier_as_a_number(self, code: object) -> None:
        assert "Lund" == malmolund.municipalities[code].name

    @pytest.mark.parametrize("value", [*ODD_NUMBERS, *ODD_VALUES])
    def test_does_not_know_an_odd_value(self, value: object) -> None:
        assert malmolund.municipalities.get(value) is None
        with pytest.raises(malmolund.NotFoundError):
            malmolund.municipalities[value]

    def test_survives_a_number_that_compares_and_converts_badly(self) -> None:
        class Bad(int):
            def __int__(self) -> int:
                raise OverflowError

        assert malmolund.municipalities.get(Bad(5)) is None

    @pytest.mark.parametrize(
        "name",
        ["municipalities", "plans", "focus_areas", "regions", "population", "sources"],
    )
    def test_has_no_form_of_two_records(self, name: str) -> None:
        records = list(getattr(malmolund, name))
        forms = [form for record in records for form in record._forms]

        assert len(forms) == len(set(forms))
        assert "" not in forms
        assert all(form == normalise(form) for form in forms)


class TestOtherPlaces:
    areas = PACKAGED._folder.rows(AREAS)

    def others(self) -> list[dict[str, Any]]:
        twelve = malmolund.region.codes
        return [area for area in self.areas if area["code"] not in twelve]

    def test_are_all_there(self) -> None:
        levels = [area["level"] for area in self.others()]

        assert 290 - 12 == levels.count("municipality")
        assert 21 == levels.count("county")
        assert 1 == levels.count("country")

    def test_are_no_match_by_name_or_code(self) -> None:
        found = {
            form: malmolund.municipalities.get(form)
            for area in self.others()
            for code, name in [(area["code"], area["name"])]
            for form in (
                *(code, int(code), float(code), name, name.upper(), f"{code} {name}"),
                *(f"{name} kommun", f"{name}s kommun", f"{name} stad", f"SE_{code}"),
                f"{name} Municipality",
                name.replace("å", "a").replace("ä", "a").replace("ö", "o"),
                name.replace("å", "aa").replace("ä", "ae").replace("ö", "oe"),
                name.encode().decode("cp1252", "replace"),
                name.encode().decode("latin-1"),
            )
        }

        assert {} == {form: record for form, record in found.items() if record}

    def test_are_named_by_the_hint_instead(self) -> None:
        for area in self.others():
            with pytest.raises(malmolund.NotFoundError) as caught:
                malmolund.municipalities[area["name"]]

            assert caught.value.hint.startswith(f"{area['code']} {area['name']} is ")

    def test_a_code_with_the_name_of_another_place_is_no_match(self) -> None:
        for member in malmolund.municipalities:
            for area in self.areas:
                if area["code"] != member.code:
                    form = f"{member.code} {area['name']}"

                    assert malmolund.municipalities.get(form) is None, form

    @pytest.mark.parametrize("name", LOCALITIES.replace("\n", " ").strip().split(", "))
    def test_a_locality_is_no_match(self, name: str) -> None:
        for form in (name, name.upper(), f"{name} kommun", f"{name}s stad"):
            assert malmolund.municipalities.get(form) is None


class TestSpelling:
    @given(st.text())
    @example("Malmö")
    @example("MalmÃ¶")
    @example("o\xad\u0308")
    def test_composed_and_decomposed_are_the_same(self, text: str) -> None:
        composed = malmolund.municipalities.get(unicodedata.normalize("NFC", text))
        decomposed = malmolund.municipalities.get(unicodedata.normalize("NFD", text))

        assert composed is decomposed

    @pytest.mark.parametrize("form", FORMS)
    def test_a_known_form_may_be_decomposed(self, form: str) -> None:
        decomposed = unicodedata.normalize("NFD", form)

        assert malmolund.municipalities[form] is malmolund.municipalities[decomposed]

    @given(st.sampled_from(FORMS), st.data())
    def test_case_does_not_matter(self, form: str, data: st.DataObject) -> None:
        upper = data.draw(st.lists(st.booleans(), min_size=len(form)))
        mixed = "".join(
            letter.upper() if up else letter.lower()
            for letter, up in zip(form, upper, strict=False)
        )

        assert malmolund.municipalities[form] is malmolund.municipalities[mixed]

    @given(
        st.sampled_from(FORMS),
        st.lists(st.sampled_from(SPACES), min_size=1).map("".join),
        st.lists(st.sampled_from(SPACES)).map("".join),
    )
    def test_white_space_does_not_matter(
        self, form: str, space: str, around: str
    ) -> None:
        spaced = around + form.replace(" ", space) + around

        assert malmolund.municipalities[form] is malmolund.municipalities[spaced]

    @given(st.sampled_from(FORMS), st.data())
    def test_soft_hyphens_do_not_matter(self, form: str, data: st.DataObject) -> None:
        place = data.draw(st.integers(0, len(form)))
        hyphened = form[:place] + "\xad" + form[place:]

        assert malmolund.municipalities[form] is malmolund.municipalities[hyphened]

    @given(st.sampled_from(FORMS), st.data())
    def test_any_other_character_does(self, form: str, data: st.DataObject) -> None:
        place = data.draw(st.integers(0, len(form)))
        more = data.draw(st.characters())
        changed = form[:place] + more + form[place:]

        known = normalise(changed) in VOCABULARY

        assert known == (changed in malmolund.municipalities)

    @given(st.sampled_from(FORMS), st.data())
    def test_so_does_each_character_that_is_missing(
        self, form: str, data: st.DataObject
    ) -> None:
        place = data.draw(st.integers(0, len(form) - 1))
        changed = form[:place] + form[place + 1 :]

        known = normalise(changed) in VOCABULARY

        assert known == (changed in malmolund.municipalities)


class TestPlacesElsewhere:
    @pytest.mark.parametrize(
        ("form", "place"),
        [
            ("örebro", "1880 Örebro"),
            ("Orebro", "1880 Örebro"),
            ("Oerebro kommun", "1880 Örebro"),
            ("Ørebro", "1880 Örebro"),
            ("Astorp", "1277 Åstorp"),
            ("Aastorps kommun", "1277 Åstorp"),
            ("Almhult", "0765 Älmhult"),
            ("Aelmhult", "0765 Älmhult"),
            ("Ælmhult", "0765 Älmhult"),
            ("Ã–rebro", "1880 Örebro"),
            ("Ã¶rebro", "1880 Örebro"),
            ("Ã–REBRO", "1880 Örebro"),
            ("765", "0765 Älmhult"),
            ("Skåne län", "12 Skåne län"),
            ("12 Skane lan", "12 Skåne län"),
            ("12", "12 Skåne län"),
        ],
    )
    def test_are_known_by_the_same_rules(self, form: str, place: str) -> None:
        (value,) = malmolund.audit([form]).elsewhere

        assert place == f"{value.code} {value.name}"

    @pytest.mark.parametrize(
        "form", ["Skåne län kommun", "Skåne läns kommun", "0", "0012", "Örebro län x"]
    )
    def test_are_not_known_by_what_is_merely_like_them(self, form: str) -> None:
        assert 1 == malmolund.audit([form]).count("not recognised")


class TestAnything:
    @given(odd_values)
    def test_is_found_or_a_miss_and_never_another_error(self, value: object) -> None:
        for collection in (malmolund.municipalities, malmolund.regions):
            record = collection.get(value)

            assert record is None or normalise(value) in record._forms
            assert (record is not None) == (value in collection)
            assert isinstance(collection.search(value), list)
            if record is None:
                with pytest.raises(malmolund.NotFoundError):
                    collection[value]

    @given(st.text())
    def test_that_is_not_in_the_vocabulary_is_a_miss(self, text: str) -> None:
        known = normalise(text) in VOCABULARY

        assert known == (malmolund.municipalities.get(text) is not None)
