"""What counts as a match: the closed vocabulary, its traps, and odd values."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import Counter, defaultdict
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from html import entities
from itertools import permutations
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import malmolund
from malmolund._catalogue import PACKAGED
from malmolund._vocabulary import normalise


if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


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
INVISIBLE = "\xad\u200b\u200d\u200e\u202c\u2060\u2066\ufeff\0"
# What counties are called without their län.
COUNTIES = """
Stockholm, Uppsala, Södermanland, Östergötland, Jönköping, Kronoberg, Kalmar, Gotland,
Blekinge, Skåne, Halland, Västra Götaland, Värmland, Örebro, Västmanland, Dalarna,
Gävleborg, Västernorrland, Jämtland, Västerbotten, Norrbotten
"""


def listed(names: str) -> list[str]:
    return names.replace("\n", " ").strip().split(", ")


def spellings() -> list[list[str]]:
    """Return the lines of the file of spellings: value, status, and code or hyphen."""
    text = Path(__file__).with_name("spellings.txt").read_text(encoding="utf-8")
    # Some spellings hold what str.splitlines takes for the end of a line.
    lines = [line for line in text.split("\n") if line and not line.startswith("# ")]
    return [line.split("\t") for line in lines]


SPELLINGS = spellings()
KNOWN = PACKAGED._vocabulary.forms()
FORMS = [
    value
    for value, status, _ in SPELLINGS
    if status == "member"
    and normalise(value) in KNOWN
    # Those that are damaged already are not to be damaged again.
    and set(normalise(value)) < set("abcdefghijklmnopqrstuvwxyzåäö0123456789 -_")
]
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
    *("\ud800", "Lund\ud800", "\U000e0001Lund"),
]
odd_values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.text(),
        st.binary(),
        st.integers(),
        st.integers(min_value=10**30),
        st.floats(),
        st.complex_numbers(),
        st.decimals(),
        st.fractions(),
        st.dates(),
        st.datetimes(),
        st.times(),
        st.timedeltas(),
        st.uuids(),
        st.builds(object),
        st.sampled_from(ODD_NUMBERS),
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
    @pytest.mark.parametrize(("value", "status", "code"), SPELLINGS)
    def test_knows_what_a_value_is(self, value: str, status: str, code: str) -> None:
        (found,) = malmolund.audit([value]).values

        assert (status, code) == (found.status, found.code or "-")
        assert [status] == malmolund.statuses([value])

    @pytest.mark.parametrize(("value", "status", "code"), SPELLINGS)
    def test_finds_a_record_of_what_is_one(
        self, value: str, status: str, code: str
    ) -> None:
        member = malmolund.municipalities.get(value)
        area = malmolund.areas.get(value)

        assert (code if status == "member" else "-") == (member.code if member else "-")
        assert (code if code.isdigit() else "-") == (area.code if area else "-")
        assert (member is not None) == (value in malmolund.municipalities)

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


ENCODINGS = ("utf-8", "cp1252", "latin-1", "cp1250", "mac_roman", "cp437", "cp850")


def cased(name: str) -> Iterator[str]:
    for spelt in {name, name.upper(), name.lower(), name.title()}:
        yield from {unicodedata.normalize(form, spelt) for form in ("NFC", "NFD")}


def garbled(name: str) -> Iterator[str]:
    """Yield what Python makes of a name that is read in another encoding."""
    for written, read in permutations(ENCODINGS, 2):
        with suppress(UnicodeError):
            once = name.encode(written).decode(read)
            yield once
            for again in ENCODINGS[1:] if written == "utf-8" else ():
                with suppress(UnicodeError):
                    yield once.encode().decode(again)


def each(change: Callable[[str], str]) -> Callable[[str], Iterator[str]]:
    """Return what changes each character beyond ASCII."""

    def damage(name: str) -> Iterator[str]:
        yield "".join(c if c.isascii() else change(c) for c in name)

    return damage


def named(name: str) -> Iterator[str]:
    names = entities.codepoint2name
    if unicodedata.is_normalized("NFC", name):
        yield "".join(c if c.isascii() else f"&{names[ord(c)]};" for c in name)


def bytewise(form: str) -> Callable[[str], Iterator[str]]:
    """Return what writes each byte beyond ASCII in a *form*, in UTF-8 and latin-1."""

    def damage(name: str) -> Iterator[str]:
        for encoding in ("utf-8", "latin-1"):
            data = name.encode(encoding, "ignore")
            if data.decode(encoding) == name:
                yield "".join(chr(b) if b < 128 else form.format(b) for b in data)

    return damage


def lost(name: str) -> Iterator[str]:
    if unicodedata.is_normalized("NFC", name):
        for sign in ("?", "??", "\ufffd", "\ufffd\ufffd"):
            yield from each(lambda _, sign=sign: sign)(name)  # type: ignore[misc]


def marked(name: str) -> Iterator[str]:
    for mark in ("*", "**", "1)", "12)", "\xb9", "\xb2\xb3", "[4]", "[12]", "\u2020"):
        yield from (f"{name}{mark}", f"{name} {mark}")


def quoted(name: str) -> Iterator[str]:
    for before, after in (
        '""',
        "''",
        "\u201d\u201d",
        "\u201e\u201c",
        "\xab\xbb",
        "`\xb4",
    ):
        yield f"{before}{name}{after}"


def spaced(name: str) -> Iterator[str]:
    yield from (f"\t{name}\xa0", name.replace(" ", "\u2003\n"))
    yield from (name[:2] + sign + name[2:] for sign in INVISIBLE)
    yield from (name.replace("-", dash) for dash in ("\u2010", "\u2013", "\u2212", " "))


DAMAGES: dict[str, Callable[[str], Iterator[str]]] = {
    "garbled": garbled,
    "lost": lost,
    "named": named,
    "decimal": each(lambda c: f"&#{ord(c)};"),
    "hexadecimal": each(lambda c: f"&#x{ord(c):X};"),
    "percent": lambda name: (quote(text, safe="()") for text in [name]),
    "percent of bytes": bytewise("%{:02X}"),
    "angles": bytewise("<{:02x}>"),
    "backslash": bytewise("\\x{:02x}"),
    "angles of characters": each(lambda c: f"<U+{ord(c):04X}>"),
    "backslash of characters": each(lambda c: f"\\u{ord(c):04x}"),
    "footnotes": marked,
    "quotes": quoted,
    "spaces": spaced,
}
# How a code and a name stand beside each other.
BESIDE = """
{code} {name}|{code}: {name}|{code}:{name}|{code} - {name}|{code}-{name}
{code}_{name}|{code}, {name}|{code},{name}|{code} ({name})
{name} {code}|{name} ({code})|{name}({code})
{name}, {code}|{name} - {code}|{name}: {code}|{name}_{code}
"""


def names_by_code() -> dict[str, set[str]]:
    """Return the names of all areas of Sweden that mean no other one."""
    names = {
        area.code: {area.name, area.official_name or "Sverige"}
        for area in malmolund.areas
    }
    taken = {name for own in names.values() for name in own}
    for area in malmolund.areas.where(level="county"):
        short = next(name for name in listed(COUNTIES) if area.name.startswith(name))
        names[area.code] |= {short} - taken
    return names


NAMES = names_by_code()


def respelt(name: str) -> Iterator[str]:
    """Yield a name in the letters of others."""
    for letters in (("a", "a", "o"), ("aa", "ae", "oe"), ("å", "æ", "ø")):
        yield name.lower().translate(dict(zip(map(ord, "åäö"), letters, strict=True)))


class TestEveryAreaOfSweden:
    def test_is_there(self) -> None:
        levels = Counter(area.level for area in malmolund.areas)

        assert {"municipality": 290, "county": 21, "country": 1} == levels

    @pytest.mark.parametrize("damage", DAMAGES)
    def test_is_known_by_its_names_after_one_damage(self, damage: str) -> None:
        tried = 0
        for code, names in NAMES.items():
            texts = {
                text
                for n in names
                for spelt in cased(n)
                for text in DAMAGES[damage](spelt)
            }
            codes = malmolund.codes(list(texts), of="areas", errors="coerce")
            tried += len(texts)

            assert set() == {
                (text, found)
                for text, found in zip(texts, codes, strict=True)
                if found != code
            }
        print(f"{damage}: {tried} texts")  # noqa: T201 - seen with -s
        assert 300 < tried

    @pytest.mark.parametrize("form", BESIDE.replace("\n", "|").strip("|").split("|"))
    def test_is_known_by_code_and_name_and_by_those_of_two_not(self, form: str) -> None:
        codes = sorted(NAMES)
        for code, other in zip(codes, codes[1:] + codes[:1], strict=True):
            for name in NAMES[code]:
                for written in {code, code.lstrip("0") or "0"}:
                    right = form.format(code=written, name=name)

                    assert [code] == malmolund.codes([right], of="areas")

                wrong = form.format(code=other, name=name)

                assert ["not recognised"] == malmolund.statuses([wrong])

    def test_shares_no_text_with_another_that_would_be_taken_for_one(self) -> None:
        meant: defaultdict[str, set[str]] = defaultdict(set)
        for code, names in NAMES.items():
            for name in names | {f"{name}s kommun" for name in names}:
                damaged = [text for damage in DAMAGES.values() for text in damage(name)]
                for text in (name, *respelt(name), *damaged):
                    meant[normalise(text)].add(code)
                    meant[normalise(text).replace("-", " ")].add(code)
                    meant[normalise(text).replace(" ", "-")].add(code)
        shared = {text for text, codes in meant.items() if len(codes) > 1}
        pairs = len(NAMES) * (len(NAMES) - 1) // 2
        print(  # noqa: T201
            f"{pairs} pairs, {len(meant)} texts, {len(shared)} shared: {sorted(shared)}"
        )

        assert 48_516 == pairs
        # Habo stands as it is; it goes before Håbo without its letter.
        assert {"habo", "habo kommun", "habo-kommun", "habos kommun"} <= shared
        assert all(text.startswith(("habo", "gotland")) for text in shared)
        for text, codes in meant.items():
            found = malmolund.areas.get(text)

            assert found is None or found.code in codes, text
            assert len(codes) == 1 or found is None or found.name == "Habo", text

    def test_is_known_in_columns_that_name_all(self) -> None:
        municipalities = malmolund.areas.where(level="municipality")
        counties = malmolund.areas.where(level="county")
        columns: list[tuple[list[object], list[str]]] = [
            (
                [a.official_name for a in municipalities],
                [a.code for a in municipalities],
            ),
            ([a.official_name for a in counties], [a.code for a in counties]),
            ([int(a.code) for a in malmolund.areas], [a.code for a in malmolund.areas]),
            (
                [float(a.code) for a in malmolund.areas],
                [a.code for a in malmolund.areas],
            ),
            ([f"00{a.code}" for a in counties], [a.code for a in counties]),
            ([a.aliases[0] for a in counties], [a.code for a in counties]),
        ]
        for column, codes in columns:
            assert codes == malmolund.codes(column, of="areas")
            assert "not recognised" not in malmolund.statuses(column)

    def test_is_no_error_in_a_column_of_the_short_names_of_counties(self) -> None:
        statuses = malmolund.statuses(listed(COUNTIES))

        # Seven are names of municipalities too, of which six are the seat.
        assert {"total": 15, "rest of Sweden": 6} == Counter(statuses)

    def test_is_named_by_the_hint_of_a_look_up_among_the_twelve(self) -> None:
        for area in malmolund.areas:
            if area.code not in malmolund.region.codes:
                with pytest.raises(malmolund.NotFoundError) as caught:
                    malmolund.municipalities[area.name]

                assert caught.value.hint.startswith(f"{area.code} {area.name} is ")

    @pytest.mark.parametrize("name", listed(LOCALITIES))
    def test_is_not_known_by_a_locality_in_it(self, name: str) -> None:
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

    @given(st.sampled_from(FORMS), st.sampled_from(INVISIBLE), st.data())
    def test_what_shows_nothing_does_not_matter(
        self, form: str, sign: str, data: st.DataObject
    ) -> None:
        place = data.draw(st.integers(0, len(form)))
        more = form[:place] + sign + form[place:]

        assert malmolund.municipalities[form] is malmolund.municipalities[more]

    @given(st.sampled_from(FORMS), st.data())
    def test_any_other_character_makes_no_other_of_it(
        self, form: str, data: st.DataObject
    ) -> None:
        place = data.draw(st.integers(0, len(form)))
        more = data.draw(st.characters())

        found = malmolund.municipalities.get(form[:place] + more + form[place:])

        assert found is None or found is malmolund.municipalities[form]

    @given(st.sampled_from(FORMS), st.data())
    def test_nor_does_one_that_is_missing(self, form: str, data: st.DataObject) -> None:
        place = data.draw(st.integers(0, len(form) - 1))

        found = malmolund.municipalities.get(form[:place] + form[place + 1 :])

        assert found is None or found is malmolund.municipalities[form]


class TestALongText:
    @pytest.mark.parametrize(
        "part",
        [
            *(
                "x",
                "ö",
                "é",
                "Ã¶",
                "o\u0308",
                "1",
                "?",
                "\ufffd",
                "*",
                "x*",
                "\xb2",
                "1)",
            ),
            *(
                "[1]",
                '"',
                "&ouml;",
                "&#246;",
                "%c3",
                "\\u00f6",
                "<f6>",
                "- ",
                "1281 ",
                "(",
            ),
        ],
    )
    def test_is_unknown_and_soon_told(self, part: str) -> None:
        text = part * (1_000_000 // len(part))
        start = process_time()

        assert ["not recognised"] == malmolund.statuses([text])
        assert 5 > process_time() - start

    def test_may_be_a_name_in_much_white_space(self) -> None:
        assert ["1281"] == malmolund.codes(
            [" " * 1000 + "Lunds" + "\n" * 1000 + "kommun"]
        )


class TestAnything:
    @given(odd_values)
    def test_is_a_miss_and_no_error(self, value: object) -> None:
        for collection in (malmolund.municipalities, malmolund.regions):
            record = collection.get(value)

            assert (record is not None) == (value in collection)

    @given(odd_values)
    def test_is_searched_without_an_error(self, value: object) -> None:
        assert isinstance(malmolund.municipalities.search(value), list)

    @given(odd_values)
    def test_is_found_or_not_found(self, value: object) -> None:
        try:
            record = malmolund.municipalities[value]
        except malmolund.NotFoundError as error:
            assert str(error).startswith("No municipality is known as ")  # noqa: PT017
        else:
            assert record is malmolund.municipalities.get(value)
