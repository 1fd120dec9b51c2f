"""The page on SCB and Kolada, with the libraries it uses and recorded responses."""

from __future__ import annotations

import json
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import koladapy
import pxweb
import pytest

import malmolund


if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "scb-and-kolada.md"
RECORDED = {
    name: json.loads((Path(__file__).parent / "recorded" / f"{name}.json").read_text())
    for name in ("scb", "kolada")
}


class Recordings(BaseHTTPRequestHandler):
    """Answers a request that was recorded, and no other."""

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        length = int(self.headers.get("Content-Length", 0))
        asked = {
            "method": self.command,
            "path": address.path,
            "query": parse_qs(address.query),
            "body": json.loads(self.rfile.read(length)) if length else None,
        }
        for exchange in RECORDED["scb"] + RECORDED["kolada"]:
            if exchange["request"] == asked:
                self.answer(200, exchange["response"])
                return
        self.answer(404, {"detail": f"not recorded: {asked}"})

    do_POST = do_GET  # noqa: N815 - the name that the server asks for

    def answer(self, status: int, content: object) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing; a request that was not recorded fails the test."""


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have both libraries ask a server of this machine that knows the recordings."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Recordings) as server:
        Thread(target=server.serve_forever).start()
        address = f"http://127.0.0.1:{server.server_port}"
        # The addresses alone are others; all else is the libraries' own.
        monkeypatch.setitem(pxweb.get_known_apis(), "scb", f"{address}/api/v2")
        monkeypatch.setattr(koladapy.KoladaAPI, "BASE_URL", f"{address}/v3/")
        yield
        server.shutdown()


def blocks(page: Path) -> list[tuple[str, str]]:
    """Return the language and the text of each block of a page."""
    text = page.read_text("utf-8")
    return re.findall(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@pytest.mark.usefixtures("recorded")
class TestPage:
    def test_its_code_gives_what_it_shows(
        self,
        capsys: pytest.CaptureFixture[str],
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.chdir(tmp_path)
        scope: dict[str, Any] = {}

        shown = ""
        for language, text in blocks(PAGE):
            if language == "python":
                assert "" == shown, "a block prints what the page does not show"
                exec(compile(text, str(PAGE), "exec"), scope)  # noqa: S102
                shown = capsys.readouterr().out
            elif language == "text":
                assert text == shown
                shown = ""

        assert "density.html" in [path.name for path in tmp_path.iterdir()]
        assert "" == shown

    def test_a_request_that_was_not_recorded_fails(self) -> None:
        scb = pxweb.PxApi("scb")

        with pytest.raises(OSError, match="not recorded"):
            scb.get_table_data("TAB638", value_codes={"Region": "1280"})

    def test_the_label_with_a_colon_is_known(self) -> None:
        scb = pxweb.PxApi("scb")
        query = RECORDED["scb"][-1]["request"]["body"]["selection"]
        chosen = {part["variableCode"]: part["valueCodes"] for part in query}

        rows = scb.get_table_data("TAB638", value_codes=chosen)

        assert "1230: Staffanstorp" == rows[0]["region"]
        assert "1230" == malmolund.municipalities["1230: Staffanstorp"].code


class TestRecordings:
    def test_their_figures_are_those_of_the_package(self) -> None:
        data = RECORDED["scb"][-1]["response"]
        regions, years = (data["dimension"][d]["category"] for d in ("Region", "Tid"))
        cells = [
            (code, int(year)) for code in regions["label"] for year in years["label"]
        ]
        from_kolada = {
            row["municipality"]: row["values"][0]["value"]
            for row in RECORDED["kolada"][0]["response"]["values"]
        }

        assert 24 == len(cells)
        assert data["value"] == [
            malmolund.municipalities[code].population[year] for code, year in cells
        ]
        assert from_kolada == {
            m.code: m.population[2024] for m in malmolund.municipalities
        }
