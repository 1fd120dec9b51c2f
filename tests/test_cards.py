"""Cards: what a notebook shows."""

from html.parser import HTMLParser
from typing import Any

import attrs
import pytest
from conftest import DataFolder

import malmolund
from malmolund import _cards, _records, _shapes
from malmolund._words import Words


VOID = {"br", "img", "hr", "input", "link", "meta"}


class Page(HTMLParser):
    """What is in a piece of HTML: every element, and every text but of styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.texts.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def records() -> list[Any]:
    lund = malmolund.municipalities["Lund"]
    return [
        *malmolund.municipalities,
        *malmolund.regions,
        *malmolund.plans,
        *malmolund.focus_areas,
        *malmolund.region.memberships,
        *malmolund.sources,
        *lund.borders,
        malmolund.population["Lund 2010"],
    ]


def card(record: Any) -> Page:
    return Page(record._repr_html_())


class TestEveryCard:
    @pytest.mark.parametrize("record", records(), ids=repr)
    def test_it_is_small_whole_and_needs_nothing_else(self, record: Any) -> None:
        html = record._repr_html_()
        page = Page(html)

        assert len(html.encode()) < 12_000
        assert page.open == []
        assert {tag for tag, _ in page.elements} <= {
            *("div", "style", "b", "small", "dl", "dt", "dd", "a", "p"),
            *("svg", "title", "path", "text"),
        }
        assert "url(" not in html
        assert "@import" not in html

    def test_everything_in_it_is_escaped(self) -> None:
        nasty = "<script>alert('x')</script> & \"co\""
        lund = attrs.evolve(
            malmolund.municipalities["Lund"],
            name=nasty,
            official_name=nasty,
            seat=nasty,
            website='https://x.se/"><script>',
        )
        html = lund._repr_html_()

        assert "<script" not in html
        assert "&lt;script&gt;" in html
        assert card(lund).texts.count(nasty) == 3
        assert {"href": 'https://x.se/"><script>'} in card(lund).all("a")


class TestMunicipality:
    def test_it_has_the_main_figures_and_dates(self) -> None:
        texts = card(malmolund.municipalities["Kävlinge"]).texts

        assert texts[:3] == ["Kävlinge", " ", "municipality 1261"]
        assert "32\xa0655 (31\xa0December\xa02025)" in texts
        assert "152.45 km²" in texts
        assert "214.2 /km²" in texts
        assert "Lomma, Malmö (at sea), Lund, Eslöv" in texts

    def test_it_names_the_origins_with_their_dates_and_counts_the_rest(self) -> None:
        texts = card(malmolund.municipalities["Lund"]).texts

        assert texts[-2] == (
            "Sources: SCB (Statistics Sweden) 2026-06-08; Who's On First "
            "2024-03-05; Lantmäteriet 2026-01-01; 17 that copy or compile (all: "
            ".sources)"
        )

    def test_its_map_shows_twelve_and_picks_out_the_one(self) -> None:
        paths = card(malmolund.municipalities["Lund"]).all("path")

        kinds = [path.get("class") for path in paths]
        # First what is around them: land, and borders on it.
        assert ["c", "c l", *[None] * 9, "p", None, None] == kinds

    def test_its_map_gives_credit_below(self) -> None:
        (*_, said) = card(malmolund.municipalities["Lund"]).texts

        assert said.startswith("Map: Contains Kommun, län och rike 2026-01-01, © Lant")
        assert said.endswith(" by malmolund. Contains GeoDanmark data (2018).")

    def test_its_map_gives_credit_in_swedish_too(self) -> None:
        (*_, said) = Page(malmolund.municipalities["Lund"].to_html("sv")).texts

        assert said.startswith("Karta: Innehåller Kommun, län och rike 2026-01-01, © L")
        assert said.endswith(" av malmolund. Innehåller data från GeoDanmark (2018).")

    def test_its_map_is_that_of_its_folder(self, folder: DataFolder) -> None:
        corners = [[13, 55], [14, 55], [14, 56], [13.5, 55.2], [13, 56], [13, 55]]
        sketch = {"type": "Polygon", "coordinates": [corners]}
        lund = {"type": "Feature", "id": "1281", "geometry": sketch}
        features = [{**lund, "properties": {"name": "Lund"}}]
        found = {"description": "A sketch.", "sources": [], "features": features}
        folder.write("boundaries", found)
        page = card(folder.load().municipalities["Lund"])

        # Nothing around it, and nobody to give credit to.
        assert [path["class"] for path in page.all("path")] == ["p"]
        assert page.texts[-1].startswith("Sources: ")

    def test_the_line_round_a_shape_is_as_short_as_it_can_be(self) -> None:
        east = [(13 + step / 1000, 55.5) for step in range(100)]
        shape = _shapes.Shape("x", (*east, (13.0, 55.6), east[0]), east[0])
        frame = _cards._Frame([shape])

        assert frame.path(shape.ring) == "M3 33l17 0-17-30 0 30"

    def test_its_map_has_a_text_alternative(self) -> None:
        page = card(malmolund.municipalities["Lund"])
        (svg,) = page.all("svg")

        assert svg["role"] == "img"
        assert svg["aria-label"] == "Map of 12 municipalities with Lund picked out"
        assert svg["aria-label"] in page.texts

    def test_without_a_boundary_it_has_no_map(self) -> None:
        lund = malmolund.municipalities["Lund"]
        lund = attrs.evolve(lund, code="1266", gisco_id="SE_1266")

        assert card(lund).all("svg") == []

    def test_what_is_not_known_is_left_out(self) -> None:
        border = malmolund.Border(code="1266", kind="sea", land_km=0, total_km=1)
        lund = attrs.evolve(
            malmolund.municipalities["Lund"], population={}, borders=(border,)
        )
        texts = card(lund).texts

        assert "people" not in texts
        assert "density" not in texts
        assert "1266 (at sea)" in texts


class TestOthers:
    def test_the_region_has_a_map_with_names(self) -> None:
        page = card(malmolund.region)

        # Two are around them, and the last is the line to the name of Burlöv.
        assert len(page.all("path")) == 2 + 12 + 1
        assert len(page.all("text")) == 12
        assert page.texts.count("Burlöv") == 2
        assert "784\xa0412 (31\xa0December\xa02025)" in page.texts
        assert any("Verksamhetsplan 2019-2023, adopted 2019" in t for t in page.texts)
        assert any("adopted 2012-01-24 (inferred)" in t for t in page.texts)

    def test_the_region_says_what_it_is_for_and_how_it_decides(self) -> None:
        texts = card(malmolund.region).texts

        for name in ("purpose", "goal", "decision_rule", "participation"):
            assert getattr(malmolund.region, f"{name}_en") in texts
        assert any("the board, " in text for text in texts)
        assert texts[texts.index("attested until") + 1] == "2024-02-02"

    def test_a_region_of_which_not_all_have_a_boundary_has_no_map(self) -> None:
        page = card(malmolund.regions["skane"])

        assert page.all("svg") == []
        assert "33 municipalities" in page.texts
        assert "1\xa0433\xa0082 (31\xa0December\xa02025)" in page.texts
        assert "land area" not in page.texts
        assert "attested until" not in page.texts

    def test_a_plan_names_its_areas_and_when_it_was_adopted(self) -> None:
        texts = card(malmolund.plans["2019-2023"]).texts

        assert texts[:3] == ["Verksamhetsplan 2019-2023", " ", "operational plan"]
        assert "2019-05-21" in texts
        assert "2019 to 2023" in texts
        assert texts[texts.index("new") + 1] == "Digitalisering, Miljö och klimat"
        assert texts[texts.index("going on") + 1] == (
            "Framtida kompetensförsörjning, Fysisk planering och infrastruktur, "
            "Näringsliv"
        )
        assert texts[texts.index("replaces") + 1] == "2012"
        notes = [text for text in texts if text.startswith("principles: these three")]
        assert len(notes) == 1
        assert texts[texts.index(notes[0]) - 1] == "note"

    def test_a_plan_says_what_was_inferred(self) -> None:
        texts = card(malmolund.plans["2012"]).texts

        assert "2012-01-24 (inferred)" in texts
        assert "2012 to 2019 (inferred)" in texts
        assert "goal" not in texts
        table = card(malmolund.plans).texts
        assert table[table.index("inferred") + 1 :][6] == "start_year;end_year;adopted"

    def test_a_body_says_who_is_in_it_and_what_is_in_dispute(self) -> None:
        texts = card(malmolund.region.bodies["styrelsen"]).texts

        assert "Leads the cooperation and decides on its operational plan." in texts
        assert texts[texts.index("note") + 1].startswith(
            "composition: tre var från Malmö och Lund (MalmöLundregionen). A page of "
        )

    def test_a_border_is_called_by_the_other_side(self) -> None:
        page = card(malmolund.municipalities["Lomma"].borders[1])

        assert page.texts[0] == "Burlöv"
        assert "7.9" in page.texts

    def test_a_source_is_a_link_and_its_own_source(self) -> None:
        page = card(malmolund.sources["mlr_home"])

        assert page.all("a") == [{"href": "https://www.malmolundregionen.se/"}]
        assert page.all("p") == []
        assert "www.malmolundregionen.se" in page.texts

    def test_a_figure_is_called_by_its_municipality(self) -> None:
        page = card(malmolund.figures["municipal_tax_rate 1281 2026"])

        assert page.texts[0] == "municipal_tax_rate Lund 2026"
        assert "21.24" in page.texts
        assert "with Lund picked out" in str(page.all("svg")[0]["aria-label"])

    def test_where_all_sources_are_origins_none_is_counted(self) -> None:
        group = malmolund.region.bodies["kommundirektorsgruppen"]

        assert card(group).texts[-1] == "Sources: MalmöLundregionen 2018"


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Told(_records.Record):
    """A record with texts in two languages, and one in English alone."""

    name: str
    name_en: str
    task: str
    task_en: str
    note_en: str


class TestSwedish:
    def test_is_in_every_card(self) -> None:
        for record in records():
            page = Page(record.to_html("sv"))

            assert page.open == []
            assert page.all("div")[0]["lang"] == "sv"
            assert not any(text.startswith("Sources") for text in page.texts)

    def test_is_what_a_municipality_is_told_in(self) -> None:
        texts = Page(malmolund.municipalities["Kävlinge"].to_html("sv")).texts

        assert texts[:3] == ["Kävlinge", " ", "kommun 1261"]
        assert "32\u202f655 (31\xa0december\xa02025)" in texts
        assert "152,45 km²" in texts
        assert "214,2 /km²" in texts
        assert "Lomma, Malmö (till havs), Lund, Eslöv" in texts
        assert any(text.startswith("Källor: SCB") for text in texts)
        assert any(text.endswith(" som kopierar eller sammanställer (alla: .sources)")
                   for text in texts)  # fmt: skip
        assert "Karta över 12 kommuner, markerat: Kävlinge" in texts

    def test_is_what_the_region_is_told_in(self) -> None:
        texts = Page(malmolund.region.to_html("sv")).texts

        assert texts[:3] == ["MalmöLundregionen", " ", "samarbete"]
        assert "12 kommuner" in texts
        assert any("2019-2023, antogs 21\xa0maj\xa02019" in text for text in texts)

    def test_is_what_the_region_is_for(self) -> None:
        texts = Page(malmolund.region.to_html("sv")).texts

        assert texts[texts.index("mål") + 1].startswith("År 2035 ska regionen vara en")
        assert texts[texts.index("belagt till") + 1] == "2\xa0februari\xa02024"
        assert texts[texts.index("organ") + 1].endswith("Styrelsen, ÖP-gruppen")
        assert "på engelska" not in texts

    def test_says_what_was_inferred(self) -> None:
        texts = Page(malmolund.plans["2012"].to_html("sv")).texts

        assert "24\xa0januari\xa02012 (härlett)" in texts
        assert "2012\N{EN DASH}2019 (härlett)" in texts

    def test_has_one_of_two_texts_in_two_languages(self) -> None:
        plan = malmolund.plans["2019-2023"]
        english, swedish = (Page(plan.to_html(lang)).texts for lang in ("en", "sv"))

        assert "Verksamhetsplan 2019-2023" in english
        assert "Operational plan 2019-2023" in english
        assert "Verksamhetsplan 2019-2023" in swedish
        assert "Operational plan 2019-2023" not in swedish
        assert "21\xa0maj\xa02019" in swedish
        assert "MalmöLundregionens styrelse" in swedish

    def test_has_the_twin_of_a_text_that_is_asked_for(self) -> None:
        def read(lang: Any, *names: str) -> list[str]:
            return Told._read_in(lang, names)

        assert read("sv", "name", "name_en", "task_en") == ["name", "task"]
        assert read("en", "name", "name_en", "task") == ["name", "name_en", "task_en"]
        assert read("en", "task", "task_en", "note_en") == ["task_en", "note_en"]

    def test_is_what_a_table_is_told_in(self) -> None:
        texts = Page(malmolund.municipalities.to_html("sv")).texts

        assert texts[0] == "12 kommuner"
        assert texts[1:7] == [
            "kod", "namn", "centralort", "folkmängd", "år", "landareal, km²"
        ]  # fmt: skip
        assert {"132\u202f333", "426,84", "18,90", "340,00", "2025"} < set(texts)

    def test_is_what_a_report_is_told_in(self) -> None:
        texts = Page(malmolund.audit(["Lund", "member", None]).to_html("sv")).texts

        assert texts[0] == (
            "Granskning av 3: medlem: 1, samma län: 0, övriga Sverige: 0, summa: 0, "
            "känns inte igen: 1, saknas: 1"
        )
        assert texts[1:7] == ["värde", "antal", "status", "kod", "namn", "förslag"]
        assert {"medlem", "känns inte igen", "saknas", "förekommer inte"} < set(texts)
        # What stands in the column stays as it is.
        assert "member" in texts

    @pytest.mark.parametrize(
        "made",
        [malmolund.region, malmolund.plans, malmolund.audit([])],
        ids=lambda made: type(made).__name__,
    )
    def test_is_one_of_two_languages(self, made: Any) -> None:
        assert made.to_html() == made._repr_html_() == made.to_html("en")
        with pytest.raises(ValueError, match="lang is 'da'; expected 'en' or 'sv'"):
            made.to_html("da")


class TestTables:
    @pytest.mark.parametrize(
        ("records", "columns"),
        [
            (malmolund.municipalities, 6),
            (malmolund.regions, 5),
            (malmolund.plans, 7),
            (malmolund.region.bodies, 4),
            (malmolund.indicators, 5),
            (malmolund.figures, 5),
            (malmolund.focus_areas, 4),
            (malmolund.sources, 6),
            (malmolund.population, 4),
        ],
        ids=repr,
    )
    def test_a_collection_has_few_columns(self, records: Any, columns: int) -> None:
        page = card(records)

        assert page.open == []
        assert len(page.all("th")) == columns
        assert len(page.all("tr")) == min(len(records), 60) + 1

    def test_a_collection_says_what_it_holds(self) -> None:
        texts = card(malmolund.municipalities).texts

        assert texts[0] == "12 municipalities"
        assert texts[1:7] == [
            "code", "name", "seat", "population", "year", "land area, km²"
        ]  # fmt: skip
        assert "Arlöv" in texts
        assert "132\xa0333" in texts

    def test_one_record_is_one(self) -> None:
        assert card(malmolund.municipalities.where(name="Lund")).texts[0] == (
            "1 municipality"
        )
        assert card(malmolund.plans.where(start_year=1999)).texts == ["0 plans"]

    def test_a_long_one_says_how_much_it_shows(self) -> None:
        texts = card(malmolund.population).texts

        assert texts[0].endswith(" population figures, the first 60 of them")
        assert texts[1:5] == ["code", "name", "year", "population"]
        assert texts[7] == "2010"

    def test_rows_and_caption_are_escaped(self) -> None:
        rows: list[dict[str, Any]] = [
            {"name": "<b>", "count": 1},
            {"name": None, "count": 2},
        ]
        page = Page(_cards.table(rows, "<c>", Words("en")))

        assert page.texts == ["<c>", "name", "count", "<b>", "1", "2"]
        assert page.all("th") == [
            {"scope": "col"},
            {"scope": "col", "class": "n"},
        ]
        assert page.all("b") == page.all("a") == []
