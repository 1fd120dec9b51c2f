"""The notebooks: what is stored in them, their figures, words and charts."""

from __future__ import annotations

import ast
import re
from contextlib import chdir, redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import altair as alt
import nbformat
import pytest

from malmolund import areas, figures, indicators, municipalities, plans, region


FOLDER = Path(__file__).parents[2] / "docs" / "notebooks"
FIGURES, TABLE = "region-in-figures", "from-a-national-table"
PLAN, REPORT = "following-up-the-plan", "en-karta-till-rapporten"
EACH = pytest.mark.parametrize("name", [FIGURES, TABLE, PLAN, REPORT])

SVG = "image/svg+xml"


def _grown(name: str) -> int:
    people = municipalities[name].population
    return people[2025] - people[2010]


def _per_cent(name: str) -> str:
    return f"{100 * _grown(name) / municipalities[name].population[2010]:.1f}"


def _share(name: str, year: int) -> float:
    return 100 * municipalities[name].population[year] / region.population[year]


def _density(name: str) -> str:
    here = municipalities[name]
    return f"{here.population[2025] / here.land_area_km2:,.0f}"


GROWN = region.population[2025] - region.population[2010]
BORDERS = [(m.name, border) for m in municipalities for border in m.borders]

TWELVE = [m.name for m in municipalities]
VALUES = {(f.indicator, f.name, f.year): f.value for f in figures}

DWELLINGS, PRICE = "dwellings_completed", "mean_price_one_family_house"
EMISSIONS, INCOME = "greenhouse_gas_emissions", "median_household_disposable_income"
TAX, UNEMPLOYMENT = "municipal_tax_rate", "unemployment_rate"


def _value(series: str, name: str, *years: int) -> float:
    return sum(VALUES[series, name, year] for year in years)


def _sum(series: str, *years: int) -> float:
    return sum(_value(series, name, *years) for name in TWELVE)


def _built(name: str, *years: int) -> float:
    """Return the dwellings completed for 1,000 people, a year."""
    people = sum(municipalities[name].population[year] for year in years)
    return 1000 * _value(DWELLINGS, name, *years) / people


def _emitted(name: str, year: int) -> float:
    return _value(EMISSIONS, name, year) / municipalities[name].population[year]


def _rise(later: float, earlier: float) -> str:
    return f"{100 * later / earlier - 100:.0f}"


def _share_of(whole: str, people: Any, year: int) -> str:
    return f"{100 * people[year] / areas[whole].population[year]:.1f}"


BEFORE, DURING, YEARS = range(2011, 2019), range(2019, 2024), range(2011, 2025)
IN_MALMO = _value(DWELLINGS, "Malmö", *YEARS) / _sum(DWELLINGS, *YEARS)
CERTAIN = region.population_as_constituted()
POSSIBLE = region.population_as_constituted(certain=False)
SKURUP = next(m for m in region.memberships if m.name == "Skurup")
JUMPS = [_value(EMISSIONS, n, 2024) / _value(EMISSIONS, n, 2023) for n in TWELVE]

# Each number in the prose and in the words for pictures, and what it is reckoned from.
NUMBERS = {
    FIGURES: {
        "656,355": f"{region.population[2010]:,}",
        "784,412": f"{region.population[2025]:,}",
        "128,057": f"{GROWN:,}",
        "19.5": f"{100 * GROWN / region.population[2010]:.1f}",
        "68,961": f"{_grown('Malmö'):,}",
        "54": f"{100 * _grown('Malmö') / GROWN:.0f}",
        "21,845": f"{_grown('Lund'):,}",
        "2,158": f"{_grown('Skurup'):,}",
        "23.5": _per_cent("Staffanstorp"),
        "23.1": _per_cent("Malmö"),
        "11.2": _per_cent("Eslöv"),
        "46.9": f"{_share('Malmö', 2025):.1f}",
        "45.5": f"{_share('Malmö', 2010):.1f}",
        "16.9": f"{_share('Lund', 2025):.1f}",
        "63.8": f"{_share('Malmö', 2025) + _share('Lund', 2025):.1f}",
        "6.0": f"{_share('Trelleborg', 2025):.1f}",
        "2,520.7": f"{region.land_area_km2:,.1f}",
        "311": f"{region.population[2025] / region.land_area_km2:.0f}",
        "2,344": _density("Malmö"),
        "1,082": _density("Burlöv"),
        "445": _density("Lomma"),
        "61": _density("Höör"),
        "18.9": f"{min(m.land_area_km2 for m in municipalities)}",
        "24": f"{len(BORDERS) // 2}",
        "56.2": f"{max(border.land_km for _, border in BORDERS)}",
        # No figures: the years, the day, and what the index starts from.
        **{number: number for number in ("2010", "2025", "31", "100")},
    },
    TABLE: {
        # `TestTable` holds these to what the cells give.
        **{number: number for number in ("24", "10", "3", "5", "2", "1", "12", "11")},
        **{number: number for number in ("38.4", "10.1", "51.5")},
        **{number: number for number in ("49.5", "40.9", "24.5")},
        "10,000": "10,000",
        "1280": municipalities["Malmö"].code,
    },
    PLAN: {
        "4.4": f"{_value(UNEMPLOYMENT, 'Burlöv', 2011):.1f}",
        "5.0": f"{_value(UNEMPLOYMENT, 'Burlöv', 2024):.1f}",
        "3.4": f"{_value(UNEMPLOYMENT, 'Skurup', 2011):.1f}",
        "2.7": f"{_value(UNEMPLOYMENT, 'Skurup', 2024):.1f}",
        "1,980": f"{_sum(DWELLINGS, 2011):,.0f}",
        "6,149": f"{_sum(DWELLINGS, 2019):,.0f}",
        "3,972": f"{_sum(DWELLINGS, 2022):,.0f}",
        "5,682": f"{_sum(DWELLINGS, 2021):,.0f}",
        "3,046": f"{_sum(DWELLINGS, *BEFORE) / len(BEFORE):,.0f}",
        "5,118": f"{_sum(DWELLINGS, *DURING) / len(DURING):,.0f}",
        "52": f"{100 * IN_MALMO:.0f}",
        "2,423": f"{_value(DWELLINGS, 'Lund', 2024):,.0f}",
        "18.4": f"{_built('Lund', 2024):.1f}",
        "8.0": f"{_built('Lund', *DURING):.1f}",
        "9.4": f"{_built('Skurup', *DURING):.1f}",
        "2.2": f"{_built('Vellinge', *DURING):.1f}",
        "94": _rise(_value(PRICE, "Lomma", 2024), _value(PRICE, "Lomma", 2011)),
        "58": _rise(_value(PRICE, "Höör", 2024), _value(PRICE, "Höör", 2011)),
        "7.2": f"{_value(PRICE, 'Lomma', 2024) / 1e6:.1f}",
        "2.4": f"{_value(PRICE, 'Höör', 2024) / 1e6:.1f}",
        "3.15": f"{_sum(EMISSIONS, 1990) / 1e6:.2f}",
        "3.52": f"{_sum(EMISSIONS, 2010) / 1e6:.2f}",
        "1.73": f"{_sum(EMISSIONS, 2023) / 1e6:.2f}",
        "2.00": f"{_sum(EMISSIONS, 2024) / 1e6:.2f}",
        "45": _rise(_sum(EMISSIONS, 2023), _sum(EMISSIONS, 1990)).strip("-"),
        "10": _rise(_sum(EMISSIONS, 2023), _sum(EMISSIONS, 2020)).strip("-"),
        "16": _rise(_sum(EMISSIONS, 2024), _sum(EMISSIONS, 2023)),
        "8": _rise(min(JUMPS), 1),
        "1.95": f"{_value(EMISSIONS, 'Malmö', 2010) / 1e6:.2f}",
        "74": _rise(_value(EMISSIONS, "Malmö", 2010), _value(EMISSIONS, "Malmö", 2005)),
        "73": _rise(_value(EMISSIONS, "Malmö", 2010), _value(EMISSIONS, "Malmö", 2015)),
        "3.55": f"{_sum(EMISSIONS, 2015) / region.population[2015]:.2f}",
        "2.24": f"{_sum(EMISSIONS, 2023) / region.population[2023]:.2f}",
        "5.86": f"{_emitted('Eslöv', 2023):.2f}",
        "1.38": f"{_emitted('Lund', 2023):.2f}",
        "771": f"{_value(INCOME, 'Lomma', 2024) / 1000:.0f}",
        "431": f"{_value(INCOME, 'Lund', 2024) / 1000:.0f}",
        "433": f"{_value(INCOME, 'Malmö', 2024) / 1000:.0f}",
        "18.41": f"{_value(TAX, 'Kävlinge', 2026)}",
        "21.45": f"{_value(TAX, 'Höör', 2026)}",
        "21.88": f"{_value(TAX, 'Höör', 2018)}",
        "656,355": f"{region.population[2010]:,}",
        "784,412": f"{region.population[2025]:,}",
        "52.8": _share_of("Skåne", region.population, 2010),
        "54.7": _share_of("Skåne", region.population, 2025),
        "7.0": _share_of("Sweden", region.population, 2010),
        "7.4": _share_of("Sweden", region.population, 2025),
        "52.5": _share_of("Skåne", CERTAIN, 2018),
        "53.6": _share_of("Skåne", POSSIBLE, 2018),
        # Days, of which the months are words: 28 March 2017, 21 May 2019,
        # 31 August 2012 (and 31 December), 2 February 2024.
        "28": f"{SKURUP.joined_no_earlier_than:%d}",
        "21": f"{plans['2019-2023'].adopted:%d}",
        "31": f"{region.memberships[0].joined_no_later_than:%d}",
        "2": f"{region.attested_until:%d}".lstrip("0"),
        # The jump of Malmö in 2024, and, as in its title, the age of the unemployed.
        "18": _rise(max(JUMPS), 1),
        "65": re.findall(r"\d+", indicators[UNEMPLOYMENT].name)[1],
        # No figures: the years, and what dwellings are counted for.
        "1,000": "1,000",
        **{year: year for year in map(str, [1990, 2000, 2005, *range(2010, 2013)])},
        **{year: year for year in map(str, range(2015, 2027))},
    },
    REPORT: {
        # `TestReport` holds these to what the cells give.
        **{number: number for number in ("11", "18", "1")},
        **{number: number for number in ("4,1", "1,2", "2,5", "2,2")},
        # Where classes begin, and the dots of the picture.
        **{number: number for number in ("2", "3", "300")},
    },
}


@cache
def cells(name: str, kind: str) -> list[Any]:
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    return [cell for cell in notebook.cells if cell.cell_type == kind]


@cache
def run(name: str) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
    """Run a notebook here, where warnings are errors, in a folder that it may fill.

    Returns what its cells give, and the forms a notebook would store of that; both by
    the ids of the cells.
    """
    scope: dict[str, Any] = {}
    values = {}
    stored = {}
    with TemporaryDirectory() as folder, chdir(folder):
        for cell in cells(name, "code"):
            *body, last = ast.parse(cell.source).body
            value = None
            with redirect_stdout(StringIO()) as printed:
                exec(compile(ast.Module(body, []), cell.id, "exec"), scope)  # noqa: S102
                if isinstance(last, ast.Expr):
                    last_code = compile(ast.Expression(last.value), cell.id, "eval")
                    value = eval(last_code, scope)  # noqa: S307
                else:
                    last_code = compile(ast.Module([last], []), cell.id, "exec")
                    exec(last_code, scope)  # noqa: S102
            values[cell.id] = value
            stored[cell.id] = forms(value, printed.getvalue())
    return values, stored


def forms(value: Any, printed: str) -> dict[str, str]:
    """Return what a notebook stores of a value: of its forms the richest one."""
    if printed:
        return {"stdout": printed}
    if isinstance(value, alt.TopLevelMixin):
        return {SVG: value._repr_mimebundle_()[SVG]}
    if hasattr(value, "_repr_html_"):
        return {"text/html": value._repr_html_()}
    return {} if value is None else {"text/plain": repr(value)}


def stored(cell: Any) -> dict[str, str]:
    """Return what a notebook has stored of a cell: the richest form."""
    for output in cell.outputs:
        if output.output_type == "stream":
            return {output.name: output.text}
        for form in (SVG, "text/html", "text/plain"):
            if form in output.data:
                return {form: output.data[form]}
    return {}


def texts(svg: str) -> list[str]:
    return re.findall(r"<(?:text|tspan)[^>]*>([^<]+)<", svg)


def charts(name: str) -> dict[str, Any]:
    values, _ = run(name)
    return {
        id_: value.to_dict()
        for id_, value in values.items()
        if isinstance(value, alt.TopLevelMixin)
    }


def axis_titles(chart: Any) -> list[str]:
    """Return the titles of axes, one of which a map has its sources in."""
    across = [layer.get("encoding", {}).get("x", {}) for layer in chart["layer"]]
    return [line for x in across for line in x.get("axis", {}).get("title", [])]


def quantities(part: Any) -> set[str]:
    """Return the titles of all axes, colours and classes that show a quantity."""
    if isinstance(part, list):
        return set().union(*map(quantities, part))
    if not isinstance(part, dict):
        return set()
    found = set().union(*map(quantities, part.values()))
    if part.get("type") == "quantitative" and part.get("title"):
        found.add(part["title"])
    if part.get("field") in {"value", "step"} and "legend" in part:  # of a map
        found |= set(part["legend"]["title"])
    return found


@EACH
class TestNotebook:
    def test_what_is_stored_is_what_it_gives_today(self, name: str) -> None:
        _, today = run(name)

        for cell in cells(name, "code"):
            kept = stored(cell)
            if SVG in kept:
                assert texts(kept[SVG]) == texts(today[cell.id][SVG]), cell.id
                assert texts(kept[SVG])
            else:
                assert kept == today[cell.id], cell.id

    def test_it_tells_nothing_of_where_it_was_run(self, name: str) -> None:
        file = FOLDER / f"{name}.ipynb"
        notebook = nbformat.read(file, as_version=4)

        nbformat.validate(notebook)
        assert "python3" == notebook.metadata.kernelspec.name
        assert "python" == notebook.metadata.language_info.name
        assert re.search(r"/(home|root|tmp|work|usr)/", file.read_text("utf-8")) is None
        for number, cell in enumerate(cells(name, "code"), 1):
            assert set(cell.metadata) <= {"mystnb"}
            assert number == cell.execution_count
            assert len(cell.outputs) <= 1
            for output in cell.outputs:
                assert "error" != output.output_type
                assert "stderr" != output.get("name")

    def test_every_chart_has_a_title_and_its_sources(self, name: str) -> None:
        for id_, chart in charts(name).items():
            # Long ones are lists of lines.
            title = str(chart["title"]["text"])
            cited = str(chart["title"].get("subtitle") or axis_titles(chart))

            made_up = name in {TABLE, REPORT} or id_ == "own-chart"
            words = "(påhittade siffror)" if name == REPORT else "(made up)"
            assert (words in title) == made_up, id_
            sources = "SCB|malmolund|SMHI|Kolada|made up for this notebook"
            assert re.search(sources, cited), id_

    def test_every_chart_says_what_it_shows(self, name: str) -> None:
        shown = {id_ for id_, chart in charts(name).items() if quantities(chart)}

        # The numbers in its cells are km, says its title.
        assert shown == charts(name).keys() - {"neighbours-chart"}

    def test_every_chart_is_stored_as_a_picture(self, name: str) -> None:
        drawn = {cell.id for cell in cells(name, "code") if SVG in stored(cell)}

        assert drawn == charts(name).keys()

    def test_every_number_in_its_words_is_true(self, name: str) -> None:
        words = [cell.source for cell in cells(name, "markdown")]
        words += [
            cell.metadata.mystnb.image.alt
            for cell in cells(name, "code")
            if "mystnb" in cell.metadata
        ]
        # Neither in a link nor as a part of a name.
        prose = re.sub(r"\]\([^)]*\)", "]", "\n".join(words))
        numbers = set(re.findall(r"(?<!\w)\d+(?:[.,]\d+)*", prose))

        assert {number: number for number in numbers} == NUMBERS[name]


@pytest.mark.parametrize("name", ["cards", FIGURES, TABLE, PLAN, REPORT])
def test_every_picture_has_words_for_who_does_not_see_it(name: str) -> None:
    pictures = [cell for cell in cells(name, "code") if SVG in stored(cell)]

    assert pictures
    for cell in pictures:
        assert len(cell.metadata.mystnb.image.alt) > 80


class TestFigures:
    def test_who_grew_most_depends_on_how_one_counts(self) -> None:
        values, _ = run(FIGURES)
        most = values["most"]

        assert ["Malmö", "Lund"] == most.index[:2].tolist()
        assert "Skurup" == most.index[-1]
        in_per_cent = most.sort_values("per cent").index
        assert ["Malmö", "Staffanstorp"] == in_per_cent[-2:].tolist()
        assert "Eslöv" == in_per_cent[0]

    def test_three_grew_faster_than_the_region_and_two_as_fast(self) -> None:
        values, _ = run(FIGURES)
        ahead = values["most"]["per cent"] - 19.5

        assert {"Staffanstorp", "Malmö", "Burlöv"} == set(ahead[ahead > 0.5].index)
        assert {"Lund", "Svedala"} == set(ahead[ahead.abs() < 0.5].index)

    def test_the_region_never_shrank(self) -> None:
        people = list(region.population.values())

        assert people == sorted(set(people))

    def test_no_share_but_that_of_malmo_changed_by_half_a_point(self) -> None:
        values, _ = run(FIGURES)
        change = values["shares"]["change"]

        assert ["Malmö"] == change[change.abs() >= 0.5].index.tolist()

    def test_the_three_that_grew_fastest_border_on_one_another(self) -> None:
        three = {municipalities[n].code for n in ("Staffanstorp", "Malmö", "Burlöv")}

        for code in three:
            assert three - {code} <= set(municipalities[code].neighbours)

    def test_the_longest_border_and_those_at_sea_alone(self) -> None:
        at_sea = {
            frozenset((name, municipalities[border.code].name))
            for name, border in BORDERS
            if border.kind == "sea"
        }
        longest = {name for name, border in BORDERS if border.land_km == 56.2}
        six = {m.name for m in municipalities if len(m.neighbours) == 6}

        assert {
            frozenset(("Malmö", "Kävlinge")),
            frozenset(("Malmö", "Lomma")),
        } == at_sea
        assert {"Eslöv", "Höör"} == longest
        assert ("1285",) == municipalities["Höör"].neighbours
        assert {"Lund", "Malmö", "Svedala"} == six


class TestTable:
    def test_the_audit_counts_what_the_words_say(self) -> None:
        values, _ = run(TABLE)
        report = values["audit"]

        assert 24 == report.total
        assert 10 == report.count("member")
        assert 3 == report.count("same county")
        assert 5 == report.count("rest of Sweden")
        assert 3 == report.count("total")
        assert 2 == report.count("not recognised")
        assert 1 == report.missing
        assert (("1267", "Höör"), ("1287", "Trelleborg")) == report.absent

    def test_every_row_has_a_status_and_none_is_lost(self) -> None:
        values, _ = run(TABLE)
        counted = values["status"]["count"]

        assert 24 == counted.sum()
        assert 24 == len(values["table"])

    def test_the_shares_are_those_of_places_alone(self) -> None:
        values, _ = run(TABLE)
        shares = values["shares"]

        assert {
            "member": 38.4,  # 3,134 points
            "same county": 10.1,  # 828
            "rest of Sweden": 51.5,  # 4,206
        } == shares["per cent"].to_dict()
        assert 3134 + 828 + 4206 == shares["charging points"].sum()

    def test_the_totals_agree_with_the_rows_but_for_the_one_without_a_name(
        self,
    ) -> None:
        values, _ = run(TABLE)

        assert {"Riket": 12, "Skåne län": 0, "Stormalmö": 0} == values[
            "check"
        ].to_dict()

    def test_eleven_rows_are_of_the_region_and_none_is_counted_twice(self) -> None:
        values, _ = run(TABLE)

        assert 11 == len(values["with-codes"])
        assert 12 == len(values["join"])
        assert values["join"]["code"].is_unique

    def test_the_figures_per_person_are_what_one_reckons_by_hand(self) -> None:
        values, _ = run(TABLE)
        per_person = values["join"].set_index("name")["per 10,000 people"]

        assert 49.5 == per_person["Lund"]  # 655 points, 132,333 people
        assert 39.7 == per_person["Malmö"]  # 1,460 points, 367,924 people
        assert ("Lund", "Skurup") == (per_person.idxmax(), per_person.idxmin())
        assert 24.5 == per_person["Skurup"]
        assert ["Höör"] == per_person[per_person.isna()].index.tolist()
        # 3,134 points, 766,732 people: all but Höör
        assert 40.9 == round(10_000 * 3134 / 766_732, 1)

    def test_the_line_is_where_the_words_say(self) -> None:
        chart = charts(TABLE)["bars"]
        rows = [row for data in chart["datasets"].values() for row in data]
        (line,) = (row["together"] for row in rows if "together" in row)

        assert 40.9 == round(line, 1)


class TestReport:
    def test_every_row_has_a_status_and_one_is_not_recognised(self) -> None:
        values, _ = run(REPORT)
        counted = values["status"]["rader"]

        assert 18 == len(values["tabell"]) == counted.sum()
        assert {
            "MalmöLundregionen": 11,
            "övriga Skåne": 2,
            "övriga Sverige": 2,
            "summa": 2,
            "känns inte igen": 1,
        } == counted.to_dict()

    def test_the_audit_is_in_swedish(self) -> None:
        _, stored = run(REPORT)
        shown = stored["granskning"]["text/html"]

        assert "Granskning av 18: medlem: 11" in shown
        assert "<td>Skurrup</td>" in shown
        assert "<td>känns inte igen</td><td></td><td></td><td>Skurup, " in shown

    def test_all_twelve_are_there_and_hoor_has_no_value(self) -> None:
        values, _ = run(REPORT)
        found = values["per"].set_index("name")["per invånare"]

        assert (12, 2) == values["rattning"]
        assert set(TWELVE) == set(found.index)
        assert ["Höör"] == found[found.isna()].index.tolist()
        assert 4.1 == found["Lomma"]  # 101,200 visits, 24,677 people
        assert 1.2 == found["Vellinge"]  # 45,400 visits, 37,833 people

    def test_the_map_has_each_in_the_class_that_the_words_say(self) -> None:
        drawn = charts(REPORT)["karta"]["datasets"].values()
        rows = [row for data in drawn for row in data]
        steps = {row["name"]: row["step"] for row in rows if "step" in row}

        assert {"Lund", "Lomma", "Staffanstorp"} == {n for n in steps if steps[n] == 2}
        assert {"Eslöv", "Svedala", "Vellinge"} == {n for n in steps if steps[n] == 0}
        assert {"Höör"} == {n for n in steps if steps[n] is None}

    def test_the_map_is_in_swedish(self) -> None:
        _, stored = run(REPORT)
        shown = texts(stored["karta"][SVG])

        for text in (
            "Besök i badhus per invånare 2025",
            "(påhittade siffror)",
            "besök per invånare",
            "uppgift saknas",
            "2 – 3",
            "≥ 3",
            "Källa: påhittade besök; folkmängd från SCB, 31 december 2025",
        ):
            assert text in shown

    def test_the_table_for_the_text_has_commas_and_thin_spaces(self) -> None:
        _, stored = run(REPORT)
        shown = stored["text-tabell"]["text/html"]
        cells = re.findall(r"<td[^>]*>([^<]*)</td>", shown)
        thin = "\N{NARROW NO-BREAK SPACE}"

        assert [f"24{thin}677", f"101{thin}200", "4,1"] == cells[:3]
        assert [f"17{thin}680", "..", ".."] == cells[-6:-3]
        # All but Höör: 1,920,300 visits, 766,732 people
        assert [f"766{thin}732", f"1{thin}920{thin}300", "2,5"] == cells[-3:]

    def test_the_sentences_are_those_of_the_words(self) -> None:
        _, stored = run(REPORT)

        assert (
            "Flest besök per invånare hade Lomma: 4,1.\n"
            "Minst hade Vellinge: 1,2.\n"
            "De elva hade 2,5 besök per invånare, riket 2,2.\n"
        ) == stored["mening"]["stdout"]
        assert ["karta.png", "karta.svg", "tabell.csv"] == run(REPORT)[0]["excel"]


def _years(series: str, name: str) -> list[int]:
    """Return the years of a series, the one with the highest value first."""
    values = {
        f.year: f.value for f in figures.where(indicator=series) if f.name == name
    }
    return sorted(values, key=lambda year: -values[year])


def _names(series: str, year: int) -> list[str]:
    """Return the names of the twelve, the one with the highest value first."""
    return sorted(TWELVE, key=lambda name: -_value(series, name, year))


class TestPlan:
    def test_each_focus_area_has_its_series_and_digitalisation_none(self) -> None:
        values, _ = run(PLAN)
        table = values["areas"]

        assert {a.name_en for a in plans["2019-2023"].focus_areas} == set(
            table["focus area"]
        )
        assert ["none"] == table[table["focus area"] == "digitalisation"][
            "series"
        ].tolist()
        assert {i.id for i in indicators} - {TAX} == set(table["series"]) - {"none"}
        assert {"digitalisation", "environment and climate"} == set(
            table[table["in this plan"] == "new"]["focus area"]
        )

    def test_every_series_is_drawn_under_its_title(self) -> None:
        titles = {id_: chart["title"]["text"] for id_, chart in charts(PLAN).items()}

        assert {
            "unemployment": "Registered unemployed, 18-65 years, 2011 to 2024",
            "dwellings-region": "Dwellings completed in MalmöLundregionen, "
            "2011 to 2024",
            "dwellings": "Dwellings completed per 1,000 people, 2011 to 2024",
            "prices": "Mean price of one-family houses sold, 2011 to 2024",
            "emissions-region": "Greenhouse gases emitted in MalmöLundregionen, "
            "1990 to 2024",
            "emissions": "Greenhouse gases emitted per person, 2010 to 2024",
            "income": "Median disposable income of households, 2011 to 2024",
            "tax": "Municipal tax rate, 2015 to 2026",
            "share-chart": "Share of MalmöLundregionen in the people of Skåne and of "
            "Sweden, 2010 to 2025",
            "own-chart": "Services of the municipality that can be used online "
            "(made up)",
        } == titles

    def test_the_region_is_drawn_only_where_it_has_a_value(self) -> None:
        with_region = set()
        for id_, chart in charts(PLAN).items():
            rows = [row for data in chart["datasets"].values() for row in data]
            if "facet" not in chart:
                continue
            assert set(TWELVE) == {row["panel"] for row in rows}, id_
            says_so = "Black: the region." in str(chart["title"]["subtitle"])
            assert says_so == any(row["role"] == "region" for row in rows), id_
            with_region |= {id_} if says_so else set()

        assert {"dwellings", "emissions"} == with_region

    def test_values_of_the_region_are_sums_over_sums(self) -> None:
        values, _ = run(PLAN)
        built = values["dwellings"].data.query("role == 'region' and year == 2019")
        emitted = values["emissions"].data.query("role == 'region' and year == 2023")

        # 6,149 dwellings, 740,840 people; 1,731,516 tonnes, 773,630 people
        assert {8.30} == set(built["value"].round(2))
        assert {2.24} == set(emitted["value"].round(2))

    def test_the_warnings_are_those_of_the_package(self) -> None:
        _, stored = run(PLAN)
        shown = " ".join(stored["notes"]["stdout"].split())

        notes = [i.note for i in indicators if i.note]
        assert 4 == len(notes)
        for note in notes:
            assert note in shown

    def test_who_has_most_and_fewest_unemployed(self) -> None:
        change = {
            n: _value(UNEMPLOYMENT, n, 2024) - _value(UNEMPLOYMENT, n, 2011)
            for n in TWELVE
        }

        for year in YEARS:
            names = _names(UNEMPLOYMENT, year)
            assert ("Malmö", "Lomma") == (names[0], names[-1])
        assert "Burlöv" == max(change, key=change.__getitem__)
        assert "Skurup" == min(change, key=change.__getitem__)
        assert 10 == sum(_years(UNEMPLOYMENT, n)[0] == 2020 for n in TWELVE)
        for name in TWELVE:
            first, last, after = (
                _value(UNEMPLOYMENT, name, year) for year in (2019, 2023, 2024)
            )
            assert last < first
            assert last < after
            assert _value(UNEMPLOYMENT, name, 2019) < _value(UNEMPLOYMENT, name, 2020)

    def test_where_most_dwellings_were_completed(self) -> None:
        by_year = {year: _sum(DWELLINGS, year) for year in YEARS}
        during = {name: _built(name, *DURING) for name in TWELVE}
        fewer = {name for name in TWELVE if during[name] < _built(name, *BEFORE)}

        assert 14 == len(by_year)
        assert 2019 == max(by_year, key=by_year.__getitem__)
        assert 2011 == min(by_year, key=by_year.__getitem__)
        assert {3972, 5682} == {
            pick(by_year[year] for year in range(2020, 2025)) for pick in (min, max)
        }
        assert all(_share("Malmö", year) < 52 for year in region.population)
        assert "Skurup" == max(during, key=during.__getitem__)
        assert "Vellinge" == min(during, key=during.__getitem__)
        assert {"Lomma", "Vellinge"} == fewer
        assert "Lund" == max(TWELVE, key=lambda name: _built(name, 2024))

    def test_when_houses_were_dearest(self) -> None:
        rise = {n: _value(PRICE, n, 2024) / _value(PRICE, n, 2011) for n in TWELVE}
        dearest = {name: _years(PRICE, name)[0] for name in TWELVE}

        assert "Lomma" == max(rise, key=rise.__getitem__)
        assert "Höör" == min(rise, key=rise.__getitem__)
        assert {"Höör", "Vellinge"} == {n for n in TWELVE if dearest[n] == 2021}
        assert {2021, 2022} == set(dearest.values())
        assert all(_value(PRICE, n, 2023) < _value(PRICE, n, 2022) for n in TWELVE)
        names = _names(PRICE, 2024)
        assert {"Lomma", "Vellinge", "Höör"} == {*names[:2], names[-1]}

    def test_what_was_emitted(self) -> None:
        peaks = [n for n in TWELVE if _years(EMISSIONS, n)[0] == 2010]
        jumps = dict(zip(TWELVE, JUMPS, strict=True))
        emitted = {name: _emitted(name, 2023) for name in TWELVE}

        assert ["Malmö"] == peaks
        assert "Malmö" == max(jumps, key=jumps.__getitem__)
        assert "Eslöv" == min(jumps, key=jumps.__getitem__)
        assert "Eslöv" == max(emitted, key=emitted.__getitem__)
        assert "Lund" == min(emitted, key=emitted.__getitem__)
        assert all(emitted[name] < _emitted(name, 2010) for name in TWELVE)

    def test_what_households_have(self) -> None:
        assert ["Malmö", "Lund"] == _names(INCOME, 2024)[-2:]
        assert {"Lomma", "Vellinge"} == set(_names(INCOME, 2024)[:2])
        assert {"Malmö"} == {_names(INCOME, year)[-1] for year in range(2011, 2024)}
        assert {2021} == {_years(INCOME, name)[0] for name in TWELVE}

    def test_who_has_kept_the_rate_of_tax(self) -> None:
        rates = {
            name: {_value(TAX, name, year) for year in range(2015, 2027)}
            for name in TWELVE
        }

        assert ["Burlöv", "Lund", "Malmö", "Svedala", "Vellinge"] == [
            name for name in TWELVE if len(rates[name]) == 1
        ]
        names = _names(TAX, 2026)
        assert ("Höör", "Kävlinge") == (names[0], names[-1])

    def test_the_years_in_which_it_is_uncertain_who_belonged(self) -> None:
        values, _ = run(PLAN)
        shown = values["share"]
        doubt = {year for year in POSSIBLE if CERTAIN.get(year) != POSSIBLE[year]}

        assert {2010, 2011, 2017, 2018} == doubt
        for year in (2010, 2011):
            day = f"{year}-12-31"
            assert 11 == len(region.members(on=day, certain=False))
            assert not region.members(on=day)
        assert 655439 == shown.loc[2012, "certain"] == shown.loc[2012, "possible"]
        assert 714770 == shown.loc[2018, "certain"]
        assert 730529 == shown.loc[2018, "possible"] == shown.loc[2018, "as today"]
        assert (656355, 784412) == tuple(shown.loc[[2010, 2025], "as today"])

    def test_rows_that_are_no_municipality_of_the_region_are_not_drawn(self) -> None:
        values, _ = run(PLAN)
        status = values["own"].set_index("Kommun")["status"]

        assert ("total", "same county") == (status["Skåne län"], status["Hörby"])
        assert 12 == (status == "member").sum()
