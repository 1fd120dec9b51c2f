"""The built wheel in Pyodide, the Python of browsers, which node runs here.

The folder that MALMOLUND_WHEELS names has it, and the two libraries that it needs.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

import malmolund


HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "how-to" / "browser.md"
WHEELS = Path(os.environ["MALMOLUND_WHEELS"]).resolve()

PROGRAM = """\
import json, sys
import malmolund

miss = None
try:
    malmolund.municipalities["Lnud"]
except malmolund.NotFoundError as error:
    miss = str(error)
print(json.dumps({
    "platform": sys.platform,
    "code": malmolund.municipalities["Lunds kommun"].code,
    "miss": miss,
    "codes": malmolund.codes(["MALMÖ", "Lund Municipality", 1231, "Hörby", None]),
    "statuses": malmolund.statuses(["Lund", "Hörby", "Falu kommun", "Riket", "Lnud"]),
    "cards": [malmolund.region._repr_html_(), malmolund.areas._repr_html_()],
    "people": malmolund.region.population.latest,
}))
"""


def run(program: str) -> str:
    """Return what a program prints in Pyodide, which has to be soon and all of it."""
    done = subprocess.run(
        ["node", str(HERE / "run.mjs"), str(WHEELS)],  # noqa: S607 - the first there is
        input=program,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=180,
    )
    assert ("", 0) == (done.stderr, done.returncode)
    return done.stdout


@pytest.fixture(scope="module")
def answers() -> Any:
    return json.loads(run(PROGRAM))


def test_it_is_another_system(answers: Any) -> None:
    assert "emscripten" == answers["platform"]


def test_a_name_is_looked_up(answers: Any) -> None:
    assert "1281" == answers["code"]
    assert "Closest known forms: 'Lund'." in answers["miss"]


def test_a_list_is_resolved(answers: Any) -> None:
    assert ["1280", "1281", "1231", None, None] == answers["codes"]
    assert ["member", "same county", "rest of Sweden", "total", "not recognised"] == (
        answers["statuses"]
    )


def test_figures_are_there(answers: Any) -> None:
    assert 784412 == answers["people"]


def test_cards_are_drawn_as_elsewhere(answers: Any) -> None:
    region, areas = answers["cards"]

    assert "<svg" in region
    assert region == malmolund.region._repr_html_()
    assert areas == malmolund.areas._repr_html_()


def test_the_page_holds_there() -> None:
    examples = Sybil([PythonCodeBlockParser()]).parse(PAGE)
    blocks = [example.parsed for example in examples]

    assert blocks
    assert "" == run("\n".join(map(str, blocks)))
