"""Match the bytes of whatever file atheris comes up with.

python tests/fuzz/fuzz_match.py -runs=100000
"""

from __future__ import annotations

import contextlib
import csv
import io
import re
import sys
import tempfile
from pathlib import Path

import atheris


with atheris.instrument_imports(include=["malmolund"]):
    from malmolund import municipalities
    from malmolund._cli import main

FOLDER = Path(tempfile.mkdtemp())
SOURCE, TARGET = FOLDER / "in.csv", FOLDER / "out.csv"
SEEDS = (
    b"Kommun,x\nLund,1\n",
    b"x;Kommun\r\n1;MALM\xd6\r\n",
    b'Kommun\tx\n"Lund\r",\t"a\n""b"""\n\n',
    b'\xef\xbb\xbf"a|b"|Kommun\n1|1281|more\n2\n',
    b"Kommun\rLund\rH\xc3\xb6rby\r",
    b"Kommun\nLund, x\n1281,5\n",
    b"sep=;\r\nx;Kommun\r\n1;Lund\r\n",
)
COLUMN = "Kommun"


def one(data: bytes) -> None:
    """Match a file that often begins as a table."""
    provider = atheris.FuzzedDataProvider(data)
    start = provider.ConsumeIntInRange(0, 2 * len(SEEDS))
    seed = SEEDS[start] if start < len(SEEDS) else b""
    kept = seed[: provider.ConsumeIntInRange(0, len(seed))]
    strict = provider.ConsumeBool()
    content = kept + provider.ConsumeBytes(sys.maxsize)
    check(content, strict=strict)


def check(content: bytes, *, strict: bool) -> None:
    """Match a file, and compare what is written with what was read."""
    SOURCE.write_bytes(content)
    TARGET.write_bytes(b"before")
    words = ["match", str(SOURCE), "--column", COLUMN, "--output", str(TARGET)]
    printed = io.StringIO()
    with contextlib.redirect_stderr(printed):
        try:
            status = main(words + ["--strict"] * strict)
        except SystemExit as end:
            status = end.code  # type: ignore[assignment]
    assert [SOURCE, TARGET] == sorted(FOLDER.iterdir())
    assert SOURCE.read_bytes() == content
    # The csv module names the delimiter that it expected.
    assert printed.getvalue().translate({9: None, 10: None}).isprintable()
    written = TARGET.read_bytes()
    if status == 2:
        assert written == b"before"
        assert printed.getvalue().startswith("malmolund: ")
        return
    assert status == 0 or (status == 1 and strict)
    told_of_cp1252 = "read as cp1252" in printed.getvalue()
    text = content.decode("cp1252" if told_of_cp1252 else "utf-8-sig")
    if told_of_cp1252:
        assert content.decode("utf-8", errors="ignore").isascii()
    above = re.match(r'"?sep=[^"\r\n]"?(\r\n?|\n|$)', text, re.IGNORECASE)
    start = above[0] if above else ""
    assert written.decode().startswith(start)
    rows = text.removeprefix(start), written.decode().removeprefix(start)
    delimiters = start.lower().strip('"').removeprefix("sep=")[:1] or ",;\t|\ud800"
    assert any(is_matched(*rows, delimiter) for delimiter in delimiters)


def is_matched(text: str, written: str, delimiter: str) -> bool:
    """Tell whether *written* has the rows of *text* and one column more."""
    before, after = (
        list(csv.reader(io.StringIO(whole, newline=""), delimiter=cut, strict=False))
        for whole, cut in (
            (text, delimiter),
            (written, "," if delimiter == "\ud800" else delimiter),
        )
    )
    names = [name.strip() for name in before[0]] if before else []
    if names.count(COLUMN) != 1:
        return False
    width, position = len(names), names.index(COLUMN)
    expected = [[*before[0], "municipality_code"]]
    for row in before[1:]:
        padded = row + [""] * (width - len(row)) if row else row
        record = municipalities.get(padded[position]) if row else None
        code = [record.code if record else ""] if row else []
        expected.append(padded[:width] + code + padded[width:])
    return after == expected


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
