"""The visit to the sources, with a server of its own in place of theirs."""

from __future__ import annotations

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import check_sources
import pytest

import malmolund


if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import DataFolder


ANSWERS = {
    "/gone": 410,
    "/missing": 404,
    "/broken": 502,
    "/forbidden": 403,
    "/moved": 301,
    "/elsewhere": 302,
    "/moved-and-gone": 308,
    "/loop": 301,
}
TARGETS = {
    "/moved": "/page",
    "/elsewhere": "/file",
    "/moved-and-gone": "/gone",
    "/loop": "/loop",
}


class Site(ThreadingHTTPServer):
    """A site with one page for each thing that can come of visiting it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Page)
        self.text = "Twelve municipalities"
        self.code = "let session = 1"
        self.asked: list[tuple[str, str | None]] = []
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_: object) -> None:
        """Stay silent where a visitor hangs up."""


class Page(BaseHTTPRequestHandler):
    server: Site
    protocol_version = "HTTP/1.0"  # one request a connection

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["User-Agent"]))
        path, _, _ = self.path.partition("?")
        if path == "/slow":
            self.server.over.wait(30)
            return
        self.send_response(ANSWERS.get(path, 200))
        if path in TARGETS:
            self.send_header("Location", TARGETS[path])
        html = "plain" if path == "/file" else "html"
        self.send_header("Content-Type", f"text/{html}; charset=utf-8")
        self.end_headers()
        if path == "/dripping":
            while not self.server.over.wait(0.01):
                self.wfile.write(b".")
        page = f"<style>p {{}}</style><script>{self.server.code}</script>"
        self.wfile.write(f"{page}<p>{self.server.text}</p>".encode())

    def log_message(self, *_: object) -> None:
        """Keep the output of the tests clean."""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("no_proxy", "*")
    with Site() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.over.set()
        server.shutdown()
        thread.join()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


class Visitor:
    """Visits the sources of a data folder that has the given addresses."""

    def __init__(self, folder: DataFolder) -> None:
        self.folder = folder
        self.state = folder.path.parent / "state.json"
        self.output = folder.path.parent / "report.md"
        self.give()

    def give(self, **urls: str) -> None:
        """Give addresses to these sources, by id, and to no others."""
        rows = self.folder.rows("sources")
        assert urls.keys() <= {row["id"] for row in rows}
        self.folder.write("sources", [r | {"url": urls.get(r["id"])} for r in rows])

    def __call__(self, *options: str) -> str:
        """Visit them, which must not fail, and return the report."""
        assert 0 == self.code(*options)

        return self.output.read_text("utf-8")

    def code(self, *options: str) -> int:
        return check_sources.main(
            [
                f"--data={self.folder.path}",
                f"--state={self.state}",
                f"--output={self.output}",
                "--timeout=5",
                "--pause=0",
                *options,
            ]
        )


@pytest.fixture
def visitor(folder: DataFolder) -> Visitor:
    return Visitor(folder)


FIRST = """\
# Visit to the sources

{read} addresses were read.
It is the first visit, so nothing could be compared.
"""


class TestAVisit:
    def test_to_pages_that_are_there_finds_nothing(
        self, visitor: Visitor, site: Site
    ) -> None:
        visitor.give(lund_mlr=f"{site.url}/page#top", la2024=f"{site.url}/file")

        assert FIRST.format(read="2 of 2") == visitor()

    @pytest.mark.parametrize(
        ("path", "section"),
        [
            ("/gone", "## Gone\n\n- lund_mlr: `{url}/gone` answers 410 Gone\n"),
            (
                "/missing",
                "## Gone\n\n- lund_mlr: `{url}/missing` answers 404 Not Found\n",
            ),
            (
                "/moved-and-gone",
                "## Gone\n\n- lund_mlr: `{url}/moved-and-gone` answers 410 Gone\n",
            ),
            (
                "/broken",
                "## Not read\n\n- lund_mlr: `{url}/broken` answers 502 Bad Gateway\n",
            ),
            (
                "/forbidden",
                "## Not read\n\n- lund_mlr: `{url}/forbidden` answers 403 Forbidden\n",
            ),
        ],
    )
    def test_reports_what_cannot_be_read(
        self, visitor: Visitor, site: Site, path: str, section: str
    ) -> None:
        visitor.give(lund_mlr=site.url + path)

        report = FIRST.format(read="0 of 1") + "\n" + section.format(url=site.url)

        assert report == visitor()

    @pytest.mark.parametrize(
        ("path", "target"), [("/moved", "/page"), ("/elsewhere", "/file")]
    )
    def test_reports_what_moved(
        self, visitor: Visitor, site: Site, path: str, target: str
    ) -> None:
        visitor.give(lund_mlr=site.url + path)

        assert (
            FIRST.format(read="1 of 1") + "\n## Moved\n\n"
            f"- lund_mlr: `{site.url}{path}` is now at `{site.url}{target}`\n"
            == visitor()
        )

    def test_gives_up_a_loop(self, visitor: Visitor, site: Site) -> None:
        visitor.give(lund_mlr=f"{site.url}/loop")

        assert f"## Not read\n\n- lund_mlr: `{site.url}/loop` answers 301" in visitor()

    def test_gives_up_what_is_slow(self, visitor: Visitor, site: Site) -> None:
        visitor.give(lund_mlr=f"{site.url}/slow")

        report = visitor("--timeout=0.1")

        assert f"## Not read\n\n- lund_mlr: `{site.url}/slow` timed out\n" in report

    def test_gives_up_what_never_ends(
        self, visitor: Visitor, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(check_sources, "PATIENCE", 0.02)
        visitor.give(lund_mlr=f"{site.url}/dripping", la2024=f"{site.url}/gone")

        report = visitor()

        assert f"- lund_mlr: `{site.url}/dripping` takes too long\n" in report
        assert f"- la2024: `{site.url}/gone` answers 410 Gone\n" in report

    def test_reads_the_beginning_of_what_is_very_long(
        self, visitor: Visitor, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(check_sources, "LONGEST", 10)
        visitor.give(lund_mlr=f"{site.url}/dripping")

        assert FIRST.format(read="1 of 1") == visitor()

    def test_gives_up_a_connection_that_is_not_secure(
        self, visitor: Visitor, site: Site
    ) -> None:
        url = f"https://127.0.0.1:{site.server_port}/page"
        visitor.give(lund_mlr=url)

        report = visitor()

        assert f"## Not read\n\n- lund_mlr: `{url}` [SSL: " in report
        assert "No site answered: there seems to be no network." in report

    def test_gives_up_an_address_that_is_none(
        self, visitor: Visitor, site: Site
    ) -> None:
        visitor.give(lund_mlr="http://127.0.0.1:port/", la2024=f"{site.url}/page")

        report = visitor()

        assert (
            "## Not read\n\n- lund_mlr: `http://127.0.0.1:port/` nonnumeric" in report
        )
        assert "1 of 2 addresses were read." in report

    def test_says_so_without_a_network(self, visitor: Visitor) -> None:
        url = f"http://127.0.0.1:{free_port()}"
        visitor.give(lund_mlr=f"{url}/a", la2024=f"{url}/b")

        report = visitor("--strict")

        assert "0 of 2 addresses were read." in report
        assert "No site answered: there seems to be no network." in report
        assert f"- lund_mlr: `{url}/a` [" in report
        assert f"- la2024: `{url}/b` [" in report
        assert "## Gone" not in report

    def test_asks_a_host_that_is_down_once(
        self, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pauses: list[float] = []
        monkeypatch.setattr("time.sleep", pauses.append)
        url = f"http://127.0.0.1:{free_port()}"
        visitor.give(lund_mlr=f"{url}/a", la2024=f"{url}/b")

        visitor("--pause=2")

        assert [] == pauses

    def test_asks_politely(
        self, visitor: Visitor, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pauses: list[float] = []
        monkeypatch.setattr("time.sleep", pauses.append)
        visitor.give(
            gh_deso=f"{site.url}/page",
            la2024=f"{site.url}/file",
            lund_mlr=f"{site.url}/page",
        )

        report = visitor("--pause=2")

        agent = f"malmolund/{malmolund.__version__} (checks the sources of its data)"
        assert [("/page", agent), ("/file", agent)] == site.asked
        assert [2] == pauses
        assert "2 of 2 addresses were read." in report

    def test_names_all_sources_at_an_address(
        self, visitor: Visitor, site: Site
    ) -> None:
        visitor.give(gh_deso=f"{site.url}/gone", lund_mlr=f"{site.url}/gone")

        assert f"- gh_deso, lund_mlr: `{site.url}/gone`" in visitor()

    def test_leaves_no_code_in_the_report(self, visitor: Visitor, site: Site) -> None:
        visitor.give(lund_mlr=f"{site.url}/gone?`<b>`")

        assert f"`{site.url}/gone?%60<b>%60` answers 410 Gone" in visitor()


class TestTheNextVisit:
    def test_finds_what_changed(self, visitor: Visitor, site: Site) -> None:
        visitor.give(lund_mlr=f"{site.url}/page", la2024=f"{site.url}/moved")
        visitor()

        site.text = "Thirteen municipalities"

        assert (
            "# Visit to the sources\n\n2 of 2 addresses were read.\n"
            "\n## Moved\n\n"
            f"- la2024: `{site.url}/moved` is now at `{site.url}/page`\n"
            "\n## Changed\n\n"
            f"- la2024: `{site.url}/moved` holds something else than before\n"
            f"- lund_mlr: `{site.url}/page` holds something else than before\n"
        ) == visitor()

    def test_looks_at_the_words_of_a_page(self, visitor: Visitor, site: Site) -> None:
        visitor.give(lund_mlr=f"{site.url}/page")
        visitor()

        site.code, site.text = "let session = 2", "\nTwelve   municipalities "

        assert "Changed" not in visitor()

    def test_looks_at_all_of_a_file(self, visitor: Visitor, site: Site) -> None:
        visitor.give(la2024=f"{site.url}/file")
        visitor()

        site.code = "let session = 2"

        assert "## Changed\n\n- la2024: " in visitor()

    def test_remembers_what_could_not_be_read_in_between(
        self, visitor: Visitor, site: Site
    ) -> None:
        port = free_port()
        before = {f"http://127.0.0.1:{port}/a": "0" * 64, f"{site.url}/old": "1" * 64}
        visitor.state.write_text(json.dumps(before), "utf-8")
        visitor.give(lund_mlr=f"http://127.0.0.1:{port}/a", la2024=f"{site.url}/file")

        visitor()

        state = json.loads(visitor.state.read_bytes())
        assert {f"http://127.0.0.1:{port}/a", f"{site.url}/file"} == state.keys()
        assert "0" * 64 == state[f"http://127.0.0.1:{port}/a"]

    @pytest.mark.parametrize("state", ["", "[]", "{", "\x00"])
    def test_says_so_if_it_cannot_compare(
        self, visitor: Visitor, site: Site, state: str
    ) -> None:
        visitor.give(lund_mlr=f"{site.url}/page")
        visitor.state.write_text(state, "utf-8")

        report = visitor()

        assert "Nothing could be compared: " in report
        assert "Changed" not in report
        assert "Nothing" not in visitor()


class TestTheExitCode:
    @pytest.mark.parametrize(
        ("path", "code"),
        [("/page", 0), ("/gone", 1), ("/moved", 1), ("/broken", 0)],
    )
    def test_tells_of_it_if_asked_to_be_strict(
        self, visitor: Visitor, site: Site, path: str, code: int
    ) -> None:
        visitor.give(lund_mlr=site.url + path)

        assert code == visitor.code("--strict")
        assert 0 == visitor.code()

    def test_tells_of_a_change_if_asked_to_be_strict(
        self, visitor: Visitor, site: Site
    ) -> None:
        visitor.give(lund_mlr=f"{site.url}/page")
        first = visitor.code("--strict")
        site.text = "Thirteen municipalities"

        assert (0, 1, 0) == (
            first,
            visitor.code("--strict"),
            visitor.code("--strict"),
        )


class TestWithoutOptions:
    def test_it_visits_the_sources_of_the_package(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        visited: list[str] = []

        def visit(url: str, timeout: float) -> check_sources.Visit:
            visited.append(url)
            assert 20 == timeout
            return check_sources.Visit(url, url, 200, "0")

        monkeypatch.setattr(check_sources, "visit", visit)
        monkeypatch.setattr("time.sleep", lambda _: None)

        assert 0 == check_sources.main([])
        assert {s.url for s in malmolund.sources} == {*visited, None}
        assert (
            f"# Visit to the sources\n\n{len(visited)} of {len(visited)} addresses "
            "were read.\n"
        ) == capsys.readouterr().out


class TestTheWorkflow:
    FILE = Path(__file__).parents[1] / ".github" / "workflows" / "sources.yml"

    def test_pins_what_it_uses(self) -> None:
        uses = [
            line.split("uses: ")[1]
            for line in self.FILE.read_text("utf-8").splitlines()
            if "uses: " in line
        ]

        assert uses
        for used in uses:
            action, _, commit = used.partition(" #")[0].partition("@")

            assert action.startswith("actions/")
            assert 40 == len(commit)

    def test_is_never_strict(self) -> None:
        assert "--strict" not in self.FILE.read_text("utf-8")
