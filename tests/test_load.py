"""Loading a data folder: what is right is read once, what is wrong is named."""

from __future__ import annotations

import io
import json
import os
import pickle
import shutil
import zipfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from importlib_resources.abc import Traversable
from importlib_resources.readers import MultiplexedPath

import malmolund
from malmolund import _load
from malmolund._catalogue import PACKAGED, Catalogue
from malmolund._tables import BY_NAME
from malmolund.exceptions import shown


if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import DataFolder, Python


PACKAGE = Path(malmolund.__file__).parent
COLLECTIONS = (
    "figures",
    "focus_areas",
    "indicators",
    "municipalities",
    "plans",
    "population",
    "regions",
    "sources",
)
FILES = {path.stem for path in (PACKAGE / "data").glob("*.json")}
TABLES = sorted(FILES - {"boundaries"})  # which no folder needs


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


def move(folder: DataFolder, code: str, to: str, name: str) -> None:
    """Make another municipality of Sweden of a member of a folder."""
    for table in set(TABLES) - {"areas", "datapackage"}:
        text = folder.file(table).read_text("utf-8")
        folder.file(table).write_text(text.replace(f'"{code}"', f'"{to}"'), "utf-8")
    codes = [row["code"] for row in folder.rows("municipalities")]
    folder.change(
        "municipalities",
        1 + codes.index(to),
        name=name,
        official_name=f"{name} kommun",
        name_en=f"{name} Municipality",
        county_code=to[:2],
        gisco_id=f"SE_{to}",
    )


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

        assert {f"{name}.json": 1 for name in (*TABLES, "boundaries")} == shelf.reads

    def test_is_not_read_before_it_is_asked_for(self, shelf: Shelf) -> None:
        catalogue = Catalogue(_load.DataFolder(shelf))

        assert {} == shelf.reads
        assert 63 == len(catalogue.sources)
        assert {"sources.json": 1} == shelf.reads
        assert "1281" == catalogue.municipalities["Lund"].code
        assert {"borders.json", "municipalities.json", "population.json"} == (
            shelf.reads.keys() - {"sources.json"}
        )

    def test_travels_to_where_it_is_not(self, folder: DataFolder) -> None:
        catalogue = folder.load()

        packed = pickle.dumps((catalogue, catalogue.municipalities))
        shutil.rmtree(folder.path)
        there, municipalities = pickle.loads(packed)

        assert catalogue.municipalities == there.municipalities == municipalities
        assert catalogue.data_version == there.data_version
        assert catalogue.disagreements() == there.disagreements()
        with pytest.raises(malmolund.NotFoundError, match="1266 Hörby is a municipal"):
            municipalities["Hörby"]

    def test_that_is_the_packaged_one_stays_it(self) -> None:
        assert PACKAGED is pickle.loads(pickle.dumps(PACKAGED))
        assert PACKAGED._folder is pickle.loads(pickle.dumps(PACKAGED._folder))

    def test_may_differ_from_the_packaged_one(self, folder: DataFolder) -> None:
        folder.change("municipalities", 1, name="Staffanstorpa")
        folder.change("areas", 108, name="Staffanstorpa")
        folder.add("population", 4, first_year=2026, population=[5])

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
        folder.change("population", 4, sources=["scb_codes"])
        folder.change("plan_focus_areas", 1, sources=["scb_codes"])
        folder.change("memberships", 1, sources=["gh_population"])

        catalogue = folder.load()

        def ids(sources: Any) -> list[str]:
            return [source.id for source in sources]

        place = catalogue.municipalities["Staffanstorp"]
        assert ["scb_codes"] == ids(place.borders[0].sources)
        measured = ["lm_municipalities", "malmolund_borders"]
        assert measured == ids(place.borders[1].sources)
        for field in ("borders", "neighbours"):
            assert ["scb_codes", *measured] == ids(place.source_of(field))
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

    def test_may_be_of_a_place_whose_name_is_another_in_plain_letters(
        self, folder: DataFolder
    ) -> None:
        move(folder, "1230", "0305", "Håbo")

        catalogue = folder.load()

        assert "0305" == catalogue.municipalities["Håbo"].code
        assert catalogue.municipalities.get("Habo") is None
        assert [None] == catalogue.codes(["Habo kommun"])
        assert ["0643"] == catalogue.codes(["Habo kommun"], of="areas")
        assert ["member", "rest of Sweden"] == catalogue.statuses(["Håbo", "Habo"])

    def test_may_have_both_of_two_such_places(self, folder: DataFolder) -> None:
        move(folder, "1230", "0305", "Håbo")
        move(folder, "1231", "0643", "Habo")

        found = folder.load().codes(["Håbo", "Habo", "HABO KOMMUN", "Haabo", "habo"])

        assert ["0305", "0643", "0643", "0305", "0643"] == found

    def test_may_have_boundaries_of_its_own(self, folder: DataFolder) -> None:
        move(folder, "1230", "0305", "Håbo")

        with pytest.raises(malmolund.NotFoundError, match="No boundary is known as"):
            folder.load().municipalities["Håbo"].to_geojson()

        file = folder.file("boundaries")
        file.write_text(file.read_text("utf-8").replace('"1230"', '"0305"'), "utf-8")

        shape = folder.load().municipalities["Håbo"].__geo_interface__["geometry"]
        packaged = malmolund.municipalities["1230"].__geo_interface__["geometry"]
        assert packaged == shape

    def test_has_boundaries_that_are_checked(self, folder: DataFolder) -> None:
        folder.write("boundaries", [])

        assert "boundaries.json" == folder.error().file

    def test_has_boundaries_whose_sources_are_known(self, folder: DataFolder) -> None:
        shapes = json.loads(folder.file("boundaries").read_bytes())
        folder.write("boundaries", shapes | {"sources": ["nowhere"]})

        assert (
            "boundaries.json, field 'sources': got 'nowhere', expected a key of "
            "sources.json"
        ) == str(folder.error())

    def test_may_be_without_boundaries(self, folder: DataFolder) -> None:
        folder.file("boundaries").unlink()

        lund = folder.load().municipalities["Lund"]

        assert malmolund.municipalities["Lund"].to_geojson() == lund.to_geojson()

    def test_may_be_reached_through_a_link(
        self, folder: DataFolder, tmp_path: Path
    ) -> None:
        link = tmp_path / "link"
        link.symlink_to(folder.path, target_is_directory=True)
        inside = folder.file("plans").rename(folder.path / "plans of 2019.json")
        folder.file("plans").symlink_to(inside)

        assert malmolund.region == malmolund.load(link).region

    def test_can_be_sent_to_another_process(self, folder: DataFolder) -> None:
        move(folder, "1230", "0305", "Håbo")
        sent = pickle.dumps(folder.load())
        shutil.rmtree(folder.path)

        catalogue = pickle.loads(sent)

        assert ["0305", None] == catalogue.codes(["Håbo", "Staffanstorp"])
        assert malmolund.data_version == catalogue.data_version
        assert malmolund.plans == catalogue.plans
        assert malmolund.municipalities["Lund"].to_geojson() == (
            catalogue.municipalities["Lund"].to_geojson()
        )

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


class TestAFolderThatIsNone:
    @pytest.mark.parametrize("table", TABLES)
    def test_lacks_a_file(self, folder: DataFolder, table: str) -> None:
        folder.file(table).unlink()

        error = folder.error()

        assert f"{table}.json" == error.file
        assert "cannot be read (No such file or directory)" in error.problem
        assert str(folder.path)[:50] in error.problem

    def test_is_missing_or_a_file(self, tmp_path: Path) -> None:
        file = tmp_path / "data"
        file.write_text("{}")

        for path in (file, tmp_path / "nothing"):
            with pytest.raises(malmolund.DataError, match=r"\.json: cannot be read"):
                malmolund.load(path)

    @pytest.mark.parametrize("directory", [None, 5, b"data", ["data"]], ids=repr)
    def test_is_no_path(self, directory: Any) -> None:
        with pytest.raises(TypeError, match="expected a folder: a path, or a Travers"):
            malmolund.load(directory)

    @pytest.mark.parametrize("table", FILES)
    def test_has_a_link_that_leads_out(
        self, folder: DataFolder, tmp_path: Path, table: str
    ) -> None:
        secret = tmp_path / "secret"
        secret.write_text('"password"')
        folder.file(table).unlink()
        folder.file(table).symlink_to(Path("..", "secret"))

        error = folder.error()

        assert f"{table}.json: is a link out of the folder, expected a file in it" == (
            str(error)
        )

    def test_has_a_link_that_leads_out_of_one_of_its_parts(
        self, folder: DataFolder, tmp_path: Path
    ) -> None:
        (tmp_path / "secret").write_text('"password"')
        folder.file("population").unlink()
        folder.file("population").symlink_to(Path("..", "secret"))
        more = tmp_path / "more"
        more.mkdir()
        parts = MultiplexedPath(folder.path, more)  # type: ignore[no-untyped-call]

        with pytest.raises(malmolund.DataError, match="n: is a link out of the folder"):
            malmolund.load(parts)

    @pytest.mark.parametrize("table", FILES)
    def test_has_a_link_that_leads_nowhere(
        self, folder: DataFolder, table: str
    ) -> None:
        folder.file(table).unlink()
        folder.file(table).symlink_to("nothing")

        assert f"{table}.json: cannot be read (No such file or" in str(folder.error())

    def test_has_a_link_to_itself(self, folder: DataFolder) -> None:
        folder.file("plans").unlink()
        folder.file("plans").symlink_to("plans.json")

        assert "plans.json: cannot be read (Too many levels" in str(folder.error())

    @pytest.mark.parametrize("make", [Path.mkdir, getattr(os, "mkfifo", Path.mkdir)])
    @pytest.mark.parametrize("table", FILES)
    def test_has_no_file_for_a_file(
        self, folder: DataFolder, table: str, make: Callable[[Path], None]
    ) -> None:
        folder.file(table).unlink()
        make(folder.file(table))

        assert f"{table}.json: is no file, expected a file" == str(folder.error())

    def test_has_a_name_that_no_folder_has(self) -> None:
        with pytest.raises(
            malmolund.DataError, match=r"cannot be read \(.*embedded null"
        ):
            malmolund.load("x\0")

    def test_is_missing_where_no_disk_gives_a_reason(self, shelf: Shelf) -> None:
        del shelf.files["regions.json"]

        with pytest.raises(malmolund.DataError, match=r"FileNotFoundError.* 'shelf of"):
            malmolund.load(shelf)


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
        for table in ("regions", "bodies", "plans", "plan_focus_areas", "memberships"):
            folder.write(table, [])

        assert "regions.json: got no row, expected the reg" in str(folder.error())

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
        names = ", ".join(BY_NAME[table].checks)
        assert f"got no such field, expected the fields {names}" == less.problem
        assert f"is no field, expected the fields {names}" == more.problem
        assert "zeal" == more.field

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


# Each case: table, number of the row, what is changed, the field at fault, and how the
# problem begins.
BROKEN: list[tuple[str, int, dict[str, Any], str, str]] = [
    # Values that a table checks, of which some are there already
    ("areas", 1, {"code": "1"}, "code", "got '1', expected the code of a muni"),
    ("areas", 2, {"code": "00"}, "code", "got the key '00' again, expected it in "),
    ("borders", 2, {"code_b": "1231"}, "code_b", "got the key ('1230', '1231') aga"),
    ("claims", 2, {"value": "2023"}, "value", "got the key ('plans', '2019-2023', 'e"),
    ("memberships", 2, {"code": "1230"}, "joined_no_later_than", "got the key ('"),
    ("municipalities", 3, {"sources": []}, "sources", "got [], expected an array of"),
    ("municipalities", 3, {"field_sources": {"name": []}}, "field_sources", "got {'n"),
    # Values that a record checks, by themselves and beside others
    ("municipalities", 3, {"land_area_km2": None}, "land_area_km2", "got None, expe"),
    ("plans", 2, {"adopted": "2019-W21-2"}, "adopted", "got '2019-W21-2', expected a "),
    ("sources", 9, {"role": None}, "role", "got None, expected one of 'origin', 'c"),
    ("borders", 1, {"land_km": 99}, "land_km", "got 99 of 11.1 km, of kind 'land'"),
    ("plans", 2, {"end_year": 2018}, "end_year", "got 2018, expected no year befor"),
    (
        "memberships",
        7,
        {"joined_no_later_than": "2016-01-01"},
        "joined_no_later_than",
        "got 2016-01-01, expected a later day than joined_no_earlier_than, 2017-03-28",
    ),
    (
        "memberships",
        7,
        {"left_no_later_than": "2024-02-02"},
        "left_no_later_than",
        "got 2024-02-02, expected a later day than left_no_earlier_than, 2024-02-02",
    ),
    ("figures", 1, {"values": ["96"]}, "values", "got ['96'], expected an array of f"),
    ("figures", 1, {"values": []}, "values", "got [], expected an array of figures"),
    (
        "figures",
        14,
        {"indicator": "dwellings_completed", "code": "1230", "first_year": 2024},
        "first_year",
        "got 2024, with which 2024 has two figures, expected one of each year",
    ),
    ("plans", 1, {"inferred": ["title"]}, "inferred", "got ('title',), expected an a"),
    ("regions", 1, {"kolada_group": "G"}, "kolada_group", "got 'G', expected the id"),
    ("population", 1, {"population": None}, "population", "got None, expected an arra"),
    ("population", 1, {"population": [-1]}, "population", "got [-1], expected an arra"),
    (
        "population",
        5,
        {"first_year": 2010},
        "first_year",
        "got the key ('1230', 2010) ",
    ),
    (
        "population",
        6,
        {"first_year": 2018, "population": [1, 2]},
        "first_year",
        "got 2018, with which 2018 has two figures, expected one of each year",
    ),
    (
        "population",
        8,
        {"first_year": 2100, "population": [1, 2]},
        "first_year",
        "got 2101, expected a ",
    ),
    # What is not that of the code
    (
        "municipalities",
        3,
        {"gisco_id": "SE_1281"},
        "gisco_id",
        "got 'SE_1281', expected 'SE_1233', as the code is 1233",
    ),
    (
        "municipalities",
        3,
        {"county_code": "13"},
        "county_code",
        "got '13', expected '12', as the code is 1233",
    ),
    (
        "municipalities",
        3,
        {"name": "Vellingby"},
        "name",
        "got 'Vellingby', expected 'Vellinge', the name in areas.json",
    ),
    (
        "municipalities",
        3,
        {"official_name": "Vellinge stad"},
        "official_name",
        "got 'Vellinge stad', expected 'Vellinge kommun', the official_name in areas",
    ),
    (
        "municipalities",
        3,
        {"aliases": ["Vellingby"]},
        "aliases",
        "got ['Vellingby'], expected [], the aliases in areas.json",
    ),
    ("areas", 1, {"level": "county"}, "level", "got 'county', expected 'country', as"),
    ("areas", 2, {"level": "country"}, "level", "got 'country', expected 'county', a"),
    ("areas", 108, {"level": "county"}, "level", "got 'county', expected 'municipali"),
    ("areas", 311, {"code": "2680"}, "code", "got '2680', expected a code that begins"),
    # What leads nowhere, besides the references of whole columns
    ("claims", 1, {"key": "2024"}, "key", "got '2024', expected a key of plans.jso"),
    ("claims", 1, {"field": "end"}, "field", "got 'end', expected a field of <Oper"),
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
        "field_sources",
        "got 'x', expected a key of sources.json",
    ),
    (
        "plan_focus_areas",
        1,
        {"label": "Planering"},
        "label",
        "got 'Planering', expected a name or alias of <FocusArea infrastr",
    ),
]
COLUMNS = [(t.name, column) for t in BY_NAME.values() for column in t.checks]
LINKS = [
    (table.name, column, other)
    for table in BY_NAME.values()
    for column, other in {**table.references, "sources": "sources"}.items()
    # Sources cite none; and of another code, other tables would complain first.
    if table.name != "sources" and (table.name, column) != ("municipalities", "code")
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
        # The message has the value, or the key that it is a part of.
        given = (shown(error.value), str(error.value))
        assert any(text in error.problem for text in given)

    @pytest.mark.parametrize(("table", "column"), COLUMNS)
    def test_has_in_a_column_what_no_column_holds(
        self, folder: DataFolder, table: str, column: str
    ) -> None:
        folder.change(table, 2, **{column: {"x": 1}})

        error = folder.error()

        assert (f"{table}.json", 2, column) == (error.file, error.row, error.field)
        assert "got {'x': 1}, expected " in str(error)
        assert {"x": 1} == error.value

    @pytest.mark.parametrize(("table", "column", "other"), LINKS)
    def test_refers_to_a_row_that_is_not_there(
        self, folder: DataFolder, table: str, column: str, other: str
    ) -> None:
        key = {"county_code": "02", "sources": "x"}.get(column)
        key = key or ("9999" if column.startswith("code") else "x")
        folder.change(table, 1, **{column: [key] if column == "sources" else key})

        assert (
            f"{table}.json, row 1, field {column!r}: got {key!r}, "
            f"expected a key of {other}.json"
        ) == str(folder.error())

    def test_has_a_membership_that_overlaps_another(self, folder: DataFolder) -> None:
        folder.add("memberships", 1, joined_no_later_than="2020-01-01")

        error = folder.error()

        assert ("memberships.json", 85, "code") == (error.file, error.row, error.field)
        assert "got <Membership Staffanstorp> twice at one time" in str(error)
        assert "1230" == error.value

    @pytest.mark.parametrize(
        ("table", "values", "form"),
        [
            ("municipalities", {"wikidata": "Q504609"}, "q504609"),
            ("municipalities", {"name_en": "1230"}, "1230"),
            ("areas", {"name": "Riket"}, "riket"),
            ("areas", {"aliases": ["lund"]}, "lund"),
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
        folder.change("population", 4, population=[100_000_000])

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

        assert ("datapackage.json", "version") == (error.file, error.field)
        assert f"got {shown}, expected a date as YYYY-MM-DD" == error.problem
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
print(len(found), [len({id(all_[name]) for all_ in found}) for name in names])
"""


# Loads in a thread, and forks while it does. The child is killed where it hangs.
FORK = """
import os, signal, threading, time
import malmolund

def load():
    started.set()
    malmolund.municipalities["Lund"]

started = threading.Event()
thread = threading.Thread(target=load)
thread.start()
started.wait()
time.sleep({})
child = os.fork()
if child == 0:
    signal.alarm(30)
    os._exit(malmolund.municipalities["Lund"].code != "1281")
thread.join()
print(os.waitpid(child, 0)[1])
"""


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

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="the system does not fork")
    @pytest.mark.parametrize("milliseconds", [0, 5, 20, 50])
    def test_a_process_that_forks_while_a_thread_loads_can_go_on(
        self, python: Python, milliseconds: int
    ) -> None:
        code = FORK.format(milliseconds / 1000)

        assert "0\n" == python.output("-W", "ignore", "-c", code, measured=False)

    def test_it_works_from_a_zip_of_any_name(
        self, python: Python, tmp_path: Path
    ) -> None:
        shutil.copytree(
            PACKAGE,
            tmp_path / "tree" / "malmolund",
            ignore=shutil.ignore_patterns("__pycache__"),
        )
        file = shutil.make_archive(str(tmp_path / "å ä ö"), "zip", tmp_path / "tree")

        printed = python.output(
            "-W", "error", "-c", WALK, PYTHONUTF8="1", PYTHONPATH=file, measured=False
        )

        assert f"Malmö 2026-11-26 {Path(file, 'malmolund', '__init__.py')}\n" == printed

    @pytest.mark.parametrize("attempt", range(5))
    def test_sixty_four_threads_get_the_same_objects(
        self, python: Python, attempt: int
    ) -> None:
        printed = python.output("-c", THREADS, PYTHONHASHSEED=str(attempt))

        assert f"64 {[1] * 11}\n" == printed
