"""Tables of Ibis, with DuckDB, SQLite and PostgreSQL behind it."""

from __future__ import annotations

import decimal
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa
import pytest

import malmolund


if TYPE_CHECKING:
    from collections.abc import Iterator


# Ibis leaves connections to the garbage collector, and sets old options of pandas.
pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture(scope="module", params=["duckdb", "sqlite", "postgres"])
def backend(request: pytest.FixtureRequest) -> Iterator[Any]:
    if request.param == "duckdb":
        made = ibis.duckdb.connect()
    elif request.param == "sqlite":
        made = ibis.sqlite.connect()
    else:
        folder = request.getfixturevalue("postgresql")
        made = ibis.postgres.connect(host=folder, user="postgres", database="postgres")
    yield made
    made.disconnect()


@pytest.fixture
def sqlite() -> Iterator[Any]:
    made = ibis.sqlite.connect()
    yield made
    made.disconnect()


@pytest.fixture
def postgres(postgresql: str) -> Iterator[Any]:
    made = ibis.postgres.connect(host=postgresql, user="postgres", database="postgres")
    yield made
    made.disconnect()


def codes(table: Any) -> list[str | None]:
    found: list[str | None] = (
        malmolund.with_codes(table, "k", errors="coerce")
        .order_by("i")
        .to_pyarrow()["municipality_code"]
        .to_pylist()
    )
    return found


def rows(table: pa.Table) -> list[tuple[Any, ...]]:
    return list(zip(*table.to_pydict().values(), strict=True))


def numbered(values: list[Any], kind: Any) -> pa.Table:
    return pa.table({"i": range(len(values)), "k": pa.array(values, kind)})


class TestTheAnswerIsThatOfTheSingleLookUp:
    def test_of_text(
        self, backend: Any, known: dict[Any, Any], joined: dict[Any, Any]
    ) -> None:
        # SQLite asks Python.
        expected = known if backend.name == "sqlite" else joined
        texts = list(expected)
        if backend.name == "postgres":  # which has no NUL
            texts = [text for text in texts if text is None or "\0" not in text]
        table = backend.create_table("texts", numbered(texts, pa.string()))

        assert [expected[text] for text in texts] == codes(table)

    def test_of_text_in_memory(self, joined: dict[Any, Any]) -> None:
        table = ibis.memtable(numbered(list(joined), pa.string()))

        assert [*joined.values()] == codes(table)

    @pytest.mark.parametrize(
        "kind",
        [pa.int32(), pa.int64(), pa.float64(), pa.float32(), pa.decimal128(30, 4)],
        ids=str,
    )
    def test_of_numbers(
        self, backend: Any, kind: Any, numbers: list[Any], single: Any
    ) -> None:
        if backend.name == "sqlite" and pa.types.is_decimal(kind):
            pytest.skip("SQLite has no decimals")
        exact = [None if n is None else decimal.Decimal(n) for n in numbers]
        array = pa.array(exact).cast(pa.float64() if "float" in str(kind) else kind)
        array = array.cast(kind, safe=False)
        values = pa.table({"i": range(len(numbers)), "k": array})
        table = backend.create_table("numbers", values, overwrite=True)

        assert single(array.to_pylist()) == codes(table)

    def test_of_statuses(self, backend: Any, told: dict[Any, Any]) -> None:
        table = pa.table({"i": range(len(told)), "k": list(told)})
        made = backend.create_table("statuses", table, overwrite=True)

        coded = malmolund.with_codes(made, "k", status="s").order_by("i").to_pyarrow()
        said = coded.select(["municipality_code", "s"]).to_pydict().values()

        assert [*told.values()] == list(zip(*said, strict=True))

    def test_of_text_with_nul(self, backend: Any) -> None:
        if backend.name == "postgres":
            pytest.skip("PostgreSQL has no NUL")
        table = numbered(["Lu\0nd", "\0"], pa.string())
        made = backend.create_table("nul", table, overwrite=True)

        coded = malmolund.with_codes(made, "k", status="s").order_by("i").to_pyarrow()

        assert ["1281", None] == coded["municipality_code"].to_pylist()
        assert ["member", None] == coded["s"].to_pylist()


class TestTheLettersOfEngines:
    def test_capitals_are_known_where_lower_is_for_ascii_alone(
        self, sqlite: Any
    ) -> None:
        table = sqlite.create_table("t", numbered(["MALMÖ", "HÖÖR"], pa.string()))

        assert ["1280", "1267"] == codes(table)

    def test_capitals_are_known_in_a_database_without_a_language(
        self, postgres: Any
    ) -> None:
        postgres.raw_sql('create temp table c (i int, k text collate "C")').close()
        postgres.raw_sql("insert into c values (0, 'MALMÖ')").close()

        assert ["1280"] == codes(postgres.table("c"))

    def test_a_collation_makes_no_code_of_another_text(self, postgres: Any) -> None:
        postgres.raw_sql(
            "create collation alike (provider=icu, locale='und-u-ks-level1', "
            "deterministic=false)"
        ).close()
        postgres.raw_sql("create temp table a (i int, k text collate alike)").close()
        postgres.raw_sql("insert into a values (0, 'Lünd'), (1, 'Lund')").close()

        assert [None, "1281"] == codes(postgres.table("a"))

    def test_a_collation_of_sqlite_makes_none_either(self, sqlite: Any) -> None:
        sqlite.raw_sql("create table t (i int, k text collate nocase)").close()
        sqlite.raw_sql("insert into t values (0, 'Lünd'), (1, 'LUND')").close()

        assert [None, "1281"] == codes(sqlite.table("t"))


class TestFrames:
    def test_a_table_stays_an_expression(self) -> None:
        table = ibis.table({"k": "string", "n": "int64"}, name="elsewhere")

        coded = malmolund.with_codes(table, "k", name="c", errors="coerce")

        assert isinstance(coded, ibis.Table)
        assert ("k", "n", "c") == tuple(coded.columns)

    def test_wrong_names_are_refused(self) -> None:
        table = ibis.table({"k": "string", "n": "int64"}, name="elsewhere")

        with pytest.raises(malmolund.NotFoundError, match="The columns are: 'k', 'n'"):
            malmolund.with_codes(table, "x", errors="coerce")
        with pytest.raises(ValueError, match="'n' already"):
            malmolund.with_codes(table, "k", name="n", errors="coerce")

    def test_names_that_the_database_takes_for_one_are_refused(
        self, sqlite: Any
    ) -> None:
        table = sqlite.create_table("t", pa.table({"k": ["Lund"]}))

        with pytest.raises(ValueError, match="'k' already"):
            malmolund.with_codes(table, "k", name="K", errors="coerce")

    def test_columns_that_the_database_takes_for_one_are_refused(self) -> None:
        table = ibis.memtable({"k": ["Lund"], "x": [1]})
        twice = table.mutate(ibis.literal(2).name("X"))

        with pytest.raises(ValueError, match="2 columns are called 'x'"):
            malmolund.with_codes(twice, "k", errors="coerce")

    @pytest.mark.parametrize("name", ["self", "*", "^k$", "a.b", 'a "b" `c`'])
    def test_a_column_may_have_any_name(self, backend: Any, name: str) -> None:
        table = pa.table({"k": ["Malmö"], name: ["Lund"]})
        made = backend.create_table("odd", table, overwrite=True)

        read = malmolund.with_codes(made, name, name="c", status="s").to_pyarrow()
        added = malmolund.with_codes(
            made.drop(name), "k", name=name, status=f"{name}s"
        ).to_pyarrow()
        beside = malmolund.with_codes(made, "k", name="c", errors="coerce").to_pyarrow()

        assert [("Malmö", "Lund", "1281", "member")] == rows(read)
        assert ["k", name, f"{name}s"] == added.column_names
        assert [("Malmö", "1280", "member")] == rows(added)
        assert [("Malmö", "Lund", "1280")] == rows(beside)

    def test_names_that_the_database_tells_apart_are_not(self, postgres: Any) -> None:
        table = postgres.create_table("t", pa.table({"k": ["Lund"]}), temp=True)

        coded = malmolund.with_codes(table, "k", name="K", errors="coerce").to_pyarrow()

        assert {"k": ["Lund"], "K": ["1281"]} == coded.to_pydict()

    def test_a_database_that_takes_accents_for_nothing_is_refused(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        table = ibis.memtable({"k": ["Lund"]})
        monkeypatch.setattr(type(table.get_backend()), "name", "mysql")

        with pytest.raises(TypeError, match="mysql may take different texts for equal"):
            malmolund.with_codes(table, "k", errors="coerce")
