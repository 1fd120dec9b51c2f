"""Loading a data folder: what is right is read once, what is wrong is named."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections import Counter
from inspect import getdoc
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from importlib_resources.abc import Traversable

import malmolund
from malmolund._catalogue import Catalogue
from malmolund.exceptions import shown


if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import DataFolder, Python


PACKAGE = Path(malmolund.__file__).parent
COLLECTIONS = (
    "focus_areas",
    "municipalities",
    "plans",
    "population",
    "regions",
    "sources",
)
FILES = {path.stem for path in (PACKAGE / "data").glob("*.json")}
TABLES = sorted(FILES - {"boundaries"})  # which no folder needs, and none reads


class Shelf(Traversable):
    """A data folder that is on no disk, and counts how often a file is read."""

    def __init__(self, files: dict[str, bytes], reads: Counter[str], at: str) -> None:
        self.files = files
        self.reads = reads
        self.at = at

    @property
    def name(self) -> str:
        return self.at

    def __str__(self) -> str:
        return f"shelf of {self.at}"

    def joinpath(self, *descendants: Any) -> Shelf:
        return Shelf(self.files, self.reads, "/".join(descendants))

    def is_dir(self) -> bool:
        return self.at == "all"

    def is_file(self) -> bool:
        return self.at in self.files

    def iterdir(self) -> Iterator[Traversable]:
        return (self.joinpath(file) for file in self.files)

    def open(self, mode: str = "r", *_args: Any, **_kwargs: Any) -> Any:
        assert "rb" == mode
        self.reads[self.at] += 1
        if self.at not in self.files:
            raise FileNotFoundError(self.at)
        return io.BytesIO(self.files[self.at])


@pytest.fixture
def shelf() -> Shelf:
    """The packaged data, on no disk."""
    files = {path.name: path.read_bytes() for path in (PACKAGE / "data").glob("*.json")}
    return Shelf(files, Counter(), "all")


class TestAGoodFolder:
    def test_gives_an_equal_and_independent_catalogue(self, folder: DataFolder) -> None:
        catalogue = folder.load()

        assert malmolund.data_version == catalogue.data_version
        assert malmolund.region == catalogue.region
        for name in COLLECTIONS:
            packaged, loaded = getattr(malmolund, name), getattr(catalogue, name)

            assert packaged == loaded
            assert packaged is not loaded
            assert not set(map(id, packaged)) & set(map(id, loaded))

    @pytest.mark.parametrize("kind", [str, Path])
    def test_may_be_given_as_path_or_text(self, folder: DataFolder, kind: Any) -> None:
        assert 12 == len(malmolund.load(kind(folder.path)).municipalities)

    def test_may_be_on_no_disk(self, shelf: Shelf) -> None:
        catalogue = malmolund.load(shelf)

        assert malmolund.municipalities == catalogue.municipalities
        assert "<Catalogue of shelf of all>" == repr(catalogue)

    def test_may_be_in_a_zip(self, folder: DataFolder) -> None:
        file = shutil.make_archive(str(folder.path), "zip", folder.path.parent)
        with zipfile.ZipFile(file) as archive:
            catalogue = malmolund.load(zipfile.Path(archive, "data/"))  # type: ignore[arg-type]

        assert malmolund.region == catalogue.region

    def test_is_read_once(self, shelf: Shelf) -> None:
        catalogue = malmolund.load(shelf)
        for _ in range(2):
            for name in (*COLLECTIONS, "region", "data_version"):
                getattr(catalogue, name)
            with pytest.raises(malmolund.NotFoundError):
                catalogue.municipalities["Hörby"]

        assert {f"{table}.json": 1 for table in TABLES} == shelf.reads

    def test_is_not_read_before_it_is_asked_for(self, shelf: Shelf) -> None:
        catalogue = Catalogue(shelf)

        assert {} == shelf.reads
        assert 44 == len(catalogue.sources)
        assert {"sources.json": 1} == shelf.reads

    def test_may_differ_from_the_packaged_one(self, folder: DataFolder) -> None:
        folder.change("municipalities", 1, name="Staffanstorpa")
        folder.add("population", 1, year=2026, population=5)

        catalogue = folder.load()

        assert "1230" == catalogue.municipalities["staffanstorpa"].code
        assert 5 == catalogue.municipalities["1230"].population.latest
        # Not all of the twelve have a figure for that year.
        assert 2025 == catalogue.region.population.latest_year
        assert "Staffanstorp" == malmolund.municipalities["1230"].name
        assert malmolund.municipalities != catalogue.municipalities

    def test_may_have_two_municipalities_of_one_seat(self, folder: DataFolder) -> None:
        folder.change("municipalities", 1, seat="Arlöv")

        with pytest.raises(malmolund.NotFoundError) as caught:
            folder.load().municipalities["Arlöv"]

        assert (
            "Arlöv is the seat of 1231 Burlöv. Arlöv is the seat of 1230 Staffanstorp."
        ) == caught.value.hint

    def test_may_have_other_files_beside(self, folder: DataFolder) -> None:
        (folder.path / "README.txt").write_bytes(b"\xff")
        (folder.path / "cache").mkdir()

        assert malmolund.region == folder.load().region

    def test_has_the_sources_of_every_row(self, folder: DataFolder) -> None:
        folder.change("borders", 1, sources=["scb_codes"])
        folder.change("population", 2, sources=["scb_codes"])
        folder.change("plan_focus_areas", 1, sources=["scb_codes"])
        folder.change("memberships", 1, sources=["gh_population"])

        catalogue = folder.load()

        def ids(sources: Any) -> list[str]:
            return [source.id for source in sources]

        place = catalogue.municipalities["Staffanstorp"]
        assert ["scb_codes"] == ids(place.borders[0].sources)
        assert ["malmolund_borders"] == ids(place.borders[1].sources)
        for field in ("borders", "neighbours"):
            assert ["scb_codes", "malmolund_borders"] == ids(place.source_of(field))
        assert ["scb_codes"] == ids(catalogue.population["Staffanstorp 2011"].sources)
        assert {"scb_codes", "scb_population"} < {*ids(place.source_of("population"))}
        area = catalogue.focus_areas["infrastruktur-planering"]
        assert "scb_codes" in ids(area.source_of("plans"))
        for field in ("focus_areas", "new_focus_areas", "continued_focus_areas"):
            assert "scb_codes" in ids(catalogue.plans["2012"].source_of(field))
        region = catalogue.region
        for field in ("memberships", "codes", "municipalities"):
            assert "gh_population" in ids(region.source_of(field))
        for field in ("population", "land_area_km2"):
            those = {
                id_ for m in region.municipalities for id_ in ids(m.source_of(field))
            }
            assert those == {*ids(region.source_of(field))}

    def test_may_be_about_another_region(self, folder: DataFolder) -> None:
        folder.write("regions", folder.rows("regions")[::-1])

        assert "skane" == folder.load().region.id

    def test_may_have_its_claims_in_any_order(self, folder: DataFolder) -> None:
        folder.write("claims", folder.rows("claims")[::-1])

        claims = folder.load().plans["2019-2023"].evidence("end_year")

        assert [("2023", True), ("2020", False)] == [
            (c.value, c.agrees) for c in claims
        ]

    def test_may_hold_a_membership_that_began_again(self, folder: DataFolder) -> None:
        folder.change(
            "memberships",
            1,
            left_no_earlier_than="2013-01-01",
            left_no_later_than="2014-01-01",
        )
        folder.add(
            "memberships",
            1,
            joined_no_earlier_than="2019-01-01",
            joined_no_later_than="2020-01-01",
            left_no_earlier_than=None,
            left_no_later_than=None,
        )

        region = folder.load().region

        assert "1230" in region.codes
        assert "1230" in region.members("2012-12-31")
        assert "1230" not in region.members("2016-01-01", certain=False)
        assert "1230" in region.members("2020-01-01")


class TestTheCatalogue:
    @pytest.mark.parametrize("name", [*COLLECTIONS, "region", "data_version"])
    def test_says_what_it_has(self, name: str) -> None:
        assert getdoc(getattr(Catalogue, name))


class TestAFolderThatIsNone:
    @pytest.mark.parametrize("table", TABLES)
    def test_lacks_a_file(self, folder: DataFolder, table: str) -> None:
        folder.file(table).unlink()

        assert (
            f"{table}.json: cannot be read (No such file or directory), "
            f"expected it in '{folder.path}"
        )[:80] == str(folder.error())[:80]

    def test_is_missing(self, tmp_path: Path) -> None:
        with pytest.raises(malmolund.DataError, match=r"\.json: cannot be read \(No s"):
            malmolund.load(tmp_path / "nothing")

    def test_is_a_file(self, tmp_path: Path) -> None:
        file = tmp_path / "data"
        file.write_text("{}")

        with pytest.raises(malmolund.DataError, match="cannot be read"):
            malmolund.load(file)

    def test_has_a_folder_for_a_file(self, folder: DataFolder) -> None:
        folder.file("regions").unlink()
        folder.file("regions").mkdir()

        assert "regions.json: cannot be read" in str(folder.error())

    def test_is_missing_where_no_disk_gives_a_reason(self, shelf: Shelf) -> None:
        del shelf.files["regions.json"]

        with pytest.raises(malmolund.DataError) as caught:
            malmolund.load(shelf)

        assert (
            "regions.json: cannot be read (FileNotFoundError), "
            "expected it in 'shelf of all'"
        ) == str(caught.value)


class TestAFileThatIsNoTable:
    @pytest.mark.parametrize("table", TABLES)
    def test_is_named(self, folder: DataFolder, table: str) -> None:
        folder.file(table).write_bytes(b"[")

        error = folder.error()

        assert f"{table}.json" == error.file
        assert str(error).startswith(f"{table}.json: got broken JSON, ")

    @pytest.mark.parametrize(
        ("data", "problem"),
        [
            (b"", "got broken JSON, Expecting value: line 1 column 1 (char 0); "),
            (b"[}", "got broken JSON, Expecting value: line 1 column 2 (char 1); "),
            (b"\xef\xbb\xbf[]", "got broken JSON, Unexpected UTF-8 BOM"),
            (b"[" * 200_000, "got JSON nested too deep, expected an array"),
            (b'[{"a": ' * 200_000, "got JSON nested too deep, expected an array"),
            (b"[1" + b"0" * 5000 + b"]", "got broken JSON, Exceeds the limit"),
            ("[å]".encode("cp1252"), "got byte 0xe5 at 1, expected UTF-8; save "),
            ("[]".encode("utf-16"), "got byte 0xff at 0, expected UTF-8; save "),
            (b"{}", "got {}, expected an array of rows"),
            (b"null", "got None, expected an array of rows"),
            (b'"a"', "got 'a', expected an array of rows"),
            (b"1" * 100, f"got {'1' * 60}... (100 characters), expected an array"),
            (b"[NaN]", "got NaN, expected a number or null"),
            (b"[-Infinity]", "got -Infinity, expected a number or null"),
            (b'[{"a": 1, "a": 1}]', "got the key 'a' twice in an object, expected"),
        ],
        ids=lambda value: str(value)[:20],
    )
    def test_is_explained(self, folder: DataFolder, data: bytes, problem: str) -> None:
        folder.file("sources").write_bytes(data)

        assert str(folder.error()).startswith(f"sources.json: {problem}")

    @pytest.mark.parametrize("row", [None, 1, "a", [], [["code", "1281"]]])
    def test_has_a_row_that_is_no_object(self, folder: DataFolder, row: object) -> None:
        folder.write("regions", [folder.rows("regions")[0], row])

        assert f"regions.json, row 2: got {row!r}, expected an object" == str(
            folder.error()
        )

    def test_has_no_region(self, folder: DataFolder) -> None:
        folder.write("regions", [])
        folder.write("plans", [])
        folder.write("plan_focus_areas", [])
        folder.write("memberships", [])

        assert (
            "regions.json: got no row, expected the region of the folder first"
        ) == str(folder.error())

    @pytest.mark.parametrize("table", sorted(set(TABLES) - {"datapackage"}), ids=str)
    def test_lacks_or_adds_a_field(self, folder: DataFolder, table: str) -> None:
        rows = folder.rows(table)
        sources = rows[1].pop("id" if table == "sources" else "sources")
        folder.write(table, rows)
        less = folder.error()
        rows[1] |= {"id" if table == "sources" else "sources": sources, "zeal": 1}
        folder.write(table, rows)
        more = folder.error()

        assert (f"{table}.json", 2) == (less.file, less.row) == (more.file, more.row)
        assert f"field {less.field!r}: got no such field, expected the fie" in str(less)
        assert "field 'zeal': is no field, expected the fields " in str(more)

    def test_says_which_fields_there_are(self, folder: DataFolder) -> None:
        folder.change("population", 2, zeal=1)

        assert (
            "population.json, row 2, field 'zeal': is no field, "
            "expected the fields code, year, population, sources"
        ) == str(folder.error())

    @pytest.mark.parametrize(
        ("data", "value"),
        [(b"[NaN]", "NaN"), (b'[{"a": 1, "b": 2, "b": 3}]', "b")],
    )
    def test_has_the_value_at_fault(
        self, folder: DataFolder, data: bytes, value: str
    ) -> None:
        folder.file("sources").write_bytes(data)

        error = folder.error()

        assert ("sources.json", value) == (error.file, error.value)


# Each case: table, number of the row, what is changed, the field at fault, how the
# problem begins.
BROKEN: list[tuple[str, int, dict[str, Any], str, str]] = [
    # Values that a table checks
    ("areas", 1, {"code": "1"}, "code", "got '1', expected the code of a muni"),
    ("areas", 1, {"code": 0}, "code", "got 0, expected the code of a municip"),
    ("areas", 1, {"name": ""}, "name", "got '', expected a text without white"),
    ("areas", 1, {"level": "city"}, "level", "got 'city', expected one of 'coun"),
    ("areas", 2, {"code": "00"}, "code", "got the key '00' again, expected it in "),
    ("borders", 1, {"code_a": 1230}, "code_a", "got 1230, expected a municipality "),
    ("borders", 1, {"code_b": None}, "code_b", "got None, expected a municipality "),
    ("borders", 2, {"code_b": "1231"}, "code_b", "got the key ('1230', '1231') aga"),
    ("claims", 1, {"table": "areas"}, "table", "got 'areas', expected one of 'mun"),
    ("claims", 2, {"value": "2023"}, "value", "got the key ('plans', '2019-2023', 'e"),
    ("claims", 1, {"key": 5}, "key", "got 5, expected a text"),
    ("claims", 1, {"sources": []}, "sources", "got [], expected an array of one or"),
    ("focus_areas", 1, {"id": "A"}, "id", "got 'A', expected an id of a-z"),
    ("focus_areas", 2, {"id": "digitalisering"}, "id", "got the key 'digitalise"),
    ("memberships", 1, {"code": "12"}, "code", "got '12', expected a municipality"),
    ("memberships", 2, {"code": "1230"}, "joined_no_later_than", "got the key ('"),
    ("municipalities", 3, {"code": 1233}, "code", "got 1233, expected a municipal"),
    ("municipalities", 3, {"code": "1231"}, "code", "got the key '1231' again, exp"),
    ("municipalities", 3, {"sources": "x"}, "sources", "got 'x', expected an array"),
    ("municipalities", 3, {"sources": [1]}, "sources", "got [1], expected an array"),
    ("municipalities", 3, {"sources": None}, "sources", "got None, expected an arr"),
    ("municipalities", 3, {"field_sources": []}, "field_sources", "got [], expected"),
    (
        "municipalities",
        3,
        {"field_sources": {"name": []}},
        "field_sources",
        "got {'name': []}, expected an object of source ids by field",
    ),
    ("plan_focus_areas", 1, {"label": " x"}, "label", "got ' x', expected a text"),
    ("plan_focus_areas", 1, {"new": "yes"}, "new", "got 'yes', expected true or f"),
    (
        "plan_focus_areas",
        2,
        {"focus_area": "infrastruktur-planering"},
        "focus_area",
        "got the key ('2012', 'infr",
    ),
    ("plans", 2, {"id": "2012"}, "id", "got the key '2012' again, expected it in"),
    ("plans", 2, {"id": None}, "id", "got None, expected an id of a-z, 0-9,"),
    ("population", 5, {"year": "2014"}, "year", "got '2014', expected a year, a"),
    ("population", 5, {"year": 2013}, "year", "got the key ('1230', 2013) again, e"),
    ("population", 5, {"population": -1}, "population", "got -1, expected a number"),
    ("population", 5, {"population": 1.5}, "population", "got 1.5, expected a num"),
    ("population", 5, {"population": None}, "population", "got None, expected a nu"),
    ("regions", 2, {"id": "malmolundregionen"}, "id", "got the key 'malmolundre"),
    ("sources", 2, {"id": "docplayer_2012"}, "id", "got the key 'docplayer_2012' ag"),
    # Values that a record checks
    ("borders", 1, {"kind": "air"}, "kind", "got 'air', expected one of 'land'"),
    ("borders", 1, {"land_km": 99}, "land_km", "got 99 of 11.1 km, of kind 'land'"),
    ("borders", 1, {"total_km": "1"}, "total_km", "got '1', expected a length in k"),
    ("focus_areas", 2, {"aliases": "x"}, "aliases", "got 'x', expected an array, e"),
    (
        "memberships",
        7,
        {"joined_no_later_than": "2017"},
        "joined_no_later_than",
        "got '2017', expected a date as YYYY-MM-DD",
    ),
    ("plans", 2, {"adopted": "20190521"}, "adopted", "got '20190521', expected a date"),
    ("plans", 2, {"adopted": "2019-W21-2"}, "adopted", "got '2019-W21-2', expected a "),
    (
        "memberships",
        7,
        {"joined_no_later_than": "2016-01-01"},
        "joined_no_later_than",
        "got 2016-01-01, expected no day before joined_no_earlier_than, 2017-03-28",
    ),
    ("municipalities", 3, {"latitude": 99}, "latitude", "got 99, expected a latit"),
    ("municipalities", 3, {"longitude": "13"}, "longitude", "got '13', expected a"),
    (
        "municipalities",
        3,
        {"organisation_number": "212000-1034"},
        "organisation_number",
        "got '212000-1034', expected an organisation number NNNNNN-NNNN with a valid",
    ),
    ("municipalities", 3, {"land_area_km2": None}, "land_area_km2", "got None, expe"),
    ("municipalities", 3, {"website": "x"}, "website", "got 'x', expected a web ad"),
    ("plans", 2, {"end_year": 2018}, "end_year", "got 2018, expected no year befor"),
    ("plans", 2, {"adopted": "May 2019"}, "adopted", "got 'May 2019', expected a d"),
    ("plans", 2, {"kind": "idea"}, "kind", "got 'idea', expected one of 'operatio"),
    ("regions", 1, {"website": "x"}, "website", "got 'x', expected a web address"),
    ("sources", 9, {"url": "docplayer.se"}, "url", "got 'docplayer.se', expected a"),
    ("sources", 9, {"date": "May 2019"}, "date", "got 'May 2019', expected a date "),
    ("sources", 9, {"role": None}, "role", "got None, expected one of 'origin', 'c"),
    ("claims", 2, {"agrees": "no"}, "agrees", "got 'no', expected true or false"),
    ("claims", 2, {"value": 2020}, "value", "got 2020, expected a text without"),
    ("claims", 2, {"note": ""}, "note", "got '', expected a text without white sp"),
    # References that lead nowhere
    ("areas", 1, {"sources": ["x"]}, "sources", "got 'x', expected a key of sour"),
    ("borders", 3, {"code_a": "1214"}, "code_a", "got '1214', expected a key of mu"),
    ("borders", 3, {"code_b": "1293"}, "code_b", "got '1293', expected a key of mu"),
    ("borders", 3, {"sources": ["x"]}, "sources", "got 'x', expected a key of sour"),
    ("claims", 1, {"sources": ["x"]}, "sources", "got 'x', expected a key of sourc"),
    ("claims", 1, {"key": "2024"}, "key", "got '2024', expected a key of plans.jso"),
    ("claims", 1, {"field": "end"}, "field", "got 'end', expected a field of <Oper"),
    ("focus_areas", 1, {"sources": ["x"]}, "sources", "got 'x', expected a key of"),
    ("memberships", 2, {"region": "x"}, "region", "got 'x', expected a key of regio"),
    ("memberships", 2, {"code": "9999"}, "code", "got '9999', expected a key of are"),
    ("memberships", 2, {"sources": ["x"]}, "sources", "got 'x', expected a key of"),
    ("municipalities", 3, {"sources": ["x"]}, "sources", "got 'x', expected a key "),
    ("municipalities", 3, {"county_code": "02"}, "county_code", "got '02', expected a"),
    (
        "municipalities",
        3,
        {"field_sources": {"town": ["scb_codes"]}},
        "field_sources",
        "got 'town', expected fields of municipalities.json",
    ),
    (
        "municipalities",
        3,
        {"field_sources": {"name": ["x"]}},
        "sources",
        "got 'x', expected a key of sources.json",
    ),
    ("plan_focus_areas", 1, {"plan": "2024"}, "plan", "got '2024', expected a key "),
    ("plan_focus_areas", 1, {"focus_area": "x"}, "focus_area", "got 'x', expected a"),
    ("plan_focus_areas", 1, {"sources": ["x"]}, "sources", "got 'x', expected a ke"),
    (
        "plan_focus_areas",
        1,
        {"label": "Planering"},
        "label",
        "got 'Planering', expected a name or alias of <FocusArea infrastr",
    ),
    ("plans", 1, {"region": "x"}, "region", "got 'x', expected a key of regions.js"),
    ("plans", 1, {"sources": ["x"]}, "sources", "got 'x', expected a key of source"),
    ("population", 5, {"code": "1214"}, "code", "got '1214', expected a key of mun"),
    ("population", 5, {"sources": ["x"]}, "sources", "got 'x', expected a key of s"),
    ("regions", 2, {"sources": ["x"]}, "sources", "got 'x', expected a key of sour"),
]


class TestARowThatIsWrong:
    @pytest.mark.parametrize("case", BROKEN, ids=lambda case: f"{case[0]}-{case[2]}")
    def test_is_named_with_its_field_and_value(
        self, folder: DataFolder, case: tuple[str, int, dict[str, Any], str, str]
    ) -> None:
        table, row, values, field, problem = case
        folder.change(table, row, **values)

        error = folder.error()

        assert (f"{table}.json", row, field) == (error.file, error.row, error.field)
        assert str(error).startswith(
            f"{table}.json, row {row}, field {field!r}: {problem}"
        )
        assert ", expected " in str(error)
        # The message begins with the value, or with the key that it is a part of.
        given = (f"got {shown(error.value)}", f"got {error.value}", "got the key ")
        assert error.problem.startswith(given)
        shows = (shown(error.value), str(error.value))
        assert any(text in error.problem for text in shows)

    def test_has_a_membership_that_overlaps_another(self, folder: DataFolder) -> None:
        folder.add("memberships", 1, joined_no_later_than="2020-01-01")

        error = folder.error()

        assert (
            "memberships.json, row 85, field 'code': got <Membership Staffanstorp> "
            "twice at one time, expected it once"
        ) == str(error)
        assert "1230" == error.value

    @pytest.mark.parametrize(
        ("table", "values", "form"),
        [
            ("municipalities", {"wikidata": "Q504609"}, "q504609"),
            ("municipalities", {"name": "1230"}, "1230"),
            ("regions", {"aliases": ["mlr"]}, "mlr"),
            ("plans", {"title_en": "2012"}, "2012"),
            ("focus_areas", {"aliases": ["Digitalisation"]}, "digitalisation"),
        ],
    )
    def test_shares_a_form_with_another(
        self, folder: DataFolder, table: str, values: dict[str, Any], form: str
    ) -> None:
        folder.change(table, 2, **values)

        error = folder.error()

        assert str(error).startswith(f"{table}.json: {form!r} means both <")
        assert form == error.value

    def test_has_more_people_than_a_region_can_have(self, folder: DataFolder) -> None:
        folder.change("population", 1, population=100_000_000)

        error = folder.error()

        assert ("regions.json", 1, "counts") == (error.file, error.row, error.field)
        assert ", expected whole numbers of people by year" in str(error)

    @pytest.mark.parametrize("codes", [("1231", "1230"), ("1230", "1230")])
    def test_has_a_border_twice_or_with_itself(
        self, folder: DataFolder, codes: tuple[str, str]
    ) -> None:
        folder.add("borders", 1, code_a=codes[0], code_b=codes[1])

        error = folder.error()

        assert ("borders.json", 25, "code_b") == (error.file, error.row, error.field)
        assert codes[1] == error.value
        assert f"got {codes[1]!r}, expected a code above code_a, {codes[0]!r}" in str(
            error
        )


class TestTheVersion:
    @pytest.mark.parametrize(
        ("descriptor", "shown"),
        [
            ({}, "None"),
            ([], "None"),
            ({"version": "1.0"}, "'1.0'"),
            ({"version": "2026-13-01"}, "'2026-13-01'"),
            ({"version": 20261123}, "20261123"),
        ],
    )
    def test_is_a_date(self, folder: DataFolder, descriptor: Any, shown: str) -> None:
        folder.write("datapackage", descriptor)

        error = folder.error()

        assert (
            f"datapackage.json, field 'version': got {shown}, "
            "expected a date as YYYY-MM-DD"
        ) == str(error)
        assert shown == repr(error.value)

    def test_is_that_of_the_folder(self, folder: DataFolder) -> None:
        folder.write("datapackage", {"version": "2030-01-02"})

        assert "2030-01-02" == folder.load().data_version
        assert "2026-11-26" == malmolund.data_version


WALK = """
import malmolund
assert len(malmolund.municipalities) == 12, malmolund.municipalities
assert malmolund.municipalities.get("Hörby") is None
assert malmolund.region.population.latest == 784412
assert malmolund.regions["skane"].sources
assert len(malmolund.population) == 192
assert malmolund.plans["2019-2023"].evidence("end_year")
try:
    malmolund.municipalities["Mallmö"]
except malmolund.NotFoundError as error:
    print(error.suggestions[0], malmolund.data_version, malmolund.__file__)
"""
THREADS = """
import sys
from threading import Barrier, Thread

import malmolund

sys.setswitchinterval(1e-6)
names = [
    "region", "municipalities", "plans", "focus_areas", "regions", "population",
    "sources", "data_version", "Municipality", "load", "Catalogue",
]
found = []
start = Barrier(64)

def ask(number):
    start.wait()
    order = names[number % len(names):] + names[: number % len(names)]
    found.append({name: getattr(malmolund, name) for name in order})

threads = [Thread(target=ask, args=(number,)) for number in range(64)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(len(found), {name: len({id(all_[name]) for all_ in found}) for name in names})
"""


def asked_by_threads(python: Python, attempt: int) -> tuple[str, dict[str, int]]:
    """Return how many threads asked at once, and how many objects they got by name."""
    printed = python.output("-c", THREADS, PYTHONHASHSEED=str(attempt))
    count, objects = printed.split(" ", 1)
    return count, json.loads(objects.replace("'", '"'))


class TestEverywhere:
    @pytest.mark.parametrize(
        "options",
        [
            [],
            ["-O"],
            ["-OO"],
            ["-W", "error"],
            ["-W", "error", "-X", "warn_default_encoding"],
            ["-b", "-b", "-W", "error", "-X", "dev"],
        ],
        ids=" ".join,
    )
    def test_it_works(self, python: Python, options: list[str]) -> None:
        printed = python.output(*options, "-c", WALK, PYTHONUTF8="1")

        assert printed.startswith("Malmö 2026-11-26 ")

    def test_it_works_from_a_zip(self, python: Python, tmp_path: Path) -> None:
        shutil.copytree(
            PACKAGE,
            tmp_path / "tree" / "malmolund",
            ignore=shutil.ignore_patterns("__pycache__"),
        )
        file = shutil.make_archive(str(tmp_path / "lib"), "zip", tmp_path / "tree")

        printed = python.output(
            "-W", "error", "-c", WALK, PYTHONUTF8="1", PYTHONPATH=file, measured=False
        )

        assert f"Malmö 2026-11-26 {Path(file, 'malmolund', '__init__.py')}\n" == printed

    def test_it_works_in_a_folder_of_another_name(
        self, python: Python, tmp_path: Path
    ) -> None:
        shutil.copytree(PACKAGE, tmp_path / "å ä ö" / "malmolund")

        printed = python.output(
            "-c",
            WALK,
            PYTHONUTF8="1",
            PYTHONPATH=str(tmp_path / "å ä ö"),
            measured=False,
        )

        assert str(tmp_path / "å ä ö") in printed

    @pytest.mark.parametrize("attempt", range(5))
    def test_sixty_four_threads_get_the_same_objects(
        self, python: Python, attempt: int
    ) -> None:
        count, objects = asked_by_threads(python, attempt)

        assert "64" == count
        assert {1} == set(objects.values())
