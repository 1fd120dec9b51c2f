"""Visit the sources of the data, and report those that moved, changed or are gone.

    python tools/check_sources.py --state state.json --output report.md

The report is Markdown. What a source holds is compared with what it held at the last
visit, of which ``--state`` keeps the checksums. That a site or the whole network is
down says nothing about the data: it is reported and no failure.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from html.parser import HTMLParser
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import urldefrag, urlsplit
from urllib.request import Request, urlopen

import malmolund


if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from http.client import HTTPResponse


AGENT = f"malmolund/{malmolund.__version__} (checks the sources of its data)"
GONE = {404, 410}
# Of longer files the beginning is compared.
LONGEST = 20_000_000
# How many times the time-out a whole answer may take.
PATIENCE = 10.0


class Visit(NamedTuple):
    """What came of visiting an address."""

    url: str
    final: str = ""
    """The address that answered in the end."""
    status: int = 0
    """What it answered; 0 if it did not."""
    digest: str = ""
    """The checksum of what it holds."""
    problem: str = ""
    """Why nothing was read, in words."""
    changed: bool = False
    """Whether it held something else before."""

    @property
    def gone(self) -> bool:
        """Whether it answers that there is nothing any more."""
        return self.status in GONE

    @property
    def moved(self) -> bool:
        """Whether another address answers for it."""
        return bool(self.digest) and self.final != urldefrag(self.url).url

    @property
    def unread(self) -> bool:
        """Whether nothing can be told of it."""
        return bool(self.problem) and not self.gone


class Words(HTMLParser):
    """The words of a page, which change less than its code."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        """Keep what is not code."""
        if self.cdata_elem not in {"script", "style"}:
            self.found += data.split()


def visit(url: str, timeout: float) -> Visit:
    """Return what came of asking an address for its content.

    Raises:
        URLError: Its host cannot be reached.
    """
    request = Request(url, headers={"User-Agent": AGENT})  # noqa: S310 - http, https
    try:
        with urlopen(request, timeout=timeout) as response:  # noqa: S310
            content = read(response, timeout)
            if response.headers.get_content_type() == "text/html":
                content = words(content)
            digest = hashlib.sha256(content).hexdigest()
            final = urldefrag(response.url).url
            return Visit(url, final, response.status, digest)
    except HTTPError as error:
        with error:
            problem = said(f"answers {error.code} {error.reason}")
            return Visit(url, error.url, error.code, problem=problem)
    except URLError:
        raise
    except (OSError, HTTPException, ValueError) as error:
        return Visit(url, problem=said(error))


def read(response: HTTPResponse, timeout: float) -> bytes:
    """Return what a response holds, or the beginning of it if that is very long.

    Raises:
        TimeoutError: It takes too long, even if it never stops for long.
    """
    content = b""
    end = time.monotonic() + PATIENCE * timeout
    while len(content) < LONGEST and (part := response.read1(2**16)):
        content += part
        if time.monotonic() > end:
            raise TimeoutError("takes too long")
    return content


def words(page: bytes) -> bytes:
    """Return the words of a page."""
    parser = Words()
    parser.feed(page.decode(errors="replace"))
    parser.close()
    return " ".join(parser.found).encode()


def said(error: BaseException | str) -> str:
    """Return what went wrong, on one line."""
    return " ".join(str(error).split()) or type(error).__name__


def visit_all(
    urls: Iterable[str], before: Mapping[str, str], timeout: float, pause: float
) -> Iterator[Visit]:
    """Visit addresses one by one, and compare with the checksums from *before*.

    A host has a pause between two requests, and is not asked again once it cannot be
    reached.
    """
    asked: set[str] = set()
    down: dict[str, str] = {}
    for url in urls:
        host = urlsplit(url).netloc
        if host in down:
            yield Visit(url, problem=down[host])
            continue
        if host in asked:
            time.sleep(pause)
        asked.add(host)
        try:
            done = visit(url, timeout)
        except URLError as error:
            down[host] = said(error.reason)
            done = Visit(url, problem=down[host])
        known = before.get(url, done.digest)
        yield done._replace(changed=bool(done.digest) and done.digest != known)


SECTIONS: dict[str, Callable[[Visit], str]] = {
    "Gone": lambda v: v.problem if v.gone else "",
    "Moved": lambda v: f"is now at {code(v.final)}" if v.moved else "",
    "Changed": lambda v: "holds something else than before" if v.changed else "",
    "Not read": lambda v: v.problem if v.unread else "",
}


def report(visits: list[Visit], ids: Mapping[str, list[str]], notes: list[str]) -> str:
    """Return the report, in which sources have their *ids* by address."""
    answered = sum(bool(v.digest) for v in visits)
    lines = ["# Visit to the sources", ""]
    lines += [f"{answered} of {len(visits)} addresses were read.", *notes]
    if not any(v.status for v in visits):
        lines += ["No site answered: there seems to be no network."]
    for title, told in SECTIONS.items():
        items = [
            f"- {', '.join(ids[v.url])}: {code(v.url)} {said(told(v))}"
            for v in visits
            if told(v)
        ]
        if items:
            lines += ["", f"## {title}", "", *items]
    return "\n".join(lines) + "\n"


def code(url: str) -> str:
    """Return an address as code, so that nobody follows it by mistake."""
    return f"`{url.replace('`', '%60')}`"


def remembered(path: Path | None) -> tuple[dict[str, str], list[str]]:
    """Return the checksums of the last visit, and what to note of them."""
    if path is None:
        return {}, []
    try:
        state = json.loads(path.read_bytes())
        return {str(url): str(digest) for url, digest in state.items()}, []
    except FileNotFoundError:
        return {}, ["It is the first visit, so nothing could be compared."]
    except (OSError, ValueError, AttributeError) as error:
        return {}, [f"Nothing could be compared: {said(error)}."]


def main(arguments: list[str] | None = None) -> int:
    """Visit the sources and report; return 1 if asked to be strict and there is need.

    Args:
        arguments: Those of the command line.
    """
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, help="another data folder")
    parser.add_argument("--state", type=Path, help="a file to remember checksums in")
    parser.add_argument("--output", type=Path, help="a file for the report")
    parser.add_argument("--timeout", type=float, default=20, help="seconds to wait")
    parser.add_argument(
        "--pause", type=float, default=1, help="seconds between requests"
    )
    parser.add_argument(
        "--strict", action="store_true", help="fail if one moved, changed or is gone"
    )
    given = parser.parse_args(arguments)
    catalogue = malmolund.load(given.data) if given.data else malmolund
    ids: dict[str, list[str]] = {}
    for source in catalogue.sources:
        if source.url:
            ids.setdefault(source.url, []).append(source.id)

    before, notes = remembered(given.state)
    visits = list(visit_all(ids, before, given.timeout, given.pause))
    if given.state:
        known = {url: digest for url, digest in before.items() if url in ids}
        known |= {v.url: v.digest for v in visits if v.digest}
        given.state.write_text(json.dumps(known, indent=1) + "\n", "utf-8")
    text = report(visits, ids, notes)
    if given.output:
        given.output.write_text(text, "utf-8")
    else:
        sys.stdout.write(text)
    return int(given.strict and any(v.gone or v.moved or v.changed for v in visits))


if __name__ == "__main__":
    sys.exit(main())
