"""Words: what people look at, in English and Swedish, and numbers and dates in both.

Messages of the Python API are English, and not here.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from . import _checks as check


if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable


LANGS = ("en", "sv")

# From so many on, thousands are set apart; so years never are.
_LARGE = 10_000

_NARROW = "\N{NARROW NO-BREAK SPACE}"

_MONTHS = [
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
]
_DAYS = ["söndag", "måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag"]

# What d3 has to know of Swedish; English it knows.
_LOCALE: dict[str, Any] = {
    "number": {
        "decimal": ",",
        "thousands": _NARROW,
        "grouping": [3],
        "currency": ["", "\N{NO-BREAK SPACE}kr"],
        "percent": "\N{NO-BREAK SPACE}%",
    },
    "time": {
        "dateTime": "%A %-d %B %Y %X",
        "date": "%Y-%m-%d",
        "time": "%H:%M:%S",
        "periods": ["fm", "em"],
        "days": _DAYS,
        "shortDays": [day[:3] for day in _DAYS],
        "months": _MONTHS,
        "shortMonths": [month[:3] for month in _MONTHS],
    },
}

# By field: what it is called in a card or a table.
FIELDS: dict[str, tuple[str, str]] = {
    "adopted": ("adopted", "antagen"),
    "adopted_by": ("adopted by", "antagen av"),
    "aliases": ("aliases", "andra namn"),
    "borders": ("borders", "gränser"),
    "borders_on": ("borders on", "gränsar till"),
    "code": ("code", "kod"),
    "codes": ("codes", "koder"),
    "continued_focus_areas": ("continued focus areas", "fortsatta fokusområden"),
    "count": ("count", "antal"),
    "county_code": ("county code", "länskod"),
    "date": ("date", "datum"),
    "density": ("density", "folktäthet"),
    "end_year": ("end year", "slutår"),
    "focus_areas": ("focus areas", "fokusområden"),
    "id": ("id", "id"),
    "in_english": ("in English", "på engelska"),
    "joined_no_earlier_than": ("joined no earlier than", "gick med tidigast"),
    "joined_no_later_than": ("joined no later than", "gick med senast"),
    "kind": ("kind", "typ"),
    "land_area": ("land area", "landareal"),
    "land_area_km2": ("land area, km²", "landareal, km²"),
    "land_km": ("on land, km", "på land, km"),
    "left_no_earlier_than": ("left no earlier than", "lämnade tidigast"),
    "left_no_later_than": ("left no later than", "lämnade senast"),
    "level": ("level", "nivå"),
    "licence": ("licence", "licens"),
    "members": ("members", "medlemmar"),
    "name": ("name", "namn"),
    "name_en": ("name in English", "namn på engelska"),
    "new_focus_areas": ("new focus areas", "nya fokusområden"),
    "note": ("note", "anmärkning"),
    "official_name": ("official name", "officiellt namn"),
    "people": ("people", "invånare"),
    "plans": ("plans", "planer"),
    "population": ("population", "folkmängd"),
    "publisher": ("publisher", "utgivare"),
    "role": ("role", "roll"),
    "seat": ("seat", "centralort"),
    "start_year": ("start year", "startår"),
    "status": ("status", "status"),
    "suggestions": ("suggestions", "förslag"),
    "title": ("title", "titel"),
    "title_en": ("title in English", "titel på engelska"),
    "total_km": ("in all, km", "totalt, km"),
    "url": ("address", "adress"),
    "value": ("value", "värde"),
    "website": ("website", "webbplats"),
    "year": ("year", "år"),
}

# By noun of a record: one of them, and several.
NOUNS: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "area": (("area", "areas"), ("område", "områden")),
    "border": (("border", "borders"), ("gräns", "gränser")),
    "focus area": (("focus area", "focus areas"), ("fokusområde", "fokusområden")),
    "membership": (("membership", "memberships"), ("medlemskap", "medlemskap")),
    "municipality": (("municipality", "municipalities"), ("kommun", "kommuner")),
    "plan": (("plan", "plans"), ("plan", "planer")),
    "population figure": (
        ("population figure", "population figures"),
        ("folkmängdsuppgift", "folkmängdsuppgifter"),
    ),
    "region": (("region", "regions"), ("region", "regioner")),
    "source": (("source", "sources"), ("källa", "källor")),
}

# The fields whose values are words, not names or texts; and the words.
CODED = frozenset({"adopted_by", "kind", "level", "role", "status"})
VALUES: dict[str, tuple[str, str]] = {
    "MalmöLundregionen": ("MalmöLundregionen", "MalmöLundregionen"),
    "absent": ("absent", "förekommer inte"),
    "action programme": ("action programme", "handlingsprogram"),
    "cooperation": ("cooperation", "samarbete"),
    "copy": ("copy", "kopia"),
    "country": ("country", "land"),
    "county": ("county", "län"),
    "labour market area": ("labour market area", "arbetsmarknadsområde"),
    "land": ("land", "på land"),
    "member": ("member", "medlem"),
    "metropolitan area": ("metropolitan area", "storstadsområde"),
    "missing": ("missing", "saknas"),
    "municipality": ("municipality", "kommun"),
    "not recognised": ("not recognised", "känns inte igen"),
    "operational plan": ("operational plan", "verksamhetsplan"),
    "origin": ("origin", "ursprung"),
    "rest of Sweden": ("rest of Sweden", "övriga Sverige"),
    "same county": ("same county", "samma län"),
    "sea": ("sea", "till havs"),
    "secondary": ("secondary", "sekundär"),
    "the board (styrelsen) of MalmöLundregionen": (
        "the board (styrelsen) of MalmöLundregionen",
        "MalmöLundregionens styrelse",
    ),
    "total": ("total", "summa"),
}

# By what they are for: texts, some with names to fill in.
TEXTS: dict[str, tuple[str, str]] = {
    "at sea": ("{name} (at sea)", "{name} (till havs)"),
    "boundaries": ("Boundaries", "Gränser"),
    "closest": ("closest: {forms}", "närmast: {forms}"),
    "counted": ("{count} {what}", "{what}: {count}"),
    "end of year": (
        " (31\xa0December\xa0{year})",
        " (31\xa0december\xa0{year})",
    ),
    "first rows": (", the first {count} of them", ", de första {count} av dem"),
    "map": ("Map of {count} municipalities", "Karta över {count} kommuner"),
    "map with": (
        "Map of {count} municipalities with {names} picked out",
        "Karta över {count} kommuner, markerat: {names}",
    ),
    "more places": (
        "... and {count} more places ({times} x)",
        "... och {count} områden till ({times} x)",
    ),
    "more values": (
        "... and {count} more distinct values ({times} x)",
        "... och {count} olika värden till ({times} x)",
    ),
    "never occur": (
        "members that never occur: {names}",
        "medlemmar som aldrig förekommer: {names}",
    ),
    "no data": ("no data", "uppgift saknas"),
    "other sources": (
        "{count} that copy or compile (all: .sources)",
        "{count} som kopierar eller sammanställer (alla: .sources)",
    ),
    "place": (
        "{place}: {count}, as {spellings}",
        "{place}: {count}, som {spellings}",
    ),
    "plan adopted": ("{title}, adopted {date}", "{title}, antagen {date}"),
    "report": ("AuditReport of {count}: {counts}", "Granskning av {count}: {counts}"),
    "source": ("Source", "Källa"),
    "sources": ("Sources", "Källor"),
    "unlisted": (
        "... and others that are not listed ({times} x)",
        "... och andra som inte räknas upp ({times} x)",
    ),
    "values": ("{count} values", "{count} värden"),
}

# What the vocabulary says of a value that is no member, in Swedish.
HINTS: dict[str, str] = {
    "municipality": "{place} är en kommun på annat håll i Sverige.",
    "county": "{place} är namnet på ett län.",
    "country": "{place} är namnet på ett land.",
    "delineation": "{name} är en indelning; se malmolund.regions.",
    "seat": "{seat} är centralort i {place}.",
}


class Words:
    """The words, numbers and dates of one language.

    Args:
        lang: ``"en"`` or ``"sv"``; `ValueError` for another one.
    """

    def __init__(self, lang: str) -> None:
        check.option("lang", lang, LANGS)
        self.lang = lang
        self._at = LANGS.index(lang)

    def __call__(self, key: str, /, **names: object) -> str:
        """Return a text, with *names* filled in."""
        return TEXTS[key][self._at].format(**names)

    def field(self, name: str) -> str:
        """Return what a field is called."""
        return FIELDS[name][self._at]

    def value(self, field: str, value: Any) -> Any:
        """Return a value as people read it: another one only where words are data."""
        coded = field in CODED and value in VALUES
        return VALUES[value][self._at] if coded else value

    def noun(self, noun: str, count: int = 1) -> str:
        """Return the noun in the number that goes with a count."""
        return NOUNS[noun][self._at][count != 1]

    def number(
        self, value: float, decimals: int | None = None, *, apart: bool | None = None
    ) -> str:
        """Return a number as text.

        Args:
            value: The number.
            decimals: How many decimals it gets; as many as it has if not given.
            apart: Whether its thousands are set apart; if not given, those of numbers
                of five digits and more are.
        """
        text = f"{value:,}" if decimals is None else f"{value:,.{decimals}f}"
        if not (abs(value) >= _LARGE if apart is None else apart):
            text = text.replace(",", "")
        if self.lang == "sv":
            text = text.replace(".", "\0").replace(",", _NARROW).replace("\0", ",")
        else:
            text = text.replace(",", "\N{NO-BREAK SPACE}")
        return text.replace("-", "\N{MINUS SIGN}", 1) if value < 0 else text

    def numbers(self, values: Iterable[float | None]) -> list[str]:
        """Return the numbers of a column as texts, all by one rule; `None` is empty.

        All get the most decimals that one of them has, and where the thousands of one
        are set apart, those of all are.
        """
        column = list(values)
        known = [value for value in column if value is not None]
        decimals = max(map(_decimals, known), default=0)
        apart = any(abs(value) >= _LARGE for value in known)
        return [
            "" if value is None else self.number(value, decimals, apart=apart)
            for value in column
        ]

    def date(self, date: dt.date | str) -> str:
        """Return a day, given as a date or in as much of ISO as is known."""
        if self.lang == "en":
            return str(date)
        year, *rest = map(int, str(date).split("-"))
        words = [str(day) for day in rest[1:]]
        words += [_MONTHS[month - 1] for month in rest[:1]]
        return "\N{NO-BREAK SPACE}".join([*words, str(year)])

    @property
    def locale(self) -> dict[str, Any]:
        """How d3 writes numbers and dates; empty where it does so by itself."""
        return _LOCALE if self.lang == "sv" else {}


def _decimals(value: float) -> int:
    """Return how many decimals a number has when it is written in full."""
    return len(f"{Decimal(str(value)):f}".partition(".")[2])
