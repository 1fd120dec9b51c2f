"""The notebooks: what is stored in them, their figures, words and charts."""

from __future__ import annotations

import ast
import re
from contextlib import redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import altair as alt
import nbformat
import pytest

from malmolund import municipalities, region


FOLDER = Path(__file__).parents[2] / "docs" / "notebooks"
FIGURES, TABLE = "region-in-figures", "from-a-national-table"
BOTH = pytest.mark.parametrize("name", [FIGURES, TABLE])

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
}


@cache
def cells(name: str, kind: str) -> list[Any]:
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    return [cell for cell in notebook.cells if cell.cell_type == kind]


@cache
def run(name: str) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
    """Run a notebook here, where warnings are errors.

    Returns what its cells give, and the forms a notebook would store of that; both by
    the ids of the cells.
    """
    scope: dict[str, Any] = {}
    values = {}
    stored = {}
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
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def charts(name: str) -> dict[str, Any]:
    values, _ = run(name)
    return {
        id_: value.to_dict()
        for id_, value in values.items()
        if isinstance(value, alt.TopLevelMixin)
    }


def quantities(part: Any) -> set[str]:
    """Return the titles of all axes and colours in a chart that show a quantity."""
    if isinstance(part, list):
        return set().union(*map(quantities, part))
    if not isinstance(part, dict):
        return set()
    found = set().union(*map(quantities, part.values()))
    if part.get("type") == "quantitative" and part.get("title"):
        found.add(part["title"])
    return found


@BOTH
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
            title, cited = chart["title"]["text"], chart["title"]["subtitle"]

            assert ("(made up)" in title) == (name == TABLE), id_
            # Long ones are lists of lines.
            assert re.search("SCB|malmolund", str(cited)), id_

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


@pytest.mark.parametrize("name", ["cards", FIGURES, TABLE])
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
