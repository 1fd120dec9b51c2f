"""What pages write for other programs does there what the page says.

Streamlit runs its app; of dbt and Quarto, which are not installed, what they would do
with the files is done here: templates are filled in and cells executed.
"""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import duckdb
import httpx
import pytest
from jinja2 import Environment
from streamlit.testing.v1 import AppTest
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser
from sybil.parsers.myst.lexers import DirectiveLexer

import malmolund
from malmolund._cli import main


ROOT = Path(__file__).parents[2]
HOW_TO = ROOT / "docs" / "how-to"


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def files(page: str) -> dict[str, str]:
    """Return the files that a page shows, by name."""
    (document,) = [Sybil([DirectiveLexer("code-block")]).parse(HOW_TO / f"{page}.md")]
    return {
        region.lexemes["options"]["caption"]: str(region.lexemes["source"])
        for region in DirectiveLexer("code-block")(document)
    }


class TestStreamlit:
    @pytest.fixture
    def app(self) -> Any:
        for name, text in files("streamlit").items():
            Path(name).write_text(text, "utf-8")
        app = AppTest.from_file(str(Path("app.py").resolve()), default_timeout=60).run()

        assert [] == list(app.exception)

        return app

    def test_says_what_is_not_known(self, app: Any) -> None:
        assert ["Lnud is not known. Closest: Lund"] == [w.value for w in app.warning]

    def test_gives_the_table_back_with_codes(self, app: Any) -> None:
        (table,) = app.dataframe

        assert ["total", "member", "member", "same county", "not recognised"] == (
            table.value["status"].tolist()
        )

    def test_has_a_card_of_what_is_chosen(self, app: Any) -> None:
        chosen = app.selectbox[0]

        assert "Burlöv" == chosen.options[0]
        assert [] == list(chosen.select("1280").run().exception)


class TestFastApi:
    def test_answers_as_the_page_says(self) -> None:
        page = HOW_TO / "pydantic.md"
        names: dict[str, Any] = {}
        for example in Sybil([PythonCodeBlockParser()]).parse(page):
            exec(str(example.parsed), names)  # noqa: S102 - the page's own
        rows = re.findall(
            r"^\| `(\w+) (\S+)`(?: with `(.+?)`)? \| (\d+) \| (.+) \|$",
            page.read_text("utf-8"),
            re.MULTILINE,
        )

        async def ask() -> list[httpx.Response]:
            transport = httpx.ASGITransport(names["service"])
            async with httpx.AsyncClient(
                transport=transport, base_url="http://here"
            ) as client:
                return [
                    await client.request(
                        method, path, json=json.loads(content) if content else None
                    )
                    for method, path, content, *_ in rows
                ]

        answers = asyncio.run(ask())

        assert 4 == len(answers)
        assert [int(status) for *_, status, _ in rows] == [
            answer.status_code for answer in answers
        ]
        assert rows[0][-1] == f"`{answers[0].text}`"
        assert "1280" == answers[2].json()["code"]
        for answer in (answers[1], answers[3]):
            assert "Closest known forms: 'Lund'." in answer.text


class TestDbt:
    def test_finds_the_codes_that_the_page_finds_without_it(self) -> None:
        main(["export", "spellings", "--output", "spellings.csv"])
        shown = files("spellings")
        Path("national.csv").write_text(shown["national.csv"], "utf-8")
        filled = Environment(autoescape=False).from_string(  # noqa: S701 - it is SQL
            shown["macros/normal_form.sql"] + shown["models/coded.sql"]
        )
        query = filled.render(ref=lambda name: f"read_csv('{name}.csv', {TEXT})")

        found = duckdb.sql(query).fetchall()

        assert {
            ("Riket", "8700", None, "total"),
            ("SKÅNE LÄN", "7900", None, "total"),
            ("1280 – Malmö", "5310", "1280", "member"),
            ("Lunds  kommun", "2480", "1281", "member"),
            ("Falun", "800", None, "rest of Sweden"),
            ("1266", "90", None, "same county"),
            ('"Lomma"', "20", None, "not recognised"),
            (None, "5", None, None),
        } == set(found)

    def test_accepts_every_status_but_that_of_the_unknown(self) -> None:
        (accepted,) = re.findall(
            r"values: \[(.+)\]", files("spellings")["models/coded.yml"]
        )
        known = malmolund.statuses(["Lund", "Hörby", "Falun", "Riket"])

        assert known == accepted.split(", ")


TEXT = "all_varchar = true"


class TestQuarto:
    def test_its_cells_and_words_are_what_the_package_says(self) -> None:
        report = files("quarto")["report.qmd"]
        names: dict[str, Any] = {}
        for cell in re.findall(
            r"^```\{python\}\n(.+?)^```$", report, re.MULTILINE | re.DOTALL
        ):
            exec(cell, names)  # noqa: S102 - the page's own
        words = re.findall(r"`\{python\} (.+?)`", report)

        assert [
            2025,
            "784,412",
            "19.5",
            "SCB (Statistics Sweden)",
            malmolund.__version__,
            malmolund.data_version,
        ] == [eval(word, names) for word in words]  # noqa: S307 - the page's own


class TestInstalling:
    def test_is_the_same_on_the_first_page_as_in_the_readme(self) -> None:
        def first(page: Path) -> str:
            text = page.read_text("utf-8")
            return re.findall(r"^\$ (python3 -m venv .+)$", text, re.MULTILINE)[0]

        assert first(ROOT / "README.md") == first(ROOT / "docs" / "index.md")

    def test_has_every_extra(self) -> None:
        text = (HOW_TO / "install.md").read_text("utf-8")
        extras = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)

        assert ["frames", "plot", "geo"] == extras
