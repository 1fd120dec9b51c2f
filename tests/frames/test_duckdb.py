"""Relations of DuckDB."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pytest
from sqlframe.duckdb import DuckDBSession

import malmolund


if TYPE_CHECKING:
    from conftest import DataFolder


@pytest.fixture
def connection() -> Any:
    with duckdb.connect() as made:
        yield made


def codes(relation: Any) -> list[str | None]:
    rows = malmolund.with_codes(relation, "k", errors="coerce").order("i").fetchall()
    return [row[-1] for row in rows]


class TestTheAnswerIsThatOfTheSingleLookUp:
    def test_of_text(self, connection: Any, joined: dict[Any, Any]) -> None:
        texts = pa.array(joined, pa.string())
        connection.register("named", pa.table({"i": range(len(texts)), "k": texts}))

        assert [*joined.values()] == codes(connection.sql("from named"))

    @pytest.mark.parametrize(
        "kind",
        [
            *("bigint", "integer", "smallint", "utinyint", "ubigint", "hugeint"),
            *("double", "float", "decimal(30, 4)", "decimal(12, 0)"),
            *("boolean", "varchar", "date"),
        ],
    )
    def test_of_numbers(
        self, connection: Any, kind: str, numbers: list[Any], single: Any
    ) -> None:
        connection.register("named", pa.table({"i": range(len(numbers)), "k": numbers}))
        cast = "null::date" if kind == "date" else f"try_cast(k as {kind})"
        relation = connection.sql(f"select i, {cast} as k from named order by i")  # noqa: S608

        assert single(row[1] for row in relation.fetchall()) == codes(relation)

    def test_of_numbers_that_are_not_whole(self, connection: Any) -> None:
        relation = connection.sql(
            "select * from (values (1, 'nan'::double), (2, 'inf'), (3, 1280.5), "
            "(4, 1280)) as v(i, k)"
        )

        assert [None, None, None, "1280"] == codes(relation)

    def test_of_statuses(self, connection: Any, told: dict[Any, Any]) -> None:
        connection.register("named", pa.table({"i": range(len(told)), "k": list(told)}))

        coded = malmolund.with_codes(connection.table("named"), "k", status="s")

        assert [*told.values()] == [row[2:] for row in coded.order("i").fetchall()]

    def test_of_text_with_nul(self, connection: Any) -> None:
        connection.register("named", pa.table({"k": ["Lu\0nd", "\0"]}))

        coded = malmolund.with_codes(connection.table("named"), "k", status="s")

        assert {("Lu\0nd", "1281", "member"), ("\0", None, None)} == {*coded.fetchall()}


class TestOtherTexts:
    def test_a_collation_makes_no_code_of_another_text(self, connection: Any) -> None:
        connection.execute("create table t (i int, k varchar collate noaccent)")
        connection.execute("insert into t values (0, 'Lünd'), (1, 'Lund')")

        assert [None, "1281"] == codes(connection.table("t"))

    def test_the_collation_of_a_whole_database_makes_none_either(
        self, connection: Any
    ) -> None:
        connection.execute("pragma default_collation = noaccent")
        relation = connection.sql("from (values (0, 'Lünd'), (1, 'Lund')) as v(i, k)")

        assert [None, "1281"] == codes(relation)

    def test_values_of_an_enum_are_known(self, connection: Any) -> None:
        connection.execute("create type place as enum ('LUND', 'x')")
        relation = connection.sql(
            "select i, k::place as k from (values (0, 'LUND'), (1, 'x'), (2, null)) "
            "as v(i, k)"
        )

        assert ["1281", None, None] == codes(relation)

    def test_accents_of_a_folder_of_ones_own_are_known_however_written(
        self, connection: Any, folder: DataFolder
    ) -> None:
        for table in ("areas", "municipalities"):
            known = [row["code"] for row in folder.rows(table)]
            folder.change(table, 1 + known.index("1280"), aliases=["Malm\u00f3"])
        catalogue = malmolund.load(folder.path)
        relation = connection.sql(
            "from (values ('Malm\u00f3'), ('MALMO\u0301'), ('malmo\u0341')) as v(k)"
        )

        coded = catalogue.with_codes(relation, "k", errors="coerce")

        assert {"1280"} == {code for _, code in coded.fetchall()}

    def test_no_text_of_a_query_that_is_random_is_lost(self, connection: Any) -> None:
        relation = connection.sql(
            "select i, ' ' || (1261 + (random() * 10000)::int) as k "
            "from range(100000) as r(i)"
        )

        rows = malmolund.with_codes(relation, "k", errors="coerce").fetchall()

        codes_of_members = malmolund.municipalities.mapping("code", "code")
        expected = [codes_of_members.get(key.strip()) for _, key, _ in rows]
        assert expected == [code for *_, code in rows]


class TestFrames:
    def test_a_relation_stays_one(self, connection: Any) -> None:
        relation = connection.sql("select 'Lund' as k, 1 as n")

        coded = malmolund.with_codes(relation, "k", name="c", errors="coerce")

        assert isinstance(coded, duckdb.DuckDBPyRelation)
        assert (["k", "n", "c"], [("Lund", 1, "1281")]) == (
            coded.columns,
            coded.fetchall(),
        )

    def test_wrong_names_are_refused(self, connection: Any) -> None:
        relation = connection.sql("select 'Lund' as k, 1 as municipality_code")

        with pytest.raises(malmolund.NotFoundError, match="The columns are: 'k',"):
            malmolund.with_codes(relation, "x", name="c", errors="coerce")
        with pytest.raises(ValueError, match="'municipality_code' already"):
            malmolund.with_codes(relation, "k", errors="coerce")

    def test_names_in_another_case_are_the_same_names(self, connection: Any) -> None:
        relation = connection.sql("select 'Lund' as k, 1 as MUNICIPALITY_CODE")

        with pytest.raises(ValueError, match="'MUNICIPALITY_CODE' already"):
            malmolund.with_codes(relation, "k", errors="coerce")
        with pytest.raises(ValueError, match="'k' already, so that none can be called"):
            malmolund.with_codes(relation, "k", name="K", errors="coerce")

    def test_other_columns_of_one_name_are_refused_as_one_would_be_lost(
        self, connection: Any
    ) -> None:
        one = connection.sql("select 'Lund' as kommun, 100 as antal")
        other = connection.sql("select 'Lund' as ort, 7 as ANTAL")

        with pytest.raises(ValueError, match="'antal', 'ANTAL'; rename one first"):
            malmolund.with_codes(one.join(other, "kommun = ort"), "kommun", status="s")
        with pytest.raises(ValueError, match="2 columns are called 'x'"):
            malmolund.with_codes(
                connection.sql("select 1280 as k, 1 as x, 2 as x"), "k", status="s"
            )

    @pytest.mark.parametrize("name", ["self", "^k$", "a.b", 'a "b"', "t.*", "`", "#1"])
    def test_a_column_may_have_any_name(self, connection: Any, name: str) -> None:
        connection.register("odd", pa.table({"k": ["Malmö"], name: ["Lund"]}))
        relation = connection.table("odd")

        read = malmolund.with_codes(relation, name, name="c", status="s")
        added = malmolund.with_codes(
            relation.select("k"), "k", name=name, status=f"{name}s"
        )

        assert [("Malmö", "Lund", "1281", "member")] == read.fetchall()
        assert ["k", name, f"{name}s"] == added.columns
        assert [("Malmö", "1280", "member")] == added.fetchall()

    def test_what_is_no_name_of_one_column_is_refused(self, connection: Any) -> None:
        starred = connection.sql("""select 'Lund' as k, 'Malmö' as "*" """)
        plain = starred.select("k")

        for relation, column, name, status in (
            (starred, "*", "c", "s"),
            (starred, "k", "c", "s"),
            (plain, "k", "*", "s"),
            (plain, "k", "c", "*"),
            (plain, "k", "", "s"),
        ):
            with pytest.raises(ValueError, match=r"called '\*?', which is no name of"):
                malmolund.with_codes(relation, column, name=name, status=status)

    def test_letters_beyond_ascii_have_a_case_of_their_own(
        self, connection: Any
    ) -> None:
        relation = connection.sql("select 'Lund' as å")

        coded = malmolund.with_codes(relation, "å", name="Å", errors="coerce")

        assert (["å", "Å"], [("Lund", "1281")]) == (coded.columns, coded.fetchall())

    def test_columns_like_those_in_between_are_kept(self, connection: Any) -> None:
        relation = connection.sql(
            "select 1 as _NORMAL, 2 as _Malmolund_raw, 'Lund' as _malmolund__key"
        )

        coded = malmolund.with_codes(
            relation, "_malmolund__key", name='a "b"', errors="coerce"
        )

        assert [
            "_NORMAL",
            "_Malmolund_raw",
            "_malmolund__key",
            'a "b"',
        ] == coded.columns
        assert [(1, 2, "Lund", "1281")] == coded.fetchall()


class TestOtherLazyFrames:
    def test_are_refused_as_nobody_has_tried_them(self) -> None:
        frame = DuckDBSession.builder.getOrCreate().createDataFrame([("Lund",)], ["k"])

        with pytest.raises(TypeError, match=r"not known; collect it first"):
            malmolund.with_codes(frame, "k", errors="coerce")
