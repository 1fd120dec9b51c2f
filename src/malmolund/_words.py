"""Words: what people look at, in English and Swedish, and numbers and dates in both.

Messages of the Python API are English, and not here.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from . import _checks as check


if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable


Lang = Literal["en", "sv"]

LANGS: tuple[Lang, ...] = ("en", "sv")

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
    "attested_until": ("attested until", "belagt till"),
    "bodies": ("bodies", "organ"),
    "borders": ("borders", "gränser"),
    "borders_on": ("borders on", "gränsar till"),
    "code": ("code", "kod"),
    "codes": ("codes", "koder"),
    "composition": ("composition", "sammansättning"),
    "composition_en": ("composition", "sammansättning på engelska"),
    "continued_focus_areas": ("going on", "fortsatta"),
    "count": ("count", "antal"),
    "county_code": ("county code", "länskod"),
    "date": ("date", "datum"),
    "decision_rule": ("decisions", "beslut"),
    "decision_rule_en": ("decisions", "beslut på engelska"),
    "density": ("density", "folktäthet"),
    "end_year": ("end year", "slutår"),
    "focus_areas": ("focus areas", "fokusområden"),
    "geonames": ("GeoNames", "GeoNames"),
    "gisco_id": ("GISCO id", "GISCO-id"),
    "goal": ("goal", "mål"),
    "goal_en": ("goal", "mål på engelska"),
    "id": ("id", "id"),
    "in_english": ("in English", "på engelska"),
    "indicator": ("indicator", "mått"),
    "inferred": ("inferred", "härlett"),
    "joined_no_earlier_than": ("joined no earlier than", "gick med tidigast"),
    "joined_no_later_than": ("joined no later than", "gick med senast"),
    "kind": ("kind", "typ"),
    "kolada_group": ("Kolada group", "grupp i Kolada"),
    "land_area": ("land area", "landareal"),
    "land_area_km2": ("land area, km²", "landareal, km²"),
    "land_km": ("on land, km", "på land, km"),
    "latitude": ("latitude", "latitud"),
    "left_no_earlier_than": ("left no earlier than", "lämnade tidigast"),
    "left_no_later_than": ("left no later than", "lämnade senast"),
    "level": ("level", "nivå"),
    "licence": ("licence", "licens"),
    "longitude": ("longitude", "longitud"),
    "members": ("members", "medlemmar"),
    "memberships": ("memberships", "medlemskap"),
    "municipalities": ("municipalities", "kommuner"),
    "name": ("name", "namn"),
    "name_en": ("name in English", "namn på engelska"),
    "neighbours": ("neighbours", "grannar"),
    "new_focus_areas": ("new", "nya"),
    "note": ("note", "anmärkning"),
    "nuts3": ("NUTS 3", "NUTS 3"),
    "official_name": ("official name", "officiellt namn"),
    "organisation_number": ("organisation number", "organisationsnummer"),
    "participation": ("participation", "deltagande"),
    "participation_en": ("participation", "deltagande på engelska"),
    "people": ("people", "invånare"),
    "plans": ("plans", "planer"),
    "population": ("population", "folkmängd"),
    "population_year": ("population year", "folkmängd, år"),
    "principles": ("principles", "principer"),
    "principles_en": ("principles", "principer på engelska"),
    "publisher": ("publisher", "utgivare"),
    "purpose": ("purpose", "syfte"),
    "purpose_en": ("purpose", "syfte på engelska"),
    "replaces": ("replaces", "ersätter"),
    "role": ("role", "roll"),
    "seat": ("seat", "centralort"),
    "start_year": ("start year", "startår"),
    "status": ("status", "status"),
    "suggestions": ("suggestions", "förslag"),
    "task": ("task", "uppgift"),
    "task_en": ("task", "uppgift på engelska"),
    "title": ("title", "titel"),
    "title_en": ("title in English", "titel på engelska"),
    "total_km": ("in all, km", "totalt, km"),
    "unit": ("unit", "enhet"),
    "url": ("address", "adress"),
    "value": ("value", "värde"),
    "website": ("website", "webbplats"),
    "wikidata": ("Wikidata", "Wikidata"),
    "year": ("year", "år"),
    "years": ("years", "år"),
}

# By noun of a record: one of them, and several.
NOUNS: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "area": (("area", "areas"), ("område", "områden")),
    "body": (("body", "bodies"), ("organ", "organ")),
    "border": (("border", "borders"), ("gräns", "gränser")),
    "figure": (("figure", "figures"), ("uppgift", "uppgifter")),
    "focus area": (("focus area", "focus areas"), ("fokusområde", "fokusområden")),
    "indicator": (("indicator", "indicators"), ("mått", "mått")),
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

# How the credit of the packaged boundaries is given, sentence by sentence.
CREDITS: dict[str, str] = {
    "Contains Kommun, län och rike 2026-01-01, © Lantmäteriet, CC BY 4.0 "
    "(https://creativecommons.org/licenses/by/4.0/), reprojected by "
    "GioPalusa/SwedenGeoJSON.": "Innehåller Kommun, län och rike 2026-01-01, "
    "© Lantmäteriet, CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/), "
    "omprojicerad av GioPalusa/SwedenGeoJSON.",
    "Shore: Lantmäteriet localities (CC0) and U.S. Department of State HIU (public "
    "domain) via Who's On First.": "Strand: Lantmäteriets tätorter (CC0) och U.S. "
    "Department of State HIU (public domain) via Who's On First.",
    "Cut, fitted and simplified by malmolund.": "Beskuret, anpassat och förenklat av "
    "malmolund.",
    "Contains GeoDanmark data (2018).": "Innehåller data från GeoDanmark (2018).",
}

# The fields whose values are words, not names or texts; and the words.
CODED = frozenset({"adopted_by", "kind", "level", "role", "status"})

# The fields that hold a number, yet no figure.
IDS = frozenset({"geonames"})

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
    "as cp1252": (
        (
            "{file}: read as cp1252, as it is not in UTF-8: {stray}. If letters come "
            "out wrong, {advice}, such as mac-roman."
        ),
        (
            "{file}: läst som cp1252, eftersom den inte är i UTF-8: {stray}. Om "
            "bokstäver blir fel, {advice}, till exempel mac-roman."
        ),
    ),
    "at sea": ("{name} (at sea)", "{name} (till havs)"),
    "by": ("by {who}", "av {who}"),
    "cannot write": ("cannot write: {problem}", "kan inte skriva: {problem}"),
    "cannot write file": (
        "cannot write {file}: {problem}",
        "kan inte skriva {file}: {problem}",
    ),
    "closest": ("closest: {forms}", "närmast: {forms}"),
    "closest forms": (
        "Closest known forms: {forms}.",
        "Närmast kända former: {forms}.",
    ),
    "column there": (
        "there is a column {name!r} already; pass another --name or --status",
        "det finns redan en kolumn {name!r}; ange ett annat --name eller --status",
    ),
    "counted": ("{count} {what}", "{what}: {count}"),
    "credit": ("Map: {credit}", "Karta: {credit}"),
    "data of": ("Data of {date}", "Data från {date}"),
    "end of year": (" (31\xa0December\xa0{year})", " (31\xa0december\xa0{year})"),
    "first rows": (", the first {count} of them", ", de första {count} av dem"),
    "goes on": ("goes on", "fortsätter"),
    "in neither": (
        "it is neither in UTF-8 nor in cp1252: {stray}; {advice}",
        "den är varken i UTF-8 eller i cp1252: {stray}; {advice}",
    ),
    "inferred": (" (inferred)", " (härlett)"),
    "is 7z": ("a 7z archive; unpack it first", "ett 7z-arkiv; packa upp det först"),
    "is arrow": (
        "an Arrow file; save it as CSV UTF-8",
        "en Arrow-fil; spara den som CSV UTF-8",
    ),
    "is bzip2": (
        "compressed with bzip2; unpack it first",
        "komprimerad med bzip2; packa upp den först",
    ),
    "is folder": (
        "it is there already, and is no file but a folder",
        "den finns redan, och är ingen fil utan en mapp",
    ),
    "is gzip": (
        "compressed with gzip; unpack it first",
        "komprimerad med gzip; packa upp den först",
    ),
    "is ods": (
        "an OpenDocument file; save it as CSV UTF-8",
        "en OpenDocument-fil; spara den som CSV UTF-8",
    ),
    "is parquet": (
        "a Parquet file; save it as CSV UTF-8",
        "en Parquet-fil; spara den som CSV UTF-8",
    ),
    "is pdf": (
        "a PDF; copy its table to a CSV file",
        "en PDF; kopiera tabellen till en CSV-fil",
    ),
    "is rar": ("a RAR archive; unpack it first", "ett RAR-arkiv; packa upp det först"),
    "is sqlite": (
        "an SQLite database; export a table as CSV UTF-8",
        "en SQLite-databas; exportera en tabell som CSV UTF-8",
    ),
    "is xls": (
        "an old Excel workbook (.xls); save it as CSV UTF-8",
        "en gammal Excel-arbetsbok (.xls); spara den som CSV UTF-8",
    ),
    "is xlsx": (
        "an Excel workbook; save it as CSV UTF-8",
        "en Excel-arbetsbok; spara den som CSV UTF-8",
    ),
    "is xz": (
        "compressed with xz; unpack it first",
        "komprimerad med xz; packa upp den först",
    ),
    "is zip": ("a zip archive; unpack it first", "ett zip-arkiv; packa upp det först"),
    "is zstd": (
        "compressed with zstd; unpack it first",
        "komprimerad med zstd; packa upp den först",
    ),
    "kind of": ("{kind} of {count} municipalities", "{kind} mellan {count} kommuner"),
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
    "many delimiters": (
        (
            "more than one character may separate the columns, and {column!r} is the "
            "name of none or of several; pass {choices}"
        ),
        (
            "mer än ett tecken kan skilja kolumnerna åt, och {column!r} är namnet på "
            "ingen eller flera; ange {choices}"
        ),
    ),
    "new": ("new", "nytt"),
    "no column": (
        (
            "expected the names of the columns in line {line}, but there is no "
            "column {column!r}; the columns are: {names}. {advice}"
        ),
        (
            "kolumnernas namn skulle stå på rad {line}, men där finns ingen kolumn "
            "{column!r}; kolumnerna är: {names}. {advice}"
        ),
    ),
    "no csv": ("it is no CSV file but {what}", "det är ingen CSV-fil utan {what}"),
    "no data": ("no data", "uppgift saknas"),
    "no file": (
        "expected a file, which can be read twice",
        "det måste vara en fil, som kan läsas två gånger",
    ),
    "no source says": ("no source says", "ingen källa säger det"),
    "none": ("none", "inga"),
    "not all in utf-8": (
        "it is in UTF-8, but {stray}, which is not; correct that, or {advice}",
        "den är i UTF-8, men {stray}, som inte är det; rätta det, eller {advice}",
    ),
    "not in": (
        "it is not in {encoding}: {stray}; {advice}",
        "den är inte i {encoding}: {stray}; {advice}",
    ),
    "not known": (
        "nothing is known as {key!r}.{advice} See malmolund --help.",
        "hittar ingenting som heter {key!r}.{advice} Se malmolund --help.",
    ),
    "of file": ("{file}: {problem}", "{file}: {problem}"),
    "or": ("{one} or {other}", "{one} eller {other}"),
    "other header": (
        (
            "If another line has the names, pass its number with --header; if they "
            "are separated in another way, say how with --delimiter"
        ),
        (
            "Om namnen står på en annan rad, ange dess nummer med --header; om de "
            "skiljs åt på annat sätt, ange hur med --delimiter"
        ),
    ),
    "other sources": (
        "{count} that copy or compile (all: .sources)",
        "{count} som kopierar eller sammanställer (alla: .sources)",
    ),
    "pass delimiter": (
        "The line has that name with another delimiter: pass {option}",
        "Raden har det namnet med ett annat skiljetecken: ange {option}",
    ),
    "pass header": (
        "Line {line} has that name: pass --header {line}",
        "Rad {line} har det namnet: ange --header {line}",
    ),
    "place": ("{place}: {count}, as {spellings}", "{place}: {count}, som {spellings}"),
    "plan adopted": ("{title}, adopted {date}", "{title}, antogs {date}"),
    "quotation": (
        (
            "line {line}: {reason}; within quotation marks, one that belongs to the "
            "cell is written twice"
        ),
        (
            "rad {line}: {reason}; inom citattecken skrivs ett som hör till cellen "
            "två gånger"
        ),
    ),
    "report": ("AuditReport of {count}: {counts}", "Granskning av {count}: {counts}"),
    "same columns": (
        "{count} columns are called {column!r}; pass {choices}",
        "{count} kolumner heter {column!r}; ange {choices}",
    ),
    "say encoding": (
        "say with --encoding what the file is in",
        "ange med --encoding vad filen är i",
    ),
    "since between": (
        "since {earliest} at the earliest, {latest} at the latest",
        "sedan tidigast {earliest}, senast {latest}",
    ),
    "since or before": ("since {latest} or before", "sedan {latest} eller tidigare"),
    "source": ("Source", "Källa"),
    "sources": ("Sources", "Källor"),
    "stray": (
        "line {line} has the byte {byte} (byte {number} of the file) after {before!r}",
        "rad {line} har byten {byte} (byte {number} i filen) efter {before!r}",
    ),
    "unlisted": (
        "... and others that are not listed ({times} x)",
        "... och andra som inte räknas upp ({times} x)",
    ),
    "values": ("{count} values", "{count} värden"),
    "what is open": (
        "What is open, and what other sources say",
        "Vad som är öppet, och vad andra källor säger",
    ),
    "wide": (
        "it is in {name}; pass --encoding {encoding}, or save it as UTF-8",
        "den är i {name}; ange --encoding {encoding}, eller spara den som UTF-8",
    ),
    "years": ("{first} to {last}", "{first}\N{EN DASH}{last}"),
}

# What the vocabulary says of a value that is no member, in Swedish.
HINTS: dict[str, str] = {
    "same county": "{place} är en kommun i samma län.",
    "rest of Sweden": "{place} är en kommun i övriga Sverige.",
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

    def __init__(self, lang: Lang) -> None:
        check.option("lang", lang, LANGS)
        self.lang: Lang = lang
        self._at = LANGS.index(lang)

    def __call__(self, key: str, /, **names: object) -> str:
        """Return a text, with *names* filled in."""
        return TEXTS[key][self._at].format(**names)

    def field(self, name: str) -> str:
        """Return what a field is called."""
        return FIELDS[name][self._at]

    def value(self, field: str, value: object) -> str:
        """Return a value of a field as people read it; nothing for `None`."""
        if value is None:
            return ""
        if field in CODED and value in VALUES:
            return VALUES[str(value)][self._at]
        if isinstance(value, (int, float)) and field not in IDS:
            return self.number(value)
        return str(value)

    def credit(self, text: str) -> str:
        """Return whom to credit for boundaries; what other folders say stays theirs."""
        if self.lang == "sv":
            for english, swedish in CREDITS.items():
                text = text.replace(english, swedish)
        return text

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
    def hints(self) -> dict[str, str] | None:
        """What the vocabulary says of values, `None` for what it says by itself."""
        return HINTS if self.lang == "sv" else None

    @property
    def locale(self) -> dict[str, Any]:
        """How d3 writes numbers and dates; empty where it does so by itself."""
        return _LOCALE if self.lang == "sv" else {}


def _decimals(value: float) -> int:
    """Return how many decimals a number has when it is written in full."""
    return len(f"{Decimal(str(value)):f}".partition(".")[2])
